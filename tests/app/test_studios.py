"""Studios and their members."""

import pytest

from app import records, studios
from app.problems import Problem
from app.records import Invalid


def test_a_teacher_is_not_twice_a_member_of_one_studio(county) -> None:
    studio = studios.save(county.session, None, {"name": "单丽名师工作室", "kind": "2", "host_id": county.shan})
    first = studios.save_member(county.session, None, {"studio_id": studio, "teacher_id": county.zhang, "role": "3"})
    with pytest.raises(Invalid, match="已经是"):
        studios.save_member(county.session, None, {"studio_id": studio, "teacher_id": county.zhang, "role": "2"})
    studios.save_member(county.session, first, {"left_on": "2026-10-01"})
    studios.save_member(county.session, None, {"studio_id": studio, "teacher_id": county.zhang, "role": "2"})
    assert studios.listed(county.session)[0]["members"] == 1
    assert len(studios.members(county.session, studio)) == 2


def test_a_term_ends_after_it_begins(county) -> None:
    with pytest.raises(Invalid, match="早于"):
        studios.save(
            county.session,
            None,
            {"name": "某工作室", "kind": "2", "start_date": "2026-09-01", "end_date": "2026-01-01"},
        )


def test_members_leave_together_on_a_day_and_come_back_by_undo(county) -> None:
    session = county.session
    studio = studios.save(session, None, {"name": "单丽名师工作室", "kind": "2"})
    both = [
        studios.save_member(session, None, {"studio_id": studio, "teacher_id": pk, "role": "2"})
        for pk in (county.zhang, county.shan)
    ]
    assert studios.leave(session, both, session.today()) == 2
    assert studios.leave(session, both, session.today()) == 0
    assert studios.get(session, studio)["members"] == 0
    assert records.undo_last(session) == "退出工作室：2 人"
    assert studios.get(session, studio)["members"] == 2


def test_nobody_leaves_before_joining(county) -> None:
    studio = studios.save(county.session, None, {"name": "单丽名师工作室", "kind": "2"})
    member = studios.save_member(
        county.session,
        None,
        {"studio_id": studio, "teacher_id": county.zhang, "role": "2", "joined_on": "2027-01-01"},
    )
    with pytest.raises(Invalid, match="早于"):
        studios.leave(county.session, [member], county.session.today())


def test_a_studio_that_is_not_there_is_said_to_be_gone(county) -> None:
    with pytest.raises(Problem, match="找不到"):
        studios.get(county.session, "nobody")
