"""The left side of the window: the pages in the order of the work, each with how much waits there."""

from collections.abc import Callable, Sequence

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QButtonGroup, QFrame, QHBoxLayout, QLabel, QSizePolicy, QToolButton, QVBoxLayout

from ui import pictures
from ui.places import Place

WIDE, FOLDED = 160, 56

_HIGH, _LOW = 38, 28
"""Height of a page's button where there is room, and where a low screen has to hold all of them."""

DIGITS = "1234567890"
"""With Alt each opens a page, in their order; from the eleventh on there is none."""


class Navigation(QFrame):
    """One button a page; folded it shows pictures only, with the names as tips."""

    def __init__(self, places: Sequence[Place], go: Callable[[str], None]) -> None:
        super().__init__()
        self.setProperty("role", "navigation")
        column = QVBoxLayout(self)
        column.setContentsMargins(8, 0, 8, 8)
        column.setSpacing(2)
        column.addWidget(self._brand())
        self.buttons: dict[str, PlaceButton] = {}
        group = QButtonGroup(self)
        for number, place in enumerate(places):
            if place.name == "settings":
                column.addStretch(1)
            button = self.buttons[place.name] = PlaceButton(place, DIGITS[number : number + 1])
            button.clicked.connect(lambda _=False, name=place.name: go(name))
            group.addButton(button)
            column.addWidget(button)
        self.setFixedWidth(WIDE)

    def _brand(self) -> QFrame:
        brand = QFrame()
        brand.setFixedHeight(56)
        line = QHBoxLayout(brand)
        line.setContentsMargins(9, 0, 0, 0)
        line.setSpacing(8)
        flame = QLabel()
        pictures.dress(flame, "flame", "accent", 22)
        self._name = QLabel("薪火")
        self._name.setProperty("role", "heading")
        line.addWidget(flame)
        line.addWidget(self._name, 1)
        return brand

    def show_current(self, name: str) -> None:
        """Mark the page in sight."""
        for one, button in self.buttons.items():
            button.set_current(one == name)

    def set_count(self, name: str, count: int | None) -> None:
        """Show how many things wait on a page; None or 0 shows nothing."""
        self.buttons[name].set_count(count or 0)

    def fold(self, folded: bool) -> None:
        """Show pictures only, or pictures with names."""
        self.setFixedWidth(FOLDED if folded else WIDE)
        self._name.setVisible(not folded)
        for button in self.buttons.values():
            button.fold(folded)


class PlaceButton(QToolButton):
    """The way to one page."""

    def __init__(self, place: Place, digit: str) -> None:
        super().__init__()
        self._place = place
        self._count = 0
        self.setProperty("kind", "place")
        self.setCheckable(True)
        self.setText(f" {place.label}")
        self.setAccessibleName(place.label)
        self.setToolTip(f"{place.label}（Alt+{digit}）" if digit else place.label)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Maximum)
        self.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextBesideIcon)
        self._badge = QLabel(self)
        self._badge.setProperty("role", "badge")
        self._badge.hide()
        self.set_current(False)

    def sizeHint(self) -> QSize:
        return QSize(super().sizeHint().width(), _HIGH)

    def minimumSizeHint(self) -> QSize:
        return QSize(super().minimumSizeHint().width(), _LOW)

    def set_current(self, current: bool) -> None:
        self.setChecked(current)
        pictures.dress(self, self._place.picture, "accent" if current else "secondary", 20)

    def set_count(self, count: int) -> None:
        self._count = count
        self._badge.setText(f"{count:,}" if count < 1000 else "999+")
        self._badge.setVisible(bool(count))
        self._badge.adjustSize()
        self.setAccessibleName(f"{self._place.label}，{count} 件待办" if count else self._place.label)
        self._place_badge()

    def fold(self, folded: bool) -> None:
        style = Qt.ToolButtonStyle.ToolButtonIconOnly if folded else Qt.ToolButtonStyle.ToolButtonTextBesideIcon
        self.setToolButtonStyle(style)
        self._place_badge()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._place_badge()

    def _place_badge(self) -> None:
        folded = self.toolButtonStyle() == Qt.ToolButtonStyle.ToolButtonIconOnly
        y = 2 if folded else (self.height() - self._badge.height()) // 2
        self._badge.move(self.width() - self._badge.width() - (0 if folded else 8), y)
