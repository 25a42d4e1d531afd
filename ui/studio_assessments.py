"""考核 in 工作室: the grade of each studio of a year or a term, many at a time, and what follows of it."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from PySide6.QtWidgets import QPushButton

from app import codes, records, studio_terms, studio_work, studios
from app.fields import Value
from app.session import Session
from ui import studio_ending
from ui.details import Sheet
from ui.lists import Act, Ids
from ui.pages import Services
from ui.record_page import RecordPage, Records, Tuples
from ui.rows import Column
from ui.studio_grading import grade_many
from ui.studio_members import LOCKED
from ui.studio_sheets import facts_of

MANY = "批量登记……"

NAMES = (
    "id", "year", "kind", "studio_kind", "studio_name", "host_name", "grade", "score", "to_do", "decided_on", "document",
    "studio_id",
)  # fmt: skip


def _column(name: str, label: str, width: int, **more: Any) -> Column:
    return Column(name, label, width, field=studio_work.ASSESSMENT.field(name), **more)


COLUMNS = (
    _column("year", "年度", 56),
    _column("kind", "考核种类", 80),
    Column("studio_kind", "工作室类别", 80, field=studios.ENTITY.field("kind")),
    Column("studio_name", "工作室", 176),
    Column("host_name", "主持人", 72),
    _column("grade", "等次", 64),
    _column("score", "得分", 56, align="right"),
    Column("to_do", "请办理", 80),
    _column("decided_on", "确定日期", 96, hidden=True),
    _column("document", "依据文件", 152),
)


def listed(session: Session) -> Tuples:
    """Every assessment in the order of `NAMES`."""
    return [tuple(row[name] for name in NAMES) for row in studio_terms.assessments(session)]


class StudioAssessmentsPage(RecordPage):
    """Assessments of studios, as a part of 工作室."""

    def __init__(self, session: Session, services: Services) -> None:
        what = Records(
            entity=studio_work.ASSESSMENT,
            unit="条",
            columns=COLUMNS,
            names=NAMES,
            read=listed,
            load=studio_terms.get_assessment,
            save=studio_terms.save_assessment,
            sheet=lambda session, pk: sheet(session, pk, services),
            delete=lambda session, pk: records.delete(session, studio_work.ASSESSMENT, pk),
            empty="用“批量登记……”给一类工作室一次登记同一个等次，再改个别的。",
            search="工作室、主持人或依据文件",
            filters=("year", "kind", "studio_kind", "grade", "to_do"),
            tables=frozenset({"studios", "teachers", "rules"}),
            locked="" if session.is_county else LOCKED,
        )
        super().__init__(session, services, what, title="考核")
        self.withdraw = QPushButton("撤销工作室……")
        self.withdraw.clicked.connect(self._withdraw_current)
        self.withdraw.hide()
        self.detail.put_button(self.withdraw)

    def defaults(self) -> Mapping[str, Value]:
        return {"kind": studio_terms.YEARLY, "year": self.session.today().year}

    def more_acts(self) -> Sequence[tuple[str, Callable[[], None]]]:
        return super().more_acts() if self.what.locked else ((MANY, self.enter_many), *super().more_acts())

    def acts(self) -> Sequence[Act]:
        if self.what.locked:
            return super().acts()
        return (Act("撤销工作室……", self.withdraw_many), *super().acts())

    def show_detail(self) -> None:
        super().show_detail()
        pk = self.list.grid.current_id
        at = self.list.rows.at["to_do"]
        due = any(row[0] == pk and row[at] for row in self.list.rows.all)
        self.withdraw.setVisible(due and not self.what.locked)

    def enter_many(self) -> None:
        """Choose studios and give them all the same grade."""
        grade_many(self, self.session, self.services)

    def withdraw_many(self, ids: Ids) -> None:
        """Ask from when, then withdraw the studios of these assessments, in one act."""
        at = self.list.rows.at["studio_id"]
        chosen = {str(row[at]) for row in self.list.rows.all if row[0] in set(ids)}
        studio_ending.close(self, self.session, self.services, sorted(chosen), studios.WITHDRAWN)

    def _withdraw_current(self) -> None:
        pk = self.list.grid.current_id
        if pk:
            self.withdraw_many([pk])


def sheet(session: Session, pk: str, services: Services) -> Sheet:
    """The facts of one assessment, and what is to be done about it."""
    row = studio_terms.get_assessment(session, pk)
    kind = codes.table("studio_assessment_kind").label_of(row["kind"])
    grade = codes.table("three_grades").label_of(row["grade"])
    note = f"按规则，考核{grade}的工作室应当撤销。点“撤销工作室……”办理。" if row["to_do"] else ""
    return Sheet(
        title=str(row["studio_name"]),
        subtitle=f"{row['year']} 年{kind} · {grade}",
        facts=facts_of(services, studio_work.ASSESSMENT, row),
        sections=(),
        history=lambda: records.history(session, studio_work.ASSESSMENT, pk),
        note=note if session.is_county else LOCKED,
    )
