"""Reports (报表): the same facts as a PDF to file, as a workbook to work on, or to look at in the window."""

from app.reports.registry import GROUPS, REPORTS
from app.reports.shapes import WHOLE_ROW, Choices, Column, Facts, Only, Report
from app.reports.writing import make, this_year, write, write_facts

__all__ = [
    "GROUPS",
    "REPORTS",
    "WHOLE_ROW",
    "Choices",
    "Column",
    "Facts",
    "Only",
    "Report",
    "make",
    "this_year",
    "write",
    "write_facts",
]
