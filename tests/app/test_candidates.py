"""Who may be given a certificate, and what stands in the way."""

import pytest

from app import candidates, certificates, mentoring, studios, training


@pytest.fixture
def class_id(county) -> str:
    programme = training.save_programme(county.session, None, {"title": "课堂教学", "level": "4", "category": "2"})
    made = training.save_class(
        county.session,
        None,
        {"programme_id": programme, "name": "第一期", "year": 2026, "hours": 240, "start_date": "2026-07-06",
         "end_date": "2026-07-10"},
    )  # fmt: skip
    training.enrol(county.session, made, [county.zhang, county.shan], result="1")
    return made


def test_those_with_full_hours_and_a_pass_may_have_a_completion(county, class_id: str) -> None:
    rows = {row["name"]: row for row in candidates.of_class(county.session, class_id)}
    assert [row["why_not"] for row in rows.values()] == ["", ""]
    assert rows["单丽"]["school_name"] == "清水小学"
    training.save_attendance(county.session, rows["单丽"]["id"], {"hours": 80})
    after = {row["name"]: row for row in candidates.of_class(county.session, class_id)}
    assert after["单丽"]["why_not"] == "只修了 8 学时，未满 24 学时"


def test_what_was_issued_stands_beside_the_person(county, class_id: str) -> None:
    rows = candidates.of_class(county.session, class_id)
    first = rows[0]
    made = certificates.issue(county.session, "completion", [first["id"]], county.folder / "a.pdf")
    again = {row["id"]: row["issued"] for row in candidates.of_class(county.session, class_id)}
    assert again == {first["id"]: made.numbers[0], rows[1]["id"]: ""}


def test_teachers_with_passed_hours_may_have_a_record_of_them(county, class_id: str) -> None:
    assert [(row["name"], row["hours"]) for row in candidates.with_hours(county.session)] == [
        ("单丽", 240), ("张𬭎", 240),
    ]  # fmt: skip
    for row in candidates.of_class(county.session, class_id):
        if row["name"] == "单丽":
            training.save_attendance(county.session, row["id"], {"result": "3"})
    assert [row["name"] for row in candidates.with_hours(county.session)] == ["张𬭎"]


def test_mentors_of_running_pairs_and_hosts_may_be_appointed(county) -> None:
    pair = mentoring.save(
        county.session,
        None,
        {"kind": "1", "mentor_id": county.zhang, "mentee_id": county.shan, "subject": "13",
         "start_date": "2026-09-01", "end_date": "2027-08-31"},
    )  # fmt: skip
    studio = studios.save(county.session, None, {"name": "单丽名师工作室", "kind": "2", "host_id": county.shan})
    found = candidates.appointments(county.session)
    assert [(row["id"], row["role"], row["name"]) for row in found] == [
        (pair, "师父", "张𬭎"), (studio, "主持人", "单丽"),
    ]  # fmt: skip
    assert found[0]["post"].endswith("（指导单丽）")
    assert found[0]["school_name"] == "城关小学"
    mentoring.save(county.session, pair, {"status": "3"})
    assert [row["id"] for row in candidates.appointments(county.session)] == [studio]
