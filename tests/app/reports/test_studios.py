"""Reports about studios add up: assessments, activities by kind, plans, schools and their masters."""

import pytest

from app import links, reports, studio_terms, studio_work, studios


@pytest.fixture
def studio(county) -> str:
    pk = studios.save(
        county.session,
        None,
        {"name": "单丽名师工作室", "kind": "2", "host_id": county.shan, "organisation_id": county.other_school},
    )
    studios.save_member(county.session, None, {"studio_id": pk, "teacher_id": county.zhang, "role": "3"})
    return pk


def held(county, studio: str, kind: str, people: list[str], **more) -> str:
    values = {"studio_id": studio, "kind": kind, "held_on": "2026-10-10", "topic": "研讨", **more}
    pk = studio_work.save_activity(county.session, None, values)
    studio_work.take_part(county.session, pk, people)
    return pk


def test_a_years_assessments_stand_beside_what_was_done(county, studio) -> None:
    idle = studios.save(county.session, None, {"name": "王琳名师工作室", "kind": "2"})
    studios.save(county.session, None, {"name": "早已结束", "kind": "2", "state": "2", "closed_on": "2024-07-01"})
    held(county, studio, "4", [county.zhang])
    values = {"studio_id": studio, "kind": "1", "title": "论文", "done_on": "2026-05-01"}
    studio_work.save_output(county.session, None, values)
    graded = {"kind": studio_terms.YEARLY, "year": 2026, "grade": "1", "score": 95, "document": "示教〔2026〕9号"}
    studio_terms.save_assessment(county.session, None, {**graded, "studio_id": studio})
    facts = reports.make(county.session, "studio_assessments", year=2026)
    assert facts.rows == (
        ("名师", "单丽名师工作室", "单丽", "清水小学", "1", "1", "1", "优秀", "95", "", "示教〔2026〕9号"),
        ("名师", "王琳名师工作室", "", "", "0", "0", "0", "还没有考核", "", "", ""),
    )
    assert "优秀 1 个" in facts.subtitle
    assert len(reports.make(county.session, "studio_assessments", year=2026, only=[idle]).rows) == 1


def test_activities_are_counted_in_times_turns_and_people(county, studio) -> None:
    held(county, studio, "4", [county.zhang, county.shan], hours=40, category="2")
    held(county, studio, "4", [county.zhang], hours=20, category="2")
    held(county, studio, "6", [county.zhang])
    facts = reports.make(county.session, "studio_activities", year=2026)
    assert facts.rows == (
        ("研讨", "2", "3", "2", "10"),
        ("课例研磨", "1", "1", "1", "0"),
        ("合计", "3", "4", "2", "10"),
    )
    assert reports.make(county.session, "studio_activities", year=2025).rows[-1] == ("合计", "0", "0", "0", "0")


def test_plans_are_held_against_activities_and_those_without_a_plan_come_after(county, studio) -> None:
    stage = {"studio_id": studio, "stage": "2026 年秋季", "start_date": "2026-09-01", "end_date": "2026-10-31"}
    studio_work.save_plan(county.session, None, {**stage, "kind": "4", "times": 2})
    held(county, studio, "4", [])
    held(county, studio, "6", [])
    facts = reports.make(county.session, "studio_plans", year=2026)
    assert [(row[1], row[2], row[5], row[6], row[7]) for row in facts.rows] == [
        ("2026 年秋季", "研讨", "2", "1", "没有完成"),
        ("没有计划", "课例研磨", "0", "1", "没有计划"),
    ]
    assert "没有完成 1 项；没有计划的活动 1 次" in facts.subtitle


def test_schools_and_their_masters_and_schools_with_nobody(county, studio) -> None:
    values = {"organisation_id": county.other_school, "studio_id": studio, "start_date": "2025-09-01"}
    link = links.save(county.session, None, values)
    done = {"link_id": link, "kind": "2", "held_on": "2026-10-10", "topic": "送课", "people": 8}
    links.save_activity(county.session, None, done)
    facts = reports.make(county.session, "links")
    assert [row[1:4] + row[6:] for row in facts.rows] == [
        ("清水小学", "", "单丽名师工作室", "0", "1", "0", "0", "8"),
        ("城关小学", "还没有名师", "", "", "", "", "", ""),
    ]
    assert "还没有名师联系的学校 1 所" in facts.subtitle


def test_clubs_and_alliances_are_counted_under_their_own_names(county, studio) -> None:
    studios.save(county.session, None, {"name": "城关读书会", "kind": "7"})
    studios.save(county.session, None, {"name": "思政课一体化联盟", "kind": "8", "state": "3"})
    facts = reports.make(county.session, "studios")
    assert facts.subtitle.endswith("名师工作室 1 个、阅读社团 1 个；已结束 1 个")
    assert [row[-1] for row in facts.rows] == ["运行中", "运行中", "已撤销"]


def test_members_who_left_are_not_counted_as_there(county, studio) -> None:
    values = {"studio_id": studio, "teacher_id": county.shan, "role": "2", "left_on": "2026-01-01"}
    studios.save_member(county.session, None, values)
    assert reports.make(county.session, "members").subtitle.endswith("在册 1 人次，1 人；已退出 1 人次")


@pytest.mark.parametrize("name", ["studio_assessments", "studio_activities", "studio_plans", "links"])
def test_every_report_is_written_as_workbook_and_as_pdf(county, studio, name: str) -> None:
    for ending in ("xlsx", "pdf"):
        reports.write(county.session, name, county.folder / f"{name}.{ending}")
        assert (county.folder / f"{name}.{ending}").stat().st_size > 1000
