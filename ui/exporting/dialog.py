"""What of a list is written and how: its columns, their order and forms, the receivers' layouts, the title line."""

from collections.abc import Callable, Mapping

from PySide6.QtWidgets import (
    QCheckBox,
    QDialog,
    QFrame,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QPushButton,
    QSplitter,
    QVBoxLayout,
    QWidget,
)

from app import exporting, layouts
from app.layouts import Layout
from app.listings import Listing, key_of
from app.session import Session
from ui import tokens
from ui.exporting.bar import LayoutBar
from ui.exporting.choices import ColumnChoices
from ui.exporting.columns import ChosenColumns
from ui.jobs import ProgressStrip
from ui.pages import Services, Shows

_WIDTH, _HEIGHT, _AROUND = 1040, 660, 40
_LEFT = 260


class ExportDialog(QDialog):
    """Accepted when the list is to be written as `layout_chosen` says, with whole numbers if `wants_full_ids`."""

    def __init__(
        self, parent: QWidget, session: Session, services: Services, made: Listing, count: int, shown: Shows = ()
    ) -> None:
        """`count` is how many rows will be written, `shown` the columns in sight (name, label)."""
        super().__init__(parent)
        self.setWindowTitle(f"导出{made.label}")
        self.setModal(True)
        self._services, self._made = services, made
        in_sight = [key for name, label in shown if (key := key_of(made, name, label))]
        self.bar = LayoutBar(session, services, made, in_sight, lambda: self.layout_chosen)
        self.bar.picked.connect(self.show_layout)
        self.choices, self.columns = ColumnChoices(made), ChosenColumns(made)
        self.choices.ticked.connect(self.columns.take)
        self.columns.changed.connect(self._on_changed)
        self.title = QLineEdit(placeholderText="空着就没有标题行")
        self.title.setAccessibleName("标题")
        self.full_ids = QCheckBox("写明完整的身份证号和电话")
        self.full_ids.toggled.connect(lambda _: self._on_changed())
        self.said = QLabel()
        self.said.setProperty("role", "secondary")
        self.bar.told.connect(self.said.setText)
        self.paper = self._button("按固定报表导出……", None)
        self.paper.setProperty("kind", "quiet")
        self.no, self.go = self._button("取消", self.reject), self._button("导出……", self.accept)
        self.go.setProperty("kind", "main")
        self._lay_out(f"导出{made.label}：{count:,} {made.unit}")
        window = parent.window()
        self.resize(min(window.width() - _AROUND, _WIDTH), min(window.height() - _AROUND, _HEIGHT))
        self.bar.begin(str(services.settings.value(f"exports/{made.name}") or ""))

    def _button(self, words: str, run: Callable[[], object] | None) -> QPushButton:
        button = QPushButton(words, autoDefault=False)
        if run is not None:
            button.clicked.connect(lambda: run())
        return button

    def _lay_out(self, heading: str) -> None:
        head, foot, body = QFrame(), QFrame(), QFrame()
        for frame, role in ((head, "header"), (foot, "footer"), (body, "page")):
            frame.setProperty("role", role)
        words = QLabel(heading)
        words.setProperty("role", "heading")
        top = QHBoxLayout(head)
        top.setContentsMargins(16, 10, 16, 10)
        top.setSpacing(tokens.GRID)
        top.addWidget(words)
        top.addStretch(1)
        top.addWidget(self.bar)
        split = QSplitter(childrenCollapsible=False, handleWidth=1)
        split.addWidget(self.choices)
        split.addWidget(self.columns)
        split.setStretchFactor(1, 1)
        split.setSizes([_LEFT, _WIDTH - _LEFT])
        line = QHBoxLayout()
        line.setSpacing(tokens.GRID)
        line.addWidget(QLabel("标题"))
        line.addWidget(self.title, 1)
        line.addWidget(self.full_ids)
        middle = QVBoxLayout(body)
        middle.setContentsMargins(16, 12, 16, 12)
        middle.setSpacing(12)
        middle.addWidget(split, 1)
        middle.addLayout(line)
        bottom = QHBoxLayout(foot)
        bottom.setContentsMargins(16, 10, 16, 10)
        bottom.setSpacing(tokens.GRID)
        bottom.addWidget(self.paper)
        bottom.addWidget(self.said, 1)
        bottom.addWidget(self.no)
        bottom.addWidget(self.go)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(head)
        column.addWidget(body, 1)
        column.addWidget(ProgressStrip(self._services.jobs))
        column.addWidget(foot)

    # -- what is chosen

    @property
    def layout_chosen(self) -> Layout:
        """The layout as it stands."""
        return Layout(self._made.name, self.title.text().strip(), self.columns.columns, self.bar.kept_name)

    @property
    def wants_full_ids(self) -> bool:
        """Whether numbers of people are to be written whole."""
        return self.full_ids.isChecked() and not self.full_ids.isHidden()

    def remember(self) -> None:
        """Begin with this choice next time."""
        self._services.settings.setValue(f"exports/{self._made.name}", layouts.text_of(self.layout_chosen))

    def show_layout(self, layout: Layout, doubts: Mapping[int, str] | None = None) -> None:
        """Show a layout's columns and title."""
        self.title.setText(layout.title)
        self.columns.put(layout.columns, doubts)
        self._on_changed()

    def _on_changed(self) -> None:
        self.choices.put(self.columns.keys)
        count = len(self.columns.columns)
        hides = bool(count) and exporting.hides(self.layout_chosen)
        self.full_ids.setVisible(hides)
        masked = "；身份证号和电话遮住中间几位" if hides and not self.full_ids.isChecked() else ""
        self.said.setText(f"{count} 列{masked}" if count else "请在左边勾选要导出的列")
        self.go.setEnabled(bool(count))
        self.bar.keep.setEnabled(bool(count))
