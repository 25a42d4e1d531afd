"""The sheet of the recovery kit: one page, nothing lost, a QR code that says the same."""

from dataclasses import replace
from datetime import date
from typing import Any

import pypdfium2
import pytest
from reportlab.graphics.barcode.qrencoder import QRCode, QRErrorCorrectLevel

from exports.kit import KitFacts, kit_paper
from exports.problems import ExportProblem
from tests.exports.pdf_text import empty_boxes, fonts, pages

LINES = tuple(" ".join(f"{line}{group}XYZ" for group in range(7)) for line in range(7))
FACTS = KitFacts("清河县教育体育局", "a1" * 16, "ABCD 1234 5678 9ABC", date(2026, 11, 22), LINES)


def test_everything_is_on_one_page() -> None:
    (text,) = pages(kit_paper(FACTS))
    for part in ("恢复资料", FACTS.county, FACTS.site, "2026年11月22日", "保险柜", "保管人一"):
        assert part in text
    assert all(line.replace(" ", "") in text for line in LINES)
    assert empty_boxes(kit_paper(FACTS)) == 0


def test_a_long_name_still_leaves_one_page() -> None:
    assert len(pages(kit_paper(replace(FACTS, county="清河县" * 20)))) == 1


def test_every_face_comes_along(tmp_path: Any) -> None:
    path = tmp_path / "kit.pdf"
    path.write_bytes(kit_paper(FACTS))
    assert set(fonts(path).values()) == {True}


def test_equal_facts_give_equal_bytes() -> None:
    assert kit_paper(FACTS) == kit_paper(FACTS)


def test_a_name_that_cannot_be_printed_is_refused() -> None:
    with pytest.raises(ExportProblem, match="没有生成恢复资料"):
        kit_paper(replace(FACTS, county="清河\ue000县"))


def test_the_code_on_paper_holds_the_same_lines() -> None:
    code: Any = QRCode(None, QRErrorCorrectLevel.M)
    code.addData("\n".join(LINES))
    code.make()
    count = code.getModuleCount()
    document = pypdfium2.PdfDocument(kit_paper(FACTS))
    bitmap = document[0].render(scale=4, grayscale=True)
    width, stride, data = bitmap.width, bitmap.stride, bytes(bitmap.buffer)

    def dark(x: float, y: float) -> bool:
        return data[round(y) * stride + round(x)] < 128

    right = range(width * 6 // 10, width)
    bottom = next(y for y in reversed(range(bitmap.height)) if any(dark(x, y) for x in right))
    document.close()
    # The code is what is lowest on the right; its side is found a hand above its foot, below all text.
    columns = [x for x in right if any(dark(x, y) for y in range(bottom - 300, bottom))]
    left, side = min(columns), max(columns) - min(columns)
    module = side / count
    middles = [(place + 0.5) * module for place in range(count)]
    seen = [[dark(left + across, bottom - side + down) for across in middles] for down in middles]
    assert seen == [[bool(code.isDark(row, column)) for column in range(count)] for row in range(count)]
