"""The manual's table of who may fill in what is the declarations' own."""

from pathlib import Path

from app.entities import ENTITIES
from app.fields import Field, Owner
from app.records import Entity
from storage.schema import is_public

PAGE = Path(__file__).parents[2] / "docs/manual/12-更改申请.md"
HEAD = "| 记录 | 由县里填写 | 由学校填写 | 两边都能填写 |"


def cell(entity: Entity, owner: Owner) -> str:
    """All of them, the rest, these by name, or none."""
    fields: list[Field] = [field for field in entity.fields if field.owner is owner]
    if not fields:
        return "—"
    shared = "，学校只改自己建立的" if owner is Owner.EITHER and is_public(entity.table) else ""
    if len(fields) == len(entity.fields):
        return f"全部{shared}"
    if 2 * len(fields) > len(entity.fields):
        return f"其余各项{shared}"
    return "、".join(field.label for field in fields)


def test_the_manual_says_who_fills_in_what() -> None:
    wanted = [
        f"| {entity.label} | {' | '.join(cell(entity, owner) for owner in (Owner.COUNTY, Owner.SCHOOL, Owner.EITHER))} |"
        for entity in ENTITIES.values()
    ]
    lines = PAGE.read_text(encoding="utf-8").splitlines()
    start = lines.index(HEAD) + 2
    told = lines[start : start + len(wanted)]
    assert told == wanted, "put these lines there:\n" + "\n".join(wanted)
    assert not lines[start + len(wanted)].startswith("|")


def test_the_rules_of_the_exchange_are_the_same_declarations() -> None:
    from app.entities import county_only

    rules = county_only()
    assert rules.pop("certificates") == frozenset(), (
        "row by row: each is its issuer's (tests/app/papers/test_blocks.py)"
    )
    for table, columns in rules.items():
        owned = {field.name for field in ENTITIES[table].fields if field.owner is Owner.COUNTY}
        assert columns - {"_del"} == owned
        assert ("_del" in columns) == (len(owned) == len(ENTITIES[table].fields))
