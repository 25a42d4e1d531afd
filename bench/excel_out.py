"""X3: writing a plain list as a formatted workbook, against XlsxWriter without formats and against zlib alone.

    python -m bench.excel_out [--rounds N] [--quick] [--out FILE] [--office FILE]

The list is the county's teachers: 30 columns, texts, dates and numbers, every cell with its look, page set-up and all.
Every writing runs in a process of its own, its library's import included; the rows are there before the clock starts.
What was written is read again by python-calamine and by openpyxl, and compared with the rows.
"""

import json
import pickle
import sys
import zipfile
import zlib
from collections.abc import Callable, Mapping, Sequence
from datetime import date, datetime
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from bench.children import Children, children
from bench.excel import CLOCK, COLUMNS, Watch
from bench.office import copied, office
from bench.rounds import Goal, Report, options, present

OURS, XLSXWRITER, ZLIB = "write_workbook", "XlsxWriter", "zlib alone"

MOST = ((XLSXWRITER, 0.35), (ZLIB, 2.5))

_ONE = "import sys, json; from bench.excel_out import WAYS; print(json.dumps(WAYS[sys.argv[1]](*sys.argv[2:])))"
_PLAINEST = 6
"""The level of zlib that XlsxWriter and most others use."""

Kinds = Sequence[str]
Rows = Sequence[Sequence[Any]]


def main() -> int:
    """Measure the writing of everybody; returns the exit code."""
    report = Report("excel_out", options(__doc__ or ""))
    if not present("xlsxwriter"):
        return report.finish()
    with office(report.options) as made, children() as some, TemporaryDirectory(prefix="xinhuo-bench-") as name:
        folder = Path(name)
        kinds, rows = roster(copied(made, folder / "county.xinhuo"))
        kept = folder / "rows.pickle"
        kept.write_bytes(pickle.dumps((kinds, rows)))
        out = {way: folder / f"{way}.xlsx" for way in (XLSXWRITER, OURS)}
        # zlib deflates what XlsxWriter wrote: that file must be there before the first round.
        xlsxwriter(str(kept), str(out[XLSXWRITER]))
        ways = {
            XLSXWRITER: _way(some, XLSXWRITER, kept, out[XLSXWRITER]),
            OURS: _way(some, OURS, kept, out[OURS]),
            ZLIB: _way(some, ZLIB, out[XLSXWRITER]),
        }
        goals = [Goal("X3", f"{OURS}/{CLOCK}", f"{peer}/{CLOCK}", most) for peer, most in MOST]
        report.run(f"A list written as .xlsx ({len(rows):,} × {COLUMNS})", ways, rounds=5, goals=goals)
        sizes = {way: path.stat().st_size for way, path in out.items()}
        report.note("bytes", sizes, ", ".join(f"{way} {size:,} bytes" for way, size in sizes.items()))
        same = {reader: READERS[reader](out[OURS]) == _plain(rows) for reader in READERS if present(reader)}
        words = ", ".join(f"{reader}: {'equal' if equal else 'DIFFERENT'}" for reader, equal in same.items())
        report.note("read again", same, f"read again by {words}")
    return report.finish() if all(same.values()) else 1


def _way(some: Children, name: str, *paths: Path) -> Callable[[], Mapping[str, float]]:
    def way() -> Mapping[str, float]:
        found: dict[str, float] = json.loads(some.run(_ONE, name, *map(str, paths)))
        return found

    return way


def roster(path: Path) -> tuple[Kinds, Rows]:
    """The county's teachers as cells, and what each column holds."""
    from app import teachers
    from app.fields import Field, Kind, show
    from app.session import open_session

    with open_session(path) as session:
        people = teachers.every(session)
    fields = [one for one in teachers.FIELDS if any(row.get(one.name) for row in people)][: COLUMNS - 2]

    def cell(one: Field, row: Mapping[str, Any]) -> Any:
        value = row[one.name]
        if one.kind is Kind.REFERENCE:
            return row.get(f"{one.name}_name")
        if one.kind is Kind.MONTH and value and len(value) == 10:
            return date.fromisoformat(value)
        return show(one, value) or None

    kinds = ["date" if one.kind is Kind.MONTH else "text" for one in fields] + ["number", "number"]
    rows = [[*(cell(one, row) for one in fields), number, number / 4] for number, row in enumerate(people, 1)]
    return kinds, rows


def _plain(rows: Rows) -> list[list[Any]]:
    """The rows as readers give them: empty cells None, days as moments, whole numbers as they compare."""
    moment = datetime.min.time()
    return [
        [datetime.combine(cell, moment) if type(cell) is date else None if cell == "" else cell for cell in row]
        for row in rows
    ]


def _by_calamine(path: Path) -> list[list[Any]]:
    from python_calamine import CalamineWorkbook

    rows = CalamineWorkbook.from_path(path).get_sheet_by_index(0).to_python(skip_empty_area=False)
    return _plain(rows[2:])


def _by_openpyxl(path: Path) -> list[list[Any]]:
    from openpyxl import load_workbook

    sheet: Any = load_workbook(path, read_only=True).worksheets[0]
    return _plain(list(sheet.iter_rows(values_only=True))[2:])


READERS: dict[str, Callable[[Path], list[list[Any]]]] = {
    "python_calamine": _by_calamine,
    "openpyxl": _by_openpyxl,
}


# -- what runs in a process of its own, and gives its seconds


def ours(kept: str, out: str) -> dict[str, float]:
    """The program's own way, with title, looks and page set-up."""
    kinds, rows = pickle.loads(Path(kept).read_bytes())
    watch = Watch()
    from exports.workbooks.facts import ColumnFacts, SheetFacts
    from exports.workbooks.writing import write_workbook

    columns = tuple(ColumnFacts(f"c{place}", f"第{place}栏", kind) for place, kind in enumerate(kinds, 1))
    write_workbook(Path(out), [SheetFacts("名册", "教师名册", columns, rows)])
    return watch.read()


def xlsxwriter(kept: str, out: str) -> dict[str, float]:
    """Bare: no looks but that of dates, no title."""
    kinds, rows = pickle.loads(Path(kept).read_bytes())
    watch = Watch()
    import xlsxwriter as library

    book = library.Workbook(out, {"default_date_format": "yyyy-mm-dd"})
    sheet = book.add_worksheet("名册")
    sheet.write_row(0, 0, [f"第{place}栏" for place in range(1, len(kinds) + 1)])
    for number, row in enumerate(rows, 1):
        sheet.write_row(number, 0, row)
    book.close()
    return watch.read()


def deflate(out: str) -> dict[str, float]:
    """The least: the finished parts of XlsxWriter's file deflated, and nothing else."""
    with zipfile.ZipFile(out) as package:
        parts = [package.read(name) for name in package.namelist()]
    watch = Watch()
    for part in parts:
        zlib.compress(part, _PLAINEST)
    return watch.read()


WAYS: dict[str, Callable[..., dict[str, float]]] = {OURS: ours, XLSXWRITER: xlsxwriter, ZLIB: deflate}

if __name__ == "__main__":
    sys.exit(main())
