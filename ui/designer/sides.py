"""The designer's left side: the elements, the uppermost first, and the fields that can be put in."""

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QAbstractItemView, QFrame, QLabel, QListWidget, QListWidgetItem, QVBoxLayout, QWidget

from app.papers import designing, laying
from app.papers.kinds import Item, PaperKind
from ui.designer.document import Document

_PLACE = Qt.ItemDataRole.UserRole


class Elements(QListWidget):
    """The elements of the design, the uppermost first; choosing here and on the sheet is one. `typed`: Enter or a
    double click."""

    typed = Signal()

    def __init__(self, document: Document) -> None:
        super().__init__()
        self._document = document
        self.setAccessibleName("元素")
        self.setSelectionMode(QAbstractItemView.SelectionMode.ExtendedSelection)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setTextElideMode(Qt.TextElideMode.ElideRight)
        document.changed.connect(self.refresh)
        document.selected.connect(self.refresh)
        self.itemSelectionChanged.connect(self._tell)
        self.itemActivated.connect(lambda _: self.typed.emit())
        self.refresh()

    def refresh(self) -> None:
        """Show what there is and what is chosen now."""
        elements = self._document.design.elements
        self.blockSignals(True)
        while self.count() > len(elements):
            self.takeItem(self.count() - 1)
        while self.count() < len(elements):
            self.addItem(QListWidgetItem())
        for row in range(len(elements)):
            place = len(elements) - 1 - row
            item = self.item(row)
            item.setData(_PLACE, place)
            name = laying.name_of(elements[place])
            if item.text() != name:
                item.setText(name)
                item.setToolTip(name)
            item.setSelected(place in self._document.places)
        self.blockSignals(False)

    def _tell(self) -> None:
        self._document.select(int(item.data(_PLACE)) for item in self.selectedItems())


class Fields(QListWidget):
    """Fields of the kind of paper with what they mean. `wanted(name)` by double click or Enter."""

    wanted = Signal(str)

    def __init__(self) -> None:
        super().__init__()
        self.setAccessibleName("可以填入的项目")
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setTextElideMode(Qt.TextElideMode.ElideRight)
        self.itemActivated.connect(self._tell)
        self._shown: list[designing.Group] = []

    def put(self, groups: list[designing.Group]) -> None:
        """Show these."""
        if groups == self._shown:
            return
        self._shown = groups
        self.clear()
        for group in groups:
            if len(groups) > 1:
                head = QListWidgetItem(group.title)
                head.setFlags(Qt.ItemFlag.NoItemFlags)
                self.addItem(head)
            for item in group.items:
                self.addItem(_line(item))

    def _tell(self, item: QListWidgetItem) -> None:
        name = item.data(_PLACE)
        if name:
            self.wanted.emit(str(name))


def _line(item: Item) -> QListWidgetItem:
    sample = " ".join(item.sample.split())
    made = QListWidgetItem(f"{item.name}　{sample}" if sample else item.name)
    made.setData(_PLACE, item.name)
    said = f"{item.about}\n" if item.about else ""
    made.setToolTip(f"{{{item.name}}}\n{said}例如：{sample or '（空）'}\n双击放进去")
    made.setData(Qt.ItemDataRole.AccessibleDescriptionRole, item.about or f"例如 {sample}")
    return made


class LeftSide(QWidget):
    """Both lists under their headings."""

    def __init__(self, document: Document, kind: PaperKind) -> None:
        super().__init__()
        self._document, self.kind = document, kind
        self.elements = Elements(document)
        self.fields = Fields()
        column = QVBoxLayout(self)
        column.setContentsMargins(8, 8, 8, 8)
        column.setSpacing(6)
        for words, part, share in (("元素", self.elements, 3), ("可以填入的项目（双击放进去）", self.fields, 4)):
            head = QLabel(words)
            head.setProperty("role", "group")
            card = QFrame()
            card.setProperty("role", "card")
            inside = QVBoxLayout(card)
            inside.setContentsMargins(4, 4, 4, 4)
            inside.addWidget(part)
            column.addWidget(head)
            column.addWidget(card, share)
        self.setFixedWidth(232)
        document.selected.connect(self.tell)
        self.tell()

    def tell(self) -> None:
        """Show the fields that fit what is chosen: of its rows first for a table."""
        groups = designing.groups(self.kind)
        place = self._document.only
        one = None if place is None else self._document.design.elements[place]
        if isinstance(one, laying.Table):
            rows = [group for group in groups if group.rows == one.rows]
            groups = [*rows, groups[0]]
        else:
            groups = groups[:1]
        self.fields.put(groups)
