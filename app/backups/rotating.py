"""Which copies made by themselves may go: of 7 days the first and the last each is kept, of 4 weeks and 12 months the last."""

from collections.abc import Callable, Hashable, Iterable

from app.backups.naming import Made

DAYS, WEEKS, MONTHS = 7, 4, 12
MOST = 2 * (2 * DAYS + WEEKS + MONTHS)
"""More copies are never kept: those up to now, and those that a clock dated later."""

_PERIODS: tuple[tuple[int, Callable[[Made], Hashable]], ...] = (
    (DAYS, lambda one: one.at.date()),
    (WEEKS, lambda one: one.at.isocalendar()[:2]),
    (MONTHS, lambda one: (one.at.year, one.at.month)),
)


def surplus(copies: Iterable[Made], made: Made) -> set[Made]:
    """The copies that may go now that `made` stands there, verified; only ever copies of the same file.

    Days, weeks and months are those that have copies, so that an office which is seldom open keeps as many. What is
    dated after `made` was made while a clock ran ahead, or the clock is behind now: those are a row of their own, so
    that neither pushes the other out.
    """
    ours = {one for one in copies if one.mark == made.mark} | {made}
    later = {one for one in ours if one.at > made.at}
    return ours - _kept(later) - _kept(ours - later) - {made}


def _kept(copies: set[Made]) -> set[Made]:
    kept: set[Made] = set()
    for most, period in _PERIODS:
        newest: dict[Hashable, Made] = {}
        for one in sorted(copies, reverse=True):
            newest.setdefault(period(one), one)
        kept |= set(list(newest.values())[:most])
    # What was spoilt in the course of a day is still whole in that day's first.
    first = {one.at.date(): one for one in sorted(copies, reverse=True)}
    return kept | set(list(first.values())[:DAYS])
