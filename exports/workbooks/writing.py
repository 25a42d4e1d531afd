"""Writing workbooks a clerk can print, fill in and send back: templates, rosters and lists of what to correct."""

from collections.abc import Sequence
from pathlib import Path

from exports.saving import save
from exports.workbooks.facts import ColumnFacts, SheetFacts
from exports.workbooks.sheets import Progress


def write_workbook(
    path: Path, sheets: Sequence[SheetFacts], *, password: str = "", progress: Progress | None = None
) -> None:
    """Write the sheets to `path` as .xlsx, whole or not at all; what `progress` raises stops it and comes out.

    Rows of a sheet: hidden keys (templates only), title (if any), labels, example (if any), data. Text is written
    as text whatever it begins with; characters XML has no room for are left out, and text over 32,767 characters
    is cut. With a `password` only that opens the file, here and in Excel and WPS.
    Raises ExportProblem when the file cannot be put there or a sheet cannot hold so much.
    """
    content = _content(sheets, progress)
    if password:
        from exports.workbooks.sealing import sealed

        content = sealed(content, password)
    save(path, content)


def _content(sheets: Sequence[SheetFacts], progress: Progress | None) -> bytes:
    if all(map(_is_plain, sheets)):
        from exports.workbooks import plain

        return plain.content(sheets, progress)
    from exports.workbooks import annotated

    return annotated.content(sheets, progress)


def _is_plain(facts: SheetFacts) -> bool:
    """Whether a sheet holds nothing but its title, labels and rows, which are written many times faster."""
    more = facts.template or facts.faults or facts.checked or facts.protected
    return not more and not any(map(_is_annotated, facts.columns))


def _is_annotated(column: ColumnFacts) -> bool:
    marked = column.choices or column.note or column.example or column.hidden or column.locked or column.check
    return bool(marked)
