"""What the page for checking papers stands on is what its authors published, with their licences beside it."""

import hashlib
import json
from pathlib import Path
from typing import Any

import pytest

FOLDER = Path(__file__).parents[2] / "app" / "data" / "check_page" / "vendor"
ENTRIES: list[dict[str, Any]] = json.loads((FOLDER / "MANIFEST.json").read_text(encoding="utf-8"))


def test_every_file_is_in_the_manifest() -> None:
    assert sorted(entry["file"] for entry in ENTRIES) == sorted(path.name for path in FOLDER.glob("*.js"))


@pytest.mark.parametrize("entry", ENTRIES, ids=lambda entry: entry["file"])
def test_a_file_is_what_the_manifest_says(entry: dict[str, Any]) -> None:
    assert hashlib.sha256((FOLDER / entry["file"]).read_bytes()).hexdigest() == entry["sha256"]
    licence = (FOLDER / entry["licence_file"]).read_text(encoding="utf-8")
    assert {"MIT": "MIT License", "Apache-2.0": "Apache License"}[entry["licence"]] in licence
