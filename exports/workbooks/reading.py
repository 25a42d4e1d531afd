"""Reading a workbook somebody sent, in a process of its own with limits, or saying why it cannot be read.

The child is started by multiprocessing's spawn: one way for Linux, Windows and the frozen program, whose
entry point must call `multiprocessing.freeze_support()` before anything else.
"""

import multiprocessing
import pickle
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Never, Protocol

from exports.problems import ExportProblem, PasswordNeeded
from exports.workbooks import child
from exports.workbooks.kinds import OPEN_AND_SAVE, PASSWORD, Kind, Limits, cannot_open, kind_of, too_large
from exports.workbooks.sheets import Cell, Merge, Progress, Sheet, Workbook, address

USUAL_LIMITS = Limits()

_A_LOOK = 0.1  # seconds between two looks at the clock and at whether a person stopped the work


def read_workbook(
    path: Path,
    *,
    password: str = "",
    progress: Progress | None = None,
    limits: Limits = USUAL_LIMITS,
    meanwhile: Callable[[], object] | None = None,
) -> Workbook:
    """Every worksheet of the .xlsx, .xlsm, .xlsb, .xls, .et, .ods, .csv, XML or HTML table at `path`.

    The content decides, not the ending; macros are not even looked at. `progress(rows so far, rows of the sheet,
    what)` is called at least ten times a second; what it raises stops the reading and comes out of here. `meanwhile` is
    called once, in this process, while the file is being opened in the other one: for a moment's work that is needed
    anyway. Raises PasswordNeeded where only a (or another) password opens it, ExportProblem when the file cannot be read
    whole or is over the limits.

    A formula without a result is a cell of its own kind, and a warning: the file is not refused for it, because most
    such cells are totals and ages nobody imports, and one that is imported is told at its row.
    """
    kind = kind_of(path, limits)
    if kind is Kind.SEALED and not password:
        raise PasswordNeeded
    spawn = multiprocessing.get_context("spawn")
    answers, childs_end = spawn.Pipe(duplex=False)
    process = spawn.Process(
        target=child.answer,
        args=(childs_end, str(path), path.stem, kind.value, limits.memory, limits.seconds, limits.cells, password),
        name="xinhuo-workbook",
        daemon=True,
    )
    with answers, childs_end:
        process.start()
        try:
            childs_end.close()  # the child has its own; while this one is open its death would not show
            if meanwhile is not None:
                meanwhile()
            return _Reading(answers, limits, progress).collect()
        finally:
            process.kill()
            process.join()
            process.close()


class _Answers(Protocol):
    """The receiving end of a pipe; its class has one name on Windows and another elsewhere."""

    def poll(self, timeout: float, /) -> bool: ...

    def recv_bytes(self) -> bytes: ...


@dataclass(slots=True)
class _Arriving:
    """A sheet whose rows are still coming."""

    name: str
    hidden: bool
    what: str
    expected: int
    merged: tuple[Merge, ...]
    warnings: tuple[str, ...]
    rows: list[tuple[Cell, ...]] = field(default_factory=list)

    def whole(self) -> Sheet:
        return Sheet(self.name, tuple(self.rows), self.merged, self.hidden)


class _Reading:
    """Takes the child's answers in until its last word, its death, the end of the time or a person's stop."""

    def __init__(self, answers: _Answers, limits: Limits, progress: Progress | None) -> None:
        self._answers = answers
        self._limits = limits
        self._progress = progress
        self._deadline = time.monotonic() + limits.seconds
        self._sheets: list[_Arriving] = []
        self._date1904 = False

    def collect(self) -> Workbook:
        while True:
            match self._next():
                case ("rows", rows):
                    self._sheets[-1].rows += map(_row, rows)
                case ("sheet", name, hidden, number, of, expected, merged, *results):
                    what = f"正在读取工作表“{name}”" + (f"（第 {number} 个，共 {of} 个）" if of > 1 else "")
                    blocks = tuple(Merge(*block) for block in merged)
                    warnings = tuple(_warnings(name, *results))
                    self._sheets.append(_Arriving(name, hidden, what, expected, blocks, warnings))
                case ("book", date1904):
                    self._date1904 = date1904
                case ("refused", why):
                    self._refuse(why)
                case _:
                    warnings = tuple(warning for sheet in self._sheets for warning in sheet.warnings)
                    return Workbook(tuple(sheet.whole() for sheet in self._sheets), self._date1904, warnings)

    def _next(self) -> tuple[Any, ...]:
        self._look_up()
        while not self._answers.poll(_A_LOOK):
            self._look_up()
        try:
            # Pickle is safe here as far as the child is ours: it runs no code of the file it reads.
            message: tuple[Any, ...] = pickle.loads(self._answers.recv_bytes())
        except (EOFError, OSError) as error:
            raise ExportProblem(
                "这个工作簿无法读取，可能已经损坏，或表格范围大得不正常。",
                "请用 WPS 或 Excel 打开它，删除表格以外的空白行列，另存为“Excel 工作簿（.xlsx）”后再导入。",
            ) from error
        return message

    def _look_up(self) -> None:
        if self._progress is not None:
            if self._sheets:
                last = self._sheets[-1]
                self._progress(len(last.rows), max(last.expected, len(last.rows)), last.what)
            else:
                self._progress(0, 0, "正在打开工作簿")
        if time.monotonic() > self._deadline:
            raise ExportProblem(
                f"读取这个工作簿超过了 {self._limits.seconds:g} 秒，已经停止。",
                "请删除其中不用的工作表和空白行列，或分成几个文件后再导入。",
            )

    def _refuse(self, why: str | tuple[str, str]) -> Never:
        if isinstance(why, tuple):
            raise ExportProblem(*why)
        if why == child.WRONG_PASSWORD:
            raise PasswordNeeded(wrong=True)
        if why == child.TOO_MANY_CELLS:
            raise too_large(f"单元格超过了 {self._limits.cells:,} 个的上限")
        if why == child.LOCKED:
            raise ExportProblem(*PASSWORD)
        if why == child.GONE:
            raise cannot_open(FileNotFoundError())
        if why == child.NO_TABLE:
            raise ExportProblem("这个网页里没有表格。", OPEN_AND_SAVE)
        if why == child.CELLS_LOST:
            raise ExportProblem("这个工作簿里有些单元格读不出来，为免漏掉内容，没有读取。", OPEN_AND_SAVE)
        raise ExportProblem("这个工作簿无法读取，可能已经损坏。", OPEN_AND_SAVE)


def _warnings(name: str, first: tuple[int, int] | None, count: int, stale: bool) -> Iterator[str]:
    """What to tell of a sheet's formulas: where the first without a result stands, how many, are others doubtful."""
    if first is not None:
        yield (
            f"工作表“{name}”里有 {count} 格公式没有结果（第一格在 {address(*first)}）。"
            "要导入这些格，请先用 WPS 或 Excel 打开文件，保存一次。"
        )
    elif stale:
        yield f"工作表“{name}”里的公式可能没有重新计算过。请先用 WPS 或 Excel 打开文件，保存一次再导入，或仔细核对。"


def _row(cells: list[Any]) -> tuple[Cell, ...]:
    if "" in cells:
        return tuple([None if cell == "" else cell for cell in cells])
    return tuple(cells)
