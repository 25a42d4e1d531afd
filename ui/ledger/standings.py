"""The list of the ledger: everybody's standing under one regime in one period, by person, by school or by stage."""

from collections.abc import Callable, Sequence
from datetime import date
from functools import partial

from PySide6.QtCore import QMargins, QModelIndex, QTimer
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import (
    QComboBox,
    QFrame,
    QLabel,
    QPushButton,
    QSplitter,
    QStackedWidget,
    QToolButton,
    QWidget,
)

from app import ledger, teachers
from app.fields import Field, Kind
from app.ledger import wording
from app.problems import SHOWN
from app.session import Session
from ui import messages, tokens
from ui.details import DetailPane, Sheet
from ui.flow import Flow
from ui.ledger import reading
from ui.ledger.reading import Found
from ui.ledger.sheet import sheet
from ui.lists import Act, Empty, ListPane
from ui.pages import Page, Services, Shown
from ui.rows import Column

_CODE = "ledger/regime"
_QUIET = 120
"""Milliseconds a row stays current before its detail is read."""

_DETAIL = (300, 0.36, 396)
"""Least width, part of the page, and greatest width of the right side."""

VIEWS = {"people": "按人", "school": "按学校", "stage": "按学段"}

_BEHIND_IT: Sequence[dict[str, str]] = (
    {},
    {"state": wording.MET},
    {"state": wording.BEHIND},
    {"pace": wording.NOT_ENOUGH},
)
"""What each part of `wording.summed` tells of, as conditions of the list."""

_NONE_SCHOOL = Empty("还没有学时要求", "学时要求由县里定，随县里的下发文件过来；收到以后这里就列出谁还差多少。")
_NOBODY = Empty("没有人", "这一段时间里，这项学时要求没有适用的教师。")


def _field(name: str) -> Field | None:
    return teachers.ENTITY.field(name)


class StandingsPage(Page):
    """Choose a regime and a period; see how many are behind, who, by how much, and where it will end."""

    help = (
        "这里按县里的学时规则列出每位教师计了多少学时、还缺什么、什么时候以前。上面选哪一项要求、哪一段时间；"
        "点一行，右边列出每一项计了多少、没有计入的为什么。可以按学校、学段合计，点任何一个数字就列出是哪些人。"
    )
    tables = frozenset(
        {
            *("attendance", "classes", "programmes", "sessions", "declarations", "participations", "studio_activities"),
            *("teachers", "postings", "organisations", "rules"),
        }
    )

    def __init__(self, session: Session, services: Services) -> None:
        super().__init__(session, services, title="学时台账", search="姓名、拼音或学校")
        self.found = Found()
        self._wanted: Shown | None = None
        self._code = str(services.settings.value(_CODE) or "")
        self._key = ""
        self._counting = self._stopped = False
        self._width = 0
        self.regime, self.period = QComboBox(), QComboBox()
        self._quiet = QTimer(self, singleShot=True, interval=_QUIET)
        self._quiet.timeout.connect(self.show_detail)
        self.views: dict[str, QToolButton] = {}
        self.detail = DetailPane("在左边点一个人，这里列出每一项计了多少、没有计入的为什么、还缺什么。")
        self.detail.edit.hide()
        self.list = ListPane(
            self._columns(),
            reading.NAMES,
            unit="人",
            empty=self._nothing(),
            filters=("state", "pace", "school_name", "stage"),
            acts=self._acts(),
            row_acts=(Act("教师详情", lambda ids: services.go("teachers", ids[0])),),
        )
        self.list.remember(services.settings, "ledger")
        self.list.offer_export(services, "学时台账")
        self.list.chosen.connect(lambda _: self._quiet.start())
        self.list.opened.connect(lambda pk: services.go("teachers", pk))
        self.list.cleared.connect(self.search.clear)
        self.list.rows.modelReset.connect(self._on_rows)
        self.groups = ListPane(self._group_columns(), reading.GROUP_NAMES, unit="个", empty=_NOBODY, ticks=False)
        self.groups.offer_export(services, "学时台账合计")
        self.groups.grid.clicked.connect(self._press)
        self.groups.opened.connect(lambda pk: self._open_group(pk, "behind"))
        person = QPushButton("教师详情")
        person.clicked.connect(self._open_person)
        self.detail.put_button(person)
        self._lay_out()
        self._show_view("people")
        self.list.reading()
        services.people.ready.connect(self._search_again)
        QTimer.singleShot(0, self, self.reload)

    # -- how it looks

    def _columns(self) -> Sequence[Column]:
        return (
            Column("name", "姓名", 88, given=True),
            Column("school_name", "任教学校", 136),
            Column("stage", "学段", 72, field=_field("stage")),
            Column("subject", "学科", 88, field=_field("subject"), hidden=True),
            Column("counted", "已计", 56, "right", mask=self._amount),
            Column("required", "应修", 56, "right", mask=self._amount),
            Column("lacking", "还缺", 60, "right", mask=self._amount, hidden=True),
            Column("missing", "缺什么", 144),
            Column("until", "期限", 92, field=Field("until", "期限", Kind.DATE)),
            Column("forecast", "按现在的进度", 104, "right", mask=self._amount),
            Column("state", "情况", 72, hidden=True),
            Column("pace", "按进度", 64, hidden=True),
        )

    def _nothing(self) -> Empty:
        if not self.session.is_county:
            return _NONE_SCHOOL
        advice = "在“规则”页登记或采用学时要求以后，这里就列出谁还差多少。"
        return Empty("还没有学时要求", advice, "打开规则", lambda: self.services.go("rules", None))

    def _group_columns(self) -> Sequence[Column]:
        return (
            Column("name", "名称", 208),
            Column("people", "应达标（人）", 104, "right"),
            Column("met", "已达标", 88, "right"),
            Column("behind", "未达标", 88, "right"),
            Column("share", "达标率", 88, "right", mask=lambda text: f"{int(text) / 10:.1f}%"),
            Column("missing", "共缺", 104, "right", mask=lambda text: wording.thousands(int(text), self.found.unit)),
            Column("none", "一点学时也没有", 128, "right"),
            Column("will_lack", "按现在的进度不够", 136, "right"),
        )

    def _amount(self, text: str) -> str:
        return ledger.shown(int(text), self.found.unit)

    def _acts(self) -> Sequence[Act]:
        export = self.services.take_out.get("ledger")
        return (Act("导出", partial(self._take_out, export)),) if export else ()

    def _lay_out(self) -> None:
        top = QFrame()
        line = Flow(top, spacing=8, margins=QMargins(16, 8, 16, 0))
        for box, name, width in ((self.regime, "学时要求", 220), (self.period, "哪一段时间", 200)):
            box.setAccessibleName(name)
            box.setMinimumWidth(width)
            line.addWidget(box)
        self.regime.activated.connect(lambda _: self._choose_regime())
        self.period.activated.connect(lambda _: self._choose_period())
        for name, label in VIEWS.items():
            button = self.views[name] = QToolButton()
            button.setText(label)
            button.setProperty("kind", "chip")
            button.clicked.connect(lambda _=False, name=name: self._show_view(name))
            line.addWidget(button)
        self.hint = QLabel("点一个数字，就列出是哪些人。")
        self.hint.setProperty("role", "secondary")
        line.addWidget(self.hint)
        self._sums = QFrame()
        self._sum_line = Flow(self._sums, spacing=4, margins=QMargins(16, 4, 16, 0))
        self.sums: list[QWidget] = []
        self.stack = QStackedWidget()
        self.splitter = QSplitter(childrenCollapsible=False, handleWidth=1)
        self.splitter.addWidget(self.list)
        self.splitter.addWidget(self.detail)
        self.splitter.setStretchFactor(0, 1)
        self.stack.addWidget(self.splitter)
        self.stack.addWidget(self.groups)
        for widget in (top, self._sums):
            self.body.addWidget(widget)
        self.body.addWidget(self.stack, 1)

    def _show_view(self, name: str) -> None:
        self.view = name
        for one, button in self.views.items():
            tokens.mark(button, "chosen", one == name)
        if name != "people":
            self.groups.put(reading.groups(self.found, name))
        self.hint.setVisible(name != "people")
        self.stack.setCurrentIndex(0 if name == "people" else 1)

    # -- reading and counting

    def reload(self) -> None:
        """Read the list in the quiet lane; when the accounts of many are due, have them counted as long work."""
        code, key = self._code, self._key
        # The present period and the last are kept; an earlier one is counted from everybody's records, in sight.
        earlier = key in [one.key for one in self.found.periods[2:]]
        lane = self.services.jobs if earlier else self.services.reads
        lane.run(
            lambda session, progress: reading.read(session, code, key, progress),
            title="正在核算以前的周期" if earlier else "正在读取学时台账",
            done=self._put,
            failed=self._not_read,
        )

    def _not_read(self, error: BaseException) -> None:
        """What was in sight before stays, and the boxes say so again."""
        self._tell_refused(error)
        found = self.found
        self._code, self._key = found.regime.code if found.regime else "", found.period.key if found.period else ""
        self._choose_in_boxes()

    def _put(self, found: Found) -> None:
        self.found = found
        self._choose_in_boxes()
        self.list.empty = _NOBODY if found.regime else self._nothing()
        if found.standings or not found.waiting:
            self.list.put(reading.values(found))
        self._tell()
        self._show_view(self.view)
        self._take_wanted()
        self._search_again()
        self.show_detail()
        if found.waiting and not self._stopped:
            self.count_anew()

    def _choose_in_boxes(self) -> None:
        found = self.found
        regimes = [(one.title, one.code) for one in found.regimes]
        self._fill(self.regime, regimes, found.regime.code if found.regime else None)
        periods = [(one.label, one.key) for one in found.periods] or [("各人现在的周期", ledger.OWN)]
        self._fill(self.period, periods if found.regime else [], found.period.key if found.period else ledger.OWN)
        self.period.setEnabled(bool(found.periods))

    def count_anew(self) -> None:
        """Count whose accounts are due; may be stopped, what is counted by then is kept."""
        if self._counting:
            return
        self._counting = True
        self.services.jobs.run(
            ledger.refresh, title="正在核算学时台账", done=lambda _: self._counted(), failed=self._not_counted
        )

    def _counted(self) -> None:
        # Once: where nothing can be kept (a file that may only be read) the second time would be as the first.
        self._counting, self._stopped = False, True
        self.reload()

    def _not_counted(self, error: BaseException) -> None:
        self._counting, self._stopped = False, True
        self._tell_refused(error)
        self.reload()

    def _tell_refused(self, error: BaseException) -> None:
        if isinstance(error, SHOWN):
            self.services.toast(f"{error.title}{error.advice}")
        else:
            messages.report_bug(self, error)

    def _fill(self, box: QComboBox, choices: Sequence[tuple[str, str]], chosen: str | None) -> None:
        box.blockSignals(True)
        box.clear()
        for label, data in choices:
            box.addItem(label, data)
        box.setCurrentIndex(max(box.findData(chosen), 0) if choices else -1)
        box.setVisible(bool(choices))
        box.blockSignals(False)

    def _choose_regime(self) -> None:
        self._choose(str(self.regime.currentData()), "")

    def _choose_period(self) -> None:
        self._choose(str(self.regime.currentData()), str(self.period.currentData()))

    def _choose(self, code: str, key: str) -> None:
        """The regime a person chose is taken up again next time; one that another page asked for is not."""
        self._code, self._key, self._wanted = code, key, None
        self.services.settings.setValue(_CODE, code)
        self.reload()

    # -- what the figures say, and the names behind them

    def _tell(self) -> None:
        for old in self.sums:
            self._sum_line.removeWidget(old)
            old.deleteLater()
        self.sums = []
        found = self.found
        total = next(iter(ledger.summary(found.standings)), None)
        if total is not None:
            said = wording.summed(total, found.unit, found.period, self.session.today())
            for text, conditions in zip(said, _BEHIND_IT, strict=False):
                self._say(text, partial(self._narrow, conditions))
        if found.waiting:
            self._say(f"还有 {found.waiting:,} 人没有重新核算，点这里核算", self.count_anew)
        self._sums.setVisible(bool(self.sums))
        self._sums.updateGeometry()

    def _say(self, text: str, run: Callable[[], None]) -> None:
        button = QPushButton(text)
        button.setProperty("kind", "link")
        button.clicked.connect(lambda _=False: run())
        self._sum_line.addWidget(button)
        button.show()
        self.sums.append(button)

    def _narrow(self, conditions: dict[str, str]) -> None:
        self._show_view("people")
        self.search.clear()
        self.list.clear_conditions()
        for name, value in conditions.items():
            self.list.narrow(name, value)

    def _press(self, index: QModelIndex) -> None:
        name = self.groups.rows.columns[index.column() - 1].name
        if name in reading.PRESSED:
            self._open_group(self.groups.rows.id_at(index.row()), name)

    def _open_group(self, group: str, which: str) -> None:
        ids = reading.people_of(self.found, self.view, group, which)
        row = self.groups.rows.row_of(group)
        name = self.groups.rows.texts(row)[0] if row is not None else ""
        self._narrow({})
        self.list.show_only(f"{name} {reading.PRESSED[which]}", ids)

    def _take_wanted(self) -> None:
        """What another page asked to be shown, once it is read."""
        wanted, self._wanted = self._wanted, None
        if wanted is None:
            return
        self._narrow({name: str(value) for name, value in wanted.conditions.items() if name in ("state", "pace")})
        if wanted.ids is not None:
            self.list.show_only(wanted.words, wanted.ids)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        if self._width != self.width():
            self._width = self.width()
            least, part, most = _DETAIL
            side = max(least, min(int(self._width * part), most))
            self.splitter.setSizes([max(self._width - side, 1), side])

    # -- one person

    def show_detail(self) -> None:
        """Show the current person's accounts; they are read in the quiet lane."""
        pk = self.list.grid.current_id
        if pk is None:
            self.detail.clear()
            return
        day, code = self._day(), self.found.regime.code if self.found.regime else ""
        self.services.reads.run(
            lambda session, progress: sheet(session, pk, day, code),
            title="正在读取学时台账",
            done=lambda made: self._show_sheet(pk, made),
            failed=self._no_sheet,
        )

    def _no_sheet(self, error: BaseException) -> None:
        self.detail.clear()
        if not isinstance(error, SHOWN):
            messages.report_bug(self, error)

    def _on_rows(self) -> None:
        if self.list.grid.current_id is None:
            self.detail.clear()

    def _show_sheet(self, pk: str, made: Sheet) -> None:
        if self.list.grid.current_id == pk:
            self.detail.show_sheet(made)

    def _day(self) -> date:
        """The day by which the detail takes its periods: that of the period in sight."""
        period, today = self.found.period, self.session.today()
        return min(period.last, today) if period else today

    def _open_person(self) -> None:
        if self.list.grid.current_id:
            self.services.go("teachers", self.list.grid.current_id)

    def _take_out(self, export: Callable[..., None], ids: Sequence[str]) -> None:
        regime, period = self.found.regime, self.found.period
        if regime is not None:
            key = period.key if period else ledger.OWN
            export([f"{regime.code}|{key}|{pk}" for pk in ids], self.list.shown_columns())

    # -- what the window asks of a page

    def matching(self, text: str) -> list[str] | None:
        """Ids of those whom the words fit."""
        return self.services.people.find(text)

    def on_search(self, text: str) -> None:
        self.list.search(self.matching(text) if text else None)

    def _search_again(self) -> None:
        if self.search.text().strip():
            self.on_search(self.search.text().strip())

    def on_shown(self) -> None:
        self.list.grid.setFocus()

    def on_changed(self, tables: frozenset[str]) -> None:
        self._stopped = False
        self.reload()

    def show_part(self, shown: Shown) -> None:
        self._wanted = shown
        self._code = str(shown.conditions.get("regime") or self._code)
        self._key = str(shown.conditions.get("period") or "")
        self.reload()

    def show_record(self, pk: str) -> None:
        self._narrow({})
        if self.list.grid.choose(pk):
            self.show_detail()
