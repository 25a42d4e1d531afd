"""`rules` on the command line: adopted, changed from a day on, seen before, exported and taken over."""

import json
from typing import Any

import pytest

from app.__main__ import main
from app.rules import files, service
from tests.app.conftest import County

Capture = pytest.CaptureFixture[str]


def run(capsys: Capture, county: County, *arguments: str, code: int = 0) -> Any:
    assert main(["--file", str(county.session.path), "rules", *arguments, "--json"]) == code
    return json.loads(capsys.readouterr().out)


def said(county: County, code: str) -> str:
    return next(one.says for one in service.listed(county.session) if one.code == code)


def test_the_sets_that_come_with_the_program_are_listed_and_adopted(county: County, capsys: Capture) -> None:
    assert run(capsys, county, "adopt", "--list")[0]["name"] == files.NATIONAL
    assert run(capsys, county, "adopt")["taken"] > 20
    assert {"五年学时", "每年学时"} <= {one["code"] for one in run(capsys, county, "list")}
    assert run(capsys, county, "show", "五年学时")[1]["until"] == "2010-12-31"


def test_a_preview_writes_nothing(county: County, capsys: Capture) -> None:
    made = run(capsys, county, "adopt", "--preview")
    assert len(made["told"]) == len(files.shipped_set(files.NATIONAL).rows)
    assert service.listed(county.session) == []


def test_a_number_is_changed_now_or_from_a_day_on(county: County, capsys: Capture) -> None:
    files.adopt_national(county.session)
    run(capsys, county, "set", "教师阅读", "books=2", "who.stages=小学")
    assert said(county, "教师阅读") == "小学学段的教师每学年至少读 2 本书。"
    (told,) = run(capsys, county, "set", "教师阅读", "books=9", "--preview")["told"]
    assert "至少读 2 本书" in told["old"] and "至少读 9 本书" in told["new"]
    run(capsys, county, "set", "教师阅读", "books=4", "--since", "2027-09-01")
    assert [one.says[-8:] for one in service.of_code(county.session, "教师阅读")] == ["少读 4 本书。", "少读 2 本书。"]
    run(capsys, county, "set", "教师阅读", "title=读书", "--version", "2027-09-01")
    assert service.of_code(county.session, "教师阅读")[0].title == "读书"
    run(capsys, county, "end", "教师阅读", "2026-12-31")
    assert service.of_code(county.session, "教师阅读")[1].until == "2026-12-31"


def test_a_new_rule_is_made_and_deleted(county: County, capsys: Capture) -> None:
    made = run(capsys, county, "set", "new", "--kind", "学时要求", "title=每年学分", "unit=学分", "period=year", "required=2.5",
               'ratios=[{"per":80}]')  # fmt: skip
    assert made["says"] == "全体教师，每年不少于 2.5 学分；全部学时每 8 学时计 1 学分。"
    assert made["code"] == "每年学分"
    run(capsys, county, "delete", "每年学分", "--preview")
    assert run(capsys, county, "delete", "每年学分") == {"deleted": 1}
    assert service.listed(county.session) == []


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (("set", "教师阅读", "pages=3"), "没有“pages”这一项"),
        (("set", "教师阅读", "books=很多"), "没有看懂"),
        (("set", "教师阅读", "who=小学"), "里面的一项"),
        (("set", "教师阅读", "books"), "看不懂“books”"),
        (("set", "没有的", "books=1"), "没有编号是“没有的”的规则"),
        (("set", "new", "books=1"), "--kind"),
        (("set", "教师阅读", "books=1", "--version", "2020-02-02"), "没有从 2020-02-02 起的版本"),
        (("adopt", "sichuan"), "没有名为“sichuan”的规则"),
        (("end", "教师阅读", "某天"), "日期没有看懂"),
    ],
)  # fmt: skip
def test_what_makes_no_sense_is_refused_in_words(
    county: County, capsys: Capture, arguments: tuple[str, ...], told: str
) -> None:
    files.adopt_national(county.session)
    refused = run(capsys, county, *arguments, code=1)
    assert told in refused["refused"]
    assert refused["advice"]


def test_rules_go_out_as_a_file_and_some_of_them_come_in(county: County, capsys: Capture) -> None:
    files.adopt_national(county.session)
    out = county.folder / "规则.xhr"
    assert run(capsys, county, "export", "教师阅读", "跟师期限", "--out", str(out))["rules"] == 2
    for one in service.listed(county.session):
        service.delete(county.session, [one.id])
    assert run(capsys, county, "import", str(out), "--only", "教师阅读")["taken"] == 1
    refused = run(capsys, county, "import", str(out), "--only", "别的", code=1)
    assert "没有编号是“别的”的规则" in refused["refused"]
