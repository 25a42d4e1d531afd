"""What of a list is written and how: its columns, their order and forms, the receivers' layouts, the title line."""

from collections.abc import Callable, Mapping
from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtWidgets import (
    QCheckBox,
    QComboBox,
    QDialog,
    QFrame,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QMenu,
    QPushButton,
    QSplitter,
    QVBoxLayout,
    QWidget,
)

from app import exporting, headings, layouts
from app.layouts import Layout
from app.listings import Listing, key_of
from app.problems import SHOWN
from app.session import Session
from ui import choosing, messages, pictures, tokens
from ui.exporting.choices import ColumnChoices
from ui.exporting.columns import ChosenColumns
from ui.exporting.naming import NameSheet
from ui.pages import Services, Shows

_WIDTH, _HEIGHT, _AROUND = 1040, 660, 40
_LEFT = 260
_LAST, _SCREEN, _WHOLE = "last", "screen", "whole"
_SHEETS = "表格 (*.xlsx *.xlsm *.xls *.xlsb *.et *.ods *.csv)"
_LAYOUTS = "导出格式 (*.json)"
_PURPOSE = "layouts"


class ExportDialog(QDialog):
    """Accepted when the list is to be written as `layout_chosen` says, with whole numbers if `wants_full_ids`."""

    def __init__(
        self, parent: QWidget, session: Session, services: Services, made: Listing, count: int, shown: Shows = ()
    ) -> None:
        """`count` is how many rows will be written, `shown` the columns in sight (name, label)."""
        super().__init__(parent)
        self.setWindowTitle(f"导出{made.label}")
        self.setModal(True)
        self._session, self._services, self._made = session, services, made
        self._shown = [key for name, label in shown if (key := key_of(made, name, label))]
        self.layouts = QComboBox()
        self.layouts.setAccessibleName("导出格式")
        self.layouts.setMinimumWidth(220)
        self.layouts.activated.connect(lambda _: self._choose())
        self.keep = self._button("保存……", self.ask_name)
        self.more = self._button("更多", None)
        pictures.dress(self.more, "chevron-down", "secondary", 14)
        self.menu = QMenu(self.more)
        self.menu.aboutToShow.connect(self._fill_menu)
        self.more.setMenu(self.menu)
        self.more.setLayoutDirection(Qt.LayoutDirection.RightToLeft)
        self.choices, self.columns = ColumnChoices(made), ChosenColumns(made)
        self.choices.ticked.connect(self._on_ticked)
        self.columns.changed.connect(self._on_changed)
        self.title = QLineEdit(placeholderText="空着就没有标题行")
        self.title.setAccessibleName("标题")
        self.full_ids = QCheckBox("写明完整的身份证号和电话")
        self.full_ids.toggled.connect(lambda _: self._on_changed())
        self.said = QLabel()
        self.said.setProperty("role", "secondary")
        self._count = count
        self.paper = self._button("按固定报表导出……", None)
        self.paper.setProperty("kind", "quiet")
        self.no, self.go = self._button("取消", self.reject), self._button("导出……", self.accept)
        self.go.setProperty("kind", "main")
        self._lay_out(f"导出{made.label}：{count:,} {made.unit}")
        window = parent.window()
        self.resize(min(window.width() - _AROUND, _WIDTH), min(window.height() - _AROUND, _HEIGHT))
        self._begin()

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
        for widget in (QLabel("格式"), self.layouts, self.keep, self.more):
            top.addWidget(widget)
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
        column.addWidget(foot)

    # -- what is chosen

    @property
    def layout_chosen(self) -> Layout:
        """The layout as it stands."""
        name = self._kept_name
        return Layout(self._made.name, self.title.text().strip(), self.columns.columns, name)

    def choose(self, name: str) -> None:
        """Show the layout that is kept under this name."""
        if self._select(("kept", name)):
            self._choose()

    @property
    def wants_full_ids(self) -> bool:
        """Whether numbers of people are to be written whole."""
        return self.full_ids.isChecked() and not self.full_ids.isHidden()

    def remember(self) -> None:
        """Begin with this choice next time."""
        self._services.settings.setValue(f"exports/{self._made.name}", layouts.text_of(self.layout_chosen))

    @property
    def _kept_name(self) -> str:
        """The name of the kept layout that is chosen, "" for none."""
        data = self.layouts.currentData()
        return str(data[1]) if isinstance(data, tuple) else ""

    def _begin(self) -> None:
        last = layouts.of_text(str(self._services.settings.value(f"exports/{self._made.name}") or ""))
        self._last = last if last and last.listing == self._made.name and last.columns else None
        self._list_layouts()
        if self._last is None:
            self._select(_SCREEN if self._shown else _WHOLE)
        elif not self._select(("kept", self._last.name)):
            self._select(_LAST)
        self._choose()

    def _list_layouts(self) -> None:
        self.layouts.clear()
        if self._last is not None:
            self.layouts.addItem("上次导出的列", _LAST)
        if self._shown:
            self.layouts.addItem("这一页上的列", _SCREEN)
        self.layouts.addItem("全部的列", _WHOLE)
        found = layouts.kept(self._session, self._made.name)
        if found:
            self.layouts.insertSeparator(self.layouts.count())
        for one in found:
            self.layouts.addItem(one.name, ("kept", one.name))

    def _select(self, data: object) -> bool:
        for place in range(self.layouts.count()):
            if self.layouts.itemData(place) == data:
                self.layouts.setCurrentIndex(place)
                return True
        return False

    def _choose(self) -> None:
        """Show the layout that the box names."""
        data = self.layouts.currentData()
        try:
            if isinstance(data, tuple):
                self.show_layout(layouts.get(self._session, self._made.name, str(data[1])))
            elif data == _LAST and self._last is not None:
                self.show_layout(self._last)
            elif data == _SCREEN:
                self.show_layout(layouts.of_keys(self._made, self._shown))
            else:
                self.show_layout(layouts.whole(self._made))
        except SHOWN as problem:
            messages.show_problem(self, problem)
            self._list_layouts()

    def show_layout(self, layout: Layout, doubts: Mapping[int, str] | None = None) -> None:
        """Show a layout's columns and title."""
        self.title.setText(layout.title)
        self.columns.put(layout.columns, doubts)
        self._on_changed()

    def _on_ticked(self, key: str, on: bool) -> None:
        self.columns.take(key, on)

    def _on_changed(self) -> None:
        self.choices.put(self.columns.keys)
        count = len(self.columns.columns)
        hides = bool(count) and exporting.hides(self.layout_chosen)
        self.full_ids.setVisible(hides)
        masked = "；身份证号和电话遮住中间几位" if hides and not self.full_ids.isChecked() else ""
        self.said.setText(f"{count} 列{masked}" if count else "请在左边勾选要导出的列")
        self.go.setEnabled(bool(count))
        self.keep.setEnabled(bool(count))

    # -- layouts

    def _fill_menu(self) -> None:
        self.menu.clear()
        acts: list[tuple[str, Callable[[], None]]] = []
        if self._kept_name:
            acts += [("改名……", self.ask_new_name), ("删除", self.drop), ("存为文件……", self.save_file)]
        acts += [("从文件取用……", self.take_file), ("按对方的表头建立……", self.take_headings)]
        for words, run in acts:
            self.menu.addAction(words).triggered.connect(lambda _=False, run=run: run())

    def ask_name(self) -> None:
        """Keep the columns as they stand under a receiver's name."""
        NameSheet(self, "保存导出格式", self._kept_name, "保存", self.keep_as).open()

    def keep_as(self, name: str) -> None:
        """Keep the layout; a person is asked before another one of the name goes."""
        clean = " ".join(name.split())
        there = clean in {one.name for one in layouts.kept(self._session, self._made.name)}
        if there and not messages.ask(
            self, f"已经有“{clean}”，要换成现在这样吗？", "原来的导出格式不再保留。", "替换", "不替换"
        ):
            return
        kept = layouts.keep(self._session, self.layout_chosen, name, replacing=there)
        self._show_kept(kept.name)

    def ask_new_name(self) -> None:
        """Call the kept layout otherwise."""
        old = self._kept_name

        def rename(name: str) -> None:
            self._show_kept(layouts.rename(self._session, self._made.name, old, name))

        NameSheet(self, "给导出格式改名", old, "改名", rename).open()

    def drop(self) -> None:
        """Forget the kept layout, after asking; its columns stay in sight."""
        name = self._kept_name
        if messages.ask(self, f"要删除导出格式“{name}”吗？", "只删除格式，名单不受影响。", "删除", "不删除"):
            layouts.drop(self._session, self._made.name, name)
            self._last = self.layout_chosen
            self._list_layouts()
            self._select(_LAST)

    def save_file(self) -> None:
        """Write the layout as a file for another office."""
        name = self._kept_name
        path = choosing.target(self, self._services.settings, _PURPOSE, "存为文件", _LAYOUTS, f"{name}.json")
        if path is None:
            return
        try:
            layouts.write_file(self.layout_chosen, path)
        except SHOWN as problem:
            messages.show_problem(self, problem)
            return
        self.said.setText(f"已写好：{path.name}")

    def take_file(self) -> None:
        """Take a layout from another office's file, and keep it."""
        path = choosing.file(self, self._services.settings, _PURPOSE, "从文件取用", _LAYOUTS)
        if path is None:
            return
        try:
            layout = layouts.read_file(path)
            if layout.listing != self._made.name:
                layouts.keep(self._session, layout, layout.name)
                self.said.setText(f"“{layout.name}”是另一种名单的格式，已保存，导出那种名单时可以选")
                return
            self.keep_taken(layout)
        except SHOWN as problem:
            messages.show_problem(self, problem)

    def keep_taken(self, layout: Layout) -> None:
        """Show a layout that came from elsewhere, and keep it under its name."""
        self.show_layout(layout)
        self.keep_as(layout.name)

    def take_headings(self) -> None:
        """Make a layout of the headings of a receiver's own sheet."""
        path = choosing.file(self, self._services.settings, _PURPOSE, "选择对方的空表", _SHEETS)
        if path is None:
            return
        made, sheet = self._made, Path(path)
        self._services.jobs.run(
            lambda session, progress: headings.layout_of(made, sheet, progress=progress),
            title=f"正在读取{sheet.name}",
            done=self._show_taken,
            failed=lambda error: messages.report_bug(self, error),
        )

    def _show_taken(self, taken: headings.Taken) -> None:
        self.show_layout(taken.layout, taken.doubts)
        empty = sum(not one.key for one in taken.layout.columns)
        parts = [f"{len(taken.layout.columns)} 列"]
        parts += [f"{len(taken.doubts)} 列请核对"] if taken.doubts else []
        parts += [f"{empty} 列没有对应内容"] if empty else []
        self.said.setText("，".join(parts) + "。核对后可以保存，明年再用")

    def _show_kept(self, name: str) -> None:
        self._list_layouts()
        self.choose(name)
