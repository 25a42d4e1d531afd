"""Reading a workbook somebody sent, in a process of its own with limits, or saying why it cannot be read.

The child is started by multiprocessing's spawn: one way for Linux, Windows and the frozen program, whose
entry point must call `multiprocessing.freeze_support()` before anything else.
"""

import multiprocessing
import pickle
import time
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Never, Protocol

from exports.problems import ExportProblem
from exports.workbooks import child
from exports.workbooks.kinds import OPEN_AND_SAVE, Limits, kind_of, too_large
from exports.workbooks.sheets import Cell, Merge, Progress, Sheet, Workbook

USUAL_LIMITS = Limits()

_A_LOOK = 0.1  # seconds between two looks at the clock and at whether a person stopped the work


def read_workbook(path: Path, *, progress: Progress | None = None, limits: Limits = USUAL_LIMITS) -> Workbook:
    """Every worksheet of the .xlsx, .xlsm, .xlsb, .xls, .et, .ods, .csv or HTML table at `path`.

    The content decides, not the ending. `progress(rows so far, rows of the sheet, what)` is called at least ten
    times a second; what it raises stops the reading and comes out of here. Raises ExportProblem when the file
    cannot be read or is over the limits. Merged blocks are known for .xlsx, .xls and HTML only.
    """
    kind = kind_of(path, limits)
    spawn = multiprocessing.get_context("spawn")
    answers, childs_end = spawn.Pipe(duplex=False)
    process = spawn.Process(
        target=child.answer,
        args=(childs_end, str(path), path.stem, kind.value, limits.memory, limits.seconds, limits.cells),
        name="xinhuo-workbook",
        daemon=True,
    )
    with answers, childs_end:
        process.start()
        try:
            childs_end.close()  # the child has its own; while this one is open its death would not show
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

    def collect(self) -> Workbook:
        while True:
            match self._next():
                case ("rows", rows):
                    self._sheets[-1].rows += map(_row, rows)
                case ("sheet", name, hidden, number, of, expected, merged):
                    what = f"正在读取工作表“{name}”" + (f"（第 {number} 个，共 {of} 个）" if of > 1 else "")
                    blocks = tuple(Merge(*block) for block in merged)
                    self._sheets.append(_Arriving(name, hidden, what, expected, blocks))
                case ("refused", why):
                    self._refuse(why)
                case _:
                    return Workbook(tuple(sheet.whole() for sheet in self._sheets))

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

    def _refuse(self, why: str) -> Never:
        if why == child.TOO_MANY_CELLS:
            raise too_large(f"单元格超过了 {self._limits.cells:,} 个的上限")
        raise ExportProblem("这个工作簿无法读取，可能已经损坏。", OPEN_AND_SAVE)


def _row(cells: list[Any]) -> tuple[Cell, ...]:
    if "" in cells:
        return tuple([None if cell == "" else cell for cell in cells])
    return tuple(cells)
