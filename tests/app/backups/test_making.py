"""Copies: whole with all that belongs to them, verified, and never half a file under a good name."""

import os
import shutil
import subprocess
import sys
import time
from pathlib import Path

import pytest

from app import teachers
from app.backups import automatic, keeping, making, naming
from app.exchange import keyring
from app.problems import Cancelled, Problem
from app.session import open_session
from storage import datakeys
from tests.app.conftest import County


def stick(county: County) -> Path:
    folder = county.folder / "U盘"
    folder.mkdir()
    return folder


def test_a_copy_has_its_keys_and_a_page_of_words_beside_it(county: County) -> None:
    folder = stick(county)
    copy = making.by_hand(county.session, folder)
    beside = [copy, keyring.path_beside(copy), copy.with_name(copy.stem + ".说明.txt")]
    assert sorted(folder.iterdir()) == sorted(beside)
    assert naming.kind_of(copy.name) == naming.BY_HAND
    page = beside[2].read_bytes().decode("utf-8-sig")
    assert "示范县教育局" in page and copy.name in page and "恢复码" in page
    assert "从备份恢复" in page and "打开数据文件" not in page
    assert "张𬭎" not in page and "13900000001" not in page
    with open_session(copy) as there:
        assert {row["name"] for row in teachers.every(there)} == {"张𬭎", "单丽"}


def test_a_copy_is_encrypted_under_the_key_of_its_file(county: County) -> None:
    copy = making.by_hand(county.session, stick(county))
    assert county.session.store.key is not None
    assert datakeys.ident_of(copy) == county.session.store.key.ident
    assert "张𬭎".encode() not in copy.read_bytes()


def test_a_copy_that_is_stopped_leaves_nothing(county: County) -> None:
    folder = stick(county)

    def stop(done: int, total: int, what: str) -> None:
        raise Cancelled

    with pytest.raises(Cancelled):
        making.by_hand(county.session, folder, stop)
    assert list(folder.iterdir()) == []
    assert county.session.last_backup is None


def test_a_place_that_is_gone_or_taken_is_refused(county: County) -> None:
    with pytest.raises(Problem, match="请插好U盘"):
        making.by_hand(county.session, county.folder / "没有" / "备份.xinhuo")
    copy = making.by_hand(county.session, county.folder / "备份.xinhuo")
    before = copy.read_bytes()
    with pytest.raises(Problem, match="已经存在"):
        making.by_hand(county.session, copy)
    assert copy.read_bytes() == before


def test_a_name_without_the_ending_gets_it_and_a_stopped_copy_takes_no_keys_along(county: County) -> None:
    path, keys = county.session.path, keyring.path_beside(county.session.path)
    before = keys.read_bytes()

    def stop(done: int, total: int, what: str) -> None:
        raise Cancelled

    with pytest.raises(Problem, match="已经存在"):
        making.by_hand(county.session, path.with_suffix(""), stop)
    assert keys.read_bytes() == before
    assert making.by_hand(county.session, county.folder / "年终").name == "年终.xinhuo"
    assert (county.folder / "年终.说明.txt").exists()


@pytest.mark.parametrize("name", ["甲.xinhuo.key", "甲.xinhuo.purged", "甲.说明.txt"])
def test_what_is_another_file_s_beside_a_copy_is_never_written_over(county: County, name: str) -> None:
    folder = stick(county)
    (folder / name).write_bytes(b"another's")
    with pytest.raises(Problem, match=f"“{name}”已经存在"):
        making.by_hand(county.session, folder / "甲.xinhuo")
    assert list(folder.iterdir()) == [folder / name] and (folder / name).read_bytes() == b"another's"


def test_a_file_that_can_only_be_looked_at_is_copied_all_the_same(county: County) -> None:
    folder = stick(county)
    county.session.store.look_only(("只能查看。", ""))
    copy = making.by_hand(county.session, folder)
    assert naming.kind_of(copy.name) == naming.BY_HAND
    assert automatic.go_round(county.session, at_once=True).failed == []
    assert county.session.last_backup is None and not keeping.last_copies(county.session)
    with open_session(copy) as there:
        assert {row["name"] for row in teachers.every(there)} == {"张𬭎", "单丽"}


@pytest.mark.skipif(
    sys.platform == "win32" or not Path("/dev/shm").is_dir() or os.geteuid() != 0, reason="mounts a small disk"
)
def test_a_full_stick_is_refused_before_anything_is_written(county: County) -> None:
    folder = stick(county)
    if subprocess.run(["mount", "-t", "tmpfs", "-o", "size=2m", "tmpfs", folder], capture_output=True).returncode:
        pytest.skip("no disk can be mounted here")
    try:
        with pytest.raises(Problem, match="剩余空间不够"):
            making.by_hand(county.session, folder)
        assert list(folder.iterdir()) == []
    finally:
        subprocess.run(["umount", folder], check=True)


def test_what_is_written_while_a_copy_is_made_is_not_half_in_it(county: County) -> None:
    folder = stick(county)
    with county.session.again() as other:

        def write(done: int, total: int, what: str) -> None:
            teachers.save(other, None, {"name": "后来的", "work": county.school})

        copy = making.by_hand(county.session, folder, write)
    with open_session(copy) as there:
        assert {row["name"] for row in teachers.every(there)} == {"张𬭎", "单丽"}
    assert keeping.last_copies(county.session)[keeping.HAND].rev < keeping.revision(county.session)


KILLED = """
import sys, time
from pathlib import Path
from app.backups import automatic, keeping
from app.session import open_session
def wait(done, total, what):
    print("begun", flush=True)
    time.sleep(60)
with open_session(Path(sys.argv[1])) as session:
    automatic.keep(session, keeping.OWN, Path(sys.argv[2]), wait)
"""


def test_a_program_killed_in_the_middle_leaves_no_copy_and_is_tidied_after(county: County) -> None:
    folder = stick(county)
    work = subprocess.Popen(
        [sys.executable, "-c", KILLED, str(county.session.path), str(folder)], stdout=subprocess.PIPE, text=True
    )
    assert work.stdout is not None and work.stdout.readline() == "begun\n"
    work.kill()
    work.wait()
    work.stdout.close()
    left = list(folder.iterdir())
    assert any(one.name.endswith(".part") for one in left)
    assert automatic.copies_in(folder) == []
    mark = naming.mark_of(county.session)
    # Somebody may still be writing: only what was left for a while goes.
    assert making.tidy(folder, mark) == []
    long_ago = time.time() - 3600
    for one in left:
        os.utime(one, (long_ago, long_ago))
    stranger = folder / "别人的.xinhuo.part"
    stranger.write_bytes(b"x")
    os.utime(stranger, (long_ago, long_ago))
    assert sorted(making.tidy(folder, mark)) == sorted(left)
    assert list(folder.iterdir()) == [stranger]


def test_nothing_of_another_file_is_tidied(county: County) -> None:
    folder = stick(county)
    other = folder / (naming.automatic("县", county.session.now(), "f" * 8) + ".part")
    keys = folder / (naming.automatic("县", county.session.now(), "f" * 8) + ".key")
    for one in (other, keys):
        one.write_bytes(b"x")
        os.utime(one, (0, 0))
    assert making.tidy(folder, naming.mark_of(county.session)) == []
    shutil.rmtree(folder)
