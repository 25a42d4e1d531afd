"""How others print the rosters and certificates of `bench.papers`: the same texts in the same faces."""

import base64
import json
import struct
import zlib
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any, Literal

from exports.typefaces import FILES, FOLDER

TITLE, ISSUER, DAY, HEADING = "教师名册", "某某县教育局", "2025年11月2日", "结业证书"
NUMBER = "证书编号：{编号}"
BODY = "{姓名}同志于2025年7月10日至7月18日参加由某某县教师进修学校举办的“{班次}”，修完规定课程，共{学时}学时，考核合格，准予结业。"

LABELS = ("序号", "姓名", "性别", "单位", "学科", "职称", "手机号", "学时")
SHARES = (1.2, 2.0, 1.0, 4.6, 1.8, 2.2, 3.2, 1.4)
ALIGNS: tuple[Literal["left", "center", "right"], ...] = (
    "center",
    "left",
    "center",
    "left",
    "left",
    "left",
    "left",
    "right",
)

Row = tuple[str, ...]

_SIDE, _TOP, _BOTTOM, _HEIGHT, _WIDTH, _ROW, _SIZE = 42.0, 110.0, 50.0, 841.89, 595.28, 19.0, 9.5


@dataclass(frozen=True)
class Certificate:
    """What differs between certificates; `modules`: side × side bytes, 0 a dark module of the code."""

    name: str
    number: str
    programme: str
    hours: str
    code: str
    side: int
    modules: bytes

    def texts(self) -> dict[str, str]:
        """The facts by name."""
        return {"姓名": self.name, "编号": self.number, "班次": self.programme, "学时": self.hours}

    def filled(self, text: str) -> str:
        """A text with the facts in their places."""
        for name, fact in self.texts().items():
            text = text.replace(f"{{{name}}}", fact)
        return text

    def png(self) -> bytes:
        """The code as a picture, a pixel a module."""
        lines = [self.modules[start : start + self.side] for start in range(0, len(self.modules), self.side)]
        head = struct.pack(">2L5B", self.side, self.side, 8, 0, 0, 0, 0)
        body = zlib.compress(b"".join(b"\0" + line for line in lines), 1)
        chunks = ((b"IHDR", head), (b"IDAT", body), (b"IEND", b""))
        return b"\x89PNG\r\n\x1a\n" + b"".join(
            struct.pack(">L", len(data)) + tag + data + struct.pack(">L", zlib.crc32(tag + data))
            for tag, data in chunks
        )


# -- rosters


@cache
def _reportlab_face() -> str:
    from reportlab.pdfbase import pdfmetrics, ttfonts

    pdfmetrics.registerFont(ttfonts.TTFont("peer", str(FOLDER / FILES["song"])))
    return "peer"


def canvas_roster(rows: Sequence[Row], out: Path) -> None:
    """By `Canvas.drawString` and its kin, cell by cell, with nothing looked at or fitted."""
    from reportlab.pdfgen.canvas import Canvas

    face = _reportlab_face()
    canvas = Canvas(str(out), pagesize=(_WIDTH, _HEIGHT), pageCompression=1)
    total = sum(SHARES)
    lefts = [_SIDE + (_WIDTH - 2 * _SIDE) * sum(SHARES[:place]) / total for place in range(len(SHARES) + 1)]
    a_page = int((_HEIGHT - _TOP - _BOTTOM) / _ROW) - 1
    for start in range(0, len(rows), a_page):
        canvas.setFont(face, 18.0)
        canvas.drawCentredString(_WIDTH / 2, _HEIGHT - 65, TITLE)
        canvas.setFont(face, _SIZE)
        canvas.drawCentredString(_WIDTH / 2, _HEIGHT - 92, ISSUER)
        y = _HEIGHT - _TOP
        shown = [LABELS, *rows[start : start + a_page]]
        for row in shown:
            y -= _ROW
            for text, left, right, align in zip(row, lefts, lefts[1:], ALIGNS, strict=False):
                if align == "left":
                    canvas.drawString(left + 3.5, y + 6, text)
                elif align == "right":
                    canvas.drawRightString(right - 3.5, y + 6, text)
                else:
                    canvas.drawCentredString((left + right) / 2, y + 6, text)
        canvas.setLineWidth(0.35)
        canvas.lines([(lefts[0], y + _ROW * place, lefts[-1], y + _ROW * place) for place in range(len(shown) + 1)])
        canvas.lines([(left, y, left, y + _ROW * len(shown)) for left in lefts])
        canvas.showPage()
    canvas.save()


def long_table(rows: Sequence[Row], out: Path) -> None:
    """By reportlab's flowing table with plain texts as cells."""
    from reportlab.platypus import LongTable, SimpleDocTemplate

    total = sum(SHARES)
    widths = [(_WIDTH - 2 * _SIDE) * share / total for share in SHARES]
    table = LongTable([LABELS, *rows], colWidths=widths, repeatRows=1)
    table.setStyle(
        [
            ("FONT", (0, 0), (-1, -1), _reportlab_face(), _SIZE),
            ("GRID", (0, 0), (-1, -1), 0.35, (0.35, 0.35, 0.35)),
            *(("ALIGN", (place, 0), (place, -1), align.upper()) for place, align in enumerate(ALIGNS)),
        ]
    )
    SimpleDocTemplate(str(out), pagesize=(_WIDTH, _HEIGHT)).build([table])


# -- certificates


def fpdf2_one(papers: Sequence[Certificate], out: Path) -> None:
    """All in one PDF, by fpdf2."""
    from fpdf import FPDF  # type: ignore[import-not-found, import-untyped, unused-ignore]  # a peer

    pdf = FPDF("landscape", "mm", "A4")
    pdf.set_auto_page_break(False)
    for name in ("title", "kai", "song"):
        pdf.add_font(name, fname=str(FOLDER / FILES[name]))
    for paper in papers:
        pdf.add_page()
        pdf.set_line_width(1.0)
        pdf.rect(10, 10, 277, 190)
        pdf.set_line_width(0.3)
        pdf.rect(12, 12, 273, 186)
        pdf.set_font("title", size=46)
        pdf.set_text_color(168, 23, 26)
        pdf.set_xy(40, 32)
        pdf.cell(217, 22, HEADING, align="C")
        pdf.set_text_color(20, 20, 20)
        pdf.set_font("kai", size=20)
        pdf.set_xy(40, 68)
        pdf.multi_cell(217, 10.5, paper.filled(f"　　{BODY}"), align="J")
        for text, y, face, size, align in (
            (paper.filled(NUMBER), 170, "song", 12, "L"),
            (ISSUER, 140, "kai", 17, "R"),
            (DAY, 152, "kai", 16, "R"),
        ):
            pdf.set_font(face, size=size)
            pdf.set_xy(40, y)
            pdf.cell(217, 8, text, align=align)
        pdf.image(paper.png(), 40, 136, 26, 26)
    pdf.output(str(out))


def weasyprint_one(papers: Sequence[Certificate], out: Path) -> None:
    """All in one PDF, by WeasyPrint."""
    from weasyprint import HTML  # type: ignore[import-not-found, unused-ignore]  # a peer

    faces = "".join(
        f"@font-face {{ font-family: {name}; src: url('{(FOLDER / FILES[name]).as_uri()}') }}"
        for name in ("title", "kai", "song")
    )
    style = (
        "@page { size: A4 landscape; margin: 0 } section { position: relative; height: 209mm; page-break-after: always }"
        "section > * { position: absolute; left: 40mm; width: 217mm; margin: 0; font: 20pt/1.5 kai; color: #141414 }"
        ".frame { left: 10mm; top: 10mm; width: 273mm; height: 186mm; border: 4pt double #a8171a }"
        ".title { top: 32mm; font: 46pt title; color: #a8171a; text-align: center }"
        ".body { top: 68mm; text-indent: 2em; text-align: justify } .number { top: 170mm; font: 12pt song }"
        ".issuer { top: 140mm; text-align: right; font-size: 17pt } .day { top: 152mm; text-align: right; font-size: 16pt }"
        "img { top: 136mm; width: 26mm !important; image-rendering: pixelated }"
    )
    pages = "".join(
        f'<section><div class="frame"></div><p class="title">{HEADING}</p><p class="body">{paper.filled(BODY)}</p>'
        f'<p class="number">{paper.filled(NUMBER)}</p><p class="issuer">{ISSUER}</p><p class="day">{DAY}</p>'
        f'<img src="data:image/png;base64,{base64.b64encode(paper.png()).decode()}"></section>'
        for paper in papers
    )
    HTML(string=f"<style>{faces}{style}</style>{pages}").write_pdf(str(out))


_TYPST = """
#let papers = json(bytes(sys.inputs.papers))
#set page(paper: "a4", flipped: true, margin: 0pt)
#set text(font: "Xinhuo Kai", size: 20pt, fill: rgb("#141414"), lang: "zh")
#set par(justify: true, leading: 0.9em)
#for paper in papers {
  page({
    place(dx: 10mm, dy: 10mm, rect(width: 277mm, height: 190mm, stroke: 2.5pt + rgb("#a8171a")))
    place(dx: 12mm, dy: 12mm, rect(width: 273mm, height: 186mm, stroke: 0.8pt + rgb("#a8171a")))
    place(dx: 40mm, dy: 32mm, box(width: 217mm, align(center,
      text(font: "Noto Serif SC", weight: 900, size: 46pt, fill: rgb("#a8171a"), paper.heading))))
    place(dx: 40mm, dy: 68mm, box(width: 217mm, [#h(2em)#paper.body]))
    place(dx: 40mm, dy: 170mm, text(font: "Noto Serif SC", size: 12pt, paper.number))
    place(dx: 40mm, dy: 140mm, box(width: 217mm, align(right, text(size: 17pt, paper.issuer))))
    place(dx: 40mm, dy: 152mm, box(width: 217mm, align(right, text(size: 16pt, paper.day))))
    place(dx: 40mm, dy: 136mm, image(bytes(paper.modules), width: 26mm, scaling: "pixelated",
      format: (encoding: "luma8", width: paper.side, height: paper.side)))
  })
}
"""


@cache
def _typst(folder: Path) -> Any:
    import typst  # type: ignore[import-not-found, unused-ignore]  # a peer

    source = folder / "certificates.typ"
    source.write_text(_TYPST, encoding="utf-8")
    return typst.Compiler(str(source), font_paths=[str(FOLDER)], ignore_system_fonts=True)


def _said(papers: Sequence[Certificate]) -> dict[str, str]:
    said = [
        {
            "heading": HEADING,
            "body": paper.filled(BODY),
            "number": paper.filled(NUMBER),
            "issuer": ISSUER,
            "day": DAY,
            "side": paper.side,
            "modules": list(paper.modules),
        }
        for paper in papers
    ]
    return {"papers": json.dumps(said, ensure_ascii=False)}


def typst_one(papers: Sequence[Certificate], out: Path) -> None:
    """All in one PDF, by typst."""
    out.write_bytes(_typst(out.parent).compile(sys_inputs=_said(papers)))


def typst_files(papers: Sequence[Certificate], folder: Path) -> None:
    """A file each, by one typst that keeps its fonts and what it has laid out before."""
    folder.mkdir(exist_ok=True)
    for paper in papers:
        (folder / f"{paper.number}.pdf").write_bytes(_typst(folder.parent).compile(sys_inputs=_said([paper])))
