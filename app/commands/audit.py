"""`audit list`, `audit show`, `audit export` and `audit verify`: what was done with the file, and whether it still says so."""

import argparse
from pathlib import Path
from typing import Any

from app.commands.options import command, opened
from app.commands.output import Output
from app.problems import Problem


def add(commands: Any) -> None:
    """Add the commands."""
    about = "操作记录：列出、看一条的详情、导出、核对有没有被改动"
    top = commands.add_parser("audit", help=about, description=about, add_help=False)
    top.add_argument("-h", "--help", action="help", help="显示帮助")
    parts = top.add_subparsers(dest="part", required=True, metavar="步骤")
    made = command(parts, "list", "列出操作记录，最近的在前", _list)
    _add_wish(made)
    made.add_argument("--limit", type=int, default=100, metavar="N", help="最多列出多少条（默认 100）")
    made = command(parts, "show", "一条操作记录的详情和改动前后的内容", _show)
    made.add_argument("seq", type=int, metavar="序号")
    made = command(parts, "export", "把操作记录写成表格（.xlsx）或报表（.pdf），带核对码", _export)
    made.add_argument("out", type=Path, metavar="OUT.xlsx|OUT.pdf")
    _add_wish(made)
    made = command(parts, "verify", "核对操作记录有没有被改动；和以前导出的表格或备份说明比对", _verify)
    made.add_argument("record", nargs="?", type=Path, metavar="FILE", help="导出的表格，或备份里的说明.txt")
    made.add_argument("--head", metavar="编号和核对码", default="", help="照着纸上的输入：“128 1A2B-3C4D-5E6F-7081”")


def _add_wish(made: argparse.ArgumentParser) -> None:
    made.add_argument("--since", metavar="日期", default="", help="从哪天起")
    made.add_argument("--until", metavar="日期", default="", help="到哪天为止")
    made.add_argument("--by", metavar="姓名", default="", help="哪位经办人")
    made.add_argument("--kind", metavar="类别", default="", help="哪一类，如 导出")
    made.add_argument("--text", metavar="文字", default="", help="内容里有的文字")


def _wish(options: argparse.Namespace) -> Any:
    from app import audit

    kind = next((key for key, label in audit.KINDS.items() if options.kind in (key, label)), None)
    if options.kind and kind is None:
        raise Problem(f"操作记录没有“{options.kind}”这一类。", f"可用的有：{'、'.join(audit.KINDS.values())}。")
    since, until = (audit.read_day(one) for one in (options.since, options.until))
    return audit.Wish(since=since, until=until, actor=options.by, kind=kind or "", text=options.text)


def _list(options: argparse.Namespace, output: Output) -> int:
    from app import audit

    with opened(options) as session:
        found = audit.listed(session, _wish(options), limit=max(1, options.limit))
    rows = [
        {
            "seq": one.seq, "at": one.at, "actor": one.actor, "kind": one.kind, "kind_label": one.kind_label,
            "said": one.told, "what": one.what, "reason": one.reason, "mark": one.mark,
        }
        for one in found
    ]  # fmt: skip
    columns = (("seq", "序号"), ("at", "时间"), ("actor", "经办人"), ("kind_label", "类别"), ("said", "内容"))
    output.table(rows, columns)
    return 0


def _show(options: argparse.Namespace, output: Output) -> int:
    from app import audit

    with opened(options) as session:
        found = audit.details(session, options.seq)
    lines = [f"{label}：{text}" for label, text in found.facts]
    lines += [f"  {one.record}　{one.field}：{one.old or '（空）'} → {one.new or '（空）'}" for one in found.changes]
    if found.left_out:
        lines.append(f"  还有 {found.left_out} 处改动没有列出。")
    said = {"facts": dict(found.facts), "changes": found.changes, "left_out": found.left_out}
    output.result(said, "\n".join(lines))
    return 0


def _export(options: argparse.Namespace, output: Output) -> int:
    from app import audit_record

    with opened(options) as session:
        count = audit_record.write(session, options.out, _wish(options), output.progress)
    output.result({"file": options.out, "count": count}, f"已写好：{options.out}（{count:,} 条）")
    return 0


def _verify(options: argparse.Namespace, output: Output) -> int:
    from app import audit, audit_record

    with opened(options) as session:
        found = audit.faults(session)
        count = 0
        expected: tuple[str, ...] = ()
        if options.record or options.head:
            compared = (
                audit_record.compare_heads(session, audit_record.typed(options.head))
                if options.head
                else audit_record.compare(session, options.record)
            )
            found += compared.differences
            count, expected = compared.count, compared.expected
        head = audit.head(session)
    words = [f"操作记录到{head.words if head else '（空）'}。"]
    words += [f"和给出的 {count:,} 条比对过。"] if count else []
    words += [f"○ {one}。" for one in expected]
    words += [f"✗ {one}。" for one in found] + [audit.ADVICE] if found else ["✓ 没有发现被改动的地方。"]
    said = {
        "ok": not found,
        "faults": found,
        "expected": expected,
        "compared": count,
        "head": vars(head) if head else None,
    }
    output.result(said, "\n".join(words))
    return 1 if found else 0
