"""What each row under a header is: data, or one of the kinds of rows that are none."""

import re
from collections.abc import Iterator, Sequence
from itertools import islice
from typing import Literal

from exports.workbooks.headers import SERIAL, Header, label_forms
from exports.workbooks.sheets import Cell, Sheet, as_text

Kind = Literal["标题", "说明", "分组", "合计", "空行", "重复表头", "示例", "表外"]

LONGEST_GROUP = 40

_TOTAL = re.compile(
    r"(本页|本表|全[县区市校乡镇])?(合\s*计|总\s*计|小\s*计|共\s*计|累\s*计)\s*(人数|学时)?\s*([:：（(\d].*)?|"
    r"共\s*\d+\s*[人名位条项].*",
    re.DOTALL,
)
_EXAMPLE = re.compile(r"(填写)?[（(]?(示例|样例|范例|例)([)）:：\d].*|$)|示例.*", re.DOTALL)
_WHO_FILLS_IN = (
    r"(填[表报写]|制表|审[核批]|复核|经办|报送|联系)?(人|单位|日期|时间|电话|方式)|(填[表报]|制表|审[核批]|复核)|"
    r"(单位|学校)?(主要|分管)?(负责人|领导|校长|园长)|学校|盖章"
)
_NOTE = re.compile(
    r"[（(【]?(注|备注|附注|说明|填[表报写]说明|注意事项)\s*([（(][^）)]*[）)])?\s*[:：\d].*|"
    rf"({_WHO_FILLS_IN})\s*([（(][^）)]*[）)]|签[字名章]|盖章|公章)?\s*[:：].*|"
    rf"({_WHO_FILLS_IN})\s*[（(]?(签[字名章]|盖章|公章)[）)]?",
    re.DOTALL,
)
_ASKED = re.compile(r"填[表报]人|制表人?|审核人?|复核人?|经办人|负责人|注|说明")
_NUMBERED_NOTE = re.compile(r"\d+\s*[.、．]\s*[\u4e00-\u9fff].{7,}", re.DOTALL)
_OF_SCHOOL = re.compile(r"(所在|任教)?(学校|单位|校名)(名称)?\s*[:：]\s*([^:：]+)")
_LEFT_OPEN = re.compile(r"^[\s_＿]*$|签[字名章]|盖章|公章")
_SCHOOL = re.compile(r"[\u4e00-\u9fff\d（）()]+(学校|小学|中学|高中|初中|完小|学区|幼儿园|中心校|教学点|教研室|教育局)")
_NAMES_SCHOOLS = re.compile(r"校|单位|名称|机构|园")
_COUNT = re.compile(r"[（(]\s*共?\s*\d+\s*(所|人|名|个|位|校|园|班|项|户)\s*[）)]")
_NUMBERED = re.compile(r"([一二三四五六七八九十]+[、.．]|[（(][一二三四五六七八九十]+[）)])\s*")
_COLUMN_NUMBERS = (*"甲乙丙丁戊己庚辛", *map(str, range(1, 100)))
_LEAST_COLUMN_NUMBERS = 4
_MOST_FILLED_DOWN = 2_000_000

# Texts without any of this at their beginning (or at all: 计, 例, colons) are data whatever else stands in the row.
_MAY_BE_NO_DATA = re.compile(
    r"[计例:：\u200b-\u200f\u202a-\u202e\u2060\ufeff]|签[字名章]|章|"
    r"^\s*($|[（(【注备附说填制审复经报联单学主分负领校园盖共甲])"
)


class BodyReader:
    """Tells the kind of each row under one header."""

    def __init__(self, sheet: Sheet, header: Header, columns: range, width: int) -> None:
        self._rows = sheet.rows
        self._labels = header.labels
        self._first = header.rows.stop
        self._width = width
        self._left = columns.start
        self._right = min(columns.stop, width)
        self._whole = self._left == 0 and self._right == width
        self._empty = (None,) * width
        self._serial = [
            column for column, label in enumerate(header.labels) if not SERIAL.isdisjoint(label_forms(label))
        ]
        self._enough = len(self._serial) + 2
        said = [cell for row in header.rows for cell in sheet.rows[row][self._left : self._right]]
        self._header = {_unspaced(as_text(cell)) for cell in said} - {""}
        self._across = {
            merge.top
            for merge in sheet.merged
            if merge.right > merge.left
            and 2 * (min(merge.right + 1, self._right) - max(merge.left, self._left)) >= self._right - self._left
        }
        self._down = _filled_down(sheet, header.rows.stop)

    def values(self, number: int) -> tuple[Cell, ...]:
        """The row's own cells: as many as there are labels, nothing where another table stands."""
        row = self._rows[number]
        if self._whole and len(row) >= self._width:
            return row[: self._width]
        own = (row + self._empty)[self._left : self._right]
        return self._empty[: self._left] + own + self._empty[self._right :]

    def filled_down(self, number: int, values: tuple[Cell, ...]) -> tuple[Cell, ...]:
        """The row with the values of cells merged over it from above."""
        from_above = self._down.get(number)
        if from_above is None:
            return values
        mine = range(self._left, self._right)
        return tuple(from_above.get(c, value) if c in mine else value for c, value in enumerate(values))

    def kind(self, number: int, values: Sequence[Cell]) -> Kind | None:
        """What the row is when it is no data."""
        if self._is_plain(values):
            return None
        some = list(islice(filled(values), self._enough))
        if self._is_empty(some, values):
            return "空行"
        first_column, first = some[0]
        for _, text in some[:2]:
            if _TOTAL.fullmatch(text):
                return "合计"
            if _EXAMPLE.fullmatch(text):
                return "示例"
        if _unspaced(first) in self._header and self._repeats_header(values):
            return "重复表头"
        if group_of_school(values):
            return "分组"
        if _NOTE.fullmatch(first) or self._asks(first, values) or self._numbers_columns(number, values):
            return "说明"
        return self._alone(number, first, first_column) if len(some) == 1 else None

    def _is_plain(self, values: Sequence[Cell]) -> bool:
        """Whether the row is data at first glance: the first cells tell, for looking at all would cost too much."""
        if len(values) - values.count(None) <= self._enough:
            return False
        looked_at = 0
        for cell in values:
            if cell is None:
                continue
            if isinstance(cell, str):
                if _unspaced(cell) in self._header or _MAY_BE_NO_DATA.search(cell):
                    return False
            elif cell == 1 and self._width >= _LEAST_COLUMN_NUMBERS:
                return False
            looked_at += 1
            if looked_at > 1:
                return True
        return False

    def _is_empty(self, some: Sequence[tuple[int, str]], values: Sequence[Cell]) -> bool:
        """Whether nothing but a 序号 stands there, or noughts that formulas left."""
        told = [text for column, text in some if column not in self._serial or not text.isdecimal()]
        if not told:
            return True
        others = (text for column, text in filled(values) if column not in self._serial)
        return told[0] == "0" and all(text == "0" for text in others)

    def _repeats_header(self, values: Sequence[Cell]) -> bool:
        texts = [_unspaced(text) for _, text in filled(values)]
        same = sum(text in self._header for text in texts)
        return 2 * same > len(texts) and same >= min(2, len(self._header))

    def _asks(self, first: str, values: Sequence[Cell]) -> bool:
        """Whether the row asks who filled it in, without a colon: 填表人 | 王五 | 审核 | 李六."""
        return bool(_ASKED.fullmatch(first)) and 2 * (len(values) - values.count(None)) <= self._width

    def _numbers_columns(self, number: int, values: Sequence[Cell]) -> bool:
        """Whether the first row only numbers the columns, as statistical forms do: 甲, 乙, 1, 2, 3 …"""
        if number != self._first:
            return False
        texts = [text.strip("（）()") for _, text in filled(values)]
        letters = sum(text in _COLUMN_NUMBERS[:8] for text in texts)
        wanted = [*_COLUMN_NUMBERS[:letters], *_COLUMN_NUMBERS[8 : 8 + len(texts) - letters]]
        return texts == wanted and len(texts) >= max(_LEAST_COLUMN_NUMBERS, sum(map(bool, self._labels)))

    def _alone(self, number: int, text: str, column: int) -> Kind | None:
        """What a single text is: a group, a remark, or (None) a person of whom only the name is known."""
        if number in self._across:
            return "分组" if len(text) <= LONGEST_GROUP else "说明"
        if self._width == 1:
            return None
        if len(text) > LONGEST_GROUP or _NUMBERED_NOTE.fullmatch(text):
            return "说明"
        label = self._labels[column] if column < len(self._labels) else ""
        school = _SCHOOL.fullmatch(text) and not _NAMES_SCHOOLS.search(label)
        return "分组" if _is_counted(text) or school or _NUMBERED.match(text) or column in self._serial else None


def group_of_school(values: Sequence[Cell]) -> str:
    """The school that a row names for the rows below it (学校：城关小学), "" when it names none."""
    texts = [text for _, text in islice(filled(values), 3)]
    said = _OF_SCHOOL.fullmatch("".join(texts)) if len(texts) in (1, 2) else None
    return said[4].strip() if said and not _LEFT_OPEN.search(said[4]) else ""


def group_above(values: Sequence[Cell]) -> str:
    """The group that a line over the labels names: a school, or something counted (城关小学（12人）); "" for others."""
    texts = [text for _, text in islice(filled(values), 2)]
    alone = len(texts) == 1 and (_SCHOOL.fullmatch(texts[0]) or _is_counted(texts[0]))
    return group_of_school(values) or (group_name(texts[0]) if alone else "")


def group_name(text: str) -> str:
    """What a group row names, without its number and its count: 一、北京市（92所） gives 北京市."""
    said = _OF_SCHOOL.fullmatch(text)
    name = said[4] if said else text
    return _NUMBERED.sub("", _COUNT.sub("", name), count=1).strip() or text


def _unspaced(text: str) -> str:
    """A label however it is spread over its cell: 姓 名, 姓<new line>名."""
    return "".join(text.split())


def _is_counted(text: str) -> bool:
    return text.endswith(("）", ")")) and _COUNT.search(text) is not None


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
