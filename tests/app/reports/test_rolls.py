"""Rolls on paper."""

from app import reports, teachers
from tests.app.conftest import County


def test_a_roster_passes_around_no_whole_numbers(county: County) -> None:
    teachers.save(county.session, county.zhang, {"id_number": "11010519491231002X", "birth_date": "1949-12-31"})
    facts = reports.make(county.session, "teachers")
    said = str(facts.rows)
    assert "110105********002X" in said and "139****0001" in said
    assert "11010519491231002X" not in said and "13900000001" not in said
    reports.write(county.session, "teachers", county.folder / "花名册.pdf")
