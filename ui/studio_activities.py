"""活动 in 工作室: what studios held, who took part, and the hours that gave them."""

from collections.abc import Mapping, Sequence
from functools import partial
from typing import Any

from PySide6.QtWidgets import QPushButton

from app import records, studio_work
from app.fields import Value, hours_text
from app.problems import SHOWN
from app.records import Values
from app.session import Session
from ui import messages, pictures
from ui.details import Fact, Sheet
from ui.lists import Act
from ui.pages import Services
from ui.participants import Participants, TakePartPane
from ui.quick_page import QuickPage
from ui.record_page import Records, Tuples
from ui.rows import Column
from ui.studio_sheets import facts_of, note_of

NAMES = (
    "id", "held_on", "studio_name", "kind", "topic", "place", "people", "hours", "given", "plan", "year", "studio_kind",
)  # fmt: skip

WITH_PLAN, WITHOUT_PLAN = "按计划", "没有计划"


def _column(name: str, label: str, width: int, **more: Any) -> Column:
    return Column(name, label, width, field=studio_work.ACTIVITY.field(name), **more)


COLUMNS = (
    _column("held_on", "日期", 92),
    Column("studio_name", "工作室", 160),
    _column("kind", "类别", 104),
    _column("topic", "主题", 184),
    Column("people", "参加", 48, "right"),
    _column("hours", "学时", 48, align="right"),
    Column("plan", "计划", 72),
    _column("place", "地点", 112),
    Column("given", "共发学时", 80, "right", field=studio_work.PARTICIPATION.field("hours"), hidden=True),
    Column("year", "年份", 64, hidden=True),
)


def listed(session: Session) -> Tuples:
    """Every activity in the order of `NAMES`."""
    found = []
    for row in studio_work.activities(session):
        plan = WITH_PLAN if row["planned"] else WITHOUT_PLAN
        known = {**row, "plan": plan, "year": str(row["held_on"])[:4]}
        found.append(tuple(known[name] for name in NAMES))
    return found


class ActivitiesPage(QuickPage):
    """Activities of studios, as a part of 工作室."""

    def __init__(self, session: Session, services: Services) -> None:
        self._of: str | None = None
        what = Records(
            entity=studio_work.ACTIVITY,
            unit="次",
            columns=COLUMNS,
            names=NAMES,
            read=listed,
            load=studio_work.get_activity,
            save=self._save_asking,
            sheet=lambda session, pk: sheet(session, pk, services),
            delete=studio_work.delete_activity,
            empty="活动以后登记日期、主题和地点，再选参加的人；给学时的，参加的人随之得到学时。",
            search="主题、工作室或地点",
            filters=("year", "kind", "studio_name", "plan"),
            tables=frozenset({"studios", "studio_plans", "participations", "teachers"}),
        )
        super().__init__(session, services, what, title="活动")
        self.people = Participants(session, services)
        self.people.changed.connect(self.show_detail)
        self.quick = self.people.quick
        self.detail.put_below(self.people)
        self.choose = QPushButton("选参加人")
        pictures.dress(self.choose, "user-plus", "accent", 14)
        self.choose.clicked.connect(lambda: self.choose_people(self.list.grid.current_id or ""))
        self.detail.put_button(self.choose)
        self._take_part: TakePartPane | None = None

    def defaults(self) -> Mapping[str, Value]:
        start: dict[str, Value] = {"held_on": self.session.today().isoformat(), "kind": "4"}
        return {**start, "studio_id": self._of} if self._of else start

    def begin(self, studio: str) -> None:
        """Open the form for a new activity of this studio."""
        self._of = studio
        self.on_new()
        self._of = None

    def row_acts(self) -> Sequence[Act]:
        edit, *rest = super().row_acts()
        return [edit, Act("选参加人", lambda ids: self.choose_people(ids[0])), *rest]

    def show_detail(self) -> None:
        pk = self.list.grid.current_id
        if pk:
            self.people.show_activity(pk)
        super().show_detail()

    def choose_people(self, pk: str) -> None:
        """Put the people to choose from in the place of the detail; those of the studio are ticked already."""
        if not pk or not self._leave_form():
            return
        try:
            studio_work.open_to_people(self.session, pk)
        except SHOWN as problem:
            messages.show_problem(self, problem)
            return
        if self._take_part is None:
            self._take_part = TakePartPane(self.session, self.services)
        self._show_pane(self._take_part, pk)

    def _on_saved(self, pk: str) -> None:
        super()._on_saved(pk)
        if not studio_work.get_activity(self.session, pk)["people"]:
            self.services.toast("已保存活动。接着选参加的人", "选参加人", partial(self._choose_after, pk))

    def _choose_after(self, pk: str) -> None:
        self._close_form()
        self.show_record(pk)
        self.choose_people(pk)

    def _save_asking(self, session: Session, pk: str | None, changes: Values) -> str:
        """Save; where the hours change, a person says whether those of the participants follow."""
        try:
            return studio_work.save_activity(session, pk, changes)
        except studio_work.Follow as follow:
            together = messages.ask(self, follow.title, follow.advice, "一起改", "只改活动")
            return studio_work.save_activity(session, pk, changes, follow=together)


def sheet(session: Session, pk: str, services: Services) -> Sheet:
    """The facts of one activity; its studio leads there."""
    row = studio_work.get_activity(session, pk)
    facts = facts_of(services, studio_work.ACTIVITY, row)
    facts.append(Fact("计划", WITH_PLAN if row["planned"] else WITHOUT_PLAN))
    if row["given"]:
        facts.append(Fact("共发学时", hours_text(row["given"])))
    return Sheet(
        title=str(row["topic"]),
        subtitle=f"{row['held_on']} · {studio_work.kind_label(row['kind'])}",
        facts=facts,
        sections=(),
        history=lambda: records.history(session, studio_work.ACTIVITY, pk),
        note=note_of(session, row),
    )
