from collections.abc import Iterator
from pathlib import Path

import pytest

from app import codes, entities, identity
from app.fields import Field, Kind, Owner
from app.session import Session, create_county, open_session
from app.teachers import POSTED
from storage.capture import columns_of
from storage.schema import TABLES, root_column


@pytest.fixture(scope="module")
def session(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Session]:
    with create_county(tmp_path_factory.mktemp("县") / "县.xinhuo", "青石县") as made:
        yield made


def fields() -> list[tuple[str, Field]]:
    return [(table, one) for table, entity in entities.ENTITIES.items() for one in entity.fields]


def test_every_exchanged_table_has_its_declaration() -> None:
    assert tuple(entities.ENTITIES) == TABLES


@pytest.mark.parametrize("table", TABLES)
def test_the_columns_of_a_table_are_the_fields_of_its_declaration(session: Session, table: str) -> None:
    declared = set(entities.ENTITIES[table].columns)
    # Where a teacher works and is on the establishment stands in the dated postings.
    if table == "teachers":
        declared -= set(POSTED)
    assert declared == set(columns_of(session.store.conn, table))


def test_a_declared_field_is_stored_as_its_kind_says(session: Session) -> None:
    whole_numbers = {Kind.YEAR, Kind.SCHOOL_YEAR, Kind.FLAG, Kind.HOURS, Kind.COUNT}
    for table, one in fields():
        if one.name in POSTED and table == "teachers":
            continue
        kinds = {row[1]: row[2] for row in session.store.tuples(f"PRAGMA table_info({table})")}
        assert kinds[one.name] == ("INTEGER" if one.kind in whole_numbers else "TEXT"), (table, one.name)


def test_what_a_table_demands_its_declaration_demands_too(session: Session) -> None:
    for table, entity in entities.ENTITIES.items():
        for _place, column, _kind, not_null, default, _key in session.store.tuples(f"PRAGMA table_info({table})"):
            declared = entity.field(column)
            if not_null and default is None and declared is not None:
                assert declared.required, (table, column)


def test_references_and_codes_lead_somewhere(session: Session) -> None:
    for table, one in fields():
        if one.kind is Kind.REFERENCE:
            assert one.refers_to in TABLES, (table, one.name)
        if one.kind is Kind.CODE:
            assert codes.table(one.codes or "").find("x") is None, (table, one.name)
    for table in TABLES:
        referred = {row[3]: row[2] for row in session.store.tuples(f"PRAGMA foreign_key_list({table})")}
        declared = {one.name: one.refers_to for at, one in fields() if at == table and one.kind is Kind.REFERENCE}
        assert {name: to for name, to in declared.items() if name not in POSTED} == referred, table


def test_every_field_has_a_label_of_its_own() -> None:
    for table, entity in entities.ENTITIES.items():
        labels = [one.label for one in entity.fields]
        assert len(set(labels)) == len(labels), table
    assert entities.labels()["teachers", "honour"] == "最高骨干称号"


def test_the_county_alone_writes_what_the_declarations_say() -> None:
    rules = entities.county_only()
    assert rules["teachers"] == {"honour"}
    assert rules["postings"] == {"move", "end_move", "end_document"}
    assert rules["proposals"] == frozenset()
    assert rules["certificates"] == frozenset()
    for table in ("organisations", "studios", "members", "decisions"):
        assert rules[table] == {*entities.ENTITIES[table].columns, "_del"}


def test_a_root_is_a_column_of_its_table() -> None:
    for table in TABLES:
        column = root_column(table)
        assert column in (None, "id") or column in entities.ENTITIES[table].columns


def test_whom_a_field_belongs_to_is_said_once() -> None:
    assert {one.owner for _table, one in fields()} == {Owner.COUNTY, Owner.SCHOOL, Owner.EITHER}


def test_the_sample_files_hold_no_real_person(tmp_path: Path) -> None:
    for sample in (Path(__file__).parents[1] / "data" / "databases").glob("*.xinhuo"):
        copy = tmp_path / sample.name
        copy.write_bytes(sample.read_bytes())
        with open_session(copy) as opened:
            numbers = [row[0] for row in opened.store.tuples("SELECT id_number FROM teachers") if row[0]]
            # No division ever had this code; the check digit is right all the same.
            assert numbers and all(one.startswith("999999") and identity.parse(one) for one in numbers)
