"""The bundled faces are the ones the manifest tells of, with their licences beside them."""

import hashlib
import json
from pathlib import Path
from typing import Any

import pytest
from fontTools.ttLib import TTFont

ROOT = Path(__file__).parents[2]
FOLDER = ROOT / "exports" / "fonts"
MANIFEST: dict[str, Any] = json.loads((FOLDER / "MANIFEST.json").read_text(encoding="utf-8"))
FACES: list[dict[str, Any]] = MANIFEST["faces"]


def spread(ranges: str) -> set[int]:
    points: set[int] = set()
    for part in ranges.split():
        first, _, last = part.partition("-")
        points.update(range(int(first, 16), int(last or first, 16) + 1))
    return points


def test_every_face_in_the_folder_is_in_the_manifest() -> None:
    assert sorted(face["file"] for face in FACES) == sorted(path.name for path in FOLDER.glob("*.ttf"))


@pytest.mark.parametrize("face", FACES, ids=lambda face: face["file"])
def test_a_face_is_what_the_manifest_says(face: dict[str, Any]) -> None:
    content = (FOLDER / face["file"]).read_bytes()
    assert len(content) == face["bytes"]
    assert hashlib.sha256(content).hexdigest() == face["sha256"]
    with TTFont(FOLDER / face["file"], lazy=True) as font:
        points = set(font.getBestCmap())
    assert points == spread(face["coverage"])
    assert len(points) == face["code_points"]
    assert "Open Font License" in (FOLDER / face["licence"]).read_text(encoding="utf-8")


@pytest.mark.parametrize("face", FACES, ids=lambda face: face["file"])
def test_a_face_carries_no_name_its_licence_reserves(face: dict[str, Any]) -> None:
    with TTFont(FOLDER / face["file"], lazy=True) as font:
        names = {entry.nameID: str(entry) for entry in font["name"].names}
    called = " ".join(names.get(number, "") for number in (1, 3, 4, 6, 16))
    assert not any(reserved in called for reserved in ("LXGW", "霞鹜", "Klee", "Source"))
    assert names[0]


def test_the_list_of_the_general_table_is_whole() -> None:
    told = MANIFEST["characters"]
    content = (FOLDER / told["file"]).read_bytes()
    characters = content.decode("utf-8").split()
    assert hashlib.sha256(content).hexdigest() == told["sha256"]
    assert len(set(characters)) == len(characters) == told["count"] == 8105
    assert all(len(character) == 1 for character in characters)
    assert (FOLDER / told["licence"]).exists()
    assert all(set(map(ord, characters)) <= spread(face["coverage"]) for face in FACES)


def test_the_folder_stays_within_thirty_megabytes() -> None:
    assert sum(path.stat().st_size for path in FOLDER.rglob("*") if path.is_file()) < 30_000_000


def test_the_packaging_folder_is_no_package() -> None:
    # It would hide the library of the same name, which pytest and PyInstaller need.
    assert not (ROOT / "packaging" / "__init__.py").exists()
