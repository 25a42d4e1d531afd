"""待核对 at the county: conflicts, values schools reported back, acts not taken; the chosen one beside, and what to do."""

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import Signal

from app.progress import Progress
from app.session import Session
from ui import messages, pictures
from ui.beside import RECORD_PAGES, BesidePart
from ui.details import DetailPane, Fact, Section, Sheet
from ui.exchange.history import moment
from ui.lists import Act, Empty, Ids, ListPane
from ui.masks import MASKS
from ui.outcome import Outcome
from ui.pages import Services
from ui.rows import Column

if TYPE_CHECKING:
    from app.exchange.inbox import Item, Side
    from app.exchange.settling import Settled

DOUBTFUL = "时钟可能不准"
_COLUMNS = (
    Column("kind", "类别", 96),
    Column("about", "教师/记录", 80),
    Column("label", "项目", 96),
    Column("county", "县里", 104),
    Column("school", "学校", 104),
    Column("school_name", "学校名", 96),
    Column("who", "填写人", 64),
    Column("at", "时间", 128),
    Column("why", "原因", 240),
)
_NAMES = ("id", *(one.name for one in _COLUMNS))
_OF = {
    **dict.fromkeys(("postings", "members", "attendance", "certificates"), "teachers"),
    "pair_activities": "mentoring",
}
"""Tables whose records are shown with the person or pair they belong to."""

_DETAIL = 380
_NAMED = 5

SCHOOL, COUNTY, OTHER, ALIKE = "采用学校的", "保留县里的", "填写别的值……", "同类都这样处理……"

Work = Callable[[Session, Progress], "list[Settled]"]


class InboxPart(BesidePart):
    """The list and the detail of what waits for a person; `changed` after something was decided."""

    changed = Signal()

    def __init__(self, session: Session, services: Services, outcome: Outcome) -> None:
        super().__init__(session, services)
        self._outcome = outcome
        self._by_id: dict[str, Item] = {}
        acts: tuple[tuple[str, Callable[[Ids], None]], ...] = (
            (SCHOOL, self.take_school), (COUNTY, self.keep_county), (OTHER, self.type_other), (ALIKE, self.all_alike),
        )  # fmt: skip
        self.list = ListPane(
            _COLUMNS,
            _NAMES,
            unit="处",
            empty=Empty("没有要核对的", "县里和学校填得不一样、学校报回内容、或者学校的操作没有采用时，会列在这里。"),
            filters=("kind", "school_name", "label"),
            acts=[Act(text, run) for text, run in acts[:3]],
            row_acts=[*(Act(text, run) for text, run in acts), Act("打开这条记录", self.open_record)],
        )
        self.list.offer_export(services, "待核对")
        self.list.opened.connect(lambda pk: self.open_record([pk]))
        self.detail = DetailPane("在左边点一条，这里并排显示县里和学校的内容。")
        self.detail.edit.setText(SCHOOL)
        pictures.dress(self.detail.edit, "check", "on_accent", 14)
        self.detail.edit.clicked.connect(lambda: self.run_here(self.take_school))
        self.buttons[SCHOOL] = self.detail.edit
        self.offer(acts[1:3])
        self.place("inbox", _DETAIL)

    def put(self, items: "Sequence[Item]") -> None:
        """Show these."""
        from app.exchange.inbox import KINDS

        self._by_id = {one.id: one for one in items}
        self.list.put(_row(one, KINDS[one.kind]) for one in items)

    # -- the chosen one

    def show_detail(self) -> None:
        """Show both sides of the current one."""
        one = self._by_id.get(self.list.grid.current_id or "")
        if one is None:
            self.detail.clear()
            return
        self.detail.show_sheet(
            sheet(one),
            [(ALIKE, lambda: self.all_alike([one.id])), ("打开这条记录", lambda: self.open_record([one.id]))],
        )
        from ui.exchange.deciding import can_type

        self.buttons[OTHER].setVisible(can_type(self._session, self._services, one))
        self.buttons[SCHOOL].setText(_VERBS[one.kind][0] if one.plain or one.kind != "offer" else SCHOOL)
        self.buttons[COUNTY].setText(_VERBS[one.kind][1])

    def open_record(self, ids: Ids) -> None:
        """Go to the record one of these is about, where it has a page."""
        one = self._by_id[ids[0]]
        if one.table in RECORD_PAGES:
            self._services.go(RECORD_PAGES[one.table], one.pk)
        elif one.table in _OF:
            self._services.go(_OF[one.table], one.root)
        else:
            self._services.toast("这条记录没有自己的页面，请到用到它的地方看。")

    # -- deciding

    def take_school(self, ids: Ids) -> None:
        """The school's values stand, its records come back, its acts are taken."""
        items = [self._by_id[pk] for pk in ids if pk in self._by_id]
        if len(items) > 1 and not self._sure(items, SCHOOL):
            return
        from app.exchange import deciding

        self._run(items, lambda session, progress: deciding.take(session, items, progress))

    def keep_county(self, ids: Ids) -> None:
        """What the county has stands."""
        items = [self._by_id[pk] for pk in ids if pk in self._by_id]
        if len(items) > 1 and not self._sure(items, COUNTY):
            return
        from app.exchange import deciding

        self._run(items, lambda session, progress: deciding.keep(session, items, progress))

    def type_other(self, ids: Ids) -> None:
        """Ask for a third value; for several only where they are of one field."""
        from ui.exchange.deciding import TypeDialog, can_type

        items = [one for one in (self._by_id[pk] for pk in ids if pk in self._by_id) if one.kind == "conflict"]
        if len({(one.table, one.column) for one in items}) != 1 or not can_type(
            self._session, self._services, items[0]
        ):
            self._outcome.say_refused(
                "选中的不是同一个项目，不能一起填写一个值。", "请只选同一个项目的冲突，或者分开填写。"
            )
            return
        dialog = TypeDialog(self, self._session, self._services, items)
        dialog.said.connect(lambda text: self._typed(items, text))
        dialog.open()

    def _typed(self, items: "list[Item]", text: str) -> None:
        from app.exchange import deciding

        self._run(items, lambda session, progress: deciding.write(session, items, text, progress))

    def all_alike(self, ids: Ids) -> None:
        """Ask which ones are meant with the current one, and what is to be done with them all."""
        from ui.exchange.deciding import AlikeDialog

        one = self._by_id[ids[0]]
        shown = [self._by_id[pk] for pk in self.list.rows.ids() if pk in self._by_id]
        dialog = AlikeDialog(self, one, list(self._by_id.values()), shown)
        dialog.decided.connect(self._alike)
        dialog.open()

    def _alike(self, ids: Ids, school: bool) -> None:
        from app.exchange import deciding

        items = [self._by_id[pk] for pk in ids if pk in self._by_id]
        work = deciding.take if school else deciding.keep
        self._run(items, lambda session, progress: work(session, items, progress))

    def _sure(self, items: "list[Item]", what: str) -> bool:
        return messages.ask(
            self,
            f"这 {len(items)} 处都{what}吗？",
            "作为一次操作写入；以后还可以在相应的记录里再改。",
            f"都{what}",
            "先不处理",
        )

    def _run(self, items: "list[Item]", work: Work) -> None:
        if items:
            self._services.jobs.run(
                work,
                title=f"正在核对 {len(items)} 处",
                done=lambda done: self._tell(items, done),
                failed=self._outcome.refused,
            )

    def _tell(self, items: "list[Item]", done: "list[Settled]") -> None:
        self.list.rows.untick_all()
        names = {ref: f"{one.about} {one.label}" for one in items for ref in one.refs}
        left = {names.get(ref, ""): reason for each in done for ref, reason in each.left}
        parts = [f"{name}：{reason.rstrip('。')}" for name, reason in list(left.items())[:_NAMED]]
        more = f"……等 {len(left)} 处" if len(left) > _NAMED else ""
        words = f"没有处理：{'；'.join(parts)}{more}。" if left else ""
        if len(left) >= len(items):
            self._outcome.say_refused("没有处理任何一处。", words)
        else:
            advice = "学校接收下一个县里的文件后会看到。以后还可以在相应的记录里再改。"
            self._outcome.done(f"已核对 {len(items) - len(left)} 处。", advice + words)
        self.changed.emit()


_VERBS = {
    "conflict": (SCHOOL, COUNTY),
    "offer": ("恢复", COUNTY),
    "rejected": ("重新采用", "维持不采用"),
}
"""What the two buttons say about one of each kind: the school's side, the county's."""


# -- words


def _row(one: "Item", kind: str) -> tuple[Any, ...]:
    mask = MASKS.get(one.label, str)
    county, school = (mask(side.text) if side.text else "" for side in (one.county, one.school))
    at = moment(one.school.at) + (f"（{DOUBTFUL}）" if one.school.doubtful else "")
    return (
        one.id, kind, one.about, one.label, "" if one.kind == "rejected" else county or "（空）", school or "（空）",
        one.school_name, one.school.who, at, one.why,
    )  # fmt: skip


def sheet(one: "Item") -> Sheet:
    """Both sides of one, what they began from, and who wrote them when."""
    facts = []
    if one.kind == "conflict" and one.column:
        facts.append(Fact("原来", _told(one.base)))
    if one.kind != "rejected":
        facts += [Fact("县里", _told(one.county)), Fact("学校", _told(one.school))]
    facts.append(Fact("学校名", one.school_name))
    if one.kind == "rejected":
        facts += [Fact("填写人", one.school.who), Fact("填写时间", _when(one.school))]
    lines = [(_change(line), "") for line in one.lines]
    return Sheet(
        title=one.about,
        subtitle=one.label,
        facts=facts,
        sections=(Section("内容", lines),) if lines else (),
        note=one.why,
    )


def _told(side: "Side") -> str:
    by = "　".join(filter(None, (side.who, _when(side))))
    return (side.text or "（空）") + (f"\n{by}" if by else "")


def _when(side: "Side") -> str:
    return moment(side.at) + (f"（{DOUBTFUL}）" if side.doubtful else "")


def _change(line: Any) -> str:
    return f"{line.label}：{line.old} → {line.new or '（空）'}" if line.old else f"{line.label}：{line.new or '（空）'}"
