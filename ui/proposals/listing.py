"""A list of proposals with the story of the chosen one beside; what can be done with them is said by who builds it."""

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

from PySide6.QtCore import Signal

from app import proposals, reviewing
from app.problems import SHOWN
from app.proposals import OBJECTION, OPEN
from app.session import Session
from ui.attachments import Attachments
from ui.beside import RECORD_PAGES, BesidePart
from ui.details import DetailPane, Fact, Section, Sheet
from ui.exchange.history import moment
from ui.lists import Act, Empty, Ids, ListPane
from ui.masks import masked_pair
from ui.pages import Services
from ui.rows import Column

if TYPE_CHECKING:
    from app.reviewing import Proposal

_COLUMNS = (
    Column("status", "状态", 72),
    Column("school", "学校", 128),
    Column("about", "对象", 96),
    Column("label", "项目", 112),
    Column("old", "原来", 104),
    Column("new", "申请改为", 120),
    Column("reason", "理由", 160),
    Column("actor", "申请人", 72),
    Column("at", "申请时间", 128),
)
_DETAIL = 360


class ProposalsPart(BesidePart):
    """The list and the detail; what can be done with proposals is said by those who build it.

    `changed` after something was written here.
    """

    changed = Signal()
    first = OPEN
    """Proposals that stand so come first: they wait for somebody here."""

    def __init__(
        self,
        session: Session,
        services: Services,
        *,
        empty: Empty,
        acts: Sequence[tuple[str, Callable[[Ids], None]]],
        but: Sequence[str] = (),
    ) -> None:
        """`acts` are offered for ticked rows, for one row and as buttons of the detail; `but`: columns left out."""
        super().__init__(session, services)
        self._by_id: dict[str, Proposal] = {}
        columns = tuple(one for one in _COLUMNS if one.name not in but)
        self._names = ("id", *(one.name for one in columns))
        filters = [name for name in ("status", "school", "label") if name not in but]
        self.list = ListPane(
            columns,
            self._names,
            unit="项",
            empty=empty,
            filters=filters,
            acts=[Act(text, run) for text, run in acts],
            row_acts=[*(Act(text, run) for text, run in acts), Act("打开这条记录", self.open_record)],
        )
        self.list.offer_export(services, "更改申请")
        self.list.opened.connect(lambda pk: self.open_record([pk]))
        self.detail = DetailPane("在左边点一个申请，这里显示它的经过。")
        self.detail.edit.hide()
        self.offer(acts)
        self.scans = Attachments(session, services, proposals.ENTITY.table)
        self.detail.put_below(self.scans)
        self.place("proposals", _DETAIL)

    def put(self, found: "Sequence[Proposal]") -> None:
        """Show these."""
        self._by_id = {one.id: one for one in found}
        ordered = sorted(found, key=lambda one: self.first != one.status)
        self.list.put(tuple(self._cells(one)[name] for name in self._names) for one in ordered)

    def _cells(self, one: "Proposal") -> dict[str, object]:
        old, new = masked_pair(one.label, one.old, one.new)
        return {
            "id": one.id, "status": one.status_label, "school": one.school, "about": one.about, "label": one.label,
            "old": old or "（空）", "new": new or "（空）", "reason": one.reason, "actor": one.actor,
            "at": moment(one.at),
        }  # fmt: skip

    # -- the chosen one

    def show_detail(self) -> None:
        """Show the story of the current proposal."""
        one = self._by_id.get(self.list.grid.current_id or "")
        if one is None:
            self.detail.clear()
            return
        self.detail.show_sheet(self.sheet(one), [("打开这条记录", lambda: self.open_record([one.id]))])
        self.scans.show_record(one.id)
        for text, button in self.buttons.items():
            button.setEnabled(self.may(text, one))

    def may(self, act: str, one: "Proposal") -> bool:
        """Whether something can be done with a proposal as it stands."""
        return True

    def sheet(self, one: "Proposal") -> Sheet:
        """What is asked, by whom and why, and what happened so far."""
        masked = masked_pair(one.label, one.old, one.new)
        facts = [
            Fact("原来", masked[0] or "（空）", one.old if masked[0] != one.old else ""),
            Fact("申请改为", masked[1] or "（空）", one.new if masked[1] != one.new else ""),
            Fact("理由", one.reason),
        ]
        if self._session.is_county:
            facts.append(Fact("学校", one.school))
        if one.moved:
            now = masked_pair(one.label, one.now, "")[0]
            facts.insert(1, Fact("县里现在", now or "（空）", one.now if now != one.now else ""))
        steps = [(_told(one, step), moment(step.at)) for step in self._steps(one)]
        return Sheet(
            title=one.about or one.record,
            subtitle=" · ".join(
                (one.record, one.label, *(["异议"] if one.kind == OBJECTION else []), one.status_label)
            ),
            facts=facts,
            sections=(Section("经过", steps),),
            note=_note(one),
        )

    def _steps(self, one: "Proposal") -> list[reviewing.Step]:
        try:
            return reviewing.story(self._session, one.id)
        except SHOWN:
            return []

    def open_record(self, ids: Ids) -> None:
        """Go to the record a proposal is about."""
        one = self._by_id[ids[0]]
        place = RECORD_PAGES.get(one.table)
        if place and one.present:
            self._services.go(place, one.pk)
        else:
            self._services.toast("这条记录没有自己的页面" if one.present else "这条记录已经不在了")


def _told(one: "Proposal", step: reviewing.Step) -> str:
    """A step in words; a telephone or ID number is shown above, when it is asked for."""
    value = "" if one.sensitive else step.value
    told = "；".join(filter(None, (f"改为 {value}" if value else "", step.words)))
    return f"{step.what}　{step.who}" + (f"\n{told}" if told else "")


def _note(one: "Proposal") -> str:
    if not one.present:
        return "这条记录已经不在本单位的数据里。"
    if one.moved:
        return "学校申请之后，这一项又改过，请先核对。"
    if one.decided_version is not None and one.decided_version != one.version:
        return f"县里审核的是第 {one.decided_version} 次申请，现在是第 {one.version} 次，要重新审核。"
    return ""
