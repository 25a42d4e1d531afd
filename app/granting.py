"""审核 of declared items: the school passes them on or returns them, the county grants hours or returns them with a reason."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from app import declarations, records
from app.declarations import AT_COUNTY, AT_SCHOOL, GRANTED, PASSED, READING, RETURNED, RETURNED_BY
from app.fields import hours_text
from app.problems import Problem
from app.progress import Progress, silent
from app.records import Values
from app.rules import book
from app.session import Session
from storage import declarations as stored
from storage.store import Row, Rows


@dataclass(frozen=True)
class Left:
    """An item that nothing was decided about, and why."""

    id: str
    name: str
    reason: str


@dataclass(frozen=True)
class Reviewed:
    """How many items were decided about, the hours granted (tenths), those granted less than asked for, and those left."""

    done: int
    hours: int = 0
    fewer: tuple[Left, ...] = ()
    left: tuple[Left, ...] = ()


def review(
    session: Session,
    ids: Sequence[str],
    verdict: str,
    comment: str = "",
    *,
    hours: int | None = None,
    again: bool = False,
    progress: Progress = silent,
) -> Reviewed:
    """Pass or return items in one act: a school what waits for it, the county what waits there.

    What cannot be decided about as it stands is left and named. `hours` (tenths, the county's word for one item) where
    no rule converts it, or fewer than the rule gives; `again` lets the county decide anew what it has decided.
    Nothing is done when it is stopped.
    """
    if verdict not in (PASSED, RETURNED_BY):
        raise Problem(f"没有“{verdict}”这种结论。", "可用的有：passed（通过）、returned（退回）。")
    said = comment.strip()
    if verdict == RETURNED_BY and not said:
        raise Problem("退回要写明理由。", "要知道缺什么、怎么改，才能重新申报。")
    if hours is not None and len(set(ids)) > 1:
        raise Problem("一次只能给一条填写认定学时。", "许多条一起认定的，按折算办法和申报的学时认定。")
    found = declarations.listed(session, list(dict.fromkeys(ids)))
    if not found:
        raise records.not_found(declarations.ENTITY)
    decide = _county(session, verdict, said, hours, again) if session.is_county else _school(verdict, said)
    done, granted, fewer, left = 0, 0, list[Left](), list[Left]()
    with session.writing(_reason(session, found, verdict)) as rows:
        for place, row in enumerate(found):
            progress(place, len(found), "审核申报")
            made = decide(rows, row, len(found) > 1)
            if isinstance(made, str):
                left.append(Left(str(row["id"]), _name(row), made))
                continue
            rows.update(declarations.ENTITY.table, str(row["id"]), made.values)
            done, granted = done + 1, granted + made.hours
            if made.fewer:
                fewer.append(Left(str(row["id"]), _name(row), made.fewer))
    progress(len(found), len(found), "完成")
    return Reviewed(done, granted, tuple(fewer), tuple(left))


def waiting(session: Session) -> list[str]:
    """Ids of the items that wait for this office to look at them."""
    waits = AT_COUNTY if session.is_county else AT_SCHOOL
    return [str(row["id"]) for row in declarations.listed(session) if row["state"] == waits]


@dataclass(frozen=True)
class _Made:
    """What is written of a decision; `fewer` says why less than what was asked for."""

    values: Values
    hours: int = 0
    fewer: str = ""


_Decide = Callable[[Rows, Row, bool], _Made | str]
"""(rows, item, whether it is one of several) → what is written, or why nothing is."""


def _school(verdict: str, comment: str) -> _Decide:
    def decide(rows: Rows, row: Row, several: bool) -> _Made | str:
        state = row["state"]
        if state == GRANTED:
            return "县里已经认定。"
        if verdict == RETURNED_BY:
            if row["school_verdict"] == RETURNED_BY:
                return "本校已经退回。"
            return _Made({"school_verdict": RETURNED_BY, "school_comment": comment})
        if state == AT_COUNTY:
            return "本校已经通过，等县里审核。"
        # Passed on again after the county returned it: a version of its own, so that the county sees it as new.
        version = int(row["version"] or 0) + 1
        return _Made({"school_verdict": PASSED, "school_comment": comment or None, "version": version})

    return decide


def _county(session: Session, verdict: str, comment: str, hours: int | None, again: bool) -> _Decide:
    # Once for all: within one act the rules do not change.
    rules = book.read(session)

    def decide(rows: Rows, row: Row, several: bool) -> _Made | str:
        why = _hindered(row, verdict, again)
        if why:
            return why
        now = stored.as_it_stands(rows, str(row["id"]))
        assert now is not None
        said: Values = {
            "verdict": verdict, "comment": comment or None, "decided_on": session.today().isoformat(),
            "decided_by": session.operator or "未署名", "decided_about": now["about"],
        }  # fmt: skip
        if verdict == RETURNED_BY:
            return _Made({**said, "granted": None, "rule_id": None})
        if several and (row["is_twice"] or row["is_shared"]):
            return f"{row['doubt']}，请单独核对。"
        return _granted(rows, rules, now, said, hours)

    return decide


def _granted(rows: Rows, rules: book.Book, now: Row, said: Values, hours: int | None) -> _Made | str:
    given = declarations.proposed(rows, str(now["id"]), now, rules)
    if given.lacking:
        return given.why
    if hours is not None and given.hours is not None and hours > given.hours:
        return f"{given.why}不能认定 {hours_text(hours)} 学时。"
    asked = now["hours"]
    offers = [one for one in (hours, None if hours is not None else asked, given.hours) if one is not None]
    if not offers and now["kind"] == READING:
        # A book is counted as read; hours it gives only where somebody says so.
        offers = [0]
    if not offers:
        return "没有折算办法，也没有写申报学时，请单独认定，填写学时。"
    granted = min(offers)
    fewer = ""
    if isinstance(asked, int) and granted < asked:
        fewer = f"申报 {hours_text(asked)} 学时，认定 {hours_text(granted)}。{given.why}"
    values = {**said, "granted": granted, "rule_id": given.rule_id}
    return _Made(values, granted, fewer)


def _hindered(row: Row, verdict: str, again: bool) -> str:
    """Why the county cannot decide about an item in this way now; "" when it can."""
    state = row["state"]
    if state == AT_SCHOOL:
        return "学校还没有审核。"
    decided = bool(row["verdict"] and row["stands"])
    if state == RETURNED and not decided:
        return "学校已经退回给教师。"
    if decided and row["verdict"] == verdict and not (again and verdict == PASSED):
        return "已经认定。" if verdict == PASSED else "已经退回，等改好再报。"
    if decided and not again:
        return "已经认定。要改，请单独处理。" if verdict == RETURNED_BY else "已经退回，等改好再报。"
    return ""


def _name(row: Row) -> str:
    return f"{row['teacher_name']}“{row['title']}”"


def _reason(session: Session, found: Sequence[Row], verdict: str) -> str:
    what = "退回" if verdict == RETURNED_BY else "认定" if session.is_county else "通过"
    return f"{what}申报学时：{_name(found[0]) if len(found) == 1 else f'{len(found)} 条'}"
