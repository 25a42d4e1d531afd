"""The demonstration's honours, assessments and observations are what a county's are."""

from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import pytest

from app import assessments, honours, observations, teachers
from app.demo.county import make_county
from app.demo.portfolios import ASSESSED
from app.session import Session


@pytest.fixture(scope="module")
def county(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Session]:
    with make_county(tmp_path_factory.mktemp("county") / "county.xinhuo", teachers=400, schools=8) as session:
        yield session


def test_nobody_has_an_honour_twice_and_candidates_are_told_apart(county: Session) -> None:
    rows = honours.listed(county)
    assert len(rows) > 100
    assert max(Counter((row["teacher_id"], row["title"]) for row in rows).values()) == 1
    assert {row["is_candidate"] for row in rows} == {0, 1}
    assert all(row["is_candidate"] == int("人选" in row["title"]) for row in rows)


def test_everybody_who_was_there_is_assessed_twice_a_year_and_nothing_contradicts(county: Session) -> None:
    rows = assessments.listed(county)
    assert {row["clash"] for row in rows} == {""}
    counted = Counter((row["teacher_id"], row["year"]) for row in rows)
    assert set(counted.values()) == {2}
    assert {year for _teacher, year in counted} == set(ASSESSED)
    assert len(counted) > 0.85 * len(ASSESSED) * len(teachers.every(county))


def test_researchers_write_down_single_lessons_and_heads_whole_terms(county: Session) -> None:
    rows = observations.listed(county)
    single = [row for row in rows if row["held_on"]]
    assert single and {row["periods"] for row in single} == {1}
    assert all(row["observed_name"] and row["organisation_name"] for row in single)
    assert {row["term"] for row in rows if not row["held_on"]} == {"1", "2"}


def test_the_same_seed_makes_the_same(tmp_path: Path) -> None:
    def told(name: str) -> list[tuple[object, ...]]:
        with make_county(tmp_path / name, teachers=60, schools=3) as session:
            return [
                (row["teacher_name"], row["title"], row["awarded_on"], row["number"]) for row in honours.listed(session)
            ]

    assert sorted(map(str, told("a.xinhuo"))) == sorted(map(str, told("b.xinhuo")))
