"""Putting copies back: wholly or not at all, refused for every copy that is not one, and told before it is done."""

import random
import shutil
import sqlite3
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app import audit, encrypting, keystores, opening, purging, recovery_code, teachers, unlocking
from app import session as sessions
from app.backups import comparing, making, refusing, restoring
from app.exchange import keyring, membership
from app.problems import SHOWN, Problem
from app.session import open_session
from app.unlocking import Locked
from storage import datakeys
from storage.problems import StorageProblem
from tests.app.conftest import County


def names(path: Path) -> set[str]:
    with open_session(path) as session:
        return {row["name"] for row in teachers.every(session)}


@pytest.fixture
def backed_up(county: County) -> tuple[Path, Path]:
    """A copy, and the file, which knows one more teacher; closed."""
    copy = making.by_hand(county.session, county.folder / "备份.xinhuo")
    teachers.save(county.session, None, {"name": "后来的", "work": county.school})
    county.session.close()
    return copy, county.session.path


def test_a_copy_takes_the_place_and_what_was_there_is_kept(backed_up: tuple[Path, Path]) -> None:
    copy, path = backed_up
    before = copy.read_bytes()
    kept = restoring.restore(copy, path)
    assert kept is not None and "恢复前" in kept.name
    assert names(path) == {"张𬭎", "单丽"}
    assert names(kept) == {"张𬭎", "单丽", "后来的"}
    assert copy.read_bytes() == before
    assert not list(path.parent.glob("*恢复中*"))


def test_a_copy_goes_to_an_empty_place_with_its_keys(backed_up: tuple[Path, Path], tmp_path: Path) -> None:
    copy, _path = backed_up
    place = tmp_path / "新电脑" / "县.xinhuo"
    place.parent.mkdir()
    assert restoring.restore(copy, place) is None
    with open_session(place) as session:
        assert keyring.of(session).working


def test_what_would_change_is_told_before(backed_up: tuple[Path, Path]) -> None:
    copy, path = backed_up
    before = path.read_bytes()
    seen = comparing.preview(copy, path)
    assert (seen.present, seen.own.count, seen.received.count, seen.ahead) == (True, 1, 0, 0)
    assert seen.own.by == [("王敏", 1)]
    assert [one.reason for one in seen.own.latest] == ["新增教师：后来的"]
    assert seen.rows == [("教师", 3, 2), ("任职", 1 + 2, 2)] or ("教师", 3, 2) in seen.rows
    assert path.read_bytes() == before
    restoring.restore(copy, path)
    assert not comparing.preview(copy, path).changes


def test_what_a_copy_knows_and_the_file_does_not_is_told_too(backed_up: tuple[Path, Path]) -> None:
    copy, path = backed_up
    later = restoring.restore(copy, path)
    assert later is not None
    seen = comparing.preview(later, path)
    assert (seen.own.count, seen.ahead) == (0, 1) and seen.changes


def test_a_file_that_cannot_be_read_is_replaced_and_said_so(backed_up: tuple[Path, Path]) -> None:
    copy, path = backed_up
    data = bytearray(path.read_bytes())
    data[4096 : 4096 * 30] = bytes(4096 * 29)
    path.write_bytes(data)
    seen = comparing.preview(copy, path)
    assert not seen.present or seen.own.count >= 0
    restoring.restore(copy, path)
    assert names(path) == {"张𬭎", "单丽"}


def refused(copy: Path, path: Path) -> str:
    """The title of the refusal; the file must not have changed, nor anything appeared beside it."""
    before, there = path.read_bytes(), sorted(path.parent.iterdir())
    titles = []
    for act in (lambda: comparing.preview(copy, path), lambda: restoring.restore(copy, path)):
        with pytest.raises(SHOWN) as refusal:
            act()
        titles.append(refusal.value.title)
    assert path.read_bytes() == before and sorted(path.parent.iterdir()) == there
    assert titles[0] == titles[1]
    return titles[0]


def test_the_file_itself_is_no_copy_of_it(backed_up: tuple[Path, Path]) -> None:
    assert "正在用" in refused(backed_up[1], backed_up[1])


def test_a_copy_is_never_replaced_by_another(backed_up: tuple[Path, Path]) -> None:
    copy, path = backed_up
    older = copy.with_name("县-备份-20260901-101010.xinhuo")
    shutil.copyfile(copy, older)
    assert "是一份备份" in refused(copy, older)
    assert names(path) == {"张𬭎", "单丽", "后来的"}


def test_what_is_no_place_for_a_file_is_refused_in_words(backed_up: tuple[Path, Path], tmp_path: Path) -> None:
    copy, path = backed_up
    folder = tmp_path / "资料"
    folder.mkdir()
    for target, why in (
        (folder, "是一个文件夹"),
        (tmp_path / "没有" / "县.xinhuo", "找不到文件夹"),
        (path / "县.xinhuo", "找不到文件夹"),
    ):
        for act in (comparing.preview, restoring.restore):
            with pytest.raises(Problem, match=why):
                act(copy, target)
    assert folder.is_dir() and not list(folder.iterdir())


@pytest.mark.parametrize(
    "spoil",
    [
        pytest.param(lambda data: b"", id="empty"),
        pytest.param(lambda data: b"not ours at all " * 400, id="not ours"),
        pytest.param(lambda data: data[:5000], id="cut within a page"),
        pytest.param(lambda data: data[: len(data) // 2 // 4096 * 4096], id="cut between pages"),
        pytest.param(lambda data: data[:-4096], id="the last page missing"),
        pytest.param(lambda data: data + bytes(4096), id="a page too many"),
        pytest.param(lambda data: data[:4096] + bytes(4096) + data[8192:], id="a page of zeros"),
        pytest.param(lambda data: data[:4096] + data[8192:12288] + data[4096:8192] + data[12288:], id="pages swapped"),
        pytest.param(lambda data: b"SQLite format 3\0" + data[16:], id="begins like a plain file"),
        pytest.param(lambda data: data[:6] + bytes(10) + data[16:], id="another key's mark"),
    ],
)
def test_a_copy_that_is_not_as_it_was_written_is_refused(
    backed_up: tuple[Path, Path], spoil: Callable[[bytes], bytes]
) -> None:
    copy, path = backed_up
    bad = copy.with_name("坏.xinhuo")
    bad.write_bytes(spoil(copy.read_bytes()))
    assert refused(bad, path)


def test_another_offices_copy_is_refused(backed_up: tuple[Path, Path], tmp_path: Path) -> None:
    _copy, path = backed_up
    with membership.found_county(tmp_path / "外县.xinhuo", "外县教育局") as other:
        theirs = making.by_hand(other, tmp_path / "外县备份.xinhuo")
    assert "外县教育局" in refused(theirs, path)


def test_a_copy_of_a_newer_version_is_refused(backed_up: tuple[Path, Path]) -> None:
    from contextlib import closing

    from storage import driver

    copy, path = backed_up
    newer = Path(shutil.copy(copy, copy.with_name("新.xinhuo")))
    with closing(driver.connect(newer, unlocking.key_of(newer))) as conn:
        conn.execute("PRAGMA user_version = 99")
    assert "更新版本" in refused(newer, path)


def test_a_copy_nobody_here_has_the_key_of_is_refused(backed_up: tuple[Path, Path]) -> None:
    copy, path = backed_up
    key = unlocking.key_of(copy)
    assert key is not None
    keystores.forget(key.ident)
    with pytest.raises(Locked):
        restoring.restore(copy, path)
    # An open window has the key, whatever this computer keeps.
    assert refusing.key_of(copy, key) == key
    restoring.restore(copy, path, key)
    keystores.put(key.ident, key.secret)
    assert names(path) == {"张𬭎", "单丽"}


def test_a_plain_database_that_bears_our_sign_is_no_office(backed_up: tuple[Path, Path], tmp_path: Path) -> None:
    _copy, path = backed_up
    forged = tmp_path / "冒充.xinhuo"
    with sqlite3.connect(forged) as conn:
        conn.execute("CREATE TABLE office (a)")
        conn.execute("CREATE TABLE transactions (b)")
        conn.execute("CREATE TABLE teachers (c)")
        conn.execute("PRAGMA application_id = 0x58494E48")
    conn.close()
    assert refused(forged, path)


def test_purged_people_do_not_come_back(county: County) -> None:
    pk = teachers.save(county.session, None, {"name": "要清除的", "work": county.school})
    copy = making.by_hand(county.session, county.folder / "备份.xinhuo")
    teachers.delete(county.session, pk)
    purging.purge_teacher(county.session, pk)
    county.session.close()
    path = county.session.path
    restoring.restore(copy, path)
    with open_session(path) as session:
        # Not by `open_office`: they are gone before anybody opens the file.
        assert {row["name"] for row in teachers.every(session)} == {"张𬭎", "单丽"}
        assert purging.deleted(session) == []


def test_a_copy_from_before_the_key_was_changed_comes_under_the_present_one(county: County) -> None:
    from app import encrypting

    copy = making.by_hand(county.session, county.folder / "备份.xinhuo")
    path = county.session.path
    teachers.save(county.session, None, {"name": "后来的", "work": county.school})
    county.session.close()
    encrypting.change_key(path)
    now = datakeys.ident_of(path)
    assert now != datakeys.ident_of(copy)
    restoring.restore(copy, path)
    assert datakeys.ident_of(path) == now
    with open_session(path) as session:
        assert {row["name"] for row in teachers.every(session)} == {"张𬭎", "单丽"}
        assert keyring.of(session).working


def test_this_computers_habits_are_not_turned_back(county: County, tmp_path: Path) -> None:
    from app.backups import places

    copy = making.by_hand(county.session, county.folder / "备份.xinhuo")
    stick = tmp_path / "U盘"
    stick.mkdir()
    chosen = places.choose(county.session, stick, agreed=True)
    county.session.close()
    restoring.restore(copy, county.session.path)
    with open_session(county.session.path) as session:
        assert places.second(session) == chosen


@settings(max_examples=40)
@given(place=st.integers(0), bit=st.integers(0, 7))
def test_every_flipped_bit_is_noticed(sealed: tuple[bytes, Path, Path], place: int, bit: int) -> None:
    data, bad, path = sealed
    changed = bytearray(data)
    changed[place % len(data)] ^= 1 << bit
    bad.write_bytes(changed)
    before = path.stat().st_mtime_ns
    with pytest.raises((Problem, StorageProblem)), refusing.accepted(bad, path):
        pytest.fail("a damaged copy was accepted")
    assert path.stat().st_mtime_ns == before


@pytest.fixture(scope="module")
def sealed(tmp_path_factory: pytest.TempPathFactory) -> tuple[bytes, Path, Path]:
    """A copy's bytes, where to put a damaged one, and the office's file."""
    folder = tmp_path_factory.mktemp("flips")
    path = folder / "county.xinhuo"
    with sessions.create_county(path, "县", operator="王敏") as session:
        copy = making.by_hand(session, folder / "备份.xinhuo")
    return copy.read_bytes(), folder / "坏.xinhuo", path


def test_a_byte_of_every_page_flipped_is_refused_by_the_service_too(sealed: tuple[bytes, Path, Path]) -> None:
    data, bad, path = sealed
    before, chance = path.read_bytes(), random.Random(1)
    for page in chance.sample(range(len(data) // 4096), 12):
        changed = bytearray(data)
        changed[page * 4096 + chance.randrange(4096)] ^= 0xFF
        bad.write_bytes(changed)
        with pytest.raises(SHOWN):
            restoring.restore(bad, path)
    assert path.read_bytes() == before
    assert not list(path.parent.glob("*恢复*"))


def test_after_a_change_of_key_a_copy_over_a_damaged_file_still_has_its_exchange_keys(
    backed_up: tuple[Path, Path],
) -> None:
    copy, path = backed_up
    with open_session(path) as session:
        newest = keyring.of(session)
    encrypting.change_key(path)
    changed = datakeys.ident_of(path)
    data = bytearray(path.read_bytes())
    data[100:1000] = bytes(900)
    path.write_bytes(data)
    kept = restoring.restore(copy, path)
    assert kept is not None and datakeys.ident_of(kept) == changed
    assert keyring.ident_in(keyring.path_beside(kept)) == changed
    with opening.open_office(path) as session:
        assert keyring.of(session) == newest
    assert not list(path.parent.glob("*.next"))


def test_where_the_present_key_is_known_to_nobody_the_copys_own_exchange_keys_are_taken(
    backed_up: tuple[Path, Path],
) -> None:
    copy, path = backed_up
    encrypting.change_key(path)
    lost = datakeys.ident_of(path)
    assert lost
    keystores.forget(lost)
    restoring.restore(copy, path)
    with opening.open_office(path) as session:
        assert keyring.of(session).is_county


def test_a_file_that_asks_for_no_password_any_more_is_opened_by_what_this_computer_keeps(
    county: County, monkeypatch: pytest.MonkeyPatch
) -> None:
    former = county.session.store.key
    assert former
    copy = making.by_hand(county.session, county.folder / "备份.xinhuo")
    county.session.close()
    keystores.forget(former.ident)
    monkeypatch.setitem(unlocking._in_hand, former.ident, former)
    path = county.folder / "新的.xinhuo"
    restoring.restore(copy, path)
    unlocking.let_go()
    open_session(path).close()


def test_the_day_the_code_was_printed_is_not_turned_back(backed_up: tuple[Path, Path], tmp_path: Path) -> None:
    copy, path = backed_up
    with open_session(path) as session:
        recovery_code.print_code(session, tmp_path / "恢复码.pdf")
        printed = recovery_code.printed_on(session)
    restoring.restore(copy, path)
    with open_session(path) as session:
        assert printed and recovery_code.printed_on(session) == printed


def test_the_record_says_how_far_the_one_that_was_replaced_went(backed_up: tuple[Path, Path]) -> None:
    copy, path = backed_up
    with open_session(path) as session:
        head = audit.head(session)
    kept = restoring.restore(copy, path)
    assert head is not None and kept is not None
    with open_session(path) as session:
        noted = audit.listed(session, audit.Wish(kind="restore"))[0]
        told = dict(audit.details(session, noted.seq).facts)["换下的文件里，操作记录到"]
        assert audit.heads_in(told) == [head] and not audit.holds(session, head)
    with open_session(kept) as session:
        assert audit.holds(session, head)
