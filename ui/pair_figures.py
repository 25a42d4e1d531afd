"""统计 in 师徒结对: how many pairs by kind, school or subject; a line opens the pairs behind it."""

from collections.abc import Callable

from PySide6.QtCore import QMargins, QTimer
from PySide6.QtWidgets import QComboBox, QFrame, QLabel

from app.pair_figures import GROUPS, By, Figure, figures
from app.session import Session
from ui.flow import Flow
from ui.lists import Act, Empty, Ids, ListPane
from ui.pages import Page, Services, Shown
from ui.rows import Column


class PairFiguresPage(Page):
    """What to count by above, the lines below; `see(shown)` shows pairs in the list of them."""

    tables = frozenset({"pairs", "teachers", "postings", "organisations"})

    def __init__(self, session: Session, services: Services) -> None:
        super().__init__(session, services, title="统计")
        self.see: Callable[[Shown], None] = lambda shown: services.show("mentoring", shown)
        self.by = QComboBox()
        self.by.setAccessibleName("按什么统计")
        for key, label in GROUPS.items():
            self.by.addItem(f"按{label}", key)
        self.by.activated.connect(lambda _: self.reload())
        self.total = QLabel()
        self.total.setProperty("role", "secondary")
        self._lines: list[Figure] = []
        self._by: By = "kind"
        self.list = ListPane(
            (
                Column("label", "名称", 220),
                Column("pairs", "对数", 72, "right"),
                Column("planned", "拟结对", 72, "right"),
                Column("at_work", "培养中", 72, "right"),
                Column("completed", "已出师", 72, "right"),
                Column("dissolved", "已解除", 72, "right"),
                Column("mentors", "师父（人）", 84, "right"),
                Column("mentees", "徒弟（人）", 84, "right"),
            ),
            ("place", "label", "pairs", "planned", "at_work", "completed", "dissolved", "mentors", "mentees"),
            unit="行",
            empty=Empty("还没有结对", "登记了师徒结对以后，这里按类别、学校、学科统计。"),
            row_acts=(Act("看这些结对", self._see_first),),
            ticks=False,
        )
        self.list.offer_export(services, "师徒结对统计")
        self.list.opened.connect(self._see)
        top = QFrame()
        line = Flow(top, spacing=12, margins=QMargins(16, 8, 16, 0))
        line.addWidget(self.by)
        line.addWidget(self.total)
        self.body.addWidget(top)
        self.body.addWidget(self.list, 1)
        self.list.reading()
        QTimer.singleShot(0, self, self.reload)

    def reload(self) -> None:
        """Count anew in the quiet lane."""
        by = self._by = self.by.currentData()
        self.services.reads.run(lambda session, progress: figures(session, by), title="正在统计结对", done=self._put)

    def on_changed(self, tables: frozenset[str]) -> None:
        self.reload()

    def _put(self, found: tuple[list[Figure], Figure]) -> None:
        self._lines, total = found
        self.total.setText(
            f"合计 {total.pairs:,} 对：培养中 {total.at_work:,}，已出师 {total.completed:,}；"
            f"师父 {total.mentors:,} 人，徒弟 {total.mentees:,} 人（一人在几行里的只算一次）。双击一行看是哪些结对。"
        )
        self.list.put(
            (
                str(place), one.label, one.pairs, one.planned, one.at_work, one.completed, one.dissolved, one.mentors,
                one.mentees,
            )
            for place, one in enumerate(self._lines)
        )  # fmt: skip

    def _see_first(self, ids: Ids) -> None:
        self._see(ids[0])

    def _see(self, place: str) -> None:
        line = self._lines[int(place)]
        self.see(Shown({}, f"{GROUPS[self._by]}：{line.label}", line.ids))
