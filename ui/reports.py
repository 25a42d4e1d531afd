"""报表: every report by its group, looked at in the window with its chart and names, saved as Excel or PDF."""

from collections.abc import Sequence
from functools import partial
from typing import Any

from PySide6.QtCore import QMargins, QModelIndex, QSize, Qt
from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import (
    QComboBox,
    QFrame,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QListWidget,
    QListWidgetItem,
    QPushButton,
    QScrollArea,
    QSplitter,
    QVBoxLayout,
    QWidget,
)

from app import reports, school_years
from app.session import Session
from ui import choosing, desktop, tokens
from ui.charts import ChartView
from ui.flow import Flow
from ui.lists import Empty, ListPane
from ui.outcome import Outcome
from ui.pages import Services
from ui.rows import Column

_KINDS = {".xlsx": choosing.WORKBOOK, ".pdf": "PDF 文件 (*.pdf)"}
_LIST_WIDTH, _PERIOD_WIDTH, _CHOICES_WIDTH = 232, 216, 400
_YEARS = 8
"""How many years back a yearly report is offered for."""

_PAGES = {"teachers": "teachers", "pairs": "mentoring", "studios": "studios", "classes": "training"}
"""The page on which the records of a table stand."""

_NAMES = ("id", "name", "school", "note", "record")
_NAME_COLUMNS = (
    Column("name", "姓名（名称）", 136, given=True),
    Column("school", "学校（单位）", 176),
    Column("note", "说明", 320),
)
_WIDTH_OF_WEIGHT = 9
_LEAST_WIDTH, _MOST_WIDTH = 64, 320
_TABLE_HEIGHT = 120


class ReportsPart(QWidget):
    """Left every report under its group, right the one that is chosen: its year, the two ways to save it, its table."""

    def __init__(self, session: Session, services: Services, outcome: Outcome) -> None:
        super().__init__()
        self._session, self._services, self._outcome = session, services, outcome
        self.view = ReportView(services)
        self.search = QLineEdit(placeholderText="报表名称或内容", clearButtonEnabled=True)
        self.search.setAccessibleName("查找报表")
        self.search.textChanged.connect(self._fill)
        self.list = QListWidget()
        self.list.setAccessibleName("报表")
        self.list.setFrameShape(QFrame.Shape.NoFrame)
        self.list.currentItemChanged.connect(lambda item: self._choose(item))
        self.list.itemActivated.connect(lambda _item: self.look())
        self.title, self.about = QLabel(), QLabel(wordWrap=True)
        self.title.setProperty("role", "heading")
        self.about.setProperty("role", "secondary")
        self.year, self.period = QComboBox(), QComboBox()
        self.year.setAccessibleName("年份")
        self.period.setAccessibleName("周期或分法")
        self.period.setFixedWidth(_PERIOD_WIDTH)
        self.period.view().setMinimumWidth(_CHOICES_WIDTH)
        self.look_button = QPushButton("查看")
        self.look_button.setProperty("kind", "main")
        self.look_button.clicked.connect(self.look)
        self.save_buttons: dict[str, QPushButton] = {}
        for ending, text in ((".xlsx", "存为 Excel……"), (".pdf", "存为 PDF……")):
            button = self.save_buttons[ending] = QPushButton(text)
            button.clicked.connect(partial(self.save, ending))
        for box in (self.year, self.period):
            box.currentIndexChanged.connect(self.view.clear)
        self._lay_out()
        self._fill("")

    def _lay_out(self) -> None:
        left = QFrame()
        left.setProperty("role", "panel")
        left.setFixedWidth(_LIST_WIDTH)
        column = QVBoxLayout(left)
        column.setContentsMargins(8, 8, 8, 8)
        column.setSpacing(tokens.GRID)
        column.addWidget(self.search)
        column.addWidget(self.list, 1)
        head = QWidget()
        line = Flow(head, spacing=8, margins=QMargins())
        for widget in (self.year, self.period, self.look_button, *self.save_buttons.values()):
            line.addWidget(widget)
        right = QWidget()
        column = QVBoxLayout(right)
        column.setContentsMargins(0, 8, 0, 0)
        column.setSpacing(tokens.GRID)
        words = QVBoxLayout()
        words.setContentsMargins(16, 0, 16, 0)
        words.setSpacing(tokens.GRID)
        for widget in (self.title, self.about, head):
            words.addWidget(widget)
        column.addLayout(words)
        column.addWidget(self.view, 1)
        whole = QHBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.setSpacing(0)
        whole.addWidget(left)
        whole.addWidget(right, 1)

    @property
    def report(self) -> reports.Report | None:
        """The report that is chosen."""
        item = self.list.currentItem()
        name = item.data(Qt.ItemDataRole.UserRole) if item else None
        return reports.REPORTS.get(name) if name else None

    def choose(self, name: str) -> None:
        """Choose a report by its name; one that the search hides is found again."""
        self.search.clear()
        for row in range(self.list.count()):
            if self.list.item(row).data(Qt.ItemDataRole.UserRole) == name:
                self.list.setCurrentRow(row)

    def focus_search(self) -> None:
        """Ctrl+F."""
        self.search.setFocus()

    def reload(self) -> None:
        """What was shown may not be true any more: it is taken away until it is asked for again."""
        self._offer_periods(self.report)
        self.view.outdated()

    def showEvent(self, event: QShowEvent) -> None:
        # Rules may have come meanwhile, or another term may have begun.
        self._offer_periods(self.report)
        super().showEvent(event)

    def _fill(self, text: str) -> None:
        """The reports that fit what is looked for, each group under its heading."""
        before = self.report.name if self.report else None
        words = text.split()
        self.list.clear()
        for group in reports.GROUPS:
            found = [
                one
                for one in reports.REPORTS.values()
                if one.group == group and all(word in f"{one.label}{one.about}{group}" for word in words)
            ]
            if found:
                heading = QListWidgetItem(group)
                heading.setFlags(Qt.ItemFlag.NoItemFlags)
                heading.setSizeHint(QSize(0, tokens.ROW))
                self.list.addItem(heading)
            for one in found:
                item = QListWidgetItem(f"　{one.label}")
                item.setData(Qt.ItemDataRole.UserRole, one.name)
                item.setToolTip(one.about)
                self.list.addItem(item)
                if one.name == before:
                    self.list.setCurrentItem(item)
        if self.list.currentItem() is None and self.list.count():
            self.list.setCurrentRow(1)

    def _choose(self, item: QListWidgetItem | None) -> None:
        report = self.report if item else None
        for widget in (self.look_button, *self.save_buttons.values()):
            widget.setEnabled(report is not None)
        self.title.setText(report.label if report else "没有这样的报表")
        self.about.setText(report.about if report else "换一个词再找，或者把查找框清空。")
        self._offer_years(report)
        self._offer_periods(report)
        self.view.clear()

    def _offer_years(self, report: reports.Report | None) -> None:
        self.year.blockSignals(True)
        self.year.clear()
        if report is not None and report.yearly:
            this = reports.this_year(self._session, report)
            for one in range(this, this - _YEARS, -1):
                self.year.addItem(school_years.label(one) if report.of_school_year else f"{one} 年", one)
        self.year.blockSignals(False)
        self.year.setVisible(self.year.count() > 0)

    def _offer_periods(self, report: reports.Report | None) -> None:
        before = self.period.currentData()
        self.period.blockSignals(True)
        self.period.clear()
        for key, words in report.choices(self._session) if report is not None and report.choices else ():
            self.period.addItem(words, key)
            self.period.setItemData(self.period.count() - 1, words, Qt.ItemDataRole.ToolTipRole)
        self.period.setCurrentIndex(max(self.period.findData(before), 0) if self.period.count() else -1)
        self.period.blockSignals(False)
        self.period.setVisible(self.period.count() > 0)

    @property
    def _asked(self) -> tuple[int | None, str | None]:
        """The year and the period that are chosen, where the report has them."""
        year = int(self.year.currentData()) if self.year.count() else None
        return year, str(self.period.currentData()) if self.period.count() else None

    def look(self) -> None:
        """Make the report and show it."""
        report, (year, period) = self.report, self._asked
        if report is None:
            return
        self.view.reading(report.label)
        self._services.reads.run(
            lambda session, progress: reports.make(session, report.name, year=year, period=period),
            title=f"正在统计{report.label}",
            done=partial(self._show, report.name, (year, period)),
            failed=self._outcome.refused,
        )

    def _show(self, name: str, asked: tuple[int | None, str | None], facts: reports.Facts) -> None:
        if self.report is not None and self.report.name == name and self._asked == asked:
            self.view.put(facts)

    def save(self, ending: str) -> None:
        """Write the report to a file that is asked for."""
        report, (year, period) = self.report, self._asked
        if report is None:
            return
        when = self.year.currentText() if year else self.period.currentText().partition("　")[0] if period else ""
        name = f"{when.replace(' ', '')}{'-' if when else ''}{report.label}{ending}"
        out = choosing.target(self, self._services.settings, "papers", report.label, _KINDS[ending], name)
        if out is None:
            return
        path = out
        self._services.jobs.run(
            lambda session, progress: reports.write(
                session, report.name, path, year=year, period=period, progress=progress
            ),
            title=f"正在生成{report.label}",
            done=lambda count: self._outcome.done(
                f"已写好{report.label}，{count:,} 行。",
                f"文件：{path}",
                [("打开", lambda: desktop.show(path, self._outcome.say_refused))],
            ),
            failed=self._outcome.refused,
        )


class ReportView(QWidget):
    """A finished report: what it says of itself, its chart, its table, and below who is behind the number clicked."""

    def __init__(self, services: Services) -> None:
        super().__init__()
        self._services = services
        self.facts: reports.Facts | None = None
        self.table: ListPane | None = None
        self.word = QLabel(wordWrap=True)
        self.word.setTextFormat(Qt.TextFormat.PlainText)
        self.word.setProperty("role", "secondary")
        self.word.setContentsMargins(16, 0, 16, 0)
        self.chart = ChartView()
        self.above = QScrollArea(widgetResizable=True)
        self.above.setFrameShape(QFrame.Shape.NoFrame)
        self.above.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.above.setWidget(self.chart)
        self.above.viewport().setAutoFillBackground(False)
        self.chart.setAutoFillBackground(False)
        self.names = ListPane(
            _NAME_COLUMNS,
            _NAMES,
            unit="条",
            empty=Empty("点上面的一个数字", "这里列出是哪些人。"),
            filters=("school",),
            ticks=False,
        )
        self.names.opened.connect(self._open_name)
        self.names.offer_export(services, "统计名单")
        self.behind = QLabel()
        self.behind.setProperty("role", "group")
        self.behind.setContentsMargins(16, 4, 16, 0)
        below = QWidget()
        column = QVBoxLayout(below)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self.behind)
        column.addWidget(self.names, 1)
        self._below = below
        self._holder = QWidget()
        self._middle = QVBoxLayout(self._holder)
        self._middle.setContentsMargins(0, 0, 0, 0)
        self.splitter = QSplitter(Qt.Orientation.Vertical, childrenCollapsible=False, handleWidth=1)
        for widget, stretch in ((self.above, 2), (self._holder, 3), (below, 2)):
            self.splitter.addWidget(widget)
            self.splitter.setStretchFactor(self.splitter.count() - 1, stretch)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(4)
        column.addWidget(self.word)
        column.addWidget(self.splitter, 1)
        self.clear()

    def clear(self) -> None:
        """Show nothing but how to go on."""
        self._empty("点“查看”，这里显示这张报表；点其中的数字，列出是哪些人。")

    def outdated(self) -> None:
        """Something was written since: what is shown may differ from what there is now."""
        if self.facts is not None:
            self.word.setText(f"{self.facts.subtitle}　——　之后数据有改动，再点一次“查看”。")

    def reading(self, label: str) -> None:
        """A report is being made."""
        self._empty(f"正在统计{label}……")

    def _empty(self, words: str) -> None:
        self.facts = None
        self.word.setText(words)
        self.splitter.hide()
        self.layout().setAlignment(self.word, Qt.AlignmentFlag.AlignTop)  # type: ignore[union-attr]

    def put(self, facts: reports.Facts) -> None:
        """Show a report."""
        self.facts = facts
        self.word.setText(facts.subtitle)
        self.chart.show_chart(facts.chart)
        self.above.setVisible(facts.chart is not None)
        if self.table is not None:
            self._middle.removeWidget(self.table)
            self.table.deleteLater()
        columns = tuple(_column(one) for one in facts.columns)
        nothing = Empty("没有要列出的", "这张报表现在没有内容。")
        self.table = ListPane(
            columns, ("id", *(one.key for one in facts.columns)), unit="行", empty=nothing, ticks=False
        )
        self.table.setMinimumHeight(_TABLE_HEIGHT)
        self.table.put((str(at), *_values(facts.columns, row)) for at, row in enumerate(facts.rows))
        self.table.grid.clicked.connect(self._on_cell)
        self.table.opened.connect(self._open_row)
        self._middle.addWidget(self.table)
        self.names.put([])
        self.behind.setText("")
        self._below.hide()
        self.splitter.show()
        self._share_out()

    def _share_out(self) -> None:
        """Room for the chart as far as it needs it, for the names a third once somebody wants them."""
        whole = max(self.splitter.height(), 3 * _TABLE_HEIGHT // 2)
        chart = min(self.chart.height(), whole * 3 // 5) if self.facts and self.facts.chart else 0
        names = whole // 3 if self._below.isVisibleTo(self) else 0
        if names:
            chart = min(chart, whole // 4)
        self.splitter.setSizes([chart, max(whole - chart - names, 0), names])

    def _on_cell(self, index: QModelIndex) -> None:
        if self.table is not None:
            self.look_behind(int(self.table.rows.id_at(index.row())), index.column() - 1)

    def look_behind(self, row: int, column: int) -> None:
        """List who is behind a number, or behind the whole row where the cell has nobody of its own."""
        facts = self.facts
        if facts is None:
            return
        found = facts.behind.get((row, column))
        what = facts.columns[column].label if found is not None else ""
        if found is None:
            found = facts.behind.get((row, reports.WHOLE_ROW), ())
        first = next((at for at, one in enumerate(facts.columns) if one.align == "right"), len(facts.columns))
        label = " ".join(filter(None, facts.rows[row][: min(first, 2)]))
        people = len({one.id for one in found})
        times = f"，{people:,} 人（个）" if people != len(found) else ""
        self.behind.setText("　".join(filter(None, (label, what, f"{len(found):,} 条{times}"))))
        if facts.behind and self._below.isHidden():
            self._below.show()
            self._share_out()
        self.names.clear_conditions()
        self.names.put((str(at), one.name, one.school, one.note, one.id) for at, one in enumerate(found))

    def _open_name(self, pk: str) -> None:
        row = next(row for row in self.names.rows.all if row[0] == pk)
        self._go(str(row[-1]).rpartition("|")[2])

    def _open_row(self, pk: str) -> None:
        if self.facts is not None and self.facts.opens:
            self._go(self.facts.opens[int(pk)])

    def _go(self, pk: str) -> None:
        page = _PAGES.get(self.facts.table) if self.facts else None
        if page:
            self._services.go(page, pk)


def _column(one: reports.Column) -> Column:
    width = max(
        _LEAST_WIDTH,
        min(
            _MOST_WIDTH,
            round(one.weight * _WIDTH_OF_WEIGHT),
        ),
        len(one.label) * 14 + 24,
    )
    return Column(one.key, one.label, width, one.align)


def _values(columns: Sequence[reports.Column], row: Sequence[str]) -> list[Any]:
    """Numbers as numbers, so that a list is ordered by them."""
    return [_number(text) if column.align == "right" else text for column, text in zip(columns, row, strict=True)]


def _number(text: str) -> Any:
    if not text:
        return None
    plain = text.lstrip("-")
    if plain.isdigit():
        return int(text)
    return float(text) if plain.replace(".", "", 1).isdigit() else text
