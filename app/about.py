"""What the program says of itself: its version, and the licences of what it is made of."""

import importlib.metadata
import json
import sys
import tomllib
from dataclasses import dataclass
from pathlib import Path

_DISTRIBUTION = "xinhuo"
_LICENCES = Path("app") / "data" / "licences" / "list.json"


@dataclass(frozen=True)
class Licence:
    """One thing the program is made of, and its licence; `inside` names what it is a part of, "" for nothing.

    `texts` are the files, from the root, that say the licence in full.
    """

    name: str
    version: str
    licence: str
    inside: str
    texts: tuple[str, ...]


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


def licences() -> list[Licence]:
    """The program itself, then everything it is made of, as packaging/licences.py wrote it down."""
    ours = Licence("薪火", version(), "Apache-2.0", "", ("LICENSE",))
    path = _root() / _LICENCES
    found = json.loads(path.read_text(encoding="utf-8")) if path.is_file() else []
    return [ours, *(Licence(**{**one, "texts": tuple(one["texts"])}) for one in found)]


def text_of(licence: Licence) -> str:
    """A licence in full; "" when the program came without it."""
    paths = [path for name in licence.texts for path in (_root() / name, *_packaged(name))]
    texts = {path.resolve(): path.read_text(encoding="utf-8") for path in paths if path.is_file()}
    return "\n\n".join(texts.values())


def _root() -> Path:
    """The source tree, or the folder a frozen program unpacked itself to."""
    return Path(getattr(sys, "_MEIPASS", Path(__file__).resolve().parents[1]))


def _packaged(name: str) -> list[Path]:
    try:
        files = importlib.metadata.files(_DISTRIBUTION) or []
    except importlib.metadata.PackageNotFoundError:
        return []
    return [Path(str(one.locate())) for one in files if one.name == name]
