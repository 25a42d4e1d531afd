"""How a paper looks (版式), as data: a sheet and the elements on it, read from and written as JSON.

Lengths on the sheet are millimetres from its upper left corner, letters and thin lines are points. A text may hold
`{项目}`, which becomes the fact of that name, and `[……]`, which is left out whole when a fact in it is empty.
"""

from typing import Literal

import msgspec

from exports.problems import ExportProblem
from exports.typefaces import Role

VERSION = 1

Place = Literal["first", "every", "flow"]
"""Where an element stands: at its place on the first sheet, on every sheet, or after the flowing one above it."""

Align = Literal["left", "center", "right", "justify", "spread"]
"""`spread`: the characters of a line stand evenly over the whole width (a label of a form)."""


class Element(msgspec.Struct, frozen=True, kw_only=True, tag_field="is"):
    """A box in mm. `place`: see `Place`. A flowing element keeps its distance to the flowing one above it, grows
    with what is in it, and goes on over further sheets. `printed`: it stands on pre-printed paper (套打) already."""

    x: float
    y: float
    width: float
    height: float
    place: Place = "first"
    printed: bool = False


class Text(Element, frozen=True, kw_only=True, tag="text"):
    """Paragraphs (one a line of `text`). `size` and `smallest` in points: what has no room is set smaller, down to
    `smallest` (0: six tenths of `size`). `leading` is a multiple of the size, `indent` (first lines) and `tracking`
    (between characters) are in ems, `colour` is #rrggbb."""

    text: str
    role: Role = "kai"
    size: float = 16.0
    smallest: float = 0.0
    colour: str = "#141414"
    align: Align = "left"
    valign: Literal["top", "middle", "bottom"] = "top"
    leading: float = 1.5
    indent: float = 0.0
    tracking: float = 0.0


class Rule(Element, frozen=True, kw_only=True, tag="rule"):
    """A line along the longer side of its box, `thickness` points."""

    thickness: float = 0.5
    colour: str = "#141414"


class Frame(Element, frozen=True, kw_only=True, tag="frame"):
    """A border round its box: 回纹 (meander), double lines, or one line of `thickness` points."""

    style: Literal["meander", "double", "plain"] = "meander"
    colour: str = "#a8171a"
    accent: str = "#bd9447"
    thickness: float = 1.0


class Picture(Element, frozen=True, kw_only=True, tag="picture"):
    """A picture with its proportions kept: `data` (PNG or JPEG: a logo), or the picture fact named `fact` (照片)."""

    data: bytes = b""
    fact: str = ""


class Code(Element, frozen=True, kw_only=True, tag="code"):
    """The QR code of the signed statement; nothing where a paper has none. Its box should be 22 mm or more."""


class Seal(Element, frozen=True, kw_only=True, tag="seal"):
    """Room for the wet seal: never a drawn one. `label` (（盖章）) is printed in the middle of the box, or nothing."""

    label: str = "（盖章）"


class Column(msgspec.Struct, frozen=True, kw_only=True):
    """A column of a table: its heading (with `{项目}` of the paper), what stands in each row (with `{项目}` of the row,
    else of the paper), its share of the width."""

    heading: str
    text: str
    share: float = 1.0
    align: Align = "left"


class Table(Element, frozen=True, kw_only=True, tag="table"):
    """The rows of the list `rows`, headings on every sheet. `row` is the least height of a row in mm; `least` is how
    many rows there are at least, the rest empty (a form to be filled in). `sums` names the list of lines under it,
    each with the facts 项目 and 数."""

    rows: str
    columns: tuple[Column, ...]
    role: Role = "song"
    size: float = 9.5
    row: float = 6.7
    least: int = 0
    sums: str = ""


class Cell(msgspec.Struct, frozen=True, kw_only=True):
    """A cell of a form: a text over `columns` columns; `label` sets it as a heading of the form."""

    text: str
    columns: int = 1
    label: bool = False
    align: Align = "center"


class Form(Element, frozen=True, kw_only=True, tag="form"):
    """A ruled form: lines of cells over columns with these `shares` of the width, each line at least `row` mm high."""

    shares: tuple[float, ...]
    lines: tuple[tuple[Cell, ...], ...]
    role: Role = "song"
    size: float = 10.5
    row: float = 8.0


AnyElement = Text | Rule | Frame | Picture | Code | Seal | Table | Form


class Design(msgspec.Struct, frozen=True, kw_only=True):
    """A sheet of `width` × `height` mm and what stands on it. `top` and `bottom` (mm) are the margins for what flows on
    to further sheets. `fold`: a sheet folded in the middle (A3); the designer shows where. `version` 1."""

    kind: str
    width: float = 210.0
    height: float = 297.0
    top: float = 25.0
    bottom: float = 20.0
    fold: bool = False
    elements: tuple[AnyElement, ...] = ()
    version: int = VERSION


def read_design(body: str | bytes) -> Design:
    """A design from its JSON; raises `ExportProblem` when it is none or of a newer program."""
    try:
        found = msgspec.json.decode(body, type=Design)
    except msgspec.MsgspecError as cause:
        version = _version(body)
        if version > VERSION:
            raise _too_new() from cause
        raise ExportProblem("这个版式读不出来。", "它可能已损坏；请恢复成自带的版式，或从文件重新取用。") from cause
    if found.version > VERSION:
        raise _too_new()
    return found


def write_design(design: Design) -> str:
    """A design as JSON, equal for equal designs."""
    return msgspec.json.encode(design).decode()


def _version(body: str | bytes) -> int:
    try:
        found = msgspec.json.decode(body)
    except msgspec.MsgspecError:
        return 0
    version = found.get("version", 0) if isinstance(found, dict) else 0
    return version if isinstance(version, int) else 0


def _too_new() -> ExportProblem:
    return ExportProblem("这个版式来自更新的版本，现在还不能使用。", "请先升级薪火。")
