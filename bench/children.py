"""Runs Python in processes of their own: for what a start costs, and for what an earlier call would have warmed."""

import os
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]


@dataclass(frozen=True)
class Children:
    """How the processes are started; `folder` holds their compiled modules, settings and logs."""

    folder: Path

    def run(self, code: str, *arguments: str, environment: Mapping[str, str] | None = None) -> str:
        """What `python -c code arguments…` printed last; raises RuntimeError with its complaint if it failed."""
        command = [sys.executable, "-c", code, *arguments]
        done = subprocess.run(
            command,
            cwd=ROOT,
            env={**self.environment(), **(environment or {})},
            capture_output=True,
            text=True,
            check=False,
        )
        if done.returncode:
            raise RuntimeError(done.stderr[-2000:])
        return done.stdout.strip().splitlines()[-1]

    def environment(self) -> dict[str, str]:
        """As on a clerk's computer: modules compiled once and kept; no screen, no settings of this user's."""
        kept = {name: value for name, value in os.environ.items() if not name.startswith("PYTHON")}
        return {
            **kept,
            "PYTHONPYCACHEPREFIX": str(self.folder / "compiled"),
            "PYTHONPATH": str(ROOT),
            "QT_QPA_PLATFORM": "offscreen",
            "XDG_CONFIG_HOME": str(self.folder / "settings"),
            "XDG_DATA_HOME": str(self.folder / "data"),
        }


@contextmanager
def children() -> Iterator[Children]:
    """Children with a folder of their own, gone afterwards."""
    with tempfile.TemporaryDirectory(prefix="xinhuo-bench-") as folder:
        yield Children(Path(folder))
