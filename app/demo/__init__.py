"""The demonstration county: an invented county and its schools, made whole so that the program can be tried."""

from datetime import date

TODAY = date(2026, 11, 21)
"""The day the demonstration is about; fixed, so that the same arguments make the same people."""

COUNTY = "示范县"
BUREAU = "示范县教育局"
CLERK = "演示经办人"
