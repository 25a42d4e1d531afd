"""What an earlier version kept plain is encrypted once, whole, and what was plain is said."""

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from app import encrypting, keystores, teachers
from app.exchange import keyring, membership
from app.opening import open_office
from app.problems import Problem
from app.session import open_session
from storage import datakeys, rekeying
from storage import store as stores
from storage.problems import StorageProblem

ROOT = Path(__file__).resolve().parents[2]
SAMPLES = sorted((ROOT / "tests" / "data" / "databases").glob("*.xinhuo"))


def plain_office(folder: Path) -> Path:
    """An office's file and key file as they were before anything was encrypted."""
    with membership.found_county(folder / "本县.xinhuo", "示范县教育局", operator="王芳") as session:
        with session.writing("登记") as rows:
            rows.insert("teachers", {"name": "张𬭎"})
        key, ring = session.store.key, keyring.of(session)
    assert key
    rekeying.rekey(session.path, key, None)
    keyring.path_beside(session.path).unlink()
    keyring.save(keyring.path_beside(session.path), ring, None)
    keystores.forget(key.ident)
    return session.path


@pytest.mark.parametrize("sample", SAMPLES, ids=lambda one: one.stem)
def test_a_file_of_every_version_is_encrypted_when_it_is_opened(sample: Path, tmp_path: Path) -> None:
    path = tmp_path / "本县.xinhuo"
    shutil.copyfile(sample, path)
    with open_office(path) as session:
        assert session.store.key is not None and not session.store.read_only
    assert datakeys.ident_of(path)
    assert "李梅".encode() not in b"".join(one.read_bytes() for one in tmp_path.iterdir())


def test_keys_are_locked_with_the_file_and_still_read(tmp_path: Path) -> None:
    path = plain_office(tmp_path)
    seed = json.loads(json.loads(keyring.path_beside(path).read_text("utf-8"))["payload"])["working"]["seed"]
    with open_office(path) as session:
        assert keyring.of(session).working.seed == seed
        assert [row["name"] for row in teachers.every(session)] == ["张𬭎"]
    assert not any(seed.encode() in one.read_bytes() for one in tmp_path.iterdir())
    assert sorted(one.name for one in tmp_path.iterdir()) == ["本县.xinhuo", "本县.xinhuo.key"]


def test_it_is_done_once(tmp_path: Path) -> None:
    path = plain_office(tmp_path)
    open_office(path).close()
    ident = datakeys.ident_of(path)
    assert not encrypting.encrypt_plain(path)
    assert datakeys.ident_of(path) == ident


@pytest.mark.parametrize("moment", [1, 2, 3, 4])
def test_stopped_at_any_moment_one_key_opens_both_files(
    tmp_path: Path, moment: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = plain_office(tmp_path)
    renamed = Path.replace
    left = [moment]

    def stops(self: Path, target: Path) -> Path:
        left[0] -= 1
        if not left[0]:
            raise KeyboardInterrupt
        return renamed(self, target)

    monkeypatch.setattr(Path, "replace", stops)
    with pytest.raises(KeyboardInterrupt):
        encrypting.encrypt_plain(path)
    monkeypatch.undo()
    with open_office(path) as session:
        assert session.store.key is not None
        assert keyring.of(session).is_county
        assert len(teachers.every(session)) == 1


def test_a_plain_backup_put_back_takes_the_key_that_was_printed(tmp_path: Path) -> None:
    path = plain_office(tmp_path)
    shutil.copyfile(path, tmp_path / "旧备份")
    open_office(path).close()
    ident = datakeys.ident_of(path)
    path.unlink()
    shutil.copyfile(tmp_path / "旧备份", path)
    open_office(path).close()
    assert datakeys.ident_of(path) == ident


def test_a_new_key_takes_the_place_of_the_former_one_and_copies_keep_theirs(tmp_path: Path) -> None:
    path = plain_office(tmp_path)
    with open_office(path) as session:
        former = session.store.key
        shutil.copyfile(path, tmp_path / "从前.xinhuo")
    encrypting.change_key(path)
    with open_office(path) as session:
        assert session.store.key != former
        assert keyring.of(session).is_county and len(teachers.every(session)) == 1
    open_session(tmp_path / "从前.xinhuo").close()


def test_a_backup_keeps_its_key(tmp_path: Path) -> None:
    path = plain_office(tmp_path)
    open_office(path).close()
    copy = tmp_path / "本县-备份-20261122-101010.xinhuo"
    shutil.copyfile(path, copy)
    before, known = copy.read_bytes(), set(Path(os.environ[keystores.FOLDER]).iterdir())
    with pytest.raises(Problem, match="是一份备份"):
        encrypting.change_key(copy)
    assert copy.read_bytes() == before and set(Path(os.environ[keystores.FOLDER]).iterdir()) == known


def test_a_file_that_cannot_be_written_keeps_its_key(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = plain_office(tmp_path)
    open_office(path).close()
    ident = datakeys.ident_of(path)
    monkeypatch.setattr("os.access", lambda *_: False)
    with pytest.raises(Problem, match="只能查看"):
        encrypting.change_key(path)
    assert datakeys.ident_of(path) == ident


def test_who_only_looks_leaves_plain_copies_beside_as_they_are(tmp_path: Path) -> None:
    path = plain_office(tmp_path)
    beside = tmp_path / "本县.升级前-4.xinhuo"
    shutil.copyfile(path, beside)
    with open_office(path) as session:
        session.store.look_only(("这是一份备份，只能查看。", "请恢复。"))
        for act in (encrypting.encrypt_copies, encrypting.wipe_copies):
            with pytest.raises(StorageProblem, match="只能查看"):
                act(session)
    assert datakeys.ident_of(beside) is None


def test_plain_copies_beside_are_found_encrypted_or_wiped(tmp_path: Path) -> None:
    path = plain_office(tmp_path)
    for name in ("本县.升级前-4.xinhuo", "本县.接收前-20261122-030829.xinhuo"):
        shutil.copyfile(path, tmp_path / name)
    (tmp_path / "本县.说明.xinhuo").write_text("不是数据文件", encoding="utf-8")
    with open_office(path) as session:
        found = encrypting.plain_copies(session)
        assert [one.name for one in found] == ["本县.升级前-4.xinhuo", "本县.接收前-20261122-030829.xinhuo"]
        assert encrypting.encrypt_copies(session) == []
        assert encrypting.plain_copies(session) == []
        with open_session(found[0]) as copy:
            assert copy.store.key == session.store.key
        rekeying.rekey(found[1], session.store.key, None)
        encrypting.wipe_copies(session)
        assert not found[1].exists() and found[0].exists()


def test_a_plain_file_that_cannot_be_written_is_opened_as_it_is(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = plain_office(tmp_path)
    monkeypatch.setattr("os.access", lambda *_: False)
    with open_office(path) as session:
        assert session.store.read_only and session.store.key is None
    assert datakeys.ident_of(path) is None


def test_without_a_place_for_the_key_nothing_is_encrypted(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = plain_office(tmp_path)
    before = path.read_bytes()
    (tmp_path / "不是文件夹").write_text("")
    monkeypatch.setenv(keystores.FOLDER, str(tmp_path / "不是文件夹"))
    with pytest.raises(Exception, match="没能保存"):
        open_office(path)
    assert path.read_bytes() == before
    monkeypatch.undo()
    assert stores.open_store(path).key is None


def test_a_file_of_another_office_called_alike_is_no_copy(tmp_path: Path) -> None:
    path, other = plain_office(tmp_path), tmp_path / "本县.城关小学.xinhuo"
    (tmp_path / "别的").mkdir()
    shutil.copyfile(plain_office(tmp_path / "别的"), other)
    shutil.copyfile(path, tmp_path / "本县.升级前-4.xinhuo")
    before = other.read_bytes()
    with open_office(path) as session:
        assert [one.name for one in encrypting.plain_copies(session)] == ["本县.升级前-4.xinhuo"]
        encrypting.wipe_copies(session)
    assert other.read_bytes() == before


ELSEWHERE = """
import sys
from pathlib import Path
from app.opening import open_office
from app.problems import SHOWN
try:
    open_office(Path(sys.argv[1])).close()
except SHOWN:
    sys.exit(3)
"""


def opens_elsewhere(path: Path) -> int:
    """How another program fares that opens the file: 0, or 3 when it was refused."""
    return subprocess.run([sys.executable, "-c", ELSEWHERE, str(path)], cwd=ROOT, check=False).returncode


@pytest.mark.parametrize("is_plain", [True, False])
def test_while_one_program_encrypts_another_neither_opens_nor_tidies(tmp_path: Path, is_plain: bool) -> None:
    path = plain_office(tmp_path)
    if not is_plain:
        open_office(path).close()
    codes = []

    def meanwhile(done: int, total: int, what: str) -> None:
        if done == 2:
            codes.append(opens_elsewhere(path))

    encrypting.change_key(path, meanwhile)
    assert codes == [3] and opens_elsewhere(path) == 0
    with open_office(path) as session:
        assert keyring.of(session).is_county and len(teachers.every(session)) == 1
    assert sorted(one.name for one in tmp_path.iterdir()) == ["本县.xinhuo", "本县.xinhuo.key"]


def test_a_file_on_a_stick_that_was_pulled_has_its_key_here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    stick = tmp_path / "U盘"
    stick.mkdir()
    path = plain_office(stick)

    def pulled(_path: Path) -> None:
        stick.rename(tmp_path / "拔下来的")
        raise OSError("gone")

    monkeypatch.setattr(rekeying, "wipe", pulled)
    with pytest.raises(OSError, match="gone"):
        encrypting.encrypt_plain(path)
    monkeypatch.undo()
    open_office(tmp_path / "拔下来的" / path.name).close()


def test_what_a_kill_left_of_plain_keys_is_wiped_at_the_next_opening(tmp_path: Path) -> None:
    path = plain_office(tmp_path)
    plain = keyring.path_beside(path).read_bytes()
    open_office(path).close()
    left = [tmp_path / "本县.xinhuo.key.former", tmp_path / "本县.xinhuo.rekeyed"]
    for one in left:
        one.write_bytes(plain)
    open_office(path).close()
    assert not any(one.exists() for one in left)
