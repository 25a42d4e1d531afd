"""A list to choose people from for a certificate: searched, narrowed, read in the quiet lane."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from PySide6.QtWidgets import QHBoxLayout, QLineEdit, QVBoxLayout, QWidget

from app.fields import Field, Kind
from app.session import Session
from ui.lists import Act, Empty, Ids, ListPane
from ui.pages import Services
from ui.rows import Column

STATE = (Column("state", "状态", 56), Column("issued", "证书编号", 192))
"""Whether a paper was issued, and the number of the last; for rows that `stated` made."""

HOURS = Field("hours", "学时", Kind.HOURS)


class Choosing(QWidget):
    """A list with a search box above it, read in the quiet lane; `read` gives rows as mappings."""

    def __init__(
        self,
        services: Services,
        columns: Sequence[Column],
        read: Callable[[Session], Sequence[Mapping[str, Any]]],
        *,
        unit: str,
        empty: Empty,
        hint: str,
        filters: Sequence[str] = (),
        acts: Sequence[Act] = (),
        row_acts: Sequence[Act] = (),
        extra: Sequence[str] = (),
    ) -> None:
        """`extra` are names of values that rows carry without showing them. Without `acts` nothing can be ticked."""
        super().__init__()
        self._services = services
        self._read = read
        self._names = ("id", *(column.name for column in columns), *extra)
        self.search = QLineEdit(placeholderText=hint, clearButtonEnabled=True)
        self.search.setMaximumWidth(360)
        self.search.textChanged.connect(self.narrow)
        self.list = ListPane(
            columns,
            self._names,
            unit=unit,
            empty=empty,
            filters=filters,
            acts=acts,
            row_acts=row_acts,
            ticks=bool(acts),
        )
        self.list.cleared.connect(self.search.clear)
        head = QHBoxLayout()
        head.setContentsMargins(16, 10, 16, 0)
        head.addWidget(self.search, 1)
        head.addStretch(1)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addLayout(head)
        column.addWidget(self.list, 1)

    def reload(self) -> None:
        """Read the rows again."""
        read = self._read
        self._services.reads.run(lambda session, progress: read(session), title="正在读取名单", done=self.put)

    def put(self, rows: Sequence[Mapping[str, Any]]) -> None:
        """Show rows; a search stays."""
        self.list.put(tuple(row[name] for name in self._names) for row in rows)
        self.narrow()

    def narrow(self) -> None:
        """Show what the search box says."""
        text = self.search.text().strip()
        self.list.search(self.matching(text) if text else None)

    def matching(self, text: str) -> Ids:
        """Ids of the rows that have the text in any of their columns."""
        rows = self.list.rows
        return [str(row[0]) for place, row in enumerate(rows.all) if text in "\t".join(rows.texts_of(place))]


def stated(rows: Sequence[dict[str, Any]]) -> list[dict[str, Any]]:
    """Rows with `state` beside `issued`, and `term` where there are dates."""
    return [
        {
            **row,
            "state": "已发" if row["issued"] else "未发",
            "term": _term(row.get("start_date"), row.get("end_date")),
        }
        for row in rows
    ]


def _term(start: str | None, end: str | None) -> str:
    if not (start and end):
        return "没有填写起止日期"
    return f"{start} 至 {end}"
