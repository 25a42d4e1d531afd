"""Beside the list of an import: what one row would change, field by field, its faults, or the question about it."""

from collections.abc import Sequence

from PySide6.QtCore import Qt
from PySide6.QtGui import QMouseEvent
from PySide6.QtWidgets import QButtonGroup, QCheckBox, QGridLayout, QLabel, QPushButton, QRadioButton

from app import importing
from app.importing import NEW, STATE_LABELS, Line, PreviewRow
from ui.importing.listing import BAD, ORDER, where
from ui.importing.work import Work
from ui.masks import masked_pair
from ui.preview import Change, ChangePane, Item, Proposal, wrapped

LEAVE = "leave"
"""The answer that the row is not imported."""

_TOP = Qt.AlignmentFlag.AlignTop


class RowPane(ChangePane):
    """One row of the file; a tick before a field imports it, a question is answered here."""

    def __init__(self, work: Work) -> None:
        super().__init__(Proposal("", "", {state: STATE_LABELS[state] for state in ORDER}, bad=BAD))
        self._work = work
        self._row: PreviewRow | None = None
        self._lines: Sequence[Line] = ()
        self.ticks: dict[str, QCheckBox] = {}
        self.keeps: dict[str, QPushButton] = {}
        self.answers: dict[str, QRadioButton] = {}
        self.take = QPushButton("就这样回答")
        self.take_alike = QPushButton()
        self.again = QPushButton("重新回答")
        self.again.setProperty("kind", "link")
        self.again.clicked.connect(lambda: self._work.ask_again([self._row.index]) if self._row else None)
        self._above.insertWidget(0, self.again)
        self.again.hide()

    def show_row(self, row: PreviewRow | None) -> None:
        """Show one row; None shows nothing."""
        self._row = row
        self.again.setVisible(row is not None and bool(self._work.made.answers.get(row.index)))
        if row is None:
            self._lines = ()
            self.show_item(None)
            return
        self._lines = importing.lines(self._work.made, row)
        self.show_item(
            Item(
                row.state,
                row.title,
                "　".join(([row.sheet] if self._work.listed.sheets > 1 else []) + [where(row)]),
                row.doubt.question if row.doubt else row.note,
                [Change(one.label, one.old, one.new) for one in self._lines],
                [(" ".join(filter(None, (one.cell, one.label))), one.reason) for one in row.faults],
            )
        )

    def tell_choices(self) -> None:
        """Show what is chosen of the row, where it was chosen elsewhere: by its tick, or for the whole column."""
        row, work = self._row, self._work
        for name, tick in self.ticks.items():
            if row is None:
                return
            everywhere = row.state == "changed" and name in work.kept_fields
            tick.blockSignals(True)
            tick.setChecked(not everywhere and (row.index, name) not in work.kept)
            tick.setEnabled(not everywhere and row.index not in work.skipped)
            tick.blockSignals(False)
            keep = self.keeps.get(name)
            if keep:
                count = work.listed.fields[name]
                words = (
                    f"{count:,} 行的这一项都保持原来的，恢复导入"
                    if everywhere
                    else f"这一项都保持原来的（{count:,} 行）"
                )
                keep.setText(words)
                keep.setVisible(not tick.isChecked())

    # -- what stands in the middle

    def _put(self, grid: QGridLayout, item: Item) -> None:
        self.ticks, self.keeps, self.answers = {}, {}, {}
        if self._row and self._row.doubt:
            self._put_doubt(grid, self._row)
        else:
            super()._put(grid, item)

    def _put_doubt(self, grid: QGridLayout, row: PreviewRow) -> None:
        assert row.doubt is not None
        offered = [(one.pk, one.words) for one in row.doubt.candidates]
        if row.doubt.may_be_new:
            offered.append((NEW, "都不是，是新的" if len(offered) > 1 else "不是，是新的"))
        offered.append((LEAVE, "不导入这一行"))
        group = QButtonGroup(grid.parentWidget())
        for number, (pk, words) in enumerate(offered):
            button = self.answers[pk] = QRadioButton()
            button.setAccessibleName(words)
            button.setChecked(pk == LEAVE and row.index in self._work.skipped)
            button.toggled.connect(self._on_answer)
            group.addButton(button)
            label = _Words(words, button)
            label.setWordWrap(True)
            grid.addWidget(button, number, 0, _TOP)
            grid.addWidget(label, number, 1)
        grid.setColumnStretch(1, 1)
        self.take, self.take_alike = QPushButton("就这样回答"), QPushButton()
        many = len(importing.alike(self._work.made, row.index))
        self.take_alike.setText(f"同样的问题都这样回答（{many:,} 行）")
        self.take_alike.setVisible(many > 1)
        self.take.clicked.connect(lambda: self._answer([row.index]))
        self.take_alike.clicked.connect(lambda: self._answer(importing.alike(self._work.made, row.index)))
        for place, one in enumerate((self.take, self.take_alike), start=len(offered)):
            grid.addWidget(one, place, 0, 1, 2, Qt.AlignmentFlag.AlignLeft)
        self._on_answer()

    @property
    def answer(self) -> str | None:
        """The answer that is chosen: the id of a record, NEW or LEAVE."""
        return next((pk for pk, button in self.answers.items() if button.isChecked()), None)

    def _on_answer(self) -> None:
        for button in (self.take, self.take_alike):
            button.setEnabled(self.answer is not None)

    def _answer(self, indices: Sequence[int]) -> None:
        said = self.answer
        if said is None or self._row is None or self._row.doubt is None:
            return
        if said == LEAVE:
            self._work.skip(indices)
        else:
            self._work.answer({index: {self._row.doubt.field: said} for index in indices})

    def _put_changes(self, grid: QGridLayout, item: Item) -> None:
        row = self._row
        if row is None or row.state not in ("new", "changed"):
            super()._put_changes(grid, item)
            return
        two = row.state == "changed"
        for column, text in enumerate(("导入", "原来", "改为") if two else ("导入", "内容")):
            grid.addWidget(wrapped(text, "secondary"), 0, column)
            grid.setColumnStretch(column, 2 if column else 1)
        for number, one in enumerate(self._lines):
            place = 2 * number + 1
            grid.addWidget(self._tick(row, one), place, 0, _TOP)
            old, new = (one.old, one.new) if self.reveal.isChecked() else masked_pair(one.label, one.old, one.new)
            for column, text in enumerate((old, new) if two else (new,), start=1):
                grid.addWidget(wrapped(text or "（空）", ""), place, column)
            if two and self._work.listed.fields[one.name] > 1:
                grid.addWidget(self._keep(one), place + 1, 0, 1, 3, Qt.AlignmentFlag.AlignLeft)
        self.tell_choices()

    def _tick(self, row: PreviewRow, one: Line) -> QCheckBox:
        tick = self.ticks[one.name] = QCheckBox(one.label)
        tick.toggled.connect(lambda on: self._work.keep(row.index, one.name, not on))
        return tick

    def _keep(self, one: Line) -> QPushButton:
        """Under a field that stays as it is: the same for every row, or for this one only."""
        made = self.keeps[one.name] = QPushButton()
        made.setProperty("kind", "link")
        made.clicked.connect(lambda: self._work.keep_field(one.name, one.name not in self._work.kept_fields))
        return made


class _Words(QLabel):
    """The words of an answer: a click on them chooses it, and they wrap, which a radio button's own do not."""

    def __init__(self, words: str, button: QRadioButton) -> None:
        super().__init__(words)
        self.setTextFormat(Qt.TextFormat.PlainText)
        self._button = button

    def mousePressEvent(self, event: QMouseEvent) -> None:
        self._button.setChecked(True)
        self._button.setFocus()
