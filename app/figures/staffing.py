"""Figures of staffing: establishment against work, loans, moves, who may teach higher, who retires when."""

from dataclasses import dataclass
from datetime import date

from app import moving
from app.figures import dims, people
from app.figures.people import Member, label
from app.figures.shapes import Entry, Figure
from app.rules import book, kinds
from app.session import Session
from storage import figures as stored

GROUP = "编制、交流和退休"

ON_LOAN = ("2", "3")
"""跟岗或借调, 县内交流 (staff_status); and 交流轮岗, 借调 (move_kind)."""

_STAGES = {"1": 1, "2": 2, "3": 3, "5": 3, "4": 4, "6": 4, "7": 4}
"""How high a stage is: 学前, 小学, 初中, 高中 and 中职. The others are not compared."""

_FEMALE, _WORKER = "2", "4"


@dataclass(frozen=True)
class Mismatch:
    """Somebody whose establishment is at another unit than the work; `why` says what is the matter, "" when all is well.

    `years`: full years since the present work began, None where that is not known.
    """

    who: Member
    on_loan: bool
    years: int | None
    why: str


def rule(session: Session) -> kinds.Staffing:
    """How long loans may last and when people retire, by the rule in force today; else what a new one begins with."""
    found = book.read(session).first(kinds.Staffing, session.today())
    return found[1] if found else kinds.Staffing()


def apart(session: Session) -> list[Mismatch]:
    """Everybody whose establishment unit is not where the person works: on a loan that is registered, or not (F1)."""
    said, today = rule(session), session.today()
    found = []
    for one in people.on_rolls(session):
        if not one.school_id or not one.establishment_id or one.school_id == one.establishment_id:
            continue
        on_loan = one.move in ON_LOAN or one.staff_status in ON_LOAN
        years = _full_years(one.since, today)
        why = "没有登记借调或交流"
        if on_loan:
            late = said.loan_years and years is not None and years >= said.loan_years
            why = f"已满 {years} 年，超过 {said.loan_years} 年" if late else ""
        found.append(Mismatch(one, on_loan, years, why))
    return found


def _full_years(since: str | None, today: date) -> int | None:
    if not since:
        return None
    return today.year - int(since[:4]) - (f"{today:%m-%d}" < (since[5:10] or "01-01"))


def higher(session: Session) -> list[tuple[Member, str]]:
    """Who has a credential for a higher stage than the one taught (F3), with the highest such stage."""
    best: dict[str, str] = {}
    for teacher, stage, _subject, _number in stored.credentials(session.store):
        if _STAGES.get(stage, 0) > _STAGES.get(best.get(teacher, ""), 0):
            best[teacher] = stage
    return [
        (one, best[one.id])
        for one in people.on_rolls(session)
        if one.id in best and one.stage in _STAGES and _STAGES[best[one.id]] > _STAGES[one.stage]
    ]


def retires(one: Member, said: kinds.Staffing) -> tuple[int, int] | None:
    """(Year, month) in which somebody reaches the statutory age; None without day of birth or sex.

    With `delayed` as 全国人大常委会关于实施渐进式延迟法定退休年龄的决定 (2024-09-13, in force from 2025) has it: from
    January 1965 (men) on, 1970 (women at 55) on and 1975 (women at 50) on, one month more for every four months of
    birth, for women at 50 every two months; up to three years, for women at 50 five. The ages themselves are the rule's;
    who would have retired before 2025 retires as before.
    """
    if not one.birth_date or one.sex not in ("1", _FEMALE):
        return None
    age, every, most = said.men, 4, 36
    if one.sex == _FEMALE:
        age, every, most = (said.women_workers, 2, 60) if one.staff_kind == _WORKER else (said.women, 4, 36)
    born = str(one.birth_date)
    reached = (int(born[:4]) + age) * 12 + int(born[5:7] or 1) - 1
    over = reached - 2025 * 12
    if said.delayed and over >= 0:
        reached += min(most, over // every + 1)
    return reached // 12, reached % 12 + 1


def retiring(session: Session, year: int) -> list[tuple[Member, tuple[int, int]]]:
    """Who on the rolls retires in a year, by month."""
    said = rule(session)
    found = [(one, when) for one in people.on_rolls(session) if (when := retires(one, said)) and when[0] == year]
    return sorted(found, key=lambda each: each[1])


def _mismatched(session: Session, _year: int) -> list[Entry]:
    return [
        one.who.entry(f"编制在{one.who.establishment_name}，{one.why}") for one in apart(session) if not one.on_loan
    ]


def _apart(session: Session, _year: int) -> list[Entry]:
    return [
        one.who.entry(f"编制在{one.who.establishment_name}{'，' if one.why else ''}{one.why}") for one in apart(session)
    ]


def _late(session: Session, _year: int) -> list[Entry]:
    return [
        one.who.entry(f"编制在{one.who.establishment_name}，{one.why}")
        for one in apart(session)
        if one.on_loan and one.why
    ]


def _moves(session: Session, year: int) -> list[Entry]:
    members = people.by_id(session)
    found = []
    for one in moving.ledger(session, year):
        who = members.get(one.teacher)
        by = {**(who.by if who else {}), "move": one.kind, "direction": one.direction}
        note = f"{one.on} {one.kind}：{one.came_from} → {one.went_to}"
        found.append(Entry(one.teacher, one.name, who.school_name or "" if who else "", note, by))
    return found


def _higher(session: Session, _year: int) -> list[Entry]:
    return [
        one.entry(f"任教{label('stage', one.stage)}，有{label('stage', stage)}资格证", more={"to": stage})
        for one, stage in higher(session)
    ]


def _retiring(session: Session, year: int) -> list[Entry]:
    return [one.entry(f"{when[0]} 年 {when[1]} 月到龄") for one, when in retiring(session, year)]


_DIMS = (dims.STAGE, dims.SUBJECT, dims.SCHOOL, dims.PLACE)
_BY_RULE = "按规则“编制和退休”"
_DIRECTIONS = [f"{one}→{other}" for one in dims.PLACES.values() for other in dims.PLACES.values()]
_MOVE = dims.named("move", "方式", lambda session: [(one, one) for one in _kinds_of_moves()])
_DIRECTION = dims.fixed("direction", "方向", [(one, one) for one in _DIRECTIONS])


def _kinds_of_moves() -> tuple[str, ...]:
    from app import codes

    return tuple(one.label for one in codes.table("move_kind").codes)


FIGURES = (
    Figure(
        "apart",
        "编制和任教不在一处的人数",
        "人",
        "在册教师里编制单位不是任教学校的，借调、交流的也算",
        GROUP,
        _apart,
        _DIMS,
    ),
    Figure(
        "mismatched",
        "人编不一致人数",
        "人",
        "编制单位不是任教学校、又没有登记借调或交流的在册教师",
        GROUP,
        _mismatched,
        _DIMS,
    ),
    Figure("late_loans", "借调超期人数", "人", f"借调、交流超过规定年数的在册教师，{_BY_RULE}", GROUP, _late, _DIMS),
    Figure(
        "moves",
        "调动人次",
        "人次",
        "这一年生效的调动、轮岗、借调、返回、离开，一次算一人次",
        GROUP,
        _moves,
        (_MOVE, _DIRECTION),
        "entries",
        yearly=True,
    ),
    Figure(
        "moved_people",
        "调动人数",
        "人",
        "这一年有调动、轮岗、借调、返回、离开的，一人只算一次",
        GROUP,
        _moves,
        (_MOVE, _DIRECTION),
        yearly=True,
    ),
    Figure(
        "higher",
        "可任教高学段人数",
        "人",
        "有比现在任教学段更高的教师资格证的在册教师",
        GROUP,
        _higher,
        (*_DIMS, dims.coded("to", "可任教学段", "stage")),
    ),
    Figure(
        "retiring",
        "到龄退休人数",
        "人",
        f"在册教师里这一年到退休年龄的，{_BY_RULE}；弹性提前或延迟、延长退休的不算",
        GROUP,
        _retiring,
        (*_DIMS, dims.SEX),
        yearly=True,
    ),
)
