"""Training hours that two offices entered for the same person and class: made one after a school's file was taken."""

from app import training
from app.records import Values
from app.session import Session
from storage import names
from storage import training as stored
from storage.store import Row

_LOOKED = "doubled_looked"
"""Fact: the number of the last act of the journal that was looked through."""

_UNRATED = "0"
"""Code of `result`: 未评."""


def gather(session: Session) -> int:
    """At the county: join what a file brought with the row that was there already; returns how many. Where the sessions
    give as much as a row for the whole class, they alone give it.

    One act, which can be taken back. Where the two say different things (合格 and 不合格, one of them returned), or a
    certificate hangs on the one that came, both stay for a person to look at: `left` tells them.
    """
    if not session.is_county or session.store.read_only:
        return 0
    last, since = stored.last_act(session.store), int(session.store.fact(_LOOKED) or 0)
    if last == since:
        return 0
    gone: set[str] = set()
    joined: list[tuple[str, str, Values]] = []
    for came, there in stored.entered_twice(session.store, since):
        one, other = (session.store.row(training.ATTENDANCE.table, pk) for pk in (came, there))
        if one is None or other is None or {came, there} & gone:
            continue
        values = _together(other, one)
        if values is not None:
            gone |= {came, there}
            joined.append((came, there, values))
    enrolments = [pk for pk in stored.told_by_sessions(session.store, since) if pk not in gone]
    done = len(joined) + len(enrolments)
    if done:
        with session.writing(f"两个单位都登记了的同一人同一班次的学时，合成一条：{done} 人次") as rows:
            for came, there, values in joined:
                rows.delete(training.ATTENDANCE.table, came)
                if values:
                    rows.update(training.ATTENDANCE.table, there, values)
            for pk in enrolments:
                # As where attendance is ticked: the hours are those of the sessions, the whole is the enrolment.
                rows.update(training.ATTENDANCE.table, pk, {"hours": 0})
    session.store.set_fact(_LOOKED, str(stored.last_act(session.store)))
    return done


def left(session: Session) -> list[str]:
    """Who still has more than one row that gives hours in a class: 张三（师德 一班）."""
    found = stored.doubled(session.store)
    called = names.names_of(session.store, "teachers", [teacher for teacher, _class in found])
    return [f"{called.get(teacher, '')}（{words}）" for teacher, words in found]


def _together(there: Row, came: Row) -> Values | None:
    """What the row that was there takes from the one that came; None where the two cannot be one."""
    results = {str(there["result"]), str(came["result"])}
    if len(results) == 2 and _UNRATED not in results:
        return None
    if there["approval"] and came["approval"] and there["approval"] != came["approval"]:
        return None
    if training.RETURNED in (there["approval"], came["approval"]) and results & set(training.PASSED):
        return None
    if there["result"] == came["result"]:
        said: Values = {"hours": max(int(there["hours"]), int(came["hours"]))}
    elif there["result"] == _UNRATED:
        said = {"hours": came["hours"], "result": came["result"]}
    else:
        said = {}
    said |= {name: came[name] for name in ("post", "approval", "approval_note", "remark") if there[name] is None}
    return {name: value for name, value in said.items() if there[name] != value}
