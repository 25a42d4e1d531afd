"""Studios and their members."""

import pytest

from app import studios
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
