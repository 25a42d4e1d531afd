"""The program's entry: without a command it opens the window, with one it works on the command line."""

import os
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from multiprocessing.connection import Connection

FILES = (".xinhuo", ".xhb", ".xhr", ".xhd", ".xhkit")
"""How files end that a desktop hands over when a person opens them: an office's own, and what offices send each other."""


def main(arguments: list[str] | None = None) -> int:
    """Run the program; returns the exit code (0 done, 1 refused with advice, 2 misused, 3 our own mistake)."""
    given = sys.argv[1:] if arguments is None else arguments
    if arguments is None:
        _settle()
    if not given or (given[0] == "--file" and len(given) == 2):
        # The window alone: the commands and their parser are not loaded for it.
        return _window([Path(one) for one in given[1:]], ())
    if all(one.lower().endswith(FILES) for one in given):
        paths = [Path(one) for one in given]
        offices = [path for path in paths if path.suffix.lower() == FILES[0]]
        return _window(offices, [path for path in paths if path not in offices])
    from app.commands.line import parse, run

    options = parse(given)
    if options.command is None:
        return _window([options.file] if options.file else (), ())
    # By its importable name: a child process of the frozen program finds no other.
    from app.__main__ import walk

    options.windows = walk
    return run(options)


def _window(offices: Sequence[Path], handed: Sequence[Path]) -> int:
    from app.screens import has_screen

    if not has_screen():
        # Qt would end the process with words of its own.
        print("这里没有图形界面，打不开窗口。", file=sys.stderr)
        print("请在桌面环境里打开薪火；不用窗口的，用 --help 列出全部命令。", file=sys.stderr)
        return 1
    # The one import upwards, inside the function: the command line never loads Qt.
    from ui.main import open_window

    return open_window(offices[0] if offices else None, handed)


def walk(end: "Connection", path: str) -> None:
    """The child process of the self-test that opens the windows; sends what came of it as JSON."""
    from ui.main import walk_windows

    with end:
        end.send_bytes(walk_windows(Path(path)))


def _settle() -> None:
    """What holds for the whole process: nothing of the data in crash files, and temporary files where they are wiped."""
    from app import mistakes, scratch

    for name in ("stdout", "stderr"):
        # A program of Windows that is a window alone has neither: what is printed goes nowhere.
        if getattr(sys, name) is None:
            setattr(sys, name, Path(os.devnull).open("w", encoding="utf-8"))  # noqa: SIM115 - for as long as we run
    mistakes.keep_to_ourselves()
    scratch.begin()


if __name__ == "__main__":
    if getattr(sys, "frozen", False):
        import multiprocessing

        multiprocessing.freeze_support()
    sys.exit(main())
