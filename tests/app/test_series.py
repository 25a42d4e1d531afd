"""A series held every so many days: its issues in order, and those that are missing."""

from datetime import date

from app import records, series, sessions, training


def talks(county, *days: str, year: int | None = 2026) -> str:
    programme = training.save_programme(
        county.session, None, {"title": "教师大讲堂", "level": "4", "category": "2", "series_days": 14, "year": year}
    )
    for number, day in enumerate(days, 1):
        values = {"programme_id": programme, "name": f"第{number}期", "year": 2026, "hours": 20, "start_date": day}
        training.save_class(county.session, None, values)
    return programme


def due(county) -> list[str]:
    return [one.due.isoformat() for one in series.missing(county.session)]


def test_issues_are_told_in_order_with_who_attended(county) -> None:
    programme = talks(county, "2026-11-06", "2026-10-23")
    late = next(row for row in training.classes(county.session) if row["start_date"] == "2026-11-06")
    training.enrol(county.session, late["id"], [county.zhang, county.shan], "1")
    found = series.issues(county.session, programme)
    assert [(one.number, one.day.isoformat(), one.people) for one in found] == [
        (1, "2026-10-23", 0), (2, "2026-11-06", 2)
    ]  # fmt: skip
    assert due(county) == ["2026-11-20"]
    assert series.programmes(county.session) == [programme]


def test_every_issue_that_was_due_and_not_held_is_missing(county) -> None:
    talks(county, "2026-09-11", "2026-10-23", "2026-11-06", "2026-11-20")
    assert due(county) == ["2026-09-25", "2026-10-09"]


def test_sessions_of_a_class_are_issues_too(county) -> None:
    programme = talks(county, "2026-10-01")
    (run,) = training.classes(county.session)
    for day in ("2026-10-09", "2026-10-23"):
        sessions.save(county.session, None, {"class_id": run["id"], "topic": "校长有约", "held_on": day, "hours": 10})
    assert [one.day for one in series.issues(county.session, programme)] == [date(2026, 10, 9), date(2026, 10, 23)]
    assert due(county) == ["2026-11-06", "2026-11-20"]


def test_a_series_of_another_year_ends_with_it(county) -> None:
    talks(county, "2024-12-20", year=2024)
    assert due(county) == []


def test_the_rule_in_force_grants_some_days(county) -> None:
    from app.rules import kinds
    from app.rules import records as rules

    talks(county, "2026-10-20", "2026-11-08")
    assert due(county) == ["2026-11-03"]
    parameters = kinds.written(kinds.Series(grace=5))
    values = {"code": "series", "kind": "series", "title": "系列活动", "start_date": "2026-01-01"}
    records.save(county.session, rules.ENTITY, None, values | {"parameters": parameters})
    assert due(county) == []
