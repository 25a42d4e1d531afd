"""Pairs of mentor and mentee, and the rules among them."""

import pytest

from app import mentoring, pair_steps, records
from app.problems import Problem
from app.records import Invalid


def pair(county, **changes: str) -> dict[str, str]:
    return {
        "kind": "1",
        "mentor_id": county.shan,
        "mentee_id": county.zhang,
        "start_date": "2026-09-01",
        "end_date": "2027-08-31",
        **changes,
    }


def test_nobody_mentors_oneself(county) -> None:
    with pytest.raises(Invalid, match="不能是同一个人"):
        mentoring.save(county.session, None, pair(county, mentor_id=county.zhang))


def test_a_mentee_has_one_pair_of_a_kind_at_a_time(county) -> None:
    mentoring.save(county.session, None, pair(county))
    with pytest.raises(Invalid, match="时间重叠"):
        mentoring.save(county.session, None, pair(county, start_date="2027-08-31", end_date="2028-07-31"))
    mentoring.save(county.session, None, pair(county, start_date="2027-09-01", end_date="2028-07-31"))
    mentoring.save(county.session, None, pair(county, kind="2"))


def test_a_dissolved_pair_does_not_stand_in_the_way(county) -> None:
    first = mentoring.save(county.session, None, pair(county))
    mentoring.save(county.session, first, {"status": "5"})
    mentoring.save(county.session, None, pair(county))


def test_an_end_before_the_start_is_refused(county) -> None:
    with pytest.raises(Invalid, match="早于"):
        mentoring.save(county.session, None, pair(county, end_date="2026-08-31"))


def test_activities_are_counted_and_listed_newest_first(county) -> None:
    pk = mentoring.save(county.session, None, pair(county))
    for day in ("2026-09-10", "2026-10-10"):
        mentoring.add_activity(county.session, {"pair_id": pk, "kind": "1", "held_on": day, "topic": "听课"})
    row = mentoring.listed(county.session)[0]
    assert (row["activities"], row["last_activity"], row["mentor_school"]) == (2, "2026-10-10", "清水小学")
    assert [one["held_on"] for one in mentoring.activities(county.session, pk)] == ["2026-10-10", "2026-09-10"]
    assert mentoring.days_left(row, county.session.today()) == 283


def test_a_dissolved_pair_comes_back_only_where_there_is_room(county) -> None:
    first = mentoring.save(county.session, None, pair(county))
    pair_steps.dissolve(county.session, [first], county.session.today(), "师父外出")
    mentoring.save(county.session, None, pair(county))
    with pytest.raises(Invalid, match="时间重叠"):
        pair_steps.resume(county.session, [first])


def test_a_pair_is_called_by_its_people(county) -> None:
    pk = mentoring.save(county.session, None, pair(county))
    assert records.recent(county.session)[0].reason == "新增师徒结对：单丽—张𬭎"
    row = mentoring.get(county.session, pk)
    assert (row["mentor_name"], row["mentee_school"], row["activities"]) == ("单丽", "城关小学", 0)
    with pytest.raises(Problem, match="找不到"):
        mentoring.get(county.session, "nobody")


@pytest.mark.parametrize(
    ("end", "status", "said"),
    [
        ("2026-11-20", "2", "over"),
        ("2026-11-21", "2", "soon"),
        ("2026-12-21", "4", "soon"),
        ("2026-12-22", "2", ""),
        ("2026-11-20", "3", ""),
        ("2026-11-20", "5", ""),
        (None, "2", ""),
    ],
)
def test_only_open_pairs_run_out(county, end: str | None, status: str, said: str) -> None:
    assert mentoring.due({"end_date": end, "status": status}, county.session.today()) == said
