"""A watched folder: offices agree without a click, what needs a person waits, and computers do each other no harm."""

import shutil
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from app import organisations, teachers
from app.exchange import batch, membership, packing, receiving, standing, watching
from app.exchange.watching import Pass, Seen
from app.problems import Problem
from app.session import Session, open_session
from storage.problems import StorageProblem
from storage.store import Act

START = datetime(2026, 11, 21, 8)


@dataclass
class Offices:
    """A county and two schools that have joined and are up to date, and the folder they share."""

    county: Session
    school: Session
    other: Session
    shared: Path
    now: list[datetime] = field(default_factory=lambda: [START])
    seen: dict[str, Seen] = field(default_factory=dict)

    def look(self, session: Session, **how: bool) -> Pass:
        """One pass of an office, which remembers what it saw."""
        return watching.go_round(session, self.shared, seen=self.seen.setdefault(str(session.path), {}), **how)

    def later(self, **time: float) -> None:
        self.now[0] += timedelta(**time)


@pytest.fixture
def offices(built_district: Path, tmp_path: Path) -> Iterator[Offices]:
    yield from opened(built_district, tmp_path)


def opened(built: Path, place: Path) -> Iterator[Offices]:
    """A copy of the district of one's own, with a clock that a test sets."""
    for file in [*built.glob("*.xinhuo"), *built.glob("*.key")]:
        shutil.copy(file, place)
    shared = place / "共享"
    shared.mkdir()
    sessions = [open_session(place / f"{name}.xinhuo") for name in ("县", "城关小学", "清水小学")]
    made = Offices(*sessions, shared)
    for session in sessions:
        session.store.clock = lambda: made.now[0]
    yield made
    for session in sessions:
        session.close()


def edit(session: Session, phone: str) -> None:
    """Another number for the first teacher."""
    teachers.save(session, str(teachers.every(session)[0]["id"]), {"phone": phone})


def phone(session: Session) -> str:
    return str(teachers.every(session)[0]["phone"])


def phones(session: Session) -> set[str]:
    return {str(row["phone"]) for row in teachers.every(session)}


def test_a_change_goes_up_is_taken_and_answered_without_a_click(offices: Offices) -> None:
    edit(offices.school, "13900000009")
    assert len(offices.look(offices.school).wrote) == 1
    there = offices.look(offices.county)
    assert [one.who for one in there.taken] == ["城关小学"]
    assert [path.name.split("-")[0] for path in there.wrote] == ["城关小学"]
    assert "13900000009" in phones(offices.county)
    back = offices.look(offices.school)
    assert len(back.taken) == 1
    assert offices.school.waiting == 0
    # Taken files lie aside; nothing was deleted.
    assert len([*(offices.shared / batch.DONE).glob("*.xhb")]) == 2


def test_what_the_county_changes_reaches_the_school_within_the_hour(offices: Offices) -> None:
    offices.look(offices.county)
    edit(offices.county, "13900000021")
    offices.later(minutes=30)
    first = len(offices.look(offices.county).wrote)
    offices.later(minutes=40)
    assert first + len(offices.look(offices.county).wrote) == 1
    for session in (offices.school, offices.other):
        offices.look(session)
    assert "13900000021" in {phone(offices.school), phone(offices.other)}


def test_it_comes_to_rest(offices: Offices) -> None:
    """Nobody answers answers: after a few passes nothing is written any more."""
    edit(offices.school, "13900000009")
    edit(offices.county, "13900000021")
    wrote = []
    for _ in range(6):
        wrote.append(sum(len(offices.look(one).wrote) for one in (offices.school, offices.other, offices.county)))
        offices.later(hours=2)
    assert wrote[-2:] == [0, 0]
    assert {one.sentence for one in standing.of_all(offices.county)} == {"正常"}


def test_files_are_written_at_most_once_an_hour_or_when_asked(offices: Offices) -> None:
    edit(offices.school, "13900000009")
    assert len(offices.look(offices.school).wrote) == 1
    edit(offices.school, "13900000010")
    offices.later(minutes=10)
    assert offices.look(offices.school).wrote == []
    assert len(offices.look(offices.school, at_once=True).wrote) == 1
    # Nothing new since: not even when asked.
    assert offices.look(offices.school, at_once=True).wrote == []
    edit(offices.school, "13900000011")
    offices.later(minutes=61)
    assert len(offices.look(offices.school).wrote) == 1


def test_what_stays_unanswered_for_a_week_is_written_again(offices: Offices) -> None:
    edit(offices.school, "13900000009")
    offices.look(offices.school)
    offices.later(days=6)
    assert offices.look(offices.school).wrote == []
    offices.later(days=2)
    assert len(offices.look(offices.school).wrote) == 1


def test_a_clock_that_was_set_back_does_not_stop_the_exchange(offices: Offices) -> None:
    edit(offices.school, "13900000009")
    offices.look(offices.school)
    edit(offices.school, "13900000010")
    offices.later(days=-3650)
    assert len(offices.look(offices.school).wrote) == 1


def test_a_file_that_is_still_coming_is_left_and_taken_when_it_is_there(offices: Offices) -> None:
    edit(offices.school, "13900000009")
    (up,) = offices.look(offices.school).wrote
    whole = up.read_bytes()
    for part in (b"", whole[:10], whole[:-1]):
        up.write_bytes(part)
        found = offices.look(offices.county)
        assert found.coming == [up]
        assert found.taken == []
        assert "1 个还没有传完" in found.sentence
    up.write_bytes(whole)
    found = offices.look(offices.county)
    assert found.coming == []
    assert len(found.taken) == 1


def test_a_file_with_conflicts_waits_for_a_person(offices: Offices) -> None:
    edit(offices.school, "13900000009")
    offices.look(offices.school)
    mine = next(row for row in teachers.every(offices.county) if row["work_name"] == "城关小学")
    teachers.save(offices.county, str(mine["id"]), {"phone": "13900000033"})
    for _ in range(2):
        found = offices.look(offices.county)
        assert found.taken == []
        assert [one.said for one in found.waiting] == ["有 1 处两边不一样，请看过以后再接收。"]
    (line,) = found.waiting
    assert line.path.exists()
    receiving.take(offices.county, line.path)
    assert offices.look(offices.county).waiting == []
    assert not line.path.exists()


def test_a_request_to_join_waits_for_a_person(offices: Offices, tmp_path: Path) -> None:
    place = organisations.save(offices.county, None, {"name": "山口小学", "code": "2199000003", "kind": "3"})
    invited = membership.invite(offices.county, place, offices.shared)
    asked = membership.join(invited.path, tmp_path / "山口.xinhuo", offices.shared)
    found = offices.look(offices.county)
    assert [(one.path, one.state) for one in found.waiting] == [(asked.path, "join")]
    assert invited.path.exists()


def test_files_of_others_are_left_alone(offices: Offices) -> None:
    edit(offices.school, "13900000009")
    (up,) = offices.look(offices.school).wrote
    (offices.shared / "说明.txt").write_text("不是交换文件", encoding="utf-8")
    found = offices.look(offices.other)
    assert (found.taken, found.waiting, found.coming) == ([], [], [])
    assert up.exists()


def test_a_file_of_an_unknown_signer_is_shown_and_left(offices: Offices, tmp_path: Path) -> None:
    with membership.found_county(tmp_path / "外县.xinhuo", "外县教育局") as stranger:
        place = organisations.save(stranger, None, {"name": "外县小学", "code": "2199000009", "kind": "3"})
        invited = membership.invite(stranger, place, tmp_path)
        joined = membership.join(invited.path, tmp_path / "外校.xinhuo", tmp_path)
        receiving.take(stranger, joined.path)
        with open_session(tmp_path / "外校.xinhuo") as foreign:
            path = shutil.copy(packing.pack(foreign, "county", tmp_path).path, offices.shared)
    found = offices.look(offices.county)
    assert (found.taken, found.waiting) == ([], [])
    assert Path(path).exists()


def test_a_copy_that_the_cloud_drive_made_is_put_away_too(offices: Offices) -> None:
    edit(offices.school, "13900000009")
    (up,) = offices.look(offices.school).wrote
    shutil.copy(up, up.with_name(up.stem + " (1)" + up.suffix))
    assert len(offices.look(offices.county).taken) == 1
    assert [*offices.shared.glob("*-上报-*.xhb")] == []


def test_two_computers_of_one_school_both_get_the_file(offices: Offices, tmp_path: Path) -> None:
    for suffix in ("", ".key"):
        shutil.copy(f"{offices.school.path}{suffix}", tmp_path / f"second.xinhuo{suffix}")
    edit(offices.school, "13900000009")
    offices.look(offices.school)
    offices.look(offices.county)
    assert len(offices.look(offices.school).taken) == 1
    with open_session(tmp_path / "second.xinhuo") as second:
        found = watching.go_round(second, offices.shared)
        assert [one.state for one in found.taken] == ["taken"]
        assert phone(second) == "13900000009"
        assert watching.go_round(second, offices.shared).taken == []


def test_a_file_that_vanishes_while_it_is_looked_at_is_no_fault(offices: Offices) -> None:
    """Another computer of the county was quicker: what it took is put away under its name."""
    edit(offices.school, "13900000009")
    (up,) = offices.look(offices.school).wrote
    seen = offices.seen.setdefault(str(offices.county.path), {})
    one = watching._looked_at(offices.county, up, seen)
    assert one is not None
    up.unlink()
    assert watching._deal(offices.county, one, seen).state == "repeated"


def test_a_folder_that_cannot_be_written_loses_nothing(offices: Offices, monkeypatch: pytest.MonkeyPatch) -> None:
    edit(offices.school, "13900000009")
    (up,) = offices.look(offices.school).wrote

    # The tests may run as a user whom rights do not bind: the system's own refusal stands in for a read-only share.
    def refuse(path: Path, *_: object, **__: object) -> None:
        raise PermissionError(30, "Read-only file system", str(path))

    monkeypatch.setattr(Path, "mkdir", refuse)
    assert len(offices.look(offices.county).taken) == 1
    assert up.exists()
    found = offices.look(offices.county)
    assert (found.taken, found.waiting) == ([], [])


def test_a_folder_that_is_gone_says_what_to_do(offices: Offices) -> None:
    shutil.rmtree(offices.shared)
    with pytest.raises(Problem, match="找不到收发文件夹"):
        offices.look(offices.county)


def test_an_old_file_of_the_county_is_put_away_unread(offices: Offices) -> None:
    for number in ("13900000041", "13900000042"):
        mine = next(row for row in teachers.every(offices.county) if row["work_name"] == "城关小学")
        teachers.save(offices.county, str(mine["id"]), {"phone": number})
        packing.pack(offices.county, "2199000001", offices.shared)
    late, new = sorted(offices.shared.glob("*-下发-*.xhb"))
    receiving.take(offices.school, new)
    found = offices.look(offices.school)
    assert (found.taken, found.waiting) == ([], [])
    assert not late.exists()
    assert phone(offices.school) == "13900000042"


steps = st.lists(
    st.tuples(st.sampled_from("cso"), st.sampled_from(["edit", "look", "look", "lose", "copy", "hour"])), max_size=14
)


@settings(max_examples=8, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(steps)
def test_whatever_happens_in_the_folder_all_agree_in_the_end(
    built_district: Path, tmp_path_factory: pytest.TempPathFactory, plan: list[tuple[str, str]]
) -> None:
    for offices in opened(built_district, tmp_path_factory.mktemp("offices")):
        who = {"c": offices.county, "s": offices.school, "o": offices.other}
        for number, (office, act) in enumerate(plan):
            files = sorted(offices.shared.glob("*.xhb"))
            if act == "edit":
                edit(who[office], f"1390000{number:04}")
            elif act == "look":
                offices.look(who[office])
            elif act == "hour":
                offices.later(hours=1)
            elif files and act == "lose":
                files[0].unlink()
            elif files:
                shutil.copy(files[0], files[0].with_name(f"副本{number}.xhb"))
        for _ in range(4):
            offices.later(days=8)
            for session in (offices.school, offices.other, offices.county):
                # A person sees to what waits.
                for line in offices.look(session).waiting:
                    receiving.take(session, line.path)
        for session in (offices.school, offices.other):
            assert session.waiting == 0
            assert phone(session) in phones(offices.county)


def receivers(offices: Offices) -> set[str]:
    """To whom the county writes now, each having taken what was there before."""
    offices.later(hours=2)
    found = offices.look(offices.county)
    assert found.failed == []
    return {path.name.partition("-")[0] for path in found.wrote}


def test_only_schools_that_would_receive_something_new_get_a_file(offices: Offices) -> None:
    receivers(offices)
    assert receivers(offices) == set()
    zhang, shan = (
        next(str(row["id"]) for row in teachers.every(offices.county) if row["name"] == name)
        for name in ("张𬭎", "单丽")
    )
    teachers.save(offices.county, zhang, {"phone": "13900000051"})
    assert receivers(offices) == {"城关小学"}
    assert receivers(offices) == set()
    # What everybody sees goes to everybody.
    organisations.save(offices.county, None, {"name": "山口小学", "code": "2199000003", "kind": "3"})
    assert receivers(offices) == {"城关小学", "清水小学"}
    # Who moves leaves one school and comes to the other.
    town = next(str(row["id"]) for row in organisations.listed(offices.county) if row["name"] == "清水小学")
    teachers.save(offices.county, zhang, {"work": town})
    assert receivers(offices) == {"城关小学", "清水小学"}
    teachers.delete(offices.county, shan)
    assert receivers(offices) == {"清水小学"}
    assert receivers(offices) == set()


def test_one_school_that_cannot_be_written_to_keeps_back_no_other(offices: Offices) -> None:
    for row in teachers.every(offices.county):
        teachers.save(offices.county, str(row["id"]), {"phone": "13900000061"})
    # It has lost its only computer.
    with offices.county.store.writing(Act("王敏", "停用", mode="import")) as rows:
        rows.execute("UPDATE site_keys SET state = 'revoked' WHERE site = ?", (offices.school.site,))
    offices.later(hours=2)
    found = offices.look(offices.county)
    assert [path.name.partition("-")[0] for path in found.wrote] == ["清水小学"]
    assert len(found.failed) == 1
    assert "没有写成：给城关小学的文件" in found.sentence


def test_an_office_that_only_looks_leaves_the_folder_as_it_is(offices: Offices) -> None:
    edit(offices.school, "13900000011")
    offices.look(offices.school)
    before = set(offices.shared.iterdir())
    offices.county.store.look_only(("这是一份备份，只能查看。", "请恢复。"))
    with pytest.raises(StorageProblem, match="这是一份备份"):
        offices.look(offices.county)
    assert before and set(offices.shared.iterdir()) == before
