"""Teachers are moved by the county, with a document; the postings say how, and the ledger lists it."""

from typing import Any

import pytest

from app import moving, organisations, records, reports, teachers
from app.problems import Problem
from app.records import Invalid
from tests.app.conftest import County

DOCUMENT = "青教人〔2026〕12号"


def filled(kind: str, to: str | None = None, **more: Any) -> dict[str, Any]:
    return {"kind": kind, "since": "2026-09-01", "document": DOCUMENT, **({"to": to} if to else {}), **more}


def at(county: County, pk: str) -> tuple[Any, Any, Any]:
    row = teachers.get(county.session, pk)
    return row["work"], row["establishment"], row["staff_status"]


def test_a_transfer_takes_establishment_and_work_along_and_keeps_the_old_postings(county: County) -> None:
    assert moving.move(county.session, [county.zhang], filled(moving.TRANSFER, county.other_school)) == 1
    assert at(county, county.zhang)[:2] == (county.other_school, county.other_school)
    old = [one for one in teachers.postings(county.session, county.zhang) if one["end_date"]]
    assert [(one["organisation_id"], one["end_date"], one["end_move"], one["end_document"]) for one in old] == [
        (county.school, "2026-09-01", moving.TRANSFER, DOCUMENT)
    ]
    # It was entered in November: when it began nobody said.
    assert old[0]["start_date"] is None


def test_an_exchange_changes_where_a_teacher_works_and_the_return_brings_back(county: County) -> None:
    teachers.save(county.session, county.zhang, {"establishment": county.school})
    later = filled(moving.EXCHANGE, county.other_school, since="2026-12-01")
    moving.move(county.session, [county.zhang], later)
    assert at(county, county.zhang) == (county.other_school, county.school, "3")
    moving.move(county.session, [county.zhang], filled(moving.RETURN, since="2027-07-01"))
    assert at(county, county.zhang) == (county.school, county.school, "1")


def test_who_leaves_the_county_has_no_school_any_more(county: County) -> None:
    moving.move(county.session, [county.zhang, county.shan], filled("8", since="2026-12-01"))
    assert at(county, county.zhang) == (None, None, "9")
    assert at(county, county.shan) == (None, None, "9")
    records.undo_last(county.session)
    assert at(county, county.shan)[0] == county.other_school


@pytest.mark.parametrize(
    ("values", "field"),
    [
        ({"kind": moving.TRANSFER, "since": "2026-12-01", "document": DOCUMENT}, "to"),
        ({"kind": "8", "since": "2026-12-01", "document": DOCUMENT, "to": "x"}, "to"),
        ({"kind": "8", "since": "2026-12-01"}, "document"),
        ({"kind": "8", "document": DOCUMENT}, "since"),
        ({"since": "2026-12-01", "document": DOCUMENT}, "kind"),
    ],
)
def test_what_is_missing_or_too_much_is_said_beside_its_field(
    county: County, values: dict[str, Any], field: str
) -> None:
    with pytest.raises(Invalid) as caught:
        moving.move(county.session, [county.zhang], values)
    assert [one.field for one in caught.value.faults] == [field]


def test_one_who_cannot_be_moved_stops_all_and_is_named(county: County) -> None:
    with pytest.raises(Problem, match="单丽已经在这所学校"):
        moving.move(
            county.session,
            [county.zhang, county.shan],
            filled(moving.EXCHANGE, county.other_school, since="2026-12-01"),
        )
    assert at(county, county.zhang)[0] == county.school
    with pytest.raises(Problem, match="单丽没有登记编制单位"):
        moving.move(county.session, [county.shan], filled(moving.RETURN, since="2026-12-01"))
    with pytest.raises(Invalid, match="调动还不能保存"):
        moving.move(county.session, [county.zhang], filled(moving.TRANSFER, county.other_school, since="2026-12-01"))
        moving.move(county.session, [county.zhang], filled("8", since="2026-11-30"))


def test_the_ledger_names_the_way_and_the_direction(county: County) -> None:
    organisations.save(county.session, county.school, {"urban_rural": "111"})
    organisations.save(county.session, county.other_school, {"urban_rural": "220"})
    teachers.save(county.session, county.zhang, {"establishment": county.school})
    moving.move(county.session, [county.zhang], filled(moving.TRANSFER, county.other_school, since="2026-12-01"))
    moving.move(county.session, [county.shan], filled("7", since="2026-12-02"))
    facts = reports.make(county.session, "moves", year=2026)
    assert facts.rows == (
        ("2026-12-01", "张𬭎", "调动", "城关小学", "清水小学", "城区→乡村", DOCUMENT),
        ("2026-12-02", "单丽", "调出本县", "清水小学", "", "", DOCUMENT),
    )
    assert "2 人次，2 人" in facts.subtitle and "城区→乡村 1 人次" in facts.subtitle
    assert reports.make(county.session, "moves", year=2025).rows == ()
