"""The bundled typefaces: which one prints a text, which characters none can print, how wide a text is."""

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Literal

from exports.problems import ExportProblem

if TYPE_CHECKING:
    from reportlab.pdfbase.ttfonts import TTFont

FOLDER = Path(__file__).parent / "fonts"

Role = Literal["song", "kai", "hei", "title"]
"""What a text is for: 宋 (body, tables), 楷 (certificates), 黑 (headings), title (大标题)."""

FILES: dict[Role, str] = {
    "song": "NotoSerifSC-Regular.ttf",
    "kai": "XinhuoKai-Regular.ttf",
    "hei": "NotoSansSC-Medium.ttf",
    "title": "NotoSerifSC-Black.ttf",
}

CHAINS: dict[Role, tuple[Role, ...]] = {
    "song": ("song",),
    "kai": ("kai", "song"),
    "hei": ("hei", "song"),
    "title": ("title", "song"),
}
"""The faces a role may print in, in order. The last covers whatever the others cover (a test holds it)."""

_HAN = "〇㐀-䶿一-鿿豈-﫿\U00020000-\U000323af"
_DOT = re.compile(f"(?<=[{_HAN}])[‧•・･∙⋅](?=[{_HAN}])")
_DOT_IN_NAME = re.compile(f"(?<=[{_HAN}])[‧•・･∙⋅．.](?=[{_HAN}])")
_BLANKS = dict.fromkeys(map(ord, "\t\n\v\f\r\x85\xa0\u2028\u2029"), " ")
_INVISIBLE = dict.fromkeys(map(ord, "\u200b\u2060\ufeff"))


@dataclass(frozen=True)
class _Face:
    """A face known to reportlab under `name`, and the characters it has a real glyph for."""

    name: str
    font: "TTFont"
    characters: frozenset[str]


def normalise(text: str) -> str:
    """`text` as it goes on paper: NFC, one kind of blank, U+00B7 for every middle dot between Han characters.

    Marks without width (U+200B, U+2060, U+FEFF), which tables copied from web pages carry, are left out.
    """
    whole = unicodedata.normalize("NFC", text).translate(_BLANKS | _INVISIBLE)
    return _DOT.sub("·", whole).strip(" ")


def normalise_name(name: str) -> str:
    """A person's name as it goes on paper: `normalise`, and a full stop between Han is a middle dot too."""
    return _DOT_IN_NAME.sub("·", normalise(name))


def covers(face: Role, text: str) -> bool:
    """Whether the face itself, without fallback, has a real glyph for every character."""
    return _face(face).characters.issuperset(text)


def missing(text: str, role: Role) -> list[tuple[int, str]]:
    """Position (from 0) and character of all that cannot be printed; empty when some face prints the whole.

    Unregistered characters (private use, U+FFFD) count as missing whatever a font draws for them.
    """
    if any(covers(face, text) for face in CHAINS[role]):
        return []
    known = _face(CHAINS[role][-1]).characters
    return [(position, character) for position, character in enumerate(text) if character not in known]


def face_for(text: str, role: Role) -> str:
    """The name, for reportlab, of the first face of the chain that prints all of `text`.

    One text, one face: a name in two faces looks like a mistake. Raises `ExportProblem` when no face does:
    reportlab itself would print an empty box.
    """
    for face in CHAINS[role]:
        if covers(face, text):
            return _face(face).name
    lacking = "、".join(described(character) for _, character in missing(text, role))
    raise ExportProblem(f"“{text}”中有无法打印的字：{lacking}。", "请改用规范汉字重新录入后再打印。")


def width(text: str, face: str, size: float) -> float:
    """Width in points of `text` in a face that `face_for` named."""
    from reportlab.pdfbase.pdfmetrics import stringWidth

    return float(stringWidth(text, face, size))


def described(character: str) -> str:
    """A character for a message: itself where it can be seen, and always its code point."""
    code = f"U+{ord(character):04X}"
    seen = unicodedata.category(character) not in {"Cc", "Cf", "Cs", "Co", "Cn", "Mn", "Me", "Zl", "Zp", "Zs"}
    return f"“{character}”（{code}）" if seen else code


@cache
def _face(role: Role) -> _Face:
    """Load a face when it is first asked for (some 50 ms) and make it known to reportlab."""
    from reportlab.pdfbase import pdfmetrics, ttfonts

    _mend_reportlab()
    name = f"xinhuo-{role}"
    try:
        font = ttfonts.TTFont(name, str(FOLDER / FILES[role]), asciiReadable=False)
    except (OSError, ttfonts.TTFError) as cause:
        raise ExportProblem(
            f"打印用的字体文件 {FILES[role]} 读不出来。", "请重新安装本程序后再试；已保存的数据不受影响。"
        ) from cause
    pdfmetrics.registerFont(font)
    return _Face(name, font, _drawn(font))


def _drawn(font: "TTFont") -> frozenset[str]:
    """The characters with a glyph of their own and an outline in it; only blanks may be empty."""
    ends = font.face.glyphPos
    return frozenset(
        chr(code)
        for code, glyph in font.face.charToGlyph.items()
        if glyph and (ends[glyph + 1] > ends[glyph] or chr(code).isspace()) and _registered(code)
    )


def _registered(code: int) -> bool:
    """False for private use, specials and surrogates: their meaning differs from computer to computer."""
    return not (0xD800 <= code <= 0xF8FF or 0xFFF0 <= code <= 0xFFFF or code >= 0xF0000)


def _mend_reportlab() -> None:
    """Set reportlab up for our papers; the same however often it is called.

    Its own map from glyphs to text writes characters above U+FFFF with five digits, which readers take for
    two characters: 𬭎 prints well but copies and searches as something else.
    """
    from reportlab import rl_config
    from reportlab.pdfbase import ttfonts

    ttfonts.makeToUnicodeCMap = _to_unicode
    rl_config.useA85 = 0  # streams stay binary: a fifth smaller and quicker
    rl_config.pdfComments = 0


def _to_unicode(fontname: str, subset: Sequence[int]) -> str:
    """The ToUnicode map of an embedded part: UTF-16BE, at most 100 entries a block (ISO 32000-1, 9.10.3)."""
    entries = [
        f"<{index:02X}> <{chr(code).encode('utf-16-be', 'surrogatepass').hex().upper()}>"
        for index, code in enumerate(subset)
    ]
    blocks = [entries[start : start + 100] for start in range(0, len(entries), 100)]
    return "\n".join(
        [
            "/CIDInit /ProcSet findresource begin",
            "12 dict begin",
            "begincmap",
            f"/CIDSystemInfo << /Registry ({fontname}) /Ordering ({fontname}) /Supplement 0 >> def",
            f"/CMapName /{fontname} def",
            "/CMapType 2 def",
            "1 begincodespacerange",
            f"<00> <{len(subset) - 1:02X}>",
            "endcodespacerange",
            *(line for block in blocks for line in (f"{len(block)} beginbfchar", *block, "endbfchar")),
            "endcmap",
            "CMapName currentdict /CMap defineresource pop",
            "end",
            "end",
        ]
    )
