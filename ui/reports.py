"""报表: every report that can be asked for, saved as a workbook to work on or as PDF to file."""

from functools import partial

from PySide6.QtCore import Qt
from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import QComboBox, QFrame, QHBoxLayout, QLabel, QPushButton, QScrollArea, QVBoxLayout, QWidget

from app import reports
from app.session import Session
from ui import choosing, desktop
from ui.outcome import Outcome
from ui.pages import Services

_KINDS = {".xlsx": choosing.WORKBOOK, ".pdf": "PDF 文件 (*.pdf)"}
_LABEL_WIDTH, _PERIOD_WIDTH, _CHOICES_WIDTH = 144, 216, 400
_YEARS = 8
"""How many years back a yearly report is offered for."""


class ReportsPart(QScrollArea):
    """One line a report: what is on it, its year where it has one, and the two ways to save it."""

    def __init__(self, session: Session, services: Services, outcome: Outcome) -> None:
        super().__init__(widgetResizable=True)
        self._services = services
        self._outcome = outcome
        self.buttons: dict[tuple[str, str], QPushButton] = {}
        self.years: dict[str, QComboBox] = {}
        self.periods: dict[str, QComboBox] = {}
        self._session = session
        body = QWidget()
        column = QVBoxLayout(body)
        column.setContentsMargins(16, 8, 16, 16)
        column.setSpacing(0)
        for report in reports.REPORTS.values():
            column.addWidget(self._line(report, session.today().year))
        column.addStretch(1)
        self.setWidget(body)
        self.viewport().setAutoFillBackground(False)
        body.setAutoFillBackground(False)

    def reload(self) -> None:
        """Nothing is kept here but which periods there are: each report is made when it is asked for."""
        for name, box in self.periods.items():
            choices = reports.REPORTS[name].choices
            before = box.currentData()
            box.clear()
            for key, words in choices(self._session) if choices else ():
                box.addItem(words, key)
                box.setItemData(box.count() - 1, words, Qt.ItemDataRole.ToolTipRole)
            box.setCurrentIndex(max(box.findData(before), 0) if box.count() else -1)
            box.setVisible(box.count() > 0)

    def showEvent(self, event: QShowEvent) -> None:
        # Rules may have come meanwhile, or another term may have begun.
        self.reload()
        super().showEvent(event)

    def _line(self, report: reports.Report, year: int) -> QFrame:
        label = QLabel(report.label)
        label.setFixedWidth(_LABEL_WIDTH)
        about = QLabel(report.about, wordWrap=True)
        about.setProperty("role", "secondary")
        row = QHBoxLayout()
        row.setContentsMargins(0, 8, 0, 8)
        row.setSpacing(8)
        row.addWidget(label)
        row.addWidget(about, 1)
        if report.yearly:
            box = self.years[report.name] = QComboBox()
            box.setAccessibleName(f"{report.label}的年份")
            for one in range(year, year - _YEARS, -1):
                box.addItem(f"{one} 年", one)
            row.addWidget(box)
        if report.choices is not None:
            box = self.periods[report.name] = QComboBox()
            box.setAccessibleName(f"{report.label}的周期")
            box.setFixedWidth(_PERIOD_WIDTH)
            box.view().setMinimumWidth(_CHOICES_WIDTH)
            row.addWidget(box)
        for ending, text in ((".xlsx", "存为 Excel……"), (".pdf", "存为 PDF……")):
            button = self.buttons[report.name, ending] = QPushButton(text)
            button.setAccessibleName(f"{report.label}{text}")
            button.clicked.connect(partial(self._save, report, ending))
            row.addWidget(button)
        line = QFrame()
        line.setProperty("role", "line")
        made = QFrame()
        column = QVBoxLayout(made)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addLayout(row)
        column.addWidget(line)
        return made

    def _save(self, report: reports.Report, ending: str) -> None:
        year = int(self.years[report.name].currentData()) if report.yearly else None
        box = self.periods.get(report.name)
        period = str(box.currentData()) if box is not None and box.count() else None
        when = (
            f"{year}年-" if year else f"{box.currentText().partition('　')[0]}-" if box is not None and period else ""
        )
        name = f"{when.replace(' ', '')}{report.label}{ending}"
        path = choosing.target(self, self._services.settings, "papers", report.label, _KINDS[ending], name)
        if path is None:
            return
        out = path
        self._services.jobs.run(
            lambda session, progress: reports.write(
                session, report.name, out, year=year, period=period, progress=progress
            ),
            title=f"正在生成{report.label}",
            done=lambda count: self._outcome.done(
                f"已写好{report.label}，{count:,} 行。",
                f"文件：{out}",
                [("打开", lambda: desktop.show(out, self._outcome.say_refused))],
            ),
            failed=self._outcome.refused,
        )
