"""Which rows of a sheet hold the column labels, and what the labels are once several rows are read as one."""

import re
import unicodedata
from collections.abc import Collection, Sequence
from dataclasses import dataclass

from exports.workbooks.grids import Grid, is_number
from exports.workbooks.sheets import Cell, Merge, Sheet, as_text
from exports.workbooks.templates import is_key_row

ROWS_LOOKED_AT = 100
CELLS_LOOKED_AT = 300_000  # a sheet made to be slow has 16,384 columns, or a header in every row
_ROWS_AT_LEAST = 20
DEEPEST = 4
_LONGEST_LABEL = 60
_ROWS_COMPARED = 3
_NEARLY_AS_WIDE = 2 / 3
_CANDIDATES = 10
_COLUMNS_COUNTED = 500  # enough to tell a header; a hostile sheet has 16,384

_MARKS = re.compile(r"[\s*※★#]+")
_REMARK = re.compile(r"[(\[{<【〔《][^)\]}>】〕》]*[)\]}>】〕》]")
_ENDS = ":,.;。、；"
_HAN = re.compile("[\u4e00-\u9fff]")
_YEAR = re.compile(r"(19|20)\d\d")


@dataclass(frozen=True, slots=True)
class Header:
    """The label rows as 0-based row numbers, and a label for every column, "" where there is none."""

    rows: range
    labels: tuple[str, ...]

    @property
    def width(self) -> int:
        """How many columns have a label."""
        return sum(map(bool, self.labels))


class Known:
    """The labels that are known, and whether a label of a sheet is one of them; answers are kept."""

    def __init__(self, labels: Collection[str]) -> None:
        self._forms = frozenset[str]().union(*map(label_forms, labels))
        self._answers: dict[str, bool] = {}

    @property
    def forms(self) -> frozenset[str]:
        """All forms of all known labels."""
        return self._forms

    def count(self, labels: Sequence[str]) -> int:
        """How many of the first columns carry a known label, as a whole or in its last part."""
        return sum(map(self._is_known, labels[:_COLUMNS_COUNTED]))

    def _is_known(self, label: str) -> bool:
        if label not in self._answers:
            forms = label_forms(label) | label_forms(label.rpartition("/")[2])
            self._answers[label] = not self._forms.isdisjoint(forms)
        return self._answers[label]


def label_forms(label: str) -> frozenset[str]:
    """The forms under which two labels are the same one: no spaces, line breaks, stars, remarks, full width.

    The remark in brackets is kept in one form and dropped in another, so 校（园）长 still differs from 校长 when
    both are known; a second line of the cell (格式：1990-01) counts as a remark too.
    """
    whole = unicodedata.normalize("NFKC", as_text(label)).casefold()
    first_line = whole.partition("\n")[0]
    plain = (_plain(whole), _plain(_REMARK.sub("", whole)), _plain(_REMARK.sub("", first_line)))
    return frozenset(form for form in plain if form)


def find_header(grid: Grid, known: Known, rows: range) -> Header | None:
    """The rows with most known labels; where no label is known, the first rows shaped like a header."""
    best: Header | None = None
    most = 0
    looked_at = rows[: min(ROWS_LOOKED_AT, max(_ROWS_AT_LEAST, CELLS_LOOKED_AT // max(len(grid.columns), 1)))]
    for top in looked_at:
        header = header_from(grid, known, top, rows.stop)
        if header is not None and (count := known.count(header.labels)) > most:
            best, most = header, count
    return best or _by_shape(grid, looked_at, rows.stop)


def header_at(sheet: Sheet, rows: range, columns: range) -> Header:
    """The labels of the rows and columns (0-based) that a person said are the header."""
    if not rows:
        return Header(rows, ())
    grid = Grid(sheet, columns)
    levels = [grid.texts(rows[-1])] if len(rows) == 1 else _levels(grid, rows) or [_own(grid, rows, r) for r in rows]
    return _as_one(rows, levels)


def header_from(grid: Grid, known: Known, top: int, end: int) -> Header | None:
    """The header whose first row is `top`, None when that row is none; it ends before row `end`.

    Merged cells decide how many rows it has. Where only gaps speak for one more, known labels must not get fewer.
    """
    header: Header | None = None
    gaps = _has_gaps(grid, top)
    for stop in range(top + 1, min(top + DEEPEST, end) + 1):
        if not _label_like(grid.cells(stop - 1)):
            break
        unfinished = header is not None and _cut(grid, header.rows)
        levels = _levels(grid, range(top, stop))
        if levels is None:
            if unfinished or gaps:
                continue
            break
        deeper = _as_one(range(top, stop), levels)
        if header is None or unfinished or known.count(deeper.labels) >= known.count(header.labels):
            header = deeper
    return header if header is not None and header.width else None


def _plain(text: str) -> str:
    return _MARKS.sub("", text).rstrip(_ENDS)


def _shown(text: str) -> str:
    """A label on one line, without the star of a required column."""
    words = text.replace("*", " ").replace("＊", " ").split()
    return ("" if _HAN.search(text) else " ").join(words)


def _label_like(row: Sequence[Cell]) -> bool:
    """Whether the row holds words; years may be among them (近三年考核: 2022, 2023, 2024)."""
    filled = [cell for cell in row if cell is not None]
    if is_key_row(filled):
        return False
    words = years = 0
    for cell in filled:
        if not is_number(cell):
            words += 1
        elif _YEAR.fullmatch(as_text(cell)):
            years += 1
        else:
            return False
    return words > years


def _has_gaps(grid: Grid, row: int) -> bool:
    """Whether a label of the row may stand over the empty places to its right."""
    filled = grid.filled(row)
    return len(filled) > 1 and max(filled[-1] + 1, len(grid.texts(row + 1))) - filled[0] > len(filled)


def _cut(grid: Grid, rows: range) -> bool:
    """Whether these rows end within a merged cell, or between a group and its labels."""
    here = grid.covers(rows[-1]).values()
    return any(merge.bottom > rows[-1] and grid.says(merge) for merge in here) or _groups_below(grid, rows[-1])


def _groups_below(grid: Grid, row: int) -> bool:
    merges = {merge for merge in grid.covers(row).values() if merge.right > merge.left and merge.bottom == row}
    return len(grid.filled(row)) > 1 and any(_parts(grid, merge, row + 1) > 1 for merge in merges if grid.says(merge))


def _parts(grid: Grid, merge: Merge, row: int) -> int:
    """How many texts stand in a row under a merged cell."""
    return sum(map(bool, grid.texts(row)[merge.left : merge.right + 1]))


def _levels(grid: Grid, rows: range) -> list[list[str]] | None:
    """The texts of the rows, each group over all of its labels; None when the rows do not belong together."""
    levels = [_own(grid, rows, rows[-1])]
    for upper in reversed(rows[:-1]):
        level = _spread(grid, rows, upper, levels[0])
        if level is None:
            return None
        levels.insert(0, level)
    return levels


def _own(grid: Grid, rows: range, row: int) -> list[str]:
    """The texts of one of the rows, a merged cell's in each of its columns."""
    texts = list(grid.texts(row))
    if len(rows) > 1:
        for column, merge in grid.covers(row).items():
            if column < len(texts) or (merge.right < grid.columns.stop and grid.says(merge)):
                texts += [""] * (column + 1 - len(texts))
                texts[column] = grid.says(merge) if merge.top in rows else ""
    return texts


def _spread(grid: Grid, rows: range, upper: int, below: Sequence[str]) -> list[str] | None:
    """Row `upper` with its groups over all of their labels; None when it groups nothing in the row below.

    `below` are the texts under it, groups spread already. Merged cells say what is grouped, or gaps that fit.
    """
    texts = grid.texts(upper)
    filled = grid.filled(upper)
    if len(filled) < 2 and not any(merge.top < upper and merge.top in rows for merge in grid.covers(upper).values()):
        return None
    if is_fill_in([texts[c] for c in filled]) or any(len(texts[c]) > _LONGEST_LABEL for c in filled):
        return None
    merges = {merge for merge in grid.covers(upper).values() if merge.top in rows and grid.says(merge)}
    if any(merge.right > merge.left or merge.bottom > upper for merge in merges):
        return _own(grid, rows, upper) if _merges_tie(grid, merges, upper) else None
    return _over_gaps(texts, below, grid.texts(upper + 1))


def _merges_tie(grid: Grid, merges: Collection[Merge], upper: int) -> bool:
    """Whether merged cells bind the row below to row `upper`: they reach into it, or stand over several of its texts.

    Texts right under a label of one cell speak against it: they are what the label is a label of.
    """
    reaching = [merge for merge in merges if merge.bottom > upper]
    grouped = {c for m in merges if m.right > m.left and m.bottom == upper for c in range(m.left, m.right + 1)}
    above, below = grid.texts(upper), grid.covers(upper + 1)
    under_labels = [
        column
        for column in grid.filled(upper + 1)
        if column not in grouped
        and (column not in below or below[column].top > upper)
        and column < len(above)
        and above[column]
    ]
    if reaching:
        return len(under_labels) <= len(reaching)
    groups = [merge for merge in merges if merge.right > merge.left]
    deeper = any(merge.right > merge.left and merge.top == upper + 1 for merge in below.values())
    return not under_labels and (deeper or any(_parts(grid, merge, upper + 1) > 1 for merge in groups))


def _over_gaps(above: Sequence[str], below: Sequence[str], written: Sequence[str]) -> list[str] | None:
    """Without merged cells: the labels over the gaps to their right, None when above and below do not fit so.

    A label stands over a gap with a text under each of its columns, or over nothing; and one stands over nothing, or
    the row below says the same twice, so that it needs to be parted. `written` is that row before its groups spread.
    """
    spread = [*above, *[""] * (len(below) - len(above))]
    groups: set[int] = set()
    group = -1
    for column, text in enumerate(below):
        if spread[column]:
            group = column
        elif text:
            if group < 0 or not all(below[group:column]):
                return None
            spread[column] = spread[group]
            groups.add(group)
    alone = [column for column, text in enumerate(above) if text and column not in groups]
    under_them = any(below[column] for column in alone if column < len(below))
    said = [text for text in written if text]
    needed = bool(alone) or len(set(said)) < len(said)
    return spread if groups and needed and not under_them else None


def _as_one(rows: range, levels: Sequence[Sequence[str]]) -> Header:
    labels: list[str] = []
    for column in range(max(map(len, levels), default=0)):
        parts: list[str] = []
        for level in levels:
            text = _shown(level[column]) if column < len(level) else ""
            if text and (not parts or parts[-1] != text):
                parts.append(text)
        labels.append("/".join(parts))
    while labels and not labels[-1]:
        labels.pop()
    return Header(rows, tuple(labels))


def _by_shape(grid: Grid, tops: range, end: int) -> Header | None:
    """Where no label is known: the first rows of words as wide as what stands under them, above the first numbers."""
    candidates: list[Header] = []
    for top in tops:
        if candidates and (len(candidates) == _CANDIDATES or _has_numbers(grid, top)):
            break
        header = header_from(grid, NOTHING_KNOWN, top, end)
        if header is not None and looks_like_labels(grid, header, end):
            candidates.append(header)
    widest = max((header.width for header in candidates), default=0)
    return next((header for header in candidates if header.width >= _NEARLY_AS_WIDE * widest), None)


def looks_like_labels(grid: Grid, header: Header, end: int) -> bool:
    """Whether the labels are several, mostly different, no line to fill in, and as wide as the rows under them."""
    texts = [label for label in header.labels if label]
    if len(texts) < 2 or 2 * len(set(texts)) < len(texts):
        return False
    if is_fill_in(texts):
        return False
    under = range(header.rows.stop, min(header.rows.stop + _ROWS_COMPARED, end))
    return 2 * len(texts) > max((len(grid.filled(row)) for row in under), default=0) > 1


def is_fill_in(texts: Sequence[str]) -> bool:
    """Whether the texts are a line to fill in (填报单位：城关小学 …) and no labels: at least half have a colon."""
    return bool(texts) and 2 * sum(":" in text or "：" in text for text in texts) >= len(texts)


def _has_numbers(grid: Grid, row: int) -> bool:
    filled = [cell for cell in grid.cells(row) if cell is not None]
    return len(filled) > 1 and not _label_like(filled)


NOTHING_KNOWN = Known(())
SERIAL = label_forms("序号") | label_forms("行号") | label_forms("No.")
"""The forms of labels under which rows are only counted."""
