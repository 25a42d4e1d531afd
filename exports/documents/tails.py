"""What follows the body: 附件说明, 署名 and 成文日期 with the room of the seal, 附注, 版记, page numbers (7.3.4–7.5)."""

from collections.abc import Sequence
from math import ceil

from exports.documents.faces import FANG, ems, face, ink, tidy
from exports.documents.facts import Attachment, Document, Imprint, chinese_day
from exports.documents.grid import (
    BOTTOM,
    LEADING,
    LEFT,
    LINES,
    PITCH,
    RIGHT,
    SIZE_3,
    SIZE_4,
    TOP,
    WIDTH,
    Piece,
    SealPlace,
    Sheet,
    Stroke,
)
from exports.documents.heads import one_line
from exports.documents.lines import Line, Run, broken
from exports.paper import MM

SEAL = 42 * MM
"""Diameter of a bureau's seal (国发〔1999〕25号: at most 45 mm)."""

_ABOVE_SIGNATURE = 2
"""Blank lines under the body where a seal will be: its upper edge is then half a line below the body (7.3.5.1)."""

_SEAL_OFFSET = 0.45
"""So many lines below the middle of the seal is the middle of 署名 and 成文日期: 居印章中心偏下位置."""

_SIGNED = 20
"""署名 too long for one line is broken into lines of at most so many characters, so that none leaves the type area."""

_THICK, _THIN = 0.35 * MM, 0.25 * MM
_PAGE_NUMBER = 7 * MM


def attachment_lines(attachments: Sequence[Attachment]) -> list[Line]:
    """附件说明 as lines; empty without attachments."""
    if not attachments:
        return []
    if len(attachments) == 1:
        return broken([Run(f"附件：{_named(attachments[0])}", FANG)], indent=2, hanging=5)
    lines: list[Line] = []
    for number, one in enumerate(attachments, 1):
        digits = sum(ems(digit, face(digit, FANG)) for digit in f"{number}.") * SIZE_3 / PITCH
        lead, indent = ("附件：", 2.0) if number == 1 else ("", 5.0)
        lines += broken([Run(f"{lead}{number}.{_named(one)}", FANG)], indent=indent, hanging=5 + digits)
    return lines


def _named(one: Attachment) -> str:
    """Its name without a mark behind it (7.3.4)."""
    return tidy(one.name).rstrip("。；;，,.")


def closing_height(document: Document) -> int:
    """How many lines 署名, 成文日期, the seal and 附注 take below the body, blank ones with them."""
    rows = len(_signed(document)) + (1 if document.day else 0)
    note = len(_note(document))
    if not rows:
        return note
    if document.sealed:
        # The seal reaches into the line below the day.
        return _ABOVE_SIGNATURE + rows + max(note, 1)
    return 1 + rows + note


def _signed(document: Document) -> list[Line]:
    """署名 as lines: one, unless the type area is too narrow for it."""
    if not document.signature:
        return []
    whole = one_line(document.signature, FANG)
    if whole.width <= WIDTH - 2 * PITCH:
        return [whole]
    # Lines of about the same length: the last is not left with one character.
    whole_cells = whole.width / PITCH
    return broken(
        [Run(tidy(document.signature), FANG)], indent=0, cells=ceil(whole_cells / ceil(whole_cells / _SIGNED))
    )


def _note(document: Document) -> list[Line]:
    """附注 as lines, in parentheses (7.3.6)."""
    text = tidy(document.note).strip("（）()")
    return broken([Run(f"（{text}）", FANG)], indent=2) if text else []


def draw_closing(sheet: Sheet, document: Document, line: int) -> int:
    """Draw 署名, 成文日期 and 附注 below the body; returns the first line that is free."""
    if document.signature or document.day:
        line = _sealed(sheet, document, line) if document.sealed else _unsealed(sheet, document, line)
    free = line + 1 if document.sealed and (document.signature or document.day) else line
    for one in _note(document):
        sheet.marks += one.pieces(line)
        line += 1
    # The seal reaches into the line below the day.
    return max(line, free)


def _sealed(sheet: Sheet, document: Document, line: int) -> int:
    """7.3.5.1: the day four characters from the right, 署名 in the middle over it, room for the seal on both."""
    day = one_line(chinese_day(document.day), FANG) if document.day else None
    names = _signed(document)
    wide = day.width if day else 0.0
    # A long 署名 ends at the edge of the type area; the day stays in the middle under it.
    middle = min(RIGHT - 4 * PITCH - wide / 2, *(RIGHT - one.width / 2 for one in names), RIGHT)
    first = line + _ABOVE_SIGNATURE
    row = first
    for one in (*names, *([day] if day else [])):
        sheet.marks += one.pieces(row, left=middle - one.width / 2)
        row += 1
    centre = TOP + ((first + row) / 2 - _SEAL_OFFSET) * LEADING
    sheet.marks.append(SealPlace(middle, centre, SEAL))
    return row


def _unsealed(sheet: Sheet, document: Document, line: int) -> int:
    """7.3.5.2: 署名 two characters from the right, the day beginning two characters to the right of it."""
    day = one_line(chinese_day(document.day), FANG) if document.day else None
    names = _signed(document)
    wide = max((one.width for one in names), default=0.0)
    further = 2 * PITCH if names else 0.0
    left = RIGHT - 2 * PITCH - wide
    if day and day.width > wide:
        # Then the day is the one that keeps two characters to the right.
        left = RIGHT - 2 * PITCH - day.width - further
    row = line + 1
    for name in names:
        sheet.marks += name.pieces(row, left=left)
        row += 1
    if day:
        sheet.marks += day.pieces(row, left=left + further)
        row += 1
    return row


def imprint_height(document: Document) -> int:
    """How many lines 版记 takes; 0 without one. A letter has neither 印发机关 nor 印发日期 (10.1)."""
    return len(_copies(document.imprint)) + (1 if _says_printed(document) else 0)


def _says_printed(document: Document) -> bool:
    imprint = document.imprint
    return document.head.style != "letter" and bool(imprint.printed_by or imprint.printed_on)


def draw_imprint(sheet: Sheet, document: Document) -> None:
    """版记 at the foot of the last sheet, its last rule on the lower edge of the type area (7.4); a letter's has none."""
    imprint, ruled = document.imprint, document.head.style != "letter"
    copies = _copies(imprint)
    line = LINES - imprint_height(document)
    if ruled:
        _rule(sheet, line, _THICK)
        _rule(sheet, LINES, _THICK)
    for one in copies:
        sheet.marks += one.pieces(line, left=LEFT + PITCH, size=SIZE_4)
        line += 1
    if not _says_printed(document):
        return
    if copies:
        _rule(sheet, line, _THIN)
    if imprint.printed_by:
        by = one_line(imprint.printed_by, FANG, pitch=SIZE_4, size=SIZE_4)
        sheet.marks += by.pieces(line, left=LEFT + PITCH, size=SIZE_4)
    if imprint.printed_on:
        on = one_line(f"{chinese_day(imprint.printed_on)}印发", FANG, pitch=SIZE_4, size=SIZE_4)
        sheet.marks += on.pieces(line, left=RIGHT - PITCH - on.width, size=SIZE_4)


def _copies(imprint: Imprint) -> list[Line]:
    """抄送, lines after the first under the first office."""
    if not imprint.copies_to:
        return []
    text = f"抄送：{tidy(imprint.copies_to).rstrip('。.；;，,')}。"
    cells = int((WIDTH - 2 * PITCH) / SIZE_4)
    pitch = (WIDTH - 2 * PITCH) / cells
    return broken([Run(text, FANG)], indent=0, hanging=3, cells=cells, pitch=pitch, size=SIZE_4)


def _rule(sheet: Sheet, line: float, thickness: float) -> None:
    """A rule over the whole width; the outermost lie inside the type area, not half over its edge."""
    y = TOP + line * LEADING
    y += -thickness / 2 if line == LINES else thickness / 2 if thickness == _THICK else 0.0
    sheet.marks.append(Stroke(LEFT, y, RIGHT, y, thickness))


def draw_page_number(sheet: Sheet, number: int) -> None:
    """— 1 — in 4号宋体, its dashes 7 mm below the type area, odd ones to the right and even ones to the left (7.5).

    On a sheet that lies on its side it stands where it does on the others (8).
    """
    text = f"— {number} —"
    name = face(text, "song")
    _, high = ink("—", name)
    wide = ems(text, name) * SIZE_4
    x = RIGHT - PITCH - wide if number % 2 else LEFT + PITCH
    sheet.foot.append(Piece(x, BOTTOM + _PAGE_NUMBER + high * SIZE_4, text, name, SIZE_4))
