"""How much of each module the tests run: read, ordered, held to its floor."""

import json
from pathlib import Path

from hypothesis import given
from hypothesis import strategies as st

from tests.packaging.by_path import FOLDER, script

coverage = script("coverage")


def module(path: str, lines: int, missing: int) -> object:
    return coverage.Module(path, lines, tuple(range(1, missing + 1)))


def test_the_worst_comes_first_and_the_larger_of_two_alike() -> None:
    found = {
        "files": {
            "app/a.py": {"summary": {"num_statements": 10}, "missing_lines": [1]},
            "app/b.py": {"summary": {"num_statements": 20}, "missing_lines": [1, 2]},
            "app/c.py": {"summary": {"num_statements": 10}, "missing_lines": [4, 5, 6]},
            "app/__init__.py": {"summary": {"num_statements": 0}, "missing_lines": []},
        }
    }
    assert [one.path for one in coverage.modules_of(found)] == ["app/c.py", "app/b.py", "app/a.py", "app/__init__.py"]


def test_a_module_below_its_floor_is_told_and_one_without_a_floor_must_reach_the_usual() -> None:
    modules = [module("app/a.py", 100, 12), module("app/new.py", 100, 40), module("app/b.py", 100, 12)]
    faults = coverage.below(modules, {"app/a.py": 95, "app/b.py": 88, "app/gone.py": 50})
    assert faults == [
        "app/a.py: 88 %, its floor is 95 %",
        f"app/new.py: 60 %, its floor is {coverage.NEW} %",
        "app/gone.py: has a floor and is gone",
    ]


def test_a_floor_rises_and_never_falls() -> None:
    modules = [module("app/a.py", 100, 3), module("app/b.py", 100, 30)]
    assert coverage.floors_for(modules, {"app/a.py": 90, "app/b.py": 80}) == {"app/a.py": 97, "app/b.py": 80}


@given(st.sets(st.integers(1, 60), min_size=1))
def test_lines_that_are_not_run_are_told_in_spans_that_hold_exactly_them(lines: set[int]) -> None:
    told = set()
    for span in coverage.spans(tuple(lines), most=100).split(", "):
        first, _, last = span.partition("-")
        told |= set(range(int(first), int(last or first) + 1))
    assert told == lines


def test_every_floor_is_of_a_module_that_is_there() -> None:
    floors = json.loads((FOLDER / "coverage_floors.json").read_text(encoding="utf-8"))
    assert [path for path in floors if not (FOLDER.parent / path).is_file()] == []
    assert all(0 <= floor <= 100 for floor in floors.values())


def test_a_table_names_the_lines() -> None:
    said = coverage.table([coverage.Module("app/a.py", 10, (3, 4, 9))], {"app/a.py": 70})
    assert said.splitlines()[1].split() == ["70.0", "70", "10", "3", "app/a.py", "3-4,", "9"]


def test_nothing_of_the_folder_hides_a_library() -> None:
    assert not (Path(FOLDER) / "__init__.py").exists()
