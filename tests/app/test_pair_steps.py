"""The way of a pair, step by step, at the county and at a school; every step is one act."""

from datetime import date

import pytest

from app import mentoring, pair_gaps, pair_scores, pair_steps, pair_timeline, records
from app.mentoring import Doubtful
from app.pair_steps import Unready
from app.problems import Problem
from app.records import Invalid
from app.rules.kinds import Mentoring
from tests.app.mentored import MENTORING, TUTORING, did, pair, ruled

TODAY = date(2026, 11, 21)


def status(county, pk: str) -> str:
    return str(mentoring.get(county.session, pk)["status"])


def test_the_county_passes_what_was_proposed_and_it_begins(county) -> None:
    pks = [pair(county.session, county.shan, county.zhang, kind=kind, status="1") for kind in "12"]
    assert mentoring.review_state(mentoring.get(county.session, pks[0])) == "待审核"
    assert pair_steps.approve(county.session, pks) == 2
    row = mentoring.get(county.session, pks[0])
    assert (row["status"], row["approval"], row["approved_on"]) == ("2", "passed", "2026-11-21")
    assert mentoring.review_state(row) == "已通过"
    assert records.undo_last(county.session) == "审核通过师徒结对：2 对"
    assert status(county, pks[0]) == mentoring.PLANNED


def test_what_speaks_against_a_proposal_is_asked_before_it_is_passed(county) -> None:
    ruled(county.session, MENTORING)
    pk = pair(county.session, county.shan, county.zhang, status="1")
    with pytest.raises(Doubtful, match="单丽—张𬭎：师父单丽还不符合条件"):
        pair_steps.approve(county.session, [pk])
    assert pair_steps.approve(county.session, [pk], agreed=True) == 1


def test_a_proposal_is_returned_with_a_reason(county) -> None:
    pk = pair(county.session, county.shan, county.zhang, status="1")
    with pytest.raises(Invalid, match="为什么退回"):
        pair_steps.send_back(county.session, [pk], " ")
    pair_steps.send_back(county.session, [pk], "请换一位同学科的师父")
    row = mentoring.get(county.session, pk)
    assert (row["status"], mentoring.review_state(row)) == ("1", "已退回")
    pair_steps.propose_again(county.session, [pk])
    assert mentoring.review_state(mentoring.get(county.session, pk)) == "待审核"
    with pytest.raises(Problem, match="再次申报"):
        pair_steps.propose_again(county.session, [pk])


def test_a_school_proposes_and_the_county_decides(two) -> None:
    own = [str(row["id"]) for row in two.school.store.all("SELECT id FROM teachers ORDER BY id")][:2]
    values = {"kind": "1", "mentor_id": own[0], "mentee_id": own[1], "start_date": "2026-09-01"}
    pk = mentoring.save(two.school, None, values, agreed=True)
    row = mentoring.get(two.school, pk)
    assert (row["status"], row["times"]) == (mentoring.PLANNED, 1)
    with pytest.raises(Invalid, match="县里还没有审核通过"):
        mentoring.save(two.school, pk, {"status": "2"})
    with pytest.raises(Problem, match="由县里审核"):
        pair_steps.approve(two.school, [pk])


def test_what_a_school_changes_of_a_returned_pair_is_proposed_anew(two) -> None:
    own = [str(row["id"]) for row in two.school.store.all("SELECT id FROM teachers ORDER BY id")][:2]
    values = {"kind": "1", "mentor_id": own[0], "mentee_id": own[1], "start_date": "2026-09-01"}
    pk = mentoring.save(two.school, None, values, agreed=True)
    with two.school.writing("收到县里的文件") as rows:
        rows.update("pairs", pk, {"approval": "returned", "approval_note": "写明目标", "approved_times": 1})
    assert mentoring.review_state(mentoring.get(two.school, pk)) == "已退回"
    mentoring.save(two.school, pk, {"goal": "一年站稳讲台"}, agreed=True)
    row = mentoring.get(two.school, pk)
    assert (row["times"], mentoring.review_state(row)) == (2, "待审核")


def test_pairs_sign_together_and_sign_anew(county) -> None:
    pks = [pair(county.session, county.shan, county.zhang, kind=kind) for kind in "12"]
    pair_steps.sign(county.session, pks, date(2026, 9, 3), {"1": 8, "2": 4, "7": 0})
    assert [(row["kind"], row["least"]) for row in mentoring.agreements(county.session, pks[1])] == [("1", 8), ("2", 4)]
    pair_steps.sign(county.session, pks[:1], date(2026, 9, 4), {"1": 10})
    assert [row["least"] for row in mentoring.agreements(county.session, pks[0])] == [10]
    with pytest.raises(Invalid, match="结对结束以后"):
        pair_steps.sign(county.session, pks, date(2028, 1, 1), {})


def test_what_is_only_proposed_cannot_sign_nor_be_completed(county) -> None:
    pk = pair(county.session, county.shan, county.zhang, status="1")
    for step in (
        lambda: pair_steps.sign(county.session, [pk], TODAY, {}),
        lambda: pair_steps.complete(county.session, [pk], TODAY),
        lambda: pair_steps.note_activity(county.session, [pk], {"kind": "1", "held_on": "2026-11-01", "topic": "听课"}),
    ):
        with pytest.raises(Problem, match="单丽—张𬭎还没有"):
            step()


def test_one_activity_is_written_down_for_many_pairs(county) -> None:
    pks = [pair(county.session, county.shan, county.zhang, kind=kind) for kind in "12"]
    values = {"kind": "5", "held_on": "2026-11-01", "topic": "全镇示范课"}
    assert pair_steps.note_activity(county.session, pks, values) == 2
    assert {row["activities"] for row in mentoring.listed(county.session)} == {1}
    records.undo_last(county.session)
    assert {row["activities"] for row in mentoring.listed(county.session)} == {0}


def test_many_are_assessed_in_one_act_and_a_failed_final_is_asked_about(county) -> None:
    pks = [pair(county.session, county.shan, county.zhang, kind=kind) for kind in "12"]
    pair_steps.assess(county.session, pks, {"kind": "2", "held_on": "2026-11-20", "grade": "3", "score": 50})
    with pytest.raises(Unready, match="单丽—张𬭎：期满考核不合格。"):
        pair_steps.complete(county.session, pks, TODAY)
    assert pair_steps.complete(county.session, pks, TODAY, agreed=True) == 2
    assert records.undo_last(county.session) == "师徒结对已出师：2 对"


def test_an_end_without_final_assessment_or_points_is_asked_about_by_the_rule(county) -> None:
    ruled(county.session, MENTORING)
    pk = pair(county.session, county.shan, county.zhang)
    with pytest.raises(Unready, match="还没有期满考核，得 0 分，不到 60 分（《师徒结对办法》）"):
        pair_steps.complete(county.session, [pk], TODAY)
    did(county.session, pk, "1", 8)
    did(county.session, pk, "3", 6)
    pair_steps.assess(county.session, [pk], {"kind": "2", "held_on": "2026-11-20", "grade": "1"})
    assert pair_steps.complete(county.session, [pk], TODAY) == 1
    row = mentoring.get(county.session, pk)
    assert (row["status"], row["closed_on"]) == (mentoring.COMPLETED, "2026-11-21")


def test_a_pair_goes_on_until_a_later_day(county) -> None:
    pk = pair(county.session, county.shan, county.zhang)
    with pytest.raises(Invalid, match="要晚于现在的结束日期 2027-08-31"):
        pair_steps.extend(county.session, [pk], date(2027, 8, 31), "病假半年")
    with pytest.raises(Invalid, match="延期原因"):
        pair_steps.extend(county.session, [pk], date(2028, 1, 31), "")
    pair_steps.extend(county.session, [pk], date(2028, 1, 31), "病假半年")
    row = mentoring.get(county.session, pk)
    assert (row["status"], row["end_date"], row["closing"]) == (mentoring.EXTENDED, "2028-01-31", "病假半年")


def test_an_extension_does_not_run_into_the_next_pair(county) -> None:
    pk = pair(county.session, county.shan, county.zhang)
    pair(county.session, county.shan, county.zhang, start_date="2027-09-01", end_date="2028-08-31")
    with pytest.raises(Invalid, match="时间重叠"):
        pair_steps.extend(county.session, [pk], date(2028, 1, 31), "病假半年")


def test_a_pair_is_dissolved_with_a_reason_and_taken_up_again(county) -> None:
    pk = pair(county.session, county.shan, county.zhang)
    with pytest.raises(Invalid, match="解除原因"):
        pair_steps.dissolve(county.session, [pk], TODAY, "")
    with pytest.raises(Invalid, match="还没有到"):
        pair_steps.dissolve(county.session, [pk], date(2026, 12, 1), "徒弟调出")
    pair_steps.dissolve(county.session, [pk], TODAY, "徒弟调出")
    assert mentoring.get(county.session, pk)["closing"] == "徒弟调出"
    pair_steps.resume(county.session, [pk])
    row = mentoring.get(county.session, pk)
    assert (row["status"], row["closed_on"], row["closing"]) == (mentoring.RUNNING, None, None)


def test_the_way_of_a_pair_is_told_from_its_first_day_to_its_last(county) -> None:
    pk = pair(county.session, county.shan, county.zhang, status="1", proposed_on="2026-08-20", times=1)
    pair_steps.approve(county.session, [pk], note="同意")
    pair_steps.sign(county.session, [pk], date(2026, 9, 3), {"1": 8})
    did(county.session, pk, "1", 2, "2026-10-12")
    did(county.session, pk, "2", 1, "2026-10-20")
    pair_steps.assess(county.session, [pk], {"kind": "1", "held_on": "2026-11-02", "grade": "2", "score": 85})
    pair_steps.extend(county.session, [pk], date(2027, 12, 31), "延长半年")
    pair_steps.dissolve(county.session, [pk], TODAY, "工作调整")
    told = [(one.on, one.words) for one in pair_timeline.of_pair(county.session, mentoring.get(county.session, pk))]
    assert told == [
        ("2026-08-20", "学校申报"),
        ("2026-09-01", "结对开始"),
        ("2026-09-03", "签订协议"),
        ("2026-10", "活动：听课 2 次、评课 1 次"),
        ("2026-11-02", "中期考核：合格，85 分"),
        ("2026-11-21", "县里审核通过：同意"),
        ("2026-11-21", "延期：2027-08-31 改为 2027-12-31"),
        ("2026-11-21", "解除：工作调整"),
    ]


def test_a_rule_without_scores_lets_a_pair_end(county) -> None:
    ruled(county.session, Mentoring(load=3))
    pk = pair(county.session, county.shan, county.zhang)
    assert pair_steps.complete(county.session, [pk], TODAY) == 1


def test_a_school_begins_nothing_before_the_county_has_passed_it(two) -> None:
    values = {"kind": "1", "mentor_id": two.zhang, "mentee_id": two.li, "start_date": "2026-09-01"}
    with pytest.raises(Invalid, match="县里还没有审核通过"):
        mentoring.save(two.school, None, {**values, "status": "2"}, agreed=True)
    pk = mentoring.save(two.school, None, values, agreed=True)
    with pytest.raises(Invalid, match="县里还没有审核通过"):
        mentoring.save(two.school, pk, {"status": mentoring.COMPLETED}, agreed=True)
    pair_steps.dissolve(two.school, [pk], TODAY, "写错了人")
    with pytest.raises(Invalid, match="县里还没有审核通过"):
        mentoring.save(two.school, pk, {"status": mentoring.RUNNING}, agreed=True)
    pair_steps.resume(two.school, [pk])
    assert mentoring.review_state(mentoring.get(two.school, pk)) == "待审核"


def test_what_was_begun_goes_on_after_it_is_resumed_at_the_school_too(two) -> None:
    values = {"kind": "1", "mentor_id": two.zhang, "mentee_id": two.li, "start_date": "2026-09-01"}
    ours = mentoring.save(two.school, None, values, agreed=True)
    two.round()
    pair_steps.approve(two.county, [ours], agreed=True)
    countys = mentoring.save(two.county, None, {**values, "kind": "2"}, agreed=True)
    two.answer()
    pair_steps.dissolve(two.school, [ours, countys], TODAY, "误办")
    assert pair_steps.resume(two.school, [ours, countys]) == 2
    assert {mentoring.get(two.school, pk)["status"] for pk in (ours, countys)} == {mentoring.RUNNING}


def test_a_pair_of_former_years_is_written_down_at_a_school_as_it_ended(two) -> None:
    values = {"kind": "1", "mentor_id": two.zhang, "mentee_id": two.li, "start_date": "2021-09-01"}
    pk = mentoring.save(two.school, None, {**values, "status": mentoring.COMPLETED}, agreed=True)
    assert mentoring.save(two.school, pk, {"goal": "站稳讲台"}, agreed=True) == pk
    with pytest.raises(Invalid, match="县里还没有审核通过"):
        mentoring.save(two.school, pk, {"status": mentoring.RUNNING}, agreed=True)


def test_nothing_is_done_on_a_day_to_come_nor_by_a_pair_that_is_only_proposed(county) -> None:
    pk = pair(county.session, county.shan, county.zhang)
    ahead = {"kind": "1", "held_on": "2026-11-22"}
    for act in (
        lambda: pair_steps.sign(county.session, [pk], date(2026, 11, 22), {}),
        lambda: pair_steps.note_activity(county.session, [pk], {**ahead, "topic": "听课"}),
        lambda: pair_steps.assess(county.session, [pk], {**ahead, "grade": "2"}),
        lambda: mentoring.add_activity(county.session, {**ahead, "pair_id": pk, "topic": "听课"}),
    ):
        with pytest.raises(Invalid, match="还没有到"):
            act()
    proposed = pair(county.session, county.shan, county.zhang, kind="2", status="1")
    with pytest.raises(Problem, match="还没有开始"):
        did(county.session, proposed, "1", 1)


def test_a_pair_whose_start_was_lost_is_still_shown_and_scored(county) -> None:
    ruled(county.session, MENTORING, TUTORING)
    pk = pair(county.session, county.shan, county.zhang, kind="2")
    with county.session.writing("旧文件") as rows:
        rows.update("pairs", pk, {"start_date": None})
    row = mentoring.get(county.session, pk)
    assert pair_scores.of_pair(county.session, row) is not None
    assert pair_timeline.of_pair(county.session, row) == []
    assert {one.name for one in pair_gaps.gaps(county.session) if one.lines} >= {"unsigned"}
