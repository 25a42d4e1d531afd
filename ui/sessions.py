"""课程考勤: the sessions of a class and who attended which, ticked in a table or taken from a sign-in sheet."""

from functools import partial

from PySide6.QtCore import QMargins
from PySide6.QtWidgets import QPushButton, QWidget

from app import records, sessions, training
from app.fields import hours_text
from app.problems import SHOWN
from app.records import Values
from app.session import Session
from app.sessions import Register
from ui import messages, pictures, tokens
from ui.flow import Flow
from ui.pages import Services
from ui.quick_form import QuickForm
from ui.side_pane import SidePane, line, secondary
from ui.tick_table import TickTable

_FIELDS = ("topic", "held_on", "hours", "module", "place", "trainer")


class SessionsPane(SidePane):
    """The register of a class: its sessions across, its people down."""

    def __init__(self, session: Session, services: Services) -> None:
        super().__init__()
        self._session, self._services = session, services
        self._editing: str | None = None
        self._next: str | None = None
        self.add = QPushButton("登记课程")
        pictures.dress(self.add, "plus", "accent", 14)
        self.edit = QPushButton("修改课程")
        self.drop = QPushButton("删除课程")
        self.everybody = QPushButton("这次全到")
        self.everybody.setToolTip("光标所在的这次课程，全部打勾")
        self.bring = QPushButton("导入签到表……")
        self.give = QPushButton("导出签到表……")
        self.table = TickTable()
        self.quick = QuickForm(training.SESSION, _FIELDS, session, save=self._save_session)
        self.word = secondary()
        self.keep = QPushButton("保存出勤")
        self.keep.setProperty("kind", "main")
        self.undo = QPushButton("不保存")
        self._lay_out()
        self.add.clicked.connect(self.begin)
        self.edit.clicked.connect(self.change)
        self.drop.clicked.connect(self.remove)
        self.everybody.clicked.connect(self.tick_all)
        self.bring.clicked.connect(self.bring_in)
        self.give.clicked.connect(self.write_sheet)
        self.keep.clicked.connect(self.save)
        self.undo.clicked.connect(self.read)
        self.quick.saved.connect(self._on_session)
        self.table.ticks.moved.connect(self._tell)
        self.table.selectionModel().currentChanged.connect(lambda *_: self._tell())

    def _lay_out(self) -> None:
        tools, card = QWidget(), line()
        top = Flow(tools, spacing=tokens.GRID, margins=QMargins(16, 0, 16, 0))
        for button in (self.add, self.edit, self.drop, self.everybody, self.bring, self.give):
            top.addWidget(button)
        card.addWidget(self.quick)
        self.hint = secondary()
        says = line()
        says.addWidget(self.hint)
        foot = line(top=4, bottom=8)
        foot.addWidget(self.word, 1)
        foot.addWidget(self.undo)
        foot.addWidget(self.keep)
        self.column.addLayout(says)
        self.column.addWidget(tools)
        self.column.addLayout(card)
        self.column.addWidget(self.table, 1)
        self.column.addLayout(foot)

    @property
    def dirty(self) -> bool:
        """Whether ticks are not saved."""
        return bool(self.table.ticks.changes) or self.quick.dirty

    def open(self, pk: str) -> None:
        """Begin for a class."""
        self.pk = pk
        row = training.get_class(self._session, pk)
        self.title.setText(f"课程考勤：{row['title']}　{row['name']}")
        mine = self._session.is_county or _is_ours(self._session, pk)
        for button in (self.add, self.edit, self.drop):
            button.setVisible(mine)
        self.quick.hide()
        self.read()

    def read(self) -> None:
        """Read the register anew; ticks that were not saved are gone."""
        pk = self.pk
        if pk:
            self._services.reads.run(
                lambda session, progress: sessions.register(session, pk),
                title="正在读取考勤",
                done=partial(self._put, pk),
            )

    def _put(self, pk: str, register: Register) -> None:
        if pk != self.pk:
            return
        self.table.ticks.put(register)
        if self._next:
            self.table.choose_session(self._next)
            self._next = None
        self._tell()

    def _ticked(self) -> bool:
        """Whether anybody's attendance of a session is noted yet: before that everybody has the whole class."""
        register = self.table.ticks.register
        return register is not None and any(one.attended for one in register.people)

    def _tell(self) -> None:
        made = self.table.ticks
        if not made.sessions:
            self.hint.setText("还没有登记课程。点“登记课程”写下每次课程的主题、日期和学时；不分课程的班次不用登记。")
        else:
            given = hours_text(sum(int(one["hours"] or 0) for one in made.sessions))
            whole = hours_text(made.register.hours) if made.register else ""
            self.hint.setText(
                f"{len(made.sessions)} 次课程共 {given} 学时（班次 {whole} 学时）。点格子或按空格打勾：出勤的课程相加就是所得学时。"
                + ("" if self._ticked() else "还没有记过出勤，现在各人仍按整个班次计。")
            )
        changed = len(made.changes)
        self.word.setText(f"改了 {changed} 处，还没有保存" if changed else "")
        self.keep.setEnabled(bool(changed))
        self.undo.setVisible(bool(changed))
        chosen = self.table.session is not None
        for button in (self.edit, self.drop, self.everybody):
            button.setEnabled(chosen)
        for button in (self.bring, self.give):
            button.setEnabled(bool(made.sessions))

    # -- sessions

    def begin(self) -> None:
        """Open the small form for one more session, on the day after the last."""
        if self.pk:
            self._editing = None
            row = training.get_class(self._session, self.pk)
            last = self.table.ticks.sessions[-1] if self.table.ticks.sessions else {}
            defaults = {"held_on": row["start_date"], "hours": None, "place": row["place"], "trainer": row["trainer"]}
            defaults |= {name: last[name] for name in ("held_on", "hours", "place") if last.get(name) is not None}
            self.quick.open(self.pk, defaults)

    def change(self) -> None:
        """Open the small form with the current session."""
        chosen = self.table.session
        if chosen and self.pk:
            self._editing = str(chosen["id"])
            self.quick.open(self.pk, {name: chosen[name] for name in _FIELDS})

    def _save_session(self, owner: str, values: Values) -> str:
        if self._editing is None:
            return sessions.save(self._session, None, {"class_id": owner, **values})
        return sessions.save(self._session, self._editing, values)

    def _on_session(self, pk: str) -> None:
        self._next = pk
        if self._editing:
            self.quick.hide()
            self._editing = None
        self._services.toast("已保存课程", "撤销", self._services.undo)
        self.read()

    def remove(self) -> None:
        """Delete the current session, if nobody attended it."""
        chosen = self.table.session
        if chosen is None:
            return
        try:
            sessions.delete(self._session, str(chosen["id"]))
        except SHOWN as problem:
            messages.show_problem(self, problem)
            return
        self._services.toast("已删除课程", "撤销", self._services.undo)
        self.read()

    # -- attendance

    def tick_all(self) -> None:
        """Everybody attended the current session."""
        column = self.table.currentIndex().column()
        self.table.ticks.tick([(row, column) for row in range(len(self.table.ticks.people))], True)

    def save(self) -> None:
        """Write the ticks in one act, in the lane."""
        if self.quick.dirty:
            self.quick.save()
            return
        pk, ticks = self.pk, dict(self.table.ticks.changes)
        if pk and ticks:
            self._services.jobs.run(
                lambda session, progress: sessions.mark(session, pk, ticks), title="正在登记出勤", done=self._on_marked
            )

    def _on_marked(self, count: int) -> None:
        self._services.toast(f"已登记 {count:,} 人的出勤", "撤销", self._services.undo)
        self.read()

    def bring_in(self) -> None:
        """Choose a sign-in sheet, and show what it says before it is written."""
        from ui.signing_in import begin

        if self.pk and not self.dirty:
            begin(self, self._services, self.pk, self._on_marked)
        elif self.pk:
            messages.say(self, "有出勤还没有保存。", "请先保存或放弃，再导入签到表。")

    def write_sheet(self) -> None:
        """Write the class's sheet as a workbook."""
        from ui.signing_in import write

        if self.pk:
            write(self, self._services, self.pk, self.title.text().partition("：")[2])


def _is_ours(session: Session, pk: str) -> bool:
    try:
        records.refuse_if_others(session, training.CLASS, pk)
    except SHOWN:
        return False
    return True
