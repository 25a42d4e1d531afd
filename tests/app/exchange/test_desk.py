"""Two offices and the files between them: joining, lost and repeated files, transfers, old copies, conflicts."""

import json
import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from app import identity, mentoring, organisations, records, teachers, training
from app.exchange import desk, keyring, membership, packing, receiving
from app.exchange.keys import new_identity
from app.exchange.package import Header, open_package, seal
from app.papers import issuing
from app.problems import Problem
from app.session import Session, open_session
from storage import exchange as stored


@dataclass
class Offices:
    """A county with 张𬭎 at 城关小学 and 单丽 at 清水小学, both schools joined and up to date."""

    county: Session
    school: Session
    other: Session
    stick: Path
    zhang: str
    shan: str

    def down(self, to: str = "2199000001", **how: bool) -> Path:
        return packing.pack(self.county, to, self.stick, **how).path

    def up(self, session: Session | None = None) -> Path:
        return packing.pack(session or self.school, "county", self.stick).path

    def round(self) -> None:
        """One lossless round: up, and the answer down."""
        receiving.take(self.county, self.up())
        receiving.take(self.school, self.down())

    def same(self) -> None:
        """Both hold the same rows of what they share, and nothing waits."""
        mine = set(stored.digest_rows(self.school.store))
        assert mine <= set(stored.digest_rows(self.county.store))
        assert desk.pending_count(self.school) == 0


def joined(county: Session, stick: Path, organisation: str, name: str) -> Session:
    invite = membership.invite(county, organisation, stick)
    request = membership.join(invite.path, stick / f"{name}.xinhuo", stick, operator="李娜")
    assert receiving.preview(county, request.path).code == request.code
    receiving.take(county, request.path)
    return open_session(stick / f"{name}.xinhuo")


@pytest.fixture(scope="module")
def founded(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A county and two schools that have joined and taken the first file, made once and copied for each test."""
    folder = tmp_path_factory.mktemp("示范 县")
    with membership.found_county(folder / "county.xinhuo", "示范县教育局", operator="王敏") as county:
        for code, school, teacher in (("2199000001", "城关小学", "张𬭎"), ("2199000002", "清水小学", "单丽")):
            organisation = organisations.save(county, None, {"name": school, "code": code, "kind": "3"})
            teachers.save(county, None, {"name": teacher, "work": organisation, "phone": "13900000001"})
            with joined(county, folder, organisation, school) as session:
                receiving.take(session, packing.pack(county, code, folder).path)
    return folder


@pytest.fixture
def offices(founded: Path, tmp_path: Path) -> Iterator[Offices]:
    stick = tmp_path / "U 盘"
    shutil.copytree(founded, stick)
    county, school, other = (open_session(stick / f"{name}.xinhuo") for name in ("county", "城关小学", "清水小学"))
    (shan, zhang) = (str(row["id"]) for row in teachers.every(county))
    yield Offices(county, school, other, stick, zhang, shan)
    for session in (county, school, other):
        session.close()


def names(session: Session) -> list[str]:
    return [str(row["name"]) for row in teachers.every(session)]


def test_a_school_sees_its_own_people_and_nobody_elses(offices: Offices) -> None:
    assert names(offices.school) == ["张𬭎"]
    assert names(offices.other) == ["单丽"]


def test_an_edit_goes_up_and_comes_back_answered(offices: Offices) -> None:
    teachers.save(offices.school, offices.zhang, {"phone": "13900000009"})
    assert desk.pending_count(offices.school) == 1
    offices.round()
    assert teachers.get(offices.county, offices.zhang)["phone"] == "13900000009"
    offices.same()


def test_a_new_teacher_of_a_school_reaches_the_county(offices: Offices) -> None:
    teachers.save(offices.school, None, {"name": "买买提·艾力", "work": offices.school.organisation})
    offices.round()
    assert "买买提·艾力" in names(offices.county)
    offices.same()


def test_a_file_taken_twice_changes_nothing_the_second_time(offices: Offices) -> None:
    teachers.save(offices.school, offices.zhang, {"phone": "13900000009"})
    up = offices.up()
    assert receiving.take(offices.county, up).report.counts == {"changed": 1}
    again = receiving.take(offices.county, up).report
    assert (dict(again.counts), again.repeated) == ({}, 1)


def test_a_lost_file_heals_with_the_next(offices: Offices) -> None:
    teachers.save(offices.school, offices.zhang, {"phone": "13900000009"})
    offices.up().unlink()
    teachers.save(offices.school, offices.zhang, {"subject": "14"})
    receiving.take(offices.county, offices.up())
    offices.down().unlink()
    receiving.take(offices.school, offices.down())
    row = teachers.get(offices.county, offices.zhang)
    assert (row["phone"], row["subject"]) == ("13900000009", "14")
    offices.same()


def test_an_old_file_is_refused_and_changes_nothing(offices: Offices) -> None:
    old = offices.down()
    receiving.take(offices.school, offices.down())
    before = sorted(stored.digest_rows(offices.school.store))
    with pytest.raises(Problem, match="不需要再接收"):
        receiving.take(offices.school, old)
    assert sorted(stored.digest_rows(offices.school.store)) == before


def test_files_taken_in_the_wrong_order_end_the_same(offices: Offices) -> None:
    teachers.save(offices.school, offices.zhang, {"phone": "13900000008"})
    first = offices.up()
    teachers.save(offices.school, offices.zhang, {"phone": "13900000009"})
    second = offices.up()
    receiving.take(offices.county, second)
    receiving.take(offices.county, first)
    assert teachers.get(offices.county, offices.zhang)["phone"] == "13900000009"
    assert desk.conflicts_of(offices.county) == []


def test_both_sides_changing_one_field_keeps_both_values(offices: Offices) -> None:
    teachers.save(offices.school, offices.zhang, {"phone": "13900000008", "subject": "14"})
    teachers.save(offices.county, offices.zhang, {"phone": "13900000009"})
    up = offices.up()
    assert receiving.preview(offices.county, up).report.counts["conflict"] == 1
    receiving.take(offices.county, up)
    row = teachers.get(offices.county, offices.zhang)
    assert (row["phone"], row["subject"]) == ("13900000009", "14")
    (conflict,) = stored.conflicts(offices.county.store)
    assert (json.loads(conflict["hub_value"]), json.loads(conflict["school_value"])) == ("13900000009", "13900000008")
    receiving.take(offices.school, offices.down())
    assert teachers.get(offices.school, offices.zhang)["phone"] == "13900000009"
    offices.same()


def test_the_same_change_on_both_sides_is_no_conflict(offices: Offices) -> None:
    for session in (offices.school, offices.county):
        teachers.save(session, offices.zhang, {"phone": "13900000009"})
    offices.round()
    assert desk.conflicts_of(offices.county) == []
    offices.same()


def test_a_preview_is_what_taking_does_and_leaves_no_trace(offices: Offices) -> None:
    teachers.save(offices.school, offices.zhang, {"phone": "13900000009"})
    up = offices.up()
    rows = sorted(stored.digest_rows(offices.county.store))
    seen = receiving.preview(offices.county, up).report
    assert sorted(stored.digest_rows(offices.county.store)) == rows
    assert receiving.take(offices.county, up).report == seen


def test_a_partner_at_another_school_is_an_outline_without_id_number_and_phone(offices: Offices) -> None:
    number = "99990019850703001"
    number += identity.check_digit(number)
    teachers.save(offices.county, offices.shan, {"id_number": number, "phone": "13900000077"})
    mentoring.save(
        offices.county,
        None,
        {"kind": "1", "mentor_id": offices.shan, "mentee_id": offices.zhang, "start_date": "2026-09-01"},
    )
    file = offices.down()
    receiving.take(offices.school, file)
    (pair,) = mentoring.listed(offices.school)
    assert (pair["mentor_name"], pair["mentor_school"]) == ("单丽", "清水小学")
    outline = offices.school.store.row("teachers", offices.shan)
    assert outline is not None
    assert (outline["id_number"], outline["phone"]) == (None, None)
    assert names(offices.school) == ["张𬭎"]
    everything = json.dumps([dict(row) for row in offices.school.store.all("SELECT * FROM base")], ensure_ascii=False)
    assert number not in everything
    assert "13900000077" not in everything
    with pytest.raises(Problem, match="外校教师"):
        teachers.save(offices.school, offices.shan, {"phone": "13900000078"})


def test_a_transferred_teacher_leaves_one_school_and_arrives_whole_at_the_other(offices: Offices) -> None:
    programme = training.save_programme(offices.county, None, {"title": "师德专题", "level": "4", "category": "3"})
    class_id = training.save_class(
        offices.county, None, {"programme_id": programme, "name": "一期", "year": 2026, "hours": 100}
    )
    training.enrol(offices.county, class_id, [offices.zhang], result="1")
    teachers.save(offices.county, offices.zhang, {"work": offices.other.organisation})
    receiving.take(offices.school, offices.down())
    receiving.take(offices.other, offices.down("2199000002"))
    assert names(offices.school) == []
    assert names(offices.other) == ["单丽", "张𬭎"]
    assert training.hours_of_teacher(offices.other, offices.zhang) == [{"year": 2026, "category": "3", "hours": 100}]
    assert [one["organisation_name"] for one in teachers.postings(offices.other, offices.zhang)] == [
        "清水小学",
        "城关小学",
    ]


def test_an_edit_of_somebody_who_left_is_answered_not_lost(offices: Offices) -> None:
    teachers.save(offices.school, offices.zhang, {"phone": "13900000009"})
    teachers.save(offices.county, offices.zhang, {"work": offices.other.organisation})
    # The school hears of the move first: only then is its edit one that it could have known not to send.
    receiving.take(offices.school, offices.down())
    report = receiving.take(offices.county, offices.up()).report
    assert report.counts == {"rejected": 1}
    assert "已不由贵校管理" in report.entries[0].note
    answer = receiving.take(offices.school, offices.down()).report
    assert answer.counts["answered"] == 1
    assert desk.pending_count(offices.school) == 0


def test_what_only_the_county_may_write_is_refused_at_the_school(offices: Offices) -> None:
    with pytest.raises(records.Invalid, match="由县里填写"):
        teachers.save(offices.school, offices.zhang, {"honour": "市级骨干"})
    with pytest.raises(Problem, match="由县里统一编号"):
        issuing.issue(offices.school, "hours", [offices.zhang], offices.stick)


def test_a_deletion_at_the_school_deletes_at_the_county(offices: Offices) -> None:
    pk = teachers.save(offices.school, None, {"name": "登错的人", "work": offices.school.organisation})
    offices.round()
    teachers.delete(offices.school, pk)
    offices.round()
    assert "登错的人" not in names(offices.county)
    offices.same()


def test_a_deletion_undone_before_sending_leaves_everything_as_it_was(offices: Offices) -> None:
    teachers.delete(offices.school, offices.zhang)
    records.undo_last(offices.school)
    offices.round()
    assert "张𬭎" in names(offices.county)
    assert teachers.get(offices.county, offices.zhang)["work_name"] == "城关小学"
    assert desk.conflicts_of(offices.county) == []
    offices.same()


def copied(session: Session) -> Path:
    session.store.conn.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    copy = session.path.with_suffix(".copy")
    shutil.copyfile(session.path, copy)
    return copy


def put_back(session: Session, copy: Path) -> Session:
    path = session.path
    session.close()
    shutil.copyfile(copy, path)
    for log in ("-wal", "-shm"):
        path.with_name(path.name + log).unlink(missing_ok=True)
    return open_session(path)


def test_a_school_put_back_from_an_old_copy_heals_in_two_rounds(offices: Offices) -> None:
    copy = copied(offices.school)
    teachers.save(offices.school, offices.zhang, {"phone": "13900000009"})
    offices.round()
    offices.school = put_back(offices.school, copy)
    assert teachers.get(offices.school, offices.zhang)["phone"] == "13900000001"
    for _ in range(2):
        offices.round()
    assert teachers.get(offices.school, offices.zhang)["phone"] == "13900000009"
    offices.same()


def test_a_county_put_back_from_an_old_copy_gets_everything_again(offices: Offices) -> None:
    offices.round()
    copy = copied(offices.county)
    teachers.save(offices.school, offices.zhang, {"phone": "13900000009"})
    offices.round()
    teachers.save(offices.county, offices.zhang, {"subject": "41"})
    receiving.take(offices.school, offices.down())
    offices.county = put_back(offices.county, copy)
    for _ in range(2):
        offices.round()
    # The school's own edit is sent again; what the county itself had written is offered back for a person to decide.
    assert teachers.get(offices.county, offices.zhang)["phone"] == "13900000009"
    offered = {
        (row["col"], json.loads(row["value"])) for row in offices.county.store.all("SELECT col, value FROM reviews")
    }
    assert ("subject", "41") in offered
    offices.same()


def test_a_file_signed_by_somebody_unknown_is_refused(offices: Offices) -> None:
    keys = keyring.of(offices.county)
    header = Header(
        kind="up",
        package_id="1",
        from_site=offices.school.site,
        from_name="城关小学",
        to_site=offices.county.site,
        to_name="示范县教育局",
        created="2026-11-21",
    )
    recipient = keys.working.public.recipient
    data = seal(header, {}, {}, sender=new_identity().signing, recipients=[recipient], schema=1, facts={"claim": None})
    path = offices.stick / "冒名.xhb"
    path.write_bytes(data)
    before = sorted(stored.digest_rows(offices.county.store))
    with pytest.raises(Problem, match="签名不是对方登记过的"):
        receiving.take(offices.county, path)
    assert sorted(stored.digest_rows(offices.county.store)) == before


@pytest.mark.skipif(sys.platform == "win32", reason="needs a process that kills itself at once")
def test_a_process_killed_while_taking_leaves_the_state_before(offices: Offices) -> None:
    for number in range(30):
        teachers.save(
            offices.school, None, {"name": f"新人{'甲乙丙丁'[number % 4]}", "work": offices.school.organisation}
        )
    up = offices.up()
    script = (
        "import os, sys\n"
        "from pathlib import Path\n"
        "from app.exchange import receiving\n"
        "from app.session import open_session\n"
        "steps = int(sys.argv[3])\n"
        "def hook(done, total, what):\n"
        "    if done == steps: os._exit(9)\n"
        "receiving.take(open_session(Path(sys.argv[1])), Path(sys.argv[2]), hook)\n"
    )
    for steps in (1, 2):
        done = subprocess.run(
            [sys.executable, "-c", script, str(offices.county.path), str(up), str(steps)],
            cwd=Path(__file__).parents[3],
            env=dict(os.environ),
            check=False,
        )
        assert done.returncode == 9
        assert names(offices.county) == ["单丽", "张𬭎"]
    assert receiving.take(offices.county, up).report.repeated == 0
    assert len(names(offices.county)) == 32


def test_nothing_of_a_stranger_is_in_the_decrypted_file(offices: Offices) -> None:
    number = "99999919850703001"
    number += identity.check_digit(number)
    teachers.save(offices.county, offices.shan, {"id_number": number, "phone": "13900000077"})
    pair = {"kind": "1", "mentor_id": offices.shan, "mentee_id": offices.zhang, "start_date": "2026-09-01"}
    mentoring.save(offices.county, None, pair)
    for complete in (False, True):
        data = offices.down(complete=complete).read_bytes()
        package = open_package(
            data,
            identities=keyring.of(offices.school).identities,
            trusted=lambda header, manifest: True,
            site=offices.school.site,
            name="城关小学",
        )
        text = json.dumps(package.members, ensure_ascii=False) + repr(package.manifest)
        assert "单丽" in text and "13900000001" in text
        assert number not in text and "13900000077" not in text
        assert "张𬭎".encode() not in data and b"13900000001" not in data


def everything(session: Session) -> dict[str, list[tuple[object, ...]]]:
    names = [row[0] for row in session.store.tuples("SELECT name FROM sqlite_master WHERE type = 'table'")]
    return {name: session.store.tuples(f"SELECT * FROM {name}") for name in names}


def test_a_preview_leaves_every_table_as_it_was(offices: Offices) -> None:
    teachers.save(offices.school, offices.zhang, {"phone": "13900000009"})
    teachers.save(offices.school, None, {"name": "新教师", "work": offices.school.organisation})
    teachers.save(offices.county, offices.zhang, {"phone": "13900000008"})
    up, before = offices.up(), everything(offices.county)
    seen = receiving.preview(offices.county, up)
    assert everything(offices.county) == before
    assert receiving.take(offices.county, up) == seen
    down, before = offices.down(), everything(offices.school)
    seen = receiving.preview(offices.school, down)
    assert everything(offices.school) == before
    assert receiving.take(offices.school, down) == seen


@pytest.mark.parametrize("session", ["county", "school"])
def test_a_file_of_ones_own_is_not_for_oneself(offices: Offices, session: str) -> None:
    own = offices.down() if session == "county" else offices.up()
    with pytest.raises(Problem, match="本单位自己发出"):
        receiving.take(getattr(offices, session), own)


def test_a_school_that_lost_its_first_file_asks_for_everything(offices: Offices) -> None:
    fresh = offices.stick / "新电脑"
    fresh.mkdir()
    invite = membership.invite(offices.county, str(offices.school.organisation), fresh)
    request = membership.join(invite.path, fresh / "城关小学.xinhuo", fresh)
    receiving.take(offices.county, request.path)
    offices.down().unlink()
    with open_session(fresh / "城关小学.xinhuo") as school:
        receiving.take(offices.county, packing.pack(school, "county", fresh).path)
        receiving.take(school, offices.down())
        assert names(school) == ["张𬭎"]


def test_joining_that_cannot_be_finished_leaves_nothing_behind(offices: Offices) -> None:
    place = offices.stick / "新电脑"
    place.mkdir()
    invite = membership.invite(offices.county, str(offices.school.organisation), offices.stick)
    with pytest.raises(Problem, match="找不到文件夹"):
        membership.join(invite.path, place / "城关小学.xinhuo", place / "没有插好的U盘")
    assert list(place.iterdir()) == []


def test_keys_that_lie_there_are_never_written_over(offices: Offices) -> None:
    database = offices.stick / "county.xinhuo"
    keys = database.with_name("county.xinhuo.key")
    before = keys.read_bytes()
    offices.county.close()
    database.unlink()
    with pytest.raises(Problem, match="已有密钥文件"):
        membership.found_county(database, "另一个县")
    assert keys.read_bytes() == before and not database.exists()
