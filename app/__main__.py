"""The program's entry: without a command it opens the window, with one it works on the command line."""

import sys
from pathlib import Path


def main(arguments: list[str] | None = None) -> int:
    """Run the program; returns the exit code (0 done, 1 refused with advice, 2 misused, 3 our own mistake)."""
    given = sys.argv[1:] if arguments is None else arguments
    if arguments is None:
        _settle()
    if not given or (given[0] == "--file" and len(given) == 2):
        # The window alone: the commands and their parser are not loaded for it.
        from ui.main import open_window

        return open_window(Path(given[1]) if given else None)
    from app.commands.line import parse, run

    options = parse(given)
    if options.command is None:
        # The one import upwards, inside the function: the command line never loads Qt.
        from ui.main import open_window

        return open_window(options.file)
    return run(options)


def _settle() -> None:
    """What holds for the whole process: nothing of the data in crash files, and temporary files where they are wiped."""
    from app import mistakes, scratch

    mistakes.keep_to_ourselves()
    scratch.begin()


if __name__ == "__main__":
    if getattr(sys, "frozen", False):
        import multiprocessing

        multiprocessing.freeze_support()
    sys.exit(main())
