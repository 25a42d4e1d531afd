"""What the program says of itself."""

import re
import tomllib
from pathlib import Path

import pytest

from app import about

ROOT = Path(about.__file__).resolve().parents[1]


def test_the_version_is_the_projects_own() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    assert about.version() == project["project"]["version"]
    assert re.fullmatch(r"\d+\.\d+\.\d+", about.version())


def test_the_notices_name_the_fonts_and_libraries() -> None:
    assert "Noto Serif SC" in about.notices() and "PySide6" in about.notices()


def test_every_locked_package_is_told_with_its_version_its_licence_and_the_text() -> None:
    lock = (ROOT / "requirements.lock").read_text(encoding="utf-8")
    told = {(one.name, one.version): one for one in about.licences() if not one.inside}
    for name, version in re.findall(r"^([A-Za-z0-9._-]+)==([^ \\;]+)", lock, re.MULTILINE):
        one = told[name, version]
        assert one.licence, name
        assert len(about.text_of(one)) > 400, name


@pytest.mark.parametrize(
    ("inside", "name", "words"),
    [
        ("sqlcipher3", "SQLCipher", ["ZETETIC LLC", "Redistributions in binary form must reproduce"]),
        ("sqlcipher3", "OpenSSL", ["The OpenSSL Project Authors", "Apache License", "END OF TERMS AND CONDITIONS"]),
        ("sqlcipher3", "SQLite", ["Public Domain"]),
        ("cryptography", "OpenSSL", ["The OpenSSL Project Authors"]),
        (
            "pyside6-essentials",
            "Qt",
            ["GNU LESSER GENERAL PUBLIC LICENSE", "GNU GENERAL PUBLIC LICENSE", "replace them"],
        ),
        ("zxing-cpp", "Zint", ["Robin Stuart"]),
        ("", "pypdfium2", ["PDFium", "FreeType", "libtiff"]),
        ("", "Python", ["PYTHON SOFTWARE FOUNDATION LICENSE VERSION 2"]),
        ("pyrage", "Rust 组件", ["age 0.", "MIT License", "Unicode License"]),
        ("字体", "XinhuoFang", ["GNU GENERAL PUBLIC LICENSE"]),
    ],
)
def test_what_lies_inside_others_is_told_with_its_notice(inside: str, name: str, words: list[str]) -> None:
    (one,) = [one for one in about.licences() if one.inside == inside and one.name.startswith(name)]
    assert [word for word in words if word not in about.text_of(one)] == []


def test_every_text_of_a_licence_is_there_and_told_of() -> None:
    named = {name for one in about.licences() for name in one.texts}
    assert [name for name in named if not (ROOT / name).is_file()] == []
    folder = ROOT / "app" / "data" / "licences"
    # Part of what is written for each wheel with Rust in it.
    parts = {"rust.txt"}
    unused = {path.name for path in folder.glob("*/*.txt") if path.relative_to(ROOT).as_posix() not in named}
    assert unused <= parts
