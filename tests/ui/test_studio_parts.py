"""The parts of 工作室: activities with who took part, plans, outputs, assessments, masters of schools."""

from collections.abc import Callable
from typing import Any

import pytest
from PySide6.QtWidgets import QAbstractButton, QDialog, QPushButton
from pytestqt.qtbot import QtBot

from app import links, organisations, records, studio_terms, studio_work, studios, teachers
from app.rules import kinds
from app.rules.kinds import Studio
from app.session import Session
from ui.links import WITHOUT
from ui.studio_parts import PARTS, StudioPartsPage
from ui.window import MainWindow


@pytest.fixture
def page(window: MainWindow, qtbot: QtBot) -> StudioPartsPage:
    window.go("studios")
    assert isinstance(window.page, StudioPartsPage)
    return window.page


def part(page: StudioPartsPage, name: str, qtbot: QtBot, rows: int | None = None) -> Any:
    """One part, its list read."""
    page.tabs.choose(name)
    made: Any = page.part
    qtbot.waitUntil(lambda: made.list._read and (rows is None or len(made.list.rows.all) == rows))
    return made


def first(made: Any) -> str:
    """Choose the first row and show it."""
    made.list.grid.setCurrentIndex(made.list.rows.index(0, 1))
    made.show_detail()
    return str(made.list.rows.id_at(0))


@pytest.fixture
def studio(office: Session) -> str:
    return str(studios.listed(office)[0]["id"])


def held(office: Session, studio: str, **more: Any) -> str:
    values = {"studio_id": studio, "kind": "4", "held_on": "2026-10-10", "topic": "单元研讨", **more}
    return studio_work.save_activity(office, None, values)


def buttons(widget: Any) -> dict[str, QPushButton]:
    return {button.text().strip(): button for button in widget.findChildren(QPushButton)}


def dialog(window: MainWindow) -> Any:
    return next(one for one in window.findChildren(QDialog) if one.isVisible())


def test_every_part_opens_and_says_what_to_do_when_it_is_empty(page: StudioPartsPage, qtbot: QtBot) -> None:
    for name, (label, _make) in PARTS.items():
        made = part(page, name, qtbot)
        assert page.tabs.current == name and label
        if not made.list.rows.all:
            assert made.list._blank.button.text() or made.what.locked


def test_the_people_of_a_studio_are_ticked_at_once_and_those_who_did_not_come_unticked(
    office: Session, studio: str, page: StudioPartsPage, qtbot: QtBot
) -> None:
    activity = held(office, studio, hours=40, category="2")
    made = part(page, "studio_activities", qtbot, 1)
    first(made)
    made.choose.click()
    pane = made._pane
    qtbot.waitUntil(lambda: bool(pane.list.rows.all))
    rows = pane.list.rows
    names = {row[0]: row[1] for row in rows.all}
    assert {names[pk] for pk in rows.ticked} == {"王芳", "曾伟"}
    rows.tick([place for place in range(len(rows.order)) if names[rows.id_at(place)] == "曾伟"], False)
    rows.tick([place for place in range(len(rows.order)) if names[rows.id_at(place)] == "张三"], True)
    buttons(pane.list.bar)["登记参加"].click()
    qtbot.waitUntil(lambda: len(studio_work.participations(office, activity)) == 2)
    assert {row["teacher_name"] for row in studio_work.participations(office, activity)} == {"王芳", "张三"}
    qtbot.waitUntil(lambda: made.people.title.text() == "参加人　2 人")
    assert made.side.currentWidget() is made.detail


def test_a_task_and_fewer_hours_are_written_for_one_of_them(
    office: Session, studio: str, page: StudioPartsPage, qtbot: QtBot
) -> None:
    activity = held(office, studio, hours=40, category="2")
    studio_work.take_part(office, activity, [str(row["id"]) for row in teachers.every(office)[:2]])
    made = part(page, "studio_activities", qtbot, 1)
    first(made)
    people = made.people
    people.note([people.list.rows.id_at(0)])
    people.quick.form.rows["part"].editor.set("主讲")
    people.quick.form.rows["hours"].editor.set(50)
    assert not people.quick.save()
    assert "不能多于" in people.quick.form.rows["hours"]._below.text()
    people.quick.form.rows["hours"].editor.set(20)
    assert people.quick.save()
    assert {(row["part"], row["hours"]) for row in studio_work.participations(office, activity)} == {
        ("主讲", 20),
        (None, 40),
    }
    people.drop([people.list.rows.id_at(0)])
    assert people.title.text() == "参加人　1 人"


@pytest.mark.parametrize(("together", "hours"), [(True, 60), (False, 40)])
def test_a_correction_of_the_hours_asks_about_the_participants(
    office: Session, studio: str, page: StudioPartsPage, qtbot: QtBot, heard: Any, together: bool, hours: int
) -> None:
    activity = held(office, studio, hours=40, category="2")
    studio_work.take_part(office, activity, [str(teachers.every(office)[0]["id"])])
    heard.answer = together
    made = part(page, "studio_activities", qtbot, 1)
    made.edit(first(made))
    made.form.form.rows["hours"].editor.set(60)
    made.on_save()
    assert "由 4 改为 6" in heard.asked[0]
    assert studio_work.get_activity(office, activity)["hours"] == 60
    assert [row["hours"] for row in studio_work.participations(office, activity)] == [hours]


def test_an_activity_is_begun_from_its_studio(studio: str, page: StudioPartsPage, qtbot: QtBot) -> None:
    made = part(page, "studios", qtbot, 1)
    next(act for act in made.row_acts() if act.text == "登记活动").run([studio])
    assert page.tabs.current == "studio_activities"
    assert page.part.form.form.rows["studio_id"].editor.text() == studio


def test_figures_of_a_studio_open_what_is_behind_them(
    office: Session, studio: str, page: StudioPartsPage, qtbot: QtBot
) -> None:
    held(office, studio)
    other = studios.save(office, None, {"name": "别的工作室", "kind": "2"})
    held(office, other, topic="别处的")
    made = part(page, "studios", qtbot, 2)
    made.show_record(studio)
    way = next(text for text in buttons(made.detail) if text.startswith("1 次"))
    buttons(made.detail)[way].click()
    assert page.tabs.current == "studio_activities"
    qtbot.waitUntil(lambda: len(page.part.list.rows.all) == 2)
    assert page.part.list.only.text() == "王芳工作室"
    qtbot.waitUntil(lambda: page.part.list.rows.ids() == [studio_work.activities(office, studio)[0]["id"]])


def test_a_plan_leads_to_the_activities_it_asked_for(
    office: Session, studio: str, page: StudioPartsPage, qtbot: QtBot
) -> None:
    stage = {"studio_id": studio, "stage": "秋季", "start_date": "2026-09-01", "end_date": "2026-12-31", "times": 2}
    studio_work.save_plan(office, None, stage)
    activity = held(office, studio)
    held(office, studio, held_on="2026-03-01")
    made = part(page, "studio_plans", qtbot, 1)
    first(made)
    buttons(made.detail)["1 次"].click()
    qtbot.waitUntil(lambda: page.part.list.rows.ids() == [activity])


def test_many_studios_get_one_grade_and_a_failed_one_is_offered_to_be_withdrawn(
    office: Session, studio: str, page: StudioPartsPage, qtbot: QtBot, heard: Any, window: MainWindow
) -> None:
    with office.writing("规则") as rows:
        values = {"code": "s", "kind": "studio", "title": "管理办法", "start_date": "2020-01-01"}
        rows.insert("rules", {**values, "parameters": kinds.written(Studio(withdraw=("3",)))})
    part(page, "studio_assessments", qtbot, 0)
    page.also.click()
    asked = dialog(window)
    asked.form.rows["grade"].editor.set("3")
    asked.list.rows.tick_shown(True)
    asked.choose()
    qtbot.waitUntil(lambda: len(studio_terms.assessments(office)) == 1)
    qtbot.waitUntil(lambda: bool(heard.asked))
    assert "应当撤销" in heard.asked[0]
    closing = dialog(window)
    closing.form.rows["document"].editor.set("示教〔2026〕9号")
    closing.choose()
    qtbot.waitUntil(lambda: studios.get(office, studio)["state"] == studios.WITHDRAWN)
    assert studios.get(office, studio)["members"] == 0
    window.undo()
    qtbot.waitUntil(lambda: studios.get(office, studio)["members"] == 1)


def test_a_term_goes_on_or_ends_from_the_list(
    office: Session, studio: str, page: StudioPartsPage, qtbot: QtBot, window: MainWindow
) -> None:
    made = part(page, "studios", qtbot, 1)
    made.list.rows.tick_shown(True)
    buttons(made.list.bar)["延续周期……"].click()
    asked = dialog(window)
    asked.choose()
    assert "请填写" in asked.form.rows["end"]._below.text()
    asked.form.rows["end"].editor.set("2029-08-31")
    asked.choose()
    qtbot.waitUntil(lambda: studios.get(office, studio)["end_date"] == "2029-08-31")
    made.list.rows.tick_shown(True)
    buttons(made.list.bar)["期满结束……"].click()
    dialog(window).choose()
    qtbot.waitUntil(lambda: studios.get(office, studio)["state"] == studios.ENDED)


def test_a_host_against_the_rule_is_named_knowingly_or_not_at_all(
    office: Session, page: StudioPartsPage, qtbot: QtBot, heard: Any
) -> None:
    with office.writing("规则") as rows:
        values = {"code": "s", "kind": "studio", "title": "管理办法", "start_date": "2020-01-01"}
        rows.insert("rules", {**values, "parameters": kinds.written(Studio(titles=("1",)))})
    made = part(page, "studios", qtbot, 1)
    host = str(next(row["id"] for row in teachers.every(office) if row["name"] == "张三"))
    for answer, count in ((False, 1), (True, 2)):
        heard.answer = answer
        made.on_new()
        form = made.form.form
        for name, value in (("name", "张三工作室"), ("kind", "2"), ("host_id", host)):
            form.rows[name].editor.set(value)
            form.dirty = True
        made.on_save()
        assert "“管理办法”" in heard.asked[-1]
        assert len(studios.listed(office)) == count
        if not answer:
            assert "没有正高级教师的职称" in form.rows["host_id"]._below.text()
            form.dirty = False


def test_somebody_in_two_studios_is_marked_and_moves_on(
    office: Session, studio: str, page: StudioPartsPage, qtbot: QtBot, window: MainWindow
) -> None:
    (member,) = studios.members(office, studio)
    values = {"studio_id": studios.save(office, None, {"name": "二室", "kind": "2"}), "role": "2"}
    studios.save_member(office, None, {**values, "teacher_id": member["teacher_id"]}, agreed=True)
    third = studios.save(office, None, {"name": "三室", "kind": "2"})
    made = part(page, "members", qtbot, 2)
    at = made.list.rows.at["check"]
    assert [row[at] for row in made.list.rows.all] == ["不止一个工作室"] * 2
    made.transfer([str(member["id"])])
    asked = dialog(window)
    asked.form.rows["studio_id"].editor.set(third)
    asked.choose()
    qtbot.waitUntil(lambda: len(studios.members(office, third)) == 1)
    assert studios.get(office, studio)["members"] == 0


def test_schools_with_nobody_are_listed_and_given_a_master(
    office: Session, page: StudioPartsPage, qtbot: QtBot, window: MainWindow
) -> None:
    for row in organisations.listed(office):
        if row["teachers"]:
            organisations.save(office, str(row["id"]), {"kind": "3"})
    part(page, "links", qtbot, 0)
    assert page.also.text() == WITHOUT
    page.also.click()
    asked = dialog(window)
    assert {row[1] for row in asked.list.rows.all} == {"城关小学", "清水镇中心校", "第一中学"}
    school = asked.list.rows.id_at(0)
    asked._choose(school)
    made: Any = page.part
    assert made.form.form.rows["organisation_id"].editor.text() == school
    master = str(teachers.every(office)[0]["id"])
    made.form.form.rows["master_id"].editor.set(master)
    made.form.form.dirty = True
    made.on_save()
    assert [row["organisation_id"] for row in links.listed(office)] == [school]


def test_what_was_done_for_a_school_is_written_beside_it(
    office: Session, studio: str, page: StudioPartsPage, qtbot: QtBot
) -> None:
    school = next(str(row["id"]) for row in organisations.listed(office) if row["name"] == "第一中学")
    links.save(office, None, {"organisation_id": school, "studio_id": studio, "start_date": "2026-01-01"})
    made = part(page, "links", qtbot, 1)
    first(made)
    made.done.begin()
    made.done.quick.form.rows["topic"].editor.set("送教示范课")
    made.done.quick.form.rows["people"].editor.set(20)
    assert made.done.quick.save()
    assert made.done.title.text() == "活动　1 次"
    made.done.drop([made.done.list.rows.id_at(0)])
    assert links.activities(office) == []


def test_a_school_writes_what_its_own_studio_did_and_only_looks_at_the_rest(
    school: Session, open_window: Callable[[Session], MainWindow], qtbot: QtBot, heard: Any
) -> None:
    with school.writing("收到县里的文件") as rows:
        own = rows.insert("studios", {"name": "本校工作室", "kind": "2", "organisation_id": "a" * 32})
        rows.insert("studios", {"name": "别校工作室", "kind": "2"})
    window = open_window(school)
    window.go("studios")
    page = window.page
    assert isinstance(page, StudioPartsPage)
    for name in ("studios", "members", "studio_assessments", "links"):
        assert part(page, name, qtbot).new.isHidden() and page.also.isHidden()
    for name in ("studio_plans", "studio_activities", "outputs"):
        assert not part(page, name, qtbot).new.isHidden()
    page.tabs.choose("studio_activities")
    made: Any = page.part
    made.begin(own)
    made.form.form.rows["topic"].editor.set("校内研讨")
    made.form.form.dirty = True
    made.on_save()
    assert [row["topic"] for row in studio_work.activities(school)] == ["校内研讨"]
    from ui.people import studio_picker

    assert [one.label for one in studio_picker(school).find("")] == ["本校工作室"]
    with school.writing("收到县里的文件") as rows:
        other = str(school.store.value("SELECT id FROM studios WHERE name <> '本校工作室'"))
        values = {"studio_id": other, "kind": "4", "held_on": "2026-10-10", "topic": "别校研讨"}
        theirs = rows.insert("studio_activities", values)
    made.choose_people(theirs)
    assert "不在本校" in heard.said[-1] and made._pane is None


def test_outputs_are_found_by_their_studio(office: Session, studio: str, page: StudioPartsPage, qtbot: QtBot) -> None:
    studio_work.save_output(
        office, None, {"studio_id": studio, "kind": "1", "title": "论文一", "done_on": "2026-05-01"}
    )
    made = part(page, "outputs", qtbot, 1)
    assert made.matching("王芳") == made.matching("论文") == made.list.rows.ids()
    page.show_record(made.list.rows.id_at(0))
    assert made.detail._title.text() == "论文一"
    made.delete(first(made))
    assert records.recent(office)[0].reason == "删除工作室成果：论文一"


def test_a_teachers_page_tells_what_they_took_part_in(office: Session, studio: str) -> None:
    from ui.teacher_sheet import sheet

    person = str(teachers.every(office)[0]["id"])
    for day in range(1, 8):
        activity = held(office, studio, held_on=f"2026-10-0{day}", hours=40, category="2")
        studio_work.take_part(office, activity, [person], "主讲" if day == 7 else None)
    section = next(one for one in sheet(office, person).sections if one.title == "工作室活动")
    assert section.lines[0] == ("研讨：单元研讨（主讲）", "2026-10-07　4 学时")
    assert section.lines[-1][0] == "更早的 2 次在时间线里"


def test_a_term_that_is_over_waits_on_the_first_page_and_opens_the_studio(
    office: Session, studio: str, open_window: Callable[[Session], MainWindow], qtbot: QtBot
) -> None:
    studios.save(office, studio, {"end_date": "2024-08-31"})
    studios.save(office, None, {"name": "还在周期里", "kind": "2", "end_date": "2099-08-31"})
    window = open_window(office)
    window.go("desk")
    words = "1 个工作室周期已到或应当撤销，还没有办理"

    def task() -> Any:
        named = window.page.findChildren(QAbstractButton)
        return next((one for one in named if words in one.accessibleName()), None)

    qtbot.waitUntil(lambda: task() is not None, timeout=10_000)
    task().click()
    page = window.page
    assert isinstance(page, StudioPartsPage) and page.tabs.current == "studios"
    qtbot.waitUntil(lambda: page.part.list.rows.ids() == [studio])  # type: ignore[attr-defined]
