"""Whatever two entries have, merging and taking it back leaves every row as it was, and in between nothing is lost."""

from collections.abc import Iterator
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from app import codes, organisations, records, teachers, training
from app.entities import ENTITIES
from app.fields import Field, Kind
from app.merging import uniting
from app.merging.becoming import LETTERS, references
from app.problems import Problem
from app.session import Session, create_county
from storage import checks as stored
from storage.schema import TABLES
from tests.app.merging.conftest import registers_of, rows_of

HANGING = [
    table
    for table in TABLES
    if table not in (*LETTERS, "teachers", "organisations", "attachments")
    and {"teachers", "pairs"} & set(references(table).values())
]
"""Every kind of record that names a teacher or a pair, whichever there will be."""

Made = tuple[str, dict[str, Any]]


def value(field: Field) -> st.SearchStrategy[Any]:
    """Few values of each kind, so that two rows are often alike."""
    by_kind: dict[Kind, st.SearchStrategy[Any]] = {
        Kind.CODE: st.sampled_from([one.code for one in codes.table(field.codes or "").codes[:2]]) if field.codes else st.none(),
        Kind.DATE: st.sampled_from(["2024-09-01", "2026-01-01"]),
        Kind.MONTH: st.sampled_from(["2024-09", "2026-01"]),
        Kind.YEAR: st.sampled_from([2025, 2026]),
        Kind.FLAG: st.sampled_from([0, 1]),
        Kind.HOURS: st.sampled_from([10, 25]),
        Kind.COUNT: st.sampled_from([1, 2]),
        Kind.REFERENCE: st.sampled_from([0, 1]),
    }  # fmt: skip
    made = by_kind.get(field.kind, st.sampled_from(["甲", "乙"]))
    if field.kind.name == "SCHOOL_YEAR":
        made = st.sampled_from([2025, 2026])
    return made if field.required else st.none() | made


@st.composite
def rows(draw: st.DrawFn) -> Made:
    table = draw(st.sampled_from(HANGING))
    return table, {one.name: draw(value(one)) for one in ENTITIES[table].fields}


@pytest.fixture(scope="module")
def office(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Session]:
    with create_county(tmp_path_factory.mktemp("县") / "县.xinhuo", "青石县", operator="王敏") as session:
        for name in ("一小", "二小"):
            organisations.save(session, None, {"name": name, "kind": "3"})
        programme = training.save_programme(session, None, {"title": "师德", "level": "4", "category": "3"})
        for name in ("一班", "二班"):
            training.save_class(session, None, {"programme_id": programme, "name": name, "year": 2026, "hours": 160})
        yield session


def enter(session: Session, name: str) -> str:
    place = session.store.value("SELECT id FROM organisations WHERE name = '一小'")
    return teachers.save(session, None, {"name": name, "work": str(place)})


def write(session: Session, people: list[str], made: list[Made]) -> list[str]:
    """Write the rows, with each reference to one of a few: of teachers, the two and somebody else. Returns their ids."""
    written = []
    pools = {table: [str(pk) for (pk,) in session.store.tuples(f"SELECT id FROM {table}")] for table in TABLES}
    pools["teachers"] = people
    pools["pairs"] = []
    for number, (table, values) in enumerate(made):
        given = dict(values)
        for column, parent in references(table).items():
            if not pools[parent]:
                given[column] = None
            elif given[column] is not None:
                given[column] = pools[parent][given[column] % len(pools[parent])]
        if table == "certificates":
            given |= {
                "number": f"第 {session.store.value('SELECT count(*) FROM transactions')}-{number} 号",
                "facts": "{}",
            }
        if any(given[one.name] is None for one in ENTITIES[table].fields if one.required):
            continue
        with session.writing("写") as block:
            pk = block.insert(table, {name: one for name, one in given.items() if one is not None})
        written.append(pk)
        if table == "pairs":
            pools["pairs"].append(pk)
    return written


SIDES = st.dictionaries(st.sampled_from(["work", "remark", "phone", "name"]), st.sampled_from(["kept", "other"]))


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(made=st.lists(rows(), max_size=14), take=SIDES, over=st.sets(st.integers(0, 13)), turned=st.booleans())
def test_merging_and_taking_it_back_leaves_every_row_as_it_was(
    office: Session, made: list[Made], take: Any, over: set[int], turned: bool
) -> None:
    one, two, li = (enter(office, name) for name in ("张三", "张三", "李四"))
    written = write(office, [two, li, one] if turned else [one, two, li], made)
    before, registers = rows_of(office), registers_of(office)
    try:
        uniting.merge(office, one, two, take, [written[place] for place in over if place < len(written)])
    except Problem:
        # A record names both as two people.
        assert rows_of(office) == before
        return
    named = [row for table, found in rows_of(office).items() if table != "merges" for row in found if two in row]
    assert named == []
    assert stored.summary_differences(office.store) == 0
    assert stored.dangling(office.store) == [] and list(stored.unstamped(office.store)) == []
    assert printed(rows_of(office)) == printed(before)
    records.undo_last(office)
    assert rows_of(office) == before
    assert registers_of(office) == registers
    assert stored.summary_differences(office.store) == 0
    assert stored.unlike_their_acts(office.store) == []


def printed(found: dict[str, list[tuple[Any, ...]]]) -> set[Any]:
    """Numbers of certificates."""
    return {row[2] for row in found["certificates"]}
