"""The audit of one file: a chain of entries, one for every act and for everything done with the file besides.

Each entry holds the hash of the one before and a hash over all its own columns, so whoever changes, removes, swaps or
slips in an entry breaks the chain from there on. A tail that was cut off is told by a head (number and hash of the
last entry) kept elsewhere: on a printed record, in a backup's note.

An entry about acts holds a digest over them: who, when, why and every operation, with a salt for each act. The
digests account for the whole journal: each act lies between `first_txn` and `last_txn` of exactly one entry; the
entry that founded the chain accounts for all that were there before.

Erasing somebody for ever empties operations that such digests are about. The entry of the erasing then says what the
digests of the entries concerned are from now on (`renewed`), but only of those that were right before: an act that
had been altered stays known as altered. The emptied acts get new salts, so the old digests, which stay, tell
nothing: without the old salt no guess at the erased values can be tried against them.

Whoever holds the file's key and rewrites the chain to its end leaves no trace inside the file: against that, too,
only the heads kept elsewhere help.
"""

import hashlib
import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, NamedTuple

from storage import migrations

COLUMNS = "seq, at, actor, site, kind, what, detail, txid, first_txn, last_txn, digest, prev, hash"
"""In the order of `Entry`."""

FIRST_PREV = bytes(32)
"""What the entry that founded the chain holds in place of a hash before it."""


class Entry(NamedTuple):
    """One entry as it is stored; `detail` is the text of a JSON object."""

    seq: int
    at: str
    actor: str
    site: str
    kind: str
    what: str
    detail: str
    txid: str | None
    first_txn: int | None
    last_txn: int | None
    digest: bytes | None
    prev: bytes
    hash: bytes


@dataclass(frozen=True)
class Written:
    """What some acts wrote: table → how many rows added (I), changed (U), deleted or restored (D), offered (O)."""

    digest: bytes
    acts: int
    tables: Mapping[str, Mapping[str, int]]


@dataclass(frozen=True)
class Fault:
    """Something of the record that is not as it was written: what (a key of `app.audit.FAULTS`), and at which entry."""

    kind: str
    seq: int | None = None
    at: str | None = None
    count: int = 1


@dataclass
class Walk:
    """What walking over the chain has found so far."""

    faults: list[Fault] = field(default_factory=list)
    renewed: dict[int, bytes] = field(default_factory=dict)
    """entry → the digest its acts have since values of theirs were erased."""


# -- appending


def append(
    conn: Any,
    *,
    at: str,
    actor: str,
    site: str,
    kind: str,
    what: str,
    detail: Mapping[str, object] | None = None,
    txid: str | None = None,
    acts: tuple[int, int, bytes] | None = None,
) -> Entry:
    """Add an entry within the transaction that is open; `acts` is (first and last transactions.seq, digest)."""
    last = head(conn)
    first_txn, last_txn, digest = acts or (None, None, None)
    text = json.dumps(dict(detail or {}), ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    seq, prev = (last[0] + 1, last[1]) if last else (1, FIRST_PREV)
    unsigned = (seq, at, actor, site, kind, what, text, txid, first_txn, last_txn, digest, prev)
    made = Entry(*unsigned, hash_of(unsigned))
    conn.execute(f"INSERT INTO audit ({COLUMNS}) VALUES ({', '.join('?' * len(made))})", made)
    return made


def hash_of(columns: Sequence[str | int | bytes | None]) -> bytes:
    """SHA-256 over every column of an entry but its own hash, as a JSON list; bytes as hexadecimal."""
    plain = [one.hex() if isinstance(one, bytes) else one for one in columns]
    return hashlib.sha256(json.dumps(plain, ensure_ascii=False, separators=(",", ":")).encode()).digest()


def head(conn: Any) -> tuple[int, bytes] | None:
    """Number and hash of the last entry; None while there is none."""
    found: tuple[int, bytes] | None = conn.execute("SELECT seq, hash FROM audit ORDER BY seq DESC LIMIT 1").fetchone()
    return found


def found(conn: Any, *, at: str, version: int, is_new: bool) -> None:
    """Begin the chain of a file, or say that the file was upgraded from schema `version`."""
    facts = dict(conn.execute("SELECT key, value FROM office WHERE key IN ('operator', 'site')").fetchall())
    kind, what, acts = "upgraded", "数据文件升级到新版本。", None
    detail: dict[str, object] = {"from": version, "to": len(migrations.ALL)}
    if not head(conn):
        last = last_act(conn)
        before = written(conn, 1, last)
        acts = (1, last, before.digest)
        if is_new:
            kind, what, detail = "founded", "建立数据文件。", {"to": len(migrations.ALL)}
        else:
            what = f"数据文件升级，开始操作记录；此前有 {before.acts} 次操作。"
            detail["acts"] = before.acts
    operator, site = facts.get("operator") or "", facts.get("site") or ""
    append(conn, at=at, actor=operator, site=site, kind=kind, what=what, detail=detail, acts=acts)


# -- what acts wrote


def last_act(conn: Any) -> int:
    """transactions.seq of the last act, 0 before the first."""
    return int(conn.execute("SELECT max(seq) FROM transactions").fetchone()[0] or 0)


def written(conn: Any, first: int, last: int) -> Written:
    """What the acts from `first` to `last` (transactions.seq) wrote, and the digest over it all."""
    digest = hashlib.sha256()
    acts = conn.execute(f"{_ACTS} WHERE seq BETWEEN ? AND ? ORDER BY seq", (first, last)).fetchall()
    counts: dict[tuple[str, str], int] = {}
    for seq, *act in acts:
        digest.update(json.dumps(act, ensure_ascii=False).encode())
        _read_operations(conn, seq, digest, counts)
    tables: dict[str, dict[str, int]] = {}
    for (table, kind), count in sorted(counts.items()):
        tables.setdefault(table, {})[kind] = count
    return Written(digest.digest(), len(acts), tables)


def _read_operations(conn: Any, txn: int, digest: "hashlib._Hash", counts: dict[tuple[str, str], int]) -> None:
    """Add an act's operations to the digest, and how many there are of each table and kind to `counts`."""
    own: dict[tuple[str, str], int] = {}
    mixed, at, count = False, 0, _A_BLOCK
    while count == _A_BLOCK:
        text, at, count, table, last_table, kind, last_kind = conn.execute(_OPERATIONS, (txn, at)).fetchone()
        if not count:
            break
        digest.update(_block(count, text))
        mixed = mixed or table != last_table or kind != last_kind
        own[table, kind] = own.get((table, kind), 0) + count
    if mixed:
        own = {(table, kind): count for table, kind, count in conn.execute(_COUNTS, (txn,))}
    for key, count in own.items():
        counts[key] = counts.get(key, 0) + count


def _block(count: int, text: bytes) -> bytes:
    """Some operations as they go into a digest."""
    # With the marks counted no value can hold one of its own: no two lists of operations read the same.
    return b"%d %d %b" % (count, text.count(_MARK), text)


_MARK = b"\0"
_A_BLOCK, _MOST_AT_ONCE = 5000, 20000
_ACTS = "SELECT seq, id, site, actor, reason, at, undoes, received, hex(salt) FROM transactions"
_TEXT = "CAST(group_concat(concat_ws(char(0), kind, tbl, root, pk, fields), char(0)) AS BLOB)"
_OPERATIONS_OF_ACTS = (
    f"SELECT txn, count(*), {_TEXT} FROM (SELECT txn, kind, tbl, root, pk, fields FROM operations "
    "WHERE txn BETWEEN ? AND ? ORDER BY txn, seq) GROUP BY txn"
)
_OPERATIONS = (
    f"SELECT {_TEXT}, max(seq), count(*), "
    "min(tbl), max(tbl), min(kind), max(kind) "
    "FROM (SELECT seq, kind, tbl, root, pk, fields FROM operations WHERE txn = ? AND seq > ? "
    f"ORDER BY seq LIMIT {_A_BLOCK})"
)
"""Put together by the engine: row by row here it would cost a bulk import a tenth more."""

_COUNTS = "SELECT tbl, kind, count(*) FROM operations WHERE txn = ? GROUP BY tbl, kind"


def kind_of(tables: Iterable[str]) -> str:
    """What an act is called that wrote these tables: rules by which the county works are looked for by themselves."""
    return "rules" if set(tables) == {"rules"} else "act"


def sound(conn: Any, txns: Iterable[int]) -> list[int]:
    """Of the entries that account for some acts (transactions.seq), those whose digest is right now."""
    entries: set[tuple[int, int, int, bytes]] = set()
    for txn in set(txns):
        one = conn.execute(
            "SELECT seq, first_txn, last_txn, digest FROM audit WHERE first_txn <= ? ORDER BY first_txn DESC, seq DESC "
            "LIMIT 1",
            (txn,),
        ).fetchone()
        if one and txn <= one[2]:
            entries.add(one)
    now = renewed(conn)
    return sorted(
        seq for seq, first, last, digest in entries if written(conn, first, last).digest == now.get(seq, digest)
    )


def renewed(conn: Any) -> dict[int, bytes]:
    """entry → its digest since values of its acts were erased."""
    found: dict[int, bytes] = {}
    for (detail,) in conn.execute("SELECT detail FROM audit WHERE detail LIKE '%\"renewed\":%' ORDER BY seq"):
        found |= _renewed_by(detail)
    return found


def renewing(conn: Any, entries: Iterable[int]) -> list[list[object]]:
    """What the entry of an erasing says of those whose acts it emptied: [entry, digest in hexadecimal]."""
    ranges = [
        conn.execute("SELECT seq, first_txn, last_txn FROM audit WHERE seq = ?", (seq,)).fetchone()
        for seq in sorted(entries)
    ]
    return [[seq, written(conn, first, last).digest.hex()] for seq, first, last in ranges]


def _renewed_by(detail: str) -> dict[int, bytes]:
    try:
        said = json.loads(detail)["renewed"]
        return {int(seq): bytes.fromhex(digest) for seq, digest in said}
    except (ValueError, KeyError, TypeError):
        # An altered entry says nothing; that it was altered is found by its hash.
        return {}


# -- checking


def entries(conn: Any) -> Iterator[Entry]:
    """Every entry from the first."""
    cursor = conn.execute(f"SELECT {COLUMNS} FROM audit ORDER BY seq")
    while some := cursor.fetchmany(1000):
        yield from map(Entry._make, some)


def verify(conn: Any) -> list[Fault]:
    """Everything about the record that is not as it was written, in order; empty when all is well."""
    walk = _walk(entries(conn))
    faults = walk.faults
    count, last = conn.execute("SELECT count(*), coalesce(max(seq), 0) FROM audit").fetchone()
    given = conn.execute("SELECT max(seq) FROM sqlite_sequence WHERE name = 'audit'").fetchone()[0] or 0
    if given > last:
        faults.append(Fault("cut", last, count=given - last))
    if not count:
        faults.append(Fault("empty"))
    if _triggers(conn) != expected_triggers():
        faults.append(Fault("triggers"))
    faults += _unlike(conn, walk.renewed)
    faults += _unaccounted(conn)
    return faults


def expected_triggers() -> dict[str, str]:
    """Name → SQL of the triggers that keep entries from being changed or removed."""
    made = [one for one in migrations.statements(migrations.M0006) if one.startswith("CREATE TRIGGER")]
    return {one.split()[2]: one.removesuffix(";") for one in made}


def _triggers(conn: Any) -> dict[str, str]:
    return dict(conn.execute("SELECT name, sql FROM sqlite_master WHERE type = 'trigger' AND tbl_name = 'audit'"))


def _walk(chain: Iterable[Entry]) -> Walk:
    walk = Walk()
    seq, prev = 0, FIRST_PREV
    for one in chain:
        if one.seq != seq + 1:
            walk.faults.append(Fault("missing", seq + 1, one.at, one.seq - seq - 1))
        elif one.prev != prev:
            walk.faults.append(Fault("broken", one.seq, one.at))
        if hash_of(one[:-1]) != one.hash:
            walk.faults.append(Fault("altered", one.seq, one.at))
        walk.renewed |= _renewed_by(one.detail) if '"renewed":' in one.detail else {}
        seq, prev = one.seq, one.hash
    return walk


def _unlike(conn: Any, renewed: Mapping[int, bytes]) -> Iterator[Fault]:
    """Entries whose acts are not what the digest says."""
    found = conn.execute(
        "SELECT seq, at, first_txn, last_txn, digest FROM audit WHERE first_txn IS NOT NULL ORDER BY seq"
    ).fetchall()
    for start in range(0, len(found), _AT_ONCE):
        some = found[start : start + _AT_ONCE]
        known = _digests(conn, [first for _seq, _at, first, last, _digest in some if first == last])
        for seq, at, first, last, digest in some:
            now = known.get(first) if first == last else None
            if (now or written(conn, first, last).digest) != renewed.get(seq, digest):
                yield Fault("acts", seq, at)


_AT_ONCE = 500
"""Entries whose acts are read together: one by one a large file takes three times as long."""


def _digests(conn: Any, txns: Sequence[int]) -> dict[int, bytes]:
    """act (transactions.seq) → what `written` makes of it alone; acts of many operations are left out."""
    if not txns:
        return {}
    span = (min(txns), max(txns))
    if conn.execute("SELECT count(*) FROM operations WHERE txn BETWEEN ? AND ?", span).fetchone()[0] > _MOST_AT_ONCE:
        return {}
    texts = {txn: (count, text) for txn, count, text in conn.execute(_OPERATIONS_OF_ACTS, span)}
    found = {}
    for seq, *act in conn.execute(f"{_ACTS} WHERE seq BETWEEN ? AND ?", span):
        count, text = texts.get(seq, (0, b""))
        if count < _A_BLOCK:
            digest = hashlib.sha256(json.dumps(act, ensure_ascii=False).encode())
            if count:
                digest.update(_block(count, text))
            found[seq] = digest.digest()
    return found


def _unaccounted(conn: Any) -> Iterator[Fault]:
    """Acts that no entry accounts for, and operations of no act."""
    alone, at = conn.execute(
        "SELECT count(*), min(t.at) FROM transactions t WHERE coalesce((SELECT a.last_txn FROM audit a "
        "WHERE a.first_txn <= t.seq ORDER BY a.first_txn DESC, a.seq DESC LIMIT 1), 0) < t.seq"
    ).fetchone()
    if alone:
        yield Fault("alone", None, at, alone)
    stray = conn.execute(
        "SELECT count(*) FROM operations o WHERE NOT EXISTS (SELECT 1 FROM transactions t WHERE t.seq = o.txn)"
    ).fetchone()[0]
    if stray:
        yield Fault("stray", count=stray)
