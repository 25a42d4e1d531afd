"""Observations: who observed how many lessons in which school year."""

import pytest

from app import observations, purging, records, teachers
from app.problems import Problem
from app.records import Invalid


def test_a_whole_term_is_one_row(county) -> None:
    texts = {"school_year": "2025-2026学年", "term": "上学期", "periods": "32", "subject": "语文"}
    values = records.read(observations.ENTITY, texts, county.session)
    pk = observations.save(county.session, None, {**values, "teacher_id": county.shan})
    row = observations.get(county.session, pk)
    assert (row["school_year"], row["term"], row["periods"], row["teacher_name"]) == (2025, "1", 32, "单丽")
    (shown,) = [one for one in records.history(county.session, observations.ENTITY, pk) if one.field == "学年"]
    assert shown.new == "2025—2026 学年"


def test_one_lesson_names_whose_it_was_and_where(county) -> None:
    lesson = {
        "teacher_id": county.shan, "school_year": 2026, "held_on": "2026-10-12", "periods": 1,
        "observed_id": county.zhang, "organisation_id": county.school, "subject": "13",
    }  # fmt: skip
    observations.save(county.session, None, lesson)
    (row,) = observations.of_teacher(county.session, county.shan)
    assert (row["observed_name"], row["organisation_name"], row["school_name"]) == ("张𬭎", "城关小学", "清水小学")
    assert observations.of_teacher(county.session, county.zhang) == []


def test_lessons_of_a_school_year_add_up(county) -> None:
    for year, periods in ((2025, 20), (2025, 12), (2024, 7)):
        values = {"teacher_id": county.shan, "school_year": year, "periods": periods}
        observations.save(county.session, None, values)
    assert observations.periods_by_teacher(county.session, 2025) == {county.shan: 32}
    assert [row["school_year"] for row in observations.listed(county.session)] == [2025, 2025, 2024]


@pytest.mark.parametrize("day", ["2025-07", "2026-09-01", "2027-01"])
def test_a_day_outside_its_school_year_is_told(county, day: str) -> None:
    values = {"teacher_id": county.shan, "school_year": 2025, "periods": 1, "held_on": day}
    with pytest.raises(Invalid, match="听课日期不在 2025—2026 学年里"):
        observations.save(county.session, None, values)


def test_nobody_observes_oneself(county) -> None:
    values = {"teacher_id": county.shan, "school_year": 2025, "periods": 1, "observed_id": county.shan}
    with pytest.raises(Invalid, match="不能是同一个人"):
        observations.save(county.session, None, values)


def test_who_was_observed_is_not_purged_while_the_record_stands(county) -> None:
    values = {"teacher_id": county.shan, "school_year": 2025, "periods": 1, "observed_id": county.zhang}
    pk = observations.save(county.session, None, values)
    observations.save(county.session, pk, {"observed_id": None})
    teachers.delete(county.session, county.zhang)
    with county.session.store.writing(purging._act(county.session)) as rows:
        rows.update("observations", pk, {"observed_id": county.zhang})
    with pytest.raises(Problem, match="引用"):
        purging.purge_teacher(county.session, county.zhang)
