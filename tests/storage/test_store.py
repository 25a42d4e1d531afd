import os
import shutil
import sqlite3
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from storage import audit, driver, migrations
from storage.ids import new_id
from storage.problems import StorageProblem
from storage.store import Act, Store, create, open_store

ACT = Act("王芳", "测试")
HERE = Path(__file__).resolve().parents[2]


def everything(store: Store, *, counters: bool = False) -> dict[str, object]:
    """Schema and rows of every table, apart from the two counters that only ever grow."""
    schema = store.tuples("SELECT type, name, sql FROM sqlite_master ORDER BY 1, 2")
    tables = [name for kind, name, _sql in schema if kind == "table"]
    left_out = set() if counters else {"act_now", "sqlite_sequence"}
    return {"": schema} | {one: store.tuples(f"SELECT * FROM {one}") for one in tables if one not in left_out}


def teacher(store: Store, name: str = "李梅") -> str:
    with store.writing(ACT) as rows:
        return rows.insert("teachers", {"name": name})


def refused(path: Path) -> StorageProblem:
    """Opening a file is refused and leaves it and its folder as they were."""
    before = {one.name: one.read_bytes() for one in path.parent.iterdir()}
    with pytest.raises(StorageProblem) as caught:
        open_store(path)
    assert {one.name: one.read_bytes() for one in path.parent.iterdir()} == before
    return caught.value


# -- making and opening


def test_a_new_file_is_empty_writable_and_known_as_ours(tmp_path: Path) -> None:
    path = tmp_path / "新" / "本县.xinhuo"
    with create(path, facts={"name": "青石县", "operator": None}) as store:
        assert store.fact("name") == "青石县"
        assert store.fact("operator") is None
        assert not store.read_only
        assert store.value("SELECT count(*) FROM teachers") == 0
    assert path.read_bytes()[68:72] == b"XINH"
    assert [one.name for one in path.parent.iterdir()] == [path.name]


def test_making_a_file_never_touches_one_that_is_there(tmp_path: Path) -> None:
    path = tmp_path / "本县.xinhuo"
    path.write_bytes(b"something else")
    with pytest.raises(StorageProblem, match="已经存在"):
        create(path)
    assert path.read_bytes() == b"something else"


@pytest.mark.parametrize("end", ["-wal", "-journal"])
def test_no_file_is_made_where_the_last_saves_of_another_lie(tmp_path: Path, end: str) -> None:
    left = tmp_path / f"本县.xinhuo{end}"
    left.write_bytes(b"the last saves")
    with pytest.raises(StorageProblem, match="没有合并的最近修改"):
        create(tmp_path / "本县.xinhuo")
    assert list(tmp_path.iterdir()) == [left] and left.read_bytes() == b"the last saves"


def test_making_a_file_that_fails_leaves_nothing_behind(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(migrations, "M0001", migrations.M0001 + "\nCREATE TABLE teachers (id TEXT) STRICT;")
    with pytest.raises(driver.OperationalError):
        create(tmp_path / "本县.xinhuo")
    assert list(tmp_path.iterdir()) == []


def test_what_was_written_is_there_when_the_file_is_opened_again(store: Store) -> None:
    pk = teacher(store)
    store.close()
    with open_store(store.path) as again:
        row = again.row("teachers", pk)
    assert row is not None and row["name"] == "李梅"


def test_two_connections_see_each_others_facts_and_rows(store: Store) -> None:
    assert store.fact("adopted") is None
    with open_store(store.path) as other:
        other.set_fact("adopted", "s1")
        pk = teacher(other)
    assert store.fact("adopted") == "s1"
    assert store.row("teachers", pk) is not None


def test_a_file_is_whole_again_after_its_program_was_killed(tmp_path: Path) -> None:
    path = tmp_path / "本县.xinhuo"
    program = (
        "import os, sys; from pathlib import Path; from storage.store import *\n"
        "store = create(Path(sys.argv[1]), facts={'name': '青石县'})\n"
        "with store.writing(Act('王芳', '测试')) as rows: rows.insert('teachers', {'name': '李梅'})\n"
        "act = store.writing(Act('王芳', '测试')); act.__enter__().insert('teachers', {'name': '半途'})\n"
        "os._exit(9)"
    )
    assert subprocess.run([sys.executable, "-c", program, str(path)], cwd=HERE, check=False).returncode == 9
    assert (tmp_path / "本县.xinhuo-wal").stat().st_size > 0
    with open_store(path) as store:
        assert store.tuples("SELECT name FROM teachers") == [("李梅",)]
        assert store.value("SELECT count(*) FROM transactions") == 1


@pytest.mark.parametrize("many", [0, 1, 99, 100, 101, 250])
def test_however_many_rows_are_inserted_each_is_there_and_in_the_journal_once_in_their_order(
    store: Store, many: int
) -> None:
    people = [(new_id(), f"教师{n}", None if n % 3 else f"{n}") for n in range(many)]
    with store.writing(ACT) as rows:
        rows.insert_many("teachers", ("id", "name", "phone"), (one for one in people))
    assert store.tuples("SELECT id, name, phone FROM teachers ORDER BY rowid") == people
    written = store.tuples("SELECT pk, kind, fields ->> 'name', fields ->> 'phone' FROM operations ORDER BY seq")
    assert written == [(pk, "I", name, phone) for pk, name, phone in people]


def test_a_crash_while_the_log_was_folded_in_is_no_damage(store: Store) -> None:
    # The file is shorter than its first page says, but the log beside it still has every page.
    with store.writing(ACT) as rows:
        rows.insert_many("teachers", ("id", "name"), [(new_id(), f"教师{n}") for n in range(500)])
    log = store.path.with_name(store.path.name + "-wal")
    whole, kept = store.path.read_bytes(), log.read_bytes()
    store.close()
    first_page = store.path.read_bytes()[:4096]
    store.path.write_bytes(first_page + whole[4096:])
    log.write_bytes(kept)
    assert len(whole) < int.from_bytes(first_page[28:32], "big") * 4096
    with open_store(store.path) as again:
        assert again.value("SELECT count(*) FROM teachers") == 500
        assert again.value("PRAGMA integrity_check") == "ok"


# -- what is not opened


def test_a_missing_file_is_refused(tmp_path: Path) -> None:
    with pytest.raises(StorageProblem, match="找不到"):
        open_store(tmp_path / "没有.xinhuo")
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("data", [b"", b"PK\x03\x04" + bytes(500), b"SQLite format 3\0"])
def test_a_file_that_is_no_database_is_refused(tmp_path: Path, data: bytes) -> None:
    path = tmp_path / "花名册.xinhuo"
    path.write_bytes(data)
    assert "不是薪火的数据文件" in refused(path).title


@pytest.mark.parametrize("mode", ["DELETE", "WAL"])
def test_another_programs_database_is_refused(tmp_path: Path, mode: str) -> None:
    path = tmp_path / "history.db"
    other = sqlite3.connect(path)
    other.execute(f"PRAGMA journal_mode = {mode}")
    other.execute("CREATE TABLE t (x)")
    other.commit()
    other.close()
    assert "别的程序" in refused(path).title


def test_another_programs_database_with_its_log_is_left_alone(tmp_path: Path) -> None:
    path = tmp_path / "history.db"
    other = sqlite3.connect(path)
    other.execute("PRAGMA journal_mode = WAL")
    other.execute("CREATE TABLE t (x)")
    other.commit()
    before = path.read_bytes()
    with pytest.raises(StorageProblem, match="别的程序"):
        open_store(path)
    assert path.read_bytes() == before
    assert (tmp_path / "history.db-wal").stat().st_size > 0
    other.close()


def test_a_file_of_a_newer_version_is_refused(store: Store) -> None:
    store.conn.execute(f"PRAGMA user_version = {len(migrations.ALL) + 1}")
    store.close()
    assert "更新版本" in refused(store.path).title


def test_a_newer_version_that_only_the_log_tells_of_is_refused(store: Store) -> None:
    store.conn.execute(f"PRAGMA user_version = {len(migrations.ALL) + 1}")
    with pytest.raises(StorageProblem, match="更新版本"):
        open_store(store.path)


def test_a_file_that_met_a_migration_unknown_here_is_refused(store: Store) -> None:
    store.conn.execute(
        "INSERT INTO _sqlite_migrations (migration_set, name, applied_at) VALUES ('xinhuo', 'm0999_later', '')"
    )
    store.close()
    assert "更新版本" in refused(store.path).title


@pytest.mark.parametrize("keep", [0.99, 0.5, 0.1])
def test_a_truncated_file_is_refused(store: Store, keep: float) -> None:
    store.close()
    data = store.path.read_bytes()
    store.path.write_bytes(data[: int(len(data) * keep)])
    assert "不完整" in refused(store.path).title


def damage(path: Path, page: int) -> None:
    data = bytearray(path.read_bytes())
    data[(page - 1) * 4096 : page * 4096] = b"\xee" * 4096
    path.write_bytes(data)


def test_a_damaged_schema_is_refused(store: Store) -> None:
    store.close()
    data = bytearray(store.path.read_bytes())
    data[100:4096] = b"\xee" * 3996
    store.path.write_bytes(data)
    assert "损坏" in refused(store.path).title


def test_a_damaged_page_is_told_in_words_by_whatever_meets_it(store: Store) -> None:
    teacher(store)
    page = store.value("SELECT rootpage FROM sqlite_master WHERE name = 'teachers'")
    store.close()
    damage(store.path, page)
    before = store.path.read_bytes()
    with open_store(store.path) as damaged:
        for ask in (damaged.all, damaged.tuples, damaged.value):
            with pytest.raises(StorageProblem, match="损坏"):
                ask("SELECT * FROM teachers")
        with pytest.raises(StorageProblem, match="损坏"):
            teacher(damaged)
    assert store.path.read_bytes() == before


def test_a_table_that_was_taken_out_is_told_as_such_by_whatever_meets_it(store: Store) -> None:
    store.conn.execute("DROP TABLE audit")
    with pytest.raises(StorageProblem, match="“audit”表不见了"):
        teacher(store)
    with pytest.raises(StorageProblem, match="“audit”表不见了"), store.reading():
        audit.head(store.conn)
    assert store.value("SELECT count(*) FROM teachers") == 0


# -- looking only


def test_a_file_whose_capture_is_broken_is_for_looking_only(store: Store) -> None:
    pk = teacher(store)
    store.conn.execute("DROP TRIGGER capture_teachers_update")
    store.close()
    with open_store(store.path) as broken:
        assert broken.read_only
        assert broken.row("teachers", pk) is not None
        with pytest.raises(StorageProblem, match="只能查看"):
            teacher(broken)
        with pytest.raises(StorageProblem, match="只能查看"):
            broken.set_fact("name", "x")


posix = pytest.mark.skipif(os.name != "posix", reason="rights and limits as POSIX has them")


def as_nobody(act: Callable[[], None]) -> None:
    """Run as a user without rights: root passes over every permission bit."""
    child = os.fork()
    if child == 0:
        code = 1
        try:
            if os.getuid() == 0:
                os.setgid(65534)
                os.setuid(65534)
            act()
            code = 0
        finally:
            os._exit(code)
    assert os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) == 0


@pytest.fixture
def stick(tmp_path: Path) -> Path:
    """A folder that everybody can reach."""
    for folder in (tmp_path, *tmp_path.parents[:3]):
        if folder.owner() == Path.home().owner() and folder != Path("/tmp"):
            folder.chmod(0o755)
    return tmp_path


@posix
@pytest.mark.parametrize("mode", ["WAL", "DELETE"])
def test_a_file_on_a_protected_stick_opens_for_looking_only(stick: Path, mode: str) -> None:
    path = stick / "本县.xinhuo"
    with create(path) as store:
        pk = teacher(store)
        store.conn.execute(f"PRAGMA journal_mode = {mode}")
    before = path.read_bytes()
    path.chmod(0o444)
    stick.chmod(0o555)

    def look() -> None:
        with open_store(path) as opened:
            assert opened.read_only
            assert opened.row("teachers", pk) is not None
            with pytest.raises(StorageProblem, match="只能查看"):
                teacher(opened)

    try:
        as_nobody(look)
    finally:
        stick.chmod(0o755)
    assert path.read_bytes() == before
    assert [one.name for one in stick.iterdir()] == [path.name]


@posix
def test_an_old_file_on_a_protected_stick_is_not_opened_half_upgraded(
    stick: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = stick / "本县.xinhuo"
    create(path).close()
    path.chmod(0o444)
    stick.chmod(0o555)
    monkeypatch.setattr(migrations, "ALL", (*migrations.ALL, "m0002_later"))

    def look() -> None:
        with pytest.raises(StorageProblem, match="旧版本"):
            open_store(path)

    try:
        as_nobody(look)
    finally:
        stick.chmod(0o755)


# -- writing


def test_an_act_is_kept_whole_with_who_and_why(store: Store) -> None:
    with store.writing(Act("王芳", "新增教师")) as rows:
        pk = rows.insert("teachers", {"name": "李梅"})
        rows.insert("credentials", {"teacher_id": pk, "number": "1"})
    assert rows.done.txid == rows.txid
    assert rows.done.tables == {"teachers", "credentials"}
    assert store.all("SELECT actor, reason, received FROM transactions") == [
        {"actor": "王芳", "reason": "新增教师", "received": 0}
    ]


def test_an_act_that_fails_leaves_no_trace(store: Store) -> None:
    teacher(store)
    before = everything(store)
    with pytest.raises(ZeroDivisionError), store.writing(ACT) as rows:
        rows.insert("teachers", {"name": "半途"})
        _ = 1 // 0
    assert everything(store) == before


def test_an_act_that_changes_nothing_leaves_no_trace(store: Store) -> None:
    pk = teacher(store)
    before = everything(store)
    with store.writing(ACT) as rows:
        rows.update("teachers", pk, {"name": "李梅"})
    assert rows.done.txid is None and not rows.done.tables
    assert everything(store) == before


def test_a_rehearsal_leaves_no_trace(store: Store) -> None:
    pk = teacher(store)
    before = everything(store, counters=True)
    heard: list[frozenset[str]] = []
    store.on_commit = heard.append
    with store.writing(ACT, rehearse=True) as rows:
        rows.update("teachers", pk, {"name": "李眉"})
        rows.insert("teachers", {"name": "周强"})
        rows.delete("teachers", pk)
    assert rows.done.tables == {"teachers"}
    assert everything(store, counters=True) == before
    assert heard == []


def test_a_commit_tells_which_tables_changed(store: Store) -> None:
    heard: list[frozenset[str]] = []
    store.on_commit = heard.append
    teacher(store)
    assert heard == [frozenset({"teachers"})]


def test_changing_a_row_that_is_gone_is_refused(store: Store) -> None:
    pk = teacher(store)
    with store.writing(ACT) as rows:
        rows.delete("teachers", pk)
    before = everything(store)
    for act in (lambda rows: rows.update("teachers", pk, {"name": "x"}), lambda rows: rows.delete("teachers", pk)):
        with pytest.raises(StorageProblem, match="已经不在"), store.writing(ACT) as rows:
            act(rows)
    assert everything(store) == before


def test_a_row_that_others_refer_to_cannot_be_deleted(store: Store) -> None:
    with store.writing(ACT) as rows:
        pk = rows.insert("teachers", {"name": "李梅"})
        rows.insert("credentials", {"teacher_id": pk})
    before = everything(store)
    with pytest.raises(StorageProblem) as caught, store.writing(ACT) as rows:
        rows.delete("teachers", pk)
    assert "引用" in caught.value.title and "先处理" in caught.value.advice
    assert everything(store) == before


def test_an_import_may_bring_rows_in_any_order_and_the_next_act_is_strict_again(store: Store) -> None:
    with store.writing(Act("王芳", "接收", mode="import")) as rows:
        rows.insert("credentials", {"teacher_id": "nobody"})
    with pytest.raises(StorageProblem, match="引用"), store.writing(ACT) as rows:
        rows.insert("credentials", {"teacher_id": "nobody"})


def test_a_second_writer_is_told_to_wait(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(driver, "BUSY_SECONDS", 0.05)
    with open_store(store.path) as other:
        with store.writing(ACT) as rows:
            rows.insert("teachers", {"name": "李梅"})
            for act in (lambda: teacher(other), lambda: other.set_fact("name", "x")):
                with pytest.raises(StorageProblem) as caught:
                    act()
                assert "正被另一个程序写入" in caught.value.title
        assert teacher(other)
    assert store.value("SELECT count(*) FROM teachers") == 2


def test_a_full_disk_loses_nothing_that_was_saved(store: Store) -> None:
    pk = teacher(store)
    before = everything(store)
    store.conn.execute(f"PRAGMA max_page_count = {store.value('PRAGMA page_count') + 3}")
    with pytest.raises(StorageProblem, match="磁盘已满"), store.writing(ACT) as rows:
        rows.insert_many("teachers", ("id", "name"), [(new_id(), "教师" * 50) for _ in range(2000)])
    assert everything(store) == before
    store.conn.execute("PRAGMA max_page_count = 1000000")
    with store.writing(ACT) as rows:
        rows.update("teachers", pk, {"name": "李眉"})
    assert store.value("PRAGMA integrity_check") == "ok"


@posix
def test_a_disk_that_takes_no_more_bytes_loses_nothing_that_was_saved(store: Store) -> None:
    import resource

    teacher(store)
    before = everything(store)
    store.close()
    child = os.fork()
    if child == 0:
        code = 1
        try:
            opened = open_store(store.path)
            resource.setrlimit(resource.RLIMIT_FSIZE, (1 << 20, 1 << 20))
            try:
                with opened.writing(ACT) as rows:
                    rows.insert_many("teachers", ("id", "name"), [(new_id(), "教师" * 99) for _ in range(9000)])
            except StorageProblem as problem:
                code = 0 if "没有保存" in problem.title else 2
        finally:
            os._exit(code)
    assert os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) == 0
    with open_store(store.path) as again:
        assert everything(again) == before
        assert again.value("PRAGMA integrity_check") == "ok"


def test_our_own_mistakes_are_not_worded_as_the_disks(store: Store) -> None:
    with pytest.raises(driver.OperationalError, match="no such table"):
        store.all("SELECT * FROM nowhere")


def test_several_questions_can_share_one_view(store: Store) -> None:
    with open_store(store.path) as other, store.reading():
        assert store.value("SELECT count(*) FROM teachers") == 0
        teacher(other)
        assert store.value("SELECT count(*) FROM teachers") == 0
    assert store.value("SELECT count(*) FROM teachers") == 1


@pytest.mark.skipif(os.name == "nt", reason="Windows has a limit of its own, which a setting takes away")
def test_a_path_longer_than_the_engine_takes_is_told_as_such(tmp_path: Path) -> None:
    deep = tmp_path.joinpath(*["很长的文件夹名称" * 3] * 8)
    deep.mkdir(parents=True)
    with pytest.raises(StorageProblem) as caught:
        create(deep / "县.xinhuo")
    assert "路径太长" in caught.value.title


def test_of_two_programs_that_open_an_old_file_at_once_one_upgrades_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "本县.xinhuo"
    shutil.copyfile(HERE / "tests" / "data" / "databases" / "0005.xinhuo", path)

    def meanwhile(*_: object) -> None:
        monkeypatch.undo()
        open_store(path).close()

    monkeypatch.setattr("storage.store._keep_a_copy", meanwhile)
    with open_store(path) as store:
        assert store.tuples("SELECT kind FROM audit") == [("upgraded",)]
        teacher(store)
