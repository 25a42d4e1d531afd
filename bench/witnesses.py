"""Independent readings of spreadsheets for the sweep: what cells a file holds, told by others than the program's reader.

.xls is read by xlrd; .xlsx, .xlsb, .ods and the XML of 2003 straight from their bytes, by the standards, with nothing
of the program and nothing of calamine.
"""

import contextlib
import datetime
import io
import re
import xml.etree.ElementTree as ET
import zipfile
from collections import Counter
from collections.abc import Callable
from pathlib import Path

from bench.witness_zips import ERROR, FORMULA, VALUE, Cells, Sheets, children, ods, xlsb, xlsx


class NoWitnessError(Exception):
    """No other reader for this kind of file, or it cannot read it."""


def testimony(path: Path) -> Sheets:
    """What another reader finds in the file. Raises NoWitnessError."""
    content = path.read_bytes()
    try:
        return _witness(content)(content)
    except NoWitnessError:
        raise
    except Exception as error:  # other readers fail on hostile files in whatever way they like
        raise NoWitnessError(f"{type(error).__name__}: {error}") from error


def _witness(content: bytes) -> Callable[[bytes], Sheets]:
    if content.startswith(b"\xd0\xcf\x11\xe0"):
        return _xls
    if content.startswith(b"PK"):
        names = [name.replace("\\", "/").lower() for name in zipfile.ZipFile(io.BytesIO(content)).namelist()]
        if "content.xml" in names:
            return ods
        return xlsb if any(name.endswith("workbook.bin") for name in names) else xlsx
    if b"urn:schemas-microsoft-com:office:spreadsheet" in content[:8192] and b"<Workbook" in content[:8192]:
        return _xml_2003
    raise NoWitnessError("no other reader for this kind")


def _xls(content: bytes) -> Sheets:
    import xlrd

    with contextlib.redirect_stdout(io.StringIO()):
        book = xlrd.open_workbook(file_contents=content, logfile=io.StringIO())
    sheets: Sheets = []
    for sheet in book.sheets():
        cells: Cells = {}
        for row in range(sheet.nrows):
            for column, (kind, value) in enumerate(
                zip(sheet.row_types(row), sheet.row_values(row), strict=True),
            ):
                if kind == xlrd.XL_CELL_ERROR:
                    cells[row, column] = ERROR, xlrd.error_text_from_code.get(value)
                elif kind not in (xlrd.XL_CELL_EMPTY, xlrd.XL_CELL_BLANK) and value != "":
                    cells[row, column] = VALUE, None if kind == xlrd.XL_CELL_DATE else value
        sheets.append((sheet.name, cells))
    return sheets


_SS = "{urn:schemas-microsoft-com:office:spreadsheet}"


def _xml_2003(content: bytes) -> Sheets:
    sheets: Sheets = []
    for sheet in ET.fromstring(content).iter(f"{_SS}Worksheet"):
        cells: Cells = {}
        row = 0
        for line in sheet.iter(f"{_SS}Row"):
            row = int(line.get(f"{_SS}Index", row + 1))
            column = 0
            for cell in children(line, "Cell"):
                column = int(cell.get(f"{_SS}Index", column + 1))
                data = cell.find(f"{_SS}Data")
                text = "".join(data.itertext()) if data is not None else ""
                if text:
                    kind = data.get(f"{_SS}Type") if data is not None else ""
                    cells[row - 1, column - 1] = (
                        (ERROR, text) if kind == "Error" else (VALUE, text if kind == "String" else None)
                    )
                elif data is None and cell.get(f"{_SS}Formula"):
                    cells[row - 1, column - 1] = FORMULA, None
                column += int(cell.get(f"{_SS}MergeAcross", "0"))
        sheets.append((sheet.get(f"{_SS}Name", ""), cells))
    return sheets


_ENCODINGS = ("utf-8-sig", "utf-16", "utf-32", "utf-16-le", "utf-16-be", "utf-32-le", "utf-32-be", "gb18030")
_BETWEEN = re.compile(r"""[\s,;|，"'=\x1a\ufeff]|^sep=.""")


def same_letters(content: bytes, cells: list[str]) -> bool:
    """Whether the cells of delimited text hold all its letters and no others, in one encoding or another."""
    ours = Counter(_BETWEEN.sub("", "".join(cells)))
    for encoding in _ENCODINGS:
        with contextlib.suppress(UnicodeError):
            if Counter(_BETWEEN.sub("", content.decode(encoding))) == ours:
                return True
    return False


def same(ours: object, theirs: object) -> bool:
    """Whether two readers say the same of a cell; how a line break or a space is written does not matter."""
    if theirs is None or isinstance(ours, datetime.date | datetime.time | datetime.timedelta):
        return True
    if isinstance(ours, str) and isinstance(theirs, str):
        return _letters(ours) == _letters(theirs)
    if isinstance(ours, bool | int | float) and isinstance(theirs, bool | int | float):
        return abs(ours - theirs) <= 1e-9 * max(1.0, abs(theirs)) or (ours != ours and theirs != theirs)
    return False


def _letters(text: str) -> str:
    return "".join(text.split())
