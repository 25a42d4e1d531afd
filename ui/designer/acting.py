"""What the designer's buttons and keys do with the chosen elements: put in, copy, align, order, remove."""

from collections.abc import Callable
from functools import partial

from PySide6.QtCore import QMimeData, QObject
from PySide6.QtGui import QAction, QKeySequence
from PySide6.QtWidgets import QApplication, QMenu, QWidget

from app.papers import laying
from app.papers.kinds import PaperKind
from app.papers.laying import AnyElement, Design
from app.problems import SHOWN
from ui.designer.document import Document

_MIME = "application/x-xinhuo-elements"
_ASIDE = 5.0
"""Millimetres that a copy lies beside what it was made of."""

KINDS = {
    "text": "文字", "rule": "线条", "frame": "边框", "picture": "图片",
    "code": "二维码", "seal": "盖章处", "table": "表格", "form": "登记表",
}  # fmt: skip
"""What can be put in, by the words on its button."""

_EDGES: dict[laying.Edge, str] = {
    "left": "左对齐", "center": "左右居中", "right": "右对齐", "top": "上对齐", "middle": "上下居中", "bottom": "下对齐",
}  # fmt: skip
_ORDERS: dict[laying.To, str] = {
    "front": "放到最上面",
    "forward": "往上一层",
    "backward": "往下一层",
    "back": "放到最下面",
}


class Acts(QObject):
    """The acts by name, with their keys where `where` has the focus; those that need a selection know when there is none."""

    def __init__(self, document: Document, kind: PaperKind, where: QWidget) -> None:
        super().__init__(where)
        self._document, self.kind, self._where = document, kind, where
        self.locked = False
        self.named: dict[str, QAction] = {}
        self._needs: dict[str, int] = {}
        keys = QKeySequence.StandardKey
        self._act("cut", "剪切", self.cut, keys.Cut, needs=1)
        self._act("copy", "复制", self.copy, keys.Copy, needs=1)
        self._act("paste", "粘贴", self.paste, keys.Paste)
        self._act("duplicate", "再来一个", self.duplicate, QKeySequence("Ctrl+D"), needs=1)
        self._act("remove", "删除", self.remove, keys.Delete, needs=1)
        self._act("all", "全选", self.select_all, keys.SelectAll)
        for edge, words in _EDGES.items():
            self._act(edge, words, partial(self.align, edge), needs=1)
        self._act("spread across", "左右等距", partial(self.distribute, upright=False), needs=3)
        self._act("spread down", "上下等距", partial(self.distribute, upright=True), needs=3)
        for to, words in _ORDERS.items():
            self._act(to, words, partial(self.order, to), needs=1)
        document.selected.connect(self.tell)
        document.changed.connect(self.tell)
        self.tell()

    def _act(
        self,
        name: str,
        words: str,
        act: Callable[[], None],
        key: QKeySequence | QKeySequence.StandardKey | None = None,
        *,
        needs: int = 0,
    ) -> None:
        action = QAction(words, self)
        if key is not None:
            action.setShortcut(QKeySequence(key))
            action.setShortcutContext(action.shortcutContext().WidgetWithChildrenShortcut)
        action.triggered.connect(lambda: act())
        self._where.addAction(action)
        self.named[name] = action
        self._needs[name] = needs

    def tell(self) -> None:
        """Which acts can be done now."""
        chosen = len(self._document.places)
        for name, action in self.named.items():
            looks = name in ("copy", "all")
            action.setEnabled(chosen >= self._needs[name] and (looks or not self.locked))

    def menu(self, parent: QWidget, names: tuple[str, ...]) -> QMenu:
        """Some of them as a menu; "" is a line between."""
        made = QMenu(parent)
        for name in names:
            if name:
                made.addAction(self.named[name])
            else:
                made.addSeparator()
        return made

    # -- putting in

    def put_in(self, what: str) -> None:
        """A new element of a kind, chosen then."""
        text = self.kind.lists[0].name if what == "table" and self.kind.lists else ""
        self._add(f"放入{KINDS[what]}", [laying.fresh(what, self._document.design, text=text)])

    def put_field(self, name: str) -> None:
        """A new text that is a field."""
        self._add("放入项目", [laying.fresh("text", self._document.design, text=f"{{{name}}}")])

    def _add(self, words: str, some: list[AnyElement]) -> None:
        design, places = laying.added(self._document.design, some)
        self._document.change(words, design, places)

    # -- copies

    def copy(self) -> None:
        """To the clipboard, for this window or another one."""
        design = self._document.design
        body = laying.write_design(Design(kind=design.kind, elements=tuple(self._document.chosen)))
        held = QMimeData()
        held.setData(_MIME, body.encode())
        QApplication.clipboard().setMimeData(held)

    def cut(self) -> None:
        """To the clipboard and away."""
        self.copy()
        self.remove()

    def paste(self) -> None:
        """What is on the clipboard, a little aside where it came from here."""
        held = QApplication.clipboard().mimeData()
        if self.locked or held is None or not held.hasFormat(_MIME):
            return
        try:
            found = laying.read_design(bytes(held.data(_MIME).data()))
        except SHOWN:
            return
        self._put_aside("粘贴", found)

    def duplicate(self) -> None:
        """A copy of what is chosen beside it."""
        design = self._document.design
        self._put_aside("再来一个", Design(kind=design.kind, elements=tuple(self._document.chosen)))

    def _put_aside(self, words: str, some: Design) -> None:
        there = {laying.box_of(one) for one in self._document.design.elements}
        aside = _ASIDE if any(laying.box_of(one) in there for one in some.elements) else 0.0
        moved = laying.moved(some, range(len(some.elements)), aside, aside)
        self._add(words, list(moved.elements))

    # -- what is chosen

    def remove(self) -> None:
        """Away."""
        self._document.change("删除", laying.removed(self._document.design, self._document.places), ())

    def select_all(self) -> None:
        """Choose every element."""
        self._document.select(range(len(self._document.design.elements)))

    def align(self, edge: laying.Edge) -> None:
        """To one edge or middle."""
        self._document.change(_EDGES[edge], laying.aligned(self._document.design, self._document.places, edge))

    def distribute(self, *, upright: bool) -> None:
        """The same room between them."""
        made = laying.distributed(self._document.design, self._document.places, upright=upright)
        self._document.change("上下等距" if upright else "左右等距", made)

    def order(self, to: laying.To) -> None:
        """Above or below others."""
        made, places = laying.ordered(self._document.design, self._document.places, to)
        self._document.change(_ORDERS[to], made, places)
