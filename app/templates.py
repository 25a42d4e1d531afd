"""The workbook template of a kind of record, with drop-downs from the live code tables."""

from pathlib import Path

from app import codes, importing, organisations
from app.fields import Field, Kind
from app.session import Session


def write(session: Session, kind: str, out: Path) -> None:
    """Write the template: required columns first, an example row, drop-down lists, stable hidden keys."""
    from exports.workbooks.facts import ColumnFacts, SheetFacts
    from exports.workbooks.writing import write_workbook

    entity = importing.KINDS[kind].entity
    schools = tuple(str(row["name"]) for row in organisations.listed(session))
    fields = sorted(entity.fields, key=lambda one: not one.required)
    columns = tuple(
        ColumnFacts(
            one.name,
            one.label,
            "text",
            one.width * 1.2,
            choices=_choices(one, schools),
            required=one.required,
            note=one.note,
            example=_EXAMPLES.get(one.name, ""),
        )
        for one in fields
    )
    sheet = SheetFacts(entity.label, f"{entity.label}登记表", columns, template=kind)
    write_workbook(out, [sheet])


def _choices(field: Field, schools: tuple[str, ...]) -> tuple[str, ...]:
    if field.kind is Kind.CODE and field.codes:
        return tuple(codes.table(field.codes).labels())
    if field.kind is Kind.FLAG:
        return ("是", "否")
    if field.kind is Kind.REFERENCE and field.refers_to == "organisations":
        return schools
    return ()


_EXAMPLES = {
    "name": "张三",
    "birth_date": "1985-07-03",
    "work_start": "2007-09",
    "phone": "13900000000",
    "sex": "男",
    "ethnic": "汉族",
}
