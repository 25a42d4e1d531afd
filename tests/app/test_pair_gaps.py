"""Lists of what is wanting: the right names, and the rule each list is by."""

from datetime import date

from app import mentoring, moving, pair_gaps, pair_steps, plans
from app.pair_gaps import Gap
from app.rules.kinds import Mentoring
from tests.app.mentored import MENTORING, TUTORING, did, pair, person, ruled


def gap(county, name: str) -> Gap:
    return next(one for one in pair_gaps.gaps(county.session) if one.name == name)


def names(county, name: str) -> list[str]:
    return [one.who for one in gap(county, name).lines]


def test_without_rules_the_lists_that_need_one_say_so_and_are_empty(county) -> None:
    person(county.session, "李强", county.school, work_start="2026-08")
    pair(county.session, county.shan, county.zhang)
    found = {one.name: one for one in pair_gaps.gaps(county.session)}
    assert {name for name, one in found.items() if one.ruled} == {"review", "over", "left"}
    assert not any(one.lines for one in found.values())


def test_new_teachers_without_a_tutor_are_named_with_the_rule(county) -> None:
    ruled(county.session, TUTORING)
    new = person(county.session, "李强", county.school, work_start="2026-08")
    person(county.session, "老赵", county.school, work_start="2019-08")
    person(county.session, "刚满", county.school, work_start="2025-11")
    found = gap(county, "untutored")
    assert [(one.id, one.who, one.where, one.why) for one in found.lines] == [
        (new, "李强", "城关小学", "2026-08 参加工作")
    ]
    assert found.rules == ("《班主任导师制》（示教〔2024〕8 号）",)
    waiting = pair(county.session, county.shan, new, kind="2", status="1")
    assert gap(county, "untutored").lines[0].why == "2026-08 参加工作，已申报，等县里审核"
    pair_steps.approve(county.session, [waiting])
    assert names(county, "untutored") == []
    assert names(county, "review") == []


def test_a_dissolved_pair_leaves_a_new_teacher_without_a_tutor_again(county) -> None:
    ruled(county.session, TUTORING)
    new = person(county.session, "李强", county.school, work_start="2026-08")
    pk = pair(county.session, county.shan, new, kind="2")
    assert names(county, "untutored") == []
    pair_steps.dissolve(county.session, [pk], date(2026, 11, 1), "师父病休")
    assert names(county, "untutored") == ["李强"]


def test_pairs_that_are_too_short_or_over_or_idle_are_named(county) -> None:
    ruled(county.session, TUTORING, MENTORING)
    pair(county.session, county.shan, county.zhang, kind="2", end_date="2026-11-01")
    assert names(county, "short") == ["单丽—张𬭎"]
    assert gap(county, "over").lines[0].why == "2026-11-01 到期，已过 20 天"
    assert gap(county, "idle").lines[0].why == "2026-09-01 开始以来没有活动，超过 60 天"
    did(county.session, gap(county, "idle").lines[0].id, "1", 1, "2026-11-10")
    assert names(county, "idle") == []


def test_mentors_over_the_load_are_people_and_without_standing_pairs(county) -> None:
    ruled(county.session, Mentoring(load=1, titles=("1",)))
    for kind in "13":
        pair(county.session, county.shan, county.zhang, kind=kind)
    assert [(one.id, one.why) for one in gap(county, "load").lines] == [(county.shan, "带着 2 对，最多 1 对")]
    assert names(county, "standing") == ["单丽—张𬭎"] * 2


def test_signing_and_a_plan_take_a_pair_off_the_lists(county) -> None:
    ruled(county.session, MENTORING)
    pk = pair(county.session, county.shan, county.zhang)
    assert (names(county, "unsigned"), names(county, "plans")) == (["单丽—张𬭎"], ["张𬭎"])
    pair_steps.sign(county.session, [pk], date(2026, 9, 3), {})
    plans.save(county.session, None, {"teacher_id": county.zhang, "start_date": "2026-09-01", "goal": "站稳讲台"})
    assert (names(county, "unsigned"), names(county, "plans")) == ([], [])


def test_a_pair_survives_a_transfer_and_only_a_side_that_left_is_a_gap(county) -> None:
    pk = pair(county.session, county.shan, county.zhang)
    document = {"document": "示教〔2026〕9 号"}
    moving.move(county.session, [county.shan], {"kind": "1", "to": county.school, "since": "2026-11-20", **document})
    assert names(county, "left") == []
    row = mentoring.get(county.session, pk)
    assert (row["status"], row["mentor_school"]) == (mentoring.RUNNING, "城关小学")
    gone = sorted(moving.LEAVING)[0]
    moving.move(county.session, [county.zhang], {"kind": gone, "since": "2026-11-21", **document})
    assert gap(county, "left").lines[0].why == "徒弟张𬭎已于 2026-11-21 离开"
