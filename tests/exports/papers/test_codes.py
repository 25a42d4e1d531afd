"""QR codes: they read back, with a quiet zone, in modules a telephone can see."""

import pytest
import zxingcpp
from hypothesis import example, given, settings
from hypothesis import strategies as st
from PIL import Image

from exports.papers.codes import Modules, modules


def picture(code: Modules, scale: int = 4) -> Image.Image:
    small = Image.frombytes("1", (code.side, code.side), code.bits)
    return small.convert("L").resize((code.side * scale, code.side * scale), Image.Resampling.NEAREST)


@settings(max_examples=60)
@given(st.text(st.characters(codec="ascii", exclude_categories=["Cc"]), min_size=1, max_size=400))
@example("张𬭎 XJ-JY〔2025〕000123号")
def test_a_text_reads_back(text: str) -> None:
    (found,) = zxingcpp.read_barcodes(picture(modules(text, 40.0)))
    assert found.text == text


def test_a_quiet_zone_of_four_modules_is_round_it() -> None:
    code = modules("XH1.", 40.0)
    dark = Image.eval(picture(code, 1), lambda grey: 255 - grey).getbbox()
    assert dark == (4, 4, code.side - 4, code.side - 4)


@pytest.mark.parametrize(("box", "level"), [(40.0, "M"), (22.0, "M"), (12.0, "L")])
def test_a_small_box_gets_fewer_modules(box: float, level: str) -> None:
    (found,) = zxingcpp.read_barcodes(picture(modules("XH1." + "A1b2C3d4" * 9, box)))
    assert found.ec_level == level
