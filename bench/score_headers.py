"""Scores what `find_tables` takes for column headers on tables whose header cells people marked (IM-TQA).

    python -m bench.score_headers FOLDER [--split NAME] [--unmerged] [--wrong N]

FOLDER holds `train_tables.json` and `dev_tables.json`; where it is absent the script says so and leaves with 0. Of every
cell that says something it asks: is it a column header or not (marked as column_attribute or column_index)? No label is
told to the finder, so the shape alone decides. `--unmerged` hides the merged cells, as some kinds of file do;
`--wrong N` shows the first N tables that came out differently.
"""

import argparse
import json
import sys
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from typing import Any

from exports.workbooks.sheets import Cell, Merge, Sheet
from exports.workbooks.tables import find_tables

OURS = ("vertical", "hierarchical")  # a row a thing, under one or more header rows: what the finder is for
KINDS = (*OURS, "horizontal", "complex")


@dataclass(frozen=True)
class Score:
    """Cells that were rightly, wrongly and not taken for headers; tables, and those without a wrong cell."""

    right: int = 0
    wrong: int = 0
    missed: int = 0
    tables: int = 0
    exact: int = 0

    def __add__(self, other: "Score") -> "Score":
        return Score(
            self.right + other.right,
            self.wrong + other.wrong,
            self.missed + other.missed,
            self.tables + other.tables,
            self.exact + other.exact,
        )

    def sentence(self) -> str:
        """Precision, recall and F1 of the cells, and the part of the tables without a wrong cell."""
        precision = _part(self.right, self.right + self.wrong)
        recall = _part(self.right, self.right + self.missed)
        f1 = _part(2 * self.right, 2 * self.right + self.wrong + self.missed)
        return (
            f"precision {precision:.4f}  recall {recall:.4f}  F1 {f1:.4f}  "
            f"exact {self.exact}/{self.tables} = {_part(self.exact, self.tables):.4f}"
        )


def main(arguments: Sequence[str] | None = None) -> int:
    """Print the scores of every kind of table; always leaves with 0."""
    options = _options(arguments)
    for split in options.split:
        path = options.folder / f"{split}_tables.json"
        if not path.is_file():
            print(f"{path}: absent, nothing scored")
            continue
        tables = json.loads(path.read_text(encoding="utf-8"))
        scores = {kind: score(tables, kind, unmerged=options.unmerged) for kind in KINDS}
        print(f"{split}: {len(tables)} tables{', merged cells hidden' if options.unmerged else ''}")
        for kind, one in scores.items():
            print(f"  {kind:<26}{one.sentence()}")
        print(f"  {' + '.join(OURS):<26}{sum((scores[kind] for kind in OURS), Score()).sentence()}")
        for table in islice(_differing(tables, unmerged=options.unmerged), options.wrong):
            _show(table, unmerged=options.unmerged)
    return 0


def score(tables: Sequence[Mapping[str, Any]], kind: str, *, unmerged: bool = False) -> Score:
    """The score of all tables of one kind."""
    of_kind = (table for table in tables if table["table_type"] == kind)
    return sum((_compare(marked(table), found(table, unmerged=unmerged)) for table in of_kind), Score())


def marked(table: Mapping[str, Any]) -> set[int]:
    """The ids of the cells that say something and that people marked as column headers."""
    texts = table["chinese_cell_value_list"]
    return {cell for cell in {*table["column_attribute"], *table["column_index"]} if texts[cell].strip()}


def found(table: Mapping[str, Any], *, unmerged: bool = False) -> set[int]:
    """The ids of the cells that say something and that our finder took for column headers."""
    texts = table["chinese_cell_value_list"]
    rows = [
        number
        for one in find_tables(as_sheet(table, unmerged=unmerged), ())
        for number in (*one.header_rows, *(s.number for s in one.skipped if s.kind == "重复表头"))
    ]
    return {cell for number in rows for cell in table["cell_ID_matrix"][number - 1] if texts[cell].strip()}


def as_sheet(table: Mapping[str, Any], *, unmerged: bool = False) -> Sheet:
    """The table as a sheet holds it: a repeated id is a merged cell, its text stands in the first of its places."""
    texts = table["chinese_cell_value_list"]
    places: dict[int, list[tuple[int, int]]] = {}
    for row, cells in enumerate(table["cell_ID_matrix"]):
        for column, cell in enumerate(cells):
            places.setdefault(cell, []).append((row, column))
    rows: list[list[Cell]] = [[None] * len(cells) for cells in table["cell_ID_matrix"]]
    merges = []
    for cell, where in places.items():
        (top, left), (bottom, right) = where[0], where[-1]
        rows[top][left] = texts[cell] or None
        if len(where) > 1 and len(where) == (bottom - top + 1) * (right - left + 1):
            merges.append(Merge(top, left, bottom, right))
    return Sheet(table["file_name"], tuple(map(tuple, rows)), () if unmerged else tuple(merges))


def _compare(wanted: set[int], got: set[int]) -> Score:
    return Score(len(wanted & got), len(got - wanted), len(wanted - got), 1, int(wanted == got))


def _part(of: int, whole: int) -> float:
    return of / whole if whole else 1.0


def _differing(tables: Sequence[Mapping[str, Any]], *, unmerged: bool) -> Iterator[Mapping[str, Any]]:
    ours = (table for table in tables if table["table_type"] in OURS)
    return (table for table in ours if marked(table) != found(table, unmerged=unmerged))


def _show(table: Mapping[str, Any], *, unmerged: bool) -> None:
    """The first rows of a table: [marked and found], <only marked>, {only found}."""
    texts = table["chinese_cell_value_list"]
    wanted, got = marked(table), found(table, unmerged=unmerged)
    print(f"\n{table['table_type']} {table['file_name']}")
    for cells in table["cell_ID_matrix"][:6]:
        shown = []
        for cell in cells:
            brackets = ("[]" if cell in got else "<>") if cell in wanted else ("{}" if cell in got else "  ")
            shown.append(f"{brackets[0]}{texts[cell].strip()[:12]}{brackets[1]}")
        print("   ", " | ".join(shown))


def _options(arguments: Sequence[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder", type=Path, metavar="FOLDER", help="where train_tables.json and dev_tables.json are")
    parser.add_argument("--split", nargs="+", default=["train", "dev"], metavar="NAME", help="train, dev or both")
    parser.add_argument("--unmerged", action="store_true", help="hide the merged cells from the finder")
    parser.add_argument("--wrong", type=int, default=0, metavar="N", help="show the first N tables that differ")
    return parser.parse_args(arguments)


if __name__ == "__main__":
    sys.exit(main())
