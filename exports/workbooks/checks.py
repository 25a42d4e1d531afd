"""Formulas by which a template checks itself in Excel 2007 and WPS: what may be typed, which cell turns red, and where.

One expression says of a cell, or of a whole column at once, what is wrong with it: above 0 where something is. So the
red cells and the line that says where to look can never differ. Only functions of Excel 2007 are used, and no constant
arrays, which it does not allow in rules.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from exports.workbooks.facts import Check, ColumnFacts

NOTHING, GOOD, BAD = "填写后，这里会写明有没有问题", "检查无误", "请改正标红的格子，下面写明每一列是第几行"
_WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)  # GB 11643
_CHECK_DIGITS = '"10X98765432"'


@dataclass(frozen=True, slots=True)
class Told:
    """What Excel says when something else is typed; with `stop` it does not take it."""

    title: str
    words: str
    stop: bool = False


def told(column: ColumnFacts) -> Told | None:
    """The words of a column's check, None for a column without one that can be said while typing."""
    if column.check is None:
        return None
    most = f"{column.check.most:g}" if column.check.most is not None else ""
    return {
        "id_number": Told(
            "身份证号不对", "身份证号应为 18 位，最后一位是校验码，请对照身份证核对。确实没有身份证号的请留空。"
        ),
        "date": Told("日期不完整", "请写成 2026-09-01 这样，年月日都要有。"),
        "month": Told("年月不完整", "请写成 1985-07 或 1985-07-03 这样，年份四位。"),
        "phone": Told("电话号码位数不对", "手机号码 11 位；座机请带区号。"),
        "hours": Told("学时不对", f"请只填数字，从 0 到 {most}。" if most else "请只填数字，如 16 或 7.5。", stop=True),
        "year": Told("年份不对", "请填四位数字的年份，如 2026。"),
        "count": Told("数目不对", "请只填整数，如 12。", stop=True),
    }[column.check.rule]


def cell_rules(column: ColumnFacts, letter: str, first: int, last: int) -> list[str]:
    """What holds of the first cell of a column when it is wrong, as rules over rows `first` to `last` want it."""
    cell, whole = f"{letter}{first}", f"${letter}${first}:${letter}${last}"
    return [f"({one})>0" for one in _wrong(column, cell, whole, _checksum_of_cell(cell))]


def type_rule(column: ColumnFacts, letter: str, first: int) -> str:
    """What must hold of the first cell of a column while typing; "" where nothing is checked then."""
    if column.check is None:
        return ""
    cell = f"{letter}{first}"
    return f"({_rule(column.check, cell, _checksum_of_cell(cell))})=0"


def column_report(column: ColumnFacts, letter: str, first: int, last: int, others: Sequence[str]) -> str:
    """An array formula that says how many cells of a column are wrong and where the first one is; "" when all is well.

    `others` are the letters of the other columns that must be filled in: a row that has any of them is in use.
    """
    whole = f"{letter}${first}:{letter}${last}"
    found = _wrong(column, whole, whole, _checksum_of_column(whole))
    if column.required and others:
        used = "+".join(f'({other}${first}:{other}${last}<>"")' for other in others)
        found.append(f'({whole}="")*(({used})>0)')
    if not found:
        return ""
    wrong = "+".join(f"({one})" for one in found)
    first_one = f"MATCH(1,--(({wrong})>0),0)+MIN(ROW({whole}))-1"
    return f'IF(SUM(--(({wrong})>0))=0,"",SUM(--(({wrong})>0))&" 处，第 "&{first_one}&" 行")'


def verdict(reports: Sequence[str], entries: str) -> str:
    """The formula that says whether anything is wrong anywhere on a sheet.

    `reports` are the cells with the reports of its columns, `entries` the cells to be filled in ("C5:K2004").
    """
    said = "&".join(reports) or '""'
    return f'IF(COUNTA({entries})=0,"{NOTHING}",IF(LEN({said})=0,"{GOOD}","{BAD}"))'


def _wrong(column: ColumnFacts, cells: str, whole: str, checksum: str) -> list[str]:
    found = []
    if column.check is not None:
        found.append(_rule(column.check, cells, checksum))
        if column.check.unique:
            # The place of its first like in the column; MATCH, unlike COUNTIF, tells texts of 18 digits apart.
            first_like = f"IFERROR(MATCH({cells},{whole},0),0)<>ROW({cells})-MIN(ROW({whole}))+1"
            found.append(f'({cells}<>"")*{_whole_number(cells)}*({first_like})')
    return found


def _rule(check: Check, x: str, checksum: str) -> str:
    most = f"*({x}<={check.most:g})" if check.most is not None else ""
    plain = f'SUBSTITUTE(SUBSTITUTE({x}," ",""),"-","")'
    century = f'(LEFT({x},2)<>"19")*(LEFT({x},2)<>"20")'
    digit = f"MID({_CHECK_DIGITS},MOD({checksum},11)+1,1)<>UPPER(RIGHT({x},1))"
    wrong = {
        "id_number": f"{_whole_number(x)}*IF(LEN({x})=18,IFERROR(--({digit}),1),IF(LEN({x})=15,--ISERROR(--{x}),1))",
        "date": f"(1-ISNUMBER({x}))*(({century}+(LEN({x})<8))>0)",
        "month": f"(1-ISNUMBER({x}))*(({century}+(LEN({x})<6))>0)",
        # FALSE>0 is true in Excel: what is compared has to be a number.
        "phone": f'{_whole_number(x)}*IF(LEFT({x},1)="1",--(LEN({plain})<>11),--(ABS(LEN({plain})-9.5)>2.5))',
        "hours": f"(1-IF(ISNUMBER({x}),({x}>=0){most},0))",
        "year": f"(1-IFERROR((--{x}>=1950)*(--{x}<=2100)*(LEN({x})=4),0))",
        "count": f"(1-IFERROR((--{x}>=0)*(--{x}=INT(--{x})),0))",
    }[check.rule]
    return f'({x}<>"")*{wrong}'


def _whole_number(x: str) -> str:
    """Not a number of which only some digits are shown (110105********002X): what was not given is not wrong."""
    return f'ISERROR(FIND("*",{x}))'


def _checksum_of_cell(cell: str) -> str:
    places = 'ROW(INDIRECT("1:17"))'  # The clerk may insert rows: a plain 1:17 would grow.
    return f"SUMPRODUCT(MID({cell},{places},1)*2^(18-{places}))"


def _checksum_of_column(cells: str) -> str:
    return "+".join(f"MID({cells},{place},1)*{weight}" for place, weight in enumerate(_WEIGHTS, start=1))
