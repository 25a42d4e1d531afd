"""How the exchange stands, in words: what waits for an answer, which files went to and fro."""

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from app.exchange.report import KIND_LABELS
from app.session import Session
from storage import exchange as stored


@dataclass(frozen=True)
class Waiting:
    """One act of this school that the county has not answered; `at` is ISO 8601."""

    id: str
    at: str
    actor: str
    reason: str


@dataclass(frozen=True)
class FileLine:
    """One file that was made or taken, as a sentence; `incoming` when it was taken.

    `undone` when that was taken back, `undoable` when it may be as far as the file itself tells.
    """

    at: str
    incoming: bool
    text: str
    file_name: str
    actor: str
    id: int = 0
    undone: bool = False
    undoable: bool = False
    kind: str = ""


def waiting(session: Session) -> list[Waiting]:
    """The acts of this school that the county has not answered, newest first; none at the county."""
    if session.is_county:
        return []
    acts = {row.txid: Waiting(row.txid, row.at, row.actor, row.reason) for row in stored.pending(session.store)}
    return list(acts.values())[::-1]


def files(session: Session) -> list[FileLine]:
    """The files made and taken, newest first."""
    return [_file(session, row) for row in stored.files(session.store)]


def _file(session: Session, row: Mapping[str, Any]) -> FileLine:
    incoming, undone = row["direction"] == "in", bool(row["undone"])
    undoable = session.is_county and incoming and row["kind"] == "up" and row["rev"] is not None and not undone
    text = _sentence(row) + ("（已撤销）" if undone else "")
    return FileLine(
        str(row["at"]),
        incoming,
        text,
        str(row["file_name"]),
        str(row["actor"]),
        int(row["id"]),
        undone,
        undoable,
        str(row["kind"]),
    )


def _sentence(row: Mapping[str, Any]) -> str:
    who, out = str(row["site_name"]), row["direction"] == "out"
    counts = json.loads(row["summary"]) if row["summary"] else {}
    if row["kind"] == "invite":
        return f"给{who}生成了邀请文件"
    if row["kind"] == "join":
        if counts.get("refused"):
            return f"没有同意{who}加入：校验码不一致，邀请已作废"
        return f"生成了给{who}的加入申请" if out else f"同意{who}加入"
    if row["kind"] == "more":
        return f"给{who}生成了附件文件（{_part(counts)}）" if out else f"接收了{who}的附件文件（{_part(counts)}）"
    if not out:
        return f"接收了{who}的文件：{_changes(counts)}"
    if row["kind"] == "up":
        return f"生成了给{who}的上报文件：{counts.get('transactions', 0)} 次操作{_enclosed(counts)}"
    what = "全部内容" if counts.get("complete") else "新的变化"
    return f"给{who}生成了下发文件：{what}，{counts.get('rows', 0)} 条记录{_enclosed(counts)}"


def _part(counts: Mapping[str, int]) -> str:
    which = f"第 {counts['part']} 个，共 {counts['parts']} 个，" if counts.get("parts") else ""
    return f"{which}附件 {counts.get('attachments', 0)} 个"


def _changes(counts: Mapping[str, int]) -> str:
    parts: Iterable[str] = (f"{label} {counts[kind]} 条" for kind, label in KIND_LABELS.items() if counts.get(kind))
    return ("、".join(parts) or "没有变化") + _enclosed(counts)


def _enclosed(counts: Mapping[str, int]) -> str:
    return f"，附件 {counts['attachments']} 个" if counts.get("attachments") else ""
