"""`exchange conflicts|resolve|offers|rejected`: what a person at the county decides about what schools sent."""

import argparse
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from app.commands.options import command, opened
from app.commands.output import Output
from app.masking import hidden
from app.problems import Problem

if TYPE_CHECKING:
    from app.exchange.inbox import Item
    from app.exchange.settling import Choice, Settled

_COLUMNS = (
    ("id", "编号"), ("about", "教师/记录"), ("label", "项目"), ("county", "县里"), ("school", "学校"),
    ("school_name", "学校名"), ("who", "填写人"), ("at", "时间"), ("why", "原因"),
)  # fmt: skip
_TAKES: "dict[str, Choice]" = {"county": "county", "school": "school", "value": "typed"}


def add(parts: Any) -> None:
    """Add the commands to those of `exchange`."""
    made = command(parts, "conflicts", "县里：两边填得不一样的内容", _conflicts)
    made.add_argument(
        "--state", choices=("open", "school", "county", "typed", "retried"), default="open", metavar="STATE",
        help="open 待核对（默认）、school 采用了学校的、county 保留了县里的、typed 填写了别的值、retried 已自动合并",
    )  # fmt: skip
    made = command(parts, "resolve", "县里：核对冲突，一次操作", _resolve)
    made.add_argument("ids", nargs="+", metavar="ID", help="冲突的编号；all 表示全部")
    made.add_argument("--take", choices=tuple(_TAKES), required=True, help="采用县里的、学校的，或 --value 给出的值")
    made.add_argument("--value", metavar="X", help="另填的值（配合 --take value）")
    made = command(parts, "offers", "县里：恢复备份以后学校报回的内容", _offers)
    made.add_argument("ids", nargs="*", metavar="ID", help="编号；不写表示全部")
    how = made.add_mutually_exclusive_group()
    how.add_argument("--restore", action="store_true", help="恢复：县里后来没有改过的，原样写回")
    how.add_argument("--take", action="store_true", help="采用学校的：县里后来改过的也改成学校的")
    how.add_argument("--drop", action="store_true", help="不要，保留县里现在的")
    made = command(parts, "rejected", "县里：没有采用的学校操作", _rejected)
    made.add_argument("ids", nargs="*", metavar="ID", help="编号；不写表示全部")
    made.add_argument("--all", action="store_true", help="连同已维持不采用的、随撤销的文件一起撤销的")
    how = made.add_mutually_exclusive_group()
    how.add_argument("--reapply", action="store_true", help="重新采用")
    how.add_argument("--leave", action="store_true", help="维持不采用，以后不再列出")


def _conflicts(options: argparse.Namespace, output: Output) -> int:
    from app.exchange import inbox

    with opened(options) as session:
        output.table([_row(one) for one in inbox.conflicts(session, options.state)], _COLUMNS)
    return 0


def _resolve(options: argparse.Namespace, output: Output) -> int:
    from app.exchange import inbox, settling

    choice = _TAKES[options.take]
    if (options.value is not None) != (choice == "typed"):
        raise Problem("没有说清楚要填什么值。", "另填一个值，请写 --take value --value 值；其他情况不要写 --value。")
    with opened(options) as session:
        ids = [one.refs[0] for one in inbox.conflicts(session)] if options.ids == ["all"] else options.ids
        done = settling.settle(session, ids, choice, options.value, output.progress)
    return _told(output, done, "已核对")


def _offers(options: argparse.Namespace, output: Output) -> int:
    from app.exchange import inbox, restoring

    with opened(options) as session:
        items = _chosen([one for one in inbox.items(session) if one.kind == "offer"], options.ids)
        seqs = [int(ref) for one in items for ref in one.refs]
        if options.restore:
            return _told(output, restoring.restore(session, seqs, output.progress), "已恢复")
        if options.take:
            return _told(output, restoring.take(session, seqs, output.progress), "已采用")
        if options.drop:
            return _told(output, restoring.drop(session, seqs), "已不采用")
        output.table([_row(one) for one in items], _COLUMNS)
    return 0


def _rejected(options: argparse.Namespace, output: Output) -> int:
    from app.exchange import inbox, reapplying

    with opened(options) as session:
        items = _chosen(inbox.rejected(session, closed=options.all), options.ids)
        ids = [one.refs[0] for one in items]
        if options.reapply:
            return _told(output, reapplying.reapply(session, ids, output.progress), "已重新采用")
        if options.leave:
            return _told(output, reapplying.leave(session, ids), "已维持不采用")
        output.table([_row(one) for one in items], _COLUMNS)
    return 0


def _chosen(items: "Sequence[Item]", ids: Sequence[str]) -> "list[Item]":
    found = [one for one in items if not ids or not set(ids).isdisjoint(one.refs)]
    missing = set(ids) - {ref for one in found for ref in one.refs}
    if missing:
        raise Problem(f"没有编号为“{min(missing)}”的。", "不写编号列出全部，看清楚编号再试；它也可能已经核对过了。")
    return found


def _row(one: "Item") -> dict[str, Any]:
    return {
        "id": one.refs[0], "kind": one.kind, "about": one.about, "label": one.label, "table": one.table, "pk": one.pk,
        "column": one.column, "base": hidden(one.base.text, one.label), "county": hidden(one.county.text, one.label),
        "school": hidden(one.school.text, one.label),
        "school_name": one.school_name, "who": one.school.who, "why": one.why, "plain": one.plain,
        "at": one.school.at.replace("T", " ")[:16] + ("（时钟可能不准）" if one.school.doubtful else ""),
        "refs": one.refs, "lines": one.lines,
    }  # fmt: skip


def _told(output: Output, done: "Settled", what: str) -> int:
    words = [f"{what} {done.done} 处。"]
    words += [f"  没有处理 {one}：{reason}" for one, reason in done.left]
    output.result(done, "\n".join(words))
    return 0
