"""考核 in 业务档案: the grades of each year; a whole school gets one in one go."""

from collections.abc import Callable, Mapping, Sequence
from functools import partial
from typing import Any

from app import assessments, codes, records
from app.fields import Value, show
from app.session import Session
from ui.assessing import assess
from ui.details import Sheet
from ui.lists import Act, Ids
from ui.pages import Services
from ui.personal import PersonalPage, sheet_of
from ui.record_page import Records, Tuples
from ui.rows import Column

NAMES = (
    "id", "year", "kind", "teacher_name", "school_name", "grade", "clash", "decided_on", "document", "teacher_id",
)  # fmt: skip

MANY = "批量登记……"

_CLASHES = {
    assessments.TWICE: "同一年的这种考核登记了两条，请留下一条，删除另一条。",
    assessments.AGAINST: f"{assessments.RULE}。请核对这一年的两条考核，改正其中一条。",
}


def _column(name: str, label: str, width: int, **more: Any) -> Column:
    return Column(name, label, width, field=assessments.ENTITY.field(name), **more)


COLUMNS = (
    _column("year", "年度", 64),
    _column("kind", "考核种类", 88),
    Column("teacher_name", "姓名", 96),
    Column("school_name", "任教学校", 148),
    _column("grade", "等次", 88),
    Column("clash", "请核对", 112),
    _column("decided_on", "确定日期", 96),
    _column("document", "依据文件", 136),
)


def listed(session: Session) -> Tuples:
    """Every assessment in the order of `NAMES`."""
    return [tuple(row[name] for name in NAMES) for row in assessments.listed(session)]


class AssessmentsPage(PersonalPage):
    """Assessments, as a part of 业务档案."""

    def __init__(self, session: Session, services: Services) -> None:
        what = Records(
            entity=assessments.ENTITY,
            unit="条",
            columns=COLUMNS,
            names=NAMES,
            read=listed,
            load=assessments.get,
            save=assessments.save,
            sheet=lambda session, pk: sheet(session, pk, services),
            delete=lambda session, pk: records.delete(session, assessments.ENTITY, pk),
            empty="登记每年的师德考核和年度考核。全校一样的，用“批量登记……”一次登记完，再改个别人的。",
            search="姓名、拼音或学校",
            filters=("year", "kind", "grade", "school_name", "clash"),
            tables=frozenset({"teachers", "postings", "organisations"}),
            attached=True,
        )
        super().__init__(session, services, what, title="考核")

    def defaults(self) -> Mapping[str, Value]:
        return {"kind": assessments.ANNUAL, "year": self.session.today().year - 1}

    def more_acts(self) -> Sequence[tuple[str, Callable[[], None]]]:
        return ((MANY, self.enter_many), *super().more_acts())

    def acts(self) -> Sequence[Act]:
        grades = codes.table("assessment_grade").codes
        return (*(Act(f"改为{one.label}", partial(self.set_grade, grade=one.code)) for one in grades), *super().acts())

    def set_grade(self, ids: Ids, grade: str) -> None:
        """Give those who are ticked another grade, all or none; can be undone."""
        chosen, label = list(ids), codes.table("assessment_grade").label_of(grade)

        def tell(changed: int) -> None:
            if changed:
                self.services.toast(f"{changed:,} 条考核改为“{label}”", "撤销", self.services.undo)
            else:
                self.services.toast(f"已经是“{label}”，没有改动")
            self.list.rows.untick_all()

        self.services.jobs.run(
            lambda session, progress: assessments.set_grade(session, chosen, grade),
            title=f"正在改为{label}",
            done=tell,
        )

    def enter_many(self) -> None:
        """Choose teachers and give them all the same grade."""
        assess(self, self.session, self.services)


def sheet(session: Session, pk: str, services: Services) -> Sheet:
    """The facts of one assessment, and what another one of that year has against it."""
    row = assessments.get(session, pk)
    kind, grade = assessments.ENTITY.field("kind"), assessments.ENTITY.field("grade")
    assert kind is not None and grade is not None
    subtitle = f"{row['year']} 年{show(kind, row['kind'])} · {show(grade, row['grade'])}"
    note = _CLASHES.get(str(row["clash"]), "")
    return sheet_of(session, services, assessments.ENTITY, row, subtitle=subtitle, note=note)
