"""An office's file in odd places and in several hands: on a share, write-protected, opened twice, by two versions."""

import os
import shutil
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from datetime import datetime
from pathlib import Path

import pytest

from app import audit, checks, organisations, purging, records, teachers
from app.backups import making
from app.exchange import membership
from app.opening import open_office
from app.session import Session, create_county, create_school
from storage import driver, migrations, places
from storage.problems import StorageProblem

ROOT = Path(__file__).parents[2]
POSIX = pytest.mark.skipif(os.name != "posix", reason="rights as POSIX has them")


@pytest.fixture
def office(tmp_path: Path) -> Iterator[Session]:
    with membership.found_county(tmp_path / "清河县.xinhuo", "清河县教育局", operator="王芳") as session:
        yield session


def add(session: Session, name: str) -> str:
    return records.save(session, organisations.ENTITY, None, {"name": name, "kind": "211"})


def names(session: Session) -> set[str]:
    return {str(row["name"]) for row in organisations.listed(session)}


def command(path: Path, *arguments: str) -> "subprocess.CompletedProcess[str]":
    return subprocess.run(
        [sys.executable, "-m", "app", "--file", str(path), *arguments],
        capture_output=True,
        encoding="utf-8",
        env={**os.environ, "PYTHONIOENCODING": "utf-8"},
        cwd=ROOT,
        check=False,
    )


# -- places


@pytest.fixture
def share(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder that the system says is on another computer."""
    folder = tmp_path / "公用"
    folder.mkdir()
    table = tmp_path / "mounts"
    table.write_text(f"/dev/sda1 / ext4 rw 0 0\n//server/公用 {folder} cifs rw 0 0\n", encoding="utf-8")
    monkeypatch.setattr(places, "_MOUNTS", table)
    return folder


@POSIX
def test_a_file_on_a_share_is_not_worked_in_and_stays_as_it_is(office: Session, share: Path) -> None:
    office.close()
    copy = Path(shutil.copy(office.path, share))
    before = copy.read_bytes()
    with pytest.raises(StorageProblem, match="网络共享文件夹"):
        open_office(copy)
    assert copy.read_bytes() == before
    assert [one.name for one in share.iterdir()] == [copy.name]


@POSIX
@pytest.mark.parametrize(
    "create",
    [
        lambda path: create_county(path, "清河县教育局"),
        lambda path: create_school(path, "城关小学", site="1", organisation="2"),
        lambda path: membership.found_county(path, "清河县教育局", operator="王芳"),
    ],
)
def test_no_file_is_begun_on_a_share(share: Path, create: Callable[[Path], Session]) -> None:
    with pytest.raises(StorageProblem, match="网络共享文件夹"):
        create(share / "清河县.xinhuo")
    assert list(share.iterdir()) == []


@POSIX
def test_a_write_protected_stick_shows_an_encrypted_file_and_takes_nothing(office: Session, tmp_path: Path) -> None:
    add(office, "城关小学")
    office.close()
    stick = tmp_path / "stick"
    stick.mkdir()
    copy = Path(shutil.copy(office.path, stick))
    copy.chmod(0o444)
    stick.chmod(0o555)
    before = copy.read_bytes()

    def look() -> None:
        with open_office(copy) as session:
            assert session.store.read_only and "城关小学" in names(session)
            for write in (lambda: add(session, "x"), lambda: session.set_operator("李娜")):
                with pytest.raises(StorageProblem, match="只能查看"):
                    write()
            audit.note(session, "opened", "打开")

    try:
        as_nobody(look, tmp_path)
    finally:
        stick.chmod(0o755)
    assert copy.read_bytes() == before
    assert [one.name for one in stick.iterdir()] == [copy.name]


def as_nobody(act: Callable[[], None], folder: Path) -> None:
    """Run as a user without rights, who may look into `folder` and has the keys: root passes over every right."""
    for one in (folder, *folder.parents[:3]):
        if one != Path("/tmp") and one.owner() == Path.home().owner():
            one.chmod(0o755)
    keys = Path(os.environ["XINHUO_KEYS"])
    for one in (keys, *keys.rglob("*")):
        if one.name != "scratch":
            one.chmod(0o755 if one.is_dir() else 0o644)
    child = os.fork()
    if child == 0:
        code = 1
        try:
            if os.getuid() == 0:
                os.setgid(65534)
                os.setuid(65534)
            act()
            code = 0
        except BaseException as error:
            print(repr(error), file=sys.stderr)
            raise
        finally:
            os._exit(code)
    assert os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) == 0


# -- in several hands


def test_a_command_writes_while_the_window_has_the_file_open(office: Session) -> None:
    pk = add(office, "城关小学")
    done = command(office.path, "set", "organisations", pk, "township=清水镇")
    assert done.returncode == 0, done.stderr
    (row,) = [one for one in organisations.listed(office) if one["id"] == pk]
    assert row["township"] == "清水镇"
    add(office, "清水小学")
    assert {"城关小学", "清水小学"} <= names(office)
    assert [one for one in checks.check(office) if not one.ok] == []


def test_a_command_waits_for_what_is_being_written_and_loses_nothing(office: Session) -> None:
    pk = add(office, "城关小学")
    with office.writing("登记") as rows:
        rows.insert("organisations", {"name": "慢慢写的小学", "kind": "211"})
        other = threading.Thread(
            target=lambda: said.append(command(office.path, "set", "organisations", pk, "name=新名"))
        )
        said: list[subprocess.CompletedProcess[str]] = []
        other.start()
        time.sleep(2.5)
    other.join()
    assert said[0].returncode in (0, 1)
    if said[0].returncode:
        assert "正被另一个程序写入" in said[0].stderr
    assert ("新名" in names(office)) == (said[0].returncode == 0)
    assert "慢慢写的小学" in names(office)


def test_what_a_later_program_upgraded_is_not_written_into_and_loses_nothing(
    office: Session, monkeypatch: pytest.MonkeyPatch
) -> None:
    add(office, "城关小学")
    before = office.store.value("SELECT count(*) FROM audit")
    later = "m9999_later"
    with monkeypatch.context() as newer, office.again() as other:
        newer.setattr(migrations, "ALL", (*migrations.ALL, later))
        other.store.conn.execute(
            "INSERT INTO _sqlite_migrations (migration_set, name, applied_at) VALUES ('x', ?, 0)", (later,)
        )
        other.store.conn.execute(f"PRAGMA user_version = {len(migrations.ALL)}")
    for write in (
        lambda: add(office, "晚了的小学"),
        lambda: office.set_operator("李娜"),
        lambda: audit.note(office, "exported", "导出"),
    ):
        with pytest.raises(StorageProblem, match="更新版本的薪火升级过") as caught:
            write()
        assert "升级后再打开" in caught.value.advice
    assert not office.store.conn.in_transaction
    assert names(office) == {"清河县教育局", "城关小学"}, "it can still be looked at"
    assert office.store.value("SELECT count(*) FROM audit") == before
    with pytest.raises(StorageProblem, match="这个版本打不开"):
        open_office(office.path)
    with monkeypatch.context() as newer:
        newer.setattr(migrations, "ALL", (*migrations.ALL, later))
        with office.again() as other:
            assert names(other) == {"清河县教育局", "城关小学"}


@pytest.mark.parametrize("year", [1990, 2099])
def test_a_clock_that_is_years_off_stops_no_work(tmp_path: Path, year: int) -> None:
    def clock() -> datetime:
        return datetime(year, 1, 1, 8)

    with create_county(tmp_path / "清河县.xinhuo", "清河县教育局", clock=clock) as session:
        add(session, "城关小学")
    for now in (clock, datetime.now):
        with open_office(tmp_path / "清河县.xinhuo", clock=now) as session:
            add(session, f"小学{now}")
            assert [one for one in checks.check(session) if not one.ok] == []


def test_a_copy_is_for_looking_only_in_every_thread_and_nothing_of_it_changes(office: Session, tmp_path: Path) -> None:
    stick = tmp_path / "U盘"
    stick.mkdir()
    copy = making.by_hand(office, stick)
    before = {one.name: (one.read_bytes(), one.stat().st_mtime_ns) for one in stick.iterdir()}
    with open_office(copy) as session, session.again() as another:
        for one in (session, another):
            assert one.name == "清河县教育局"
            with pytest.raises(StorageProblem, match="这是一份备份，只能查看"):
                organisations.save(one, None, {"name": "城关小学", "kind": "3"})
            with pytest.raises(driver.OperationalError, match="readonly"):
                one.store.conn.execute("DELETE FROM organisations")
    assert {one.name: (one.read_bytes(), one.stat().st_mtime_ns) for one in stick.iterdir()} == before


@pytest.mark.parametrize("sample", ["0001.xinhuo", "0005.xinhuo", "0006.xinhuo"])
def test_a_copy_of_any_version_is_looked_at_as_it_is_and_given_no_key(tmp_path: Path, sample: str) -> None:
    samples = ROOT / "tests" / "data" / "databases"
    copy = tmp_path / "清河县-备份-20250901-101010.xinhuo"
    shutil.copyfile(samples / sample, copy)
    before, keys = copy.read_bytes(), sorted(Path(os.environ["XINHUO_KEYS"]).iterdir())
    with open_office(copy) as session:
        assert session.store.read_only and teachers.every(session)
    assert copy.read_bytes() == before
    assert [one.name for one in tmp_path.iterdir()] == [copy.name]
    assert sorted(Path(os.environ["XINHUO_KEYS"]).iterdir()) == keys


def test_who_was_purged_since_is_not_seen_in_a_copy(office: Session, tmp_path: Path) -> None:
    school = organisations.save(office, None, {"name": "城关小学", "code": "2199000001", "kind": "3"})
    gone, stays = (teachers.save(office, None, {"name": name, "work": school}) for name in ("张三", "李四"))
    copy = making.by_hand(office, tmp_path)
    teachers.delete(office, gone)
    purging.purge_teacher(office, gone)
    purging.carry(office.path, copy)
    before = copy.read_bytes()
    with open_office(copy) as session:
        assert [row["id"] for row in teachers.every(session)] == [stays]
    assert copy.read_bytes() == before
