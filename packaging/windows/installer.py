"""The installer: facts about the frozen program as NSIS reads them, and makensis."""

import re
import shlex
import subprocess
from dataclasses import dataclass
from pathlib import Path, PurePosixPath

HERE = Path(__file__).resolve().parent

_STAGES = {"dev": 0, "a": 10000, "b": 20000, "rc": 30000, "": 40000, "post": 50000}
_SPARE_MB = 64
"""Megabytes that stay free beside the new version: a disk filled to the brim is no place for a database."""


@dataclass(frozen=True)
class Contents:
    """What the installer carries: file paths and folders (POSIX, relative to the program folder) and bytes in all."""

    files: tuple[str, ...]
    folders: tuple[str, ...]
    size: int

    def deepest(self) -> int:
        """Characters (as Windows counts them, UTF-16) of the longest path inside the program folder."""
        return max(len(one.encode("utf-16-le")) // 2 for one in (*self.files, *self.folders))


def contents(frozen: Path) -> Contents:
    """What lies in the frozen program's folder."""
    every = sorted(frozen.rglob("*"))
    files = [one for one in every if not one.is_dir()]
    folders = [one.relative_to(frozen).as_posix() for one in every if one.is_dir()]
    return Contents(
        tuple(one.relative_to(frozen).as_posix() for one in files),
        tuple(sorted(folders, key=lambda one: (-len(PurePosixPath(one).parts), one))),
        sum(one.stat().st_size for one in files),
    )


def order(version: str) -> str:
    """A version as four numbers that compare the way versions do: "0.2.0rc1" → "0.2.0.30001", before "0.2.0.40000".

    ValueError for a version that is not `1.2.3` with `.devN`, `aN`, `bN`, `rcN` or `.postN` behind.
    """
    found = re.fullmatch(r"(\d+)\.(\d+)\.(\d+)(?:\.?(dev|a|b|rc|post)(\d{1,4}))?", version)
    if not found:
        raise ValueError(f"not a version that compares: {version!r}")
    stage = _STAGES[found[4] or ""] + int(found[5] or 0)
    return f"{int(found[1])}.{int(found[2])}.{int(found[3])}.{stage}"


def list_text(inside: Contents) -> str:
    """The list by which the program files are removed again: files, then folders, deepest first, with `\\` at the end."""
    lines = [*inside.files, *(f"{one}/" for one in inside.folders)]
    return "".join(one.replace("/", "\\") + "\r\n" for one in lines)


def facts_text(facts: dict[str, str | int]) -> str:
    """The facts as `!define` lines; `$` and quotes in them stand for themselves."""
    lines = []
    for name, value in facts.items():
        text = str(value).replace("$", "$$").replace('"', '$\\"')
        lines.append(f'!define {name} "{text}"\n')
    return "".join(lines)


def make(frozen: Path, work: Path, target: Path, version: str, *, quick: bool = False, sign: str = "") -> Contents:
    """Make the installer `target` of the program folder `frozen`; raises SystemExit with makensis' words when it fails.

    `quick` hardly compresses (for trying). `sign` is a command that is given each file to be signed as its last word.
    """
    work.mkdir(parents=True, exist_ok=True)
    inside = contents(frozen)
    # Without a byte order mark: NSIS reads it as text of the first line.
    (work / "files.txt").write_bytes(list_text(inside).encode("utf-16-le"))
    # makensis takes a text without a mark for one of the old code page.
    (work / "licence.txt").write_text((HERE / "licence.txt").read_text(encoding="utf-8"), encoding="utf-8-sig")
    facts: dict[str, str | int] = {
        "VERSION": version,
        "ORDER": order(version),
        "NUMBERS": order(version).rsplit(".", 1)[0] + ".0",
        "FROZEN": str(frozen),
        "FILES": str(work / "files.txt"),
        "LICENCE": str(work / "licence.txt"),
        "ICON": str(HERE / "xinhuo.ico"),
        "SIDE": str(HERE / "side.bmp"),
        "SETUP": str(target),
        "NEEDED_MB": inside.size // 2**20 + _SPARE_MB,
        "SIZE_KB": inside.size // 1024,
        "DEEPEST": inside.deepest(),
    }
    if quick:
        facts["QUICK"] = 1
    if sign:
        facts["SIGN"] = sign
    (work / "facts.nsh").write_text(facts_text(facts), encoding="utf-8-sig")
    target.parent.mkdir(parents=True, exist_ok=True)
    target.unlink(missing_ok=True)
    # Warnings are mistakes of ours: a variable misspelt is one.
    command = ["makensis", "-V2", "-WX", "-INPUTCHARSET", "UTF8", "-NOCD"]
    command += [f"-X!addincludedir {shlex.quote(str(work))}", str(HERE / "installer.nsi")]
    said = subprocess.run(command, capture_output=True, text=True, check=False, cwd=work)
    if said.returncode:
        raise SystemExit(f"makensis: {said.stdout}\n{said.stderr}")
    return inside


def sign_programs(frozen: Path, command: str) -> None:
    """Sign our own program files in the folder: `command` is run with each of them as its last word."""
    for one in sorted(frozen.glob("*.exe")):
        subprocess.run([*shlex.split(command), str(one)], check=True)
