"""Files are put in place whole or not at all, and a refusal says what to do."""

import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from exports.problems import ExportProblem
from exports.saving import save, save_all

on_unix = pytest.mark.skipif(sys.platform == "win32", reason="permissions and limits of Unix")


def test_a_file_is_replaced_whole(tmp_path: Path) -> None:
    out = tmp_path / "证书.pdf"
    save(out, b"one")
    save(out, b"two")
    assert out.read_bytes() == b"two"
    assert list(tmp_path.iterdir()) == [out]


def test_a_missing_folder_is_told(tmp_path: Path) -> None:
    with pytest.raises(ExportProblem) as refusal:
        save(tmp_path / "没有" / "证书.pdf", b"one")
    assert "找不到文件夹" in refusal.value.title
    assert "U盘" in refusal.value.advice


def test_a_place_that_cannot_be_replaced_is_told_and_left(tmp_path: Path) -> None:
    out = tmp_path / "证书.pdf"
    out.mkdir()
    with pytest.raises(ExportProblem, match="不能替换"):
        save(out, b"one")
    assert list(tmp_path.iterdir()) == [out]


@on_unix
def test_a_read_only_folder_is_told(tmp_path: Path) -> None:
    tmp_path.chmod(0o555)
    with without_privileges(), pytest.raises(ExportProblem, match="不能在文件夹"):
        save(tmp_path / "证书.pdf", b"one")
    assert list(tmp_path.iterdir()) == []


@on_unix
def test_a_full_disk_leaves_the_earlier_file(tmp_path: Path) -> None:
    out = tmp_path / "证书.pdf"
    save(out, b"earlier")
    with files_of_at_most(4096), pytest.raises(ExportProblem, match="磁盘空间不够"):
        save(out, bytes(100_000))
    assert out.read_bytes() == b"earlier"
    assert list(tmp_path.iterdir()) == [out]


def test_of_several_files_none_appears_when_one_fails(tmp_path: Path) -> None:
    files = [(tmp_path / "一.pdf", b"1"), (tmp_path / "没有" / "二.pdf", b"2")]
    with pytest.raises(ExportProblem):
        save_all(files)
    assert list(tmp_path.iterdir()) == []


def test_stopping_the_making_leaves_no_file(tmp_path: Path) -> None:
    def made() -> Iterator[tuple[Path, bytes]]:
        yield tmp_path / "一.pdf", b"1"
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        save_all(made())
    assert list(tmp_path.iterdir()) == []


@contextmanager
def without_privileges() -> Iterator[None]:
    """Root may write anywhere: be nobody for a while."""
    root = os.geteuid() == 0
    if root:
        os.seteuid(65534)
    try:
        yield
    finally:
        if root:
            os.seteuid(0)


@contextmanager
def files_of_at_most(size: int) -> Iterator[None]:
    import resource

    earlier = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (size, earlier[1]))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, earlier)


def test_what_a_killed_run_left_half_written_goes_with_the_next_file(tmp_path: Path) -> None:
    old, young = (tmp_path / f".{letter * 32}.part" for letter in "ab")
    theirs = tmp_path / ".notes.part"
    for one in (old, young, theirs):
        one.write_bytes("张三".encode())
    for one in (old, theirs):
        os.utime(one, (0, 0))
    save(tmp_path / "名册.xlsx", b"x")
    assert sorted(one.name for one in tmp_path.iterdir()) == sorted([young.name, theirs.name, "名册.xlsx"])
