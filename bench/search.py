"""Y1: finding people while typing, against SQL LIKE over a kept column and against one `str.find`.

    python -m bench.search [--rounds N] [--quick] [--out FILE] [--office FILE]

The index is `app.search.NameIndex` over every teacher. The peers know only the column that the text is in: `LIKE`
asks the office's own tables, where these columns are kept, for the first 50 in the order of pinyin; `str.find` walks
one joined string and maps places to ids.
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
_KEYS = "SELECT teacher_id FROM name_keys WHERE {} LIKE ? ORDER BY sort LIMIT 50"
_ID = (
    "SELECT t.id FROM teachers t JOIN name_keys k ON k.teacher_id = t.id "
    "WHERE t.id_number LIKE ? ORDER BY k.sort LIMIT 50"
)
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
            report.run("Building the index", {"NameIndex": each(1, lambda: NameIndex(entries))}, rounds=5)
            for kind, asked in QUERIES:
                text = asked or entries[len(entries) // 2].id_number[-4:].lower()
                _compare(report, kind, text, index, session.store.conn, entries)
    return report.finish()


def _compare(report: Report, kind: str, text: str, index: Any, conn: Any, entries: Sequence[Any]) -> None:
    column = COLUMNS[kind]
    lines = [str(getattr(entry, column)).lower() for entry in entries]
    sql = _ID if column == "id_number" else _KEYS.format(column)
    ways = {
        "NameIndex.find": each(REPEATS, lambda: index.find(text)),
        "LIKE over a kept column": each(REPEATS, lambda: conn.execute(sql, (f"%{text}%",)).fetchall()),
        "one str.find": each(REPEATS, _joined_find(lines, [entry.id for entry in entries], text)),
    }
    hits = len(index.find(text))
    goals = [
        Goal(f"Y1 {kind} {text}", "NameIndex.find", "LIKE over a kept column", 0.1),
        Goal(f"Y1 {kind} {text}", "NameIndex.find", "one str.find", 5),
    ]
    report.run(f"Find by {kind}: “{text}”, {hits} hits", ways, rounds=9, goals=goals)


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
