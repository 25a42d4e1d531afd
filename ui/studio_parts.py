"""The 工作室 page: studios, members, plans, activities, outputs, assessments and masters of schools side by side."""

from collections.abc import Callable, Collection, Sequence

from PySide6.QtWidgets import QHBoxLayout, QPushButton

from app import links, studio_work, studios
from app.session import Session
from ui.links import WITHOUT, LinksPage
from ui.pages import Page, Services, Shown
from ui.parted import PartedPage, Parts
from ui.studio_activities import ActivitiesPage
from ui.studio_assessments import MANY, StudioAssessmentsPage
from ui.studio_members import MembersPage
from ui.studio_outputs import OutputsPage
from ui.studio_plans import PlansPage
from ui.studios import StudiosPage

PARTS: Parts = {
    studios.ENTITY.table: ("工作室", StudiosPage),
    studios.MEMBER.table: ("成员", MembersPage),
    studio_work.PLAN.table: ("计划", PlansPage),
    studio_work.ACTIVITY.table: ("活动", ActivitiesPage),
    studio_work.OUTPUT.table: ("成果", OutputsPage),
    studio_work.ASSESSMENT.table: ("考核", StudioAssessmentsPage),
    links.ENTITY.table: ("名师联系学校", LinksPage),
}
"""By the table of its records: a part's name and how it is made."""

_BUTTONS = {studio_work.ASSESSMENT.table: MANY, links.ENTITY.table: WITHOUT}
"""What a part does so often that it stands beside the main button as well, at the county."""


class StudioPartsPage(PartedPage):
    """Everything about studios."""

    help = (
        "这里是名校长、名师、名班主任等工作室，教师阅读社团和教研联盟也在这里。上面一行换着看工作室、成员、计划、活动、成果、考核，"
        "和名师联系学校。工作室、成员和考核由县里登记；活动、计划和成果，工作室所在学校也可以登记。"
        "“请核对”一栏说明哪里与规则不符，选中以后右边写着依据。"
    )
    tables = frozenset(
        {
            *PARTS,
            *("participations", "link_activities", "teachers", "postings", "organisations", "honours", "rules"),
        }
    )
    parts = PARTS
    entities = (
        studios.ENTITY, studios.MEMBER, studio_work.PLAN, studio_work.ACTIVITY, studio_work.OUTPUT,
        studio_work.ASSESSMENT, links.ENTITY,
    )  # fmt: skip

    def __init__(self, session: Session, services: Services) -> None:
        super().__init__(session, services, title="工作室")
        self.also = QPushButton()
        self.also.clicked.connect(self._do_also)
        line = self.header.layout()
        assert isinstance(line, QHBoxLayout)
        line.insertWidget(line.indexOf(self.new), self.also)
        self.tabs.choose(studios.ENTITY.table)

    def _make(self, make: Callable[[Session, Services], Page]) -> Page:
        made = super()._make(make)
        if isinstance(made, StudiosPage | PlansPage):
            made.see = self.see
        if isinstance(made, StudiosPage):
            made.wanted.connect(self._begin_activity)
        return made

    def see(self, part: str, words: str, ids: Collection[str]) -> None:
        """Open a part at these records, under a chip that says the words."""
        self.tabs.choose(part)
        self.part.show_part(Shown({}, words, ids))

    def show_part(self, shown: Shown) -> None:
        """A number elsewhere counts studios."""
        self.tabs.choose(studios.ENTITY.table)
        super().show_part(shown)

    def on_chosen(self, name: str) -> None:
        super().on_chosen(name)
        text = _BUTTONS.get(name, "") if self.session.is_county else ""
        self.also.setText(text)
        self.also.setVisible(bool(text))

    def more_acts(self) -> Sequence[tuple[str, Callable[[], None]]]:
        return [act for act in super().more_acts() if act[0] != self.also.text()]

    def _do_also(self) -> None:
        acts = dict(self.part.more_acts())
        if self.also.text() in acts:
            acts[self.also.text()]()

    def _begin_activity(self, studio: str) -> None:
        self.tabs.choose(studio_work.ACTIVITY.table)
        part = self.part
        if isinstance(part, ActivitiesPage):
            part.begin(studio)
