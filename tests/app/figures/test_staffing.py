"""Staffing: the age of retirement, loans and mismatches, who may teach higher."""

from datetime import date

import pytest

from app import figures, records, teachers
from app.figures import people, staffing
from app.rules import kinds

MAN, WOMAN = "1", "2"


def somebody(sex: str, born: str, staff_kind: str = "1") -> people.Member:
    row = dict.fromkeys(people.COLUMNS)
    row.update(id="1", name="甲", sex=sex, birth_date=born, staff_kind=staff_kind)
    return people.Member([*row.values()], date(2026, 11, 21))


@pytest.mark.parametrize(
    ("sex", "born", "staff_kind", "when"),
    [
        # As the table beside the decision of 13 September 2024 has it.
        (MAN, "1964-12-31", "1", (2024, 12)),
        (MAN, "1965-01-01", "1", (2025, 2)),
        (MAN, "1965-04", "1", (2025, 5)),
        (MAN, "1965-05-09", "1", (2025, 7)),
        (MAN, "1970-01", "1", (2031, 5)),
        (MAN, "1976-08", "1", (2039, 7)),
        (MAN, "1976-09", "1", (2039, 9)),
        (MAN, "1990-03", "1", (2053, 3)),
        (WOMAN, "1969-12", "1", (2024, 12)),
        (WOMAN, "1970-01", "1", (2025, 2)),
        (WOMAN, "1981-09", "1", (2039, 9)),
        (WOMAN, "1975-01", "4", (2025, 2)),
        (WOMAN, "1975-03", "4", (2025, 5)),
        (WOMAN, "1984-11", "4", (2039, 11)),
    ],
)
def test_people_retire_as_the_decision_of_2024_says(
    sex: str, born: str, staff_kind: str, when: tuple[int, int]
) -> None:
    assert staffing.retires(somebody(sex, born, staff_kind), kinds.Staffing()) == when


def test_without_the_delay_people_retire_at_the_rule_s_age() -> None:
    said = kinds.Staffing(delayed=False, women=60)
    assert staffing.retires(somebody(WOMAN, "1980-05-01"), said) == (2040, 5)
    assert staffing.retires(somebody(MAN, "1980-05-01"), said) == (2040, 5)


def test_of_whom_birth_or_sex_is_not_known_nothing_is_foretold() -> None:
    assert staffing.retires(somebody(MAN, ""), kinds.Staffing()) is None
    assert staffing.retires(somebody("9", "1970-01-01"), kinds.Staffing()) is None


def test_establishment_elsewhere_is_a_mismatch_until_a_loan_is_registered(county) -> None:
    teachers.save(county.session, county.shan, {"establishment": county.school})
    assert [one.note for one in figures.names(county.session, "mismatched", 2026)] == [
        "编制在城关小学，没有登记借调或交流"
    ]
    teachers.save(county.session, county.shan, {"staff_status": "2"})
    assert figures.value(county.session, "mismatched", 2026).number == 0
    assert figures.value(county.session, "apart", 2026).number == 1


def test_a_credential_for_a_higher_stage_is_found(county) -> None:
    teachers.save(county.session, county.shan, {"stage": "2"})
    records.save(county.session, teachers.CREDENTIAL, None, {"teacher_id": county.shan, "stage": "2"})
    assert figures.value(county.session, "higher", 2026).number == 0
    records.save(county.session, teachers.CREDENTIAL, None, {"teacher_id": county.shan, "stage": "3"})
    assert [one.note for one in figures.names(county.session, "higher", 2026)] == ["任教小学，有普通初中资格证"]
