"""The results of a written workbook's formulas before any program has worked them out.

openpyxl writes formulas without a result; a telephone that shows the file, and our own reader, would find a hole.
"""

import io
import re
from collections.abc import Mapping
from xml.sax.saxutils import escape
from zipfile import ZIP_DEFLATED, ZipFile

_SHEET = re.compile(r"xl/worksheets/sheet(\d+)\.xml")
_FORMULA = re.compile(rb'<c (r="([A-Z]+\d+)"[^>]*)>(<f [^>]*>[^<]*</f>)(?:<v ?/>|<v></v>)</c>')


def with_results(workbook: bytes, results: Mapping[int, Mapping[str, str]]) -> bytes:
    """The workbook with a text as the result of its formulas: sheet (counted from 1) → cell → text, else ""."""
    made = io.BytesIO()
    with ZipFile(io.BytesIO(workbook)) as before, ZipFile(made, "w", ZIP_DEFLATED) as after:
        for part in before.infolist():
            content = before.read(part)
            found = _SHEET.fullmatch(part.filename)
            if found and int(found[1]) in results:
                content = _put(content, results[int(found[1])])
            after.writestr(part, content)
    return made.getvalue()


def _put(xml: bytes, texts: Mapping[str, str]) -> bytes:
    def result(found: re.Match[bytes]) -> bytes:
        attributes, cell, formula = found.groups()
        text = escape(texts.get(cell.decode(), "")).encode()
        return b"<c " + attributes + b' t="str">' + formula + b"<v>" + text + b"</v></c>"

    # The formulas stand above the rows, and there may be very many rows.
    end = xml.find(b"</row>", xml.rfind(b"</f>"))
    return _FORMULA.sub(result, xml[:end]) + xml[end:]
