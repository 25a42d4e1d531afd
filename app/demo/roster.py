"""A roster as a school's clerk makes one in a spreadsheet, of people the demonstration county does not know yet."""

from collections.abc import Sequence
from pathlib import Path
from random import Random
from typing import TYPE_CHECKING

from app import codes
from app.demo import TODAY, lives, organisations, registers
from app.demo import teachers as staffing
from app.demo.registers import phone
from app.demo.teachers import Teacher
from app.problems import Problem

if TYPE_CHECKING:
    from openpyxl.worksheet.worksheet import Worksheet

SCHOOL = "清水镇中心校"
"""A school that every demonstration county of two or more schools has."""

_HEADINGS: tuple[tuple[str, tuple[str, ...]], ...] = (
    ("序号", ()),
    ("学校", ()),
    ("姓名", ()),
    ("性别", ()),
    ("民族", ()),
    ("出生年月", ()),
    ("身份证号码", ()),
    ("政治面貌", ()),
    ("参加工作时间", ()),
    ("任教情况", ("任教学段", "任教学科", "是否班主任", "职务")),
    ("职称", ()),
    ("学历情况", ("学历", "毕业院校", "所学专业")),
    ("联系电话", ()),
    ("备注", ()),
)
"""Headings from left to right, those over others with the ones below."""

_WIDTHS = (5, 10, 9, 5, 6, 10, 21, 10, 12, 9, 9, 10, 10, 10, 9, 22, 18, 14, 10)
_FIRST_TELEPHONE = 90_000_000
"""Above the numbers the county itself uses."""
_MOST = 5000

_SHORT = {
    "political": {"01": "党员", "02": "预备党员", "03": "团员", "13": "群众"},
    "title": {"1": "正高级", "2": "中小学高级教师", "3": "中小学一级教师", "4": "二级教师", "0": "未评"},
    "education": {"41": "中专毕业", "31": "大专", "21": "本科", "14": "硕士研究生毕业", "61": "高中"},
}
"""How clerks write what the tables write in full."""


def write_roster_sample(path: Path, *, seed: int = 1, teachers: int = 40) -> None:
    """Write a workbook (.xlsx) of one school's `teachers` people, the way clerks make them.

    Title and heading cells are merged, dates are texts ("1985.07"), codes are words as clerks shorten them
    (汉, 党员, 本科), two-character names are spaced out, and a line to fill in by hand follows. All cells can
    be read. Raises Problem for a number no school has or a place that cannot be written.
    """
    if not 1 <= teachers <= _MOST:
        raise Problem(f"花名册不能是 {teachers} 人。", f"请填 1 到 {_MOST} 之间的数。")
    from openpyxl import Workbook

    book = Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.title = "花名册"
    columns = _head(sheet)
    lines = _lines(seed, teachers)
    for number, line in enumerate(lines):
        for column, text in enumerate(line, 1):
            cell = sheet.cell(5 + number, column, text)
            # Marked as text: as a number the identity number would lose its last digits.
            cell.number_format = "@" if isinstance(text, str) else "General"
    last = 4 + len(lines)
    if len(lines) > 1:
        sheet.merge_cells(start_row=5, start_column=2, end_row=last, end_column=2)
    sheet.cell(last + 1, 1, "填表人：　　　　　　审核人：　　　　　　填表日期：　　　年　　月　　日")
    sheet.merge_cells(start_row=last + 1, start_column=1, end_row=last + 1, end_column=columns)
    try:
        book.save(path)
    except OSError as error:
        raise Problem(f"写不进“{path}”。", "请检查磁盘空间和文件夹的权限，或换一个位置再试。") from error


def _head(sheet: "Worksheet") -> int:
    """Title, line of the office, and headings of two rows; returns how many columns there are."""
    from openpyxl.styles import Alignment, Font
    from openpyxl.utils import get_column_letter

    middle = Alignment(horizontal="center", vertical="center", wrap_text=True)
    column = 1
    for heading, below in _HEADINGS:
        sheet.cell(3, column, heading).alignment = middle
        for number, text in enumerate(below):
            sheet.cell(4, column + number, text).alignment = middle
        wide = max(1, len(below))
        sheet.merge_cells(start_row=3, start_column=column, end_row=3 if below else 4, end_column=column + wide - 1)
        column += wide
    columns = column - 1
    sheet.cell(1, 1, f"{SCHOOL}教职工花名册").font = Font(size=18, bold=True)
    sheet.cell(1, 1).alignment = middle
    sheet.merge_cells(start_row=1, start_column=1, end_row=1, end_column=columns)
    sheet.cell(2, 1, f"填报单位（盖章）：{SCHOOL}　　　　{TODAY.year}年{TODAY.month}月")
    sheet.merge_cells(start_row=2, start_column=1, end_row=2, end_column=columns)
    for number, width in enumerate(_WIDTHS, 1):
        sheet.column_dimensions[get_column_letter(number)].width = width
    return columns


def _lines(seed: int, count: int) -> list[Sequence[str | int | None]]:
    rng = Random(f"{seed} roster")
    places = organisations.plan(Random(f"{seed} organisations"), 2, "")
    school = next(place for place in places.schools if place.name == SCHOOL)
    people = staffing.staff_of(rng, school, count, lives.NEWCOMERS)
    return [_line(rng, one, number) for number, one in enumerate(people, 1)]


def _line(rng: Random, one: Teacher, number: int) -> Sequence[str | int | None]:
    row = registers.teacher_row(rng, one, number)
    born, work = str(row["birth_date"]), str(row["work_start"])
    return (
        number,
        SCHOOL if number == 1 else None,
        _spaced(one.name.text),
        codes.table("sex").label_of(one.life.sex),
        codes.table("ethnic").label_of(one.name.ethnic).removesuffix("族"),
        f"{born[:4]}.{born[5:7]}",
        one.life.id_number,
        _word("political", row["political"]),
        f"{work[:4]}.{work[5:7]}",
        _word("stage", one.stage),
        _word("subject", one.subject),
        "是" if one.is_class_teacher else None,
        one.post,
        _word("title", one.title),
        _word("education", row["education"]),
        one.life.last.school if row.get("school") else None,
        one.life.last.major if row.get("school") else None,
        phone(_FIRST_TELEPHONE + number),
        None,
    )


def _word(table: str, code: object) -> str | None:
    if not code:
        return None
    return _SHORT.get(table, {}).get(str(code)) or codes.table(table).label_of(str(code))


def _spaced(name: str) -> str:
    """Names of two characters are spaced out to the width of three."""
    return f"{name[0]}　{name[1]}" if len(name) == 2 else name
