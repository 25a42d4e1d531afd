"""The process that reads one file and ends: whatever a hostile file does to it, the program lives on.

It loads calamine and a little of the standard library, because its start is part of every reading. Its
answers are pickled tuples, one a message: ("book", date1904), then for each sheet ("sheet", name, hidden, number, of,
rows, merged, first cell without a result, how many of them, whether results may be stale) and any number of
("rows", [row, ...]), and last ("end",) or ("refused", why), why a word of this module, or a title and an advice. A child
that ends without a last word broke on the file or was stopped by a limit.
"""

import gc
import pickle
from collections.abc import Iterable, Iterator
from typing import Any, Protocol

from exports.workbooks.marks import NO_RESULT, LockedError, LostError, Mark
from exports.workbooks.process_limits import limit_this_process

CELLS_A_MESSAGE = 4096  # a message of that many fits into a pipe, so the child need not wait to be read
UNREADABLE = "unreadable"
TOO_MANY_CELLS = "too many cells"
GONE = "gone"
CELLS_LOST = "cells lost"
NO_TABLE = "no table"
LOCKED = "locked"
WRONG_PASSWORD = "wrong password"


class Answers(Protocol):
    """The sending end of a pipe."""

    def send_bytes(self, message: bytes, /) -> None: ...


class _TooManyCellsError(Exception):
    """The sheets hold more cells than the caller wants."""


class _NoTableError(Exception):
    """The web page has no table."""


def answer(
    answers: Answers,
    path: str,
    name: str,
    how: str,
    memory: int,
    seconds: float,
    cells: int,
    password: str = "",
) -> None:
    """Read `path` as `how` says (a value of `kinds.Kind`) within the limits and send its rows.

    `name` is what the one sheet of a text file is called, `password` what opens a sealed workbook: in this process's
    memory alone.

    The entry point of the child process: a top-level function, because a spawned process finds it by name.
    """
    limit_this_process(memory, seconds)
    gc.disable()  # this process lives for one file; a collection would only walk the rows again
    sender = _Sender(answers, cells)
    try:
        with open(path, "rb") as file:  # noqa: PTH123 - importing pathlib is a tenth of this process's start
            content = file.read()
    except OSError:
        sender.send("refused", GONE)
        return
    try:
        if how == "sealed":
            inside = _unsealed(sender, content, password)
            if inside is None:
                return
            content, how = inside, "workbook"
        if how == "workbook":
            _send_workbook(sender, content)
        else:
            _send_text(sender, content, name, how)
    except _TooManyCellsError:
        sender.send("refused", TOO_MANY_CELLS)
    except LockedError:
        sender.send("refused", LOCKED)
    except LostError:
        sender.send("refused", CELLS_LOST)
    except _NoTableError:
        sender.send("refused", NO_TABLE)
    except (OSError, ValueError):
        sender.send("refused", UNREADABLE)
    else:
        sender.send("end")


def _unsealed(sender: "_Sender", content: bytes, password: str) -> bytes | None:
    """The workbook under the password, checked as any other; None after saying why not."""
    from exports.problems import ExportProblem
    from exports.workbooks import kinds, sealing

    inside = sealing.opened(content, password)
    if inside is None:
        sender.send("refused", WRONG_PASSWORD)
        return None
    try:
        kinds.zip_kind(inside, kinds.Limits())
    except ExportProblem as problem:
        sender.send("refused", (problem.title, problem.advice))
        return None
    return inside


class _Sender:
    """Counts what it sends, and leaves out the empty cells after a row and the empty rows after a sheet."""

    def __init__(self, answers: Answers, cells: int) -> None:
        self._answers = answers
        self._left = cells

    def send(self, *message: object) -> None:
        self._answers.send_bytes(pickle.dumps(message, pickle.HIGHEST_PROTOCOL))

    def send_rows(self, rows: Iterable[list[Any]]) -> None:
        batch: list[list[Any]] = []
        room = CELLS_A_MESSAGE
        empty = 0
        for row in rows:
            if not row or row[-1] == "":
                _trim(row)
            if not row:
                empty += 1
                continue
            if empty:
                batch += [[]] * empty
                empty = 0
            batch.append(row)
            room -= len(row)
            if room <= 0:
                self._flush(batch, CELLS_A_MESSAGE - room)
                batch = []
                room = CELLS_A_MESSAGE
        self._flush(batch, CELLS_A_MESSAGE - room)

    def _flush(self, batch: list[list[Any]], cells: int) -> None:
        self._left -= cells
        if self._left < 0:
            raise _TooManyCellsError
        self.send("rows", batch)


def _trim(row: list[Any]) -> None:
    if all(cell == "" for cell in row):
        row.clear()
    while row and row[-1] == "":
        row.pop()


def _send_workbook(sender: _Sender, content: bytes) -> None:
    import io

    import python_calamine as calamine

    from exports.workbooks.marking import marks_of

    marks = marks_of(content)
    try:
        # From a file object calamine tells the format by the content; from a path it would trust the ending.
        book = calamine.CalamineWorkbook.from_filelike(io.BytesIO(marks.content))
        metas = book.sheets_metadata
        if len(metas) != len(marks.sheets):
            raise LostError
        sender.send("book", marks.date1904)
        wanted = [index for index, meta in enumerate(metas) if meta.typ == calamine.SheetTypeEnum.WorkSheet]
        for number, index in enumerate(wanted, 1):
            sheet, marked = book.get_sheet_by_index(index), marks.sheets[index]
            merged = marked.merged
            if merged is None:
                merged = [(*first, *last) for first, last in sheet.merged_cell_ranges or ()]
            hidden = metas[index].visible != calamine.SheetVisibleEnum.Visible
            height, width = (sheet.end[0] + 1, sheet.end[1] + 1) if sheet.end else (0, 0)
            empty = [mark for mark in marked.cells if mark[2] == NO_RESULT]
            first = min(empty)[:2] if empty else None
            sender.send(
                "sheet", metas[index].name, hidden, number, len(wanted), height, merged, first, len(empty), marked.stale
            )
            # calamine gives the empty rows above the first filled cell, but not the columns left of it.
            rows: Iterable[list[Any]] = sheet.iter_rows()
            if width != sheet.width:
                rows = (_moved(row, width) for row in rows)
            sender.send_rows(_marked(rows, marked.cells) if marked.cells else rows)
    except calamine.CalamineError as error:
        raise ValueError from error


def _moved(row: list[Any], width: int) -> list[Any]:
    return [*[""] * (width - len(row)), *row]


def _marked(rows: Iterable[list[Any]], cells: list[Mark]) -> Iterator[list[Any]]:
    """The rows with the error values in their places, and the rows there are only because of them."""
    from exports.workbooks.sheets import NOT_CALCULATED, ErrorCell

    by_row: dict[int, list[tuple[int, ErrorCell]]] = {}
    for row, column, text in cells:
        by_row.setdefault(row, []).append((column, ErrorCell(text) if text != NO_RESULT else NOT_CALCULATED))
    last = max(by_row)
    number = -1
    for number, values in enumerate(rows):
        yield _set(values, by_row.get(number, ()))
    for further in range(number + 1, last + 1):
        yield _set([], by_row.get(further, ()))


def _set(row: list[Any], marks: Iterable[tuple[int, Any]]) -> list[Any]:
    for column, value in marks:
        row += [""] * (column + 1 - len(row))
        row[column] = value
    return row


def _send_text(sender: _Sender, content: bytes, name: str, how: str) -> None:
    from exports.workbooks.text_files import decode

    text = decode(content)
    if text is None:
        raise ValueError
    if how == "xml workbook":
        _send_xml_workbook(sender, text)
        return
    rows, merged = _web_rows(text) if how == "web page" else (_delimited_rows(text), [])
    sender.send("book", False)
    sender.send("sheet", name, False, 1, 1, len(rows), merged, None, 0, False)
    sender.send_rows(rows)


def _delimited_rows(text: str) -> list[list[str]]:
    import csv

    from exports.workbooks.text_files import delimited_rows

    try:
        return delimited_rows(text)
    except csv.Error as error:
        raise ValueError from error


def _web_rows(text: str) -> tuple[list[list[str]], list[tuple[int, int, int, int]]]:
    from exports.workbooks.web_tables import web_rows

    rows, merged = web_rows(text)
    if not rows:
        raise _NoTableError
    return rows, merged


def _send_xml_workbook(sender: _Sender, text: str) -> None:
    from exports.workbooks.sheets import NOT_CALCULATED
    from exports.workbooks.xml_workbooks import xml_workbook

    book = xml_workbook(text)
    of = len(book.sheets)
    sender.send("book", book.date1904)
    for number, (name, rows, merged, hidden) in enumerate(book.sheets, 1):
        empty = [(row, cells.index(NOT_CALCULATED)) for row, cells in enumerate(rows) if NOT_CALCULATED in cells]
        count = sum(cells.count(NOT_CALCULATED) for cells in rows) if empty else 0
        sender.send("sheet", name, hidden, number, of, len(rows), merged, empty[0] if empty else None, count, False)
        sender.send_rows(rows)
