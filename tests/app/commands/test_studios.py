"""`studio …` on the command line: everything the window does with studios, in words and as JSON."""

import json
from typing import Any

import pytest

from app import links, moving, studio_terms, studio_work, studios
from app.__main__ import main


@pytest.fixture
def ask(county, capsys: pytest.CaptureFixture[str]):
    """Run a command on the county's file: its JSON, or what it said when it refused."""

    def run(*arguments: object) -> Any:
        capsys.readouterr()
        code = main(["--file", str(county.session.path), *map(str, arguments), "--json"])
        out = capsys.readouterr()
        return json.loads(out.out) if code == 0 else out.out + out.err

    return run


@pytest.fixture
def studio(county) -> str:
    pk = studios.save(
        county.session, None, {"name": "甲工作室", "kind": "2", "host_id": county.shan, "end_date": "2026-08-31"}
    )
    values = {"studio_id": pk, "teacher_id": county.zhang, "role": "3", "joined_on": "2024-09-01"}
    studios.save_member(county.session, None, values)
    return pk


def test_what_is_to_be_looked_at_is_listed(ask, studio) -> None:
    assert {row["what"] for row in ask("studio", "check")} == {"周期已到", ""}
    assert ask("studio", "check", "甲工作室") == ask("studio", "check", studio)
    assert "找不到" in ask("studio", "check", "没有的")


def test_an_activity_is_entered_with_the_people_of_its_studio(county, ask, studio) -> None:
    made = ask(
        "set", "studio_activities", "new", f"studio_id={studio}", "kind=研讨", "held_on=2026-10-10", "topic=单元研讨",
        "hours=4", "category=专业",
    )  # fmt: skip
    assert ask("studio", "take-part", made["id"]) == {"written": 2}
    assert ask("studio", "hours", made["id"], "6") == {"hours": 60, "given": 120}
    assert ask("studio", "hours", made["id"], "8", "--alone") == {"hours": 80, "given": 120}
    assert "一起改" in ask("set", "studio_activities", made["id"], "hours=5")
    assert {row["teacher_name"] for row in ask("list", "participations")} == {"张𬭎", "单丽"}


def test_members_move_and_those_who_are_gone_leave(county, ask, studio) -> None:
    other = studios.save(county.session, None, {"name": "乙工作室", "kind": "2"})
    (member,) = ask("list", "members")
    assert ask("studio", "move", member["id"], "--to", "乙工作室", "--on", "2026-10-01") == {"moved": 1}
    assert studios.get(county.session, other)["members"] == 1
    moving.move(county.session, [county.zhang], {"kind": "8", "since": "2026-11-01", "document": "退〔2026〕1号"})
    assert [row["teacher_name"] for row in ask("studio", "gone")] == ["张𬭎"]
    assert ask("studio", "gone", "--leave") == {"left": 1}


def test_a_kind_of_studio_is_assessed_closed_and_renewed(county, ask, studio) -> None:
    graded = ("--kind", "年度考核", "--year", "2025", "--grade", "不合格")
    assert ask("studio", "assess", "--of", "名师", *graded)["written"] == 1
    assert ask("studio", "assess", studio, *graded) == {"written": 0, "there": ["甲工作室"], "to_withdraw": []}
    assert "--until" in ask("studio", "renew", studio)
    assert ask("studio", "renew", studio, "--until", "2029-08-31") == {"renewed": 1, "until": "2029-08-31"}
    assert ask("studio", "close", studio, "--withdraw", "--on", "2026-11-20") == {"studios": 1, "members": 1}
    assert studio_terms.assessments(county.session)[0]["studio_state"] == studios.WITHDRAWN


def test_two_studios_need_a_persons_word_here_too(county, ask, studio) -> None:
    other = studios.save(county.session, None, {"name": "乙工作室", "kind": "2"})
    new = ("set", "members", "new", f"studio_id={other}", f"teacher_id={county.zhang}", "role=成员")
    assert "已在“甲工作室”" in (said := ask(*new))
    assert "加上 --agreed" in said
    assert ask(*new, "--agreed")["id"]


def test_schools_without_a_master_and_what_was_done_for_the_others(county, ask, studio) -> None:
    made = ask("set", "links", "new", "organisation_id=清水小学", f"studio_id={studio}", "start_date=2025-09-01")
    ask("set", "link_activities", "new", f"link_id={made['id']}", "kind=送教上门", "held_on=2026-10-10", "topic=示范课")
    assert [row["activities"] for row in ask("list", "links")] == [1]
    assert [row["name"] for row in ask("studio", "without-master")] == ["城关小学"]
    assert len(links.activities(county.session)) == 1


@pytest.mark.parametrize(
    "what",
    [
        "studio_plans",
        "studio_activities",
        "participations",
        "outputs",
        "studio_assessments",
        "links",
        "link_activities",
    ],
)
def test_every_list_is_read_in_words(county, studio, capsys: pytest.CaptureFixture[str], what: str) -> None:
    plan = {"studio_id": studio, "stage": "秋", "start_date": "2026-09-01", "end_date": "2026-12-31", "times": 1}
    studio_work.save_plan(county.session, None, plan)
    assert main(["--file", str(county.session.path), "list", what]) == 0
    assert "共" in capsys.readouterr().out
