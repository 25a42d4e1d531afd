"""The county's answers: many in one act, what does not fit is left and named, and how each proposal stands."""

import json
from collections.abc import Callable

import pytest

from app import mentoring, organisations, records, reviewing, studios, teachers
from app.entities import ENTITIES
from app.problems import Cancelled, Problem
from storage import exchange as stored
from storage.store import Act, Value
from tests.app.conftest import County

Ask = Callable[..., str]


@pytest.fixture
def ask(county: County) -> Ask:
    """Writes a proposal of 城关小学 as if it had come in a file."""
    session = county.session
    with session.store.writing(session_act(county)) as rows:
        for site, organisation, name in (("s1", county.school, "城关小学"), ("s2", county.other_school, "清水小学")):
            stored.write_site(
                rows,
                {"id": site, "organisation_id": organisation, "name": name, "state": "joined", "since": "2026-09-01"},
            )

    def made(
        column: str, wish: object, *, table: str = "teachers", pk: str = "", site: str = "s1", **more: Value
    ) -> str:
        target = pk or county.zhang
        row = (session.store.row(table, target) if table in ENTITIES else None) or {}
        values: dict[str, Value] = {
            "root": site, "tbl": table, "pk": target, "col": column, "value": json.dumps(wish, ensure_ascii=False),
            "old_value": json.dumps(row.get(column), ensure_ascii=False), "reason": "有文件", "version": 1,
            "withdrawn": 0, "kind": "change", **more,
        }  # fmt: skip
        with session.writing("收到学校的申请") as rows:
            return rows.insert("proposals", values)

    return made


def session_act(county: County) -> Act:
    from app.exchange.mail import importing

    return importing(county.session, "登记学校")


def honour(county: County, pk: str = "") -> object:
    return teachers.get(county.session, pk or county.zhang)["honour"]


def test_many_are_passed_in_one_act_that_can_be_undone(county: County, ask: Ask) -> None:
    session = county.session
    more = [teachers.save(session, None, {"name": name, "work": county.school}) for name in ("王芳", "曾伟", "单雪梅")]
    ids = [ask("honour", "县级骨干", pk=pk) for pk in more]
    before = session.store.value("SELECT count(*) FROM transactions")
    assert reviewing.decide(session, ids, "passed") == reviewing.Decided(3)
    assert session.store.value("SELECT count(*) FROM transactions") == before + 1
    assert {honour(county, pk) for pk in more} == {"县级骨干"}
    assert {one.status_label for one in reviewing.listed(session)} == {"通过"}
    records.undo_last(session)
    assert {honour(county, pk) for pk in more} == {None}
    assert reviewing.waiting(session) == 3


def test_stopping_leaves_nothing_half_done(county: County, ask: Ask) -> None:
    ids = [ask("honour", "县级骨干"), ask("honour", "县级骨干", pk=county.shan, site="s2")]

    def stop(done: int, total: int, what: str) -> None:
        if done == 1:
            raise Cancelled

    with pytest.raises(Cancelled):
        reviewing.decide(county.session, ids, "passed", progress=stop)
    assert honour(county) is None and reviewing.waiting(county.session) == 2


def test_returning_needs_a_reason(county: County, ask: Ask) -> None:
    pk = ask("honour", "县级骨干")
    with pytest.raises(Problem, match="退回要写明理由"):
        reviewing.decide(county.session, [pk], "returned", "  ")
    reviewing.decide(county.session, [pk], "returned", "请附文件")
    assert honour(county) is None
    one = reviewing.get(county.session, pk)
    assert (one.status_label, one.comment, one.decided_on, one.decided_by) == ("退回", "请附文件", "2026-11-21", "王敏")


def test_what_was_returned_by_mistake_may_still_be_passed_under_the_same_decision(county: County, ask: Ask) -> None:
    pk = ask("honour", "县级骨干")
    reviewing.decide(county.session, [pk], "returned", "请附文件")
    assert reviewing.decide(county.session, [pk], "returned", "再看").left[0].reason.startswith("已经退回")
    assert reviewing.decide(county.session, [pk], "passed").done == 1
    assert reviewing.get(county.session, pk).status_label == "通过"
    assert county.session.store.value("SELECT count(*) FROM decisions") == 1
    assert reviewing.decide(county.session, [pk], "passed").left[0].reason == "已经通过。"


def test_what_does_not_fit_is_left_with_its_reason_and_the_rest_is_done(county: County, ask: Ask) -> None:
    session = county.session
    studio = studios.save(session, None, {"name": "工作室", "kind": "1", "start_date": "2026-01-01"})
    member = studios.save_member(session, None, {"studio_id": studio, "teacher_id": county.zhang, "role": "2"})
    other = studios.save(session, None, {"name": "另一个工作室", "kind": "1"})
    studios.save_member(session, None, {"studio_id": other, "teacher_id": county.zhang, "role": "2"}, agreed=True)
    gone = teachers.save(session, None, {"name": "要走的人", "work": county.school})
    good = ask("honour", "县级骨干")
    cases = {
        ask("native_place", 7): "看不懂",
        ask("kind", "没有这种", table="organisations", pk=county.school): "看不懂",
        ask("fame", "x"): "不认识要改的这一项",
        ask("work", county.other_school): "不认识要改的这一项",
        ask("x", "x", table="nothing"): "不认识要改的这一项",
        ask("reason", "x", table="proposals", pk=good): "不认识要改的这一项",
        ask("honour", "县级骨干", pk=gone): "已经不在了",
        ask("honour", "县级骨干", pk=county.shan): "已不由城关小学管理",
        ask("code", "2199000002", table="organisations", pk=county.school): "已经是“清水小学”的",
        ask("name", None, table="organisations", pk=county.school): "请填写单位名称",
        ask("studio_id", other, table="members", pk=member): "已经是该工作室的成员",
        ask("host_id", "nobody", table="studios", pk=studio): "已经不在了",
        ask("end_date", "2025-01-01", table="studios", pk=studio): "早于设立日期",
        ask("title", "4"): "同一项有几个不同的申请",
        ask("title", "3"): "同一项有几个不同的申请",
        ask("honour", "省级骨干", withdrawn=1): "学校已经撤回",
        "nobody": "找不到这个申请",
    }
    teachers.delete(session, gone)
    done = reviewing.decide(session, [good, *cases], "passed")
    said = {one.id: one.reason for one in done.left}
    assert done.done == 1 and said.keys() == cases.keys()
    for pk, why in cases.items():
        assert why in said[pk], (said[pk], why)
    assert honour(county) == "县级骨干"


def test_a_field_the_county_changed_since_is_passed_only_by_who_has_seen_it(county: County, ask: Ask) -> None:
    session = county.session
    pk = ask("honour", "县级骨干")
    teachers.save(session, county.zhang, {"honour": "省级骨干"})
    assert reviewing.get(session, pk).moved
    assert reviewing.decide(session, [pk], "passed").done == 0
    assert honour(county) == "省级骨干"
    assert reviewing.decide(session, [pk], "passed", over=True).done == 1
    assert honour(county) == "县级骨干"


def test_what_stands_already_is_passed_without_writing_it_again(county: County, ask: Ask) -> None:
    pk = ask("honour", "县级骨干")
    teachers.save(county.session, county.zhang, {"honour": "县级骨干"})
    assert not reviewing.get(county.session, pk).moved
    assert reviewing.decide(county.session, [pk], "passed").done == 1


def test_a_name_that_is_passed_is_found_by_its_pinyin(county: County, ask: Ask) -> None:
    pk = ask("name", "张宏", kind="objection")
    reviewing.decide(county.session, [pk], "passed")
    assert county.session.store.value("SELECT full FROM name_keys WHERE teacher_id = ?", (county.zhang,)) == "zhanghong"


def test_the_rules_among_records_hold_for_what_is_passed(county: County, ask: Ask) -> None:
    session = county.session
    wang = teachers.save(session, None, {"name": "王芳", "work": county.school})
    first = {"kind": "1", "mentor_id": wang, "mentee_id": county.zhang, "start_date": "2026-01-01"}
    mentoring.save(session, None, {**first, "end_date": "2026-06-30"})
    later = mentoring.save(session, None, {**first, "start_date": "2026-07-01"})
    with session.store.writing(session_act(county)) as rows:
        stored.refresh_scope(rows, "s1")
    pk = ask("start_date", "2026-03-01", table="pairs", pk=later, kind="objection")
    assert "时间重叠" in reviewing.decide(session, [pk], "passed").left[0].reason


def test_proposals_are_found_by_status_school_and_item(county: County, ask: Ask) -> None:
    session = county.session
    ask("honour", "县级骨干")
    theirs = ask("honour", "市级骨干", pk=county.shan, site="s2")
    ask("phone", "037112345678", table="organisations", pk=county.school)
    reviewing.decide(session, [theirs], "returned", "没有文件")
    assert [one.id for one in reviewing.listed(session, status="退回")] == [theirs]
    assert [one.id for one in reviewing.listed(session, school="清水小学")] == [theirs]
    assert len(reviewing.listed(session, status="open", school="s1")) == 2
    assert [one.about for one in reviewing.listed(session, item="电话")] == ["城关小学"]
    assert len(reviewing.listed(session, item="honour")) == 2
    assert reviewing.statuses_of(reviewing.listed(session)) == {"open": 2, "passed": 0, "returned": 1, "withdrawn": 0}


def test_what_came_in_a_shape_nobody_knows_is_shown_as_it_is(county: County, ask: Ask) -> None:
    pk = ask("honour", "x", value="{not json", old_value="[1, 2]", kind="wish")
    one = reviewing.get(county.session, pk)
    assert (one.new, one.old, one.kind) == ("{not json", "[1, 2]", "wish")
    with pytest.raises(Problem, match="找不到"):
        reviewing.get(county.session, "nobody")


def test_the_organisation_row_is_the_countys_to_write(county: County, ask: Ask) -> None:
    pk = ask("address", "清水镇一号", table="organisations", pk=county.other_school)
    # Any school may ask about what all schools share; the county decides.
    assert reviewing.decide(county.session, [pk], "passed").done == 1
    assert records.get(county.session, organisations.ENTITY, county.other_school)["address"] == "清水镇一号"


def test_a_version_that_came_while_the_list_was_open_is_left(county: County, ask: Ask) -> None:
    session = county.session
    pk = ask("honour", "县级骨干")
    seen = {one.id: one.version for one in reviewing.listed(session)}
    with session.writing("收到新的一版") as rows:
        rows.update("proposals", pk, {"version": 2, "value": json.dumps("省级骨干", ensure_ascii=False)})
    decided = reviewing.decide(session, [pk], "passed", seen=seen)
    assert decided.done == 0 and "新的申请" in decided.left[0].reason
    assert honour(county) is None
    seen = {one.id: one.version for one in reviewing.listed(session)}
    assert reviewing.decide(session, [pk], "passed", seen=seen).done == 1
