"""The program with one safeguard broken at a time, to see whether the schedules notice."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any, NamedTuple


class Mutant(NamedTuple):
    """One safeguard of the program: what it is for, and what stands in its place when it is broken."""

    meaning: str
    place: Any
    name: str
    instead: Callable[[Any], Any]


MUTANTS: dict[str, Mutant] = {}


@contextmanager
def broken(name: str | None) -> Iterator[None]:
    """The program without one of its safeguards."""
    if name is None:
        yield
        return
    one = MUTANTS[name]
    was = getattr(one.place, one.name)
    setattr(one.place, one.name, one.instead(was))
    try:
        yield
    finally:
        setattr(one.place, one.name, was)
