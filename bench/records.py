"""R2: what the windows ask of 2,000,000 records, against DuckDB with its own table of them; a part of `bench.ledger`.

The program never lists all records: it shows those of a person, and the hours of a year, person by person. DuckDB holds
the same rows joined and typed in its own columns, and gives the same rows.
"""

from importlib import import_module
from pathlib import Path
from typing import Any

from bench.rounds import Goal, Report, each, present

OURS, DUCKDB = "the program", "DuckDB, its own table"
MOST = 0.2


def measure(report: Report, session: Any, folder: Path, year: int) -> None:
    """Ask both for one person's records, for all hours of a year and for one person's hours by year."""
    from storage import training as stored

    if not present("duckdb"):
        return
    duck = _duckdb(session, folder / "records.duckdb")
    somebody = session.store.value("SELECT teacher_id FROM attendance LIMIT 1 OFFSET 12345")
    questions = {
        "one person's records": (
            lambda: stored.attendance_of_teacher(session.store, somebody),
            lambda: duck.execute(
                "SELECT * FROM records WHERE teacher_id = ? ORDER BY year DESC, title", [somebody]
            ).fetchall(),
        ),
        "one person's hours by year and category": (
            lambda: stored.hours_of_teacher(session.store, somebody),
            lambda: duck.execute(
                "SELECT year, category, sum(hours) FROM records WHERE teacher_id = ? AND result IN ('1', '2') "
                "GROUP BY ALL ORDER BY ALL",
                [somebody],
            ).fetchall(),
        ),
        "everybody's hours of a year": (
            lambda: stored.hours_by_year(session.store, year),
            lambda: duck.execute(
                "SELECT teacher_id, any_value(name), category, sum(hours) FROM records WHERE year = ? "
                "AND result IN ('1', '2') GROUP BY teacher_id, category ORDER BY 2",
                [year],
            ).fetchall(),
        ),
    }
    for name, (ours, theirs) in questions.items():
        ways = {OURS: each(5, ours), DUCKDB: each(5, theirs)}
        report.run(f"2M records: {name}", ways, rounds=7, goals=[Goal(f"R2 {name}", OURS, DUCKDB, MOST)])
    duck.close()


def _duckdb(session: Any, path: Path) -> Any:
    """A DuckDB file with every record beside its names, brought over as CSV."""
    import csv

    duckdb = import_module("duckdb")  # not among the product's own libraries: a peer
    lines = session.store.tuples(
        "SELECT a.id, a.teacher_id, t.name, p.title, c.name, c.year, p.category, a.hours, a.result FROM attendance a "
        "JOIN teachers t ON t.id = a.teacher_id JOIN classes c ON c.id = a.class_id "
        "JOIN programmes p ON p.id = c.programme_id"
    )
    table = path.with_suffix(".csv")
    with table.open("w", encoding="utf-8", newline="") as file:
        csv.writer(file).writerows(lines)
    duck = duckdb.connect(str(path))
    columns = (
        "{'id': 'VARCHAR', 'teacher_id': 'VARCHAR', 'name': 'VARCHAR', 'title': 'VARCHAR', 'class': 'VARCHAR', "
        "'year': 'INTEGER', 'category': 'VARCHAR', 'hours': 'INTEGER', 'result': 'VARCHAR'}"
    )
    duck.execute(f"CREATE TABLE records AS SELECT * FROM read_csv('{table}', header=false, columns={columns})")
    table.unlink()
    return duck
