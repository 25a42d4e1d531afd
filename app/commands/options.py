"""What the commands share: adding a command, and opening the file it works on."""

import argparse
from collections.abc import Callable
from pathlib import Path
from typing import Any

from app.commands.output import Output
from app.opening import open_office
from app.problems import Problem
from app.session import Session

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
