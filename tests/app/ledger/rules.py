"""Rules, classes and hours for the tests of the ledger, as an office would have entered them."""

from typing import Any

from app import records, training
from app.rules import kinds
from app.rules import records as rule_records
from app.session import Session


def rule(session: Session, code: str, said: kinds.Parameters, since: str = "2001-01-01", **more: str) -> str:
    values: records.Values = {
        "code": code, "kind": "regime", "title": code, "start_date": since, "parameters": kinds.written(said), **more,
    }  # fmt: skip
    return records.save(session, rule_records.ENTITY, None, values)


def run(session: Session, hours: int, category: str = "2", **more: Any) -> str:
    programme = training.save_programme(session, None, {"title": "培训", "level": "4", "category": category})
    values = {"programme_id": programme, "name": "一班", "year": 2026, "hours": hours, "start_date": "2026-10-10"}
    return training.save_class(session, None, values | more)


def attend(session: Session, teacher: str, class_id: str, hours: int, result: str = "1") -> str:
    values = {"teacher_id": teacher, "class_id": class_id, "hours": hours, "result": result}
    return training.save_attendance(session, None, values)
