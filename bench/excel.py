"""X1: previewing an import, from the file to mapped, checked and compared rows, against bare reading of the same file.

    python -m bench.excel [--rounds N] [--quick] [--out FILE] [--office FILE]

The workbook is a clerk's roster: 30 columns of the teachers' fields under their labels, codes as their labels, dates
as text; its people are the county's own, one in ten with another telephone number and one in ten unknown so far. Every
reading runs in a process of its own, its library's import included; the program's has its file open, as the window has.
Seconds of the processor stand beside those of the clock: on a busy computer they tell more.
"""

import json
import os
import sys
import time
from collections.abc import Callable, Mapping
from pathlib import Path
from random import Random
from tempfile import TemporaryDirectory
from typing import Any

from bench.children import Children, children
from bench.office import copied, office
from bench.rounds import Goal, Report, options, present

COLUMNS = 30
PREVIEW, CALAMINE, OPENPYXL = "preview", "python-calamine, bare", "openpyxl read_only, bare"

MOST = ((CALAMINE, 2.0), (OPENPYXL, 0.25))
CLOCK, PROCESSOR = "clock", "processor"

_ONE = "import sys, json; from bench.excel import WAYS; print(json.dumps(WAYS[sys.argv[1]](*sys.argv[2:])))"
_SAID = "import sys; from bench.excel import said; print(said(*sys.argv[1:]))"


def main() -> int:
    """Measure the preview of a roster of everybody; returns the exit code."""
    report = Report("excel", options(__doc__ or ""))
    if not present("xlsxwriter"):
        return report.finish()
    with office(report.options) as made, children() as some, TemporaryDirectory(prefix="xinhuo-bench-") as name:
        folder = Path(name)
        path = copied(made, folder / "county.xinhuo")
        workbook = folder / "roster.xlsx"
        rows = write_roster(path, workbook)
        size = workbook.stat().st_size
        report.note("workbook", {"rows": rows, "bytes": size}, f"{rows:,} rows × {COLUMNS} columns, {size:,} bytes")
        ways = {CALAMINE: _way(some, CALAMINE, workbook), PREVIEW: _way(some, PREVIEW, workbook, path)}
        if present("openpyxl"):
            ways[OPENPYXL] = _way(some, OPENPYXL, workbook)
        goals = [Goal("X1", f"{PREVIEW}/{CLOCK}", f"{peer}/{CLOCK}", most) for peer, most in MOST]
        report.run("Preview of an import (.xlsx)", ways, rounds=5, goals=goals)
        words = some.run(_SAID, str(workbook), str(path))
        report.note("preview says", words, words)
    return report.finish()


def _way(some: Children, name: str, *paths: Path) -> Callable[[], Mapping[str, float]]:
    def way() -> Mapping[str, float]:
        found: dict[str, float] = json.loads(some.run(_ONE, name, *map(str, paths)))
        return found

    return way


def write_roster(path: Path, target: Path) -> int:
    """Write the county's teachers as a clerk's workbook; returns how many rows."""
    import xlsxwriter

    from app import teachers
    from app.fields import Kind, show
    from app.session import open_session

    rolls = Random(5)
    with open_session(path) as session:
        people = teachers.every(session)
    fields = [one for one in teachers.FIELDS if any(row.get(one.name) for row in people)][:COLUMNS]
    book = xlsxwriter.Workbook(str(target))
    sheet = book.add_worksheet("教职工花名册")
    sheet.write_row(0, 0, [one.label for one in fields])
    for number, row in enumerate(people, 1):
        changed = dict(row)
        lot = rolls.random()
        if lot < 0.1:
            changed["phone"] = f"139{rolls.randrange(10**8):08d}"
        elif lot < 0.2:
            changed["name"], changed["id_number"] = f"{row['name'][0]}新", None
        cells = [
            str(changed.get(f"{one.name}_name") or "") if one.kind is Kind.REFERENCE else show(one, changed[one.name])
            for one in fields
        ]
        for column, text in enumerate(cells):
            if text:
                sheet.write_string(number, column, text)
    book.close()
    return len(people)


# -- what runs in a process of its own, and gives its seconds


class Watch:
    """Seconds since it was made: of the clock, and of the processor with the processes that have ended."""

    def __init__(self) -> None:
        self._clock, self._processor = time.perf_counter(), _processor()

    def read(self) -> dict[str, float]:
        return {CLOCK: time.perf_counter() - self._clock, PROCESSOR: _processor() - self._processor}


def _processor() -> float:
    spent = os.times()
    return spent.user + spent.system + spent.children_user + spent.children_system


def preview(workbook: str, office_file: str) -> dict[str, float]:
    """From the file to rows with their states, in an office that is open."""
    from app import importing
    from app.session import open_session

    with open_session(Path(office_file)) as session:
        watch = Watch()
        importing.preview(session, "teachers", Path(workbook))
        return watch.read()


def said(workbook: str, office_file: str) -> str:
    """What the preview says, to see that it found the columns and knew the people."""
    from app import importing
    from app.session import open_session

    with open_session(Path(office_file)) as session:
        made = importing.preview(session, "teachers", Path(workbook))
    return f"{made.sentence}（{len(made.mapped)} 列）"


def calamine(workbook: str) -> dict[str, float]:
    """Every cell as a Python value, and nothing else."""
    watch = Watch()
    from python_calamine import CalamineWorkbook

    CalamineWorkbook.from_path(workbook).get_sheet_by_index(0).to_python(skip_empty_area=False)
    return watch.read()


def openpyxl(workbook: str) -> dict[str, float]:
    """Every cell as a Python value, and nothing else."""
    watch = Watch()
    from openpyxl import load_workbook

    sheet: Any = load_workbook(workbook, read_only=True, data_only=True).worksheets[0]
    list(sheet.iter_rows(values_only=True))
    return watch.read()


WAYS: dict[str, Callable[..., dict[str, float]]] = {PREVIEW: preview, CALAMINE: calamine, OPENPYXL: openpyxl}

if __name__ == "__main__":
    sys.exit(main())
