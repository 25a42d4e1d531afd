"""The rows that did not go in come out as they were sent, say why, and go in once they are mended."""

from datetime import datetime

import openpyxl
import pytest

from app import importing, leaving, teachers
from app.importing import refused
from app.problems import PasswordNeeded, Problem

FOR = leaving.purpose("改正后重新导入", why_open="试验")


def made_of(county, path) -> importing.Preview:
    return importing.preview(county.session, "teachers", path)


def test_the_reason_stands_at_the_cell_and_the_mended_workbook_goes_in(county, sheet, tmp_path) -> None:
    path = sheet(
        ["序号", "姓名", "学校", "出生年月", "手机号", "家庭住址"],
        [1, "李四", "城关小学", "1985.07", "139000", "槐树街 1 号"],
        [2, "王五", "城关小学", "1990-03", "13900000005", "="],
        [3, "单丽", "清水小学", None, "13900000006", None],
        title="城关小学花名册",
    )
    made = made_of(county, path)
    assert [row.state for row in made.rows] == ["faulty", "new", "doubtful"]
    importing.apply(county.session, made, skip_faulty=True)
    out = tmp_path / "退回.xlsx"
    assert refused.write(county.session, made, out, whole=FOR) == 2

    book = openpyxl.load_workbook(out)
    page = book.active
    header = next(row for row in page.iter_rows() if any(cell.value == "姓名" for cell in row))
    at = {cell.value: cell.column for cell in header}
    first, second = header[0].row + 1, header[0].row + 2
    phone = page.cell(first, at["手机号"])
    assert phone.value == "139000"
    assert "电话号码" in phone.comment.text
    assert phone.fill.fgColor.rgb[2:] == "FFD9D9"
    assert "电话号码" in page.cell(first, at[refused.REASON]).value
    assert page.cell(first, at["家庭住址"]).value == "槐树街 1 号"
    assert "是同一个人吗" in page.cell(second, at[refused.REASON]).value

    phone.value = "13900000004"
    book.save(out)
    again = made_of(county, out)
    assert [row.state for row in again.rows] == ["new", "doubtful"]
    again = importing.answer(county.session, again, importing.obvious(again))
    assert importing.apply(county.session, again).changed == 1
    found = {row["name"]: row["phone"] for row in teachers.every(county.session)}
    assert (found["李四"], found["王五"], found["单丽"]) == ("13900000004", "13900000005", "13900000006")


def test_rows_that_a_person_skipped_are_written_too(county, sheet, tmp_path) -> None:
    made = made_of(county, sheet(["姓名", "学校"], ["李四", "城关小学"], ["王五", "城关小学"]))
    assert [row.title for row in refused.left_out(made, [1])] == ["王五"]
    assert refused.write(county.session, made, tmp_path / "退回.xlsx", [1], whole=FOR) == 1


def test_each_table_keeps_its_own_sheet(county, tmp_path) -> None:
    book = openpyxl.Workbook()
    for page, name in ((book.active, "一年级组"), (book.create_sheet(), "二年级组")):
        page.title = name
        page.append(["姓名", "学校"])
        page.append(["李四" if name[0] == "一" else "王五", "没有的学校名"])
    path = tmp_path / "两张.xlsx"
    book.save(path)
    made = made_of(county, path)
    assert refused.write(county.session, made, tmp_path / "退回.xlsx", whole=FOR) == 2
    assert openpyxl.load_workbook(tmp_path / "退回.xlsx").sheetnames == ["一年级组", "二年级组"]


def test_what_stood_over_the_rows_comes_back_with_them(county, tmp_path) -> None:
    book = openpyxl.Workbook()
    for line in (
        ["教师花名册"],
        ["姓名", "出生年月", "手机号", "民族"],
        ["城关小学（2人）"],
        ["李四", "1985-07", "139", "汉"],
        ["王五", "1986-07", "13900000004", "汉"],
        ["清水小学（1人）"],
        ["赵六", "1987-07", "138", "汉"],
    ):
        book.active.append(line)
    path, out = tmp_path / "分组.xlsx", tmp_path / "退回.xlsx"
    book.save(path)
    assert refused.write(county.session, made_of(county, path), out, whole=FOR) == 2
    book = openpyxl.load_workbook(out)
    for row in book.active.iter_rows():
        for cell in row:
            if cell.value in ("139", "138"):
                cell.value = "13900000009"
    book.save(out)
    again = made_of(county, out)
    assert [row.state for row in again.rows] == ["new", "new"]
    assert [row.changes["work"] for row in again.rows] == [county.school, county.other_school]


def test_what_a_person_said_for_all_rows_comes_back_with_them(county, sheet, tmp_path) -> None:
    path = sheet(["姓名", "学校", "考核等次"], ["张𬭎", "城关小学", "特优"])
    made = importing.preview(county.session, "assessments", path, fixed={"kind": "年度考核", "year": "2025"})
    refused.write(county.session, made, tmp_path / "退回.xlsx", whole=FOR)
    again = importing.preview(county.session, "assessments", tmp_path / "退回.xlsx")
    assert not again.lacking
    assert [(one.cell, one.label) for one in again.rows[0].faults] == [("D4", "考核等次")]


def test_a_column_that_nobody_confirmed_is_asked_about_again(county, sheet, tmp_path) -> None:
    path = sheet(["姓名", "学校", "参加工作"], ["李四", "没有的学校名", "2010-08"])
    made = made_of(county, path)
    assert [one.heading for _, one in made.doubtful_columns] == ["参加工作"]
    refused.write(county.session, made, tmp_path / "退回.xlsx", whole=FOR)
    assert [one.heading for _, one in made_of(county, tmp_path / "退回.xlsx").doubtful_columns] == ["参加工作"]


def test_a_day_that_a_workbook_counts_from_1904_comes_back_as_the_same_day(county, tmp_path) -> None:
    book = openpyxl.Workbook()
    book.epoch = datetime(1904, 1, 1)
    for line in (["姓名", "学校", "出生日期", "手机号"], ["李四", "城关小学", 29783, "139"]):
        book.active.append(line)
    path = tmp_path / "1904.xlsx"
    book.save(path)
    made = made_of(county, path)
    assert made.checking.rows[0].values["birth_date"] == "1985-07-17"
    refused.write(county.session, made, tmp_path / "退回.xlsx", whole=FOR)
    again = made_of(county, tmp_path / "退回.xlsx")
    assert again.checking.rows[0].values["birth_date"] == "1985-07-17"


def test_an_empty_cell_takes_along_what_was_said_for_all(county, sheet, tmp_path) -> None:
    path = sheet(
        ["姓名", "学校", "考核等次", "年度"], ["张𬭎", "城关小学", "特优", None], ["单丽", "清水小学", "特优", 2024]
    )
    made = importing.preview(county.session, "assessments", path, fixed={"kind": "年度考核", "year": "2025"})
    refused.write(county.session, made, tmp_path / "退回.xlsx", whole=FOR)
    again = importing.preview(county.session, "assessments", tmp_path / "退回.xlsx")
    assert [row.values["year"] for row in again.checking.rows] == [2025, 2024]


def test_whole_numbers_come_out_only_for_a_purpose(county, sheet, tmp_path) -> None:
    out = tmp_path / "退回.xlsx"
    made = made_of(county, sheet(["姓名", "学校", "手机号"], ["李四", "城关小学", "139000"]))
    assert refused.has_numbers(made)
    with pytest.raises(Problem, match="完整的身份证号"):
        refused.write(county.session, made, out)
    assert not out.exists()
    without = made_of(county, sheet(["姓名", "学校", "学历"], ["李四", "城关小学", "高中毕"], name="无号码.xlsx"))
    assert not refused.has_numbers(without)
    assert refused.write(county.session, without, out) == 1


@pytest.mark.parametrize(("heading", "number"), [("配偶证件", "110105194912310029"), ("备用", 13900007777)])
def test_numbers_in_a_column_that_was_not_read_need_a_purpose_too(county, sheet, tmp_path, heading, number) -> None:
    out = tmp_path / "退回.xlsx"
    made = made_of(county, sheet(["姓名", "学校", "学历", heading], ["李四", "城关小学", "高中毕", number]))
    with pytest.raises(Problem, match="完整的身份证号"):
        refused.write(county.session, made, out)
    assert not out.exists()
    good = sheet(["姓名", "学校", heading], ["李四", "城关小学", number], ["王五", "城关小学", None], name="两人.xlsx")
    made = made_of(county, good)
    assert not refused.has_numbers(made, [1])
    assert refused.has_numbers(made, [0])


def test_the_telephone_of_an_office_is_no_number_of_a_person(county, sheet) -> None:
    path = sheet(["单位名称", "单位类别", "联系电话"], ["云溪小学", "没有这一类", "13900007777"])
    assert not refused.has_numbers(importing.preview(county.session, "organisations", path))


def test_under_a_password_they_come_in_again_with_it(county, sheet, tmp_path) -> None:
    made = made_of(county, sheet(["姓名", "学校", "手机号"], ["李四", "城关小学", "139000"]))
    purpose = leaving.purpose("改正后重新导入", password="qinghe-2026")
    refused.write(county.session, made, tmp_path / "退回.xlsx", whole=purpose)
    with pytest.raises(PasswordNeeded):
        importing.open_file(tmp_path / "退回.xlsx")
    opened = importing.open_file(tmp_path / "退回.xlsx", password="qinghe-2026")
    assert [row.state for row in importing.preview(county.session, "teachers", opened).rows] == ["faulty"]
