"""Fits the texts of a design, filled with the facts of one paper, into their boxes."""

from collections.abc import Mapping
from functools import lru_cache

from exports.paper import MM
from exports.papers.design import Text
from exports.papers.facts import Facts, Texts
from exports.papers.filling import filled
from exports.paragraphs import Block, Run, fit
from exports.typefaces import Role, normalise, normalise_name

Paragraphs = tuple[tuple[tuple[Run, ...], float], ...]
"""Runs and indent (ems) of each paragraph."""

_LINE = 1.15
"""The height of a line alone, in sizes: more leading than this only counts between lines."""
_STEP = 0.5
_ENDLESS = 1e6


def normalised(facts: Facts) -> Facts:
    """The facts with every text as it goes on paper."""
    names = facts.names
    return Facts(
        who=facts.who,
        title=normalise(facts.title),
        texts=_clean(facts.texts, names),
        names=names,
        lists={name: [_clean(row, names) for row in rows] for name, rows in facts.lists.items()},
        pictures=facts.pictures,
        code=facts.code,
    )


def paragraphs(text: str, texts: Texts, names: frozenset[str], indent: float = 0.0) -> Paragraphs:
    """`text` filled: a paragraph a line, and a further one where a fact has a line of its own."""
    found: list[tuple[tuple[Run, ...], float]] = []
    for line in filled(text, texts):
        runs: list[Run] = []
        for piece in line:
            first, *others = piece.text.split("\n")
            whole = piece.item in names
            runs.append(Run(first, whole))
            for other in others:
                found.append((tuple(runs), indent))
                runs = [Run(other, whole)]
        found.append((tuple(runs), indent))
    return tuple(found)


def fitted(element: Text, texts: Texts, names: frozenset[str]) -> Block:
    """The text at the largest size its box has room for; raises `TooLong`."""
    return _fitted(
        paragraphs(element.text, texts, names, element.indent),
        element.role,
        (element.width * MM, element.height * MM),
        sizes(element.size, element.smallest or element.size * 0.6),
        element.leading,
        element.align == "justify",
        element.tracking,
    )


def flowing(element: Text, texts: Texts, names: frozenset[str]) -> Block:
    """The text at its own size, as many lines as it needs; smaller only for a name wider than its line."""
    return _fitted(
        paragraphs(element.text, texts, names, element.indent),
        element.role,
        (element.width * MM, _ENDLESS),
        sizes(element.size, element.smallest or element.size * 0.6),
        element.leading,
        False,
        element.tracking,
    )


def slack(element: Text) -> float:
    """How much of the leading is not wanted over the first and under the last line, in sizes."""
    return max(element.leading - _LINE, 0.0)


@lru_cache(maxsize=256)
def sizes(largest: float, smallest: float) -> tuple[float, ...]:
    """From `largest` down to `smallest` by half points."""
    count = int((largest - smallest) / _STEP + 1e-9) + 1
    return tuple(largest - index * _STEP for index in range(max(count, 1)))


def _fitted(
    found: Paragraphs,
    role: Role,
    room: tuple[float, float],
    steps: tuple[float, ...],
    leading: float,
    even: bool,
    tracking: float,
) -> Block:
    slack = max(leading - _LINE, 0.0)
    return fit(found, role, room, steps, spacing=leading, even=even, tracking=tracking, slack=slack)


def _clean(texts: Texts, names: frozenset[str]) -> Mapping[str, str]:
    return {item: _cleaned(text, item in names) for item, text in texts.items()}


def _cleaned(text: str, name: bool) -> str:
    if name:
        return normalise_name(text)
    return "\n".join(map(normalise, text.split("\n"))) if "\n" in text else normalise(text)
