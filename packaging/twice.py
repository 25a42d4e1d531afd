"""Freezes the Linux program of the same commit once more in another place, and tells what came out otherwise.

`python packaging/twice.py` after `packaging/linux/build.py`: the first program is build/linux/frozen, the second one
build/linux-again/frozen. Leaves with 1 when a file is there only once, or differs by a byte.
"""

import argparse
import hashlib
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
_TOLD = 30


def main() -> int:
    """The command; returns the exit code."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--first", type=Path, default=ROOT / "build" / "linux")
    parser.add_argument("--again", type=Path, default=ROOT / "build" / "linux-again")
    chosen = parser.parse_args()
    build = [sys.executable, str(ROOT / "packaging" / "linux" / "build.py"), "freeze", "--work", str(chosen.again)]
    subprocess.run(build, cwd=ROOT, check=True)
    found = list(differences(chosen.first / "frozen" / "xinhuo", chosen.again / "frozen" / "xinhuo"))
    print(*(found[:_TOLD] or ["the same, byte by byte"]), sep="\n")
    return 1 if found else 0


def differences(one: Path, other: Path) -> Iterator[str]:
    """Sentences about files and links of two folders that are not the same; an empty folder is nothing."""
    first, second = contents(one), contents(other)
    for name in sorted(first.keys() | second.keys()):
        if name not in second:
            yield f"{name} is in the first alone"
        elif name not in first:
            yield f"{name} is in the second alone"
        elif first[name] != second[name]:
            yield f"{name} differs"


def contents(folder: Path) -> dict[str, str]:
    """Each file by its name in the folder: its SHA-256 and whether it is run, or where a link leads."""
    found = {}
    for path in sorted(folder.rglob("*")):
        name = path.relative_to(folder).as_posix()
        if path.is_symlink():
            found[name] = f"-> {path.readlink()}"
        elif path.is_file():
            digest = hashlib.sha256(path.read_bytes()).hexdigest()
            found[name] = f"{digest} {bool(path.stat().st_mode & 0o100)}"
    return found


if __name__ == "__main__":
    sys.exit(main())
