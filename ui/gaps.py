"""培训核对: the rules in force with how much of each there is, and the names of those who fulfil it and who do not."""

from collections.abc import Callable, Sequence
from datetime import date
from functools import partial

from PySide6.QtCore import QMargins, Qt, QTimer
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QComboBox, QFrame, QLabel, QPushButton, QSplitter, QStackedWidget, QVBoxLayout, QWidget

from app.dates import in_words
from app.gaps import checking, papers
from app.gaps import results as found
from app.gaps.results import Line, Result
from app.session import Session
from ui import choosing, desktop
from ui.flow import Flow
from ui.lists import Act, Empty, ListPane
from ui.outcome import Outcome
from ui.pages import Page, Services, Shown, notice
from ui.rows import Column

MISSING, MET, PENDING = "没做到", "做到了", "没到期"
_ALL = "全部学校"
_LEAST, _PART, _MOST = 340, 0.42, 520
"""Of the left side: least width, part of the page, greatest width."""

_KINDS = {".xlsx": choosing.WORKBOOK, ".pdf": "PDF 文件 (*.pdf)"}
_NONE_COUNTY = Empty(
    "还没有要核对的规则", "在“设置”里登记或取用班主任培训、定期轮训、阅读、培训人数一类的规则以后，这里就逐条核对。"
)
_NONE_SCHOOL = Empty("还没有要核对的规则", "规则由县里定，随县里的下发文件过来；收到以后这里就逐条核对。")

_PAGES = {
    "teachers": "teachers", "classes": "training", "organisations": "settings", "courses": "ledger", "bases": "ledger",
}  # fmt: skip


class GapsPage(Page):
    """Left the rules, right the names behind the figures of one of them; one school alone, if wanted."""

    help = (
        "这里把县里定的培训规则逐条和登记的情况核对：班主任三级培训、定期轮训、岗前必修、阅读、会期人数、系列活动、"
        "主题周和主题月、课程和基地。左边点一条规则，右边列出做到了和没做到的名字；双击名字打开那条记录。"
    )
    tables = frozenset(
        {
            *("rules", "teachers", "postings", "organisations", "programmes", "classes", "sessions", "attendance"),
            *("declarations", "courses", "bases"),
        }
    )

    def __init__(self, session: Session, services: Services) -> None:
        super().__init__(session, services, title="培训核对", search="规则名称")
        self.results: list[Result] = []
        self._lines: list[Line] = []
        self._day: date = session.today()
        self.school = QComboBox()
        self.school.setAccessibleName("只看一所学校")
        self.school.addItem(_ALL, "")
        self.school.activated.connect(lambda _: self._show_rules())
        self.rules = ListPane(
            (
                Column("title", "规则", 292),
                Column("figure", "做到/要求", 88, "right"),
                Column("state", "情况", 68),
                Column("document", "依据文件", 160, hidden=True),
            ),
            ("key", "title", "figure", "state", "document"),
            unit="条",
            empty=_NONE_COUNTY if session.is_county else _NONE_SCHOOL,
            filters=("state",),
            ticks=False,
        )
        self.rules.remember(services.settings, "gaps")
        self.rules.offer_export(services, "培训核对")
        self.rules.chosen.connect(lambda _: self._show_rule())
        self.rules.cleared.connect(self.search.clear)
        self.names = ListPane(
            (
                Column("name", "名称", 152),
                Column("school", "学校", 144),
                Column("state", "情况", 64),
                Column("note", "说明", 328),
            ),
            ("place", "name", "school", "state", "note"),
            unit="个",
            empty=Empty("没有名字可列", "这条规则现在没有涉及的人、学校或项目。"),
            filters=("state", "school"),
            row_acts=(Act("打开", lambda ids: self._open(ids[0])),),
            ticks=False,
        )
        self.names.offer_export(services, "培训核对名单")
        self.names.opened.connect(self._open)
        self.groups = ListPane(
            (
                Column("name", "学校", 200),
                Column("met", "做到", 72, "right"),
                Column("asked", "要求", 72, "right"),
                Column("rate", "比例", 72, "right"),
            ),
            ("school", "name", "met", "asked", "rate"),
            unit="所",
            empty=Empty("没有学校可列", "这条规则不按学校核对。"),
            ticks=False,
        )
        self.groups.offer_export(services, "培训核对按学校")
        self.groups.opened.connect(self._open_school)
        self.outcome = Outcome()
        self._head = _Head(self._narrow, session.is_county)
        self._lay_out()
        self.more.show()
        self.rules.reading()
        QTimer.singleShot(0, self, self.reload)

    def _lay_out(self) -> None:
        left = QWidget()
        column = QVBoxLayout(left)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        top = QFrame()
        line = Flow(top, spacing=8, margins=QMargins(16, 8, 16, 0))
        line.addWidget(self.school)
        if not self.session.is_county:
            top.hide()
        column.addWidget(top)
        column.addWidget(self.rules, 1)
        right = QFrame()
        right.setProperty("role", "panel")
        column = QVBoxLayout(right)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        self._below = QStackedWidget()
        self._below.addWidget(self.names)
        self._below.addWidget(self.groups)
        column.addWidget(self._head)
        column.addWidget(self._below, 1)
        self._side = QStackedWidget()
        self._side.addWidget(notice("info", "还没有选中规则", "在左边点一条规则，这里列出做到了和没做到的名字。"))
        self._side.addWidget(right)
        self._splitter = QSplitter(childrenCollapsible=False, handleWidth=1)
        self._splitter.addWidget(left)
        self._splitter.addWidget(self._side)
        self._splitter.setStretchFactor(0, 0)
        self._splitter.setStretchFactor(1, 1)
        left.setMinimumWidth(220)
        self.body.addWidget(self.outcome)
        self.body.addWidget(self._splitter, 1)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        left = min(max(_LEAST, int(self.width() * _PART)), _MOST)
        self._splitter.setSizes([left, max(self.width() - left, 1)])

    # -- reading

    def reload(self) -> None:
        """Check every rule anew in the quiet lane."""
        self.services.reads.run(
            lambda session, progress: checking.results(session), title="正在核对规则", done=self.show_results
        )

    def on_changed(self, tables: frozenset[str]) -> None:
        self.reload()

    def show_results(self, results: list[Result]) -> None:
        """Show what the checks found; the school and the rule that were chosen stay so."""
        self.results, self._day = results, self.session.today()
        chosen = self.school.currentData()
        self.school.clear()
        self.school.addItem(_ALL, "")
        for pk, name in found.schools(results).items():
            self.school.addItem(name, pk)
        self.school.setCurrentIndex(max(0, self.school.findData(chosen)))
        self._show_rules()

    def shown(self) -> list[Result]:
        """The results as they stand for the school that is chosen; those that are no school's stand for all."""
        school = str(self.school.currentData() or "")
        if not school:
            return self.results
        return [found.of_school(one, school) for one in self.results if one.by_school]

    def _show_rules(self) -> None:
        chosen = self.rules.grid.current_id
        self.rules.put(
            (one.key, one.title, one.figure, papers.WORDS[one.state(self._day)], one.rule.document)
            for one in self.shown()
        )
        if chosen:
            self.rules.grid.choose(chosen)
        self._show_rule()

    # -- one rule

    def _current(self) -> Result | None:
        return next((one for one in self.shown() if one.key == self.rules.grid.current_id), None)

    def _show_rule(self) -> None:
        result = self._current()
        self._side.setCurrentIndex(0 if result is None else 1)
        if result is None:
            return
        parts = ((MISSING, result.missing), (MET, result.met), (PENDING, result.pending))
        self._lines = [one for _state, lines in parts for one in lines]
        states = [state for state, lines in parts for _one in lines]
        self.names.unit = result.unit
        self.names.clear_conditions()
        self.names.put(
            (str(place), one.name, one.school, states[place], one.note) for place, one in enumerate(self._lines)
        )
        self.groups.put(
            (pk, name, met, asked, f"{met * 100 // asked}%") for pk, name, met, asked in found.rates(result)
        )
        self._head.show_result(result, self._day)
        self._narrow(MISSING if result.missing else "")

    def _narrow(self, what: str) -> None:
        """Show the names of one figure ("" for all), or the schools ("schools")."""
        self._below.setCurrentWidget(self.groups if what == "schools" else self.names)
        if what != "schools":
            self.names.clear_conditions()
            self.names.narrow("state", what or None)

    def _open(self, place: str) -> None:
        line = self._lines[int(place)]
        if line.table == "programmes":
            self.services.show("training", Shown({"title": line.name}))
        elif line.id:
            self.services.go(_PAGES[line.table], line.id)

    def _open_school(self, pk: str) -> None:
        self._narrow(MISSING if any(one.school_id == pk for one in self._lines) else "")
        self.names.narrow("school", found.schools(self.results).get(pk, ""))

    # -- what the window asks

    def on_search(self, text: str) -> None:
        words = text.lower().split()
        fitting = [one.key for one in self.shown() if all(word in one.title.lower() for word in words)]
        self.rules.search(fitting if words else None)

    def show_record(self, pk: str) -> None:
        if self.rules.grid.choose(pk):
            self._show_rule()

    def show_part(self, shown: Shown) -> None:
        self.rules.clear_conditions()
        if "gap" in shown.conditions:
            self.rules.narrow("state", shown.conditions["gap"])

    def more_acts(self) -> Sequence[tuple[str, Callable[[], None]]]:
        return (
            ("培训核对表存为 Excel……", partial(self.write, ".xlsx")),
            ("培训核对表存为 PDF……", partial(self.write, ".pdf")),
        )

    def write(self, ending: str) -> None:
        """Write the whole check as a report, all rules with their names."""
        from app import reports

        name = f"培训核对表{ending}"
        path = choosing.target(self, self.services.settings, "papers", "培训核对表", _KINDS[ending], name)
        if path is None:
            return
        out = path
        self.services.jobs.run(
            lambda session, progress: reports.write(session, "gaps", out, progress=progress),
            title="正在生成培训核对表",
            done=lambda count: self.outcome.done(
                f"已写好培训核对表，{count:,} 行。",
                f"文件：{out}",
                [("打开", lambda: desktop.show(out, self.outcome.say_refused))],
            ),
            failed=self.outcome.refused,
        )


class _Head(QFrame):
    """What one rule asks, where it stands, and its figures, each opening its names."""

    def __init__(self, narrow: Callable[[str], None], county: bool) -> None:
        super().__init__()
        self._county = county
        self._title, self._asked, self._said = QLabel(wordWrap=True), QLabel(wordWrap=True), QLabel(wordWrap=True)
        self._title.setProperty("role", "title")
        self._said.setProperty("role", "secondary")
        for label in (self._title, self._asked, self._said):
            label.setTextFormat(Qt.TextFormat.PlainText)
        self.figures = {what: QPushButton() for what in (MISSING, MET, PENDING, "schools")}
        line = QFrame()
        flow = Flow(line, spacing=8, margins=QMargins(0, 4, 0, 0))
        for what, button in self.figures.items():
            button.clicked.connect(lambda _=False, what=what: narrow(what))
            flow.addWidget(button)
        column = QVBoxLayout(self)
        column.setContentsMargins(16, 12, 16, 4)
        column.setSpacing(4)
        for widget in (self._title, self._asked, self._said, line):
            column.addWidget(widget)

    def show_result(self, result: Result, day: date) -> None:
        self._title.setText(f"{result.title}　{result.figure} {result.unit}")
        due = f"（{in_words(result.due)}截止）" if result.due and result.state(day) == found.OPEN else ""
        self._asked.setText(f"要求：{result.asked}。{papers.WORDS[result.state(day)]}{due}")
        source = "：".join(part for part in (result.rule.document, result.rule.sentence) if part)
        said = [*result.notes, *([f"依据：{source}"] if source else [])]
        self._said.setText("\n".join(said))
        self._said.setVisible(bool(said))
        counts = {MISSING: len(result.missing), MET: len(result.met), PENDING: len(result.pending)}
        words = {MISSING: result.lack, MET: "做到了的", PENDING: "还没到期的"}
        for what, count in counts.items():
            self.figures[what].setText(f"{words[what]} {count:,}")
            self.figures[what].setVisible(bool(count) or what != PENDING)
            self.figures[what].setEnabled(bool(count))
        self.figures["schools"].setText("按学校")
        self.figures["schools"].setVisible(self._county and result.by_school and result.everybody)
