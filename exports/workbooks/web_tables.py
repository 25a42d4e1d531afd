"""The tables of a web page that some system named .xls, as rows and merged blocks."""

import re
from collections.abc import Iterator
from html.parser import HTMLParser

Block = tuple[int, int, int, int]
"""Top, left, bottom, right of a merged block: 0-based, the last ones included."""

_WIDEST = 1024
_TALLEST = 65536
_UNSEEN = frozenset({"script", "style", "head", "title"})
_SPACES = re.compile(r"\s+")


def web_rows(page: str) -> tuple[list[list[str]], list[Block]]:
    """All outermost tables of the page one under another, as Excel shows them, and their merged blocks."""
    reader = _TableReader()
    reader.feed(page)
    reader.close()
    reader.end_row()
    return reader.rows, list(reader.merged_within())


class _TableReader(HTMLParser):
    """Collects cells; forgives unclosed rows and cells, takes a table inside a cell as that cell's text."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.rows: list[list[str]] = []
        self._blocks: list[Block] = []
        self._row: list[str] | None = None
        self._cell: list[str] | None = None
        self._spans = (1, 1)
        self._held: dict[int, int] = {}  # column -> rows below that a merged cell still covers
        self._depth = 0
        self._unseen = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag in _UNSEEN:
            self._unseen += 1
        elif tag in ("body", "table"):
            self._unseen = 0
            self._depth += tag == "table"
        elif self._depth > 1 or not self._depth:
            return
        elif tag == "tr":
            self.end_row()
            self._row = []
        elif tag in ("td", "th"):
            self._end_cell()
            spans = dict(attrs)
            self._cell = []
            self._spans = (_span(spans.get("rowspan"), _TALLEST), _span(spans.get("colspan"), _WIDEST))
        elif tag in ("br", "p", "div") and self._cell:
            self._cell.append("\n")

    def handle_endtag(self, tag: str) -> None:
        if tag in _UNSEEN:
            self._unseen = max(0, self._unseen - 1)
        elif tag == "table":
            self._depth = max(0, self._depth - 1)
            if not self._depth:
                self.end_row()
                self._held.clear()
        elif self._depth == 1 and tag in ("td", "th"):
            self._end_cell()
        elif self._depth == 1 and tag == "tr":
            self.end_row()

    def handle_data(self, data: str) -> None:
        if self._cell is not None and not self._unseen:
            self._cell.append(_SPACES.sub(" ", data))

    def end_row(self) -> None:
        self._end_cell()
        if self._row is None:
            return
        self.rows.append(self._row)
        self._row = None
        self._held = {column: left - 1 for column, left in self._held.items() if left > 1}

    def merged_within(self) -> Iterator[Block]:
        """The merged blocks, cut at the last row there is."""
        for top, left, bottom, right in self._blocks:
            yield top, left, min(bottom, len(self.rows) - 1), right

    def _end_cell(self) -> None:
        if self._cell is None:
            return
        if self._row is None:
            self._row = []
        while self._held.get(len(self._row), 0) and len(self._row) < _WIDEST:
            self._row.append("")
        down, across = self._spans
        top, left = len(self.rows), len(self._row)
        across = max(1, min(across, _WIDEST - left))
        self._row += ["".join(self._cell).strip(), *[""] * (across - 1)]
        if down > 1 or across > 1:
            self._blocks.append((top, left, top + down - 1, left + across - 1))
        if down > 1:
            # One more than the rows below: the end of this very row takes one away.
            self._held.update(dict.fromkeys(range(left, left + across), down))
        self._cell = None


def _span(value: str | None, most: int) -> int:
    return min(max(int(value), 1), most) if value and value.isdecimal() and len(value) < 9 else 1
