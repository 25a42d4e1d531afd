"""Embeds the glyphs that a document uses: one composite font a face, whatever and however many its characters.

It stands in for reportlab's `TTFont`, through the same doors (`splitString`, `getSubsetInternalName`, `addObjects`).
reportlab cuts a face into parts of 256 characters: a Chinese page then changes fonts every few characters, and every
part carries tables of its own. A composite font (ISO 32000-1, 9.7) holds them all. Each character gets a code of two
printable bytes in the order of appearance, so that texts need no escapes and pages compress well. Text is found and
copied by a ToUnicode map in UTF-16BE, also above U+FFFF (9.10.3).
"""

import hashlib
import struct
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from weakref import WeakKeyDictionary

from reportlab.lib.rl_accel import calcChecksum, instanceStringWidthTTF
from reportlab.pdfbase.pdfdoc import PDFArray, PDFDictionary, PDFStream, PDFZCompress

from exports.outlines import Outlines, parts

# Printable and never in need of a backslash within (…).
_BYTES = "".join(chr(code) for code in range(0x21, 0x7F) if chr(code) not in "()\\")
_CODES = [first + second for first in _BYTES for second in _BYTES]
_NOTDEF = 1
"""So many codes come before the first character: that of the empty box, which is never used."""
ROOM = len(_CODES) - _NOTDEF
"""How many different characters one embedded font holds; a document with more gets a further font."""
_LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
_SYMBOLIC = 1 << 2
_PADDING = b"\0\0\0"


@dataclass(frozen=True)
class Glyph:
    """A glyph and the file it is drawn in: the rare characters of a face come from further files."""

    file: Outlines
    number: int


class _Metrics:
    """What reportlab asks of a face, in thousandths of an em."""

    def __init__(self, name: str, file: Outlines) -> None:
        scale = 1000 / file.units
        self.name = name
        self.builtIn = 0
        self.ascent, self.descent = file.ascent * scale, file.descent * scale
        self.defaultWidth = file.advance(0) * scale
        self.charWidths = {code: file.advance(glyph) * scale for code, glyph in file.glyphs.items()}

    def getCharWidth(self, code: int) -> float:  # noqa: N802 - reportlab's name
        return self.charWidths.get(code, self.defaultWidth)


class _Codes(dict[int, str]):
    """Code point → its two bytes in one document; a new one gets the next code, for `str.translate`."""

    def __init__(self, known: Callable[[int], bool]) -> None:
        super().__init__()
        self._known = known
        self.internal = ""

    def __missing__(self, code: int) -> str:
        if not self._known(code):
            # Printing it would leave a hole. Texts are checked before they are drawn: this is a mistake of ours.
            raise ValueError(f"U+{code:04X} has no glyph in the face it is set in")
        number = len(self)
        text = _CODES[number % ROOM + _NOTDEF]
        self[code] = text if number < ROOM else f"{chr(0xE000 + number // ROOM)}{text}"
        return self[code]


class PaperFont:
    """A face for reportlab. `further(code)` gives the glyph of a character that `file` itself lacks, or nothing."""

    _multiByte = 1  # noqa: N815 - reportlab's names
    _dynamicFont = 1  # noqa: N815
    shapable = False
    substitutionFonts: Sequence[Any] = ()  # noqa: N815

    def __init__(
        self, name: str, path: Path, file: Outlines, further: Callable[[int], Glyph | None] = lambda code: None
    ) -> None:
        self.fontName = name
        self.path, self.file = path, file
        self.face = _Metrics(name, file)
        self.characters = set(map(chr, file.glyphs))
        self._further = further
        self._rare: dict[int, Glyph] = {}
        self._documents: WeakKeyDictionary[Any, _Codes] = WeakKeyDictionary()

    def has(self, code: int) -> bool:
        """Whether the face draws a character; asking may load a further file."""
        if chr(code) in self.characters:
            return True
        glyph = self._further(code)
        if glyph is None:
            return False
        self._rare[code] = glyph
        self.characters.add(chr(code))
        self.face.charWidths[code] = glyph.file.advance(glyph.number) * 1000 / glyph.file.units
        return True

    def covers(self, text: str) -> bool:
        """Whether the face draws every character of a text."""
        return self.characters.issuperset(text) or all(self.has(ord(one)) for one in text)

    def glyph(self, code: int) -> Glyph:
        """The glyph of a character that the face has."""
        return self._rare.get(code) or Glyph(self.file, self.file.glyphs[code])

    def codes(self, document: Any) -> Mapping[int, str]:
        """The codes a document gives this face's characters so far; for `str.translate`, which makes new ones."""
        found = self._documents.get(document)
        if found is None:
            found = self._documents[document] = _Codes(self.has)
        return found

    def stringWidth(self, text: str, size: float, encoding: str = "utf8") -> float:  # noqa: N802
        """The width of a text in points."""
        return float(instanceStringWidthTTF(self, text, size, encoding))

    def splitString(self, text: str, document: Any, encoding: str = "utf-8") -> list[tuple[int, bytes]]:  # noqa: N802
        """The text as (number of the embedded font, bytes) one after another."""
        coded = text.translate(self.codes(document))
        if coded.isascii():
            return [(0, coded.encode("ascii"))] if coded else []
        return _split(coded)

    def getSubsetInternalName(self, subset: int, document: Any) -> str:  # noqa: N802
        """The name of an embedded font within its document; asking for it brings the font into the document."""
        codes = self._documents[document]
        if not codes.internal:
            codes.internal = f"F{len(document.fontMapping) + 1}"
            document.fontMapping[self.fontName] = f"/{codes.internal}"
            document.delayedFonts.append(self)
        return f"/{codes.internal}+{subset}"

    def addObjects(self, document: Any) -> None:  # noqa: N802
        """Put the embedded fonts into the finished document."""
        codes = self._documents.pop(document)
        every = list(codes)
        for number, start in enumerate(range(0, len(every), ROOM)):
            _embed(self, document, f"{codes.internal}+{number}", every[start : start + ROOM])


def _split(coded: str) -> list[tuple[int, bytes]]:
    found: list[tuple[int, bytes]] = []
    place = 0
    while place < len(coded):
        number = max(ord(coded[place]) - 0xE000, 0)
        place += number > 0
        piece = coded[place : place + 2].encode("ascii")
        place += 2
        if found and found[-1][0] == number:
            found[-1] = (number, found[-1][1] + piece)
        else:
            found.append((number, piece))
    return found


def _embed(font: PaperFont, document: Any, name: str, codes: Sequence[int]) -> None:
    def stream(content: bytes) -> Any:
        made = PDFStream(content=content)
        if document.compression:
            made.filters = [PDFZCompress]
        return made

    glyphs = [font.glyph(code) for code in codes]
    program = stream(subset(font.file, glyphs))
    program.dictionary["Length1"] = len(program.content)
    called = f"/{_tag(codes)}+{_printable(font)}"
    scale = 1000 / font.file.units
    metrics = font.face
    descriptor = {
        "Type": "/FontDescriptor",
        "FontName": called,
        "Flags": _SYMBOLIC,
        "FontBBox": "[{} {} {} {}]".format(*(round(one * scale) for one in font.file.box)),
        "ItalicAngle": 0,
        "Ascent": round(metrics.ascent),
        "Descent": round(metrics.descent),
        "CapHeight": round(metrics.ascent),
        "StemV": 50 + int((font.file.weight / 65.0) ** 2),
        "FontFile2": document.Reference(program, f"program:{name}"),
    }
    widths = [round(metrics.getCharWidth(code), 2) for code in codes]
    usual = Counter(widths).most_common(1)[0][0]
    descendant = {
        "Type": "/Font",
        "Subtype": "/CIDFontType2",
        "BaseFont": called,
        "CIDSystemInfo": "<</Registry (Adobe) /Ordering (Identity) /Supplement 0>>",
        "FontDescriptor": document.Reference(PDFDictionary(descriptor), f"descriptor:{name}"),
        "DW": f"{usual:g}",
        "W": _widths(widths, usual),
        "CIDToGIDMap": document.Reference(stream(_to_glyphs(len(codes))), f"glyphs:{name}"),
    }
    whole = {
        "Type": "/Font",
        "Subtype": "/Type0",
        "BaseFont": called,
        "Encoding": "/Identity-H",
        "DescendantFonts": PDFArray([document.Reference(PDFDictionary(descendant), f"descendant:{name}")]),
        "ToUnicode": document.Reference(stream(_to_unicode(codes)), f"unicode:{name}"),
    }
    document.idToObject["BasicFonts"].dict[name] = document.Reference(PDFDictionary(whole), name)


def _tag(codes: Sequence[int]) -> str:
    """Six letters that differ for different characters, as ISO 32000-1, 9.6.4 asks: programs that join files need it."""
    number = int.from_bytes(hashlib.sha256(struct.pack(f">{len(codes)}L", *codes)).digest()[:8])
    return "".join(_LETTERS[number // 26**place % 26] for place in range(6))


def _printable(font: PaperFont) -> str:
    """The face's name as a PDF name: its PostScript name where that is plain."""
    named = next(iter(font.file.names(6)), font.fontName)
    return "".join(one for one in named if one.isascii() and (one.isalnum() or one in "-+")) or font.fontName


def _cid(place: int) -> int:
    first, second = _CODES[place + _NOTDEF].encode("ascii")
    return first << 8 | second


def _widths(widths: Sequence[float], usual: float) -> str:
    unusual = (f"{_cid(place)} [{width:g}]" for place, width in enumerate(widths) if width != usual)
    return f"[{' '.join(unusual)}]"


def _to_glyphs(count: int) -> bytes:
    """From codes to the glyphs of the subset, which stand in the same order behind the empty box."""
    found = bytearray(2 * (_cid(count - 1) + 1))
    for place in range(count):
        struct.pack_into(">H", found, 2 * _cid(place), place + 1)
    return bytes(found)


def _to_unicode(codes: Sequence[int]) -> bytes:
    """The map by which text is copied and searched, at most 100 entries a block."""
    entries = [
        f"<{_cid(place):04X}> <{chr(code).encode('utf-16-be').hex().upper()}>" for place, code in enumerate(codes)
    ]
    blocks = [entries[start : start + 100] for start in range(0, len(entries), 100)]
    lines = [
        "/CIDInit /ProcSet findresource begin 12 dict begin begincmap",
        "/CIDSystemInfo <</Registry (Adobe) /Ordering (UCS) /Supplement 0>> def",
        "/CMapName /Adobe-Identity-UCS def /CMapType 2 def",
        "1 begincodespacerange <0000> <FFFF> endcodespacerange",
        *(line for block in blocks for line in (f"{len(block)} beginbfchar", *block, "endbfchar")),
        "endcmap CMapName currentdict /CMap defineresource pop end end",
    ]
    return "\n".join(lines).encode("ascii")


def subset(base: Outlines, glyphs: Sequence[Glyph]) -> bytes:
    """A TrueType file of the empty box and these glyphs in this order, as PDF wants it (ISO 32000-1, 9.9).

    Parts of composed glyphs follow behind. Glyphs of other files are scaled by nobody: their units must be `base`'s.
    """
    drawn, used = _gathered([Glyph(base, 0), *glyphs])
    places, size = [0], 0
    for outline in drawn:
        size += len(outline)
        places.append(size)
    long = size > 0x1FFFE
    head = bytearray(base.table(b"head"))
    struct.pack_into(">L", head, 8, 0)
    struct.pack_into(">H", head, 50, long)
    hhea = bytearray(base.table(b"hhea"))
    struct.pack_into(">H", hhea, 34, len(used))
    metrics = [number for one in used for number in (one.file.advance(one.number), one.file.bearing(one.number))]
    tables = {
        b"cvt ": base.table(b"cvt "),
        b"fpgm": base.table(b"fpgm"),
        b"glyf": b"".join(drawn),
        b"head": bytes(head),
        b"hhea": bytes(hhea),
        b"hmtx": struct.pack(f">{len(metrics)}H", *metrics),
        b"loca": struct.pack(f">{len(places)}{'L' if long else 'H'}", *(p if long else p >> 1 for p in places)),
        b"maxp": _largest(used),
        b"prep": base.table(b"prep"),
    }
    return _file({tag: content for tag, content in tables.items() if content})


def _gathered(wanted: Sequence[Glyph]) -> tuple[list[bytes], list[Glyph]]:
    """The outlines, padded to four bytes, of what is wanted and of the parts it is put together from."""
    used = list(wanted)
    where: dict[tuple[int, int], int] = {}
    for place, one in enumerate(used):
        where.setdefault((id(one.file), one.number), place)
    drawn: list[bytes] = []
    for one in used:  # grows while it is gone through
        outline = one.file.outline(one.number)
        for spot, number in parts(outline):
            key = (id(one.file), number)
            if key not in where:
                where[key] = len(used)
                used.append(Glyph(one.file, number))
            outline = outline[:spot] + struct.pack(">H", where[key]) + outline[spot + 2 :]
        drawn.append(outline + _PADDING[: -len(outline) % 4])
    return drawn, used


def _largest(used: Sequence[Glyph]) -> bytes:
    """The table of greatest numbers, over all files that lend a glyph."""
    every = [one.table(b"maxp") for one in {id(one.file): one.file for one in used}.values()]
    numbers = [max(column) for column in zip(*(struct.unpack_from(">13H", one, 6) for one in every), strict=True)]
    return every[0][:4] + struct.pack(">14H", len(used), *numbers)


def _file(tables: Mapping[bytes, bytes]) -> bytes:
    """Tables as one font file, with their check sums."""
    count = len(tables)
    power = 1 << (count.bit_length() - 1)
    out = [struct.pack(">L4H", 0x00010000, count, power * 16, power.bit_length() - 1, (count - power) * 16)]
    place = 12 + 16 * count
    bodies = []
    for tag, content in sorted(tables.items()):
        padded = content + _PADDING[: -len(content) % 4]
        out.append(struct.pack(">4s3L", tag, calcChecksum(padded) & 0xFFFFFFFF, place, len(content)))
        bodies.append(padded)
        place += len(padded)
    return b"".join((*out, *bodies))
