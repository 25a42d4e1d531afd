"""What can be said of the chosen elements, and of the sheet while none is: a form made of each kind's properties."""

from collections.abc import Sequence
from functools import partial
from typing import Any

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QFrame, QLabel, QPushButton, QScrollArea, QVBoxLayout, QWidget

from app.papers import laying
from app.papers.kinds import PaperKind
from app.papers.laying import AnyElement
from ui import tokens
from ui.designer.document import Document
from ui.designer.grids import CellsPart, ColumnsPart
from ui.designer.paper import PaperPart
from ui.designer.parts import ChoicePart, ColourPart, FlagPart, Lines, NumberPart, Part, SizePart, WordsPart

ROLES = {"song": "宋体", "kai": "楷体", "hei": "黑体", "fang": "仿宋", "title": "标题宋"}
ALIGN = {"left": "左对齐", "center": "居中", "right": "右对齐", "justify": "两端对齐", "spread": "分散对齐"}
_VALIGN = {"top": "靠上", "middle": "上下居中", "bottom": "靠下"}
_PLACES = {"first": "只印在第一页", "every": "每页都印", "flow": "随内容往下排"}
_STYLES = {"meander": "回纹", "double": "双线", "plain": "单线"}


class Properties(QScrollArea):
    """The right side of the designer. `logo` was asked for; `words` is the text that fields are put into."""

    logo = Signal()

    def __init__(self, document: Document, kind: PaperKind) -> None:
        super().__init__(widgetResizable=True)
        self.document, self.kind = document, kind
        self.locked = False
        self.parts: dict[str, Part] = {}
        self.words: WordsPart | None = None
        self._shape: object = None
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setAccessibleName("属性")
        document.selected.connect(self.refresh)
        document.changed.connect(self.refresh)
        self.refresh()

    def refresh(self) -> None:
        """Show what is so now; the form is made anew only when other properties are to be shown."""
        chosen = self.document.chosen
        shape = (tuple(sorted({type(one).__name__ for one in chosen})), len(chosen) == 1, self.locked)
        if shape != self._shape:
            self._shape = shape
            self._make(chosen)
        self._fill(chosen)

    # -- the form

    def _make(self, chosen: Sequence[AnyElement]) -> None:
        self.parts, self.words = {}, None
        self._lines = Lines()
        inside = QWidget()
        column = QVBoxLayout(inside)
        column.setContentsMargins(12, 12, 12, 12)
        column.setSpacing(tokens.GRID)
        head = QLabel(self._title(chosen), wordWrap=True)
        head.setProperty("role", "heading")
        head.setTextFormat(Qt.TextFormat.PlainText)
        self.head = head
        column.addWidget(head)
        if not chosen:
            self.paper = PaperPart(self.document)
            column.addWidget(self.paper)
        else:
            self._make_for(chosen)
            column.addWidget(self._lines)
        column.addStretch(1)
        inside.setEnabled(not self.locked)
        self.setWidget(inside)

    def _title(self, chosen: Sequence[AnyElement]) -> str:
        if not chosen:
            return "纸张"
        return laying.name_of(chosen[0]).partition("：")[0] if len(chosen) == 1 else f"选中了 {len(chosen)} 个"

    def _make_for(self, chosen: Sequence[AnyElement]) -> None:
        kinds = {type(one).__name__ for one in chosen}
        if len(kinds) == 1:
            self._own(kinds.pop(), alone=len(chosen) == 1)
        self._lines.heading("位置")
        if len(chosen) == 1:
            for name, label in (("x", "离左边"), ("y", "离上边"), ("width", "宽"), ("height", "高")):
                least = 0 if name in ("width", "height") else -2400
                self._add(name, label, NumberPart(label, "毫米", least=least, step=0.5, places=2))
        self._add("place", "印在哪里", ChoicePart("印在哪里", list(_PLACES.items())))
        self._add("printed", "", FlagPart("预印纸上已有，套打时不印"))

    def _own(self, kind: str, *, alone: bool) -> None:
        make = {
            "Text": self._text, "Rule": self._rule, "Frame": self._frame, "Picture": self._picture,
            "Code": self._code, "Seal": self._seal, "Table": self._table, "Form": self._form,
        }  # fmt: skip
        make[kind](alone)

    def _text(self, alone: bool) -> None:
        if alone:
            self.words = WordsPart("文字", 6)
            self._add("text", "", self.words)
            self._note("一行是一段。{项目} 换成各人的内容；[……] 里的项目没有内容时，整段方括号不印。")
        self._lines.heading("文字的样子")
        self._type()
        self._add("smallest", "最小缩到", SizePart("最小缩到", "自动"))
        self._add("colour", "颜色", ColourPart("颜色"))
        self._add("align", "对齐", ChoicePart("对齐", list(ALIGN.items())))
        self._add("valign", "上下", ChoicePart("上下", list(_VALIGN.items())))
        self._add("leading", "行距", NumberPart("行距", "倍", least=0.5, most=10, step=0.1, places=2))
        self._add("indent", "首行缩进", NumberPart("首行缩进", "字", least=-40, most=40, step=1))
        self._add("tracking", "字间距", NumberPart("字间距", "字", least=-0.5, most=20, step=0.05, places=2))

    def _type(self) -> None:
        known = [(role, ROLES.get(role, role)) for role in laying.FACES]
        self._add("role", "字体", ChoicePart("字体", known))
        self._add("size", "字号", SizePart("字号"))

    def _rule(self, alone: bool) -> None:
        self._lines.heading("线条")
        self._add("thickness", "粗细", NumberPart("粗细", "磅", least=0, most=50, step=0.25, places=2))
        self._add("colour", "颜色", ColourPart("颜色"))

    def _frame(self, alone: bool) -> None:
        self._lines.heading("边框")
        self._add("style", "花样", ChoicePart("花样", list(_STYLES.items())))
        self._add("colour", "颜色", ColourPart("颜色"))
        self._add("accent", "第二种颜色", ColourPart("第二种颜色"))
        self._add("thickness", "粗细", NumberPart("粗细", "磅", least=0, most=50, step=0.25, places=2))

    def _picture(self, alone: bool) -> None:
        self._lines.heading("图片")
        facts = [("", "这里放的图片文件"), *((name, f"各人的{name}") for name in self.kind.pictures)]
        self._add("fact", "印什么", ChoicePart("印什么", facts))
        if alone:
            button = QPushButton("选择图片……")
            button.clicked.connect(self.logo)
            self._lines.add("", button)
            self._note("PNG 的透明部分保留。图片自动缩小，一个版式里合起来不超过 300 KB。")

    def _code(self, alone: bool) -> None:
        self._note("扫出来是签了名的证书内容，任何一台装有薪火的电脑都能核对。边长请在 22 毫米以上。")

    def _seal(self, alone: bool) -> None:
        self._lines.heading("盖章处")
        label = WordsPart("印的字", 1)
        self._add("label", "印的字", label)
        self._note("只留出盖章的地方，不印章。教育局的章一般是 42 毫米。")

    def _table(self, alone: bool) -> None:
        self._lines.heading("表格")
        lists = [(one.name, one.name) for one in self.kind.lists]
        self._add("rows", "列出什么", ChoicePart("列出什么", lists))
        self._add("sums", "下面的合计", ChoicePart("下面的合计", [("", "没有"), *lists]))
        self._type()
        self._add("row", "行高", NumberPart("行高", "毫米", least=1, most=100, step=0.5))
        self._add("least", "至少几行", NumberPart("至少几行", "行", least=0, most=200, places=0))
        if alone:
            self._lines.heading("各列")
            columns = ColumnsPart(self.document)
            self.words_of_grid(columns)
            self._lines.add("", columns.widget)

    def _form(self, alone: bool) -> None:
        self._lines.heading("登记表")
        self._type()
        self._add("row", "行高", NumberPart("行高", "毫米", least=1, most=100, step=0.5))
        if alone:
            self._lines.heading("各格")
            cells = CellsPart(self.document)
            self.words_of_grid(cells)
            self._lines.add("", cells.widget)

    def words_of_grid(self, part: ColumnsPart | CellsPart) -> None:
        """Fields go into the text of the chosen column or cell."""
        self.words = part.words
        self.parts["grid"] = part

    def _note(self, text: str) -> None:
        label = QLabel(text, wordWrap=True)
        label.setProperty("role", "secondary")
        self._lines.add("", label)

    def _add(self, name: str, label: str, part: Part) -> None:
        part.setParent(self._lines)
        part.changed.connect(partial(self._change, name, label or "属性"))
        part.left.connect(self.document.pause)
        self.parts[name] = part
        self._lines.add(label, part.widget)

    # -- values

    def _fill(self, chosen: Sequence[AnyElement]) -> None:
        if not chosen:
            self.paper.put(None)
        for name, part in self.parts.items():
            if name == "grid":
                part.put(None)
                continue
            value = next((getattr(one, name) for one in chosen if hasattr(one, name)), None)
            if value is not None:
                part.put(value)

    def _change(self, name: str, label: str, value: Any) -> None:
        document = self.document
        if name == "least":
            value = int(value)
        design = laying.changed(document.design, document.places, **{name: value})
        words = "改文字" if name in ("text", "label") else f"改{label}"
        document.change(words, design, run=f"{name} {sorted(document.places)}")
