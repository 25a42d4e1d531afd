"""操作记录: what was done with this office's file, by whom and when; written here, read and checked in words."""

import json
import re
from collections import Counter
from collections.abc import Iterable, Mapping
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from app.problems import Problem
from storage import audit as stored
from storage import audit_entries as entries
from storage.problems import StorageProblem
from storage.store import Row

if TYPE_CHECKING:
    from app.session import Session

KINDS: dict[str, str] = {
    "act": "修改数据",
    "rules": "修改规则",
    "received": "接收文件",
    "packed": "生成文件",
    "exported": "导出",
    "printed": "打印",
    "opened": "打开数据文件",
    "unlocked": "解锁",
    "wrong_code": "口令或恢复码输错",
    "backup": "备份",
    "restore": "恢复备份",
    "keys": "密钥",
    "password": "打开口令",
    "code": "恢复码",
    "purged": "彻底清除",
    "converted": "加密",
    "upgraded": "升级",
    "founded": "建立数据文件",
    "joined": "单位加入",
}
"""What an entry is about, in words."""

FAULTS: dict[str, str] = {
    "empty": "操作记录是空的",
    "triggers": "不许改动操作记录的保护装置不见了",
    "altered": "{place}被改动过",
    "broken": "{place}和前一条接不上，可能是后来插进去的，或者前一条被换过",
    "missing": "{place}起缺 {count} 条",
    "cut": "第 {seq} 条以后缺 {count} 条",
    "acts": "{place}记的操作，内容和当时不一样了",
    "alone": "有 {count} 次操作没有记录，最早的在 {at}",
    "stray": "有 {count} 处修改不属于任何操作",
}
"""What may be found wrong, in words."""

ADVICE = (
    "这个数据文件可能被别的程序改动过。请先不要修改，另存一份留作证据，"
    "找出最近一份检查没有问题的备份，和它核对以后再决定是否恢复，并报告负责人。"
)

MARK_DIGITS = 16
"""Hexadecimal digits of a hash that stand on papers."""

_HEAD = re.compile(r"第\s*([\d,]+)\s*条[，,]\s*核对码\s*([0-9A-F]{4}(?:-[0-9A-F]{4}){3})")


@dataclass(frozen=True)
class Head:
    """The last entry when somebody looked: its number, and the first 16 hexadecimal digits of its hash."""

    seq: int
    mark: str

    @property
    def words(self) -> str:
        """As it stands on papers, to be read back by `heads_in`."""
        return f"第 {self.seq:,} 条，核对码 {grouped(self.mark)}"


def grouped(mark: str) -> str:
    """Sixteen digits in groups of four."""
    return "-".join(mark.upper()[at : at + 4] for at in range(0, MARK_DIGITS, 4))


def mark_of(digest: bytes) -> str:
    """The digits of a hash that papers carry."""
    return digest.hex()[:MARK_DIGITS].upper()


def note(session: "Session", kind: str, what: str, **detail: object) -> None:
    """Note one thing that was done: within the act that is being written, or by itself.

    `what` is a sentence and `detail` counts and kinds: both stay for ever, so neither names anybody the data is
    about. Of a file that can only be read nothing is noted.
    """
    session.store.note(kind, _sentence(what), session.operator or "未署名", detail)


def _sentence(text: str) -> str:
    return text if text.endswith(("。", "！", "？")) else f"{text}。"


_before: dict[Path, list[tuple[str, str]]] = {}
"""What was done with files while they were closed: (kind, sentence) by path."""


def later(path: Path, kind: str, what: str) -> None:
    """Note one thing that was done with a closed file, as soon as it is open: a wrong code, its encryption."""
    _before.setdefault(path.resolve(), []).append((kind, what))


def opened(session: "Session") -> None:
    """Note that a person opened the file in the window."""
    # Where nothing can be written now it still can be read.
    with suppress(StorageProblem):
        note(session, "opened", "打开数据文件")


def catch_up(session: "Session") -> None:
    """Note what was done with the file while it was closed; the same thing several times in one line."""
    waiting = Counter(_before.pop(session.path.resolve(), ()))
    with suppress(StorageProblem):
        for (kind, what), times in waiting.items():
            note(session, kind, what, **({"times": times} if times > 1 else {}))


def head(session: "Session") -> Head | None:
    """The last entry; None where there is none."""
    found = stored.head(session.store.conn)
    return Head(found[0], mark_of(found[1])) if found else None


def heads_in(text: str) -> list[Head]:
    """Every head that a text names."""
    return [Head(int(seq.replace(",", "")), mark.replace("-", "")) for seq, mark in _HEAD.findall(text)]


def holds(session: "Session", one: Head) -> bool:
    """Whether the record still has that entry as it was."""
    found = entries.hash_at(session.store, one.seq)
    return found is not None and mark_of(found) == one.mark


# -- checking


def faults(session: "Session") -> list[str]:
    """What about the record is not as it was written, a sentence each; empty when all is well."""
    with session.store.reading():
        found = stored.verify(session.store.conn)
    return [_said(one) for one in found]


def _said(fault: stored.Fault) -> str:
    at = (fault.at or "").replace("T", " ")
    place = f"第 {fault.seq:,} 条" + (f"（{at}）" if at else "") if fault.seq else ""
    return FAULTS[fault.kind].format(place=place, seq=f"{fault.seq or 0:,}", count=f"{fault.count:,}", at=at)


# -- reading


@dataclass(frozen=True)
class Wish:
    """Which entries are wanted: days (ISO, both included), a person, a kind, a text in the sentence or the reason."""

    since: str = ""
    until: str = ""
    actor: str = ""
    kind: str = ""
    text: str = ""


def read_day(text: str) -> str:
    """A day or month as a person types it, as entries tell moments (2026-09-01, 2026-09); "" for nothing.

    Raises Problem for what is no day.
    """
    from app import dates

    if not text.strip():
        return ""
    try:
        year, month, day = dates.read(text.strip(), None)
    except ValueError as error:
        raise Problem(f"没有看懂日期“{text.strip()}”。", "请写成 2026-09-01 这样。") from error
    return f"{year:04d}-{month:02d}" + (f"-{day:02d}" if day else "")


@dataclass(frozen=True)
class Line:
    """One entry in words; `reason` is what the journal says of its act, "" where it is about none; `detail` as stored."""

    seq: int
    at: str
    actor: str
    kind: str
    what: str
    reason: str
    mark: str
    detail: str = "{}"

    @property
    def kind_label(self) -> str:
        """What it is about."""
        return KINDS.get(self.kind, "其他")

    @property
    def said(self) -> str:
        """The reason where there is one, else the sentence."""
        return self.reason or self.what

    @property
    def told(self) -> str:
        """What is said of it, and of what left the program or was put back all that a list has to tell."""
        return self.said + "；".join(_more(self))

    @property
    def replaced(self) -> Head | None:
        """How far the record went that was replaced by putting a copy back; None where it is not known."""
        return next(iter(heads_in(str(_detail(self).get("replaced") or ""))), None) if self.kind == "restore" else None


_TOLD_OF_EXPORTS = {"purpose": "用途", "receiver": "给谁", "password": "打开密码", "why_open": "不加密码的原因"}


def _more(line: Line) -> list[str]:
    detail = _detail(line)
    name = str(detail.get("file") or "")
    if line.kind == "exported":
        said = [f"{label}：{detail[key]}" for key, label in _TOLD_OF_EXPORTS.items() if detail.get(key)]
        # Of files that may be called after a person only the ending is noted.
        return said + ([f"文件名：{name}"] if name and not name.startswith("*") else [])
    if line.kind == "restore":
        said = [f"用的是“{name}”"] if name else []
        lost = line.replaced.seq - line.seq + 1 if line.replaced else 0
        return said + ([f"换下的文件里，这以后还有 {lost:,} 条操作记录"] if lost > 0 else [])
    return []


def _detail(line: Line) -> dict[str, object]:
    try:
        found: dict[str, object] = json.loads(line.detail)
    except ValueError:
        return {}
    return found


def listed(session: "Session", wish: Wish | None = None, *, before: int | None = None, limit: int = 200) -> list[Line]:
    """At most `limit` entries from the newest, or from the one before number `before`."""
    wanted = wish or Wish()
    found = entries.listed(session.store, **vars(wanted), before=before, limit=limit)
    return [Line(*row[:6], mark_of(row[6]), row[7]) for row in found]


def emptied(session: "Session") -> set[int]:
    """Numbers of the entries whose acts were emptied by erasing somebody: their words are no longer what they were."""
    return set(stored.renewed(session.store.conn))


def count(session: "Session", wish: Wish | None = None) -> int:
    """How many entries there are, of those wanted."""
    return entries.count(session.store, **vars(wish or Wish()))


def actors(session: "Session") -> list[str]:
    """Everybody who did something, by name."""
    return entries.actors(session.store)


@dataclass(frozen=True)
class Change:
    """One field that an act wrote: of which record, what stood there and what stands there now."""

    record: str
    field: str
    old: str
    new: str


@dataclass(frozen=True)
class Details:
    """Everything about one entry: facts as (label, text), and what its act changed, of the first rows."""

    line: Line
    facts: list[tuple[str, str]]
    changes: list[Change]
    left_out: int = 0
    """Rows of the act that are not told here."""


MOST_ROWS = 300


def details(session: "Session", seq: int, most: int = MOST_ROWS) -> Details:
    """All about one entry, with the changes of at most so many rows; raises Problem where there is none."""
    found = listed(session, before=seq + 1, limit=1)
    if not found or found[0].seq != seq:
        raise Problem("没有这一条操作记录。", "请刷新列表再看。")
    first, last, text = entries.about(session.store, seq)
    line = found[0]
    facts = [
        ("编号", f"{line.seq:,}"), ("时间", line.at.replace("T", " ")), ("经办人", line.actor or "未署名"),
        ("类别", line.kind_label), ("内容", line.what),
        *([("事由", line.reason)] if line.reason else []), *_facts(text), ("核对码", grouped(line.mark)),
    ]  # fmt: skip
    if first is None or last is None or line.kind in ("founded", "upgraded"):
        return Details(line, facts, [])
    rows, total = entries.operations(session.store, first, last, most)
    return Details(line, facts, list(_changes(session, rows)), total - len(rows))


_LABELS = {
    "acts": "操作次数",
    "count": "数量",
    "copies": "每份张数",
    "file": "文件名",
    "from": "原版本",
    "to": "现版本",
    "version": "程序版本",
    "numbers": "号码",
    "purpose": "用途",
    "receiver": "给谁",
    "password": "打开密码",
    "why_open": "不加密码的原因",
    "place": "位置",
    "replaced": "换下的文件里，操作记录到",
    "rows": "记录数",
    "times": "次数",
    "way": "方式",
    "kind": "种类",
}


def _facts(text: str) -> list[tuple[str, str]]:
    try:
        detail: dict[str, object] = json.loads(text)
    except ValueError:
        return [("说明", "这一条的内容读不出来")]
    found = [("改动", tables_in_words(detail.pop("tables")))] if isinstance(detail.get("tables"), dict) else []
    emptied = detail.pop("renewed", None)
    if isinstance(emptied, list):
        found.append(("清除", f"有 {len(emptied)} 条操作记录的内容因此清空，已重新核算校验值"))
    words = {"way": _way, "numbers": _numbers}
    for key, value in sorted(detail.items()):
        if value not in (None, ""):
            found.append((_LABELS.get(key, key), words.get(key, str)(value)))
    return found


def _way(value: object) -> str:
    from app.leaving import WAYS

    return WAYS[str(value)].label if str(value) in WAYS else str(value)


def _numbers(value: object) -> str:
    from app.leaving import NUMBERS

    return "完整" if value == "whole" else next((words for key, words in NUMBERS.items() if key == value), str(value))


_DONE = {"I": "新增", "U": "修改", "D": "删除或恢复", "O": "提出"}


def tables_in_words(tables: object) -> str:
    """Rows by table and what was done, in words: 教师：新增 2、修改 1；任职：新增 2."""
    from app.entities import ENTITIES

    said = []
    for table, kinds in tables.items() if isinstance(tables, Mapping) else ():
        label = ENTITIES[table].label if table in ENTITIES else str(table)
        parts = (f"{_DONE.get(kind, kind)} {number}" for kind, number in kinds.items())
        said.append(f"{label}：{'、'.join(parts)}")
    return "；".join(said)


def _changes(session: "Session", rows: Iterable[Row]) -> Iterable[Change]:
    from app import masking, records
    from app.entities import ENTITIES
    from storage import names

    for row in rows:
        entity = ENTITIES.get(row["tbl"])
        label = entity.label if entity else str(row["tbl"])
        name = names.name_of(session.store, row["tbl"], row["pk"]) if entity else ""
        record = f"{label} {name}" if name and name != row["pk"] else label
        if row["kind"] == "D":
            yield Change(record, "删除" if row["fields"].get("_del", [1])[0] else "恢复", "", "")
            continue
        for said, old, new in records.field_changes(session, entity, row["kind"], row["fields"]) if entity else ():
            yield Change(record, said, masking.hidden(old, said), masking.hidden(new, said))
