import os
import shutil
import subprocess
import sys
from contextlib import closing
from pathlib import Path

import pytest

from storage import copies, datakeys, driver, rekeying
from storage.problems import StorageProblem
from storage.store import Act, create, open_store

KEY = datakeys.new_key()
ROOT = Path(__file__).resolve().parents[2]
posix = pytest.mark.skipif(os.name == "nt", reason="on Windows nobody holds a file open that is replaced or removed")
SAMPLES = sorted((ROOT / "tests" / "data" / "databases").glob("*.xinhuo"))


def office(path: Path, key: datakeys.DataKey | None = None) -> Path:
    with create(path, key, facts={"name": "示范县教育局"}) as store, store.writing(Act("王芳", "测试")) as rows:
        rows.insert("teachers", {"name": "李梅"})
    return path


def everything(path: Path, key: datakeys.DataKey | None) -> dict[str, list[tuple[object, ...]]]:
    """Every row of every table, read without upgrading anything."""
    with closing(driver.connect(path, key)) as conn:
        tables = [row[0] for row in conn.execute("SELECT name FROM sqlite_schema WHERE type = 'table'")]
        found = {table: conn.execute(f"SELECT * FROM {table}").fetchall() for table in tables}
        found["versions"] = conn.execute("SELECT * FROM pragma_user_version, pragma_application_id").fetchall()
        return found


def test_a_plain_file_becomes_encrypted_and_holds_the_same(tmp_path: Path) -> None:
    path = office(tmp_path / "本县.xinhuo")
    before = everything(path, None)
    rekeying.rekey(path, None, KEY)
    assert datakeys.ident_of(path) == KEY.ident
    assert everything(path, KEY) == before
    assert [one.name for one in tmp_path.iterdir() if not one.name.endswith(("-wal", "-shm"))] == [path.name]
    assert not any("李梅".encode() in one.read_bytes() for one in tmp_path.iterdir())


@pytest.mark.parametrize("sample", SAMPLES, ids=lambda one: one.stem)
def test_a_file_of_every_version_can_be_encrypted_before_it_is_upgraded(sample: Path, tmp_path: Path) -> None:
    path = tmp_path / "本县.xinhuo"
    shutil.copyfile(sample, path)
    before = everything(path, None)
    rekeying.rekey(path, None, KEY)
    assert everything(path, KEY) == before
    open_store(path, KEY).close()


def test_another_key_takes_the_place_of_the_former_one(tmp_path: Path) -> None:
    path, other = office(tmp_path / "本县.xinhuo", KEY), datakeys.new_key()
    before = everything(path, KEY)
    rekeying.rekey(path, KEY, other)
    assert everything(path, other) == before
    with pytest.raises(StorageProblem):
        open_store(path, KEY)


@posix
def test_the_former_content_is_overwritten(tmp_path: Path) -> None:
    path = office(tmp_path / "本县.xinhuo")
    with path.open("rb") as former:
        rekeying.rekey(path, None, KEY)
        assert set(former.read()) <= {0}


def test_a_file_that_is_open_elsewhere_is_left_alone(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("storage.driver.BUSY_SECONDS", 0.05)
    path = office(tmp_path / "本县.xinhuo")
    with open_store(path) as store:
        store.value("SELECT count(*) FROM teachers")
        with pytest.raises(StorageProblem, match="正被另一个程序"):
            rekeying.rekey(path, None, KEY)
    assert datakeys.ident_of(path) is None and everything(path, None)["teachers"]


def test_a_damaged_file_is_not_encrypted(tmp_path: Path) -> None:
    path = office(tmp_path / "本县.xinhuo")
    data = bytearray(path.read_bytes())
    data[4096 : 4096 * 40] = b"\xee" * (4096 * 39)
    path.write_bytes(data)
    with pytest.raises(StorageProblem):
        rekeying.rekey(path, None, KEY)
    assert path.read_bytes() == data and [one.name for one in tmp_path.iterdir()] == [path.name]


@pytest.mark.parametrize("moment", ["fresh.replace", "wipe", "copies.fold_log"])
def test_a_kill_at_any_moment_leaves_one_whole_file(tmp_path: Path, moment: str) -> None:
    path = office(tmp_path / "本县.xinhuo")
    before = everything(path, None)
    script = f"""
import os, sys
from pathlib import Path
from storage import copies, rekeying
from storage.datakeys import DataKey
def die(*_): os._exit(9)
if {moment!r} == "fresh.replace": Path.replace = die
if {moment!r} == "wipe": rekeying.wipe = die
if {moment!r} == "copies.fold_log": copies.fold_log = die
rekeying.rekey(Path(sys.argv[1]), None, DataKey(bytes.fromhex({KEY.secret.hex()!r}), {KEY.ident!r}))
"""
    done = subprocess.run([sys.executable, "-c", script, str(path)], cwd=ROOT, check=False)
    assert done.returncode == 9
    rekeying.tidy(path)
    assert everything(path, KEY if datakeys.ident_of(path) else None) == before
    assert not list(tmp_path.glob("*.former"))


@posix
def test_what_was_wiped_is_gone(tmp_path: Path) -> None:
    path = tmp_path / "旧.xinhuo"
    path.write_bytes("李梅".encode() * 1000)
    with path.open("rb") as held:
        rekeying.wipe(path)
        assert set(held.read()) == {0}
    assert not path.exists()
    rekeying.wipe(path)


def test_opens_tells_a_key_that_fits_from_one_that_does_not(tmp_path: Path) -> None:
    path = office(tmp_path / "本县.xinhuo", KEY)
    assert copies.opens(path, KEY) and not copies.opens(path, datakeys.DataKey(bytes(32), KEY.ident))


def test_a_place_without_room_is_told_in_words(tmp_path: Path) -> None:
    path = office(tmp_path / "本县.xinhuo", KEY)
    with pytest.raises(StorageProblem, match="写不进"):
        rekeying.rewritten(path, KEY, tmp_path / "没有的文件夹" / "新.xinhuo", datakeys.new_key())


@posix
def test_a_full_disk_is_told_in_words_and_leaves_the_file(tmp_path: Path) -> None:
    path = office(tmp_path / "本县.xinhuo", KEY)
    script = f"""
import resource, signal, sys
from pathlib import Path
from storage import rekeying
from storage.datakeys import DataKey, new_key
from storage.problems import StorageProblem
signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
resource.setrlimit(resource.RLIMIT_FSIZE, (300_000, 300_000))
try:
    rekeying.rekey(Path(sys.argv[1]), DataKey(bytes.fromhex({KEY.secret.hex()!r}), {KEY.ident!r}), new_key())
except StorageProblem:
    sys.exit(3)
"""
    before = everything(path, KEY)
    assert subprocess.run([sys.executable, "-c", script, str(path)], cwd=ROOT, check=False).returncode == 3
    assert everything(path, KEY) == before and [one.name for one in tmp_path.iterdir()] == [path.name]


def test_only_one_is_at_it_and_nothing_is_left_after(tmp_path: Path) -> None:
    path = office(tmp_path / "本县.xinhuo")
    with rekeying.alone(path):
        assert rekeying.is_begun(path)
        with pytest.raises(StorageProblem, match="另一个薪火窗口"), rekeying.alone(path):
            raise AssertionError("it is held")
    with rekeying.alone(path):
        pass
    assert not rekeying.is_begun(path) and [one.name for one in tmp_path.iterdir()] == [path.name]


def test_a_file_that_was_opened_meanwhile_is_left_alone(tmp_path: Path) -> None:
    path = office(tmp_path / "本县.xinhuo")

    def meanwhile(done: int, total: int, what: str) -> None:
        if done == 2:
            with open_store(path) as store, store.writing(Act("王芳", "同时登记")) as rows:
                rows.insert("teachers", {"name": "周强"})

    with pytest.raises(StorageProblem, match="另一个薪火窗口"):
        rekeying.rekey(path, None, KEY, meanwhile)
    assert datakeys.ident_of(path) is None and len(everything(path, None)["teachers"]) == 2
