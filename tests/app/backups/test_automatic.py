"""Copies made by themselves: only when something changed, in every place that is there, and never too many."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from app import teachers
from app.backups import automatic, keeping, making, naming, places, standing
from app.backups.keeping import Habits
from app.problems import Cancelled, Problem
from app.session import Session, open_session
from tests.app.conftest import NOON, County


@dataclass
class Clock:
    now: datetime = field(default=NOON)

    def __call__(self) -> datetime:
        return self.now


@pytest.fixture
def own(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    folder = tmp_path / "本机" / "备份"
    monkeypatch.setenv("XINHUO_BACKUPS", str(folder))
    return folder


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def office(county: County, clock: Clock) -> Callable[[], Session]:
    """Opens the county's file with a clock that can be set."""
    return lambda: open_session(county.session.path, clock=clock)


def change(session: Session, name: str) -> None:
    teachers.save(session, None, {"name": name, "work": session.organisation or ""})


def test_a_copy_is_made_once_and_again_only_after_a_change(
    office: Callable[[], Session], own: Path, clock: Clock
) -> None:
    with office() as session:
        assert standing.wanted(session)
        (first,) = automatic.go_round(session).wrote
        assert first.parent == own and keeping.last_copies(session)[keeping.OWN].at == NOON
        clock.now += timedelta(days=1)
        assert not standing.wanted(session) and not standing.wanted(session, closing=True)
        assert automatic.go_round(session, closing=True).wrote == []
        change(session, "新来的")
        assert standing.wanted(session)
        assert len(automatic.go_round(session).wrote) == 1
        assert len(automatic.copies_in(own)) == 2


def test_while_the_window_is_open_its_hour_is_waited_for(
    office: Callable[[], Session], own: Path, clock: Clock
) -> None:
    with office() as session:
        automatic.go_round(session)
        change(session, "新来的")
        clock.now += timedelta(minutes=59)
        assert not standing.wanted(session) and standing.wanted(session, closing=True)
        clock.now += timedelta(minutes=1)
        assert standing.wanted(session)
        clock.now = datetime(1990, 1, 1)
        assert standing.wanted(session)


def test_of_a_day_the_first_and_the_last_copy_are_left(office: Callable[[], Session], own: Path, clock: Clock) -> None:
    with office() as session:
        for name in ("赵一", "钱二", "孙三", "李四"):
            change(session, name)
            clock.now += timedelta(hours=2)
            automatic.go_round(session)
        first, last = sorted(automatic.copies_in(own))
        assert (first.at, last.at) == (NOON + timedelta(hours=2), clock.now)
        assert {one.name for one in own.iterdir()} == {
            one.name.removesuffix(".xinhuo") + ending
            for one in (first, last)
            for ending in (".xinhuo", ".xinhuo.key", ".说明.txt")
        }


def test_a_copy_that_was_opened_makes_no_copies_and_pushes_none_out(
    office: Callable[[], Session], own: Path, clock: Clock
) -> None:
    with office() as session:
        (first,) = automatic.go_round(session).wrote
    with open_session(first, clock=clock) as copy:
        change(copy, "写在备份里的")
        clock.now += timedelta(days=1)
        assert not standing.wanted(copy, first=True, closing=True)
        found = automatic.go_round(copy, closing=True)
        assert found.wrote == () and found.failed == (standing.OPEN_COPY,)
        assert standing.standing(copy).warning == standing.OPEN_COPY
    assert [one.name for one in automatic.copies_in(own)] == [first.name]


@pytest.mark.parametrize("sign", [".lock", "-wal"])
def test_a_copy_that_somebody_has_open_is_never_let_go(
    office: Callable[[], Session], own: Path, clock: Clock, sign: str
) -> None:
    with office() as session:
        change(session, "赵一")
        automatic.go_round(session)
        for name in ("钱二", "孙三"):
            clock.now += timedelta(hours=2)
            change(session, name)
            (opened,) = automatic.go_round(session).wrote
        beside = opened.with_name(opened.name + sign)
        beside.write_bytes(b"x")
        clock.now += timedelta(hours=2)
        change(session, "李四")
        (last,) = automatic.go_round(session).wrote
        assert {opened.name, last.name} <= {one.name for one in automatic.copies_in(own)}
        assert all(one.exists() for one in making.companions(opened) if not one.name.endswith(".purged"))
        beside.unlink()
        clock.now += timedelta(hours=2)
        change(session, "周五")
        automatic.go_round(session)
        assert not opened.exists()


def test_the_second_place_is_served_when_it_is_there(
    office: Callable[[], Session], own: Path, clock: Clock, tmp_path: Path
) -> None:
    stick, pulled = tmp_path / "U盘", tmp_path / "拔出的"
    stick.mkdir()
    with office() as session:
        places.choose(session, stick, agreed=True)
        assert {one.parent for one in automatic.go_round(session).wrote} == {own, stick / places.FOLDER}
        stick.rename(pulled)
        change(session, "新来的")
        clock.now += timedelta(days=1)
        found = automatic.go_round(session)
        (here,) = found.wrote
        assert here.parent == own and "现在找不到第二个位置" in found.absent and str(stick) in found.absent
        pulled.rename(stick)
        (there,) = automatic.go_round(session).wrote
        assert there.parent == stick / places.FOLDER


def test_a_place_that_refuses_keeps_no_other_from_its_copy(
    office: Callable[[], Session], monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    blocked, stick = tmp_path / "不是文件夹", tmp_path / "U盘"
    blocked.write_text("x")
    stick.mkdir()
    monkeypatch.setenv("XINHUO_BACKUPS", str(blocked / "备份"))
    with office() as session:
        places.choose(session, stick, agreed=True)
        found = automatic.go_round(session)
        assert [one.parent for one in found.wrote] == [stick / places.FOLDER]
        assert len(found.failed) == 1 and "不能写入" in found.failed[0]


def test_a_file_on_another_computer_gets_its_copy_there_though_nothing_changed(
    office: Callable[[], Session], own: Path
) -> None:
    with office() as session:
        (first,) = automatic.go_round(session).wrote
        for one in own.iterdir():
            one.unlink()
        assert standing.wanted(session, first=True) and not standing.wanted(session)
        assert automatic.go_round(session).wrote == [first]


def test_nothing_is_made_by_itself_where_that_is_off(office: Callable[[], Session], own: Path) -> None:
    with office() as session:
        keeping.set_habits(session, Habits(automatic=False))
        assert not standing.wanted(session, first=True, closing=True)
        with pytest.raises(Problem, match="设置没有改动"):
            keeping.set_habits(session, Habits(every=5))
        assert keeping.habits(session) == Habits(automatic=False)


def test_a_round_that_is_stopped_leaves_the_older_copies(
    office: Callable[[], Session], own: Path, clock: Clock
) -> None:
    def stop(done: int, total: int, what: str) -> None:
        raise Cancelled

    with office() as session:
        (first,) = automatic.go_round(session).wrote
        change(session, "新来的")
        clock.now += timedelta(hours=3)
        with pytest.raises(Cancelled):
            automatic.go_round(session, progress=stop)
        assert [one.name for one in automatic.copies_in(own)] == [first.name]
        assert not list(own.glob("*.part*"))


def test_copies_of_other_offices_in_the_same_folder_stay(
    office: Callable[[], Session], own: Path, clock: Clock
) -> None:
    own.mkdir(parents=True)
    others = [own / naming.automatic("county", NOON - timedelta(days=day), "f" * 8) for day in range(40)]
    strangers = [own / "county.xinhuo", own / "备份.xinhuo", own / "county-自动备份-昨天.xinhuo"]
    for one in others + strangers:
        one.write_bytes(b"x")
    with office() as session:
        for _day in range(9):
            clock.now += timedelta(days=1)
            change(session, "新来的")
            automatic.go_round(session)
        assert all(one.exists() for one in others + strangers)
        mark = naming.mark_of(session)
        assert len([one for one in automatic.copies_in(own) if one.mark == mark]) <= 2 * 7 + 4 + 12


def test_a_person_is_told_once_nothing_has_left_the_computer_for_days(
    office: Callable[[], Session], own: Path, clock: Clock, tmp_path: Path
) -> None:
    stick = tmp_path / "U盘"
    stick.mkdir()
    with office() as session:
        assert standing.standing(session).warning == standing.NEVER
        automatic.go_round(session)
        assert standing.standing(session).warning == standing.NEVER
        places.choose(session, stick, agreed=True)
        assert "还没有备份过" in standing.standing(session).warning
        automatic.go_round(session)
        assert standing.standing(session).warning == ""
        clock.now += timedelta(days=8)
        assert standing.standing(session).warning == ""
        change(session, "新来的")
        assert standing.standing(session).warning.startswith("已经 8 天没有备份到电脑外面")
        keeping.set_habits(session, Habits(warn=14))
        assert standing.standing(session).warning == ""


def test_a_copy_dated_by_a_clock_that_ran_ahead_is_no_reason_to_be_quiet(
    office: Callable[[], Session], own: Path, clock: Clock, tmp_path: Path
) -> None:
    stick = tmp_path / "U盘"
    stick.mkdir()
    with office() as session:
        now, clock.now = clock.now, datetime(2099, 1, 1)
        making.by_hand(session, stick)
        clock.now = now
        assert standing.standing(session).warning == ""
        change(session, "新来的")
        assert "2099-01-01" in standing.standing(session).warning
        places.choose(session, stick, agreed=True)
        automatic.go_round(session)
        assert standing.standing(session).warning == ""
        assert standing.standing(session).outside == now
