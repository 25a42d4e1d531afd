"""The office that is measured: a demonstration county of fixed size and seed, made for the run and gone after it."""

import argparse
import os
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
    """A county's file to read from, encrypted like every office's; scripts that write take a copy.

    The keys of all files that a script makes are kept in its temporary folder, never in the store of this computer.
    """
    given: Path | None = options.office
    with tempfile.TemporaryDirectory(prefix="xinhuo-bench-") as name, keys_in(Path(name) / "keys", given):
        if given is None:
            yield make(Path(name) / "county.xinhuo", quick=bool(options.quick))
        else:
            yield _encrypted(given, Path(name))


def make(path: Path, *, quick: bool = False) -> Path:
    """Write the county's file at `path`, its keys beside it: 10,000 teachers at 100 schools, or a tenth of that."""
    part = 10 if quick else 1
    return make_county(path, TEACHERS // part, SCHOOLS // part)


def make_county(path: Path, teachers: int, schools: int) -> Path:
    """Write a county's file of a given size at `path`, its keys beside it."""
    from app.demo.county import make_county as made

    print(f"making a county of {teachers:,} teachers", file=sys.stderr, flush=True)
    made(path, teachers=teachers, schools=schools, seed=SEED).close()
    return path


def copied(path: Path, target: Path) -> Path:
    """A copy of an office's file and of its keys."""
    shutil.copyfile(path, target)
    keys = path.with_name(path.name + ".key")
    if keys.exists():
        shutil.copy(keys, target.with_name(target.name + ".key"))
    return target


@contextmanager
def keys_in(folder: Path, given: Path | None = None) -> Iterator[None]:
    """Keep the keys of data files in a folder, that of a `given` file among them, while this lasts.

    A script that another one started goes on with that one's folder.
    """
    from app import keystores, unlocking

    if os.environ.get(keystores.FOLDER):
        yield
        return
    key = unlocking.key_of(given) if given else None
    os.environ[keystores.FOLDER] = str(folder)
    try:
        if key is not None:
            unlocking.remember(key)
        yield
    finally:
        del os.environ[keystores.FOLDER]


def _encrypted(given: Path, folder: Path) -> Path:
    """The given file, or an encrypted copy of it where an earlier version kept it plain."""
    from app import encrypting
    from storage import datakeys

    if datakeys.ident_of(given) is not None:
        return given
    target = copied(given, folder / "county.xinhuo")
    encrypting.encrypt_plain(target)
    return target
