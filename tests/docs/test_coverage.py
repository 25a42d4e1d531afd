"""The table of what is covered: every row once, and nothing named in it that is not there."""

import re
from pathlib import Path

import pytest

from app import reports
from app.commands.line import parser

ROOT = Path(__file__).parents[2]
PAGE = (ROOT / "docs/coverage.md").read_text(encoding="utf-8")
LAST = {"A": 16, "B": 21, "C": 11, "D": 7, "E": 9, "F": 13, "G": 5}
ROWS = [
    [cell.strip() for cell in line.strip("|").split("|")]
    for line in PAGE.splitlines()
    if re.match(r"\| (?:[A-G]\d+|\d+) \|", line)
]
STATE, TESTS = 2, -1


def test_every_mechanism_has_one_row() -> None:
    wanted = [f"{group}{number}" for group, last in LAST.items() for number in range(1, last + 1)]
    assert [row[0] for row in ROWS if row[0][0].isalpha()] == wanted


def test_each_of_the_fifteen_most_wanted_has_one_row() -> None:
    assert [row[0] for row in ROWS if row[0].isdigit()] == [str(number) for number in range(1, 16)]


@pytest.mark.parametrize("row", ROWS, ids=lambda row: row[0])
def test_a_row_says_how_far_it_is_and_which_tests_hold_it(row: list[str]) -> None:
    state = row[STATE].split("：")[0]
    assert state in ("有", "部分", "尚未")
    assert bool(re.findall(r"`tests/[^`]+`", row[TESTS])) is (state != "尚未")


def test_every_test_named_is_there() -> None:
    named = set(re.findall(r"`(tests/[^`]+)`", PAGE))
    assert len(named) > 10
    assert [name for name in sorted(named) if not (ROOT / name).is_file()] == []


def test_every_command_and_report_named_is_there() -> None:
    commands = next(action for action in parser()._actions if hasattr(action, "choices") and action.choices)
    named = {text.split()[0]: text for text in re.findall(r"`((?!tests/)[a-z][^`]*)`", PAGE)}
    assert set(named) - {"xinhuo"} <= set(commands.choices)
    assert set(re.findall(r"`report (\w+)`", PAGE)) <= set(reports.REPORTS)
