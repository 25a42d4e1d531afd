"""Which design of the kind is open: choosing another, saving, naming, using, deleting, and files of designs."""

from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject
from PySide6.QtWidgets import QComboBox, QLabel, QMenu

from app import records
from app.papers import design_files, designs
from app.papers.laying import Design
from app.problems import SHOWN
from ui import choosing, messages
from ui.designer.drafts import Draft
from ui.designer.naming import NameSheet
from ui.designer.taking import TakeSheet

if TYPE_CHECKING:
    from ui.designer.window import DesignerWindow

FILES = "版式文件 (*.xhd)"
_PURPOSE = "designs"
_PAST = 12
"""So many earlier states are offered."""


class Library(QObject):
    """`pk` and `name` of the open design; `pk` None: it comes with the program."""

    def __init__(self, window: "DesignerWindow") -> None:
        super().__init__(window)
        self._window = window
        self.session = window.session
        self.kind = window.kind.name
        self.pk: str | None = None
        self.name = ""
        self.box = QComboBox()
        self.box.setAccessibleName("版式")
        self.box.setMinimumWidth(200)
        self.box.activated.connect(self._on_chosen)
        self.state = QLabel()
        self.state.setProperty("role", "secondary")
        self.menu = QMenu(window)
        add = self.menu.addAction
        self.use = add("以后就用这个版式")
        self.use.triggered.connect(lambda: self.choose())
        self.rename = add("改名……")
        self.rename.triggered.connect(lambda: self.ask_name())
        self.delete = add("删除这个版式……")
        self.delete.triggered.connect(lambda: self.remove())
        self.past = self.menu.addMenu("以前的样子")
        self.past.aboutToShow.connect(self._list_past)
        self.menu.addSeparator()
        self.export = add("导出版式……")
        self.export.triggered.connect(lambda: self.write_file())
        self.take = add("从文件采用……")
        self.take.triggered.connect(lambda: self.read_file())
        self.menu.addSeparator()
        add("试打一张……").triggered.connect(lambda: window.test_print())
        add("怎么用").triggered.connect(lambda: window.help())

    # -- which is open

    def refresh(self) -> None:
        """List the designs there are, the open one chosen."""
        used = designs.chosen_id(self.session, self.kind)
        shipped = designs.shipped(self.kind)
        self.box.clear()
        for row in designs.of_kind(self.session, self.kind):
            self.box.addItem(f"{row['name']}{'（在用）' if row['id'] == used else ''}", (row["id"], row["name"]))
        for place, one in enumerate(shipped):
            said = "自带，在用" if used is None and place == 0 else "自带"
            self.box.addItem(f"{one.name}（{said}）", (None, one.name))
        # A tuple within an item is no longer one tuple to Qt: they are compared here.
        open_one = (self.pk, self.name)
        found = next((row for row in range(self.box.count()) if tuple(self.box.itemData(row)) == open_one), -1)
        self.box.setCurrentIndex(found)

    def open(self, pk: str | None, name: str = "") -> None:
        """Open a kept design, or (None) the shipped one of a name, the usual one without; whatever was open goes."""
        try:
            if pk is None:
                one = next((one for one in designs.shipped(self.kind) if one.name == name), None)
                found = (one.name, one.design) if one else self._usual()
            else:
                row = designs.get(self.session, pk)
                found = (str(row["name"]), designs.read(row))
        except SHOWN as problem:
            messages.show_problem(self._window, problem)
            self.refresh()
            return
        self._begin(pk, *found)

    def _usual(self) -> tuple[str, Design]:
        first = next(iter(designs.shipped(self.kind)), None)
        return (first.name, first.design) if first else ("新版式", Design(kind=self.kind))

    def _begin(self, pk: str | None, name: str, design: Design) -> None:
        self.pk, self.name = pk, name
        self._window.document.begin(design)
        self._window.preview.look()
        self._window.canvas.fit()
        self.refresh()
        self._window.tell()

    def open_draft(self, draft: Draft) -> None:
        """Go on with what was not saved: the change since is one step that can be undone."""
        known = {str(row["id"]) for row in designs.of_kind(self.session, self.kind)}
        self.open(draft.pk if draft.pk in known else None, draft.name)
        self._window.document.change("上次没有保存的改动", draft.design, ())

    def _on_chosen(self, row: int) -> None:
        pk, name = self.box.itemData(row)
        if (pk, name) == (self.pk, self.name):
            return
        if not self._window.may_leave():
            self.refresh()
            return
        self.open(pk, name)

    def tell(self) -> None:
        """What can be done with the open one now."""
        locked = self._window.properties.locked
        dirty = self._window.document.dirty
        self.state.setText("有改动未保存" if dirty and not locked else "")
        kept = self.pk is not None and not locked
        self.rename.setEnabled(kept)
        self.past.setEnabled(kept)
        self.delete.setEnabled(kept)
        self.export.setEnabled(self.pk is not None)
        self.take.setEnabled(not locked)
        used = designs.chosen_id(self.session, self.kind)
        usual = next((one.name for one in designs.shipped(self.kind)), "")
        in_use = self.pk == used and (self.pk is not None or self.name == usual)
        self.use.setEnabled(not locked and not in_use)

    def _list_past(self) -> None:
        """How the open one was whenever it was saved, to go back to."""
        self.past.clear()
        if self.pk is None:
            return
        for one in designs.past(self.session, self.pk)[:_PAST]:
            said = f"{one.at[:16].replace('T', ' ')}　{one.actor} 保存的"
            self.past.addAction(said).triggered.connect(partial(self._go_back, one.design))

    def _go_back(self, design: Design, _checked: bool = False) -> None:
        self._window.document.change("换回以前的样子", design, ())

    # -- saving

    def save(self) -> None:
        """Save in its place; a shipped one becomes one of the office's own, which has to be named."""
        if self._window.properties.locked:
            return
        if self.pk is None:
            self.save_as()
            return
        self._keep(self.pk, self.name, choosing=False)

    def save_as(self) -> None:
        """Save as another design."""
        if self._window.properties.locked:
            return
        name = designs.free_name(self.session, self.kind, f"我县的{self._window.kind.label}")
        sheet = NameSheet(self._window, "另存为", "保存", name, choosing=True)
        sheet.named.connect(partial(self._save_named, sheet))
        sheet.open()

    def _save_named(self, sheet: NameSheet, name: str, choosing: bool) -> None:
        try:
            pk = designs.keep(self.session, None, self.kind, name, self._window.document.design, choosing=choosing)
        except SHOWN as problem:
            sheet.refused(problem)
            return
        sheet.accept()
        self._saved(pk, " ".join(name.split()))

    def _keep(self, pk: str, name: str, *, choosing: bool) -> None:
        try:
            designs.keep(self.session, pk, self.kind, name, self._window.document.design, choosing=choosing)
        except SHOWN as problem:
            messages.show_problem(self._window, problem)
            return
        self._saved(pk, name)

    def _saved(self, pk: str, name: str) -> None:
        self.pk, self.name = pk, name
        self._window.document.stack.setClean()
        self._window.drop_draft()
        self.refresh()
        self._window.tell()
        self._window.toast(f"已保存：{name}")

    # -- the office's designs

    def choose(self) -> None:
        """Make papers with the open one from now on; what is not saved of it is saved first."""
        if self._window.document.dirty:
            if self.pk is None:
                self.save_as()
            else:
                self._keep(self.pk, self.name, choosing=True)
            return
        try:
            if self.pk is None:
                self.pk = designs.choose_shipped(self.session, self.kind, self.name)
            else:
                designs.choose(self.session, self.kind, self.pk)
        except SHOWN as problem:
            messages.show_problem(self._window, problem)
            return
        self.refresh()
        self._window.tell()
        self._window.toast(f"以后的{self._window.kind.label}都用“{self.name}”", "撤销", self._take_back)

    def _take_back(self) -> None:
        try:
            reason = records.undo_last(self.session)
        except SHOWN as problem:
            messages.show_problem(self._window, problem)
            return
        self.refresh()
        self._window.tell()
        self._window.toast(f"已撤销：{reason}")

    def ask_name(self) -> None:
        """Call the open one otherwise."""
        sheet = NameSheet(self._window, "改名", "改名", self.name)
        sheet.named.connect(partial(self._rename, sheet))
        sheet.open()

    def _rename(self, sheet: NameSheet, name: str, _choosing: bool) -> None:
        assert self.pk is not None
        try:
            designs.rename(self.session, self.pk, name)
        except SHOWN as problem:
            sheet.refused(problem)
            return
        sheet.accept()
        self.name = " ".join(name.split())
        self.refresh()
        self._window.tell()

    def remove(self) -> None:
        """Delete the open one, once a person said so; the usual one is open then."""
        if self.pk is None or not messages.ask(
            self._window,
            f"删除版式“{self.name}”？",
            "印好的证书不受影响；在用的删除后，改用自带的版式。删除可以撤销。",
            "删除",
            "不删除",
        ):
            return
        try:
            designs.delete(self.session, self.pk)
        except SHOWN as problem:
            messages.show_problem(self._window, problem)
            return
        self._window.drop_draft()
        name = self.name
        self.open(designs.chosen_id(self.session, self.kind))
        self._window.toast(f"已删除：{name}", "撤销", self._take_back)

    # -- files

    def write_file(self) -> None:
        """The open one, as it is kept, as a file for another county."""
        if self.pk is None:
            return
        settings = self._window.services.settings
        out = choosing.target(self._window, settings, _PURPOSE, "导出版式", FILES, f"{self.name}{design_files.ENDING}")
        if out is None:
            return
        try:
            design_files.to_file(design_files.of_office(self.session, {self.pk}), out)
        except SHOWN as problem:
            messages.show_problem(self._window, problem)
            return
        self._window.toast(f"已导出：{out.name}")

    def read_file(self) -> None:
        """Designs of another county's file."""
        path = choosing.file(self._window, self._window.services.settings, _PURPOSE, "从文件采用版式", FILES)
        if path is not None:
            self.take_file(path)

    def take_file(self, path: Path) -> None:
        """Show what is in a file, and take over what a person wants."""
        try:
            sheet = TakeSheet(self._window, self.session, path)
        except SHOWN as problem:
            messages.show_problem(self._window, problem)
            return
        sheet.taken.connect(self._on_taken)
        sheet.open()

    def _on_taken(self, ids: list[str]) -> None:
        mine = [pk for pk in ids if designs.get(self.session, pk)["kind"] == self.kind]
        if mine and self._window.may_leave():
            self.open(mine[0])
        else:
            self.refresh()
        self._window.toast(f"已采用 {len(ids)} 个版式", "撤销", self._take_back)
