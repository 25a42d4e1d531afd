"""What the 业务档案表 gathers about one teacher."""

from io import BytesIO
from pathlib import Path

import pytest
from PIL import Image

from app import assessments, attachments, teachers
from app.papers import facts_dossier as papers
from app.papers.facts_training import PHOTO
from app.problems import Problem
from tests.app.conftest import County
from tests.app.papers.peopled import peopled


def test_a_dossier_gathers_all_that_is_held_about_a_teacher(county: County) -> None:
    made = peopled(county)
    (due,) = papers.dossiers(county.session, county.zhang)
    lists = due.facts.lists
    assert due.facts.texts["姓名"] == "张𬭎"
    assert [one["单位"] for one in lists["任职"]] == ["城关小学"]
    assert {one["荣誉名称"] for one in lists["荣誉"]} == {"示范县优秀班主任", "小学语文兼职教研员"}
    assert lists["考核"] == [{"年度": "2025", "师德考核": "优秀", "年度考核": ""}]
    assert [(one["身份"], one["对方"], one["状态"]) for one in lists["师徒"]] == [("师父", "买买提·艾力", "已出师")]
    assert [(one["名称"], one["奖次"], one["组别"]) for one in lists["竞赛"]] == [
        ("小学语文优质课竞赛", "一等奖", "农村小学语文青年组")
    ]
    (year,) = lists["学时"]
    assert (year["年度"], year["专业"], year["合计"]) == ("2026", "28", "28")
    (mentee,) = papers.dossiers(county.session, made.new)
    assert [(one["工作室"], one["身份"]) for one in mentee.facts.lists["工作室"]] == [("单丽名师工作室", "成员")]
    (host,) = papers.dossiers(county.session, county.shan)
    assert [one["身份"] for one in host.facts.lists["工作室"]] == ["主持人"]
    assert {(one["单位"], one["关系"], one["方式"]) for one in host.facts.lists["任职"]} == {
        ("清水小学", "任教", ""), ("城关小学", "任教", "调动"), ("城关小学", "编制", "调动"),
    }  # fmt: skip


def test_hours_of_several_years_have_a_sum_that_is_that_of_its_parts(county: County) -> None:
    peopled(county)
    with county.session.writing("以前的培训") as rows:
        programme = rows.insert("programmes", {"title": "师德", "level": "4", "category": "3", "year": 2025})
        of = rows.insert("classes", {"programme_id": programme, "name": "一班", "year": 2025, "hours": 105})
        values = {"teacher_id": county.zhang, "class_id": of, "hours": 105, "result": "1"}
        rows.insert("attendance", values)
    lines = papers.dossiers(county.session, county.zhang)[0].facts.lists["学时"]
    assert [(one["年度"], one["师德"], one["专业"], one["合计"]) for one in lines] == [
        ("2025", "10.5", "", "10.5"), ("2026", "", "28", "28"), ("合计", "10.5", "28", "38.5"),
    ]  # fmt: skip


def test_two_grades_of_one_year_are_both_told(county: County) -> None:
    assessments.save(county.session, None, {"teacher_id": county.zhang, "kind": "1", "year": 2025, "grade": "1"})
    with county.session.writing("另一处登记的") as rows:
        rows.insert("assessments", {"teacher_id": county.zhang, "kind": "1", "year": 2025, "grade": "2"})
    (line,) = papers.dossiers(county.session, county.zhang)[0].facts.lists["考核"]
    assert set(line["师德考核"].split("、")) == {"优秀", "合格"}


def test_the_newest_photograph_goes_along(county: County, tmp_path: Path) -> None:
    path = tmp_path / "照片.png"
    Image.new("RGB", (300, 400), "#335577").save(path)
    assert papers.dossiers(county.session, county.zhang)[0].facts.pictures == {}
    attachments.attach(county.session, "teachers", county.zhang, path, attachments.PHOTO)
    (due,) = papers.dossiers(county.session, county.zhang)
    assert Image.open(BytesIO(due.facts.pictures[PHOTO])).format == "JPEG"


def test_nobodys_dossier_is_refused(county: County) -> None:
    with pytest.raises(Problem, match="找不到"):
        papers.dossiers(county.session, "x")
    assert len(papers.everybody(county.session)) == len(teachers.every(county.session)) == 2
