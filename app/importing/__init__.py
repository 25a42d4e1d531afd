"""Excel in: a workbook's columns become fields, its rows are compared with what is there, then written in one act."""

from app.importing.deciding import (
    KINDS,
    STATE_LABELS,
    Imported,
    Line,
    Preview,
    PreviewRow,
    RowState,
    apply,
    preview,
)
from app.importing.reading import CellFault

__all__ = [
    "KINDS",
    "STATE_LABELS",
    "CellFault",
    "Imported",
    "Line",
    "Preview",
    "PreviewRow",
    "RowState",
    "apply",
    "preview",
]
