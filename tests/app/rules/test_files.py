"""Sets of rules: those that come with the program, as files, and taken over."""

import json
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app import records
from app.problems import Problem
from app.rules import book, files, kinds, service, wording
from app.rules.files import CHANGED, LATER, NEW, REFUSED, SAME
from storage import rules as stored
from tests.app.conftest import County
from tests.app.rules.parameters import PARAMETERS

SETS = [one.name for one in files.shipped()]


def test_the_program_comes_with_a_national_set_first_and_others_to_take_over() -> None:
    assert SETS[0] == files.NATIONAL
    assert {"jiangsu", "jianghan"} <= set(SETS)


@pytest.mark.parametrize("name", SETS)
def test_every_shipped_rule_reads_and_says_where_it_comes_from(name: str) -> None:
    made = files.shipped_set(name)
    assert made.title
    assert made.rows
    for row in made.rows:
        said = kinds.read(str(row["kind"]), str(row["parameters"]))
        assert service.unsound(said) == []
        assert row["document"] or "示例" in str(row["remark"])
        assert not date.fromisoformat(str(row["start_date"])) > date(2026, 1, 1)


@pytest.mark.parametrize("name", SETS)
def test_every_shipped_rule_is_told_in_one_sentence_without_codes(name: str) -> None:
    for row in files.shipped_set(name).rows:
        told = wording.sentence(kinds.read(str(row["kind"]), str(row["parameters"])))
        assert told.endswith("。")
        assert told.count("。") == 1
        assert not [one for one in told if one.isascii() and one.isalpha()], told
        assert "{" not in told


def test_the_national_numbers_are_those_of_the_documents(county: County) -> None:
    files.adopt_national(county.session)
    made = book.read(county.session)

    def required(code: str, day: date) -> int:
        return next(rule.said.required for rule in made.versions(code) if rule.holds(day))  # type: ignore[union-attr]

    assert required("五年学时", date(2026, 9, 1)) == 3600
    assert required("五年学时", date(2010, 9, 1)) == 2400
    assert required("每年学时", date(2026, 9, 1)) == 900
    assert required("试用期学时", date(2026, 9, 1)) == 1200
    assert required("师德学时", date(2026, 9, 1)) == 100
    rule, meetings = made.of(kinds.Meetings, date(2026, 9, 1))[0]
    assert (meetings.times, meetings.people) == (2, 100)
    assert rule.document


def test_adopting_the_national_set_is_one_act_and_can_be_undone(county: County) -> None:
    before = len(records.recent(county.session, 50))
    assert files.adopt_national(county.session) == len(files.shipped_set(files.NATIONAL).rows)
    assert len(records.recent(county.session, 50)) == before + 1
    assert files.adopt_national(county.session) == 0
    records.undo_last(county.session)
    assert stored.every(county.session.store) == []


def test_what_is_exported_and_imported_again_is_the_same(county: County) -> None:
    files.adopt_national(county.session)
    out = county.folder / "规则.xhr"
    files.write_file(files.of_office(county.session), out)
    made = files.read_file(out)
    assert made.county == "示范县教育局"
    assert {one.state for one in files.plan(county.session, made)} == {SAME}
    assert files.take(county.session, made) == 0


@given(st.data())
def test_parameters_of_every_kind_go_into_a_file_and_come_back_the_same(data: Any) -> None:
    kind = data.draw(st.sampled_from(sorted(kinds.KINDS)))
    said = data.draw(PARAMETERS[kind])
    row = {
        "code": "编号", "kind": kind, "title": "名称", "start_date": "2026-01-01", "end_date": None, "document": "某文",
        "sentence": None, "parameters": kinds.written(said), "remark": None,
    }  # fmt: skip
    made = files.RuleSet("一套", "示范县", "2026-11-22", "", (row,))
    again = files.of_text(files.text_of(made), "x.xhr")
    assert again == made
    assert kinds.read(kind, str(again.rows[0]["parameters"])) == said
    assert wording.sentence(said).endswith("。")


def test_a_file_of_another_county_is_seen_before_it_is_taken_row_by_row(county: County) -> None:
    files.adopt_national(county.session)
    lines = files.plan(county.session, files.shipped_set("jiangsu"))
    assert [(one.row["code"], one.state) for one in lines] == [("五年学时", LATER), ("折算办法", CHANGED)]
    assert lines[1].old_says != lines[1].says
    assert files.take(county.session, files.shipped_set("jiangsu"), {0}) == 1
    made = book.read(county.session)
    cycle = [rule for rule, _said in made.of(kinds.Regime, date(2026, 1, 1)) if rule.code == "五年学时"]
    assert cycle[0].since == date(2021, 1, 1)
    assert [one.until for one in made.versions("五年学时")] == [date(2010, 12, 31), date(2020, 12, 31), date.max]


def test_a_rule_that_this_program_cannot_read_is_shown_and_left_out(county: County) -> None:
    plain = {"start_date": "2026-01-01", "end_date": None, "document": None, "sentence": None, "remark": None}
    said = (("甲", "regime", '{"required":1,"period":"year","later":2}'), ("乙", "reading", "{}"), ("丙", "quiz", "{}"))
    rows = tuple({"code": code, "kind": kind, "title": code, "parameters": it, **plain} for code, kind, it in said)
    made = files.RuleSet("新的", "", "", "", rows)
    lines = files.plan(county.session, made)
    assert [one.state for one in lines] == [REFUSED, NEW, REFUSED]
    assert all(one.reason for one in lines if one.state == REFUSED)
    assert files.take(county.session, made) == 1


@pytest.mark.parametrize(
    "text", ["", "[]", "{}", '{"kind":"xinhuo-rules"}', '{"kind":"xinhuo-rules","version":1,"rules":[1]}', '"\\ud800"']
)
def test_a_file_of_another_kind_is_refused_in_words(text: str, tmp_path: Path) -> None:
    path = tmp_path / "别的.xhr"
    path.write_text(text)
    with pytest.raises(Problem, match="不是薪火的规则文件"):
        files.read_file(path)


def test_a_file_of_a_newer_program_asks_for_an_upgrade(tmp_path: Path) -> None:
    path = tmp_path / "新.xhr"
    path.write_text(json.dumps({"kind": "xinhuo-rules", "version": 2, "rules": []}))
    with pytest.raises(Problem, match="更新的版本"):
        files.read_file(path)


@pytest.mark.parametrize("row", [{"start_date": "不知道"}, {"title": ""}, {"end_date": "2020-01-01"}])
def test_a_row_with_something_wrong_is_left_out_and_says_why(county: County, row: dict[str, str]) -> None:
    plain = {"code": "甲", "kind": "reading", "title": "读书", "start_date": "2026-01-01", "end_date": None,
             "document": None, "sentence": None, "parameters": "{}", "remark": None}  # fmt: skip
    (line,) = files.plan(county.session, files.RuleSet("x", "", "", "", ({**plain, **row},)))
    assert line.state == REFUSED
    assert line.reason.endswith("。")
