"""Puts facts into the texts of a design: `{项目}` becomes its fact, `[……]` goes whole when a fact in it is empty.

Brackets are of one line. A line that its facts leave empty is no line; a line left empty by the design stays.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache

from exports.papers.facts import Texts

_TOKEN = re.compile(r"[{｛]([^{}｛｝\[\]［］\n]+)[}｝]|[\[［]|[\]］]|[^{｛\[［\]］]+|.", re.DOTALL)


@dataclass(frozen=True)
class Piece:
    """A stretch of a filled text: the fact it is ("" for words of the design), and its text."""

    item: str
    text: str


@dataclass(frozen=True)
class _Group:
    """Pieces between square brackets: `parts` are pieces of the design, `brackets` the marks as they were typed."""

    parts: "tuple[Piece | _Group, ...]"
    brackets: str


def fill(text: str, texts: Texts) -> str:
    """`text` with its facts; an item that `texts` does not know stays as it is written, `{…}`."""
    return "\n".join("".join(piece.text for piece in line) for line in filled(text, texts))


def filled(text: str, texts: Texts) -> list[list[Piece]]:
    """`fill` line by line, piece by piece. Brackets without an item in them are words of the design."""
    lines = []
    for written in text.split("\n"):
        line = [piece for piece in _filled(_parsed(written), texts) if piece.text]
        if line or not written:
            lines.append(line)
    return lines


@lru_cache(maxsize=4096)
def named(text: str) -> tuple[str, ...]:
    """The items a text names, each once, in the order they come."""
    lines = text.split("\n")
    return tuple(dict.fromkeys(piece.item for line in lines for piece in _pieces(_parsed(line)) if piece.item))


def _filled(parts: Sequence[Piece | _Group], texts: Texts) -> Iterator[Piece]:
    for part in parts:
        if isinstance(part, Piece):
            yield Piece(part.item, texts.get(part.item, part.text)) if part.item else part
            continue
        items = [piece.item for piece in part.parts if isinstance(piece, Piece) and piece.item]
        if not any(piece.item for piece in _pieces(part.parts)):
            yield Piece("", part.brackets[0])
            yield from _filled(part.parts, texts)
            yield Piece("", part.brackets[1])
        elif all(texts.get(item, item).strip() for item in items):
            yield from _filled(part.parts, texts)


def _pieces(parts: Sequence[Piece | _Group]) -> Iterator[Piece]:
    for part in parts:
        if isinstance(part, Piece):
            yield part
        else:
            yield from _pieces(part.parts)


@lru_cache(maxsize=4096)  # a design's texts are filled for every paper of a batch
def _parsed(text: str) -> tuple[Piece | _Group, ...]:
    """The text cut at its items and brackets; a bracket without its other half is a word of the design."""
    levels: list[list[Piece | _Group]] = [[]]
    opened: list[str] = []
    for token in _TOKEN.finditer(text):
        found = token[0]
        if token[1] is not None:
            levels[-1].append(Piece(token[1].strip(), found))
        elif found in "[［":
            levels.append([])
            opened.append(found)
        elif found in "]］" and opened:
            parts = levels.pop()
            levels[-1].append(_Group(tuple(parts), opened.pop() + found))
        else:
            levels[-1].append(Piece("", found))
    while opened:
        parts = levels.pop()
        levels[-1] += [Piece("", opened.pop()), *parts]
    return tuple(levels[-1])
