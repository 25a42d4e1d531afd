"""Importing by command: rows are named so that no other sheet's row is meant."""

import json
from pathlib import Path

import openpyxl
import pytest

from app import teachers
from app.__main__ import main


@pytest.fixture
def two_sheets(tmp_path: Path) -> Path:
    """李四 and 王五 in row 2 of a sheet each."""
    book = openpyxl.Workbook()
    for page, sheet, name in ((book.active, "一年级组", "李四"), (book.create_sheet(), "二年级组", "王五")):
        page.title = sheet
        page.append(["姓名", "学校"])
        page.append([name, "城关小学"])
    book.save(tmp_path / "两张.xlsx")
    return tmp_path / "两张.xlsx"


def arguments(county, path: Path, *more: str) -> list[str]:
    return ["--file", str(county.session.path), "import", "teachers", str(path), *more]


def test_a_row_of_several_sheets_is_skipped_only_by_its_sheet(county, two_sheets, capsys) -> None:
    assert main(arguments(county, two_sheets, "--apply", "--skip", "2")) == 1
    assert "请写明是哪一张：一年级组!2、二年级组!2" in capsys.readouterr().err
    assert main([*arguments(county, two_sheets, "--apply", "--skip", "一年级组!2"), "--json"]) == 0
    assert json.loads(capsys.readouterr().out)["applied"]["new"] == 1
    assert "李四" not in {row["name"] for row in teachers.every(county.session)}


def test_a_row_that_is_not_there_is_not_skipped_in_silence(county, two_sheets, capsys) -> None:
    assert main(arguments(county, two_sheets, "--apply", "--skip", "9")) == 1
    assert "没有要导入的第 9 行" in capsys.readouterr().err
    assert len(teachers.every(county.session)) == 2


def test_a_column_is_chosen_in_the_sheets_that_have_it(county, two_sheets, capsys) -> None:
    book = openpyxl.load_workbook(two_sheets)
    book["二年级组"]["C1"], book["二年级组"]["C2"] = "联络", "13900000009"
    book.save(two_sheets)
    assert main(arguments(county, two_sheets, "--apply", "--column", "联络=phone")) == 0
    assert {row["name"]: row["phone"] for row in teachers.every(county.session)}["王五"] == "13900000009"
    capsys.readouterr()
    assert main(arguments(county, two_sheets, "--column", "没有=phone")) == 1
    assert "看不懂“没有=phone”" in capsys.readouterr().err
