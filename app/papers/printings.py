"""What was printed here (打印记录): of each printing by whom, when, what, how many papers and copies, and which way."""

from collections.abc import Sequence

from app import codes
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
    numbers, from the first to the last)."""
    found = stored.listed(session.store)
    kinds, ways = codes.table("paper_kind"), codes.table("print_way")
    for row in found:
        row["kind_label"], row["way_label"] = kinds.label_of(str(row["kind"])), ways.label_of(str(row["way"]))
        row["sheets"] = int(row["papers"]) * int(row["copies"])
        numbers = row["numbers"]
        row["span"] = "" if not numbers else numbers[0] if len(numbers) == 1 else f"{numbers[0]} 至 {numbers[-1]}"
    return found


def copies_of(session: Session) -> dict[str, int]:
    """Number → how many copies of that paper were printed here in all."""
    return stored.copies_of(session.store)
