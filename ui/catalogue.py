"""课程, 基地 and 志愿服务: the county's registers around training, each a list with its form."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from functools import partial
from typing import Any

from PySide6.QtCore import QMargins
from PySide6.QtWidgets import QFrame, QPushButton

from app import catalogue, codes, records
from app.fields import Field, Kind, Value, show
from app.records import Entity
from app.session import Session
from ui.details import Fact, Sheet
from ui.flow import Flow
from ui.pages import Services, Shown
from ui.record_page import RecordPage, Records, Tuples
from ui.rows import Column

LOCKED = "{}由县里统一登记，本校只能查看。"

_COURSES = ("id", "title", "subject", "area", "hours", "is_fine", "author", "approved_on")
_BASES = ("id", "name", "kind", "level", "organisation_name", "awarded_on", "end_date", "state")
_SERVICE = ("id", "held_on", "title", "organisation_name", "people", "times", "year")
_HOLDS, _OVER = "有效", "已到期"


def _column(entity: Entity, name: str, width: int, **more: Any) -> Column:
    field = entity.field(name)
    assert field is not None
    return Column(name, more.pop("label", field.label), width, field=field, **more)


class CoursesPage(RecordPage):
    """The catalogue of courses."""

    def __init__(self, session: Session, services: Services) -> None:
        entity = catalogue.COURSE
        what = Records(
            entity=entity,
            unit="门",
            columns=(
                _column(entity, "title", 224),
                _column(entity, "subject", 104),
                _column(entity, "area", 104),
                _column(entity, "hours", 56, align="right"),
                _column(entity, "is_fine", 72, label="精品"),
                _column(entity, "author", 144),
                _column(entity, "approved_on", 96),
            ),
            names=_COURSES,
            read=lambda session: [tuple(row[name] for name in _COURSES) for row in catalogue.courses(session)],
            load=catalogue.course,
            save=catalogue.save_course,
            sheet=lambda session, pk: sheet(session, services, entity, catalogue.course(session, pk)),
            delete=lambda session, pk: records.delete(session, entity, pk),
            empty="从 Excel 导入课程目录，或一门一门登记；评为精品的勾上，培训核对里按门数核对。",
            search="课程名称、学科或开发人",
            filters=("is_fine", "subject", "area"),
        )
        super().__init__(session, services, _locked(session, what), title="课程")


class BasesPage(RecordPage):
    """Training bases, centres and model schools."""

    def __init__(self, session: Session, services: Services) -> None:
        entity = catalogue.BASE
        what = Records(
            entity=entity,
            unit="个",
            columns=(
                _column(entity, "name", 216),
                _column(entity, "kind", 168),
                _column(entity, "level", 72),
                Column("organisation_name", "所在单位", 136),
                _column(entity, "awarded_on", 96),
                _column(entity, "end_date", 96, hidden=True),
                Column("state", "状态", 72),
            ),
            names=_BASES,
            read=_bases,
            load=catalogue.base,
            save=catalogue.save_base,
            sheet=lambda session, pk: sheet(session, services, entity, catalogue.base(session, pk)),
            delete=lambda session, pk: records.delete(session, entity, pk),
            empty="从 Excel 导入基地名册，或一个一个登记；培训核对里按种类和级别核对个数。",
            search="基地名称或单位",
            filters=("kind", "level", "state"),
            tables=frozenset({"organisations"}),
        )
        super().__init__(session, services, _locked(session, what), title="基地")


def _bases(session: Session) -> Tuples:
    today = session.today()
    rows = ({**row, "state": _HOLDS if catalogue.holds(row, today) else _OVER} for row in catalogue.bases(session))
    return [tuple(row[name] for name in _BASES) for row in rows]


class VolunteeringPage(RecordPage):
    """Volunteers' service: the sums of each year above, each opening its entries; many units at once at the county."""

    def __init__(self, session: Session, services: Services) -> None:
        entity = catalogue.VOLUNTEERING
        what = Records(
            entity=entity,
            unit="条",
            columns=(
                _column(entity, "held_on", 96),
                _column(entity, "title", 216),
                Column("organisation_name", "单位", 168),
                _column(entity, "people", 64, align="right"),
                _column(entity, "times", 72, align="right"),
                Column("year", "年份", 56, hidden=True),
            ),
            names=_SERVICE,
            read=_service,
            load=catalogue.served,
            save=catalogue.save_volunteering,
            sheet=lambda session, pk: sheet(session, services, entity, catalogue.served(session, pk)),
            delete=lambda session, pk: records.delete(session, entity, pk),
            empty="登记一次活动的人数和人次；一项活动有许多单位参加时，用“更多”里的“批量登记……”。",
            search="活动或单位",
            filters=("year", "title", "organisation_name"),
            tables=frozenset({"organisations"}),
        )
        super().__init__(session, services, what, title="志愿服务")
        self.sums: dict[str, QPushButton] = {}
        self._strip = QFrame()
        self._line = Flow(self._strip, spacing=8, margins=QMargins(16, 8, 16, 0))
        self.body.insertWidget(0, self._strip)
        self.list.rows.modelReset.connect(self._sum)
        self._sum()

    def _sum(self) -> None:
        """The persons and times of every year, from the rows of the list."""
        at = self.list.rows.at
        sums: dict[str, tuple[int, int, int]] = {}
        for row in self.list.rows.all:
            count, people, times = sums.get(row[at["year"]], (0, 0, 0))
            sums[row[at["year"]]] = (count + 1, people + (row[at["people"]] or 0), times + row[at["times"]])
        for year, (count, people, times) in sums.items():
            if year not in self.sums:
                self.sums[year] = QPushButton()
                self.sums[year].clicked.connect(partial(self._of_year, year))
                self._line.addWidget(self.sums[year])
            self.sums[year].setText(f"{year} 年 {count:,} 条，{people:,} 人，{times:,} 人次")
        for year, button in self.sums.items():
            button.setVisible(year in sums)
        self._strip.setVisible(bool(sums))

    def _of_year(self, year: str) -> None:
        self.list.clear_conditions()
        self.list.narrow("year", year)

    def defaults(self) -> Mapping[str, Value]:
        own = None if self.session.is_county else self.session.organisation
        return {"held_on": self.session.today().isoformat(), **({"organisation_id": own} if own else {})}

    def more_acts(self) -> Sequence[tuple[str, Callable[[], None]]]:
        batch: list[tuple[str, Callable[[], None]]] = [("批量登记……", self.batch)] if self.session.is_county else []
        return [*batch, *super().more_acts()]

    def batch(self) -> None:
        """Register one activity of many units."""
        from ui.serving import serve

        serve(self, self.session, self.services)


def _service(session: Session) -> Tuples:
    rows = ({**row, "year": str(row["held_on"])[:4]} for row in catalogue.volunteering(session))
    return [tuple(row[name] for name in _SERVICE) for row in rows]


def _locked(session: Session, what: Records) -> Records:
    return what if session.is_county else replace(what, locked=LOCKED.format(what.entity.label))


def sheet(session: Session, services: Services, entity: Entity, row: Mapping[str, Any]) -> Sheet:
    """The facts of one entry of a register, with the way to its unit's teachers."""
    title = records.title_of(entity, row)
    facts = [_fact(session, services, field, row) for field in entity.fields if field.name not in ("title", "name")]
    kind = codes.table("base_kind").label_of(str(row["kind"])) if entity is catalogue.BASE else entity.label
    return Sheet(
        title=title,
        subtitle=kind,
        facts=[one for one in facts if one is not None],
        sections=(),
        history=lambda: records.history(session, entity, str(row["id"])),
        note="" if session.is_county or entity is catalogue.VOLUNTEERING else LOCKED.format(entity.label),
    )


def _fact(session: Session, services: Services, field: Field, row: Mapping[str, Any]) -> Fact | None:
    value = row[field.name]
    if value in (None, ""):
        return None
    if field.kind is not Kind.REFERENCE:
        return Fact(field.label, show(field, value))
    name = str(row["organisation_name"] or "")
    known = session.is_county or value == session.organisation
    return Fact(
        field.label, name, open=partial(services.show, "teachers", Shown({"work_name": name})) if known else None
    )
