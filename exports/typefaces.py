"""The typefaces: which one prints a text, which characters none can print, how wide a text is.

Certificates print in the bundled faces, the same on every computer. 公文 take the computer's own 仿宋, 楷体, 黑体 and
小标宋 where it has good ones (`Source`), because that is what offices are used to, and the bundled ones otherwise.
"""

import hashlib
import lzma
import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Literal

from exports.problems import ExportProblem

if TYPE_CHECKING:
    from exports.embedding import Glyph, PaperFont
    from exports.outlines import Outlines

FOLDER = Path(__file__).parent / "fonts"

Role = Literal["song", "kai", "hei", "title", "fang"]
"""What a text is for: 宋 (body, tables), 楷 (certificates), 黑 (headings), title (大标题), 仿宋 (body of 公文)."""

Source = Literal["bundled", "system"]
"""Where faces are taken from first: `system` asks the computer's own before the bundled ones."""

FILES: dict[Role, str] = {
    "song": "NotoSerifSC-Regular.ttf",
    "kai": "XinhuoKai-Regular.ttf",
    "hei": "NotoSansSC-Medium.ttf",
    "title": "NotoSerifSC-Black.ttf",
    "fang": "XinhuoFang-Regular.ttf",
}
RARE = "XinhuoRare-{:05X}.ttf.xz"
"""Parts of the rare face: each the characters of 4,096 code points that 宋 lacks, read when a text asks for one."""
_PART = 0x1000
_LATIN = range(0x21, 0x7F)
_PLANE_2 = range(0x20000, 0x30000)

CHAINS: dict[Role, tuple[Role, ...]] = {
    "song": ("song",),
    "kai": ("kai", "song"),
    "hei": ("hei", "song"),
    "title": ("title", "song"),
    "fang": ("fang", "song"),
}
"""The faces a role may print in, in order. The last covers whatever the others cover (a test holds it), and with its
rare parts all Han characters of GB 18030-2022 level 3."""

_HAN = "〇㐀-䶿一-鿿豈-﫿\U00020000-\U000323af"
_DOT = re.compile(f"(?<=[{_HAN}])[‧•・･∙⋅](?=[{_HAN}])")
_DOT_IN_NAME = re.compile(f"(?<=[{_HAN}])[‧•・･∙⋅．.](?=[{_HAN}])")
_UNTIDY = re.compile("[\t\n\v\f\r\x85\xa0\u2028\u2029\u200b\u2060\ufeff‧•・･∙⋅]")
_BLANKS = dict.fromkeys(map(ord, "\t\n\v\f\r\x85\xa0\u2028\u2029"), " ")
_INVISIBLE = dict.fromkeys(map(ord, "\u200b\u2060\ufeff"))


_FONTS: "dict[str, PaperFont]" = {}
"""Every face loaded so far, by name."""


@dataclass(frozen=True)
class Identity:
    """Which face it was, for the record of an issued paper: `name` as `face_for` gives it, and the file behind it."""

    name: str
    family: str
    version: str
    file: str
    sha256: str


def normalise(text: str) -> str:
    """`text` as it goes on paper: NFC, one kind of blank, U+00B7 for every middle dot between Han characters.

    Marks without width (U+200B, U+2060, U+FEFF), which tables copied from web pages carry, are left out.
    """
    if unicodedata.is_normalized("NFC", text) and not _UNTIDY.search(text):
        return text.strip(" ")
    whole = unicodedata.normalize("NFC", text).translate(_BLANKS | _INVISIBLE)
    return _DOT.sub("·", whole).strip(" ")


def normalise_name(name: str) -> str:
    """A person's name as it goes on paper: `normalise`, and a full stop between Han is a middle dot too."""
    return _DOT_IN_NAME.sub("·", normalise(name))


def covers(face: Role, text: str) -> bool:
    """Whether the bundled face itself, without fallback, has a real glyph for every character."""
    return _face(face).covers(text)


def missing(text: str, role: Role, source: Source = "bundled") -> list[tuple[int, str]]:
    """Position (from 0) and character of all that cannot be printed; empty when some face prints the whole.

    Unregistered characters (private use, U+FFFD) count as missing whatever a font draws for them.
    """
    chain = list(_chain(role, source)) if source == "system" else None
    if any(face.covers(text) for face in chain or _chain(role, source)):
        return []
    known = _face(CHAINS[role][-1])
    return [(position, character) for position, character in enumerate(text) if not known.has(ord(character))]


def face_for(text: str, role: Role, source: Source = "bundled") -> str:
    """The name, for reportlab, of the first face of the chain that prints all of `text`.

    One text, one face: a name in two faces looks like a mistake. Raises `ExportProblem` when no face does:
    reportlab itself would print an empty box.
    """
    for face in _chain(role, source):
        if face.covers(text):
            return face.fontName
    lacking = "、".join(described(character) for _, character in missing(text, role, source))
    raise ExportProblem(f"“{text}”中有无法打印的字：{lacking}。", "请改用规范汉字重新录入后再打印。")


def pieces_for(text: str, role: Role, source: Source = "bundled") -> list[tuple[str, str]]:
    """Running text as (text, face) one after another: what the first face lacks is set in the next one that has it.

    Not for names (`face_for`): in a paragraph one strange character is no reason to set all of it in another face.
    Raises `ExportProblem` as `face_for` does.
    """
    chain = _chain(role, source)
    first = next(chain)
    if first.covers(text):
        return [(text, first.fontName)]
    pieces: list[tuple[str, str]] = []
    for character in text:
        face = first.fontName if first.has(ord(character)) else face_for(character, role, source)
        if pieces and pieces[-1][1] == face:
            pieces[-1] = (pieces[-1][0] + character, face)
        else:
            pieces.append((character, face))
    return pieces


def identity(face: str) -> Identity:
    """What stands behind a name that `face_for` gave; the same name is the same file as long as the program runs."""
    return _identity(font(face))


def font(face: str) -> "PaperFont":
    """The face itself by the name that `face_for` gave."""
    return _FONTS[face]


@cache
def _identity(font: "PaperFont") -> Identity:
    named = [next(iter(font.file.names(number)), "") for number in (1, 5)]
    return Identity(font.fontName, named[0], named[1], font.path.name, hashlib.sha256(font.file.content).hexdigest())


def width(text: str, face: str, size: float) -> float:
    """Width in points of `text` in a face that `face_for` named."""
    return _FONTS[face].stringWidth(text, size)


def described(character: str) -> str:
    """A character for a message: itself where it can be seen, and always its code point."""
    code = f"U+{ord(character):04X}"
    seen = unicodedata.category(character) not in {"Cc", "Cf", "Cs", "Co", "Cn", "Mn", "Me", "Zl", "Zp", "Zs"}
    return f"“{character}”（{code}）" if seen else code


def _chain(role: Role, source: Source) -> "Iterator[PaperFont]":
    if source == "system":
        own = _system_face(role)
        if own is not None:
            yield own
    for face in CHAINS[role]:
        yield _face(face)


@cache
def _face(role: Role) -> "PaperFont":
    """Load a bundled face when it is first asked for (some 20 ms) and make it known to reportlab."""
    from exports.embedding import PaperFont

    path = FOLDER / FILES[role]
    file = _outlines(path)
    if role == "song":
        return _known(PaperFont(f"xinhuo-{role}", path, file, _rare))
    if role == "fang":
        # Its own Latin letters and digits are of another weight: in 2025年 they stand out like a heading.
        for code in _LATIN:
            file.glyphs.pop(code, None)
        return _known(PaperFont(f"xinhuo-{role}", path, file, _latin))
    return _known(PaperFont(f"xinhuo-{role}", path, file))


@cache
def _system_face(role: Role) -> "PaperFont | None":
    from exports.embedding import PaperFont
    from exports.system_fonts import find

    found = find(role)
    return _known(PaperFont(f"system-{role}", found.path, found.outlines)) if found else None


def _latin(code: int) -> "Glyph | None":
    """The glyph that 宋 has for a Latin letter, digit or mark of ASCII."""
    from exports.embedding import Glyph

    song = _face("song").file
    return Glyph(song, song.glyphs[code]) if code in _LATIN else None


def _rare(code: int) -> "Glyph | None":
    """The glyph of a character that 宋 itself lacks, from the part its code point belongs to."""
    from exports.embedding import Glyph

    part = _rare_part(code - code % _PART) if code in _PLANE_2 else None
    glyph = part.glyphs.get(code) if part else None
    return Glyph(part, glyph) if part and glyph else None


@cache
def _rare_part(start: int) -> "Outlines | None":
    path = FOLDER / RARE.format(start)
    return _outlines(path) if path.exists() else None


def _outlines(path: Path) -> "Outlines":
    from exports.outlines import Outlines, Unreadable

    try:
        content = path.read_bytes()
        return Outlines(lzma.decompress(content) if path.suffix == ".xz" else content)
    except (OSError, lzma.LZMAError, Unreadable) as cause:
        raise ExportProblem(
            f"打印用的字体文件 {path.name} 读不出来。", "请重新安装本程序后再试；已保存的数据不受影响。"
        ) from cause


def _known(font: "PaperFont") -> "PaperFont":
    """The face made known to reportlab, which is set up for our papers; the same however often it is called."""
    from reportlab import rl_config
    from reportlab.pdfbase import pdfmetrics

    rl_config.useA85 = 0  # streams stay binary: a fifth smaller and quicker
    rl_config.pdfComments = 0
    _FONTS[font.fontName] = font
    pdfmetrics._fonts[font.fontName] = font  # type: ignore[attr-defined]  # registerFont keeps the first of a name
    return font
