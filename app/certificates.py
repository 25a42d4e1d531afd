"""The register of papers issued (证书登记簿): what it keeps of each, and how each stands today."""

from dataclasses import dataclass
from datetime import date

from app.fields import Field, Kind, Owner
from app.records import Entity
from app.session import Session
from storage import certificates as stored
from storage.store import Row

_COUNTY = Owner.COUNTY

FIELDS = (
    Field("kind", "证书种类", Kind.CODE, codes="paper_kind", required=True, owner=_COUNTY),
    Field("number", "证书编号", required=True, width=20, owner=_COUNTY),
    Field("teacher_id", "教师", Kind.REFERENCE, refers_to="teachers", required=True, owner=_COUNTY),
    Field("subject_id", "所证事项", unsaid=True, owner=_COUNTY),
    Field("name", "姓名", Kind.NAME, required=True, owner=_COUNTY),
    Field("issuer", "发证单位", required=True, width=18, owner=_COUNTY),
    Field("issued_on", "发证日期", Kind.DATE, required=True, owner=_COUNTY),
    Field("facts", "证书内容", required=True, owner=_COUNTY, unsaid=True),
    Field("status", "状态", Kind.CODE, codes="certificate_status", required=True, width=6, owner=_COUNTY),
    Field("site", "发证单位编号", owner=_COUNTY, unsaid=True),
    Field("series", "编号序列", owner=_COUNTY, unsaid=True),
    Field("serial", "流水号", Kind.COUNT, owner=_COUNTY, unsaid=True),
    Field("valid_until", "有效期至", Kind.DATE, owner=_COUNTY),
    Field("design", "版式", owner=_COUNTY),
    Field("statement", "查验信息", owner=_COUNTY, unsaid=True),
    Field("replaces", "原证书", owner=_COUNTY),
    Field("remark", "备注", Kind.LONG_TEXT, width=20, owner=_COUNTY),
)
"""Nobody writes these in a form; between offices a paper is its issuer's alone (`app.exchange.papers`)."""


ENTITY = Entity("certificates", "证书", FIELDS)

VALID, EXPIRED, VOID, REISSUED = "valid", "expired", "void", "reissued"


@dataclass(frozen=True)
class State:
    """How a paper stands: its code, what it is called, and a sentence where there is more to say ("" else)."""

    code: str
    label: str
    note: str = ""


def state(row: Row, today: date) -> State:
    """How a paper of the register stands on a day."""
    remark = str(row["remark"] or "")
    if row["status"] == VOID:
        return State(VOID, "已作废", remark)
    if row["status"] == REISSUED:
        return State(REISSUED, "已补发", remark)
    until = str(row["valid_until"] or "")
    note = "；".join(
        filter(
            None, (f"补发，原编号 {row['replaces']}" if row["replaces"] else "", f"有效期至 {until}" if until else "")
        )
    )
    if until and until < today.isoformat():
        return State(EXPIRED, "已过期", note)
    return State(VALID, "有效", note)


def listed(session: Session) -> list[Row]:
    """The register, newest first: each with `state` (the label of `state`) and `reason` (its note)."""
    today = session.today()
    found = stored.listed(session.store)
    for row in found:
        its = state(row, today)
        row["state"], row["reason"] = its.label, its.note
    return found


def of_teacher(session: Session, pk: str) -> list[Row]:
    """A teacher's certificates."""
    return stored.of_teacher(session.store, pk)


def of_number(session: Session, number: str) -> Row | None:
    """The paper that bears a number, with what was printed on it; None where the register has none."""
    return stored.of_number(session.store, number.strip())


def is_ours(session: Session, row: Row) -> bool:
    """Whether this office issued a paper: nobody else changes it, prints it again or issues another for it."""
    return (row["site"] or None) == session.site or (row["site"] is None and session.is_county)
