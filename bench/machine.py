"""Says on what was measured: processor, memory, disk (by what forcing a write to it takes), system and libraries."""

import os
import platform
import tempfile
import time
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from statistics import median

LIBRARIES = (
    "PySide6-Essentials", "sqlcipher3", "sqlite-utils", "openpyxl", "python-calamine", "reportlab", "rl_accel", "msgspec",
    "cryptography", "pyrage", "pypinyin",
)  # fmt: skip
PEERS = ("XlsxWriter", "xlrd", "numpy", "duckdb", "apsw", "fpdf2", "weasyprint", "typst")

_SYNCS = 200
_FAST, _SLOW = 0.001, 0.004
"""Seconds of one forced write: below the first no disk turns or seeks; above the second one does, or a stick writes."""


def described() -> dict[str, str]:
    """What to print beside figures: a name in words, and what it is here."""
    return {
        "processor": _processor(),
        "cores": str(os.cpu_count()),
        "memory": _memory(),
        "disk": _disk(),
        "system": _system(),
        "Python": platform.python_version(),
        "engine": _engine(),
        "libraries": _versions(LIBRARIES),
        "peers": _versions(PEERS),
    }


def _system() -> str:
    """The system and its version as far as anybody else has the same: not what one computer calls its own kernel."""
    version = ".".join(platform.release().split(".")[:2])
    return ", ".join(
        filter(None, (f"{platform.system()} {version}", platform.machine(), " ".join(platform.libc_ver())))
    )


def _processor() -> str:
    for line in _lines(Path("/proc/cpuinfo")):
        if line.startswith("model name"):
            flags = ", SHA instructions" if "sha_ni" in Path("/proc/cpuinfo").read_text(encoding="utf-8") else ""
            return line.partition(":")[2].strip() + flags
    return platform.processor() or platform.machine()


def _memory() -> str:
    for line in _lines(Path("/proc/meminfo")):
        if line.startswith("MemTotal"):
            return f"{int(line.split()[1]) / (1 << 20):.0f} GiB"
    return "?"


def _lines(path: Path) -> list[str]:
    return path.read_text(encoding="utf-8").splitlines() if path.exists() else []


def _disk() -> str:
    took = _forced_write()
    kind = (
        "solid state or virtual"
        if took < _FAST
        else "turning, or a stick"
        if took > _SLOW
        else "slow solid state, or a share"
    )
    return f"{kind}: 4 KiB appended and forced to the disk in {took * 1e3:.2f} ms (median of {_SYNCS})"


def _forced_write() -> float:
    """Seconds (p50) of appending 4 KiB to a file of the temporary folder and forcing it to the disk."""
    sync = getattr(os, "fdatasync", os.fsync)
    block = os.urandom(4096)
    took = []
    with tempfile.TemporaryFile() as file:
        for _ in range(_SYNCS):
            began = time.perf_counter()
            file.write(block)
            file.flush()
            sync(file.fileno())
            took.append(time.perf_counter() - began)
    return median(took)


def _engine() -> str:
    import sqlcipher3.dbapi2 as engine

    conn = engine.connect(":memory:")
    try:
        cipher = conn.execute("PRAGMA cipher_version").fetchone()
    finally:
        conn.close()
    return f"SQLite {engine.sqlite_version}, SQLCipher {cipher[0] if cipher else '?'}"


def _versions(names: tuple[str, ...]) -> str:
    return ", ".join(f"{name} {found}" for name in names if (found := _version(name)))


def _version(name: str) -> str:
    try:
        return version(name)
    except PackageNotFoundError:
        return ""
