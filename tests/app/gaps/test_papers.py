"""The check as a paper and as a workbook."""

from pathlib import Path

import python_calamine

from app import reports
from app.gaps import papers
from app.rules import kinds
from tests.app.conftest import County
from tests.app.gaps.test_checking import hold, say


def test_each_rule_has_its_figure_and_the_names_of_those_who_lack_it(county: County, tmp_path: Path) -> None:
    hold(county.session, "2026-05-01", [county.zhang], title="书记培训", topic="41")
    say(county.session, kinds.Reading(), "阅读")
    say(county.session, kinds.Headcount(people=2, about=kinds.About(topics=("41",))), "书记")
    made = papers.facts(county.session)
    assert [row[:5] for row in made.rows] == [
        ("阅读", "0/2", "进行中", "", ""),
        ("阅读", "", "没有读够的", "张𬭎", "城关小学"),
        ("阅读", "", "没有读够的", "单丽", "清水小学"),
        ("书记", "1/2", "进行中", "", ""),
        ("书记", "", "", "张𬭎", "城关小学"),
    ]
    assert reports.write(county.session, "gaps", tmp_path / "核对.xlsx") == 5
    sheet = python_calamine.CalamineWorkbook.from_path(tmp_path / "核对.xlsx").get_sheet_by_index(0).to_python()
    assert "书记" in {row[0] for row in sheet}
    assert reports.write(county.session, "gaps", tmp_path / "核对.pdf") == 5
    assert (tmp_path / "核对.pdf").read_bytes().startswith(b"%PDF")
