"""Merging two entries of a person: both side by side, a choice for each field that differs, and what becomes of the rest."""

from collections.abc import Sequence
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtGui import QCloseEvent
from PySide6.QtWidgets import (
    QButtonGroup,
    QCheckBox,
    QFrame,
    QGridLayout,
    QHBoxLayout,
    QLabel,
    QPushButton,
    QRadioButton,
    QScrollArea,
    QSizePolicy,
    QVBoxLayout,
    QWidget,
)

from app.progress import Progress
from app.session import Session
from ui.masks import MASKS
from ui.pages import Services
from ui.sheet import Sheet

if TYPE_CHECKING:
    from app.merging.comparing import Line, Pair, Side
    from app.merging.uniting import Joined, Merged, Part

_WIDTH, _HEIGHT = 940, 640
_LABEL = 112
_LONGEST = 26
"""Characters of a value beside its button; the whole is said on pointing at it."""

_PAUSE = 150
"""Milliseconds after a choice before what would happen is worked out anew."""


class MergeSheet(Sheet):
    """Asks which entry stays and whose values stand. `merged(words)` when it is done."""

    merged = Signal(object)

    def __init__(self, parent: QWidget, session: Session, services: Services, kept: str, other: str) -> None:
        super().__init__(parent, "合并教师", "把两条登记合并为一人", "合并", width=_WIDTH)
        self._session, self._services = session, services
        self._closed = False
        self._ids = (kept, other)
        self.sides: dict[str, tuple[QRadioButton, QRadioButton]] = {}
        self.records: dict[str, tuple[QRadioButton, QRadioButton]] = {}
        self._override: set[str] = set()
        self._take: dict[str, Side] = {}
        self._joined: tuple[str, ...] | None = None
        self.doubts = self.sentence("")
        self.doubts.setProperty("role", "fault")
        self.area = QScrollArea(widgetResizable=True)
        self.area.setFrameShape(QFrame.Shape.NoFrame)
        self.area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.column.addLayout(self._top())
        self.column.addWidget(self.area, 1)
        self.words = self.sentence("")
        self._pause = QTimer(self, singleShot=True, interval=_PAUSE)
        self._pause.timeout.connect(self._work_out)
        self.setFixedHeight(min(_HEIGHT, max(parent.window().height() - 48, 320)))
        self._fill()

    def _top(self) -> QHBoxLayout:
        note = QLabel("左边的登记保留，右边的并进来。只有一边填了的已经选好，两边不同的请选一边。", wordWrap=True)
        note.setProperty("role", "secondary")
        self.whole = QCheckBox("显示证号和电话")
        self.whole.toggled.connect(lambda _on: self._tell_values())
        self.swap = QPushButton("左右对调")
        self.swap.setAutoDefault(False)
        self.swap.clicked.connect(self._swap)
        line = QHBoxLayout()
        line.addWidget(note, 1)
        line.addWidget(self.whole)
        line.addWidget(self.swap)
        return line

    # -- what stands on both sides

    def _fill(self) -> None:
        from app.merging.comparing import compare

        self.pair: Pair = compare(self._session, *self._ids)
        self._take = dict(self.pair.take)
        self._override.clear()
        self._joined = None
        self.doubts.setText("".join(self.pair.doubts))
        self.doubts.setVisible(bool(self.pair.doubts))
        self.sides = {}
        inner = QWidget()
        self._rows = QVBoxLayout(inner)
        self._rows.setContentsMargins(0, 0, 12, 0)
        self._rows.setSpacing(4)
        self._rows.addLayout(self._heads())
        differing = [one for one in self.pair.lines if one.state == "differs"]
        single = [one for one in self.pair.lines if one.state == "one"]
        same = [one.label for one in self.pair.lines if one.state == "same"]
        self._group(f"两边不同：{len(differing)} 项", differing)
        self._group(f"只有一边填了：{len(single)} 项", single)
        if same:
            self._rows.addWidget(_label(f"两边相同：{'、'.join(same)}", "secondary"))
        self._after = QVBoxLayout()
        self._after.setSpacing(4)
        self._rows.addLayout(self._after)
        self._rows.addStretch(1)
        self.area.setWidget(inner)
        inner.setAutoFillBackground(False)
        self._tell_values()
        self._work_out()

    def _heads(self) -> QGridLayout:
        grid = _grid()
        for place, (verb, row) in enumerate((("保留", self.pair.kept), ("并入", self.pair.other))):
            text = f"{verb}：{row['name']}（{row['work_name'] or '没有任教学校'}）"
            grid.addWidget(_label(text, "group"), 0, place + 1)
        return grid

    def _group(self, title: str, lines: "Sequence[Line]") -> None:
        if not lines:
            return
        self._rows.addWidget(_label(title, "group"))
        grid = _grid()
        for place, one in enumerate(lines):
            grid.addWidget(_label(one.label, "secondary"), place, 0)
            left, right = _two(one.label, chosen=one.taken == "other", parent=grid)
            self.sides[one.name] = (left, right)
            right.toggled.connect(partial(self._choose, one.name))
            for column, button in ((1, left), (2, right)):
                grid.addWidget(button, place, column)
        self._rows.addLayout(grid)

    def _tell_values(self) -> None:
        """The values beside the buttons, ID and telephone numbers masked until somebody asks."""
        for one in self.pair.lines:
            if one.name not in self.sides:
                continue
            mask = MASKS.get(one.label) if not self.whole.isChecked() else None
            for button, text in zip(self.sides[one.name], (one.kept, one.other), strict=True):
                _say(button, mask(text) if mask and text else text)

    def _choose(self, name: str, other: bool) -> None:
        self._take[name] = "other" if other else "kept"
        self._pause.start()

    def _choose_record(self, pk: str, other: bool) -> None:
        (self._override.add if other else self._override.discard)(pk)
        self._pause.start()

    def _swap(self) -> None:
        self._ids = (self._ids[1], self._ids[0])
        self._fill()

    # -- what would become of it

    def _work_out(self) -> None:
        """Do it in the quiet lane without keeping it: what it says then is what will happen."""
        asked = (self._ids, dict(self._take), frozenset(self._override))
        self.go.setEnabled(False)
        self._services.reads.run(
            lambda session, progress: _preview(session, *asked),
            title="正在核对",
            done=lambda found: self._show(asked, found),
            failed=lambda problem: self._fail(asked, problem),
        )

    def _is_stale(self, asked: object) -> bool:
        return self._closed or asked != (self._ids, self._take, frozenset(self._override))

    def _fail(self, asked: object, problem: BaseException) -> None:
        if not self._is_stale(asked):
            self.words.clear()
            self.refused(problem)
            self.setFixedHeight(self.height())

    def _show(self, asked: object, found: "Merged") -> None:
        if self._is_stale(asked):
            return
        self.refuse("")
        self.words.setText(found.sentence)
        self.go.setEnabled(True)
        ids = tuple(one.pk for one in found.joined if one.differing)
        if self._joined != ids:
            self._joined = ids
            self._tell_joined([one for one in found.joined if one.differing])
        self._tell_parts(found)

    def _tell_joined(self, joined: "Sequence[Joined]") -> None:
        _clear(self._after)
        self.records = {}
        if joined:
            self._after.addWidget(_label(f"两边都有、内容不同的记录：{len(joined)} 条，各只留一条", "group"))
            grid = _grid()
            for place, one in enumerate(joined):
                # Above, not beside: what a record is about is longer than the name of a field.
                grid.addWidget(_label(one.about, "secondary"), 2 * place, 0, 1, 3)
                left, right = _two(one.about, chosen=False, parent=grid)
                self.records[one.pk] = (left, right)
                right.toggled.connect(partial(self._choose_record, one.pk))
                for column, button in ((1, left), (2, right)):
                    _say(button, "　".join(f"{label} {pair[column - 1] or '（空）'}" for label, *pair in one.differing))
                    grid.addWidget(button, 2 * place + 1, column)
            self._after.addLayout(grid)
        self.parts = QGridLayout()
        self._after.addWidget(_label("各自的记录", "group"))
        self._after.addLayout(self.parts)
        self.notes = _label("", "secondary")
        self._after.addWidget(self.notes)

    def _tell_parts(self, found: "Merged") -> None:
        _clear(self.parts)
        _shape(self.parts)
        for place, one in enumerate(found.parts):
            for column, text in enumerate(_part(one)):
                self.parts.addWidget(_label(text, "secondary" if not column else ""), place, column)
        said = [*(f"{text}。" for text in found.ended), *(f"请留意：{text}" for text in found.notes)]
        self.notes.setText("\n".join(said))
        self.notes.setVisible(bool(said))

    # -- doing it

    def on_go(self) -> None:
        ids, take, override = self._ids, dict(self._take), frozenset(self._override)

        def work(session: Session, progress: Progress) -> "Merged":
            from app.merging import uniting

            return uniting.merge(session, *ids, take, override)

        self.go.setEnabled(False)
        self._services.jobs.run(work, title="正在合并", done=self._done, failed=self._refused)

    def _refused(self, problem: BaseException) -> None:
        self.refused(problem)
        self.go.setEnabled(True)

    def _done(self, found: "Merged") -> None:
        self.merged.emit(f"已合并：{self.pair.kept['name']}")
        if not self._closed:
            self.accept()

    def done(self, result: int) -> None:
        """Closed in whatever way: what is still being worked out is for nobody."""
        self._closed = True
        super().done(result)

    def closeEvent(self, event: QCloseEvent) -> None:
        self._closed = True
        super().closeEvent(event)


def merge_two(parent: QWidget, session: Session, services: Services, ids: Sequence[str]) -> MergeSheet | None:
    """Open the sheet for the two that were ticked; says what to do when there are not two."""
    from app.merging.comparing import order
    from app.problems import SHOWN
    from ui import messages

    if len(ids) != 2:
        services.toast("一次合并两条登记：请勾选两位教师，再点“合并……”。")
        return None
    try:
        sheet = MergeSheet(parent, session, services, *order(session, ids[0], ids[1]))
    except SHOWN as problem:
        messages.show_problem(parent, problem)
        return None
    sheet.open()
    return sheet


def _preview(session: Session, ids: tuple[str, str], take: "dict[str, Side]", override: frozenset[str]) -> "Merged":
    from app.merging import uniting

    return uniting.preview(session, *ids, take, override)


def _part(one: "Part") -> tuple[str, str, str]:
    joined = f"，其中 {one.joined} 条两边都有" if one.joined else ""
    return one.label, f"{one.kept} 条", f"{one.other} 条{joined}　→　合并后 {one.after} 条"


def _grid() -> QGridLayout:
    grid = QGridLayout()
    _shape(grid)
    return grid


def _shape(grid: QGridLayout) -> None:
    grid.setHorizontalSpacing(12)
    grid.setVerticalSpacing(2)
    grid.setColumnMinimumWidth(0, _LABEL)
    for column in (1, 2):
        grid.setColumnStretch(column, 1)
        grid.setColumnMinimumWidth(column, 200)


def _two(name: str, *, chosen: bool, parent: QGridLayout) -> tuple[QRadioButton, QRadioButton]:
    """Two buttons of which one is on: that of the right side when `chosen`."""
    left, right = QRadioButton(), QRadioButton()
    group = QButtonGroup(parent)
    for side, button in (("左边", left), ("右边", right)):
        group.addButton(button)
        button.setAccessibleName(f"{name}：用{side}的")
        # However long what it says: both sides keep their place.
        button.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
    (right if chosen else left).setChecked(True)
    return left, right


def _say(button: QRadioButton, text: str) -> None:
    short = text.replace("\n", " ")
    button.setText(short if len(short) <= _LONGEST else f"{short[: _LONGEST - 1]}…")
    button.setText(button.text() or "（空）")
    button.setToolTip(text if len(short) > _LONGEST else "")


def _label(text: str, role: str = "") -> QLabel:
    label = QLabel(text, wordWrap=True)
    label.setTextFormat(Qt.TextFormat.PlainText)
    if role:
        label.setProperty("role", role)
    return label


def _clear(layout: QVBoxLayout | QGridLayout) -> None:
    """Take away what stands in a layout, inner layouts too."""
    while (item := layout.takeAt(0)) is not None:
        widget, inner = item.widget(), item.layout()
        if widget is not None:
            widget.deleteLater()
        elif isinstance(inner, QVBoxLayout | QGridLayout):
            _clear(inner)
