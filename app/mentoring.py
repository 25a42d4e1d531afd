"""Mentoring (师徒结对): pairs of a mentor and a mentee, what they agreed and did together, and how they were assessed."""

from collections.abc import Sequence
from datetime import date

from app import records
from app.fields import Fault, Field, Kind, Owner
from app.problems import Problem, Question
from app.records import Entity, Values
from app.session import Session
from storage import journal
from storage import mentoring as stored
from storage.store import Row, Rows

PLANNED, RUNNING = "1", "2"
COMPLETED, EXTENDED, DISSOLVED = "3", "4", "5"
TOGETHER = (RUNNING, EXTENDED)
"""While mentor and mentee work together: 培养中, 延期."""
CLOSED = frozenset({COMPLETED, DISSOLVED})
"""Codes of `pair_status`."""

PASSED, RETURNED = "passed", "returned"
"""Codes of `verdict`."""

MIDTERM, FINAL = "1", "2"
"""Codes of `pair_review_kind`."""

FAILED = "3"
"""不合格, a code of `three_grades`."""

SOON = 30
"""Days ahead from which a pair's end is pointed out; nothing depends on it but what is shown."""

FIELDS = (
    Field("kind", "结对类别", Kind.CODE, codes="pair_kind", required=True, group="结对"),
    Field("mentor_id", "师父", Kind.REFERENCE, refers_to="teachers", required=True, group="结对", synonyms=("导师", "指导教师")),
    Field("mentee_id", "徒弟", Kind.REFERENCE, refers_to="teachers", required=True, group="结对", synonyms=("学员", "被指导教师")),
    Field("subject", "学科", Kind.CODE, codes="subject", group="结对"),
    Field("start_date", "开始日期", Kind.DATE, required=True, group="期限"),
    Field("end_date", "结束日期", Kind.DATE, group="期限"),
    Field("status", "状态", Kind.CODE, codes="pair_status", required=True, group="期限"),
    Field("signed_on", "签约日期", Kind.DATE, group="期限", synonyms=("协议日期", "签订日期")),
    Field("closed_on", "结束办理日期", Kind.DATE, group="期限", synonyms=("出师日期", "解除日期")),
    Field("closing", "结束说明", group="期限", width=18, synonyms=("解除原因", "延期原因"), note="解除、延期要写原因"),
    Field("document", "依据文件", group="期限", width=18),
    Field("proposed_on", "申报日期", Kind.DATE, group="申报和审核"),
    Field("times", "第几次申报", Kind.COUNT, group="申报和审核", width=6),
    Field("approval", "县里审核", Kind.CODE, codes="verdict", owner=Owner.COUNTY, group="申报和审核", width=6),
    Field("approval_note", "审核意见", owner=Owner.COUNTY, group="申报和审核", width=16),
    Field("approved_on", "审核日期", Kind.DATE, owner=Owner.COUNTY, group="申报和审核"),
    Field("approved_times", "审核的是第几次", Kind.COUNT, owner=Owner.COUNTY, group="申报和审核", width=6),
    Field("goal", "培养目标", Kind.LONG_TEXT, group="说明", width=24),
    Field("remark", "备注", Kind.LONG_TEXT, group="说明", width=24),
)  # fmt: skip

ACTIVITY_FIELDS = (
    Field("pair_id", "结对", Kind.REFERENCE, refers_to="pairs", required=True),
    Field("kind", "活动类别", Kind.CODE, codes="activity_kind", required=True),
    Field("held_on", "日期", Kind.DATE, required=True),
    Field("topic", "主题", required=True, width=24),
    Field("remark", "备注", Kind.LONG_TEXT, width=24),
)

AGREEMENT_FIELDS = (
    Field("pair_id", "结对", Kind.REFERENCE, refers_to="pairs", required=True),
    Field("kind", "活动类别", Kind.CODE, codes="activity_kind", required=True),
    Field("least", "约定次数", Kind.COUNT, required=True, width=8),
    Field("remark", "备注", width=16),
)

REVIEW_FIELDS = (
    Field("pair_id", "结对", Kind.REFERENCE, refers_to="pairs", required=True),
    Field("kind", "考核种类", Kind.CODE, codes="pair_review_kind", required=True),
    Field("held_on", "考核日期", Kind.DATE, required=True),
    Field("grade", "等次", Kind.CODE, codes="three_grades", required=True, width=6),
    Field("score", "得分", Kind.COUNT, width=6),
    Field("reviewer", "考核人"),
    Field("comment", "评语", Kind.LONG_TEXT, width=24),
)


def faults(values: Values) -> list[Fault]:
    """One pair by itself: not oneself, and an end after its start."""
    found = []
    if values.get("mentor_id") and values.get("mentor_id") == values.get("mentee_id"):
        found.append(Fault("mentee_id", "师父和徒弟不能是同一个人。"))
    return found + records.ends_early(values, "start_date", "end_date", "结束日期早于开始日期，请核对。")


ENTITY = Entity("pairs", "师徒结对", FIELDS, faults)
ACTIVITY = Entity("pair_activities", "结对活动", ACTIVITY_FIELDS)
AGREEMENT = Entity("pair_agreements", "结对约定", AGREEMENT_FIELDS)
REVIEW = Entity("pair_reviews", "结对考核", REVIEW_FIELDS)


def listed(session: Session) -> list[Row]:
    """Every pair with `mentor_name`, `mentee_name`, their schools, `activities` (count) and `last_activity`."""
    return stored.listed(session.store)


def get(session: Session, pk: str) -> Row:
    """One pair as in `listed`; raises Problem when there is none."""
    return records.there(ENTITY, stored.one(session.store, pk))


class Doubtful(Question):
    """What a rule or the postings say against a pair; a person may have it so all the same."""

    def __init__(self, faults: Sequence[Fault]) -> None:
        super().__init__(
            "这一对有要核对的地方。", "".join(fault.reason for fault in faults) + "确实要这样，才照样保存。"
        )
        self.faults = list(faults)


def save(session: Session, pk: str | None, changes: Values, *, agreed: bool = False) -> str:
    """Save a pair; a mentee has one pair of a kind at a time.

    A school proposes: its new pair is 拟结对, and what it changes of one that the county returned is proposed anew.
    Raises Doubtful where a rule or the postings speak against what is new in it, unless a person has `agreed`.
    """
    changes = _proposed(session, pk, changes)

    def checked(rows: Rows, own: str | None, values: Values) -> list[Fault]:
        found = among(rows, own, values) + _unapproved(session, own, values) + _others(session, own, values)
        if not found and not agreed:
            from app import pair_checks
            from app.rules import book

            before, rules = {} if own is None else records.get(session, ENTITY, own), book.read(rows)
            doubts = pair_checks.doubts(rows, rules, own, values)
            said = set(pair_checks.doubts(rows, rules, own, before)) if before and doubts else set()
            doubts = [one for one in doubts if one not in said]
            if doubts:
                raise Doubtful(doubts)
        return found

    return records.save(session, ENTITY, pk, changes, checked)


_WHO = ("kind", "mentor_id", "mentee_id")


def _others(session: Session, pk: str | None, values: Values) -> list[Fault]:
    """At a school a pair that the county has passed stays one of these two people."""
    if session.is_county or pk is None:
        return []
    row = records.get(session, ENTITY, pk)
    if row["approval"] != PASSED:
        return []
    return [
        Fault(name, "县里已经审核通过，师父、徒弟和类别不能直接改；要换人，请解除这一对，再另外申报。")
        for name in _WHO
        if values.get(name) != row[name]
    ][:1]


def noted(session: Session, pk: str | None, values: Values) -> list[Fault]:
    """What a rule or the postings speak against a pair that is brought in all the same; `pk` None for a new one."""
    from app import pair_checks
    from app.rules import book

    return pair_checks.doubts(session.store, book.read(session), pk, values)


def _proposed(session: Session, pk: str | None, changes: Values) -> Values:
    """The changes together with what proposing writes down of itself."""
    if pk is None:
        return {**as_new(changes, session.today().isoformat(), is_county=session.is_county), **changes}
    row = records.get(session, ENTITY, pk)
    if session.is_county or not is_returned(row) or not any(row[name] != value for name, value in changes.items()):
        return changes
    return {**changes, **again(row, session.today())}


def as_new(values: Values, today: str, *, is_county: bool) -> Values:
    """What is written of itself with a new pair: at the county it runs at once, a school proposes it."""
    status = values.get("status") or (RUNNING if is_county else PLANNED)
    return {"status": status, **({"proposed_on": today, "times": 1} if status == PLANNED else {})}


def again(row: Row, today: date) -> Values:
    """What is written when a pair is proposed once more."""
    return {"proposed_on": today.isoformat(), "times": int(row["times"] or 1) + 1}


def _unapproved(session: Session, pk: str | None, values: Values) -> list[Fault]:
    """A school does not begin what it has proposed before the county has passed it, not by way of its end either."""
    status = values.get("status")
    if session.is_county or status in (PLANNED, DISSOLVED):
        return []
    row = None if pk is None else records.get(session, ENTITY, pk)
    if row is None:
        # One of former years that is over already begins nothing.
        begins = status in TOGETHER
    else:
        closed = status == COMPLETED and row["status"] in CLOSED
        begins = not closed and row["status"] not in TOGETHER and not was_begun(session, row)
    if not begins:
        return []
    return [Fault("status", "县里还没有审核通过，先保持“拟结对”；审核结果随县里的下一个文件来。")]


def was_begun(session: Session, row: Row) -> bool:
    """Whether a pair was ever let begin: passed by the county, or never proposed; what a school made it has proposed."""
    if row["approval"] == PASSED:
        return True
    return not (
        row["proposed_on"] or (not session.is_county and journal.made_here(session.store, ENTITY.table, row["id"]))
    )


def guard(session: Session, entity: Entity, pk: str | None, values: Values) -> None:
    """Raise Invalid at a school for a pair that would begin before the county has passed it."""
    found = _unapproved(session, pk, values) if entity is ENTITY else []
    if found:
        raise records.Invalid(ENTITY, found)


def awaits_review(row: Row) -> bool:
    """Whether the county has still to decide about a proposed pair as it was proposed last."""
    return row["status"] == PLANNED and int(row["times"] or 1) > int(row["approved_times"] or 0)


def is_returned(row: Row) -> bool:
    """Whether the county sent a proposed pair back, and it was not proposed again since."""
    return row["status"] == PLANNED and row["approval"] == RETURNED and not awaits_review(row)


def review_state(row: Row) -> str:
    """How a pair stands with the county's review, in a word; "" where there was nothing to review."""
    if awaits_review(row):
        return "待审核"
    if is_returned(row):
        return "已退回"
    return "已通过" if row["approval"] == PASSED else ""


def among(rows: Rows, pk: str | None, values: Values) -> list[Fault]:
    """The check of one among all others, inside a writing block; `pk` None for a new one."""
    start, end = str(values["start_date"]), str(values.get("end_date") or "9999")
    if values.get("status") in (COMPLETED, DISSOLVED):
        return []
    for other, other_start, other_end in stored.running_of_mentee(rows, str(values["mentee_id"]), str(values["kind"])):
        if other != pk and start <= (other_end or "9999") and other_start <= end:
            until = other_end or "至今"
            return [Fault("mentee_id", f"徒弟在 {other_start} 至 {until} 已有同类结对，时间重叠；请先结束前一对。")]
    return []


def activities(session: Session, pair: str) -> list[Row]:
    """A pair's activities, newest first."""
    return stored.activities(session.store, pair)


def every_activity(session: Session) -> list[Row]:
    """The activities of all pairs, the newest first, each with `mentor_name` and `mentee_name`."""
    return stored.every_activity(session.store)


def add_activity(session: Session, values: Values) -> str:
    """Write down one activity of a pair; raises Problem for one that is only proposed."""
    if get(session, str(values.get("pair_id")))["status"] == PLANNED:
        raise Problem("这一对还没有开始，不能记活动。", "县里审核通过、开始培养以后再记。")
    refuse_ahead(session, ACTIVITY, "held_on", values.get("held_on"))
    return records.save(session, ACTIVITY, None, values)


def refuse_ahead(session: Session, entity: Entity, name: str, day: object) -> None:
    """Raise Invalid for what is said to have been done on a day that is still to come."""
    if str(day or "") > session.today().isoformat():
        raise records.Invalid(entity, [Fault(name, "这一天还没有到，请核对日期。")])


def agreements(session: Session, pair: str) -> list[Row]:
    """What a pair agreed on, kind by kind."""
    return stored.agreements(session.store, pair)


def reviews(session: Session, pair: str) -> list[Row]:
    """A pair's assessments, the newest first."""
    return stored.reviews(session.store, pair)


def due(row: Row, today: date) -> str:
    """How a pair stands to its end: "over" (its time is up, but nobody closed it), "soon", else ""."""
    left = days_left(row, today)
    if left is None or row["status"] in CLOSED:
        return ""
    return "over" if left < 0 else "soon" if left <= SOON else ""


def days_left(row: Row, today: date) -> int | None:
    """Days until the pair's end date; negative when it is over; None without one."""
    if not row.get("end_date"):
        return None
    return (date.fromisoformat(str(row["end_date"])) - today).days
