"""Killed, out of room, locked out, with a clock ten years off: nothing half done, nothing acknowledged lost."""

import shutil
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path

import pytest

from app import organisations, teachers
from app.exchange import desk, membership, packing, receiving
from app.problems import SHOWN, Problem
from app.session import Session, open_session
from storage import driver
from storage.problems import StorageProblem
from tests.faults import kill, mutate

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="kills processes and limits files the POSIX way")


@pytest.fixture(scope="module")
def scene(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("scene") / "scene"
    kill.make_scene(folder)
    return folder


@pytest.fixture
def place(scene: Path, tmp_path: Path) -> Path:
    return Path(shutil.copytree(scene, tmp_path / "place"))


@pytest.mark.parametrize(("kind", "moment"), [("save", 0.3), ("take", 0.1), ("adopt", 0.15), ("import", 0.5)])
def test_a_program_killed_at_its_work_leaves_whole_files(scene: Path, tmp_path: Path, kind: str, moment: float) -> None:
    office = kill.SCHOOL if kind == "adopt" else kill.COUNTY
    before = kill.counts(scene / office)
    done = Path(shutil.copytree(scene, tmp_path / "done"))
    kill.WORK[kind](done)
    assert kill.trial(kind, scene, tmp_path / "trial", moment, before, kill.counts(done / office))


def test_a_disk_that_fills_while_a_file_is_taken_leaves_everything_as_it_was(place: Path) -> None:
    before = kill.counts(place / kill.COUNTY)
    with open_session(place / kill.COUNTY) as county:
        pages = county.store.value("PRAGMA page_count")
        county.store.conn.execute(f"PRAGMA max_page_count = {pages + 3}")
        with pytest.raises(SHOWN, match="磁盘已满"):
            receiving.take(county, place / "up.xhb")
    assert kill.counts(place / kill.COUNTY) == before
    kill.whole(place / kill.COUNTY)
    with open_session(place / kill.COUNTY) as county:
        assert not receiving.take(county, place / "up.xhb").report.repeated


@contextmanager
def files_at_most(size: int) -> Iterator[None]:
    """Writing beyond `size` bytes fails as on a full stick."""
    import resource
    import signal

    was = signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (size, hard))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))
        signal.signal(signal.SIGXFSZ, was)


def test_a_stick_without_room_gets_no_file_and_the_file_was_never_made(place: Path) -> None:
    out = place / "out"
    out.mkdir()
    with open_session(place / kill.SCHOOL) as school, files_at_most(2000):
        with pytest.raises(SHOWN, match="剩余空间不够"):
            packing.pack(school, "county", out)
        assert not list(out.iterdir())
        assert not [one for one in desk.files_of(school) if one["file_name"].startswith("out")]
    with open_session(place / kill.SCHOOL) as school:
        assert packing.pack(school, "county", out).path.exists()


def test_a_database_that_another_program_is_writing_is_not_waited_for_for_ever(
    place: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(driver, "BUSY_SECONDS", 0.2)
    before = kill.counts(place / kill.COUNTY)
    with open_session(place / kill.COUNTY) as county, open_session(place / kill.COUNTY) as other:
        other.store.conn.execute("BEGIN IMMEDIATE")
        with pytest.raises(StorageProblem, match="正被另一个程序写入"):
            receiving.take(county, place / "up.xhb")
        other.store.conn.execute("ROLLBACK")
        assert kill.counts(place / kill.COUNTY) == before
        receiving.take(county, place / "up.xhb")


def at(year: int) -> datetime:
    return datetime(year, 2, 28, 23, 59, 59)


@pytest.mark.parametrize(("county_year", "school_year"), [(1990, 2099), (2099, 1990), (2016, 2036)])
def test_clocks_that_are_years_apart_change_nothing(tmp_path: Path, county_year: int, school_year: int) -> None:
    county = membership.found_county(
        tmp_path / "县.xinhuo", "青石县教育局", operator="王敏", clock=lambda: at(county_year)
    )
    school = organisations.save(county, None, {"name": "城关小学", "code": "2199000001", "kind": "3"})
    teacher = teachers.save(county, None, {"name": "李梅", "work": school, "phone": "13900000001"})
    invite = membership.invite(county, school, tmp_path)
    request = membership.join(
        invite.path, tmp_path / "校.xinhuo", tmp_path, operator="李娜", clock=lambda: at(school_year)
    )
    receiving.take(county, request.path)
    office = open_session(tmp_path / "校.xinhuo", clock=lambda: at(school_year))
    receiving.take(office, packing.pack(county, "2199000001", tmp_path).path)
    _both_write(county, office, teacher)
    up = packing.pack(office, "county", tmp_path)
    receiving.take(county, up.path)
    assert receiving.take(county, up.path).report.repeated == 2
    down = packing.pack(county, "2199000001", tmp_path)
    receiving.take(office, down.path)
    with pytest.raises(Problem, match="已经接收过"):
        receiving.take(office, down.path)
    for session in (county, office):
        row = teachers.get(session, teacher)
        # The later clock does not win: the school had not seen the county's change, which stays, and both are kept.
        assert (row["remark"], row["phone"]) == ("县里", "13900000002")
    assert [one["why"] for one in desk.conflicts_of(county)] == ["differs"]
    assert not office.waiting
    county.close()
    office.close()


def _both_write(county: Session, office: Session, teacher: str) -> None:
    teachers.save(office, teacher, {"remark": "校里"})
    teachers.save(office, teacher, {"phone": "13900000002"})
    teachers.save(county, teacher, {"remark": "县里"})


def test_mutated_packages_are_refused_in_words_and_leave_the_databases_byte_for_byte(place: Path) -> None:
    tally, wrong = mutate.prove(150, 7, place)
    assert not wrong
    assert sum(tally.values()) > 140
