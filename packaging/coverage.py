"""Says how much of each module the tests run, the worst first, and holds every module to the floor it stands on.

`python packaging/coverage.py` runs the whole suite under coverage, two processes side by side and child processes
measured too, and leaves with 1 when a module fell below its floor in packaging/coverage_floors.json (a module that is
new must reach `NEW`). `--data FOLDER` looks at what an earlier run left there instead; `--raise` writes higher floors
where more is run now, `--renew` writes all of them anew. What the windows' lane of long work (a thread of Qt) runs
is not seen: the services it calls are measured by tests of their own.
"""

import argparse
import json
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[1]
FLOORS = ROOT / "packaging" / "coverage_floors.json"
SETTINGS = ROOT / "packaging" / "coverage.ini"
FOLDER = ROOT / "build" / "coverage"
NEW = 85
"""Percent of its lines that a module without a floor must run."""
_PAUSE = 2.0
"""Seconds without a change after which no process is taken to write any more."""
_SLACK = 1
"""Percent that a run may be below another one: what random examples meet is not always the same."""


@dataclass(frozen=True)
class Module:
    """How many lines of a module can run, and which of them no test ran."""

    path: str
    lines: int
    missing: tuple[int, ...]

    @property
    def percent(self) -> float:
        """How many of its lines are run; 100 for a module without any."""
        return 100 * (1 - len(self.missing) / self.lines) if self.lines else 100.0


def main() -> int:
    """The command; returns the exit code."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--data", type=Path, help="a folder that an earlier run left its measurements in")
    parser.add_argument("--all", action="store_true", help="every module, not only the forty worst")
    parser.add_argument("--raise", dest="higher", action="store_true")
    parser.add_argument("--renew", action="store_true")
    chosen = parser.parse_args()
    folder = (chosen.data or FOLDER).resolve()
    passed = True if chosen.data else measured(folder)
    modules = modules_of(report(folder))
    floors = {} if chosen.renew else json.loads(FLOORS.read_text(encoding="utf-8")) if FLOORS.exists() else {}
    print(table(modules if chosen.all else modules[:40], floors))
    if chosen.renew or chosen.higher:
        text = json.dumps(floors_for(modules, floors), indent=1, sort_keys=True) + "\n"
        FLOORS.write_text(text, encoding="utf-8", newline="\n")
        return 0
    faults = below(modules, floors)
    print(*faults, sep="\n")
    if not passed:
        print("Some tests failed: what they would have run is missing here.")
    return 1 if faults or not passed else 0


def measured(folder: Path) -> bool:
    """Run the suite and leave its measurements in `folder`; whether all tests passed."""
    folder.mkdir(parents=True, exist_ok=True)
    for old in folder.glob("data*"):
        old.unlink()
    names = sorted(one.name for one in (ROOT / "tests").iterdir() if one.is_dir() and one.name not in ("app", "data"))
    halves = (["tests/app"], [f"tests/{one}" for one in names if not one.startswith(("_", "."))])
    started = [_started(folder, half) for half in halves]
    codes = [one.wait() for one in started]
    return not any(codes)


def _started(folder: Path, tests: list[str]) -> subprocess.Popen[bytes]:
    command = [
        sys.executable,
        "-m",
        "coverage",
        "run",
        f"--rcfile={SETTINGS}",
        "-m",
        "pytest",
        "-p",
        "no:cacheprovider",
    ]
    # The settings name no place: each process, and each of its children, adds a file to this one.
    environment = {**os.environ, "COVERAGE_FILE": str(folder / "data")}
    return subprocess.Popen([*command, *tests], cwd=ROOT, env=environment)


def report(folder: Path) -> dict[str, Any]:
    """What was measured, as coverage's own JSON."""
    with tempfile.TemporaryDirectory() as scratch:
        whole, out = Path(scratch) / "whole", Path(scratch) / "report.json"
        parts = [str(path) for path in _settled(folder)]
        if not parts:
            raise SystemExit(f"nothing was measured in {folder}")
        base = [sys.executable, "-m", "coverage"]
        settings = [f"--rcfile={SETTINGS}", f"--data-file={whole}"]
        for command in (
            ["combine", *settings, "-q", "--keep", *parts],
            ["json", *settings, "-q", "-i", "-o", str(out)],
        ):
            # A child that was killed in the middle leaves half a file, which is passed over.
            subprocess.run([*base, *command], cwd=ROOT, check=True, stderr=subprocess.DEVNULL)
        found: dict[str, Any] = json.loads(out.read_text(encoding="utf-8"))
    return found


def _settled(folder: Path) -> list[Path]:
    """The files of all processes: one that outlives the tests gives its file another name when it ends."""
    before, parts = None, sorted(folder.glob("data*"))
    while parts != before:
        time.sleep(_PAUSE)
        before, parts = parts, sorted(folder.glob("data*"))
    return parts


def modules_of(found: Mapping[str, Any]) -> list[Module]:
    """The modules of a report, the worst first; the larger first where two are alike."""
    modules = [
        Module(path.replace("\\", "/"), one["summary"]["num_statements"], tuple(one["missing_lines"]))
        for path, one in found["files"].items()
    ]
    return sorted(modules, key=lambda one: (one.percent, -one.lines, one.path))


def below(modules: list[Module], floors: Mapping[str, int]) -> list[str]:
    """Sentences about modules that are below their floor, and floors of modules that are gone."""
    there = {one.path for one in modules}
    fallen = [
        f"{one.path}: {one.percent:.0f} %, its floor is {floor} %"
        for one in modules
        for floor in (floors.get(one.path, NEW),)
        if one.lines and one.percent < floor - _SLACK
    ]
    return [*fallen, *(f"{path}: has a floor and is gone" for path in sorted(set(floors) - there))]


def floors_for(modules: list[Module], floors: Mapping[str, int]) -> dict[str, int]:
    """Where each module stands now, in whole percent, but never lower than the floor it has."""
    return {one.path: max(int(one.percent), floors.get(one.path, 0)) for one in modules if one.lines}


def table(modules: list[Module], floors: Mapping[str, int]) -> str:
    """The modules as lines of text, with the first lines that nothing runs."""
    head = f"{'run':>5} {'floor':>5} {'lines':>5} {'missing':>7}  module"
    rows = [
        f"{one.percent:5.1f} {floors.get(one.path, NEW):5} {one.lines:5} {len(one.missing):7}  {one.path}"
        + (f"  {spans(one.missing)}" if one.missing else "")
        for one in modules
    ]
    return "\n".join((head, *rows))


def spans(lines: tuple[int, ...], most: int = 6) -> str:
    """Numbers of lines with neighbours drawn together: "3-5, 9 …"."""
    found: list[list[int]] = []
    for line in sorted(lines):
        if found and line == found[-1][-1] + 1:
            found[-1].append(line)
        else:
            found.append([line])
    told = [f"{one[0]}-{one[-1]}" if len(one) > 1 else str(one[0]) for one in found[:most]]
    return ", ".join(told) + (" …" if len(found) > most else "")


if __name__ == "__main__":
    sys.exit(main())
