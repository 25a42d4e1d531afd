"""Every reader of foreign files and typed texts answers or refuses in words: whole ones, random ones, and what broke it once."""

import importlib
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.faults.doors.opening import knock

FINDINGS = Path(__file__).resolve().parents[1] / "data" / "fuzz"
TARGETS = {"package": "packages", "workbook": "workbooks", "search": "typed", "office": "offices"}


def doors_of(target: str) -> Any:
    return importlib.import_module(f"tests.faults.doors.{TARGETS[target]}")


@pytest.mark.parametrize("target", TARGETS)
def test_whole_examples_find_every_door_open(target: str) -> None:
    doors, met = doors_of(target), set[int]()
    for content in doors.seeds():
        met.add(content[0])
        knock(doors.DOORS, content)
    assert met == set(range(len(doors.DOORS)))


@pytest.mark.parametrize("path", sorted(FINDINGS.glob("*/*")), ids=lambda path: f"{path.parent.name}-{path.name}")
def test_what_broke_a_reader_once_breaks_it_no_more(path: Path) -> None:
    knock(doors_of(path.parent.name).DOORS, path.read_bytes())


@pytest.mark.parametrize("target", TARGETS)
@settings(max_examples=25)
@given(st.data())
def test_a_whole_example_with_a_piece_replaced_is_answered_or_refused(target: str, data: st.DataObject) -> None:
    doors = doors_of(target)
    content = data.draw(st.sampled_from([one for one in doors.seeds() if len(one) < 2000]))
    start = data.draw(st.integers(1, len(content)))
    end = data.draw(st.integers(start, min(start + 20, len(content))))
    knock(doors.DOORS, content[:start] + data.draw(st.binary(max_size=12)) + content[end:])
