"""Writes the page of ratios: every goal with what was found, what has no goal, how cost grows, and why a goal is missed.

    python -m bench.page RUN.json [MORE.json …] --to docs/performance.md [--beside WORDS]

A RUN is what `bench.run_all --out` or one script's `--out` wrote. Why a goal is missed stands in `notes.toml` beside this
file, by the goal's name or by its first words; nothing is written into the page by hand.
"""

import argparse
import json
import sys
import tomllib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from statistics import median
from typing import Any

NOTES = Path(__file__).with_name("notes.toml")

HEAD = """# Performance

Written by `python -m bench.run_all --page docs/performance.md`; what each script does is told in [bench](../bench/README.md).
A ratio is the program's time (or bytes) over that of a named peer which did the same in turn with it, in the same minutes on
the same computer: by the medians, and by the minima, which other work on the computer moves less. A goal that is missed by
the medians is measured once more and judged by the better of its ratios. Milliseconds are of this computer alone.
"""

Run = Mapping[str, Any]
"""What one script wrote: script, tables, verdicts, facts, quick."""


def main(arguments: Sequence[str] | None = None) -> int:
    """Write the page; returns the exit code."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("runs", nargs="+", type=Path, metavar="RUN.json")
    parser.add_argument("--to", type=Path, required=True, metavar="FILE", help="the page to be written")
    parser.add_argument("--beside", metavar="WORDS", help="what else the computer did meanwhile")
    options = parser.parse_args(arguments)
    made = read(options.runs)
    made["machine"] |= {"beside": options.beside} if options.beside else {}
    options.to.write_text(page(made["runs"], made["machine"], made["day"]), encoding="utf-8")
    return 0


def read(paths: Iterable[Path]) -> dict[str, Any]:
    """Runs of several files as one: a script that ran twice counts as it ran last; machine and day are the last's."""
    runs: dict[str, Run] = {}
    machine: dict[str, str] = {}
    day = ""
    for path in paths:
        found = json.loads(path.read_text(encoding="utf-8"))
        runs |= found["runs"] if "runs" in found else {found["script"]: found}
        machine, day = found.get("machine", machine), found.get("day", day)
    return {"runs": runs, "machine": machine, "day": day}


def page(runs: Mapping[str, Run], machine: Mapping[str, str], day: str) -> str:
    """The whole page as Markdown."""
    notes = tomllib.loads(NOTES.read_text(encoding="utf-8"))
    parts = [HEAD.strip(), *_where(runs, machine, day)]
    goals = {name: run for name, run in runs.items() if name != "growth"}
    parts += ["## Goals", "\n".join(_goals(goals))]
    parts += ["## What is missed, and why", "\n".join(_missed(runs, notes))]
    parts += _growth(runs["growth"]) if "growth" in runs else []
    parts += ["## Beside the goals", "\n".join(_others(goals))]
    return "\n\n".join(parts) + "\n"


def _where(runs: Mapping[str, Run], machine: Mapping[str, str], day: str) -> list[str]:
    quick = [name for name, run in runs.items() if run["quick"]]
    warning = [f"**Not to be quoted: little data and few rounds ({', '.join(quick)}).**"] if quick else []
    lines = [f"| {name} | {words} |" for name, words in machine.items()]
    return [f"## {day}", *warning, "\n".join(["| | |", "|---|---|", *lines])]


def _goals(runs: Mapping[str, Run]) -> Iterator[str]:
    count = [one["met"] for run in runs.values() for one in run["verdicts"]]
    yield f"{sum(count)} of {len(count)} are met."
    yield ""
    yield "| Script | Goal | What | Peer | Ratio | By min | At most | |"
    yield "|---|---|---|---|---:|---:|---:|---|"
    for name, run in runs.items():
        for one in run["verdicts"]:
            goal, found = one["goal"], one["ratio"]
            state = "met" if one["met"] else "**missed**"
            what = f"{one['table']}: {goal['product']}"
            ratios = map(_times, (*found.values(), goal["most"]))
            yield f"| {' | '.join([name, goal['name'], what, goal['peer'], *ratios, state])} |"


def _missed(runs: Mapping[str, Run], notes: Mapping[str, str]) -> Iterator[str]:
    seen = set()
    for run in runs.values():
        for one in run["verdicts"]:
            goal = one["goal"]
            found = f"{one['table']}: {_times(one['ratio']['median'])} of {goal['peer']}"
            line = f"- **{goal['name']}** ({found}): {why(goal['name'], notes)}"
            if not one["met"] and line not in seen:
                seen.add(line)
                yield line
    if not seen:
        yield "Nothing."


def why(name: str, notes: Mapping[str, str]) -> str:
    """The sentence kept for a goal: by its whole name, else by its first words."""
    words = name.split()
    known = (notes.get(" ".join(words[:count])) for count in range(len(words), 0, -1))
    return next(filter(None, known), "nobody has looked into it yet.")


def _growth(run: Run) -> list[str]:
    """A table of acts by size with the exponent of each."""
    sizes = [*run["tables"][0]["seconds"]]
    lines = [f"| Act | {' | '.join(sizes)} | Exponent | At most | |", f"|---|{'---:|' * (len(sizes) + 2)}---|"]
    for table, verdict in zip(run["tables"], run["verdicts"], strict=True):
        cells = [_duration(median(seconds)) for seconds in table["seconds"].values()]
        state = "met" if verdict["met"] else "**missed**"
        slopes = (run["facts"][f"exponent of {table['title']}"], run["facts"][f"most of {table['title']}"])
        lines.append(f"| {' | '.join([table['title'], *cells, *(f'{one:.2f}' for one in slopes), state])} |")
    said = (
        "Counties of so many teachers, a hundred a school; the exponent is the slope between the smallest and the largest in "
        "logarithms: 0 costs the same whatever the county, 1 grows with it."
    )
    return ["## How cost grows", said, "\n".join(lines)]


def _others(runs: Mapping[str, Run]) -> Iterator[str]:
    """Tables and facts that no goal judges, each with its ratios to the table's first way."""
    for name, run in runs.items():
        for table in run["tables"]:
            seconds = table["seconds"]
            rest = [way for way in seconds if way not in _judged(run, table["title"])]
            if rest:
                yield f"- {name}: {table['title']}: {', '.join(_compared(seconds, rest))}"
        for fact, value in run["facts"].items():
            yield f"- {name}: {fact}: {_said(value)}"


def _judged(run: Run, title: str) -> set[str]:
    """The ways of a table that stand in the table of goals already."""
    return {one["goal"][side] for one in run["verdicts"] if one["table"] == title for side in ("product", "peer")}


def _compared(seconds: Mapping[str, Sequence[float]], ways: Iterable[str]) -> Iterator[str]:
    """These ways with their times and ratios to the table's first."""
    first = next(iter(seconds))
    for way in ways:
        times = "" if way == first else f" (×{median(seconds[way]) / median(seconds[first]):.3g} of {first})"
        yield f"{way} {_duration(median(seconds[way]))}{times}"


def _said(value: object) -> str:
    if isinstance(value, Mapping):
        return ", ".join(f"{name} {_said(one)}" for name, one in value.items())
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, int | float):
        return f"{value:,.0f}" if value >= 1000 else f"{value:.4g}"
    return str(value) or "–"


def _times(number: float) -> str:
    return f"×{number:,.0f}" if number >= 1000 else f"×{number:.3g}"


def _duration(seconds: float) -> str:
    if seconds >= 1:
        return f"{seconds:,.1f} s"
    return f"{seconds * 1e3:.3g} ms" if seconds >= 1e-3 else f"{seconds * 1e6:.3g} µs"


if __name__ == "__main__":
    sys.exit(main())
