"""Y1: finding people while typing, against SQL LIKE over a kept column and against one `str.find`.

    python -m bench.search [--rounds N] [--quick] [--out FILE] [--office FILE]

The index is `app.search.NameIndex` over every teacher. The peers know only the one column that the text is in:
`LIKE` asks for the first 50 in the order of pinyin, `str.find` walks one joined string and maps places to ids.
"""

import sys
from bisect import bisect_right
from collections.abc import Callable, Sequence
from itertools import accumulate
from typing import Any

from bench.office import office
from bench.rounds import Goal, Report, each, options

QUERIES = (("initials", "wm"), ("initials", "zxl"), ("pinyin", "zhangwei"), ("name", "伟"), ("ID tail", ""))
COLUMNS = {"initials": "initials", "pinyin": "full", "name": "name", "ID tail": "id_number"}
REPEATS = 20


def main() -> int:
    """Measure every kind of text; returns the exit code."""
    report = Report("search", options(__doc__ or ""))
    with office(report.options) as path:
        from app import roster
        from app.search import NameIndex
        from app.session import open_session

        with open_session(path) as session:
            entries = roster.entries(session)
            report.note("people", len(entries), f"{len(entries):,} people")
            index = NameIndex(entries)
            keys = _key_table(session.store.conn, entries)
            report.run("Building the index", {"NameIndex": each(1, lambda: NameIndex(entries))}, rounds=5)
            for kind, asked in QUERIES:
                text = asked or entries[len(entries) // 2].id_number[-4:].lower()
                _compare(report, kind, text, index, keys, entries)
    return report.finish()


def _compare(report: Report, kind: str, text: str, index: Any, keys: Any, entries: Sequence[Any]) -> None:
    column = COLUMNS[kind]
    lines = [str(getattr(entry, column)).lower() for entry in entries]
    sql = f"SELECT id FROM keys WHERE {column} LIKE ? ORDER BY place LIMIT 50"
    ways = {
        "NameIndex.find": each(REPEATS, lambda: index.find(text)),
        "LIKE over a kept column": each(REPEATS, lambda: keys.execute(sql, (f"%{text}%",)).fetchall()),
        "one str.find": each(REPEATS, _joined_find(lines, [entry.id for entry in entries], text)),
    }
    hits = len(index.find(text))
    goals = [
        Goal(f"Y1 {kind} {text}", "NameIndex.find", "LIKE over a kept column", 0.1),
        Goal(f"Y1 {kind} {text}", "NameIndex.find", "one str.find", 5),
    ]
    report.run(f"Find by {kind}: “{text}”, {hits} hits", ways, rounds=9, goals=goals)


def _key_table(conn: Any, entries: Sequence[Any]) -> Any:
    """The peer's table, in memory: a row a person, no index, in the product's own engine."""
    conn.execute("CREATE TEMP TABLE keys (place INTEGER, id TEXT, name TEXT, initials TEXT, full TEXT, id_number TEXT)")
    rows = [(place, e.id, e.name, e.initials, e.full, e.id_number.lower()) for place, e in enumerate(entries)]
    conn.executemany("INSERT INTO keys VALUES (?, ?, ?, ?, ?, ?)", rows)
    return conn


def _joined_find(lines: Sequence[str], ids: Sequence[str], text: str) -> Callable[[], list[str]]:
    joined = "\n".join(lines)
    starts = list(accumulate((len(line) + 1 for line in lines), initial=0))

    def find() -> list[str]:
        found, at = [], joined.find(text)
        while at >= 0:
            place = bisect_right(starts, at) - 1
            found.append(ids[place])
            at = joined.find(text, starts[place + 1])
        return found

    return find


if __name__ == "__main__":
    sys.exit(main())
