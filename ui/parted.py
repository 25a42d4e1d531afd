"""Pages whose parts stand side by side, each a page of its own: the header serves the part in sight."""

from collections.abc import Callable, Mapping, Sequence
from functools import partial
from pathlib import Path
from typing import ClassVar

from app import records
from app.problems import SHOWN
from app.records import Entity
from app.session import Session
from ui.pages import Page, Services, Shown
from ui.record_page import RecordPage
from ui.tabs import Tabs

Parts = Mapping[str, tuple[str, Callable[[Session, Services], Page]]]
"""By a name of its own (for records their table): what a part is called, and how it is made."""


class PartedPage(Page):
    """One header over several pages; `entities` are the kinds of records that `show_record` looks among by id."""

    parts: ClassVar[Parts] = {}
    entities: ClassVar[Sequence[Entity]] = ()

    def __init__(self, session: Session, services: Services, *, title: str) -> None:
        super().__init__(session, services, title=title, search="查找", new="新增")
        self._stale: dict[str, set[str]] = {}
        self.tabs = Tabs()
        for name, (label, make) in self.parts.items():
            self.tabs.add(name, label, partial(self._make, make))
        self.tabs.chosen.connect(self.on_chosen)
        self.body.addWidget(self.tabs, 1)

    def _make(self, make: Callable[[Session, Services], Page]) -> Page:
        made = make(self.session, self.services)
        made.header.hide()
        if isinstance(made, RecordPage):
            made.list.cleared.connect(self.search.clear)
        return made

    @property
    def part(self) -> Page:
        """The part in sight."""
        part = self.tabs.parts[self.tabs.current]
        assert isinstance(part, Page)
        return part

    def made(self) -> list[tuple[str, Page]]:
        """The parts that were in sight already, by name."""
        return [(name, part) for name, part in self.tabs.parts.items() if isinstance(part, Page)]

    def on_chosen(self, name: str) -> None:
        """Another part came into sight."""
        part = self.part
        # Not hidden by its page: only the page's header is, so what the page wanted there can be read off.
        self.search.setVisible(not part.search.isHidden())
        self.search.setPlaceholderText(part.search.placeholderText())
        self._show_search()
        self.new.setVisible(not part.new.isHidden())
        self.new.setText(part.new.text())
        self.more.setVisible(bool(self.more_acts()))
        tables = self._stale.pop(name, None)
        if tables:
            part.on_changed(frozenset(tables))

    def _show_search(self) -> None:
        """What is being searched for in the part in sight."""
        self.search.blockSignals(True)
        self.search.setText(self.part.search.text())
        self.search.blockSignals(False)

    # -- what belongs to the part in sight

    def on_new(self) -> None:
        self.part.on_new()

    def on_search(self, text: str) -> None:
        part = self.part
        part.search.blockSignals(True)
        part.search.setText(text)
        part.search.blockSignals(False)
        part.on_search(text)

    def more_acts(self) -> Sequence[tuple[str, Callable[[], None]]]:
        return self.part.more_acts()

    def on_files(self, paths: Sequence[Path]) -> bool:
        return self.part.on_files(paths)

    def on_save(self) -> None:
        self.part.on_save()

    def on_shown(self) -> None:
        self.part.on_shown()

    def on_changed(self, tables: frozenset[str]) -> None:
        for name, part in self.made():
            if part.tables & tables:
                if part is self.part:
                    part.on_changed(tables)
                else:
                    self._stale.setdefault(name, set()).update(tables)

    def on_escape(self) -> bool:
        stepped = self.part.on_escape()
        self._show_search()
        return stepped

    def show_record(self, pk: str) -> None:
        """Open a part by its name, or the record of any part."""
        if pk in self.parts:
            self.tabs.choose(pk)
            return
        for entity in self.entities:
            try:
                records.get(self.session, entity, pk)
            except SHOWN:
                continue
            self.tabs.choose(entity.table)
            self.part.show_record(pk)
            self._show_search()
            return

    def show_part(self, shown: Shown) -> None:
        self.part.show_part(shown)

    def may_leave(self) -> bool:
        for name, part in self.made():
            if isinstance(part, RecordPage) and part.form is not None and part.form.form.dirty:
                self.tabs.choose(name)
            if not part.may_leave():
                return False
        return True
