"""Runs every measurement on one county's file and prints one page: each goal, its ratio, met or missed.

    python -m bench.run_all [--peers FOLDER …] [--page FILE] [--also FILE …] [--rounds N] [--quick] [--out FILE]
                            [--office FILE] [SCRIPT …]

Nothing is written but what `--out` names (all tables of all scripts as one JSON) and what `--page` names (docs/performance.md:
see bench.page; `--also` takes along what a script wrote before, such as bench.growth). FOLDER holds peers that are
installed beside the program. What the scripts print goes to stderr.
"""

import argparse
import json
import os
import subprocess
import sys
from collections.abc import Mapping, Sequence
from datetime import date
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory
from typing import Any

from bench import machine
from bench import page as pages
from bench.children import ROOT
from bench.office import office
from bench.rounds import Goal, Ratio, Verdict, add_options, sentence

SCRIPTS = (
    "start",
    "search",
    "list",
    "save",
    "encryption",
    "load",
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
    # Their names and versions are told with the figures.
    sys.path += map(str, options.peers)
    with office(options) as path, TemporaryDirectory(prefix="xinhuo-bench-") as folder:
        for name in options.scripts:
            out = Path(folder) / f"{name}.json"
            print(f"── {name}", file=sys.stderr, flush=True)
            command = [sys.executable, "-m", f"bench.{name}", "--office", str(path), "--out", str(out)]
            command += ["--quick"] if options.quick else []
            command += ["--rounds", str(options.rounds)] if options.rounds else []
            done = subprocess.run(command, cwd=ROOT, env=_environment(options), stdout=sys.stderr, check=False)
            if done.returncode == 0:
                found[name] = json.loads(out.read_text(encoding="utf-8"))
            else:
                print(f"{name} ended with {done.returncode}: left out", file=sys.stderr)
    print(page(found))
    day, here = date.today().isoformat(), machine.described()
    if options.out:
        made = {"day": day, "machine": here, "runs": found}
        options.out.write_text(json.dumps(made, ensure_ascii=False, indent=1), encoding="utf-8")
    if options.page:
        runs = {**found, **pages.read(options.also)["runs"]}
        options.page.write_text(pages.page(runs, here, day), encoding="utf-8")
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


def _environment(options: argparse.Namespace) -> dict[str, str]:
    """That of this process, the peers' folders among those that modules come from."""
    folders = [*(str(one.resolve()) for one in options.peers), os.environ.get("PYTHONPATH", "")]
    return {**os.environ, "PYTHONPATH": os.pathsep.join(filter(None, folders))}


def _medians(times: Mapping[str, Sequence[float]]) -> str:
    return ", ".join(f"{way} {median(seconds) * 1e3:,.4g} ms" for way, seconds in times.items())


def _verdict(one: Mapping[str, Any]) -> Verdict:
    return Verdict(**{**one, "goal": Goal(**one["goal"]), "ratio": Ratio(**one["ratio"])})


def _options(arguments: Sequence[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("scripts", nargs="*", default=SCRIPTS, metavar="SCRIPT", help=", ".join(SCRIPTS))
    add_options(parser)
    parser.add_argument("--page", type=Path, metavar="FILE", help="write the page of ratios there")
    parser.add_argument(
        "--also", type=Path, action="append", default=[], metavar="FILE", help="JSON of earlier runs, for the page"
    )
    parser.add_argument(
        "--peers", type=Path, action="append", default=[], metavar="FOLDER", help="has peers installed in it"
    )
    parser.add_argument("--office", type=Path, metavar="FILE", help="measure on this county's file (it is not changed)")
    options = parser.parse_args(arguments)
    unknown = set(options.scripts) - set(SCRIPTS)
    if unknown:
        parser.error(f"no such script: {', '.join(sorted(unknown))}")
    return options


if __name__ == "__main__":
    sys.exit(main())
