"""`proposals …`: list, show, add, resubmit, withdraw (a school), pass, return (the county)."""

import argparse
from dataclasses import replace
from typing import Any

from app import proposals, reviewing
from app.commands.options import command, opened
from app.commands.output import Output
from app.masking import hidden
from app.problems import Problem
from app.session import Session


def add(commands: Any) -> None:
    """Add the commands."""
    top = commands.add_parser("proposals", help="更改申请：学校提出，县里审核", description="更改申请", add_help=False)
    top.add_argument("-h", "--help", action="help", help="显示帮助")
    parts = top.add_subparsers(dest="part", required=True, metavar="步骤")
    _filters(command(parts, "list", "列出更改申请", _list))
    made = command(parts, "show", "一个申请的经过", _show)
    made.add_argument("id", metavar="ID")
    made = command(parts, "add", "学校：申请更改一项由县里填写的内容", _add)
    made.add_argument("table", metavar="TABLE", help="记录种类，如 teachers、organisations、members")
    made.add_argument("record", metavar="ID", help="记录的编号")
    made.add_argument("change", metavar="FIELD=VALUE")
    made.add_argument("--reason", required=True, metavar="理由")
    made.add_argument("--objection", action="store_true", help="本校自己能填、但县里核对后定下的一项，仍要更改")
    made = command(parts, "resubmit", "学校：退回以后重新申请，附件留着", _resubmit)
    made.add_argument("id", metavar="ID")
    made.add_argument("value", metavar="VALUE")
    made.add_argument("--reason", required=True, metavar="理由")
    made = command(parts, "withdraw", "学校：撤回申请", _withdraw)
    made.add_argument("ids", nargs="+", metavar="ID")
    for name, words, run in (
        ("pass", "县里：通过，同时写入要改的那一项", _pass),
        ("return", "县里：退回，写明理由", _return),
    ):
        made = command(parts, name, words, run)
        made.add_argument("ids", nargs="*", metavar="ID", help="不写编号时，按下面的条件处理全部待审的申请")
        _filters(made, status=False)
        made.add_argument("--comment", default="", metavar="意见")
        if name == "pass":
            made.add_argument("--over", action="store_true", help="申请之后县里改过的一项也照申请改")


def _filters(parser: argparse.ArgumentParser, *, status: bool = True) -> None:
    if status:
        words = "、".join(f"{code}（{label}）" for code, label in proposals.STATUSES.items())
        parser.add_argument("--status", metavar="状态", help=f"可用的有：{words}")
    parser.add_argument("--school", metavar="学校", help="学校名称")
    parser.add_argument("--item", metavar="项目", help="项目名称，如 最高骨干称号")


def _list(options: argparse.Namespace, output: Output) -> int:
    with opened(options) as session:
        found = reviewing.listed(session, options.status, options.school, options.item)
    rows = [{**vars(one), "status_label": one.status_label} for one in found]
    output.table(
        rows,
        (
            ("id", "编号"), ("status_label", "状态"), ("school", "学校"), ("about", "对象"), ("label", "项目"),
            ("now", "现在"), ("new", "申请改为"), ("reason", "理由"), ("comment", "审核意见"),
        ),
    )  # fmt: skip
    return 0


def _show(options: argparse.Namespace, output: Output) -> int:
    with opened(options) as session:
        one, steps = reviewing.get(session, options.id), reviewing.story(session, options.id)
    now, new = hidden(one.now, one.label), hidden(one.new, one.label)
    steps = [replace(step, value=hidden(step.value, one.label)) for step in steps]
    lines = [f"{one.about}的{one.label}：{now or '（空）'} → {new or '（空）'}（{one.status_label}）"]
    for step in steps:
        told = "；".join(filter(None, (f"改为 {step.value}" if step.value else "", step.words)))
        lines.append(f"{step.at.replace('T', ' ')[:16]} {step.what} {step.who} {told}".rstrip())
    output.result({"proposal": one, "story": steps}, "\n".join(lines))
    return 0


def _add(options: argparse.Namespace, output: Output) -> int:
    name, equals, text = options.change.partition("=")
    if not equals:
        raise Problem(f"看不懂“{options.change}”。", "请写成 字段=值，例如 honour=县级骨干；清空写 honour=。")
    with opened(options) as session:
        pk = proposals.propose(
            session, options.table, options.record, name, text, options.reason, objection=options.objection
        )
    output.result({"id": pk}, f"已提出申请，下次上报时交给县里。编号 {pk}")
    return 0


def _resubmit(options: argparse.Namespace, output: Output) -> int:
    with opened(options) as session:
        proposals.resubmit(session, options.id, options.value, options.reason)
        one = reviewing.get(session, options.id)
    output.result({"id": one.id, "version": one.version}, f"已重新申请（第 {one.version} 次），下次上报时交给县里。")
    return 0


def _withdraw(options: argparse.Namespace, output: Output) -> int:
    with opened(options) as session:
        count = proposals.withdraw(session, options.ids)
    output.result({"withdrawn": count}, f"已撤回 {count} 个申请。")
    return 0


def _pass(options: argparse.Namespace, output: Output) -> int:
    return _decide(options, output, proposals.PASSED, over=options.over)


def _return(options: argparse.Namespace, output: Output) -> int:
    return _decide(options, output, proposals.RETURNED)


def _decide(options: argparse.Namespace, output: Output, verdict: str, *, over: bool = False) -> int:
    with opened(options) as session:
        ids = options.ids or _open_ids(session, options)
        done = reviewing.decide(session, ids, verdict, options.comment, over=over, progress=output.progress)
    words = [f"{proposals.STATUSES[verdict]} {done.done} 个申请。"]
    words += [f"  没有处理：{one.name}：{one.reason}" for one in done.left]
    output.result(done, "\n".join(words))
    return 0


def _open_ids(session: Session, options: argparse.Namespace) -> list[str]:
    if not (options.school or options.item):
        raise Problem("没有说处理哪些申请。", "请写申请的编号，或用 --school、--item 说明范围。")
    found = [one.id for one in reviewing.listed(session, proposals.OPEN, options.school, options.item)]
    if not found:
        raise Problem("没有符合条件的待审申请。", "用 proposals list 看有哪些申请。")
    return found
