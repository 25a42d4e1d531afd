"""Enrolment, places, attendance and series on the command line."""

import json
from typing import Any

import pytest
from openpyxl import Workbook

from app import sessions, teachers, training
from app.__main__ import main


@pytest.fixture
def run(capsys: pytest.CaptureFixture[str], county: Any) -> Any:
    def call(*arguments: object) -> tuple[int, str]:
        code = main(["--file", str(county.session.path), *map(str, arguments)])
        said = capsys.readouterr()
        return code, said.out + said.err

    return call


@pytest.fixture
def class_id(county) -> str:
    values = {"title": "班主任研修", "level": "4", "category": "2", "for_role": "1", "name": "一班", "year": 2026}
    pk = training.save_run(county.session, None, values | {"hours": 80, "quota": 3})
    for topic in ("家校共育", "班级管理"):
        sessions.save(county.session, None, {"class_id": pk, "topic": topic, "hours": 40})
    teachers.save(county.session, county.zhang, {"is_class_teacher": 1, "stage": "2", "work_start": "2020-09"})
    return pk


def test_those_who_fit_the_conditions_and_the_class_are_enrolled(county, class_id, run) -> None:
    code, said = run("enrol", class_id, "--where", "work=城关小学", "--years", "0-10", "--no-hours", "--list")
    assert code == 0 and "张𬭎" in said and "单丽" not in said
    assert run("enrol", class_id, "--where", "subject=语文") == (0, "已报名 1 人，另外 0 人已经在班里。\n")
    code, said = run("enrol", class_id, county.shan)
    assert code == 1 and "单丽不是班主任" in said
    assert run("enrol", class_id, county.shan, "--agreed")[0] == 0
    assert run("enrol", class_id, "--where", "stage=高中")[0] == 1
    assert run("enrol", class_id, "--years", "老")[0] == 1


def test_places_are_given_and_enrolments_approved_and_returned(county, class_id, run) -> None:
    code, said = run("places", class_id, "城关小学=2", "--json")
    (unit,) = [one for one in json.loads(said) if one["name"] == "城关小学"]
    assert code == 0 and (unit["places"], unit["left"]) == (2, 2)
    assert run("places", class_id, "--share", "3", "--equally")[0] == 0
    assert run("places", class_id, "--share", "9")[0] == 1
    assert run("places", class_id, "城关小学=多")[0] == 1
    training.enrol(county.session, class_id, [county.zhang, county.shan])
    assert run("approve", class_id, "--unit", "城关小学") == (0, "已通过 1 人的报名。\n")
    assert run("approve", class_id, "--return", "不是班主任")[0] == 1
    assert run("approve", class_id, "--all", "--return", "不是班主任") == (0, "已退回 1 人的报名。\n")
    state = {
        row["name"]: (row["approval"], row["approval_note"]) for row in training.of_class(county.session, class_id)
    }
    assert state == {"张𬭎": ("passed", None), "单丽": ("returned", "不是班主任")}


def test_a_sign_in_sheet_is_shown_and_then_written(county, class_id, run, tmp_path) -> None:
    training.enrol(county.session, class_id, [county.zhang])
    out = tmp_path / "签到表.xlsx"
    assert run("sessions", class_id, "--sheet", out)[0] == 0 and out.exists()
    book = Workbook()
    for row in (
        ["姓名", "学校", "签到", "班级管理"],
        ["张𬭎", "城关小学", "√", "√"],
        ["单丽丽", "城关小学", "√", "缺"],
    ):
        book.active.append(row)
    path = tmp_path / "签到.xlsx"
    book.save(path)
    code, said = run("attend", path, "--class", class_id)
    assert code == 0 and "“签到”一列不知道" in said and "单丽丽" in said and "没有写入" in said
    assert run("attend", path, "--class", class_id, "--apply")[0] == 1
    assert run("attend", path, "--class", class_id, "--column", "备注=1")[0] == 1
    code, said = run(
        "attend", path, "--class", class_id, "--column", "签到=家校共育", "--who", f"3={county.shan}", "--apply"
    )
    assert code == 0 and "已登记 2 人的出勤" in said
    code, said = run("sessions", class_id, "--json")
    assert [one["attended"] for one in json.loads(said)] == [2, 1]


def test_a_series_is_listed_with_what_is_missing(county, run) -> None:
    values = {"title": "教师大讲堂", "level": "4", "category": "2", "series_days": 14, "name": "第一期", "year": 2026}
    pk = training.save_run(county.session, None, values | {"hours": 20, "start_date": "2026-11-01"})
    assert "第一期" in run("series", training.get_class(county.session, pk)["programme_id"])[1]
    assert run("series")[0] == 0
