"""`check`, `deleted`, `bring-back`, `purge`, `self-test`: keeping a file well."""

import argparse
from typing import Any

from app.commands.options import command, opened
from app.commands.output import Output
from app.problems import Problem


def add(commands: Any) -> None:
    """Add the commands."""
    command(commands, "check", "检查数据文件", _check)
    command(commands, "deleted", "列出已删除的教师", _deleted)
    made = command(commands, "bring-back", "恢复一位已删除的教师", _bring_back)
    made.add_argument("teacher", metavar="姓名|编号")
    made = command(commands, "purge", "把一位已删除的教师彻底清除，不能再恢复（县里）", _purge)
    made.add_argument("teacher", metavar="姓名|编号")
    made.add_argument("--yes", action="store_true", help="确认彻底清除")
    made = command(commands, "self-test", "程序自检：在临时文件夹里把主要功能走一遍", _self_test, needs_file=False)
    made.add_argument("--no-windows", action="store_true", help="不打开窗口")


def _check(options: argparse.Namespace, output: Output) -> int:
    from app import checks

    with opened(options) as session:
        found = checks.check(session)
    words = [f"{'✓' if one.ok else '✗'} {one.label}：{one.detail}" for one in found]
    ok = all(one.ok for one in found)
    output.result({"ok": ok, "findings": found}, "\n".join(words))
    return 0 if ok else 1


def _deleted(options: argparse.Namespace, output: Output) -> int:
    from app import purging

    with opened(options) as session:
        found = purging.deleted(session)
    words = [f"{one.name}  {(one.at or '').replace('T', ' ')}  {one.actor or ''}  {one.id}" for one in found]
    output.result({"deleted": found}, "\n".join(words) or "没有已删除的教师。")
    return 0


def _bring_back(options: argparse.Namespace, output: Output) -> int:
    from app import purging

    with opened(options) as session:
        one = purging.find(session, options.teacher)
        purging.bring_back(session, one.id)
    output.result({"id": one.id}, f"已恢复{one.name}。")
    return 0


def _purge(options: argparse.Namespace, output: Output) -> int:
    from app import purging

    with opened(options) as session:
        one = purging.find(session, options.teacher)
        if not options.yes:
            raise Problem(
                f"要彻底清除{one.name}的全部记录，清除以后不能再恢复。",
                "确认要清除，请再运行一次，并在后面写上 --yes。",
            )
        rows = purging.purge_teacher(session, one.id)
    output.result({"id": one.id, "rows": rows}, f"已彻底清除{one.name}的 {rows} 条记录。以前的备份文件里还有。")
    return 0


def _self_test(options: argparse.Namespace, output: Output) -> int:
    from app import selftest

    # The windows are handed in by the entry: only it reaches upwards.
    found = selftest.run(output.progress, None if options.no_windows else options.windows)
    words = [f"{'✓' if one.ok else '✗'} {one.label}：{one.detail}" for one in found]
    ok = all(one.ok for one in found)
    output.result({"ok": ok, "findings": found}, "\n".join(words))
    return 0 if ok else 1
