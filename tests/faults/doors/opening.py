"""What every door shares: which bytes go to which of them, what counts as an answer, and where files are put for it."""

import tempfile
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import ParamSpec

from app.problems import SHOWN

_Asked = ParamSpec("_Asked")

Door = Callable[[bytes], None]
"""Takes anything; returns, or raises one of `ANSWERS`. Whatever else it raises is a finding."""

ROOT = Path(__file__).resolve().parents[3]
ANSWERS = SHOWN
"""Refusals in words; a door catches itself what else its reader is said to raise."""

_SCRATCH = tempfile.TemporaryDirectory(prefix="xinhuo-doors-")


def knock(doors: tuple[Door, ...], data: bytes) -> None:
    """Give `data` to the door that its first byte names; raises what is a finding."""
    if data:
        refusing(doors[data[0] % len(doors)], data[1:])


def refusing(act: Callable[_Asked, object], *arguments: _Asked.args, **named: _Asked.kwargs) -> None:
    """Do it; a refusal in words is as good as an answer."""
    try:
        act(*arguments, **named)
    except ANSWERS as problem:
        assert problem.title and problem.advice


def written(data: bytes, name: str = "file") -> Path:
    """A file that holds `data`."""
    path = Path(_SCRATCH.name) / name
    path.write_bytes(data)
    return path


def text_of(data: bytes) -> str | None:
    """The text of bytes, None where they are none: readers of text are never given anything else."""
    try:
        return data.decode()
    except UnicodeDecodeError:
        return None


def for_door(number: int, contents: Iterable[bytes]) -> Iterator[bytes]:
    """Seeds for one door."""
    for content in contents:
        yield bytes([number]) + content
