"""The 学时台账 page: the ledger and what feeds it, side by side."""

from collections.abc import Callable

from app import catalogue, declarations
from app.session import Session
from ui.catalogue import BasesPage, CoursesPage, VolunteeringPage
from ui.declarations import DeclarationsPage
from ui.gaps import GapsPage
from ui.ledger.standings import StandingsPage
from ui.pages import Page, Services, Shown
from ui.parted import PartedPage, Parts

LEDGER, GAPS = "ledger", "gaps"

PARTS: Parts = {
    LEDGER: ("学时台账", StandingsPage),
    declarations.ENTITY.table: ("申报学时", DeclarationsPage),
    GAPS: ("培训核对", GapsPage),
    catalogue.COURSE.table: ("课程", CoursesPage),
    catalogue.BASE.table: ("基地", BasesPage),
    catalogue.VOLUNTEERING.table: ("志愿服务", VolunteeringPage),
}
"""By the table of its records, where it has some: a part's name and how it is made."""


class LedgerPage(PartedPage):
    """Who is behind, by how much and why; beside it what counts besides classes, and the registers of training."""

    help = (
        "学时台账列出每位教师按县里的规则计了多少学时、还缺什么、什么时候以前，哪一项没有计入和为什么。"
        "上面一行换成申报学时、培训核对、课程、基地和志愿服务。点任何一个数字，就列出是哪些人。"
    )
    tables = frozenset(
        {*PARTS, *StandingsPage.tables, *GapsPage.tables, "teachers", "postings", "organisations", "attachments"}
    )
    parts = PARTS
    entities = (declarations.ENTITY, catalogue.COURSE, catalogue.BASE, catalogue.VOLUNTEERING)

    def __init__(self, session: Session, services: Services) -> None:
        super().__init__(session, services, title="学时台账")
        self.tabs.choose(LEDGER)

    def _make(self, make: Callable[[Session, Services], Page]) -> Page:
        made = super()._make(make)
        if isinstance(made, StandingsPage):
            made.list.cleared.connect(self.search.clear)
        return made

    def show_part(self, shown: Shown) -> None:
        if "regime" in shown.conditions:
            self.tabs.choose(LEDGER)
        if "gap" in shown.conditions:
            self.tabs.choose(GAPS)
        if shown.conditions.get("state") in declarations.STATES.values():
            self.tabs.choose(declarations.ENTITY.table)
        super().show_part(shown)
