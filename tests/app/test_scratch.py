import os
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from app import scratch

LINUX = pytest.mark.skipif(sys.platform == "win32", reason="modes and signals are those of POSIX")
SECRET = "11010119900307299X 张三".encode()


@pytest.fixture
def place(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """Where the private folders are for this test."""
    scratch.end()
    monkeypatch.setenv(scratch.PLACE, str(tmp_path / "private"))
    monkeypatch.setattr(tempfile, "tempdir", None)
    yield tmp_path / "private"
    scratch.end()


def child(place: Path, work: str) -> "subprocess.Popen[str]":
    """A program of its own that begins, does `work` and says so; it goes on until it is told or killed."""
    code = f"from app import scratch\nmade = scratch.begin()\n{work}\nprint(made, flush=True)\ninput()\n"
    return subprocess.Popen(
        [sys.executable, "-c", code],
        env={**os.environ, scratch.PLACE: str(place)},
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
        cwd=Path(__file__).parents[2],
    )


def said(process: "subprocess.Popen[str]") -> Path:
    assert process.stdout
    return Path(process.stdout.readline().strip())


@LINUX
def test_the_folder_is_this_persons_alone(place: Path) -> None:
    made = scratch.begin()
    assert made.parent == place
    assert made.stat().st_mode & 0o777 == 0o700


def test_what_libraries_put_into_temporary_files_lands_in_the_folder(place: Path) -> None:
    made = scratch.begin()
    with tempfile.NamedTemporaryFile() as file:
        assert Path(file.name).parent == made
    assert scratch.begin() == made


def test_at_the_end_nothing_is_left(place: Path) -> None:
    made = scratch.begin()
    (made / "扫描件").mkdir()
    (made / "扫描件" / "身份证.jpg").write_bytes(SECRET)
    scratch.end()
    assert list(place.iterdir()) == []
    assert tempfile.tempdir is None


def test_a_file_is_overwritten_before_it_is_removed(tmp_path: Path) -> None:
    file = tmp_path / "扫描件.jpg"
    file.write_bytes(SECRET * 100_000)
    with file.open("rb") as still_open:
        scratch.wipe(file)
        if sys.platform == "win32":  # Windows removes nothing that is open
            return
        assert not file.exists()
        assert not still_open.read().strip(b"\0")


@LINUX
def test_a_link_is_removed_and_not_followed(tmp_path: Path) -> None:
    theirs, folder = tmp_path / "别人的.txt", tmp_path / "folder"
    theirs.write_bytes(SECRET)
    folder.mkdir()
    (folder / "link").symlink_to(theirs)
    os.link(theirs, folder / "same file")
    scratch.wipe(folder)
    assert not folder.exists()
    assert theirs.read_bytes() == SECRET


def test_what_one_piece_of_work_needs_goes_with_it(place: Path) -> None:
    with scratch.passing() as made:
        (made / "papers.pdf").write_bytes(SECRET)
        assert made.parent == scratch.folder()
    assert not made.exists()


def test_the_environment_lends_the_folder_and_is_as_before(place: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("TMPDIR", raising=False)
    with scratch.lent():
        assert os.environ["TMPDIR"] == str(scratch.folder())
    assert "TMPDIR" not in os.environ


@LINUX
def test_what_a_killed_program_left_is_wiped_at_the_next_start(place: Path) -> None:
    # openpyxl keeps the rows of a sheet that is being written in a temporary file.
    work = (
        "from openpyxl import Workbook\n"
        "sheet = Workbook(write_only=True).create_sheet()\n"
        "for _ in range(20000): sheet.append(['张三', '11010119900307299X'])\n"
    )
    process = child(place, work)
    left = said(process)
    assert any("张三".encode() in one.read_bytes() for one in left.iterdir())
    process.kill()
    process.communicate()
    assert left.exists()
    scratch.begin()
    assert not left.exists()
    assert [one for one in place.iterdir() if not one.name.startswith(scratch.folder().name)] == []


@LINUX
def test_the_folder_of_a_running_program_is_left_alone(place: Path) -> None:
    process = child(place, "(made / '打开看的.pdf').write_bytes(b'x')")
    theirs = said(process)
    scratch.begin()
    assert scratch.sweep() == 0
    assert (theirs / "打开看的.pdf").exists()
    process.communicate("\n")
    assert not theirs.exists()


def test_a_folder_that_lost_its_lock_is_wiped(place: Path) -> None:
    left = place / f"99999-{'0' * 32}"
    left.mkdir(parents=True)
    (left / "x.xlsx").write_bytes(SECRET)
    scratch.begin()
    assert not left.exists()


def test_what_others_keep_in_that_place_stays(place: Path) -> None:
    place.mkdir()
    theirs = [place / "论文.docx", place / "2026-07", place / f"1-{'0' * 32}.docx", place / "other.lock"]
    for one in theirs:
        one.write_bytes(SECRET)
    scratch.begin()
    assert [one.read_bytes() for one in theirs] == [SECRET] * len(theirs)


def test_a_place_that_cannot_be_written_does_not_stop_the_program(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, place: Path
) -> None:
    (tmp_path / "a file").write_text("")
    monkeypatch.setenv(scratch.PLACE, str(tmp_path / "a file" / "private"))
    made = scratch.folder()
    assert made.is_dir()
    scratch.end()
    assert not made.exists()
