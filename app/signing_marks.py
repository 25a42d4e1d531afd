"""What a cell of a sign-in sheet says: there, not there, or nothing certain."""

import re
from dataclasses import dataclass
from typing import Any

from app.fields import clean_name, tidy

_THERE = frozenset(
    ("√", "✓", "✔", "☑", "v", "V", "○", "◯", "●", "到", "已到", "到会", "到场", "出勤", "全勤", "出席", "参加", "已参加",
     "签到", "已签到", "已签", "签", "是", "有", "1")
)  # fmt: skip
_LATE = ("迟到", "早退", "补签", "晚到")
_NOT_THERE = frozenset(
    ("×", "✗", "✘", "☒", "x", "X", "缺", "缺勤", "缺席", "未到", "未签", "未签到", "未参加", "没来", "旷", "旷课", "旷会",
     "否", "无", "0", "／", "/", "-", "—", "——")
)  # fmt: skip
_LEAVE = re.compile(r"假|出差|公出|因公|调休")
_NAME = re.compile(r"[\u3400-\u9fff\U00020000-\U0003ffff·]{2,}")


@dataclass(frozen=True)
class Mark:
    """`there`: attended, None where the cell cannot be understood; `words` as written, `note` what more it says."""

    there: bool | None
    words: str
    note: str = ""


def read(cell: Any, name: str) -> Mark | None:
    """What a cell says of the person called `name`; None for an empty one. The person's own name is a signature."""
    words = tidy("" if cell is None else str(int(cell)) if isinstance(cell, float) and cell.is_integer() else str(cell))
    if isinstance(cell, bool):
        return Mark(cell, "是" if cell else "否")
    if not words:
        return None
    plain = re.sub(r"[\s。.！!]", "", words)
    if plain in _THERE:
        return Mark(True, words)
    if any(one in plain for one in _LATE):
        return Mark(True, words, words)
    if plain in _NOT_THERE:
        return Mark(False, words)
    if _LEAVE.search(plain):
        return Mark(False, words, words)
    if any(one in plain for one in ("缺勤", "缺席", "未到", "旷")):
        return Mark(False, words, words)
    if clean_name(words) == clean_name(name) and _NAME.search(clean_name(words)):
        return Mark(True, words)
    return Mark(None, words)


def is_mark(cell: Any) -> bool:
    """Whether a cell is a mark as sign-in sheets have them, whoever it is about."""
    made = read(cell, "")
    return made is not None and made.there is not None
