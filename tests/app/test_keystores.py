"""Keys of data files are kept where this computer keeps secrets, and found again there."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from app import keystores
from app.keystore_files import OwnFiles
from app.keystores import Standing, Unavailable
from app.problems import Problem

ROOT = Path(__file__).parents[2]
SECRET = bytes(range(32))
WEAK, GOOD = Standing("file", "文件", False), Standing("desktop", "密钥环", True)

on_windows = pytest.mark.skipif(sys.platform != "win32", reason="Windows protects the data itself")
with_a_desktop_store = pytest.mark.skipif(
    not (shutil.which("dbus-run-session") and shutil.which("gnome-keyring-daemon")), reason="no desktop store here"
)


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv(keystores.FOLDER, str(tmp_path / "密钥"))
    return tmp_path / "密钥"


def test_a_key_is_kept_and_found_and_forgotten(folder: Path) -> None:
    assert keystores.get("a1") is None
    keystores.put("a1", SECRET)
    assert keystores.get("a1") == SECRET
    assert keystores.get("a2") is None
    keystores.put("a1", SECRET[::-1])
    assert keystores.get("a1") == SECRET[::-1]
    keystores.forget("a1")
    assert keystores.get("a1") is None
    assert list(folder.iterdir()) == []


@pytest.mark.skipif(sys.platform == "win32", reason="rights are the folder's there")
def test_only_the_owner_may_read_it(folder: Path) -> None:
    keystores.put("a1", SECRET)
    assert folder.stat().st_mode & 0o777 == 0o700
    assert (folder / "a1.key").stat().st_mode & 0o777 == 0o600


def test_a_damaged_key_is_as_good_as_none(folder: Path) -> None:
    keystores.put("a1", SECRET)
    (folder / "a1.key").write_bytes(b"\xff not hex")
    assert keystores.get("a1") is None


def test_an_ident_never_names_another_file(folder: Path) -> None:
    for ident in ("", "../a", "a/b", "a.b", "一"):
        with pytest.raises(ValueError, match="ident"):
            keystores.get(ident)


def test_no_place_at_all_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "a file").write_bytes(b"")
    monkeypatch.setenv(keystores.FOLDER, str(tmp_path / "a file"))
    with pytest.raises(Problem, match="没能保存"):
        keystores.put("a1", SECRET)
    assert keystores.get("a1") is None


def test_how_keys_are_kept_is_told(folder: Path) -> None:
    standing = keystores.standing()
    assert (standing.kind, standing.safe) == ("folder", False)
    assert keystores.FOLDER in standing.words


class _Locked(OwnFiles):
    """A store that its owner does not open just now."""

    def put(self, ident: str, secret: bytes) -> None:
        raise Unavailable

    def get(self, ident: str) -> bytes | None:
        raise Unavailable

    def is_ready(self) -> bool:
        return False


def test_a_key_moves_into_a_better_store_once_there_is_one(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    own, closed, opened = tmp_path / "own", tmp_path / "better", tmp_path / "better"
    stores: list[keystores.Keystore] = [_Locked(closed, GOOD), OwnFiles(own, WEAK)]
    monkeypatch.setattr(keystores, "_stores", lambda ident: stores)
    keystores.put("a1", SECRET)
    assert keystores.standing() == WEAK
    assert keystores.get("a1") == SECRET
    assert (own / "a1.key").exists()
    stores[0] = OwnFiles(opened, GOOD)
    assert keystores.standing() == GOOD
    assert keystores.get("a1") == SECRET
    assert not (own / "a1.key").exists()
    assert (opened / "a1.key").exists()
    stores[1].put("a1", SECRET)
    assert keystores.get("a1") == SECRET
    assert not (own / "a1.key").exists(), "left by a kill in the middle"


_PROOF = """
from app import keystores
from app.keystore_desktop import SecretService
import sys
secret = bytes(range(32))
if sys.argv[1] == "put":
    assert keystores.get("a1") is None
    keystores.put("a1", bytes(32))
    keystores.put("a1", secret)
    keystores.put("a2", bytes(32))
    assert keystores.standing().kind == "desktop" and keystores.standing().safe
    assert not keystores.place().exists()
else:
    assert keystores.get("a1") == secret, keystores.get("a1")
    keystores.forget("a1")
    assert keystores.get("a1") is None
    assert keystores.get("a2") == bytes(32)
print("done", sys.argv[1])
"""


def _without_folder(tmp_path: Path) -> dict[str, str]:
    home = tmp_path / "home"
    home.mkdir(mode=0o700, exist_ok=True)
    kept = {name: value for name, value in os.environ.items() if name not in (keystores.FOLDER, "DISPLAY")}
    kept.pop("DBUS_SESSION_BUS_ADDRESS", None)
    return {**kept, "HOME": str(home), "XDG_DATA_HOME": str(home / "data"), "XDG_RUNTIME_DIR": str(home)}


@with_a_desktop_store
def test_the_desktops_store_keeps_a_key_from_one_program_to_the_next(tmp_path: Path) -> None:
    script = tmp_path / "proof.py"
    script.write_text(_PROOF, encoding="utf-8")
    run = (
        "printf 口令 | gnome-keyring-daemon --unlock --components=secrets >/dev/null 2>&1; "
        f'"{sys.executable}" "{script}" put && "{sys.executable}" "{script}" get'
    )
    ended = subprocess.run(
        ["dbus-run-session", "--", "sh", "-c", run],
        env={**_without_folder(tmp_path), "PYTHONPATH": str(ROOT)},
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )
    assert ended.stdout.split() == ["done", "put", "done", "get"], ended.stderr


@pytest.mark.skipif(sys.platform == "win32", reason="there is always a store there")
def test_without_a_desktop_the_key_is_a_file_of_ones_own_and_it_is_said(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in (keystores.FOLDER, "DBUS_SESSION_BUS_ADDRESS"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path))
    keystores.put("a1", SECRET)
    assert keystores.get("a1") == SECRET
    assert (tmp_path / "xinhuo" / "keys" / "a1.key").exists()
    standing = keystores.standing()
    assert (standing.kind, standing.safe) == ("file", False)
    assert "没有可用的系统密钥库" in standing.words


@pytest.mark.skipif(sys.platform == "win32", reason="there is always a store there")
def test_a_bus_that_is_gone_is_no_store(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv(keystores.FOLDER, raising=False)
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path))
    for address in (f"unix:path={tmp_path}/gone", "tcp:host=localhost", "nonsense"):
        monkeypatch.setenv("DBUS_SESSION_BUS_ADDRESS", address)
        keystores.put("a1", SECRET)
        assert keystores.get("a1") == SECRET
        assert keystores.standing().kind == "file"


@on_windows
def test_windows_gives_back_what_it_protected_and_nothing_under_another_name(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv(keystores.FOLDER, raising=False)
    monkeypatch.setattr(keystores, "place", lambda: tmp_path)
    keystores.put("a1", SECRET)
    assert SECRET not in (tmp_path / "a1.dpapi").read_bytes()
    assert keystores.get("a1") == SECRET
    assert keystores.standing().safe
    (tmp_path / "a2.dpapi").write_bytes((tmp_path / "a1.dpapi").read_bytes())
    assert keystores.get("a2") is None
    (tmp_path / "a1.dpapi").write_bytes(b"of another computer")
    assert keystores.get("a1") is None
    keystores.forget("a1")
    assert not (tmp_path / "a1.dpapi").exists()
