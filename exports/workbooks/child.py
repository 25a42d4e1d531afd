"""The process that reads one file and ends: whatever a hostile file does to it, the program lives on.

It loads calamine and a little of the standard library, because its start is part of every reading. Its
answers are pickled tuples, one a message: ("sheet", name, hidden, number, of, rows, merged), then any number of
("rows", [row, ...]), and last ("end",) or ("refused", why). A child that ends without a last word broke on the
file or was stopped by a limit.
"""

import gc
import pickle
from collections.abc import Iterable
from typing import Protocol, TypeVar

from exports.workbooks.process_limits import limit_this_process

CELLS_A_MESSAGE = 4096  # a message of that many fits into a pipe, so the child need not wait to be read
UNREADABLE = "unreadable"
TOO_MANY_CELLS = "too many cells"

_Value = TypeVar("_Value")


class Answers(Protocol):
    """The sending end of a pipe."""

    def send_bytes(self, message: bytes, /) -> None: ...


class _TooManyCellsError(Exception):
    """The sheets hold more cells than the caller wants."""


def answer(
    answers: Answers,
    path: str,
    name: str,
    how: str,
    memory: int,
    seconds: float,
    cells: int,
) -> None:
    """Read `path` as `how` says (a value of `kinds.Kind`) within the limits and send its rows.

    `name` is what the one sheet of a text file is called.

    The entry point of the child process: a top-level function, because a spawned process finds it by name.
    """
    limit_this_process(memory, seconds)
    gc.disable()  # this process lives for one file; a collection would only walk the rows again
    sender = _Sender(answers, cells)
    try:
        if how == "workbook":
            _send_workbook(sender, path)
        else:
            _send_text(sender, path, name, how)
    except _TooManyCellsError:
        sender.send("refused", TOO_MANY_CELLS)
    except (OSError, ValueError):
        sender.send("refused", UNREADABLE)
    else:
        sender.send("end")


class _Sender:
    """Counts what it sends, and leaves out the empty cells after a row and the empty rows after a sheet."""

    def __init__(self, answers: Answers, cells: int) -> None:
        self._answers = answers
        self._left = cells

    def send(self, *message: object) -> None:
        self._answers.send_bytes(pickle.dumps(message, pickle.HIGHEST_PROTOCOL))

    def send_rows(self, rows: Iterable[list[_Value]]) -> None:
        batch: list[list[_Value]] = []
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

    def _flush(self, batch: list[list[_Value]], cells: int) -> None:
        self._left -= cells
        if self._left < 0:
            raise _TooManyCellsError
        self.send("rows", batch)


def _trim(row: list[_Value]) -> None:
    if all(cell == "" for cell in row):
        row.clear()
    while row and row[-1] == "":
        row.pop()


def _send_workbook(sender: _Sender, path: str) -> None:
    import python_calamine as calamine

    try:
        # From a file object calamine tells the format by the content; from a path it would trust the ending.
        with open(path, "rb") as file:  # noqa: PTH123 - importing pathlib is a tenth of this process's start
            book = calamine.CalamineWorkbook.from_filelike(file)
        wanted = [
            (index, meta)
            for index, meta in enumerate(book.sheets_metadata)
            if meta.typ == calamine.SheetTypeEnum.WorkSheet
        ]
        for number, (index, meta) in enumerate(wanted, 1):
            sheet = book.get_sheet_by_index(index)
            merged = [(*first, *last) for first, last in sheet.merged_cell_ranges or ()]
            hidden = meta.visible != calamine.SheetVisibleEnum.Visible
            height, width = (sheet.end[0] + 1, sheet.end[1] + 1) if sheet.end else (0, 0)
            sender.send("sheet", meta.name, hidden, number, len(wanted), height, merged)
            # calamine gives the empty rows above the first filled cell, but not the columns left of it.
            rows = sheet.iter_rows()
            left = width - sheet.width
            sender.send_rows(rows if not left else (_moved(row, width) for row in rows))
    except calamine.CalamineError as error:
        raise ValueError from error


def _moved(row: list[_Value], width: int) -> list[_Value | str]:
    return [*[""] * (width - len(row)), *row]


def _send_text(sender: _Sender, path: str, name: str, how: str) -> None:
    import csv

    from exports.workbooks.text_files import decode, delimited_rows
    from exports.workbooks.web_tables import Block, web_rows

    with open(path, "rb") as file:  # noqa: PTH123 - as above
        text = decode(file.read())
    if text is None:
        raise ValueError
    merged: list[Block] = []
    if how == "web page":
        rows, merged = web_rows(text)
    else:
        try:
            rows = delimited_rows(text)
        except csv.Error as error:
            raise ValueError from error
    sender.send("sheet", name, False, 1, 1, len(rows), merged)
    sender.send_rows(rows)
