"""Choosing who gets a certificate, printing, and the register of what was issued."""

from collections.abc import Callable, Mapping, Sequence
from functools import partial
from pathlib import Path
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

from app import candidates, certificates, codes, training
from app.fields import Field, Kind
from app.session import Session
from ui import choosing, desktop
from ui.grid import Grid
from ui.lists import Act, Empty, Ids, ListPane
from ui.outcome import Outcome
from ui.pages import Services, notice
from ui.rows import Column, Rows

PURPOSE = "papers"
_PDF = "PDF 文件 (*.pdf)"
_NOT_YET, _DONE = "未发", "已发"

_STATE = (Column("state", "状态", 56), Column("issued", "证书编号", 192))
_HOURS = Field("hours", "学时", Kind.HOURS)


class Printer:
    """Numbers, registers and writes papers in the lane, and says in place what came of it."""

    def __init__(self, services: Services, parent: QWidget, outcome: Outcome) -> None:
        self._services = services
        self._parent = parent
        self._outcome = outcome

    def acts(self, kind: str) -> tuple[Act, ...]:
        """What can be done with ticked rows whose papers are of one kind."""
        return (
            Act("打印成一个 PDF……", partial(self.print_one, kind)),
            Act("每人一个 PDF……", partial(self.print_each, kind)),
        )

    def print_one(self, kind: str, ids: Ids) -> None:
        """All papers in one file."""
        label = codes.table("certificate_kind").label_of(kind)
        out = choosing.target(self._parent, self._services.settings, PURPOSE, f"打印{label}", _PDF, f"{label}.pdf")
        if out:
            self._print(kind, ids, out)

    def print_each(self, kind: str, ids: Ids) -> None:
        """A file a person, in a folder."""
        label = codes.table("certificate_kind").label_of(kind)
        folder = choosing.folder(self._parent, self._services.settings, PURPOSE, f"{label}写到哪个文件夹")
        if folder:
            self._print(kind, ids, folder)

    def _print(self, kind: str, ids: Ids, out: Path) -> None:
        label = codes.table("certificate_kind").label_of(kind)
        self._services.jobs.run(
            lambda session, progress: certificates.issue(session, kind, ids, out, progress=progress),
            title=f"正在打印{label}",
            done=partial(self._done, label, out),
            failed=self._outcome.refused,
        )

    def _done(self, label: str, out: Path, made: certificates.Issued) -> None:
        again = f"其中 {made.again} 份与以前发的相同，按原编号重印。" if made.again else ""
        numbers = made.numbers[0] if len(made.numbers) == 1 else f"{made.numbers[0]} 至 {made.numbers[-1]}"
        self._outcome.done(
            f"已写好{label} {len(made.numbers)} 份。",
            f"编号 {numbers}。{again}文件：{out}",
            [("打开", lambda: desktop.show(out, self._outcome.say_refused))],
        )


class Choosing(QWidget):
    """A list with a search box above it, read in the quiet lane; `read` gives rows as mappings."""

    def __init__(
        self,
        services: Services,
        columns: Sequence[Column],
        read: Callable[[Session], Sequence[Mapping[str, Any]]],
        *,
        unit: str,
        empty: Empty,
        hint: str,
        filters: Sequence[str] = (),
        acts: Sequence[Act] = (),
        row_acts: Sequence[Act] = (),
        extra: Sequence[str] = (),
    ) -> None:
        """`extra` are names of values that rows carry without showing them. Without `acts` nothing can be ticked."""
        super().__init__()
        self._services = services
        self._read = read
        self._names = ("id", *(column.name for column in columns), *extra)
        self.search = QLineEdit(placeholderText=hint, clearButtonEnabled=True)
        self.search.setMaximumWidth(360)
        self.search.textChanged.connect(self.narrow)
        self.list = ListPane(
            columns,
            self._names,
            unit=unit,
            empty=empty,
            filters=filters,
            acts=acts,
            row_acts=row_acts,
            ticks=bool(acts),
        )
        self.list.cleared.connect(self.search.clear)
        head = QHBoxLayout()
        head.setContentsMargins(16, 10, 16, 0)
        head.addWidget(self.search, 1)
        head.addStretch(1)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addLayout(head)
        column.addWidget(self.list, 1)

    def reload(self) -> None:
        """Read the rows again."""
        read = self._read
        self._services.reads.run(lambda session, progress: read(session), title="正在读取名单", done=self.put)

    def put(self, rows: Sequence[Mapping[str, Any]]) -> None:
        """Show rows; a search stays."""
        self.list.put(tuple(row[name] for name in self._names) for row in rows)
        self.narrow()

    def narrow(self) -> None:
        """Show what the search box says."""
        text = self.search.text().strip()
        self.list.search(self.matching(text) if text else None)

    def matching(self, text: str) -> Ids:
        """Ids of the rows that have the text in any of their columns."""
        rows = self.list.rows
        return [str(row[0]) for place, row in enumerate(rows.all) if text in "\t".join(rows.texts_of(place))]


class HoursPart(Choosing):
    """学时证明: anybody with passed hours, found as on the 教师 page."""

    def __init__(self, services: Services, printer: Printer) -> None:
        super().__init__(
            services,
            (
                Column("name", "姓名", 104, given=True),
                Column("school_name", "任教学校", 176),
                Column("subject", "任教学科", 96, field=Field("subject", "学科", Kind.CODE, codes="subject")),
                Column("hours", "累计学时", 80, "right", _HOURS),
                *_STATE,
            ),
            lambda session: _stated(candidates.with_hours(session)),
            unit="人",
            empty=Empty("还没有人有合格的学时", "在“培训学时”里登记班次和结果以后，这里就能打印学时证明。"),
            hint="姓名、拼音、首字母、证号或学校",
            filters=("school_name", "state"),
            acts=printer.acts("hours"),
        )
        services.people.ready.connect(self.narrow)

    def matching(self, text: str) -> Ids:
        found = self._services.people.find(text)
        return super().matching(text) if found is None else found


class AppointmentsPart(Choosing):
    """聘书: mentors of running pairs and hosts of studios."""

    def __init__(self, services: Services, printer: Printer) -> None:
        super().__init__(
            services,
            (
                Column("role", "角色", 64),
                Column("name", "姓名", 88),
                Column("post", "聘任内容", 224),
                Column("term", "聘期", 176),
                Column("school_name", "任教学校", 152),
                *_STATE,
            ),
            lambda session: _stated(candidates.appointments(session)),
            unit="份",
            empty=Empty("没有可以发聘书的人", "有培养中的师徒结对，或者有主持人的工作室以后，会列在这里。"),
            hint="姓名、聘任内容或学校",
            filters=("role", "state"),
            acts=printer.acts("appointment"),
        )


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
                Column("hours", "学时", 56, "right", _HOURS),
                Column("result", "结果", 56, field=Field("result", "结果", Kind.CODE, codes="result")),
                *_STATE,
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
            lambda session, progress: (pk, candidates.of_class(session, pk)),
            title="正在读取名单",
            done=self._put_people,
        )

    def _put_people(self, read: tuple[str, list[dict[str, Any]]]) -> None:
        pk, rows = read
        if pk != self.class_id:
            return
        self.people.put(_stated([row for row in rows if not row["why_not"]]))
        others = [row for row in rows if row["why_not"]]
        self.note.setText(
            f"另有 {len(others)} 人不能发："
            + "；".join(f"{row['name']}{row['why_not']}" for row in others[:5])
            + ("……" if len(others) > 5 else "。")
        )
        self.note.setVisible(bool(others))


class RegisterPart(Choosing):
    """已发证书: what was issued, to whom, under which number."""

    def __init__(self, session: Session, services: Services, printer: Printer) -> None:
        self._printer = printer
        row_acts = [Act("查看教师", self._show_teacher)]
        if session.is_county:
            row_acts.append(Act("按原编号重印……", self._print_again))
        super().__init__(
            services,
            (
                Column("number", "证书编号", 192),
                Column("kind", "种类", 96, field=certificates.ENTITY.field("kind")),
                Column("name", "姓名", 104),
                Column("issued_on", "发证日期", 104),
                Column("status", "状态", 64, field=certificates.ENTITY.field("status")),
                Column("issuer", "发证单位", 184),
            ),
            certificates.listed,
            unit="份",
            empty=Empty("还没有发过证书", "打印的每一份证书都会编号登记在这里。"),
            hint="编号或姓名",
            filters=("kind", "status"),
            row_acts=row_acts,
            extra=("teacher_id", "subject_id"),
        )
        self.list.opened.connect(lambda pk: self._show_teacher([pk]))

    def _row(self, pk: str) -> dict[str, Any]:
        return next(dict(zip(self._names, row, strict=True)) for row in self.list.rows.all if row[0] == pk)

    def _show_teacher(self, ids: Ids) -> None:
        self._services.go("teachers", str(self._row(ids[0])["teacher_id"]))

    def _print_again(self, ids: Ids) -> None:
        row = self._row(ids[0])
        self._printer.print_one(str(row["kind"]), [str(row["subject_id"])])


def _stated(rows: Sequence[dict[str, Any]]) -> list[dict[str, Any]]:
    """Rows with `state` beside `issued`, and `term` where there are dates."""
    return [
        {
            **row,
            "state": _DONE if row["issued"] else _NOT_YET,
            "term": _term(row.get("start_date"), row.get("end_date")),
        }
        for row in rows
    ]


def _term(start: str | None, end: str | None) -> str:
    if not (start and end):
        return "没有填写起止日期"
    return f"{start} 至 {end}"
