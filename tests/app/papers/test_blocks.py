"""Numbers given to schools: two offices never give one twice, and nobody else's papers are changed."""

import random
import shutil
from collections import Counter
from pathlib import Path

import pytest

from app import certificates, records, training
from app.backups import making, restoring
from app.exchange import packing, receiving, undoing
from app.papers import blocks, issuing, numbering, statements
from app.papers.verdicts import State
from app.problems import SHOWN, Problem
from app.session import open_session
from storage import certificates as stored
from storage import exchange as stored_exchange
from storage.problems import StorageProblem
from tests.app.exchange.offices import Two
from tests.app.exchange.test_undoing import take


@pytest.fixture
def hours(two: Two) -> Two:
    """张三 and 李四 with passed hours, known to both offices."""
    programme = training.save_programme(two.county, None, {"title": "课堂教学能力提升", "level": "4", "category": "2"})
    values = {"programme_id": programme, "name": "第一期", "year": 2026, "hours": 240}
    class_id = training.save_class(two.county, None, values)
    training.enrol(two.county, class_id, [two.zhang, two.li], result="1")
    two.round()
    return two


def give(two: Two, count: int = 10, **more: int) -> blocks.Block:
    pk = blocks.give(two.county, "hours", blocks.find(two.county, "城关小学"), count, **more)
    return next(one for one in blocks.listed(two.county) if one.id == pk)


def print_hours(two: Two, session, person: str, place: str) -> str:
    """A new 学时证明, because what it tells of has changed."""
    values = {"programme_id": training.programmes(two.county)[0]["id"], "name": place, "year": 2026, "hours": 10}
    class_id = training.save_class(session, None, values)
    training.enrol(session, class_id, [person], result="1")
    return issuing.issue(session, "hours", [person], two.folder / f"{place}.pdf").numbers[0]


def numbers(session) -> list[str]:
    return sorted(str(row["number"]) for row in certificates.listed(session))


def test_a_school_without_a_block_issues_nothing_that_bears_a_number(hours: Two) -> None:
    with pytest.raises(Problem, match="由县里统一编号"):
        issuing.issue(hours.school, "hours", [hours.zhang], hours.folder / "x.pdf")
    assert not (hours.folder / "x.pdf").exists()


def test_a_school_issues_from_its_block_and_the_county_takes_it(hours: Two) -> None:
    first = issuing.issue(hours.county, "hours", [hours.zhang], hours.folder / "县.pdf").numbers
    made = give(hours)
    assert (made.first, made.last, made.left) == (2, 11, 10)
    hours.round()
    year = hours.county.today().year
    mine = issuing.issue(hours.school, "hours", [hours.li], hours.folder / "校.pdf").numbers
    assert mine == (f"学时〔{year}〕000002号",)
    after = issuing.issue(hours.county, "hours", [hours.li], hours.folder / "县2.pdf").numbers
    assert after == (f"学时〔{year}〕000012号",), "the county leaves the whole block out"
    hours.round()
    assert numbers(hours.county) == sorted([*first, *mine, *after])
    assert next(one for one in blocks.listed(hours.county) if one.id == made.id).used == 1
    hours.same()


def test_a_block_that_is_used_up_says_so(hours: Two) -> None:
    give(hours, 1)
    hours.round()
    issuing.issue(hours.school, "hours", [hours.zhang], hours.folder / "1.pdf")
    with pytest.raises(Problem, match="编号段用完了"):
        issuing.issue(hours.school, "hours", [hours.li], hours.folder / "2.pdf")
    assert not (hours.folder / "2.pdf").exists()


def test_a_school_voids_its_own_papers_and_no_others(hours: Two) -> None:
    issuing.issue(hours.county, "hours", [hours.zhang], hours.folder / "县.pdf")
    give(hours)
    hours.round()
    issuing.issue(hours.school, "hours", [hours.li], hours.folder / "校.pdf")
    of = {str(row["issuer"]): str(row["id"]) for row in certificates.listed(hours.school)}
    with pytest.raises(Problem, match="本单位不能办理"):
        issuing.void(hours.school, [of["示范县教育局"]], "打错")
    issuing.void(hours.school, [of["城关小学"]], "姓名打错")
    hours.round()
    row = next(row for row in certificates.listed(hours.county) if row["issuer"] == "城关小学")
    assert (row["state"], row["reason"][:4]) == ("已作废", "姓名打错")
    hours.same()


def test_what_a_school_changes_of_the_countys_papers_is_refused(hours: Two) -> None:
    issuing.issue(hours.county, "hours", [hours.zhang], hours.folder / "县.pdf")
    hours.round()
    (row,) = certificates.listed(hours.school)
    with hours.school.writing("改证书") as rows:
        rows.update("certificates", str(row["id"]), {"status": "void"})
    receiving.take(hours.county, hours.up())
    assert [one["status"] for one in certificates.listed(hours.county)] == ["valid"]
    assert hours.outcome(hours.county)[-1][0] == "rejected"


@pytest.mark.parametrize("number", ["outside", "taken"])
def test_a_number_that_is_not_the_schools_is_refused_and_the_file_is_taken(hours: Two, number: str) -> None:
    given = issuing.issue(hours.county, "hours", [hours.zhang], hours.folder / "县.pdf").numbers[0]
    give(hours)
    hours.round()
    values = stored.some(hours.school.store, [str(certificates.listed(hours.school)[0]["id"])])[0]
    claimed = given if number == "taken" else given.replace("000001", "000400")
    forged = {
        **values,
        "id": "f" * 32,
        "teacher_id": hours.li,
        "number": claimed,
        "site": hours.school.site,
        "serial": 400,
    }
    with hours.school.writing("伪造") as rows:
        if number == "taken":
            rows.execute("DROP INDEX certificates_number")
        rows.insert("certificates", forged)
    receiving.take(hours.county, hours.up())
    assert numbers(hours.county) == [given]
    outcome, note = hours.outcome(hours.county)[-1]
    assert outcome == "rejected" and note is not None and claimed in note


def test_a_school_put_back_from_an_old_copy_gives_no_number_again(hours: Two) -> None:
    give(hours)
    hours.round()
    path, copy = hours.school.path, hours.folder / "旧.xinhuo"
    making.by_hand(hours.school, copy)
    first = issuing.issue(hours.school, "hours", [hours.zhang], hours.folder / "1.pdf").numbers[0]
    hours.school.close()
    restoring.restore(copy, path)
    hours.school = open_session(path)
    second = issuing.issue(hours.school, "hours", [hours.li], hours.folder / "2.pdf").numbers[0]
    assert first != second


def test_a_copy_in_an_empty_place_gives_no_more_of_its_blocks(hours: Two) -> None:
    give(hours)
    hours.round()
    making.by_hand(hours.school, hours.folder / "旧.xinhuo")
    issuing.issue(hours.school, "hours", [hours.zhang], hours.folder / "1.pdf")
    elsewhere = hours.folder / "新电脑.xinhuo"
    restoring.restore(hours.folder / "旧.xinhuo", elsewhere)
    with open_session(elsewhere) as session, pytest.raises(Problem, match="用完了"):
        issuing.issue(session, "hours", [hours.li], hours.folder / "2.pdf")


def test_the_county_tells_an_old_copy_how_far_its_block_is_used(hours: Two) -> None:
    give(hours)
    hours.round()
    path, copy = hours.school.path, hours.folder / "旧文件"
    hours.school.close()
    shutil.copy(path, copy)
    hours.school = open_session(path)
    first = issuing.issue(hours.school, "hours", [hours.zhang], hours.folder / "1.pdf").numbers[0]
    hours.round()
    hours.school.close()
    for beside in ("-wal", "-shm"):
        path.with_name(path.name + beside).unlink(missing_ok=True)
    shutil.copy(copy, path)
    hours.school = open_session(path)
    hours.round()
    second = issuing.issue(hours.school, "hours", [hours.li], hours.folder / "2.pdf").numbers[0]
    assert first != second
    hours.round()
    assert numbers(hours.county) == sorted([first, second])


def test_a_number_given_twice_by_an_old_copy_keeps_no_office_from_going_on(hours: Two) -> None:
    give(hours)
    hours.round()
    path, copy = hours.school.path, hours.folder / "旧文件"
    hours.school.close()
    shutil.copy(path, copy)
    hours.school = open_session(path)
    issuing.issue(hours.school, "hours", [hours.zhang], hours.folder / "1.pdf")
    receiving.take(hours.county, hours.up())
    hours.school.close()
    for beside in ("-wal", "-shm"):
        path.with_name(path.name + beside).unlink(missing_ok=True)
    shutil.copy(copy, path)
    hours.school = open_session(path)
    issuing.issue(hours.school, "hours", [hours.li], hours.folder / "2.pdf")
    hours.answer()
    hours.round()
    assert [row["name"] for row in certificates.listed(hours.county)] == ["张三"]
    hours.same()


def test_ranges_given_twice_are_refused(hours: Two) -> None:
    made = give(hours, 10, first=100)
    with pytest.raises(Problem, match="已经给出去了"):
        give(hours, 5, first=made.last)
    issuing.issue(hours.county, "hours", [hours.zhang], hours.folder / "县.pdf")
    with pytest.raises(Problem, match="已经用过了"):
        give(hours, 5, first=1)


def test_a_changed_pattern_makes_no_number_of_a_block(hours: Two) -> None:
    year = hours.county.today().year
    made = give(hours, 10, first=1)
    numbering.set_pattern(hours.county, "hours", "{字头}{种类}〔{年}〕{流水号:6}号", 3)
    given = issuing.issue(hours.county, "hours", [hours.zhang], hours.folder / "县.pdf").numbers[0]
    assert given == f"学时〔{year}〕{made.last + 1:06d}号"


def test_missing_serials_are_told_with_the_reason(hours: Two) -> None:
    issuing.issue(hours.county, "hours", [hours.zhang], hours.folder / "1.pdf")
    give(hours, 10)
    issuing.issue(hours.county, "hours", [hours.li], hours.folder / "2.pdf")
    (gap,) = blocks.gaps(hours.county)
    assert (gap.first, gap.last) == (2, 11) and "城关小学" in gap.why


@pytest.mark.parametrize("seed", range(4))
def test_however_two_offices_issue_restore_and_exchange_no_number_is_given_twice(hours: Two, seed: int) -> None:
    chance = random.Random(seed)
    given: list[str] = []
    copy = hours.folder / "旧.xinhuo"
    for step in range(14):
        what = chance.choice(["county", "county", "school", "school", "school", "round", "give", "keep", "restore"])
        person = chance.choice([hours.zhang, hours.li])
        try:
            if what == "county":
                given.append(print_hours(hours, hours.county, person, f"县{seed}-{step}"))
            elif what == "school":
                given.append(print_hours(hours, hours.school, person, f"校{seed}-{step}"))
            elif what == "give":
                give(hours, chance.randint(1, 3))
            elif what == "round":
                hours.round()
            elif what == "keep":
                for one in (copy, *making.companions(copy)):
                    one.unlink(missing_ok=True)
                making.by_hand(hours.school, copy)
            elif copy.exists():
                path = hours.school.path
                hours.school.close()
                restoring.restore(copy, path)
                hours.school = open_session(path)
        except Problem as problem:
            assert what == "school" and ("编号段" in problem.title or "由县里" in problem.title), problem
    assert max(Counter(given).values(), default=1) == 1
    receiving.take(hours.county, hours.up())
    assert set(numbers(hours.county)) <= set(given)
    assert not stored_exchange.conflicts(hours.county.store)


def test_a_file_for_a_school_tells_how_far_its_blocks_are_used(hours: Two) -> None:
    made = give(hours)
    hours.round()
    issuing.issue(hours.school, "hours", [hours.zhang], hours.folder / "1.pdf")
    receiving.take(hours.county, hours.up())
    assert numbering.highest_given(hours.county.store, hours.school.site) == {made.id: made.first}
    path: Path = packing.pack(hours.county, "2199000001", hours.folder).path
    assert path.exists()


def test_a_school_sees_its_own_blocks_and_may_give_none(hours: Two) -> None:
    give(hours)
    hours.round()
    (mine,) = blocks.listed(hours.school)
    assert mine.mine and mine.left == 10
    with pytest.raises(SHOWN, match="由县里给"):
        blocks.computers(hours.school)


def test_a_county_put_back_from_before_a_block_by_months_gives_none_of_its_numbers(hours: Two) -> None:
    numbering.set_pattern(hours.county, "hours", "XS{年}{月}{流水号:4}")
    path, copy = hours.county.path, making.by_hand(hours.county, hours.folder / "旧.xinhuo")
    give(hours)
    hours.round()
    mine = issuing.issue(hours.school, "hours", [hours.li], hours.folder / "校.pdf").numbers
    hours.county.close()
    restoring.restore(copy, path)
    hours.county = open_session(path)
    assert issuing.issue(hours.county, "hours", [hours.zhang], hours.folder / "县.pdf").numbers != mine


def test_a_number_whose_paper_was_deleted_is_given_to_no_school(hours: Two) -> None:
    issuing.issue(hours.county, "hours", [hours.zhang], hours.folder / "县.pdf")
    with hours.county.writing("删除") as rows:
        rows.delete("certificates", str(certificates.listed(hours.county)[0]["id"]))
    with pytest.raises(Problem, match="已经用到 1 号"):
        give(hours, 5, first=1)
    assert give(hours, 5, first=2).first == 2


def test_serials_below_the_start_may_be_given_away(hours: Two) -> None:
    numbering.set_pattern(hours.county, "hours", "{字头}{种类}〔{年}〕{流水号:6}号", 1000)
    issuing.issue(hours.county, "hours", [hours.zhang], hours.folder / "县.pdf")
    assert give(hours, 999, first=1).last == 999
    with pytest.raises(Problem, match="从 1 开始"):
        give(hours, 5, first=-3)


def test_a_school_cannot_make_a_void_paper_valid_again(hours: Two) -> None:
    give(hours)
    hours.round()
    issuing.issue(hours.school, "hours", [hours.li], hours.folder / "校.pdf")
    receiving.take(hours.county, hours.up())
    pk = str(certificates.listed(hours.county)[0]["id"])
    issuing.void(hours.county, [pk], "不符合条件")
    hours.answer()
    with hours.school.writing("恢复") as rows:
        rows.update("certificates", pk, {"status": "valid"})
    receiving.take(hours.county, hours.up())
    assert [row["status"] for row in certificates.listed(hours.county)] == ["void"]
    assert "不能恢复" in str(hours.outcome(hours.county)[-1][1])
    hours.answer()
    hours.same()


def test_taking_a_block_back_leaves_the_key_that_proves_its_papers(hours: Two) -> None:
    give(hours)
    hours.round()
    issuing.issue(hours.school, "hours", [hours.li], hours.folder / "校.pdf")
    records.undo_last(hours.county)
    assert blocks.listed(hours.county) == []
    with pytest.raises(StorageProblem, match="公钥已经登记"):
        records.undo_last(hours.county)
    receiving.take(hours.county, hours.up())
    (row,) = hours.county.store.all("SELECT * FROM certificates")
    assert statements.check(hours.county, str(row["statement"])).state is State.GENUINE


_OF_THE_COUNTY: dict[str, dict[str, object]] = {
    "designs": {"kind": "completion", "name": "某", "body": "{}"},
    "texts": {"kind": "other", "name": "某", "body": "某"},
    "number_patterns": {"kind": "hours", "pattern": "A{流水号}", "start": 1},
    "number_blocks": {"kind": "hours", "year": 2026, "computer": "某", "pattern": "{流水号}", "first": 1, "last": 5},
    "paper_keys": {"key": "ab" * 32, "name": "某", "start_date": "2026-01-01"},
    "targets": {"title": "某", "figure": "teachers", "number": 1, "start_date": "2026-01-01", "end_date": "2026-12-31"},
}


@pytest.mark.parametrize("table", list(_OF_THE_COUNTY))
def test_what_a_school_writes_of_the_countys_paper_is_taken_nowhere(hours: Two, table: str) -> None:
    site = {"site": hours.school.site} if table in ("number_blocks", "paper_keys") else {}
    with hours.school.writing("伪造") as rows:
        rows.insert(table, {**_OF_THE_COUNTY[table], **site})
    receiving.take(hours.county, hours.up())
    hours.answer()
    for office in (hours.county, hours.school):
        assert office.store.all(f"SELECT * FROM {table}") == []


def test_a_file_that_brought_issued_papers_is_not_taken_back(hours: Two) -> None:
    give(hours)
    hours.round()
    given = issuing.issue(hours.school, "hours", [hours.li], hours.folder / "校.pdf").numbers
    file = take(hours)
    with pytest.raises(Problem, match="不能整个撤销") as refused:
        undoing.undo(hours.county, file)
    assert given[0] in refused.value.advice and "作废" in refused.value.advice
    assert numbers(hours.county) == list(given)


@pytest.mark.parametrize(
    "forged",
    [
        {"issuer": "示范县教育局"},
        {"issued_on": "2026-13-01"},
        {"valid_until": "永久"},
        {"valid_until": "2099-1-1"},
        {"status": "某"},
    ],
)
def test_a_paper_that_says_what_none_may_is_refused(hours: Two, forged: dict[str, str]) -> None:
    give(hours)
    hours.round()
    given = issuing.issue(hours.school, "hours", [hours.zhang], hours.folder / "校.pdf").numbers
    (row,) = hours.school.store.all("SELECT * FROM certificates")
    another = {"id": "f" * 32, "number": given[0].replace("1号", "2号"), "serial": 2}
    with hours.school.writing("伪造") as rows:
        rows.insert("certificates", {**row, **another, **forged})
    receiving.take(hours.county, hours.up())
    assert numbers(hours.county) == list(given)
    assert hours.outcome(hours.county)[-1][0] == "rejected"
