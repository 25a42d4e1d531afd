"""Embedded fonts: one a face, small, valid for every reader, equal for equal texts."""

import re
import zlib
from io import BytesIO

import pypdfium2
from fontTools.ttLib import TTFont
from hypothesis import given
from hypothesis import strategies as st

from exports.embedding import Glyph, subset
from exports.paper import A4, Letters, Paper
from exports.typefaces import FOLDER, face_for, font, width
from tests.exports.pdf_text import empty_boxes, fonts, pages

TABLE = (FOLDER / "characters-8105.txt").read_text(encoding="utf-8").split()
RARE = "㛃䶮𬭎𫖮𪩘𠅤\U00020001\U0002ebe0"

texts = st.text(st.sampled_from([*TABLE[::11], *RARE, *"()\\<>A7 ·"]), min_size=1, max_size=30)


def letters(paper: Paper, face: str, size: float) -> Letters:
    made = Letters(paper.canvas)
    made.set(face, size)
    return made


def programs(pdf: bytes) -> list[TTFont]:
    """The font files that a PDF brings along."""
    streams = [match.end() for match in re.finditer(rb"stream\n(?=x)", pdf)]
    found = [zlib.decompressobj().decompress(pdf[start:]) for start in streams]
    return [TTFont(BytesIO(one)) for one in found if one.startswith(b"\x00\x01\x00\x00")]


def written(text: str) -> bytes:
    paper = Paper("试印", A4)
    paper.canvas.setFont(face_for(text, "song"), 12)
    paper.canvas.drawString(40, 700, text)
    paper.canvas.showPage()
    return paper.finished()


@given(texts)
def test_any_text_is_read_back_equal_and_prints_no_empty_box(text: str) -> None:
    data = written(text)
    assert pages(data) == [text.replace(" ", "")]
    assert empty_boxes(data) == 0


@given(texts)
def test_plain_texts_are_read_back_equal_in_their_order(text: str) -> None:
    paper = Paper("试印", A4)
    plain = letters(paper, face_for("", "song"), 9.5)
    for number in range(3):
        plain.put(f"{number}{text}", 40, 700 - 20 * number)
    plain.finish()
    paper.canvas.showPage()
    data = paper.finished()
    assert pages(data) == ["".join(f"{number}{text}" for number in range(3)).replace(" ", "")]


def test_plain_texts_stand_where_they_are_put() -> None:
    paper = Paper("试印", A4)
    plain = letters(paper, face_for("", "song"), 10)
    plain.put("一", 100.0, 700.0)
    plain.put("二", 50.25, 30.5)
    plain.finish()
    paper.canvas.showPage()
    document = pypdfium2.PdfDocument(paper.finished())
    found = [item.get_matrix().get() for item in document[0].get_objects()]
    document.close()
    assert [(round(matrix[4], 2), round(matrix[5], 2)) for matrix in found] == [(100.0, 700.0), (50.25, 30.5)]


def test_more_characters_than_one_font_holds_go_on_in_plain_texts_too() -> None:
    every = "".join(map(chr, range(0x4E00, 0x4E00 + 8500)))
    paper = Paper("试印", A4)
    plain = letters(paper, face_for("", "song"), 4)
    for place in range(0, len(every), 100):
        plain.put(every[place : place + 100], 20, 830 - place / 100 * 9)
    plain.put("一丁", 20, 20)
    plain.finish()
    paper.canvas.showPage()
    data = paper.finished()
    assert pages(data) == [f"{every}一丁"]
    assert len(fonts(data)) == 2


def test_an_unused_face_is_not_embedded() -> None:
    paper = Paper("试印", A4)
    letters(paper, face_for("", "kai"), 10).finish()
    paper.canvas.setFont(face_for("中", "hei"), 12)
    paper.canvas.drawString(40, 700, "中")
    paper.canvas.showPage()
    assert [told.name for told in paper.faces()] == ["xinhuo-hei"]
    assert len(fonts(paper.finished())) == 1


def test_an_embedded_font_holds_the_glyphs_of_the_text_and_nothing_else() -> None:
    data = written("结业证书结业\U00020001")
    (made,) = programs(data)
    assert made["maxp"].numGlyphs == 1 + len(set("结业证书\U00020001"))
    assert set(made.keys()) - {"GlyphOrder"} == {"glyf", "head", "hhea", "hmtx", "loca", "maxp"}
    for character, glyph in zip("结业证书", made.getGlyphOrder()[1:], strict=False):
        face = font("xinhuo-song")
        whole = face.glyph(ord(character))
        assert made["hmtx"][glyph] == (whole.file.advance(whole.number), whole.file.bearing(whole.number))
    assert len(data) < 6_000


def test_a_rare_glyph_keeps_its_own_shape_beside_those_of_the_face() -> None:
    face = font(face_for("张\U00020001", "song"))
    rare = face.glyph(0x20001)
    assert rare.file is not face.file
    program = TTFont(BytesIO(subset(face.file, [face.glyph(ord("张")), rare])))
    glyph = program["glyf"][program.getGlyphOrder()[2]]
    assert glyph.numberOfContours == int.from_bytes(rare.file.outline(rare.number)[:2])
    largest = program["maxp"]
    assert largest.maxContours >= glyph.numberOfContours
    assert largest.maxPoints >= len(glyph.coordinates)


def test_check_sums_of_an_embedded_font_are_right() -> None:
    face = font(face_for("张", "song"))
    content = subset(face.file, [Glyph(face.file, face.file.glyphs[ord("张")])])
    program = TTFont(BytesIO(content), checkChecksums=2)
    assert all(program.reader[tag] for tag in list(program.reader.tables))


def test_widths_are_those_of_the_face() -> None:
    face = face_for("中a", "song")
    assert width("中文", face, 12) == 24
    assert 0 < width("a", face, 12) < 12
    assert width("\U00020001", face_for("\U00020001", "song"), 10) == 10


def test_different_texts_give_their_fonts_different_tags() -> None:
    names = {next(iter(fonts(written(text)))) for text in ("结业证书", "聘书", "学时证明")}
    assert len(names) == 3


def test_equal_texts_give_equal_bytes_whatever_was_made_before() -> None:
    first = written("结业证书")
    written("聘书")
    assert written("结业证书") == first
