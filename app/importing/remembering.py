"""How a sheet was read is remembered by its headings, so that a person says only once what a column means."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

from app.importing.mapping import ColumnMatch, heading_keys
from app.session import Session
from storage import remembering as stored

if TYPE_CHECKING:
    from app.importing.reading import TableRead


def remembered(session: Session, kind: str, labels: Sequence[str]) -> dict[str, str | None]:
    """Key of a heading → its field last time (None: not imported), for a sheet with exactly these headings; else {}."""
    return stored.layout(session.store, kind, _headings(labels)) or {}


def remember(session: Session, kind: str, tables: Sequence["TableRead"]) -> None:
    """Keep how these tables were read; what nobody answered is asked again next time."""
    for table in tables:
        labels = table.table.labels
        keys = heading_keys(labels)
        columns = {keys[one.column]: one.field for one in table.matches if one.column < len(keys) and _said(one)}
        columns.pop("", None)
        if columns:
            stored.remember_layout(session.store, kind, _headings(labels), columns, session.now().isoformat())


def _headings(labels: Sequence[str]) -> tuple[str, ...]:
    return tuple(key for key in heading_keys(labels) if key)


def _said(match: ColumnMatch) -> bool:
    """Whether it is settled what becomes of the column: it was imported, or a person wanted it left out."""
    return match.imported or match.confidence in ("chosen", "remembered")
