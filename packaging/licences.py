"""Writes what is said of the licences of everything the program is made of: app/data/licences/list.json and the texts.

`python packaging/licences.py` in an environment that holds requirements-dev.lock writes every dependency of
requirements.lock with its version, licence and the texts of its wheel, and beside it what a wheel holds without saying
so: SQLCipher and OpenSSL, Qt, Rust crates, parts of Python. `--check` writes nothing and leaves with 1 when something
is missing or no longer so. Texts that no wheel brings are kept by hand in app/data/licences/kept, from their authors'
sources. 关于 shows the list (app/about.py).
"""

import argparse
import importlib.metadata
import json
import re
import sys
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[1]
FOLDER = ROOT / "app" / "data" / "licences"
KEPT, WHEELS = "app/data/licences/kept", "app/data/licences/wheels"
LIST = FOLDER / "list.json"

_PINNED = re.compile(r"^([A-Za-z0-9._-]+)==([^ \\;]+)", re.MULTILINE)
_TEXTS = re.compile(r"(^|/)(licen[cs]es?/.+|(licen[cs]e|copying|notice|authors)[^/]*)$", re.IGNORECASE)
_OTHERS = re.compile(r"/BUILD_LICENSES/(android|pbin_musl|cibw_musl|v8_xfa)/")
"""Of builds of pypdfium2 that are none of ours."""
_BUILDERS = {"pyinstaller": "程序的启动部分"}
"""Packages that only build, but leave something of theirs in what is built."""
_SAID = {
    "click-default-group": "BSD-3-Clause",
    "olefile": "BSD-2-Clause",
    "pyside6-essentials": "LGPL-3.0-only",
    "shiboken6": "LGPL-3.0-only",
    "reportlab": "BSD-3-Clause",
    "rl-accel": "BSD-3-Clause",
    "sqlcipher3": "Zlib",
    "pyrage": "MIT",
    "python-calamine": "MIT",
}
"""Where the metadata says nothing, something wrong, or leaves a choice: which it is."""


@dataclass(frozen=True)
class Entry:
    """One thing the program is made of: `inside` names what it is a part of, `texts` are files from the root."""

    name: str
    version: str
    licence: str
    inside: str
    texts: tuple[str, ...]


def main() -> int:
    """The command; returns the exit code."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--check", action="store_true")
    made = dict(written())
    if parser.parse_args().check:
        faults = list(amiss(made))
        print(*faults, sep="\n")
        return 1 if faults else 0
    for old in (FOLDER / "wheels").glob("*"):
        old.unlink()
    for place, text in made.items():
        path = ROOT / place
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8", newline="\n")
    print(f"{len(made) - 1} texts, {len(json.loads(LIST.read_text(encoding='utf-8')))} entries")
    return 0


def amiss(made: dict[str, str]) -> Iterator[str]:
    """What in the tree is not what would be written now."""
    there = {str(path.relative_to(ROOT)) for path in (FOLDER / "wheels").glob("*")}
    for place, text in made.items():
        path = ROOT / place
        if not path.is_file() or path.read_text(encoding="utf-8") != text:
            yield f"{place} is not what the installed packages say"
    for place in sorted(there - set(made)):
        yield f"{place} belongs to nothing any more"


def written() -> Iterator[tuple[str, str]]:
    """Every file with its text, the list last."""
    entries: list[Entry] = []
    for name, version in pinned("requirements.lock"):
        text = _text_of(name, version)
        place = f"{WHEELS}/{name}.txt"
        texts = (place,) if text else ()
        if text:
            yield place, text
        entries.append(Entry(name, version, licence_of(name), "", texts or _kept_for(name)))
        crates = list(_crates(name))
        if crates:
            rust = f"{WHEELS}/{name}-rust.txt"
            yield rust, _crates_text(name, crates)
            entries.append(
                Entry(f"Rust 组件（{len(crates)} 个）", "", "MIT、Apache-2.0 等", name, (rust, _kept("Apache-2.0")))
            )
    for name, version in pinned("requirements-dev.lock"):
        if name in _BUILDERS:
            yield f"{WHEELS}/{name}.txt", _text_of(name, version)
            licence = "GPL-2.0-or-later WITH Bootloader-exception"
            entries.append(Entry(name, version, licence, _BUILDERS[name], (f"{WHEELS}/{name}.txt",)))
    entries += [*_hidden(), *_fonts_and_data()]
    ordered = sorted(entries, key=lambda one: (one.inside or one.name, bool(one.inside), one.name))
    yield str(LIST.relative_to(ROOT)), json.dumps([asdict(one) for one in ordered], ensure_ascii=False, indent=1) + "\n"


def pinned(lock: str) -> list[tuple[str, str]]:
    """Name and version of every package in a lock, in its order."""
    return _PINNED.findall((ROOT / lock).read_text(encoding="utf-8"))


def licence_of(name: str) -> str:
    """The licence a package says it has, as SPDX says it where the package does."""
    meta = importlib.metadata.metadata(name)
    said = _SAID.get(name) or next((meta[one] for one in ("License-Expression", "License") if one in meta), "")
    classified = [one.rpartition(" :: ")[2] for one in meta.get_all("Classifier") or () if one.startswith("License")]
    return said.strip().splitlines()[0] if said.strip() else "、".join(classified)


def _text_of(name: str, version: str) -> str:
    """All texts of a wheel about its licence, one after another; "" when it brings none."""
    found = importlib.metadata.distribution(name)
    if found.version != version:
        raise SystemExit(f"{name} {found.version} is installed, the lock has {version}")
    parts = []
    for file in sorted(found.files or (), key=str):
        inner = str(file).partition(".dist-info/")[2]
        if inner and _TEXTS.search(inner) and not _OTHERS.search(str(file)):
            text = Path(str(file.locate())).read_text(encoding="utf-8", errors="replace")
            parts.append(f"{'=' * 8} {name} {version}: {inner.removeprefix('licenses/')}\n\n{_tidy(text)}")
    return "\n\n".join(parts)


def _tidy(text: str) -> str:
    return "\n".join(line.rstrip() for line in text.replace("\f", "\n").splitlines()).strip("\n") + "\n"


def _kept(*names: str) -> str:
    return f"{KEPT}/{names[0]}.txt"


def _kept_for(name: str) -> tuple[str, ...]:
    return (_kept("qt"),) if name in ("pyside6-essentials", "shiboken6") else ()


# -- what wheels do not say


def _hidden() -> Iterator[Entry]:
    import sqlcipher3

    conn = sqlcipher3.connect(":memory:")
    cipher = conn.execute("PRAGMA cipher_version").fetchone()[0].split()[0]
    conn.execute("PRAGMA key = 'x'")
    openssl = conn.execute("PRAGMA cipher_provider_version").fetchone()[0]
    conn.close()
    yield Entry("SQLCipher", cipher, "BSD-3-Clause", "sqlcipher3", (_kept("sqlcipher"),))
    yield Entry("SQLite", sqlcipher3.sqlite_version, "Public Domain", "sqlcipher3", (_kept("sqlite"),))
    yield Entry("OpenSSL", _number(openssl), "Apache-2.0", "sqlcipher3", (_kept("openssl"),))
    yield Entry("OpenSSL", _openssl_of_cryptography(), "Apache-2.0", "cryptography", (_kept("openssl"),))
    qt = importlib.metadata.version("PySide6-Essentials")
    yield Entry("Qt", qt, "LGPL-3.0-only", "pyside6-essentials", (_kept("qt"),))
    yield Entry("libffi", "", "MIT", "cffi", (_kept("libffi"),))
    yield Entry("Zint", "", "BSD-3-Clause", "zxing-cpp", (_kept("zint"),))
    yield Entry("nanobind", "", "BSD-3-Clause", "zxing-cpp", (_kept("nanobind"),))
    yield Entry("Python", "3.11", "PSF-2.0", "", (_kept("python"),))
    yield Entry("OpenSSL", "", "Apache-2.0", "Python", (_kept("openssl"),))
    yield Entry(
        "bzip2、Expat、libmpdec、liblzma", "", "bzip2、MIT、BSD-2-Clause、0BSD", "Python", (_kept("python-parts"),)
    )
    yield Entry("libffi、zlib", "", "MIT、Zlib", "Python", (_kept("libffi"), _kept("zlib")))
    yield Entry("NSIS、Visual C++ 运行库", "", "Zlib、Microsoft", "Windows 安装包", (_kept("windows-parts"),))


def _number(text: str) -> str:
    found = re.search(r"\d+(\.\d+)+", text)
    return found[0] if found else ""


def _openssl_of_cryptography() -> str:
    for name, found in _materials("cryptography"):
        if name == "sbom.json":
            return next(str(one["version"]) for one in found["components"] if one["name"] == "openssl")
    return ""


def _materials(name: str) -> Iterator[tuple[str, Any]]:
    """The bills of materials of a wheel (CycloneDX), by file name."""
    for file in importlib.metadata.files(name) or ():
        if "/sboms/" in str(file):
            yield file.name, json.loads(Path(str(file.locate())).read_text(encoding="utf-8"))


def _crates(name: str) -> Iterator[dict[str, Any]]:
    """The crates linked into a wheel."""
    for file, found in _materials(name):
        if file != "sbom.json":
            linked = [one for one in found["components"] if one.get("scope") == "required"]
            yield from (one for one in linked if str(one["bom-ref"]).startswith("registry+"))


def _crates_text(name: str, crates: list[dict[str, Any]]) -> str:
    told = []
    for one in crates:
        licences = [said.get("expression") or said["license"]["name"] for said in one.get("licenses", ())]
        named = "、".join("Unicode-3.0" if said == "Unknown" else said for said in licences)
        told.append(f"{one['name']} {one['version']}\n  {one.get('author', '')}\n  {named}\n  {_home(one)}")
    head = f"Rust crates that are linked into {name}, as its bill of materials tells; each under its own licence.\n"
    head += "Where it leaves a choice, MIT is chosen, else Apache-2.0, else the other one that is named.\n"
    kept = (ROOT / _kept("rust")).read_text(encoding="utf-8")
    return _tidy("\n\n".join((head, *told, kept)))


def _home(crate: dict[str, Any]) -> str:
    links = {one["type"]: one["url"] for one in crate.get("externalReferences", ())}
    return str(links.get("vcs") or links.get("website") or "")


def _fonts_and_data() -> Iterator[Entry]:
    fonts, page = "exports/fonts/LICENSES", "app/data/check_page/vendor/LICENSES"
    inside = "字体"
    yield Entry("Noto Serif SC", "", "OFL-1.1", inside, (f"{fonts}/NotoSerifSC-OFL.txt",))
    yield Entry("Noto Sans SC", "", "OFL-1.1", inside, (f"{fonts}/NotoSansSC-OFL.txt",))
    yield Entry("XinhuoKai（LXGW WenKai）", "", "OFL-1.1", inside, (f"{fonts}/XinhuoKai-OFL.txt",))
    yield Entry(
        "XinhuoFang（FandolFang）", "", "GPL-3.0-or-later，带字体例外", inside, (f"{fonts}/XinhuoFang-GPL.txt",)
    )
    yield Entry("XinhuoRare（HanaMinB）", "", "Hanazono", inside, (f"{fonts}/XinhuoRare-Hanazono.txt",))
    yield Entry("通用规范汉字表", "", "MIT", inside, (f"{fonts}/characters-8105-MIT.txt",))
    yield Entry("Lucide", "", "ISC", "图标", ("ui/icons/LICENSE-lucide.txt",))
    yield Entry("noble-ed25519", "", "MIT", "查验网页", (f"{page}/noble-ed25519.txt",))
    yield Entry("noble-hashes", "", "MIT", "查验网页", (f"{page}/noble-hashes.txt",))
    yield Entry("jsQR", "", "Apache-2.0", "查验网页", (f"{page}/jsqr.txt",))


if __name__ == "__main__":
    sys.exit(main())
