"""Giving many teachers the same assessment: kind, year and grade above, the roster to tick below, one act."""

from collections.abc import Mapping, Sequence
from functools import partial
from typing import Any

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QDialog, QFrame, QHBoxLayout, QLabel, QPushButton, QVBoxLayout, QWidget

from app import assessments, codes, records, roster
from app.assessments import Entered
from app.fields import Unreadable
from app.records import Invalid, Values
from app.session import Session
from ui import messages
from ui.find_box import FindBox
from ui.forms import Form
from ui.lists import Empty, Ids, ListPane, ticked_in_order
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


class AssessDialog(QDialog):
    """`chosen(ids, values)` once what was filled in can be read and somebody is ticked."""

    chosen = Signal(list, object)

    def __init__(self, parent: QWidget, session: Session, services: Services, ids: Ids | None) -> None:
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle("批量登记考核")
        self.setWindowModality(Qt.WindowModality.WindowModal)
        self._session, self._services, self._ids = session, services, ids
        self._roster: list[tuple[Any, ...]] = []
        fields = [field for field in assessments.ENTITY.fields if field.name in _ASKED]
        self.form = Form(assessments.ENTITY, session, pickers={}, parent=self, fields=fields)
        columns = [one for one in TEACHER_COLUMNS if one.name in _SHOWN]
        self.list = ListPane(
            [*columns, Column("had", "已登记的等次", 112)],
            _NAMES,
            unit="人",
            empty=Empty("名册里还没有教师", "请先在“教师”一页登记。"),
            filters=("work_name", "stage", "had"),
        )
        self.list.bar.hide()
        self.search = FindBox(services.people, self.list)
        self.list.rows.ticked_changed.connect(self._count)
        self._word = QLabel(wordWrap=True)
        self._word.setProperty("role", "fault")
        self._word.hide()
        self._lay_out()
        window = parent.window()
        self.resize(min(window.width() - 48, 840), min(window.height() - 32, 700))
        self.form.fill({})
        self.form.suggest("kind", assessments.ANNUAL)
        self.form.suggest("year", session.today().year - 1)
        for name in ("kind", "year"):
            self.form.rows[name].editor.left.connect(self._put)
        self.list.reading()
        services.reads.run(lambda session, progress: roster.listed(session), title="正在读取教师", done=self._take)
        self._count()

    def _lay_out(self) -> None:
        hint = QLabel(
            "勾选教师，登记同一个等次；表头的方框勾选筛出的全部。已经登记过的不会改动，登记后会列出是谁。",
            wordWrap=True,
        )
        hint.setProperty("role", "secondary")
        hint.setContentsMargins(16, 0, 16, 0)
        find = QHBoxLayout()
        find.setContentsMargins(16, 0, 16, 0)
        find.addWidget(self.search)
        page = QFrame()
        page.setProperty("role", "page")
        column = QVBoxLayout(page)
        column.setContentsMargins(0, 4, 0, 0)
        column.setSpacing(4)
        column.addWidget(self.form)
        column.addWidget(hint)
        column.addLayout(find)
        column.addWidget(self.list, 1)
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        outer.setSpacing(0)
        outer.addWidget(page, 1)
        outer.addWidget(self._foot())

    def _foot(self) -> QFrame:
        foot = QFrame()
        foot.setProperty("role", "footer")
        cancel = QPushButton("取消")
        cancel.clicked.connect(self.reject)
        self.go = QPushButton()
        self.go.setProperty("kind", "main")
        self.go.clicked.connect(self.choose)
        line = QHBoxLayout(foot)
        line.setContentsMargins(16, 8, 16, 8)
        line.addWidget(self._word, 1)
        line.addStretch(1)
        line.addWidget(cancel)
        line.addWidget(self.go)
        return foot

    # -- whom

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

    def _count(self) -> None:
        ticked = len(self.list.rows.ticked)
        self.list.bar.hide()
        self.go.setText(f"登记 {ticked:,} 人" if ticked else "登记")
        self.go.setEnabled(bool(ticked))

    # -- what

    def choose(self) -> None:
        """Read what is there; say beside each field what is wrong with it."""
        session = self.form.session
        try:
            values: Values = records.read(assessments.ENTITY, self.form.changed_texts(), session)
            missing = self.form.missing()
            if missing:
                raise Invalid(assessments.ENTITY, missing)
        except Invalid as invalid:
            rest = self.form.show_faults([*invalid.faults, *self.form.missing()])
            self._word.setText("".join(rest))
            self._word.setVisible(bool(rest))
            return
        self.chosen.emit(ticked_in_order(self.list.rows), values)
        self.accept()
