"""The 工作台 page: what waits for somebody, the figures, and what was done last; every number opens its list."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from functools import partial

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import (
    QBoxLayout,
    QFrame,
    QHBoxLayout,
    QLabel,
    QPushButton,
    QScrollArea,
    QSizePolicy,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from app import codes, home, mentoring
from app.records import Done
from app.session import Session
from ui import pictures, tokens
from ui.mentoring import DUE
from ui.pages import Page, Services, Shown
from ui.training import UNRATED

_WIDE = 860
"""From this width what was done last stands beside the figures, else below them."""

_LAST_WIDTH = 360
_ALL = Shown({})

Open = Callable[[], None]


@dataclass(frozen=True)
class Figure:
    """A number with its unit, what it counts, and what opens the list behind it."""

    label: str
    number: str
    unit: str
    open: Open


@dataclass(frozen=True)
class Task:
    """Something to be done: a picture in a token's colour, a sentence, and where to do it."""

    picture: str
    colour: str
    text: str
    open: Open


class HomePage(Page):
    """Reads how the office stands whenever it comes into sight or something has changed."""

    help = (
        "这里列出要办的事和主要数字。点任何一个数字，就打开它背后的名单。最近的修改列在旁边，最新的一次可以直接撤销。"
    )
    tables = frozenset(
        {
            *("teachers", "postings", "organisations", "pairs", "pair_activities", "studios", "members"),
            *("programmes", "classes", "attendance", "certificates"),
        }
    )

    def __init__(self, session: Session, services: Services) -> None:
        super().__init__(session, services, title="工作台")
        self.standing: home.Standing | None = None
        scroll = QScrollArea(widgetResizable=True)
        scroll.setFrameShape(QFrame.Shape.NoFrame)
        scroll.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        inner = QWidget()
        self._line = QBoxLayout(QBoxLayout.Direction.LeftToRight, inner)
        self._line.setContentsMargins(16, 16, 16, 16)
        self._line.setSpacing(16)
        self._shown: list[QWidget] = [QLabel("正在读取……")]
        self._shown[0].setProperty("role", "secondary")
        self._line.addWidget(self._shown[0], 0, Qt.AlignmentFlag.AlignCenter)
        scroll.setWidget(inner)
        # A scroll area makes what it is given fill itself with the window's colour.
        inner.setAutoFillBackground(False)
        self.body.addWidget(scroll, 1)

    def on_shown(self) -> None:
        self.read()

    def on_changed(self, tables: frozenset[str]) -> None:
        self.read()

    def read(self) -> None:
        """Read how the office stands in the quiet lane."""
        self.services.reads.run(
            lambda session, progress: home.standing(session), title="正在读取工作台", done=self.show_standing
        )

    def show_standing(self, standing: home.Standing) -> None:
        """Show it, in the place of what was shown before."""
        if standing == self.standing:
            return
        self.standing = standing
        for old in self._shown:
            self._line.removeWidget(old)
            old.hide()
            old.deleteLater()
        figures, last = self._figures(standing), self._last(standing.recent)
        self._line.addWidget(figures, 1)
        self._line.addWidget(last, 0)
        self._shown = [figures, last]
        self._fit()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit()

    def _fit(self) -> None:
        wide = self.width() >= _WIDE
        self._line.setDirection(QBoxLayout.Direction.LeftToRight if wide else QBoxLayout.Direction.TopToBottom)
        if len(self._shown) > 1:
            self._shown[1].setMinimumWidth(_LAST_WIDTH if wide else 0)
            self._shown[1].setMaximumWidth(_LAST_WIDTH if wide else self.maximumWidth())

    # -- what there is to show

    def tasks(self, standing: home.Standing) -> list[Task]:
        """What waits, the most pressing first."""
        waiting, show, go = standing.waiting, self.services.show, self.services.go
        found = []
        if waiting.conflicts:
            text = f"{waiting.conflicts:,} 处县里和学校填的不一样，请选定一个"
            found.append(Task("triangle-alert", "warning", text, partial(go, "exchange", None)))
        if waiting.overdue:
            text = f"{waiting.overdue:,} 对师徒结对已过期，请出师、延期或解除"
            found.append(Task("circle-alert", "danger", text, partial(show, "mentoring", Shown({"due": DUE["over"]}))))
        if waiting.soon:
            text = f"{waiting.soon:,} 对师徒结对 {mentoring.SOON} 天内到期"
            found.append(Task("clock", "warning", text, partial(show, "mentoring", Shown({"due": DUE["soon"]}))))
        if waiting.unrated:
            text = f"{waiting.unrated:,} 个班次已经结束，还有人没登记结果"
            found.append(Task("clock", "warning", text, partial(show, "training", Shown({"waiting": UNRATED}))))
        if waiting.pending:
            text = f"{waiting.pending:,} 次修改还没有得到县里答复，记得上报"
            found.append(Task("upload", "accent", text, partial(go, "exchange", None)))
        if standing.last_backup is None:
            text = "还没有备份过，请选一个U盘或文件夹备份一次"
            found.append(Task("circle-alert", "warning", text, partial(go, "settings", "backup")))
        return found

    def _figures(self, standing: home.Standing) -> QWidget:
        column = _column()
        tasks = self.tasks(standing)
        card = _Card("要办的事")
        for task in tasks:
            card.add(_task_line(task))
        if not tasks:
            card.add(_quiet("circle-check", "good", "现在没有要办的事。"))
        column.addWidget(card)
        column.addWidget(_Tiles(self._main_figures(standing)))
        halves = QHBoxLayout()
        halves.setSpacing(16)
        for cards in ((self._hours(standing.hours),), (self._studios(standing), self._data(standing))):
            half = _column()
            for one in cards:
                half.addWidget(one)
            half.addStretch(1)
            halves.addLayout(half, 1)
        column.addLayout(halves)
        column.addStretch(1)
        return _held(column)

    def _main_figures(self, standing: home.Standing) -> list[Figure]:
        show = self.services.show
        running = Shown({"status": mentoring.RUNNING})
        return [
            Figure("教师", f"{standing.teachers:,}", "人", partial(show, "teachers", _ALL)),
            Figure("培养中的师徒", f"{standing.running:,}", "对", partial(show, "mentoring", running)),
            Figure("工作室", f"{sum(standing.studios.values()):,}", "个", partial(show, "studios", _ALL)),
            Figure(
                f"{standing.hours.year} 年学时",
                _tenths(standing.hours.total),
                "学时",
                partial(show, "training", Shown({"year": standing.hours.year})),
            ),
        ]

    def _studios(self, standing: home.Standing) -> QWidget:
        card, kinds = _Card("工作室"), codes.table("studio_kind")
        label = "成员" if self.session.is_county else "本校成员"
        for kind, count in standing.studios.items():
            said = f"{count:,} 个　{label} {standing.members.get(kind, 0):,} 人"
            card.add(_line(kinds.label_of(kind), said, partial(self.services.show, "studios", Shown({"kind": kind}))))
        if not standing.studios:
            card.add(_quiet("info", "secondary", "还没有工作室。"))
        return card

    def _hours(self, hours: home.Hours) -> QWidget:
        card, kinds, show = _Card(f"{hours.year} 年学时"), codes.table("training_category"), self.services.show
        for category, tenths in hours.by_category.items():
            part = Shown({"year": hours.year, "category": category})
            card.add(_line(kinds.label_of(category), f"{_tenths(tenths)} 学时", partial(show, "training", part)))
        for words, ids in (("已有学时的教师", hours.people), ("还没有学时的教师", hours.without)):
            part = Shown({}, f"{hours.year} 年{words.removesuffix('的教师')}", ids)
            card.add(_line(words, f"{len(ids):,} 人", partial(show, "teachers", part)))
        return card

    def _data(self, standing: home.Standing) -> QWidget:
        card, go = _Card("数据"), self.services.go
        said = moment(standing.last_backup, self.session.today()) if standing.last_backup else "还没有"
        card.add(_line("最近备份", said, partial(go, "settings", "backup")))
        if self.session.is_county:
            card.add(_line("冲突", f"{standing.waiting.conflicts:,} 处", partial(go, "exchange", None)))
        else:
            card.add(_line("待县里答复", f"{standing.waiting.pending:,} 次修改", partial(go, "exchange", None)))
        return card

    def _last(self, recent: Sequence[Done]) -> QWidget:
        column = _column()
        card = _Card("最近的修改")
        for one in recent:
            card.add(self._act(one))
        if not recent:
            card.add(_quiet("info", "secondary", "还没有修改过。"))
        column.addWidget(card)
        column.addStretch(1)
        return _held(column)

    def _act(self, one: Done) -> QWidget:
        what = QLabel(one.reason, wordWrap=True)
        what.setTextFormat(Qt.TextFormat.PlainText)
        at = datetime.fromisoformat(one.at)
        said = [moment(at, self.session.today()), one.actor] + (["已撤销"] if one.undone else [])
        when = QLabel(" · ".join(said))
        when.setProperty("role", "secondary")
        when.setTextFormat(Qt.TextFormat.PlainText)
        words = QVBoxLayout()
        words.setSpacing(2)
        words.addWidget(what)
        words.addWidget(when)
        made = QWidget()
        line = QHBoxLayout(made)
        line.setContentsMargins(12, 6, 12, 6)
        line.addLayout(words, 1)
        if one.newest:
            undo = QPushButton("撤销")
            undo.setAccessibleName(f"撤销 {one.reason}")
            undo.clicked.connect(lambda: self.services.undo())
            line.addWidget(undo, 0, Qt.AlignmentFlag.AlignTop)
        return made


def moment(at: datetime, today: date) -> str:
    """When something was, as people say it."""
    return f"今天 {at:%H:%M}" if at.date() == today else f"{at:%Y-%m-%d %H:%M}"


def _tenths(tenths: int) -> str:
    whole, tenth = divmod(tenths, 10)
    return f"{whole:,}.{tenth}" if tenth else f"{whole:,}"


class _Card(QFrame):
    """A heading and lines below it."""

    def __init__(self, title: str) -> None:
        super().__init__()
        self.setProperty("role", "card")
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 8, 0, 8)
        self._column.setSpacing(0)
        heading = QLabel(title)
        heading.setProperty("role", "group")
        heading.setContentsMargins(12, 0, 12, 4)
        self._column.addWidget(heading)

    def add(self, widget: QWidget) -> None:
        self._column.addWidget(widget)


class _Press(QToolButton):
    """A button with words of its own inside; as large as they are.

    Not a push button: the least height that the style sheet gives those would let a layout squeeze it.
    """

    def __init__(self, kind: str, name: str, open_: Open) -> None:
        super().__init__()
        self.setProperty("kind", kind)
        self.setAccessibleName(name)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.clicked.connect(lambda: open_())

    def hold(self, layout: QBoxLayout, widgets: Iterable[tuple[QWidget, int]]) -> None:
        for widget, stretch in widgets:
            # The button is what is pressed, wherever the mouse is on it.
            widget.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
            layout.addWidget(widget, stretch)
        self.setLayout(layout)

    def sizeHint(self) -> QSize:
        layout = self.layout()
        return layout.sizeHint() if layout else super().sizeHint()

    def minimumSizeHint(self) -> QSize:
        layout = self.layout()
        return layout.minimumSize() if layout else super().minimumSizeHint()


class _Tiles(QWidget):
    """The main figures side by side."""

    def __init__(self, figures: Sequence[Figure]) -> None:
        super().__init__()
        line = QHBoxLayout(self)
        line.setContentsMargins(0, 0, 0, 0)
        line.setSpacing(tokens.GRID)
        for one in figures:
            label = QLabel(one.label)
            label.setProperty("role", "secondary")
            number = QLabel(one.number)
            number.setProperty("role", "title")
            unit = QLabel(one.unit)
            unit.setProperty("role", "secondary")
            amount = QWidget()
            words = QHBoxLayout(amount)
            words.setContentsMargins(0, 0, 0, 0)
            words.setSpacing(4)
            words.addWidget(number)
            words.addWidget(unit, 1, Qt.AlignmentFlag.AlignBottom)
            tile = _Press("tile", f"{one.label} {one.number} {one.unit}", one.open)
            column = QVBoxLayout()
            column.setContentsMargins(12, 8, 12, 8)
            column.setSpacing(2)
            tile.hold(column, ((label, 0), (amount, 0)))
            line.addWidget(tile, 1)


def _line(label: str, said: str, open_: Open) -> QWidget:
    what, amount = QLabel(label), QLabel(said)
    made = _Press("line", f"{label} {said}", open_)
    line = QHBoxLayout()
    line.setContentsMargins(12, 5, 12, 5)
    made.hold(line, ((what, 1), (amount, 0), (_arrow(), 0)))
    return made


def _task_line(task: Task) -> QWidget:
    made = _Press("line", task.text, task.open)
    shown = QLabel()
    pictures.dress(shown, task.picture, task.colour, 16)
    line = QHBoxLayout()
    line.setContentsMargins(12, 6, 12, 6)
    line.setSpacing(tokens.GRID)
    made.hold(line, ((shown, 0), (QLabel(task.text), 1), (_arrow(), 0)))
    return made


def _arrow() -> QLabel:
    shown = QLabel()
    pictures.dress(shown, "chevron-right", "secondary", 14)
    return shown


def _quiet(picture: str, colour: str, text: str) -> QWidget:
    made = QWidget()
    line = QHBoxLayout(made)
    line.setContentsMargins(12, 6, 12, 6)
    shown = QLabel()
    pictures.dress(shown, picture, colour, 16)
    line.addWidget(shown)
    line.addWidget(QLabel(text), 1)
    return made


def _column() -> QVBoxLayout:
    column = QVBoxLayout()
    column.setContentsMargins(0, 0, 0, 0)
    column.setSpacing(16)
    return column


def _held(layout: QVBoxLayout) -> QWidget:
    made = QWidget()
    made.setLayout(layout)
    return made
