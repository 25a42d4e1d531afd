"""Plans, activities, who took part and the hours that gives, outputs."""

from contextlib import suppress

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app import records, studio_work, studios, training
from app.problems import Problem
from app.records import Invalid


@pytest.fixture
def studio(county) -> str:
    return studios.save(county.session, None, {"name": "单丽名师工作室", "kind": "2", "host_id": county.shan})


def held(county, studio: str, day: str = "2026-10-10", **more) -> str:
    values = {"studio_id": studio, "kind": "4", "held_on": day, "topic": "单元教学研讨", **more}
    return studio_work.save_activity(county.session, None, values)


def hours(county, teacher: str) -> dict[tuple[int, str], int]:
    found = training.hours_of_teacher(county.session, teacher)
    return {(one["year"], one["category"]): one["hours"] for one in found if one["hours"]}


def test_hours_of_an_activity_go_to_the_ledger_of_those_who_took_part(county, studio) -> None:
    activity = held(county, studio, hours=40, category="2")
    assert studio_work.take_part(county.session, activity, [county.zhang, county.shan]) == 2
    assert studio_work.take_part(county.session, activity, [county.zhang, county.shan]) == 0
    assert hours(county, county.zhang) == {(2026, "2"): 40}
    assert records.undo_last(county.session) == "登记参加活动：单元教学研讨"
    assert hours(county, county.zhang) == {}


def test_an_activity_that_gives_no_hours_still_says_who_was_there(county, studio) -> None:
    activity = held(county, studio)
    studio_work.take_part(county.session, activity, [county.zhang], part="主讲")
    (row,) = studio_work.participations(county.session, activity)
    assert (row["teacher_name"], row["hours"], row["part"], row["school_name"]) == ("张𬭎", 0, "主讲", "城关小学")
    assert hours(county, county.zhang) == {}


def test_hours_need_a_category(county, studio) -> None:
    with pytest.raises(Invalid, match="学时类别"):
        held(county, studio, hours=40)


def test_a_correction_of_the_hours_asks_whether_the_participants_follow(county, studio) -> None:
    activity = held(county, studio, hours=40, category="2")
    studio_work.take_part(county.session, activity, [county.zhang, county.shan])
    partly = studio_work.participations(county.session, activity)[0]
    studio_work.set_many(county.session, [partly["id"]], {"hours": 20})
    with pytest.raises(studio_work.Follow, match="由 4 改为 6") as asked:
        studio_work.save_activity(county.session, activity, {"hours": 60})
    assert asked.value.people == 1
    assert studio_work.get_activity(county.session, activity)["hours"] == 40
    studio_work.save_activity(county.session, activity, {"hours": 60}, follow=True)
    got = {row["id"]: row["hours"] for row in studio_work.participations(county.session, activity)}
    assert got[partly["id"]] == 20
    assert sorted(got.values()) == [20, 60]
    records.undo_last(county.session)
    assert sorted(row["hours"] for row in studio_work.participations(county.session, activity)) == [20, 40]


def test_the_activity_alone_may_be_corrected_and_fewer_hours_bind_everybody(county, studio) -> None:
    activity = held(county, studio, hours=40, category="2")
    studio_work.take_part(county.session, activity, [county.zhang, county.shan])
    studio_work.save_activity(county.session, activity, {"hours": 60}, follow=False)
    assert {row["hours"] for row in studio_work.participations(county.session, activity)} == {40}
    studio_work.save_activity(county.session, activity, {"hours": 30}, follow=True)
    assert {row["hours"] for row in studio_work.participations(county.session, activity)} == {30}


def test_nobody_takes_part_twice_or_gets_more_than_there_is(county, studio) -> None:
    activity = held(county, studio, hours=40, category="2")
    values = {"teacher_id": county.zhang, "activity_id": activity}
    pk = studio_work.save_participation(county.session, None, values)
    with pytest.raises(Invalid, match="已登记参加"):
        studio_work.save_participation(county.session, None, values)
    with pytest.raises(Invalid, match="不能多于"):
        studio_work.save_participation(county.session, pk, {"hours": 50})
    with pytest.raises(Invalid, match="不能多于"):
        studio_work.set_many(county.session, [pk], {"hours": 50})


def test_a_plan_is_held_against_what_took_place(county, studio) -> None:
    stage = {"studio_id": studio, "stage": "2026 年秋季", "start_date": "2026-09-01", "end_date": "2026-10-31"}
    plan = studio_work.save_plan(county.session, None, {**stage, "kind": "4", "times": 2})
    whole = studio_work.save_plan(county.session, None, {**stage, "times": 1})
    one = held(county, studio)
    other = held(county, studio, day="2026-11-05")
    assert [
        (row["held"], row["state"]) for row in (studio_work.get_plan(county.session, pk) for pk in (plan, whole))
    ] == [
        (1, studio_work.UNDONE),
        (1, studio_work.DONE),
    ]
    assert studio_work.of_plan(county.session, plan) == [one]
    planned = {row["id"]: row["planned"] for row in studio_work.activities(county.session)}
    assert planned == {one: 1, other: 0}


@pytest.mark.parametrize(
    ("first", "last", "state"),
    [("2026-11-01", "2026-12-31", studio_work.RUNS), ("2027-01-01", "2027-06-30", studio_work.AHEAD)],
)
def test_a_plan_that_is_not_over_is_under_way_or_ahead(county, studio, first: str, last: str, state: str) -> None:
    values = {"studio_id": studio, "stage": "一", "start_date": first, "end_date": last, "times": 1}
    assert studio_work.get_plan(county.session, studio_work.save_plan(county.session, None, values))["state"] == state


def test_activities_are_counted_by_kind_in_times_turns_and_people(county, studio) -> None:
    for day in ("2026-03-10", "2026-10-10"):
        studio_work.take_part(
            county.session, held(county, studio, day, hours=20, category="2"), [county.zhang, county.shan]
        )
    studio_work.take_part(county.session, held(county, studio, kind="6"), [county.zhang])
    held(county, studio, day="2025-10-10")
    rows, people = studio_work.by_kind(county.session, 2026)
    assert [(row["kind"], row["times"], row["turns"], row["people"], row["given"]) for row in rows] == [
        ("4", 2, 4, 2, 80),
        ("6", 1, 1, 1, 0),
    ]
    assert people == 2


def test_an_activity_goes_together_with_who_was_there(county, studio) -> None:
    activity = held(county, studio, hours=40, category="2")
    studio_work.take_part(county.session, activity, [county.zhang])
    studio_work.delete_activity(county.session, activity)
    assert studio_work.participations(county.session) == []
    assert hours(county, county.zhang) == {}
    records.undo_last(county.session)
    assert hours(county, county.zhang) == {(2026, "2"): 40}


def test_outputs_are_kept_by_studio(county, studio) -> None:
    values = {
        "studio_id": studio,
        "kind": "1",
        "title": "单元整体教学的县域实践",
        "author": "单丽",
        "done_on": "2026-06-01",
    }
    pk = studio_work.save_output(county.session, None, values)
    assert studio_work.get_output(county.session, pk)["studio_name"] == "单丽名师工作室"


def test_a_school_writes_for_the_studios_it_hosts_and_for_no_other(two) -> None:
    ours = studios.save(two.county, None, {"name": "张三工作室", "kind": "2", "host_id": two.zhang})
    hosted = studios.save(two.county, None, {"name": "县工作室", "kind": "2", "organisation_id": two.place})
    others = studios.save(two.county, None, {"name": "别校工作室", "kind": "2"})
    theirs = studio_work.save_activity(
        two.county, None, {"studio_id": ours, "kind": "4", "held_on": "2026-10-10", "topic": "县里登记的"}
    )
    two.answer()
    values = {"kind": "4", "held_on": "2026-10-11", "topic": "校内研讨", "hours": 20, "category": "2"}
    for studio in (ours, hosted):
        activity = studio_work.save_activity(two.school, None, {**values, "studio_id": studio})
        assert studio_work.take_part(two.school, activity, [two.zhang]) == 1
    with pytest.raises(Problem, match="不在本校"):
        studio_work.save_activity(two.school, None, {**values, "studio_id": others})
    with pytest.raises(Problem, match="不是本校建立的"):
        studio_work.save_activity(two.school, theirs, {"topic": "改"})
    assert studio_work.take_part(two.school, theirs, [two.li]) == 1
    two.round()
    two.same()
    names = {(row["topic"], row["teacher_name"]) for row in studio_work.participations(two.county)}
    assert names == {("校内研讨", "张三"), ("县里登记的", "李四")}


_ACTS = st.lists(st.tuples(st.sampled_from(["in", "out", "40", "60", "off", "year"]), st.booleans()), max_size=8)


@settings(max_examples=25, deadline=None)
@given(acts=_ACTS)
def test_the_kept_summary_is_a_full_recount_whatever_is_corrected(founded_county, acts) -> None:
    session, studio, people = founded_county
    values = {"studio_id": studio, "kind": "4", "held_on": "2026-10-10", "topic": "研讨", "hours": 40, "category": "2"}
    activity = studio_work.save_activity(session, None, values)
    for act, which in acts:
        there = studio_work.participations(session, activity)
        if act == "in":
            studio_work.take_part(session, activity, [people[which]])
        elif act == "out" and there:
            records.delete(session, studio_work.PARTICIPATION, there[0]["id"])
        elif act in ("40", "60"):
            with suppress(Invalid):
                # Fewer for the activity alone, while somebody has more: refused.
                studio_work.save_activity(session, activity, {"hours": int(act), "category": "2"}, follow=which)
        elif act == "off":
            studio_work.save_activity(session, activity, {"hours": None, "category": None}, follow=True)
        elif act == "year":
            studio_work.save_activity(session, activity, {"held_on": "2025-10-10" if which else "2026-10-10"})
    most = studio_work.get_activity(session, activity)["hours"] or 0
    assert all(row["hours"] <= most for row in studio_work.participations(session, activity))
    for teacher in people:
        kept = {(row["year"], row["category"]): row["hours"] for row in training.hours_of_teacher(session, teacher)}
        counted: dict[tuple[int, str], int] = {}
        for row in studio_work.of_teacher(session, teacher):
            if row["category"]:
                key = (int(row["held_on"][:4]), row["category"])
                counted[key] = counted.get(key, 0) + row["hours"]
        assert {key: tenths for key, tenths in kept.items() if tenths} == {k: v for k, v in counted.items() if v}


@pytest.fixture(scope="module")
def founded_county(tmp_path_factory):
    from app import organisations, teachers
    from app.exchange import membership

    session = membership.found_county(tmp_path_factory.mktemp("县") / "county.xinhuo", "示范县教育局", operator="王敏")
    school = organisations.save(session, None, {"name": "城关小学", "kind": "3"})
    people = [teachers.save(session, None, {"name": name, "work": school}) for name in ("张三", "李四")]
    yield session, studios.save(session, None, {"name": "张三工作室", "kind": "2"}), people
    session.close()


def test_what_a_person_took_part_in_elsewhere_is_not_the_schools_to_change(two) -> None:
    others = studios.save(two.county, None, {"name": "别校工作室", "kind": "2"})
    values = {"studio_id": others, "kind": "4", "held_on": "2026-10-10", "topic": "研讨", "hours": 40, "category": "2"}
    activity = studio_work.save_activity(two.county, None, values)
    values = {"teacher_id": two.zhang, "activity_id": activity, "hours": 10}
    pk = studio_work.save_participation(two.county, None, values)
    two.answer()
    for act in (
        lambda: studio_work.set_many(two.school, [pk], {"hours": 40}),
        lambda: studio_work.save_participation(two.school, pk, {"hours": 40}),
        lambda: studio_work.drop_participations(two.school, [pk]),
    ):
        with pytest.raises(Problem, match="不在本校"):
            act()
    assert [row["hours"] for row in studio_work.participations(two.school)] == [10]
    assert studio_work.drop_participations(two.county, [pk]) == 1


def test_nobody_keeps_more_hours_than_an_activity_gives_or_takes_part_before_it(county, studio) -> None:
    activity = held(county, studio, hours=40, category="2")
    studio_work.take_part(county.session, activity, [county.zhang])
    with pytest.raises(Invalid, match="一起改"):
        studio_work.save_activity(county.session, activity, {"hours": 10}, follow=False)
    assert [row["hours"] for row in studio_work.participations(county.session)] == [40]
    ahead = held(county, studio, "2026-11-22")
    for act in (
        lambda: studio_work.take_part(county.session, ahead, [county.zhang]),
        lambda: studio_work.save_participation(
            county.session, None, {"teacher_id": county.zhang, "activity_id": ahead}
        ),
    ):
        with pytest.raises(Problem, match="才开展"):
            act()
