"""Who may be given a certificate: the rows to choose from, what was issued already, and what stands in the way."""

from collections.abc import Iterable

from app import certificates, mentoring, roster, studios, training
from app.session import Session
from storage.store import Row


def of_class(session: Session, class_id: str) -> list[Row]:
    """Who attended a class: attendance rows with `school_name`, `why_not` ("" when a 结业证书 is due), `issued`."""
    schools = _schools(session)
    issued = _issued(session, "completion")
    rows = [row for row in training.of_class(session, class_id) if row["stands"]]
    for row in rows:
        row["school_name"] = schools.get(str(row["teacher_id"]), "")
        row["why_not"] = certificates.why_not(row) or ""
        row["issued"] = issued.get(str(row["id"]), "")
    return rows


def with_hours(session: Session) -> list[Row]:
    """Teachers with passed hours, by pinyin: id, name, school_name, subject, hours (tenths), issued (last number)."""
    issued = _issued(session, "hours")
    at = {name: place for place, name in enumerate(roster.COLUMNS)}
    return [
        {
            "id": row[at["id"]],
            "name": row[at["name"]],
            "school_name": row[at["work_name"]] or "",
            "subject": row[at["subject"]],
            "hours": row[at["hours"]],
            "issued": issued.get(str(row[at["id"]]), ""),
        }
        for row in roster.listed(session)
        if row[at["hours"]]
    ]


def appointments(session: Session) -> list[Row]:
    """Mentors of running pairs, then hosts of studios: id, role, name, school_name, post, start_date, end_date, issued."""
    issued = _issued(session, "appointment")
    schools = _schools(session)

    def rows() -> Iterable[Row]:
        for pair in mentoring.listed(session):
            if pair["status"] in mentoring.TOGETHER:
                yield _appointment(
                    pair, "师父", str(pair["mentor_id"]), pair["mentor_name"], certificates.mentor_post(pair)
                )
        for studio in studios.listed(session):
            if studio["host_id"]:
                yield _appointment(
                    studio, "主持人", str(studio["host_id"]), studio["host_name"], certificates.host_post(studio)
                )

    found = list(rows())
    for row in found:
        row["school_name"] = schools.get(row["teacher_id"], "")
        row["issued"] = issued.get(row["id"], "")
    return found


def _appointment(row: Row, role: str, teacher: str, name: object, post: str) -> Row:
    return {
        "id": str(row["id"]),
        "role": role,
        "teacher_id": teacher,
        "name": name,
        "post": post,
        "start_date": row["start_date"],
        "end_date": row["end_date"],
    }


def _issued(session: Session, kind: str) -> dict[str, str]:
    """What is certified → the newest valid number of that kind."""
    return {
        str(row["subject_id"]): str(row["number"])
        for row in reversed(certificates.listed(session))
        if row["kind"] == kind and row["status"] == "valid"
    }


def _schools(session: Session) -> dict[str, str]:
    at = roster.COLUMNS.index("work_name")
    return {str(row[0]): str(row[at] or "") for row in roster.listed(session)}
