"""Which tables are exchanged between offices, and to which root each of their rows belongs."""

from dataclasses import dataclass

PUBLIC = "public"
"""The one root that every office holds: organisations, studios, training programmes and classes."""


@dataclass(frozen=True)
class Exchanged:
    """One exchanged table; `root` names the column that holds the row's root, or is None for public rows."""

    table: str
    root: str | None


EXCHANGED: tuple[Exchanged, ...] = (
    Exchanged("organisations", None),
    Exchanged("teachers", "id"),
    Exchanged("postings", "teacher_id"),
    Exchanged("credentials", "teacher_id"),
    Exchanged("honours", "teacher_id"),
    Exchanged("assessments", "teacher_id"),
    Exchanged("observations", "teacher_id"),
    Exchanged("rules", None),
    Exchanged("plans", "teacher_id"),
    Exchanged("pairs", "id"),
    Exchanged("pair_activities", "pair_id"),
    Exchanged("pair_agreements", "pair_id"),
    Exchanged("pair_reviews", "pair_id"),
    Exchanged("studios", None),
    Exchanged("members", "teacher_id"),
    Exchanged("studio_plans", None),
    Exchanged("studio_activities", None),
    Exchanged("participations", "teacher_id"),
    Exchanged("outputs", None),
    Exchanged("studio_assessments", None),
    Exchanged("links", None),
    Exchanged("link_activities", None),
    Exchanged("programmes", None),
    Exchanged("classes", None),
    Exchanged("quotas", None),
    Exchanged("courses", None),
    Exchanged("bases", None),
    Exchanged("volunteering", None),
    Exchanged("sessions", None),
    Exchanged("attendance", "teacher_id"),
    Exchanged("declarations", "teacher_id"),
    Exchanged("designs", None),
    Exchanged("texts", None),
    Exchanged("number_patterns", None),
    Exchanged("number_blocks", None),
    Exchanged("paper_keys", None),
    Exchanged("targets", None),
    Exchanged("certificates", "teacher_id"),
    Exchanged("proposals", "root"),
    Exchanged("decisions", "root"),
    Exchanged("attachments", "root"),
    Exchanged("merges", "teacher_id"),
)
"""In dependency order: a row refers only to tables named before its own."""

BY_TABLE: dict[str, Exchanged] = {one.table: one for one in EXCHANGED}

TABLES: tuple[str, ...] = tuple(one.table for one in EXCHANGED)

ROOT_TABLES: tuple[str, ...] = tuple(one.table for one in EXCHANGED if one.root == "id")
"""The tables whose rows are roots: people and pairs."""


def root_column(table: str) -> str | None:
    """The column that holds the root of a table's rows (`id` for roots themselves); None for public rows."""
    return BY_TABLE[table].root


STUB_COLUMNS: dict[str, tuple[str, ...]] = {
    "teachers": ("name", "subject", "stage"),
    "postings": ("teacher_id", "kind", "organisation_id", "start_date"),
}
"""What another school may know of a teacher it is paired with: never the ID number, never the phone."""


FIXED_COLUMNS: dict[str, frozenset[str]] = {
    "attachments": frozenset({"tbl", "pk", "kind", "media", "sha256", "size"}),
    "certificates": frozenset(
        {
            *("kind", "number", "name", "issuer", "issued_on", "facts", "site", "series", "serial"),
            *("valid_until", "design", "statement", "replaces"),
        }
    ),
}
"""What nobody changes once the row is there: another content is another attachment, another paper
has another number."""


def is_public(table: str) -> bool:
    """Whether every office holds the rows of this table."""
    return any(one.table == table and one.root is None for one in EXCHANGED)
