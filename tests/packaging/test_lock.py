"""The locks are in step with pyproject.toml, and what is wrong with one is found."""

import shutil
from pathlib import Path

import pytest

from tests.packaging.by_path import FOLDER, script

lock = script("lock")
ROOT = FOLDER.parent
HASH = "    --hash=sha256:" + "0" * 64


@pytest.fixture
def tree(tmp_path: Path) -> Path:
    for name in (*lock.LOCKS, "pyproject.toml"):
        shutil.copyfile(ROOT / name, tmp_path / name)
    return tmp_path


def test_the_locks_of_the_tree_are_sound_and_name_no_index() -> None:
    assert list(lock.standing(ROOT)) == []


def test_a_version_that_the_project_does_not_allow_is_found(tree: Path) -> None:
    path = tree / "requirements.lock"
    path.write_text(path.read_text(encoding="utf-8").replace("openpyxl==3.1.5", "openpyxl==3.0.0"), encoding="utf-8")
    faults = list(lock.standing(tree))
    assert any("openpyxl is 3.0.0 in one lock" in one for one in faults)
    assert any("wants >=3.1.5" in one for one in faults)


def test_a_dependency_that_is_not_locked_is_found(tree: Path) -> None:
    path = tree / "pyproject.toml"
    path.write_text(path.read_text(encoding="utf-8").replace('"openpyxl>=3.1.5"', '"nowhere>=1"'), encoding="utf-8")
    assert "requirements.lock: nowhere is wanted and not there" in list(lock.standing(tree))


@pytest.mark.parametrize(
    ("text", "said"),
    [
        (f"--index-url https://packages.example/simple\na==1 \\\n{HASH}\n", "does not belong here"),
        (f"a @ https://packages.example/a.whl \\\n{HASH}\n", "does not belong here"),
        ("a==1\n", "a has no hash"),
        (f"a==1 \\\n{HASH}\n    # via https://packages.example\n", "does not belong here"),
        (f"b==2 ; sys_platform == 'linux' \\\n    # via a\na==1 \\\n{HASH}\n", "b has no hash"),
    ],
)
def test_what_belongs_in_no_lock_is_found(text: str, said: str) -> None:
    assert said in "".join(lock.malformed(text))


def test_a_package_with_a_marker_and_many_hashes_is_read() -> None:
    text = f"b-c==2.1 ; sys_platform == 'linux' \\\n{HASH} \\\n{HASH}\n    # via a\n"
    assert list(lock.malformed(text)) == []
    assert lock.pins_of(text) == {"b-c": "2.1"}
