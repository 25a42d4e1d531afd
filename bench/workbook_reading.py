"""Times reading one .xlsx through the child against bare calamine and openpyxl, in turn in one warm process.

Usage: python bench/workbook_reading.py [FILE] [ROUNDS]; without FILE a roster of 10,000 × 30 is made first.
"""

import sys
import tempfile
import time
from pathlib import Path
from statistics import median

ROOT = Path(__file__).resolve().parents[1]


def ours(path: Path) -> int:
    from exports.workbooks.reading import read_workbook

    return sum(len(sheet.rows) for sheet in read_workbook(path).sheets)


def calamine(path: Path) -> int:
    import python_calamine

    book = python_calamine.CalamineWorkbook.from_path(path)
    names = book.sheet_names
    return sum(len(book.get_sheet_by_name(name).to_python(skip_empty_area=False)) for name in names)


def openpyxl(path: Path) -> int:
    from openpyxl import load_workbook

    book = load_workbook(path, read_only=True, data_only=True)
    return sum(len(list(sheet.iter_rows(values_only=True))) for sheet in book.worksheets)


WAYS = {"calamine": calamine, "ours": ours, "openpyxl": openpyxl}


def make_roster(path: Path) -> None:
    from datetime import date, timedelta
    from random import Random

    import xlsxwriter

    rolls = Random(5)
    book = xlsxwriter.Workbook(str(path), {"default_date_format": "yyyy-mm-dd"})
    sheet = book.add_worksheet("名册")
    sheet.write_row(0, 0, [f"第{number}栏" for number in range(30)])
    for row in range(1, 10_001):
        texts = [
            f"第{rolls.randint(1, 100)}小学",
            f"教师{row}",
            rolls.choice("男女"),
            f"teacher{row}@example.cn",
        ]
        codes = [str(rolls.randint(10**17, 10**18 - 1)), str(rolls.randint(13 * 10**9, 14 * 10**9))]
        words = [
            "语文",
            "骨干教师",
            "一级教师",
            "本科",
            "汉语言文学",
            "群众",
            "汉族",
            "专任教师",
            "在职",
            "是",
        ]
        dates = [date(1960, 1, 1) + timedelta(days=rolls.randint(0, 15_000)) for _ in range(2)]
        hours = [float(rolls.randint(20, 120)) for _ in range(12)]
        sheet.write_row(row, 0, [*texts, *codes, *words, *dates, *hours])
    book.close()


def main(arguments: list[str]) -> None:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(arguments[0]) if arguments else Path(folder) / "roster.xlsx"
        if not arguments:
            make_roster(path)
        rounds = int(arguments[1]) if len(arguments) > 1 else 11
        taken: dict[str, list[float]] = {way: [] for way in WAYS}
        for number in range(-1, rounds):  # the first round loads the libraries and is not counted
            for way, read in WAYS.items():
                if way == "openpyxl" and number > 2:
                    continue
                began = time.perf_counter()
                read(path)
                if number >= 0:
                    taken[way].append(time.perf_counter() - began)
    base = taken["calamine"]
    for way, seconds in taken.items():
        by_median, by_least = median(seconds) / median(base), min(seconds) / min(base)
        print(f"{way:<10} median {median(seconds):.3f} s  ×{by_median:.2f}  by least ×{by_least:.2f}")


if __name__ == "__main__":
    sys.path.insert(0, str(ROOT))
    main(sys.argv[1:])
