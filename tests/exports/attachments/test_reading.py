"""Pictures and PDF files as people bring them: kept small and silent, or refused with what to do; nothing hangs or crashes."""

import io
import struct
import zlib
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image, JpegImagePlugin

from exports.attachments import JPEG, PDF, Content, Limits, read_attachment
from exports.attachments.child import _read
from exports.attachments.kinds import USUAL_LIMITS, Kind, kind_of
from exports.problems import ExportProblem

PAGE = (1600, 1600)
A_PDF = b"%PDF-1.4\n1 0 obj\n<<>>\nendobj\nstartxref\n9\n%%EOF\n"


class StoppedError(Exception):
    """A person pressed stop."""


def saved(picture: Image.Image, kind: str, **how: Any) -> bytes:
    made = io.BytesIO()
    picture.save(made, kind, **how)
    return made.getvalue()


def a_scene(size: tuple[int, int] = (60, 40), mode: str = "RGB") -> Image.Image:
    """Red above on the left, green elsewhere."""
    scene = Image.new("RGB", size, (0, 160, 0))
    scene.paste((200, 0, 0), (0, 0, size[0] // 2, size[1] // 2))
    return scene.convert(mode)


def small(content: bytes, kind: str, box: tuple[int, int] = PAGE) -> Image.Image:
    """What the child makes of a picture, in this process."""
    answer = _read(content, kind, box, USUAL_LIMITS.pixels)
    assert answer[0] == "picture", answer
    data = answer[1]
    assert isinstance(data, bytes)
    return Image.open(io.BytesIO(data))


def near(one: Any, other: tuple[int, int, int]) -> bool:
    return all(abs(a - b) < 24 for a, b in zip(one, other, strict=True))


def read(tmp_path: Path, content: bytes, name: str = "一.jpg", **how: Any) -> Content:
    path = tmp_path / name
    path.write_bytes(content)
    return read_attachment(path, PAGE, **how)


# -- what is kept


def test_a_photograph_from_a_telephone_is_kept_as_a_page_that_passes_by_mail(tmp_path: Path) -> None:
    kept = read(tmp_path, saved(a_scene((4000, 3000)), "JPEG", quality=95))
    assert kept.media == JPEG and len(kept.data) < 400_000
    assert Image.open(io.BytesIO(kept.data)).size == (1600, 1200)


def test_the_content_decides_not_the_ending(tmp_path: Path) -> None:
    assert read(tmp_path, saved(a_scene(), "PNG"), "一.pdf").media == JPEG
    assert read(tmp_path, A_PDF, "一.jpg") == Content(PDF, A_PDF)


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "BMP", "TIFF", "WEBP"])
def test_every_kind_of_picture_shows_what_it_showed(kind: str) -> None:
    made = small(saved(a_scene(), kind), kind)
    assert made.size == (60, 40)
    assert near(made.getpixel((5, 5)), (200, 0, 0)) and near(made.getpixel((50, 30)), (0, 160, 0))


@pytest.mark.parametrize(
    ("mode", "kind"),
    [("L", "PNG"), ("1", "TIFF"), ("P", "PNG"), ("RGBA", "PNG"), ("LA", "PNG"), ("CMYK", "JPEG"), ("I;16", "TIFF")],
)
def test_pictures_in_every_mode_become_grey_or_coloured(mode: str, kind: str) -> None:
    scene = a_scene(mode="L" if mode == "I;16" else mode)
    if mode == "I;16":
        scene = Image.frombytes("I;16", scene.size, b"".join(struct.pack("<H", v * 257) for v in scene.tobytes()))
    made = small(saved(scene, kind), kind)
    assert made.mode in ("L", "RGB")
    light = a_scene(mode="L").getpixel((50, 30))
    assert isinstance(light, int)
    if mode not in ("1",):
        assert abs(made.convert("L").getpixel((50, 30)) - light) < 24  # type: ignore[operator]


def test_what_was_transparent_is_white_paper() -> None:
    scene = Image.new("RGBA", (20, 20), (0, 0, 0, 0))
    assert near(small(saved(scene, "PNG"), "PNG").getpixel((10, 10)), (255, 255, 255))


def test_a_small_picture_is_not_blown_up() -> None:
    assert small(saved(a_scene((30, 20)), "PNG"), "PNG").size == (30, 20)


@pytest.mark.parametrize(("orientation", "place"), [(1, (5, 5)), (3, (55, 35)), (6, (35, 5)), (8, (5, 55))])
@pytest.mark.parametrize("kind", ["JPEG", "PNG", "TIFF", "WEBP"])
def test_a_telephone_held_on_its_side_gives_an_upright_picture(
    kind: str, orientation: int, place: tuple[int, int]
) -> None:
    told = Image.Exif()
    told[0x0112] = orientation
    made = small(saved(a_scene(), kind, exif=told), kind)
    assert made.size == ((60, 40) if orientation < 5 else (40, 60))
    assert near(made.getpixel(place), (200, 0, 0))


def test_where_when_and_by_whom_it_was_taken_is_left_behind() -> None:
    told = Image.Exif()
    told[0x0110], told[0x0132], told[0x9286] = "MI 10", "2026:11:21 09:30:00", "SECRET"
    told.get_ifd(0x8825)[2] = (26.0, 30.0, 0.0)
    content = saved(
        a_scene((600, 400)), "JPEG", exif=told, comment=b"SECRET", xmp=b"<x>SECRET</x>", icc_profile=b"SECRET"
    )
    assert content.count(b"SECRET") >= 3 and b"MI 10" in content
    made = small(content, "JPEG")
    buffer = saved(made, "JPEG")
    for secret in (b"SECRET", b"MI 10", b"2026", b"Exif", b"ICC_PROFILE", b"http:"):
        assert secret not in buffer
    assert not dict(made.getexif()) and set(made.info) <= {"jfif", "jfif_version", "jfif_unit", "jfif_density"}


def test_words_hidden_in_a_png_are_left_behind() -> None:
    from PIL.PngImagePlugin import PngInfo

    words = PngInfo()
    words.add_text("Comment", "SECRET")
    answer = _read(saved(a_scene(), "PNG", pnginfo=words), "PNG", PAGE, USUAL_LIMITS.pixels)
    assert b"SECRET" not in bytes(answer[1])  # type: ignore[call-overload]


def test_of_a_picture_with_a_depth_map_behind_it_the_photograph_is_kept() -> None:
    content = saved(a_scene(), "MPO", save_all=True, append_images=[Image.new("RGB", (60, 40), "blue")])
    assert kind_of(content, USUAL_LIMITS) is Kind.JPEG
    assert near(small(content, "JPEG").getpixel((5, 5)), (200, 0, 0))


def test_a_large_telephone_picture_is_read_smaller_than_it_is() -> None:
    made = small(saved(a_scene((6000, 4500)), "JPEG"), "JPEG", (480, 640))
    assert made.size == (480, 360)


# -- what is refused


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"", "是空的"),
        (bytes(4096), "没有内容"),
        (b"hello", "不是图片，也不是 PDF"),
        (b"PK\x03\x04" + bytes(100), "Word"),
        (b"\xd0\xcf\x11\xe0" + bytes(100), "Word"),
        (b"\0\0\0\x18ftypheic" + bytes(100), "HEIC"),
        (b"GIF89a" + bytes(100), "GIF"),
        (A_PDF[:-8], "不完整"),
        (b"<svg xmlns='http://www.w3.org/2000/svg'/>", "不是图片"),
        (b"MZ" + bytes(100), "不是图片"),
    ],
)
def test_what_is_no_attachment_is_refused_with_what_to_do(tmp_path: Path, content: bytes, words: str) -> None:
    with pytest.raises(ExportProblem, match=words) as refused:
        read(tmp_path, content)
    assert refused.value.advice


def test_a_file_that_is_gone_says_so(tmp_path: Path) -> None:
    with pytest.raises(ExportProblem, match="打不开"):
        read_attachment(tmp_path / "没有.jpg", PAGE)


def test_a_pdf_larger_than_five_megabytes_is_refused_one_below_is_kept(tmp_path: Path) -> None:
    body = b"%PDF-1.4\n" + bytes(5 << 20)
    end = b"startxref\n9\n%%EOF\n"
    with pytest.raises(ExportProblem, match="上限"):
        read(tmp_path, body + end)
    fits = body[: (5 << 20) - len(end)] + end
    assert read(tmp_path, fits).data == fits


def test_a_picture_larger_than_the_limit_is_refused_before_it_is_read(tmp_path: Path) -> None:
    with pytest.raises(ExportProblem, match="上限"):
        read(tmp_path, b"\xff\xd8\xff" + bytes(2000), limits=Limits(picture_bytes=1000))


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "TIFF", "WEBP"])
def test_a_picture_cut_short_is_refused(tmp_path: Path, kind: str) -> None:
    whole = saved(Image.effect_noise((300, 200), 60).convert("RGB"), kind)
    with pytest.raises(ExportProblem, match="损坏"):
        read(tmp_path, whole[: len(whole) // 2])


def chunk(name: bytes, data: bytes) -> bytes:
    return struct.pack(">I", len(data)) + name + data + struct.pack(">I", zlib.crc32(name + data))


def a_png(width: int, height: int, data: bytes) -> bytes:
    head = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", data) + chunk(b"IEND", b"")


def test_a_picture_that_unpacks_to_gigabytes_is_refused(tmp_path: Path) -> None:
    bomb = a_png(60_000, 60_000, zlib.compress(bytes(10 << 20)))
    with pytest.raises(ExportProblem, match="太大了（60,000×60,000 点）"):
        read(tmp_path, bomb)


def test_a_picture_that_breaks_the_memory_limit_is_refused(tmp_path: Path) -> None:
    large = saved(Image.new("RGB", (7000, 7000)), "PNG")
    with pytest.raises(ExportProblem, match="损坏"):
        read(tmp_path, large, limits=Limits(memory=200 << 20))


def test_words_that_unpack_to_gigabytes_are_refused_or_left_out(tmp_path: Path) -> None:
    words = chunk(b"zTXt", b"Comment\0\0" + zlib.compress(bytes(100 << 20)))
    whole = a_png(1, 1, zlib.compress(b"\0\1\2\3"))
    with pytest.raises(ExportProblem, match="损坏"):
        read(tmp_path, whole[:33] + words + whole[33:])


def test_a_reader_that_hangs_is_stopped(tmp_path: Path) -> None:
    with pytest.raises(ExportProblem, match="已经停止"):
        read(tmp_path, saved(a_scene(), "JPEG"), limits=Limits(seconds=0.0))


def test_a_person_can_stop_the_reading(tmp_path: Path) -> None:
    def stop(done: int, total: int, what: str) -> None:
        raise StoppedError

    with pytest.raises(StoppedError):
        read(tmp_path, saved(a_scene(), "JPEG"), progress=stop)


def test_a_scan_of_several_pages_is_not_cut_down_to_its_first(tmp_path: Path) -> None:
    content = saved(a_scene(), "TIFF", save_all=True, append_images=[a_scene()])
    with pytest.raises(ExportProblem, match="不止一页"):
        read(tmp_path, content)


def test_a_picture_of_numbers_is_refused(tmp_path: Path) -> None:
    with pytest.raises(ExportProblem, match="看不出颜色"):
        read(tmp_path, saved(Image.new("F", (10, 10)), "TIFF"))


WHOLE = {
    "JPEG": saved(a_scene((40, 30)), "JPEG"),
    "PNG": saved(a_scene((40, 30)), "PNG"),
    "TIFF": saved(a_scene((40, 30)), "TIFF"),
    "BMP": saved(a_scene((40, 30)), "BMP"),
    "WEBP": saved(a_scene((40, 30)), "WEBP"),
}


@settings(max_examples=150)
@given(data=st.data(), kind=st.sampled_from(sorted(WHOLE)))
def test_of_a_picture_with_wrong_bytes_comes_a_jpeg_or_an_error_of_the_reader(data: st.DataObject, kind: str) -> None:
    """What the child may end with; in the program it ends alone."""
    content = bytearray(WHOLE[kind])
    for _ in range(data.draw(st.integers(1, 6))):
        content[data.draw(st.integers(8, len(content) - 1))] = data.draw(st.integers(0, 255))
    try:
        answer = _read(bytes(content), kind, PAGE, 100_000)
    except MemoryError:
        raise
    except Exception:  # noqa: BLE001 - the reader's own errors, of many kinds; the process ends with them
        return
    if answer[0] == "picture":
        assert isinstance(Image.open(io.BytesIO(answer[1])), JpegImagePlugin.JpegImageFile)  # type: ignore[arg-type]


def test_a_drawn_mark_stays_see_through_where_that_is_wanted(tmp_path: Path) -> None:
    path = tmp_path / "标志.png"
    mark = Image.new("RGBA", (900, 300), (0, 0, 0, 0))
    mark.paste((168, 23, 26, 255), (100, 100, 800, 200))
    mark.save(path)
    content = read_attachment(path, (300, 300), clear=True)
    assert content.media == "image/png"
    with Image.open(io.BytesIO(content.data)) as made:
        assert made.size == (300, 100)
        assert made.getpixel((2, 2))[3] == 0
        assert made.getpixel((150, 50)) == (168, 23, 26, 255)
    assert read_attachment(path, (300, 300)).media == JPEG
