"""What was printed here (打印记录): of each printing by whom, when, what, how many papers and copies, and which way."""

import re
from collections.abc import Sequence

from app import audit, codes
from app.session import Session
from storage import printings as stored
from storage.store import Row, Rows

FILE, FILES, PRINTER = "file", "files", "printer"
"""Ways, of the code table print_way."""


def record(
    session: Session,
    rows: Rows,
    kind: str,
    title: str,
    papers: int,
    *,
    numbers: Sequence[str] = (),
    way: str = FILE,
    copies: int = 1,
) -> None:
    """Note a printing in the block that made it; `title` says what was printed without naming anybody."""
    audit.note(session, "printed", title, papers=papers, copies=copies, way=way)
    stored.add(
        rows,
        {
            "printed_at": session.now().isoformat(timespec="seconds"), "actor": session.operator or "未署名",
            "kind": kind, "title": title, "papers": papers, "copies": copies, "way": way,
        },
        numbers,
    )  # fmt: skip


def listed(session: Session) -> list[Row]:
    """Every printing, the newest first; with `kind_label`, `way_label`, `sheets` (papers times copies) and `span` (the
    numbers in words)."""
    found = stored.listed(session.store)
    kinds, ways = codes.table("paper_kind"), codes.table("print_way")
    for row in found:
        row["kind_label"], row["way_label"] = kinds.label_of(str(row["kind"])), ways.label_of(str(row["way"]))
        row["sheets"] = int(row["papers"]) * int(row["copies"])
        numbers = row["numbers"]
        row["span"] = in_words(numbers or ())
    return found


_SHOWN = 4


def in_words(numbers: Sequence[str]) -> str:
    """Numbers as they are told: those that follow each other as a range, at most four of these; "" for none."""
    parts: list[list[str]] = []
    before: tuple[str, int, str] | None = None
    for key, number in sorted((_key(one), one) for one in set(numbers)):
        if before is not None and key == (before[0], before[1] + 1, before[2]):
            parts[-1][1:] = [number]
        else:
            parts.append([number])
        before = key
    told = "、".join(" 至 ".join(part) for part in parts[:_SHOWN])
    return told if len(parts) <= _SHOWN else f"{told}等 {len(set(numbers))} 个"


def _key(number: str) -> tuple[str, int, str]:
    """What stands before the last digits of a number, those digits, and what follows them."""
    found = [*re.finditer(r"\d+", number)]
    if not found:
        return number, 0, ""
    last = found[-1]
    return number[: last.start()], int(last[0]), number[last.end() :]


def copies_of(session: Session) -> dict[str, int]:
    """Number → how many copies of that paper were printed here in all."""
    return stored.copies_of(session.store)
