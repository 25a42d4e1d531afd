"""What each row under a header is: data, or one of the kinds of rows that are none."""

import re
from collections.abc import Iterator, Sequence
from itertools import islice
from typing import Literal

from exports.workbooks.headers import Header, label_forms
from exports.workbooks.sheets import Cell, Sheet, as_text

Kind = Literal["标题", "说明", "分组", "合计", "空行", "重复表头", "示例", "表外"]

LONGEST_GROUP = 40

_SERIAL = label_forms("序号") | label_forms("行号") | label_forms("No.")
_TOTAL = re.compile(r"(本页|本表|全[县区市校乡镇])?(合\s*计|总\s*计|小\s*计|共\s*计|累\s*计)\s*([:：（(\d].*)?")
_EXAMPLE = re.compile(r"(填写)?[（(]?(示例|样例|范例|例)([)）:：\d].*|$)|示例.*", re.DOTALL)
_NOTE = re.compile(
    r"[（(【]?(注|备注|附注|说明|填[表报写]说明|注意事项)\s*([（(][^）)]*[）)])?\s*[:：\d].*|"
    r"(填[表报]人?|制表人?|审[核批]人?|经办人|负责人|单位负责人|填[表报]单位|报送单位|单位|学校|盖章|联系人|联系电话|"
    r"日期|填[表报]日期|时间)\s*([（(][^）)]*[）)])?\s*[:：].*",
    re.DOTALL,
)
_COUNT = re.compile(r"[（(]\s*共?\s*\d+\s*(所|人|名|个|位|校|园|班|项|户)\s*[）)]")
_NUMBERED = re.compile(r"([一二三四五六七八九十]+[、.．]|[（(][一二三四五六七八九十]+[）)])\s*")
_MOST_FILLED_DOWN = 2_000_000


class BodyReader:
    """Tells the kind of each row under one header."""

    def __init__(self, sheet: Sheet, header: Header, columns: range, width: int) -> None:
        self._rows = sheet.rows
        self._width = width
        self._left = columns.start
        self._right = columns.stop if columns.stop < width else width
        self._empty = (None,) * width
        self._serial = [
            column for column, label in enumerate(header.labels) if not _SERIAL.isdisjoint(label_forms(label))
        ]
        self._enough = len(self._serial) + 2
        self._header = {as_text(cell) for row in header.rows for cell in sheet.rows[row]} - {""}
        self._across = {
            merge.top
            for merge in sheet.merged
            if merge.right > merge.left and 2 * (merge.right - merge.left + 1) >= self._right - self._left
        }
        self._down = _filled_down(sheet, header.rows.stop)

    def values(self, number: int) -> tuple[Cell, ...]:
        """The row's own cells: as many as there are labels, nothing where another table stands."""
        values = (self._rows[number] + self._empty)[: self._right]
        if self._left or self._right < self._width:
            values = self._empty[: self._left] + values[self._left :] + self._empty[self._right :]
        return values

    def filled_down(self, number: int, values: tuple[Cell, ...]) -> tuple[Cell, ...]:
        """The row with the values of cells merged over it from above."""
        from_above = self._down.get(number)
        if from_above is None:
            return values
        mine = range(self._left, self._right)
        return tuple(from_above.get(c, value) if c in mine else value for c, value in enumerate(values))

    def kind(self, number: int, values: Sequence[Cell]) -> Kind | None:
        """What the row is when it is no data."""
        # The first few filled cells tell; looking at all of them would cost as much as reading the file.
        some = list(islice(filled(values), self._enough))
        if all(column in self._serial and text.isdecimal() for column, text in some):
            return "空行"
        first_column, first = some[0]
        for _, text in some[:2]:
            if "计" in text and _TOTAL.fullmatch(text):
                return "合计"
            if "例" in text and _EXAMPLE.fullmatch(text):
                return "示例"
        if first in self._header and self._repeats_header(values):
            return "重复表头"
        if _NOTE.fullmatch(first):
            return "说明"
        return self._group(number, first, first_column) if len(some) == 1 else None

    def _repeats_header(self, values: Sequence[Cell]) -> bool:
        texts = [text for _, text in filled(values)]
        same = sum(text in self._header for text in texts)
        return 2 * same > len(texts) and same >= min(2, len(self._header))

    def _group(self, number: int, text: str, column: int) -> Kind | None:
        if number in self._across:
            return "分组" if len(text) <= LONGEST_GROUP else "说明"
        if self._width == 1:
            return None
        named = _NUMBERED.match(text) or (text.endswith(("）", ")")) and _COUNT.search(text))
        return "分组" if named or column in self._serial else None


def group_name(text: str) -> str:
    """What a group row names, without its number and its count: 一、北京市（92所） gives 北京市."""
    return _NUMBERED.sub("", _COUNT.sub("", text), count=1).strip() or text


def filled(values: Sequence[Cell]) -> Iterator[tuple[int, str]]:
    """The columns that say something, and what."""
    for column, cell in enumerate(values):
        if cell is not None and (text := as_text(cell)):
            yield column, text


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
