"""Tables of numbers in which each cell keeps who is behind it: lines by one thing, columns by another."""

from collections.abc import Callable, Mapping, Sequence

from app.figures.shapes import Entry
from app.reports.shapes import WHOLE_ROW

Behind = dict[tuple[int, int], Sequence[Entry]]
"""Who is behind a cell (row, column)."""
Keys = Sequence[tuple[str, str]]
"""Keys and words."""

TOTAL, UNKNOWN = "合计", "未填写"


def people(found: Sequence[Entry]) -> int:
    """人: each once."""
    return len({one.id for one in found})


def by_key(found: Sequence[Entry], dim: str) -> dict[str, list[Entry]]:
    """Entries by their key in a dimension; "" for those without one."""
    made: dict[str, list[Entry]] = {}
    for one in found:
        made.setdefault(one.by.get(dim, ""), []).append(one)
    return made


def present(known: Keys, groups: Mapping[str, Sequence[Entry]], unknown: str = UNKNOWN) -> list[tuple[str, str]]:
    """The keys that occur, in the order of what is known, those unknown last."""
    words = dict(known)
    found = [(key, label) for key, label in known if key in groups]
    rest = sorted(key for key in groups if key and key not in words)
    return [*found, *((key, key) for key in rest), *([("", unknown)] if "" in groups else [])]


def crossed(
    lines: Sequence[tuple[str, Sequence[Entry]]],
    columns: Sequence[Callable[[Entry], bool]],
    *,
    before: int = 1,
    count: Callable[[Sequence[Entry]], int] = people,
) -> tuple[list[tuple[str, ...]], Behind]:
    """Lines of numbers: each label, then how many of its entries belong in each column; with who is behind each.

    `before`: how many columns of text the line's label stands behind (the label itself is the last of them).
    """
    rows: list[tuple[str, ...]] = []
    behind: Behind = {}
    for at, (label, some) in enumerate(lines):
        cells = []
        for place, fits in enumerate(columns, before):
            inside = [one for one in some if fits(one)]
            cells.append(str(count(inside)))
            behind[at, place] = inside
        behind[at, WHOLE_ROW] = some
        rows.append((*([""] * (before - 1)), label, *cells))
    return rows, behind


def percent(part: int, whole: int) -> str:
    """A share with one decimal; "" of nothing."""
    return f"{part * 100 / whole:.1f}" if whole else ""
