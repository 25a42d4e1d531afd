"""Runs several ways of one thing in turn, A B C A B C …, and tells how they compare: only ratios are to be quoted."""

import argparse
import gc
import json
import platform
import sys
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict, dataclass, field, replace
from importlib.util import find_spec
from pathlib import Path
from statistics import median
from typing import Any

Way = Callable[[], float | Mapping[str, float] | None]
"""Does the thing once: its wall time is taken, or the seconds it returns, or those of its phases by name."""

Times = dict[str, list[float]]
"""Name of a way (or "way/phase") → seconds, one a round."""

FEWEST = 5
"""Rounds below which a ratio says nothing; `--quick` runs fewer and judges all the same, to try the script."""

_UNITS = {"s": 1.0, "ms": 1e3, "µs": 1e6}


@dataclass(frozen=True)
class Ratio:
    """The product's seconds over the peer's: of the medians, and of the minima, which a busy machine moves less."""

    median: float
    minimum: float


@dataclass(frozen=True)
class Goal:
    """`product` is to take at most `most` times what `peer` takes; both are names of ways of one table."""

    name: str
    product: str
    peer: str
    most: float


@dataclass(frozen=True)
class Verdict:
    """What became of a goal; `met` by the better ratio of the runs that were needed."""

    goal: Goal
    ratio: Ratio
    met: bool
    runs: int
    table: str = ""
    """Title of the table that it was judged by."""


@dataclass
class Report:
    """Everything one script measured: tables of times, verdicts, and plain facts such as sizes."""

    script: str
    options: argparse.Namespace
    tables: list[dict[str, Any]] = field(default_factory=list)
    verdicts: list[Verdict] = field(default_factory=list)
    facts: dict[str, Any] = field(default_factory=dict)

    def run(
        self,
        title: str,
        ways: Mapping[str, Way],
        *,
        rounds: int,
        goals: Sequence[Goal] = (),
        unit: str = "ms",
        warm: int = 1,
    ) -> Times:
        """Measure, print one table with its goals, and keep both. Goals whose peer is not there are left out.

        The first way is the base of the table's ratios. A missed goal is measured once more, because the machine
        may have been busy, and judged by the better run.
        """
        count = min(rounds, 2) if self.options.quick else self.options.rounds or rounds
        times = in_turn(ways, count, warm)
        wanted = [goal for goal in goals if goal.product in times and goal.peer in times]
        verdicts = [judged(goal, [times]) for goal in wanted]
        if not all(one.met for one in verdicts) and not self.options.quick:
            again = in_turn(ways, count, warm)
            verdicts = [one if one.met else judged(one.goal, [times, again]) for one in verdicts]
            times = {name: times[name] + again[name] for name in times}
        self.judge(title, verdicts)
        self.keep(title, times, unit, verdicts)
        return times

    def judge(self, title: str, verdicts: Sequence[Verdict]) -> None:
        """Keep verdicts over the table of this title."""
        self.verdicts += [replace(one, table=title) for one in verdicts]

    def keep(self, title: str, times: Times, unit: str = "ms", verdicts: Sequence[Verdict] = ()) -> None:
        """Print a table, and keep it; for times that were taken otherwise than by `run`."""
        print(table(title, times, unit), *map(sentence, verdicts), "", sep="\n", flush=True)
        self.tables.append({"title": title, "seconds": times})

    def weigh(self, title: str, sizes: Mapping[str, int], goals: Sequence[Goal] = ()) -> None:
        """Print and keep a table of bytes with its goals; they are the same in every round."""
        found = {name: [float(size)] for name, size in sizes.items()}
        verdicts = [judged(goal, [found]) for goal in goals if goal.product in found and goal.peer in found]
        self.judge(title, verdicts)
        words = ", ".join(f"{name} {size:,} bytes" for name, size in sizes.items())
        print(f"{title}: {words}", *map(sentence, verdicts), sep="\n", flush=True)
        self.facts[title] = dict(sizes)

    def note(self, name: str, value: object, text: str) -> None:
        """Keep a fact that is no time, and print it."""
        self.facts[name] = value
        print(text, flush=True)

    def finish(self) -> int:
        """Write the JSON where `--out` says, if it does; returns the exit code, which no missed goal changes."""
        out: Path | None = self.options.out
        if out is not None:
            made = {
                "script": self.script,
                "python": platform.python_version(),
                "system": platform.platform(),
                "quick": bool(self.options.quick),
                "tables": self.tables,
                "verdicts": [asdict(one) for one in self.verdicts],
                "facts": self.facts,
            }
            out.write_text(json.dumps(made, ensure_ascii=False, indent=1), encoding="utf-8")
        return 0


def options(about: str, arguments: Sequence[str] | None = None) -> argparse.Namespace:
    """What every script that works on one county understands."""
    parser = argparse.ArgumentParser(description=about)
    add_options(parser)
    parser.add_argument("--office", type=Path, metavar="FILE", help="measure on this county's file (it is not changed)")
    return parser.parse_args(arguments)


def add_options(parser: argparse.ArgumentParser) -> None:
    """Add what every script understands, whatever data it works on."""
    parser.add_argument("--rounds", type=int, metavar="N", help="so many rounds instead of the script's own number")
    parser.add_argument("--quick", action="store_true", help="little data, few rounds: only to see that it runs")
    parser.add_argument("--out", type=Path, metavar="FILE", help="write everything measured there, as JSON")


def in_turn(ways: Mapping[str, Way], rounds: int, warm: int = 1) -> Times:
    """Run every way once a round, `warm` rounds of which are not counted."""
    times: Times = {}
    for number in range(rounds + warm):
        for name, way in ways.items():
            gc.collect()
            began = time.perf_counter()
            found = way()
            took = time.perf_counter() - began
            if number < warm:
                continue
            if isinstance(found, Mapping):
                for phase, seconds in found.items():
                    times.setdefault(f"{name}/{phase}", []).append(seconds)
            else:
                times.setdefault(name, []).append(took if found is None else found)
    return times


def each(repeats: int, call: Callable[[], object]) -> Way:
    """A way for what takes less than a millisecond: the mean of many calls in a row."""

    def way() -> float:
        began = time.perf_counter()
        for _ in range(repeats):
            call()
        return (time.perf_counter() - began) / repeats

    return way


def ratio(times: Times, product: str, peer: str) -> Ratio:
    """How the product compares with the peer of the same rounds."""
    return Ratio(median(times[product]) / median(times[peer]), min(times[product]) / min(times[peer]))


def judged(goal: Goal, runs: Sequence[Times]) -> Verdict:
    """The verdict over one run by its medians, over more by the better ratio of the minima (or medians)."""
    ratios = [ratio(times, goal.product, goal.peer) for times in runs]
    if len(ratios) == 1:
        return Verdict(goal, ratios[0], ratios[0].median <= goal.most, 1)
    best = Ratio(min(one.median for one in ratios), min(one.minimum for one in ratios))
    return Verdict(goal, best, min(best.median, best.minimum) <= goal.most, len(ratios))


def table(title: str, times: Times, unit: str = "ms") -> str:
    """The times as a table; ratios are over the first line."""
    base = next(iter(times))
    width = max(map(len, times))
    lines = [f"{title}  ({len(times[base])} rounds, ratios to: {base})"]
    for name, seconds in times.items():
        middle, least = (f"{_figure(one * _UNITS[unit]):>9} {unit}" for one in (median(seconds), min(seconds)))
        found = ratio(times, name, base)
        lines.append(
            f"  {name:<{width}}  median {middle}  min {least}  ×{found.median:.3g}  by min ×{found.minimum:.3g}"
        )
    return "\n".join(lines)


def sentence(verdict: Verdict) -> str:
    """A verdict as one line."""
    goal, found = verdict.goal, verdict.ratio
    state = "met" if verdict.met else "MISSED"
    twice = "" if verdict.runs == 1 else f", {verdict.runs} runs"
    return (
        f"  {goal.name} {state}: {goal.product} ×{found.median:.3g} (by min ×{found.minimum:.3g}{twice}) "
        f"of {goal.peer}, at most ×{goal.most:g}"
    )


def present(*modules: str) -> bool:
    """Whether a peer's libraries are installed; says so when they are not."""
    absent = [name for name in modules if find_spec(name) is None]
    if absent:
        print(f"{', '.join(absent)} is not installed: that peer is left out", file=sys.stderr)
    return not absent


def _figure(number: float) -> str:
    return f"{number:,.0f}" if number >= 1000 else f"{number:.4g}"
