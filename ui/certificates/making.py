"""Making papers: the kinds on the left, on the right those who may be given one, to tick and print."""

from collections.abc import Callable, Sequence

from PySide6.QtCore import Qt
from PySide6.QtWidgets import (
    QButtonGroup,
    QFrame,
    QHBoxLayout,
    QHeaderView,
    QLabel,
    QScrollArea,
    QStackedWidget,
    QToolButton,
    QVBoxLayout,
)

from app.papers import registry
from app.papers.kinds import PaperKind
from app.session import Session
from ui import pictures
from ui.certificates.completions import CompletionsPart
from ui.certificates.people import STATE, Choosing, stated
from ui.certificates.printing import Printer
from ui.lists import Empty, Ids
from ui.pages import Services
from ui.rows import Column

_WIDE = 208
_ABOUT = 3
"""The column after the ticks, the name and the school: it takes what room there is."""
_OF_PEOPLE = frozenset({"teachers"})


class KindsBar(QScrollArea):
    """The kinds to choose from, those with a number first."""

    def __init__(self, kinds: Sequence[PaperKind], choose: Callable[[str], None]) -> None:
        super().__init__(widgetResizable=True)
        self.setFixedWidth(_WIDE)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.buttons: dict[str, QToolButton] = {}
        self._group = QButtonGroup(self)
        body = QFrame()
        column = QVBoxLayout(body)
        column.setContentsMargins(8, 8, 8, 8)
        column.setSpacing(2)
        for heading, numbered in (("编号登记的证书", True), ("表册和文书", False)):
            those = [one for one in kinds if one.numbered is numbered]
            if not those:
                continue
            label = QLabel(heading)
            label.setProperty("role", "group")
            label.setContentsMargins(8, 6, 0, 2)
            column.addWidget(label)
            for one in those:
                column.addWidget(self._button(one, choose))
        column.addStretch(1)
        self.setWidget(body)
        self.viewport().setAutoFillBackground(False)
        body.setAutoFillBackground(False)

    def _button(self, kind: PaperKind, choose: Callable[[str], None]) -> QToolButton:
        button = self.buttons[kind.name] = QToolButton()
        button.setText(f" {kind.label}")
        button.setToolTip(kind.about)
        button.setCheckable(True)
        button.setProperty("kind", "place")
        button.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextBesideIcon)
        pictures.dress(button, "award" if kind.numbered else "file-text", "secondary", 16)
        button.setFixedWidth(_WIDE - 20)
        button.clicked.connect(lambda: choose(kind.name))
        self._group.addButton(button)
        return button


class MakingPart(QFrame):
    """One kind is in sight at a time; its list is read when it is first wanted."""

    def __init__(self, session: Session, services: Services, printer: Printer, kinds: Sequence[str]) -> None:
        super().__init__()
        self._session, self._services, self._printer = session, services, printer
        self.parts: dict[str, CompletionsPart | CandidatesPart] = {}
        self.bar = KindsBar([registry.KINDS[name] for name in kinds], self.choose)
        self.stack = QStackedWidget()
        line = QHBoxLayout(self)
        line.setContentsMargins(0, 0, 0, 0)
        line.setSpacing(0)
        line.addWidget(self.bar)
        line.addWidget(self.stack, 1)
        if kinds:
            self.choose(kinds[0])

    def choose(self, name: str) -> None:
        """Bring a kind into sight."""
        part = self.parts.get(name)
        if part is None:
            part = self.parts[name] = self._make(name)
            self.stack.addWidget(part)
            part.reload()
        self.bar.buttons[name].setChecked(True)
        self.stack.setCurrentWidget(part)

    def reload(self) -> None:
        """Read again what was read."""
        for part in self.parts.values():
            part.reload()

    def focus_search(self) -> None:
        """Begin to type where the list in sight is searched."""
        part = self.stack.currentWidget()
        if isinstance(part, CompletionsPart | CandidatesPart):
            part.search.setFocus()

    def _make(self, name: str) -> "CompletionsPart | CandidatesPart":
        if name == "completion":
            return CompletionsPart(self._services, self._printer)
        return CandidatesPart(self._services, self._printer, registry.KINDS[name])


class CandidatesPart(Choosing):
    """Those whom a paper of one kind may be made for; people are found as on the 教师 page."""

    def __init__(self, services: Services, printer: Printer, kind: PaperKind) -> None:
        self._people = kind.table in _OF_PEOPLE
        named = "姓名" if self._people or "姓名" in {item.name for item in kind.items} else "名称"
        columns = [
            Column("name", named, 152, given=self._people),
            Column("school_name", "任教学校" if named == "姓名" else "单位", 168),
            Column("about", "内容", 256),
        ]
        super().__init__(
            services,
            (*columns, *(STATE if kind.numbered else ())),
            lambda session: stated([dict(row) for row in kind.candidates(session)]),
            unit="份",
            empty=Empty(f"没有可以打印{kind.label}的记录", kind.about),
            hint="姓名、拼音、首字母、证号或学校" if self._people else f"{named}、单位或内容",
            filters=("school_name", *(("state",) if kind.numbered else ())),
            acts=printer.acts(kind.name),
        )
        self.list.grid.horizontalHeader().setSectionResizeMode(_ABOUT, QHeaderView.ResizeMode.Stretch)
        if self._people:
            services.people.ready.connect(self.narrow)

    def matching(self, text: str) -> Ids:
        found = self._services.people.find(text) if self._people else None
        return super().matching(text) if found is None else found
