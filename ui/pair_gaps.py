"""还缺什么 in 师徒结对: left the lists with how many stand in each, right the names; a name opens its record."""

from collections.abc import Callable
from functools import partial

from PySide6.QtCore import QTimer
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QFrame, QLabel, QSplitter, QVBoxLayout

from app.pair_gaps import Gap, Wanting
from app.pair_gaps import gaps as found
from app.session import Session
from ui.lists import Act, Empty, Ids, ListPane
from ui.pages import Page, Services
from ui.rows import Column

NO_RULE = "没有规则"
_LEFT = (240, 0.3, 320)


class PairGapsPage(Page):
    """Lists of what is wanting. `find_mentor(id)` goes on to the suggestions for somebody without a mentor."""

    tables = frozenset(
        {"pairs", "pair_activities", "teachers", "postings", "organisations", "honours", "plans", "rules"}
    )

    def __init__(self, session: Session, services: Services) -> None:
        super().__init__(session, services, title="还缺什么", search="姓名或学校")
        self.find_mentor: Callable[[str], None] = lambda pk: services.go("teachers", pk)
        self.gaps: list[Gap] = []
        self._lines: list[Wanting] = []
        self._wanted = ""
        self.kinds = ListPane(
            (Column("title", "缺什么", 148), Column("count", "多少", 76, "right")),
            ("name", "title", "count"),
            unit="种",
            empty=Empty("没有可核对的", ""),
            ticks=False,
        )
        self.kinds.offer_export(services, "师徒结对还缺什么")
        self.kinds.chosen.connect(lambda _: self._show())
        self.names = ListPane(
            (Column("who", "谁", 136), Column("where", "单位", 176), Column("why", "说明", 560)),
            ("place", "who", "where", "why"),
            unit="人",
            empty=Empty("没有要办的", "这一种现在没有人，也没有结对。"),
            filters=("where",),
            row_acts=(Act("打开", self._open_first), Act("找师父", self._find_for)),
            ticks=False,
        )
        self.names.offer_export(services, "师徒结对缺口名单")
        self.names.opened.connect(self._open)
        self.names.cleared.connect(self.search.clear)
        self._title, self._rule = QLabel(wordWrap=True), QLabel(wordWrap=True)
        self._title.setProperty("role", "title")
        self._rule.setProperty("role", "secondary")
        self._lay_out()
        self.kinds.reading()
        QTimer.singleShot(0, self, self.reload)

    def _lay_out(self) -> None:
        right = QFrame()
        right.setProperty("role", "panel")
        head = QFrame()
        words = QVBoxLayout(head)
        words.setContentsMargins(16, 12, 16, 4)
        words.setSpacing(4)
        words.addWidget(self._title)
        words.addWidget(self._rule)
        column = QVBoxLayout(right)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(head)
        column.addWidget(self.names, 1)
        self._splitter = QSplitter(childrenCollapsible=False, handleWidth=1)
        self._splitter.addWidget(self.kinds)
        self._splitter.addWidget(right)
        self.kinds.setMinimumWidth(220)
        self.body.addWidget(self._splitter, 1)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        least, part, most = _LEFT
        left = min(max(least, int(self.width() * part)), most)
        self._splitter.setSizes([left, max(self.width() - left, 1)])

    def reload(self) -> None:
        """Read all lists anew in the quiet lane."""
        self.services.reads.run(lambda session, progress: found(session), title="正在核对结对", done=self._put)

    def on_changed(self, tables: frozenset[str]) -> None:
        self.reload()

    def _put(self, gaps: list[Gap]) -> None:
        chosen = self._wanted or self.kinds.grid.current_id
        self._wanted = ""
        self.gaps = gaps
        self.kinds.put(
            (one.name, one.title, f"{len(one.lines):,} {one.unit}" if one.ruled else NO_RULE) for one in gaps
        )
        first = next((one.name for one in gaps if one.lines), gaps[0].name)
        self.kinds.grid.choose(chosen or first)
        self._show()

    def _show(self) -> None:
        gap = next((one for one in self.gaps if one.name == self.kinds.grid.current_id), None)
        if gap is None:
            return
        self._title.setText(f"{gap.title}　{len(gap.lines):,} {gap.unit}" if gap.ruled else gap.title)
        rules = f"依据：{'、'.join(gap.rules)}" if gap.rules else ""
        self._rule.setText(
            rules if gap.ruled else "县里没有登记这方面的规则，所以没有核对。县里在“规则”一页登记以后再看。"
        )
        self._rule.setVisible(bool(self._rule.text()))
        self._lines = list(gap.lines)
        self.names.unit = gap.unit
        self.names.clear_conditions()
        self.names.put((str(place), one.who, one.where, one.why) for place, one in enumerate(self._lines))
        self.on_search(self.search.text())

    def on_search(self, text: str) -> None:
        rows = self.names.rows
        fitting = [str(row[0]) for place, row in enumerate(rows.all) if text in "\t".join(rows.texts_of(place))]
        self.names.search(fitting if text else None)

    def show_record(self, pk: str) -> None:
        """Open the list of that name."""
        if self.kinds.grid.choose(pk):
            self._show()
        else:
            # Not read yet.
            self._wanted = pk

    def _open_first(self, ids: Ids) -> None:
        self._open(ids[0])

    def _open(self, place: str) -> None:
        line = self._lines[int(place)]
        gap = self.kinds.grid.current_id
        (self.find_mentor if gap == "untutored" else partial(self.services.go, line.page))(line.id)

    def _find_for(self, ids: Ids) -> None:
        line = self._lines[int(ids[0])]
        if line.page == "teachers":
            self.find_mentor(line.id)
        else:
            self.services.go(line.page, line.id)
