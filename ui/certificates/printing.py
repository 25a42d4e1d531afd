"""Printing certificates: numbered, registered and written in the lane, and said in place."""

from functools import partial
from pathlib import Path

from PySide6.QtWidgets import QWidget

from app import certificates, codes
from ui import choosing, desktop
from ui.lists import Act, Ids
from ui.outcome import Outcome
from ui.pages import Services

PURPOSE = "papers"
_PDF = "PDF 文件 (*.pdf)"


class Printer:
    """Numbers, registers and writes papers in the lane, and says in place what came of it."""

    def __init__(self, services: Services, parent: QWidget, outcome: Outcome) -> None:
        self._services = services
        self._parent = parent
        self._outcome = outcome

    def acts(self, kind: str) -> tuple[Act, ...]:
        """What can be done with ticked rows whose papers are of one kind."""
        return (
            Act("打印成一个 PDF……", partial(self.print_one, kind)),
            Act("每人一个 PDF……", partial(self.print_each, kind)),
        )

    def print_one(self, kind: str, ids: Ids) -> None:
        """All papers in one file."""
        label = codes.table("paper_kind").label_of(kind)
        out = choosing.target(self._parent, self._services.settings, PURPOSE, f"打印{label}", _PDF, f"{label}.pdf")
        if out:
            self._print(kind, ids, out)

    def print_each(self, kind: str, ids: Ids) -> None:
        """A file a person, in a folder."""
        label = codes.table("paper_kind").label_of(kind)
        folder = choosing.folder(self._parent, self._services.settings, PURPOSE, f"{label}写到哪个文件夹")
        if folder:
            self._print(kind, ids, folder)

    def _print(self, kind: str, ids: Ids, out: Path) -> None:
        label = codes.table("paper_kind").label_of(kind)
        self._services.jobs.run(
            lambda session, progress: certificates.issue(session, kind, ids, out, progress=progress),
            title=f"正在打印{label}",
            done=partial(self._done, label, out),
            failed=self._outcome.refused,
        )

    def _done(self, label: str, out: Path, made: certificates.Issued) -> None:
        again = f"其中 {made.again} 份与以前发的相同，按原编号重印。" if made.again else ""
        numbers = made.numbers[0] if len(made.numbers) == 1 else f"{made.numbers[0]} 至 {made.numbers[-1]}"
        self._outcome.done(
            f"已写好{label} {len(made.numbers)} 份。",
            f"编号 {numbers}。{again}文件：{out}",
            [("打开", lambda: desktop.show(out, self._outcome.say_refused))],
        )
