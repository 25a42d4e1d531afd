"""The sheet of the recovery code: one page, nothing lost."""

from dataclasses import replace
from datetime import date

import pytest

from exports.problems import ExportProblem
from exports.recovery_code import CodeFacts, code_paper
from tests.exports.pdf_text import empty_boxes, pages

LINES = tuple(" ".join(f"{line}{group}XYZ" for group in range(7)) for line in range(3))
FACTS = CodeFacts("清河县教育体育局", "清河县.xinhuo", "ABCD 1234 5678 9ABC DEF0", date(2026, 11, 22), LINES)


def test_everything_is_on_one_page() -> None:
    (text,) = pages(code_paper(FACTS))
    for part in (
        "恢复码",
        FACTS.office,
        FACTS.file,
        FACTS.number.replace(" ", ""),
        "2026年11月22日",
        "保险柜",
        "保管人一",
    ):
        assert part in text
    assert all(line.replace(" ", "") in text for line in LINES)
    assert empty_boxes(code_paper(FACTS)) == 0


def test_long_names_still_leave_one_page() -> None:
    long = replace(FACTS, office="清河县" * 20, file="清河县教育体育局" * 8 + ".xinhuo")
    assert len(pages(code_paper(long))) == 1


def test_a_name_that_cannot_be_printed_is_refused() -> None:
    with pytest.raises(ExportProblem, match="没有生成恢复码"):
        code_paper(replace(FACTS, office="清河\ue000县"))
