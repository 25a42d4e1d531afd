"""Designs go to other counties as files and come in seen first."""

import json
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app import records
from app.papers import design_files, designs
from app.papers.design_files import NEW, REFUSED, SAME, TAKEN, DesignSet, Named, Unfit
from app.problems import Problem
from exports.papers.design import Design
from tests.app.conftest import County
from tests.app.exchange.offices import Two
from tests.app.papers import drawn


def _set(*named: tuple[str, str, Design]) -> DesignSet:
    return DesignSet("清水县教育局", "2026-11-21", tuple(Named(kind, name, "", one) for kind, name, one in named))


@given(st.lists(st.tuples(st.from_regex("[甲乙丙丁]{1,8}", fullmatch=True), drawn.designs), max_size=3))
def test_a_set_comes_back_from_its_file_as_it_was(some: list[tuple[str, Design]]) -> None:
    made = _set(*((design.kind, name, design) for name, design in some))
    assert design_files.of_text(design_files.text_of(made), "x.xhd") == made


def test_an_offices_designs_go_to_another_county(county: County, two: Two, tmp_path: Path) -> None:
    designs.keep(county.session, None, "completion", "甲", drawn.diploma())
    designs.keep(county.session, None, "hours", "乙", drawn.diploma("hours"))
    out = tmp_path / "版式.xhd"
    design_files.to_file(design_files.of_office(county.session), out)
    made = design_files.from_file(out)
    assert made.county == "示范县教育局"
    assert [line.state for line in design_files.plan(two.county, made)] == [NEW, NEW]
    assert len(design_files.take(two.county, made)) == 2
    assert [row["name"] for row in designs.of_kind(two.county)] == ["甲", "乙"]
    assert [line.state for line in design_files.plan(two.county, made)] == [SAME, SAME]
    assert design_files.take(two.county, made) == []
    assert records.undo_last(two.county) == "采用示范县教育局的版式（2 个）"
    assert designs.of_kind(two.county) == []


def test_only_what_was_wanted_is_taken(county: County) -> None:
    made = _set(("completion", "甲", drawn.diploma()), ("completion", "乙", drawn.diploma()))
    design_files.take(county.session, made, {1})
    assert [row["name"] for row in designs.of_kind(county.session)] == ["乙"]


def test_a_taken_name_comes_beside_or_in_the_place_of_the_old_one(county: County) -> None:
    pk = designs.keep(county.session, None, "completion", "甲", Design(kind="completion"), choosing=True)
    made = _set(("completion", "甲", drawn.diploma()))
    (line,) = design_files.plan(county.session, made)
    assert (line.state, line.old and line.old["id"]) == (TAKEN, pk)
    design_files.take(county.session, made)
    assert [row["name"] for row in designs.of_kind(county.session)] == ["甲", "甲（2）"]
    assert design_files.take(county.session, made, replacing=True) == [pk]
    assert designs.chosen(county.session, "completion") == ("甲", drawn.diploma())


def test_a_design_of_a_newer_program_is_told_and_the_others_are_taken(county: County) -> None:
    text = json.loads(design_files.text_of(_set(("completion", "甲", drawn.diploma()))))
    newer = {**text["designs"][0], "name": "乙", "design": {**text["designs"][0]["design"], "version": 99}}
    foreign = {**text["designs"][0], "name": "丙", "kind": "medal"}
    small = {**text["designs"][0], "name": "丁", "design": {**text["designs"][0]["design"], "width": 1}}
    text["designs"] += [newer, foreign, small, text["designs"][0]]
    made = design_files.of_text(json.dumps(text), "x.xhd")
    lines = design_files.plan(county.session, made)
    assert [line.state for line in lines] == [NEW, REFUSED, REFUSED, REFUSED, REFUSED]
    reasons = [line.one.reason for line in lines if isinstance(line.one, Unfit)]
    assert "更新的版本" in reasons[0]
    assert "本机还没有" in reasons[1]
    assert "纸张的宽和高" in reasons[2]
    assert "两个同名" in reasons[3]
    assert len(design_files.take(county.session, made)) == 1
    assert design_files.counts(lines) == "新增 1 个，不能采用 4 个"


@pytest.mark.parametrize(
    "text",
    ["", "{", "[]", '{"kind": "xinhuo-rules"}', '{"kind": "xinhuo-designs", "version": 1, "designs": 3}',
     '{"kind": "xinhuo-designs", "version": 1, "designs": [3]}', "[" * 100_000,
     '{"kind": "xinhuo-designs", "version": 1, "designs": [{"kind": "\\ud800", "name": "x", "design": {}}]}',
     '{"kind": "xinhuo-designs", "version": 1, "designs": [{"kind": "completion", "name": "", "design": {}}]}'],
)  # fmt: skip
def test_a_foreign_or_damaged_file_is_refused_in_words(tmp_path: Path, text: str) -> None:
    path = tmp_path / "不是.xhd"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(Problem, match="不是薪火的版式文件"):
        design_files.from_file(path)


@given(st.text(max_size=60) | st.recursive(st.none() | st.text(max_size=5), lambda one: st.lists(one)).map(json.dumps))
def test_whatever_a_file_says_is_a_set_or_a_refusal(text: str) -> None:
    with pytest.raises(Problem, match="版式文件"):
        design_files.of_text(text, "x.xhd")


def test_a_file_of_a_newer_program_is_told() -> None:
    with pytest.raises(Problem, match="更新的版本"):
        design_files.of_text('{"kind": "xinhuo-designs", "version": 2, "designs": []}', "x.xhd")


def test_a_file_that_is_gone_or_no_text_is_told(tmp_path: Path) -> None:
    with pytest.raises(Problem, match="打不开"):
        design_files.from_file(tmp_path / "没有.xhd")
    (tmp_path / "图.xhd").write_bytes(drawn.png())
    with pytest.raises(Problem, match="不是薪火的版式文件"):
        design_files.from_file(tmp_path / "图.xhd")


def test_an_office_without_designs_has_none_to_give(county: County) -> None:
    with pytest.raises(Problem, match="没有可以导出的版式"):
        design_files.of_office(county.session)


def test_a_school_takes_no_designs(two: Two) -> None:
    with pytest.raises(Problem, match="版式由县里管理"):
        design_files.take(two.school, _set(("completion", "甲", drawn.diploma())))


def test_what_a_file_says_beside_its_designs_is_short_enough_to_travel(county: County) -> None:
    made = DesignSet("清水县\n" * 9999, "x" * 9999, (Named("completion", "甲", "注" * 99_999, drawn.diploma()),))
    read = design_files.of_text(design_files.text_of(made), "x.xhd")
    assert len(read.county) <= 60 and "\n" not in read.county and len(read.made_on) <= 10
    (one,) = read.designs
    assert isinstance(one, Named) and len(one.remark) == 1000
