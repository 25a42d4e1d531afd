"""Whom papers are given to: a teacher who is ours, where everybody works, what each was given already."""

from collections.abc import Mapping

from app import roster
from app.problems import Problem
from app.session import Session
from storage import certificates as stored_certificates
from storage import teachers as stored
from storage.store import Row


def teacher(session: Session, pk: str, what: str = "教师") -> Row:
    """A teacher as `storage.teachers.one`; raises Problem for one who is not here (`what` was looked for) or another
    school's."""
    row = stored.one(session.store, pk)
    if row is None:
        raise Problem(f"找不到编号为“{pk}”的{what}。", "请从列表里重新选择。")
    if row["is_stub"]:
        raise Problem(f"{row['name']}是外校教师。", "请由其所在学校或县局办理。")
    return row


def issued(session: Session, kind: str) -> Mapping[str, str]:
    """What is certified → the newest valid number of that kind."""
    return {
        str(row["subject_id"]): str(row["number"])
        for row in reversed(stored_certificates.listed(session.store))
        if row["kind"] == kind and row["status"] == "valid"
    }


def schools(session: Session) -> Mapping[str, str]:
    """Teacher → the name of the unit where that person works; kept by the session, to be read only."""
    at = roster.COLUMNS.index("work_name")
    return session.remembered(
        "schools of teachers", lambda: {str(row[0]): str(row[at] or "") for row in roster.listed(session)}
    )
