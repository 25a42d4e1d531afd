"""Prove the exchange by very many random schedules: `python tests/app/exchange/prove.py model 100000 --jobs 2`.

    model N        N schedules over the model alone
    safeguards N   up to N schedules over the model with each safeguard taken away: every one must be noticed
    real N         N schedules over the program's own database files, the model beside them
    mutants N      up to N schedules over the program with each safeguard broken: every one must be noticed

A schedule is named by its seed; `--from` begins at another one. The exit status tells whether all was as it must be.
"""

import argparse
import contextlib
import io
import random
import shutil
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Callable, Iterator
from concurrent.futures import ProcessPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path

ROOT = Path(__file__).resolve().parents[3]
sys.path.insert(0, str(ROOT))

from tests.app.exchange.model.safeguards import SAFEGUARDS  # noqa: E402 - found only now
from tests.app.exchange.schedules import World  # noqa: E402

MEMORY = Path("/dev/shm")
"""Where Linux keeps files in memory: real schedules are a good deal faster there."""


@dataclass
class Result:
    """What some schedules came to; `broken` are the seeds with what they broke."""

    schedules: int = 0
    seconds: float = 0.0
    count: Counter[str] = field(default_factory=Counter)
    broken: list[tuple[int, str]] = field(default_factory=list)

    def add(self, other: "Result") -> None:
        self.schedules += other.schedules
        self.seconds += other.seconds
        self.count += other.count
        self.broken += other.broken


def run(seeds: range, off: frozenset[str] = frozenset(), *, until_broken: bool = False) -> Result:
    """Schedules over the model alone."""
    return _run(seeds, lambda seed: World(random.Random(seed), off=off), until_broken)


def run_real(seeds: range, mutant: str | None = None, *, sealed: int = 0, until_broken: bool = False) -> Result:
    """Schedules over the program's databases; every `sealed`th file is sealed and opened."""
    from tests.app.exchange import mutants, program

    with _folder() as folder, mutants.broken(mutant):
        begin = program.start(_made(folder / "start"))

        def world(seed: int) -> World:
            return World(random.Random(seed), program.Program(_made(folder / str(seed)), begin, sealed=sealed))

        return _run(seeds, world, until_broken)


def _run(seeds: range, make: Callable[[int], World], until_broken: bool) -> Result:
    result, begun = Result(), time.process_time()
    for seed in seeds:
        result.schedules += 1
        why = _broken(seed, make, result.count)
        if why is not None:
            result.broken.append((seed, why))
            if until_broken:
                break
    result.seconds = time.process_time() - begun
    return result


def _broken(seed: int, make: Callable[[int], World], count: Counter[str]) -> str | None:
    """Why a schedule fails, or None. Whatever goes wrong is noticed, not only what the judge says."""
    world = make(seed)
    try:
        with world:
            world.run()
    except Exception as error:  # noqa: BLE001 - a broken safeguard may show itself in any way
        return f"{type(error).__name__}: {error}"
    finally:
        count.update(world.count)
    return None


@contextmanager
def _folder() -> Iterator[Path]:
    folder = Path(tempfile.mkdtemp(dir=MEMORY if MEMORY.is_dir() else None))
    try:
        yield folder
    finally:
        shutil.rmtree(folder)


def _made(folder: Path) -> Path:
    folder.mkdir()
    return folder


def _in_parts(seeds: range, jobs: int, part: int, what: Callable[[range], Result]) -> Result:
    """Many schedules over several processes; says how far it is from time to time."""
    total, said = Result(), time.monotonic()
    parts = [seeds[at : at + part] for at in range(0, len(seeds), part)]
    with ProcessPoolExecutor(jobs) as pool:
        for result in pool.map(what, parts):
            total.add(result)
            if time.monotonic() - said > 30:
                said = time.monotonic()
                print(f"… {total.schedules} schedules, {len(total.broken)} violations", flush=True)
    return total


def _tell(total: Result, seconds: float) -> bool:
    rate = total.schedules / total.seconds if total.seconds else 0.0
    print(f"{total.schedules} schedules in {seconds:.0f} s, {rate:.1f} a second and core")
    rounds = {name: number for name, number in sorted(total.count.items()) if name.startswith("rounds")}
    print("rounds:", ", ".join(f"{name.removeprefix('rounds ')}: {number}" for name, number in rounds.items()))
    print("what happened:", ", ".join(f"{name} {number}" for name, number in sorted(total.count.items())))
    kinds = Counter(why.split(":")[1].split(",")[0] for _seed, why in total.broken)
    print(f"violations: {len(total.broken)}", *(f"\n  {number} × {kind}" for kind, number in kinds.most_common()))
    for seed, why in total.broken[:5]:
        print(f"  schedule {seed}: {why[:500]}")
    return not total.broken


def _tell_each(names: dict[str, str], what: Callable[[str], Result]) -> bool:
    """What is taken away, one by one: how soon it is noticed."""
    unnoticed = []
    for name, meaning in names.items():
        total = what(name)
        if total.broken:
            seed, why = total.broken[0]
            share = f"{len(total.broken)} of {total.schedules}"
            print(f"{name:26} noticed by {share:14} first {seed:6}: {why[:110]}", flush=True)
        else:
            unnoticed.append(name)
            print(f"{name:26} NOT NOTICED in {total.schedules} ({meaning})", flush=True)
    print(f"{len(names) - len(unnoticed)} of {len(names)} are noticed")
    return not unnoticed


def _tested(name: str, tests: str) -> Result:
    """Tests in the place of schedules that cannot tell: they must fail with the safeguard broken, and pass without."""
    import pytest

    from tests.app.exchange import mutants

    path, quiet = str(ROOT / tests), ["-p", "no:cacheprovider", "-q", "--no-header", "--no-summary", "-x"]
    with contextlib.redirect_stdout(io.StringIO()):
        good = pytest.main([path, *quiet]) == 0
        with mutants.broken(name):
            bad = pytest.main([path, *quiet]) != 0
    return Result(1, broken=[(0, f"tests: {tests}")] if good and bad else [])


def main(arguments: list[str] | None = None) -> int:
    """Run one mode; 0 when all was as it must be."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("mode", choices=("model", "safeguards", "real", "mutants"))
    parser.add_argument("schedules", type=int)
    parser.add_argument("--from", type=int, default=0, dest="first", help="the first seed")
    parser.add_argument("--jobs", type=int, default=1, help="processes at once")
    parser.add_argument("--only", help="of the safeguards, these alone (separated by commas)")
    parser.add_argument("--all", action="store_true", help="count how many notice, instead of stopping at the first")
    parser.add_argument("--sealed", type=int, default=20, help="real: seal and open every so many-th file; 0 for none")
    given = parser.parse_args(arguments)
    seeds = range(given.first, given.first + given.schedules)
    begun = time.monotonic()
    if given.mode == "model":
        return not _tell(_in_parts(seeds, given.jobs, 200, run), time.monotonic() - begun)
    if given.mode == "real":
        whole = partial(run_real, sealed=given.sealed)
        return not _tell(_in_parts(seeds, given.jobs, 50, whole), time.monotonic() - begun)
    if given.mode == "safeguards":
        return not _tell_each(_only(SAFEGUARDS, given.only), lambda name: _without(name, seeds, given))
    from tests.app.exchange.mutants import MUTANTS

    chosen = {name: one.meaning for name, one in MUTANTS.items()}
    return not _tell_each(_only(chosen, given.only), lambda name: _mutated(name, seeds, given))


def _only(names: dict[str, str], some: str | None) -> dict[str, str]:
    return names if some is None else {name: names[name] for name in some.split(",")}


def _without(name: str, seeds: range, given: argparse.Namespace) -> Result:
    if given.all:
        return _in_parts(seeds, given.jobs, 200, partial(run, off=frozenset([name])))
    return run(seeds, frozenset([name]), until_broken=True)


def _mutated(name: str, seeds: range, given: argparse.Namespace) -> Result:
    from tests.app.exchange.mutants import MUTANTS

    tests = MUTANTS[name].tests
    if tests is not None:
        return _tested(name, tests)
    if given.all:
        return _in_parts(seeds, given.jobs, 10, partial(run_real, mutant=name))
    return run_real(seeds, name, until_broken=True)


if __name__ == "__main__":
    sys.exit(main())
