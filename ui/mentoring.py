"""The 师徒结对 page: pairs with their time and activities; what they did is written down beside the pair."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from functools import partial
from typing import Any

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QLabel, QPushButton, QToolButton, QVBoxLayout, QWidget

from app import codes, mentoring, records, teachers
from app.fields import Value, show
from app.problems import SHOWN
from app.records import Values
from app.session import Session
from ui import messages, pictures, tokens
from ui.details import Acts, Fact, Sheet
from ui.lists import Act, Ids
from ui.pages import Services
from ui.quick_form import QuickForm
from ui.quick_page import QuickPage
from ui.record_page import Records, Tuples
from ui.rows import Column

DUE = {"over": "已过期未结", "soon": f"{mentoring.SOON} 天内到期", "": ""}
"""What the column 期限 says of a pair, by what `app.mentoring.due` tells."""

NAMES = (
    "id", "kind", "mentor_name", "mentor_school", "mentee_name", "mentee_school", "subject", "status", "left",
    "activities", "end_date", "start_date", "due",
)  # fmt: skip

Go = Callable[[str, str | None], None]

_FACTS = ("kind", "subject", "start_date", "end_date", "document", "goal", "remark")
_ALWAYS = ("kind", "subject", "start_date", "end_date")
_ACTIVITY = ("kind", "held_on", "topic")


def _column(name: str, label: str, width: int, **more: Any) -> Column:
    return Column(name, label, width, field=mentoring.ENTITY.field(name), **more)


def _days(text: str) -> str:
    return "今天到期" if text == "0" else f"已过 {text[1:]} 天" if text.startswith("-") else f"{text} 天"


COLUMNS = (
    _column("kind", "类别", 96),
    Column("mentor_name", "师父", 76),
    Column("mentor_school", "师父学校", 124),
    Column("mentee_name", "徒弟", 76),
    Column("mentee_school", "徒弟学校", 124),
    _column("subject", "学科", 84),
    _column("status", "状态", 64),
    Column("left", "剩余", 88, "right", mask=_days),
    Column("activities", "活动次数", 72, "right"),
    _column("start_date", "开始", 96),
    _column("end_date", "结束", 96),
    Column("due", "期限", 104, hidden=True),
)


def listed(session: Session) -> Tuples:
    """Every pair in the order of `NAMES`; what is left of its time is told while it is open."""
    today = session.today()
    found = []
    for row in mentoring.listed(session):
        left = None if row["status"] in mentoring.CLOSED else mentoring.days_left(row, today)
        known = {**row, "left": left, "due": DUE[mentoring.due(row, today)]}
        found.append(tuple(known[name] for name in NAMES))
    return found


PAIRS = Records(
    entity=mentoring.ENTITY,
    unit="对",
    columns=COLUMNS,
    names=NAMES,
    read=listed,
    load=mentoring.get,
    save=mentoring.save,
    sheet=lambda session, pk: sheet(session, pk, lambda _page, _pk: None),
    delete=lambda session, pk: records.delete(session, mentoring.ENTITY, pk),
    empty="给新教师找一位师父：选好师父、徒弟和起止日期就可以了。",
    search="师父、徒弟或学校",
    filters=("kind", "status", "due"),
    tables=frozenset({"pair_activities", "teachers", "postings"}),
    attached=True,
)


def sheet(session: Session, pk: str, go: Go) -> Sheet:
    """The facts of one pair; the names lead to the teachers."""
    row = mentoring.get(session, pk)
    facts = [_person(session, row, "师父", "mentor", go), _person(session, row, "徒弟", "mentee", go)]
    for name in _FACTS:
        field = mentoring.ENTITY.field(name)
        assert field is not None
        text = show(field, row[name])
        if text or name in _ALWAYS:
            facts.append(Fact(field.label, text))
    return Sheet(
        title=f"{row['mentor_name']}—{row['mentee_name']}",
        subtitle=_subtitle(row, session),
        facts=facts,
        sections=(),
        history=lambda: records.history(session, mentoring.ENTITY, pk),
    )


def _person(session: Session, row: Mapping[str, Any], label: str, who: str, go: Go) -> Fact:
    pk = str(row[f"{who}_id"])
    text = "，".join(str(part) for part in (row[f"{who}_name"], row[f"{who}_school"]) if part)
    return Fact(label, text, open=partial(go, "teachers", pk) if teachers.is_listed(session, pk) else None)


def _subtitle(row: Mapping[str, Any], session: Session) -> str:
    status = codes.table("pair_status").label_of(row["status"])
    left = mentoring.days_left(dict(row), session.today())
    if left is None or row["status"] in mentoring.CLOSED:
        return status
    if left < 0:
        return f"{status} · 已过期 {-left} 天，请出师、延期或解除"
    return f"{status} · 还有 {left} 天到期" if left else f"{status} · 今天到期"


class Activities(QWidget):
    """What a pair did, newest first, and the small form for the next time. `changed` after something was written."""

    changed = Signal()

    def __init__(self, session: Session, services: Services) -> None:
        super().__init__()
        self._session = session
        self._services = services
        self._pair: str | None = None
        self._title = QLabel()
        self._title.setProperty("role", "group")
        self.add = QPushButton("记一次活动")
        self.add.setProperty("kind", "quiet")
        pictures.dress(self.add, "plus", "accent", 14)
        self.add.clicked.connect(self.begin)
        self.quick = QuickForm(mentoring.ACTIVITY, _ACTIVITY, session, save=self._save, verb="记下")
        self.quick.saved.connect(self._on_saved)
        head = QHBoxLayout()
        head.addWidget(self._title, 1)
        head.addWidget(self.add)
        self._lines = QVBoxLayout()
        self._lines.setSpacing(0)
        column = QVBoxLayout(self)
        column.setContentsMargins(16, 0, 16, 16)
        column.setSpacing(tokens.GRID)
        column.addLayout(head)
        column.addWidget(self.quick)
        column.addLayout(self._lines)
        column.addStretch(1)

    def show_pair(self, pair: str) -> None:
        """Show what this pair did."""
        self._pair = pair
        rows = mentoring.activities(self._session, pair)
        self._title.setText(f"结对活动　{len(rows)} 次" if rows else "结对活动")
        while self._lines.count():
            item = self._lines.takeAt(0)
            old = item.widget() if item else None
            if old:
                old.hide()
                old.deleteLater()
        for row in rows:
            self._lines.addWidget(self._line(row))
        if not rows:
            nothing = QLabel("还没有活动记录。听课、评课以后，点“记一次活动”写下日期和主题。", wordWrap=True)
            nothing.setProperty("role", "secondary")
            self._lines.addWidget(nothing)

    def begin(self) -> None:
        """Open the small form for the pair that is shown."""
        if self._pair:
            self.quick.open(self._pair, {"kind": "1", "held_on": self._session.today().isoformat()})

    def _line(self, row: Mapping[str, Any]) -> QWidget:
        line = QWidget()
        grid = QGridLayout(line)
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setHorizontalSpacing(12)
        grid.setVerticalSpacing(0)
        grid.setColumnStretch(1, 1)
        day = QLabel(str(row["held_on"]))
        day.setProperty("role", "secondary")
        kind = codes.table("activity_kind").label_of(row["kind"])
        what = QLabel(f"{kind}　{row['topic']}", wordWrap=True)
        what.setTextFormat(Qt.TextFormat.PlainText)
        what.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        drop = QToolButton()
        drop.setProperty("kind", "quiet")
        drop.setToolTip("删除这次活动")
        drop.setAccessibleName(f"删除 {row['held_on']} 的活动")
        pictures.dress(drop, "trash-2", "secondary", 14)
        drop.clicked.connect(lambda: self._drop(str(row["id"])))
        grid.addWidget(day, 0, 0)
        grid.addWidget(what, 0, 1)
        grid.addWidget(drop, 0, 2)
        return line

    def _save(self, pair: str, values: Values) -> str:
        return mentoring.add_activity(self._session, {"pair_id": pair, **values})

    def _on_saved(self) -> None:
        self._services.toast("已记下这次活动", "撤销", self._services.undo)
        self.changed.emit()

    def _drop(self, pk: str) -> None:
        try:
            records.delete(self._session, mentoring.ACTIVITY, pk)
        except SHOWN as problem:
            messages.show_problem(self, problem)
            return
        self._services.toast("已删除这次活动", "撤销", self._services.undo)
        self.changed.emit()


class MentoringPage(QuickPage):
    """Pairs, their activities, and the ways a pair ends."""

    help = (
        "这里登记师徒结对。剩余天数由结束日期算出；到期的请改为出师、延期或解除。"
        "选中一对后，右边可以点师父、徒弟的名字看他们的情况，也可以记下听课、评课等活动。"
    )

    def __init__(self, session: Session, services: Services) -> None:
        what = replace(PAIRS, sheet=lambda session, pk: sheet(session, pk, services.go))
        super().__init__(session, services, what, title="师徒结对")
        self.activities = Activities(session, services)
        self.activities.changed.connect(self.show_detail)
        self.quick = self.activities.quick
        self.detail.put_below(self.activities)
        self.complete = QPushButton("出师")
        self.complete.clicked.connect(lambda: self._end_current(mentoring.COMPLETED))
        self.detail.put_button(self.complete)

    def defaults(self) -> Mapping[str, Value]:
        return {"kind": "1", "start_date": self.session.today().isoformat(), "status": mentoring.RUNNING}

    def acts(self) -> Sequence[Act]:
        return (*self._ends(), *super().acts())

    def row_acts(self) -> Sequence[Act]:
        edit, *rest = super().row_acts()
        return [edit, Act("记一次活动", self._note_activity), *self._ends(), *rest]

    def detail_acts(self, pk: str) -> Acts:
        now = mentoring.get(self.session, pk)["status"]
        ways = (*_ENDS[1:], ("恢复培养", mentoring.RUNNING))
        ends = [(text, partial(self.set_status, [pk], status)) for text, status in ways if status != now]
        return [*ends, *super().detail_acts(pk)]

    def _ends(self) -> list[Act]:
        return [Act(text, partial(self.set_status, status=status)) for text, status in _ENDS]

    def show_detail(self) -> None:
        pk = self.list.grid.current_id
        if pk:
            try:
                row = mentoring.get(self.session, pk)
            except SHOWN:
                self.detail.clear()
                return
            self.complete.setVisible(row["status"] not in mentoring.CLOSED)
            self.activities.show_pair(pk)
        super().show_detail()

    def set_status(self, ids: Ids, status: str) -> None:
        """Give pairs a status in the lane, all or none; can be undone."""
        chosen = list(ids)
        label = codes.table("pair_status").label_of(status)

        def tell(changed: int) -> None:
            if changed:
                self.services.toast(f"{changed:,} 对改为“{label}”", "撤销", self.services.undo)
            else:
                self.services.toast(f"已经是“{label}”，没有改动")
            self.list.rows.untick_all()
            self.show_detail()

        self.services.jobs.run(
            lambda session, progress: mentoring.set_status(session, chosen, status),
            title=f"正在改为{label}",
            done=tell,
        )

    def _end_current(self, status: str) -> None:
        pk = self.list.grid.current_id
        if pk:
            self.set_status([pk], status)

    def _note_activity(self, ids: Ids) -> None:
        self.show_detail()
        self.activities.begin()


_ENDS = (("出师", mentoring.COMPLETED), ("延期", mentoring.EXTENDED), ("解除", mentoring.DISSOLVED))
