"""Assessments of studios, withdrawal, the end of a term and a new one, and members who come and go."""

from datetime import date

import pytest

from app import moving, records, studio_terms, studios
from app.problems import Problem
from app.records import Invalid
from app.rules import kinds
from app.rules.kinds import Studio

DAY = date(2026, 11, 21)


@pytest.fixture
def rooms(county) -> list[str]:
    """Three studios, the first with both teachers."""
    made = [
        studios.save(
            county.session, None, {"name": name, "kind": "2", "start_date": "2023-09-01", "end_date": "2026-08-31"}
        )
        for name in ("甲工作室", "乙工作室", "丙工作室")
    ]
    for pk in (county.zhang, county.shan):
        values = {"studio_id": made[0], "teacher_id": pk, "role": "3", "joined_on": "2023-09-10"}
        studios.save_member(county.session, None, values)
    return made


def rule(county, **said) -> None:
    with county.session.writing("规则") as rows:
        rows.insert(
            "rules",
            {
                "code": "studios", "kind": "studio", "title": "名师工作室管理办法", "start_date": "2020-01-01",
                "document": "示教〔2020〕8号", "parameters": kinds.written(Studio(**said)),
            },
        )  # fmt: skip


YEARLY = {"kind": studio_terms.YEARLY, "year": 2025}


def test_many_studios_get_one_grade_and_those_that_have_one_keep_it(county, rooms) -> None:
    rule(county)
    done = studio_terms.enter(county.session, rooms[:1], {**YEARLY, "grade": "1"})
    assert (done.written, done.there, done.to_withdraw) == (1, (), ())
    done = studio_terms.enter(county.session, rooms, {**YEARLY, "grade": "3"})
    assert (done.written, done.there) == (2, ("甲工作室",))
    assert set(done.to_withdraw) == set(rooms[1:])
    assert records.undo_last(county.session) == "登记 2025 年工作室年度考核：不合格"
    assert [row["grade"] for row in studio_terms.assessments(county.session)] == ["1"]


def test_a_studio_has_one_assessment_of_a_kind_and_year(county, rooms) -> None:
    values = {**YEARLY, "studio_id": rooms[0], "grade": "2"}
    pk = studio_terms.save_assessment(county.session, None, values)
    with pytest.raises(Invalid, match="已经登记过"):
        studio_terms.save_assessment(county.session, None, values)
    studio_terms.save_assessment(county.session, None, {**values, "kind": studio_terms.OF_TERM})
    studio_terms.save_assessment(county.session, pk, {"score": 92})


def test_a_failed_studio_is_to_be_withdrawn_only_where_a_rule_says_so(county, rooms) -> None:
    pk = studio_terms.save_assessment(
        county.session, None, {**YEARLY, "studio_id": rooms[0], "grade": studio_terms.FAILED}
    )
    assert studio_terms.get_assessment(county.session, pk)["to_do"] == ""
    rule(county, withdraw=("3",))
    assert studio_terms.get_assessment(county.session, pk)["to_do"] == studio_terms.TO_WITHDRAW
    studio_terms.close(county.session, rooms[:1], studios.WITHDRAWN, DAY)
    assert studio_terms.get_assessment(county.session, pk)["to_do"] == ""


def test_withdrawal_is_one_act_that_can_be_undone(county, rooms) -> None:
    done = studio_terms.close(county.session, rooms[:1], studios.WITHDRAWN, DAY, "示教〔2026〕30号")
    assert (done.studios, done.members) == (1, 2)
    row = studios.get(county.session, rooms[0])
    assert (row["state"], row["closed_on"], row["document"], row["members"]) == (
        "3",
        "2026-11-21",
        "示教〔2026〕30号",
        0,
    )
    assert {one["left_on"] for one in studios.members(county.session, rooms[0])} == {"2026-11-21"}
    assert studio_terms.close(county.session, rooms[:1], studios.ENDED, DAY).studios == 0
    assert records.undo_last(county.session) == "撤销工作室：甲工作室"
    row = studios.get(county.session, rooms[0])
    assert (row["state"], row["closed_on"], row["members"]) == (None, None, 2)


def test_a_term_ends_for_many_at_once_or_goes_on(county, rooms) -> None:
    assert studio_terms.close(county.session, rooms[:2], studios.ENDED, DAY).studios == 2
    assert [studios.runs(row) for row in studios.listed(county.session)].count(True) == 1
    assert studio_terms.renew(county.session, rooms[2:], date(2029, 8, 31), "示教〔2026〕40号") == 1
    row = studios.get(county.session, rooms[2])
    assert (row["end_date"], row["document"]) == ("2029-08-31", "示教〔2026〕40号")
    with pytest.raises(Problem, match="更晚"):
        studio_terms.renew(county.session, rooms[2:], date(2028, 8, 31))
    assert studio_terms.renew(county.session, rooms[:1], date(2029, 8, 31)) == 1
    assert studios.runs(studios.get(county.session, rooms[0]))


def test_only_an_end_or_a_withdrawal_closes(county, rooms) -> None:
    with pytest.raises(Problem, match="期满结束或已撤销"):
        studio_terms.close(county.session, rooms, studios.RUNNING, DAY)


def test_the_next_term_is_as_long_as_the_rule_says(county, rooms) -> None:
    assert studio_terms.next_end(county.session, rooms[0]) == ""
    rule(county, years=3)
    assert studio_terms.next_end(county.session, rooms[0]) == "2029-08-31"


def test_members_move_to_another_studio_in_one_act(county, rooms) -> None:
    both = [row["id"] for row in studios.members(county.session, rooms[0])]
    assert studios.move(county.session, both, rooms[1], DAY) == 2
    assert studios.move(county.session, both, rooms[1], DAY) == 0
    assert [(row["role"], row["joined_on"]) for row in studios.members(county.session, rooms[1])] == [
        ("3", "2026-11-21")
    ] * 2
    assert {row["left_on"] for row in studios.members(county.session, rooms[0])} == {"2026-11-21"}
    assert records.undo_last(county.session) == "转到乙工作室：2 人"
    assert studios.get(county.session, rooms[0])["members"] == 2


def test_nobody_moves_to_where_they_are_already_or_to_a_studio_that_has_ended(county, rooms) -> None:
    studios.save_member(
        county.session, None, {"studio_id": rooms[1], "teacher_id": county.zhang, "role": "2"}, agreed=True
    )
    pks = [row["id"] for row in studios.members(county.session, rooms[0])]
    with pytest.raises(Invalid, match="张𬭎：这位教师已经是"):
        studios.move(county.session, pks, rooms[1], DAY)
    studio_terms.close(county.session, rooms[2:], studios.ENDED, DAY)
    with pytest.raises(Problem, match="已经结束"):
        studios.move(county.session, pks, rooms[2], DAY)


def test_too_many_who_move_are_asked_about(county, rooms) -> None:
    rule(county, most=1)
    pks = [row["id"] for row in studios.members(county.session, rooms[0])]
    with pytest.raises(studios.Doubtful, match="最多 1 名"):
        studios.move(county.session, pks, rooms[1], DAY)
    assert studios.move(county.session, pks, rooms[1], DAY, agreed=True) == 2


def test_somebody_in_two_studios_is_asked_about_and_shown(county, rooms) -> None:
    values = {"studio_id": rooms[1], "teacher_id": county.zhang, "role": "2"}
    with pytest.raises(studios.Doubtful, match="已在“甲工作室”（培养对象）"):
        studios.save_member(county.session, None, values)
    studios.save_member(county.session, None, values, agreed=True)
    others = {
        row["studio_name"]: row["others"]
        for row in studios.members(county.session)
        if row["teacher_id"] == county.zhang
    }
    assert others == {"甲工作室": "乙工作室", "乙工作室": "甲工作室"}


def test_the_host_of_another_studio_is_asked_about_too(county, rooms) -> None:
    studios.save(county.session, rooms[2], {"host_id": county.zhang})
    with pytest.raises(studios.Doubtful, match="丙工作室”（主持人）"):
        studios.save_member(county.session, None, {"studio_id": rooms[1], "teacher_id": county.zhang, "role": "2"})


def test_those_who_left_the_county_are_listed_and_leave_on_that_day_in_one_act(county, rooms) -> None:
    assert studios.gone(county.session) == []
    moving.move(county.session, [county.zhang], {"kind": "8", "since": "2026-10-01", "document": "退〔2026〕1号"})
    (row,) = studios.gone(county.session)
    assert (row["teacher_name"], row["gone_on"]) == ("张𬭎", "2026-10-01")
    assert studios.get(county.session, rooms[0])["members_gone"] == 1
    assert studios.leave_gone(county.session) == 1
    (row,) = (one for one in studios.members(county.session) if one["teacher_id"] == county.zhang)
    assert row["left_on"] == "2026-10-01"
    assert studios.leave_gone(county.session) == 0
    with pytest.raises(studios.Doubtful, match="离开本县"):
        studios.save_member(county.session, None, {"studio_id": rooms[1], "teacher_id": county.zhang, "role": "2"})


def test_the_figures_of_one_county_are_those_it_reported(county) -> None:
    """A7: 名校长工作室 13, 名师工作室 34, 名班主任工作室 2; 培养对象 289 人, each counted once per studio."""
    kinds_ = ["1"] * 13 + ["2"] * 34 + ["3"] * 2
    made = []
    with county.session.writing("登记工作室") as rows:
        people = [rows.insert("teachers", {"name": f"教师{number}"}) for number in range(287)]
        for number, kind in enumerate(kinds_):
            made.append(rows.insert("studios", {"name": f"第{number}工作室", "kind": kind}))
        for number, pk in enumerate(people):
            rows.insert("members", {"studio_id": made[number % 49], "teacher_id": pk, "role": "3"})
        # Two people are in two studios; one came back to where they had been.
        for number, pk in ((1, people[0]), (2, people[1])):
            rows.insert("members", {"studio_id": made[number], "teacher_id": pk, "role": "3"})
        rows.insert("members", {"studio_id": made[5], "teacher_id": people[0], "role": "3", "left_on": "2025-01-01"})
        gone = rows.insert("studios", {"name": "已撤销的", "kind": "2", "state": "3"})
        rows.insert("members", {"studio_id": gone, "teacher_id": people[3], "role": "3", "left_on": "2025-01-01"})
    found = {row["kind"]: (row["studios"], row["members"]) for row in studios.figures(county.session)}
    assert {kind: count for kind, (count, _) in found.items()} == {"1": 13, "2": 34, "3": 2}
    assert sum(members for _, members in found.values()) == 289
    assert studios.people(county.session) == 287


def test_what_has_to_be_decided_waits_until_it_is(county, rooms) -> None:
    assert set(studio_terms.undecided(county.session)) == set(rooms)
    studio_terms.renew(county.session, rooms[:1], date(2029, 8, 31))
    studio_terms.close(county.session, rooms[1:2], studios.ENDED, DAY)
    assert studio_terms.undecided(county.session) == (rooms[2],)
    studio_terms.renew(county.session, rooms[2:], date(2029, 8, 31))
    rule(county, withdraw=("3",))
    studio_terms.enter(county.session, rooms[:1], {**YEARLY, "grade": "3"})
    assert studio_terms.undecided(county.session) == (rooms[0],)


def test_an_earlier_failure_asks_nothing_after_a_later_grade(county, rooms) -> None:
    rule(county, withdraw=("3",))
    for year, grade in ((2024, "3"), (2025, "1")):
        studio_terms.enter(county.session, rooms[:1], {"kind": studio_terms.YEARLY, "year": year, "grade": grade})
    assert [row["to_do"] for row in studio_terms.assessments(county.session)] == ["", ""]
    studio_terms.enter(county.session, rooms[:1], {"kind": studio_terms.OF_TERM, "year": 2025, "grade": "3"})
    to_do = {row["kind"]: row["to_do"] for row in studio_terms.assessments(county.session) if row["year"] == 2025}
    assert to_do == {studio_terms.YEARLY: "", studio_terms.OF_TERM: studio_terms.TO_WITHDRAW}


@pytest.mark.parametrize("day, words", [(date(2026, 11, 22), "还没有到"), (date(2023, 8, 31), "才设立")])
def test_a_studio_ends_on_a_day_that_it_has_seen(county, rooms, day, words) -> None:
    with pytest.raises(Problem, match=words):
        studio_terms.close(county.session, rooms[:1], studios.ENDED, day)
    assert len(studios.members(county.session, rooms[0])) == 2


def test_nobody_joins_a_studio_that_has_ended_unasked(county, rooms) -> None:
    studio_terms.close(county.session, rooms[1:2], studios.ENDED, DAY)
    values = {"studio_id": rooms[1], "teacher_id": county.zhang, "role": "3", "joined_on": "2024-09-01"}
    with pytest.raises(studios.Doubtful, match="已经结束"):
        studios.save_member(county.session, None, values)
    assert studios.save_member(county.session, None, {**values, "left_on": "2025-07-01"})
