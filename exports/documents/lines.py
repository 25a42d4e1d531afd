"""Breaks a paragraph into lines of the grid: each Chinese character in its cell, Latin and figures in their own width."""

import re
import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from exports.documents.faces import ems, stretches
from exports.documents.grid import BLACK, CELLS, LEFT, PITCH, SIZE_3, Piece, baseline
from exports.typefaces import Role

# 避头尾: these never begin a line, those never end one (GB/T 15834-2011, 5.1).
NEVER_FIRST = frozenset("，。、；：？！）》〉」』】〕”’…·％%),.;:?!")
NEVER_LAST = frozenset("（《〈「『【〔“‘(")
_LATIN = re.compile(r"[!-~]+|.", re.DOTALL)
_LONGEST_WORD = 8 * PITCH
"""A Latin word wider than this is divided where the line ends: a web address would leave a hole."""

_PULLED = 2
"""So many closing marks are taken into a line that is full, each in half its width; more go over with a character."""

_NARROW = 0.8

_WIDEST_GAP = 0.16
"""Spreading a line further than this share of the size between two characters looks like holes."""


@dataclass(frozen=True)
class Run:
    """A stretch of a paragraph in one role."""

    text: str
    role: Role


@dataclass(frozen=True)
class _Atom:
    """What a line break must not divide; `cell`: a Chinese character, which stands in a cell of its own."""

    text: str
    face: str
    room: float
    cell: bool

    @property
    def closes(self) -> bool:
        return self.text[0] in NEVER_FIRST

    @property
    def opens(self) -> bool:
        return self.text[-1] in NEVER_LAST


@dataclass(frozen=True)
class Line:
    """A broken line: atoms, where it begins (points from the left of its measure), and what is added at each gap."""

    atoms: tuple[_Atom, ...]
    indent: float
    gap: float

    @property
    def text(self) -> str:
        """What the line says."""
        return "".join(one.text for one in self.atoms)

    @property
    def width(self) -> float:
        """From the left of the measure to the end of the last character, in points."""
        return self.indent + sum(one.room for one in self.atoms) + self.gap * max(len(self.atoms) - 1, 0)

    def pieces(self, line: float, *, left: float = LEFT, size: float = SIZE_3, colour: str = BLACK) -> Iterator[Piece]:
        """The line as texts on line `line` of the grid; Chinese neighbours in one face are one text."""
        x, y = left + self.indent, baseline(line, size)
        start, held, spacing, face = x, "", 0.0, ""
        for atom in self.atoms:
            own = atom.room - ems(atom.text, atom.face) * size
            step = own + self.gap if atom.cell else 0.0
            if held and not (atom.cell and face == atom.face and abs(step - spacing) < 1e-9):
                yield Piece(start, y, held, face, size, spacing, colour)
                held = ""
            if not held:
                start, spacing, face = x, step, atom.face
            held += atom.text
            x += atom.room + self.gap
            if not atom.cell:
                yield Piece(start, y, held, face, size, 0.0, colour)
                held = ""
        if held:
            yield Piece(start, y, held, face, size, spacing, colour)


def broken(
    runs: Sequence[Run],
    *,
    indent: float = 2.0,
    hanging: float = 0.0,
    cells: float = CELLS,
    pitch: float = PITCH,
    size: float = SIZE_3,
    names: frozenset[str] = frozenset(),
) -> list[Line]:
    """A paragraph as lines of `cells` cells `pitch` points wide, the first `indent` cells in, the others `hanging`.

    Nothing is lost but a blank where a line ends. Closing marks are pulled into a full line, opening ones go over.
    """
    atoms = [atom for run in runs for atom in _atoms(run, pitch, size, names)]
    found: list[Line] = []
    start, measure = indent * pitch, cells * pitch
    while atoms:
        count, marks = _fitting(atoms, measure - start)
        held, atoms = atoms[:count], atoms[count:]
        while atoms and held[-1].text == " " and len(held) > 1:
            held = held[:-1]
        while atoms and atoms[0].text == " ":
            atoms = atoms[1:]
        if marks:
            held = [*held[:-marks], *(replace(one, room=one.room / 2) for one in held[-marks:])]
        found.append(_line(held, start, measure, size, last=not atoms))
        start = hanging * pitch
    return found


def _fitting(atoms: Sequence[_Atom], room: float) -> tuple[int, int]:
    """How many atoms go into a line with so much room, and how many closing marks of them are pulled in."""
    used, count = 0.0, 0
    while count < len(atoms) and used + atoms[count].room <= room + 1e-6:
        used += atoms[count].room
        count += 1
    if count == len(atoms):
        return count, 0
    count = max(count, 1)
    marks = 0
    while count + marks < len(atoms) and atoms[count + marks].closes and atoms[count + marks].cell:
        marks += 1
    if 0 < marks <= _PULLED and not (count + marks < len(atoms) and atoms[count + marks].closes):
        return count + marks, marks
    back = count
    while back > 1 and (atoms[back].closes or atoms[back - 1].opens):
        back -= 1
    divides = back > 0 and not (atoms[back].closes or atoms[back - 1].opens)
    return (back, 0) if divides else (count, 0)


def _line(atoms: list[_Atom], start: float, measure: float, size: float, *, last: bool) -> Line:
    """One line with the gaps that make it as wide as its measure; the last of a paragraph is left as it falls."""
    room = measure - start
    natural = sum(one.room for one in atoms)
    gaps = len(atoms) - 1
    gap = (room - natural) / gaps if gaps else 0.0
    if gap > 0 and (last or gap > size * _WIDEST_GAP):
        gap = 0.0
    return Line(tuple(atoms), start, gap if abs(gap) > 1e-9 else 0.0)


def _atoms(run: Run, pitch: float, size: float, names: frozenset[str]) -> Iterator[_Atom]:
    for text, face in stretches(run.text, run.role, names):
        for piece in _LATIN.findall(text):
            room = ems(piece, face) * size
            # Some faces draw quotation marks as narrow as Latin ones: in a cell they would leave a hole.
            if is_cell(piece) and room > _NARROW * size:
                yield _Atom(piece, face, pitch, cell=True)
                continue
            if room > _LONGEST_WORD:
                yield from (_Atom(one, face, ems(one, face) * size, cell=False) for one in piece)
            else:
                yield _Atom(piece, face, room, cell=False)


def is_cell(text: str) -> bool:
    """Whether a character takes a cell of the grid: Chinese, its marks, and the dashes and dots of its punctuation."""
    return len(text) == 1 and (unicodedata.east_asian_width(text) in "WF" or text in "—…①②③④⑤⑥⑦⑧⑨⑩“”‘’")
