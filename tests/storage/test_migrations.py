import shutil
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest

from storage import capture, checks, driver, migrations
from storage.problems import StorageProblem
from storage.schema import EXCHANGED, STUB_COLUMNS, TABLES
from storage.store import Act, Store, create, open_store

ACT = Act("王芳", "测试")
SAMPLES = sorted((Path(__file__).parents[1] / "data" / "databases").glob("*.xinhuo"))


@pytest.fixture(params=SAMPLES, ids=lambda path: path.stem)
def sample(request: pytest.FixtureRequest, tmp_path: Path) -> Path:
    """A copy of a file that an older version (or this one) has written."""
    path = tmp_path / request.param.name
    shutil.copyfile(request.param, path)
    return path


def schema(store: Store) -> list[tuple[str, str, str]]:
    return store.tuples("SELECT type, name, sql FROM sqlite_master WHERE name NOT LIKE 'sqlite_%' ORDER BY type, name")


# -- the schema


def test_an_empty_file_gets_every_migration_once(store: Store) -> None:
    assert store.value("PRAGMA user_version") == len(migrations.ALL)
    assert [row[0] for row in store.tuples("SELECT name FROM _sqlite_migrations ORDER BY id")] == list(migrations.ALL)
    assert set(TABLES) <= {row[0] for row in store.tuples("SELECT name FROM sqlite_master WHERE type = 'table'")}


def test_every_table_is_strict(store: Store) -> None:
    found = store.tuples("SELECT name, strict FROM pragma_table_list WHERE schema = 'main' AND type = 'table'")
    lax = {name for name, strict in found if not strict}
    # These two are the engine's and the migrating library's own.
    assert lax == {"sqlite_schema", "sqlite_sequence", "_sqlite_migrations"}


def test_no_exchanged_table_holds_fractions_or_bytes(store: Store) -> None:
    for table in TABLES:
        kinds = {row[2] for row in store.tuples(f"PRAGMA table_info({table})")}
        assert kinds <= {"TEXT", "INTEGER"}, table


def test_every_row_has_its_root_and_refers_only_to_tables_named_before(store: Store) -> None:
    for place, one in enumerate(EXCHANGED):
        columns = ("id", *capture.columns_of(store.conn, one.table))
        assert one.root is None or one.root in columns
        for row in store.tuples(f"PRAGMA foreign_key_list({one.table})"):
            assert row[2] in TABLES[: place + 1], (one.table, row[2])


def test_an_outline_has_no_column_that_tells_who_somebody_is(store: Store) -> None:
    for table, columns in STUB_COLUMNS.items():
        assert set(columns) <= set(capture.columns_of(store.conn, table))
        assert not set(columns) & {"id_number", "phone", "email", "birth_date", "remark"}


def test_a_script_is_split_into_its_statements() -> None:
    script = """
CREATE TABLE a (x TEXT);
-- why b
CREATE TABLE b (
    y TEXT  -- what y is
);
CREATE TRIGGER c AFTER INSERT ON a BEGIN
    DELETE FROM b;
END;
"""
    assert [one.split()[2] for one in migrations.statements(script)] == ["a", "b", "c"]


def test_an_unfinished_statement_is_our_mistake() -> None:
    with pytest.raises(ValueError, match="unfinished"):
        migrations.statements("CREATE TABLE a (\n    x TEXT")


# -- files of older versions


def test_a_file_of_every_version_opens_and_is_whole(sample: Path, store: Store) -> None:
    with open_store(sample) as opened:
        assert not opened.read_only
        assert schema(opened) == schema(store)
        assert {row[0] for row in opened.tuples("SELECT name FROM teachers")} >= {"李梅"}
        assert opened.fact("name") in ("青石县教育局", "城关小学")
        assert checks.integrity(opened) == checks.dangling(opened) == list(checks.unstamped(opened)) == []
        assert checks.summary_differences(opened) == 0


def test_work_goes_on_in_a_file_of_every_version(sample: Path) -> None:
    with open_store(sample) as opened:
        pk = opened.value("SELECT id FROM teachers WHERE name = '李梅'")
        with opened.writing(ACT) as rows:
            rows.update("teachers", pk, {"remark": "续"})
            rows.insert("credentials", {"teacher_id": pk, "number": "1"})
        assert rows.done.tables == {"teachers", "credentials"}


# -- a later migration


@pytest.fixture
def later(monkeypatch: pytest.MonkeyPatch) -> Iterator[Callable[[str], None]]:
    """Makes this program the next version, whose migration runs the given SQL."""
    register = migrations.register

    def become(script: str) -> None:
        def registered() -> Any:
            made = register()

            @made(name="m9999_later")
            def m9999_later(db: Any) -> None:
                for statement in migrations.statements(script):
                    db.conn.execute(statement)

            return made

        monkeypatch.setattr(migrations, "register", registered)
        monkeypatch.setattr(migrations, "ALL", (*migrations.ALL, "m9999_later"))

    yield become


ADD = "ALTER TABLE teachers ADD COLUMN hobby TEXT;\nUPDATE teachers SET hobby = '书法';"


def test_a_file_is_copied_before_it_is_upgraded(sample: Path, later: Callable[[str], None]) -> None:
    with closing(sqlite3.connect(f"file:{sample}?immutable=1", uri=True)) as before:
        version = before.execute("PRAGMA user_version").fetchone()[0]
    later(ADD)
    with open_store(sample) as opened:
        assert opened.value("PRAGMA user_version") == len(migrations.ALL)
        assert {row[0] for row in opened.tuples("SELECT hobby FROM teachers")} == {"书法"}
    copy = sample.with_name(f"{sample.stem}.升级前-{version}.xinhuo")
    with closing(sqlite3.connect(copy)) as old:
        assert old.execute("PRAGMA user_version").fetchone() == (version,)
        assert "hobby" not in [row[1] for row in old.execute("PRAGMA table_info(teachers)")]
        assert old.execute("PRAGMA integrity_check").fetchone() == ("ok",)


def test_an_upgraded_file_captures_the_new_column(sample: Path, later: Callable[[str], None]) -> None:
    later(ADD)
    with open_store(sample) as opened:
        assert not opened.read_only and capture.intact(opened.conn)
        journalled = opened.value("SELECT count(*) FROM operations")
        with opened.writing(ACT) as rows:
            rows.execute("UPDATE teachers SET hobby = '围棋' WHERE name = '李梅'")
        assert rows.done.tables == {"teachers"}
        assert opened.value("SELECT count(*) FROM operations") == journalled + 1
    with open_store(sample) as again:
        assert not again.read_only


def test_a_rebuilt_table_keeps_its_capture(sample: Path, later: Callable[[str], None]) -> None:
    later(
        "CREATE TABLE anew (\n    id TEXT PRIMARY KEY, teacher_id TEXT NOT NULL REFERENCES teachers(id), stage TEXT, "
        "subject TEXT, number TEXT, issuer TEXT, issued_on TEXT, remark TEXT\n) STRICT;\n"
        "INSERT INTO anew SELECT * FROM credentials;\nDROP TABLE credentials;\nALTER TABLE anew RENAME TO credentials;"
    )
    with open_store(sample) as opened:
        assert not opened.read_only
        with pytest.raises(driver.IntegrityError, match=capture.REFUSAL):
            opened.conn.execute("DELETE FROM credentials")


@pytest.mark.parametrize("script", ["UPDATE teachers SET nothing = 1;", ADD + "\nDELETE FROM organisations;"])
def test_an_upgrade_that_fails_leaves_the_file_as_it_was(
    sample: Path, later: Callable[[str], None], script: str
) -> None:
    before = sample.read_bytes()
    later(script)
    with pytest.raises((StorageProblem, driver.OperationalError)):
        open_store(sample)
    assert sample.read_bytes() == before
    with closing(sqlite3.connect(f"file:{sample}?immutable=1", uri=True)) as old:
        assert "hobby" not in [row[1] for row in old.execute("PRAGMA table_info(teachers)")]


def test_rows_that_refer_to_what_is_not_here_do_not_stop_an_upgrade(
    tmp_path: Path, later: Callable[[str], None]
) -> None:
    # Another office may have deleted what a row here refers to: that is no fault of the migration.
    with create(tmp_path / "旧.xinhuo") as store, store.writing(Act("县", "接收", mode="import")) as rows:
        rows.insert("credentials", {"teacher_id": "nobody"})
    later(ADD)
    with open_store(tmp_path / "旧.xinhuo") as opened:
        assert checks.dangling(opened) == [("credentials", "teachers")]


def test_the_program_before_refuses_what_the_program_after_has_upgraded(
    sample: Path, later: Callable[[str], None], monkeypatch: pytest.MonkeyPatch
) -> None:
    with monkeypatch.context():
        later(ADD)
        open_store(sample).close()
    monkeypatch.undo()
    before = sample.read_bytes()
    with pytest.raises(StorageProblem, match="更新版本"):
        open_store(sample)
    assert sample.read_bytes() == before


def test_the_key_of_a_school_moves_to_its_computers(tmp_path: Path) -> None:
    first = tmp_path / "0001.xinhuo"
    shutil.copyfile(next(path for path in SAMPLES if path.stem == "0001"), first)
    certificate = '{"site": "s", "public": {"sign": "ab12", "recipient": "age1x"}, "signature": "00"}'
    with closing(sqlite3.connect(first)) as old, old:
        (site,) = old.execute("SELECT id FROM sites").fetchone()
        old.execute("UPDATE sites SET certificate = ?, since = '2026-09-01'", (certificate,))
        old.execute(
            "INSERT INTO sites (id, organisation_id, name, state, since) "
            "SELECT 'invited', organisation_id, '只邀请过', 'invited', since FROM sites"
        )
    with open_store(first) as opened:
        assert opened.tuples("SELECT key, site, certificate, state, since, label FROM site_keys") == [
            ("ab12", site, certificate, "active", "2026-09-01", "第 1 台电脑")
        ]
        assert "certificate" not in {row[1] for row in opened.tuples("PRAGMA table_info(sites)")}
        assert {row[0] for row in opened.tuples("SELECT id FROM sites")} == {site, "invited"}
