"""What a school may ask for, and what is refused before anything is written."""

import json
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app import certificates, mentoring, organisations, proposals, records, reviewing, studios, teachers, training
from app.entities import ENTITIES
from app.fields import Field, Kind
from app.problems import Problem
from app.records import Invalid
from app.session import Session, create_school
from tests.app.conftest import NOON, County

OWN = "a" * 32


@pytest.fixture
def school(tmp_path: Path) -> Iterator[Session]:
    """城关小学 with 张𬭎, a member of a studio, as if the county's file had been taken."""
    session = create_school(
        tmp_path / "校.xinhuo", "城关小学", site="b" * 32, organisation=OWN, operator="李娜", clock=lambda: NOON
    )
    with session:
        with session.writing("收到县里的文件") as rows:
            rows.insert("organisations", {"id": OWN, "name": "城关小学", "kind": "3", "code": "2199000001"})
        yield session


@pytest.fixture
def zhang(school: Session) -> str:
    return teachers.save(school, None, {"name": "张𬭎", "work": OWN, "phone": "13900000001"})


def test_the_fields_to_ask_for_are_those_a_school_cannot_write(school: Session, zhang: str) -> None:
    assert [field.label for field in proposals.can_be_asked(school, "teachers", zhang)] == ["最高骨干称号"]
    own = {field.name for field in proposals.can_be_asked(school, "organisations", OWN)}
    assert own == set(organisations.ENTITY.columns)
    assert proposals.can_be_asked(school, "proposals", "x") == ()


def test_of_a_certificate_only_its_state_can_be_asked_for(school: Session, zhang: str) -> None:
    with school.writing("收到县里的文件") as rows:
        paper = rows.insert(
            "certificates",
            {"kind": "hours", "number": "1", "teacher_id": zhang, "name": "张𬭎", "issuer": "示范县教育局",
             "issued_on": "2026-09-01", "facts": "{}", "status": "valid"},
        )  # fmt: skip
    assert [field.label for field in proposals.can_be_asked(school, "certificates", paper)] == ["状态", "备注"]
    with pytest.raises(Problem, match="证书编号不能申请更改"):
        proposals.propose(school, "certificates", paper, "number", "2", "印错了")
    assert certificates.listed(school)[0]["number"] == "1"


def test_a_programme_of_ones_own_is_simply_changed(school: Session) -> None:
    programme = training.save_programme(school, None, {"title": "校本研修", "level": "5", "category": "2"})
    assert proposals.can_be_asked(school, "programmes", programme) == ()
    with pytest.raises(Problem, match="本校可以直接修改"):
        proposals.propose(school, "programmes", programme, "title", "校本研修二", "改名")


def test_what_a_value_must_be_is_checked_before_it_is_asked_for(school: Session, zhang: str) -> None:
    for column, text, said in (
        ("phone", "12", "不是电话号码"),
        ("kind", "没有这种", "里没有“没有这种”"),
        ("closed_on", "2026-13-01", "没有这一天"),
        ("code", "学校", "只能是数字和字母"),
        ("parent_id", "nobody", "已经不在了"),
        ("name", "", "请填写单位名称"),
    ):
        with pytest.raises(Invalid, match=said):
            proposals.propose(school, "organisations", OWN, column, text, "更正")
    with pytest.raises(Problem, match="请写明申请的理由"):
        proposals.propose(school, "teachers", zhang, "honour", "县级骨干", "  ")
    with pytest.raises(Problem, match="现在就是空的"):
        proposals.propose(school, "teachers", zhang, "honour", "", "更正")
    assert reviewing.listed(school) == []


def test_what_cannot_be_asked_for_is_said(school: Session, zhang: str) -> None:
    for table, pk, column, said in (
        ("nothing", zhang, "honour", "不能申请更改"),
        ("decisions", zhang, "verdict", "不能申请更改"),
        ("teachers", "nobody", "honour", "找不到"),
        ("teachers", zhang, "fame", "没有“fame”这一项"),
        ("teachers", zhang, "work", "任教学校不能申请更改"),
    ):
        with pytest.raises(Problem, match=said):
            proposals.propose(school, table, pk, column, "县级骨干", "更正")


def test_a_second_proposal_about_a_field_is_the_next_version_of_the_first(school: Session, zhang: str) -> None:
    first = proposals.propose(school, "teachers", zhang, "honour", "县级骨干", "县文件")
    assert proposals.propose(school, "teachers", zhang, "honour", "市级骨干", "市文件") == first
    (one,) = reviewing.listed(school)
    assert (one.version, one.new, one.reason) == (2, "市级骨干", "市文件")
    proposals.withdraw(school, [first])
    assert proposals.propose(school, "teachers", zhang, "honour", "市级骨干", "市文件") != first


def test_asking_and_withdrawing_can_be_undone(school: Session, zhang: str) -> None:
    pk = proposals.propose(school, "teachers", zhang, "honour", "县级骨干", "县文件")
    assert proposals.withdraw(school, [pk]) == 1 and proposals.withdraw(school, [pk]) == 0
    records.undo_last(school)
    assert reviewing.get(school, pk).status_label == "待审"
    records.undo_last(school)
    assert reviewing.listed(school) == []


def test_a_version_that_was_undone_is_not_in_the_story(school: Session, zhang: str) -> None:
    pk = proposals.propose(school, "teachers", zhang, "honour", "县级骨干", "县文件")
    proposals.resubmit(school, pk, "市级骨干", "市文件")
    records.undo_last(school)
    (step,) = reviewing.story(school, pk)
    assert (step.what, step.value, step.words) == ("第 1 次申请", "县级骨干", "县文件")
    proposals.resubmit(school, pk, "省级骨干", "省文件")
    assert [step.value for step in reviewing.story(school, pk)] == ["县级骨干", "省级骨干"]


def test_an_asking_that_was_answered_is_not_undone(school: Session, zhang: str) -> None:
    pk = proposals.propose(school, "teachers", zhang, "honour", "县级骨干", "县文件")
    asked = str(school.store.value("SELECT id FROM transactions ORDER BY seq DESC LIMIT 1"))
    with school.writing("收到县里的文件") as rows:
        rows.insert(
            "decisions",
            {"root": school.site, "proposal_id": pk, "version": 1, "verdict": "returned", "decided_on": "2026-11-21",
             "decided_by": "王敏"},
        )  # fmt: skip
    with pytest.raises(Exception, match="引用"):
        records.undo(school, asked, "申请更改")
    assert reviewing.get(school, pk).status_label == "退回"


def test_the_county_writes_no_proposals(county: County) -> None:
    with pytest.raises(Problem, match="由学校提出"):
        proposals.propose(county.session, "teachers", county.zhang, "honour", "县级骨干", "x")
    wish: dict[str, str | int | None] = {"root": "x", "tbl": "teachers", "pk": county.zhang, "col": "honour"}
    wish |= {"reason": "x", "version": 1, "withdrawn": 0, "kind": "change"}
    with pytest.raises(Invalid, match="由学校填写，县里不能修改"):
        records.save(county.session, proposals.ENTITY, None, wish)


def test_a_school_decides_nothing(school: Session, zhang: str) -> None:
    pk = proposals.propose(school, "teachers", zhang, "honour", "县级骨干", "县文件")
    with pytest.raises(Problem, match="由县里审核"):
        reviewing.decide(school, [pk], "passed")
    with pytest.raises(Problem, match="由县里管理"):
        records.refuse_if_county_only(school, proposals.DECISION)


@given(st.one_of(st.none(), st.text(), st.integers(-(2**40), 2**40)))
def test_a_value_comes_back_from_its_json(value: str | int | None) -> None:
    assert proposals.decoded(proposals.encoded(value)) == value


@given(st.one_of(st.text(), st.integers(), st.none(), st.lists(st.integers()).map(json.dumps)))
def test_any_text_that_came_in_a_file_is_shown_and_never_fails(text: object) -> None:
    value = proposals.decoded(text)
    for field in (*teachers.FIELDS, *training.CLASS_FIELDS, Field("n", "数", Kind.COUNT), None):
        assert isinstance(proposals.as_words(field, value, lambda table, pk: "名"), str)
        if field is not None:
            assert proposals.is_of(field, value) in (True, False)


def test_every_kind_of_record_says_what_may_be_asked_of_it(school: Session) -> None:
    for table, entity in ENTITIES.items():
        names = {name for name in entity.columns if proposals.can_change(table, name)}
        if entity in (studios.MEMBER, mentoring.ACTIVITY):
            assert "studio_id" in names or "topic" in names
        assert not names & {"root"}


@pytest.mark.parametrize("text", ["[" * 200_000, "true", "1.5", "{", "[1]"])
def test_a_value_written_in_another_way_is_shown_as_it_is(text: str) -> None:
    assert proposals.decoded(text) == text


@pytest.mark.parametrize(
    ("kind", "value", "expected"),
    [
        (Kind.HOURS, 10, True),
        (Kind.HOURS, -1, False),
        (Kind.COUNT, 10**30, False),
        (Kind.FLAG, 1, True),
        (Kind.FLAG, 2, False),
        (Kind.FLAG, None, True),
    ],
)
def test_a_number_that_cannot_be_kept_is_no_value(kind: Kind, value: int | None, expected: bool) -> None:
    assert proposals.is_of(Field("x", "项", kind), value) is expected
