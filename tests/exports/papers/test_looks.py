"""How papers look, against pictures kept under tests/data/pictures (60 dots an inch, grey).

`XINHUO_RENEW=1 pytest tests/exports/papers/test_looks.py` draws the kept pictures anew: look at them before a commit.
"""

import os
from pathlib import Path

import pypdfium2
import pytest
from PIL import Image, ImageChops, ImageStat

from exports.papers.design import Design
from exports.papers.facts import Facts
from exports.papers.writing import Options, paper_bytes
from exports.papers.writing import test_sheet as trial_sheet
from tests.exports.papers.examples import CERTIFICATE, HOURS, facts, rows

KEPT = Path(__file__).parents[2] / "data" / "pictures"
SCALE = 60 / 72
STATEMENT = "XH1.XJ-JY-2025-000123." + "A1b2C3d4" * 18
SAME = 1.5
"""How much two pictures of one paper may differ on average, of 255: versions of pdfium smooth edges differently."""

LONG_NAME = facts(姓名="买买提·艾力·吐尔逊·阿卜杜热合曼", 单位="某某哈萨克蒙古自治县九年一贯制寄宿学校", 学时="120学时")
PAPERS: dict[str, tuple[Design, Facts, Options, int]] = {
    "certificate": (CERTIFICATE, facts(code=STATEMENT), Options(), 0),
    "certificate-long": (CERTIFICATE, LONG_NAME, Options(), 0),
    "certificate-draft": (CERTIFICATE, facts(), Options(draft=True), 0),
    "certificate-preprinted": (CERTIFICATE, facts(), Options(preprinted=True, offset=(5, 5)), 0),
    "hours": (HOURS, facts(lists=rows(60)), Options(), 0),
    "hours-end": (HOURS, facts(lists=rows(60)), Options(), -1),
}


def picture(pdf: bytes, sheet: int) -> Image.Image:
    document = pypdfium2.PdfDocument(pdf)
    found: Image.Image = document[sheet % len(document)].render(scale=SCALE, grayscale=True).to_pil()
    document.close()
    return found


def difference(first: Image.Image, second: Image.Image) -> float:
    """On average, of 255; 255 where the sizes differ."""
    if first.size != second.size:
        return 255.0
    return float(ImageStat.Stat(ImageChops.difference(first, second)).mean[0])


def against_kept(name: str, made: Image.Image) -> float:
    kept = KEPT / f"{name}.png"
    if os.environ.get("XINHUO_RENEW"):
        kept.parent.mkdir(exist_ok=True)
        made.save(kept, optimize=True)
    with Image.open(kept) as old:
        return difference(old.convert("L"), made)


@pytest.mark.parametrize("name", PAPERS)
def test_a_paper_looks_as_it_did(name: str) -> None:
    design, said, options, sheet = PAPERS[name]
    assert against_kept(name, picture(paper_bytes([(design, said)], options), sheet)) < SAME


def test_a_test_print_looks_as_it_did() -> None:
    assert against_kept("test-print", picture(trial_sheet(CERTIFICATE, Options()), 0)) < SAME


def test_a_paper_printed_two_millimetres_off_would_be_noticed() -> None:
    moved = paper_bytes([(CERTIFICATE, facts(code=STATEMENT))], Options(offset=(2, 0)))
    with Image.open(KEPT / "certificate.png") as kept:
        assert difference(kept.convert("L"), picture(moved, 0)) > SAME * 2
