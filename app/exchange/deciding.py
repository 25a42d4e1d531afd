"""Decide about many things of 待核对 at once, each kind by its own service and in an act of its own."""

from collections.abc import Callable, Iterable

from app.exchange import reapplying, restoring, settling
from app.exchange.inbox import Item
from app.exchange.settling import Settled
from app.problems import Cancelled, Problem
from app.progress import Progress, silent
from app.session import Session


def take(session: Session, items: Iterable[Item], progress: Progress = silent) -> list[Settled]:
    """The school's side of everything: values stand, records come back, acts are taken after all."""
    refs = _refs(items)
    return [
        *_done(refs["plain"], lambda some: restoring.restore(session, map(int, some), progress)),
        *_done(refs["offer"], lambda some: restoring.take(session, map(int, some), progress)),
        *_done(refs["rejected"], lambda some: reapplying.reapply(session, some, progress)),
        *_done(refs["conflict"], lambda some: settling.settle(session, some, "school", progress=progress)),
    ]


def keep(session: Session, items: Iterable[Item], progress: Progress = silent) -> list[Settled]:
    """The county's side of everything."""
    refs = _refs(items)
    return [
        *_done(refs["plain"] + refs["offer"], lambda some: restoring.drop(session, map(int, some))),
        *_done(refs["rejected"], lambda some: reapplying.leave(session, some)),
        *_done(refs["conflict"], lambda some: settling.settle(session, some, "county", progress=progress)),
    ]


def write(session: Session, items: Iterable[Item], text: str, progress: Progress = silent) -> list[Settled]:
    """A third value for all conflicts among these, which must be of one field."""
    refs = _refs(items)["conflict"]
    return _done(refs, lambda some: settling.settle(session, some, "typed", text, progress))


def _done(refs: list[str], act: Callable[[list[str]], Settled]) -> list[Settled]:
    """What came of one kind; one that is refused as a whole does not hold up the others."""
    if not refs:
        return []
    try:
        return [act(refs)]
    except Cancelled:
        raise
    except Problem as problem:
        return [Settled(0, tuple((ref, problem.title) for ref in refs))]


def _refs(items: Iterable[Item]) -> dict[str, list[str]]:
    """What the services take, by kind; offers by whether the county has something newer (`offer`) or not (`plain`)."""
    found: dict[str, list[str]] = {"plain": [], "offer": [], "rejected": [], "conflict": []}
    for one in items:
        found["plain" if one.plain else one.kind].extend(one.refs)
    return found
