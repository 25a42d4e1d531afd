"""How studios are judged and how they end: assessments of a year or a term, withdrawal, the end of a term, a new term."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from app import codes, records, studios
from app.fields import Fault
from app.problems import Problem
from app.records import Values
from app.session import Session
from app.studio_work import ASSESSMENT
from storage import studio_work as stored
from storage import studios as stored_studios
from storage.store import Row, Rows

YEARLY, OF_TERM = "1", "2"
"""Codes of `studio_assessment_kind`: 年度考核, 周期考核."""

FAILED = "3"
"""不合格 among `three_grades`."""


@dataclass(frozen=True)
class Entered:
    """What entering many did: how many were written, the names of those already assessed, and the ids of those that a
    rule wants withdrawn for their grade."""

    written: int
    there: tuple[str, ...]
    to_withdraw: tuple[str, ...]


def assessments(session: Session) -> list[Row]:
    """Every assessment with `studio_name`, `studio_kind`, `studio_state`, `host_name`, and `to_do`: what follows of it and
    is not done; the newest year first."""
    from app.rules import book

    rules, today = book.read(session), session.today()
    latest = stored.latest_grades(session.store)

    def to_do(row: Row) -> str:
        # What an earlier one asked for was settled by the later one.
        last = latest[str(row["studio_id"])][:2] == (row["year"], row["kind"])
        return _to_do(row, rules, today) if last else ""

    return [{**row, "to_do": to_do(row)} for row in stored.assessments(session.store)]


def get_assessment(session: Session, pk: str) -> Row:
    """One assessment as in `assessments`; raises Problem when there is none."""
    return records.there(ASSESSMENT, next((one for one in assessments(session) if one["id"] == pk), None))


TO_WITHDRAW = "应撤销"
"""As `studio_rules` says it of a studio; that is read only when rules are."""


def _to_do(row: Row, rules: "object", today: date) -> str:
    from app import studio_rules
    from app.rules.book import Book

    assert isinstance(rules, Book)
    if row["studio_state"] != studios.RUNNING:
        return ""
    return TO_WITHDRAW if studio_rules.withdrawn_by(rules, row["studio_kind"], row["grade"], today) else ""


def among(rows: Rows, pk: str | None, values: Values) -> list[Fault]:
    """One assessment of a kind and year for a studio."""
    found = stored.assessed(rows, str(values["kind"]), int(values["year"] or 0), [str(values["studio_id"])])
    if any(one != pk for _studio, one in found):
        return [Fault("year", "这个工作室这一年的这种考核已经登记过，请修改原来那条。")]
    return []


def save_assessment(session: Session, pk: str | None, changes: Values) -> str:
    """Save one assessment; a studio has one of a kind and year."""
    return records.save(session, ASSESSMENT, pk, changes, among)


def enter(session: Session, pks: Sequence[str], values: Values) -> Entered:
    """Give studios the same assessment (`kind`, `year`, `grade`, …) in one act; those that have one are left as they are."""
    from app import studio_rules
    from app.rules import book

    chosen = {pk: records.get(session, studios.ENTITY, pk) for pk in dict.fromkeys(pks)}
    if not chosen:
        raise Problem("没有勾选工作室。", "请勾选要登记考核的工作室。")
    kind, year = str(values["kind"]), int(values["year"] or 0)
    label = codes.table("studio_assessment_kind").label_of(kind)
    grade = codes.table("three_grades").label_of(str(values["grade"]))
    with session.writing(f"登记 {year} 年工作室{label}：{grade}") as rows:
        there = {studio for studio, _pk in stored.assessed(rows, kind, year, chosen)}
        new = [pk for pk in chosen if pk not in there]
        for pk in new:
            whole: Values = {**values, "studio_id": pk}
            records.validate(session, ASSESSMENT, whole, whole)
            rows.insert(ASSESSMENT.table, whole)
    rules, today = book.read(session), session.today()
    failed = (
        pk
        for pk in new
        if studios.runs(chosen[pk]) and studio_rules.withdrawn_by(rules, chosen[pk]["kind"], values["grade"], today)
    )
    return Entered(len(new), tuple(str(chosen[pk]["name"]) for pk in chosen if pk in there), tuple(failed))


@dataclass(frozen=True)
class Closed:
    """How many studios were closed, and how many members left with them."""

    studios: int
    members: int


def close(session: Session, pks: Sequence[str], state: str, day: date, document: str = "") -> Closed:
    """End (期满结束) or withdraw (已撤销) studios on a day, all their members leaving with them, in one act.

    Those that have ended already stay as they are. The document is kept where one is said.
    """
    if state not in (studios.ENDED, studios.WITHDRAWN):
        raise Problem("请选择期满结束或已撤销。", "要继续运行的工作室，请用“延续周期……”。")
    records.refuse_if_county_only(session, studios.ENTITY)
    running = [
        row for row in (records.get(session, studios.ENTITY, pk) for pk in dict.fromkeys(pks)) if studios.runs(row)
    ]
    if not running:
        return Closed(0, 0)
    _refuse_day(running, day, session.today())
    verb = "撤销工作室" if state == studios.WITHDRAWN else "工作室期满结束"
    who = str(running[0]["name"]) if len(running) == 1 else f"{len(running)} 个"
    left = 0
    with session.writing(f"{verb}：{who}") as rows:
        for row in running:
            change: Values = {"state": state, "closed_on": day.isoformat(), **_document(document)}
            records.validate(session, studios.ENTITY, {**row, **change}, change)
            rows.update(studios.ENTITY.table, str(row["id"]), change)
            left += _all_leave(rows, str(row["id"]), day.isoformat())
    return Closed(len(running), left)


def _refuse_day(running: Sequence[Row], day: date, today: date) -> None:
    if day > today:
        raise Problem("这一天还没有到。", "请核对结束日期。没有改动任何内容。")
    early = next((row for row in running if day.isoformat() < str(row["start_date"] or "")), None)
    if early:
        raise Problem(
            f"“{early['name']}”{early['start_date']} 才设立。", "结束日期早于设立日期，请核对。没有改动任何内容。"
        )


def _document(document: str) -> Values:
    """What is written where a document was said; the one that stands there stays otherwise."""
    return {"document": document} if document else {}


def _all_leave(rows: Rows, studio: str, day: str) -> int:
    present = stored_studios.present(rows, studio)
    for pk, _teacher, joined in present:
        # Who was to join later has left on that day: never before joining.
        rows.update(studios.MEMBER.table, pk, {"left_on": max(day, joined or "")})
    return len(present)


def renew(session: Session, pks: Sequence[str], end: date, document: str = "") -> int:
    """Begin a new term: studios run until a later day, in one act; returns how many. Who left stays away.

    Raises Problem for a day that is not after the present end.
    """
    records.refuse_if_county_only(session, studios.ENTITY)
    found = [records.get(session, studios.ENTITY, pk) for pk in dict.fromkeys(pks)]
    early = next((row for row in found if str(row["end_date"] or "") >= end.isoformat()), None)
    if early:
        raise Problem(f"“{early['name']}”的周期本来就到 {early['end_date']}。", "请填写更晚的日期。没有改动任何内容。")
    if not found:
        return 0
    who = str(found[0]["name"]) if len(found) == 1 else f"{len(found)} 个"
    with session.writing(f"延续工作室周期到 {end.isoformat()}：{who}") as rows:
        for row in found:
            change: Values = {"end_date": end.isoformat(), "state": studios.RUNNING, "closed_on": None}
            change.update(_document(document))
            records.validate(session, studios.ENTITY, {**row, **change}, change)
            rows.update(studios.ENTITY.table, str(row["id"]), change)
    return len(found)


def undecided(session: Session) -> tuple[str, ...]:
    """Ids of the running studios of which something has to be decided: their term is over, or a rule wants them withdrawn."""
    from app import studio_rules

    noted = studio_rules.noted(session, studios.listed(session))
    waiting = {studio_rules.OVER, TO_WITHDRAW}
    return tuple(pk for pk, notes in noted.items() if any(one.short in waiting for one in notes))


def next_end(session: Session, pk: str) -> str:
    """The end of a new term by the rules, counted from the present end (or today, if that is later); "" without a rule."""
    from app import studio_rules
    from app.rules import book

    row = records.get(session, studios.ENTITY, pk)
    start = str(row["end_date"] or session.today().isoformat())
    for _rule, said in studio_rules.of_kind(book.read(session), row["kind"], session.today()):
        if said.years:
            return studio_rules.term_end(start, said)
    return ""
