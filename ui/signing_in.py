"""导入签到表: what the sheet says, which column is which session, who is meant, before it is written."""

from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtWidgets import (
    QComboBox,
    QDialog,
    QFrame,
    QHBoxLayout,
    QLabel,
    QPushButton,
    QScrollArea,
    QVBoxLayout,
    QWidget,
)

from app import signing_columns, signing_in, signing_sheet
from app.session import Session
from app.signing_in import Line, Preview
from ui import choosing, desktop, passwords, tokens
from ui.lists import Empty, ListPane
from ui.pages import Services
from ui.rows import Column
from ui.workbooks import READ

Done = Callable[[int], Any]

_IGNORE = "这一列不是签到"
_NOT_CHOSEN = "请选择是哪一次课程"
_TALLEST = 168
"""Of the columns that are asked about: with more of them they scroll."""
_NOBODY = "不登记这一行"

NAMES = ("id", "number", "name", "school", "who", "marks", "state")
COLUMNS = (
    Column("number", "行", 48, "right"),
    Column("name", "表中姓名", 88),
    Column("school", "表中学校", 128),
    Column("who", "教师", 168),
    Column("marks", "出勤", 96),
    Column("state", "说明", 248),
)


def begin(page: QWidget, services: Services, class_id: str, done: Done) -> None:
    """Choose a sheet and show what it says; `done(count)` after it was written."""
    path = choosing.file(page, services.settings, choosing.LISTS, "导入签到表", READ)
    if path is None:
        return
    _read(page, services, class_id, path, done)


def _read(page: QWidget, services: Services, class_id: str, path: Path, done: Done, password: str = "") -> None:
    services.jobs.run(
        lambda session, progress: signing_in.preview(session, class_id, path, password=password, progress=progress),
        title="正在读取签到表",
        done=lambda made: SigningInDialog(page, services, made, done).open(),
        failed=passwords.or_ask(services, page, path, partial(_read, page, services, class_id, path, done)),
    )


def write(page: QWidget, services: Services, class_id: str, name: str) -> None:
    """Write the sign-in sheet of a class where a person says."""
    out = choosing.target(
        page, services.settings, choosing.LISTS, "导出签到表", choosing.WORKBOOK, f"{name} 签到表.xlsx"
    )
    if out is None:
        return
    target: Path = out
    services.jobs.run(
        lambda session, progress: signing_sheet.write(session, class_id, target, progress=progress),
        title="正在导出签到表",
        done=lambda count: desktop.offer(services.toast, f"已写好签到表，{count:,} 人", target),
    )


class SigningInDialog(QDialog):
    """The sheet row by row; what nobody knows is asked below, what is left open keeps the button from writing."""

    def __init__(self, page: QWidget, services: Services, made: Preview, done: Done) -> None:
        super().__init__(page)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle("导入签到表")
        self.setWindowModality(Qt.WindowModality.WindowModal)
        self._services, self._done = services, done
        self.made = made
        self.said = QLabel(wordWrap=True)
        self.said.setProperty("role", "heading")
        self.columns = QVBoxLayout()
        self.columns.setContentsMargins(16, 0, 16, 0)
        self.boxes: dict[tuple[int, int], QComboBox] = {}
        self.list = ListPane(
            COLUMNS,
            NAMES,
            unit="人",
            empty=Empty("签到表里没有人", "请核对文件里有没有“姓名”一列。"),
            filters=("state",),
            ticks=False,
        )
        self.list.chosen.connect(lambda _pk: self._ask())
        self.question = QLabel(wordWrap=True)
        self.who = QComboBox()
        self.who.setAccessibleName("这一行是谁")
        self.who.activated.connect(self._answer)
        self.skip = QPushButton("跳过没有确认的，登记其余的")
        self.go = QPushButton("登记出勤")
        self.go.setProperty("kind", "main")
        self.skip.clicked.connect(lambda: self.write(skip_open=True))
        self.go.clicked.connect(lambda: self.write(skip_open=False))
        self._lay_out()
        window = page.window()
        self.resize(min(window.width() - 48, 900), min(window.height() - 32, 680))
        self._show()

    def _lay_out(self) -> None:
        page = QFrame()
        page.setProperty("role", "page")
        column = QVBoxLayout(page)
        column.setContentsMargins(0, 12, 0, 8)
        column.setSpacing(tokens.GRID)
        self.said.setContentsMargins(16, 0, 16, 0)
        column.addWidget(self.said)
        inside = QWidget()
        inside.setLayout(self.columns)
        self.above = QScrollArea(widgetResizable=True)
        self.above.setFrameShape(QFrame.Shape.NoFrame)
        self.above.setWidget(inside)
        inside.setAutoFillBackground(False)
        self.above.setMaximumHeight(_TALLEST)
        column.addWidget(self.above)
        column.addWidget(self.list, 1)
        asked = QHBoxLayout()
        asked.setContentsMargins(16, 0, 16, 0)
        asked.addWidget(self.question, 1)
        asked.addWidget(self.who)
        column.addLayout(asked)
        foot = QFrame()
        foot.setProperty("role", "footer")
        cancel = QPushButton("取消")
        cancel.clicked.connect(self.reject)
        line = QHBoxLayout(foot)
        line.setContentsMargins(16, 8, 16, 8)
        line.addStretch(1)
        for button in (cancel, self.skip, self.go):
            button.setAutoDefault(False)
            line.addWidget(button)
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        outer.setSpacing(0)
        outer.addWidget(page, 1)
        outer.addWidget(foot)

    def _show(self) -> None:
        made = self.made
        self.said.setText(made.sentence)
        self._show_columns()
        self.list.put(_row(one, len(made.sessions)) for one in made.lines)
        unread = any(one.unread for one in made.lines)
        is_open = bool(made.open_columns or made.open_lines or unread)
        self.go.setEnabled(bool(made.ticks) and not is_open)
        self.skip.setVisible(bool(made.ticks) and is_open)
        self._ask()

    def _show_columns(self) -> None:
        """A line for each column that may be a session, made once: what it is taken for can be said otherwise."""
        for one in self.made.columns:
            key = (one.table, one.column)
            if key in self.boxes:
                continue
            box = self.boxes[key] = QComboBox()
            box.setAccessibleName(f"“{one.heading}”是哪一次课程")
            box.addItem(_NOT_CHOSEN, None)
            box.addItem(_IGNORE, signing_columns.IGNORED)
            for held in self.made.sessions:
                box.addItem(
                    " ".join(str(part) for part in (held["held_on"], held["topic"], held["place"]) if part), held["id"]
                )
            box.setCurrentIndex(max(0, box.findData(one.session)) if one.session else 0)
            box.activated.connect(partial(self._choose, key, box))
            line = QHBoxLayout()
            line.addWidget(QLabel(f"“{one.heading or '没有表头'}”一列（{one.reason}）"), 1)
            line.addWidget(box)
            self.columns.addLayout(line)

    def _choose(self, key: tuple[int, int], box: QComboBox, _place: int) -> None:
        said = box.currentData()
        if said is not None:
            self._again(chosen={key: str(said)})

    @property
    def _line(self) -> Line | None:
        pk = self.list.grid.current_id
        return next((one for one in self.made.lines if str(one.index) == pk), None)

    def _ask(self) -> None:
        one = self._line
        asked = one is not None and (bool(one.question) or one.skipped or one.index in self.made.answers)
        self.who.setVisible(asked)
        self.who.clear()
        if one is None or not asked:
            waiting = len(self.made.open_lines)
            self.question.setText(f"还有 {waiting} 行不知道是谁：选中那一行，在这里说。" if waiting else "")
            return
        self.question.setText(one.question or f"第 {one.number} 行“{one.name}”")
        self.who.addItem("请选择", None)
        self.who.addItem(_NOBODY, signing_in.SKIPPED)
        for candidate in one.candidates or self.made.others:
            self.who.addItem(candidate.words, candidate.pk)
        self.who.setCurrentIndex(
            1 if one.skipped else max(0, self.who.findData(one.teacher_id)) if one.teacher_id else 0
        )

    def _answer(self, _place: int) -> None:
        one, said = self._line, self.who.currentData()
        if one is not None and said is not None:
            self._again(answers={one.index: str(said)})

    def _again(self, **more: Any) -> None:
        made = self.made
        self._services.reads.run(
            lambda session, progress: _read_again(session, made, more), title="正在核对签到表", done=self._take
        )

    def _take(self, made: Preview) -> None:
        current = self.list.grid.current_id
        self.made = made
        self._show()
        if current:
            self.list.grid.choose(current)

    def write(self, *, skip_open: bool) -> None:
        """Write it in the lane, and close."""
        made = self.made
        self._services.jobs.run(
            lambda session, progress: signing_in.apply(session, made, skip_open=skip_open),
            title="正在登记出勤",
            done=self._written,
        )

    def _written(self, count: int) -> None:
        self.accept()
        self._done(count)


def _read_again(session: Session, made: Preview, more: dict[str, Any]) -> Preview:
    return signing_in.again(session, made, **more)


def _row(one: Line, sessions: int) -> tuple[Any, ...]:
    there = sum(bool(mark.there) for mark in one.marks.values())
    notes = "、".join(dict.fromkeys(mark.note for mark in one.marks.values() if mark.note))
    if one.skipped:
        state = "不登记这一行"
    elif one.teacher_id is None:
        state = "待确认"
    elif one.unread:
        state = "看不懂：" + "、".join(f"“{words}”（{heading}）" for heading, words in one.unread)
    else:
        state = "一并报名" if not one.enrolled and there else notes
    who = "" if one.teacher_id is None else one.name if not one.candidates else _who(one)
    return (str(one.index), one.number, one.name, one.school, who, f"{there} / {sessions}", state)


def _who(one: Line) -> str:
    return next((each.words for each in one.candidates if each.pk == one.teacher_id), one.name)
