"""The list of organisations (单位): the county writes it, a school sees what it was given."""

from dataclasses import replace
from functools import partial
from typing import Any

from app import codes, organisations, records
from app.fields import show
from app.session import Session
from ui.details import Fact, Sheet
from ui.pages import Services, Shown
from ui.record_page import RecordPage, Records, Tuples
from ui.rows import Column

LOCKED = "单位由县里统一登记，本校只能查看。需要修改时，点“申请更改……”，由县里审核。"

NAMES = (
    "id", "name", "code", "kind", "school_kind", "township", "teachers", "parent_name", "urban_rural", "closed_on",
)  # fmt: skip

_FACTS = (
    "code", "short_name", "school_kind", "parent_id", "township", "urban_rural", "group_name", "authority", "location",
    "level", "phone", "address", "closed_on", "remark",
)  # fmt: skip
_ALWAYS = ("code", "parent_id", "township")


def _column(name: str, label: str, width: int, **more: Any) -> Column:
    return Column(name, label, width, field=organisations.ENTITY.field(name), **more)


COLUMNS = (
    Column("name", "单位名称", 184),
    _column("code", "学校标识码", 112),
    _column("kind", "单位类别", 104),
    _column("school_kind", "办学类型", 128),
    _column("township", "乡镇（街道）", 104),
    Column("teachers", "任教人数", 80, "right"),
    Column("parent_name", "上级单位", 136),
    _column("urban_rural", "城乡类型", 104, hidden=True),
    _column("closed_on", "撤并日期", 96, hidden=True),
)


def listed(session: Session) -> Tuples:
    """Every organisation in the order of `NAMES`."""
    return [tuple(row[name] for name in NAMES) for row in organisations.listed(session)]


def sheet(session: Session, pk: str, services: Services) -> Sheet:
    """The facts of one organisation, the way to the teachers who work there, and what belongs under it."""
    everyone = organisations.listed(session)
    row = next((one for one in everyone if one["id"] == pk), None)
    if row is None:
        raise records.not_found(organisations.ENTITY)
    facts = []
    if session.is_county or pk == session.organisation:
        # A school knows no more of the others than the outlines of its partners there.
        here = partial(services.show, "teachers", Shown({"work_name": row["name"]}))
        facts.append(Fact("任教教师", f"{row['teachers']} 人" if row["teachers"] else "", open=here))
    for name in _FACTS:
        field = organisations.ENTITY.field(name)
        assert field is not None
        text = str(row["parent_name"] or "") if name == "parent_id" else show(field, row[name])
        if text or name in _ALWAYS:
            facts.append(Fact(field.label, text))
    below = [one for one in everyone if one["parent_id"] == pk]
    facts += [Fact("下级单位", "、".join(str(one["name"]) for one in below))] if below else []
    return Sheet(
        title=str(row["name"]),
        subtitle=codes.table("organisation_kind").label_of(row["kind"]),
        facts=facts,
        sections=(),
        history=lambda: records.history(session, organisations.ENTITY, pk),
        note="" if session.is_county else LOCKED,
    )


class OrganisationsPage(RecordPage):
    """Organisations, as a part of 设置."""

    def __init__(self, session: Session, services: Services) -> None:
        what = Records(
            entity=organisations.ENTITY,
            unit="个",
            columns=COLUMNS,
            names=NAMES,
            read=listed,
            load=lambda session, pk: records.get(session, organisations.ENTITY, pk),
            save=organisations.save,
            sheet=lambda session, pk: sheet(session, pk, services),
            delete=lambda session, pk: records.delete(session, organisations.ENTITY, pk),
            empty="从 Excel 导入单位一览表，或一个一个登记。",
            search="单位名称、标识码或乡镇",
            filters=("kind", "school_kind", "township"),
            tables=frozenset({"postings"}),
        )
        if not session.is_county:
            columns = tuple(one for one in COLUMNS if one.name != "teachers")
            what = replace(what, columns=columns, locked=LOCKED)
        super().__init__(session, services, what, title="单位")
