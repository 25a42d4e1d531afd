"""The list to sign for papers that are handed out (领取签收表): number, name, school, and room for name and day."""

from collections.abc import Sequence
from pathlib import Path

from app.papers import recipients
from app.papers.kinds import PaperKind
from app.session import Session


def write(session: Session, kind: PaperKind, given: Sequence[tuple[str, str, str]], folder: Path, stem: str) -> Path:
    """Write the list of (number, name, id of the teacher), in that order, into a folder; returns where it is.

    Raises ExportProblem for what cannot be printed or written.
    """
    from exports.rosters import Column, write_roster

    schools = recipients.schools(session)
    columns = (
        Column("序号", 1.0, "center"),
        Column("证书编号", 4.6),
        Column("姓名", 2.2),
        Column("单位", 4.6),
        Column("领取人签名", 3.0),
        Column("领取日期", 2.2),
    )
    rows = [
        (str(place), number, name, schools.get(teacher, ""), "", "")
        for place, (number, name, teacher) in enumerate(given, start=1)
    ]
    out = folder / f"{stem}-领取签收表.pdf"
    title = f"{kind.label}领取签收表"
    write_roster(title, f"{session.name}　共 {len(rows)} 份", columns, rows, out, made_on=session.today())
    return out
