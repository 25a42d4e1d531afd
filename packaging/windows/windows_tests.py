"""Our own tests in Windows' own Python under Wine: those about files, names, processes and the system's stores."""

import re
from dataclasses import replace
from pathlib import Path

from wine import Wine

TESTS = (
    "tests/storage",
    "tests/app/test_keystores.py",
    "tests/app/test_scratch.py",
    "tests/app/test_converting.py",
    "tests/app/exchange/test_files.py",
    "tests/exports/workbooks/test_reading.py",
)
"""What runs in a few minutes and touches files or processes."""


def run(wine: Wine, python: Path, source: Path, tests: tuple[str, ...] = ()) -> str:
    """Run them; returns pytest's last line, SystemExit with its end when one fails."""
    asked = tests or tuple(one for one in TESTS if (source / one).exists())
    ours = replace(
        wine,
        more={
            # The tests' own wheels lie apart from what is frozen.
            "PYTHONPATH": wine.within(python.with_name("testing")),
            "PYTHONUTF8": "0",
            "WINEQT_QPA_PLATFORM": "offscreen",
            "CI": "1",
        },
    )
    command: list[str | Path] = [
        python / "python.exe",
        "-m",
        "pytest",
        "-p",
        "no:cacheprovider",
        "-q",
        "-x" if tests else "--maxfail=40",
    ]
    said = ours.run([*command, *asked], timeout=1800, folder=source)
    ours.stop()
    lines = said.text.strip().splitlines()
    if said.code:
        raise SystemExit("\n".join(lines[-150:]))
    return next((one for one in reversed(lines) if re.search(r"\d+ passed", one)), lines[-1])
