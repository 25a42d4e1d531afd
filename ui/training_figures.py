"""培训情况统计: a year's classes, 人次, 人, schools and hours by level, topic, holiday …, and the names behind."""

from functools import partial
from typing import Any

from PySide6.QtWidgets import QComboBox, QLabel, QPushButton

from app import reports, training_figures
from app.fields import Field, Kind
from app.session import Session
from app.training_figures import Line, Year
from ui import choosing, desktop
from ui.lists import Empty, ListPane
from ui.pages import Services
from ui.rows import Column
from ui.side_pane import SidePane, line, secondary

_YEARS = 8
_HOURS = Field("hours", "学时", Kind.HOURS)

NAMES = ("id", "group", "label", "classes", "times", "passed", "people", "schools", "hours")
COLUMNS = (
    Column("group", "分类", 76),
    Column("label", "项目", 136),
    Column("classes", "班次", 56, "right"),
    Column("times", "人次", 64, "right"),
    Column("passed", "合格人次", 76, "right"),
    Column("people", "人数", 64, "right"),
    Column("schools", "学校数", 64, "right"),
    Column("hours", "学时", 76, "right", field=_HOURS),
)

PEOPLE_NAMES = ("id", "name", "school_name", "title", "post", "result", "hours", "teacher_id")
PEOPLE = (
    Column("name", "姓名", 76, given=True),
    Column("school_name", "任教学校", 120),
    Column("title", "培训", 200),
    Column("post", "当时职务", 88),
    Column("result", "结果", 56),
    Column("hours", "学时", 56, "right", field=_HOURS),
)


class FiguresPane(SidePane):
    """The figures above, below them everybody behind the line that is current."""

    def __init__(self, session: Session, services: Services) -> None:
        super().__init__()
        self._services = services
        self._lines: list[Line] = []
        self.title.setText("培训情况统计")
        self.year = QComboBox()
        self.year.setAccessibleName("年度")
        this = session.today().year
        for one in range(this, this - _YEARS, -1):
            self.year.addItem(f"{one} 年", one)
        self.year.currentIndexChanged.connect(self.read)
        self.write_button = QPushButton("存为 Excel 或 PDF……")
        self.write_button.clicked.connect(self.write)
        nothing = Empty("这一年没有培训记录", "换一个年度，或者先登记班次、报名。")
        self.list = ListPane(COLUMNS, NAMES, unit="行", empty=nothing, filters=("group",), ticks=False)
        self.people = ListPane(
            PEOPLE,
            PEOPLE_NAMES,
            unit="人次",
            empty=Empty("选中上面的一行", "这里列出是哪些人。"),
            filters=("school_name",),
            ticks=False,
        )
        self.list.chosen.connect(self._show)
        self.people.opened.connect(self._open)
        self.people.offer_export(services, "参训人员")
        self.note = secondary()
        self.behind = QLabel()
        self.behind.setProperty("role", "group")
        top, head = line(), line()
        top.addWidget(self.year)
        top.addWidget(self.write_button)
        top.addWidget(self.note, 1)
        head.addWidget(self.behind, 1)
        self.column.addLayout(top)
        self.column.addWidget(self.list, 3)
        self.column.addLayout(head)
        self.column.addWidget(self.people, 4)

    def open(self, pk: str) -> None:
        """Count anew."""
        self.read()

    def read(self) -> None:
        """Count the year that is chosen."""
        year = int(self.year.currentData())
        self.list.reading()
        self._services.reads.run(
            lambda session, progress: training_figures.of_year(session, year),
            title="正在统计",
            done=partial(self._put, year),
        )

    def _put(self, year: int, found: Year) -> None:
        if year != self.year.currentData():
            return
        self._lines = list(found.lines)
        self.note.setText(found.holidays if found.whole else "")
        self.list.put((str(at), one.group, one.label, *one.shown) for at, one in enumerate(self._lines))
        self.people.put([])
        self.behind.setText("")
        if self._lines:
            self.list.grid.choose("0")

    def _show(self, pk: str) -> None:
        one = self._lines[int(pk)]
        self.behind.setText(f"{one.group}：{one.label}　{one.words}")
        self.people.clear_conditions()
        self.people.unit = "项" if one.is_declared else "人次"
        self.people.put(_row(at, each) for at, each in enumerate(one.attended))

    def _open(self, pk: str) -> None:
        row = next(row for row in self.people.rows.all if row[0] == pk)
        self._services.go("teachers", str(row[-1]))

    def write(self) -> None:
        """Save the figures as the report of their name."""
        year = int(self.year.currentData())
        report = reports.REPORTS["training"]
        kinds = f"{choosing.WORKBOOK};;PDF 文件 (*.pdf)"
        name = f"{year}年-{report.label}.xlsx"
        out = choosing.target(self, self._services.settings, "papers", report.label, kinds, name)
        if out is None:
            return
        target = out
        self._services.jobs.run(
            lambda session, progress: reports.write(session, report.name, target, year=year, progress=progress),
            title=f"正在生成{report.label}",
            done=lambda count: desktop.offer(self._services.toast, f"已写好{report.label}，{count} 行", target),
        )


def _row(at: int, one: training_figures.Attended) -> tuple[Any, ...]:
    if not one.class_id:
        state = "已认定" if one.passed else "待审核"
        return (str(at), one.name, one.school_name, one.title, one.post, state, None, one.teacher_id)
    title = f"{one.title}（{one.class_name}）"
    result = "合格" if one.passed else ""
    return (str(at), one.name, one.school_name, title, one.post, result, one.hours, one.teacher_id)
