"""Queries over the register of issued papers, the counters of their numbers, and the blocks given to other offices."""

import json
from collections.abc import Iterable, Mapping
from typing import Any

from storage.store import Row, Rows, Store, dicts

_SHOWN = (
    "id, kind, number, teacher_id, subject_id, name, issuer, issued_on, valid_until, status, remark, "
    "site, series, serial, design, replaces"
)


def listed(store: Store) -> list[Row]:
    """Every certificate issued, newest first, without the printed facts."""
    return store.all(f"SELECT {_SHOWN} FROM certificates ORDER BY issued_on DESC, number DESC")


def of_teacher(store: Store, teacher: str) -> list[Row]:
    """A teacher's certificates, newest first."""
    return store.all(
        f"SELECT {_SHOWN} FROM certificates WHERE teacher_id = ? ORDER BY issued_on DESC, number DESC", (teacher,)
    )


def some(source: Store | Rows, ids: Iterable[str]) -> list[Row]:
    """Certificates by id with all they hold, in the order of the ids; those that are not there are left out."""
    return dicts(
        source.conn.execute(
            "SELECT c.* FROM json_each(?) j JOIN certificates c ON c.id = j.value ORDER BY j.key",
            (json.dumps(list(ids)),),
        )
    )


def of_number(store: Store, number: str) -> Row | None:
    """The certificate with that number."""
    return store.one("SELECT * FROM certificates WHERE number = ?", (number,))


def standing(rows: Rows, kind: str, subject: str) -> list[Row]:
    """The valid certificates of one kind for one subject, newest first: id, number, facts, issued_on, and what else
    was printed on each."""
    return dicts(
        rows.execute(
            "SELECT * FROM certificates WHERE kind = ? AND subject_id = ? AND status = 'valid' "
            "ORDER BY issued_on DESC, number DESC",
            (kind, subject),
        )
    )


# -- counters: never exchanged, never lowered


def last_numbers(store: Store) -> dict[str, int]:
    """Counter → its last number: of every series, and of every block this computer was given."""
    return dict(store.tuples("SELECT series, last FROM number_series"))


def counted(source: Store | Rows, key: str) -> int:
    """The last number of a counter, 0 where it has none."""
    found = source.conn.execute("SELECT last FROM number_series WHERE series = ?", (key,)).fetchone()
    return int(found[0]) if found else 0


def never_below(source: Store | Rows, numbers: Mapping[str, int]) -> None:
    """Lift counters to these numbers: what an older copy has forgotten was printed all the same."""
    source.conn.executemany(
        "INSERT INTO number_series (series, last) VALUES (?, ?) "
        "ON CONFLICT DO UPDATE SET last = max(last, excluded.last)",
        list(numbers.items()),
    )


# -- what is taken already


def is_taken(source: Store | Rows, number: str) -> bool:
    """Whether a paper bears this number: one in the register, or one that a school holds and offers back."""
    return bool(
        source.conn.execute(
            "SELECT EXISTS (SELECT 1 FROM certificates WHERE number = ?1) OR EXISTS (SELECT 1 FROM reviews "
            "WHERE tbl = 'certificates' AND col = 'number' AND state = 'open' AND value = ?2)",
            (number, json.dumps(number, ensure_ascii=False)),
        ).fetchone()[0]
    )


def offered_numbers(source: Store | Rows) -> set[str]:
    """The numbers of papers that schools hold and offer back to a county put back from an old copy."""
    found = source.conn.execute(
        "SELECT value FROM reviews WHERE tbl = 'certificates' AND col = 'number' AND state = 'open'"
    )
    return {json.loads(row[0]) for row in found}


def taken(source: Store | Rows, numbers: Iterable[str]) -> dict[str, str]:
    """Number → id of the certificate that bears it."""
    found = source.conn.execute(
        "SELECT c.number, c.id FROM json_each(?) j CROSS JOIN certificates c ON c.number = j.value",
        (json.dumps(list(numbers)),),
    )
    return dict(found.fetchall())


def highest(source: Store | Rows, series: str, site: str) -> int:
    """The highest serial of a series that this office gave itself, as the register tells; 0 for none."""
    found = source.conn.execute(
        "SELECT max(serial) FROM certificates WHERE series = ? AND coalesce(site, ?2) = ?2", (series, site)
    ).fetchone()
    return int(found[0] or 0)


def serials(source: Store | Rows) -> list[Row]:
    """kind, number, series, serial of every certificate; both are NULL on those from before there were patterns."""
    return dicts(source.conn.execute("SELECT kind, number, series, serial FROM certificates"))


def numbers_of(source: Store | Rows, site: str) -> list[str]:
    """The numbers that a site has given."""
    return [row[0] for row in source.conn.execute("SELECT number FROM certificates WHERE site = ?", (site,))]


def erased_numbers(store: Store) -> set[str]:
    """Numbers of certificates whose rows were deleted."""
    found = store.tuples("SELECT gone ->> 'number' FROM stamps WHERE tbl = 'certificates' AND gone IS NOT NULL")
    return {row[0] for row in found}


# -- patterns and blocks


def patterns(source: Store | Rows) -> list[Row]:
    """Every pattern the county has set."""
    return dicts(source.conn.execute("SELECT * FROM number_patterns ORDER BY kind, id"))


def blocks(source: Store | Rows) -> list[Row]:
    """Every block that was given, with `office` (whose it is), by kind, year and first serial."""
    return dicts(
        source.conn.execute(
            "SELECT b.*, coalesce(o.name, '') AS office FROM number_blocks b "
            "LEFT JOIN organisations o ON o.id = b.organisation_id ORDER BY b.kind, b.year, b.first, b.id"
        )
    )


_EVER_GIVEN = (
    "SELECT site, kind, pattern, first, last FROM number_blocks UNION ALL "
    "SELECT gone ->> 'site', gone ->> 'kind', gone ->> 'pattern', gone ->> 'first', gone ->> 'last' FROM stamps "
    "WHERE tbl = 'number_blocks' AND gone IS NOT NULL"
)
"""Blocks with those taken back: a number that was given away once is never this office's again."""


def given_ranges(source: Store | Rows) -> list[tuple[str, int, int]]:
    """(pattern, first, last) of all that was ever given away; with those that a school holds and offers back to a
    county put back from an old copy."""
    found: list[tuple[str, int, int]] = source.conn.execute(
        f"SELECT pattern, first, last FROM ({_EVER_GIVEN})"
    ).fetchall()
    return found + _offered_ranges(source)


def blocks_of(source: Store | Rows, site: str) -> list[tuple[str, str, int, int]]:
    """(kind, pattern, first, last) of all that a site was ever given."""
    found: list[tuple[str, str, int, int]] = source.conn.execute(
        f"SELECT kind, pattern, first, last FROM ({_EVER_GIVEN}) WHERE site = ?", (site,)
    ).fetchall()
    return found


def _offered_ranges(source: Store | Rows) -> list[tuple[str, int, int]]:
    cells: dict[str, dict[str, Any]] = {}
    for pk, column, value in source.conn.execute(
        "SELECT pk, col, value FROM reviews WHERE tbl = 'number_blocks' AND state = 'open'"
    ):
        cells.setdefault(pk, {})[column] = json.loads(value)
    wanted = ("pattern", "first", "last")
    whole = [[of[name] for name in wanted] for of in cells.values() if all(of.get(name) for name in wanted)]
    return [(str(pattern), int(first), int(last)) for pattern, first, last in whole]
