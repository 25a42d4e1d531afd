"""Proposals over real packages: up as ordinary acts, decisions down, crossings on the way, and who sees what."""

import json
import shutil
from collections.abc import Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app import organisations, proposals, records, reviewing, studios, teachers
from app.exchange import membership, packing, receiving
from app.exchange.plan import Operation, Plan, Transaction, plan
from app.exchange.plan import State as PlanState
from app.problems import Problem
from app.session import Session, open_session
from storage import exchange as stored
from storage.problems import StorageProblem


@dataclass
class Offices:
    """A county with 张𬭎 at 城关小学 and 单丽 at 清水小学; both schools joined and took the first file."""

    county: Session
    school: Session
    other: Session
    stick: Path
    zhang: str
    shan: str

    def up(self, session: Session | None = None) -> Path:
        return packing.pack(session or self.school, "county", self.stick).path

    def down(self, to: str = "城关小学") -> Path:
        return packing.pack(self.county, to, self.stick).path

    def send_up(self, session: Session | None = None) -> None:
        receiving.take(self.county, self.up(session))

    def send_down(self) -> None:
        receiving.take(self.school, self.down())

    def ask(self, honour: str = "市级骨干", reason: str = "市教育局文件") -> str:
        return proposals.propose(self.school, "teachers", self.zhang, "honour", honour, reason)


@pytest.fixture(scope="module")
def founded(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("示范 县")
    with membership.found_county(folder / "county.xinhuo", "示范县教育局", operator="王敏") as county:
        for code, school, teacher in (("2199000001", "城关小学", "张𬭎"), ("2199000002", "清水小学", "单丽")):
            organisation = organisations.save(county, None, {"name": school, "code": code, "kind": "3"})
            teachers.save(county, None, {"name": teacher, "work": organisation, "phone": "13900000001"})
            invite = membership.invite(county, organisation, folder)
            request = membership.join(invite.path, folder / f"{school}.xinhuo", folder, operator="李娜")
            receiving.take(county, request.path)
            with open_session(folder / f"{school}.xinhuo") as session:
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


def only(session: Session) -> reviewing.Proposal:
    (one,) = reviewing.listed(session)
    return one


def test_a_proposal_goes_up_is_passed_and_comes_back(offices: Offices) -> None:
    pk = offices.ask()
    assert only(offices.school).status_label == "待审"
    report = receiving.take(offices.county, offices.up()).report
    assert [(one.kind, one.about, one.root) for one in report.entries] == [("new", "张𬭎", offices.zhang)]
    told = {line.label: line.new for line in report.entries[0].lines}
    assert (told["记录种类"], told["项目"], told["申请改为"], told["理由"]) == (
        "教师",
        "最高骨干称号",
        "市级骨干",
        "市教育局文件",
    )
    assert teachers.get(offices.county, offices.zhang)["honour"] is None
    one = only(offices.county)
    assert (one.school, one.about, one.label, one.old, one.new) == ("城关小学", "张𬭎", "最高骨干称号", "", "市级骨干")
    assert (one.actor, one.version, reviewing.waiting(offices.county)) == ("李娜", 1, 1)
    assert reviewing.decide(offices.county, [pk], proposals.PASSED, "属实") == reviewing.Decided(1)
    assert teachers.get(offices.county, offices.zhang)["honour"] == "市级骨干"
    answer = receiving.take(offices.school, offices.down()).report
    assert {one.about for one in answer.entries if one.table in ("teachers", "decisions")} == {"张𬭎"}
    assert teachers.get(offices.school, offices.zhang)["honour"] == "市级骨干"
    one = only(offices.school)
    assert (one.status_label, one.comment, one.decided_by) == ("通过", "属实", "王敏")
    assert reviewing.waiting(offices.county) == offices.school.waiting == 0


def test_what_was_returned_is_asked_again_under_the_same_id(offices: Offices) -> None:
    pk = offices.ask()
    offices.send_up()
    reviewing.decide(offices.county, [pk], proposals.RETURNED, "请附文件")
    offices.send_down()
    assert (only(offices.school).status_label, reviewing.waiting(offices.school)) == ("退回", 1)
    proposals.resubmit(offices.school, pk, "县级骨干", "县教育局文件，见附件")
    assert reviewing.waiting(offices.school) == 0
    offices.send_up()
    one = only(offices.county)
    assert (one.id, one.version, one.status_label, one.decided_version) == (pk, 2, "待审", 1)
    reviewing.decide(offices.county, [pk], proposals.PASSED)
    offices.send_down()
    assert teachers.get(offices.school, offices.zhang)["honour"] == "县级骨干"
    for session in (offices.county, offices.school):
        steps = reviewing.story(session, pk)
        assert [step.what for step in steps] == ["第 1 次申请", "县里退回", "第 2 次申请", "县里通过"]
        assert [step.value for step in steps] == ["市级骨干", "市级骨干", "县级骨干", "县级骨干"]
        assert [step.words for step in steps] == ["市教育局文件", "请附文件", "县教育局文件，见附件", ""]


def test_a_decision_that_crosses_a_newer_version_on_the_way_decides_only_the_older(offices: Offices) -> None:
    pk = offices.ask()
    offices.send_up()
    proposals.resubmit(offices.school, pk, "县级骨干", "原来写错了")
    reviewing.decide(offices.county, [pk], proposals.RETURNED, "没有这个文件")
    crossing = offices.up()
    offices.send_down()
    one = only(offices.school)
    assert (one.status_label, one.version, one.decided_version) == ("待审", 2, 1)
    receiving.take(offices.county, crossing)
    one = only(offices.county)
    assert (one.status_label, one.version, one.new) == ("待审", 2, "县级骨干")


def test_passing_an_older_version_leaves_the_newer_one_to_be_reviewed(offices: Offices) -> None:
    pk = offices.ask()
    offices.send_up()
    proposals.resubmit(offices.school, pk, "县级骨干", "原来写错了")
    reviewing.decide(offices.county, [pk], proposals.PASSED)
    offices.send_up()
    assert (only(offices.county).status_label, only(offices.county).now) == ("待审", "市级骨干")
    # The county has moved since the school asked: nobody passes that without having looked.
    left = reviewing.decide(offices.county, [pk], proposals.PASSED)
    assert left.done == 0 and "县里改过这一项（现在是“市级骨干”）" in left.left[0].reason
    assert reviewing.decide(offices.county, [pk], proposals.PASSED, over=True).done == 1
    assert teachers.get(offices.county, offices.zhang)["honour"] == "县级骨干"
    offices.send_down()
    assert only(offices.school).status_label == "通过"
    steps = [step.what for step in reviewing.story(offices.school, pk)]
    assert steps == ["第 1 次申请", "县里通过", "第 2 次申请", "县里通过"]


def test_a_proposal_withdrawn_while_it_was_passed_counts_as_passed(offices: Offices) -> None:
    pk = offices.ask()
    offices.send_up()
    proposals.withdraw(offices.school, [pk])
    assert only(offices.school).status_label == "已撤回"
    reviewing.decide(offices.county, [pk], proposals.PASSED)
    offices.send_up()
    assert only(offices.county).status_label == "通过"
    offices.send_down()
    assert only(offices.school).status_label == "通过"
    assert teachers.get(offices.school, offices.zhang)["honour"] == "市级骨干"
    with pytest.raises(Problem, match="县里已经通过"):
        proposals.resubmit(offices.school, pk, "县级骨干", "再改")


def test_a_proposal_withdrawn_while_it_was_returned_stays_withdrawn(offices: Offices) -> None:
    pk = offices.ask()
    offices.send_up()
    proposals.withdraw(offices.school, [pk])
    reviewing.decide(offices.county, [pk], proposals.RETURNED, "没有文件")
    offices.send_up()
    offices.send_down()
    for session in (offices.county, offices.school):
        assert only(session).status_label == "已撤回"
        assert reviewing.story(session, pk)[-1].what == "撤回申请"
    left = reviewing.decide(offices.county, [pk], proposals.PASSED)
    assert left.left[0].reason == "学校已经撤回。"


def test_two_schools_never_see_each_others_letters(offices: Offices) -> None:
    offices.ask()
    offices.send_up()
    receiving.take(offices.other, offices.down("清水小学"))
    other = proposals.propose(offices.other, "teachers", offices.shan, "honour", "县级骨干", "县文件")
    offices.send_up(offices.other)
    reviewing.decide(offices.county, [one.id for one in reviewing.listed(offices.county)], proposals.PASSED)
    offices.send_down()
    receiving.take(offices.other, offices.down("清水小学"))
    assert [one.about for one in reviewing.listed(offices.school)] == ["张𬭎"]
    assert [(one.id, one.status_label) for one in reviewing.listed(offices.other)] == [(other, "通过")]
    for session, stranger in ((offices.school, "单丽"), (offices.other, "张𬭎")):
        everything = json.dumps(session.store.all("SELECT * FROM base"), ensure_ascii=False)
        assert stranger not in everything and "decisions" in everything


def test_a_school_asks_about_its_own_organisation_and_membership(offices: Offices) -> None:
    studio = studios.save(offices.county, None, {"name": "张𬭎工作室", "kind": "1"})
    member = studios.save_member(offices.county, None, {"studio_id": studio, "teacher_id": offices.zhang, "role": "2"})
    offices.send_down()
    own = str(offices.school.organisation)
    labels = [field.label for field in proposals.can_be_asked(offices.school, "organisations", own)]
    assert "电话" in labels and "地址" in labels
    phone = proposals.propose(offices.school, "organisations", own, "phone", "0371-12345678", "换了电话")
    left_on = proposals.propose(offices.school, "members", member, "left_on", "2026-09-01", "已退出")
    offices.send_up()
    assert reviewing.decide(offices.county, [phone, left_on], proposals.PASSED).done == 2
    row = records.get(offices.county, organisations.ENTITY, own)
    assert row["phone"] == "037112345678"
    assert studios.members(offices.county, studio)[0]["left_on"] == "2026-09-01"
    # The teacher a membership is about is its root and stays.
    assert "teacher_id" not in {field.name for field in proposals.can_be_asked(offices.school, "members", member)}


def test_an_objection_asks_about_a_field_of_the_schools_own(offices: Offices) -> None:
    with pytest.raises(Problem, match="可以直接修改"):
        proposals.propose(offices.school, "teachers", offices.zhang, "phone", "13900000002", "本人来电")
    pk = proposals.propose(
        offices.school, "teachers", offices.zhang, "phone", "13900000002", "本人来电", objection=True
    )
    report = receiving.take(offices.county, offices.up()).report
    assert "13900000002" not in str(report.entries)
    assert (only(offices.county).kind, only(offices.county).sensitive) == ("objection", True)
    reviewing.decide(offices.county, [pk], proposals.PASSED)
    offices.send_down()
    assert teachers.get(offices.school, offices.zhang)["phone"] == "13900000002"


def test_what_moved_away_meanwhile_is_left_and_named(offices: Offices) -> None:
    pk = offices.ask()
    offices.send_up()
    teachers.save(offices.county, offices.zhang, {"work": offices.other.organisation})
    left = reviewing.decide(offices.county, [pk], proposals.PASSED).left
    assert [(one.about, one.reason) for one in left] == [("张𬭎", "这条记录已不由城关小学管理。")]
    assert teachers.get(offices.county, offices.zhang)["honour"] is None


def test_a_county_put_back_gets_proposals_and_decisions_again(offices: Offices) -> None:
    offices.county.store.conn.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    copy = shutil.copyfile(offices.county.path, offices.county.path.with_suffix(".copy"))
    pk = offices.ask()
    offices.send_up()
    reviewing.decide(offices.county, [pk], proposals.RETURNED, "没有文件")
    offices.send_down()
    path = offices.county.path
    offices.county.close()
    shutil.copyfile(copy, path)
    for log in ("-wal", "-shm"):
        path.with_name(path.name + log).unlink(missing_ok=True)
    offices.county = open_session(path)
    for _ in range(2):
        offices.send_up()
        offices.send_down()
    # The school's own act is sent again; the county's decision is offered back for a person to decide.
    assert only(offices.county).status_label == "待审"
    offered = offices.county.store.tuples("SELECT DISTINCT tbl FROM reviews")
    assert ("decisions",) in offered
    assert only(offices.school).id == pk


# -- what a forged or foreign file could try


def letter(site: str, table: str, root: str, fields: Mapping[str, object], pk: str = "q") -> Transaction:
    return Transaction("t", site, "李", "x", "2026-11-22", (Operation(root, table, pk, "I", fields),))


def planned(offices: Offices, transaction: Transaction) -> Plan:
    from app import entities

    with offices.county.store.reading():
        roots = {operation.root for operation in transaction.operations}
        rows = offices.county.store
        scope = {str(row[0]) for row in rows.tuples("SELECT root FROM scope WHERE site = ?", (transaction.site,))}
        there = {str(row[0]) for row in rows.tuples("SELECT root FROM scope")} & roots
    return plan(
        PlanState(rows={}, scope=scope, roots=there, purged=set(), known=set(), county_only=entities.county_only()),
        [transaction],
    )


def test_a_school_cannot_write_a_letter_of_another_school(offices: Offices) -> None:
    offices.down()
    packing.pack(offices.county, "清水小学", offices.stick)
    theirs = {"root": offices.other.site, "tbl": "teachers", "pk": offices.zhang, "col": "honour", "reason": "x"}
    made = planned(offices, letter(offices.school.site, "proposals", offices.other.site, theirs))
    assert made.outcomes["t"].outcome == "rejected"
    mine = {**theirs, "root": offices.school.site}
    assert (
        planned(offices, letter(offices.school.site, "proposals", offices.school.site, mine)).outcomes["t"].outcome
        == "applied"
    )
    # Said to be its own, but written into another's.
    assert (
        planned(offices, letter(offices.school.site, "proposals", offices.school.site, theirs)).outcomes["t"].outcome
        == "rejected"
    )


def test_a_school_cannot_decide_itself_nor_claim_a_root_by_a_letter(offices: Offices) -> None:
    offices.down()
    site = offices.school.site
    verdict = {"root": site, "proposal_id": "q", "version": 1, "verdict": "passed"}
    made = planned(offices, letter(site, "decisions", site, verdict))
    assert made.outcomes["t"].outcome == "rejected" and "由县里填写" in str(made.outcomes["t"].note)
    made = planned(
        offices, letter(site, "proposals", "root of nobody yet", {"root": "root of nobody yet"}, "root of nobody yet")
    )
    assert made.granted == []


def test_a_direct_change_of_an_older_program_is_told_how_to_ask(offices: Offices) -> None:
    with offices.school.writing("修改教师：张𬭎") as rows:
        rows.update("teachers", offices.zhang, {"honour": "市级骨干"})
    offices.send_up()
    answer = receiving.take(offices.school, offices.down()).report
    assert any("申请更改……" in one.note for one in answer.entries)
    assert teachers.get(offices.school, offices.zhang)["honour"] is None
    assert stored.pending_count(offices.school.store) == 0


# -- any order


ACTS = st.lists(
    st.tuples(
        st.sampled_from(["ask", "again", "withdraw", "undo", "pass", "return", "up", "down", "lose", "edit"]),
        st.integers(0, 3),
    ),
    max_size=14,
)


@settings(max_examples=12, deadline=None)
@given(acts=ACTS)
def test_whatever_is_asked_answered_and_lost_both_sides_say_the_same_in_the_end(
    founded: Path, tmp_path_factory: pytest.TempPathFactory, acts: list[tuple[str, int]]
) -> None:
    stick = tmp_path_factory.mktemp("U")
    shutil.copytree(founded, stick, dirs_exist_ok=True)
    with open_session(stick / "county.xinhuo") as county, open_session(stick / "城关小学.xinhuo") as school:
        zhang = str(teachers.every(school)[0]["id"])
        both = Offices(county, school, school, stick, zhang, zhang)
        for act, number in acts:
            step(both, act, number)
        for _ in range(2):
            both.send_up()
            both.send_down()
        assert standing(school) == standing(county)
        assert stored.pending_count(school.store) == 0
        # A school that was told "passed" has the value, unless somebody wrote there again.
        for one in reviewing.listed(school):
            assert one.now == next(other.now for other in reviewing.listed(county) if other.id == one.id)


def step(both: Offices, act: str, number: int) -> None:
    """One thing that somebody does, if it can be done now."""
    ids = [one.id for one in reviewing.listed(both.county if act in ("pass", "return") else both.school)]
    one = ids[number % len(ids)] if ids else None
    with suppress(Problem, StorageProblem):
        if act == "ask":
            both.ask(f"{number} 级骨干", "文件")
        elif act == "up":
            both.send_up()
        elif act == "down":
            both.send_down()
        elif act == "lose":
            (both.up if number % 2 else both.down)().unlink()
        elif act == "edit":
            teachers.save(both.county, both.zhang, {"honour": f"县里的 {number}"})
        elif act == "undo":
            records.undo_last(both.school)
        elif one and act == "again":
            proposals.resubmit(both.school, one, f"第 {number} 种", "再报")
        elif one and act == "withdraw":
            proposals.withdraw(both.school, [one])
        elif one:
            verdict = proposals.PASSED if act == "pass" else proposals.RETURNED
            reviewing.decide(both.county, [one], verdict, "看过", over=bool(number % 2))


def standing(session: Session) -> set[tuple[object, ...]]:
    return {(one.id, one.version, one.status, one.new, one.comment) for one in reviewing.listed(session)}
