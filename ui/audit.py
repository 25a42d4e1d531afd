"""The part 操作记录 of 设置: what was done with the file, by whom and when; narrowed, looked into, written out, verified."""

from collections.abc import Sequence
from functools import partial
from itertools import groupby
from pathlib import Path

from PySide6.QtCore import QMargins, QTimer
from PySide6.QtWidgets import QComboBox, QFrame, QLineEdit, QPushButton, QVBoxLayout

from app import audit, audit_record
from app.audit import Change, Line, Wish
from app.audit_record import Compared
from app.problems import Problem
from app.session import Session
from ui import choosing, desktop
from ui.beside import BesidePart
from ui.details import DetailPane, Fact, Section, Sheet
from ui.flow import Flow
from ui.lists import Empty, ListPane
from ui.outcome import Outcome
from ui.pages import Services
from ui.rows import Column

_COLUMNS = (
    Column("seq", "序号", 64, align="right"),
    Column("at", "时间", 150),
    Column("actor", "经办人", 88),
    Column("kind", "类别", 120),
    Column("said", "内容", 360),
)
_AT_ONCE = 300
_PAUSE = 250
_MOST_ROWS = 12
"""A new teacher has some thirty fields: more rows would keep the window waiting."""

_KINDS = {".xlsx": choosing.WORKBOOK, ".pdf": "PDF 文件 (*.pdf)"}
_RECORDS = "操作记录 (*.xlsx *.txt)"


class AuditPart(BesidePart):
    """Left the entries, the newest first and so many at once; right what the chosen one changed."""

    def __init__(self, session: Session, services: Services) -> None:
        super().__init__(session, services)
        self._lines: list[Line] = []
        self._all = 0
        self.since, self.until = QLineEdit(placeholderText="起始日期"), QLineEdit(placeholderText="截止日期")
        self.text = QLineEdit(placeholderText="内容里的文字", clearButtonEnabled=True)
        self.actor, self.kind = QComboBox(), QComboBox()
        self.kind.addItem("全部类别", "")
        for key, label in audit.KINDS.items():
            self.kind.addItem(label, key)
        self.list = ListPane(
            _COLUMNS,
            ("id", *(one.name for one in _COLUMNS)),
            unit="条",
            empty=Empty("没有符合条件的操作记录", "换一个日期、经办人或类别再看。"),
            ticks=False,
        )
        self.detail = DetailPane("选中一条，看它改动了什么。")
        self.detail.edit.hide()
        self.place("audit", 420)
        self.older = QPushButton("更早的")
        self.older.clicked.connect(self.show_older)
        self.save_buttons = {
            ending: self._button(text, partial(self.save, ending))
            for ending, text in ((".xlsx", "导出表格……"), (".pdf", "导出 PDF……"))
        }
        self.verify_button = self._button("核对记录", self.verify)
        self.compare_button = self._button("和以前的比对……", self.compare)
        self.outcome = Outcome()
        self._lay_out()
        self._pause = QTimer(self, singleShot=True, interval=_PAUSE)
        self._pause.timeout.connect(self.tell)
        for line in (self.since, self.until, self.text):
            line.textChanged.connect(lambda _text: self._pause.start())
        for box in (self.actor, self.kind):
            box.activated.connect(lambda _place: self.tell())

    def _button(self, text: str, run: object) -> QPushButton:
        made = QPushButton(text)
        made.clicked.connect(lambda _=False: run())  # type: ignore[operator] # a function without arguments
        return made

    def _lay_out(self) -> None:
        names = {
            self.since: "起始日期",
            self.until: "截止日期",
            self.text: "内容",
            self.actor: "经办人",
            self.kind: "类别",
        }
        above = QFrame()
        line = Flow(above, spacing=8, margins=QMargins(16, 8, 16, 0))
        for widget, name in names.items():
            widget.setAccessibleName(name)
            widget.setFixedWidth(160 if widget is self.text else 120)
            line.addWidget(widget)
        for button in (*self.save_buttons.values(), self.verify_button, self.compare_button, self.older):
            line.addWidget(button)
        column = self.layout()
        assert isinstance(column, QVBoxLayout)
        column.setSpacing(0)
        column.insertWidget(0, above)
        column.insertWidget(1, self.outcome)
        column.setStretch(2, 1)

    # -- the list

    def tell(self) -> None:
        """Read the newest entries anew."""
        self._fill_actors()
        try:
            wish = self._wish()
        except Problem as problem:
            self.outcome.refused(problem)
            return
        self._all = audit.count(self._session, wish)
        self._lines = audit.listed(self._session, wish, limit=_AT_ONCE)
        self._put()

    def show_older(self) -> None:
        """Add the entries before the last one in sight."""
        if self._lines:
            self._lines += audit.listed(self._session, self._wish(), before=self._lines[-1].seq, limit=_AT_ONCE)
            self._put()

    def _put(self) -> None:
        current = self.list.grid.current_id
        left = self._all - len(self._lines)
        self.older.setVisible(left > 0)
        self.list.put(
            (
                (str(one.seq), one.seq, one.at.replace("T", " "), one.actor, one.kind_label, one.told)
                for one in self._lines
            ),
            self._all,
        )
        if current:
            self.list.grid.choose(current)

    def _fill_actors(self) -> None:
        chosen, names = self.actor.currentData(), audit.actors(self._session)
        if [self.actor.itemData(place) for place in range(1, self.actor.count())] == names:
            return
        self.actor.clear()
        self.actor.addItem("全部经办人", "")
        for name in names:
            self.actor.addItem(name, name)
        self.actor.setCurrentIndex(max(0, self.actor.findData(chosen)))

    def _wish(self) -> Wish:
        return Wish(
            since=audit.read_day(self.since.text()),
            until=audit.read_day(self.until.text()),
            actor=self.actor.currentData() or "",
            kind=self.kind.currentData() or "",
            text=self.text.text().strip(),
        )

    def show_detail(self) -> None:
        """Show what the current entry is about."""
        pk = self.list.grid.current_id
        if not pk:
            self.detail.clear()
            return
        found = audit.details(self._session, int(pk), _MOST_ROWS)
        shown = [
            Section(record, [(one.field, _in_words(one)) for one in some], empty="")
            for record, some in groupby(found.changes, key=lambda one: one.record)
        ]
        if found.left_out:
            shown.append(Section(f"还有 {found.left_out:,} 处改动没有列出", [], empty="请看各条记录的修改历史。"))
        facts = [Fact(label, text) for label, text in found.facts if label not in ("编号", "类别")]
        self.detail.show_sheet(Sheet(f"第 {found.line.seq:,} 条", found.line.kind_label, facts, shown))

    # -- what leaves, and whether it is as it was

    def save(self, ending: str) -> None:
        """Write what is listed, all of it, with the head."""
        try:
            wish = self._wish()
        except Problem as problem:
            self.outcome.refused(problem)
            return
        name = f"{self._session.name}-操作记录{ending}"
        out = choosing.target(self, self._services.settings, "papers", "导出操作记录", _KINDS[ending], name)
        if out is None:
            return
        path = out
        self._services.jobs.run(
            lambda session, progress: audit_record.write(session, path, wish, progress),
            title="正在导出操作记录",
            done=lambda count: self._on_saved(count, path),
            failed=self.outcome.refused,
        )

    def _on_saved(self, count: int, path: Path) -> None:
        self.tell()
        self.outcome.done(
            f"已写好 {count:,} 条。请签名后存档：上面的编号和核对码以后可以用来比对。",
            f"文件：{path}",
            [("打开", lambda: desktop.show(path, self.outcome.say_refused))],
        )

    def verify(self) -> None:
        """Check the whole chain in the lane."""
        self._services.jobs.run(
            lambda session, progress: (audit.faults(session), audit.head(session)),
            title="正在核对操作记录",
            done=lambda found: self._said(found[0], f"到{found[1].words}。" if found[1] else ""),
            failed=self.outcome.refused,
        )

    def compare(self) -> None:
        """Hold an exported workbook or a backup's note against the record."""
        chosen = choosing.file(self, self._services.settings, "papers", "选择以前导出的操作记录", _RECORDS)
        if chosen is None:
            return
        path = chosen

        def done(found: Compared) -> None:
            about = f"和“{path.name}”里的 {found.count:,} 条比对过。"
            if found.expected and found.ok:
                self.outcome.done("别的没有发现被改动的地方。", f"{about}{'。'.join(found.expected)}。")
            else:
                self._said([*found.differences, *found.expected], about)

        self._services.jobs.run(
            lambda session, progress: audit_record.compare(session, path),
            title="正在比对操作记录",
            done=done,
            failed=self.outcome.refused,
        )

    def _said(self, faults: Sequence[str], about: str) -> None:
        if faults:
            self.outcome.say_refused(f"发现 {len(faults)} 处不对：{'；'.join(faults[:5])}。", audit.ADVICE)
        else:
            self.outcome.done("没有发现被改动的地方。", about)


def _in_words(change: Change) -> str:
    """What stood in a field and what stands there now; nothing for a row that went or came back."""
    return f"{change.old or '（空）'} → {change.new or '（空）'}" if change.old or change.new else ""
