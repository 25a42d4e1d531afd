"""The clerk's roster: made as clerks make them, and readable all the same."""

from datetime import date
from pathlib import Path

import pytest
from openpyxl import load_workbook

from app import divisions, identity, teachers
from app.demo.roster import SCHOOL, write_roster_sample
from app.fields import Kind, parse
from app.problems import Problem


def cells(path: Path) -> list[tuple[object, ...]]:
    return list(load_workbook(path).worksheets[0].iter_rows(values_only=True))


def test_it_looks_as_clerks_make_it(tmp_path: Path) -> None:
    path = tmp_path / "花名册.xlsx"
    write_roster_sample(path, seed=1, teachers=12)
    rows = cells(path)
    assert rows[0][0] == f"{SCHOOL}教职工花名册"
    assert rows[2][:3] == ("序号", "学校", "姓名")
    assert len(rows) == 4 + 12 + 1
    assert str(rows[-1][0]).startswith("填表人")
    merged = {str(one) for one in load_workbook(path).worksheets[0].merged_cells.ranges}
    assert {"A1:S1", "J3:M3", "A3:A4", "B5:B16"} <= merged
    first = rows[4]
    assert first[1] == SCHOOL
    assert first[4] in ("汉", "回", "满", "维吾尔", "藏")
    assert len(str(first[5])) == 7 and str(first[5])[4] == "."


def test_every_cell_can_be_read(tmp_path: Path) -> None:
    path = tmp_path / "花名册.xlsx"
    write_roster_sample(path, seed=3, teachers=60)
    rows = cells(path)
    by_label = {label: field for field in teachers.FIELDS for label in (field.label, *field.synonyms)}
    headings = [below or above for above, below in zip(rows[2], rows[3], strict=True)]
    for row in rows[4:-1]:
        for heading, cell in zip(headings[1:], row[1:], strict=True):
            field = by_label[str(heading)]
            if cell is not None and field.kind is not Kind.REFERENCE:
                assert parse(field, cell, today=date(2026, 11, 21)) is not None


def test_its_people_are_nobody_and_nobody_of_the_county(tmp_path: Path) -> None:
    path = tmp_path / "花名册.xlsx"
    write_roster_sample(path, seed=1, teachers=30)
    numbers = [str(row[6]) for row in cells(path)[4:-1]]
    for number in numbers:
        assert identity.parse(number).division == "990109"
    assert not divisions.is_known("990109")


def test_the_same_seed_gives_the_same_roster(tmp_path: Path) -> None:
    for name, seed in (("a", 1), ("b", 1), ("c", 2)):
        write_roster_sample(tmp_path / f"{name}.xlsx", seed=seed, teachers=10)
    first, second, third = (cells(tmp_path / f"{name}.xlsx") for name in "abc")
    assert first == second != third


def test_a_roster_of_nobody_is_refused(tmp_path: Path) -> None:
    with pytest.raises(Problem):
        write_roster_sample(tmp_path / "花名册.xlsx", seed=1, teachers=0)


def test_a_place_that_is_not_there_is_refused(tmp_path: Path) -> None:
    with pytest.raises(Problem):
        write_roster_sample(tmp_path / "无" / "花名册.xlsx", seed=1, teachers=1)
