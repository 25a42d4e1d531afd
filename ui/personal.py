"""Pages of records that each belong to one teacher: found by the teacher's pinyin too, with the way to the teacher."""

from collections.abc import Mapping, Sequence
from functools import partial
from typing import Any

from app import records, teachers
from app.fields import Kind, show
from app.records import Entity
from app.session import Session
from ui import messages
from ui.details import Fact, Sheet
from ui.lists import Act, Ids
from ui.pages import Services
from ui.record_page import RecordPage


class PersonalPage(RecordPage):
    """A page over records with a `teacher_id` among the values of a row."""

    def matching(self, text: str) -> Ids | None:
        found = set(super().matching(text) or ())
        people = set(self.services.people.find(text) or ())
        place = self.list.rows.at["teacher_id"]
        return [str(row[0]) for row in self.list.rows.all if row[0] in found or row[place] in people]

    def acts(self) -> Sequence[Act]:
        return (*super().acts(), Act("删除", self.delete_many))

    def delete_many(self, ids: Ids) -> None:
        """Delete those who are ticked after asking, in one act; can be undone."""
        chosen, entity, unit = list(ids), self.what.entity, self.what.unit
        if not messages.ask(
            self, f"要删除勾选的 {len(chosen):,} {unit}{entity.label}吗？", "删除后可以用“撤销”找回。", "删除", "不删除"
        ):
            return

        def tell(gone: int) -> None:
            self.services.toast(f"已删除 {gone:,} {unit}{entity.label}", "撤销", self.services.undo)
            self.list.rows.untick_all()

        self.services.jobs.run(
            lambda session, progress: records.delete_many(session, entity, chosen),
            title=f"正在删除{entity.label}",
            done=tell,
        )


def sheet_of(
    session: Session,
    services: Services,
    entity: Entity,
    row: Mapping[str, Any],
    *,
    subtitle: str,
    named: Mapping[str, str] = {},
    note: str = "",
) -> Sheet:
    """The facts of one record under its teacher's name; `named` gives for other references the value with the name."""
    facts = []
    for field in entity.fields:
        if field.name == "teacher_id":
            text = "，".join(str(part) for part in (row["teacher_name"], row["school_name"]) if part)
            facts.append(Fact(field.label, text, open=way_to(session, services, row["teacher_id"])))
        elif field.name in named:
            text = str(row[named[field.name]] or "")
            to_teacher = field.refers_to == "teachers" and row[field.name]
            way = way_to(session, services, row[field.name]) if to_teacher else None
            facts += [Fact(field.label, text, open=way)] if text else []
        elif row[field.name] not in (None, "") or (field.required and field.kind is not Kind.REFERENCE):
            facts.append(Fact(field.label, show(field, row[field.name])))
    return Sheet(
        title=str(row["teacher_name"] or ""),
        subtitle=subtitle,
        facts=facts,
        sections=(),
        history=lambda: records.history(session, entity, str(row["id"])),
        note=note,
    )


def way_to(session: Session, services: Services, teacher: object) -> partial[None] | None:
    """What opens a teacher's own page; None for somebody who is here in outline only."""
    pk = str(teacher)
    return partial(services.go, "teachers", pk) if teachers.is_listed(session, pk) else None


def open_teacher(session: Session, services: Services, teacher: object, name: object) -> None:
    """Open a teacher's own page, or say why there is none to be seen here."""
    way = way_to(session, services, teacher)
    if way:
        way()
    else:
        services.toast(f"{name}不在本校的名册里，这里看不到详细情况")
