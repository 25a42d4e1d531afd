"""Throws what nobody thought of at everything that reads a foreign file or a typed text, and keeps what breaks it.

`python packaging/fuzz.py package|workbook|search|office|all --minutes 5 [--corpus FOLDER]`: the readers behind the doors
of tests/faults/doors are run by atheris on inputs that it grows from whole examples, for so many minutes a target. A
refusal in words is as good as an answer; any other exception is a finding: its input is put into
FOLDER/<target>/findings, and leaves with 1. Who has mended it puts the input under tests/data/fuzz/<target>, from where
tests/faults/test_doors.py gives it to the same door for ever. Linux only; needs requirements-dev.lock.
"""

import argparse
import hashlib
import os
import subprocess
import sys
import traceback
from pathlib import Path
from types import ModuleType
from typing import Any

ROOT = Path(__file__).resolve().parents[1]
TARGETS = {"package": "packages", "workbook": "workbooks", "search": "typed", "office": "offices"}
"""What is asked for → the module of its doors."""

_ONE_INPUT = 120
"""Seconds after which a single input counts as one that hangs the program; a busy computer is slow with every one."""
_MEMORY = 4096
_LONGEST = 1 << 16


def main() -> int:
    """The command; returns the exit code."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("target", choices=(*TARGETS, "all"))
    parser.add_argument("--minutes", type=float, default=5)
    parser.add_argument("--corpus", type=Path, default=ROOT / "build" / "fuzz", help="kept from one run to the next")
    parser.add_argument("--in-this-process", action="store_true", help=argparse.SUPPRESS)
    chosen = parser.parse_args()
    if chosen.in_this_process:
        return fuzz(chosen.target, chosen.corpus / chosen.target, chosen.minutes)
    targets = list(TARGETS) if chosen.target == "all" else [chosen.target]
    found = {target: run(target, chosen.corpus.resolve(), chosen.minutes) for target in targets}
    for target, paths in found.items():
        print(f"{target}: {len(paths)} findings", *paths, sep="\n  ")
    return 1 if any(found.values()) else 0


def run(target: str, corpus: Path, minutes: float) -> list[Path]:
    """Fuzz one target in a process of its own, which an input may end; returns the inputs that broke something."""
    command = [sys.executable, str(Path(__file__).resolve()), target, "--in-this-process"]
    folder = corpus / target / "findings"
    folder.mkdir(parents=True, exist_ok=True)
    before = set(folder.iterdir())
    more = [*command, "--minutes", str(minutes), "--corpus", str(corpus)]
    # A panic inside calamine is expected; where it came from takes longer to print than a hundred inputs to try.
    quietly = {**os.environ, "PYTHONHASHSEED": "0", "RUST_BACKTRACE": "0"}
    subprocess.run(more, cwd=ROOT, env=quietly, check=False)
    return sorted(set(folder.iterdir()) - before)


def fuzz(target: str, folder: Path, minutes: float) -> int:
    """Fuzz in this process until the time is over; it ends by itself."""
    # The folder of this script holds names that libraries have too.
    sys.path[0] = str(ROOT)
    import atheris

    inputs = folder / "inputs"
    inputs.mkdir(parents=True, exist_ok=True)
    with atheris.instrument_imports(include=["app", "exports", "storage"]):
        doors = doors_of(target)
        watched = _Watched(doors, folder / "findings")
        for content in doors.seeds():
            # What is imported inside functions is followed only when it is imported here.
            watched.look(content)
            (inputs / hashlib.sha256(content).hexdigest()[:16]).write_bytes(content)
    options = [
        f"-max_total_time={round(minutes * 60)}",
        f"-artifact_prefix={folder / 'findings'}/",
        f"-timeout={_ONE_INPUT}",
        f"-report_slow_units={_ONE_INPUT}",
        f"-rss_limit_mb={_MEMORY}",
        f"-max_len={_LONGEST}",
        "-print_final_stats=1",
        "-verbosity=0",
    ]
    atheris.Setup([sys.argv[0], *options, str(inputs)], watched.look)
    atheris.Fuzz()
    return 0


def doors_of(target: str) -> Any:
    """The module with the doors of a target."""
    import importlib

    found: ModuleType = importlib.import_module(f"tests.faults.doors.{TARGETS[target]}")
    return found


class _Watched:
    """Knocks with one input after another; writes down each new way of breaking and goes on."""

    def __init__(self, doors: Any, folder: Path) -> None:
        from tests.faults.doors.opening import knock

        self._knock, self._doors, self._folder = knock, doors.DOORS, folder
        self._seen: set[str] = set()

    def look(self, data: bytes) -> None:
        try:
            self._knock(self._doors, data)
        except Exception as error:  # noqa: BLE001 - to find what nobody thought of
            way = way_of(error)
            if way not in self._seen:
                self._seen.add(way)
                name = f"{type(error).__name__}-{hashlib.sha256(way.encode()).hexdigest()[:8]}"
                (self._folder / name).write_bytes(data)
                traceback.print_exc()


def way_of(error: BaseException) -> str:
    """By what two failures are the same one: the kind, and the last place in our own code."""
    frames = traceback.extract_tb(error.__traceback__)
    ours = [one for one in frames if ".venv" not in one.filename and str(ROOT) in one.filename]
    last = ours[-1] if ours else frames[-1]
    return f"{type(error).__name__} {last.filename}:{last.lineno}"


if __name__ == "__main__":
    sys.exit(main())
