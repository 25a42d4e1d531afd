"""One office's file: opened, checked, migrated, read, and written only inside an act."""

import os
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import closing, contextmanager, suppress
from dataclasses import dataclass, field
from datetime import datetime
from itertools import chain, islice
from pathlib import Path
from typing import Any, Literal

from storage import audit, capture, copies, driver, folding, header, migrations, upgrading
from storage.copies import backup, key_for, restore
from storage.datakeys import DataKey
from storage.ids import new_id
from storage.problems import StorageProblem
from storage.schema import TABLES
from storage.wording import no_room, worded

Value = str | int | None
Row = dict[str, Any]
Mode = Literal["local", "import"]

_A_BLOCK = 100
"""Rows that one statement inserts."""


@dataclass(frozen=True)
class Act:
    """Who writes and why. `mode` local is captured in the journal; import is not, it replays a journal.

    `kind` is what the audit calls it (a key of `app.audit.KINDS`; None: an act, or received). The reason of an import
    stands there as it is, so it names offices, never people.
    """

    actor: str
    reason: str
    mode: Mode = "local"
    undoes: str | None = None
    kind: str | None = None


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
    txn: int | None = None
    """The act's place in the journal (transactions.seq); None in mode import."""
    last_act: int = 0
    """transactions.seq of the last act before this one."""
    changes: int = 0
    """What the connection had changed in all when the act began."""
    emptied: set[int] = field(default_factory=set)
    """Entries of the audit whose acts lost values for ever in this one."""
    done: Done = field(default_factory=Done)

    def insert(self, table: str, values: Mapping[str, Value]) -> str:
        """Insert one row; an `id` is made where none is given. Returns the id."""
        row = {"id": new_id(), **values}
        marks = ", ".join("?" for _ in row)
        self.conn.execute(f"INSERT INTO {table} ({', '.join(row)}) VALUES ({marks})", tuple(row.values()))
        return str(row["id"])

    def insert_many(self, table: str, columns: Sequence[str], rows: Iterable[Sequence[Value]]) -> None:
        """Insert many rows given as tuples in the order of `columns` (ids included)."""
        insert = f"INSERT INTO {table} ({', '.join(columns)}) VALUES "
        marks = f"({', '.join('?' * len(columns))})"
        # The capture may refuse a row, so the engine keeps what each statement overwrites: a block costs less than its rows.
        block = insert + ", ".join([marks] * _A_BLOCK)
        left = iter(rows)
        while len(some := list(islice(left, _A_BLOCK))) == _A_BLOCK:
            self.conn.execute(block, list(chain.from_iterable(some)))
        self.conn.executemany(insert + marks, some)

    def update(self, table: str, pk: str, values: Mapping[str, Value]) -> None:
        """Change fields of one row; refused when somebody else has taken the row away meanwhile."""
        changes = ", ".join(f"{column} = ?" for column in values)
        changed = self.conn.execute(f"UPDATE {table} SET {changes} WHERE id = ?", (*values.values(), pk))
        _refuse_if_gone(changed.rowcount)

    def delete(self, table: str, pk: str) -> None:
        """Delete one row, which must be there; the journal keeps what it was."""
        _refuse_if_gone(self.conn.execute(f"DELETE FROM {table} WHERE id = ?", (pk,)).rowcount)

    def execute(self, sql: str, parameters: Sequence[Value] | Mapping[str, Value] = ()) -> Any:
        """Set-based SQL inside the act; the triggers capture it like everything else."""
        return self.conn.execute(sql, parameters)

    def executemany(self, sql: str, parameters: Iterable[Sequence[Value]]) -> None:
        """The same for many parameter rows."""
        self.conn.executemany(sql, parameters)


def dicts(cursor: Any) -> list[Row]:
    """What is left of a query's rows as dicts by column name."""
    names = [one[0] for one in cursor.description]
    return [dict(zip(names, row, strict=True)) for row in cursor]


def _refuse_if_gone(rows: int) -> None:
    # A save that touches no row would look like one that succeeded.
    if rows != 1:
        raise StorageProblem("这条记录已经不在了，没有保存。", "它可能刚被删除或调出。请刷新列表再看。")


_PROTECTED = (
    "这个数据文件现在只能查看，不能修改。",
    "文件或所在文件夹是只读的，或者文件的保护装置不完整。请把文件复制到电脑硬盘上自己的文件夹里再打开。",
)


class Store:
    """A connection to one office's file. Belongs to the thread that opened it."""

    def __init__(
        self,
        path: Path,
        conn: Any,
        key: DataKey | None = None,
        *,
        read_only: bool = False,
        clock: Callable[[], datetime] = datetime.now,
    ) -> None:
        self.path = path
        self.conn = conn
        self.key = key
        self.refusal = _PROTECTED if read_only else None
        self.clock = clock
        self._version = header.version(conn)
        self._references = bool(conn.execute("PRAGMA foreign_keys").fetchone()[0])
        self.on_commit: Callable[[frozenset[str]], None] | None = None
        self._facts: dict[str, str] = {}
        self._facts_as_of: int | None = None

    @property
    def read_only(self) -> bool:
        """Whether nothing may be written through this store."""
        return self.refusal is not None

    def look_only(self, refusal: tuple[str, str]) -> None:
        """Let nothing be written through this store from now on; `refusal` (title, advice) says why to who tries."""
        self.refusal = refusal
        self.conn.execute("PRAGMA query_only = ON")

    # -- reading

    def all(self, sql: str, parameters: Sequence[Value] | Mapping[str, Value] = ()) -> list[Row]:
        """Every row of a query as a dict by column name."""
        with worded(self.path):
            return dicts(self.conn.execute(sql, parameters))

    def tuples(self, sql: str, parameters: Sequence[Value] | Mapping[str, Value] = ()) -> list[tuple[Any, ...]]:
        """Every row of a query as a tuple: the cheap way for long lists."""
        with worded(self.path):
            found: list[tuple[Any, ...]] = self.conn.execute(sql, parameters).fetchall()
        return found

    def one(self, sql: str, parameters: Sequence[Value] | Mapping[str, Value] = ()) -> Row | None:
        """The first row of a query, or None."""
        found = self.all(sql, parameters)
        return found[0] if found else None

    def value(self, sql: str, parameters: Sequence[Value] | Mapping[str, Value] = ()) -> Any:
        """The first column of the first row, or None."""
        with worded(self.path):
            row = self.conn.execute(sql, parameters).fetchone()
        return row[0] if row else None

    def row(self, table: str, pk: str) -> Row | None:
        """One row of a table by id."""
        return self.one(f"SELECT * FROM {table} WHERE id = ?", (pk,))

    @contextmanager
    def reading(self) -> Iterator[None]:
        """One consistent view of the file over several queries."""
        with worded(self.path):
            self.conn.execute("BEGIN")
            try:
                yield
            finally:
                self.conn.execute("ROLLBACK")

    def looking(self) -> Rows:
        """For checks among records while nothing is being written: the triggers refuse any write through it."""
        return Rows(self.conn, "", 0)

    @property
    def written(self) -> tuple[int, int]:
        """Differs from what it was once anything has been written to the file, by this connection or another."""
        return (int(self.value("PRAGMA data_version")), int(self.conn.total_changes))

    # -- facts about the office

    def fact(self, key: str) -> str | None:
        """A fact about the office that owns the file (site, role, name, operator, adopted ...)."""
        # Another connection (long work has its own) may have written since; this number tells.
        as_of = int(self.value("PRAGMA data_version"))
        if as_of != self._facts_as_of:
            self._facts = dict(self.tuples("SELECT key, value FROM office"))
            self._facts_as_of = as_of
        return self._facts.get(key)

    def set_fact(self, key: str, value: str | None) -> None:
        """Write a fact about the office; not exchanged, so it needs no act of its own."""
        self.refuse_if_read_only()
        with worded(self.path):
            header.refuse_if_upgraded(self.conn, self.path, self._version)
            self.conn.execute(
                "INSERT INTO office (key, value) VALUES (?, ?) ON CONFLICT DO UPDATE SET value = excluded.value",
                (key, value),
            )
        self._facts_as_of = None

    # -- writing

    @contextmanager
    def writing(self, act: Act, *, rehearse: bool = False) -> Iterator[Rows]:
        """The one way to write: all or nothing, in `BEGIN IMMEDIATE`, journalled under one transaction id.

        With `rehearse` everything is rolled back at the end: a preview is the real thing, not kept.
        Foreign keys are not enforced in mode import, where rows come in any order and a row may refer to one
        that another office has deleted: those are found by `check` and shown, never a reason to refuse a file.
        """
        self.refuse_if_read_only()
        with worded(self.path):
            self._enforce_references(act.mode == "local")
            self._begin_writing()
            try:
                rows = self._begin(act)
                yield rows
                rows.done = self._finish(rows, act)
                self.conn.execute("ROLLBACK" if rehearse else "COMMIT")
            except driver.IntegrityError as error:
                self._roll_back()
                if act.mode == "local":
                    raise
                # Here nobody typed anything: it is the file that brings what this schema does not hold.
                raise StorageProblem(
                    "这个文件里有本版本放不下的内容，没有接收。", "请先更新本机的薪火，再接收这个文件；文件请先留着。"
                ) from error
            except BaseException:
                self._roll_back()
                raise
            finally:
                self._facts_as_of = None
        if self.on_commit and not rehearse and rows.done.tables:
            self.on_commit(rows.done.tables)

    def _begin_writing(self) -> None:
        """Begin a transaction that writes; refused where a later program has migrated the file since it was opened."""
        self.conn.execute("BEGIN IMMEDIATE")
        try:
            header.refuse_if_upgraded(self.conn, self.path, self._version)
        except StorageProblem:
            self._roll_back()
            raise

    def _enforce_references(self, enforced: bool) -> None:
        # Only when it changes: the pragma makes the engine compile every statement, triggers included, anew.
        if enforced != self._references:
            self.conn.execute(f"PRAGMA foreign_keys = {int(enforced)}")
            self._references = enforced

    def _roll_back(self) -> None:
        # The engine may have rolled back by itself (disk full, for one).
        if self.conn.in_transaction:
            self.conn.execute("ROLLBACK")

    def _begin(self, act: Act) -> Rows:
        rev, last = self.conn.execute("SELECT rev + 1, (SELECT max(seq) FROM transactions) FROM act_now").fetchone()
        txid = new_id()
        seq = None
        if act.mode == "local":
            at = self.clock().isoformat(timespec="seconds")
            seq = self.conn.execute(
                "INSERT INTO transactions (id, site, actor, reason, at, undoes, salt) "
                "VALUES (?, ?, ?, ?, ?, ?, randomblob(16))",
                (txid, self.fact("site") or "", act.actor, act.reason, at, act.undoes),
            ).lastrowid
        self.conn.execute("UPDATE act_now SET mode = ?, txn = ?, txid = ?, rev = ?", (act.mode, seq, txid, rev))
        return Rows(self.conn, txid, rev, seq, last or 0, self.conn.total_changes)

    def _finish(self, rows: Rows, act: Act) -> Done:
        is_changed = self.conn.total_changes > rows.changes
        self.conn.execute("UPDATE act_now SET mode = NULL, txn = NULL, txid = NULL")
        if rows.txn is not None:
            folding.fold(self.conn, rows.txn, rows.txid)
        first, last = rows.last_act + 1, audit.last_act(self.conn)
        written = audit.written(self.conn, first, last)
        if rows.txn is not None and not written.tables:
            # An act that changed nothing leaves no trace in the journal.
            self.conn.execute("DELETE FROM transactions WHERE seq = ?", (rows.txn,))
            return Done()
        if is_changed:
            self._audit(rows, act, written, (first, last, written.digest) if last >= first else None)
        return Done(None, frozenset(TABLES)) if rows.txn is None else Done(rows.txid, frozenset(written.tables))

    def _audit(self, rows: Rows, act: Act, written: audit.Written, acts: tuple[int, int, bytes] | None) -> None:
        count = sum(sum(kinds.values()) for kinds in written.tables.values())
        said = f"撤销一次操作，改动 {count} 条记录。" if act.undoes else f"改动 {count} 条记录。"
        detail: dict[str, object] = {"tables": written.tables} if written.tables else {}
        if act.mode == "import":
            said = f"{act.reason}。"
            detail |= {"acts": written.acts} if written.acts else {}
        if rows.emptied:
            detail["renewed"] = audit.renewing(self.conn, rows.emptied)
        kind = act.kind or ("received" if act.mode == "import" else audit.kind_of(written.tables))
        self._append(kind, said, act.actor, detail, rows.txid, acts)

    def _append(
        self,
        kind: str,
        what: str,
        actor: str,
        detail: Mapping[str, object],
        txid: str | None = None,
        acts: tuple[int, int, bytes] | None = None,
    ) -> None:
        at = self.clock().isoformat(timespec="seconds")
        site = self.fact("site") or ""
        audit.append(
            self.conn, at=at, actor=actor, site=site, kind=kind, what=what, detail=detail, txid=txid, acts=acts
        )

    def note(self, kind: str, what: str, actor: str, detail: Mapping[str, object]) -> None:
        """Add a line to the audit: within the act that is open, where one is, else by itself. Read-only: nothing."""
        if self.read_only:
            return
        with worded(self.path):
            if self.conn.in_transaction:
                self._append(kind, what, actor, detail)
                return
            self._begin_writing()
            try:
                self._append(kind, what, actor, detail)
                self.conn.execute("COMMIT")
            except BaseException:
                self._roll_back()
                raise

    def refuse_if_read_only(self) -> None:
        """Raise StorageProblem, which says why, where nothing may be written."""
        if self.refusal:
            raise StorageProblem(*self.refusal)

    def close(self) -> None:
        """Close the connection; the store is useless afterwards."""
        self.conn.close()

    def __enter__(self) -> "Store":
        return self

    def __exit__(self, *_: object) -> None:
        self.close()


def create(
    path: Path,
    key: DataKey | None = None,
    *,
    facts: Mapping[str, str | None] | None = None,
    clock: Callable[[], datetime] = datetime.now,
) -> Store:
    """Make a new office file that holds nothing but `facts`; refuses to touch a file that is there.

    It is encrypted under `key`, and plain without one. It takes its name only when it is whole, so that no half of a
    file can be left behind.
    """
    if path.exists():
        raise StorageProblem(f"“{path.name}”已经存在。", "请换一个文件名，或者直接打开它。")
    if copies.logs(path):
        # Played back into the new file they would spoil it, and they are wanted where the old one was moved.
        raise StorageProblem(
            f"这里还有从前的“{path.name}”没有合并的最近修改（{copies.logs(path)[0].name}）。",
            "请换一个文件名。从前的文件移到别处了的，请把名字以它开头的几个文件一起移过去，不要删除。",
        )
    part = path.with_name(path.name + ".part")
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        copies.forget(part)
        part.touch(0o600)
        with worded(path), closing(driver.connect(part, key)) as conn:
            _migrate(conn, facts or {}, clock)
        part.replace(path)
    except OSError as error:
        raise no_room(path, error) from error
    finally:
        with suppress(OSError):
            copies.forget(part)
    return open_store(path, key, clock=clock)


def open_store(
    path: Path, key: DataKey | None = None, *, looking: bool = False, clock: Callable[[], datetime] = datetime.now
) -> Store:
    """Open an office's file; what is not ours, newer, damaged or cut short is refused and left as it was.

    A plain file is opened as it is, whatever the key. With `looking` not a byte of it changes; raises Older for one
    that has to be upgraded first.
    """
    header.look(path)
    key = key_for(path, key)
    with worded(path):
        conn, read_only = _connect(path, key, looking)
        try:
            header.refuse_if_too_new(conn, path)
            if header.version(conn) < len(migrations.ALL):
                if read_only:
                    raise Older(
                        f"“{path.name}”是旧版本的数据文件，需要升级才能打开。",
                        "请把它复制到能写入的文件夹里再打开。",
                    )
                _keep_a_copy(conn, path, key)
                _migrate(conn, {}, clock)
            # Without its triggers a file would take edits that no other office ever hears of.
            read_only = not _prepare(conn, read_only) or not capture.intact(conn)
        except BaseException:
            conn.close()
            raise
    return Store(path, conn, key, read_only=read_only, clock=clock)


class Older(StorageProblem):
    """A file of an earlier version that cannot be upgraded where it is."""


def _connect(path: Path, key: DataKey | None, looking: bool) -> tuple[Any, bool]:
    """A connection that can read the file, and whether it can only read."""
    writable = os.access(path, os.W_OK) and os.access(path.parent, os.W_OK)
    # A write-protected stick is only known by trying; there not even the engine's shared memory can be kept.
    attempts = [(False, False), (True, False), (True, True)]
    if looking:
        # Where no log lies beside it, nothing need be left there by looking.
        attempts = [(True, not header.has_log(path))]
    elif not writable:
        attempts = attempts[1:]
    for read_only, alone in attempts:
        conn = driver.connect(path, key, read_only=read_only, alone=alone)
        try:
            conn.execute("SELECT count(*) FROM sqlite_master").fetchone()
        except driver.DatabaseError as error:
            conn.close()
            if alone or not any(mark in str(error) for mark in ("unable to open", "readonly")):
                raise
            if read_only and header.has_log(path):
                # Read alone the file would silently show what it held before its last changes.
                raise StorageProblem(
                    f"“{path.name}”旁边还有没有合并的最近修改，在只读的地方打不开。",
                    "请把它和旁边同名的 -wal 文件一起复制到电脑硬盘上，再打开。",
                ) from error
            continue
        return conn, read_only
    raise AssertionError("the last attempt returns or raises")


def _migrate(conn: Any, facts: Mapping[str, str | None], clock: Callable[[], datetime]) -> None:
    """Bring the schema up to date, wholly or not at all, and install the capture."""
    conn.execute("PRAGMA foreign_keys = 0")
    conn.execute("BEGIN IMMEDIATE")
    try:
        if header.version(conn) >= len(migrations.ALL):
            # Another program that opened the file at the same time was first.
            conn.execute("ROLLBACK")
            return
        # Rows of other offices may refer to what is not here; a migration must only not make it worse.
        before = _dangling(conn)
        # A migration's own changes are no act of a person, and the capture would refuse them.
        capture.remove(conn)
        columns, version = upgrading.columns_now(conn), header.version(conn)
        migrations.register().apply(driver.sqlite_utils_database(conn))
        made_worse = _dangling(conn) > before
        if columns:
            upgrading.bring_from_base(conn, columns)
        capture.install(conn)
        conn.execute(f"PRAGMA application_id = {header.APPLICATION_ID}")
        conn.execute(f"PRAGMA user_version = {len(migrations.ALL)}")
        conn.executemany("INSERT INTO office (key, value) VALUES (?, ?)", list(facts.items()))
        audit.found(conn, at=clock().isoformat(timespec="seconds"), version=version, is_new=not columns)
        if made_worse:
            raise StorageProblem("数据文件升级后有对不上的记录，没有升级。", "原来的文件没有改动，请联系维护人员。")
        conn.execute("COMMIT")
    except BaseException:
        if conn.in_transaction:
            conn.execute("ROLLBACK")
        raise


def _dangling(conn: Any) -> int:
    return sum(1 for _ in conn.execute("PRAGMA foreign_key_check"))


def _prepare(conn: Any, read_only: bool) -> bool:
    """Set the connection up; returns whether the file can be written."""
    conn.execute("PRAGMA foreign_keys = 1")
    # REPLACE would delete without firing the delete triggers otherwise.
    conn.execute("PRAGMA recursive_triggers = 1")
    # FULL: a saved record survives a power cut. NORMAL would be 8 times faster and may lose the last saves.
    conn.execute("PRAGMA synchronous = FULL")
    conn.execute("PRAGMA cache_size = -16000")
    if read_only:
        return False
    try:
        conn.execute("PRAGMA journal_mode = WAL")
    except driver.OperationalError as error:
        if "readonly" in str(error):
            return False
        raise
    return True


def _keep_a_copy(conn: Any, path: Path, key: DataKey | None) -> None:
    backup(conn, path.with_name(f"{path.stem}.升级前-{header.version(conn)}{path.suffix}"), key)


__all__ = ["Act", "Done", "Mode", "Row", "Rows", "Store", "Value", "backup", "create", "open_store", "restore"]
