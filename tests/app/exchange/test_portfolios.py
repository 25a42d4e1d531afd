"""Honours, assessments and observations between offices: an older program keeps them, a move takes them along."""

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from app import assessments, honours, moving, observations, teachers
from app.exchange import receiving
from app.session import Session, open_session
from storage import capture, checks, migrations, schema, upgrading
from storage import exchange as stored
from tests.app.exchange.conftest import District, Pair

DATABASES = Path(__file__).parents[2] / "data" / "databases"
SECOND = 2
"""How many migrations the version knew that wrote `0002.xinhuo`."""
SINCE = {
    "honours", "assessments", "observations", "merges", "rules", "plans", "pair_agreements", "pair_reviews", "studio_plans",
    "studio_activities", "participations", "outputs", "studio_assessments", "links", "link_activities", "quotas", "courses",
    "bases", "volunteering", "declarations", "designs", "texts", "number_patterns", "number_blocks", "paper_keys", "targets",
}  # fmt: skip
"""Tables that version did not have."""


@contextmanager
def older() -> Iterator[None]:
    """This program with the tables and migrations of the second version, and the one without which it cannot write."""
    register = migrations.register

    def registered() -> Any:
        made = register()
        made._migrations[:] = [one for one in made._migrations if one.name in known]
        return made

    known = (*migrations.ALL[:SECOND], "m0006_audit")
    tables = tuple(one for one in schema.EXCHANGED if one.table not in SINCE)
    names = tuple(one.table for one in tables)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(migrations, "register", registered)
        patch.setattr(migrations, "ALL", known)
        patch.setattr(capture, "EXCHANGED", tables)
        patch.setattr(upgrading, "TABLES", names)
        for module in (stored.registers.__globals__, stored.registers_in_scope.__globals__):
            patch.setitem(module, "TABLES", names)
            patch.setitem(module, "EXCHANGED", tables)
        yield


@pytest.fixture
def paths(tmp_path: Path) -> tuple[Path, Path]:
    """Copies of the files a county and its school had with the second version."""
    names = ("0002.xinhuo", "0002-school.xinhuo")
    return Path(shutil.copy(DATABASES / names[0], tmp_path)), Path(shutil.copy(DATABASES / names[1], tmp_path))


def tables_of(office: Session) -> set[str]:
    return {name for (name,) in office.store.tuples("SELECT name FROM sqlite_master WHERE type = 'table'")}


def pair_of(county: Session, school: Session) -> Pair:
    (site,) = county.store.tuples("SELECT id FROM sites")[0]
    return Pair(county, school, str(site), str(school.organisation), "")


def li_mei(session: Session) -> str:
    return next(str(row["id"]) for row in teachers.every(session) if row["name"] == "李梅")


def write(session: Session) -> None:
    """One of each about 李梅."""
    pk = li_mei(session)
    honours.save(session, None, {"teacher_id": pk, "title": "县优秀教师", "awarded_on": "2025-09"})
    assessments.save(session, None, {"teacher_id": pk, "kind": "1", "year": 2025, "grade": "1"})
    observations.save(session, None, {"teacher_id": pk, "school_year": 2025, "periods": 20})


def told(session: Session) -> tuple[list[Any], ...]:
    return (
        [(row["teacher_name"], row["title"]) for row in honours.listed(session)],
        [(row["teacher_name"], row["year"], row["grade"]) for row in assessments.listed(session)],
        [(row["teacher_name"], row["school_year"], row["periods"]) for row in observations.listed(session)],
    )


ALL_OF_IT = ([("李梅", "县优秀教师")], [("李梅", 2025, "1")], [("李梅", 2025, 20)])


def test_a_county_of_the_second_version_keeps_what_a_newer_school_sends(paths: tuple[Path, Path]) -> None:
    with open_session(paths[1]) as school:
        write(school)
        with older(), open_session(paths[0]) as county:
            pair = pair_of(county, school)
            report = pair.take(pair.up())
            assert report.counts["waiting"] == 3
            assert "honours" not in tables_of(county)
        with open_session(paths[0]) as county:
            assert county.held == 3
            assert receiving.merge_held(county) == 3
            assert told(county) == told(school) == ALL_OF_IT
            pair_of(county, school).round()
            assert stored.pending_count(school.store) == 0
            assert list(checks.unstamped(county.store)) == []


def test_a_school_of_the_second_version_shows_after_its_upgrade_what_the_county_had_sent(
    paths: tuple[Path, Path],
) -> None:
    with open_session(paths[0]) as county:
        write(county)
        with older(), open_session(paths[1]) as school:
            pair = pair_of(county, school)
            pair.take(pair.up())
        file = pair.down()
        with older(), open_session(paths[1]) as school:
            pair_of(county, school).adopt(file)
            assert "honours" not in tables_of(school)
        with open_session(paths[1]) as school:
            assert told(school) == ALL_OF_IT
            (row,) = honours.listed(school)
            honours.save(school, str(row["id"]), {"level": "43"})
            pair_of(county, school).round()
            assert honours.listed(county)[0]["level"] == "43"


def test_what_both_write_of_one_record_is_a_conflict_of_that_field_alone(district: District) -> None:
    county, town = district.county, district.town
    pk = str(teachers.every(town)[0]["id"])
    honour = honours.save(town, None, {"teacher_id": pk, "title": "县优秀教师"})
    district.round(town)
    honours.save(town, honour, {"level": "43", "issuer": "县教育局"})
    honours.save(county, honour, {"level": "33"})
    receiving.take(county, district.up(town))
    row = honours.get(county, honour)
    assert (row["level"], row["issuer"]) == ("33", "县教育局")
    (conflict,) = stored.conflicts(county.store)
    assert (conflict["tbl"], conflict["col"]) == ("honours", "level")


def test_all_of_it_goes_along_when_the_teacher_moves(district: District) -> None:
    county, town, city = district.county, district.town, district.city
    pk = str(teachers.every(town)[0]["id"])
    honours.save(town, None, {"teacher_id": pk, "title": "县优秀教师"})
    assessments.enter(town, [pk], {"kind": "2", "year": 2025, "grade": "2"})
    observations.save(town, None, {"teacher_id": pk, "school_year": 2025, "periods": 3})
    district.round(town)
    values = {"kind": "1", "to": city.organisation, "since": date(2026, 9, 1).isoformat(), "document": "1号"}
    moving.move(county, [pk], values)
    receiving.take(town, district.down(town), removal_agreed=True)
    receiving.take(city, district.down(city))
    assert told(town) == ([], [], [])
    assert [len(rows) for rows in told(city)] == [1, 1, 1]


def test_whose_lesson_was_observed_is_known_by_name_alone_at_another_school(district: District) -> None:
    county, town = district.county, district.town
    observer = str(teachers.every(town)[0]["id"])
    observed = next(str(row["id"]) for row in teachers.every(county) if row["id"] != observer)
    observations.save(
        county, None, {"teacher_id": observer, "school_year": 2026, "periods": 1, "observed_id": observed}
    )
    receiving.take(town, district.down(town))
    (row,) = observations.listed(town)
    assert row["observed_name"] == "张𬭎"
    stub = teachers.get(town, observed)
    assert stub["is_stub"] and stub["phone"] is None
    assert len(teachers.every(town)) == 1
    assert checks.dangling(town.store) == []
