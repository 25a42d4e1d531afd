"""Conduct: who failed is barred for the rule's years, two fails in a row are enough, contradictions are found."""

from datetime import datetime

import pytest

from app import assessments, figures
from app.assessments import ANNUAL, ETHICS, FAILED
from app.figures import conduct
from app.rules import files


def failed(county, kind: str, year: int, decided: str | None = None) -> None:
    with county.session.writing("登记") as rows:
        rows.insert(
            "assessments",
            {"teacher_id": county.shan, "kind": kind, "year": year, "grade": FAILED, "decided_on": decided},
        )


@pytest.mark.parametrize(
    ("decided", "year", "barred"),
    [
        ("2024-11-21", 2024, False),  # two years are over on the day
        ("2024-11-22", 2024, True),
        ("2026-11-21", 2026, True),
        ("2026-11-22", 2026, False),  # has not been decided yet
        (None, 2024, True),  # the end of the year that was assessed
        (None, 2023, False),
    ],
)
def test_who_failed_is_barred_for_two_years_from_the_decision(county, decided, year: int, barred: bool) -> None:
    failed(county, ETHICS, year, decided)
    assert figures.value(county.session, "barred", 2026).number == int(barred)
    for one in figures.names(county.session, "barred", 2026):
        assert one.note.endswith("起不再受限")


def test_two_fails_in_a_row_are_enough_and_two_apart_are_not(county) -> None:
    failed(county, ETHICS, 2023)
    failed(county, ANNUAL, 2025)
    assert conduct.to_leave(county.session) == []
    failed(county, ANNUAL, 2024)
    ((who, years),) = conduct.to_leave(county.session)
    assert (who.name, years) == ("单丽", (2023, 2024, 2025))


def test_a_failure_beside_a_good_year_is_a_conflict(county) -> None:
    failed(county, ETHICS, 2025)
    with county.session.writing("另一处登记") as rows:
        rows.insert("assessments", {"teacher_id": county.shan, "kind": ANNUAL, "year": 2025, "grade": "2"})
    assert [one.note for one in figures.names(county.session, "conflicts", 2025)] == [
        "2025 年师德考核不合格，年度考核合格"
    ]
    assert figures.value(county.session, "conflicts", 2024).number == 0


def test_whose_conduct_was_not_assessed_is_found(county) -> None:
    assessments.save(county.session, None, {"teacher_id": county.zhang, "kind": ETHICS, "year": 2025, "grade": "2"})
    assert [one.name for one in figures.names(county.session, "ethics_missing", 2025)] == ["单丽"]


def test_the_shipped_rule_says_what_a_new_one_begins_with(county) -> None:
    before = conduct.rule(county.session)
    files.adopt_national(county.session)
    assert conduct.rule(county.session) == before
    assert isinstance(county.session.now(), datetime)
