"""A pair goes between a school and its county: proposed there, decided here, and it survives a transfer."""

from datetime import date

from app import mentoring, moving, organisations, pair_steps
from app.exchange import packing, receiving
from tests.app.exchange.offices import Two


def proposed(two: Two) -> str:
    values = {"kind": "1", "mentor_id": two.zhang, "mentee_id": two.li, "start_date": "2026-09-01"}
    return mentoring.save(two.school, None, values)


def test_a_school_proposes_the_county_returns_and_then_passes(two: Two) -> None:
    pk = proposed(two)
    receiving.take(two.county, two.up())
    assert mentoring.review_state(mentoring.get(two.county, pk)) == "待审核"
    pair_steps.send_back(two.county, [pk], "写明培养目标")
    two.answer()
    row = mentoring.get(two.school, pk)
    assert (mentoring.review_state(row), row["approval_note"]) == ("已退回", "写明培养目标")
    mentoring.save(two.school, pk, {"goal": "一年站稳讲台"})
    receiving.take(two.county, two.up())
    assert mentoring.review_state(mentoring.get(two.county, pk)) == "待审核"
    pair_steps.approve(two.county, [pk])
    two.answer()
    row = mentoring.get(two.school, pk)
    assert (row["status"], mentoring.review_state(row)) == (mentoring.RUNNING, "已通过")
    two.same()


def test_what_a_school_agreed_did_and_assessed_reaches_the_county(two: Two) -> None:
    pk = proposed(two)
    receiving.take(two.county, two.up())
    pair_steps.approve(two.county, [pk])
    two.answer()
    pair_steps.sign(two.school, [pk], date(2026, 9, 3), {"1": 8})
    pair_steps.note_activity(two.school, [pk], {"kind": "1", "held_on": "2026-09-10", "topic": "随堂听课"})
    pair_steps.assess(two.school, [pk], {"kind": "1", "held_on": "2026-11-02", "grade": "1", "score": 92})
    two.round()
    assert [row["least"] for row in mentoring.agreements(two.county, pk)] == [8]
    assert [row["score"] for row in mentoring.reviews(two.county, pk)] == [92]
    assert mentoring.get(two.county, pk)["activities"] == 1
    two.same()


def test_a_pair_survives_the_transfer_of_its_mentor(two: Two) -> None:
    pk = proposed(two)
    receiving.take(two.county, two.up())
    pair_steps.approve(two.county, [pk])
    other = organisations.save(two.county, None, {"name": "清水小学", "code": "2199000009", "kind": "3"})
    values = {"kind": "1", "to": other, "since": "2026-11-20", "document": "示教〔2026〕9 号"}
    moving.move(two.county, [two.zhang], values)
    receiving.take(two.school, packing.pack(two.county, "2199000001", two.folder).path, removal_agreed=True)
    for office in (two.county, two.school):
        row = mentoring.get(office, pk)
        assert (row["status"], row["mentor_name"], row["mentor_school"]) == (mentoring.RUNNING, "张三", "清水小学")
