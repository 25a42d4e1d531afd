"""Taking a received file back from the window: asked with figures, done, or said why not and what else there is."""

from collections.abc import Callable
from typing import TYPE_CHECKING

from PySide6.QtWidgets import QWidget

from app.exchange.overview import FileLine
from app.session import Session
from ui import messages
from ui.outcome import Outcome
from ui.pages import Services

if TYPE_CHECKING:
    from app.exchange.undoing import Undone


class Undoer:
    """Takes files back for one page; what comes of it is said in `outcome`, `done` is called after it was."""

    def __init__(self, services: Services, parent: QWidget, outcome: Outcome, done: Callable[[], None]) -> None:
        self._services = services
        self._parent = parent
        self._outcome = outcome
        self._done = done

    def ask(self, line: FileLine) -> None:
        """Find out what taking it back would do, and ask a person."""
        self._services.jobs.run(
            lambda session, progress: _undo(session, line, rehearse=True),
            title=f"正在查看{line.file_name}带来了什么",
            done=lambda undone: self._ask(line, undone),
            failed=self._refused,
        )

    def _ask(self, line: FileLine, undone: "Undone") -> None:
        title = f"撤销接收{undone.from_name}的文件「{undone.file_name}」吗？"
        advice = (
            f"它带来的 {undone.acts:,} 次操作都会撤销，{undone.records:,} 条记录改回接收以前的样子。"
            "学校接收县里的下一个文件时会看到。"
        )
        if messages.ask(self._parent, title, advice, "撤销这次接收", "不撤销"):
            self._services.jobs.run(
                lambda session, progress: _undo(session, line, rehearse=False),
                title="正在撤销接收",
                done=self._tell,
                failed=self._refused,
            )

    def _tell(self, undone: "Undone") -> None:
        self._outcome.done(
            f"已撤销接收{undone.from_name}的文件。",
            f"{undone.records:,} 条记录已改回接收以前的样子。请给学校生成文件，让它知道。",
        )
        self._done()

    def _refused(self, problem: BaseException) -> None:
        """A school may go back to the copy that was made before."""
        from app.exchange.undoing import OnlyByCopy

        copy = problem.copy if isinstance(problem, OnlyByCopy) else None
        if copy is None or not isinstance(problem, OnlyByCopy):
            self._outcome.refused(problem)
            return
        if messages.ask(self._parent, problem.title, problem.advice, "恢复接收前的备份", "不恢复"):
            self._services.restore(copy)


def _undo(session: Session, line: FileLine, *, rehearse: bool) -> "Undone":
    from app.exchange import undoing

    return undoing.undo(session, line.id, rehearse=rehearse)
