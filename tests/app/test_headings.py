"""A receiver's empty sheet becomes a layout: its headings in order, known ones with their column, others empty."""

import openpyxl
import pytest

from app import exporting, headings
from app.listings import listing
from app.problems import Problem


@pytest.fixture
def sheet(tmp_path):
    def write(*rows: list[object]) -> object:
        book = openpyxl.Workbook()
        for row in rows:
            book.active.append(row)
        path = tmp_path / "省平台模板.xlsx"
        book.save(path)
        return path

    return write


def test_the_headings_of_an_empty_sheet_become_the_columns_in_their_order(county, sheet, tmp_path) -> None:
    path = sheet(["附件1：教师信息采集表"], ["序号", "工作单位", "教师姓名", "公民身份号码", "鞋码"])
    taken = headings.layout_of(listing("teachers"), path)
    assert taken.layout.name == "省平台模板"
    assert taken.layout.title == "附件1：教师信息采集表"
    assert [(one.heading, one.key) for one in taken.layout.columns] == [
        ("序号", "serial"),
        ("工作单位", "work"),
        ("教师姓名", "name"),
        ("公民身份号码", "id_number"),
        ("鞋码", ""),
    ]
    assert headings.notes(listing("teachers"), taken) == ["没有对应内容、留作空列的：鞋码。"]
    exporting.export(county.session, taken.layout, tmp_path / "报.xlsx", only=[county.zhang])
    written = list(openpyxl.load_workbook(tmp_path / "报.xlsx").active.values)
    assert written[1:] == [
        ("序号", "工作单位", "教师姓名", "公民身份号码", "鞋码"),
        (1, "城关小学", "张𬭎", None, None),
    ]


def test_last_years_sheet_with_its_rows_gives_its_headings_too(sheet) -> None:
    path = sheet(["姓名", "性别", "职称"], ["张三", "男", "一级教师"], ["李四", "女", "二级教师"])
    taken = headings.layout_of(listing("teachers"), path)
    assert [one.key for one in taken.layout.columns] == ["name", "sex", "title"]
    assert taken.layout.title == ""


def test_headings_about_the_person_are_known_in_a_list_about_something_else(sheet) -> None:
    taken = headings.layout_of(listing("attendance"), sheet(["姓名", "性别", "班次", "学时", "现聘职称"]))
    assert [one.key for one in taken.layout.columns] == [
        "teacher_id.name",
        "teacher_id.sex",
        "class_id",
        "hours",
        "teacher_id.title",
    ]


def test_a_doubtful_heading_is_guessed_and_told(sheet) -> None:
    taken = headings.layout_of(listing("teachers"), sheet(["姓名", "教师任教的学科名", "任教学校"]))
    assert taken.layout.columns[1].key == "subject"
    assert list(taken.doubts) == [1]
    (told,) = headings.notes(listing("teachers"), taken)
    assert told.startswith("“教师任教的学科名”暂按“任教学科”填写，请核对（")


def test_a_sheet_without_headings_is_refused(sheet) -> None:
    with pytest.raises(Problem, match="没有找到表头"):
        headings.layout_of(listing("teachers"), sheet(["一张空白的表"]))


def test_the_title_is_that_of_the_sheet_with_the_headings_and_nothing_hidden_goes_out(tmp_path) -> None:
    book = openpyxl.Workbook()
    book.active.append(["只给内部看的标题"])
    book.active.sheet_state = "hidden"
    book.create_sheet("说明").append(["填报说明"])
    sheet = book.create_sheet("表")
    sheet.append(["教师信息采集表"])
    sheet.append(["序号", "教师姓名", "性别"])
    book.active = 2
    book.save(tmp_path / "空表.xlsx")
    assert headings.layout_of(listing("teachers"), tmp_path / "空表.xlsx").layout.title == "教师信息采集表"
