"""Giving many studios the same assessment: kind, year and grade above, the studios to tick below, one act."""

from collections.abc import Mapping
from functools import partial
from typing import Any

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QDialog, QFrame, QHBoxLayout, QLabel, QPushButton, QVBoxLayout, QWidget

from app import codes, records, studio_terms, studio_work, studios
from app.fields import Unreadable
from app.records import Invalid, Values
from app.session import Session
from app.studio_terms import Entered
from ui import messages, studio_ending
from ui.forms import Form
from ui.lists import Empty, Ids, ListPane, ticked_in_order
from ui.pages import Services
from ui.rows import Column

_ASKED = ("kind", "year", "grade", "decided_on", "document")
_NAMES = ("id", "kind", "name", "host_name", "organisation_name", "level", "had")
_NONE = "未登记"
_NAMED = 8

_COLUMNS = (
    Column("kind", "类别", 80, field=studios.ENTITY.field("kind")),
    Column("name", "工作室名称", 208),
    Column("host_name", "主持人", 80),
    Column("organisation_name", "所在单位", 136),
    Column("level", "级别", 72, field=studios.ENTITY.field("level")),
    Column("had", "已登记的等次", 112),
)


def grade_many(page: QWidget, session: Session, services: Services) -> None:
    """Ask what and which studios, then write it in the lane; can be undone."""
    dialog = GradeDialog(page, session)
    dialog.chosen.connect(partial(_enter, page, session, services))
    dialog.open()


def _enter(page: QWidget, session: Session, services: Services, pks: Ids, values: Values) -> None:
    services.jobs.run(
        lambda session, progress: studio_terms.enter(session, pks, values),
        title=f"正在登记 {len(pks):,} 个工作室的考核",
        done=partial(_tell, page, session, services),
    )


def _tell(page: QWidget, session: Session, services: Services, entered: Entered) -> None:
    if entered.written:
        services.toast(f"已登记 {entered.written:,} 个工作室的考核", "撤销", services.undo)
    if entered.there:
        more = f"等 {len(entered.there)} 个" if len(entered.there) > _NAMED else ""
        names = "、".join(entered.there[:_NAMED]) + more
        title = f"已登记 {entered.written:,} 个工作室。" if entered.written else "没有新登记的工作室。"
        messages.say(page, title, f"早已登记过、没有改动的：{names}。")
    if entered.to_withdraw and messages.ask(
        page,
        f"有 {len(entered.to_withdraw)} 个工作室按规则应当撤销，现在办理吗？",
        "办理时再填日期和依据文件；也可以以后在“考核”里办理。",
        "现在办理",
        "以后再说",
    ):
        studio_ending.close(page, session, services, list(entered.to_withdraw), studios.WITHDRAWN)


class GradeDialog(QDialog):
    """`chosen(ids, values)` once what was filled in can be read and a studio is ticked."""

    chosen = Signal(list, object)

    def __init__(self, parent: QWidget, session: Session) -> None:
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle("批量登记工作室考核")
        self.setWindowModality(Qt.WindowModality.WindowModal)
        self._session = session
        fields = [field for field in studio_work.ASSESSMENT.fields if field.name in _ASKED]
        self.form = Form(studio_work.ASSESSMENT, session, pickers={}, parent=self, fields=fields)
        self.list = ListPane(
            _COLUMNS,
            _NAMES,
            unit="个",
            empty=Empty("没有运行中的工作室", "请先在“工作室”里登记。"),
            filters=("kind", "level", "had"),
        )
        self.list.bar.hide()
        self.list.rows.ticked_changed.connect(self._count)
        self._word = QLabel(wordWrap=True)
        self._word.setProperty("role", "fault")
        self._word.hide()
        self._lay_out()
        window = parent.window()
        self.resize(min(window.width() - 48, 860), min(window.height() - 32, 680))
        self.form.fill({})
        self.form.suggest("kind", studio_terms.YEARLY)
        self.form.suggest("year", session.today().year)
        for name in ("kind", "year"):
            self.form.rows[name].editor.left.connect(self._put)
        self._put()
        self._count()

    def _lay_out(self) -> None:
        hint = QLabel("先筛选类别，再用表头的方框勾选一类工作室。已经登记过的不会改动。", wordWrap=True)
        hint.setProperty("role", "secondary")
        hint.setContentsMargins(16, 0, 16, 0)
        page = QFrame()
        page.setProperty("role", "page")
        column = QVBoxLayout(page)
        column.setContentsMargins(0, 4, 0, 0)
        column.setSpacing(4)
        column.addWidget(self.form)
        column.addWidget(hint)
        column.addWidget(self.list, 1)
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
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        outer.setSpacing(0)
        outer.addWidget(page, 1)
        outer.addWidget(foot)

    def _put(self) -> None:
        """Show the running studios, each with the grade of the kind and year above that stands there already."""
        had = self._had()
        rows = [
            {**row, "had": had.get(str(row["id"]), _NONE)} for row in studios.listed(self._session) if studios.runs(row)
        ]
        self.list.put(tuple(row[name] for name in _NAMES) for row in rows)

    def _had(self) -> Mapping[str, str]:
        try:
            asked: dict[str, Any] = {name: self.form.rows[name].editor.text() for name in ("kind", "year")}
            values = records.read(studio_work.ASSESSMENT, asked, self._session)
        except (Unreadable, Invalid):
            return {}
        grades = codes.table("three_grades")
        return {
            str(row["studio_id"]): grades.label_of(row["grade"])
            for row in studio_terms.assessments(self._session)
            if (row["kind"], row["year"]) == (values["kind"], values["year"])
        }

    def _count(self) -> None:
        ticked = len(self.list.rows.ticked)
        self.list.bar.hide()
        self.go.setText(f"登记 {ticked:,} 个" if ticked else "登记")
        self.go.setEnabled(bool(ticked))

    def choose(self) -> None:
        """Read what is there; say beside each field what is wrong with it."""
        try:
            values: Values = records.read(studio_work.ASSESSMENT, self.form.changed_texts(), self._session)
            missing = self.form.missing()
            if missing:
                raise Invalid(studio_work.ASSESSMENT, missing)
        except Invalid as invalid:
            rest = self.form.show_faults([*invalid.faults, *self.form.missing()])
            self._word.setText("".join(rest))
            self._word.setVisible(bool(rest))
            return
        self.chosen.emit(ticked_in_order(self.list.rows), values)
        self.accept()
