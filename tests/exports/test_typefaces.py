"""The bundled faces: what they cover, which one is chosen, and that text comes out of the PDF as it went in."""

import subprocess
import sys
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from exports import typefaces
from exports.paper import A4, Paper
from exports.problems import ExportProblem
from exports.typefaces import CHAINS, Role, covers, face_for, missing, normalise, normalise_name
from tests.exports.pdf_text import empty_boxes, pages

TABLE = (typefaces.FOLDER / "characters-8105.txt").read_text(encoding="utf-8").split()
RARE = "㛃䶮𬭎𫖮𪩘𠅤"
UNKNOWN = "\U00020001"
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
    every = "".join(map(chr, (*range(0x20, 0xD800), *range(0xE000, 0x33480))))
    known = "".join(character for character in every if covers(first, character))
    assert len(known) > 9000
    assert covers(last, known)


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
    assert face_for("张三", "kai") == "xinhuo-kai"
    assert not covers("kai", "龍")
    assert face_for("张龍", "kai") == "xinhuo-song"


def test_an_unprintable_character_is_told_with_its_place() -> None:
    assert missing(f"张{UNKNOWN}三", "kai") == [(1, UNKNOWN)]
    with pytest.raises(ExportProblem) as refusal:
        face_for(f"张{UNKNOWN}三", "kai")
    assert "U+20001" in refusal.value.title


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
    names = "exports.typefaces, exports.certificates, exports.rosters, exports.saving"
    script = f"import {names}, sys; sys.exit('reportlab' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", script], check=False).returncode == 0
