"""Finding the one table of a sheet among its titles, notes, group rows, totals and empty rows."""

import re
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from itertools import islice
from typing import Literal, NamedTuple

from exports.workbooks.headers import Header, find_header, label_forms
from exports.workbooks.sheets import Cell, Sheet, as_text
from exports.workbooks.templates import is_key_row

Kind = Literal["标题", "说明", "分组", "合计", "空行", "重复表头", "示例"]

_SERIAL = label_forms("序号") | label_forms("行号") | label_forms("No.")
_TOTAL = re.compile(r"(本页|本表|全[县区市校乡镇])?(合\s*计|总\s*计|小\s*计|共\s*计|累\s*计)\s*([:：（(\d].*)?")
_EXAMPLE = re.compile(r"(填写)?[（(]?(示例|样例|范例|例)([)）:：\d].*|$)|示例.*", re.DOTALL)
_NOTE = re.compile(
    r"[（(【]?(注|备注|附注|说明|填[表报写]说明|注意事项)\s*([（(][^）)]*[）)])?\s*[:：\d].*|"
    r"(填[表报]人?|制表人?|审[核批]人?|经办人|负责人|单位负责人|填[表报]单位|报送单位|单位|学校|盖章|联系人|联系电话|"
    r"日期|填[表报]日期|时间)\s*([（(][^）)]*[）)])?\s*[:：].*",
    re.DOTALL,
)
_COUNTED = re.compile(r".*[（(]\s*共?\s*\d+\s*(所|人|名|个|位|校|园|班|项|户)\s*[）)]")
_NUMBERED = re.compile(r"([一二三四五六七八九十]+[、.．]|[（(][一二三四五六七八九十]+[）)]).*")
_LONGEST_GROUP = 40
_SHOWN = 200
_MOST_FILLED_DOWN = 2_000_000


class Row(NamedTuple):
    """A data row: its 1-based number in the sheet, and a value for every label."""

    number: int
    values: tuple[Cell, ...]


class Skipped(NamedTuple):
    """A row that is no data: its 1-based number in the sheet, what it is, and what it says."""

    number: int
    kind: Kind
    text: str


@dataclass(frozen=True, slots=True)
class Table:
    """A table as found: `header_rows` are 1-based, `labels[i]` stands over column i of the sheet ("" over none)."""

    header_rows: range
    labels: tuple[str, ...]
    body: tuple[Row, ...]
    skipped: tuple[Skipped, ...]


def find_table(sheet: Sheet, known_labels: Collection[str]) -> Table | None:
    """The table whose labels are among `known_labels` as far as possible; None when the sheet holds none.

    Every row of the sheet is the header, in `body` or in `skipped` (but for the hidden keys of our own template).
    A cell merged over several rows gives its value to each of them; values are otherwise untouched. A row with
    only its 序号 counts as empty. A row with a single cell is data unless it is merged across, counted
    (北京市（92所）), numbered (一、) or in the 序号 column: a person with only a name must not vanish.
    """
    header = find_header(sheet, known_labels)
    if header is None:
        return None
    reader = _BodyReader(sheet, header)
    body: list[Row] = []
    skipped = list(_above(sheet, header.rows.start))
    for number in range(header.rows.stop, len(sheet.rows)):
        values = reader.values(number)
        kind = reader.kind(number, values)
        if kind is None:
            body.append(Row(number + 1, reader.filled_down(number, values)))
        else:
            skipped.append(Skipped(number + 1, kind, _text(values)))
    rows = range(header.rows.start + 1, header.rows.stop + 1)
    return Table(rows, header.labels, tuple(body), tuple(skipped))


class _BodyReader:
    """Tells the kind of each row under one header."""

    def __init__(self, sheet: Sheet, header: Header) -> None:
        self._rows = sheet.rows
        self._width = len(header.labels)
        self._empty = (None,) * self._width
        self._serial = [
            column for column, label in enumerate(header.labels) if not _SERIAL.isdisjoint(label_forms(label))
        ]
        self._enough = len(self._serial) + 2
        self._header = {as_text(cell) for row in header.rows for cell in sheet.rows[row]} - {""}
        self._across = {
            merge.top
            for merge in sheet.merged
            if merge.right > merge.left and 2 * (merge.right - merge.left + 1) >= self._width
        }
        self._down = _filled_down(sheet, header.rows.stop)

    def values(self, number: int) -> tuple[Cell, ...]:
        return (self._rows[number] + self._empty)[: self._width]

    def filled_down(self, number: int, values: tuple[Cell, ...]) -> tuple[Cell, ...]:
        """The row with the values of cells merged over it from above."""
        from_above = self._down.get(number)
        if from_above is None:
            return values
        return tuple(from_above.get(column, value) for column, value in enumerate(values))

    def kind(self, number: int, values: Sequence[Cell]) -> Kind | None:
        """What the row is when it is no data."""
        # The first few filled cells tell; looking at all of them would cost as much as reading the file.
        filled = list(islice(_filled(values), self._enough))
        if all(column in self._serial and text.isdecimal() for column, text in filled):
            return "空行"
        first_column, first = filled[0]
        for _, text in filled[:2]:
            if "计" in text and _TOTAL.fullmatch(text):
                return "合计"
            if "例" in text and _EXAMPLE.fullmatch(text):
                return "示例"
        if first in self._header and self._repeats_header(values):
            return "重复表头"
        if _NOTE.fullmatch(first):
            return "说明"
        return self._group(number, first, first_column) if len(filled) == 1 else None

    def _repeats_header(self, values: Sequence[Cell]) -> bool:
        texts = [text for _, text in _filled(values)]
        same = sum(text in self._header for text in texts)
        return 2 * same > len(texts) and same >= min(2, len(self._header))

    def _group(self, number: int, text: str, column: int) -> Kind | None:
        if number in self._across:
            return "分组" if len(text) <= _LONGEST_GROUP else "说明"
        if self._width == 1:
            return None
        named = _COUNTED.fullmatch(text) or _NUMBERED.fullmatch(text)
        return "分组" if named or column in self._serial else None


def _filled_down(sheet: Sheet, start: int) -> dict[int, dict[int, Cell]]:
    """For each row below the first of a cell merged downwards: column -> the value of that cell."""
    down: dict[int, dict[int, Cell]] = {}
    for top, bottom, column in islice(_downwards(sheet, start), _MOST_FILLED_DOWN):
        down.setdefault(bottom, {})[column] = sheet.rows[top][column]
    return down


def _downwards(sheet: Sheet, start: int) -> Iterator[tuple[int, int, int]]:
    last = len(sheet.rows) - 1
    for merge in sheet.merged:
        if start <= merge.top < merge.bottom and merge.top <= last and merge.left < len(sheet.rows[merge.top]):
            for row in range(merge.top + 1, min(merge.bottom, last) + 1):
                yield merge.top, row, merge.left


def _above(sheet: Sheet, stop: int) -> Iterator[Skipped]:
    for number, row in enumerate(sheet.rows[:stop]):
        if is_key_row(row):
            continue
        text = _text(row)
        yield Skipped(number + 1, _kind_above(text), text)


def _kind_above(text: str) -> Kind:
    if not text:
        return "空行"
    remark = ":" in text or "：" in text or text.startswith(("（", "(")) or len(text) > _LONGEST_GROUP
    return "说明" if remark else "标题"


def _filled(values: Sequence[Cell]) -> Iterator[tuple[int, str]]:
    """The columns that say something, and what."""
    for column, cell in enumerate(values):
        if cell is not None and (text := as_text(cell)):
            yield column, text


def _text(values: Sequence[Cell]) -> str:
    return " ".join(text for _, text in _filled(values))[:_SHOWN]
