"""The computer's own faces: found by name, taken only when they can be embedded and draw what documents say."""

import struct
from collections.abc import Iterator
from pathlib import Path

import pytest
from fontTools import subset
from fontTools.ttLib import TTCollection, TTFont
from hypothesis import given, settings
from hypothesis import strategies as st

from exports import system_fonts, typefaces
from exports.paper import A4, Paper
from exports.system_fonts import PROBE, WANTED, best, folders, in_folders, registered, usable
from exports.typefaces import FOLDER, face_for, identity, missing
from tests.exports.pdf_text import fonts, pages


def face(family: str, *, text: str = PROBE, permission: int = 8, units: int = 1000) -> TTFont:
    """A small font of this name that draws the text, cut from one of ours."""
    font = TTFont(FOLDER / "NotoSansSC-Medium.ttf")
    cutting = subset.Subsetter(subset.Options(notdef_outline=True, name_IDs=["*"], recalc_timestamp=False))
    cutting.populate(text=text)
    cutting.subset(font)
    for number in (1, 4, 6):
        for language in (0x409, 0x804):
            font["name"].setName(family, number, 3, 1, language)
    font["OS/2"].fsType = permission
    font["head"].unitsPerEm = units
    return font


def installed(folder: Path, file: str, font: TTFont) -> Path:
    folder.mkdir(parents=True, exist_ok=True)
    font.save(folder / file)
    return folder / file


def test_a_font_is_found_by_what_it_calls_itself(tmp_path: Path) -> None:
    path = installed(tmp_path / "below", "whatever.TTF", face("仿宋_GB2312"))
    found = best("fang", in_folders([tmp_path]))
    assert found is not None
    assert found.path == path


def test_a_font_is_found_by_its_file_name(tmp_path: Path) -> None:
    path = installed(tmp_path, "SIMKAI.TTF", face("a name nobody knows"))
    found = best("kai", in_folders([tmp_path]))
    assert found is not None
    assert found.path == path


def test_the_better_font_of_a_role_is_taken_first(tmp_path: Path) -> None:
    installed(tmp_path, "a.ttf", face("华文中宋"))
    path = installed(tmp_path, "b.ttf", face("方正小标宋简体"))
    found = best("title", in_folders([tmp_path]))
    assert found is not None
    assert found.path == path


def test_the_right_face_of_a_collection_is_taken(tmp_path: Path) -> None:
    collection = TTCollection()
    collection.fonts = [face("NSimSun", units=2000), face("宋体", units=500)]
    collection.save(tmp_path / "simsun.ttc")
    found = best("song", in_folders([tmp_path]))
    assert found is not None
    assert (found.index, found.outlines.units) == (1, 500)


@pytest.mark.parametrize(
    ("permission", "allowed"), [(0, True), (4, True), (8, True), (2, False), (0x100, False), (0x200, False)]
)
def test_a_font_whose_maker_forbids_embedding_is_passed_over(tmp_path: Path, permission: int, allowed: bool) -> None:
    path = installed(tmp_path, "simhei.ttf", face("黑体", permission=permission))
    assert (usable(path, ("黑体",)) is not None) is allowed


def test_a_font_that_lacks_what_documents_say_is_passed_over_for_the_next(tmp_path: Path) -> None:
    installed(tmp_path, "a.ttf", face("仿宋", text=PROBE.replace("通", "")))
    path = installed(tmp_path, "b.ttf", face("方正仿宋简体"))
    found = best("fang", in_folders([tmp_path]))
    assert found is not None
    assert found.path == path


def test_a_font_with_postscript_outlines_is_passed_over(tmp_path: Path) -> None:
    path = installed(tmp_path, "simfang.ttf", face("仿宋"))
    path.write_bytes(b"OTTO" + path.read_bytes()[4:])
    assert usable(path, ("仿宋",)) is None
    assert best("fang", in_folders([tmp_path])) is None


def test_no_font_is_found_where_there_is_none(tmp_path: Path) -> None:
    assert all(best(role, in_folders([tmp_path, tmp_path / "none"])) is None for role in WANTED)
    assert usable(tmp_path / "gone.ttf", ()) is None


def test_a_damaged_file_among_others_hides_none_of_them(tmp_path: Path) -> None:
    path = installed(tmp_path, "simhei.ttf", face("黑体"))
    (tmp_path / "a.ttf").write_bytes(path.read_bytes()[:40])
    (tmp_path / "b.ttc").write_bytes(b"ttcf\x00\x01\x00\x00\xff\xff\xff\xff")
    (tmp_path / "c.ttf").write_bytes(b"")
    found = best("hei", in_folders([tmp_path]))
    assert found is not None
    assert found.path == path


@settings(max_examples=60, deadline=None)
@given(st.data())
def test_a_damaged_font_file_is_passed_over_in_silence(
    tmp_path_factory: pytest.TempPathFactory, data: st.DataObject
) -> None:
    folder = tmp_path_factory.getbasetemp()
    whole = folder / "whole.ttf"
    if not whole.exists():
        face("黑体").save(whole)
    content = bytearray(whole.read_bytes())
    for place in data.draw(st.lists(st.integers(0, len(content) - 1), max_size=6)):
        content[place] = data.draw(st.integers(0, 255))
    for place in data.draw(st.lists(st.integers(0, 400), max_size=4)):
        content[place] = data.draw(st.integers(0, 255))
    path = folder / "damaged.ttf"
    path.write_bytes(content[: data.draw(st.one_of(st.just(len(content)), st.integers(0, len(content))))])
    found = usable(path, ("黑体",))
    assert found is None or all(ord(character) in found.outlines.glyphs for character in PROBE)


def test_windows_registry_names_lead_to_files(tmp_path: Path) -> None:
    entries = [
        ("仿宋 (TrueType)", "simfang.ttf"),
        ("宋体 & 新宋体 (TrueType)", "simsun.ttc"),
        ("方正小标宋简体 (TrueType)", str(tmp_path / "mine" / "FZXBSJW.TTF")),
    ]
    named = registered(entries, tmp_path / "Fonts")
    assert named["仿宋"] == named["simfang.ttf"] == tmp_path / "Fonts" / "simfang.ttf"
    assert named["宋体"] == named["新宋体"] == tmp_path / "Fonts" / "simsun.ttc"
    assert named["方正小标宋简体"] == named["fzxbsjw.ttf"] == tmp_path / "mine" / "FZXBSJW.TTF"


def test_windows_looks_where_the_computer_and_the_person_keep_fonts() -> None:
    environment = {"WINDIR": "C:/Windows", "LOCALAPPDATA": "C:/Users/li/AppData/Local"}
    assert folders("win32", environment, Path("C:/Users/li")) == [
        Path("C:/Windows/Fonts"),
        Path("C:/Users/li/AppData/Local/Microsoft/Windows/Fonts"),
    ]
    assert Path("/usr/share/fonts") in folders("linux", {}, Path("/home/li"))


@pytest.fixture
def own_fang(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """A computer that has one font: a 仿宋."""
    path = installed(tmp_path, "simfang.ttf", face("仿宋", text=PROBE + "王芳", units=500))
    monkeypatch.setattr(system_fonts, "_installed", lambda: in_folders([tmp_path]))
    for cached in (system_fonts.find, typefaces._system_face):
        cached.cache_clear()
    yield path
    system_fonts.find.cache_clear()
    typefaces._system_face.cache_clear()


def test_documents_print_in_the_computers_face_and_certificates_never(own_fang: Path) -> None:
    assert face_for("王芳", "fang", "system") == "system-fang"
    assert face_for("王芳", "fang") == "xinhuo-fang"
    assert face_for("王喆", "fang", "system") == "xinhuo-song"
    assert face_for("李强", "fang", "system") == "xinhuo-fang"
    assert face_for("王芳", "kai", "system") == "xinhuo-kai"
    assert missing("王芳李喆", "fang", "system") == []
    assert identity("system-fang").file == own_fang.name
    assert identity("system-fang").family == "仿宋"


def test_the_computers_face_is_embedded_and_read_back(own_fang: Path) -> None:
    paper = Paper("公文", A4)
    paper.canvas.setFont(face_for("王芳", "fang", "system"), 16)
    paper.canvas.drawString(80, 700, "王芳2025年")
    paper.canvas.showPage()
    assert [told.file for told in paper.faces()] == [own_fang.name]
    data = paper.finished()
    assert pages(data) == ["王芳2025年"]
    assert list(fonts(data).values()) == [True]


def test_a_glyph_put_together_from_others_brings_its_parts(tmp_path: Path) -> None:
    from fontTools.pens.ttGlyphPen import TTGlyphPen

    font = face("黑体", text=PROBE + "王")
    name = font.getBestCmap()[ord("王")]
    pen = TTGlyphPen(font.getGlyphSet())
    pen.addComponent(font.getBestCmap()[ord("一")], (1, 0, 0, 1, 0, 0))
    pen.addComponent(font.getBestCmap()[ord("二")], (0.5, 0, 0, 0.5, 10, 20))
    font["glyf"][name] = pen.glyph()
    found = usable(installed(tmp_path, "simhei.ttf", font), ("黑体",))
    assert found is not None

    from exports.embedding import Glyph
    from exports.embedding import subset as embedded
    from exports.outlines import parts

    program = embedded(found.outlines, [Glyph(found.outlines, found.outlines.glyphs[ord("王")])])
    (tmp_path / "part.ttf").write_bytes(program)
    with TTFont(tmp_path / "part.ttf") as made:
        composed = made["glyf"][made.getGlyphOrder()[1]]
        assert made["maxp"].numGlyphs == 4
        assert [made.getGlyphID(one.glyphName) for one in composed.components] == [2, 3]
    assert parts(struct.pack(">h", 1) + bytes(20)) == []
