"""发展规划 in 业务档案: what teachers mean to reach, by which steps, and what their mentors say of it."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from app import plans, records
from app.fields import Value
from app.session import Session
from ui.details import Sheet
from ui.pages import Services
from ui.personal import PersonalPage, sheet_of
from ui.record_page import Records, Tuples
from ui.rows import Column

NAMES = (
    "id", "teacher_name", "school_name", "goal", "mentor_name", "standing", "start_date", "end_date", "reviewed_on",
    "teacher_id",
)  # fmt: skip
_MISSING = "还没有规划的……"


def _column(name: str, label: str, width: int, **more: Any) -> Column:
    return Column(name, label, width, field=plans.ENTITY.field(name), **more)


COLUMNS = (
    Column("teacher_name", "姓名", 84),
    Column("school_name", "任教学校", 136),
    _column("goal", "发展目标", 260),
    Column("mentor_name", "导师", 76),
    Column("standing", "情况", 88),
    _column("start_date", "开始", 96),
    _column("end_date", "结束", 96),
    _column("reviewed_on", "指导日期", 96),
)


def listed(session: Session) -> Tuples:
    """Every plan in the order of `NAMES`."""
    today = session.today()
    found = []
    for row in plans.listed(session):
        known = {**row, "standing": plans.standing(row, today)}
        found.append(tuple(known[name] for name in NAMES))
    return found


class PlansPage(PersonalPage):
    """Plans of development, as a part of 业务档案."""

    def __init__(self, session: Session, services: Services) -> None:
        what = Records(
            entity=plans.ENTITY,
            unit="份",
            columns=COLUMNS,
            names=NAMES,
            read=listed,
            load=plans.get,
            save=plans.save,
            sheet=lambda session, pk: sheet(session, pk, services),
            delete=lambda session, pk: records.delete(session, plans.ENTITY, pk),
            empty="登记教师的发展规划：目标、措施、导师和起止日期；导师指导以后，写上意见和日期。",
            search="姓名、拼音、导师或目标",
            filters=("standing", "school_name", "mentor_name"),
            tables=frozenset({"teachers", "postings", "organisations"}),
        )
        super().__init__(session, services, what, title="发展规划")

    def defaults(self) -> Mapping[str, Value]:
        return {"start_date": self.session.today().isoformat()}

    def more_acts(self) -> Sequence[tuple[str, Callable[[], None]]]:
        return ((_MISSING, lambda: self.services.go("mentoring", "plans")), *super().more_acts())


def sheet(session: Session, pk: str, services: Services) -> Sheet:
    """The facts of one plan."""
    row = plans.get(session, pk)
    return sheet_of(
        session,
        services,
        plans.ENTITY,
        row,
        subtitle=f"个人发展规划 · {plans.standing(row, session.today())}",
        named={"mentor_id": "mentor_name"},
    )
