"""The 业务档案 page: honours, assessments, observed lessons and credentials side by side, each with its list."""

from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path

from PySide6.QtWidgets import QHBoxLayout, QPushButton

from app import assessments, honours, observations, records, teachers
from app.problems import SHOWN
from app.session import Session
from ui.assessments import MANY, AssessmentsPage
from ui.credentials import CredentialsPage
from ui.honours import HonoursPage
from ui.observations import ObservationsPage
from ui.pages import Page, Services
from ui.personal import PersonalPage
from ui.tabs import Tabs

PARTS: dict[str, tuple[str, Callable[[Session, Services], PersonalPage]]] = {
    honours.ENTITY.table: ("荣誉", HonoursPage),
    assessments.ENTITY.table: ("考核", AssessmentsPage),
    observations.ENTITY.table: ("听课", ObservationsPage),
    teachers.CREDENTIAL.table: ("教师资格", CredentialsPage),
}
"""By the table of its records: a part's name and how it is made."""

_ENTITIES = (honours.ENTITY, assessments.ENTITY, observations.ENTITY, teachers.CREDENTIAL)


class PortfolioPage(Page):
    """Four lists; the header serves the one in sight."""

    help = (
        "这里登记教师的荣誉、每年的考核、听课和教师资格证。上面一行换一种记录；在框里输入姓名或拼音就能找到人。"
        "考核可以用“批量登记……”一次给许多人登记同一个等次，已经登记过的人不会改动。"
    )
    tables = frozenset({*PARTS, "teachers", "postings", "organisations", "attachments"})

    def __init__(self, session: Session, services: Services) -> None:
        super().__init__(session, services, title="业务档案", search="姓名", new="新增")
        self._stale: dict[str, set[str]] = {}
        self.many = QPushButton(MANY)
        self.many.clicked.connect(self._enter_many)
        line = self.header.layout()
        assert isinstance(line, QHBoxLayout)
        line.insertWidget(line.indexOf(self.new), self.many)
        self.tabs = Tabs()
        for name, (label, make) in PARTS.items():
            self.tabs.add(name, label, partial(self._make, make))
        self.tabs.chosen.connect(self._on_chosen)
        self.body.addWidget(self.tabs, 1)
        self.tabs.choose(honours.ENTITY.table)

    def _make(self, make: Callable[[Session, Services], PersonalPage]) -> PersonalPage:
        made = make(self.session, self.services)
        made.header.hide()
        made.list.cleared.connect(self.search.clear)
        return made

    @property
    def part(self) -> PersonalPage:
        """The part in sight."""
        part = self.tabs.parts[self.tabs.current]
        assert isinstance(part, PersonalPage)
        return part

    def _on_chosen(self, name: str) -> None:
        part = self.part
        self.search.setPlaceholderText(part.search.placeholderText())
        self._show_search()
        self.new.setText(part.new.text())
        self.many.setVisible(name == assessments.ENTITY.table)
        self.more.setVisible(bool(self.more_acts()))
        tables = self._stale.pop(name, None)
        if tables:
            part.on_changed(frozenset(tables))

    def _show_search(self) -> None:
        """What is being searched for in the part in sight."""
        self.search.blockSignals(True)
        self.search.setText(self.part.search.text())
        self.search.blockSignals(False)

    def _enter_many(self) -> None:
        part = self.part
        if isinstance(part, AssessmentsPage):
            part.enter_many()

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
        return [act for act in self.part.more_acts() if act[0] != MANY]

    def on_files(self, paths: Sequence[Path]) -> bool:
        return self.part.on_files(paths)

    def on_save(self) -> None:
        self.part.on_save()

    def on_shown(self) -> None:
        self.part.on_shown()

    def on_changed(self, tables: frozenset[str]) -> None:
        for name, part in self.tabs.parts.items():
            assert isinstance(part, PersonalPage)
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
        if pk in PARTS:
            self.tabs.choose(pk)
            return
        for entity in _ENTITIES:
            try:
                records.get(self.session, entity, pk)
            except SHOWN:
                continue
            self.tabs.choose(entity.table)
            self.part.show_record(pk)
            self._show_search()
            return

    def may_leave(self) -> bool:
        for name, part in self.tabs.parts.items():
            assert isinstance(part, PersonalPage)
            if part.form is not None and part.form.form.dirty:
                self.tabs.choose(name)
            if not part.may_leave():
                return False
        return True
