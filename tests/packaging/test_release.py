"""What a release must pass: each check of the tree finds its fault, and a run goes on where it stopped."""

import json
import shutil
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from tests.packaging.by_path import FOLDER, script

release = script("release")
ROOT = FOLDER.parent
NOW = datetime(2026, 12, 1, tzinfo=UTC)


def a_tree(folder: Path, heading: str) -> Path:
    (folder / "pyproject.toml").write_text('[project]\nversion = "1.2.3"\n', encoding="utf-8")
    (folder / "CHANGELOG.md").write_text(f"# 更新记录\n\n{heading}\n\n- 一条\n", encoding="utf-8")
    return folder


@pytest.mark.parametrize(
    ("heading", "said"),
    [
        ("## 1.2.3（2026年12月1日）", ""),
        ("## 1.2.3（未发布）", "write the day"),
        ("## 1.2.2（2026年12月1日）", "the version is 1.2.3"),
        ("## 下一版", "the version is 1.2.3"),
    ],
)
def test_version_and_change_log_must_agree(tmp_path: Path, heading: str, said: str) -> None:
    faults = "".join(release.disagreeing(a_tree(tmp_path, heading)))
    assert said in faults
    assert bool(faults) == bool(said)


def test_a_schema_without_its_kept_files_is_told(tmp_path: Path) -> None:
    for name in ("storage/migrations.py", "app/exchange/package.py"):
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(ROOT / name, tmp_path / name)
    folder = tmp_path / "tests" / "data"
    shutil.copytree(ROOT / "tests" / "data" / "packages", folder / "packages")
    (folder / "databases").mkdir()
    faults = list(release.without_samples(tmp_path))
    assert any(one.startswith("tests/data/databases/0005-school.xinhuo is wanting") for one in faults)
    assert not any("0001.xinhuo" in one for one in release.without_samples(ROOT))
    (folder / "packages" / "format-1.xinhuo").unlink()
    assert any("format-1" in one for one in release.without_samples(tmp_path))


def test_measurements_must_be_there_dated_and_recent(tmp_path: Path) -> None:
    assert "wanting" in "".join(release.stale_measurements(tmp_path, NOW))
    page = tmp_path / "docs" / "performance.md"
    page.parent.mkdir()
    page.write_text("fast\n", encoding="utf-8")
    assert "does not say when" in "".join(release.stale_measurements(tmp_path, NOW))
    page.write_text("Measured 2026-08-01\n", encoding="utf-8")
    assert "2026-08-01" in "".join(release.stale_measurements(tmp_path, NOW))
    page.write_text("Measured 2026-11-22, before that 2026-08-01\n", encoding="utf-8")
    assert list(release.stale_measurements(tmp_path, NOW)) == []


def passed(*names: str, state: str = "passed") -> dict[str, Any]:
    return {name: {"state": state, "said": "", "seconds": 1.0, "at": "2026-12-01T08:00:00+00:00"} for name in names}


def test_a_run_goes_on_where_it_stopped_on_the_same_commit_alone() -> None:
    names = [one.name for one in release.STEPS]
    kept = {"commit": "abc", "steps": passed(*names[:4])}
    counted = release.carried(kept, "abc", names[4])
    assert [one.name for one in release.remaining(counted)] == names[4:]
    with pytest.raises(SystemExit, match="not passed on this commit"):
        release.carried(kept, "def", names[4])
    with pytest.raises(SystemExit, match=names[4]):
        release.carried(kept, "abc", names[5])
    assert release.carried(kept, "abc", None) == {}


def test_a_step_that_failed_does_not_count_and_one_left_open_is_asked_again() -> None:
    names = [one.name for one in release.STEPS]
    kept = {"commit": "abc", "steps": {**passed(*names[:2]), **passed(names[2], state="failed")}}
    with pytest.raises(SystemExit, match=names[2]):
        release.carried(kept, "abc", names[3])
    kept["steps"].update(passed(names[2], state="open"))
    counted = release.carried(kept, "abc", names[3])
    assert release.remaining(counted)[0].name == names[2]


def test_checks_and_commands_and_questions_are_taken(tmp_path: Path) -> None:
    good = release.Step("a", "a", lambda _root: iter(()))
    bad = release.Step("b", "b", lambda _root: iter(("one", "two")))
    ends = release.Step("c", "c", commands=((release.sys.executable, "-c", "raise SystemExit(3)"),))
    asks = release.Step("d", "d", question="Seen?", facts=lambda _root: "a fact")
    states = [(release.taken(one, True).state, release.taken(one, True).said) for one in (good, bad, ends, asks)]
    assert [state for state, _said in states] == ["passed", "failed", "failed", "open"]
    assert states[1][1] == "one; two"
    assert states[2][1].endswith("ended with 3")
    assert "a fact" in states[3][1]


def test_every_step_is_one_thing_and_its_scripts_are_there() -> None:
    assert len({one.name for one in release.STEPS}) == len(release.STEPS)
    for one in release.STEPS:
        assert sum(map(bool, (one.check, one.commands, one.question))) == 1, one.name
        for command in one.commands:
            assert not command[1].endswith(".py") or (ROOT / command[1]).is_file(), command


def test_the_report_is_a_table_of_all_steps() -> None:
    said = release.table({"clean": release.Outcome("passed", "a | b", 1.5, "")})
    assert said.count("\n") == len(release.STEPS) + 1
    assert "| clean | everything is committed | passed | 1.5 | a \\| b |" in said
    assert json.dumps(said)
