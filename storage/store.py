"""One office's file: opened, checked, migrated, read, and written only inside an act."""

import os
import shutil
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any, Literal

from storage import capture, driver, migrations
from storage.ids import new_id
from storage.problems import StorageProblem
from storage.schema import TABLES

APPLICATION_ID = 0x58_49_4E_48
"""「XINH」 in the file's header: says that a SQLite file is ours without opening it."""

Value = str | int | None
Row = dict[str, Any]
Mode = Literal["local", "import"]


@dataclass(frozen=True)
class Act:
    """Who writes and why. `mode` local is captured in the journal; import is not, it replays a journal."""

    actor: str
    reason: str
    mode: Mode = "local"
    undoes: str | None = None


@dataclass(frozen=True)
class Done:
    """What a writing block left: the transaction's id (None when nothing was captured) and the tables touched."""

    txid: str | None = None
    tables: frozenset[str] = frozenset()


@dataclass
class Rows:
    """Writes by table name, handed out by `Store.writing` and useless after it."""

    conn: Any
    txid: str
    rev: int
    done: Done = field(default_factory=Done)

    def insert(self, table: str, values: Mapping[str, Value]) -> str:
        """Insert one row; an `id` is made where none is given. Returns the id."""
        row = {"id": new_id(), **values}
        marks = ", ".join("?" for _ in row)
        self.conn.execute(f"INSERT INTO {table} ({', '.join(row)}) VALUES ({marks})", tuple(row.values()))
        return str(row["id"])

    def insert_many(self, table: str, columns: Sequence[str], rows: Iterable[Sequence[Value]]) -> None:
        """Insert many rows given as tuples in the order of `columns` (ids included)."""
        marks = ", ".join("?" for _ in columns)
        self.conn.executemany(f"INSERT INTO {table} ({', '.join(columns)}) VALUES ({marks})", rows)

    def update(self, table: str, pk: str, values: Mapping[str, Value]) -> None:
        """Change fields of one row."""
        changes = ", ".join(f"{column} = ?" for column in values)
        self.conn.execute(f"UPDATE {table} SET {changes} WHERE id = ?", (*values.values(), pk))

    def delete(self, table: str, pk: str) -> None:
        """Delete one row; the journal keeps what it was."""
        self.conn.execute(f"DELETE FROM {table} WHERE id = ?", (pk,))

    def execute(self, sql: str, parameters: Sequence[Value] | Mapping[str, Value] = ()) -> Any:
        """Set-based SQL inside the act; the triggers capture it like everything else."""
        return self.conn.execute(sql, parameters)

    def executemany(self, sql: str, parameters: Iterable[Sequence[Value]]) -> None:
        """The same for many parameter rows."""
        self.conn.executemany(sql, parameters)


class Store:
    """A connection to one office's file. Belongs to the thread that opened it."""

    def __init__(
        self, path: Path, conn: Any, *, read_only: bool = False, clock: Callable[[], datetime] = datetime.now
    ) -> None:
        self.path = path
        self.conn = conn
        self.read_only = read_only
        self.clock = clock
        self.on_commit: Callable[[frozenset[str]], None] | None = None
        self._facts: dict[str, str] | None = None

    # -- reading

    def all(self, sql: str, parameters: Sequence[Value] | Mapping[str, Value] = ()) -> list[Row]:
        """Every row of a query as a dict by column name."""
        cursor = self.conn.execute(sql, parameters)
        names = [one[0] for one in cursor.description]
        return [dict(zip(names, row, strict=True)) for row in cursor]

    def tuples(self, sql: str, parameters: Sequence[Value] | Mapping[str, Value] = ()) -> list[tuple[Any, ...]]:
        """Every row of a query as a tuple: the cheap way for long lists."""
        found: list[tuple[Any, ...]] = self.conn.execute(sql, parameters).fetchall()
        return found

    def one(self, sql: str, parameters: Sequence[Value] | Mapping[str, Value] = ()) -> Row | None:
        """The first row of a query, or None."""
        found = self.all(sql, parameters)
        return found[0] if found else None

    def value(self, sql: str, parameters: Sequence[Value] | Mapping[str, Value] = ()) -> Any:
        """The first column of the first row, or None."""
        row = self.conn.execute(sql, parameters).fetchone()
        return row[0] if row else None

    def row(self, table: str, pk: str) -> Row | None:
        """One row of a table by id."""
        return self.one(f"SELECT * FROM {table} WHERE id = ?", (pk,))

    @contextmanager
    def reading(self) -> Iterator[None]:
        """One consistent view of the file over several queries."""
        self.conn.execute("BEGIN")
        try:
            yield
        finally:
            self.conn.execute("ROLLBACK")

    # -- facts about the office

    def fact(self, key: str) -> str | None:
        """A fact about the office that owns the file (site, role, name, operator, adopted ...)."""
        if self._facts is None:
            self._facts = dict(self.tuples("SELECT key, value FROM office"))
        return self._facts.get(key)

    def set_fact(self, key: str, value: str | None) -> None:
        """Write a fact about the office; not exchanged, so it needs no act of its own."""
        self._guard_writable()
        with _worded(self.path):
            self.conn.execute(
                "INSERT INTO office (key, value) VALUES (?, ?) ON CONFLICT DO UPDATE SET value = excluded.value",
                (key, value),
            )
        self._facts = None

    # -- writing

    @contextmanager
    def writing(self, act: Act, *, rehearse: bool = False) -> Iterator[Rows]:
        """The one way to write: all or nothing, in `BEGIN IMMEDIATE`, journalled under one transaction id.

        With `rehearse` everything is rolled back at the end: a preview is the real thing, not kept.
        Foreign keys are not enforced in mode import, where rows come in any order and a row may refer to one
        that another office has deleted: those are found by `check` and shown, never a reason to refuse a file.
        """
        self._guard_writable()
        with _worded(self.path):
            self.conn.execute(f"PRAGMA foreign_keys = {int(act.mode == 'local')}")
            self.conn.execute("BEGIN IMMEDIATE")
            try:
                rows = self._begin(act)
                yield rows
                rows.done = self._finish(rows, act)
                self.conn.execute("ROLLBACK" if rehearse else "COMMIT")
            except BaseException:
                # The engine may have rolled back by itself (disk full, for one).
                if self.conn.in_transaction:
                    self.conn.execute("ROLLBACK")
                raise
            finally:
                self.conn.execute("PRAGMA foreign_keys = 1")
                self._facts = None
        if self.on_commit and not rehearse and rows.done.tables:
            self.on_commit(rows.done.tables)

    def _begin(self, act: Act) -> Rows:
        rev = self.value("SELECT rev FROM act_now") + 1
        txid = new_id()
        seq = None
        if act.mode == "local":
            at = self.clock().isoformat(timespec="seconds")
            seq = self.conn.execute(
                "INSERT INTO transactions (id, site, actor, reason, at, undoes) VALUES (?, ?, ?, ?, ?, ?)",
                (txid, self.fact("site") or "", act.actor, act.reason, at, act.undoes),
            ).lastrowid
        self.conn.execute(
            "UPDATE act_now SET mode = ?, txn = ?, txid = ?, rev = ?", (act.mode, seq, txid, rev)
        )
        return Rows(self.conn, txid, rev)

    def _finish(self, rows: Rows, act: Act) -> Done:
        self.conn.execute("UPDATE act_now SET mode = NULL, txn = NULL, txid = NULL")
        if act.mode == "import":
            return Done(None, frozenset(TABLES))
        tables = frozenset(
            row[0]
            for row in self.conn.execute(
                "SELECT DISTINCT o.tbl FROM operations o JOIN transactions t ON t.seq = o.txn WHERE t.id = ?",
                (rows.txid,),
            )
        )
        if tables:
            return Done(rows.txid, tables)
        # An act that changed nothing leaves no trace in the journal.
        self.conn.execute("DELETE FROM transactions WHERE id = ?", (rows.txid,))
        return Done()

    def _guard_writable(self) -> None:
        if self.read_only:
            raise StorageProblem(
                "这个数据文件现在只能查看，不能修改。",
                "文件或所在文件夹是只读的，或者文件的保护装置不完整。请把文件复制到电脑硬盘上自己的文件夹里再打开。",
            )

    def close(self) -> None:
        """Close the connection; the store is useless afterwards."""
        self.conn.close()

    def __enter__(self) -> "Store":
        return self

    def __exit__(self, *_: object) -> None:
        self.close()


def create(path: Path, *, clock: Callable[[], datetime] = datetime.now) -> Store:
    """Make a new, empty office file; refuses to touch a file that is there."""
    if path.exists():
        raise StorageProblem(f"“{path.name}”已经存在。", "请换一个文件名，或者直接打开它。")
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        path.touch()
    except OSError as error:
        raise _no_room(path, error) from error
    try:
        with _worded(path):
            conn = driver.connect(path)
            conn.execute("PRAGMA journal_mode = WAL")
            conn.execute(f"PRAGMA application_id = {APPLICATION_ID}")
            _migrate(conn)
            _prepare(conn)
    except BaseException:
        path.unlink(missing_ok=True)
        raise
    return Store(path, conn, clock=clock)


def open_store(path: Path, *, clock: Callable[[], datetime] = datetime.now) -> Store:
    """Open an office's file; what is not ours, newer, damaged or cut short is refused and left as it was."""
    version = _look(path)
    read_only = not (os.access(path, os.W_OK) and os.access(path.parent, os.W_OK))
    with _worded(path):
        conn = driver.connect(path, read_only=read_only)
        try:
            _refuse_if_too_new(conn, path)
            if version < len(migrations.ALL):
                if read_only:
                    raise StorageProblem(
                        f"“{path.name}”是旧版本的数据文件，需要升级才能打开。", "请把它复制到能写入的文件夹里再打开。"
                    )
                _keep_a_copy(conn, path, version)
                _migrate(conn)
            _prepare(conn)
            # Without its triggers a file would take edits that no other office ever hears of.
            read_only = read_only or not capture.intact(conn)
        except BaseException:
            conn.close()
            raise
    return Store(path, conn, read_only=read_only, clock=clock)


def _look(path: Path) -> int:
    """Read the header without opening the database: nothing is created or changed. Returns the schema version."""
    try:
        with path.open("rb") as file:
            head = file.read(100)
        size = path.stat().st_size
    except FileNotFoundError as error:
        raise StorageProblem(f"找不到“{path}”。", "请检查文件是否被移动、改名，或U盘是否插好。") from error
    except OSError as error:
        raise StorageProblem(
            f"打不开“{path.name}”。", "可能没有读取它的权限，或它正被别的程序占用。请关闭别的程序后再试。"
        ) from error
    if len(head) < 100 or not head.startswith(b"SQLite format 3\0"):
        raise StorageProblem(f"“{path.name}”不是薪火的数据文件。", "薪火的数据文件以 .xinhuo 结尾。请选择正确的文件。")
    if int.from_bytes(head[68:72], "big") != APPLICATION_ID:
        raise StorageProblem(
            f"“{path.name}”是别的程序的数据文件，不是薪火的。", "没有对它做任何改动。请选择以 .xinhuo 结尾的文件。"
        )
    page = int.from_bytes(head[16:18], "big")
    page = 65536 if page == 1 else page
    pages = int.from_bytes(head[28:32], "big")
    if size < page * pages:
        raise StorageProblem(
            f"“{path.name}”不完整：应有 {page * pages:,} 字节，只有 {size:,} 字节。",
            "多半是复制时中断了。请重新复制一次，或从备份恢复。没有对它做任何改动。",
        )
    version = int.from_bytes(head[60:64], "big")
    if version > len(migrations.ALL):
        raise _too_new(path)
    return version


def _too_new(path: Path) -> StorageProblem:
    return StorageProblem(
        f"“{path.name}”是由更新版本的薪火保存的，这个版本打不开。", "请先把这台电脑上的薪火升级到最新版本。没有对文件做任何改动。"
    )


def _refuse_if_too_new(conn: Any, path: Path) -> None:
    # user_version is checked from the header; names catch a file that met a migration this program never had.
    try:
        applied = {row[0] for row in conn.execute("SELECT name FROM _sqlite_migrations")}
    except driver.OperationalError:
        applied = set()
    if applied - set(migrations.ALL):
        raise _too_new(path)


def _migrate(conn: Any) -> None:
    conn.execute("PRAGMA foreign_keys = 0")
    migrations.register().apply(driver.sqlite_utils_database(conn))
    capture.install(conn)
    conn.execute(f"PRAGMA user_version = {len(migrations.ALL)}")
    if conn.execute("PRAGMA foreign_key_check").fetchone():
        raise StorageProblem("数据文件升级后有对不上的记录。", "升级前的文件已另存一份，请联系维护人员。")


def _prepare(conn: Any) -> None:
    conn.execute("PRAGMA foreign_keys = 1")
    # REPLACE would delete without firing the delete triggers otherwise.
    conn.execute("PRAGMA recursive_triggers = 1")
    # FULL: a saved record survives a power cut. NORMAL would be 8 times faster and may lose the last saves.
    conn.execute("PRAGMA synchronous = FULL")
    conn.execute("PRAGMA cache_size = -16000")


def _keep_a_copy(conn: Any, path: Path, version: int) -> None:
    copy = path.with_name(f"{path.stem}.升级前-{version}{path.suffix}")
    backup(conn, copy)


def backup(conn: Any, target: Path) -> None:
    """Copy the whole database through SQLite's backup call, verify the copy, and put it in place at once."""
    part = target.with_name(target.name + ".part")
    part.unlink(missing_ok=True)
    try:
        part.touch()
        copy = driver.connect(part)
        try:
            conn.backup(copy)
            verdict = copy.execute("PRAGMA integrity_check").fetchone()[0]
            copy.execute("PRAGMA journal_mode = DELETE")
        finally:
            copy.close()
        if verdict != "ok":
            raise StorageProblem("数据文件有损坏，没有生成备份。", "请从以前的备份恢复，并联系维护人员。")
        part.replace(target)
    except (OSError, driver.DatabaseError) as error:
        part.unlink(missing_ok=True)
        raise _no_room(target, error) from error


def restore(source: Path, target: Path) -> Path | None:
    """Put a verified copy of `source` in the place of `target`; what was there is kept beside it.

    The source is checked whole before anything is touched. Returns where the replaced file now is.
    """
    _look(source)
    with _worded(source):
        conn = driver.connect(source, read_only=True)
        try:
            verdict = conn.execute("PRAGMA integrity_check").fetchone()[0]
            _refuse_if_too_new(conn, source)
        finally:
            conn.close()
    if verdict != "ok":
        raise StorageProblem(f"备份“{source.name}”已经损坏，没有恢复。", "请换另一份备份。现在的数据没有改动。")
    part = target.with_name(target.name + ".part")
    try:
        shutil.copyfile(source, part)
        kept = None
        if target.exists():
            with _worded(target):
                _fold_log(target)
            kept = target.with_name(f"{target.stem}.恢复前-{datetime.now():%Y%m%d%H%M%S}{target.suffix}")
            target.replace(kept)
        part.replace(target)
    except OSError as error:
        part.unlink(missing_ok=True)
        raise _no_room(target, error) from error
    return kept


def _fold_log(path: Path) -> None:
    """Write the write-ahead log into the file itself and remove it, so that the file alone is the whole."""
    conn = driver.connect(path)
    try:
        conn.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        conn.execute("PRAGMA journal_mode = DELETE")
    finally:
        conn.close()


def _no_room(path: Path, error: BaseException) -> StorageProblem:
    return StorageProblem(
        f"写不进“{path.parent}”。",
        f"可能是磁盘已满、文件夹只读或U盘已拔出（{getattr(error, 'strerror', None) or '写入被拒绝'}）。请换个位置再试。",
    )


@contextmanager
def _worded(path: Path) -> Iterator[None]:
    """Turn what the engine says about the file and the disk into what the person can do about it.

    Anything else it says is our own mistake and passes through as it is.
    """
    try:
        yield
    except driver.DatabaseError as error:
        text = str(error)
        said = (
            ("malformed", f"“{path.name}”已经损坏。", "请不要再使用它，从最近的备份恢复。"),
            ("not a database", f"“{path.name}”不是薪火的数据文件。", "请选择正确的文件。"),
            ("locked", "数据文件正被另一个程序写入。", "请稍等几秒再试；如果一直这样，请关闭别的薪火窗口。"),
            ("disk is full", "磁盘已满，没有保存。", "请清理磁盘空间后再保存。刚才的内容没有写入，原有数据不受影响。"),
            ("disk I/O", "读写数据文件时磁盘出了问题，没有保存。", "请检查磁盘或U盘，再试一次。原有数据不受影响。"),
            ("readonly", f"“{path.name}”是只读的，不能保存。", "请把它复制到能写入的文件夹里再打开。"),
            ("unable to open", f"打不开“{path.name}”。", "请检查文件和所在文件夹的权限。"),
            ("FOREIGN KEY", "还有别的记录引用着它，不能这样改。", "请先处理引用它的记录（如结对、培训记录），再删除。"),
        )
        for mark, title, advice in said:
            if mark in text:
                raise StorageProblem(title, advice) from error
        raise
