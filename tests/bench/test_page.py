import json
from pathlib import Path
from typing import Any

import pytest

from bench import page
from bench.page import read, why
from bench.rounds import Goal, Report, options

MACHINE = {"processor": "one of paper", "disk": "of clay"}


@pytest.fixture(scope="module")
def written(tmp_path_factory: pytest.TempPathFactory) -> str:
    """What a script writes: a goal met, one missed, and a table that no goal judges."""
    out = tmp_path_factory.mktemp("bench") / "run.json"
    report = Report("copying", options("", ["--out", str(out), "--rounds", "2"]))
    goals = [Goal("W3 copy", "ours", "theirs", 1.0), Goal("Z9 copy", "ours", "limit", 1.0)]
    report.run("Copied", {"ours": lambda: 0.02, "theirs": lambda: 0.04, "limit": lambda: 0.01}, rounds=5, goals=goals)
    report.run("Read again", {"ours": lambda: 0.5, "theirs": lambda: 0.25}, rounds=5)
    report.note("bytes", {"ours": 12_345}, "")
    report.finish()
    return out.read_text(encoding="utf-8")


@pytest.fixture
def run(written: str) -> dict[str, Any]:
    made: dict[str, Any] = json.loads(written)
    return made


def test_every_goal_is_a_line_with_its_peer_its_ratio_and_what_became_of_it(run: dict[str, Any]) -> None:
    text = page.page({"copying": run}, MACHINE, "2026-11-22")
    assert "1 of 2 are met." in text
    assert "| copying | W3 copy | Copied: ours | theirs | ×0.5 | ×0.5 | ×1 | met |" in text
    assert "| copying | Z9 copy | Copied: ours | limit | ×2 | ×2 | ×1 | **missed** |" in text


def test_day_and_machine_stand_above_the_figures(run: dict[str, Any]) -> None:
    text = page.page({"copying": run}, MACHINE, "2026-11-22")
    assert text.index("## 2026-11-22") < text.index("| processor | one of paper |") < text.index("## Goals")


def test_what_is_missed_is_told_with_its_reason_and_what_is_met_is_not(run: dict[str, Any]) -> None:
    text = page.page({"copying": run}, MACHINE, "")
    missed = text[text.index("## What is missed") : text.index("## Beside")]
    assert "**Z9 copy** (Copied: ×2 of limit): nobody has looked into it yet." in missed
    assert "W3" not in missed


def test_a_reason_is_found_by_the_whole_name_before_the_first_word() -> None:
    notes = {"A1": "in general", "A1 cold": "when cold"}
    assert why("A1 cold", notes) == "when cold"
    assert why("A1 warm", notes) == "in general"


def test_tables_without_a_goal_are_told_with_their_ratio(run: dict[str, Any]) -> None:
    text = page.page({"copying": run}, MACHINE, "")
    assert "- copying: Read again: ours 500 ms, theirs 250 ms (×0.5 of ours)" in text
    assert "- copying: bytes: ours 12,345" in text
    assert "- copying: Copied:" not in text


def test_little_data_is_said_to_be_little(run: dict[str, Any]) -> None:
    assert "Not to be quoted" not in page.page({"copying": run}, MACHINE, "")
    assert "Not to be quoted" in page.page({"copying": {**run, "quick": True}}, MACHINE, "")


def test_growth_is_a_table_of_its_own(tmp_path: Path) -> None:
    out = tmp_path / "growth.json"
    report = Report("growth", options("", ["--out", str(out), "--rounds", "1"]))
    goal = Goal("growth opening", "10,000", "1,000", 10.0)
    report.run("opening", {"1,000": lambda: 0.01, "10,000": lambda: 0.1}, rounds=1, goals=[goal])
    report.facts |= {"exponent of opening": 1.0, "most of opening": 0.2}
    report.finish()
    text = page.page(read([out])["runs"], MACHINE, "")
    assert "| Act | 1,000 | 10,000 | Exponent | At most | |" in text
    assert "| opening | 10 ms | 100 ms | 1.00 | 0.20 | met |" in text


def test_runs_of_several_files_come_together_and_the_later_one_counts(run: dict[str, Any], tmp_path: Path) -> None:
    all_, one = tmp_path / "all.json", tmp_path / "one.json"
    all_.write_text(json.dumps({"day": "2026-11-22", "machine": MACHINE, "runs": {"copying": run}}), encoding="utf-8")
    one.write_text(json.dumps({**run, "facts": {"bytes": 1}}), encoding="utf-8")
    made = read([all_, one])
    assert made["machine"] == MACHINE
    assert made["runs"]["copying"]["facts"] == {"bytes": 1}


def test_every_kept_reason_belongs_to_a_goal_that_some_script_has() -> None:
    import tomllib

    sources = "".join(path.read_text(encoding="utf-8") for path in Path(page.__file__).parent.glob("*.py"))
    notes = tomllib.loads(page.NOTES.read_text(encoding="utf-8"))
    assert [name for name in notes if f'"{name.split()[0]}' not in sources] == []
