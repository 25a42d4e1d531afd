"""结业证书: a class, and those of it with the whole hours and a pass."""

from collections.abc import Mapping, Sequence
from typing import Any

from PySide6.QtWidgets import (
    QFrame,
    QHBoxLayout,
    QHeaderView,
    QLabel,
    QLineEdit,
    QSplitter,
    QStackedLayout,
    QVBoxLayout,
    QWidget,
)

from app import training
from app.fields import Field, Kind
from app.session import Session
from ui.certificates.people import HOURS, STATE, Choosing, stated
from ui.certificates.printing import Printer
from ui.grid import Grid
from ui.lists import Empty
from ui.pages import Services, notice
from ui.rows import Column, Rows


class CompletionsPart(QSplitter):
    """结业证书: a class on the left, on the right those of it with the whole hours and a pass."""

    def __init__(self, services: Services, printer: Printer) -> None:
        super().__init__(childrenCollapsible=False, handleWidth=1)
        self._services = services
        self.class_id: str | None = None
        self._wanted: str | None = None
        self.classes = Rows(
            (
                Column("title", "项目", 168),
                Column("name", "班次", 104),
                Column("passed", "合格", 48, "right"),
            ),
            ("id", "title", "name", "passed"),
        )
        self.grid = Grid(self.classes, ticks=False)
        self.grid.setAccessibleName("班次")
        self.grid.chosen.connect(self._choose)
        self.search = QLineEdit(placeholderText="项目或班次", clearButtonEnabled=True)
        self.search.textChanged.connect(self._find)
        left = QFrame()
        column = QVBoxLayout(left)
        column.setContentsMargins(0, 10, 0, 0)
        head = QHBoxLayout()
        head.setContentsMargins(16, 0, 16, 0)
        head.addWidget(self.search)
        column.addLayout(head)
        column.addWidget(self._classes_or_advice(), 1)
        self.grid.horizontalHeader().setSectionResizeMode(1, QHeaderView.ResizeMode.Stretch)
        self.people = self._people(printer)
        self.people.put([])
        self.note = QLabel(wordWrap=True)
        self.note.setProperty("role", "secondary")
        self.note.setContentsMargins(16, 6, 16, 6)
        self.note.hide()
        right = QFrame()
        column = QVBoxLayout(right)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self.people, 1)
        column.addWidget(self.note)
        self.addWidget(left)
        self.addWidget(right)
        self.setStretchFactor(0, 2)
        self.setStretchFactor(1, 3)
        self.setSizes([320, 560])

    def _classes_or_advice(self) -> QWidget:
        middle = QWidget()
        self._middle = QStackedLayout(middle)
        self._middle.addWidget(self.grid)
        advice = "请先在“培训学时”里登记班次、人员和结果。"
        self._middle.addWidget(notice("clock", "还没有可以发证的班次", advice))
        middle.setMinimumHeight(1)
        return middle

    def _people(self, printer: Printer) -> Choosing:
        return Choosing(
            self._services,
            (
                Column("name", "姓名", 96, given=True),
                Column("school_name", "任教学校", 152),
                Column("hours", "学时", 56, "right", HOURS),
                Column("result", "结果", 56, field=Field("result", "结果", Kind.CODE, codes="result")),
                *STATE,
            ),
            lambda session: [],
            unit="人",
            empty=Empty("没有可以发证的人", "先在左边选一个班次；修满学时并合格的人会列在这里。"),
            hint="姓名或学校",
            filters=("state",),
            acts=printer.acts("completion"),
        )

    def reload(self) -> None:
        """Read classes and people again."""
        self._services.reads.run(
            lambda session, progress: training.classes(session), title="正在读取班次", done=self._put_classes
        )
        if self.class_id:
            self._read_people()

    def choose(self, class_id: str) -> None:
        """Choose a class from outside."""
        self._wanted = None if self.grid.choose(class_id) else class_id

    def _put_classes(self, rows: Sequence[Mapping[str, Any]]) -> None:
        self.classes.put((str(row["id"]), row["title"], row["name"], row["passed"]) for row in rows if row["passed"])
        if self._wanted:
            self.choose(self._wanted)
        self._middle.setCurrentIndex(0 if self.classes.all else 1)

    def _find(self, text: str) -> None:
        rows, wanted = self.classes, text.strip()
        found = [str(row[0]) for place, row in enumerate(rows.all) if wanted in "\t".join(rows.texts_of(place))]
        rows.want(found if wanted else None)

    def _choose(self, pk: str) -> None:
        if pk != self.class_id:
            self.class_id = pk
            self.people.list.rows.untick_all()
            self._read_people()

    def _read_people(self) -> None:
        pk = self.class_id or ""
        self._services.reads.run(
            lambda session, progress: (pk, _of_class(session, pk)),
            title="正在读取名单",
            done=self._put_people,
        )

    def _put_people(self, read: tuple[str, list[dict[str, Any]]]) -> None:
        pk, rows = read
        if pk != self.class_id:
            return
        self.people.put(stated([row for row in rows if not row["why_not"]]))
        others = [row for row in rows if row["why_not"]]
        self.note.setText(
            f"另有 {len(others)} 人不能发："
            + "；".join(f"{row['name']}{row['why_not']}" for row in others[:5])
            + ("……" if len(others) > 5 else "。")
        )
        self.note.setVisible(bool(others))


def _of_class(session: Session, pk: str) -> list[dict[str, Any]]:
    from app.papers import facts_training

    return facts_training.of_class(session, pk)
