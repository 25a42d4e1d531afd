"""县里的答复 at a school: what the county said about its acts, what holds now, and objecting to it."""

from collections.abc import Callable, Sequence
from functools import partial
from typing import TYPE_CHECKING

from app.session import Session
from ui import pictures
from ui.beside import BesidePart
from ui.details import DetailPane, Fact, Section, Sheet
from ui.exchange.history import moment
from ui.lists import Act, Empty, Ids, ListPane
from ui.pages import Services
from ui.rows import Column

if TYPE_CHECKING:
    from app.exchange.hearing import Answer, Told

OBJECT = "仍要更改……"
_COLUMNS = (
    Column("reason", "做了什么", 200),
    Column("outcome", "答复", 88),
    Column("fields", "与本校填的不同", 112),
    Column("note", "县里怎么说", 320),
    Column("actor", "经办人", 80),
    Column("at", "时间", 128),
)
_NAMES = ("id", *(one.name for one in _COLUMNS))
_DETAIL = 360


class AnswersPart(BesidePart):
    """The list and the detail of what the county said; to be read, and to be objected to."""

    def __init__(self, session: Session, services: Services) -> None:
        super().__init__(session, services)
        self._by_id: dict[str, Answer] = {}
        self.list = ListPane(
            _COLUMNS,
            _NAMES,
            unit="次操作",
            empty=Empty("县里还没有特别的答复", "县里没有全部采用、或者核对过的操作，会列在这里；全部采用的不再列出。"),
            filters=("outcome",),
            row_acts=[Act(OBJECT, self.object_to)],
            ticks=False,
        )
        self.list.offer_export(services, "县里的答复")
        self.list.opened.connect(lambda pk: self.object_to([pk]))
        self.detail = DetailPane("在左边点一次操作，这里显示县里怎么说、现在是什么内容。")
        self.detail.edit.setText(OBJECT)
        pictures.dress(self.detail.edit, "pencil", "on_accent", 14)
        self.detail.edit.clicked.connect(lambda: self.object_to([self.list.grid.current_id or ""]))
        self.place("answers", _DETAIL)

    def put(self, answers: "Sequence[Answer]") -> None:
        """Show these."""
        self._by_id = {one.txid: one for one in answers}
        self.list.put(
            (
                one.txid, one.reason, one.outcome, f"{len(one.fields)} 项" if one.fields else "",
                one.note.replace("\n", ""), one.actor, moment(one.at),
            )
            for one in answers
        )  # fmt: skip

    def show_detail(self) -> None:
        """Show the current one."""
        one = self._by_id.get(self.list.grid.current_id or "")
        if one is None:
            self.detail.clear()
            return
        acts: list[tuple[str, Callable[[], None]]] = [
            (f"{OBJECT.removesuffix('……')}：{field.about} {field.label}……", partial(self._ask, field))
            for field in one.fields
        ]
        self.detail.show_sheet(sheet(one), acts if len(acts) > 1 else ())
        self.detail.edit.setVisible(bool(one.fields))

    def object_to(self, ids: Ids) -> None:
        """Ask the county to change what it decided; at the first field where there are several."""
        one = self._by_id.get(ids[0])
        if one is not None and one.fields:
            self._ask(one.fields[0])
        elif one is not None:
            self._services.toast("这次操作没有与本校填写的不同的内容。")

    def _ask(self, field: "Told") -> None:
        from ui.proposals.asking import ask

        ask(self, self._session, self._services, field.table, field.pk, field.column, objection=True)


def sheet(one: "Answer") -> Sheet:
    """What was said, and of each field what the school wrote and what holds now."""
    facts = [Fact("答复", one.outcome), Fact("经办人", one.actor), Fact("时间", moment(one.at))]
    lines = [
        (f"{field.about} {field.label}\n本校填写：{field.mine or '（空）'}\n现在：{field.stands or '（空）'}", "")
        for field in one.fields
    ]
    return Sheet(
        title=one.reason,
        subtitle="",
        facts=facts,
        sections=(
            Section("县里怎么说", [(part, "") for part in one.note.splitlines()]),
            Section("与本校填的不同", lines),
        ),
    )
