"""A template's own formulas: the same expression colours the cell and tells where it stands, in what Excel 2007 knows."""

import re

import pytest

from exports.workbooks.checks import cell_rules, column_report, told, type_rule, verdict
from exports.workbooks.facts import Check, ColumnFacts

RULES = ("id_number", "date", "month", "phone", "hours", "year", "count")
KNOWN = frozenset(
    re.findall(
        r"\w+",
        "ABS COUNTA FIND IF IFERROR INDIRECT INT ISERROR ISNUMBER LEFT LEN MATCH MID MIN MOD RIGHT ROW SUBSTITUTE SUM "
        "SUMPRODUCT UPPER",
    )
)
"""Functions that Excel 2007 and WPS have."""


def column(rule: str, **rest: object) -> ColumnFacts:
    return ColumnFacts("c", "列", check=Check(rule, **rest))  # type: ignore[arg-type]


@pytest.mark.parametrize("rule", RULES)
def test_rules_use_only_what_excel_2007_allows_in_them(rule: str) -> None:
    formulas = [*cell_rules(column(rule, unique=True), "C", 5, 2004), type_rule(column(rule), "C", 5)]
    for formula in formulas:
        assert len(formula) <= 255, formula
        assert "{" not in formula
        assert set(re.findall(r"[A-Z]+(?=\()", formula)) <= KNOWN
        assert formula.count("(") == formula.count(")")


@pytest.mark.parametrize("rule", RULES)
def test_the_report_looks_at_the_whole_column_and_at_nothing_else(rule: str) -> None:
    formula = column_report(column(rule, unique=True), "C", 5, 2004, [])
    assert set(re.findall(r"\$?[A-Z]+\$\d+(?::\$?[A-Z]+\$\d+)?", formula)) == {"C$5:C$2004"}
    assert len(formula) < 8192
    assert set(re.findall(r"[A-Z]+(?=\()", formula)) <= KNOWN


def test_a_required_cell_is_missed_in_rows_that_are_in_use() -> None:
    name = ColumnFacts("name", "姓名", required=True)
    assert '(A$5:A$9="")*(((B$5:B$9<>"")+(C$5:C$9<>""))>0)' in column_report(name, "A", 5, 9, ["B", "C"])
    assert column_report(ColumnFacts("name", "姓名"), "A", 5, 9, ["B"]) == ""


def test_hours_are_bounded_by_what_the_class_gives() -> None:
    assert "(F5<=16)" in type_rule(column("hours", most=16), "F", 5)
    assert "<=" not in type_rule(column("hours"), "F", 5)
    words = told(column("hours", most=16))
    assert words is not None
    assert (words.words, words.stop) == ("请只填数字，从 0 到 16。", True)


def test_what_a_clerk_may_know_better_is_warned_of_and_not_refused() -> None:
    words = told(column("id_number"))
    assert words is not None
    assert not words.stop


def test_the_sheet_says_all_is_well_only_when_no_column_says_otherwise() -> None:
    formula = verdict(["B2", "D2"], "A5:D9")
    assert formula.startswith("IF(COUNTA(A5:D9)=0,")
    assert "LEN(B2&D2)=0" in formula
    assert "检查无误" in formula
