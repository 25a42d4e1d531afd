"""Reads every file of a folder of hostile spreadsheets and tells what came of it: no crash, no hang is the aim.

Usage: python bench/sweep_workbooks.py FOLDER [HOW_MANY]; HOW_MANY takes an even sample. Leaves with 1 after a crash
(anything but an ExportProblem) or a hang; says so when FOLDER is absent.
"""

import sys
import time
from collections import Counter, defaultdict
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
SECONDS = 20.0
MEMORY = 512 << 20
SLACK = 5.0  # seconds a stopped child may take to be gone


def outcome(path: Path) -> str:
    """ "read", the title of the refusal, or "CRASH …"."""
    from exports.problems import ExportProblem
    from exports.workbooks.kinds import Limits
    from exports.workbooks.reading import read_workbook
    from exports.workbooks.tables import find_table

    try:
        workbook = read_workbook(path, limits=Limits(seconds=SECONDS, memory=MEMORY))
        for sheet in workbook.sheets:
            find_table(sheet, ("姓名", "学校", "Name"))
    except ExportProblem as problem:
        return problem.title
    except Exception as error:  # noqa: BLE001 - a sweep is there to find what nobody thought of
        return f"CRASH {type(error).__name__}: {error}"
    return "read" if any(sheet.rows for sheet in workbook.sheets) else "read, no cell filled"


def main(arguments: list[str]) -> int:
    folder = Path(arguments[0]) if arguments else Path("spreadsheets")
    if not folder.is_dir():
        print(f"{folder}: absent, nothing swept")
        return 0
    files = sorted(path for path in folder.rglob("*") if path.is_file())
    if len(arguments) > 1:
        files = files[:: max(1, len(files) // int(arguments[1]))]
    outcomes: Counter[str] = Counter()
    endings: dict[str, Counter[str]] = defaultdict(Counter)
    slowest = (0.0, "")
    bad: list[str] = []
    for path in files:
        began = time.monotonic()
        came = outcome(path)
        took = time.monotonic() - began
        if took > SECONDS + SLACK:
            came = f"HANG {took:.0f} s"
        if came.startswith(("CRASH", "HANG")):
            bad.append(f"{path.relative_to(folder)}: {came}")
        outcomes[came] += 1
        endings[came][path.suffix.lower()] += 1
        slowest = max(slowest, (took, str(path.relative_to(folder))))
    for came, count in outcomes.most_common():
        print(f"{count:5}  {came}  {dict(endings[came].most_common(6))}")
    print(f"{len(files)} files, slowest {slowest[0]:.1f} s: {slowest[1]}; crashes and hangs: {len(bad)}")
    print(*bad, sep="\n")
    return 1 if bad else 0


if __name__ == "__main__":
    sys.path.insert(0, str(ROOT))
    sys.exit(main(sys.argv[1:]))
