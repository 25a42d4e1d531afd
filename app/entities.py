"""Every kind of record that offices exchange, by table: one place to look up labels and owners."""

from collections.abc import Callable

from app import (
    assessments,
    attachments,
    catalogue,
    certificates,
    declarations,
    honours,
    links,
    mentoring,
    merging,
    observations,
    organisations,
    plans,
    proposals,
    sessions,
    studio_terms,
    studio_work,
    studios,
    targets,
    teachers,
    training,
)
from app.documents import texts
from app.fields import Fault, Owner
from app.papers import designs, numbering, paper_keys
from app.records import Entity, Values
from app.rules import records as rules
from app.session import Session
from storage.store import Rows

ENTITIES: dict[str, Entity] = {
    entity.table: entity
    for entity in (
        organisations.ENTITY,
        teachers.ENTITY,
        teachers.POSTING,
        teachers.CREDENTIAL,
        honours.ENTITY,
        assessments.ENTITY,
        observations.ENTITY,
        rules.ENTITY,
        plans.ENTITY,
        mentoring.ENTITY,
        mentoring.ACTIVITY,
        mentoring.AGREEMENT,
        mentoring.REVIEW,
        studios.ENTITY,
        studios.MEMBER,
        studio_work.PLAN,
        studio_work.ACTIVITY,
        studio_work.PARTICIPATION,
        studio_work.OUTPUT,
        studio_work.ASSESSMENT,
        links.ENTITY,
        links.ACTIVITY,
        training.PROGRAMME,
        training.CLASS,
        training.QUOTA,
        catalogue.COURSE,
        catalogue.BASE,
        catalogue.VOLUNTEERING,
        training.SESSION,
        training.ATTENDANCE,
        declarations.ENTITY,
        designs.ENTITY,
        texts.ENTITY,
        numbering.PATTERN,
        numbering.BLOCK,
        paper_keys.ENTITY,
        targets.ENTITY,
        certificates.ENTITY,
        proposals.ENTITY,
        proposals.DECISION,
        attachments.ENTITY,
        merging.ENTITY,
    )
}


AMONG: dict[str, Callable[[Rows, str | None, Values], list[Fault]]] = {
    "organisations": organisations.among,
    "teachers": teachers.among,
    "assessments": assessments.among,
    "pairs": mentoring.among,
    "members": studios.among,
    "participations": studio_work.among,
    "studio_assessments": studio_terms.among,
    "links": links.among,
    "classes": training.class_among,
    "attendance": training.among,
    "sessions": sessions.among,
    "declarations": declarations.among,
    "designs": designs.among,
    "number_patterns": numbering.pattern_among,
    "texts": texts.among,
}
"""Per table: the check of one record among all others, where there is one."""


NOTED: dict[str, Callable[[Session, str | None, Values], list[Fault]]] = {
    "pairs": mentoring.noted,
    "studios": studios.noted,
    "members": studios.member_noted,
}
"""Per table: what a person may overrule, so that an import says it beside the row and refuses nothing."""


_BY_ROW = frozenset({"certificates"})
"""Tables of which each row is the office's that made it, whoever that is: `app.exchange.papers` tells them apart."""


def county_only() -> dict[str, frozenset[str]]:
    """Per table: columns only the county may write; `_del` where a school may not delete at all."""
    owned: dict[str, frozenset[str]] = {}
    for table, entity in ENTITIES.items():
        columns = {field.name for field in entity.fields if field.owner is Owner.COUNTY}
        if len(columns) == len(entity.fields):
            columns.add("_del")
        owned[table] = frozenset() if table in _BY_ROW else frozenset(columns)
    return owned


def labels() -> dict[tuple[str, str], str]:
    """(table, column) → Chinese label."""
    return {(table, field.name): field.label for table, entity in ENTITIES.items() for field in entity.fields}
