"""Which rows of a sheet hold the column labels, and what the labels are once two rows are read as one."""

import re
import unicodedata
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

from exports.workbooks.sheets import Cell, Merge, Sheet, as_text
from exports.workbooks.templates import is_key_row

ROWS_LOOKED_AT = 100
DEEPEST = 3
_LONGEST_LABEL = 60
_ROWS_COMPARED = 3

_MARKS = re.compile(r"[\s*※★#]+")
_REMARK = re.compile(r"[(\[{<【〔《][^)\]}>】〕》]*[)\]}>】〕》]")
_ENDS = ":,.;。、；"
_HAN = re.compile("[\u4e00-\u9fff]")
_NUMBER = re.compile(r"[+-]?[\d,]*\.?\d+%?")

_Texts = Sequence[Sequence[str]]
_Covers = Mapping[tuple[int, int], Merge]


@dataclass(frozen=True, slots=True)
class Header:
    """The label rows as 0-based row numbers, and a label for every column, "" where there is none."""

    rows: range
    labels: tuple[str, ...]


def label_forms(label: str) -> frozenset[str]:
    """The forms under which two labels are the same one: no spaces, line breaks, stars, remarks, full width.

    The remark in brackets is kept in one form and dropped in another, so 校（园）长 still differs from 校长 when
    both are known; a second line of the cell (格式：1990-01) counts as a remark too.
    """
    whole = unicodedata.normalize("NFKC", as_text(label)).casefold()
    first_line = whole.partition("\n")[0]
    plain = (_plain(whole), _plain(_REMARK.sub("", whole)), _plain(_REMARK.sub("", first_line)))
    return frozenset(form for form in plain if form)


def find_header(sheet: Sheet, known_labels: Collection[str]) -> Header | None:
    """The rows with most known labels, read as one when merged cells tie them; else the first row shaped so."""
    known = frozenset[str]().union(*map(label_forms, known_labels))
    rows = sheet.rows[: ROWS_LOOKED_AT + DEEPEST]
    texts = [[as_text(cell) for cell in row] for row in rows]
    covers = _covers(sheet.merged, len(rows))
    best: Header | None = None
    most = (0, 0)
    for top in range(min(len(rows), ROWS_LOOKED_AT)):
        for depth in range(1, DEEPEST + 1):
            header = _header(rows, texts, covers, top, depth)
            if header is None:
                break
            score = (_known(header.labels, known), _prefers_depth(header, texts, covers))
            if score > most:
                best, most = header, score
    return best or _by_shape(rows, texts, covers)


def header_at(sheet: Sheet, rows: range, columns: range) -> Header:
    """The labels of the rows and columns (0-based) that a person said are the header."""
    texts = [[as_text(cell) for cell in row] for row in sheet.rows[: rows.stop]]
    covers = _covers(sheet.merged, rows.stop)
    width = min(columns.stop, max((len(texts[row]) for row in rows), default=0))
    labels = [_label(texts, covers, rows, column) if column in columns else "" for column in range(width)]
    return Header(rows, tuple(labels))


def _plain(text: str) -> str:
    return _MARKS.sub("", text).rstrip(_ENDS)


def _shown(text: str) -> str:
    """A label on one line, without the star of a required column."""
    words = text.replace("*", " ").replace("＊", " ").split()
    return ("" if _HAN.search(text) else " ").join(words)


def _covers(merged: Sequence[Merge], rows: int) -> _Covers:
    covers: dict[tuple[int, int], Merge] = {}
    for merge in merged:
        if merge.bottom - merge.top < DEEPEST and merge.top < rows and merge.right - merge.left < 1024:
            for row in range(merge.top, merge.bottom + 1):
                for column in range(merge.left, merge.right + 1):
                    covers[row, column] = merge
    return covers


def _header(rows: Sequence[Sequence[Cell]], texts: _Texts, covers: _Covers, top: int, depth: int) -> Header | None:
    """The header of `depth` rows from `top` down, or None when these rows are not one header."""
    if top + depth > len(texts) or not _label_like(rows[top + depth - 1]):
        return None
    if depth > 1 and not all(_tied(texts, covers, upper) for upper in range(top, top + depth - 1)):
        return None
    width = max(len(texts[row]) for row in range(top, top + depth))
    labels = [_label(texts, covers, range(top, top + depth), column) for column in range(width)]
    while labels and not labels[-1]:
        labels.pop()
    return Header(range(top, top + depth), tuple(labels)) if labels else None


def _label_like(row: Sequence[Cell]) -> bool:
    filled = [cell for cell in row if cell is not None]
    words = all(isinstance(cell, str) and not _NUMBER.fullmatch(cell.strip()) for cell in filled)
    return words and any(filled) and not is_key_row(row)


def _tied(texts: _Texts, covers: _Covers, upper: int) -> bool:
    """Whether row `upper` groups the labels of the row below: merged cells say so, or gaps that fit each other."""
    above = texts[upper]
    filled = [column for column, text in enumerate(above) if text]
    if len(filled) < 2 or any(":" in above[c] or "：" in above[c] or len(above[c]) > _LONGEST_LABEL for c in filled):
        return False
    merges = {covers[upper, column] for column in filled if (upper, column) in covers}
    if merges:
        return any(m.right > m.left or m.bottom > upper for m in merges)
    below = texts[upper + 1]
    under_gaps = [column for column, text in enumerate(below) if text and not _at(above, column)]
    without_below = [column for column in filled if not _at(below, column)]
    return bool(under_gaps and without_below) and all(_group_above(above, below, column) for column in under_gaps)


def _group_above(above: Sequence[str], below: Sequence[str], column: int) -> str:
    """Without merged cells: the nearest label to the left, if every column from there on has one below."""
    while column >= 0 and not _at(above, column):
        if not _at(below, column):
            return ""
        column -= 1
    return above[column] if column >= 0 and _at(below, column) else ""


def _label(texts: _Texts, covers: _Covers, rows: range, column: int) -> str:
    parts: list[str] = []
    for row in rows:
        text = _shown(_covered(texts, covers, rows, row, column))
        if text and (not parts or parts[-1] != text):
            parts.append(text)
    return "/".join(parts)


def _covered(texts: _Texts, covers: _Covers, rows: range, row: int, column: int) -> str:
    merge = covers.get((row, column))
    if merge is not None and len(rows) > 1:
        return _at(texts[merge.top], merge.left) if merge.top in rows else ""
    text = _at(texts[row], column)
    if text or row == rows[-1] or covers:
        return text
    return _group_above(texts[row], texts[row + 1], column)


def _known(labels: Sequence[str], known: frozenset[str]) -> int:
    """How many columns carry a known label, as a whole or in its last part."""
    return sum(not known.isdisjoint(label_forms(label) | label_forms(label.rpartition("/")[2])) for label in labels)


def _prefers_depth(header: Header, texts: _Texts, covers: _Covers) -> int:
    """Among equals two rows are better than one when they part labels that would be the same, or group twice."""
    if len(header.rows) == 1:
        return 0
    last = [text for text in texts[header.rows[-1]] if text]
    groups = {m for (row, _), m in covers.items() if row == header.rows[0] and m.right > m.left}
    return int(len(set(last)) < len(last) or len(groups) > 1)


def _by_shape(rows: Sequence[Sequence[Cell]], texts: _Texts, covers: _Covers) -> Header | None:
    """Where no label is known: the first row of different texts as wide as the rows under it, and what it groups."""
    wide = [[column for column, text in enumerate(row) if text] for row in texts]
    for top, here in enumerate(wide):
        below = max(map(len, wide[top + 1 : top + 1 + _ROWS_COMPARED]), default=0)
        distinct = len({texts[top][column] for column in here}) == len(here)
        if len(here) > 1 and distinct and _label_like(rows[top]) and 2 * len(here) > below > 1:
            depths = range(DEEPEST if covers else 1, 0, -1)
            return next(filter(None, (_header(rows, texts, covers, top, depth) for depth in depths)), None)
    return None


def _at(row: Sequence[str], column: int) -> str:
    return row[column] if column < len(row) else ""
