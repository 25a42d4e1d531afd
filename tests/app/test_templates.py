"""A template comes back as what it was made for: empty, or with the people in it so that only the rest is typed."""

from pathlib import Path

import openpyxl
import pytest
from openpyxl.worksheet.worksheet import Worksheet

from app import assessments, importing, organisations, records, teachers, templates, training
from app.problems import Problem
from app.templates import Filling

NUMBER = "11010519491231002X"


def sheet_of(path: Path, name: str = "") -> Worksheet:
    book = openpyxl.load_workbook(path)
    sheet = book[name] if name else book.worksheets[0]
    assert isinstance(sheet, Worksheet)
    return sheet


def labels_of(sheet: Worksheet) -> dict[str, int]:
    row = next(row for row in sheet.iter_rows() if "姓名" in {str(cell.value).strip("*") for cell in row})
    return {str(cell.value).strip("*"): cell.column for cell in row if cell.value}


def type_in(path: Path, typed: dict[str, dict[str, object]], name: str = "") -> None:
    """Type into the rows of the people named: 姓名 → label → what."""
    sheet = sheet_of(path, name)
    at = labels_of(sheet)
    for row in sheet.iter_rows(min_row=4):
        for label, value in typed.get(str(row[at["姓名"] - 1].value), {}).items():
            row[at[label] - 1].value = value  # type: ignore[assignment]
    sheet.parent.save(path)


def states(county, kind: str, path: Path) -> dict[str, str]:
    preview = importing.preview(county.session, kind, path)
    assert preview.unmapped == ()
    return {row.title: row.state for row in preview.rows}


@pytest.fixture
def run(county) -> str:
    programme = training.save_programme(county.session, None, {"title": "县级全员培训", "level": "4", "category": "1"})
    run = {"programme_id": programme, "name": "2026 年暑期班", "year": 2026, "hours": 160}
    return training.save_class(county.session, None, run)


@pytest.mark.parametrize("kind", sorted(importing.KINDS))
def test_an_empty_template_of_every_kind_comes_back_with_every_column_known(county, kind: str) -> None:
    path = county.folder / "模板.xlsx"
    assert templates.write(county.session, kind, path) == 0
    preview = importing.preview(county.session, kind, path)
    (table,) = preview.tables
    assert {one.confidence for one in table.matches} == {"template"}
    assert preview.rows == ()
    assert preview.notes == ()


@pytest.mark.parametrize("kind", sorted(filter(templates.may_be_filled, importing.KINDS)))
def test_a_filled_template_that_nobody_touched_changes_nothing(county, kind: str) -> None:
    teachers.save(county.session, county.zhang, {"id_number": NUMBER})
    path = county.folder / "模板.xlsx"
    assert templates.write(county.session, kind, path, filling=Filling()) > 1
    assert set(states(county, kind, path).values()) <= {"same"}
    assert importing.preview(county.session, kind, path).notes == ()


def test_required_columns_come_first_with_a_star(county) -> None:
    path = county.folder / "模板.xlsx"
    templates.write(county.session, "teachers", path)
    labels = [str(cell.value) for cell in sheet_of(path)[5] if cell.value]
    stars = [label.startswith("*") for label in labels]
    assert stars == sorted(stars, reverse=True)
    assert labels[:2] == ["*姓名", "*任教学校"]


def test_drop_down_lists_are_those_of_today(county) -> None:
    organisations.save(county.session, None, {"name": "新建小学", "kind": "3"})
    path = county.folder / "模板.xlsx"
    templates.write(county.session, "teachers", path)
    offered = {cell.value for row in openpyxl.load_workbook(path)["字典"].iter_rows() for cell in row}
    assert {"新建小学", "城关小学", "一级教师"} <= offered
    assert "中学一级教师" not in offered


def test_only_hours_are_typed_for_a_class(county, run: str) -> None:
    training.enrol(county.session, run, [county.zhang])
    path = county.folder / "学时.xlsx"
    assert templates.write(county.session, "attendance", path, filling=Filling(class_id=run)) == 1
    type_in(path, {"张𬭎": {"学时": 15.5, "结果": "合格"}})
    assert states(county, "attendance", path) == {"张𬭎": "changed"}
    importing.apply(county.session, importing.preview(county.session, "attendance", path))
    (row,) = training.of_class(county.session, run)
    assert (row["hours"], row["result"]) == (155, "1")


def test_a_class_without_anybody_comes_with_the_roster_and_only_those_typed_are_entered(county, run: str) -> None:
    path = county.folder / "学时.xlsx"
    assert templates.write(county.session, "attendance", path, filling=Filling(class_id=run)) == 2
    type_in(path, {"单丽": {"学时": 16, "结果": "优秀"}})
    assert states(county, "attendance", path) == {"单丽": "new"}


def test_two_of_one_name_are_told_apart_by_the_hidden_id(county, run: str) -> None:
    for number in (NUMBER, None):
        teachers.save(county.session, None, {"name": "李四", "work": county.school, "id_number": number})
    path = county.folder / "学时.xlsx"
    templates.write(county.session, "attendance", path, filling=Filling(class_id=run))
    sheet = sheet_of(path)
    assert "002X" in {cell.value for row in sheet.iter_rows() for cell in row}
    assert NUMBER not in {cell.value for row in sheet.iter_rows() for cell in row}
    type_in(path, {"李四": {"学时": 16, "结果": "合格"}})
    preview = importing.preview(county.session, "attendance", path)
    assert [(row.title, row.state) for row in preview.rows] == [("李四", "new"), ("李四", "new")]


def test_hours_beyond_those_of_the_class_are_not_taken_by_the_sheet(county, run: str) -> None:
    path = county.folder / "学时.xlsx"
    templates.write(county.session, "attendance", path, filling=Filling(class_id=run))
    rules = sheet_of(path).data_validations.dataValidation
    assert any(rule.type == "custom" and "<=16)" in rule.formula1 for rule in rules)


def test_what_was_written_is_locked_and_what_is_to_be_typed_is_not(county, run: str) -> None:
    path = county.folder / "学时.xlsx"
    templates.write(county.session, "attendance", path, filling=Filling(class_id=run))
    sheet = sheet_of(path)
    at = labels_of(sheet)
    locked = {label: sheet.cell(6, column).protection.locked for label, column in at.items()}
    assert sheet.protection.sheet
    assert {label for label, is_locked in locked.items() if not is_locked} == {"学时", "结果", "当时职务", "备注"}
    assert sheet.column_dimensions["A"].hidden


def test_the_county_makes_one_for_a_school(county, run: str) -> None:
    training.enrol(county.session, run, [county.shan])
    path = county.folder / "城关小学.xlsx"
    for kind, filling, rows in (
        ("honours", Filling(school=county.school), 1),
        ("teachers", Filling(school=county.school), 1),
        ("attendance", Filling(class_id=run, school=county.school), 1),
        ("assessments", Filling(year=2026, school=county.school), 2),
    ):
        assert templates.write(county.session, kind, path, filling=filling) == rows
        sheet = sheet_of(path)
        said = {str(cell.value) for row in sheet.iter_rows() for cell in row}
        assert "张𬭎" in said
        assert "单丽" not in said
    empty = organisations.save(county.session, None, {"name": "新建小学", "kind": "3"})
    with pytest.raises(Problem, match="新建小学还没有登记教师"):
        templates.write(county.session, "honours", path, filling=Filling(school=empty))


def test_assessments_of_a_year_have_a_sheet_of_each_kind(county) -> None:
    assessments.save(county.session, None, {"teacher_id": county.zhang, "kind": "1", "year": 2026, "grade": "2"})
    path = county.folder / "考核.xlsx"
    assert templates.write(county.session, "assessments", path, filling=Filling(year=2026)) == 4
    type_in(path, {"单丽": {"考核等次": "优秀"}}, "年度考核")
    preview = importing.preview(county.session, "assessments", path)
    assert [(row.sheet, row.title, row.state) for row in preview.rows] == [
        ("师德考核", "张𬭎", "same"),
        ("年度考核", "单丽", "new"),
    ]
    importing.apply(county.session, preview)
    assert {(one["teacher_name"], one["kind"], one["year"]) for one in assessments.listed(county.session)} == {
        ("张𬭎", "1", 2026),
        ("单丽", "2", 2026),
    }


def test_what_a_template_says_of_itself_is_no_data(county) -> None:
    path = county.folder / "名册.xlsx"
    templates.write(county.session, "teachers", path)
    sheet = sheet_of(path)
    at = labels_of(sheet)
    for row, words in ((2, "请改正标红的格子，下面写明每一列是第几行"), (3, "2 处，第 7 行")):
        for cell in sheet[row]:
            if cell.value is not None:
                cell.value = words
    for row, name in ((7, "李四"), (8, "王五")):
        sheet.cell(row, at["姓名"], name)
        sheet.cell(row, at["任教学校"], "城关小学")
    sheet.parent.save(path)
    assert states(county, "teachers", path) == {"李四": "new", "王五": "new"}


def test_sensitive_numbers_are_masked_and_stay_as_they_are(county) -> None:
    teachers.save(county.session, county.zhang, {"id_number": NUMBER})
    path = county.folder / "名册.xlsx"
    templates.write(county.session, "teachers", path, filling=Filling())
    assert NUMBER not in {cell.value for row in sheet_of(path).iter_rows() for cell in row}
    type_in(path, {"张𬭎": {"民族": "汉族"}})
    importing.apply(county.session, importing.preview(county.session, "teachers", path))
    row = records.get(county.session, teachers.ENTITY, county.zhang)
    assert (row["id_number"], row["phone"], row["ethnic"]) == (NUMBER, "13900000001", "01")


def test_last_years_template_with_other_labels_moved_columns_and_older_keys_still_reads(county) -> None:
    path = county.folder / "去年.xlsx"
    templates.write(county.session, "teachers", path)
    sheet = sheet_of(path)
    at = labels_of(sheet)
    sheet.cell(5, at["姓名"], "老师大名")
    sheet.cell(5, at["联系电话"], "手机号")
    sheet.cell(1, at["联系电话"], "xinhuo:teachers/mobile_of_2024")
    for label, value in (("联系电话", "13900000007"), ("任教学校", "城关小学"), ("姓名", "李四")):
        sheet.cell(7, at[label], value)
    sheet.delete_cols(at["曾用名"])
    sheet.insert_cols(1)
    sheet.parent.save(path)
    (row,) = importing.preview(county.session, "teachers", path).rows
    assert (row.title, row.state) == ("李四", "new")
    assert row.changes["phone"] == "13900000007"


def test_what_cannot_come_filled_says_so(county, run: str) -> None:
    path = county.folder / "x.xlsx"
    with pytest.raises(Problem, match="不能预先填好"):
        templates.write(county.session, "pairs", path, filling=Filling())
    with pytest.raises(Problem, match="与班次无关"):
        templates.write(county.session, "honours", path, filling=Filling(class_id=run))
    with pytest.raises(Problem, match="与年度无关"):
        templates.write(county.session, "honours", path, filling=Filling(year=2026))
    with pytest.raises(Problem, match="还不能导入"):
        templates.write(county.session, "nothing", path)
    assert not path.exists()


def test_a_school_gets_no_columns_that_only_the_county_writes(county, tmp_path: Path) -> None:
    from app.exchange import membership, packing, receiving
    from app.session import open_session

    stick = county.folder
    request = membership.join(
        membership.invite(county.session, county.school, stick).path, tmp_path / "s.xinhuo", stick
    )
    receiving.take(county.session, request.path)
    with open_session(tmp_path / "s.xinhuo") as school:
        receiving.take(school, packing.pack(county.session, "2199000001", stick).path)
        templates.write(school, "teachers", stick / "t.xlsx")
        labels = labels_of(sheet_of(stick / "t.xlsx"))
        assert "最高骨干称号" not in labels
        with pytest.raises(Problem, match="本校不能导入"):
            templates.write(school, "studios", stick / "x.xlsx")
        templates.write(school, "honours", stick / "h.xlsx", filling=Filling())
    labels = labels_of(sheet_of(stick / "h.xlsx"))
    assert "任教学校" not in labels
    assert list(labels)[:3] == ["薪火编号", "姓名", "身份证号后四位"]
