"""What a design may hold, so that one from a foreign file makes a paper and nothing else."""

import re
from collections.abc import Iterator
from typing import TYPE_CHECKING

from app.problems import Problem

if TYPE_CHECKING:
    from exports.papers.design import AnyElement, Design, Form, Picture

PICTURE_BYTES = 300 * 1024
"""Bytes of all pictures of a design together: it travels with every file of the county."""

SMALLEST_SHEET, LARGEST_SHEET = 30.0, 1200.0
"""Millimetres of a side: a card, a plate at a door."""

_ELEMENTS, _CELLS, _LETTERS = 300, 3000, 20_000
_COLUMNS, _BRACKETS = 200, 300
_FARTHEST = 2 * LARGEST_SHEET
_POINTS = (2.0, 400.0)
_COLOUR = re.compile("#[0-9a-fA-F]{6}")
_PIXELS = 6_000_000
_SIGNATURES = {b"\x89PNG\r\n\x1a\n": "PNG", b"\xff\xd8\xff": "JPEG"}


def refuse_unsound(design: "Design") -> None:
    """Raise Problem for a design that holds what no paper can."""
    reason = next(_reasons(design), None)
    if reason is not None:
        raise Problem(f"这个版式不能使用：{reason}", "没有改动任何内容。")


def _reasons(design: "Design") -> Iterator[str]:
    """In sentences, the first of which is enough."""
    if not all(SMALLEST_SHEET <= side <= LARGEST_SHEET for side in (design.width, design.height)):
        yield f"纸张的宽和高要在 {SMALLEST_SHEET:g} 到 {LARGEST_SHEET:g} 毫米之间。"
    if min(design.top, design.bottom) < 0 or not design.top + design.bottom < design.height:
        yield "上下页边距比纸还大。"
    if len(design.elements) > _ELEMENTS:
        yield f"元素超过了 {_ELEMENTS} 个。"
    if picture_bytes(design) > PICTURE_BYTES:
        yield f"图片合起来超过了 {PICTURE_BYTES // 1024} KB，请换小一些的图片。"
    for one in design.elements:
        yield from _element_reasons(one)


def picture_bytes(design: "Design") -> int:
    """Bytes of all pictures that a design brings itself."""
    return sum(len(getattr(one, "data", b"")) for one in design.elements)


def _element_reasons(one: "AnyElement") -> Iterator[str]:
    if not all(abs(side) <= _FARTHEST for side in (one.x, one.y, one.width, one.height)):
        yield "有元素放在离纸太远的地方。"
    if one.width < 0 or one.height < 0:
        yield "有元素的宽或高小于零。"
    if not all(_COLOUR.fullmatch(getattr(one, name, "#000000")) for name in ("colour", "accent")):
        yield "有元素的颜色不是六位的颜色代码。"
    if not 0 <= getattr(one, "thickness", 0) <= _POINTS[1]:
        yield "有线条太粗。"
    yield from _reasons_within(one)


def _reasons_within(one: "AnyElement") -> Iterator[str]:
    from exports.papers.design import Form, Picture, Table, Text

    match one:
        case Text():
            yield from _text_reasons(one.text, one.size)
            if not (0 <= one.smallest <= _POINTS[1] and 0.5 <= one.leading <= 10):
                yield "有文字的行距或最小字号太大或太小。"
            if not (abs(one.indent) <= 40 and -0.9 <= one.tracking <= 20):
                yield "有文字的缩进或字间距太大。"
        case Table():
            yield from _text_reasons("".join(f"{column.heading}{column.text}" for column in one.columns), one.size)
            if not one.columns or any(column.share <= 0 for column in one.columns):
                yield "有表格没有列，或者有的列没有宽度。"
            if len(one.columns) > _COLUMNS:
                yield f"有表格超过了 {_COLUMNS} 列。"
            if not (0 <= one.least <= _CELLS and 0 < one.row <= 100):
                yield "有表格的行数或行高太大或太小。"
        case Form():
            cells = [cell for line in one.lines for cell in line]
            yield from _text_reasons("".join(cell.text for cell in cells), one.size)
            yield from _form_reasons(one)
        case Picture():
            yield from _picture_reasons(one)


def _form_reasons(one: "Form") -> Iterator[str]:
    if not one.shares or any(share <= 0 for share in one.shares) or not 0 < one.row <= 100:
        yield "有登记表没有列，或者有的列没有宽度。"
    if len(one.shares) > _COLUMNS:
        yield f"有登记表超过了 {_COLUMNS} 列。"
    if max(len(one.lines), sum(len(line) for line in one.lines)) > _CELLS:
        yield f"有登记表的格子超过了 {_CELLS} 个。"
    if any(cell.columns < 1 for line in one.lines for cell in line):
        yield "有登记表的格子不占任何一列。"
    if any(sum(cell.columns for cell in line) > len(one.shares) for line in one.lines):
        yield "有登记表的一行比它的列还多。"


def _text_reasons(text: str, size: float) -> Iterator[str]:
    if len(text) > _LETTERS:
        yield f"有一处文字超过了 {_LETTERS:,} 个字。"
    if sum(text.count(bracket) for bracket in "[［") > _BRACKETS:
        yield f"有一处文字的方括号超过了 {_BRACKETS} 对。"
    if not _POINTS[0] <= size <= _POINTS[1]:
        yield f"字号要在 {_POINTS[0]:g} 到 {_POINTS[1]:g} 磅之间。"


def _picture_reasons(one: "Picture") -> Iterator[str]:
    if not one.data:
        return
    kind = next((kind for signature, kind in _SIGNATURES.items() if one.data.startswith(signature)), None)
    if kind is None:
        yield "图片不是 PNG 或 JPG。"
    elif not _small_enough(one.data, kind):
        yield "图片读不出来，或者点数太多。"


def _small_enough(data: bytes, kind: str) -> bool:
    """By its header alone: nothing is unpacked that might be larger than it looks."""
    import io

    from PIL import Image, UnidentifiedImageError

    try:
        with Image.open(io.BytesIO(data), formats=[kind]) as picture:
            width, height = picture.size
    except (UnidentifiedImageError, OSError, ValueError, SyntaxError, Image.DecompressionBombError):
        return False
    return width * height <= _PIXELS
