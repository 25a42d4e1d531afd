"""What the program says of itself."""

import re
import tomllib
from pathlib import Path

from app import about

ROOT = Path(about.__file__).resolve().parents[1]


def test_the_version_is_the_projects_own() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    assert about.version() == project["project"]["version"]
    assert re.fullmatch(r"\d+\.\d+\.\d+", about.version())


def test_the_notices_name_the_fonts_and_libraries() -> None:
    assert "Noto Serif SC" in about.notices() and "PySide6" in about.notices()
