"""Reads every file of a folder of hostile spreadsheets and tells what came of it: no crash, no hang, nothing lost unsaid.

Usage: python -m bench.sweep_workbooks FOLDER [HOW_MANY]; HOW_MANY takes an even sample. What is read is compared cell
by cell with other readers (`bench.witnesses`). Prints a table of outcomes by kind of file, then every file that came
out wrong. Leaves with 1 after a crash (anything but an ExportProblem), a hang, or a silent partial read: a cell another
reader finds that is empty or something else here. Says so when FOLDER is absent.
"""

import sys
import time
from collections import Counter, defaultdict
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from bench.witness_zips import VALUE
from bench.witnesses import NoWitnessError, same, same_letters, testimony

if TYPE_CHECKING:
    from exports.workbooks.sheets import Sheet, Workbook

SECONDS = 20.0
MEMORY = 512 << 20
SLACK = 5.0  # seconds a stopped child may take to be gone
SHOWN = 3

READ = "read, as another reader finds it"
READ_TEXT = "read, delimited text with all its letters"
READ_BLANK = "read, the same but for cells of spaces only, which are empty here"
READ_ESCAPED = "read, the same but for letters written as _xC1EF_, which stay so here"
UNWITNESSED = "read, no other reader to compare with"
EMPTY = "read, no cell filled; another reader finds none either"
BAD = ("CRASH", "HANG", "PARTIAL")


class Found(NamedTuple):
    """What came of a file: a line of the table, and what to print of it when it is bad or worth a look."""

    outcome: str
    detail: str = ""


def outcome(path: Path) -> Found:
    """Read the file, look for its table, and compare with another reader."""
    from exports.problems import ExportProblem
    from exports.workbooks.kinds import Limits
    from exports.workbooks.reading import read_workbook
    from exports.workbooks.tables import find_tables

    try:
        workbook = read_workbook(path, limits=Limits(seconds=SECONDS, memory=MEMORY))
        for sheet in workbook.sheets:
            find_tables(sheet, ("姓名", "学校", "Name"))
    except ExportProblem as problem:
        return Found(f"refused: {problem.title}")
    except Exception as error:  # noqa: BLE001 - a sweep is there to find what nobody thought of
        return Found("CRASH", f"{type(error).__name__}: {error}")
    return compared(path, workbook)


def compared(path: Path, workbook: "Workbook") -> Found:
    """How the workbook stands to what another reader finds in its file."""
    try:
        theirs = testimony(path)
    except NoWitnessError as none:
        content = path.read_bytes()
        if content[:2] in (b"PK", b"\xd0\xcf") or content.lstrip(b"\xef\xbb\xbf\xff\xfe\0 \r\n")[:1] == b"<":
            return Found(UNWITNESSED, str(none))
        texts = [str(cell) for sheet in workbook.sheets for row in sheet.rows for cell in row if cell is not None]
        return Found(READ_TEXT) if same_letters(content, texts) else Found("PARTIAL", "letters of the text are lost")
    names = [sheet.name for sheet in workbook.sheets]
    if len(names) != len(theirs):
        return Found("PARTIAL", f"sheets {names} instead of {[name for name, _ in theirs]}")
    lost: list[str] = []
    blank = escaped = 0
    for sheet, (_, cells) in zip(workbook.sheets, theirs, strict=True):
        for place, (kind, value) in cells.items():
            if _agrees(_cell(sheet, place), kind, value):
                continue
            if isinstance(value, str) and not value.strip():
                blank += 1
            elif "_x" in str(_cell(sheet, place)):
                escaped += 1
            else:
                lost.append(f"{sheet.name}!{place}: {_cell(sheet, place)!r} instead of {kind} {value!r}")
    if lost:
        return Found("PARTIAL", f"{len(lost)} cells; " + "; ".join(lost[:SHOWN]))
    if not any(cells for _, cells in theirs):
        return Found(EMPTY)
    return Found(READ_ESCAPED if escaped else READ_BLANK if blank else READ)


def _cell(sheet: "Sheet", place: tuple[int, int]) -> object:
    row = sheet.rows[place[0]] if place[0] < len(sheet.rows) else ()
    return row[place[1]] if place[1] < len(row) else None


def _agrees(ours: object, kind: str, value: object) -> bool:
    from exports.workbooks.sheets import ErrorCell

    if kind == VALUE:
        return ours is not None and not isinstance(ours, ErrorCell) and same(ours, value)
    return isinstance(ours, ErrorCell)


def kind_of(path: Path) -> str:
    """The kind by the content, for the table."""
    content = path.read_bytes()
    if content.startswith(b"\xd0\xcf\x11\xe0"):
        return "xls"
    if content.startswith(b"PK"):
        for kind, sign in (("ods", b"content.xml"), ("xlsb", b"workbook.bin"), ("xlsx", b"[Content_Types].xml")):
            if sign in content:
                return kind
        return "zip"
    return "text" if content[:1] in b"<" or path.suffix.lower() in (".csv", ".html", ".xml", ".htm") else "other"


def main(arguments: list[str]) -> int:
    """Sweep the folder; returns the exit code."""
    folder = Path(arguments[0]) if arguments else Path("spreadsheets")
    if not folder.is_dir():
        print(f"{folder}: absent, nothing swept")
        return 0
    files = sorted(path for path in folder.rglob("*") if path.is_file() and path.name != "MANIFEST.csv")
    if len(arguments) > 1:
        files = files[:: max(1, len(files) // int(arguments[1]))]
    table: dict[str, Counter[str]] = defaultdict(Counter)
    slowest = (0.0, "")
    bad: list[str] = []
    for path in files:
        began = time.monotonic()
        found = outcome(path)
        took = time.monotonic() - began
        if took > SECONDS + SLACK:
            found = Found("HANG", f"{took:.0f} s")
        if found.outcome in BAD:
            bad.append(f"{path.relative_to(folder)}: {found.outcome}: {found.detail}")
        table[found.outcome][kind_of(path)] += 1
        slowest = max(slowest, (took, str(path.relative_to(folder))))
    _print(table)
    print(f"{len(files)} files, slowest {slowest[0]:.1f} s: {slowest[1]}")
    print(", ".join(f"{one.lower()}: {sum(table[one].values()) if one in table else 0}" for one in BAD))
    print(*bad, sep="\n")
    return 1 if bad else 0


def _print(table: dict[str, Counter[str]]) -> None:
    kinds = ("xls", "xlsx", "xlsb", "ods", "zip", "text", "other")
    print("  all " + " ".join(f"{kind:>5}" for kind in kinds) + "  outcome")
    for outcome_, counts in sorted(
        table.items(), key=lambda one: (one[0].startswith("refused"), -sum(one[1].values()))
    ):
        row = " ".join(f"{counts[kind] or '·':>5}" for kind in kinds)
        print(f"{sum(counts.values()):5} {row}  {outcome_}")


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
