import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from storage import copies, datakeys, driver
from storage.copies import backup, is_whole, restore
from storage.problems import StorageProblem
from storage.store import Act, Store, create, open_store

ACT = Act("王芳", "测试")
KEY = datakeys.new_key()


@pytest.fixture(params=["encrypted", "plain"])
def store(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Store]:
    """A new office file, encrypted under KEY or plain as earlier versions kept it."""
    with create(tmp_path / "本县.xinhuo", KEY if request.param == "encrypted" else None) as made:
        yield made


def add(store: Store, name: str) -> None:
    with store.writing(ACT) as rows:
        rows.insert("teachers", {"name": name})


def names(path: Path) -> list[str]:
    with open_store(path, KEY) as store:
        return [row[0] for row in store.tuples("SELECT name FROM teachers ORDER BY rowid")]


def spoil(path: Path) -> None:
    data = bytearray(path.read_bytes())
    data[4096 : 4096 * 40] = b"\xee" * (4096 * 39)
    path.write_bytes(data)


def test_a_backup_is_one_file_with_all_that_was_saved(store: Store, tmp_path: Path) -> None:
    add(store, "李梅")
    folder = tmp_path / "U盘"
    folder.mkdir()
    backup(store.conn, folder / "备份.xinhuo", store.key)
    add(store, "周强")
    assert [one.name for one in folder.iterdir()] == ["备份.xinhuo"]
    assert names(folder / "备份.xinhuo") == ["李梅"]


def test_a_backup_that_cannot_be_written_leaves_nothing(store: Store, tmp_path: Path) -> None:
    with pytest.raises(StorageProblem, match="写不进"):
        backup(store.conn, tmp_path / "没有这个文件夹" / "备份.xinhuo", store.key)


def test_a_damaged_file_gives_no_backup_and_the_last_one_stays(store: Store, tmp_path: Path) -> None:
    add(store, "李梅")
    target = tmp_path / "备份.xinhuo"
    backup(store.conn, target, store.key)
    before = target.read_bytes()
    store.close()
    spoil(store.path)
    with closing(driver.connect(store.path, store.key)) as conn, pytest.raises(StorageProblem, match="损坏"):
        backup(conn, target, store.key)
    assert target.read_bytes() == before
    assert not list(tmp_path.glob("*.part*"))


def test_restoring_brings_the_copy_back_and_keeps_what_was_there(store: Store, tmp_path: Path) -> None:
    add(store, "李梅")
    copy = tmp_path / "备份.xinhuo"
    backup(store.conn, copy, store.key)
    before = copy.read_bytes()
    add(store, "周强")
    store.close()
    kept = restore(copy, store.path, KEY)
    assert kept is not None and names(kept) == ["李梅", "周强"]
    assert names(store.path) == ["李梅"]
    assert copy.read_bytes() == before


def test_restoring_to_an_empty_place_is_possible(store: Store, tmp_path: Path) -> None:
    add(store, "李梅")
    copy = tmp_path / "备份.xinhuo"
    backup(store.conn, copy, store.key)
    assert restore(copy, tmp_path / "新.xinhuo", KEY) is None
    assert names(tmp_path / "新.xinhuo") == ["李梅"]


def test_a_file_copied_by_hand_with_its_log_is_restored_whole(store: Store, tmp_path: Path) -> None:
    add(store, "李梅")
    for end in ("", "-wal"):
        shutil.copyfile(f"{store.path}{end}", tmp_path / f"拷贝.xinhuo{end}")
    restore(tmp_path / "拷贝.xinhuo", tmp_path / "新.xinhuo", KEY)
    assert names(tmp_path / "新.xinhuo") == ["李梅"]


def test_what_is_saved_after_restoring_is_saved(store: Store, tmp_path: Path) -> None:
    copy = tmp_path / "备份.xinhuo"
    backup(store.conn, copy, store.key)
    store.close()
    restore(copy, store.path, KEY)
    with open_store(store.path, KEY) as again:
        assert not again.read_only
        add(again, "李梅")
    assert names(store.path) == ["李梅"]


@pytest.mark.parametrize("harm", ["damaged", "cut short", "not ours"])
def test_a_bad_copy_is_refused_and_nothing_is_touched(store: Store, tmp_path: Path, harm: str) -> None:
    add(store, "李梅")
    copy = tmp_path / "备份.xinhuo"
    backup(store.conn, copy, store.key)
    store.close()
    if harm == "damaged":
        spoil(copy)
    else:
        copy.write_bytes(copy.read_bytes()[:100_000] if harm == "cut short" else b"PK" * 9999)
    before = {one.name: one.read_bytes() for one in tmp_path.iterdir()}
    with pytest.raises(StorageProblem):
        restore(copy, store.path, KEY)
    assert {one.name: one.read_bytes() for one in tmp_path.iterdir()} == before


@pytest.mark.parametrize("harm", ["damaged", "no database at all"])
def test_a_damaged_file_can_be_replaced_and_is_kept(store: Store, tmp_path: Path, harm: str) -> None:
    add(store, "李梅")
    copy = tmp_path / "备份.xinhuo"
    backup(store.conn, copy, store.key)
    store.close()
    if harm == "damaged":
        spoil(store.path)
    else:
        store.path.write_bytes(b"\0" * 5000)
    broken = store.path.read_bytes()
    kept = restore(copy, store.path, KEY)
    assert kept is not None and kept.read_bytes() == broken
    assert names(store.path) == ["李梅"]


def test_a_file_that_is_open_elsewhere_is_not_replaced(
    store: Store, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(driver, "BUSY_SECONDS", 0.05)
    copy = tmp_path / "备份.xinhuo"
    backup(store.conn, copy, store.key)
    add(store, "李梅")
    with pytest.raises(StorageProblem, match="正被另一个程序"):
        restore(copy, store.path, KEY)
    assert names(store.path) == ["李梅"]


def test_an_encrypted_copy_holds_nothing_that_can_be_read(tmp_path: Path) -> None:
    with create(tmp_path / "本县.xinhuo", KEY) as store:
        add(store, "李梅")
        backup(store.conn, tmp_path / "备份.xinhuo", store.key)
        everything = b"".join(one.read_bytes() for one in tmp_path.iterdir())
    assert "李梅".encode() not in everything and b"teachers" not in everything and b"SQLite" not in everything
    assert datakeys.ident_of(tmp_path / "备份.xinhuo") == KEY.ident


def power_cut(store: Store, *added: str) -> dict[str, bytes]:
    """The files of an office as a power cut leaves them after these were added: the last saves are in the log alone."""
    for name in added:
        add(store, name)
    left = {one.name: one.read_bytes() for one in store.path.parent.glob(f"{store.path.name}*")}
    store.close()
    return left


def lay(folder: Path, files: dict[str, bytes]) -> None:
    for name, data in files.items():
        (folder / name).write_bytes(data)


def moved_away(store: Store, tmp_path: Path) -> tuple[Path, Path]:
    """A copy, and a folder to which the file was moved after a power cut; its log was left where it had been."""
    copy, elsewhere = tmp_path / "备份.xinhuo", tmp_path / "证据"
    elsewhere.mkdir()
    add(store, "李梅")
    backup(store.conn, copy, store.key)
    lay(tmp_path, power_cut(store, "周强", "后来的"))
    store.path.replace(elsewhere / store.path.name)
    return copy, elsewhere


def test_an_old_log_is_not_played_back_into_what_is_restored(store: Store, tmp_path: Path) -> None:
    copy, elsewhere = moved_away(store, tmp_path)
    assert restore(copy, store.path, KEY) is None
    assert names(store.path) == ["李梅"]
    # Beside the file that was moved away its last saves are there again.
    (log,) = tmp_path.glob("本县.恢复前-*.xinhuo-wal")
    log.replace(elsewhere / "本县.xinhuo-wal")
    assert names(elsewhere / "本县.xinhuo") == ["李梅", "周强", "后来的"]


@pytest.mark.parametrize("end", ["-wal", "-journal"])
def test_a_backup_takes_no_log_over_that_lies_where_it_goes(store: Store, tmp_path: Path, end: str) -> None:
    (tmp_path / f"备份.xinhuo{end}").write_bytes(b"left")
    backup(store.conn, tmp_path / "备份.xinhuo", store.key)
    assert not (tmp_path / f"备份.xinhuo{end}").exists()
    assert [one.read_bytes() for one in tmp_path.glob(f"备份.恢复前-*{end}")] == [b"left"]


def unreadable_with_log(tmp_path: Path) -> tuple[Path, Path, dict[str, bytes]]:
    """A copy, and a file of another key with its log, as a power cut left it; and what both hold."""
    there, path = tmp_path / "别处", tmp_path / "本县.xinhuo"
    with create(path, KEY) as store:
        add(store, "李梅")
        backup(store.conn, tmp_path / "备份.xinhuo", KEY)
    path.unlink()
    with create(there / "本县.xinhuo", OTHER) as store:
        left = power_cut(store, "周强")
    lay(tmp_path, left)
    return tmp_path / "备份.xinhuo", path, left


OTHER = datakeys.new_key()


def test_a_file_that_cannot_be_read_is_kept_with_its_log(tmp_path: Path) -> None:
    copy, path, left = unreadable_with_log(tmp_path)
    kept = restore(copy, path, KEY)
    assert kept is not None and names(path) == ["李梅"]
    for end in ("", "-wal"):
        assert kept.with_name(kept.name + end).read_bytes() == left[path.name + end]


def test_a_file_whose_place_is_not_taken_has_its_log_again(tmp_path: Path) -> None:
    _, path, left = unreadable_with_log(tmp_path)
    with pytest.raises(StorageProblem):
        copies.take_place(tmp_path / "没有.new", path, KEY)
    for end in ("", "-wal"):
        assert path.with_name(path.name + end).read_bytes() == left[path.name + end]
    assert not list(tmp_path.glob("*恢复前*"))


DIES = """
import os, sys
from pathlib import Path
from storage import copies, datakeys
path, copy, left = Path(sys.argv[1]), Path(sys.argv[2]), [int(sys.argv[3])]
def dying(act):
    def go(*args, **options):
        if not str(args[0]).startswith(f"{path}.new"):
            left[0] -= 1
            if left[0] < 0:
                os._exit(9)
        return act(*args, **options)
    return go
Path.replace, Path.unlink, copies._copy_file = map(dying, (Path.replace, Path.unlink, copies._copy_file))
copies.restore(copy, path, datakeys.DataKey(bytes.fromhex(sys.argv[4]), sys.argv[5]))
"""


@pytest.mark.parametrize("step", range(5))
def test_killed_at_any_step_no_log_stands_beside_another_file(tmp_path: Path, step: int) -> None:
    copy, path, left = unreadable_with_log(tmp_path)
    args = (path, copy, step, KEY.secret.hex(), KEY.ident)
    assert subprocess.run([sys.executable, "-c", DIES, *map(str, args)], check=False).returncode == 9
    log = path.with_name(path.name + "-wal")
    if path.exists() and path.read_bytes() == left[path.name]:
        assert log.read_bytes() == left[log.name]
    elif path.exists():
        assert not log.exists() and names(path) == ["李梅"]
    (whole,) = [one for one in tmp_path.glob("本县*.xinhuo") if one.read_bytes() == left[path.name]]
    assert whole.with_name(whole.name + "-wal").read_bytes() == left[log.name]
    # What is done again goes through, whatever was left.
    restore(copy, path, KEY)
    assert names(path) == ["李梅"]


def test_another_key_opens_no_copy_and_the_refusal_says_what_does(tmp_path: Path) -> None:
    create(tmp_path / "本县.xinhuo", KEY).close()
    for key in (None, datakeys.new_key()):
        with pytest.raises(StorageProblem, match="恢复码"):
            open_store(tmp_path / "本县.xinhuo", key)
        with pytest.raises(StorageProblem, match="恢复码"):
            restore(tmp_path / "本县.xinhuo", tmp_path / "新.xinhuo", key)
    assert [one.name for one in tmp_path.iterdir()] == ["本县.xinhuo"]
    with pytest.raises(StorageProblem, match="密钥不对"):
        open_store(tmp_path / "本县.xinhuo", datakeys.DataKey(bytes(32), KEY.ident))


@given(place=st.integers(0), flip=st.integers(1, 255))
@settings(max_examples=60)
def test_no_changed_byte_of_an_encrypted_copy_goes_unseen(copied: Path, place: int, flip: int) -> None:
    data = bytearray(copied.read_bytes())
    data[place % len(data)] ^= flip
    harmed = copied.with_name("坏.xinhuo")
    harmed.write_bytes(data)
    with pytest.raises(StorageProblem):
        restore(harmed, copied.with_name("新.xinhuo"), KEY)
    assert not copied.with_name("新.xinhuo").exists()


@pytest.fixture(scope="session")
def copied(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An encrypted copy of an office's file."""
    folder = tmp_path_factory.mktemp("copied")
    with create(folder / "本县.xinhuo", KEY) as store:
        add(store, "李梅")
        backup(store.conn, folder / "备份.xinhuo", store.key)
    return folder / "备份.xinhuo"


ENCRYPTED = sorted((Path(__file__).resolve().parents[1] / "data" / "databases" / "encrypted").glob("*.xinhuo"))
SAMPLE_KEY = datakeys.DataKey(bytes(range(32)), "00112233445566778899")
"""As tests/data/databases/make.py has it."""


@pytest.mark.parametrize("sample", ENCRYPTED, ids=lambda one: one.stem)
def test_an_encrypted_file_of_every_version_opens_and_is_whole(sample: Path, tmp_path: Path) -> None:
    path = tmp_path / "本县.xinhuo"
    shutil.copyfile(sample, path)
    with open_store(path, SAMPLE_KEY) as store:
        assert "李梅" in [row[0] for row in store.tuples("SELECT name FROM teachers")]
        assert is_whole(store.conn, store.key)


@pytest.mark.parametrize("sample", ENCRYPTED, ids=lambda one: one.stem)
def test_the_first_page_tells_its_key_without_being_opened(sample: Path) -> None:
    assert driver.is_sealed_by(sample, SAMPLE_KEY)
    assert not driver.is_sealed_by(sample, datakeys.DataKey(bytes(32), SAMPLE_KEY.ident))
    assert not driver.is_sealed_by(sample.with_name("没有.xinhuo"), SAMPLE_KEY)


def test_a_place_that_is_not_taken_has_one_name_as_before(store: Store) -> None:
    store.close()
    with pytest.raises(StorageProblem):
        copies.take_place(store.path.with_name("没有.new"), store.path, store.key)
    assert [one.name for one in store.path.parent.iterdir()] == [store.path.name]


def test_a_second_name_that_a_kill_left_goes_and_a_kept_file_stays(store: Store) -> None:
    store.close()
    second, kept = (store.path.with_name(f"本县.恢复前-2026112210000{number}.xinhuo") for number in (1, 2))
    os.link(store.path, second)
    shutil.copyfile(store.path, kept)
    copies.drop_second_names(store.path)
    assert store.path.exists() and kept.exists() and not second.exists()
