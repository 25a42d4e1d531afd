"""Two folders of the frozen program: whatever is not the same in both is told."""

import shutil
from pathlib import Path

import pytest

from tests.packaging.by_path import script

twice = script("twice")


@pytest.fixture
def one(tmp_path: Path) -> Path:
    folder = tmp_path / "one"
    (folder / "lib").mkdir(parents=True)
    (folder / "xinhuo").write_bytes(b"\x7fELF")
    (folder / "lib" / "a.so").write_bytes(b"a")
    return folder


def test_a_copy_is_the_same(one: Path, tmp_path: Path) -> None:
    assert list(twice.differences(one, Path(shutil.copytree(one, tmp_path / "two")))) == []


def test_what_is_missing_added_or_changed_is_told(one: Path, tmp_path: Path) -> None:
    two = Path(shutil.copytree(one, tmp_path / "two"))
    (two / "xinhuo").write_bytes(b"\x7fELf")
    (two / "lib" / "a.so").rename(two / "lib" / "b.so")
    assert list(twice.differences(one, two)) == [
        "lib/a.so is in the first alone",
        "lib/b.so is in the second alone",
        "xinhuo differs",
    ]


def test_nothing_frozen_is_not_the_same_as_something(one: Path, tmp_path: Path) -> None:
    assert len(list(twice.differences(tmp_path / "nowhere", one))) == 2
