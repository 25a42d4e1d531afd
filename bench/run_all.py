"""Runs every measurement on one county's file and prints one page: each goal, its ratio, met or missed.

    python -m bench.run_all [--rounds N] [--quick] [--out FILE] [--office FILE] [SCRIPT …]

Nothing is written but what `--out` names: all tables of all scripts as one JSON. What the scripts print goes to stderr.
"""

import argparse
import json
import subprocess
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory
from typing import Any

from bench.children import ROOT
from bench.office import office
from bench.rounds import Goal, Ratio, Verdict, sentence

SCRIPTS = (
    "start",
    "search",
    "list",
    "save",
    "capture",
    "excel",
    "workbook_reading",
    "bringing",
    "excel_out",
    "exchange",
    "merge",
    "county",
    "ledger",
    "papers",
)


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the scripts one after another; returns the exit code."""
    options = _options(arguments)
    found: dict[str, Any] = {}
    with office(options) as path, TemporaryDirectory(prefix="xinhuo-bench-") as folder:
        for name in options.scripts:
            out = Path(folder) / f"{name}.json"
            print(f"── {name}", file=sys.stderr, flush=True)
            command = [sys.executable, "-m", f"bench.{name}", "--office", str(path), "--out", str(out)]
            command += ["--quick"] if options.quick else []
            command += ["--rounds", str(options.rounds)] if options.rounds else []
            done = subprocess.run(command, cwd=ROOT, stdout=sys.stderr, check=False)
            if done.returncode == 0:
                found[name] = json.loads(out.read_text(encoding="utf-8"))
            else:
                print(f"{name} ended with {done.returncode}: left out", file=sys.stderr)
    print(page(found))
    if options.out:
        options.out.write_text(json.dumps(found, ensure_ascii=False, indent=1), encoding="utf-8")
    return 0 if len(found) == len(options.scripts) else 1


def page(found: Mapping[str, Any]) -> str:
    """The goals of every script, and the medians of what has no goal."""
    lines: list[str] = []
    for name, made in found.items():
        lines += ["", f"{name}  (Python {made['python']}{', quick: not to be quoted' if made['quick'] else ''})"]
        lines += [sentence(_verdict(one)) for one in made["verdicts"]]
        judged = {one["goal"][side] for one in made["verdicts"] for side in ("product", "peer")}
        for table in made["tables"]:
            rest = {way: seconds for way, seconds in table["seconds"].items() if way not in judged}
            lines += [f"  {table['title']}: {_medians(rest)}"] if rest else []
        lines += [f"  {fact}: {value}" for fact, value in made["facts"].items()]
    return "\n".join(lines).strip()


def _medians(times: Mapping[str, Sequence[float]]) -> str:
    return ", ".join(f"{way} {median(seconds) * 1e3:,.4g} ms" for way, seconds in times.items())


def _verdict(one: Mapping[str, Any]) -> Verdict:
    return Verdict(Goal(**one["goal"]), Ratio(**one["ratio"]), one["met"], one["runs"])


def _options(arguments: Sequence[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("scripts", nargs="*", default=SCRIPTS, metavar="SCRIPT", help=", ".join(SCRIPTS))
    parser.add_argument("--rounds", type=int, metavar="N", help="so many rounds of everything")
    parser.add_argument("--quick", action="store_true", help="little data, few rounds: only to see that it runs")
    parser.add_argument("--out", type=Path, metavar="FILE", help="write everything measured there, as JSON")
    parser.add_argument("--office", type=Path, metavar="FILE", help="measure on this county's file (it is not changed)")
    options = parser.parse_args(arguments)
    unknown = set(options.scripts) - set(SCRIPTS)
    if unknown:
        parser.error(f"no such script: {', '.join(sorted(unknown))}")
    return options


if __name__ == "__main__":
    sys.exit(main())
