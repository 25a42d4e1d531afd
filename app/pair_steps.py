"""The steps of a pair: reviewed, signed, activities, assessed, then completed, extended or dissolved; each one act."""

from collections.abc import Callable, Mapping, Sequence
from datetime import date

from app import codes, mentoring, pair_checks, records
from app.fields import Fault, Field, Kind
from app.mentoring import ACTIVITY, AGREEMENT, ENTITY, REVIEW
from app.problems import Problem, Question
from app.records import Entity, Invalid, Values
from app.rules import book
from app.session import Session
from storage import mentoring as stored
from storage.ids import new_id
from storage.store import Row, Rows

_NAMED = 6


def _nothing(values: Values) -> list[Fault]:
    return []


def _of(entity: Entity, *names: str) -> tuple[Field, ...]:
    return tuple(one for one in entity.fields if one.name in names)


RETURN = Entity("pairs", "审核意见", (Field("approval_note", "退回原因", required=True, width=24),), _nothing)
EXTEND = Entity(
    "pairs",
    "延期",
    (
        Field("end_date", "延期到", Kind.DATE, required=True),
        Field("closing", "延期原因", Kind.LONG_TEXT, required=True, width=24),
    ),
    _nothing,
)
DISSOLVE = Entity(
    "pairs",
    "解除",
    (
        Field("closed_on", "解除日期", Kind.DATE, required=True),
        Field("closing", "解除原因", Kind.LONG_TEXT, required=True, width=24),
    ),
    _nothing,
)
COMPLETE = Entity("pairs", "出师", (Field("closed_on", "出师日期", Kind.DATE, required=True),), _nothing)
ASSESS = Entity("pair_reviews", "结对考核", tuple(one for one in REVIEW.fields if one.name != "pair_id"), _nothing)
ACTIVE = Entity("pair_activities", "结对活动", tuple(one for one in ACTIVITY.fields if one.name != "pair_id"), _nothing)
"""What each step asks of a person, as a form reads it."""

_LEAST = "least_"


def signing() -> Entity:
    """What signing asks: the day, and how many activities of each kind are agreed on."""
    kinds = codes.table("activity_kind").codes
    agreed = (Field(f"{_LEAST}{one.code}", one.label, Kind.COUNT, group="约定次数", width=6) for one in kinds)
    return Entity(
        "pairs", "签约", (Field("signed_on", "签约日期", Kind.DATE, required=True, group="协议"), *agreed), _nothing
    )


def agreed_values(numbers: Mapping[str, int]) -> Values:
    """Numbers by the code of `activity_kind` as the fields of `signing` hold them."""
    return {f"{_LEAST}{kind}": number for kind, number in numbers.items()}


def numbers_of(values: Values) -> dict[str, int]:
    """The numbers by the code of `activity_kind` in what the form of `signing` gave."""
    return {
        name.removeprefix(_LEAST): int(value)
        for name, value in values.items()
        if name.startswith(_LEAST) and value not in (None, "")
    }


# -- proposing and reviewing


def propose_again(session: Session, pks: Sequence[str]) -> int:
    """Propose what the county returned once more, as it stands now."""
    rows = _those(session, pks, mentoring.is_returned, "县里没有退回过，或者已经再次申报。")
    return _each(session, rows, "再次申报师徒结对", lambda row: mentoring.again(row, session.today()))


def approve(session: Session, pks: Sequence[str], *, note: str | None = None, agreed: bool = False) -> int:
    """The county passes proposed pairs, which thereby begin (培养中). Returns how many.

    Raises mentoring.Doubtful where a rule or the postings speak against one, unless a person has `agreed`.
    """
    _county(session)
    rows = _those(session, pks, lambda row: row["status"] == mentoring.PLANNED, "已经审核过，或者已经结束。")
    _refuse_doubts(session, rows, agreed)
    verdict = {"approval": mentoring.PASSED, "approval_note": note, "status": mentoring.RUNNING}
    return _each(session, rows, "审核通过师徒结对", lambda row: {**verdict, **_decided(session, row)}, among=True)


def send_back(session: Session, pks: Sequence[str], note: str) -> int:
    """The county returns proposed pairs with the reason, which the schools read in their next file."""
    _county(session)
    if not note.strip():
        raise Invalid(RETURN, [Fault("approval_note", "请写明为什么退回，学校好照着改。")])
    rows = _those(session, pks, lambda row: row["status"] == mentoring.PLANNED, "已经开始或者已经结束，不能退回。")
    verdict = {"approval": mentoring.RETURNED, "approval_note": note.strip()}
    return _each(session, rows, "退回师徒结对", lambda row: {**verdict, **_decided(session, row)})


def _decided(session: Session, row: Row) -> Values:
    return {"approved_on": session.today().isoformat(), "approved_times": int(row["times"] or 1)}


def _county(session: Session) -> None:
    if not session.is_county:
        raise Problem("结对由县里审核。", "学校申报以后，审核结果随县里的下一个文件来。")


# -- working together


def sign(session: Session, pks: Sequence[str], signed_on: date, least: Mapping[str, int]) -> int:
    """Write down that pairs signed, and how many activities of which kind they agreed on; what stood there goes."""
    rows = _those(session, pks, _at_work, "还没有审核通过，或者已经结束，不能签约。")
    for row in rows:
        if signed_on.isoformat() > str(row["end_date"] or "9999"):
            raise Invalid(signing(), [Fault("signed_on", "签约日期在结对结束以后，请核对。")])
    mentoring.refuse_ahead(session, signing(), "signed_on", signed_on.isoformat())
    with session.writing(f"师徒结对签约：{_called(session, rows)}") as written:
        stored.drop_agreements(written, [str(row["id"]) for row in rows])
        for row in rows:
            _write(session, written, row, {"signed_on": signed_on.isoformat()})
            for kind, number in least.items():
                if number:
                    written.insert(AGREEMENT.table, {"pair_id": str(row["id"]), "kind": kind, "least": number})
    return len(rows)


def note_activity(session: Session, pks: Sequence[str], values: Values) -> int:
    """Write the same activity down for many pairs in one act."""
    return _add(session, ACTIVITY, pks, values, _at_work, "还没有开始，或者已经结束，不能再记活动。")


def assess(session: Session, pks: Sequence[str], values: Values) -> int:
    """Write the same assessment down for many pairs in one act."""
    return _add(session, REVIEW, pks, values, _at_work, "还没有开始，或者已经结束，不能再考核。")


def _at_work(row: Row) -> bool:
    return row["status"] in mentoring.TOGETHER


def _add(
    session: Session, entity: Entity, pks: Sequence[str], values: Values, fits: Callable[[Row], bool], why_not: str
) -> int:
    rows = _those(session, pks, fits, why_not)
    mentoring.refuse_ahead(session, entity, "held_on", values.get("held_on"))
    for row in rows:
        records.validate(session, entity, {**values, "pair_id": str(row["id"])}, values)
    columns = ("id", "pair_id", *values)
    with session.writing(f"登记{entity.label}：{_called(session, rows)}") as written:
        written.insert_many(entity.table, columns, [(new_id(), str(row["id"]), *values.values()) for row in rows])
    return len(rows)


# -- the ways a pair ends


class Unready(Question):
    """Pairs that a rule would not yet let end as 出师; a person may end them so all the same."""


def complete(session: Session, pks: Sequence[str], on: date, *, agreed: bool = False) -> int:
    """End pairs as 出师. Raises Unready where the final assessment or the points of the rule are wanting, unless a
    person has `agreed`."""
    rows = _those(session, pks, _at_work, "还没有开始，或者已经结束。")
    lacking = [] if agreed else [words for row in rows if (words := unready(session, row))]
    if lacking:
        more = f"……共 {len(lacking)} 对。" if len(lacking) > _NAMED else ""
        raise Unready("有的结对还不到出师的要求。", "".join(lacking[:_NAMED]) + more + "确实可以出师，才照样办理。")
    return _close(session, rows, mentoring.COMPLETED, on, None)


def unready(session: Session, row: Row) -> str:
    """What a pair is wanting before it may end as 出师, as a sentence; "" when nothing is."""
    from app import pair_scores

    final = next((one for one in mentoring.reviews(session, str(row["id"])) if one["kind"] == mentoring.FINAL), None)
    scored = pair_scores.of_pair(session, row)
    said = []
    if final is not None and final["grade"] == mentoring.FAILED:
        said.append("期满考核不合格")
    if scored is not None:
        rule, one = scored
        said += [] if final is not None else ["还没有期满考核"]
        if one.points < one.passed:
            said.append(f"得 {one.points} 分，不到 {one.passed} 分（《{rule.title}》）")
    return f"{row_called(session, row)}：{'，'.join(said)}。" if said else ""


def extend(session: Session, pks: Sequence[str], end: date, reason: str, *, agreed: bool = False) -> int:
    """Let pairs go on until a later day (延期), with the reason. Doubts as in `mentoring.save`."""
    rows = _those(session, pks, _at_work, "还没有开始，或者已经结束，不能延期。")
    early = [row for row in rows if row["end_date"] and end.isoformat() <= str(row["end_date"])]
    if early:
        raise Invalid(EXTEND, [Fault("end_date", f"要晚于现在的结束日期 {early[0]['end_date']}。")])
    _required(EXTEND, reason)
    values: Values = {"status": mentoring.EXTENDED, "end_date": end.isoformat(), "closing": reason.strip()}
    _refuse_doubts(session, [{**row, **values} for row in rows], agreed, rows)
    return _each(session, rows, "师徒结对延期", lambda row: values, among=True)


def dissolve(session: Session, pks: Sequence[str], on: date, reason: str) -> int:
    """End pairs before they reached their aim (解除), with the reason."""
    _required(DISSOLVE, reason)
    rows = _those(session, pks, lambda row: row["status"] not in mentoring.CLOSED, "已经结束了。")
    return _close(session, rows, mentoring.DISSOLVED, on, reason.strip())


def resume(session: Session, pks: Sequence[str]) -> int:
    """Let pairs that were closed by mistake go on as before; what was only proposed is proposed again."""
    rows = _those(session, pks, lambda row: row["status"] in mentoring.CLOSED, "没有结束，不用恢复。")

    def values(row: Row) -> Values:
        status = mentoring.RUNNING if mentoring.was_begun(session, row) else mentoring.PLANNED
        return {"status": status, "closed_on": None, "closing": None}

    return _each(session, rows, "师徒结对恢复培养", values, among=True)


def _required(entity: Entity, reason: str) -> None:
    if not reason.strip():
        raise Invalid(entity, [Fault("closing", f"请填写{entity.label}原因。")])


def _close(session: Session, rows: list[Row], status: str, on: date, reason: str | None) -> int:
    if on > session.today():
        raise Invalid(COMPLETE, [Fault("closed_on", "这一天还没有到，请核对日期。")])
    if any(on.isoformat() < str(row["start_date"]) for row in rows):
        raise Invalid(COMPLETE, [Fault("closed_on", "早于结对开始的日期，请核对。")])
    values: Values = {"status": status, "closed_on": on.isoformat(), "closing": reason}
    return _each(session, rows, f"师徒结对{codes.table('pair_status').label_of(status)}", lambda row: values)


# -- inside


def _those(session: Session, pks: Sequence[str], fits: Callable[[Row], bool], why_not: str) -> list[Row]:
    """The pairs of these ids; raises Problem naming those for which the step makes no sense."""
    rows = [mentoring.get(session, pk) for pk in dict.fromkeys(pks)]
    if not rows:
        raise Problem("没有选中师徒结对。", "请先勾选要办理的几对。")
    others = [row for row in rows if not fits(row)]
    if others:
        raise Problem(f"{_called(session, others)}{why_not}", "请只选可以办理的。没有改动任何内容。")
    return rows


def _called(session: Session, rows: Sequence[Row]) -> str:
    return row_called(session, rows[0]) if len(rows) == 1 else f"{len(rows)} 对"


def row_called(session: Session, row: Row) -> str:
    """What to call a pair: 师父—徒弟."""
    return f"{row['mentor_name'] or ''}—{row['mentee_name'] or ''}"


def _each(
    session: Session, rows: Sequence[Row], reason: str, values: Callable[[Row], Values], *, among: bool = False
) -> int:
    with session.writing(f"{reason}：{_called(session, rows)}") as written:
        for row in rows:
            _write(session, written, row, values(row), among=among)
    return len(rows)


def _write(session: Session, rows: Rows, row: Row, values: Values, *, among: bool = False) -> None:
    whole = {**{name: row[name] for name in ENTITY.columns}, **values}
    changed = {name: value for name, value in values.items() if row[name] != value}
    records.validate(session, ENTITY, whole, changed)
    found = mentoring.among(rows, str(row["id"]), whole) if among else []
    if found:
        raise Invalid(ENTITY, found)
    if changed:
        rows.update(ENTITY.table, str(row["id"]), changed)


def _refuse_doubts(session: Session, rows: Sequence[Row], agreed: bool, before: Sequence[Row] = ()) -> None:
    """Raise Doubtful where something new speaks against one of many, each doubt under the names of its pair."""
    if agreed:
        return
    rules = book.read(session)

    def doubts(row: Row) -> list[Fault]:
        return pair_checks.doubts(session.store, rules, str(row["id"]), row)

    said = {str(row["id"]): set(doubts(row)) for row in before}
    found = [(row, doubt) for row in rows for doubt in doubts(row) if doubt not in said.get(str(row["id"]), ())]
    if found:
        raise mentoring.Doubtful(
            [Fault(doubt.field, f"{row_called(session, row)}：{doubt.reason}") for row, doubt in found[:_NAMED]]
        )
