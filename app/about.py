"""What the program says of itself: its version, and the licences of what it is made of."""

import importlib.metadata
import sys
import tomllib
from pathlib import Path

_DISTRIBUTION = "xinhuo"


def version() -> str:
    """The version: of the installed package, else of the source tree the program runs from."""
    try:
        return importlib.metadata.version(_DISTRIBUTION)
    except importlib.metadata.PackageNotFoundError:
        pass
    project = _root() / "pyproject.toml"
    if not project.is_file():
        return ""
    return str(tomllib.loads(project.read_text(encoding="utf-8"))["project"]["version"])


def notices() -> str:
    """The text of NOTICE, wherever this program keeps it; "" when it came without."""
    for path in (_root() / "NOTICE", *_packaged("NOTICE")):
        if path.is_file():
            return path.read_text(encoding="utf-8")
    return ""


def _root() -> Path:
    """The source tree, or the folder a frozen program unpacked itself to."""
    return Path(getattr(sys, "_MEIPASS", Path(__file__).resolve().parents[1]))


def _packaged(name: str) -> list[Path]:
    try:
        files = importlib.metadata.files(_DISTRIBUTION) or []
    except importlib.metadata.PackageNotFoundError:
        return []
    return [Path(str(one.locate())) for one in files if one.name == name]
