"""The facts of records that belong to a studio: the studio by its name, with the way to it."""

from collections.abc import Mapping
from functools import partial
from typing import Any

from app import records, studio_work, studios
from app.fields import Kind, show
from app.records import Entity
from app.session import Session
from ui.details import Fact
from ui.pages import Services


def facts_of(services: Services, entity: Entity, row: Mapping[str, Any]) -> list[Fact]:
    """Every field that says something, and those that must; the studio leads to its own page."""
    facts = []
    for field in entity.fields:
        if field.name == "studio_id":
            way = partial(services.go, "studios", str(row["studio_id"]))
            facts.append(Fact(field.label, str(row["studio_name"] or ""), open=way))
        elif field.kind is not Kind.REFERENCE and (row[field.name] not in (None, "") or field.required):
            facts.append(Fact(field.label, show(field, row[field.name])))
    return facts


def note_of(session: Session, row: Mapping[str, Any]) -> str:
    """Why this office cannot write what belongs to the studio; "" where it can."""
    ours = studio_work.is_ours(session, records.get(session, studios.ENTITY, str(row["studio_id"])))
    return "" if ours else studio_work.NOT_OURS
