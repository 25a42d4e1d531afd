"""A1, A2: from starting the process to the first paint of the real window, against an empty PySide6 main window.

    python -m bench.start [--rounds N] [--quick] [--out FILE] [--office FILE]

The real window is `python -m app --file …` on the county's file: painted means that the list of teachers has its
first rows on it. Cold: the files of Python, of its packages, of the program, fonts and system libraries are dropped
from the page cache before each start, where the system can (posix_fadvise). A2 looks at what is loaded by then.
"""

import os
import sys
import sysconfig
import time
from collections.abc import Callable
from pathlib import Path
from tempfile import TemporaryDirectory

from bench import cold
from bench.children import ROOT, Children, children
from bench.office import copied, office
from bench.rounds import Goal, Report, options

HEAVY = (
    "openpyxl", "xlsxwriter", "reportlab", "pypinyin", "numpy", "pandas", "cryptography", "python_calamine",
)  # fmt: skip
LOOKED_AT = ("sqlite_utils", "msgspec", "pyrage")

WATCH = """
import os, sys, time
def watch(app):
    # In the place of the event loop: what comes first is what a person waits for.
    from PySide6.QtCore import QEvent, QObject
    from PySide6.QtWidgets import QAbstractItemView, QApplication
    class Eye(QObject):
        seen = False
        def eventFilter(self, watched, event):
            self.seen = self.seen or event.type() == QEvent.Type.Paint
            return False
    windows = [one for one in QApplication.topLevelWidgets() if one.isVisible()]
    lists = [one for window in windows for one in window.findChildren(QAbstractItemView)
             if one.isVisible() and one.model() is not None and one.model().rowCount()]
    target = max(lists, key=lambda one: one.width() * one.height()).viewport() if lists else windows[0]
    eye = Eye()
    target.installEventFilter(eye)
    while not eye.seen:
        app.processEvents()
    painted = time.monotonic() - float(os.environ["BEGAN"])
    loaded = [name for name in os.environ["LOOK_AT"].split() if name in sys.modules]
    print(painted, len(lists), ",".join(loaded) or "-", flush=True)
    os._exit(0)
"""
EMPTY = """
from PySide6.QtWidgets import QApplication, QMainWindow
app = QApplication([])
window = QMainWindow()
window.show()
watch(app)
"""
REAL = """
import app.__main__ as program
import ui.main
from PySide6.QtWidgets import QApplication
QApplication.exec = lambda *_: watch(QApplication.instance())
program.main(["--file", sys.argv[1]])
"""
BARE = """
print(time.monotonic() - float(os.environ["BEGAN"]), 0, "-")
"""
WAYS = {"empty PySide6 main window": EMPTY, "the real window": REAL, "python, nothing imported": BARE}


def main() -> int:
    """Measure warm and cold starts; returns the exit code."""
    report = Report("start", options(__doc__ or ""))
    with office(report.options) as made, children() as some, TemporaryDirectory(prefix="xinhuo-bench-") as folder:
        path = copied(made, Path(folder) / "county.xinhuo")
        goals = {
            "warm": Goal("A1 warm", "the real window", "empty PySide6 main window", 1.8),
            "cold": Goal("A1 cold", "the real window", "empty PySide6 main window", 1.5),
        }
        warm = {name: _start(some, code, path) for name, code in WAYS.items()}
        report.run("Start to first paint, warm", warm, rounds=11, goals=[goals["warm"]])
        if cold.can_drop():
            os.sync()  # What was just compiled could not be dropped while it waits to be written.
            roots = _roots(some, path)
            dropped = {name: _start(some, code, path, lambda: cold.drop(roots)) for name, code in WAYS.items()}
            report.run("Start to first paint, cold files", dropped, rounds=5, goals=[goals["cold"]])
        else:
            print("this system cannot drop files from its cache: no cold start")
        _note_loaded(report, some, path)
    return report.finish()


def _start(some: Children, code: str, path: Path, before: Callable[[], None] | None = None) -> Callable[[], float]:
    def start() -> float:
        if before:
            before()
        return float(_begun(some, code, path)[0])

    return start


def _begun(some: Children, code: str, path: Path) -> list[str]:
    """Seconds to the first paint, how many filled lists were in sight, and which looked-at modules were loaded."""
    # Whoever left by `os._exit` left the lock of the file, and this one would look for its window.
    path.with_name(f"{path.name}.lock").unlink(missing_ok=True)
    environment = {"BEGAN": repr(time.monotonic()), "LOOK_AT": " ".join((*HEAVY, *LOOKED_AT))}
    seconds, lists, loaded = some.run(WATCH + code, str(path), environment=environment).split()
    return [seconds, lists, loaded]


def _note_loaded(report: Report, some: Children, path: Path) -> None:
    _, lists, words = _begun(some, REAL, path)
    loaded = set(words.split(",")) - {"-"}
    heavy = sorted(loaded & set(HEAVY))
    others = sorted(loaded - set(HEAVY))
    report.note("A2", {"heavy": heavy, "others": others}, f"A2 {'MISSED: ' + ', '.join(heavy) if heavy else 'met'}")
    report.note("filled lists", int(lists), f"filled lists in sight at first paint: {lists}")
    print(f"also loaded by then, of {', '.join(LOOKED_AT)}: {', '.join(others) or 'none'}")


def _roots(some: Children, path: Path) -> list[Path]:
    folders = [
        Path(sys.prefix),
        Path(sysconfig.get_path("stdlib")),
        some.folder,
        path.parent,
        ROOT / "app",
        ROOT / "ui",
    ]
    system = [Path("/usr/share/fonts"), Path("/usr/lib/x86_64-linux-gnu"), Path("/usr/lib/aarch64-linux-gnu")]
    return [one for one in (*folders, ROOT / "storage", *system) if one.is_dir()]


if __name__ == "__main__":
    sys.exit(main())
