"""The small parts of a workbook as text: what it holds, how its parts belong together, its sheets and its looks.

Elements stand in the order of the schemas of ECMA-376 part 1, 5th edition, annex A (sml.xsd) and part 2 (OPC):
Excel refuses a part whose elements are out of order.
"""

from collections.abc import Sequence

from exports.workbooks import looks
from exports.workbooks.looks import Look
from exports.workbooks.pages import Page, quoted_name

HEAD = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"

_OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_PACKAGE = "http://schemas.openxmlformats.org/package/2006"
_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml"
_CORE = "application/vnd.openxmlformats-package.core-properties+xml"
_BUILT_IN = {"General": 0, "@": 49}
_FIRST_OWN_FORMAT = 164


def escaped(text: str) -> str:
    """`text` as the content of an element or of a quoted attribute; a line break in an attribute needs its number."""
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;").replace('"', "&quot;")


def content_types(sheets: int) -> str:
    """[Content_Types].xml."""
    sheet = "".join(
        f'<Override PartName="/xl/worksheets/sheet{number}.xml" ContentType="{_TYPE}.worksheet+xml"/>'
        for number in range(1, sheets + 1)
    )
    return (
        f'{HEAD}<Types xmlns="{_PACKAGE}/content-types">'
        '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
        '<Default Extension="xml" ContentType="application/xml"/>'
        f'<Override PartName="/xl/workbook.xml" ContentType="{_TYPE}.sheet.main+xml"/>{sheet}'
        f'<Override PartName="/xl/styles.xml" ContentType="{_TYPE}.styles+xml"/>'
        f'<Override PartName="/xl/sharedStrings.xml" ContentType="{_TYPE}.sharedStrings+xml"/>'
        f'<Override PartName="/docProps/core.xml" ContentType="{_CORE}"/></Types>'
    )


def package_relations() -> str:
    """_rels/.rels."""
    return _relations(
        (f"{_OFFICE}/officeDocument", "xl/workbook.xml"),
        (f"{_PACKAGE}/relationships/metadata/core-properties", "docProps/core.xml"),
    )


def workbook_relations(sheets: int) -> str:
    """xl/_rels/workbook.xml.rels; the sheets come first, so that sheet 1 is rId1."""
    return _relations(
        *((f"{_OFFICE}/worksheet", f"worksheets/sheet{number}.xml") for number in range(1, sheets + 1)),
        (f"{_OFFICE}/styles", "styles.xml"),
        (f"{_OFFICE}/sharedStrings", "sharedStrings.xml"),
    )


def _relations(*targets: tuple[str, str]) -> str:
    listed = "".join(
        f'<Relationship Id="rId{number}" Type="{kind}" Target="{target}"/>'
        for number, (kind, target) in enumerate(targets, 1)
    )
    return f'{HEAD}<Relationships xmlns="{_PACKAGE}/relationships">{listed}</Relationships>'


def core(creator: str) -> str:
    """docProps/core.xml: who made it; no date, so that the same list gives the same file."""
    return (
        f'{HEAD}<cp:coreProperties xmlns:cp="{_PACKAGE}/metadata/core-properties" '
        f'xmlns:dc="http://purl.org/dc/elements/1.1/"><dc:creator>{escaped(creator)}</dc:creator></cp:coreProperties>'
    )


def workbook(names: Sequence[str], pages: Sequence[Page]) -> str:
    """xl/workbook.xml: the sheets, and of each the rows that every sheet of paper repeats and the filtered cells."""
    sheets = "".join(
        f'<sheet name="{escaped(name)}" sheetId="{number}" r:id="rId{number}"/>' for number, name in enumerate(names, 1)
    )
    named = "".join(_defined(place, name, page) for place, (name, page) in enumerate(zip(names, pages, strict=True)))
    return (
        f'{HEAD}<workbook xmlns="{MAIN}" xmlns:r="{_OFFICE}"><workbookPr/><bookViews><workbookView/></bookViews>'
        f"<sheets>{sheets}</sheets><definedNames>{named}</definedNames></workbook>"
    )


def _defined(place: int, name: str, page: Page) -> str:
    of = escaped(quoted_name(name))
    first, last = page.repeated
    titles = f'<definedName name="_xlnm.Print_Titles" localSheetId="{place}">{of}!${first}:${last}</definedName>'
    if not page.filtered:
        return titles
    left, right = (_fixed(cell) for cell in page.filtered.split(":"))
    return (
        f'<definedName name="_xlnm._FilterDatabase" localSheetId="{place}" hidden="1">{of}!{left}:{right}</definedName>'
        + titles
    )


def _fixed(cell: str) -> str:
    column = cell.rstrip("0123456789")
    return f"${column}${cell[len(column) :]}"


class Styles:
    """xl/styles.xml as looks are asked for: each look is one format of cells, each part of it kept once."""

    def __init__(self) -> None:
        self._fonts = {_font(looks.KEY): 0}  # the first one is that of cells nobody wrote, and measures the columns
        self._fills = {
            '<fill><patternFill patternType="none"/></fill>': 0,
            '<fill><patternFill patternType="gray125"/></fill>': 1,
        }
        self._borders = {"<border><left/><right/><top/><bottom/><diagonal/></border>": 0}
        self._formats = dict(_BUILT_IN)
        self._looks: dict[Look, int] = {}
        self._cells = ['<xf numFmtId="0" fontId="0" fillId="0" borderId="0" xfId="0"/>']

    def of(self, look: Look) -> int:
        """The number by which a cell names its look."""
        number = self._looks.get(look)
        if number is None:
            number = self._looks[look] = len(self._cells)
            self._cells.append(self._format_of_cells(look))
        return number

    def part(self) -> str:
        """The whole part."""
        own = {code: number for code, number in self._formats.items() if number >= _FIRST_OWN_FORMAT}
        formats = "".join(f'<numFmt numFmtId="{number}" formatCode="{escaped(code)}"/>' for code, number in own.items())
        normal = '<xf numFmtId="0" fontId="0" fillId="0" borderId="0"/>'
        return (
            f'{HEAD}<styleSheet xmlns="{MAIN}">'
            + (_listed("numFmts", [formats], len(own)) if own else "")
            + _listed("fonts", self._fonts)
            + _listed("fills", self._fills)
            + _listed("borders", self._borders)
            + _listed("cellStyleXfs", [normal])
            + _listed("cellXfs", self._cells)
            + _listed("cellStyles", ['<cellStyle name="Normal" xfId="0" builtinId="0"/>'])
            + "</styleSheet>"
        )

    def _format_of_cells(self, look: Look) -> str:
        number = self._formats.setdefault(look.number_format, _FIRST_OWN_FORMAT + len(self._formats) - len(_BUILT_IN))
        font = self._fonts.setdefault(_font(look), len(self._fonts))
        fill = self._fills.setdefault(_fill(look.fill), len(self._fills)) if look.fill else 0
        border = self._borders.setdefault(_edges(), len(self._borders)) if look.edged else 0
        across = f' horizontal="{look.across}"' if look.across else ""
        wrapped = ' wrapText="1"' if look.wrapped else ""
        quoted = ' quotePrefix="1"' if look.quoted else ""
        return (
            f'<xf numFmtId="{number}" fontId="{font}" fillId="{fill}" borderId="{border}" xfId="0"{quoted} '
            'applyNumberFormat="1" applyFont="1" applyFill="1" applyBorder="1" applyAlignment="1">'
            f'<alignment{across} vertical="center"{wrapped}/></xf>'
        )


def _listed(name: str, parts: Sequence[str] | dict[str, int], count: int | None = None) -> str:
    return f'<{name} count="{len(parts) if count is None else count}">{"".join(parts)}</{name}>'


def _font(look: Look) -> str:
    marks = ("<b/>" if look.bold else "") + ("<i/>" if look.italic else "")
    colour = f'<color rgb="FF{look.colour}"/>' if look.colour else ""
    return (
        f'<font>{marks}<sz val="{look.size}"/>{colour}<name val="{looks.FACE}"/>'
        f'<family val="{looks.FAMILY}"/><charset val="{looks.CHARSET}"/></font>'
    )


def _fill(colour: str) -> str:
    return f'<fill><patternFill patternType="solid"><fgColor rgb="FF{colour}"/></patternFill></fill>'


def _edges() -> str:
    sides = "".join(
        f'<{side} style="thin"><color rgb="FF{looks.EDGE}"/></{side}>' for side in ("left", "right", "top", "bottom")
    )
    return f"<border>{sides}<diagonal/></border>"
