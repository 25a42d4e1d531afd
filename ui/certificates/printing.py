"""Making papers: looked at first or at once, numbered, registered, written or printed in the lane, and said in place."""

from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtWidgets import QWidget

from app import scratch
from app.progress import Progress
from app.session import Session
from ui import choosing, desktop, printers
from ui.lists import Act, Ids
from ui.outcome import Outcome
from ui.pages import Services

if TYPE_CHECKING:
    from app.papers.issuing import Issued, Wish
    from ui.certificates.paper_options import Choice
    from ui.certificates.print_dialog import PrintDialog

PURPOSE = "papers"
_PDF = "PDF 文件 (*.pdf)"


class Printer:
    """Makes papers of ticked rows, and says in place what came of it."""

    def __init__(self, session: Session, services: Services, parent: QWidget, outcome: Outcome) -> None:
        self._session = session
        self._services = services
        self._parent = parent
        self.outcome = self._outcome = outcome
        self.dialog: PrintDialog | None = None

    def acts(self, kind: str) -> tuple[Act, ...]:
        """What can be done with ticked rows whose papers are of one kind."""
        return (
            Act("预览和打印……", partial(self.look, kind)),
            Act("存为一个 PDF……", partial(self.write_one, kind)),
            Act("每份一个 PDF……", partial(self.write_each, kind)),
        )

    def look(self, kind: str, ids: Ids) -> None:
        """Show the papers as they will print; what happens then is chosen there."""
        from ui.certificates.print_dialog import PrintDialog

        self.dialog = dialog = PrintDialog(self._parent, self._session, self._services, kind, ids)
        dialog.wanted.connect(partial(self._chosen, dialog, kind, ids))
        dialog.finished.connect(lambda _: self._forget(dialog))
        dialog.open()

    def write_one(self, kind: str, ids: Ids) -> None:
        """All papers in one file."""
        out = self._file(kind, self._parent)
        if out:
            self._write(kind, ids, out, None)

    def write_each(self, kind: str, ids: Ids) -> None:
        """A file a paper, in a folder."""
        folder = self._folder(kind, self._parent)
        if folder:
            self._write(kind, ids, folder, None)

    def _forget(self, dialog: "PrintDialog") -> None:
        self.dialog = None
        dialog.deleteLater()

    def _chosen(self, dialog: "PrintDialog", kind: str, ids: Ids, choice: "Choice") -> None:
        from ui.certificates.print_dialog import wish_of

        if choice.way == "printer":
            printers.remember(self._services.settings, PURPOSE, choice.printer)
            dialog.accept()
            self._print(kind, ids, choice)
            return
        out = self._file(kind, dialog) if choice.way == "file" else self._folder(kind, dialog)
        if out:
            dialog.accept()
            self._write(kind, ids, out, wish_of(choice))

    def _file(self, kind: str, parent: QWidget) -> Path | None:
        label = _label(kind)
        return choosing.target(parent, self._services.settings, PURPOSE, f"打印{label}", _PDF, f"{label}.pdf")

    def _folder(self, kind: str, parent: QWidget) -> Path | None:
        return choosing.folder(parent, self._services.settings, PURPOSE, f"{_label(kind)}写到哪个文件夹")

    def _write(self, kind: str, ids: Ids, out: Path, wish: "Wish | None") -> None:
        def work(session: Session, progress: Progress) -> "Issued":
            from app.papers import issuing

            return issuing.issue(session, kind, ids, out, wish=wish, progress=progress)

        self._services.jobs.run(
            work,
            title=f"正在生成{_label(kind)}",
            done=lambda made: self._written(kind, out, made),
            failed=self._outcome.refused,
        )

    def _print(self, kind: str, ids: Ids, choice: "Choice") -> None:
        from ui.certificates.print_dialog import wish_of

        wish, wanted, label = wish_of(choice), choice.printer, _label(kind)

        def work(session: Session, progress: Progress) -> "tuple[Issued, int]":
            from app.papers import issuing

            with scratch.passing() as folder:
                out = folder / "papers.pdf"
                made = issuing.issue(
                    session, kind, ids, out, wish=wish, way="printer", copies=wanted.copies, progress=progress
                )
                # The first is the papers, a list to sign for may follow.
                sheets = sum(printers.print_pdf(path.read_bytes(), wanted, label, progress) for path in made.paths)
            return made, sheets

        self._services.jobs.run(
            work,
            title=f"正在打印{label}",
            done=lambda done: self._printed(kind, wanted.printer, *done),
            failed=self._outcome.refused,
        )

    def _written(self, kind: str, out: Path, made: "Issued") -> None:
        self._outcome.done(
            f"已写好{_label(kind)} {made.count} 份。",
            f"{_said(made)}文件：{out}",
            [("打开", lambda: desktop.show(out, self._outcome.say_refused))],
        )

    def _printed(self, kind: str, printer: str, made: "Issued", sheets: int) -> None:
        self._outcome.done(
            f"{_label(kind)} {made.count} 份已送到打印机“{printer}”，共 {sheets} 页。",
            f"{_said(made)}没有打好的，在“已发证书”里按原编号重印。" if made.numbers else "",
        )


def _said(made: "Issued") -> str:
    """The numbers that were given, and how many papers were the same as before."""
    if not made.numbers:
        return ""
    from app.papers import printings

    again = f"其中 {made.again} 份与以前发的相同，按原编号重印。" if made.again else ""
    return f"编号 {printings.in_words(made.numbers)}。{again}"


def _label(kind: str) -> str:
    from app import codes

    return codes.table("paper_kind").label_of(kind)
