"""What an earlier version kept plain is encrypted once, whole, and what was plain is said."""

import json
import shutil
from pathlib import Path

import pytest

from app import encrypting, keystores, teachers
from app.exchange import keyring, membership
from app.opening import open_office
from app.session import open_session
from storage import datakeys, rekeying
from storage import store as stores

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


def test_plain_copies_beside_are_found_encrypted_or_wiped(tmp_path: Path) -> None:
    path = plain_office(tmp_path)
    for name in ("本县.升级前-4.xinhuo", "本县.接收前-20261122-030829.xinhuo"):
        shutil.copyfile(path, tmp_path / name)
    (tmp_path / "本县.说明.xinhuo").write_text("不是数据文件")
    with open_office(path) as session:
        found = encrypting.plain_copies(path)
        assert [one.name for one in found] == ["本县.升级前-4.xinhuo", "本县.接收前-20261122-030829.xinhuo"]
        assert encrypting.encrypt_copies(session) == []
        assert encrypting.plain_copies(path) == []
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
