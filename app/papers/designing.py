"""What the designer shows of a design: fields to put in, the sheet with an example or a real person, what is amiss."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from app.papers import laying
from app.papers.kinds import GIVEN, Item, List, PaperKind
from app.papers.laying import AnyElement, Box, Design
from app.problems import Problem
from app.session import Session

if TYPE_CHECKING:
    from exports.papers.facts import Facts

_EDGE = 0.5
"""Millimetres that something may hang over the sheet's edge: half a thick line."""

_LEAST_CODE = 20.0
"""Millimetres of a QR code below which a telephone may not read it from paper."""


@dataclass(frozen=True)
class Group:
    """Fields that a design may name: of the paper itself, or of the rows of a list."""

    title: str
    items: tuple[Item, ...]
    rows: str = ""


@dataclass(frozen=True)
class Doubt:
    """Something amiss, in a sentence; `place` is the element it is about, None the whole."""

    place: int | None
    words: str


def kind_of(kind: str) -> PaperKind:
    """The kind of paper of this key; raises Problem when there is none."""
    from app.papers import registry

    return registry.kind(kind)


def groups(kind: PaperKind) -> list[Group]:
    """The fields a design of this kind may name, in the order to show them."""
    lists = (Group(f"“{one.name}”每一行的项目", _row_items(one), one.name) for one in kind.lists)
    return [Group("这张纸的项目", _items(kind)), *lists]


def _items(kind: PaperKind) -> tuple[Item, ...]:
    known = {one.name for one in kind.items}
    more = tuple(one for one in GIVEN if one.name not in known) if kind.numbered else ()
    return (*kind.items, *more, *_SHEET_ITEMS)


def _row_items(rows: List) -> tuple[Item, ...]:
    return rows.items if _ROW.name in {one.name for one in rows.items} else (_ROW, *rows.items)


_SHEET_ITEMS = (Item("页码", "1", "这一页是第几页"), Item("页数", "2", "一共几页"))
_ROW = Item("序号", "1", "第几行")
"""What every sheet and every row knows of itself."""


# -- with whose facts


def candidates(session: Session, kind: str) -> Sequence[Mapping[str, Any]]:
    """Who a paper of the kind could be made for: id, name, school_name, about."""
    return kind_of(kind).candidates(session)


def facts(session: Session, kind: str, pk: str | None = None) -> "Facts":
    """Facts to show a design with: an example's, or those of the row `pk` with an example's number and day.

    Raises Problem where there is no paper for that row, saying why.
    """
    from app.papers import registry

    sample = registry.sample(kind)
    if pk is None:
        return sample
    due = kind_of(kind).due(session, pk)
    if not due:
        raise Problem("这里没有可以打印的内容。", "请换一个人预览。")
    found = due[0].facts
    return replace(found, texts={**_given(sample), **found.texts})


def _given(sample: "Facts") -> dict[str, str]:
    names = {one.name for one in GIVEN}
    return {name: text for name, text in sample.texts.items() if name in names}


def with_code(kind: PaperKind, found: "Facts") -> "Facts":
    """With a code to look at where papers of the kind may bear one: it proves nothing, and says so when it is read."""
    return replace(found, code="薪火版式预览，不是证书") if kind.signed and not found.code else found


def pdf(design: Design, found: "Facts", *, preprinted: bool = False) -> bytes:
    """The sheets of one paper as they will print; what the design names in vain stands there as it is written.

    Raises ExportProblem in words when they cannot be made.
    """
    from exports.papers.writing import Options, paper_bytes

    return paper_bytes([(design, _lenient(design, found))], Options(preprinted=preprinted))


def placed(design: Design, found: "Facts") -> dict[int, list[tuple[int, Box]]]:
    """Where what flows comes to stand: by place in the design, the sheets (from 0) and boxes of its parts.

    Raises ExportProblem when there is no such paper.
    """
    from exports.papers.placing import placed as parts_of

    made: dict[int, list[tuple[int, Box]]] = {}
    for one in parts_of(design, _lenient(design, found)):
        made.setdefault(one.place, []).append((one.sheet, Box(one.x, one.y, one.width, one.height)))
    return made


def _lenient(design: Design, found: "Facts") -> "Facts":
    """With something for all that the design names: while somebody types, a half-written field is no refusal."""
    from exports.papers.filling import named

    texts = {name: f"{{{name}}}" for one in design.elements for text in _texts(one) for name in named(text)}
    tables = [one for one in design.elements if isinstance(one, laying.Table)]
    in_rows = {name for table in tables for column in table.columns for name in named(column.text)}
    for row in (row for table in tables for row in found.lists.get(table.rows, ())[:1]):
        in_rows -= row.keys()
    texts |= {name: f"{{{name}}}" for name in in_rows - {_ROW.name}}
    lists = {name: () for table in tables for name in (table.rows, table.sums) if name}
    return replace(found, texts={**texts, **found.texts}, lists={**lists, **found.lists})


def write_preview(design: Design, found: "Facts", out: Path) -> None:
    """Write the sheets of one paper, marked as no paper on every sheet; raises ExportProblem in words."""
    from exports.papers.writing import Options, write_papers

    write_papers([(design, _lenient(design, found))], out, options=Options(draft=True))


def write_test_sheet(design: Design, out: Path, *, offset: tuple[float, float] = (0.0, 0.0)) -> None:
    """Write a PDF to print on plain paper and hold over a pre-printed one; `offset` in mm."""
    from exports.papers.writing import Options, test_sheet
    from exports.saving import save

    save(out, test_sheet(design, Options(offset=offset)))


# -- what is amiss


def doubts(design: Design, kind: PaperKind, found: "Facts | None" = None) -> list[Doubt]:
    """What a person should look at before papers are made: about the design, and with these facts."""
    told = [Doubt(place, words) for place, one in enumerate(design.elements) for words in _about(design, kind, one)]
    if found is None:
        return told
    from exports.papers.writing import faults

    return [*told, *(Doubt(None, words) for words in faults([(design, _lenient(design, found))]))]


def unknown(design: Design, kind: PaperKind) -> list[str]:
    """Names of fields that the design puts in and this kind of paper does not have, each once."""
    return list(dict.fromkeys(name for one in design.elements for name in _unknown(kind, one)))


def _about(design: Design, kind: PaperKind, one: AnyElement) -> Iterator[str]:
    called = laying.name_of(one)
    box = laying.box_of(one)
    for name in _unknown(kind, one):
        yield f"{called}：{kind.label}没有“{name}”这一项，改正以前不能打印。"
    beyond = box.x < -_EDGE or box.y < -_EDGE or box.right > design.width + _EDGE
    if beyond or (one.place != "flow" and box.bottom > design.height + _EDGE):
        yield f"{called}：有一部分在纸的外面。"
    if isinstance(one, laying.Code):
        if not kind.signed:
            yield f"{called}：{kind.label}没有二维码，这里不会印出任何内容。"
        elif min(box.width, box.height) < _LEAST_CODE:
            yield f"{called}：小于 {_LEAST_CODE:g} 毫米，手机可能扫不出来。"
    if isinstance(one, laying.Picture) and not one.data and not one.fact:
        yield f"{called}：还没有选择图片。"
    if isinstance(one, laying.Text) and not one.text.strip():
        yield f"{called}：没有文字。"


def _unknown(kind: PaperKind, one: AnyElement) -> Iterator[str]:
    from exports.papers.filling import named

    known = {item.name for item in _items(kind)}
    yield from (name for text in _texts(one) for name in named(text) if name not in known)
    if isinstance(one, laying.Picture) and one.fact and one.fact not in kind.pictures:
        yield one.fact
    if isinstance(one, laying.Table):
        yield from _unknown_of_table(kind, one, known)


def _texts(one: AnyElement) -> Iterator[str]:
    """The texts of an element that facts of the paper are put into."""
    match one:
        case laying.Text():
            yield one.text
        case laying.Form():
            yield from (cell.text for line in one.lines for cell in line)
        case laying.Table():
            yield from (column.heading for column in one.columns)


def _unknown_of_table(kind: PaperKind, one: "laying.Table", known: set[str]) -> Iterator[str]:
    from exports.papers.filling import named

    its = next((rows for rows in kind.lists if rows.name == one.rows), None)
    if its is None:
        yield one.rows
        return
    known = known | {item.name for item in _row_items(its)}
    yield from (name for column in one.columns for name in named(column.text) if name not in known)
    if one.sums and one.sums not in {rows.name for rows in kind.lists}:
        yield one.sums


# -- a logo

_BOXES = (1000, 700, 480, 320)
"""Pixels of the longer side that a logo is made to fit: the first whose file is small enough."""


def room(design: Design, place: int) -> int:
    """Bytes that the picture in this place may have, beside the others of the design."""
    from app.papers.limits import PICTURE_BYTES, picture_bytes

    return PICTURE_BYTES - picture_bytes(laying.removed(design, {place}))


def picture(path: Path, room: int) -> bytes:
    """A picture file made small enough for `room` bytes; see-through parts stay so.

    Raises ExportProblem when it is none, Problem when it cannot be made so small.
    """
    from exports.attachments import PDF, read_attachment

    for side in _BOXES:
        content = read_attachment(path, (side, side), clear=True)
        if content.media == PDF:
            raise Problem("单位标志要用图片文件。", "请选择 JPG 或 PNG。")
        if len(content.data) <= room:
            return content.data
    raise Problem("这张图片放不进这个版式。", "版式里的图片合起来不能超过 300 KB：请换一张小的，或者先去掉别的图片。")
