"""Designs are kept, chosen and undone by the county; schools have them with its files."""

import msgspec
import pytest
from hypothesis import given

from app import records
from app.papers import designs, limits
from app.problems import Problem
from app.records import Invalid
from exports.papers.design import Column, Design, Form, Picture, Rule, Table, Text
from exports.problems import ExportProblem
from tests.app.conftest import County
from tests.app.exchange.offices import Two
from tests.app.papers import drawn


def test_a_kept_design_comes_back_as_it_was(county: County) -> None:
    pk = designs.keep(county.session, None, "completion", " 我县的  结业证书 ", drawn.diploma())
    row = designs.get(county.session, pk)
    assert (row["name"], row["kind"]) == ("我县的 结业证书", "completion")
    assert designs.read(row) == drawn.diploma()
    assert [one["id"] for one in designs.of_kind(county.session, "completion")] == [pk]
    assert designs.of_kind(county.session, "hours") == []


def test_papers_are_made_with_the_one_that_was_chosen_last(county: County) -> None:
    first = designs.keep(county.session, None, "completion", "甲", drawn.diploma(), choosing=True)
    second = designs.keep(county.session, None, "completion", "乙", drawn.diploma())
    assert designs.chosen(county.session, "completion") == ("甲", drawn.diploma())
    designs.choose(county.session, "completion", second)
    assert designs.chosen_id(county.session, "completion") == second
    assert not designs.get(county.session, first)["is_chosen"]
    records.undo_last(county.session)
    assert designs.chosen_id(county.session, "completion") == first


def test_saving_and_choosing_is_one_act(county: County) -> None:
    designs.keep(county.session, None, "completion", "甲", drawn.diploma(), choosing=True)
    assert records.undo_last(county.session) == "保存并采用版式：甲"
    assert designs.of_kind(county.session) == []


def test_another_shipped_one_is_chosen_as_a_copy_of_its_own(county: County) -> None:
    usual, other = designs.shipped("completion")[:2]
    pk = designs.choose_shipped(county.session, "completion", other.name)
    assert designs.chosen(county.session, "completion") == (other.name, other.design)
    assert designs.chosen_id(county.session, "completion") == pk
    assert designs.choose_shipped(county.session, "completion", usual.name) is None
    assert designs.chosen(county.session, "completion") == (usual.name, usual.design)
    again = designs.choose_shipped(county.session, "completion", other.name)
    assert again is not None
    assert designs.get(county.session, again)["name"] == f"{other.name}（2）"
    with pytest.raises(Problem, match="没有名为“没有的”的自带版式"):
        designs.choose_shipped(county.session, "completion", "没有的")


def test_the_same_name_twice_in_a_kind_is_refused_and_in_another_kind_is_not(county: County) -> None:
    pk = designs.keep(county.session, None, "completion", "甲", drawn.diploma())
    with pytest.raises(Invalid, match="已经有名为“甲”的版式"):
        designs.keep(county.session, None, "completion", "甲", drawn.diploma(), choosing=True)
    with pytest.raises(Invalid, match="已经有名为“甲”的版式"):
        designs.rename(county.session, designs.copy(county.session, "completion", "甲", drawn.diploma()), "甲")
    designs.keep(county.session, None, "hours", "甲", drawn.diploma("hours"))
    designs.rename(county.session, pk, "甲")


def test_a_copy_finds_a_name_of_its_own(county: County) -> None:
    designs.keep(county.session, None, "completion", "甲", drawn.diploma())
    made = [designs.copy(county.session, "completion", "甲", drawn.diploma()) for _ in range(2)]
    assert [designs.get(county.session, pk)["name"] for pk in made] == ["甲（2）", "甲（3）"]


@pytest.mark.parametrize("name", ["", "  ", "长" * 41])
def test_a_name_that_says_nothing_or_too_much_is_refused(county: County, name: str) -> None:
    with pytest.raises(Invalid, match="版式名称"):
        designs.keep(county.session, None, "completion", name, drawn.diploma())


def test_a_design_is_not_chosen_for_another_kind_of_paper(county: County) -> None:
    pk = designs.keep(county.session, None, "completion", "甲", drawn.diploma())
    with pytest.raises(Problem, match="“甲”不是聘书的版式"):
        designs.choose(county.session, "appointment", pk)


def test_a_kind_that_is_none_is_told(county: County) -> None:
    with pytest.raises(Problem, match="没有“diploma”这种证书"):
        designs.keep(county.session, None, "diploma", "甲", drawn.diploma())


def test_how_a_design_was_can_be_gone_back_to(county: County) -> None:
    pk = designs.keep(county.session, None, "completion", "甲", drawn.diploma())
    designs.rename(county.session, pk, "乙")
    designs.keep(county.session, pk, "completion", "乙", Design(kind="completion"))
    found = designs.past(county.session, pk)
    assert [one.design for one in found] == [Design(kind="completion"), drawn.diploma()]
    assert found[0].actor == "王敏"


def test_a_school_uses_the_countys_design_and_cannot_change_it(two: Two) -> None:
    pk = designs.keep(two.county, None, "completion", "我县的", drawn.diploma(), choosing=True)
    two.round()
    assert designs.chosen(two.school, "completion") == ("我县的", drawn.diploma())
    for act in (
        lambda: designs.keep(two.school, pk, "completion", "本校的", drawn.diploma()),
        lambda: designs.keep(two.school, None, "completion", "本校的", drawn.diploma(), choosing=True),
        lambda: designs.choose(two.school, "completion", None),
        lambda: designs.rename(two.school, pk, "本校的"),
        lambda: designs.delete(two.school, pk),
    ):
        with pytest.raises(Problem, match="版式由县里管理"):
            act()


def test_a_design_with_a_large_logo_travels_with_the_countys_file(two: Two) -> None:
    logo = drawn.noise(260)
    assert 200_000 < len(logo) <= limits.PICTURE_BYTES
    design = Design(kind="completion", elements=(Picture(x=10, y=10, width=20, height=20, data=logo),))
    designs.keep(two.county, None, "completion", "带标志的", design, choosing=True)
    two.round()
    assert designs.chosen(two.school, "completion") == ("带标志的", design)
    two.same()


def test_every_shipped_design_can_be_kept_as_it_is(county: County) -> None:
    from app import codes

    for kind in codes.table("paper_kind").codes:
        for one in designs.shipped(kind.code):
            assert one.design.kind == kind.code
            limits.refuse_unsound(one.design)


@given(design=drawn.designs)
def test_what_a_person_may_draw_is_sound(design: Design) -> None:
    limits.refuse_unsound(design)


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ({"width": 5.0}, "纸张的宽和高"),
        ({"height": float("inf")}, "纸张的宽和高"),
        ({"top": 200.0, "bottom": 200.0}, "页边距"),
        ({"elements": (Rule(x=0, y=0, width=1, height=1),) * 301}, "超过了 300 个"),
        ({"elements": (Rule(x=1e9, y=0, width=1, height=1),)}, "太远"),
        ({"elements": (Rule(x=0, y=0, width=-1, height=1),)}, "小于零"),
        ({"elements": (Rule(x=0, y=0, width=1, height=1, colour="red"),)}, "颜色"),
        ({"elements": (Rule(x=0, y=0, width=1, height=1, thickness=1e4),)}, "太粗"),
        ({"elements": (Text(x=0, y=0, width=1, height=1, text="字" * 20_001),)}, "个字"),
        ({"elements": (Text(x=0, y=0, width=1, height=1, text="", size=0.1),)}, "字号"),
        ({"elements": (Text(x=0, y=0, width=1, height=1, text="", leading=99),)}, "行距"),
        ({"elements": (Table(x=0, y=0, width=1, height=1, rows="", columns=()),)}, "没有列"),
        (
            {"elements": (Table(x=0, y=0, width=1, height=1, rows="", columns=(Column(heading="", text=""),), least=4000),)},
            "行数",
        ),
        ({"elements": (Form(x=0, y=0, width=1, height=1, shares=(), lines=()),)}, "没有列"),
        ({"elements": (Form(x=0, y=0, width=1, height=1, shares=(1.0,) * 201, lines=()),)}, "超过了 200 列"),
        ({"elements": (Form(x=0, y=0, width=1, height=1, shares=(1.0,), lines=((),) * 3001),)}, "格子超过了"),
        (
            {"elements": (Table(x=0, y=0, width=1, height=1, rows="", columns=(Column(heading="", text=""),) * 201),)},
            "超过了 200 列",
        ),
        ({"elements": (Text(x=0, y=0, width=1, height=1, text="[" * 301 + "{姓名}" + "]" * 301),)}, "方括号"),
        ({"elements": (Picture(x=0, y=0, width=1, height=1, data=b"GIF89a"),)}, "不是 PNG 或 JPG"),
        ({"elements": (Picture(x=0, y=0, width=1, height=1, data=drawn.png()[:20]),)}, "读不出来"),
        ({"elements": (Picture(x=0, y=0, width=1, height=1, data=drawn.png() + b" " * 310_000),)}, "300 KB"),
    ],
)  # fmt: skip
def test_what_no_paper_can_hold_is_refused_in_words(county: County, wrong: dict[str, object], said: str) -> None:
    bad = msgspec.structs.replace(Design(kind="completion"), **wrong)
    with pytest.raises(Problem, match=said):
        limits.refuse_unsound(bad)


def test_a_picture_of_very_many_pixels_is_refused_by_its_header(county: County) -> None:
    huge = Picture(x=0, y=0, width=1, height=1, data=drawn.png(4000, 4000))
    with pytest.raises(Problem, match="点数太多"):
        designs.keep(county.session, None, "completion", "甲", Design(kind="completion", elements=(huge,)))


@pytest.mark.parametrize("choosing", [False, True])
def test_a_body_that_is_none_is_not_kept(county: County, choosing: bool) -> None:
    with pytest.raises(Problem, match="纸张的宽和高"):
        designs.keep(county.session, None, "completion", "甲", Design(kind="completion", width=1), choosing=choosing)
    with pytest.raises(ExportProblem, match="读不出来"):
        designs.save(county.session, None, {"kind": "completion", "name": "甲", "body": "{}"})
    assert designs.of_kind(county.session) == []


def test_without_one_of_its_own_an_office_uses_what_comes_with_the_program(county: County) -> None:
    pk = designs.keep(county.session, None, "completion", "甲", drawn.diploma(), choosing=True)
    shipped = designs.shipped("completion")[0]
    designs.choose(county.session, "completion", None)
    assert designs.chosen(county.session, "completion") == (shipped.name, shipped.design)
    designs.choose(county.session, "completion", pk)
    designs.delete(county.session, pk)
    assert designs.chosen(county.session, "completion")[0] == shipped.name
