"""荣誉 in 业务档案: what teachers were awarded; the same honour twice is asked about."""

from typing import Any

from app import honours, records
from app.fields import show
from app.records import Values
from app.session import Session
from ui import messages
from ui.details import Sheet
from ui.pages import Services
from ui.personal import PersonalPage, sheet_of
from ui.record_page import Records, Tuples
from ui.rows import Column

NAMES = (
    "id", "teacher_name", "school_name", "title", "level", "candidate", "issuer", "awarded_on", "year", "document",
    "number", "teacher_id",
)  # fmt: skip


def _column(name: str, label: str, width: int, **more: Any) -> Column:
    return Column(name, label, width, field=honours.ENTITY.field(name), **more)


COLUMNS = (
    Column("teacher_name", "姓名", 96),
    Column("school_name", "任教学校", 136),
    _column("title", "荣誉名称", 184),
    _column("level", "级别", 64),
    Column("candidate", "人选", 56),
    _column("issuer", "授予单位", 136),
    _column("awarded_on", "授予年月", 88),
    Column("year", "年份", 64, hidden=True),
    _column("document", "表彰文号", 136, hidden=True),
    _column("number", "荣誉证书号", 136, hidden=True),
)


def listed(session: Session) -> Tuples:
    """Every honour in the order of `NAMES`; the year is that of the award."""
    found = []
    for row in honours.listed(session):
        candidate = "人选" if row["is_candidate"] else ""
        known = {**row, "year": str(row["awarded_on"] or "")[:4], "candidate": candidate}
        found.append(tuple(known[name] for name in NAMES))
    return found


class HonoursPage(PersonalPage):
    """Honours, as a part of 业务档案."""

    def __init__(self, session: Session, services: Services) -> None:
        what = Records(
            entity=honours.ENTITY,
            unit="项",
            columns=COLUMNS,
            names=NAMES,
            read=listed,
            load=honours.get,
            save=self._save_asking,
            sheet=lambda session, pk: sheet(session, pk, services),
            delete=lambda session, pk: records.delete(session, honours.ENTITY, pk),
            empty="登记教师获得的荣誉：名称、级别、授予单位和年月。人选、培养对象另有一栏，不算荣誉本身。",
            search="姓名、拼音、荣誉名称或授予单位",
            filters=("level", "year", "candidate", "school_name"),
            tables=frozenset({"teachers", "postings", "organisations"}),
            attached=True,
        )
        super().__init__(session, services, what, title="荣誉")

    def _save_asking(self, session: Session, pk: str | None, changes: Values) -> str:
        """Save; where the same honour stands there already, a person says whether there was another."""
        try:
            return honours.save(session, pk, changes)
        except honours.Twice as twice:
            if not messages.ask(self, twice.title, twice.advice, "照样登记", "回去核对"):
                raise records.Invalid(honours.ENTITY, [twice.fault]) from twice
            return honours.save(session, pk, changes, agreed=True)


def sheet(session: Session, pk: str, services: Services) -> Sheet:
    """The facts of one honour."""
    row = honours.get(session, pk)
    level = honours.ENTITY.field("level")
    assert level is not None
    parts = [str(row["title"]), show(level, row["level"]), "人选" if row["is_candidate"] else ""]
    return sheet_of(session, services, honours.ENTITY, row, subtitle=" · ".join(filter(None, parts)))
