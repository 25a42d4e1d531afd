"""What a day or a lesson counts for, said by the county: kept as a rule, so that its schools read lists alike."""

import msgspec

from app import hours
from app.rules import book, kinds, service
from app.session import Session
from storage import rules as stored

CODE = "学时换算"
_DOCUMENT = "本单位的设置"


def set_worth(session: Session, unit: str, tenths: int | None) -> None:
    """Say at the county what a day (天) or a lesson (节) counts for from today on; None takes it back.

    What the other unit counts for stays, and the version before today's stays as it was.
    """
    now = hours.worth(session)
    said = kinds.Worth(day=now.day or 0, lesson=now.lesson or 0)
    said = msgspec.structs.replace(said, **{"day" if unit == "天" else "lesson": tenths or 0})
    running = book.bound(stored.of_kind(session.store, "worth")).first(kinds.Worth, session.today())
    if running is not None or said != kinds.Worth():
        _write(session, running[0] if running else None, kinds.written(said))
    for key in ("hours_per_day", "hours_per_lesson"):
        session.store.set_fact(key, None)


def _write(session: Session, running: book.Rule | None, parameters: str) -> None:
    today = session.today()
    if running is None:
        new = {"code": service.new_code(session, CODE), "kind": "worth", "title": "一天、一节算多少学时"}
        more = {"document": _DOCUMENT, "start_date": today.isoformat(), "parameters": parameters}
        service.save(session, None, {**new, **more})
    elif running.since == today:
        service.save(session, running.id, {"parameters": parameters})
    else:
        service.begin(session, running.id, today, {"parameters": parameters})
