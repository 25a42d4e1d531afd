"""The office that is measured: a demonstration county of fixed size and seed, made for the run and gone after it."""

import argparse
import shutil
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

TEACHERS, SCHOOLS = 10_000, 100
SEED = 1


@contextmanager
def office(options: argparse.Namespace) -> Iterator[Path]:
    """A county's file to read from; scripts that write take a copy."""
    given: Path | None = options.office
    if given is not None:
        yield given
        return
    with tempfile.TemporaryDirectory(prefix="xinhuo-bench-") as folder:
        yield make(Path(folder) / "county.xinhuo", quick=bool(options.quick))


def make(path: Path, *, quick: bool = False) -> Path:
    """Write the county's file at `path`, its keys beside it: 10,000 teachers at 100 schools, or a tenth of that."""
    from app.demo.county import make_county

    part = 10 if quick else 1
    print(f"making a county of {TEACHERS // part:,} teachers", file=sys.stderr, flush=True)
    make_county(path, teachers=TEACHERS // part, schools=SCHOOLS // part, seed=SEED).close()
    return path


def copied(path: Path, target: Path) -> Path:
    """A copy of an office's file and of its keys."""
    shutil.copyfile(path, target)
    keys = path.with_name(path.name + ".key")
    if keys.exists():
        shutil.copy(keys, target.with_name(target.name + ".key"))
    return target
