"""更改申请 at a school: what it asked for, how it stands, asking again and withdrawing."""

from typing import TYPE_CHECKING

from app import proposals
from app.problems import SHOWN
from app.session import Session
from ui import messages
from ui.lists import Empty, Ids
from ui.pages import Services
from ui.proposals.listing import ProposalsPart

if TYPE_CHECKING:
    from app.reviewing import Proposal


class OwnPart(ProposalsPart):
    """A school's own proposals: ask again, withdraw."""

    first = proposals.RETURNED

    def __init__(self, session: Session, services: Services) -> None:
        super().__init__(
            session,
            services,
            empty=Empty(
                "还没有更改申请",
                "由县里填写的内容，本校不能直接修改：打开那条记录，点“申请更改……”，写明理由，上报给县里审核。",
            ),
            acts=(("重新申请……", self.again), ("撤回", self.withdraw)),
            but=("school",),
        )

    def may(self, act: str, one: "Proposal") -> bool:
        if act == "撤回":
            return one.status in (proposals.OPEN, proposals.RETURNED)
        return one.status != proposals.PASSED

    def again(self, ids: Ids) -> None:
        """Ask again for the first of these."""
        from ui.proposals.asking import ask_again

        ask_again(self, self._session, self._services, ids[0])

    def withdraw(self, ids: Ids) -> None:
        """Take these back."""
        try:
            count = proposals.withdraw(self._session, ids)
        except SHOWN as problem:
            messages.show_problem(self, problem)
            return
        self._services.toast(f"已撤回 {count} 个申请", "撤销", self._services.undo)
        self.list.rows.untick_all()
        self.changed.emit()
