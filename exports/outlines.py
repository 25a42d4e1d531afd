"""Reads a TrueType file: which characters it draws, how wide they are, and the outline of each.

Our own reader: reportlab's makes four tables of Python objects of a whole Chinese face, which takes several times as
long and as much memory. Layout by the OpenType specification 1.9.
"""

import struct
import sys
from array import array
from collections.abc import Iterator
from itertools import pairwise

_GLYF, _COLLECTION = {b"\x00\x01\x00\x00", b"true"}, b"ttcf"
# Character maps we can read, the wider first: (platform, encoding).
_MAPS = ((3, 10), (0, 6), (0, 4), (3, 1), (0, 3), (0, 2), (0, 1), (0, 0))
_HIGHEST = 0x10FFFF
_MOST_FACES = 64
_BLANKS = (0x20, 0xA0, *range(0x2000, 0x200B), 0x202F, 0x205F, 0x3000)
# Private use, specials and surrogates, by sixteens: their meaning differs from computer to computer.
_PRIVATE = bytearray(0x11000)
for _first, _last in ((0xD800, 0xF8FF), (0xFFF0, 0xFFFF), (0xF0000, 0x10FFFF)):
    _PRIVATE[_first >> 4 : (_last >> 4) + 1] = b"\x01" * ((_last >> 4) - (_first >> 4) + 1)
_WORDS, _MORE, _SCALE, _TWO_SCALES, _MATRIX = 0x1, 0x20, 0x8, 0x40, 0x80


class Unreadable(Exception):
    """A font file that is damaged, has no TrueType outlines, or may not be embedded."""


class Outlines:
    """One face of a font file; lengths in its own units, `units` to the em.

    `glyphs`: code point → glyph, only for characters that are really drawn (an outline, or a blank). Raises
    `Unreadable` for a file that cannot be used, whatever is wrong with it.
    """

    def __init__(self, content: bytes, index: int = 0) -> None:
        self.content = content
        try:
            self._read(index)
        except (struct.error, IndexError, KeyError, ValueError, OverflowError) as cause:
            raise Unreadable(str(cause)) from cause

    def _read(self, index: int) -> None:
        self._tables = _directory(self.content, index)
        head = self.table(b"head")
        self.units, self.box, long = _u16(head, 18), struct.unpack_from(">4h", head, 36), _u16(head, 50)
        if not 16 <= self.units <= 16384:
            raise Unreadable("units an em")
        self.count = _u16(self.table(b"maxp"), 4)
        hhea = self.table(b"hhea")
        self.ascent, self.descent = struct.unpack_from(">2h", hhea, 4)
        self.weight, self.permission = 400, 0
        os2 = self._tables.get(b"OS/2")
        if os2 is not None:
            self.weight, self.permission = _u16(self.content, os2[0] + 4), _u16(self.content, os2[0] + 8)
            self.ascent, self.descent = struct.unpack_from(">2h", self.content, os2[0] + 68)
        self._metrics(_u16(hhea, 34))
        places = _packed(self.table(b"loca"), "I" if long else "H")
        self._places = places if long else array("I", [2 * place for place in places])
        if len(self._places) <= self.count:
            raise Unreadable("loca")
        self._glyf = self._tables[b"glyf"][0]
        self.glyphs = self._drawn()

    def _metrics(self, full: int) -> None:
        raw = self.table(b"hmtx")
        pairs = _packed(raw[: 4 * full], "H")
        self._advances = pairs[0::2]
        self._bearings = pairs[1::2] + _packed(raw[4 * full : 4 * full + 2 * (self.count - full)], "H")
        if not self._advances or len(self._bearings) < self.count:
            raise Unreadable("hmtx")

    def table(self, tag: bytes) -> bytes:
        """The bytes of a table; empty where the file has none."""
        start, length = self._tables.get(tag, (0, 0))
        return self.content[start : start + length]

    def advance(self, glyph: int) -> int:
        """How far a glyph moves on."""
        return self._advances[min(glyph, len(self._advances) - 1)]

    def bearing(self, glyph: int) -> int:
        """The left side bearing, as the 16 bits the file has."""
        return self._bearings[glyph]

    def outline(self, glyph: int) -> bytes:
        """The outline of a glyph; empty for a blank."""
        return self.content[self._glyf + self._places[glyph] : self._glyf + self._places[glyph + 1]]

    def _drawn(self) -> dict[int, int]:
        """The character map without what has no outline (blanks aside) or no registered meaning."""
        empty = {glyph for glyph, (start, end) in enumerate(pairwise(self._places)) if end <= start} | {0}
        mapped = _mapped(self.table(b"cmap"))
        if max(mapped.values(), default=0) >= self.count:
            raise Unreadable("map beyond the glyphs")
        drawn = {code: glyph for code, glyph in mapped.items() if glyph not in empty and not _PRIVATE[code >> 4]}
        drawn.update((code, mapped[code]) for code in _BLANKS if mapped.get(code))
        return drawn

    def names(self, *numbers: int) -> list[str]:
        """What the file calls itself, in every language: 1 family, 4 full name, 5 version, 6 PostScript name."""
        return [text for number, text in _names(self.table(b"name")) if number in numbers]


def parts(outline: bytes) -> list[tuple[int, int]]:
    """Of a glyph put together from others: where each other's number stands, and the number."""
    found: list[tuple[int, int]] = []
    if len(outline) < 10 or outline[0] < 0x80:
        return found
    place, flags = 10, _MORE
    while flags & _MORE:
        flags, glyph = struct.unpack_from(">2H", outline, place)
        found.append((place + 2, glyph))
        place += 8 if flags & _WORDS else 6
        place += 2 if flags & _SCALE else 4 if flags & _TWO_SCALES else 8 if flags & _MATRIX else 0
    return found


def faces_in(content: bytes) -> int:
    """How many faces a file holds: one, or those of a collection (.ttc)."""
    return min(int.from_bytes(content[8:12]), _MOST_FACES) if content[:4] == _COLLECTION else 1


def face_names(content: bytes) -> list[frozenset[str]]:
    """What each face of a file calls itself (family, full and PostScript names), without reading anything else.

    Raises `Unreadable` for what is no TrueType file.
    """
    try:
        found = []
        for index in range(faces_in(content)):
            start, length = _directory(content, index).get(b"name", (0, 0))
            table = content[start : start + length]
            found.append(frozenset(text for number, text in _names(table) if number in (1, 4, 6, 16)))
    except (struct.error, IndexError, ValueError) as cause:
        raise Unreadable(str(cause)) from cause
    return found


def _directory(content: bytes, index: int) -> dict[bytes, tuple[int, int]]:
    start = 0
    if content[:4] == _COLLECTION:
        if index >= faces_in(content):
            raise Unreadable("no such face")
        (start,) = struct.unpack_from(">L", content, 12 + 4 * index)
    if content[start : start + 4] not in _GLYF:
        raise Unreadable("no TrueType outlines")
    tables = {}
    for number in range(_u16(content, start + 4)):
        tag, _, place, length = struct.unpack_from(">4s3L", content, start + 12 + 16 * number)
        if place + length > len(content):
            raise Unreadable("cut off")
        tables[tag] = (place, length)
    return tables


def _mapped(table: bytes) -> dict[int, int]:
    """Every code point of the widest map with its glyph."""
    found = {}
    for number in range(_u16(table, 2)):
        platform, encoding, place = struct.unpack_from(">2HL", table, 4 + 8 * number)
        found[platform, encoding] = place
    best = next((found[key] for key in _MAPS if key in found), None)
    if best is None:
        raise Unreadable("no Unicode map")
    form = _u16(table, best)
    if form == 12:
        return _by_groups(table, best)
    if form == 4:
        return _by_segments(table, best)
    raise Unreadable(f"map of format {form}")


def _by_groups(table: bytes, place: int) -> dict[int, int]:
    (count,) = struct.unpack_from(">L", table, place + 12)
    found: dict[int, int] = {}
    before = -1
    for first, last, glyph in struct.iter_unpack(">3L", table[place + 16 : place + 16 + 12 * count]):
        if not before < first <= last <= _HIGHEST:
            raise Unreadable("groups out of order")
        before = last
        if first == last:
            found[first] = glyph
        else:
            found.update(zip(range(first, last + 1), range(glyph, glyph + last - first + 1), strict=True))
    return found


def _by_segments(table: bytes, place: int) -> dict[int, int]:
    length, double = _u16(table, place + 2), _u16(table, place + 6)
    data = _packed(table[place + 14 : place + length - length % 2], "H")
    count = double // 2
    ends, starts = data[:count], data[count + 1 : 2 * count + 1]
    deltas, ranges = data[2 * count + 1 : 3 * count + 1], data[3 * count + 1 :]
    found: dict[int, int] = {}
    for number in range(count):
        codes = range(starts[number], min(ends[number], 0xFFFE) + 1)
        if not ranges[number]:
            found.update((code, (code + deltas[number]) & 0xFFFF) for code in codes)
            continue
        first = number + ranges[number] // 2
        listed = ranges[first : first + len(codes)]
        found.update((code, (one + deltas[number]) & 0xFFFF) for code, one in zip(codes, listed, strict=False) if one)
    return found


def _names(table: bytes) -> Iterator[tuple[int, str]]:
    if len(table) < 6:
        return
    for platform, _, _, number, length, place in struct.iter_unpack(">6H", table[6 : 6 + 12 * _u16(table, 2)]):
        if platform in (0, 3):
            start = _u16(table, 4) + place
            yield number, table[start : start + length].decode("utf-16-be", errors="replace")


def _packed(data: bytes, kind: str) -> "array[int]":
    numbers = array(kind, data[: len(data) - len(data) % array(kind).itemsize])
    if sys.byteorder == "little":
        numbers.byteswap()
    return numbers


def _u16(data: bytes, place: int) -> int:
    found: int = struct.unpack_from(">H", data, place)[0]
    return found
