"""A file is written wholly or not at all."""

import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from app.exchange.files import read, write
from app.problems import Problem


@contextmanager
def room_for(size: int) -> Iterator[None]:
    """Let this process write files of at most `size` bytes: the nearest thing to a full stick."""
    resource = pytest.importorskip("resource")
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (size, hard))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))


def test_a_file_is_written_and_read_back(tmp_path: Path) -> None:
    write(tmp_path / "上报.xinhuo", b"\r\n\x1a\x00" * 1000)
    assert read(tmp_path / "上报.xinhuo", 4000) == b"\r\n\x1a\x00" * 1000
    assert [path.name for path in tmp_path.iterdir()] == ["上报.xinhuo"]


def test_an_older_file_is_replaced(tmp_path: Path) -> None:
    write(tmp_path / "a", b"old and long")
    write(tmp_path / "a", b"new")
    assert read(tmp_path / "a", 100) == b"new"


def test_a_full_stick_leaves_the_older_file_and_no_remains(tmp_path: Path) -> None:
    write(tmp_path / "a", b"old")
    with room_for(4096), pytest.raises(Problem, match="剩余空间不够"):
        write(tmp_path / "a", bytes(100_000))
    assert read(tmp_path / "a", 100) == b"old"
    assert [path.name for path in tmp_path.iterdir()] == ["a"]


def test_a_stick_pulled_out_is_a_problem(tmp_path: Path) -> None:
    with pytest.raises(Problem, match="没有写成"):
        write(tmp_path / "gone" / "a", b"x")
    with pytest.raises(Problem, match="读不出来"):
        read(tmp_path / "gone" / "a", 10)


def test_a_name_that_is_a_folder_is_a_problem(tmp_path: Path) -> None:
    (tmp_path / "a").mkdir()
    with pytest.raises(Problem, match="没有写成"):
        write(tmp_path / "a", b"x")
    assert [path.name for path in tmp_path.iterdir()] == ["a"]


@pytest.mark.skipif(sys.platform == "win32" or os.geteuid() == 0, reason="nothing is forbidden here")
def test_a_place_that_is_write_protected_is_a_problem(tmp_path: Path) -> None:
    tmp_path.chmod(0o500)
    with pytest.raises(Problem, match="不能写入"):
        write(tmp_path / "a", b"x")


@pytest.mark.skipif(sys.platform == "win32", reason="rights are the folder's there")
def test_a_private_file_is_its_owners_alone_even_after_a_careless_attempt(tmp_path: Path) -> None:
    (tmp_path / "a.part").write_bytes(b"left over")
    (tmp_path / "a.part").chmod(0o644)
    write(tmp_path / "a", b"secret", private=True)
    assert (tmp_path / "a").stat().st_mode & 0o777 == 0o600


def test_a_file_too_large_is_not_read(tmp_path: Path) -> None:
    write(tmp_path / "a", bytes(11))
    with pytest.raises(Problem, match="太大"):
        read(tmp_path / "a", 10)
