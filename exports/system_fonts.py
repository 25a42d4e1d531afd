"""Finds the computer's own Chinese typefaces for a role, and takes only those that can really be used.

Used are faces with TrueType outlines that may be embedded and that draw everything a document is sure to say. Windows
is asked by its registry, which also knows what a person installed for themselves; elsewhere folders are looked through.
A damaged file is passed over in silence: then the next one, or the bundled face, prints the document.
"""

import os
import sys
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from exports.outlines import Outlines, Unreadable, face_names

WANTED: Mapping[str, tuple[tuple[str, ...], tuple[str, ...]]] = {
    "title": (
        ("方正小标宋简体", "方正小标宋_GBK", "FZXiaoBiaoSong-B05S", "FZXiaoBiaoSong-B05", "华文中宋", "STZhongsong"),
        ("FZXBSJW.TTF", "FZXBSK.TTF", "FZXBSJW--GB1-0.TTF", "STZHONGS.TTF"),
    ),
    "fang": (
        ("仿宋", "FangSong", "仿宋_GB2312", "FangSong_GB2312", "方正仿宋_GBK", "FZFangSong-Z02", "方正仿宋简体"),
        ("simfang.ttf", "simfang_gb2312.ttf", "FZFSK.TTF", "FZFSJW.TTF"),
    ),
    "kai": (
        ("楷体", "KaiTi", "楷体_GB2312", "KaiTi_GB2312", "方正楷体_GBK", "FZKai-Z03", "方正楷体简体"),
        ("simkai.ttf", "simkai_gb2312.ttf", "FZKTK.TTF", "FZKTJW.TTF"),
    ),
    "hei": (("黑体", "SimHei", "方正黑体_GBK", "FZHei-B01", "方正黑体简体"), ("simhei.ttf", "FZHTK.TTF", "FZHTJW.TTF")),
    "song": (("宋体", "SimSun", "方正书宋_GBK", "FZShuSong-Z01", "方正书宋简体"), ("simsun.ttc", "FZSSK.TTF")),
}
"""Role → family names and file names, the better first (public practice of 公文: GB/T 9704-2012 names no font files)."""

PROBE = "关于印发《县中小学教师继续教育学时管理办法》的通知一二三〔2025〕12号，。：；（）“”、年月日0123456789"
"""What every document says: a face without one of these is of no use."""

_RESTRICTED, _NO_SUBSET, _PICTURES_ONLY = 0x0002, 0x0100, 0x0200
_MOST_FILES = 5000
_LARGEST = 120_000_000
_REGISTRY = r"SOFTWARE\Microsoft\Windows NT\CurrentVersion\Fonts"

Named = Mapping[str, Path]
"""Family name, or file name in lower case → the file."""


@dataclass(frozen=True)
class SystemFont:
    """A usable face: its file, which of the file's faces it is, and its outlines."""

    path: Path
    index: int
    outlines: Outlines


@cache
def find(role: str) -> SystemFont | None:
    """The computer's face for a role, or nothing. Looked for once; what is installed later counts from the next start."""
    return best(role, _installed())


def best(role: str, named: Named) -> SystemFont | None:
    """The first face of the role's list that is there and usable."""
    families, files = WANTED[role]
    for name in (*families, *(file.casefold() for file in files)):
        path = named.get(name)
        found = usable(path, families) if path else None
        if found is not None:
            return found
    return None


def usable(path: Path, families: Sequence[str]) -> SystemFont | None:
    """The face of a file (in a collection the one of these families), if it may be embedded and draws `PROBE`."""
    try:
        if path.stat().st_size > _LARGEST:
            return None
        content = path.read_bytes()
        called = face_names(content)
        index = next((place for place, names in enumerate(called) if not names.isdisjoint(families)), 0)
        outlines = Outlines(content, index)
    except (OSError, Unreadable):
        return None
    return SystemFont(path, index, outlines) if _allowed(outlines.permission) and _draws(outlines) else None


def _allowed(permission: int) -> bool:
    """Whether the font's maker lets documents embed a part of it (OpenType, OS/2.fsType)."""
    return permission & 0x000F != _RESTRICTED and not permission & (_NO_SUBSET | _PICTURES_ONLY)


def _draws(outlines: Outlines) -> bool:
    return all(ord(character) in outlines.glyphs for character in PROBE)


def folders(system: str, environment: Mapping[str, str], home: Path) -> list[Path]:
    """Where fonts lie on a computer of this kind (`sys.platform`)."""
    if system == "win32":
        roots = [(environment.get("WINDIR"), "Fonts"), (environment.get("LOCALAPPDATA"), "Microsoft/Windows/Fonts")]
        return [Path(root) / below for root, below in roots if root]
    if system == "darwin":
        return [Path("/System/Library/Fonts"), Path("/Library/Fonts"), home / "Library/Fonts"]
    return [Path("/usr/share/fonts"), Path("/usr/local/share/fonts"), home / ".local/share/fonts", home / ".fonts"]


def in_folders(places: Iterable[Path]) -> dict[str, Path]:
    """All font files in the folders, by file name and by what they call themselves; the first of a name wins."""
    found: dict[str, Path] = {}
    for number, path in enumerate(_files(places)):
        if number >= _MOST_FILES:
            break
        found.setdefault(path.name.casefold(), path)
        try:
            # The names stand at the end of many files, so that the whole is read; the system keeps it for later.
            names = set().union(*face_names(path.read_bytes())) if path.stat().st_size <= _LARGEST else set()
        except (OSError, Unreadable):
            continue
        for name in names:
            found.setdefault(name, path)
    return found


def registered(entries: Iterable[tuple[str, str]], folder: Path) -> dict[str, Path]:
    """Fonts by the names in Windows' registry, “仿宋 & 仿宋_GB2312 (TrueType)” → “simfang.ttf”; bare files lie in `folder`."""
    found: dict[str, Path] = {}
    for title, file in entries:
        path = folder / file  # stays as it is when it is a whole path
        found.setdefault(path.name.casefold(), path)
        for name in title.removesuffix(")").rpartition(" (")[0].split(" & "):
            found.setdefault(name.strip(), path)
    return found


def _files(places: Iterable[Path]) -> Iterator[Path]:
    for place in places:
        for folder, below, files in os.walk(place):
            below.sort()
            for file in sorted(files):
                if file.casefold().endswith((".ttf", ".ttc")):
                    yield Path(folder) / file


def _installed() -> Named:
    places = folders(sys.platform, os.environ, Path.home())
    if sys.platform == "win32":
        # File names first, for fonts only copied there: reading all files of a Windows folder would take seconds.
        copied = {path.name.casefold(): path for path in _files(places)}
        return copied | registered(_registry(), places[0] if places else Path())
    return in_folders(places)


def _registry() -> list[tuple[str, str]]:
    """Every font Windows knows, of the person and of the computer."""
    found: list[tuple[str, str]] = []
    if sys.platform == "win32":
        import winreg

        for root in (winreg.HKEY_CURRENT_USER, winreg.HKEY_LOCAL_MACHINE):
            try:
                with winreg.OpenKey(root, _REGISTRY) as key:
                    named = [winreg.EnumValue(key, number) for number in range(winreg.QueryInfoKey(key)[1])]
            except OSError:
                continue
            found += [(name, file) for name, file, _ in named if isinstance(file, str)]
    return found
