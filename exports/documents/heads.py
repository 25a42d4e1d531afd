"""版头: what stands over the title on the first sheet (GB/T 9704-2012, 7.2 and 10.1)."""

from math import ceil

from exports.documents.faces import FANG, ems, face, ink, stretches, tidy
from exports.documents.facts import Head
from exports.documents.grid import (
    LEADING,
    LEFT,
    MIDDLE,
    PAGE_HEIGHT,
    PAGE_WIDTH,
    PITCH,
    RED,
    SIZE_3,
    TOP,
    WIDTH,
    Piece,
    Sheet,
    Stroke,
    baseline,
)
from exports.documents.lines import Line, Run, broken
from exports.paper import MM
from exports.typefaces import Role

_MARK_TOP = 35 * MM
"""发文机关标志 begins so far below the top of the type area (7.2.4)."""

_NUMBER_LINE = 7
"""发文字号 has two blank lines over it (7.2.5): the mark ends with the fifth line of the grid at most."""

_ABREAST = 2
"""So many 签发人 stand on a line (7.2.6)."""

_MARK_HEIGHT = 5 * LEADING - _MARK_TOP
_NARROWEST = 0.6
"""A long name is set narrower, as offices do, down to this share; then smaller."""

_UNDER_NUMBER = 4 * MM
_RULE = 0.45 * MM

_LETTER_TOP, _LETTER_HEIGHT, _LETTER_RULE, _LETTER_FOOT = 30 * MM, 13 * MM, 170 * MM, 20 * MM
_THICK, _THIN, _BETWEEN = 2.2, 0.7, 2.2


def draw_head(sheet: Sheet, head: Head, names: frozenset[str]) -> int:
    """Put the head on the first sheet; returns the line of the grid where the title begins."""
    if head.style == "letter":
        return _letter(sheet, head)
    line = 0
    for text, role in _corner(head):
        _put(sheet, text, role, line)
        line += 1
    if head.style == "plain":
        return _plain(sheet, head, line)
    if head.style == "full" and head.mark:
        _mark(sheet, head.mark, TOP + _MARK_TOP, _MARK_HEIGHT)
    line = _NUMBER_LINE + _number(sheet, head, names)
    if head.style == "full":
        y = baseline(line) + (0.5 - MIDDLE) * SIZE_3 + _UNDER_NUMBER + _RULE / 2
        sheet.marks.append(Stroke(LEFT, y, LEFT + WIDTH, y, _RULE, RED))
    return line + 3


def _corner(head: Head) -> list[tuple[str, Role]]:
    """份号, 密级和保密期限, 紧急程度: each on a line of its own, flush left (7.2.1–3)."""
    said: list[tuple[str, Role]] = [(head.copy_number, FANG), (head.secrecy, "hei"), (head.urgency, "hei")]
    return [(text, role) for text, role in said if text]


def _plain(sheet: Sheet, head: Head, line: int) -> int:
    """Without a head: the number, where there is one, over the title."""
    if head.number:
        found = one_line(head.number, FANG)
        sheet.marks += found.pieces(line, left=LEFT + (WIDTH - found.width) / 2)
        return line + 3
    return line + 1


def _number(sheet: Sheet, head: Head, names: frozenset[str]) -> int:
    """发文字号 in the middle; on an upward document to the left, 签发人 to the right (7.2.5–6).

    Two names of 签发人 stand on a line, those of further lines under the first, the number beside the last; returns how
    many lines there are more than one.
    """
    number = one_line(head.number, FANG) if head.number else None
    if not head.signers:
        if number:
            sheet.marks += number.pieces(_NUMBER_LINE, left=LEFT + (WIDTH - number.width) / 2)
        return 0
    said = [tidy(one) for one in head.signers]
    longest = max(map(len, said))
    rows = [said[at : at + _ABREAST] for at in range(0, len(said), _ABREAST)]
    more = len(rows) - 1
    if number:
        sheet.marks += number.pieces(_NUMBER_LINE + more, left=LEFT + PITCH)
    lines = []
    for at, some in enumerate(rows):
        # Names of two and of three characters stand under each other as well.
        together = "　".join([*(one.ljust(longest, "　") for one in some[:-1]), some[-1]])
        lead = [Run("签发人：", FANG)] if at == 0 else []
        lines.append(
            broken([*lead, Run(together, "kai")], indent=0 if lead else 4, cells=10_000, names=names | {*said})[0]
        )
    left = LEFT + WIDTH - PITCH - max(line.width for line in lines)
    for at, line in enumerate(lines):
        sheet.marks += line.pieces(_NUMBER_LINE + at, left=left)
    return more


def _letter(sheet: Sheet, head: Head) -> int:
    """信函格式: the mark 30 mm from the sheet's edge, red double rules, the number to the right (10.1)."""
    bottom = _mark(sheet, head.mark, _LETTER_TOP, _LETTER_HEIGHT) if head.mark else _LETTER_TOP + _LETTER_HEIGHT
    first = bottom + 4 * MM
    _double(sheet, first, thick_first=True)
    _double(sheet, PAGE_HEIGHT - _LETTER_FOOT - _THICK - _THIN - _BETWEEN, thick_first=False)
    sheet.numbered = False
    # The first element keeps 7/8 of a character's height to the rule.
    line = (first + _THICK + _BETWEEN + _THIN + SIZE_3 * 7 / 8 - (LEADING - SIZE_3) / 2 - TOP) / LEADING
    corner = _corner(head)
    for offset, (text, role) in enumerate(corner):
        _put(sheet, text, role, line + offset)
    if head.number:
        found = one_line(head.number, FANG)
        sheet.marks += found.pieces(line, left=LEFT + WIDTH - found.width)
    rows = max(len(corner), 1 if head.number else 0)
    return ceil(line + rows + 2 - 0.3)


def _double(sheet: Sheet, top: float, *, thick_first: bool) -> None:
    left, right = (PAGE_WIDTH - _LETTER_RULE) / 2, (PAGE_WIDTH + _LETTER_RULE) / 2
    for thickness in (_THICK, _THIN) if thick_first else (_THIN, _THICK):
        sheet.marks.append(Stroke(left, top + thickness / 2, right, top + thickness / 2, thickness, RED))
        top += thickness + _BETWEEN


def _mark(sheet: Sheet, text: str, top: float, height: float) -> float:
    """The mark in red, its upper edge at `top`, at most `height` high and as wide as the type area; returns its foot."""
    said = tidy(text)
    parts = list(stretches(said, "title"))
    edges = [ink(part, name) for part, name in parts] or [ink("", face("", "title"))]
    low, high = min(edge[0] for edge in edges), max(edge[1] for edge in edges)
    wide = sum(ems(part, name) for part, name in parts)
    size = min(height / (high - low), WIDTH / (_NARROWEST * wide))
    stretch = min(1.0, WIDTH / (wide * size))
    x, y = LEFT + (WIDTH - wide * size * stretch) / 2, top + high * size
    for part, name in parts:
        sheet.marks.append(Piece(x, y, part, name, size, colour=RED, stretch=stretch))
        x += ems(part, name) * size * stretch
    return y - low * size


def _put(sheet: Sheet, text: str, role: Role, line: float) -> None:
    sheet.marks += one_line(text, role).pieces(line)


def one_line(text: str, role: Role, *, pitch: float = PITCH, size: float = SIZE_3) -> Line:
    """A short text as one line without indent, however long it is."""
    return broken([Run(tidy(text), role)], indent=0, cells=10_000, pitch=pitch, size=size)[0]
