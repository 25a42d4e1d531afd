"""Reading the command line and running one command, with its errors in words and its exit code."""

import argparse
import os
import sys
from functools import cache
from pathlib import Path

from app.commands import (
    assessing,
    attachments,
    audit,
    backups,
    declaring,
    demo,
    designs,
    documents,
    exchange,
    figures,
    gaps,
    importing,
    keys,
    ledger,
    listing,
    mentoring,
    merging,
    moving,
    papers,
    proposals,
    protecting,
    records,
    rules,
    settings,
    studios,
    templates,
    timeline,
    training,
    upkeep,
)
from app.commands.options import add_everywhere
from app.commands.output import Output
from app.problems import SHOWN, Problem, Question
from app.unlocking import PASSPHRASE, Locked

FILE = "XINHUO_FILE"

_ABOUT = """薪火：县域教师发展管理。不带命令运行时打开窗口。

退出码：0 完成；1 不能办理（已说明原因和办法）；2 命令写法不对；3 程序自身出了问题。
数据文件：用 --file 指定，或设环境变量 XINHUO_FILE。
密钥：数据文件是加密的，密钥由这台电脑的系统保存；换了电脑用 unlock 输入恢复码。设有打开口令的，
请把口令放在环境变量 XINHUO_PASSPHRASE 里。交换文件用的密钥在数据文件旁边的“数据文件名.key”里，也是加密的。"""


@cache
def parser() -> argparse.ArgumentParser:
    """The whole command line."""
    top = argparse.ArgumentParser(
        prog="xinhuo", description=_ABOUT, formatter_class=argparse.RawDescriptionHelpFormatter, add_help=False
    )
    top.add_argument("-h", "--help", action="help", help="显示帮助")
    add_everywhere(top)
    top.set_defaults(file=None, operator=None, json=False)
    commands = top.add_subparsers(dest="command", metavar="命令", title="命令")
    for part in (
        demo,
        records,
        templates,
        importing,
        attachments,
        merging,
        moving,
        assessing,
        mentoring,
        studios,
        declaring,
        exchange,
        proposals,
        keys,
        protecting,
        papers,
        documents,
        designs,
        figures,
        gaps,
        ledger,
        timeline,
        listing,
        rules,
        training,
        settings,
        upkeep,
        backups,
        audit,
    ):
        part.add(commands)
    return top


def parse(arguments: list[str]) -> argparse.Namespace:
    """The options; exits with code 2 and the usage when they make no sense."""
    _print_everything()
    return parser().parse_args(arguments)


def _print_everything() -> None:
    # A Windows console with code page 936 cannot print every character of a name, one of a Western country not even the
    # help: better a mark than a crash.
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(errors="backslashreplace")


def run(options: argparse.Namespace) -> int:
    """Run one command and return its exit code."""
    _print_everything()
    if options.json and hasattr(sys.stdout, "reconfigure"):
        sys.stdout.reconfigure(encoding="utf-8", errors="backslashreplace")
    output = Output(options.json)
    if options.file is None and os.environ.get(FILE):
        options.file = Path(os.environ[FILE])
    try:
        if options.file is None and getattr(options, "needs_file", True):
            raise Problem("没有指定数据文件。", "请用 --file 指定，例如：--file county.xinhuo list teachers。")
        code: int = options.run(options, output)
        return code
    except SHOWN as problem:
        advice = problem.advice
        if isinstance(problem, Question) and hasattr(options, "agreed"):
            advice += "核对过，确实要这样，加上 --agreed。"
        if isinstance(problem, Locked):
            advice += f"用命令的，口令放在环境变量 {PASSPHRASE} 里；" if problem.has_password else "用命令的，"
            advice += "恢复码用 unlock --words 输入。"
        output.refused(problem.title, advice)
        return 1
    except BrokenPipeError:
        # Whoever read the output has enough of it.
        sys.stdout = open(os.devnull, "w")  # noqa: SIM115, PTH123
        return 0
    except KeyboardInterrupt:
        output.refused("已停止。", "没有写入未完成的内容。")
        return 1
    except Exception as error:  # noqa: BLE001 - the top of the program
        from app import mistakes

        mistakes.write(error)
        output.refused("程序自身出了问题，这一步没有完成。", "原有数据不受影响。请把上面的技术信息交给维护人员。")
        return 3
