"""The demonstration's class that is being reported for: places given to schools, people reported, most of them approved;
and one with several sessions and places that leaders attended, each in the post of that day."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from random import Random

from app.demo.programmes import COUNTY_LEVEL, FACE_TO_FACE, PROFESSIONAL
from app.demo.teachers import Teacher
from app.fields import Value
from storage.ids import new_id

Row = dict[str, Value]

_CENTRE = "示范县教师发展中心"
_LESSONS = (
    ("依法治校与师德建设", "2026-09-16", 40, "县教师发展中心报告厅"),
    ("课程改革中的校长领导力", "2026-09-17", 40, "县教师发展中心报告厅"),
    ("校园安全现场观摩（城区）", "2026-09-18", 40, "示范县实验小学"),
    ("校园安全现场观摩（乡镇）", "2026-09-18", 40, "清水镇中心校"),
)
_HOURS = 120
_REASONS = ("今年已参加过同类培训", "不担任班主任")
_LEADERS = ("校长", "园长", "书记")


@dataclass
class Reporting:
    """Rows of programmes, classes, sessions, quotas and attendance."""

    programmes: list[Row] = field(default_factory=list)
    classes: list[Row] = field(default_factory=list)
    sessions: list[Row] = field(default_factory=list)
    quotas: list[Row] = field(default_factory=list)
    attendance: list[Row] = field(default_factory=list)


def report(rng: Random, people: Sequence[Teacher]) -> Reporting:
    """Both classes; nothing of a class where nobody is meant."""
    made = Reporting()
    _open_class(rng, made, [one for one in people if one.is_class_teacher])
    _held_class(rng, made, [one for one in people if any(word in (one.post or "") for word in _LEADERS)])
    return made


def _programme(made: Reporting, title: str, topic: str, role: str) -> str:
    pk = new_id()
    made.programmes.append(
        {"id": pk, "title": title, "level": COUNTY_LEVEL, "category": PROFESSIONAL, "form": FACE_TO_FACE,
         "organiser": _CENTRE, "year": 2026, "topic": topic, "for_role": role}
    )  # fmt: skip
    return pk


def _open_class(rng: Random, made: Reporting, class_teachers: list[Teacher]) -> None:
    """Two places a school; most schools have reported, some of what they reported came back."""
    by_school: dict[str, list[Teacher]] = {}
    for one in class_teachers:
        by_school.setdefault(one.place.id, []).append(one)
    if not by_school:
        return
    pk = new_id()
    made.classes.append(
        {"id": pk, "programme_id": _programme(made, "2026年班主任家校共育专题研修", "12", "1"), "name": "冬季班",
         "year": 2026, "start_date": "2026-12-05", "end_date": "2026-12-06", "hours": 160, "quota": 2 * len(by_school),
         "report_by": "2026-11-30", "place": "县教师发展中心报告厅"}
    )  # fmt: skip
    for school, some in by_school.items():
        made.quotas.append({"id": new_id(), "class_id": pk, "organisation_id": school, "places": 2})
        if rng.random() < 0.75:
            for one in rng.sample(some, min(len(some), rng.choice((1, 2, 2)))):
                made.attendance.append({**_row(one, pk, None, 160, "0"), **_word(rng)})


def _word(rng: Random) -> Row:
    said = rng.choices(("passed", None, "returned"), (55, 35, 10))[0]
    return {"approval": said, "approval_note": rng.choice(_REASONS) if said == "returned" else None}


def _held_class(rng: Random, made: Reporting, leaders: list[Teacher]) -> None:
    if not leaders:
        return
    pk = new_id()
    made.classes.append(
        {"id": pk, "programme_id": _programme(made, "2026年中小学书记校长办学治校能力提升培训", "42", "4"), "name": "秋季班",
         "year": 2026, "start_date": "2026-09-16", "end_date": "2026-09-18", "hours": _HOURS, "place": "县教师发展中心报告厅"}
    )  # fmt: skip
    for topic, day, hours, place in _LESSONS:
        made.sessions.append(
            {"id": new_id(), "class_id": pk, "topic": topic, "held_on": day, "hours": hours, "place": place}
        )
    first, second, in_town, in_country = (str(one["id"]) for one in made.sessions[-len(_LESSONS) :])
    for one in leaders:
        made.attendance += _attended(rng, one, pk, (first, second, in_country if one.place.rural else in_town))


def _attended(rng: Random, one: Teacher, pk: str, sessions: Sequence[str]) -> Iterator[Row]:
    """The enrolment, which gives no hours of its own, and the sessions: most people attended all of them."""
    there = [session for session in sessions if rng.random() < 0.93]
    yield _row(one, pk, None, 0 if there else _HOURS, "1" if len(there) == len(sessions) else "0")
    for session in there:
        yield _row(one, pk, session, 40, "1")


def _row(one: Teacher, class_id: str, session: str | None, hours: int, result: str) -> Row:
    return {
        "id": new_id(), "teacher_id": one.id, "class_id": class_id, "session_id": session, "hours": hours,
        "result": result, "post": one.post,
    }  # fmt: skip
