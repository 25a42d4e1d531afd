"""Reports hold the records asked for, on paper and as workbooks."""

from pathlib import Path

import openpyxl
import pytest

from app import mentoring, reports
from app.problems import Problem


def cells(path: Path) -> list[tuple[object, ...]]:
    book = openpyxl.load_workbook(path, read_only=True)
    try:
        return list(book.worksheets[0].iter_rows(values_only=True))
    finally:
        book.close()


@pytest.mark.parametrize("name", reports.REPORTS)
def test_every_report_is_written_as_pdf_and_as_workbook(county, name: str) -> None:
    for ending in ("pdf", "xlsx"):
        out = county.folder / f"{name}.{ending}"
        reports.write(county.session, name, out)
        assert out.stat().st_size > 1000


def test_only_the_chosen_are_in_the_workbook(county) -> None:
    out = county.folder / "选中.xlsx"
    assert reports.write(county.session, "teachers", out, only=[county.shan]) == 1
    text = str(cells(out))
    assert "单丽" in text
    assert "张𬭎" not in text
    assert "共 1 人" in reports.make(county.session, "teachers", only=[county.shan]).subtitle


def test_what_stands_under_the_title_on_paper_is_in_the_workbook_too(county, tmp_path) -> None:
    reports.write(county.session, "structure", tmp_path / "结构.xlsx")
    rows, about = openpyxl.load_workbook(tmp_path / "结构.xlsx").worksheets
    said = [cell for row in about.iter_rows(values_only=True) for cell in row if cell]
    facts = reports.make(county.session, "structure")
    assert said[-3:] == facts.subtitle.split("　") and rows.title.startswith("教师队伍结构")


def test_the_chosen_of_a_yearly_report_are_teachers(county) -> None:
    facts = reports.make(county.session, "hours", year=2026, only=[county.zhang])
    assert [row[1] for row in facts.rows] == ["张𬭎"]


def test_pairs_can_be_chosen_too(county) -> None:
    pair = mentoring.save(
        county.session,
        None,
        {"kind": "1", "mentor_id": county.zhang, "mentee_id": county.shan, "start_date": "2026-09-01"},
    )
    assert len(reports.make(county.session, "pairs", only=[pair]).rows) == 1
    assert reports.make(county.session, "pairs", only=[]).rows == ()


def test_what_is_told_of_one_year_asks_for_the_year() -> None:
    yearly = {one.name for one in reports.REPORTS.values() if one.yearly}
    assert yearly >= {"moves", "hours", "studio_assessments", "studio_activities", "studio_plans"}
    assert not yearly & {"teachers", "studios", "members", "links"}


def test_an_ending_nobody_writes_is_refused(county) -> None:
    with pytest.raises(Problem, match=r"不认识“\.doc”"):
        reports.write(county.session, "teachers", county.folder / "a.doc")
