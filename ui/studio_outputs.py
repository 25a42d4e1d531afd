"""成果 in 工作室: papers, projects, open lessons, prizes and books of studios."""

from collections.abc import Mapping
from typing import Any

from app import codes, records, studio_work
from app.fields import Value
from app.session import Session
from ui.details import Sheet
from ui.pages import Services
from ui.record_page import RecordPage, Records, Tuples
from ui.rows import Column
from ui.studio_sheets import facts_of, note_of

NAMES = ("id", "done_on", "studio_name", "kind", "title", "author", "level", "year")


def _column(name: str, label: str, width: int, **more: Any) -> Column:
    return Column(name, label, width, field=studio_work.OUTPUT.field(name), **more)


COLUMNS = (
    _column("done_on", "日期", 96),
    Column("studio_name", "工作室", 192),
    _column("kind", "类别", 112),
    _column("title", "成果名称", 280),
    _column("author", "完成人", 112),
    _column("level", "级别", 80),
    Column("year", "年份", 64, hidden=True),
)


def listed(session: Session) -> Tuples:
    """Every output in the order of `NAMES`."""
    return [
        tuple({**row, "year": str(row["done_on"] or "")[:4]}[name] for name in NAMES)
        for row in studio_work.outputs(session)
    ]


class OutputsPage(RecordPage):
    """Outputs of studios, as a part of 工作室."""

    def __init__(self, session: Session, services: Services) -> None:
        what = Records(
            entity=studio_work.OUTPUT,
            unit="项",
            columns=COLUMNS,
            names=NAMES,
            read=listed,
            load=studio_work.get_output,
            save=studio_work.save_output,
            sheet=lambda session, pk: sheet(session, pk, services),
            delete=lambda session, pk: records.delete(session, studio_work.OUTPUT, pk),
            empty="登记工作室的论文、课题、公开课、获奖和专著。",
            search="成果、完成人或工作室",
            filters=("year", "kind", "level", "studio_name"),
            tables=frozenset({"studios"}),
        )
        super().__init__(session, services, what, title="成果")

    def defaults(self) -> Mapping[str, Value]:
        return {"done_on": self.session.today().isoformat()}


def sheet(session: Session, pk: str, services: Services) -> Sheet:
    """The facts of one output."""
    row = studio_work.get_output(session, pk)
    return Sheet(
        title=str(row["title"]),
        subtitle=codes.table("output_kind").label_of(row["kind"]),
        facts=facts_of(services, studio_work.OUTPUT, row),
        sections=(),
        history=lambda: records.history(session, studio_work.OUTPUT, pk),
        note=note_of(session, row),
    )
