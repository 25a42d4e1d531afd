"""R1: the teacher list and its conditions as the window works them, against SQL on an un-indexed copy of the rows.

    python -m bench.list [--rounds N] [--quick] [--out FILE] [--office FILE]

The window reads the rows once and narrows them in memory (`ui.rows.Rows`, `app.search.NameIndex`); each condition
is measured with its count and the texts of the rows in sight. The peer keeps the very columns of the list and of the
search in one flat table without any index, in the product's own engine and file, and asks it for the first 50 in
order and for the count. What the window reads from the file (first rows and count; the whole list) is measured too.
"""

import sys
import time
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from bench.office import copied, office
from bench.rounds import Goal, Report, Way, each, options

IN_SIGHT = 31
FIRST = 100
REPEATS = 5
FLAT = "LIKE or = on a flat table, no index"
OURS = "the window's rows"


def main() -> int:
    """Measure reading, filtering and searching; returns the exit code."""
    report = Report("list", options(__doc__ or ""))
    with office(report.options) as path, TemporaryDirectory(prefix="xinhuo-bench-") as folder:
        from app.session import open_session

        with open_session(copied(path, Path(folder) / "county.xinhuo")) as session:
            _flatten(session)
            _reading(report, session)
            _conditions(report, session)
    return report.finish()


def _reading(report: Report, session: Any) -> None:
    from app import roster

    columns = ", ".join(roster.COLUMNS)
    ask = session.store.conn.execute

    def first() -> object:
        return roster.listed(session, FIRST), roster.count(session)

    def flat_first() -> object:
        rows = ask(f"SELECT {columns} FROM flat ORDER BY sort, name, id LIMIT {FIRST}").fetchall()
        return rows, ask("SELECT count(*) FROM flat").fetchone()

    report.run(
        f"First {FIRST} rows and the count",
        {"roster.listed + count": each(1, first), FLAT: each(1, flat_first)},
        rounds=11,
        goals=[Goal("R1 unfiltered", "roster.listed + count", FLAT, 0.3)],
    )
    report.run(
        "The whole list (read in the quiet lane)",
        {
            "roster.listed": each(1, lambda: roster.listed(session)),
            FLAT: each(1, lambda: ask(f"SELECT {columns} FROM flat ORDER BY sort, name, id").fetchall()),
        },
        rounds=7,
    )


def _conditions(report: Report, session: Any) -> None:
    from app import roster
    from app.search import NameIndex
    from ui.rows import Rows
    from ui.teachers import COLUMNS

    every = roster.listed(session)
    rows = Rows(COLUMNS, roster.COLUMNS)
    rows.put(every)
    index = NameIndex(roster.entries(session))
    usual = _usual(every, roster.COLUMNS)

    def clicked(name: str, **others: Any) -> Way:
        """Choosing a value of `name` where the others were chosen before."""
        return _after(rows, others, lambda: rows.filter(name, usual[name]))

    def typed(text: str, **others: Any) -> Way:
        return _after(rows, others, lambda: rows.want(index.find(text)))

    school, subject, title = usual["work_name"], usual["subject"], usual["title"]
    likes = "(name LIKE ?1 OR full LIKE ?1 OR initials LIKE ?1)"
    for name, most, ours, where, values in (
        ("nothing", 0.3, _after(rows, {"work_name": school}, rows.clear_filters), "true", ()),
        ("school", 0.3, clicked("work_name"), "work_name = ?", (school,)),
        ("subject + title", 0.3, clicked("title", subject=subject), "subject = ? AND title = ?", (subject, title)),
        ("initials prefix", 0.3, typed("zw"), "initials LIKE ?", ("zw%",)),
        ("name contains", 0.2, typed("伟"), "name LIKE ?", ("%伟%",)),
        ("name, pinyin or initials contain", 0.2, typed("wei"), likes, ("%wei%",)),
        (
            "school + subject + name",
            1.0,
            typed("伟", work_name=school, subject=subject),
            "work_name = ? AND subject = ? AND name LIKE ?",
            (school, subject, "%伟%"),
        ),
    ):
        report.run(
            f"Narrowed by {name}, with the count",
            {OURS: ours, FLAT: each(REPEATS, _asked(session, where, values))},
            rounds=9,
            goals=[Goal(f"R1 {name}", OURS, FLAT, most)],
        )


def _after(rows: Any, others: Mapping[str, Any], act: Callable[[], None]) -> Way:
    """A way that times one act of a person, from a list that shows the other conditions to the next painting."""

    def way() -> float:
        took = 0.0
        for _ in range(REPEATS):
            rows.clear_filters()
            for name, value in others.items():
                rows.filter(name, value)
            began = time.perf_counter()
            act()
            _in_sight(rows)
            took += time.perf_counter() - began
        return took / REPEATS

    return way


def _in_sight(rows: Any) -> tuple[int, list[tuple[str, ...]]]:
    """What painting takes after a condition: the count and the texts of a screen of rows."""
    return len(rows.order), [rows.texts(row) for row in range(min(IN_SIGHT, len(rows.order)))]


def _asked(session: Any, where: str, values: Sequence[str]) -> Callable[[], object]:
    from app.roster import COLUMNS

    ask = session.store.conn.execute
    columns = ", ".join(COLUMNS)

    def act() -> object:
        page = ask(f"SELECT {columns} FROM flat WHERE {where} ORDER BY sort, name, id LIMIT 50", values).fetchall()
        return page, ask(f"SELECT count(*) FROM flat WHERE {where}", values).fetchone()

    return act


def _usual(rows: Sequence[tuple[Any, ...]], names: Sequence[str]) -> Mapping[str, Any]:
    """A school of middle size and the most frequent subject and title."""

    def counted(name: str) -> Counter[Any]:
        return Counter(row[names.index(name)] for row in rows if row[names.index(name)])

    schools = counted("work_name").most_common()
    return {
        "work_name": schools[len(schools) // 2][0],
        "subject": counted("subject").most_common(1)[0][0],
        "title": counted("title").most_common(1)[0][0],
    }


def _flatten(session: Any) -> None:
    from app import roster

    columns = ("sort", "initials", "full", *roster.COLUMNS)
    ask = session.store.conn
    ask.execute(f"CREATE TABLE flat ({', '.join(columns)})")
    keys = {row[0]: row[1:] for row in ask.execute("SELECT teacher_id, sort, initials, full FROM name_keys")}
    marks = ", ".join("?" for _ in columns)
    ask.execute("BEGIN")
    # In the order of entry, as a table has its rows.
    lines = sorted(roster.listed(session), key=lambda row: str(row[0]))
    ask.executemany(f"INSERT INTO flat VALUES ({marks})", [(*keys[row[0]], *row) for row in lines])
    ask.execute("COMMIT")


if __name__ == "__main__":
    sys.exit(main())
