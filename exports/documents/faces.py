"""The faces of an official document: which one prints a stretch of text, and where it has to change."""

import re
import struct
from collections.abc import Iterator
from functools import lru_cache

from exports.typefaces import Role, Source, face_for, missing, normalise, pieces_for, width

_USUAL_LOW, _USUAL_HIGH = -0.12, 0.88
"""Where a Chinese character usually stands: for one that is in no table of its own."""

FANG: Role = "fang"
"""正文: 仿宋 (5.2.2)."""

_SOURCE: Source = "system"
"""Offices are used to the computer's own 仿宋, 楷体, 黑体 and 小标宋; where it has none, the bundled ones print."""


def tidy(text: str) -> str:
    """A text as it is set: tidied as on every paper, a run of blanks being one."""
    return re.sub(" {2,}", " ", normalise(text))


def face(text: str, role: Role) -> str:
    """The one face that prints the whole text; raises `ExportProblem` when none does."""
    return face_for(text, role, _SOURCE)


def lacking(text: str, role: Role) -> list[tuple[int, str]]:
    """Place (from 0) and character of all that no face prints."""
    return missing(text, role, _SOURCE)


def stretches(text: str, role: Role, names: frozenset[str] = frozenset()) -> Iterator[tuple[str, str]]:
    """Text and face, in order: the role's own face, and another one only for what it lacks.

    A name of a person that has such a character changes face as a whole: 王 and 喆 in two faces look like a mistake.
    """
    for part in _parts(text, names):
        if part in names:
            yield part, face(part, role)
        else:
            yield from pieces_for(part, role, _SOURCE)


def _parts(text: str, names: frozenset[str]) -> list[str]:
    """The text cut before and after every name in it."""
    said = [re.escape(one) for one in sorted(names, key=len, reverse=True) if one and one in text]
    parts = re.split(f"({'|'.join(said)})", text) if said else [text]
    return [part for part in parts if part]


def ink(text: str, face_name: str) -> tuple[float, float]:
    """How far the drawn letters of a text reach below (negative) and above the baseline, in ems."""
    from reportlab.pdfbase.pdfmetrics import getFont

    file = getFont(face_name).file  # type: ignore[attr-defined]  # all faces of papers are ours
    outlines = [file.outline(file.glyphs[ord(one)]) for one in text if ord(one) in file.glyphs]
    boxes = [struct.unpack_from(">5h", one) for one in outlines if one]
    low = min((box[2] for box in boxes), default=_USUAL_LOW * file.units)
    high = max((box[4] for box in boxes), default=_USUAL_HIGH * file.units)
    return low / file.units, high / file.units


@lru_cache(maxsize=16384)
def ems(text: str, face_name: str) -> float:
    """The natural width of a text, in ems."""
    return width(text, face_name, 1.0)
