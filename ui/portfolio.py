"""The 业务档案 page: honours, assessments, observed lessons, plans and credentials side by side, each with its list."""

from collections.abc import Callable, Sequence

from PySide6.QtWidgets import QHBoxLayout, QPushButton

from app import assessments, honours, observations, plans, teachers
from app.session import Session
from ui.assessments import MANY, AssessmentsPage
from ui.credentials import CredentialsPage
from ui.honours import HonoursPage
from ui.observations import ObservationsPage
from ui.pages import Services
from ui.parted import PartedPage, Parts
from ui.plans import PlansPage

PARTS: Parts = {
    honours.ENTITY.table: ("荣誉", HonoursPage),
    assessments.ENTITY.table: ("考核", AssessmentsPage),
    observations.ENTITY.table: ("听课", ObservationsPage),
    plans.ENTITY.table: ("发展规划", PlansPage),
    teachers.CREDENTIAL.table: ("教师资格", CredentialsPage),
}
"""By the table of its records: a part's name and how it is made."""


class PortfolioPage(PartedPage):
    """Lists of records that each belong to one teacher."""

    help = (
        "这里登记教师的荣誉、每年的考核、听课、发展规划和教师资格证。上面一行换一种记录；在框里输入姓名或拼音就能找到人。"
        "考核可以用“批量登记……”一次给许多人登记同一个等次，已经登记过的人不会改动。"
    )
    tables = frozenset({*PARTS, "teachers", "postings", "organisations", "attachments"})
    parts = PARTS
    entities = (honours.ENTITY, assessments.ENTITY, observations.ENTITY, plans.ENTITY, teachers.CREDENTIAL)

    def __init__(self, session: Session, services: Services) -> None:
        super().__init__(session, services, title="业务档案")
        self.many = QPushButton(MANY)
        self.many.clicked.connect(self._enter_many)
        line = self.header.layout()
        assert isinstance(line, QHBoxLayout)
        line.insertWidget(line.indexOf(self.new), self.many)
        self.tabs.choose(honours.ENTITY.table)

    def on_chosen(self, name: str) -> None:
        super().on_chosen(name)
        self.many.setVisible(name == assessments.ENTITY.table)

    def _enter_many(self) -> None:
        part = self.part
        if isinstance(part, AssessmentsPage):
            part.enter_many()

    def more_acts(self) -> Sequence[tuple[str, Callable[[], None]]]:
        return [act for act in super().more_acts() if act[0] != MANY]
