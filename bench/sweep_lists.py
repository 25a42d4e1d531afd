"""Finds the tables in official lists whose group rows state their own counts (北京市（92所）) and adds them up.

Usage: python bench/sweep_lists.py FOLDER. Leaves with 1 when a list does not add up; says so when FOLDER is absent.
"""

import re
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
LABELS = ("序号", "学校名称", "学校标识码", "主管部门", "所在地", "办学层次", "备注")
STATED = re.compile(r"[（(]\s*共?(\d+)\s*所\s*[）)]")


def adds_up(path: Path) -> bool:
    """Print what was found in the list and whether under each group row stand as many rows as it announces."""
    from exports.workbooks.reading import read_workbook
    from exports.workbooks.sheets import as_text
    from exports.workbooks.tables import find_tables

    table = next(iter(find_tables(read_workbook(path).sheets[0], LABELS)), None)
    if table is None:
        print(f"{path}: no table found")
        return False
    groups = [skipped for skipped in table.skipped if skipped.kind == "分组"]
    ends = [group.number for group in groups[1:]] + [sys.maxsize]
    stated = found = 0
    exact = bool(groups)
    for group, end in zip(groups, ends, strict=True):
        count = STATED.search(group.text)
        rows = [row for row in table.body if group.number < row.number < end]
        exact = exact and count is not None and len(rows) == int(count[1])
        stated += int(count[1]) if count else 0
        found += len(rows)
    exact = exact and found == len(table.body)
    if "学校标识码" in table.labels:
        codes = [row.values[table.labels.index("学校标识码")] for row in table.body]
        exact = exact and all(re.fullmatch(r"\d{10}", as_text(code)) for code in codes)
    print(f"{path}: {len(table.body)} rows, {len(groups)} groups stating {stated}: {'exact' if exact else 'WRONG'}")
    return exact


def main(arguments: list[str]) -> int:
    folder = Path(arguments[0]) if arguments else Path("lists")
    if not folder.is_dir():
        print(f"{folder}: absent, nothing swept")
        return 0
    wrong = [path for path in sorted(folder.rglob("*.xls")) if not adds_up(path)]
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.path.insert(0, str(ROOT))
    sys.exit(main(sys.argv[1:]))
