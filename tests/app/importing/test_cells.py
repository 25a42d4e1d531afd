"""A column of cells becomes values, or reasons in words."""

from datetime import date

from app.fields import Field, Kind, Unreadable
from app.importing.cells import ColumnReader, Rules

RULES = Rules(date(2026, 11, 22))
MONTH = Field("work_start", "参加工作年月", Kind.MONTH)


def test_equal_cells_of_other_types_are_read_each_by_itself() -> None:
    reader = ColumnReader(Field("remark", "备注"), RULES)
    assert [reader.read(cell) for cell in (True, 1, 1.0, "1", "1.0", None)] == ["是", "1", "1", "1", "1.0", None]


def test_a_cell_that_cannot_be_read_says_why() -> None:
    found = ColumnReader(MONTH, RULES).read("上周")
    assert isinstance(found, Unreadable) and "参加工作年月“上周”" in str(found)
