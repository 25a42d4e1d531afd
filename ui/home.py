"""The 工作台 page: what waits for somebody, the figures, and what was done last; every number opens its list."""

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from functools import partial

from PySide6.QtCore import Qt, QTimer
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import (
    QBoxLayout,
    QFrame,
    QHBoxLayout,
    QLabel,
    QPushButton,
    QScrollArea,
    QVBoxLayout,
    QWidget,
)

from app import codes, declarations, home, mentoring, records, studios
from app.records import Done
from app.session import Session
from ui import messages
from ui.cards import Card, Figure, Task, Tiles, line_of, quiet, task_line
from ui.mentoring import DUE
from ui.moments import moment
from ui.pages import Page, Services, Shown
from ui.training import SENT_BACK, UNDECIDED, UNRATED

_WIDE = 860
"""From this width what was done last stands beside the figures, else below them."""

_LAST_WIDTH = 360
_QUIET = 1000
"""Milliseconds after which the rules are checked: longer work, of which the page does not wait."""
_ALL = Shown({})


class HomePage(Page):
    """Reads how the office stands whenever it comes into sight or something has changed."""

    help = (
        "这里列出要办的事和主要数字。点任何一个数字，就打开它背后的名单。最近的修改列在旁边，最新的一次可以直接撤销。"
    )
    tables = frozenset(
        {
            *("teachers", "postings", "organisations", "pairs", "pair_activities", "studios", "members"),
            *("programmes", "classes", "attendance", "certificates", "proposals", "decisions", "rules"),
            "studio_assessments",
            *("sessions", "declarations", "participations", "studio_activities", "courses", "bases"),
        }
    )

    def __init__(self, session: Session, services: Services) -> None:
        super().__init__(session, services, title="工作台")
        self.standing: home.Standing | None = None
        self.tally: Mapping[str, int] = {}
        self._unchecked = True
        scroll = QScrollArea(widgetResizable=True)
        scroll.setFrameShape(QFrame.Shape.NoFrame)
        scroll.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        inner = QWidget()
        self._line = QBoxLayout(QBoxLayout.Direction.LeftToRight, inner)
        self._line.setContentsMargins(16, 16, 16, 16)
        self._line.setSpacing(16)
        self._shown: list[QWidget] = [QLabel("正在读取……")]
        self._shown[0].setProperty("role", "secondary")
        self._line.addWidget(self._shown[0], 0, Qt.AlignmentFlag.AlignCenter)
        scroll.setWidget(inner)
        # A scroll area makes what it is given fill itself with the window's colour.
        inner.setAutoFillBackground(False)
        self.body.addWidget(scroll, 1)
        self.more.setVisible(bool(self.more_acts()))

    def more_acts(self) -> Sequence[tuple[str, Callable[[], None]]]:
        return [("从 Excel 导入……", self.services.bring_in_any)] if self.services.bring_in_any else []

    def on_shown(self) -> None:
        self.read()

    def on_changed(self, tables: frozenset[str]) -> None:
        self._unchecked = True
        self.read()

    def read(self) -> None:
        """Read how the office stands in the quiet lane."""
        self.services.reads.run(
            lambda session, progress: home.standing(session), title="正在读取工作台", done=self.show_standing
        )
        if self._unchecked:
            # It goes through years of training: once after the start, and again when something has changed.
            self._unchecked = False
            QTimer.singleShot(_QUIET, self, self._check)

    def _check(self) -> None:
        if not self.isVisible():
            # Somebody has gone on: what that page reads comes first.
            self._unchecked = True
            return
        self.services.reads.run(
            lambda session, progress: home.checked(session), title="正在核对规则", done=self.show_tally
        )

    def show_tally(self, tally: Mapping[str, int]) -> None:
        """Show how many of the rules about training are met."""
        if tally != self.tally:
            self.tally = tally
            if self.standing is not None:
                self._show(self.standing)

    def show_standing(self, standing: home.Standing) -> None:
        """Show it, in the place of what was shown before."""
        if standing == self.standing:
            return
        self.standing = standing
        self._show(standing)

    def _show(self, standing: home.Standing) -> None:
        for old in self._shown:
            self._line.removeWidget(old)
            old.hide()
            old.deleteLater()
        figures, last = self._figures(standing), self._last(standing.recent)
        self._line.addWidget(figures, 1)
        self._line.addWidget(last, 0)
        self._shown = [figures, last]
        self._fit()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit()

    def _fit(self) -> None:
        wide = self.width() >= _WIDE
        self._line.setDirection(QBoxLayout.Direction.LeftToRight if wide else QBoxLayout.Direction.TopToBottom)
        if len(self._shown) > 1:
            self._shown[1].setMinimumWidth(_LAST_WIDTH if wide else 0)
            self._shown[1].setMaximumWidth(_LAST_WIDTH if wide else self.maximumWidth())

    # -- what there is to show

    def _declared(self, waiting: home.Waiting) -> list[Task]:
        """Declared items to look at, and at a school those sent back."""
        mine = declarations.AT_COUNTY if self.session.is_county else declarations.AT_SCHOOL
        found = []
        for count, state, text in (
            (waiting.declared, mine, "条申报学时等着审核"),
            (waiting.returned, declarations.RETURNED, "条申报学时被退回，改好再通过一次"),
        ):
            if count:
                part = Shown({"state": declarations.STATES[state]})
                found.append(Task("inbox", "warning", f"{count:,} {text}", partial(self.services.show, "ledger", part)))
        return found

    def _pairs_proposed(self, waiting: home.Waiting) -> list[Task]:
        """Pairs that schools proposed and the county has to look at; at a school those sent back."""
        if not waiting.proposed:
            return []
        county = self.session.is_county
        text = f"{waiting.proposed:,} 对师徒结对" + ("等着审核" if county else "被退回，改好再申报")
        part = Shown({"review": "待审核" if county else "已退回"})
        return [Task("inbox", "warning", text, partial(self.services.show, "mentoring", part))]

    def _kept(self, standing: home.Standing) -> list[Task]:
        """What the office has not yet done to have its data again after the computer was lost."""
        waiting, go = standing.waiting, self.services.go
        found = []
        if standing.copies:
            found.append(Task("circle-alert", "warning", standing.copies, partial(go, "settings", "backup")))
        if waiting.code:
            text = "还没有打印恢复码：这台电脑坏了，数据文件和备份谁也打不开"
            found.append(Task("circle-alert", "warning", text, partial(go, "settings", "protection")))
        if waiting.kit:
            text = "还没有做恢复资料：县里的电脑坏了，各校都要重新加入"
            found.append(Task("circle-alert", "warning", text, partial(go, "settings", "keys")))
        return found

    def tasks(self, standing: home.Standing) -> list[Task]:
        """What waits, the most pressing first."""
        waiting, show, go = standing.waiting, self.services.show, self.services.go
        found = []
        if waiting.conflicts:
            text = f"{waiting.conflicts:,} 处等县里核对：县里和学校填的不一样，或者没有采用"
            found.append(Task("triangle-alert", "warning", text, partial(go, "exchange", "settling")))
        if waiting.proposals:
            county = self.session.is_county
            text = f"{waiting.proposals:,} 个更改申请" + ("等着审核" if county else "被退回，请看县里的意见")
            found.append(Task("inbox", "warning", text, partial(go, "exchange", "proposals")))
        found += self._declared(waiting) + self._pairs_proposed(waiting)
        if waiting.overdue:
            text = f"{waiting.overdue:,} 对师徒结对已过期，请出师、延期或解除"
            found.append(Task("circle-alert", "danger", text, partial(show, "mentoring", Shown({"due": DUE["over"]}))))
        if waiting.soon:
            text = f"{waiting.soon:,} 对师徒结对 {mentoring.SOON} 天内到期"
            found.append(Task("clock", "warning", text, partial(show, "mentoring", Shown({"due": DUE["soon"]}))))
        if waiting.unrated:
            text = f"{waiting.unrated:,} 个班次已经结束，还有人没登记结果"
            found.append(Task("clock", "warning", text, partial(show, "training", Shown({"waiting": UNRATED}))))
        if waiting.enrolments:
            county = self.session.is_county
            text = f"{waiting.enrolments:,} 人的报名{'等待审核' if county else '被县里退回'}"
            part = Shown({"reported": UNDECIDED if county else SENT_BACK})
            found.append(Task("user-plus", "warning", text, partial(show, "training", part)))
        if waiting.pending:
            text = f"{waiting.pending:,} 次修改还没有得到县里答复，记得上报"
            found.append(Task("upload", "accent", text, partial(go, "exchange", None)))
        found += self._kept(standing)
        if waiting.studios:
            text = f"{len(waiting.studios)} 个工作室周期已到或应当撤销，还没有办理"
            part = Shown({}, "周期已到、应撤销的", waiting.studios)
            found.append(Task("award", "warning", text, partial(self.services.show, "studios", part)))
        if waiting.rules:
            text = "还没有规则：学时要求、折算、结对条件都还没有定，可以先采用默认规则"
            found.append(Task("circle-alert", "warning", text, partial(go, "rules", None)))
        return found

    def _figures(self, standing: home.Standing) -> QWidget:
        column = _column()
        tasks = self.tasks(standing)
        card = Card("要办的事")
        for task in tasks:
            card.add(task_line(task))
        if not tasks:
            card.add(quiet("circle-check", "good", "现在没有要办的事。"))
        column.addWidget(card)
        column.addWidget(Tiles(self._main_figures(standing)))
        halves = QHBoxLayout()
        halves.setSpacing(16)
        for cards in (
            (self._hours(standing.hours), *self._regimes(standing)),
            (self._studios(standing), *self._checked(), self._data(standing)),
        ):
            half = _column()
            for one in cards:
                half.addWidget(one)
            half.addStretch(1)
            halves.addLayout(half, 1)
        column.addLayout(halves)
        column.addStretch(1)
        return _held(column)

    def _main_figures(self, standing: home.Standing) -> list[Figure]:
        show = self.services.show
        running, rooms = Shown({"status": mentoring.RUNNING}), Shown({"state": studios.RUNNING})
        return [
            Figure("教师", f"{standing.teachers:,}", "人", partial(show, "teachers", _ALL)),
            Figure("培养中的师徒", f"{standing.running:,}", "对", partial(show, "mentoring", running)),
            Figure("工作室", f"{sum(standing.studios.values()):,}", "个", partial(show, "studios", rooms)),
            Figure(
                f"{standing.hours.year} 年学时",
                _tenths(standing.hours.total),
                "学时",
                partial(show, "training", Shown({"year": standing.hours.year})),
            ),
        ]

    def _studios(self, standing: home.Standing) -> QWidget:
        card, kinds = Card("工作室"), codes.table("studio_kind")
        label = "成员" if self.session.is_county else "本校成员"
        for kind, count in standing.studios.items():
            said = f"{count:,} 个　{label} {standing.members.get(kind, 0):,} 人"
            part = Shown({"kind": kind, "state": studios.RUNNING})
            card.add(line_of(kinds.label_of(kind), said, partial(self.services.show, "studios", part)))
        if not standing.studios:
            card.add(quiet("info", "secondary", "还没有工作室。"))
        return card

    def _hours(self, hours: home.Hours) -> QWidget:
        card, kinds, show = Card(f"{hours.year} 年学时"), codes.table("training_category"), self.services.show
        for category, tenths in hours.by_category.items():
            part = Shown({"year": hours.year, "category": category})
            card.add(line_of(kinds.label_of(category), f"{_tenths(tenths)} 学时", partial(show, "training", part)))
        for words, ids in (("已有学时的教师", hours.people), ("还没有学时的教师", hours.without)):
            part = Shown({}, f"{hours.year} 年{words.removesuffix('的教师')}", ids)
            card.add(line_of(words, f"{len(ids):,} 人", partial(show, "teachers", part)))
        return card

    def _regimes(self, standing: home.Standing) -> Sequence[QWidget]:
        """Who is behind under each regime of hours; no card where there are none."""
        if not standing.regimes and not standing.uncounted:
            return ()
        card, show = Card("学时要求"), self.services.show
        for one in standing.regimes:
            part = Shown({"regime": one.code, "state": "未达标"})
            label = "　".join(filter(None, (one.title, one.period)))
            card.add(line_of(label, f"未达标 {one.behind:,} 人", partial(show, "ledger", part)))
        if standing.uncounted:
            text = f"{standing.uncounted:,} 人的学时还没有核算，打开学时台账就开始核算"
            card.add(task_line(Task("clock", "warning", text, partial(self.services.go, "ledger", None))))
        return (card,)

    def _checked(self) -> Sequence[QWidget]:
        """How many rules about training are met; no card where there are none."""
        if not self.tally:
            return ()
        card = Card("培训核对")
        for state, words in home.CHECKED.items():
            if self.tally.get(state):
                part = Shown({"gap": words})
                card.add(line_of(words, f"{self.tally[state]:,} 条规则", partial(self.services.show, "ledger", part)))
        return (card,)

    def _data(self, standing: home.Standing) -> QWidget:
        card, go = Card("数据"), self.services.go
        said = moment(standing.last_backup, self.session.today()) if standing.last_backup else "还没有"
        card.add(line_of("最近备份", said, partial(go, "settings", "backup")))
        if self.session.is_county:
            card.add(line_of("待核对", f"{standing.waiting.conflicts:,} 处", partial(go, "exchange", "settling")))
        else:
            card.add(line_of("待县里答复", f"{standing.waiting.pending:,} 次修改", partial(go, "exchange", None)))
        return card

    def _last(self, recent: Sequence[Done]) -> QWidget:
        column = _column()
        card = Card("最近的修改")
        for one in recent:
            card.add(self._act(one))
        if not recent:
            card.add(quiet("info", "secondary", "还没有修改过。"))
        column.addWidget(card)
        column.addStretch(1)
        return _held(column)

    def _act(self, one: Done) -> QWidget:
        what = QLabel(one.reason, wordWrap=True)
        what.setTextFormat(Qt.TextFormat.PlainText)
        at = datetime.fromisoformat(one.at)
        said = [moment(at, self.session.today()), one.actor] + (["已撤销"] if one.undone else [])
        when = QLabel(" · ".join(said))
        when.setProperty("role", "secondary")
        when.setTextFormat(Qt.TextFormat.PlainText)
        words = QVBoxLayout()
        words.setSpacing(2)
        words.addWidget(what)
        words.addWidget(when)
        made = QWidget()
        line = QHBoxLayout(made)
        line.setContentsMargins(12, 6, 12, 6)
        line.addLayout(words, 1)
        if one.stands:
            undo = QPushButton("撤销")
            undo.setAccessibleName(f"撤销 {one.reason}")
            if not one.newest:
                undo.setProperty("kind", "link")
            undo.clicked.connect(lambda: self.services.undo() if one.newest else self._undo_older(one))
            line.addWidget(undo, 0, Qt.AlignmentFlag.AlignTop)
        return made

    def _undo_older(self, one: Done) -> None:
        """Take back an act after which others came; refused in words where these were built upon it."""
        if not messages.ask(
            self, f"要撤销“{one.reason}”吗？", "只撤销这一次，后来做的都留着。", "撤销这一次", "不撤销"
        ):
            return
        self.services.jobs.run(
            lambda session, progress: records.undo_act(session, one.id),
            title="正在撤销",
            done=lambda reason: self.services.toast(f"已撤销：{reason}"),
        )


def _tenths(tenths: int) -> str:
    whole, tenth = divmod(tenths, 10)
    return f"{whole:,}.{tenth}" if tenth else f"{whole:,}"


def _column() -> QVBoxLayout:
    column = QVBoxLayout()
    column.setContentsMargins(0, 0, 0, 0)
    column.setSpacing(16)
    return column


def _held(layout: QVBoxLayout) -> QWidget:
    made = QWidget()
    made.setLayout(layout)
    return made
