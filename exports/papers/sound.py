"""Makes a design sound that a file may have brought with odd numbers: what cannot be drawn gets the nearest that can."""

from typing import TypeVar

from msgspec.structs import replace

from exports.papers.design import AnyElement, Cell, Column, Design, Element, Form, Frame, Rule, Table, Text

_LEAST_SHEET, _LEAST_BOX, _LARGEST = 10.0, 0.1, 2000.0
"""Millimetres."""
_LEAST_SIZE, _LARGEST_SIZE = 1.0, 400.0
"""Points."""
_MOST_ROWS = 500
_MOST_LINE = 100.0
_SMALLEST_SHARE = 0.01

_E = TypeVar("_E", bound=Element)


def sound(design: Design) -> Design:
    """The design with numbers that can be drawn; an element with which nothing is amiss is the same object."""
    return replace(
        design,
        width=_within(design.width, _LEAST_SHEET, _LARGEST),
        height=_within(design.height, _LEAST_SHEET, _LARGEST),
        top=_within(design.top, 0.0, _LARGEST),
        bottom=_within(design.bottom, 0.0, _LARGEST),
        elements=tuple(map(_kept, design.elements)),
    )


def _kept(element: AnyElement) -> AnyElement:
    found = _sound(element)
    return element if found == element else found


def _sound(element: AnyElement) -> AnyElement:
    match element:
        case Text():
            return _boxed(
                replace(
                    element,
                    size=_size(element.size),
                    smallest=_within(element.smallest, 0.0, _LARGEST_SIZE),
                    leading=_within(element.leading, 0.5, 10.0),
                    indent=_within(element.indent, 0.0, 40.0),
                    tracking=_within(element.tracking, -0.2, 20.0),
                )
            )
        case Rule() | Frame():
            return _boxed(replace(element, thickness=_within(element.thickness, 0.0, _MOST_LINE)))
        case Table():
            return _boxed(
                replace(
                    element,
                    size=_size(element.size),
                    row=_within(element.row, 0.0, _LARGEST),
                    least=min(max(element.least, 0), _MOST_ROWS),
                    columns=tuple(map(_column, element.columns)) or (Column(heading="", text=""),),
                )
            )
        case Form():
            return _boxed(
                replace(
                    element,
                    size=_size(element.size),
                    row=_within(element.row, 0.0, _LARGEST),
                    shares=tuple(map(_share, element.shares)) or (1.0,),
                    lines=tuple(tuple(map(_cell, line)) for line in element.lines),
                )
            )
        case _:
            return _boxed(element)


def _boxed(element: _E) -> _E:
    return replace(
        element,
        x=_within(element.x, -_LARGEST, _LARGEST),
        y=_within(element.y, -_LARGEST, _LARGEST),
        width=_within(element.width, _LEAST_BOX, _LARGEST),
        height=_within(element.height, _LEAST_BOX, _LARGEST),
    )


def _column(column: Column) -> Column:
    return replace(column, share=_share(column.share))


def _cell(cell: Cell) -> Cell:
    return replace(cell, columns=max(cell.columns, 1))


def _share(share: float) -> float:
    return _within(share, _SMALLEST_SHARE, _LARGEST)


def _size(size: float) -> float:
    return _within(size, _LEAST_SIZE, _LARGEST_SIZE)


def _within(value: float, least: float, most: float) -> float:
    return min(max(value, least), most)
