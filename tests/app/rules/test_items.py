"""Every parameter can be typed, shown and read; none is forgotten."""

from typing import Any

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.fields import Unreadable
from app.rules import kinds
from app.rules.items import ITEMS, Item, begun, read, shown
from tests.app.rules.parameters import value

TYPED = [one for made in ITEMS.values() for one in made if one.form not in ("who", "about", "rows")]


def test_every_kind_of_rule_and_line_of_a_table_has_an_item_for_each_of_its_parameters() -> None:
    wanted = {*kinds.KINDS.values(), *(one.row for made in ITEMS.values() for one in made if one.row)}
    assert wanted <= set(ITEMS)
    for made, its in ITEMS.items():
        assert {one.name for one in its} == {one.name for one in msgspec.structs.fields(made)}, made


def test_everything_can_be_begun() -> None:
    for made in ITEMS:
        assert isinstance(begun(made), made)


@given(st.data())
def test_what_is_shown_is_read_as_the_same(data: Any) -> None:
    item = data.draw(st.sampled_from(TYPED))
    said = data.draw(value(item))
    credits = data.draw(st.booleans())
    if item.form == "count" and item.name == "first_year" and said is None:
        return
    assert read(item, shown(item, said, credits=credits), credits=credits) == said


@pytest.mark.parametrize(
    ("form", "text", "meant"),
    [
        ("hours", "7.5", 75), ("hours", "360学时", 3600), ("hours", "", 0), ("amount", "0.5", 5), ("share", "80%", (80, 100)),
        ("share", " 2 / 3 ", (2, 3)), ("share", "", None), ("day", "10月1日", "10-01"), ("day", "9.1", "09-01"),
        ("words", "骨干 名师", ("骨干", "名师")),
    ],
)  # fmt: skip
def test_numbers_are_read_as_they_are_typed(form: Any, text: str, meant: Any) -> None:
    assert read(Item("x", "数目", form), text) == meant


def test_credits_have_two_places_and_their_own_unit() -> None:
    item = Item("x", "数目", "amount")
    assert read(item, "0.25学分", credits=True) == 25
    assert shown(item, 4000, credits=True) == "40"
    with pytest.raises(Unreadable, match="两位小数"):
        read(item, "0.125", credits=True)


@pytest.mark.parametrize(
    ("form", "text"),
    [
        ("hours", "七"), ("hours", "-1"), ("hours", "1.25"), ("count", "1.5"), ("share", "3/2"), ("share", "0/2"),
        ("day", "13-01"), ("day", "02-30"), ("text", " "),
    ],
)  # fmt: skip
def test_what_is_no_number_is_refused_with_a_sentence(form: Any, text: str) -> None:
    with pytest.raises(Unreadable) as refused:
        read(Item("x", "数目", form), text)
    assert str(refused.value).endswith("。")


def test_a_word_that_a_table_does_not_have_is_refused_with_those_it_has() -> None:
    with pytest.raises(Unreadable, match="公需、专业"):
        read(Item("categories", "培训类别", "codes", codes="training_category"), "别的科目吧")
