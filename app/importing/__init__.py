"""Excel in: a workbook's columns become fields, its rows are compared with what is there, then written in one act."""

from app.importing.applying import ALL, Choices, Clash, Imported, apply, marked
from app.importing.deciding import again, alike, all_new, answer, ask_again, fitting, likelier, obvious, preview, wanted
from app.importing.finding import NEW, Candidate, Doubt, words_for
from app.importing.kinds import KINDS, ListKind
from app.importing.mapping import ColumnMatch
from app.importing.previews import STATE_LABELS, Line, Preview, PreviewRow, RowState, lines, no_table
from app.importing.reading import CellFault, Opened, TableChoice, TableRead, kind_said, open_file

__all__ = [
    "ALL",
    "KINDS",
    "NEW",
    "STATE_LABELS",
    "Candidate",
    "CellFault",
    "Choices",
    "Clash",
    "ColumnMatch",
    "Doubt",
    "Imported",
    "Line",
    "ListKind",
    "Opened",
    "Preview",
    "PreviewRow",
    "RowState",
    "TableChoice",
    "TableRead",
    "again",
    "alike",
    "all_new",
    "answer",
    "apply",
    "ask_again",
    "fitting",
    "kind_said",
    "likelier",
    "lines",
    "marked",
    "no_table",
    "obvious",
    "open_file",
    "preview",
    "wanted",
    "words_for",
]
