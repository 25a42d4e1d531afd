"""The bundled faces are the ones the manifest tells of, with their licences beside them."""

import hashlib
import io
import json
import lzma
from pathlib import Path
from typing import Any

import pytest
from fontTools.ttLib import TTFont

ROOT = Path(__file__).parents[2]
FOLDER = ROOT / "exports" / "fonts"
MANIFEST: dict[str, Any] = json.loads((FOLDER / "MANIFEST.json").read_text(encoding="utf-8"))
RARE: list[dict[str, Any]] = MANIFEST["rare"]["parts"]
FACES: list[dict[str, Any]] = MANIFEST["faces"]
EVERY = [*FACES, *({**part, "licence": MANIFEST["rare"]["licence"]} for part in RARE)]
LEVEL_3 = (
    "4E00-9FEF 3400-4DB5 FA0E-FA0F FA11 FA13-FA14 FA1F FA21 FA23-FA24 FA27-FA29 20000-2A6D6 2A700-2B734 2B740-2B81D "
)
LEVEL_3 += "2B820-2CEA1 2CEB0-2EBE0"
"""The Han characters of GB 18030-2022 level 3: URO, extensions A to F, and twelve of the compatibility block."""
KANGXI = "2F00-2FD5"
LICENCES = ("Open Font License", "GNU GENERAL PUBLIC LICENSE", "Hanazono Font License")


def spread(ranges: str) -> set[int]:
    points: set[int] = set()
    for part in ranges.split():
        first, _, last = part.partition("-")
        points.update(range(int(first, 16), int(last or first, 16) + 1))
    return points


def opened(file: str) -> TTFont:
    content = (FOLDER / file).read_bytes()
    return TTFont(io.BytesIO(lzma.decompress(content) if file.endswith(".xz") else content), lazy=True)


def test_every_face_in_the_folder_is_in_the_manifest() -> None:
    there = sorted(path.name for pattern in ("*.ttf", "*.xz") for path in FOLDER.glob(pattern))
    assert sorted(face["file"] for face in EVERY) == there


@pytest.mark.parametrize("face", EVERY, ids=lambda face: face["file"])
def test_a_face_is_what_the_manifest_says(face: dict[str, Any]) -> None:
    content = (FOLDER / face["file"]).read_bytes()
    assert len(content) == face["bytes"]
    assert hashlib.sha256(content).hexdigest() == face["sha256"]
    with opened(face["file"]) as font:
        points = set(font.getBestCmap())
        assert font["head"].unitsPerEm == 1000  # rare glyphs are embedded together with those of 宋
    assert points == spread(face["coverage"])
    assert len(points) == face["code_points"]
    licence = (FOLDER / face["licence"]).read_text(encoding="utf-8")
    assert any(title in licence for title in LICENCES)


@pytest.mark.parametrize("face", EVERY, ids=lambda face: face["file"])
def test_a_face_carries_no_name_its_licence_reserves(face: dict[str, Any]) -> None:
    with opened(face["file"]) as font:
        names = {entry.nameID: str(entry) for entry in font["name"].names}
    called = " ".join(names.get(number, "") for number in (1, 3, 4, 6, 16))
    assert not any(reserved in called for reserved in ("LXGW", "霞鹜", "Klee", "Source", "Hana", "花園", "Fandol"))
    assert names[0]


def test_the_list_of_the_general_table_is_whole() -> None:
    told = MANIFEST["characters"]
    content = (FOLDER / told["file"]).read_bytes()
    characters = content.decode("utf-8").split()
    assert hashlib.sha256(content).hexdigest() == told["sha256"]
    assert len(set(characters)) == len(characters) == told["count"] == 8105
    assert all(len(character) == 1 for character in characters)
    assert (FOLDER / told["licence"]).exists()
    whole = [face["file"] for face in FACES if set(map(ord, characters)) <= spread(face["coverage"])]
    assert whole == [face["file"] for face in FACES if face["file"] != "XinhuoFang-Regular.ttf"]


def test_all_han_characters_of_level_3_and_the_kangxi_radicals_are_there() -> None:
    every = spread(LEVEL_3)
    assert len(every) == 87_887
    assert len(spread(KANGXI)) == 214
    song = spread(FACES[0]["coverage"])
    rare = set().union(*(spread(part["coverage"]) for part in RARE))
    assert every | spread(KANGXI) <= song | rare
    assert not song & rare
    assert rare <= every


def test_a_part_of_the_rare_face_is_named_by_the_first_code_point_it_may_hold() -> None:
    for part in RARE:
        start = int(part["file"].removeprefix("XinhuoRare-").removesuffix(".ttf.xz"), 16)
        assert spread(part["coverage"]) <= set(range(start, start + 0x1000))


def test_the_gpl_font_says_what_was_changed_and_where_its_source_is() -> None:
    text = (FOLDER / "LICENSES" / "XinhuoFang-GPL.txt").read_text(encoding="utf-8")
    told = next(face for face in FACES if face["file"] == "XinhuoFang-Regular.ttf")
    for wanted in (told["package"], told["version"], told["package_sha256"], "packaging/fonts.py", "2026", "quadratic"):
        assert wanted in text
    assert "As a special exception" in text


def test_the_folder_stays_within_sixty_megabytes() -> None:
    assert sum(path.stat().st_size for path in FOLDER.rglob("*") if path.is_file()) < 60_000_000


def test_the_packaging_folder_is_no_package() -> None:
    # It would hide the library of the same name, which pytest and PyInstaller need.
    assert not (ROOT / "packaging" / "__init__.py").exists()
