"""A teacher's timeline: everything dated, in order, in words a person reads."""

from itertools import pairwise
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from app import entities, moving, teachers, timeline
from app.fields import Kind
from storage import timeline as stored
from tests.app.conftest import County


def put(county: County, **tables: dict[str, Any]) -> dict[str, str]:
    """One row a table; a value "@table" is the id of the row put there before."""
    made: dict[str, str] = {}
    with county.session.writing("登记") as rows:
        for table, values in tables.items():
            filled = {
                name: made[value[1:]] if isinstance(value, str) and value.startswith("@") else value
                for name, value in values.items()
            }
            made[table] = rows.insert(table, filled)
    return made


def told(county: County, teacher: str) -> list[tuple[str, str, str]]:
    return [(one.day, one.kind, one.words) for one in timeline.of_teacher(county.session, teacher)]


def test_a_pair_is_told_from_both_sides_with_what_they_did(county: County) -> None:
    put(
        county,
        pairs={
            "kind": "1", "mentor_id": county.zhang, "mentee_id": county.shan, "status": "3", "start_date": "2025-09-01",
            "end_date": "2026-08-31", "signed_on": "2025-09-10",
            "proposed_on": "2025-08-20", "approval": "passed", "approved_on": "2025-08-25",
            "closed_on": "2026-07-01", "closing": "考核优秀",
        },
        pair_activities={"pair_id": "@pairs", "kind": "1", "held_on": "2025-10-12", "topic": "分数除法"},
        pair_reviews={"pair_id": "@pairs", "kind": "1", "held_on": "2026-01-10", "grade": "1", "score": 92},
    )  # fmt: skip
    assert told(county, county.zhang) == [
        ("2026-11-21", "任职", "到城关小学（任教）"),
        ("2026-07-01", "师徒结对", "与徒弟单丽的结对已出师，考核优秀"),
        ("2026-01-10", "结对考核", "中期考核优秀，92 分，徒弟单丽"),
        ("2025-10-12", "结对活动", "听课：分数除法（徒弟单丽）"),
        ("2025-09-10", "师徒结对", "与徒弟单丽签订协议"),
        ("2025-09-01", "师徒结对", "与徒弟单丽结对（青蓝（学科））"),
        ("2025-08-25", "师徒结对", "与徒弟单丽的结对县里审核通过"),
        ("2025-08-20", "师徒结对", "申报与徒弟单丽结对"),
    ]
    assert ("2025-09-01", "师徒结对", "与师父张𬭎结对（青蓝（学科））") in told(county, county.shan)


def test_a_studio_is_told_of_its_host_and_of_who_took_part(county: County) -> None:
    put(
        county,
        studios={"name": "张𬭎名师工作室", "kind": "2", "host_id": county.zhang, "start_date": "2024-03-01"},
        members={"studio_id": "@studios", "teacher_id": county.shan, "role": "2", "joined_on": "2024-04-01"},
        studio_activities={
            "studio_id": "@studios", "kind": "6", "held_on": "2025-05-06", "topic": "课例研磨", "hours": 30,
            "category": "2",
        },
        participations={
            "teacher_id": county.shan, "activity_id": "@studio_activities", "hours": 30, "part": "主讲",
        },
        studio_assessments={"studio_id": "@studios", "kind": "1", "year": 2025, "grade": "2"},
    )  # fmt: skip
    host, member = told(county, county.zhang), told(county, county.shan)
    assert ("2025-05-06", "工作室活动", "课例研磨：课例研磨（张𬭎名师工作室）") in host
    assert ("2025-05-06", "工作室活动", "课例研磨：课例研磨（张𬭎名师工作室），主讲，3 学时") in member
    assert ("2025", "工作室考核", "张𬭎名师工作室年度考核合格") in host
    assert ("2024-04-01", "工作室", "加入张𬭎名师工作室（成员）") in member


def test_training_declarations_and_papers_are_told(county: County) -> None:
    put(
        county,
        programmes={"title": "师德集中学习", "level": "4", "category": "3"},
        classes={"programme_id": "@programmes", "name": "一班", "year": 2026, "hours": 100, "end_date": "2026-07-10"},
        attendance={"teacher_id": county.zhang, "class_id": "@classes", "hours": 75, "result": "1"},
        declarations={
            "teacher_id": county.zhang, "kind": "1", "title": "《论分数》", "done_on": "2026-03-01", "category": "2",
            "level": "23", "verdict": "passed", "granted": 60,
        },
        honours={"teacher_id": county.zhang, "title": "优秀教师", "level": "33", "awarded_on": "2025-09"},
        assessments={"teacher_id": county.zhang, "kind": "1", "year": 2025, "grade": "1"},
        observations={"teacher_id": county.zhang, "school_year": 2025, "term": "1", "periods": 12},
        plans={"teacher_id": county.shan, "mentor_id": county.zhang, "start_date": "2025-09-01", "goal": "站稳讲台",
               "reviewed_on": "2025-10-01"},
        links={"organisation_id": county.other_school, "master_id": county.zhang, "start_date": "2026-02-01"},
        link_activities={"link_id": "@links", "kind": "2", "held_on": "2026-04-01", "topic": "同课异构"},
    )  # fmt: skip
    assert told(county, county.zhang)[1:] == [
        ("2026-07-10", "培训", "师德集中学习 一班，县培、师德，7.5 学时，合格"),
        ("2026-04-01", "联系学校", "送教上门：同课异构（清水小学）"),
        ("2026-03-01", "申报学时", "论文：《论分数》，省级，认定 6 学时"),
        ("2026-02-01", "联系学校", "开始联系清水小学"),
        ("2026-01", "听课", "听课 12 节，2025—2026 学年第一学期"),
        # What is known by its year or month only comes after the days of it, seen from the newest.
        ("2025", "考核", "2025 年师德考核优秀"),
        ("2025-10-01", "发展规划", "指导单丽的发展规划"),
        ("2025-09", "荣誉", "优秀教师，市级"),
    ]
    assert ("2025-09-01", "发展规划", "发展规划：站稳讲台") in told(county, county.shan)


def test_a_transfer_is_one_line_and_a_departure_another(county: County) -> None:
    teachers.save(county.session, county.zhang, {"establishment": county.school, "work_start": "2003-08"})
    moved = {
        "kind": moving.TRANSFER,
        "to": county.other_school,
        "since": "2026-12-01",
        "document": "青教人〔2026〕12号",
    }
    moving.move(county.session, [county.zhang], moved)
    gone = {"kind": "8", "since": "2027-07-01", "document": "青教人〔2027〕3号"}
    moving.move(county.session, [county.zhang], gone)
    assert told(county, county.zhang) == [
        ("2027-07-01", "任职", "离开清水小学，离退休，青教人〔2027〕3号"),
        ("2026-12-01", "任职", "到清水小学（编制、任教），调动，青教人〔2026〕12号"),
        ("2026-11-21", "任职", "到城关小学（编制、任教）"),
        ("2003-08", "工作", "参加工作"),
    ]


def test_no_kind_of_record_that_is_dated_and_names_a_teacher_is_forgotten() -> None:
    dated = {Kind.DATE, Kind.MONTH}
    wanted = {
        one.table
        for one in entities.ENTITIES.values()
        if any(field.refers_to == "teachers" for field in one.fields)
        and any(field.kind in dated for field in one.fields)
    }
    assert wanted <= set(stored.TABLES)


@given(st.lists(st.sampled_from(["2024", "2024-06", "2024-06-15", "2025-01-01", "2023-12"]), min_size=2))
def test_days_known_less_exactly_come_first_among_the_newest(days: list[str]) -> None:
    ordered = sorted(days, key=timeline.order_of, reverse=True)
    for one, after in pairwise(ordered):
        assert one[: len(after)] >= after[: len(one)]
