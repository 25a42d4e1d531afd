"""Many files at once: any order, wrong ones set aside with reasons, a stop between two files, files for all schools."""

import shutil
from dataclasses import dataclass
from datetime import datetime
from itertools import permutations
from pathlib import Path

import pytest

from app import organisations, teachers
from app.exchange import batch, desk, membership, packing, receiving
from app.problems import Cancelled
from app.session import Session, open_session
from storage import exchange as stored
from storage.problems import StorageProblem
from tests.app.exchange.conftest import District

NOW = datetime(2026, 11, 21, 9, 30)


@dataclass
class Offices:
    """A county, 城关小学 and 清水小学 (joined, up to date), 山口小学 (only invited), and an empty stick."""

    county: Session
    school: Session
    other: Session
    stick: Path
    zhang: str
    shan: str
    third: str

    def up(self, session: Session, phone: str) -> Path:
        """A report of a school whose one teacher has a new number."""
        (teacher,) = teachers.every(session)
        teachers.save(session, str(teacher["id"]), {"phone": phone})
        return packing.pack(session, "county", self.stick).path


@pytest.fixture
def offices(district: District) -> Offices:
    county = district.county
    (shan, zhang) = (str(row["id"]) for row in teachers.every(county))
    third = organisations.save(county, None, {"name": "山口小学", "code": "2199000003", "kind": "3"})
    return Offices(county, district.city, district.town, district.stick, zhang, shan, third)


def states(found: batch.Batch) -> dict[str, str]:
    return {one.path.name: one.state for one in found.lines}


def phones(county: Session) -> list[str]:
    return [row["phone"] for row in teachers.every(county)]


def test_files_of_two_schools_are_taken_in_whatever_order_they_come(offices: Offices) -> None:
    """One copy of the county for each order: all end the same."""
    made = [
        offices.up(offices.school, "13900000011"),
        offices.up(offices.other, "13900000022"),
        offices.up(offices.school, "13900000012"),
    ]
    folder = offices.county.path.parent
    for number, order in enumerate(permutations(made)):
        for suffix in ("", ".key"):
            shutil.copy(f"{offices.county.path}{suffix}", folder / f"{number}.xinhuo{suffix}")
        with open_session(folder / f"{number}.xinhuo") as county:
            assert batch.take(county, order).count("taken", "repeated") == 3
            assert phones(county) == ["13900000022", "13900000012"]


def test_looking_writes_nothing_and_says_what_would_come(offices: Offices) -> None:
    up = offices.up(offices.school, "13900000011")
    before = sorted(stored.digest_rows(offices.county.store))
    (line,) = batch.look(offices.county, [offices.stick]).lines
    assert (line.path, line.state, line.who, line.said) == (up, "ready", "城关小学", "变化 1 条。")
    assert sorted(stored.digest_rows(offices.county.store)) == before
    assert "13900000011" not in phones(offices.county)


def test_a_file_taken_earlier_says_so_and_counts_as_done(offices: Offices) -> None:
    up = offices.up(offices.school, "13900000011")
    receiving.take(offices.county, up)
    shutil.copy(up, offices.stick / "副本.xhb")
    found = batch.take(offices.county, [offices.stick])
    assert found.count("repeated") == 2
    assert found.sentence == "共 2 个文件：以前接收过 2 个。"


def test_wrong_files_are_named_with_their_reasons(offices: Offices) -> None:
    good = offices.up(offices.school, "13900000011")
    (offices.stick / "半个.xhb").write_bytes(good.read_bytes()[:-100])
    (offices.stick / "照片.xhb").write_bytes(b"nothing of ours" * 20)
    down = packing.pack(offices.county, "2199000002", offices.stick).path
    found = batch.take(offices.county, [offices.stick])
    assert states(found) == {
        good.name: "taken",
        "半个.xhb": "refused",
        "照片.xhb": "refused",
        down.name: "elsewhere",
    }
    said = {one.path.name: one.said for one in found.lines}
    assert said["半个.xhb"].startswith("这个文件不完整。")
    assert {one.path.name: one.who for one in found.lines}["半个.xhb"] == "城关小学"
    assert said["照片.xhb"].startswith("这不是薪火的文件。")
    assert "本单位自己发出" in said[down.name]


def test_wrong_files_are_moved_aside_with_a_list_of_reasons_and_never_deleted(offices: Offices) -> None:
    bad = offices.stick / "照片.xhb"
    bad.write_bytes(b"nothing of ours" * 20)
    good = offices.up(offices.school, "13900000011")
    for _ in range(2):
        found = batch.take(offices.county, [offices.stick])
        aside = batch.set_aside(found.lines, NOW)
        assert len(aside.moved) == 1
        assert aside.stayed == []
        bad.write_bytes(b"another photograph" * 20)
    folder = offices.stick / batch.ASIDE
    assert sorted(path.name for path in folder.glob("*.xhb")) == ["照片-2.xhb", "照片.xhb"]
    assert (folder / "照片.xhb").read_bytes() == b"nothing of ours" * 20
    reasons = (folder / batch.REASONS).read_text("utf-8-sig").splitlines()
    assert len(reasons) == 2
    assert reasons[0].startswith("2026-11-21 09:30　照片.xhb：这不是薪火的文件。")
    # What was set aside is not found again; what was taken stays where it was.
    assert batch.find([offices.stick]) == [good, bad]


def test_nothing_is_moved_from_a_place_that_cannot_be_written(
    offices: Offices, monkeypatch: pytest.MonkeyPatch
) -> None:
    bad = offices.stick / "照片.xhb"
    bad.write_bytes(b"nothing of ours" * 20)
    found = batch.take(offices.county, [offices.stick])

    # The tests may run as a user whom rights do not bind: the system's own refusal stands in for a locked stick.
    def refuse(path: Path, *_: object, **__: object) -> None:
        raise PermissionError(30, "Read-only file system", str(path))

    monkeypatch.setattr(Path, "mkdir", refuse)
    aside = batch.set_aside(found.lines, NOW)
    assert aside.moved == []
    assert aside.stayed == [(bad, "这个位置不能写入，文件留在原处。")]
    assert bad.exists()


def test_a_request_to_join_waits_for_a_person_and_so_do_files_of_that_school(offices: Offices, tmp_path: Path) -> None:
    invited = membership.invite(offices.county, offices.third, tmp_path)
    asked = membership.join(invited.path, tmp_path / "山口.xinhuo", offices.stick, operator="赵老师")
    with open_session(tmp_path / "山口.xinhuo") as third:
        up = packing.pack(third, "county", offices.stick).path
    found = batch.take(offices.county, [offices.stick])
    assert [one.state for one in found.lines] == ["join", "person"]
    assert asked.code is not None
    assert asked.code in found.lines[0].said
    assert found.lines[1].path == up
    assert found.lines[1].said == "山口小学还没有加入：请先接收它的加入申请，再接收这个文件。"
    assert {one["name"]: one["state"] for one in desk.sites_of(offices.county)}["山口小学"] == "invited"
    receiving.take(offices.county, asked.path)
    assert batch.take(offices.county, [offices.stick]).count("repeated", "taken") == 2


def test_a_school_takes_several_files_of_the_county_in_their_order(offices: Offices) -> None:
    for phone in ("13900000031", "13900000032", "13900000033"):
        teachers.save(offices.county, offices.zhang, {"phone": phone})
        packing.pack(offices.county, "2199000001", offices.stick)
    found = batch.take(offices.school, [offices.stick])
    assert [one.state for one in found.lines] == ["taken"] * 3
    assert [one.number for one in found.lines] == sorted(one.number for one in found.lines)
    assert phones(offices.school) == ["13900000033"]


def test_a_stop_falls_between_two_files(offices: Offices) -> None:
    offices.up(offices.school, "13900000011")
    offices.up(offices.other, "13900000022")

    def stop(done: int, total: int, what: str) -> None:
        if done == 1 and not what.startswith("读取"):
            raise Cancelled

    found = batch.take(offices.county, [offices.stick], stop)
    assert found.stopped
    assert [one.state for one in found.lines] == ["taken", "stopped"]
    assert len({"13900000011", "13900000022"} & set(phones(offices.county))) == 1


def test_a_stop_while_looking_stops_the_whole(offices: Offices) -> None:
    offices.up(offices.school, "13900000011")

    def stop(done: int, total: int, what: str) -> None:
        raise Cancelled

    with pytest.raises(Cancelled):
        batch.look(offices.county, [offices.stick], stop)


def test_a_stick_is_searched_with_its_folders_but_not_what_is_hidden(tmp_path: Path) -> None:
    for name in (
        "a.XHB", "一月/b.xhb", "一月/二/c.xhb", "未接收/d.xhb", "已接收/e.xhb", ".Trash/f.xhb", "~g.xhb", "h.txt",
        "1/2/3/4/5.xhb",
    ):  # fmt: skip
        path = tmp_path / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.touch()
    found = batch.find([tmp_path, tmp_path / "一月", tmp_path / "h.txt"])
    assert [str(one.relative_to(tmp_path)) for one in found] == ["a.XHB", "一月/b.xhb", "一月/二/c.xhb", "h.txt"]


def test_the_result_is_kept_as_a_workbook(offices: Offices, tmp_path: Path) -> None:
    import openpyxl

    offices.up(offices.school, "13900000011")
    (offices.stick / "照片.xhb").write_bytes(b"nothing of ours" * 20)
    batch.write_report(batch.take(offices.county, [offices.stick]), tmp_path / "结果.xlsx")
    book = openpyxl.load_workbook(tmp_path / "结果.xlsx")
    rows = [[cell.value for cell in row] for row in book.worksheets[0].iter_rows()]
    book.close()
    assert rows[0][0] == "共 2 个文件：不能接收 1 个，已接收 1 个。"
    assert rows[1] == ["结果", "单位", "类别", "生成时间", "说明", "文件"]
    assert [row[0] for row in rows[2:]] == ["已接收", "不能接收"]
    assert rows[2][1:3] == ["城关小学", "上报"]


# -- sending


def test_files_for_all_schools_are_written_and_one_that_cannot_be_keeps_back_no_other(
    offices: Offices, tmp_path: Path
) -> None:
    membership.invite(offices.county, offices.third, tmp_path)
    sites = [(str(one["id"]), str(one["name"])) for one in desk.sites_of(offices.county)]
    found = batch.pack_for(offices.county, sites, offices.stick)
    assert [made.to_name for made in found.made] == ["城关小学", "清水小学"]
    assert [(name, reason.startswith("山口小学还没有加入。")) for name, reason in found.left] == [("山口小学", True)]
    assert not found.stopped


def test_a_stop_keeps_the_files_already_written(offices: Offices) -> None:
    sites = [(str(one["id"]), str(one["name"])) for one in desk.sites_of(offices.county)]

    def stop(done: int, total: int, what: str) -> None:
        if done == 1:
            raise Cancelled

    found = batch.pack_for(offices.county, sites, offices.stick, stop)
    assert found.stopped
    assert [made.to_name for made in found.made] == ["城关小学"]
    assert found.left == [("清水小学", "已停止")]
    assert len([*offices.stick.glob("*.xhb")]) == 1


def test_a_file_that_would_take_away_much_waits_for_a_person(offices: Offices) -> None:
    """Forty people are moved away at the county: the school's file asks before it is taken, one by one or in a go."""
    place = {str(row["name"]): str(row["id"]) for row in organisations.listed(offices.county)}
    people = [
        teachers.save(offices.county, None, {"name": f"张{number:c}", "work": place["城关小学"]})
        for number in range(0x4E00, 0x4E28)
    ]
    receiving.take(offices.school, packing.pack(offices.county, "2199000001", offices.stick).path)
    for pk in people:
        teachers.save(offices.county, pk, {"work": place["清水小学"]})
    path = packing.pack(offices.county, "2199000001", offices.stick, complete=True).path
    for deal in (batch.look, batch.take):
        (line,) = deal(offices.school, [path]).lines
        assert line.state == "person"
        assert batch.set_aside([line], NOW).moved == []
    assert len(teachers.every(offices.school)) == 41
    receiving.take(offices.school, path, removal_agreed=True)
    assert len(teachers.every(offices.school)) == 1


def test_files_on_their_way_to_others_stay_where_they_are(offices: Offices) -> None:
    """A stick of the county's passes by a school: only what is for it is taken, and nothing of the others is moved."""
    packing.pack(offices.county, "2199000001", offices.stick)
    theirs = packing.pack(offices.county, "2199000002", offices.stick).path
    own = packing.pack(offices.school, "county", offices.stick).path
    assert batch.for_office(batch.find([offices.stick]), offices.school.site) == 1
    found = batch.take(offices.school, [offices.stick])
    assert sorted(states(found).values()) == ["elsewhere", "elsewhere", "taken"]
    assert batch.set_aside(found.lines, NOW) == batch.Aside([], [])
    said = {one.path: one.said for one in found.lines}
    assert said[theirs] == "这个文件是给清水小学的，不用在这里接收。"
    assert said[own] == "这是本单位自己发出的文件，交给对方就可以了。"


def test_what_cannot_be_read_is_for_nobody(tmp_path: Path) -> None:
    for number, content in enumerate((b"", b"XINHUO", b"XINHUO\x1a\n\xff\xff\xff\xff", b"XINHUO\x1a\n\0\0\0\2{}")):
        (tmp_path / f"{number}.xhb").write_bytes(content)
    assert batch.for_office([*batch.find([tmp_path]), tmp_path / "拔掉了.xhb"], "a") == 0


def test_an_office_that_only_looks_takes_nothing_and_moves_nothing(offices: Offices) -> None:
    path = offices.up(offices.school, "13900000011")
    offices.county.store.look_only(("这是一份备份，只能查看。", "请恢复。"))
    for work in (batch.look, batch.take):
        with pytest.raises(StorageProblem, match="这是一份备份"):
            work(offices.county, [offices.stick])
    with pytest.raises(StorageProblem, match="这是一份备份"):
        batch.pack_for(offices.county, [(offices.school.site, "城关小学")], offices.stick)
    assert list(offices.stick.iterdir()) == [path]
