"""编号: how numbers of each kind are made, with the next one shown as it is typed; blocks given to schools; gaps."""

from functools import partial
from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtWidgets import (
    QComboBox,
    QFrame,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QPushButton,
    QScrollArea,
    QSpinBox,
    QVBoxLayout,
    QWidget,
)

from app.papers import blocks, numbering, patterns
from app.problems import SHOWN
from app.session import Session
from ui import messages, tokens
from ui.lists import Empty, ListPane
from ui.outcome import Outcome
from ui.pages import Services
from ui.rows import Column

_PATTERN, _KIND = 300, 88
_GAPS = 6
"""So many stretches of missing serials are named; more are counted."""
_LARGEST = 999_999_999


class _Line(QWidget):
    """The pattern of one kind: typed at the county, only read at a school."""

    def __init__(self, part: "NumbersPart", kind: numbering.Pattern) -> None:
        super().__init__()
        self.kind = kind
        self._part = part
        self.pattern = QLineEdit(kind.pattern)
        self.pattern.setFixedWidth(_PATTERN)
        self.pattern.setAccessibleName(f"{part.label(kind.kind)}的编号样式")
        self.start = QSpinBox(minimum=1, maximum=_LARGEST, value=kind.start, prefix="从 ", suffix=" 号起")
        self.start.setAccessibleName(f"{part.label(kind.kind)}的起始号")
        self.example = QLabel()
        self.example.setProperty("role", "secondary")
        self.example.setTextFormat(Qt.TextFormat.PlainText)
        self.save = QPushButton("保存")
        self.save.clicked.connect(self._save)
        name = QLabel(part.label(kind.kind))
        name.setFixedWidth(_KIND)
        line = QHBoxLayout(self)
        line.setContentsMargins(0, 0, 0, 0)
        line.setSpacing(tokens.GRID)
        for widget in (name, self.pattern, self.start, self.save):
            line.addWidget(widget)
        line.addWidget(self.example, 1)
        for widget in (self.pattern, self.start):
            widget.setEnabled(part.session.is_county)
        self.save.setVisible(part.session.is_county)
        self.pattern.textChanged.connect(lambda _: self.show_example())
        self.start.valueChanged.connect(lambda _: self.show_example())
        self.show_example()

    def show_example(self) -> None:
        """Say what the next number would be, or why there is none."""
        text, start = self.pattern.text().strip(), self.start.value()
        found = patterns.faults(text)
        changed = (text, start) != (self.kind.pattern, self.kind.start)
        self.save.setEnabled(changed and not found)
        tokens.mark(self.example, "role", "fault" if found else "secondary")
        if found:
            self.example.setText(found[0])
        elif self._part.session.is_county:
            number = numbering.example(self._part.session, self.kind.kind, text, start)
            self.example.setText(f"下一个：{number}")

    def _save(self) -> None:
        text, start = self.pattern.text().strip(), self.start.value()
        try:
            numbering.set_pattern(self._part.session, self.kind.kind, text, start)
        except SHOWN as problem:
            messages.show_problem(self, problem)
            return
        self.kind = numbering.pattern_of(self._part.session.store, self.kind.kind)
        self.show_example()
        self._part.outcome.done(
            f"{self._part.label(self.kind.kind)}的编号规则已保存。", "已经发出的编号不变，用过的号不会再出现。"
        )


class NumbersPart(QWidget):
    """Patterns above, blocks below; at a school its own blocks with what is left of them."""

    def __init__(self, session: Session, services: Services, outcome: Outcome) -> None:
        super().__init__()
        self.session, self._services, self.outcome = session, services, outcome
        self.lines = [_Line(self, one) for one in numbering.all_patterns(session)]
        self.list = ListPane(
            (
                Column("kind", "证书", 96),
                Column("year", "年份", 56),
                Column("school", "单位", 168),
                Column("computer", "电脑", 96),
                Column("numbers", "编号", 392),
                Column("used", "已用", 64, align="right"),
                Column("left", "还剩", 64, align="right"),
            ),
            ("id", "kind", "year", "school", "computer", "numbers", "used", "left"),
            unit="段",
            empty=_empty(session),
            filters=("kind", "school"),
            ticks=False,
        )
        self.gaps = QLabel(wordWrap=True)
        self.gaps.setProperty("role", "secondary")
        self.gaps.setTextFormat(Qt.TextFormat.PlainText)
        self.kind, self.computer, self.count = QComboBox(), QComboBox(), QSpinBox()
        self.give = QPushButton("给编号段")
        self.give.clicked.connect(self._give)
        self._lay_out()

    def label(self, kind: str) -> str:
        """What papers of a kind are called."""
        from app import codes

        return codes.table("paper_kind").label_of(kind)

    def _lay_out(self) -> None:
        above = QFrame()
        column = QVBoxLayout(above)
        column.setContentsMargins(16, 12, 16, 8)
        column.setSpacing(6)
        column.addWidget(_heading("编号规则"))
        column.addWidget(
            _secondary("花括号里的由程序填：" + "、".join(f"{{{name}}}" for name in patterns.TOKENS) + "。")
        )
        for line in self.lines:
            column.addWidget(line)
        column.addWidget(self.gaps)
        column.addWidget(_heading("编号段"))
        column.addWidget(_secondary(_about(self.session)))
        if self.session.is_county:
            column.addLayout(self._giving())
        scroll = QScrollArea(widgetResizable=True)
        scroll.setFrameShape(QFrame.Shape.NoFrame)
        scroll.setWidget(above)
        page = QVBoxLayout(self)
        page.setContentsMargins(0, 0, 0, 0)
        page.setSpacing(0)
        page.addWidget(scroll, 3)
        page.addWidget(self.list, 2)

    def _giving(self) -> QHBoxLayout:
        for kind in numbering.numbered_kinds():
            self.kind.addItem(self.label(kind), kind)
        self.kind.setAccessibleName("证书种类")
        self.computer.setAccessibleName("给哪所学校的电脑")
        self.computer.setMinimumWidth(240)
        self.count.setRange(1, blocks.MOST)
        self.count.setValue(100)
        self.count.setSuffix(" 个号")
        self.count.setAccessibleName("个数")
        line = QHBoxLayout()
        line.setSpacing(tokens.GRID)
        for widget in (self.kind, self.computer, self.count, self.give):
            line.addWidget(widget)
        line.addStretch(1)
        return line

    def reload(self) -> None:
        """Read patterns, blocks and gaps again."""
        self._services.reads.run(_read, title="正在读取编号", done=self.put)

    def put(self, found: "tuple[list[blocks.Block], list[blocks.Gap], list[blocks.Computer]]") -> None:
        """Show what was read."""
        given, missing, computers = found
        self.list.put(
            (one.id, one.kind_label, one.year, one.school, _where(one), " 至 ".join(one.numbers), one.used, one.left)
            for one in given
        )
        self.gaps.setText(_missing(missing))
        self.gaps.setVisible(bool(missing))
        chosen = self.computer.currentData()
        self.computer.clear()
        for one in computers:
            self.computer.addItem(f"{one.school}　{one.label}", one)
        place = next((at for at, one in enumerate(computers) if one == chosen), 0)
        self.computer.setCurrentIndex(place if computers else -1)
        self.give.setEnabled(bool(computers))
        self.give.setToolTip("" if computers else "还没有学校加入。")
        for line in self.lines:
            line.show_example()

    def _give(self) -> None:
        computer: blocks.Computer | None = self.computer.currentData()
        if computer is None:
            return
        kind, count = str(self.kind.currentData()), self.count.value()
        self._services.jobs.run(
            lambda session, _progress: blocks.give(session, kind, computer, count),
            title="正在给编号段",
            done=partial(self._given, computer),
            failed=self.outcome.refused,
        )

    def _given(self, computer: blocks.Computer, _pk: Any) -> None:
        self.outcome.done(
            f"已给{computer.school}编号 {self.count.value()} 个。",
            "请给这所学校生成下发文件；学校接收以后，不联网也能自己打印、编号。县里不会再用这些号。",
        )
        self.reload()


def _read(session: Session, _progress: object) -> "tuple[list[blocks.Block], list[blocks.Gap], list[blocks.Computer]]":
    return blocks.listed(session), blocks.gaps(session), blocks.computers(session) if session.is_county else []


def _where(one: blocks.Block) -> str:
    return one.computer or ("这台电脑" if one.mine else "另一台电脑")


def _missing(gaps: list[blocks.Gap]) -> str:
    said = [
        f"{one.series.replace('{流水号}', '…')}　{one.first}{f'—{one.last}' if one.last > one.first else ''}：{one.why}"
        for one in gaps[:_GAPS]
    ]
    more = f"\n还有 {len(gaps) - _GAPS} 处。" if len(gaps) > _GAPS else ""
    return "缺号：\n" + "\n".join(said) + more if said else ""


def _empty(session: Session) -> Empty:
    if session.is_county:
        return Empty("还没有给学校编号段", "在上面选证书、学校的电脑和个数，点“给编号段”。")
    return Empty("县里还没有给本校编号段", "不编号的表册随时可以打印；要编号的证书由县里发，或者请县里给一段编号。")


def _about(session: Session) -> str:
    if session.is_county:
        return "给学校一段号，学校不联网也能自己发这种证书；县里不再用这些号，两边不会重号。"
    return "县里给本校的号。用完了请县里再给。"


def _heading(text: str) -> QLabel:
    label = QLabel(text)
    label.setProperty("role", "group")
    return label


def _secondary(text: str) -> QLabel:
    label = QLabel(text, wordWrap=True)
    label.setProperty("role", "secondary")
    label.setTextFormat(Qt.TextFormat.PlainText)
    return label
