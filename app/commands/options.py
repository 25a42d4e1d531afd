"""What the commands share: adding a command, and opening the file it works on."""

import argparse
import os
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any

from app.commands.output import Output
from app.opening import open_office
from app.problems import Problem
from app.session import Session

if TYPE_CHECKING:
    from app.leaving import Purpose

Run = Callable[[argparse.Namespace, Output], int]


def add_everywhere(parser: argparse.ArgumentParser) -> None:
    """What may stand before the command as well as after it."""
    parser.add_argument("--file", type=Path, metavar="F", default=argparse.SUPPRESS, help="本单位的数据文件（.xinhuo）")
    parser.add_argument(
        "--operator", metavar="姓名", default=argparse.SUPPRESS, help="经办人，记在每次修改旁边；只在本次有效"
    )
    parser.add_argument("--json", action="store_true", default=argparse.SUPPRESS, help="输出 JSON")


def command(commands: Any, name: str, help_text: str, run: Run, *, needs_file: bool = True) -> argparse.ArgumentParser:
    """Add one command with its `--help` and `--json`."""
    made: argparse.ArgumentParser = commands.add_parser(name, help=help_text, description=help_text, add_help=False)
    made.add_argument("-h", "--help", action="help", help="显示帮助")
    add_everywhere(made)
    made.set_defaults(run=run, needs_file=needs_file)
    return made


WORKBOOK_PASSWORD = "XINHUO_WORKBOOK_PASSWORD"
"""The environment variable with the password of the workbook that is read or written."""


def workbook_password() -> str:
    """The password of the workbook that is read or written, "" where none was said; never an option: others see those."""
    return os.environ.get(WORKBOOK_PASSWORD, "")


def add_whole(parser: argparse.ArgumentParser, *, file: bool = True) -> None:
    """What has to be said before ID and telephone numbers leave whole."""
    parser.add_argument("--whole-ids", action="store_true", help="写明完整的身份证号和电话；不写时遮住中间几位")
    add_purpose(parser, file=file)


def add_purpose(parser: argparse.ArgumentParser, *, file: bool = True) -> None:
    """What for and for whom whole numbers are wanted."""
    parser.add_argument("--purpose", metavar="用途", default="", help="完整号码做什么用；记入操作记录")
    parser.add_argument("--receiver", metavar="单位", default="", help="给哪个单位")
    if file:
        parser.add_argument(
            "--no-password", metavar="原因", default="",
            help=f"文件不加打开密码的原因；要加的，把密码放在环境变量 {WORKBOOK_PASSWORD} 里",
        )  # fmt: skip


def purpose_of(options: argparse.Namespace) -> "Purpose":
    """The purpose as it was said on the command line; raises Problem where something is wanting."""
    from app import leaving

    if not options.purpose.strip():
        raise Problem("写明完整的身份证号和电话，要先说明用途。", "请加上 --purpose，例如 --purpose 报送省平台。")
    if not hasattr(options, "no_password"):
        return leaving.purpose(options.purpose, options.receiver, why_open="只显示在命令行")
    password = "" if options.no_password else workbook_password()
    if not password and not options.no_password:
        raise Problem(
            "这个文件还没有打开密码。",
            f"请把密码放在环境变量 {WORKBOOK_PASSWORD} 里；确实不加的，用 --no-password 写明原因。",
        )
    return leaving.purpose(options.purpose, options.receiver, password=password, why_open=options.no_password)


def folder(path: Path) -> Path:
    """The folder to write into, made when only its last part is missing: a mistyped path is not made whole."""
    try:
        path.mkdir(exist_ok=True)
    except OSError as error:
        raise Problem(f"不能写入文件夹“{path}”。", "请检查路径是否写对、U盘是否插好。") from error
    return path


def opened(options: argparse.Namespace) -> Session:
    """The session the command works in."""
    session = open_office(options.file)
    if options.operator:
        # For this command only: the file's own operator stays.
        session.operator = options.operator
    return session
