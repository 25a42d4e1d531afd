"""Who attends a class: the list beside it, with what each of them earned, for one or for many at a time."""

from collections.abc import Sequence
from dataclasses import replace
from functools import partial
from typing import Any

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QLabel, QPushButton, QVBoxLayout, QWidget

from app import codes, enrolment, training
from app.records import Values
from app.session import Session
from ui import pictures, tokens
from ui.lists import Act, Empty, Ids, ListPane
from ui.pages import Services
from ui.quick_form import QuickForm, shared
from ui.rows import Column

NAMES = (
    "id", "name", "school_name", "earned", "result", "state", "attended", "post", "approval_note", "teacher_id", "hours",
)  # fmt: skip
STATE = {None: "待审", enrolment.PASSED: "通过", enrolment.RETURNED: "退回"}
"""What the column 审核 says of an enrolment, in classes whose places were given out or that has been decided."""

COLUMNS = (
    Column("name", "姓名", 76, given=True),
    Column("school_name", "任教学校", 108),
    Column("earned", "学时", 48, "right", field=training.ATTENDANCE.field("hours")),
    Column("result", "结果", 64, field=training.ATTENDANCE.field("result")),
    Column("state", "审核", 56),
    Column("attended", "出勤次数", 72, "right", hidden=True),
    Column("post", "当时职务", 88, hidden=True),
    Column("approval_note", "审核意见", 136),
)
_OF_REVIEW = ("state", "approval_note")
"""Columns out of sight where there is nothing to approve."""

UNRATED, PASSED = "0", "1"
_RESULTS = ("1", "2", "3")
_MANY = 50
"""More people than this are written in the lane."""

_LEAST_HEIGHT = 300
"""Below this the whole detail scrolls instead of the list alone."""


class Attendees(QWidget):
    """The people of one class. `changed` after something was written about them."""

    changed = Signal()

    def __init__(self, session: Session, services: Services) -> None:
        super().__init__()
        self._session = session
        self._services = services
        self._class: str | None = None
        self._chosen: Ids = []
        title = QLabel("参训人员")
        title.setProperty("role", "group")
        self.pass_all = QPushButton("全部合格")
        self.pass_all.setProperty("kind", "quiet")
        self.pass_all.setToolTip("还没有结果的都记为合格")
        pictures.dress(self.pass_all, "circle-check", "accent", 14)
        self.pass_all.clicked.connect(self.pass_unrated)
        self.pass_all.hide()
        self.quick = QuickForm(training.ATTENDANCE, ("hours", "result"), session, save=self._save, stays=False)
        results = codes.table("result")
        self.list = ListPane(
            # A school's own people need no school beside them: that room is for why one was returned.
            [
                replace(one, hidden=one.hidden or (one.name == "school_name" and not session.is_county))
                for one in COLUMNS
            ],
            NAMES,
            unit="人",
            empty=Empty("还没有人报名", "点上面的“报名”，按姓名、学校挑选教师，可以一次选很多人。"),
            filters=("result", "state"),
            acts=(
                *self._decisions(),
                *(Act(results.label_of(code), partial(self.rate, result=code)) for code in _RESULTS),
                Act("改学时", self.note_hours),
                Act("移出", self.withdraw),
                *self._export_acts(),
            ),
            row_acts=(
                Act("学时和结果……", self.note_hours),
                Act("打开教师", self._open),
                Act("移出班次", self.withdraw),
            ),
        )
        self.list.setMinimumHeight(_LEAST_HEIGHT)
        self.list.opened.connect(lambda pk: self.note_hours([pk]))
        self._lay_out(title)

    def _decisions(self) -> Sequence[Act]:
        if not self._session.is_county:
            return ()
        return (Act("通过", self.approve), Act("退回……", self.send_back))

    def _export_acts(self) -> Sequence[Act]:
        export = self._services.take_out.get("attendance")
        return (Act("导出", lambda ids: export(ids, self.list.shown_columns())),) if export else ()

    def _lay_out(self, title: QLabel) -> None:
        head = QHBoxLayout()
        head.setContentsMargins(16, 0, 16, 0)
        head.addWidget(title, 1)
        head.addWidget(self.pass_all)
        card = QHBoxLayout()
        card.setContentsMargins(16, 0, 16, 0)
        card.addWidget(self.quick)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(tokens.GRID)
        column.addLayout(head)
        column.addLayout(card)
        column.addWidget(self.list, 1)

    def show_class(self, pk: str) -> None:
        """Read and show the people of this class."""
        if pk != self._class:
            self._class = pk
            self.pass_all.hide()
            self.list.reading()
            self.list.clear_conditions()
        self._services.reads.run(
            lambda session, progress: (training.of_class(session, pk), training.get_class(session, pk)),
            title="正在读取参训人员",
            done=partial(self._put, pk),
        )

    def rate(self, ids: Ids, result: str) -> None:
        """Give these people a result, in one act."""
        self._set(ids, {"result": result})

    def pass_unrated(self) -> None:
        """Let everybody pass who has no result yet."""
        at, state = NAMES.index("result"), NAMES.index("state")
        returned = STATE[enrolment.RETURNED]
        unrated = [str(row[0]) for row in self.list.rows.all if row[at] == UNRATED and row[state] != returned]
        self.rate(unrated, PASSED)

    def note_hours(self, ids: Ids) -> None:
        """Open the small form for the hours and the result of these people."""
        if not self._class or not self.quick.close_asking():
            return
        self._chosen = list(ids)
        rows = [dict(zip(NAMES, row, strict=True)) for row in self.list.rows.all if row[0] in set(ids)]
        who = str(rows[0]["name"]) if len(rows) == 1 else f"所选 {len(rows)} 人"
        self.quick.title.setText(f"{who}的学时和结果")
        self.quick.title.show()
        same = {"hours": shared(rows, "earned"), "result": shared(rows, "result")}
        if any(row["attended"] for row in rows):
            self.quick.title.setText(f"{who}的结果（学时由出勤的课程相加）")
        self.quick.open(self._class, same)

    def approve(self, ids: Ids) -> None:
        """Approve these enrolments, in one act."""
        self._decide(list(ids), enrolment.PASSED, "")

    def send_back(self, ids: Ids) -> None:
        """Ask for the reason, then return these enrolments, in one act."""
        from ui.returning import ReturnDialog

        chosen = list(ids)
        dialog = ReturnDialog(self, len(chosen))
        dialog.chosen.connect(lambda reason: self._decide(chosen, enrolment.RETURNED, reason))
        dialog.open()

    def _decide(self, chosen: Sequence[str], verdict: str, note: str) -> None:
        word = STATE[verdict]
        self._services.jobs.run(
            lambda session, progress: enrolment.decide(session, chosen, verdict, note),
            title="正在审核报名",
            done=lambda count: self._tell(f"已{word} {count:,} 人的报名" if count else ""),
        )

    def show_only(self, ids: Ids, words: str) -> None:
        """Show only these people, as when a figure opens the names behind it."""
        self.list.clear_conditions()
        self.list.show_only(words, ids)

    def withdraw(self, ids: Ids) -> None:
        """Take these people out of the class, in one act."""
        chosen = list(ids)
        self._services.jobs.run(
            lambda session, progress: training.withdraw(session, chosen),
            title="正在移出",
            done=lambda count: self._tell(f"已移出 {count} 人" if count else ""),
        )

    def _save(self, _class: str, values: Values) -> str:
        if len(self._chosen) > _MANY:
            self._set(self._chosen, values)
            return ""
        # Here and not in the lane: what is wrong with the hours is said under the field.
        count = training.set_many(self._session, self._chosen, values)
        self._tell(f"已登记 {count:,} 人" if count else "")
        return ""

    def _set(self, ids: Sequence[str], values: Values) -> None:
        chosen = list(ids)
        self._services.jobs.run(
            lambda session, progress: training.set_many(session, chosen, values),
            title="正在登记结果",
            done=lambda count: self._tell(f"已登记 {count:,} 人" if count else ""),
        )

    def _tell(self, words: str) -> None:
        if words:
            self._services.toast(words, "撤销", self._services.undo)
        else:
            self._services.toast("已经是这样，没有改动")
        self.list.rows.untick_all()
        self.changed.emit()

    def _put(self, pk: str, read: tuple[list[dict[str, Any]], dict[str, Any]]) -> None:
        if pk != self._class:
            return
        rows = [row for row in read[0] if row["stands"]]
        reviewed = bool(read[1]["units"]) or any(row["approval"] for row in rows)
        header = self.list.rows.columns
        for place, column in enumerate(header, start=1):
            if column.name in _OF_REVIEW:
                shown = reviewed and (column.name == "state" or any(row["approval_note"] for row in rows))
                self.list.grid.setColumnHidden(place, not shown)
        self.list.chips[1].setVisible(reviewed)
        for button in self.list.bar.buttons[: len(self._decisions())]:
            button.setVisible(reviewed)
        self.list.put(_row(row) for row in rows)
        self.pass_all.setVisible(
            any(row["result"] == UNRATED and row["approval"] != enrolment.RETURNED for row in rows)
        )

    def _open(self, ids: Ids) -> None:
        row = next(row for row in self.list.rows.all if row[0] == ids[0])
        self._services.go("teachers", str(row[NAMES.index("teacher_id")]))


def _row(row: dict[str, Any]) -> tuple[Any, ...]:
    known = {**row, "state": STATE[row["approval"]]}
    return tuple(known[name] for name in NAMES)
