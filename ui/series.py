"""系列活动: the issues of a series in the order of their days, those that are missing among them."""

from functools import partial
from typing import Any

from app import series, training
from app.series import Issue, Missing
from app.session import Session
from ui.lists import Empty, ListPane
from ui.pages import Services
from ui.rows import Column
from ui.side_pane import SidePane, line, secondary

MISSING = "漏期"
NAMES = ("id", "day", "number", "title", "people", "state", "class_id")
COLUMNS = (
    Column("day", "日期", 96),
    Column("number", "期次", 56, "right"),
    Column("title", "主题", 216),
    Column("people", "参加人数", 80, "right"),
    Column("state", "情况", 208),
)

Read = tuple[list[Issue], list[Missing]]


class SeriesPane(SidePane):
    """Enter on an issue opens its class and so the people who attended it."""

    def __init__(self, session: Session, services: Services) -> None:
        super().__init__()
        self._session, self._services = session, services
        nothing = Empty("还没有举办过", "每举办一期登记一个班次，或者在一个班次里登记一次课程。")
        self.list = ListPane(COLUMNS, NAMES, unit="期", empty=nothing, filters=("state",), ticks=False)
        self.list.offer_export(services, "系列活动各期")
        self.list.opened.connect(self._open)
        self.said = secondary()
        head = line()
        head.addWidget(self.said)
        self.column.addLayout(head)
        self.column.addWidget(self.list, 1)

    def open(self, pk: str) -> None:
        """Begin for the series of a class."""
        self.pk = pk
        row = training.get_class(self._session, pk)
        programme = str(row["programme_id"])
        self.title.setText(f"系列活动：{row['title']}")
        self.list.reading()
        self._services.reads.run(
            lambda session, progress: (series.issues(session, programme), series.missing(session, programme)),
            title="正在读取各期",
            done=partial(self._put, pk, int(row["series_days"] or 0)),
        )

    def _put(self, pk: str, days: int, read: Read) -> None:
        if pk != self.pk:
            return
        issues, missing = read
        self.said.setText(
            f"每 {days} 天一期，已办 {len(issues)} 期，漏 {len(missing)} 期。放假的日子按规则不算。双击一期看参加的人。"
        )
        rows: list[tuple[Any, ...]] = [
            (one.id, one.day.isoformat(), one.number, one.title, one.people, "", one.class_id) for one in issues
        ]
        rows += [
            (f"missing {one.due}", one.due.isoformat(), "", "", "", f"{MISSING}：上一期 {one.after}", "")
            for one in missing
        ]
        self.list.put(sorted(rows, key=lambda row: str(row[1]), reverse=True))

    def _open(self, pk: str) -> None:
        row = next(row for row in self.list.rows.all if row[0] == pk)
        if row[-1]:
            self._services.go("training", str(row[-1]))
