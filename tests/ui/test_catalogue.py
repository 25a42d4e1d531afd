"""课程, 基地 and 志愿服务: written at the county, read at a school, one activity for many units at once."""

from typing import Any

import pytest
from pytestqt.qtbot import QtBot

from app import catalogue
from tests.ui.conftest import cut_texts, newest, settle
from ui.serving import ServingDialog
from ui.window import MainWindow


def part(window: MainWindow, name: str, qtbot: QtBot) -> Any:
    window.go("ledger", name)
    made: Any = window.page.part  # type: ignore[attr-defined]
    qtbot.waitUntil(lambda: made.list._read, timeout=20_000)
    settle(qtbot, window)
    return made


@pytest.mark.parametrize(
    ("name", "texts"),
    [
        ("courses", {"title": "青海湖生态", "is_fine": "是"}),
        ("bases", {"name": "示范学校", "kind": "教师专业发展示范学校", "level": "省级"}),
        ("volunteering", {"title": "课后辅导", "held_on": "2026-03-05", "times": "30"}),
    ],
)
def test_an_entry_is_registered_and_shown(window: MainWindow, qtbot: QtBot, name: str, texts: dict[str, str]) -> None:
    made = part(window, name, qtbot)
    made.on_new()
    for field, text in texts.items():
        made.form.form.suggest(field, records_value(name, field, text, window))
        made.form.form.dirty = True
    made.form.save()
    qtbot.waitUntil(lambda: len(made.list.rows.all) == 1, timeout=20_000)
    settle(qtbot, window)
    made.show_record(made.list.rows.ids()[0])
    assert cut_texts(window) == []


def records_value(name: str, field: str, text: str, window: MainWindow) -> Any:
    from app import records

    entity = {"courses": catalogue.COURSE, "bases": catalogue.BASE, "volunteering": catalogue.VOLUNTEERING}[name]
    return records.read(entity, {field: text}, window.session)[field]


def test_one_activity_of_two_units_is_written_at_once(window: MainWindow, qtbot: QtBot) -> None:
    made = part(window, "volunteering", qtbot)
    made.batch()
    dialog: Any = newest(window, ServingDialog)
    dialog.form.suggest("title", "课后辅导")
    names = [name for _pk, name in dialog._units]
    for school, times in (("城关小学", "25"), ("第一中学", "8")):
        dialog.table.item(names.index(school), 2).setText(times)
    assert dialog.go.text() == "登记 2 个单位"
    dialog.choose()
    qtbot.waitUntil(lambda: len(made.list.rows.all) == 2, timeout=20_000)
    assert [button.text().partition(" 年 ")[2] for button in made.sums.values()] == ["2 条，0 人，33 人次"]


def test_more_persons_than_times_is_said_with_the_unit(window: MainWindow, qtbot: QtBot) -> None:
    made = part(window, "volunteering", qtbot)
    made.batch()
    dialog: Any = newest(window, ServingDialog)
    dialog.form.suggest("title", "课后辅导")
    names = [name for _pk, name in dialog._units]
    dialog.table.item(names.index("城关小学"), 1).setText("9")
    dialog.table.item(names.index("城关小学"), 2).setText("8")
    dialog.choose()
    assert dialog._word.text() == "城关小学：人数不能多于人次：一人至少算一人次。"
    assert catalogue.volunteering(window.session) == []


def test_a_year_opens_its_entries(window: MainWindow, qtbot: QtBot) -> None:
    for day in ("2025-03-05", "2026-03-05", "2026-04-05"):
        catalogue.save_volunteering(window.session, None, {"title": "课后辅导", "held_on": day, "times": 10})
    made = part(window, "volunteering", qtbot)
    qtbot.waitUntil(lambda: len(made.list.rows.all) == 3, timeout=20_000)
    assert set(made.sums) == {"2025", "2026"}
    made.sums["2026"].click()
    assert len(made.list.rows.order) == 2
