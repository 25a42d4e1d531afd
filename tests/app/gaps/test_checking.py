"""Every rule in force held against a real file, at the county and at a school."""

from datetime import date

import pytest

from app import catalogue, organisations, records, sessions, teachers, training
from app.declarations import ENTITY as DECLARED
from app.gaps.checking import results
from app.gaps.results import OK, SHORT, TOLD, Result, of_school, rates, schools
from app.rules import kinds
from app.rules.records import ENTITY as RULE
from app.session import Session
from tests.app.conftest import County
from tests.app.exchange.offices import Two


def say(session: Session, said: kinds.Parameters, title: str, since: str = "2021-01-01") -> None:
    kind = next(code for code, made in kinds.KINDS.items() if made is type(said))
    records.save(
        session, RULE, None,
        {"code": title, "kind": kind, "title": title, "start_date": since, "parameters": kinds.written(said)},
    )  # fmt: skip


def hold(session: Session, day: str, people: list[str], *, title: str = "培训", **more: str) -> str:
    """A class of one day with a new programme; these people have passed."""
    programme = training.save_programme(session, None, {"title": title, "level": "4", "category": "2", **more})
    pk = training.save_class(
        session, None,
        {"programme_id": programme, "name": "一班", "year": int(day[:4]), "hours": 80, "start_date": day, "end_date": day},
    )  # fmt: skip
    training.enrol(session, pk, people, result="1")
    return pk


def found(session: Session, day: date | None = None) -> dict[str, Result]:
    return {one.title: one for one in results(session, day)}


def names(lines: object) -> list[str]:
    return [one.name for one in lines]  # type: ignore[attr-defined]


def test_without_rules_there_is_nothing_to_check(county: County) -> None:
    assert results(county.session) == []


def test_a_rule_that_is_no_longer_in_force_is_not_checked(county: County) -> None:
    said = kinds.Count(register="courses", least=1)
    say(county.session, said, "课程", since="2027-01-01")
    assert results(county.session) == []
    assert [one.title for one in results(county.session, date(2027, 1, 1))] == ["课程"]


def test_each_kind_of_rule_finds_its_people(county: County) -> None:
    session = county.session
    teachers.save(session, county.zhang, {"is_class_teacher": 1, "subject": "12", "work_start": "2010-08"})
    teachers.save(session, county.shan, {"is_class_teacher": 1, "subject": "12", "work_start": "2026-08"})
    hold(session, "2026-05-01", [county.zhang], title="班主任培训", topic="11")
    hold(session, "2026-05-02", [county.zhang], title="思政培训", topic="31")
    hold(session, "2026-10-10", [county.shan], title="师德月", category="3")
    new = hold(session, "2026-08-20", [county.shan], title="岗前培训", topic="21")
    for module in ("1", "2"):
        sessions.save(session, None, {"class_id": new, "topic": f"课{module}", "module": module})
    records.save(
        session, DECLARED, None,
        {"teacher_id": county.zhang, "kind": "7", "title": "论语", "done_on": "2026-10-01", "category": "4"},
    )  # fmt: skip
    say(session, kinds.Tiers(topics=("11", "12", "13")), "轮训")
    say(session, kinds.Retraining(who=kinds.Who(subjects=("12",)), topics=("31",)), "思政")
    say(session, kinds.Induction(modules=("1", "2", "3")), "岗前")
    say(session, kinds.Reading(), "阅读")
    say(session, kinds.Headcount(people=1, about=kinds.About(topics=("31",))), "人数")
    say(session, kinds.Meetings(topics=("11",), times=1, people=2), "会期")
    window = kinds.Window(title="宣传月", about=kinds.About(categories=("3",)), starts="10-01", days=31)
    say(session, kinds.Calendar(windows=(window,)), "主题")
    read = found(session)
    assert {title: (names(one.met), names(one.missing)) for title, one in read.items()} == {
        "轮训": (["张𬭎"], ["单丽"]),
        "思政": (["张𬭎"], []),
        "岗前": ([], ["单丽"]),
        "阅读": (["张𬭎"], ["单丽"]),
        "人数": (["张𬭎"], ["单丽"]),
        "会期": ([], ["班主任培训（一班）"]),
        "宣传月": (["清水小学"], ["城关小学"]),
    }
    assert names(read["思政"].pending) == ["单丽"]
    assert read["岗前"].missing[0].note.startswith("缺：授课能力")


def test_registers_are_counted_as_they_stand(county: County) -> None:
    session = county.session
    say(session, kinds.Count(register="courses", least=2, fine=True), "精品课程")
    say(session, kinds.Count(register="bases", least=1, kinds=("3",), levels=("23",)), "省级示范学校")
    catalogue.save_course(session, None, {"title": "甲", "is_fine": 1})
    catalogue.save_course(session, None, {"title": "乙", "is_fine": 0})
    catalogue.save_base(
        session, None, {"name": "城关小学", "kind": "3", "level": "23", "organisation_id": county.school}
    )
    read = found(session)
    states = {title: (one.figure, one.state(session.today())) for title, one in read.items()}
    assert states == {"精品课程": ("1/2", SHORT), "省级示范学校": ("1/1", OK)}
    assert read["省级示范学校"].met[0].school == "城关小学"


def test_a_series_lists_what_was_missed(county: County) -> None:
    session = county.session
    say(session, kinds.Series(grace=2), "每两周一期")
    pk = hold(session, "2026-09-01", [county.zhang], title="校长有约")
    programme = records.get(session, training.CLASS, pk)["programme_id"]
    training.save_programme(session, str(programme), {"series_days": 14})
    for day in ("2026-09-15", "2026-10-13", "2026-10-27", "2026-11-10"):
        sessions.save(session, None, {"class_id": pk, "topic": day, "held_on": day})
    (one,) = results(session)
    assert one.title == "每两周一期：校长有约"
    assert [line.note for line in one.missing] == ["2026 年 9 月 16 日到 2026 年 9 月 29 日没有办"]


def test_one_school_can_be_looked_at_alone(county: County) -> None:
    say(county.session, kinds.Reading(), "阅读")
    say(county.session, kinds.Headcount(people=2), "人数")
    reading, headcount = results(county.session)
    assert schools([reading]) == {county.school: "城关小学", county.other_school: "清水小学"}
    alone = of_school(reading, county.school)
    assert (alone.figure, names(alone.missing)) == ("0/1", ["张𬭎"])
    assert of_school(headcount, county.school).state(county.session.today()) == TOLD
    assert rates(reading) == [(county.school, "城关小学", 0, 1), (county.other_school, "清水小学", 0, 1)]


@pytest.fixture
def joined(two: Two) -> Two:
    other = organisations.save(two.county, None, {"name": "清水小学", "code": "2199000002", "kind": "3"})
    teachers.save(two.county, None, {"name": "王五", "work": other})
    say(two.county, kinds.Reading(), "阅读")
    say(two.county, kinds.Headcount(people=3), "人数")
    window = kinds.Window(title="宣传月", about=kinds.About(), starts="01-01", days=31)
    say(two.county, kinds.Calendar(windows=(window,)), "主题")
    two.answer()
    return two


def test_at_a_school_only_its_own_people_are_looked_at(joined: Two) -> None:
    at_county, at_school = found(joined.county), found(joined.school)
    assert names(at_county["阅读"].missing) == ["李四", "张三", "王五"]
    assert names(at_school["阅读"].missing) == ["李四", "张三"]
    assert names(at_county["宣传月"].missing) == ["城关小学", "清水小学"]
    assert names(at_school["宣传月"].missing) == ["城关小学"]
    assert at_school["人数"].needed is None
