"""The 证书与报表 page: certificates to choose and print, reports, and the register of what was issued."""

from PySide6.QtWidgets import QWidget

from app.session import Session
from ui.certificates.appointments import AppointmentsPart
from ui.certificates.completions import CompletionsPart
from ui.certificates.hours import HoursPart
from ui.certificates.people import Choosing
from ui.certificates.printing import Printer
from ui.certificates.register import RegisterPart
from ui.outcome import Outcome
from ui.pages import Page, Services
from ui.reports import ReportsPart
from ui.tabs import Tabs


class PapersPage(Page):
    """Certificates are the county's to issue; a school has its reports and sees what its teachers were given."""

    tables = frozenset(
        {
            "teachers",
            "postings",
            "organisations",
            "programmes",
            "classes",
            "attendance",
            "pairs",
            "studios",
            "certificates",
        }
    )
    help = (
        "选好证书种类，勾选要发证的人，再打印成 PDF；编号自动生成并登记，内容不变时重印仍用原来的编号。"
        "报表可以存为 Excel 继续加工，也可以存为 PDF 打印存档。"
    )

    def __init__(self, session: Session, services: Services) -> None:
        super().__init__(session, services, title="证书与报表")
        self.outcome = Outcome()
        printer = Printer(services, self, self.outcome)
        self.tabs = Tabs()
        if session.is_county:
            self.tabs.add("completion", "结业证书", lambda: self._read(CompletionsPart(services, printer)))
            self.tabs.add("hours", "学时证明", lambda: self._read(HoursPart(services, printer)))
            self.tabs.add("appointment", "聘书", lambda: self._read(AppointmentsPart(services, printer)))
        self.tabs.add("reports", "报表", lambda: ReportsPart(session, services, self.outcome))
        self.tabs.add("register", "已发证书", lambda: self._read(RegisterPart(session, services, printer)))
        self.tabs.chosen.connect(lambda _: self.outcome.hide())
        self.body.addWidget(self.outcome)
        self.body.addWidget(self.tabs, 1)
        self.tabs.choose("completion" if session.is_county else "reports")

    def _read(self, part: "CompletionsPart | Choosing") -> QWidget:
        part.reload()
        return part

    def on_changed(self, tables: frozenset[str]) -> None:
        for part in self.tabs.parts.values():
            if isinstance(part, CompletionsPart | Choosing):
                part.reload()

    def focus_search(self) -> None:
        part = self.tabs.stack.currentWidget()
        if isinstance(part, CompletionsPart | Choosing):
            part.search.setFocus()
