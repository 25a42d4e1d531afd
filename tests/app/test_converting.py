"""Converting declared items into hours: the line that fits, why, and never more in a year than a line's most."""

from datetime import date
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.converting import Converted, converted, fits
from app.rules.book import Book, Rule
from app.rules.kinds import Conversion, ConversionLine, Parameters

LINES = (
    ConversionLine(kind="1", levels=("43",), grades=("1",), hours=100),
    ConversionLine(kind="1", levels=("43",), hours=60),
    ConversionLine(kind="1", levels=("33",), roles=("1",), hours=160, most=200),
    ConversionLine(kind="2", hours=20, each=True, most=500),
    ConversionLine(kind="7", hours=40, most=80),
)


def rule(said: Parameters, since: str = "2020-01-01", until: str = "2099-12-31", **more: str) -> Rule:
    known: dict[str, Any] = {"id": "r1", "code": "zs", "title": "清河县学时折算办法", "document": "", **more}
    return Rule(
        kind="conversion", since=date.fromisoformat(since), until=date.fromisoformat(until), sentence="", said=said, **known
    )  # fmt: skip


def book(*rules: Rule) -> Book:
    return Book(rules or (rule(Conversion(lines=LINES)),))


def item(**values: Any) -> dict[str, Any]:
    return {"kind": "1", "done_on": "2026-05-06", "level": "43", "grade": "1", **values}


def test_the_first_line_that_fits_gives_the_hours_and_the_sentence_names_the_rule() -> None:
    found = converted(book(), item())
    assert (found.hours, found.rule_id) == (100, "r1")
    assert found.why == "按《清河县学时折算办法》：论文县级一等奖 10 学时。"


def test_the_document_stands_beside_the_title() -> None:
    found = converted(book(rule(Conversion(lines=LINES), document="清教〔2026〕8号")), item())
    assert found.why.startswith("按《清河县学时折算办法》（清教〔2026〕8号）：")


def test_a_line_that_asks_for_less_fits_the_rest() -> None:
    assert converted(book(), item(grade="2")).hours == 60
    assert converted(book(), item(grade=None)).hours == 60
    assert not fits(LINES[0], item(level="33"))


def test_what_the_lines_tell_apart_by_has_to_be_said() -> None:
    found = converted(book(), item(level=None))
    assert (found.hours, found.lacking) == (None, ("level", "role"))
    assert found.why.endswith("论文要填了级别、本人作用才能折算。")


def test_a_kind_of_which_the_rule_speaks_without_a_line_for_this_level_gives_nothing() -> None:
    found = converted(book(), item(level="60", role="1"))
    assert found.hours == 0 and "校级" in found.why and "不折算" in found.why


def test_by_quantity_each_counts_and_without_one_it_is_asked_for() -> None:
    found = converted(book(), item(kind="2", quantity=12))
    assert found.hours == 240 and "每个 2 学时，12 个共 24 学时" in found.why
    assert converted(book(), item(kind="2")).lacking == ("quantity",)


def test_no_rule_says_nothing() -> None:
    for one in (item(kind="8"), item(done_on=""), item(done_on="2019-12-31")):
        assert converted(book(), one) == Converted()


def test_the_rule_in_force_on_the_day_holds() -> None:
    old = rule(Conversion(lines=(ConversionLine(kind="1", hours=50),)), until="2026-03-31", id="old")
    new = rule(Conversion(lines=LINES), since="2026-04-01", id="new")
    assert converted(book(old, new), item(done_on="2026-03-31")).rule_id == "old"
    assert converted(book(old, new), item(done_on="2026-04-01")).hours == 100


def test_of_two_rules_the_one_with_a_fitting_line_speaks() -> None:
    papers = rule(Conversion(lines=LINES[:1]), id="papers")
    rest = rule(Conversion(lines=(ConversionLine(kind="1", levels=("60",), hours=10),)), id="rest")
    assert converted(book(papers, rest), item(level="60")).rule_id == "rest"


def test_what_was_granted_by_the_same_line_in_the_year_leaves_the_rest() -> None:
    read = item(kind="7", level=None, grade=None)
    found = converted(book(), read, [{**read, "granted": 60}, {**item(), "granted": 100}])
    assert (found.hours, found.whole) == (20, 40)
    assert found.why.endswith("4 学时，这一项一年最多 8 学时，2026 年已认定 6，还可以认定 2。")


@pytest.mark.parametrize("times", [1, 40])
def test_one_item_alone_gives_no_more_than_the_most(times: int) -> None:
    assert converted(book(), item(kind="2", quantity=times)).hours == min(20 * times, 500)


ITEMS = st.builds(
    lambda kind, level, grade, role, quantity: item(kind=kind, level=level, grade=grade, role=role, quantity=quantity),
    st.sampled_from("127"), st.sampled_from(("43", "33", None)), st.sampled_from(("1", "2", None)),
    st.sampled_from(("1", "2", None)), st.integers(1, 30),
)  # fmt: skip


@given(st.lists(ITEMS, max_size=12), st.randoms(use_true_random=False))
def test_no_line_gives_more_in_a_year_than_its_most_whatever_the_order(items: list[dict[str, Any]], rng: Any) -> None:
    rng.shuffle(items)
    granted: list[dict[str, Any]] = []
    for one in items:
        found = converted(book(), one, granted)
        if found.hours:
            granted.append({**one, "granted": found.hours})
    for line in LINES:
        of_line = [one["granted"] for one in granted if next(two for two in LINES if fits(two, one)) is line]
        assert not line.most or sum(of_line) <= line.most
        assert line.each or all(one <= line.hours for one in of_line)


@given(st.lists(ITEMS, max_size=10), st.randoms(use_true_random=False))
def test_what_a_line_gives_in_all_does_not_hang_on_the_order(items: list[dict[str, Any]], rng: Any) -> None:
    def whole(some: list[dict[str, Any]]) -> int:
        granted: list[dict[str, Any]] = []
        for one in some:
            granted.append({**one, "granted": converted(book(), one, granted).hours or 0})
        return sum(one["granted"] for one in granted)

    before = whole(items)
    rng.shuffle(items)
    assert whole(items) == before
