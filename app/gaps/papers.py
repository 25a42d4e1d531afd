"""The check of all rules as a report (培训核对表): of each rule its figure, and the names that matter."""

from collections.abc import Collection, Iterator
from datetime import date

from app.dates import in_words
from app.gaps import checking
from app.gaps.results import NOBODY, OK, OPEN, SHORT, TOLD, Line, Result
from app.reports import Column, Facts
from app.session import Session

WORDS = {OK: "达到", OPEN: "进行中", SHORT: "没达到", TOLD: "只列情况", NOBODY: "没有涉及"}
"""What is said of a rule: 进行中 while there is time left; 只列情况 where this office cannot say."""

COLUMNS = (
    Column("rule", "规则", 18),
    Column("figure", "做到/要求", 8, "center"),
    Column("state", "情况", 7, "center"),
    Column("name", "名称", 14),
    Column("school", "学校", 15),
    Column("note", "说明", 32),
)


def facts(session: Session, only: Collection[str] | None = None) -> Facts:
    """The whole check, or that of the rules with these ids."""
    day = session.today()
    found = [one for one in checking.results(session) if only is None or one.rule.id in only]
    rows = tuple(row for one in found for row in _rows(one, day))
    short = sum(one.state(day) == SHORT for one in found)
    said = f"{session.name}　{in_words(day)}　{len(found)} 条规则，{short} 条没有达到"
    return Facts("培训核对表", said, COLUMNS, rows)


def listed(result: Result) -> tuple[Line, ...]:
    """Whose names are told on paper: where everybody is asked for those who lack it, else those who count, and what
    fell short."""
    if result.by_school and result.everybody:
        return result.missing + result.pending
    return result.met if result.by_school else result.met + result.missing


def _rows(result: Result, day: date) -> Iterator[tuple[str, ...]]:
    state = WORDS[result.state(day)]
    yield result.title, result.figure, state, "", "", "；".join((result.asked, *result.notes))
    for one in listed(result):
        where = one.school if one.school != one.name else ""
        yield result.title, "", "" if one in result.met else result.lack, one.name, where, one.note
