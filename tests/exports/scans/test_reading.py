"""QR codes are found in what people bring, and a file that is none is told in words."""

import io
from pathlib import Path

import pytest
import zxingcpp
from PIL import Image, ImageFilter

from exports.problems import ExportProblem
from exports.scans import read_codes
from exports.scans.reading import Limits

TEXT = "薪火证书 1\n结业证书\n张𬭎\n" + "a" * 180


def code(text: str = TEXT, scale: int = 4) -> Image.Image:
    made = zxingcpp.create_barcode(text, zxingcpp.BarcodeFormat.QRCode, ec_level="M")
    return Image.fromarray(made.to_image(scale=scale))


def page(*codes: Image.Image) -> Image.Image:
    made = Image.new("L", (1240, 1754), 250)
    for at, one in enumerate(codes):
        made.paste(one, (80, 80 + 500 * at))
    return made


def test_a_photograph_at_an_angle_is_read(tmp_path: Path) -> None:
    turned = page(code()).rotate(17, expand=True, fillcolor=200).filter(ImageFilter.GaussianBlur(0.8))
    turned.convert("RGB").save(tmp_path / "照片.jpg", quality=70)
    assert read_codes(tmp_path / "照片.jpg") == [TEXT]


def test_several_codes_are_all_read_and_each_once(tmp_path: Path) -> None:
    page(code(), code("另一个"), code()).save(tmp_path / "扫描.png")
    assert sorted(read_codes(tmp_path / "扫描.png")) == sorted([TEXT, "另一个"])


def test_a_page_of_a_pdf_is_read(tmp_path: Path) -> None:
    pages = [page(), page(code())]
    pages[0].save(tmp_path / "x.pdf", save_all=True, append_images=pages[1:], resolution=150)
    assert read_codes(tmp_path / "x.pdf") == [TEXT]


def test_a_picture_without_a_code_has_none(tmp_path: Path) -> None:
    page().save(tmp_path / "x.bmp")
    assert read_codes(tmp_path / "x.bmp") == []


@pytest.mark.parametrize(
    ("content", "title"),
    [
        (b"", "空的"),
        (b"hello", "不是图片"),
        (b"\0\0\0\x18ftypheic", "不是图片"),
        (b"\x89PNG\r\n\x1a\n" + b"x" * 99, "读不出来"),
        (b"%PDF-1.7\nx", "读不出来"),
    ],
)
def test_what_cannot_be_read_is_told(tmp_path: Path, content: bytes, title: str) -> None:
    path = tmp_path / "x.jpg"
    path.write_bytes(content)
    with pytest.raises(ExportProblem, match=title):
        read_codes(path)


def test_a_picture_of_too_many_dots_is_not_opened(tmp_path: Path) -> None:
    made = io.BytesIO()
    page(code()).save(made, "PNG")
    (tmp_path / "x.png").write_bytes(made.getvalue())
    with pytest.raises(ExportProblem, match="太大"):
        read_codes(tmp_path / "x.png", limits=Limits(pixels=1000))


def test_a_person_can_stop_it(tmp_path: Path) -> None:
    page(code()).save(tmp_path / "x.png")

    def stop(_done: int, _total: int, _what: str) -> None:
        raise KeyError("stopped")

    with pytest.raises(KeyError):
        read_codes(tmp_path / "x.png", progress=stop)
