"""Enrolment (报名): who can be enrolled for a class, the places each unit has, and the county's word on those reported."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

from app import audience, lagging, organisations, records, teachers, training
from app.problems import Problem, Question
from app.records import Entity, Values
from app.session import Session
from storage import enrolment as stored
from storage import training as stored_training
from storage.store import Row, Rows

PASSED, RETURNED = "passed", training.RETURNED


@dataclass(frozen=True)
class Unit:
    """A unit and a class: how many teach there, the places given (None: none), and how its enrolments stand.

    A returned one gives its place back.
    """

    id: str
    name: str
    teachers: int
    places: int | None
    reported: int
    approved: int
    returned: int

    @property
    def waiting(self) -> int:
        """Enrolments of which the county has said nothing."""
        return self.reported - self.approved - self.returned

    @property
    def left(self) -> int | None:
        """Places nobody was reported for; below zero where there are too many. None without a quota."""
        return None if self.places is None else self.places - self.reported + self.returned


class OffTarget(Question):
    """Some of those chosen are not whom the class is for; `misfits` says who and why."""

    def __init__(self, words: str, said: str, misfits: Mapping[str, str]) -> None:
        super().__init__(
            f"这个班次是给{words}办的，选中的人里有 {len(misfits)} 人不符合。", f"{said}。确实要报名，才照样报名。"
        )
        self.misfits = misfits


class TooMany(Question):
    """More are enrolled than there are places."""


def listed(session: Session) -> list[Row]:
    """Every quota with its class and unit, `reported`, `approved`, `returned` and `left`."""
    return [{**row, "left": row["places"] - row["reported"] + row["returned"]} for row in stored.listed(session.store)]


def units(session: Session, class_id: str) -> list[Unit]:
    """Every unit that has teachers or a part in the class, those with places first; at a school only itself."""
    return [
        Unit(
            str(row["organisation_id"]), str(row["name"]), int(row["teachers"]), row["places"], int(row["reported"]),
            int(row["approved"]), int(row["returned"]),
        )
        for row in stored.units(session.store, class_id)
        if session.is_county or row["organisation_id"] == session.organisation
    ]  # fmt: skip


def of_unit(session: Session, class_id: str, organisation: str, state: str = "") -> list[str]:
    """The rows that stand for those whom a unit has in a class; `state`: PASSED, RETURNED, "waiting", or "" for all."""
    school_of = {str(row["id"]): row["work"] for row in teachers.roster(session)}
    return [
        str(row["id"])
        for row in training.of_class(session, class_id)
        if row["stands"]
        and school_of.get(str(row["teacher_id"])) == organisation
        and (not state or (row["approval"] or "waiting") == state)
    ]


def share(total: int, among: Sequence[Unit], by: Literal["teachers", "equally"]) -> dict[str, int]:
    """Unit → places: so many in all, in proportion to the teachers or to each alike; the largest remainders get the rest.

    Raises Problem where there is nobody to give them to.
    """
    weights = {one.id: one.teachers if by == "teachers" else 1 for one in among}
    whole = sum(weights.values())
    if not whole:
        raise Problem("没有可以分配名额的单位。", "请先选择单位；按人数分配时，单位里要有登记的教师。")
    given = {pk: total * weight // whole for pk, weight in weights.items()}
    rests = sorted(weights, key=lambda pk: (-(total * weights[pk] % whole), -weights[pk], pk))
    for pk in rests[: total - sum(given.values())]:
        given[pk] += 1
    return given


def set_places(session: Session, class_id: str, places: Mapping[str, int | None], *, agreed: bool = False) -> int:
    """Give units places for a class in one act (None takes a quota away); returns how many changed.

    Raises TooMany when all together are more than the class has, unless a person has `agreed`; Problem at a school.
    """
    if not session.is_county:
        raise Problem("名额由县里分配。", "需要增加名额，请联系县局经办人。")
    about = training.get_class(session, class_id)
    now = {one.id: one.places for one in units(session, class_id) if one.places is not None}
    after = {pk: given for pk, given in ({**now, **places}).items() if given is not None}
    if any(given < 0 for given in after.values()):
        raise Problem("名额不能是负数。", "请填 0 或更大的整数；不分配的留空。")
    if about["quota"] is not None and sum(after.values()) > about["quota"] and not agreed:
        raise TooMany(
            f"分配的名额共 {sum(after.values())} 个，多于班次的名额 {about['quota']} 个。", "确实要多分，才照样保存。"
        )
    with session.writing(f"分配名额：{about['title']} {about['name']}") as rows:
        done = 0
        for pk, given in places.items():
            there = stored.quota(rows, class_id, pk)
            if given is None and there:
                rows.delete("quotas", there[0])
            elif given is not None and there is None:
                rows.insert("quotas", {"class_id": class_id, "organisation_id": pk, "places": given})
            elif given is not None and there and there[1] != given:
                rows.update("quotas", there[0], {"places": given})
            else:
                continue
            done += 1
    return done


def enrol(session: Session, class_id: str, chosen: Sequence[str], *, agreed: bool = False) -> int:
    """Enrol teachers, skipping those already there; returns how many.

    Raises OffTarget for people the class is not for and TooMany beyond the places, unless a person has `agreed`. A
    school may not report more than its places, nor after the last day: Problem.
    """
    about = training.get_class(session, class_id)
    there = {str(row["teacher_id"]) for row in training.of_class(session, class_id)}
    new = [pk for pk in dict.fromkeys(chosen) if pk not in there]
    _refuse_late(session, about)
    _look_at_places(session, about, new, agreed)
    if not agreed:
        _look_at_target(session, class_id, new)
    return training.enrol(session, class_id, new)


def guard(session: Session, entity: Entity, pk: str | None, values: Values) -> None:
    """Raise Problem at a school for somebody who would come into a class by a list after the last day to report."""
    if session.is_county or pk is not None or entity.table != training.ATTENDANCE.table:
        return
    class_id = str(values.get("class_id"))
    if values.get("teacher_id") not in stored_training.enrolled(session.store.looking(), class_id):
        _refuse_late(session, training.get_class(session, class_id))


def _refuse_late(session: Session, about: Row) -> None:
    last = str(about["report_by"] or "")
    if last and not session.is_county and session.today().isoformat() > last:
        raise Problem(f"这个班次 {last} 已经截止报名。", "需要补报，请联系县局经办人。")


def _look_at_places(session: Session, about: Row, new: Sequence[str], agreed: bool) -> None:
    class_id = str(about["id"])
    if not about["units"]:
        if about["quota"] is not None and about["people"] + len(new) > about["quota"] and not agreed:
            raise TooMany(
                f"班次名额 {about['quota']} 人，报名后共 {about['people'] + len(new)} 人。",
                "确实要超过名额，才照样报名。",
            )
        return
    school_of = {str(row["id"]): str(row["work"] or "") for row in teachers.roster(session)}
    of_unit = {one.id: one for one in units(session, class_id)}
    for unit in dict.fromkeys(school_of.get(pk, "") for pk in new):
        count = sum(school_of.get(pk, "") == unit for pk in new)
        known = of_unit.get(unit)
        left = (known.left or 0) if known else 0
        if count <= left:
            continue
        said = f"{known.name if known else '这个单位'}还剩 {max(left, 0)} 个名额，选了 {count} 人。"
        if not session.is_county:
            raise Problem(said, "请减少人数，或者请县局经办人增加名额。没有报名任何人。")
        if not agreed:
            raise TooMany(said, "确实要超过名额，才照样报名。")


def _look_at_target(session: Session, class_id: str, new: Collection[str]) -> None:
    chosen = set(new)
    rows = [row for row in teachers.every(session) if row["id"] in chosen]
    asked = audience.of_class(session, class_id)
    found = {str(one["id"]): why for one in rows if (why := asked.misfit(one))}
    if found:
        raise OffTarget(asked.words, audience.said(session, found), found)


def decide(session: Session, pks: Sequence[str], verdict: str, note: str = "") -> int:
    """The county's word on enrolments, all in one act: `passed`, or `returned` with a reason; returns how many changed.

    Who is returned earns nothing there: what was passed goes back to 未评. An approval takes the reason away.
    """
    if not session.is_county:
        raise Problem("报名由县里审核。", "请把名单报给县局；审核结果会随县里的文件回来。")
    reason = note.strip()
    if verdict == RETURNED and not reason:
        raise Problem("请写明退回的理由。", "学校会看到这句话，例如：不是本次培训的对象。")
    found = [records.get(session, training.ATTENDANCE, pk) for pk in dict.fromkeys(pks)]
    changes: Values = {"approval": verdict, "approval_note": reason or None}
    word = "通过" if verdict == PASSED else "退回"
    with session.writing(f"报名审核{word}：{len(found)} 人") as rows:
        return sum(_decide_one(session, rows, row, changes) for row in found)


def _decide_one(session: Session, rows: Rows, row: Row, changes: Values) -> bool:
    """The word is about all rows of the person in the class, those of its sessions too."""
    others = stored_training.others(rows, str(row["teacher_id"]), str(row["class_id"]), str(row["id"]))
    done = False
    for one in (row, *(records.get(session, training.ATTENDANCE, pk) for pk, *_rest in others)):
        refused = changes["approval"] == RETURNED and one["result"] in training.PASSED
        wanted = {**changes, "result": "0"} if refused else changes
        differing = {name: value for name, value in wanted.items() if one[name] != value}
        if differing:
            rows.update(training.ATTENDANCE.table, str(one["id"]), differing)
            done = True
    return done


def undecided(session: Session) -> int:
    """How many enrolments wait for the county's word, in classes whose places were given out."""
    return stored.undecided(session.store)


@dataclass(frozen=True)
class Candidate:
    """Somebody who may be enrolled. `years` since work began (None: unknown), `hours` of this year in tenths, `behind`
    the names of the regimes under which something is missing, `misfit` why the class is not for this person ("" it is).
    """

    row: Row
    years: int | None
    hours: int
    behind: str
    misfit: str


def candidates(session: Session, class_id: str, *, lagging_too: bool = True) -> list[Candidate]:
    """Everybody on the roster who is not in the class yet, by pinyin; without `lagging_too` nobody is said to lack hours,
    which is quicker."""
    there = {row["teacher_id"] for row in training.of_class(session, class_id)}
    asked = audience.of_class(session, class_id)
    today = session.today()
    hours = stored.hours_in(session.store, today.year)
    behind = lagging.behind(session) if lagging_too else {}
    return [
        Candidate(
            row=row,
            years=today.year - int(str(row["work_start"])[:4]) if row["work_start"] else None,
            hours=hours.get(str(row["id"]), 0),
            behind="、".join(behind.get(str(row["id"]), ())),
            misfit=asked.misfit(row),
        )
        for row in teachers.every(session)
        if row["id"] not in there
    ]


def unit_named(session: Session, text: str) -> str:
    """The id of the unit of that id, code or name; raises Problem when there is none or more than one."""
    found = [str(row["id"]) for row in organisations.listed(session) if text in (row["id"], row["code"], row["name"])]
    if len(found) != 1:
        raise Problem(f"单位“{text}”找不到或不止一个。", "请用学校标识码指明。")
    return found[0]
