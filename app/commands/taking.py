"""`exchange preview`, `apply`, `files`, `undo`: what a received file brings, taking it, and taking it back."""

import argparse
from pathlib import Path
from typing import TYPE_CHECKING, Any

from app.commands.options import command, opened
from app.commands.output import Output
from app.masking import hidden
from app.problems import Problem

if TYPE_CHECKING:
    from app.exchange.plan import Choice
    from app.exchange.receiving import Taken
    from app.exchange.report import Entry


def add(parts: Any) -> None:
    """Add the commands below `exchange`."""
    for name, words, run in (
        ("preview", "预览收到的文件会带来什么变化，不写入", _preview),
        ("apply", "接收文件：全部写入，或者什么也不改", _apply),
    ):
        made = command(parts, name, words, run)
        made.add_argument("package", type=Path, metavar="FILE")
        made.add_argument("--trust-revoked", action="store_true", help="县里：已与学校核实，接收停用的电脑签名的文件")
        made.add_argument("--register", action="store_true", help="县里：已核实，登记这所能证明自己加入过的学校")
        made.add_argument(
            "--decline",
            action="append",
            default=[],
            metavar="TABLE/ID[/FIELD]",
            help="县里：不采用上报文件中的这一项；不写 FIELD 是整条新增或删除的记录；可以写几次",
        )
    made.add_argument("--allow-removal", action="store_true", help="学校：已核实，接收会拿走很多记录的文件")
    made = command(parts, "files", "收发过的文件和它们的编号", _files)
    made = command(parts, "undo", "县里：撤销一次接收，之后没有别的内容依赖它才行", _undo)
    made.add_argument("id", type=int, metavar="FILE-ID", help="exchange files 列出的编号")
    made.add_argument("--preview", action="store_true", help="只看能不能撤销、会改回多少条，不写入")


def _preview(options: argparse.Namespace, output: Output) -> int:
    from app.exchange import receiving

    with opened(options) as session:
        taken = receiving.preview(session, options.package, output.progress, **_wishes(options))
    return _tell(taken, output, applied=False)


def _apply(options: argparse.Namespace, output: Output) -> int:
    from app.exchange import receiving

    with opened(options) as session:
        taken = receiving.take(
            session, options.package, output.progress, removal_agreed=options.allow_removal, **_wishes(options)
        )
    return _tell(taken, output, applied=True)


def _wishes(options: argparse.Namespace) -> dict[str, Any]:
    """What a person said about the file, as `receiving.preview` and `receiving.take` want it."""
    return {
        "trust_revoked": options.trust_revoked,
        "register": options.register,
        "decline": _choices(options.decline),
    }


def _choices(texts: list[str]) -> "set[Choice]":
    """`TABLE/ID` and `TABLE/ID/FIELD` as what is not taken."""
    found: set[Choice] = set()
    for text in texts:
        table, pk, *column = text.split("/")[:3] if text.count("/") in (1, 2) else ("", "")
        if not table or not pk or column == [""]:
            raise Problem(f"“{text}”不是一项内容。", "请写成 表/编号 或 表/编号/字段，预览里列着每条记录的表和编号。")
        found.add((table, pk, column[0] if column else None))
    return found


def _tell(taken: "Taken", output: Output, *, applied: bool) -> int:
    head, report = taken.header, taken.report
    words = [f"{head.from_name} → {head.to_name}（{head.created}）"]
    if taken.code:
        words.append(f"加入申请的校验码：{taken.code}，请与学校电话核对一致后再接收。")
    else:
        words.append(report.sentence)
    if report.removal:
        words.append(report.removal.sentence + ("" if applied else "接收时要加 --allow-removal。"))
    words += [_line(entry) for entry in report.entries]
    words.append("已接收。" if applied else "这是预览，没有写入。")
    if taken.copy:
        words.append(f"接收前的数据备份在 {taken.copy}")
    output.result(
        {
            "kind": head.kind,
            "from": head.from_name,
            "to": head.to_name,
            "code": taken.code,
            "applied": applied,
            "counts": report.counts,
            "repeated": report.repeated,
            "attached": report.attached,
            "lacking": report.lacking,
            "removal": report.removal,
            "copy": taken.copy,
            "entries": report.entries,
        },
        "\n".join(words),
    )
    return 0


def _line(entry: "Entry") -> str:
    from app.exchange.report import KIND_LABELS

    sides = ((line.label, hidden(line.old, line.label), hidden(line.new, line.label)) for line in entry.lines)
    changes = "；".join(f"{label} {old or '（空）'} → {new or '（空）'}" for label, old, new in sides)
    place = f"　{entry.table}/{entry.pk}" if entry.choosable else ""
    return f"  [{KIND_LABELS[entry.kind]}] {entry.about} {entry.title} {changes}{entry.note}{place}"


def _files(options: argparse.Namespace, output: Output) -> int:
    from app.exchange import overview

    with opened(options) as session:
        found = overview.files(session)
    rows = [
        {
            "id": one.id,
            "at": one.at,
            "incoming": one.incoming,
            "text": one.text,
            "file_name": one.file_name,
            "actor": one.actor,
            "undone": one.undone,
            "undoable": one.undoable,
        }
        for one in found
    ]
    output.table(
        rows, [("id", "编号"), ("at", "时间"), ("text", "做了什么"), ("file_name", "文件"), ("actor", "经办人")]
    )
    return 0


def _undo(options: argparse.Namespace, output: Output) -> int:
    from app.exchange import undoing

    with opened(options) as session:
        undone = undoing.undo(session, options.id, rehearse=options.preview)
    what = f"{undone.from_name}的文件 {undone.file_name}：{undone.acts} 次操作，改回 {undone.records} 条记录"
    words = (
        f"可以撤销接收{what}。没有写入。" if options.preview else f"已撤销接收{what}。学校下次接收县里的文件时会看到。"
    )
    output.result({"undone": not options.preview, **vars(undone)}, words)
    return 0
