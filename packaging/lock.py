"""Makes both locks anew, or says whether they are sound and in step with pyproject.toml.

`python packaging/lock.py` keeps the versions that stand in the locks where pyproject.toml still allows them;
`--upgrade` takes the newest it allows. `--check` changes nothing and leaves with 1 when a lock is not what would be made
now, when a version has no wheel for Windows or Linux, or lacks hashes; `--check --offline` asks no package index and
looks at the files alone. Needs uv (`pip install uv`). The index is the one your computer is set to: a lock names none.
"""

import argparse
import re
import shutil
import subprocess
import sys
import tempfile
import tomllib
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
LOCKS = {"requirements.lock": (), "requirements-dev.lock": ("--extra", "dev")}
PYTHON = "3.11"
PLATFORMS = {"Windows": "x86_64-pc-windows-msvc", "Linux": "x86_64-manylinux_2_34"}
"""Where wheels must be found for; PySide6 asks for glibc 2.34, which Debian 12 and UOS 25 have."""
_COMPILE = ("pip", "compile", "-q", "--universal", "--python-version", PYTHON, "--generate-hashes", "--no-header")

_PIN = re.compile(r"^([a-z0-9][a-z0-9._-]*)==([^ ;\\]+)(?: ; ([^\\]+?))? ?\\?$")
_HASH = re.compile(r"^    --hash=sha256:[0-9a-f]{64}(?: \\)?$")
_VIA = re.compile(r"^    #")


def main() -> int:
    """The command; returns the exit code."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--check", action="store_true")
    parser.add_argument("--offline", action="store_true")
    parser.add_argument("--upgrade", action="store_true")
    chosen = parser.parse_args()
    if chosen.check:
        return _told([*standing(ROOT), *([] if chosen.offline else asked(ROOT))])
    for name, more in LOCKS.items():
        compiled(ROOT / name, (*more, *(("--upgrade",) if chosen.upgrade else ())))
    return _told(list(standing(ROOT)))


def _told(faults: list[str]) -> int:
    print(*(faults or ["sound"]), sep="\n")
    return 1 if faults else 0


# -- without an index


def standing(root: Path) -> Iterator[str]:
    """What the files themselves show to be amiss."""
    texts = {name: (root / name).read_text(encoding="utf-8") for name in LOCKS}
    pins = {name: pins_of(text) for name, text in texts.items()}
    for name, text in texts.items():
        yield from (f"{name}: {fault}" for fault in malformed(text))
    plain, richer = pins.values()
    for package, version in plain.items():
        if richer.get(package, version) != version:
            yield f"{package} is {version} in one lock and {richer[package]} in the other"
    project = tomllib.loads((root / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    wanted = list(project["dependencies"])
    yield from (f"requirements.lock: {fault}" for fault in unmet(wanted, plain))
    wanted += project["optional-dependencies"]["dev"]
    yield from (f"requirements-dev.lock: {fault}" for fault in unmet(wanted, richer))


def pins_of(text: str) -> dict[str, str]:
    """Version by package."""
    found = (_PIN.match(line) for line in text.splitlines())
    return {one[1]: one[2] for one in found if one}


def malformed(text: str) -> Iterator[str]:
    """Lines that belong in no lock of ours (an index, a path, an option), and packages without a hash."""
    package, hashes = "", 1
    for line in (*text.splitlines(), "end==0"):
        if one := _PIN.match(line):
            if not hashes:
                yield f"{package} has no hash"
            package, hashes = one[1], 0
        elif _HASH.match(line):
            hashes += 1
        elif not _VIA.match(line) or "://" in line:
            yield f"a line that does not belong here: {line.strip()[:60]}"


def unmet(wanted: list[str], pins: dict[str, str]) -> Iterator[str]:
    """Requirements of pyproject.toml that no pin meets."""
    from packaging.requirements import Requirement
    from packaging.utils import canonicalize_name

    for text in wanted:
        one = Requirement(text)
        version = pins.get(canonicalize_name(one.name))
        if version is None:
            yield f"{one.name} is wanted and not there"
        elif not one.specifier.contains(version):
            yield f"{one.name} is {version}, and pyproject.toml wants {one.specifier}"


# -- with one


def asked(root: Path) -> Iterator[str]:
    """What an index knows to be amiss: other versions or files, or no wheel for one of our platforms."""
    for name, more in LOCKS.items():
        with tempfile.TemporaryDirectory() as scratch:
            copy = Path(scratch) / name
            shutil.copyfile(root / name, copy)
            compiled(copy, more)
            if copy.read_bytes() != (root / name).read_bytes():
                yield f"{name} is not what would be made now: run packaging/lock.py and look at the difference"
    for system, platform in PLATFORMS.items():
        yield from (f"{system}: {fault}" for fault in _without_wheels(root, platform))


def compiled(lock: Path, more: tuple[str, ...]) -> None:
    """Write a lock, keeping the versions that stand in it already."""
    subprocess.run(
        [*uv(), *_COMPILE, *more, "pyproject.toml", "-o", str(lock)], cwd=ROOT, stdout=subprocess.DEVNULL, check=True
    )


def _without_wheels(root: Path, platform: str) -> Iterator[str]:
    with tempfile.TemporaryDirectory() as scratch:
        where = ("--target", scratch, "--python-platform", platform, "--python-version", PYTHON)
        how = ("pip", "install", "-q", "--dry-run", "--only-binary", ":all:", "--require-hashes", "--no-deps")
        command = [*uv(), *how, *where, "-r", str(root / "requirements.lock")]
        done = subprocess.run(command, cwd=scratch, capture_output=True, text=True, check=False)
    if done.returncode:
        # Only why: what comes after may name this computer's index.
        yield next((line.strip() for line in done.stderr.splitlines() if "cause" in line), "no wheel for some package")


def uv() -> list[str]:
    """How uv is started here."""
    beside = Path(sys.executable).with_name("uv")
    found = str(beside) if beside.exists() else shutil.which("uv")
    if not found:
        raise SystemExit("uv is not here: pip install uv")
    return [found]


if __name__ == "__main__":
    sys.exit(main())
