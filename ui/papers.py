"""The 证书与报表 page: papers to choose, look at and print, reports, texts, the register, checking, numbers."""

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from PySide6.QtWidgets import QWidget

from app.session import Session
from ui.certificates.printing import Printer
from ui.outcome import Outcome
from ui.pages import Page, Services
from ui.reports import ReportsPart
from ui.tabs import Tabs

if TYPE_CHECKING:
    from ui.certificates.making import MakingPart


class PapersPage(Page):
    """The county issues what bears a number; a school prints forms, and what the county gave it numbers for."""

    tables = frozenset(
        {
            *("teachers", "postings", "organisations", "programmes", "classes", "attendance", "pairs", "studios"),
            *("members", "honours", "certificates", "designs", "texts", "number_patterns", "number_blocks", "targets"),
            "paper_keys",
        }
    )
    help = (
        "选好种类，勾选要打印的人，点“预览和打印……”：先看到纸上的样子，再存为 PDF 或送到打印机。"
        "要编号的证书，编号在生成时给出并登记；内容不变时重印仍用原来的编号。"
        "报表可以存为 Excel 继续加工，也可以存为 PDF 打印存档。"
    )

    def __init__(self, session: Session, services: Services) -> None:
        super().__init__(session, services, title="证书与报表")
        self.outcome = Outcome()
        self.printer = Printer(session, services, self, self.outcome)
        self.tabs = Tabs()
        for name, label, make in self._parts():
            self.tabs.add(name, label, make)
        self.tabs.chosen.connect(self._on_chosen)
        self.body.addWidget(self.outcome)
        self.body.addWidget(self.tabs, 1)
        self.tabs.choose("making" if session.is_county else "reports")

    def _parts(self) -> tuple[tuple[str, str, Callable[[], QWidget]], ...]:
        session, services, outcome = self.session, self.services, self.outcome
        parts: list[tuple[str, str, Callable[[], QWidget]]] = [
            ("making", "打印证书和表册", self._making),
            ("reports", "报表", lambda: ReportsPart(session, services, outcome)),
            ("targets", "目标", self._targets),
            ("documents", "文稿", self._documents),
            ("register", "已发证书", self._register),
            ("printings", "打印记录", self._printings),
            ("numbers", "编号", self._numbers),
            ("checking", "查验", self._checking),
        ]
        return tuple(parts)

    def _making(self) -> "MakingPart":
        from app.papers import issuing, registry
        from ui.certificates.making import MakingPart

        kinds = [name for name, kind in registry.KINDS.items() if issuing.may_make(self.session, kind)]
        return MakingPart(self.session, self.services, self.printer, kinds)

    def _targets(self) -> QWidget:
        from ui.targets import TargetsPage

        return TargetsPage(self.session, self.services)

    def _documents(self) -> QWidget:
        from ui.documents import DocumentsPart

        return DocumentsPart(self.session, self.services, self.outcome)

    def _register(self) -> QWidget:
        from ui.certificates.register import RegisterPart

        return _read(RegisterPart(self.session, self.services, self.printer))

    def _checking(self) -> QWidget:
        from ui.checking import CheckingPart

        return CheckingPart(self.session, self.services, self.outcome)

    def on_files(self, paths: Sequence[Path]) -> bool:
        part: Any = self.tabs.stack.currentWidget()
        return hasattr(part, "on_files") and bool(part.on_files(paths))

    def _printings(self) -> QWidget:
        from ui.certificates.printings import PrintingsPart

        return _read(PrintingsPart(self.session, self.services))

    def _numbers(self) -> QWidget:
        from ui.certificates.numbers import NumbersPart

        return _read(NumbersPart(self.session, self.services, self.outcome))

    def _on_chosen(self, name: str) -> None:
        self.outcome.hide()
        part: Any = self.tabs.parts.get(name)
        if name == "printings" and part is not None:
            # What was printed is kept by this computer alone: no change of exchanged tables tells of it.
            part.reload()

    def on_changed(self, tables: frozenset[str]) -> None:
        for part in self.tabs.parts.values():
            if hasattr(part, "reload"):
                part.reload()

    def may_leave(self) -> bool:
        parts: list[Any] = list(self.tabs.parts.values())
        return all(part.may_leave() for part in parts if hasattr(part, "may_leave"))

    def on_save(self) -> None:
        part: Any = self.tabs.stack.currentWidget()
        if hasattr(part, "on_save"):
            part.on_save()

    def focus_search(self) -> None:
        part: Any = self.tabs.stack.currentWidget()
        if hasattr(part, "focus_search"):
            part.focus_search()


def _read(part: Any) -> QWidget:
    part.reload()
    made: QWidget = part
    return made
