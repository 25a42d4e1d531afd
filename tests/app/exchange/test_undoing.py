"""A received file is taken back as a whole, or refused as a whole because something was built upon it."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from app import mentoring, records, teachers, training
from app.exchange import packing, reapplying, receiving, safekeeping, settling, undoing
from app.papers import issuing
from app.problems import Problem
from app.records import Values
from app.session import Session
from storage import exchange as stored
from tests.app.exchange.offices import CODE, Two, everything, of, opened


def last_file(session: Session) -> int:
    return int(session.store.value("SELECT max(id) FROM exchange_files WHERE direction = 'in'"))


def shown(session: Session) -> set[tuple[str, str, str]]:
    return set(stored.digest_rows(session.store))


def take(two: Two) -> int:
    receiving.take(two.county, two.up())
    return last_file(two.county)


def refused(two: Two, file: int, words: str) -> None:
    before = everything(two.county)
    with pytest.raises(Problem, match=words):
        undoing.undo(two.county, file)
    assert everything(two.county) == before


def pair_of(mentor: str, mentee: str) -> Values:
    return {"kind": "1", "mentor_id": mentor, "mentee_id": mentee, "start_date": "2026-09-01", "status": "2"}


def test_what_a_file_changed_stands_again_as_it_did_and_the_school_is_told(two: Two) -> None:
    before = shown(two.county)
    teachers.save(two.school, two.zhang, {"phone": "13900000002", "email": "zhang@example.com"})
    file = take(two)
    rehearsed = undoing.undo(two.county, file, rehearse=True)
    assert shown(two.county) != before
    undone = undoing.undo(two.county, file)
    assert undone == rehearsed and (undone.acts, undone.records) == (1, 1)
    assert shown(two.county) == before
    (newest, *_rest) = records.recent(two.county)
    assert newest.reason.startswith("撤销接收：城关小学的文件 ")
    entries = two.answer().report.entries
    (note,) = [entry.note for entry in entries if entry.kind == "answered"]
    assert note.startswith("县里撤销了这次接收：")
    assert of(two.school, two.zhang)["phone"] == "13900000001"
    two.same()


def test_a_new_person_goes_again_with_all_that_came_with_him(two: Two) -> None:
    before = shown(two.county)
    zhao = two.enter(two.school, "赵六")
    mentoring.save(two.school, None, pair_of(two.zhang, zhao) | {"status": "1"})
    teachers.save(two.school, zhao, {"phone": "13900000006"})
    undoing.undo(two.county, take(two))
    assert shown(two.county) == before
    two.answer()
    assert {row["name"] for row in teachers.every(two.school)} == {"张三", "李四"}
    two.same()


def test_a_deleted_row_comes_back(two: Two) -> None:
    pk = mentoring.save(two.county, None, pair_of(two.zhang, two.li))
    two.answer()
    before = shown(two.county)
    mentoring.save(two.school, pk, {"goal": "站稳讲台"})
    records.delete(two.school, mentoring.ENTITY, pk)
    undoing.undo(two.county, take(two))
    assert shown(two.county) == before
    two.answer()
    two.same()


def test_an_equal_value_that_was_here_first_stays(two: Two) -> None:
    teachers.save(two.school, two.zhang, {"phone": "13900000002"})
    teachers.save(two.county, two.zhang, {"phone": "13900000002"})
    undoing.undo(two.county, take(two))
    assert of(two.county, two.zhang)["phone"] == "13900000002"


def test_its_open_conflicts_are_settled_for_the_county(two: Two) -> None:
    teachers.save(two.school, two.zhang, {"phone": "13900000002", "email": "zhang@example.com"})
    teachers.save(two.county, two.zhang, {"phone": "13900000003"})
    before = shown(two.county)
    undoing.undo(two.county, take(two))
    assert shown(two.county) == before
    assert stored.conflicts(two.county.store) == []
    assert [row["resolved_by"] for row in stored.conflicts(two.county.store, "county")] == ["王敏"]


def test_what_was_not_taken_by_choice_is_no_obstacle(two: Two) -> None:
    before = shown(two.county)
    teachers.save(two.school, two.zhang, {"phone": "13900000002", "email": "zhang@example.com"})
    receiving.take(two.county, two.up(), decline={("teachers", two.zhang, "phone")})
    undoing.undo(two.county, last_file(two.county))
    assert shown(two.county) == before


def test_the_same_file_taken_again_afterwards_changes_nothing(two: Two) -> None:
    teachers.save(two.school, two.zhang, {"phone": "13900000002"})
    path = two.up()
    receiving.take(two.county, path)
    undoing.undo(two.county, last_file(two.county))
    taken = receiving.take(two.county, path)
    assert (taken.report.repeated, taken.report.counts) == (1, {})
    assert of(two.county, two.zhang)["phone"] == "13900000001"


def test_the_school_may_send_it_again_as_a_new_act(two: Two) -> None:
    teachers.save(two.school, two.zhang, {"phone": "13900000002"})
    undoing.undo(two.county, take(two))
    two.answer()
    teachers.save(two.school, two.zhang, {"phone": "13900000002"})
    two.round()
    assert of(two.county, two.zhang)["phone"] == "13900000002"
    two.same()


def test_only_the_file_itself_is_taken_back_not_the_one_before(two: Two) -> None:
    teachers.save(two.school, two.zhang, {"phone": "13900000002"})
    first = take(two)
    teachers.save(two.school, two.zhang, {"email": "zhang@example.com"})
    second = take(two)
    undoing.undo(two.county, second)
    assert (of(two.county, two.zhang)["phone"], of(two.county, two.zhang)["email"]) == ("13900000002", None)
    undoing.undo(two.county, first)
    assert of(two.county, two.zhang)["phone"] == "13900000001"


def test_what_was_taken_back_waits_for_nobody(two: Two) -> None:
    teachers.save(two.school, two.zhang, {"email": "zhang@example.com"})
    undoing.undo(two.county, take(two))
    assert stored.rejected(two.county.store) == []
    two.answer()
    (act,) = [row[0] for row in two.county.store.tuples("SELECT id FROM known")]
    # Whoever thinks better of it takes it after all; the county has written there since, so both values are shown.
    assert reapplying.reapply(two.county, [act]).done == 1
    assert stored.conflict_count(two.county.store) == 1


# -- what was built upon it


def certified(two: Two, zhao: str) -> None:
    programme = training.save_programme(two.county, None, {"title": "师德", "level": "4", "category": "3"})
    values: Values = {"programme_id": programme, "name": "一班", "year": 2026, "hours": 100, "start_date": "2026-07-01"}
    group = training.save_class(two.county, None, {**values, "end_date": "2026-07-05"})
    training.enrol(two.county, group, [zhao], "1")
    issuing.issue(two.county, "completion", [zhao], two.folder / "证书.pdf")


Later = Callable[[Two, str], object]
LATER: list[tuple[Later, str]] = [
    (
        lambda two, zhao: teachers.save(two.county, two.zhang, {"phone": "13900000009"}),
        "张三的教师记录，王敏在 .* 又改过它的联系电话",
    ),
    (
        lambda two, zhao: teachers.save(two.county, zhao, {"email": "zhao@example.com"}),
        "赵六的教师记录，王敏在 .* 又改过它的电子邮箱",
    ),
    (
        lambda two, zhao: mentoring.save(two.county, None, pair_of(two.li, zhao)),
        "赵六的教师记录是这个文件带来的，后来登记的师徒结对（李四—赵六）用到了它",
    ),
]


@pytest.mark.parametrize(("later", "words"), LATER)
def test_what_was_built_upon_it_keeps_it(two: Two, later: Later, words: str) -> None:
    teachers.save(two.school, two.zhang, {"phone": "13900000002"})
    zhao = two.enter(two.school, "赵六")
    file = take(two)
    later(two, zhao)
    refused(two, file, words)


def test_a_later_file_of_the_school_that_builds_on_it_keeps_it(two: Two) -> None:
    teachers.save(two.school, two.zhang, {"phone": "13900000002"})
    first = take(two)
    teachers.save(two.school, two.zhang, {"phone": "13900000003"})
    second = take(two)
    refused(two, first, "李娜在 .* 又改过它的联系电话")
    undoing.undo(two.county, second)
    refused(two, first, "王敏在 .* 又改过它的联系电话")


def test_a_certificate_that_says_it_keeps_it(two: Two) -> None:
    teachers.save(two.school, two.zhang, {"name": "张山"})
    file = take(two)
    certified(two, two.zhang)
    refused(two, file, "接收以后给张山发了证书")


def test_a_certificate_that_says_nothing_of_it_does_not_matter(two: Two) -> None:
    teachers.save(two.school, two.zhang, {"phone": "13900000002"})
    file = take(two)
    certified(two, two.zhang)
    undoing.undo(two.county, file)
    assert of(two.county, two.zhang)["phone"] == "13900000001"


def test_a_row_that_was_deleted_since_keeps_it(two: Two) -> None:
    pk = mentoring.save(two.county, None, pair_of(two.zhang, two.li))
    two.answer()
    mentoring.save(two.school, pk, {"goal": "站稳讲台"})
    file = take(two)
    records.delete(two.county, mentoring.ENTITY, pk)
    refused(two, file, "又删除或恢复过")


def test_what_stood_before_may_have_lost_what_it_refers_to(two: Two) -> None:
    chen, wei = (two.enter(two.county, name) for name in ("陈七", "卫八"))
    pk = mentoring.save(two.county, None, pair_of(two.zhang, chen))
    two.answer()
    mentoring.save(two.school, pk, {"mentee_id": wei})
    file = take(two)
    two.answer()
    teachers_gone(two.county, chen)
    refused(two, file, "原来的内容用到一条教师记录")


def teachers_gone(session: Session, pk: str) -> None:
    with session.writing("删除教师") as rows:
        rows.execute("DELETE FROM postings WHERE teacher_id = ?", (pk,))
        rows.delete("teachers", pk)


def test_a_conflict_that_a_person_settled_keeps_it(two: Two) -> None:
    teachers.save(two.school, two.zhang, {"phone": "13900000002"})
    teachers.save(two.county, two.zhang, {"phone": "13900000003"})
    file = take(two)
    settling.settle(two.county, [one["id"] for one in stored.conflicts(two.county.store)], "school")
    refused(two, file, "张三的联系电话有过冲突，县里已经处理了")


# -- what cannot be taken back at all


def test_a_file_is_taken_back_once(two: Two) -> None:
    teachers.save(two.school, two.zhang, {"phone": "13900000002"})
    file = take(two)
    undoing.undo(two.county, file)
    refused(two, file, "已经撤销过")


def test_other_files_are_not_taken_back(two: Two) -> None:
    refused(two, 999, "没有这个文件")
    join = int(two.county.store.value("SELECT id FROM exchange_files WHERE kind = 'join'"))
    refused(two, join, "不是上报文件")
    sent = int(two.county.store.value("SELECT id FROM exchange_files WHERE kind = 'down'"))
    refused(two, sent, "本单位生成的")
    receiving.take(two.county, two.up())
    refused(two, last_file(two.county), "没有带来新的操作")


def test_a_school_is_told_how_to_go_back(two: Two) -> None:
    with pytest.raises(Problem, match="请告诉县里哪里不对") as refusal:
        undoing.undo(two.school, last_file(two.school))
    assert "恢复接收前的备份" not in refusal.value.advice
    people = [two.enter(two.county, f"{name}老师") for name in "赵钱孙周吴郑王冯陈褚卫蒋"]
    two.round()
    with two.county.writing("调走") as rows:
        for pk in people:
            rows.execute("UPDATE postings SET end_date = '2026-09-01' WHERE teacher_id = ?", (pk,))
    path = packing.pack(two.county, CODE, two.folder, complete=True).path
    safekeeping.back_up(two.school)
    receiving.take(two.school, path, removal_agreed=True)
    with pytest.raises(Problem, match="恢复接收前的备份「school"):
        undoing.undo(two.school, last_file(two.school))


# -- whatever the file holds

KINDS = st.sampled_from(["phone", "email", "same", "county", "new", "edit new", "pair", "goal", "unpair", "remove"])
STEPS = st.lists(st.tuples(KINDS, st.sampled_from(["13900000002", "13900000003"])), min_size=1, max_size=8)


@settings(max_examples=15, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(steps=STEPS)
def test_a_file_taken_and_taken_back_leaves_every_row_as_it_was(
    founded: Path, tmp_path_factory: pytest.TempPathFactory, steps: list[tuple[str, str]]
) -> None:
    with opened(founded, tmp_path_factory.mktemp("example") / "offices") as two:
        two.pair = mentoring.save(two.county, None, pair_of(two.zhang, two.li))  # type: ignore[attr-defined]
        two.answer()
        for kind, value in steps:
            _do(two, kind, value)
        before = shown(two.county)
        file = take(two)
        if not two.county.store.value("SELECT 1 FROM transactions WHERE rev IS NOT NULL"):
            return
        undoing.undo(two.county, file)
        assert shown(two.county) == before
        two.answer()
        two.same()


def _do(two: Any, kind: str, value: str) -> None:
    mine = two.school.store
    fresh = mine.value("SELECT id FROM teachers WHERE name = '赵六'")
    paired = mine.value("SELECT 1 FROM pairs WHERE id = ?", (two.pair,))
    alone = fresh and not mine.value("SELECT 1 FROM pairs WHERE mentee_id = ?", (fresh,))
    acts: dict[str, Callable[[], object]] = {
        "phone": lambda: teachers.save(two.school, two.zhang, {"phone": value}),
        "email": lambda: teachers.save(two.school, two.zhang, {"email": f"{value}@example.com"}),
        "same": lambda: [teachers.save(one, two.li, {"phone": value}) for one in (two.county, two.school)],
        "county": lambda: teachers.save(two.county, two.zhang, {"phone": value}),
        "new": lambda: fresh or two.enter(two.school, "赵六"),
        "edit new": lambda: fresh and teachers.save(two.school, fresh, {"phone": value}),
        "pair": lambda: (
            alone and mentoring.save(two.school, None, pair_of(two.li, fresh) | {"kind": "2", "status": "1"})
        ),
        "goal": lambda: paired and mentoring.save(two.school, two.pair, {"goal": value}),
        "unpair": lambda: records.delete(two.school, mentoring.ENTITY, two.pair) if paired else None,
        "remove": lambda: teachers_gone(two.school, fresh) if alone else None,
    }
    acts[kind]()
