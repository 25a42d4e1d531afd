"""The bundled faces: what they cover, which one is chosen, and that text comes out of the PDF as it went in."""

import hashlib
import subprocess
import sys
from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from exports import typefaces
from exports.paper import A4, Paper
from exports.problems import ExportProblem
from exports.typefaces import CHAINS, Role, covers, face_for, identity, missing, normalise, normalise_name, pieces_for
from tests.exports.pdf_text import empty_boxes, fonts, pages

TABLE = (typefaces.FOLDER / "characters-8105.txt").read_text(encoding="utf-8").split()
RARE = "㛃䶮𬭎𫖮𪩘𠅤"
BLOCKS = (
    *((0x4E00, 0x9FEF), (0x3400, 0x4DB5), (0x20000, 0x2A6D6), (0x2A700, 0x2B734), (0x2B740, 0x2B81D)),
    *((0x2B820, 0x2CEA1), (0x2CEB0, 0x2EBE0), (0xFA0E, 0xFA0F), (0xFA11, 0xFA11), (0xFA13, 0xFA14)),
    *((0xFA1F, 0xFA1F), (0xFA21, 0xFA21), (0xFA23, 0xFA24), (0xFA27, 0xFA29)),
)
LEVEL_3 = "".join(chr(code) for first, last in BLOCKS for code in range(first, last + 1))
UNKNOWN = "\U00030001"
ROLES: list[Role] = list(CHAINS)

texts = st.text(st.sampled_from([*TABLE[::7], *RARE, "·", "龍", "A", "7", UNKNOWN, "\ue123", "\n"]), max_size=20)


def printed(text: str, role: Role, size: float = 12.0, a_line: int = 40) -> bytes:
    paper = Paper("试印", A4)
    for number, start in enumerate(range(0, len(text), a_line)):
        line = text[start : start + a_line]
        paper.canvas.setFont(face_for(line, role), size)
        paper.canvas.drawString(40, 800 - 15 * number, line)
    paper.canvas.showPage()
    return paper.finished()


@pytest.mark.parametrize("role", ROLES)
def test_every_character_of_the_general_table_prints_in_every_role(role: Role) -> None:
    assert len(set(TABLE)) == 8105
    assert missing("".join(TABLE), role) == []


@pytest.mark.parametrize("role", ROLES)
def test_the_last_face_of_a_chain_covers_what_the_others_cover(role: Role) -> None:
    first, last = CHAINS[role][0], CHAINS[role][-1]
    every = "".join(map(chr, (*range(0x20, 0xD800), *range(0xE000, 0x20000))))
    known = "".join(character for character in every if covers(first, character))
    assert len(known) > 7500
    assert covers(last, known)


@pytest.mark.parametrize("role", ROLES)
def test_every_han_character_of_gb_18030_level_3_and_the_kangxi_radicals_print_in_every_role(role: Role) -> None:
    assert len(LEVEL_3) == 87_887
    assert missing(LEVEL_3, role) == []
    assert missing("".join(map(chr, range(0x2F00, 0x2FD6))), role) == []


@pytest.mark.parametrize("role", ROLES)
def test_rare_names_are_printed_and_read_back_equal(role: Role) -> None:
    data = printed(f"张{RARE}", role)
    assert pages(data) == [f"张{RARE}"]
    assert empty_boxes(data) == 0


def test_hundreds_of_rare_characters_are_read_back_equal() -> None:
    beyond = [character for character in TABLE if ord(character) > 0xFFFF]
    assert len(beyond) == 196
    text = "".join(beyond + TABLE[5000:5404])
    assert pages(printed(text, "kai")) == [text]


def test_a_name_is_never_set_in_two_faces() -> None:
    assert face_for("张龍", "kai") == "xinhuo-kai"
    assert not covers("kai", "\U00020001")
    assert face_for("张\U00020001", "kai") == "xinhuo-song"
    assert face_for("王芳", "fang") == "xinhuo-fang"
    assert face_for("王喆", "fang") == "xinhuo-song"


def test_running_text_changes_face_only_for_what_the_first_one_lacks() -> None:
    assert pieces_for("聘请王芳同志", "fang") == [("聘请王芳同志", "xinhuo-fang")]
    mixed = [("聘请王", "xinhuo-fang"), ("喆", "xinhuo-song"), ("同志", "xinhuo-fang")]
    assert pieces_for("聘请王喆同志", "fang") == mixed
    with pytest.raises(ExportProblem, match=r"U\+30001"):
        pieces_for(f"聘请{UNKNOWN}", "fang")


def test_digits_among_fangsong_are_those_of_song_in_one_embedded_font() -> None:
    fang, song = typefaces.font(face_for("年", "fang")), typefaces.font(face_for("年", "song"))
    assert face_for("2025年A", "fang") == fang.fontName
    assert fang.glyph(ord("2")) == song.glyph(ord("2"))
    assert fang.glyph(ord("年")).file is not song.file
    data = printed("2025年A", "fang")
    assert pages(data) == ["2025年A"]
    assert len(fonts(data)) == 1


@given(texts)
def test_the_pieces_of_a_text_are_the_text(text: str) -> None:
    if not missing(text, "song"):
        pieces = pieces_for(text, "fang")
        assert "".join(piece for piece, _ in pieces) == text
        assert all(one != after for (_, one), (_, after) in pairwise(pieces))


@pytest.mark.parametrize("start", range(0x20000, 0x2F000, 0x1000), ids=hex)
def test_rare_characters_of_every_part_are_printed_and_read_back_equal(start: int) -> None:
    text = "".join(one for one in LEVEL_3 if start <= ord(one) < start + 0x1000)[::97]
    data = printed(f"张{text}", "kai")
    assert pages(data) == [f"张{text}"]
    assert empty_boxes(data) == 0


def test_more_characters_than_one_embedded_font_holds_are_read_back_equal() -> None:
    text = LEVEL_3[:9000]
    paper = Paper("试印", A4)
    paper.canvas.setFont(face_for(text, "song"), 4.0)
    for place in range(0, len(text), 100):
        paper.canvas.drawString(20, 830 - place / 100 * 9, text[place : place + 100])
    paper.canvas.showPage()
    data = paper.finished()
    assert pages(data) == [text]
    assert len(fonts(data)) == 2


def test_a_rare_part_is_read_only_when_a_text_asks_for_it() -> None:
    script = """
import sys
from exports import typefaces
typefaces.face_for("张三结业证书㛃䶮𬭎𫖮𪩘𠅤", "kai")
typefaces.face_for("张三结业证书㛃䶮𬭎𫖮𪩘𠅤", "song")
assert typefaces._rare_part.cache_info().currsize == 0
typefaces.face_for("张\U00023456", "kai")
assert typefaces._rare_part.cache_info().currsize == 1
"""
    assert subprocess.run([sys.executable, "-c", script], check=False).returncode == 0


def test_a_text_drawn_in_a_face_that_lacks_it_is_a_mistake_and_prints_no_hole() -> None:
    paper = Paper("试印", A4)
    paper.canvas.setFont(face_for("", "fang"), 12)
    with pytest.raises(ValueError, match=r"U\+5586"):
        paper.canvas.drawString(40, 800, "王喆")


@pytest.mark.parametrize("role", ROLES)
def test_the_face_of_a_paper_can_be_named_by_its_file(role: Role) -> None:
    told = identity(face_for("中", role))
    assert told.file == typefaces.FILES[role]
    assert told.sha256 == hashlib.sha256((typefaces.FOLDER / told.file).read_bytes()).hexdigest()
    assert told.version.startswith("Version")


def test_an_unprintable_character_is_told_with_its_place() -> None:
    assert missing(f"张{UNKNOWN}三", "kai") == [(1, UNKNOWN)]
    with pytest.raises(ExportProblem) as refusal:
        face_for(f"张{UNKNOWN}三", "kai")
    assert "U+30001" in refusal.value.title


@pytest.mark.parametrize("character", ["\ue000", "\uf8ff", "\ufffd", "\U000f0000", "\ufe00", "\x07", "\ud840"])
def test_characters_without_a_registered_shape_count_as_missing(character: str) -> None:
    assert missing(f"张{character}", "song") == [(1, character)]


def test_blanks_are_printable_without_an_outline() -> None:
    assert missing("张 三　李", "kai") == []


@given(texts)
def test_a_text_without_missing_characters_has_a_face_and_any_other_has_none(text: str) -> None:
    lacking = missing(text, "kai")
    assert all(text[position] == character for position, character in lacking)
    if lacking:
        with pytest.raises(ExportProblem):
            face_for(text, "kai")
    else:
        assert face_for(text, "kai").startswith("xinhuo-")


@pytest.mark.parametrize("dot", "·‧•・･∙⋅．.")
def test_every_middle_dot_in_a_name_becomes_the_standard_one(dot: str) -> None:
    assert normalise_name(f"买买提{dot}艾力{dot}吐尔逊") == "买买提·艾力·吐尔逊"


def test_a_full_stop_outside_names_stays() -> None:
    assert normalise("工程2.0•语文.数学") == "工程2.0•语文.数学"
    assert normalise_name("J.K.") == "J.K."


def test_text_is_composed_and_freed_of_invisible_marks() -> None:
    assert normalise(" e\u0301\u200b张\ufeff\u00a0三\n") == "é张 三"


@given(st.text(max_size=30))
def test_normalising_twice_changes_nothing_more(text: str) -> None:
    assert normalise(normalise(text)) == normalise(text)
    assert normalise_name(normalise_name(text)) == normalise_name(text)


def test_a_part_that_cannot_be_unpacked_is_told_calmly(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    (tmp_path / typefaces.RARE.format(0x20000)).write_bytes(b"no archive")
    monkeypatch.setattr(typefaces, "FOLDER", tmp_path)
    typefaces._rare_part.cache_clear()
    try:
        with pytest.raises(ExportProblem, match="字体文件"):
            typefaces._rare_part(0x20000)
    finally:
        typefaces._rare_part.cache_clear()


def test_a_face_that_cannot_be_read_is_told_calmly(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    (tmp_path / typefaces.FILES["hei"]).write_bytes(b"no font")
    monkeypatch.setattr(typefaces, "FOLDER", tmp_path)
    typefaces._face.cache_clear()
    try:
        for role in ("hei", "kai"):
            with pytest.raises(ExportProblem, match="字体文件"):
                covers(role, "张")
    finally:
        typefaces._face.cache_clear()


def test_nothing_heavy_is_loaded_before_a_paper_is_made() -> None:
    names = "exports.typefaces, exports.papers.writing, exports.rosters, exports.saving"
    script = f"import {names}, sys; sys.exit('reportlab' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", script], check=False).returncode == 0
