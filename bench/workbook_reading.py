"""X2: reading one workbook whole, in a process of its own and with limits, against the bare libraries.

    python -m bench.workbook_reading [--rounds N] [--quick] [--out FILE] [--office FILE]

A made-up roster of 10,000 × 30 (texts, codes, dates, numbers), the same as .xlsx and as .xls; no county is needed. What
is measured is all that `read_workbook` does: what the file is, a process with limits, every cell, error values,
formulas without a result, merged cells and the calendar, and the way back through a pipe. Every reading runs in a
process of its own, its library's import included. Seconds of the processor stand beside those of the clock.
"""

import json
import sys
from collections.abc import Callable, Iterator, Mapping
from datetime import date, timedelta
from pathlib import Path
from random import Random
from tempfile import TemporaryDirectory
from typing import Any

from bench.children import Children, children
from bench.excel import CLOCK, Watch, calamine, openpyxl
from bench.rounds import Goal, Report, options, present

ROWS, COLUMNS = 10_000, 30
OURS, CALAMINE, OPENPYXL, XLRD = "read_workbook", "python-calamine, bare", "openpyxl read_only, bare", "xlrd"

_ONE = "import sys, json; from bench.workbook_reading import WAYS; print(json.dumps(WAYS[sys.argv[1]](sys.argv[2])))"


def main() -> int:
    """Measure both formats; returns the exit code."""
    report = Report("workbook_reading", options(__doc__ or ""))
    rows = list(roster(1000 if report.options.quick else ROWS))
    size = f"{len(rows):,} × {COLUMNS}"
    with children() as some, TemporaryDirectory(prefix="xinhuo-bench-") as name:
        if present("xlsxwriter"):
            path = Path(name) / "roster.xlsx"
            write_xlsx(rows, path)
            peers = [CALAMINE, OPENPYXL] if present("openpyxl") else [CALAMINE]
            ways = {way: _way(some, way, path) for way in (*peers, OURS)}
            report.run(f"Reading an .xlsx whole ({size})", ways, rounds=5)
        if present("xlwt", "xlrd"):
            path = Path(name) / "roster.xls"
            write_xls(rows, path)
            ways = {way: _way(some, way, path) for way in (XLRD, CALAMINE, OURS)}
            goals = [Goal("X2", f"{OURS}/{CLOCK}", f"{XLRD}/{CLOCK}", 0.5)]
            report.run(f"Reading an .xls whole ({size})", ways, rounds=5, goals=goals)
    return report.finish()


def _way(some: Children, name: str, path: Path) -> Callable[[], Mapping[str, float]]:
    def way() -> Mapping[str, float]:
        found: dict[str, float] = json.loads(some.run(_ONE, name, str(path)))
        return found

    return way


def roster(rows: int) -> Iterator[list[Any]]:
    """Rows of a clerk's roster, the labels first."""
    rolls = Random(5)
    yield [f"第{number}栏" for number in range(COLUMNS)]
    for row in range(1, rows + 1):
        texts = [f"第{rolls.randint(1, 100)}小学", f"教师{row}", rolls.choice("男女"), f"teacher{row}@example.cn"]
        codes = [str(rolls.randint(10**17, 10**18 - 1)), str(rolls.randint(13 * 10**9, 14 * 10**9))]
        words = ["语文", "骨干教师", "一级教师", "本科", "汉语言文学", "群众", "汉族", "专任教师", "在职", "是"]
        dates = [date(1960, 1, 1) + timedelta(days=rolls.randint(0, 15_000)) for _ in range(2)]
        hours = [float(rolls.randint(20, 120)) for _ in range(12)]
        yield [*texts, *codes, *words, *dates, *hours]


def write_xlsx(rows: list[list[Any]], target: Path) -> None:
    """As Excel would have it: texts shared, dates with their format."""
    import xlsxwriter

    book = xlsxwriter.Workbook(str(target), {"default_date_format": "yyyy-mm-dd"})
    sheet = book.add_worksheet("名册")
    for number, row in enumerate(rows):
        sheet.write_row(number, 0, row)
    book.close()


def write_xls(rows: list[list[Any]], target: Path) -> None:
    """The same as BIFF8."""
    import xlwt

    day = xlwt.easyxf(num_format_str="YYYY-MM-DD")
    book = xlwt.Workbook()
    sheet = book.add_sheet("名册")
    for number, row in enumerate(rows):
        for column, value in enumerate(row):
            if isinstance(value, date):
                sheet.write(number, column, value, day)
            else:
                sheet.write(number, column, value)
    book.save(str(target))


# -- what runs in a process of its own, and gives its seconds


def ours(workbook: str) -> dict[str, float]:
    """Every sheet, whole, through the child."""
    watch = Watch()
    from exports.workbooks.reading import read_workbook

    read_workbook(Path(workbook))
    return watch.read()


def xlrd(workbook: str) -> dict[str, float]:
    """Every cell as xlrd keeps it: a date stays a number there."""
    watch = Watch()
    from xlrd import open_workbook

    sheet = open_workbook(workbook).sheet_by_index(0)
    [sheet.row_values(row) for row in range(sheet.nrows)]
    return watch.read()


WAYS: dict[str, Callable[[str], dict[str, float]]] = {OURS: ours, CALAMINE: calamine, OPENPYXL: openpyxl, XLRD: xlrd}

if __name__ == "__main__":
    sys.exit(main())
