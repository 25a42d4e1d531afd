"""The sheet of a design: its size, which way it lies, its fold, and the margins of what flows on."""

from typing import Any

import msgspec
from PySide6.QtWidgets import QLabel

from app.papers.laying import Design
from ui.designer.document import Document
from ui.designer.parts import ChoicePart, FlagPart, Lines, NumberPart

_SHEETS: dict[str, tuple[str, float, float, bool]] = {
    "a4": ("A4 竖放", 210, 297, False),
    "a4 wide": ("A4 横放", 297, 210, False),
    "a3 folded": ("A3 对折", 420, 297, True),
    "a3": ("A3 横放", 420, 297, False),
    "a5": ("A5 竖放", 148, 210, False),
    "a5 wide": ("A5 横放", 210, 148, False),
    "b5": ("16 开竖放（184×260）", 184, 260, False),
    "own": ("自定义", 0, 0, False),
}


class PaperPart(Lines):
    """What is shown on the right while no element is chosen."""

    def __init__(self, document: Document) -> None:
        super().__init__()
        self._document = document
        self.choice = ChoicePart("纸张大小", [(key, one[0]) for key, one in _SHEETS.items()])
        self.choice.changed.connect(self._on_choice)
        self.add("大小", self.choice.widget)
        self.numbers: dict[str, NumberPart] = {}
        self._number("width", "宽", 30, 1200)
        self._number("height", "高", 30, 1200)
        self.fold = FlagPart("对折（画面上标出折线）")
        self.fold.setParent(self)
        self.fold.changed.connect(lambda value: self._change("改对折", fold=value))
        self.add("", self.fold.widget)
        self.heading("续页的边距")
        self._number("top", "离上边", 0, 600)
        self._number("bottom", "离下边", 0, 600)
        note = QLabel("“随内容往下排”的表格和文字一页放不下时，接着印在下一页，上下留出这么多。", wordWrap=True)
        note.setProperty("role", "secondary")
        self.add("", note)
        self.put(None)

    def _number(self, name: str, label: str, least: float, most: float) -> None:
        part = self.numbers[name] = NumberPart(label, "毫米", least=least, most=most)
        part.setParent(self)
        part.changed.connect(lambda value: self._change(f"改纸张的{label}", **{name: value}))
        part.left.connect(self._document.pause)
        self.add(label, part.widget)

    def put(self, value: Any) -> None:
        """Show the document's sheet."""
        design = self._document.design
        for name, part in self.numbers.items():
            part.put(getattr(design, name))
        self.fold.put(design.fold)
        self.choice.put(_named(design))

    def _on_choice(self, key: str) -> None:
        _, width, height, fold = _SHEETS[key]
        if width:
            self._change("改纸张", width=float(width), height=float(height), fold=fold)

    def _change(self, words: str, **fields: Any) -> None:
        design = msgspec.structs.replace(self._document.design, **fields)
        self._document.change(words, design, run=f"paper {sorted(fields)}")


def _named(design: Design) -> str:
    found = (
        key for key, (_, *size) in _SHEETS.items() if size == [design.width, design.height, design.fold]
    )  # fmt: skip
    return next(found, "own")
