"""听课 in 业务档案: who observed how many lessons in which school year."""

from collections.abc import Mapping
from typing import Any

from app import observations, records, school_years
from app.fields import Value
from app.session import Session
from ui.details import Sheet
from ui.pages import Services
from ui.personal import PersonalPage, sheet_of
from ui.record_page import Records, Tuples
from ui.rows import Column

NAMES = (
    "id", "teacher_name", "school_name", "school_year", "term", "periods", "held_on", "observed_name",
    "organisation_name", "subject", "teacher_id",
)  # fmt: skip


def _column(name: str, label: str, width: int, **more: Any) -> Column:
    return Column(name, label, width, field=observations.ENTITY.field(name), **more)


COLUMNS = (
    Column("teacher_name", "听课人", 96),
    Column("school_name", "任教学校", 136),
    _column("school_year", "学年", 124),
    _column("term", "学期", 80),
    _column("periods", "节数", 56, align="right"),
    _column("held_on", "日期", 92),
    Column("observed_name", "授课人", 76),
    Column("organisation_name", "听课学校", 136),
    _column("subject", "学科", 84),
)


def listed(session: Session) -> Tuples:
    """Every observation in the order of `NAMES`."""
    return [tuple(row[name] for name in NAMES) for row in observations.listed(session)]


class ObservationsPage(PersonalPage):
    """Observed lessons, as a part of 业务档案."""

    def __init__(self, session: Session, services: Services) -> None:
        what = Records(
            entity=observations.ENTITY,
            unit="条",
            columns=COLUMNS,
            names=NAMES,
            read=listed,
            load=observations.get,
            save=observations.save,
            sheet=lambda session, pk: sheet(session, pk, services),
            delete=lambda session, pk: records.delete(session, observations.ENTITY, pk),
            empty="一条可以是一节课，也可以是一个学期的总节数：听课人、学年、学期和节数。",
            search="姓名、拼音、授课人或学校",
            filters=("school_year", "term", "subject", "school_name"),
            tables=frozenset({"teachers", "postings", "organisations"}),
        )
        super().__init__(session, services, what, title="听课")

    def defaults(self) -> Mapping[str, Value]:
        return {"school_year": school_years.of(self.session.today()), "periods": 1}


def sheet(session: Session, pk: str, services: Services) -> Sheet:
    """The facts of one observation, with what the observer has observed in that school year in all."""
    row = observations.get(session, pk)
    whole = observations.periods_by_teacher(session, int(row["school_year"])).get(str(row["teacher_id"]), 0)
    return sheet_of(
        session,
        services,
        observations.ENTITY,
        row,
        subtitle=f"听课 {row['periods']} 节 · {school_years.label(int(row['school_year']))}共 {whole} 节",
        named={"observed_id": "observed_name", "organisation_id": "organisation_name"},
    )
