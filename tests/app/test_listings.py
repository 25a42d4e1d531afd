"""What lists hold: every name beside its id, in the order wanted; what a screen shows is a column of the list."""

import pytest

from app import accounts, listings, mentoring, studios, teachers, training
from app.fields import Kind
from app.importing.kinds import KINDS
from app.listings import LISTINGS, Listing, key_of, listing, values
from app.problems import Problem
from app.rules import kinds
from app.rules.kinds import Regime
from app.session import Session
from tests.app.ledger.rules import attend, rule, run


def rows(session: Session, made: Listing, only: list[str] | None, keys: list[str]) -> list[dict[str, object]]:
    """The list as rows by key."""
    columns = values(session, made, only, keys)
    return [dict(zip(keys, row, strict=True)) for row in zip(*columns, strict=True)]


def test_every_list_that_can_come_in_can_go_out_with_the_same_columns() -> None:
    for name, kind in KINDS.items():
        if name == "moves":
            continue  # they go out as the ledger among the reports
        made = LISTINGS[name]
        wanted = {one.name: one.label for one in kind.columns if one.name.rpartition(".")[2] != "id"}
        assert {one.name: one.label for one in made.columns}.items() >= wanted.items(), name


def test_a_list_holds_every_field_of_its_record() -> None:
    for made in LISTINGS.values():
        there = {one.name.partition(".")[0] for one in (*made.columns, *made.more)}
        left = {one.name for one in made.entity.fields} - there
        # What a certificate says in full stands on its paper; what the program keeps for itself nobody reads.
        unsaid = {one.name for one in made.entity.fields if one.unsaid}
        assert left <= ({"subject_id"} | unsaid if made.name == "certificates" else set()), made.name


def test_no_two_columns_of_a_list_have_one_key_or_one_label() -> None:
    for made in LISTINGS.values():
        both = (*made.columns, *made.more)
        assert len({one.name for one in both}) == len(both), made.name
        assert len({one.label for one in both}) == len(both), made.name


def test_a_column_is_found_by_key_and_by_label() -> None:
    made = listing("attendance")
    assert made.column("teacher_id.work") is made.column("任教学校")
    assert made.column("没有") is None


def test_a_list_nobody_knows_is_refused_with_those_there_are() -> None:
    with pytest.raises(Problem, match="teachers（教师）"):
        listing("pupils")


def test_rows_come_in_the_order_wanted_with_schools_by_name(county) -> None:
    found = rows(county.session, listing("teachers"), [county.zhang, "gone", county.shan], ["name", "work"])
    assert found == [{"name": "张𬭎", "work": "城关小学"}, {"name": "单丽", "work": "清水小学"}]


def test_people_that_a_record_refers_to_are_there_with_all_that_is_known_of_them(county) -> None:
    session = county.session
    values = {"kind": "1", "mentor_id": county.zhang, "mentee_id": county.shan, "start_date": "2026-09-01"}
    mentoring.save(session, None, values)
    teachers.save(session, county.zhang, {"title": "411"})
    keys = ["mentor_id.name", "mentor_id.work", "mentor_id.title", "mentee_id.name", "mentee_id.work", "activities"]
    (found,) = rows(session, listing("pairs"), None, keys)
    assert list(found.values()) == ["张𬭎", "城关小学", "411", "单丽", "清水小学", 0]


def test_the_programme_of_a_class_and_the_class_of_an_attendance_are_named(county) -> None:
    session = county.session
    programme = training.save_programme(session, None, {"title": "师德专题", "level": "4", "category": "1"})
    run = {"programme_id": programme, "name": "第一期", "year": 2026, "hours": 160}
    training.enrol(session, training.save_class(session, None, run), [county.zhang], "1")
    (found,) = rows(session, listing("attendance"), None, ["class_id.title", "class_id", "class_id.year", "level"])
    assert list(found.values()) == ["师德专题", "第一期", 2026, "4"]
    (found,) = rows(session, listing("classes"), None, ["programme_id", "programme_id.category", "people"])
    assert list(found.values()) == ["师德专题", "1", 1]
    by_person = {row["name"]: row["hours"] for row in rows(session, listing("teachers"), None, ["name", "hours"])}
    assert by_person["张𬭎"] == 160


def test_attendance_is_read_for_those_wanted_alone(county) -> None:
    session = county.session
    programme = training.save_programme(session, None, {"title": "师德专题", "level": "4", "category": "1"})
    run = {"programme_id": programme, "name": "第一期", "year": 2026, "hours": 160}
    training.enrol(session, training.save_class(session, None, run), [county.zhang, county.shan])
    first, second = (str(row["id"]) for row in training.attendance(session))
    assert [row["id"] for row in training.attendance(session, [second])] == [second]
    assert values(session, listing("attendance"), [second, first, "gone"], ["id"]) == [[second, first]]


def test_a_studio_without_a_host_has_an_empty_cell(county) -> None:
    studios.save(county.session, None, {"name": "数学名师工作室", "kind": "2"})
    (found,) = rows(county.session, listing("studios"), None, ["name", "host_id.name", "members"])
    assert found == {"name": "数学名师工作室", "host_id.name": None, "members": 0}


def test_what_a_screen_shows_is_known_under_whatever_name_it_has_there() -> None:
    for table, name, label, key in (
        ("teachers", "work_name", "任教学校", "work"),
        ("organisations", "parent_name", "上级单位", "parent_id"),
        ("pairs", "mentor_name", "师父", "mentor_id.name"),
        ("pairs", "mentor_school", "师父学校", "mentor_id.work"),
        ("members", "school_name", "单位", "teacher_id.work"),
        ("studios", "host_name", "主持人", "host_id.name"),
        ("attendance", "name", "姓名", "teacher_id.name"),
        ("certificates", "name", "姓名", "name"),
        ("classes", "title", "项目", "programme_id"),
        ("observations", "observed_name", "授课人", "observed_id.name"),
    ):
        assert key_of(listing(table), name, label) == key, (table, name)
    assert key_of(listing("pairs"), "left", "剩余") is None


def test_numbers_and_codes_of_all_lists_are_of_kinds_that_can_be_written() -> None:
    for made in listings.LISTINGS.values():
        for one in (*made.columns, *made.more):
            assert one.kind is not Kind.CODE or one.codes, (made.name, one.name)


def test_the_ledger_goes_out_with_everybody_under_every_regime_or_those_chosen(county) -> None:
    session = county.session
    rule(session, "每年", Regime(required=900, period="year"), title="每年培训")
    ratio = kinds.Ratio(per=80)
    rule(session, "学分", Regime(required=4000, period="year", unit="credits", ratios=(ratio,)), title="学分")
    attend(session, county.zhang, run(session, 125), 125)
    keys = ["teacher_id.name", "teacher_id.work", "regime", "counted", "missing", "until", "state"]
    found = rows(session, listing("ledger"), None, keys)
    assert len(found) == 4
    assert list(found[0].values()) == ["张𬭎", "城关小学", "学分", "1.56", "缺 38.44", "2026-12-31", "未达标"]
    only = [accounts.key("每年", "2025", county.shan), accounts.key("每年", "2026", county.zhang)]
    chosen = rows(session, listing("ledger"), only, [*keys[:1], "period", "counted"])
    assert [list(one.values()) for one in chosen] == [["单丽", "2025 年", 0], ["张𬭎", "2026 年", 125]]
