"""Makes a report of finished facts, and writes it as PDF to file or as workbook to work on."""

from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from app import leaving, school_years
from app.problems import Problem
from app.progress import Progress, silent
from app.reports.registry import REPORTS
from app.reports.shapes import Facts, Only, Report
from app.session import Session

if TYPE_CHECKING:
    from exports.charts import Chart


def make(
    session: Session, name: str, *, year: int | None = None, period: str | None = None, only: Only = None
) -> Facts:
    """The facts of a report; `only` are ids of its records.

    `year` counts for yearly ones (default: this year), `period` (one of its choices) for those made for periods.
    """
    if name not in REPORTS:
        known = "、".join(f"{one.name}（{one.label}）" for one in REPORTS.values())
        raise Problem(f"没有“{name}”这张报表。", f"可用的有：{known}。")
    wanted = None if only is None else frozenset(only)
    chosen = REPORTS[name].chosen
    if chosen is not None and period is not None:
        return chosen(session, period, wanted)
    report = REPORTS[name]
    return report.make(session, year or this_year(session, report), wanted)


def this_year(session: Session, report: Report) -> int:
    """The year that a yearly report is of when nobody says: this year, or the one in which this school year began."""
    return school_years.of(session.today()) if report.of_school_year else session.today().year


def write(
    session: Session,
    name: str,
    out: Path,
    *,
    year: int | None = None,
    period: str | None = None,
    only: Only = None,
    progress: Progress = silent,
) -> int:
    """Write a report as PDF or workbook, by the ending of `out`; returns how many rows it has."""
    _refuse_ending(out)
    facts = make(session, name, year=year, period=period, only=only)
    write_facts(session, facts, out, progress)
    return len(facts.rows)


def write_facts(session: Session, facts: Facts, out: Path, progress: Progress = silent) -> None:
    """Write a finished list as PDF or workbook, by the ending of `out`."""
    if _refuse_ending(out) == ".pdf":
        _write_pdf(session, facts, out, progress)
    else:
        _write_workbook(facts, out, progress)
    leaving.note(session, "report", len(facts.rows), out)


def _refuse_ending(out: Path) -> str:
    ending = out.suffix.lower()
    if ending not in (".pdf", ".xlsx"):
        raise Problem(f"不认识“{out.suffix}”这种文件。", "报表可以存为 .pdf 或 .xlsx。")
    return ending


def _write_pdf(session: Session, facts: Facts, out: Path, progress: Progress) -> None:
    from exports import rosters

    columns = [rosters.Column(one.label, one.weight, one.align) for one in facts.columns]
    rosters.write_roster(
        facts.title,
        facts.subtitle,
        columns,
        facts.rows,
        out,
        made_on=session.today(),
        landscape=sum(one.weight for one in facts.columns) > 70,
        chart=_printed(facts.chart),
        progress=progress,
    )


_MOST_BARS = 17
"""A lying chart of more categories would not stand on a page with a table."""


def _printed(chart: "Chart | None") -> "Chart | None":
    """The chart as it goes on paper: of very many schools the first, and it says so."""
    if chart is None or not chart.categories:
        return None
    if chart.kind in ("columns", "lines") or len(chart.categories) <= _MOST_BARS:
        return chart
    series = tuple(replace(one, values=one.values[:_MOST_BARS]) for one in chart.series)
    title = f"{chart.title}（前 {_MOST_BARS} 项，全部见表）"
    return replace(chart, title=title, categories=chart.categories[:_MOST_BARS], series=series)


def _write_workbook(facts: Facts, out: Path, progress: Progress) -> None:
    from exports.workbooks.facts import ColumnFacts, SheetFacts
    from exports.workbooks.writing import write_workbook

    columns = tuple(
        ColumnFacts(one.key, one.label, "number" if one.align == "right" else "text") for one in facts.columns
    )
    numbers = [index for index, one in enumerate(facts.columns) if one.align == "right"]
    rows = [tuple(_cell(text, index in numbers) for index, text in enumerate(row)) for row in facts.rows]
    # What stands under the title on paper (whose, of which day, how counted) goes on a sheet of its own: rows stay rows.
    said = tuple((part,) for part in facts.subtitle.split("　") if part)
    about = SheetFacts("说明", facts.title, (ColumnFacts("said", "说明", "text"),), said)
    write_workbook(out, [SheetFacts(facts.title[:31], facts.title, columns, rows), about], progress=progress)


def _cell(text: str, is_number: bool) -> str | int | float:
    if not is_number or not text:
        return text
    return float(text) if "." in text else int(text)
