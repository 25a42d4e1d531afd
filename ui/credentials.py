"""教师资格 in 业务档案: who is qualified for which stage and subject, by which certificate."""

from typing import Any

from app import records, teachers
from app.fields import show
from app.session import Session
from ui.details import Sheet
from ui.pages import Services
from ui.personal import PersonalPage, sheet_of
from ui.record_page import Records, Tuples
from ui.rows import Column

NAMES = ("id", "teacher_name", "school_name", "stage", "subject", "number", "issuer", "issued_on", "teacher_id")


def _column(name: str, label: str, width: int, **more: Any) -> Column:
    return Column(name, label, width, field=teachers.CREDENTIAL.field(name), **more)


COLUMNS = (
    Column("teacher_name", "姓名", 96, given=True),
    Column("school_name", "任教学校", 148),
    _column("stage", "资格种类", 88),
    _column("subject", "资格学科", 96),
    _column("number", "证书号", 160),
    _column("issuer", "认定机构", 136),
    _column("issued_on", "认定日期", 96),
)


def listed(session: Session) -> Tuples:
    """Every credential in the order of `NAMES`."""
    return [tuple(row[name] for name in NAMES) for row in teachers.every_credential(session)]


class CredentialsPage(PersonalPage):
    """Credentials, as a part of 业务档案."""

    def __init__(self, session: Session, services: Services) -> None:
        what = Records(
            entity=teachers.CREDENTIAL,
            unit="本",
            columns=COLUMNS,
            names=NAMES,
            read=listed,
            load=teachers.get_credential,
            save=teachers.save_credential,
            sheet=lambda session, pk: sheet(session, pk, services),
            delete=lambda session, pk: records.delete(session, teachers.CREDENTIAL, pk),
            empty="登记教师资格证：资格种类、学科和证书号。",
            search="姓名、拼音、学校或证书号",
            filters=("stage", "subject", "school_name"),
            tables=frozenset({"teachers", "postings", "organisations"}),
            attached=True,
        )
        super().__init__(session, services, what, title="教师资格")


def sheet(session: Session, pk: str, services: Services) -> Sheet:
    """The facts of one credential."""
    row = teachers.get_credential(session, pk)
    stage = teachers.CREDENTIAL.field("stage")
    assert stage is not None
    parts = (show(stage, row["stage"]), str(row["subject"] or ""))
    return sheet_of(session, services, teachers.CREDENTIAL, row, subtitle=" · ".join(filter(None, parts)))
