"""Giving many teachers the same assessment: kind, year and grade above, the roster to tick below, one act."""

from collections.abc import Mapping, Sequence
from functools import partial
from typing import Any

from PySide6.QtWidgets import QWidget

from app import assessments, codes, records, roster
from app.assessments import Entered
from app.fields import Unreadable
from app.records import Invalid, Values
from app.session import Session
from ui import messages
from ui.find_box import FindBox
from ui.lists import Empty, Ids, ListPane
from ui.many_dialog import ManyDialog
from ui.pages import Services
from ui.rows import Column
from ui.teachers import COLUMNS as TEACHER_COLUMNS

_ASKED = ("kind", "year", "grade", "decided_on", "document")
_SHOWN = ("name", "work_name", "stage", "subject")
_NAMES = (*roster.COLUMNS, "had")
_NONE = "未登记"
_NAMED = 12


def assess(page: QWidget, session: Session, services: Services, ids: Ids | None = None) -> None:
    """Ask what and whom (`ids`: those who were ticked on the roster), then write it in the lane; can be undone."""
    dialog = AssessDialog(page, session, services, ids)
    dialog.chosen.connect(partial(_enter, page, services))
    dialog.open()


def _enter(page: QWidget, services: Services, pks: Ids, values: Values) -> None:
    services.jobs.run(
        lambda session, progress: assessments.enter(session, pks, values),
        title=f"正在登记 {len(pks):,} 人的考核",
        done=partial(_tell, page, services, values),
    )


def _tell(page: QWidget, services: Services, values: Values, entered: Entered) -> None:
    kind = f"{values['year']} 年{codes.table('assessment_kind').label_of(str(values['kind']))}"
    left_out = []
    if entered.there:
        left_out.append(f"已经登记过{kind}、没有改动的 {len(entered.there):,} 人：{_names(entered.there)}。")
    if entered.barred:
        left_out.append(f"{assessments.RULE}，没有登记的 {len(entered.barred):,} 人：{_names(entered.barred)}。")
    if entered.written:
        services.toast(f"已登记 {entered.written:,} 人的{kind}", "撤销", services.undo)
    if left_out:
        title = f"已登记 {entered.written:,} 人。" if entered.written else "没有新登记的人。"
        messages.say(page, title, "\n".join(left_out))


def _names(names: Sequence[str]) -> str:
    more = f"等 {len(names):,} 人" if len(names) > _NAMED else ""
    return "、".join(names[:_NAMED]) + more


class AssessDialog(ManyDialog):
    """Teachers of the roster to tick."""

    def __init__(self, parent: QWidget, session: Session, services: Services, ids: Ids | None) -> None:
        columns = [one for one in TEACHER_COLUMNS if one.name in _SHOWN]
        pane = ListPane(
            [*columns, Column("had", "已登记的等次", 112)],
            _NAMES,
            unit="人",
            empty=Empty("名册里还没有教师", "请先在“教师”一页登记。"),
            filters=("work_name", "stage", "had"),
        )
        super().__init__(parent, session, assessments.ENTITY, _ASKED, pane, title="批量登记考核")
        self._session, self._ids = session, ids
        self._roster: list[tuple[Any, ...]] = []
        self.search = FindBox(services.people, self.list)
        self.lay_out(
            "勾选教师，登记同一个等次；表头的方框勾选筛出的全部。已经登记过的不会改动，登记后会列出是谁。", self.search
        )
        window = parent.window()
        self.resize(min(window.width() - 48, 840), min(window.height() - 32, 700))
        self.form.fill({})
        self.form.suggest("kind", assessments.ANNUAL)
        self.form.suggest("year", session.today().year - 1)
        for name in ("kind", "year"):
            self.form.rows[name].editor.left.connect(self._put)
        self.list.reading()
        services.reads.run(lambda session, progress: roster.listed(session), title="正在读取教师", done=self._take)

    def _take(self, rows: list[tuple[Any, ...]]) -> None:
        first = not self._roster
        self._roster = rows
        self._put()
        if first and self._ids is not None:
            there = {str(row[0]) for row in rows} & set(self._ids)
            self.list.show_only(f"勾选的 {len(there):,} 人", there)
            self.list.rows.tick_shown(True)

    def _put(self) -> None:
        """Show the roster, each with the grade of the kind and year above that stands there already."""
        had = self._had()
        self.list.put((*row, had.get(str(row[0]), _NONE)) for row in self._roster)
        self.search.look()

    def _had(self) -> Mapping[str, str]:
        try:
            asked = {name: self.form.rows[name].editor.text() for name in ("kind", "year")}
            values = records.read(assessments.ENTITY, asked, self._session)
        except (Unreadable, Invalid):
            return {}
        if not values["kind"] or not values["year"]:
            return {}
        grades = assessments.grades_of_year(self._session, str(values["kind"]), int(values["year"]))
        return {pk: codes.table("assessment_grade").label_of(grade) for pk, grade in grades.items()}
