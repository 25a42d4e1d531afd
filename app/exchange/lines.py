"""The records of an up-file and a down-file, read strictly: whatever does not fit refuses the whole file.

Their shapes are described for other programs in docs/package-format.md.
"""

import re
from collections.abc import Mapping, Sequence
from typing import Annotated, Any, Literal, TypeVar

import msgspec

from app.problems import Problem

Member = Sequence[Mapping[str, Any]]
Members = Mapping[str, Member]
_MOST = 1 << 53
"""Whole numbers stay below this: every JSON reader takes them exactly, and the database holds them."""
Value = str | Annotated[int, msgspec.Meta(gt=-_MOST, lt=_MOST)] | None


class TransactionLine(msgspec.Struct, frozen=True):
    """One act of a person at a school."""

    id: str
    actor: str
    reason: str
    at: str
    undoes: str | None = None


class OperationLine(msgspec.Struct, frozen=True):
    """One row's part of an act; `f` as in the journal."""

    txn: str
    root: str
    t: str
    id: str
    k: Literal["I", "U", "D", "O"]
    f: dict[str, Any]


class RowLine(msgspec.Struct, frozen=True):
    """One row as the county holds it, with who wrote it: `cells` are the fields written after the row."""

    t: str
    id: str
    root: str
    tx: str
    row: dict[str, Value]
    cells: dict[str, str] = {}
    gone: bool = False
    deleted: str | None = msgspec.field(default=None, name="del")


class ScopeLine(msgspec.Struct, frozen=True):
    """One root the school holds; `full` when it comes anew as a whole."""

    root: str
    full: bool = False


class KnownLine(msgspec.Struct, frozen=True):
    """What the county decided about one act of the school."""

    id: str
    outcome: Literal["applied", "conflict", "rejected", "review"]
    note: str | None = None


class GravestoneLine(msgspec.Struct, frozen=True):
    """One row that the county has purged."""

    t: str
    id: str


class StubLine(msgspec.Struct, frozen=True):
    """The outline of somebody at another school."""

    t: str
    id: str
    row: dict[str, Value]


class Claim(msgspec.Struct, frozen=True):
    """The down-file a school has adopted last."""

    id: str
    n: Annotated[int, msgspec.Meta(ge=0, lt=_MOST)]


class Figure(msgspec.Struct, frozen=True):
    """Hours (tenths) of one year and category that people earned while the school's, who have left it."""

    year: int
    category: str
    people: int
    hours: int


class Down(msgspec.Struct, frozen=True):
    """What a down-file is: the `n`th the county made, complete or following one of `accepts`.

    `mine` are the ids of all files a county that makes a complete one knows to have made for the school; `figures`
    are what stays of those who left it; `numbers` is the highest serial known to be given of each of its blocks, by id.
    """

    id: str
    n: int
    complete: bool
    accepts: list[str] = []
    mine: list[str] = []
    figures: list[Figure] = []
    numbers: dict[str, Annotated[int, msgspec.Meta(ge=0, lt=_MOST)]] = {}


class _Base(msgspec.Struct):
    """What the author of a deletion saw of the row."""

    tx: str
    cells: dict[str, str]
    row: dict[str, Value]


_Line = TypeVar("_Line", bound=msgspec.Struct)
_Fact = TypeVar("_Fact")
_TABLE = re.compile(r"[a-z][a-z0-9_]{0,63}")
_Changed = tuple[Value, str | None, Value]
"""New value, the transaction that had written what stood there, and what stood there."""
_SHAPES: dict[str, Any] = {
    "I": dict[str, Value],
    "U": dict[str, _Changed],
    "O": dict[str, tuple[Value, str, str | None]],
}
_RESERVED = {
    "I": frozenset({"_del", "_base", "_tx"}),
    "U": frozenset({"_del", "_base", "_tx"}),
    "O": frozenset({"_base"}),
}
"""What is no column, and would be written past the rules for deletions if it came as one."""


def read(members: Members, name: str, kind: type[_Line]) -> list[_Line]:
    """One member of a package, every record checked; a member that is not there has none.

    Raises Problem for records of another shape. Tables this version does not know are read like the others: a newer
    program may have sent the file.
    """
    lines: list[_Line] = _converted(list(members.get(name, ())), list[kind])  # type: ignore[valid-type]
    for line in lines:
        if not _TABLE.fullmatch(getattr(line, "t", "teachers")):
            raise _unreadable()
    operations = [line for line in lines if isinstance(line, OperationLine)]
    for one, shape in _SHAPES.items():
        # All at once: asked line by line, the shape would be worked out anew for each.
        _converted([line.f for line in operations if line.k == one], list[shape])  # type: ignore[valid-type]
    if any(line.f.keys() & _RESERVED.get(line.k, frozenset()) for line in operations):
        raise _unreadable()
    for line in operations:
        if line.k == "D":
            _check_deletion(line)
    return lines


def read_fact(fact: Any, kind: type[_Fact]) -> _Fact:
    """One thing that a package tells once; raises Problem when it has another shape."""
    found: _Fact = _converted(fact, kind)
    return found


def _check_deletion(line: OperationLine) -> None:
    """What a deletion, or its taking back, says has the shape it must have."""
    fields = dict(line.f)
    mark = _converted([fields.pop("_del", None)], list[_Changed])[0]
    if mark[0]:
        _converted(fields.pop("_base", None), _Base)
    if fields or mark[0] not in (0, 1):
        raise _unreadable()


def _converted(what: Any, kind: Any) -> Any:
    try:
        return msgspec.convert(what, kind)
    except msgspec.ValidationError as error:
        raise _unreadable() from error


def _unreadable() -> Problem:
    return Problem("这个文件的内容对不上，没有接收任何内容。", "请对方重新生成一个文件再发。")
