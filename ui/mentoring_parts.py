"""The 师徒结对 page: the pairs, finding a mentor, what is wanting, and the figures side by side."""

from collections.abc import Callable

from app import mentoring
from app.session import Session
from ui.mentoring import MentoringPage
from ui.pages import Page, Services, Shown
from ui.pair_figures import PairFiguresPage
from ui.pair_gaps import PairGapsPage
from ui.pair_suggestions import SuggestPage
from ui.parted import PartedPage, Parts

PAIRS, SUGGEST, GAPS, FIGURES = mentoring.ENTITY.table, "suggest", "gaps", "figures"

WANTING = frozenset({"untutored", "plans"})
"""Lists of what is wanting that other pages lead to."""

PARTS: Parts = {
    PAIRS: ("结对", MentoringPage),
    SUGGEST: ("找师父", SuggestPage),
    GAPS: ("还缺什么", PairGapsPage),
    FIGURES: ("统计", PairFiguresPage),
}
"""By name: what a part is called and how it is made."""


class MentoringPartsPage(PartedPage):
    """Everything about mentoring."""

    help = (
        "这里是师徒结对：学校申报，县里审核，签约，记活动，中期和期满考核，最后出师、延期或解除。"
        "选中一对，右边写着得了多少分、还差什么、经过怎样；点师父、徒弟的名字看他们的情况。"
        "“找师父”按学科、学段、远近、负担排出合适的人，“还缺什么”列出没有师父的新教师、到期没办理的等等，都按县里登记的规则核对。"
    )
    tables = frozenset(
        {
            *(PAIRS, "pair_activities", "pair_reviews", "pair_agreements", "plans", "attachments"),
            *("teachers", "postings", "organisations", "honours", "rules"),
        }
    )
    parts = PARTS
    entities = (mentoring.ENTITY,)

    def __init__(self, session: Session, services: Services) -> None:
        super().__init__(session, services, title="师徒结对")
        self.tabs.choose(PAIRS)

    def _make(self, make: Callable[[Session, Services], Page]) -> Page:
        made = super()._make(make)
        if isinstance(made, PairGapsPage):
            made.find_mentor = self.find_mentor
        if isinstance(made, PairFiguresPage):
            made.see = self.show_part
        return made

    def show_part(self, shown: Shown) -> None:
        """A number elsewhere counts pairs."""
        self.tabs.choose(PAIRS)
        super().show_part(shown)

    def show_record(self, pk: str) -> None:
        """Open a part, a list of what is wanting, or a pair."""
        if pk in WANTING:
            self.tabs.choose(GAPS)
            self.part.show_record(pk)
            return
        super().show_record(pk)

    def find_mentor(self, pk: str) -> None:
        """Suggest mentors for somebody."""
        self.tabs.choose(SUGGEST)
        part = self.part
        if isinstance(part, SuggestPage):
            part.begin(pk)
