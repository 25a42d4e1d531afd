"""Mentoring on the command line: the steps of a pair, gaps, scores, and suggestions for a mentor."""

import json
from typing import Any

import pytest

from app import mentoring
from app.__main__ import main
from tests.app.mentored import MENTORING, TUTORING, pair, person, ruled


@pytest.fixture
def ask(county, capsys: pytest.CaptureFixture[str]) -> Any:
    """Runs a command and gives what it says: exit code and JSON, or the refusal."""

    def run(*arguments: object) -> Any:
        code = main([str(one) for one in ("--file", county.session.path, "--json", *arguments)])
        said = capsys.readouterr()
        return json.loads(said.out) if code == 0 else said.err

    return run


def test_a_pair_goes_its_way(county, ask) -> None:
    ruled(county.session, MENTORING)
    pk = pair(county.session, county.shan, county.zhang, status="1")
    assert "单丽还不符合条件" in ask("pairs", "approve", "--waiting")
    assert ask("pairs", "approve", "--waiting", "--agreed") == {"pairs": 1}
    assert ask("pairs", "sign", pk, "--on", "2026-09-03") == {"pairs": 1}
    assert [row["least"] for row in mentoring.agreements(county.session, pk)] == [8, 6, 2]
    assert ask("pairs", "sign", pk, "--on", "2026-09-03", "--least", "听课=10") == {"pairs": 1}
    assert ask("pairs", "activity", pk, "--kind", "听课", "--topic", "随堂听课") == {"pairs": 1}
    (scored,) = ask("pairs", "score")
    assert (scored["points"], scored["full"]) == (13, 100)
    assert scored["missing"].startswith("还差 7 次听课、6 次教案指导")
    assert ask("pairs", "assess", pk, "--kind", "期满", "--grade", "合格", "--score", 80) == {"pairs": 1}
    assert "不到 60 分" in ask("pairs", "complete", pk)
    assert ask("pairs", "extend", pk, "--until", "2027-12-31", "--reason", "补足活动", "--agreed") == {"pairs": 1}
    assert ask("pairs", "complete", pk, "--agreed") == {"pairs": 1}
    assert ask("pairs", "resume", pk) == {"pairs": 1}
    assert ask("pairs", "dissolve", pk, "--reason", "徒弟调出") == {"pairs": 1}
    assert "签订协议" in [one["words"] for one in ask("pairs", "timeline", pk)]
    assert [one["name"] for one in ask("pairs", "mentors")] == []


def test_a_pair_is_returned_and_what_cannot_be_read_is_said(county, ask) -> None:
    pk = pair(county.session, county.shan, county.zhang, status="1")
    assert ask("pairs", "return", pk, "--note", "请换同学科的师父") == {"pairs": 1}
    assert ask("pairs", "propose", pk) == {"pairs": 1}
    assert "看不懂“听课”" in ask("pairs", "sign", pk, "--least", "听课")
    assert "看不懂日期" in ask("pairs", "sign", pk, "--on", "某日")
    assert "看不懂活动类别" in ask("pairs", "activity", pk, "--kind", "聚餐", "--topic", "聚餐")
    assert "没有选中" in ask("pairs", "complete")


def test_gaps_are_counted_and_then_named(county, ask) -> None:
    new = person(county.session, "李强", county.school, work_start="2026-08")
    assert {one["name"]: one["count"] for one in ask("pairs", "gaps")}["untutored"] == "没有这方面的规则"
    assert "要有规则才能核对" in ask("pairs", "gaps", "untutored")
    ruled(county.session, TUTORING)
    assert {one["name"]: one["count"] for one in ask("pairs", "gaps")}["untutored"] == "1 人"
    assert [one["id"] for one in ask("pairs", "gaps", "新教师还没有师父")] == [new]
    assert "没有“别的”这一种" in ask("pairs", "gaps", "别的")


def test_without_a_rule_there_is_no_score_to_show(county, ask) -> None:
    assert "没有规则说明结对怎样计分" in ask("pairs", "score")


def test_a_mentor_is_suggested_with_reasons(county, ask) -> None:
    found = ask("suggest-mentor", county.zhang, "--kind", "青蓝")
    assert [one["name"] for one in found] == ["单丽"] and "还没有带徒弟" in found[0]["why"]
    ruled(county.session, MENTORING)
    assert ask("suggest-mentor", county.zhang) == []
    (left_out,) = ask("suggest-mentor", county.zhang, "--excluded")
    assert left_out["name"] == "单丽" and left_out["why"].startswith("不符合条件")


def test_what_a_rule_says_against_a_pair_is_overruled_with_a_word(county, ask) -> None:
    ruled(county.session, MENTORING)
    values = (f"mentor_id={county.shan}", f"mentee_id={county.zhang}", "kind=青蓝", "start_date=2026-09-01")
    assert "师父单丽还不符合条件" in ask("set", "pairs", "new", *values)
    assert ask("set", "pairs", "new", *values, "--agreed")["kind"] == "1"


def test_a_plan_is_written_and_listed(county, ask) -> None:
    plan = (f"teacher_id={county.zhang}", "start_date=2026-09-01", "goal=站稳讲台")
    ask("set", "plans", "new", *plan)
    assert [one["goal"] for one in ask("list", "plans")] == ["站稳讲台"]
