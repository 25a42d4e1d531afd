"""Sessions (课程) of a training class, and who attended which: ticks in, hours out."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from app import records, training
from app.fields import Fault, hours_text
from app.problems import Problem
from app.records import Entity, Values
from app.session import Session
from storage import names
from storage import sessions as stored
from storage import teachers as stored_teachers
from storage import training as stored_training
from storage.store import Row, Rows

_Had = tuple[str, str | None, int, str, str | None]
"""A row as it is: id, session, hours, result, approval."""

Tick = tuple[str, str]
"""A teacher and a session of the class."""


@dataclass(frozen=True)
class Person:
    """Somebody in a class: the sessions attended and what they give together with the whole class, in tenths.

    `returned`: the enrolment was refused, nothing is noted any more.
    """

    teacher_id: str
    name: str
    school_name: str
    attended: frozenset[str]
    hours: int
    result: str
    returned: bool


@dataclass(frozen=True)
class Register:
    """A class's sessions in the order of their days, and its people by pinyin."""

    class_id: str
    hours: int
    sessions: tuple[Row, ...]
    people: tuple[Person, ...]


def listed(session: Session) -> list[Row]:
    """Every session with its class, programme and how many `attended`."""
    return stored.listed(session.store)


def of_class(session: Session, class_id: str) -> list[Row]:
    """The sessions of a class in the order of their days, as in `listed`."""
    return stored.of_class(session.store, class_id)


def save(session: Session, pk: str | None, changes: Values) -> str:
    """Save a session; at a school only of a class of its own."""
    guard(session, training.SESSION, changes if pk is None else records.get(session, training.SESSION, pk))
    return records.save(session, training.SESSION, pk, changes, among)


def guard(session: Session, entity: Entity, values: Values) -> None:
    """Raise Problem at a school for a session of a class that is not its own."""
    if entity.table == training.SESSION.table and values.get("class_id"):
        records.refuse_if_others(session, training.CLASS, str(values["class_id"]))


def among(rows: Rows, pk: str | None, values: Values) -> list[Fault]:
    """No session gives more than its class. Several may be held side by side: those together may."""
    most = stored_training.class_hours(rows, str(values["class_id"]))
    hours = values.get("hours")
    if most is not None and isinstance(hours, int) and hours > most:
        return [Fault("hours", f"一次课程的学时不能多于整个班次的 {hours_text(most)} 学时。")]
    return []


def delete(session: Session, pk: str) -> None:
    """Delete a session nobody attended; raises Problem where somebody did."""
    row = records.there(training.SESSION, stored.one(session.store, pk))
    if any(one["session_id"] == pk for one in stored.rows_of(session.store, str(row["class_id"]))):
        raise Problem(f"“{row['topic']}”已经登记了出勤，不能删除。", "先在“课程考勤”里把出勤都去掉，再删除。")
    records.delete(session, training.SESSION, pk)


def register(session: Session, class_id: str) -> Register:
    """Who attended which session of a class; people whose row is for the whole class are among them."""
    about = training.get_class(session, class_id)
    rows: dict[str, list[Row]] = {}
    for row in stored.rows_of(session.store, class_id):
        rows.setdefault(str(row["teacher_id"]), []).append(row)
    people = tuple(_person(pk, some) for pk, some in rows.items())
    return Register(class_id, int(about["hours"]), tuple(of_class(session, class_id)), people)


def _person(pk: str, rows: Sequence[Row]) -> Person:
    whole = next((row for row in rows if row["session_id"] is None), rows[0])
    attended = frozenset(str(row["session_id"]) for row in rows if row["session_id"] and row["result"] != "3")
    return Person(
        teacher_id=pk,
        name=str(whole["name"] or ""),
        school_name=str(whole["school_name"] or ""),
        attended=attended,
        hours=sum(int(row["hours"]) for row in rows if row["session_id"] is None or row["result"] in training.PASSED),
        result=str(whole["result"]),
        returned=whole["approval"] == training.RETURNED,
    )


def mark(session: Session, class_id: str, ticks: Mapping[Tick, bool]) -> int:
    """Note in one act who attended which session (True) and who did not (False); returns how many people changed.

    A person's hours in the class are from then on those of the sessions attended, in the order of their days and up to
    the hours of the class; the row of the whole class keeps the enrolment and gives none. Whoever was not in the class
    comes in. Raises Problem for a session without hours, a refused enrolment, or a teacher of another school.
    """
    about = training.get_class(session, class_id)
    known = {str(one["id"]): one for one in of_class(session, class_id)}
    _refuse_unfit(session, class_id, known, ticks)
    by_person: dict[str, dict[str, bool]] = {}
    for (teacher, pk), there in ticks.items():
        by_person.setdefault(teacher, {})[pk] = there
    with session.writing(f"登记出勤：{about['title']} {about['name']}") as rows:
        posts = stored_training.posts(rows, list(by_person))
        return sum(
            _mark_one(rows, about, known, teacher, wanted, posts.get(teacher)) for teacher, wanted in by_person.items()
        )


def _refuse_unfit(session: Session, class_id: str, known: Mapping[str, Row], ticks: Mapping[Tick, bool]) -> None:
    outlines = stored_teachers.outlines(session.store)
    if any(teacher in outlines for teacher, _ in ticks):
        raise Problem("名单里有外校教师。", "请由其所在学校或县局登记。没有写入任何内容。")
    about = training.get_class(session, class_id)
    if about["units"] and not session.is_county:
        there = {str(one["teacher_id"]) for one in training.of_class(session, class_id)}
        if any(on and teacher not in there for (teacher, _), on in ticks.items()):
            raise Problem("名单里有没有报名的教师。", "这个班次分配了名额，请先报名，再登记出勤。没有写入任何内容。")
    for _teacher, pk in ticks:
        if pk not in known:
            raise records.not_found(training.SESSION)
    bare = [known[pk]["topic"] for (_teacher, pk), there in ticks.items() if there and known[pk]["hours"] is None]
    if bare:
        raise Problem(f"课程“{bare[0]}”没有填学时。", "请先填写这次课程的学时，再登记出勤。没有写入任何内容。")


def _mark_one(
    rows: Rows, about: Row, known: Mapping[str, Row], teacher: str, wanted: Mapping[str, bool], post: str | None
) -> bool:
    before = stored.of_person(rows, str(about["id"]), teacher)
    whole = next((one for one in before if one[1] is None), None)
    have = {str(one[1]): one for one in before if one[1] is not None}
    attended = {pk for pk in known if wanted.get(pk, pk in have)}
    if attended == have.keys() and (whole is None or not attended or not whole[2]):
        return False
    if whole is not None and whole[4] == training.RETURNED:
        name = names.name_of(rows, "teachers", teacher)
        raise Problem(f"{name}的报名已被退回，不能登记出勤。", "请先在名单里去掉这位教师，或者由县里改为通过。")
    person: Values = {"teacher_id": teacher, "class_id": str(about["id"])}
    if post:
        person["post"] = post
    result = whole[3] if whole and whole[3] in ("2", "3") else "1"
    for pk in have.keys() - attended:
        rows.delete("attendance", have[pk][0])
    _write_sessions(rows, about, [known[pk] for pk in known if pk in attended], have, person, result)
    _write_whole(rows, whole, person, 0 if attended else int(about["hours"]), "1" if have else "0")
    return True


def _write_sessions(
    rows: Rows,
    about: Row,
    attended: Sequence[Row],
    have: Mapping[str, _Had],
    person: Values,
    result: str,
) -> None:
    left = int(about["hours"])
    for one in attended:
        hours = min(left, int(one["hours"] or 0))
        left -= hours
        there = have.get(str(one["id"]))
        if there is None:
            rows.insert("attendance", {**person, "session_id": str(one["id"]), "hours": hours, "result": result})
        elif there[2] != hours:
            rows.update("attendance", there[0], {"hours": hours})


def _write_whole(rows: Rows, whole: _Had | None, person: Values, hours: int, result: str) -> None:
    """The row of the whole class: the enrolment. Whoever came without one gets it, still to be rated unless rated so."""
    if whole is None:
        rows.insert("attendance", {**person, "hours": hours, "result": result if not hours else "0"})
    elif whole[2] != hours:
        changes: Values = {"hours": hours}
        if hours and whole[3] in training.PASSED:
            # Nobody who attended nothing has passed.
            changes["result"] = "0"
        rows.update("attendance", whole[0], changes)
