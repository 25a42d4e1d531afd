"""计划 in 工作室: what studios mean to do in a stage, against what they did."""

from collections.abc import Callable, Collection, Mapping
from functools import partial
from typing import Any

from app import records, studio_work
from app.fields import Value
from app.session import Session
from ui.details import Fact, Sheet
from ui.pages import Services
from ui.record_page import RecordPage, Records, Tuples
from ui.rows import Column
from ui.studio_sheets import facts_of, note_of

NAMES = (
    "id", "studio_name", "stage", "kind", "times", "held", "state", "start_date", "end_date", "year", "goal",
)  # fmt: skip


def _column(name: str, label: str, width: int, **more: Any) -> Column:
    return Column(name, label, width, field=studio_work.PLAN.field(name), **more)


COLUMNS = (
    Column("studio_name", "工作室", 168),
    _column("stage", "阶段", 88),
    _column("kind", "活动类别", 128),
    _column("times", "计划", 48, align="right"),
    Column("held", "已开展", 56, "right"),
    Column("state", "情况", 80),
    _column("start_date", "开始", 92),
    _column("end_date", "结束", 92),
    Column("year", "年份", 64, hidden=True),
    _column("goal", "目标", 200, hidden=True),
)


def listed(session: Session) -> Tuples:
    """Every plan in the order of `NAMES`; the year is the one in which its stage ends."""
    return [
        tuple({**row, "year": str(row["end_date"])[:4]}[name] for name in NAMES) for row in studio_work.plans(session)
    ]


class PlansPage(RecordPage):
    """Plans of studios, as a part of 工作室."""

    def __init__(self, session: Session, services: Services) -> None:
        self.see: Callable[[str, str, Collection[str]], None] | None = None
        what = Records(
            entity=studio_work.PLAN,
            unit="项",
            columns=COLUMNS,
            names=NAMES,
            read=listed,
            load=studio_work.get_plan,
            save=studio_work.save_plan,
            sheet=lambda session, pk: sheet(session, pk, services, self.see),
            delete=lambda session, pk: records.delete(session, studio_work.PLAN, pk),
            empty="把工作室一个阶段的计划一类一行地登记：第几阶段、哪类活动、计划几次。开展了几次由程序来数。",
            search="工作室、阶段或目标",
            filters=("year", "state", "kind", "studio_name"),
            tables=frozenset({"studios", "studio_activities"}),
        )
        super().__init__(session, services, what, title="计划")

    def defaults(self) -> Mapping[str, Value]:
        year = self.session.today().year
        return {"stage": f"{year} 年", "start_date": f"{year}-01-01", "end_date": f"{year}-12-31"}


def sheet(
    session: Session, pk: str, services: Services, see: Callable[[str, str, Collection[str]], None] | None
) -> Sheet:
    """The facts of one plan; what was held leads to those activities."""
    row = studio_work.get_plan(session, pk)
    held = studio_work.of_plan(session, pk)
    words = f"{row['studio_name']}：{row['stage']}"
    way = partial(see, studio_work.ACTIVITY.table, words, held) if see and held else None
    facts = facts_of(services, studio_work.PLAN, row)
    facts.append(Fact("已开展", f"{row['held']} 次", open=way))
    kind = studio_work.kind_label(row["kind"]) if row["kind"] else "各类活动"
    return Sheet(
        title=str(row["stage"]),
        subtitle=f"{kind} · {row['state']}",
        facts=facts,
        sections=(),
        history=lambda: records.history(session, studio_work.PLAN, pk),
        note=note_of(session, row),
    )
