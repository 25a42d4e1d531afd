"""What a column was taken for is known again when a sheet of the same headings comes back."""

from app import teachers
from app.importing.mapping import match_columns
from app.importing.reading import TableRead
from app.importing.remembering import remember, remembered
from exports.workbooks.sheets import Cell, Sheet
from exports.workbooks.tables import find_tables

LABELS = ("姓名", "单位", "学历", "学历", "号", "阳历生日")


def read(chosen: dict[int, str | None], *labels: str) -> TableRead:
    rows: tuple[tuple[Cell, ...], ...] = (labels, tuple(f"甲{column}" for column in range(len(labels))))
    table = find_tables(Sheet("名单", rows), {"姓名", "单位", "学历"})[0]
    return TableRead(0, "名单", table, match_columns(teachers.FIELDS, table.labels, chosen=chosen))


def test_a_column_settled_once_is_settled_the_next_time(county) -> None:
    remember(county.session, "teachers", [read({1: "establishment", 4: None}, *LABELS)])
    again = remembered(county.session, "teachers", LABELS)
    assert again == {
        "姓名": "name",
        "单位": "establishment",
        "学历": "first_education",
        "学历#2": "education",
        "号": None,
    }
    matches = match_columns(teachers.FIELDS, LABELS, remembered=again)
    assert [one.confidence for one in matches] == ["remembered"] * 5 + ["doubtful"]


def test_other_headings_or_another_list_know_nothing_of_it(county) -> None:
    remember(county.session, "teachers", [read({}, *LABELS)])
    assert remembered(county.session, "teachers", LABELS[:-1]) == {}
    assert remembered(county.session, "pairs", LABELS) == {}


def test_stars_and_spaces_make_no_other_sheet(county) -> None:
    remember(county.session, "teachers", [read({1: "establishment"}, "*姓 名", "单位")])
    assert remembered(county.session, "teachers", ("姓名", "单 位"))["单位"] == "establishment"
