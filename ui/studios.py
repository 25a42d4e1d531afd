"""工作室 in 工作室: the county's studios with what is to be looked at, their members beside them, and how they end."""

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import replace
from functools import partial
from typing import Any

from PySide6.QtCore import Signal

from app import codes, records, studio_work, studios, teachers
from app.fields import Value, show
from app.records import Values
from app.session import Session
from ui import agreeing, studio_ending
from ui.details import Acts, Fact, Section, Sheet
from ui.lists import Act, Ids
from ui.pages import Services
from ui.quick_page import QuickPage
from ui.record_page import Records, Tuples
from ui.rows import Column
from ui.studio_members import LOCKED, OWN_MEMBERS, Members

See = Callable[[str, str, Collection[str]], None]
"""Opens another part of the page (by its table) at these records, under a chip that says the words."""

NAMES = (
    "id", "kind", "name", "members", "level", "subject", "host_name", "organisation_name", "start_date", "end_date",
    "state", "check",
)  # fmt: skip

_FACTS = ("level", "subject", "organisation_id", "start_date", "end_date", "state", "closed_on", "document", "remark")
_ALWAYS = ("organisation_id", "start_date", "end_date")


def _column(name: str, label: str, width: int, **more: Any) -> Column:
    return Column(name, label, width, field=studios.ENTITY.field(name), **more)


COLUMNS = (
    _column("kind", "类别", 80),
    Column("name", "工作室名称", 200),
    Column("members", "成员", 56, "right"),
    Column("check", "请核对", 104),
    Column("host_name", "主持人", 80),
    Column("organisation_name", "所在单位", 136),
    _column("end_date", "周期结束", 96),
    _column("level", "级别", 72),
    _column("subject", "学科", 88),
    _column("start_date", "设立", 96),
    _column("state", "状态", 80),
)


def listed(session: Session) -> Tuples:
    """Every studio in the order of `NAMES`, each with the weightiest of what is to be looked at."""
    from app import studio_rules

    rows = studios.listed(session)
    noted = studio_rules.noted(session, rows)
    found = []
    for row in rows:
        notes = noted.get(str(row["id"]), [])
        known = {**row, "state": row["state"] or studios.RUNNING, "check": notes[0].short if notes else ""}
        found.append(tuple(known[name] for name in NAMES))
    return found


class StudiosPage(QuickPage):
    """Studios and who belongs to them. `wanted(studio)`: an activity of it is to be written down."""

    wanted = Signal(str)

    def __init__(self, session: Session, services: Services) -> None:
        self.see: See | None = None
        columns: tuple[Column, ...] = COLUMNS
        if not session.is_county:
            columns = tuple(
                replace(one, label=OWN_MEMBERS, width=72) if one.name == "members" else one for one in columns
            )
        what = Records(
            entity=studios.ENTITY,
            unit="个",
            columns=columns,
            names=NAMES,
            read=listed,
            load=studios.get,
            save=self._save_asking,
            sheet=lambda session, pk: sheet(session, pk, services.go, self.see),
            delete=lambda session, pk: records.delete(session, studios.ENTITY, pk),
            empty="登记县里的名校长、名师、名班主任工作室，再把成员加进去。",
            search="工作室、主持人或单位",
            filters=("kind", "level", "subject", "state", "check"),
            tables=frozenset(
                {
                    *("members", "teachers", "organisations", "postings", "honours", "rules"),
                    *("studio_plans", "studio_activities", "outputs", "studio_assessments"),
                }
            ),
            locked="" if session.is_county else LOCKED,
        )
        super().__init__(session, services, what, title="工作室")
        self.members = Members(session, services)
        self.members.changed.connect(self.show_detail)
        self.quick = self.members.quick
        self.detail.put_below(self.members)

    def defaults(self) -> Mapping[str, Value]:
        return {"kind": "2", "state": studios.RUNNING, "start_date": self.session.today().isoformat()}

    def acts(self) -> Sequence[Act]:
        return super().acts() if self.what.locked else (*self._ends(), *super().acts())

    def _ends(self) -> Sequence[Act]:
        return (
            Act("延续周期……", lambda ids: studio_ending.renew(self, self.session, self.services, ids)),
            Act("期满结束……", partial(self._close, state=studios.ENDED)),
            Act("撤销工作室……", partial(self._close, state=studios.WITHDRAWN)),
        )

    def row_acts(self) -> Sequence[Act]:
        made = super().row_acts()
        write = Act("登记活动", lambda ids: self.wanted.emit(ids[0]))
        if self.what.locked:
            return [*made, write]
        return [made[0], Act("添加成员", self._add_member), write, *self._ends(), *made[1:]]

    def detail_acts(self, pk: str) -> Acts:
        write: Acts = []
        if studio_work.is_ours(self.session, studios.get(self.session, pk)):
            write = [("登记活动", lambda: self.wanted.emit(pk))]
        if self.what.locked:
            return [*write, *super().detail_acts(pk)]
        ends = [(act.text, partial(act.run, [pk])) for act in self._ends()]
        return [*write, *ends, *super().detail_acts(pk)]

    def show_detail(self) -> None:
        pk = self.list.grid.current_id
        if pk:
            self.members.show_studio(pk)
        super().show_detail()

    def _close(self, ids: Ids, state: str) -> None:
        studio_ending.close(self, self.session, self.services, ids, state)

    def _add_member(self, ids: Ids) -> None:
        self.show_detail()
        self.members.begin()

    def _save_asking(self, session: Session, pk: str | None, changes: Values) -> str:
        """Save; where a rule asks for another host or term, a person says whether the county decided otherwise."""
        return agreeing.saved(self, studios.ENTITY, lambda agreed: studios.save(session, pk, changes, agreed=agreed))


def sheet(session: Session, pk: str, go: Callable[[str, str | None], None], see: See | None = None) -> Sheet:
    """The facts of one studio and what is to be looked at; names and figures lead to what is behind them."""
    from app import studio_rules

    row = studios.get(session, pk)
    facts = []
    if row["host_id"]:
        host = str(row["host_id"])
        way = partial(go, "teachers", host) if teachers.is_listed(session, host) else None
        facts.append(Fact("主持人", str(row["host_name"] or ""), open=way))
    for name in _FACTS:
        field = studios.ENTITY.field(name)
        assert field is not None
        text = str(row["organisation_name"] or "") if name == "organisation_id" else show(field, row[name])
        if text or name in _ALWAYS:
            facts.append(Fact(field.label, text))
    notes = studio_rules.noted(session, [row]).get(pk, [])
    kind = codes.table("studio_kind").label_of(row["kind"])
    return Sheet(
        title=str(row["name"]),
        subtitle=kind if kind.endswith(("社团", "联盟")) else f"{kind}工作室",
        facts=[*facts, *_done(session, pk, str(row["name"]), see)],
        sections=[Section("请核对", [(one.sentence, "") for one in notes])] if notes else (),
        history=lambda: records.history(session, studios.ENTITY, pk),
        note="" if session.is_county else LOCKED,
    )


def _done(session: Session, pk: str, name: str, see: See | None) -> list[Fact]:
    """What the studio did, in figures that open the records behind them."""
    from app import studio_terms

    year = session.today().year
    held = studio_work.activities(session, pk)
    outputs = [row for row in studio_work.outputs(session) if row["studio_id"] == pk]
    plans = studio_work.plans(session, pk)
    grades = [row for row in studio_terms.assessments(session) if row["studio_id"] == pk]
    undone = sum(row["state"] == studio_work.UNDONE for row in plans)
    of_year = sum(str(row["held_on"])[:4] == str(year) for row in held)
    told = [
        ("studio_activities", "活动", held, f"{len(held)} 次，其中 {year} 年 {of_year} 次"),
        ("studio_plans", "计划", plans, f"{len(plans)} 项" + (f"，没有完成 {undone} 项" if undone else "")),
        ("outputs", "成果", outputs, f"{len(outputs)} 项"),
        ("studio_assessments", "考核", grades, _graded(grades)),
    ]
    facts = []
    for table, label, rows, text in told:
        ids = [str(row["id"]) for row in rows]
        way = partial(see, table, name, ids) if see and ids else None
        facts.append(Fact(label, text if rows else "还没有", open=way))
    return facts


def _graded(rows: Sequence[Mapping[str, Any]]) -> str:
    if not rows:
        return ""
    last = rows[0]
    kind = codes.table("studio_assessment_kind").label_of(last["kind"])
    return f"{last['year']} 年{kind}{codes.table('three_grades').label_of(last['grade'])}，共 {len(rows)} 次"
