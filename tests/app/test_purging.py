"""Purging: what was deleted is erased everywhere, and stays so whatever old copy or late file comes."""

import json
import shutil
from pathlib import Path

import pytest

from app import assessments, checks, honours, observations, proposals, purging, records, teachers
from app.backups import making, restoring
from app.exchange import inbox, packing, receiving, settling
from app.opening import open_office
from app.problems import Problem
from app.session import Session, open_session
from storage import exchange as stored
from storage import rekeying
from tests.app.conftest import County

PHONE, NAME = "13900000001", "张𬭎"


def text_of(path: Path) -> bytes:
    """Everything that lies in a database file and its log."""
    log = path.with_name(path.name + "-wal")
    return path.read_bytes() + (log.read_bytes() if log.exists() else b"")


def deleted_zhang(county: County) -> str:
    teachers.save(county.session, county.zhang, {"phone": "13900000009"})
    teachers.delete(county.session, county.zhang)
    return county.zhang


def test_a_deleted_teacher_is_listed_with_who_deleted_her_and_when(county: County) -> None:
    assert purging.deleted(county.session) == []
    pk = deleted_zhang(county)
    (one,) = purging.deleted(county.session)
    assert (one.id, one.name, one.actor, one.at) == (pk, NAME, "王敏", "2026-11-21T12:00:00")
    assert purging.find(county.session, NAME) == purging.find(county.session, pk) == one


def test_a_deleted_teacher_comes_back_whole(county: County) -> None:
    pk = deleted_zhang(county)
    purging.bring_back(county.session, pk)
    row = teachers.get(county.session, pk)
    assert (row["name"], row["phone"], row["work"]) == (NAME, "13900000009", county.school)
    assert purging.deleted(county.session) == []
    with pytest.raises(Problem, match="没有删除"):
        purging.bring_back(county.session, pk)


def test_nothing_of_a_purged_teacher_is_left_in_the_file(county: County) -> None:
    pk = deleted_zhang(county)
    path = county.session.path
    county.session.close()
    # Without encryption, so that whoever reads the bytes sees what lies there.
    rekeying.rekey(path, county.session.store.key, None)
    with open_session(path) as session:
        assert PHONE.encode() in text_of(path)
        assert purging.purge_teacher(session, pk) == 2
        for secret in (PHONE, "13900000009", NAME):
            assert secret.encode() not in text_of(path), secret
        assert purging.deleted(session) == []
        assert all(one.ok for one in checks.check(session))
    beside = purging.path_beside(path).read_text()
    assert {json.loads(line)["t"] for line in beside.splitlines()} == {"teachers", "postings"}
    assert NAME not in beside


def test_what_was_not_deleted_or_is_still_needed_is_not_purged(county: County) -> None:
    with pytest.raises(Problem, match="没有删除"):
        purging.purge(county.session, ("teachers", county.shan))
    with pytest.raises(Problem, match="没有"):
        purging.find(county.session, "单丽")
    assert teachers.get(county.session, county.shan)["name"] == "单丽"


def test_an_old_backup_put_back_does_not_bring_a_purged_teacher_back(county: County) -> None:
    session = county.session
    backup = making.by_hand(session, county.folder / "备份.xinhuo")
    pk = deleted_zhang(county)
    purging.purge_teacher(session, pk)
    session.close()
    restoring.restore(backup, session.path)
    assert PHONE.encode() not in text_of(session.path)
    with open_office(session.path) as again:
        assert [str(row["name"]) for row in teachers.every(again)] == ["单丽"]
        assert purging.deleted(again) == []
        assert all(one.ok for one in checks.check(again))


def test_an_old_copy_laid_in_the_place_of_the_file_is_purged_when_it_is_opened(county: County) -> None:
    session = county.session
    old = making.by_hand(session, county.folder / "旧.xinhuo")
    purging.purge_teacher(session, deleted_zhang(county))
    session.close()
    shutil.copy(old, session.path)
    for end in ("-wal", "-shm"):
        session.path.with_name(session.path.name + end).unlink(missing_ok=True)
    with open_office(session.path) as again:
        assert [str(row["name"]) for row in teachers.every(again)] == ["单丽"]
    with open_office(session.path) as again:
        assert purging.keep(again) == 0


def test_a_backup_takes_the_list_along_and_a_lost_list_is_made_again(county: County) -> None:
    session = county.session
    purging.purge_teacher(session, deleted_zhang(county))
    beside = purging.path_beside(session.path)
    backup = making.by_hand(session, county.folder / "备份.xinhuo")
    assert purging.path_beside(backup).read_bytes() == beside.read_bytes()
    beside.write_bytes(b"\xff not a line\n[1, 2]\n")
    purging.keep(session)
    assert beside.read_bytes() == purging.path_beside(backup).read_bytes()


@pytest.fixture
def school(county: County) -> Session:
    """城关小学, joined, with 张𬭎 and everything the county gave it."""
    from app.exchange import membership

    invite = membership.invite(county.session, county.school, county.folder)
    request = membership.join(invite.path, county.folder / "校.xinhuo", county.folder, operator="李娜")
    receiving.take(county.session, request.path)
    session = open_session(county.folder / "校.xinhuo")
    receiving.take(session, packing.pack(county.session, "2199000001", county.folder).path)
    return session


def test_a_school_drops_a_purged_teacher_with_its_next_file(county: County, school: Session) -> None:
    with school:
        receiving.take(county.session, packing.pack(school, "county", county.folder).path)
        purging.purge_teacher(county.session, deleted_zhang(county))
        receiving.take(school, packing.pack(county.session, "2199000001", county.folder).path)
        assert teachers.every(school) == []
        with pytest.raises(Problem, match="由县里办理"):
            purging.purge(school, ("teachers", county.zhang))


def test_a_purged_teacher_takes_honours_assessments_and_observations_along(county: County) -> None:
    session, pk = county.session, county.zhang
    honours.save(session, None, {"teacher_id": pk, "title": "县优秀教师"})
    assessments.save(session, None, {"teacher_id": pk, "kind": "1", "year": 2025, "grade": "2"})
    observations.save(session, None, {"teacher_id": pk, "school_year": 2025, "periods": 3})
    for entity, rows in (
        (honours.ENTITY, honours.listed(session)),
        (assessments.ENTITY, assessments.listed(session)),
        (observations.ENTITY, observations.listed(session)),
    ):
        records.delete(session, entity, str(rows[0]["id"]))
    purging.purge_teacher(session, deleted_zhang(county))
    for table in ("honours", "assessments", "observations"):
        assert session.store.value("SELECT count(*) FROM stamps WHERE tbl = ?", (table,)) == 0
        assert session.store.value("SELECT count(*) FROM gravestones WHERE tbl = ?", (table,)) == 1
    assert "优秀教师" not in str(session.store.tuples("SELECT fields FROM operations"))


def test_what_a_school_still_writes_about_a_purged_teacher_never_brings_her_back(
    county: County, school: Session
) -> None:
    with school:
        teachers.save(school, county.zhang, {"phone": "13900000005"})
        with school.writing("新增教师资格证") as rows:
            rows.insert("credentials", {"teacher_id": county.zhang, "number": "20260001"})
        purging.purge_teacher(county.session, deleted_zhang(county))
        receiving.take(county.session, packing.pack(school, "county", county.folder).path)
        found = stored.conflicts(county.session.store)
        assert {one["why"] for one in found} == {"purged"}
        settling.settle(county.session, [one["id"] for one in found], "county")
        assert [str(row["name"]) for row in teachers.every(county.session)] == ["单丽"]
        assert not county.session.store.tuples("SELECT 1 FROM credentials")


def test_purging_settles_what_was_still_to_be_decided_and_the_school_is_told(county: County, school: Session) -> None:
    with school:
        teachers.save(school, county.zhang, {"phone": "13900000005"})
        teachers.save(county.session, county.zhang, {"phone": "13900000006"})
        receiving.take(county.session, packing.pack(school, "county", county.folder).path)
        assert inbox.counts(county.session).conflicts == 1
        purging.purge_teacher(county.session, deleted_zhang(county))
        assert inbox.items(county.session) == []
        for secret in ("13900000005", "13900000006"):
            assert secret.encode() not in text_of(county.session.path)
        receiving.take(school, packing.pack(county.session, "2199000001", county.folder).path)
        assert teachers.every(school) == [] and school.waiting == 0


def test_a_value_offered_back_after_a_restore_is_not_offered_of_a_purged_teacher(
    county: County, school: Session
) -> None:
    with school:
        receiving.take(county.session, packing.pack(school, "county", county.folder).path)
        early = making.by_hand(county.session, county.folder / "早.xinhuo")
        teachers.save(county.session, county.zhang, {"subject": "14"})
        receiving.take(school, packing.pack(county.session, "2199000001", county.folder).path)
        purging.purge_teacher(county.session, deleted_zhang(county))
        path = county.session.path
        county.session.close()
        restoring.restore(early, path)
        with open_session(path) as again:
            receiving.take(again, packing.pack(school, "county", county.folder).path)
            receiving.take(school, packing.pack(again, "2199000001", county.folder).path)
            assert teachers.every(school) == []
            receiving.take(again, packing.pack(school, "county", county.folder).path)
            assert stored.reviews(again.store) == []


def test_a_proposal_about_a_purged_teacher_is_purged_with_her(county: County, school: Session) -> None:
    with school:
        proposals.propose(school, "teachers", county.zhang, "honour", "3", reason="获奖名单见附件")
        receiving.take(county.session, packing.pack(school, "county", county.folder).path)
        assert county.session.store.value("SELECT count(*) FROM proposals") == 1
        purging.purge_teacher(county.session, deleted_zhang(county))
        assert county.session.store.value("SELECT count(*) FROM proposals") == 0
        assert "获奖名单".encode() not in text_of(county.session.path)
