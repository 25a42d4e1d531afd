"""The layouts a list can be written by: chosen, kept for a receiver, shared as files, made from a receiver's sheet."""

from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QComboBox, QHBoxLayout, QLabel, QMenu, QPushButton, QWidget

from app import headings, layouts
from app.layouts import Layout
from app.listings import Listing
from app.problems import SHOWN
from app.session import Session
from ui import choosing, messages, passwords, pictures, tokens, workbooks
from ui.exporting.naming import NameSheet
from ui.pages import Services

_LAST, _SCREEN, _WHOLE, _TAKEN = "last", "screen", "whole", "taken"
_LAYOUTS = "导出格式 (*.json)"
_PURPOSE = "layouts"


class LayoutBar(QWidget):
    """`picked(layout, doubts)`: these columns are to be shown, with why a person should look at some; `told(words)`."""

    picked = Signal(object, object)
    told = Signal(str)

    def __init__(
        self, session: Session, services: Services, made: Listing, shown: Sequence[str], current: Callable[[], Layout]
    ) -> None:
        """`shown` are keys of the columns in sight, `current` gives the layout as it stands."""
        super().__init__()
        self._session, self._services, self._made = session, services, made
        self._shown, self._current = list(shown), current
        self._last: Layout | None = None
        self._taken: Layout | None = None
        self.box = QComboBox()
        self.box.setAccessibleName("导出格式")
        self.box.setMinimumWidth(220)
        self.box.activated.connect(lambda _: self._choose())
        self.keep = QPushButton("保存……", autoDefault=False)
        self.keep.clicked.connect(self.ask_name)
        self.more = QPushButton("更多", autoDefault=False)
        pictures.dress(self.more, "chevron-down", "secondary", 14)
        self.menu = QMenu(self.more)
        self.menu.aboutToShow.connect(self._fill_menu)
        self.more.setMenu(self.menu)
        self.more.setLayoutDirection(Qt.LayoutDirection.RightToLeft)
        line = QHBoxLayout(self)
        line.setContentsMargins(0, 0, 0, 0)
        line.setSpacing(tokens.GRID)
        for widget in (QLabel("格式"), self.box, self.keep, self.more):
            line.addWidget(widget)

    # -- which one

    @property
    def kept_name(self) -> str:
        """The name of the kept layout that is chosen, "" for none."""
        data = self.box.currentData()
        return str(data[1]) if isinstance(data, tuple) else ""

    def begin(self, last: str) -> None:
        """Begin with the choice of last time (a text of `layouts.text_of`), else with the columns in sight."""
        found = layouts.of_text(last)
        self._last = found if found and found.listing == self._made.name and found.columns else None
        self._fill()
        if self._last is None:
            self._select(_SCREEN if self._shown else _WHOLE)
        elif not self._select(("kept", self._last.name)):
            self._select(_LAST)
        self._choose()

    def choose(self, name: str) -> None:
        """Show the layout that is kept under this name."""
        if self._select(("kept", name)):
            self._choose()

    def _fill(self) -> None:
        self.box.clear()
        if self._taken is not None:
            self.box.addItem(f"照“{self._taken.name}”的表头", _TAKEN)
        if self._last is not None:
            self.box.addItem("上次导出的列", _LAST)
        if self._shown:
            self.box.addItem("这一页上的列", _SCREEN)
        self.box.addItem("全部的列", _WHOLE)
        found = layouts.kept(self._session, self._made.name)
        if found:
            self.box.insertSeparator(self.box.count())
        for one in found:
            self.box.addItem(one.name, ("kept", one.name))

    def _select(self, data: object) -> bool:
        for place in range(self.box.count()):
            if self.box.itemData(place) == data:
                self.box.setCurrentIndex(place)
                return True
        return False

    def _choose(self) -> None:
        """Show the layout that the box names."""
        data = self.box.currentData()
        try:
            if isinstance(data, tuple):
                layout = layouts.get(self._session, self._made.name, str(data[1]))
            elif data == _SCREEN:
                layout = layouts.of_keys(self._made, self._shown)
            else:
                layout = {_LAST: self._last, _TAKEN: self._taken}.get(str(data)) or layouts.whole(self._made)
        except SHOWN as problem:
            messages.show_problem(self, problem)
            self._fill()
            return
        self.picked.emit(layout, {})

    # -- what is done with them

    def _fill_menu(self) -> None:
        self.menu.clear()
        acts: list[tuple[str, Callable[[], None]]] = []
        if self.kept_name:
            acts += [("改名……", self.ask_new_name), ("删除", self.drop), ("存为文件……", self.save_file)]
        acts += [("从文件取用……", self.take_file), ("按对方的表头建立……", self.take_headings)]
        for words, run in acts:
            self.menu.addAction(words).triggered.connect(lambda _=False, run=run: run())

    def ask_name(self) -> None:
        """Keep the columns as they stand under a receiver's name."""
        suggested = self._taken.name if self._taken and self.box.currentData() == _TAKEN else self.kept_name
        NameSheet(self, "保存导出格式", suggested, "保存", self.keep_as).open()

    def keep_as(self, name: str) -> None:
        """Keep the layout; a person is asked before another one of the name goes."""
        clean = " ".join(name.split())
        there = clean in {one.name for one in layouts.kept(self._session, self._made.name)}
        if there and not messages.ask(
            self, f"已经有“{clean}”，要换成现在这样吗？", "原来的导出格式不再保留。", "替换", "不替换"
        ):
            return
        kept = layouts.keep(self._session, self._current(), name, replacing=there)
        self._show_kept(kept.name)

    def ask_new_name(self) -> None:
        """Call the kept layout otherwise."""
        old = self.kept_name

        def rename(name: str) -> None:
            self._show_kept(layouts.rename(self._session, self._made.name, old, name))

        NameSheet(self, "给导出格式改名", old, "改名", rename).open()

    def drop(self) -> None:
        """Forget the kept layout, after asking; its columns stay in sight."""
        name = self.kept_name
        if messages.ask(self, f"要删除导出格式“{name}”吗？", "只删除格式，名单不受影响。", "删除", "不删除"):
            layouts.drop(self._session, self._made.name, name)
            self._last = self._current()
            self._fill()
            self._select(_LAST)

    def save_file(self) -> None:
        """Write the layout as a file for another office."""
        name = self.kept_name
        path = choosing.target(self, self._services.settings, _PURPOSE, "存为文件", _LAYOUTS, f"{name}.json")
        if path is None:
            return
        try:
            layouts.write_file(self._current(), path)
        except SHOWN as problem:
            messages.show_problem(self, problem)
            return
        self.told.emit(f"已写好：{path.name}")

    def take_file(self) -> None:
        """Take a layout from another office's file, and keep it."""
        path = choosing.file(self, self._services.settings, _PURPOSE, "从文件取用", _LAYOUTS)
        if path is None:
            return
        try:
            layout = layouts.read_file(path)
            if layout.listing != self._made.name:
                layouts.keep(self._session, layout, layout.name)
                self.told.emit(f"“{layout.name}”是另一种名单的格式，已保存，导出那种名单时可以选")
                return
            self.keep_taken(layout)
        except SHOWN as problem:
            messages.show_problem(self, problem)

    def keep_taken(self, layout: Layout) -> None:
        """Show a layout that came from elsewhere, and keep it under its name."""
        self._taken = layout
        self._fill()
        self._select(_TAKEN)  # until it is kept: no other layout's name stands over these columns
        self.picked.emit(layout, {})
        self.keep_as(layout.name)

    def take_headings(self) -> None:
        """Make a layout of the headings of a receiver's own sheet."""
        path = choosing.file(self, self._services.settings, _PURPOSE, "选择对方的空表", workbooks.READ)
        if path is None:
            return
        self._read(path)

    def _read(self, path: Path, password: str = "") -> None:
        made = self._made
        self._services.jobs.run(
            lambda session, progress: headings.layout_of(made, path, password=password, progress=progress),
            title=f"正在读取{path.name}",
            done=self._show_taken,
            failed=passwords.or_ask(self._services, self, path, partial(self._read, path)),
        )

    def _show_taken(self, taken: headings.Taken) -> None:
        self._taken = taken.layout
        self._fill()
        self._select(_TAKEN)
        self.picked.emit(taken.layout, taken.doubts)
        empty = sum(not one.key for one in taken.layout.columns)
        parts = [f"{len(taken.layout.columns)} 列"]
        parts += [f"{len(taken.doubts)} 列请核对"] if taken.doubts else []
        parts += [f"{empty} 列没有对应内容"] if empty else []
        self.told.emit("，".join(parts) + "。核对后可以保存，明年再用")

    def _show_kept(self, name: str) -> None:
        self._fill()
        self.choose(name)
