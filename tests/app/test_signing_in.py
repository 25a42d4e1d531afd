"""Sign-in sheets: whose row, which session a column is, what each mark says, and what is asked before it is written."""

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from openpyxl import Workbook, load_workbook

from app import records, sessions, signing_in, signing_marks, signing_sheet, teachers, training
from app.problems import Problem


@pytest.fixture
def class_id(county) -> str:
    programme = training.save_programme(county.session, None, {"title": "师德专题", "level": "4", "category": "3"})
    values = {"programme_id": programme, "name": "第一期", "year": 2026, "hours": 120}
    pk = training.save_class(county.session, None, values)
    for day, topic in (("2026-07-01", "师德与法"), ("2026-07-02", "新课标"), ("2026-07-02", "课堂实践")):
        sessions.save(county.session, None, {"class_id": pk, "topic": topic, "held_on": day, "hours": 40})
    training.enrol(county.session, pk, [county.zhang, county.shan])
    return pk


@pytest.fixture
def sheet(tmp_path: Path):
    def write(*rows: list[object]) -> Path:
        book = Workbook()
        for row in rows:
            book.active.append(row)
        path = tmp_path / "签到表.xlsx"
        book.save(path)
        return path

    return write


def attended(county, class_id: str) -> dict[str, list[str]]:
    made = sessions.register(county.session, class_id)
    topic = {one["id"]: one["topic"] for one in made.sessions}
    return {one.name: [topic[pk] for pk in topic if pk in one.attended] for one in made.people}


def test_columns_are_known_by_topic_and_by_day_and_marks_by_their_words(county, class_id, sheet) -> None:
    path = sheet(
        ["师德专题培训签到表"],
        ["序号", "姓名", "学校", "7月1日", "7月2日上午", "7月2日下午", "联系电话"],
        [1, "张𬭎", "城关小学", "张𬭎", "√", "请假（病）", "13900000001"],
        [2, "单丽", "清水小学", "迟到", "×", "到", None],
    )
    made = signing_in.preview(county.session, class_id, path)
    assert made.sentence == "2 人，出勤 4 人次，没有出勤 2 人次。"
    assert signing_in.apply(county.session, made) == 2
    assert attended(county, class_id) == {"单丽": ["师德与法", "课堂实践"], "张𬭎": ["师德与法", "新课标"]}
    again = signing_in.preview(county.session, class_id, path)
    assert signing_in.apply(county.session, again) == 0
    records.undo_last(county.session)
    assert attended(county, class_id) == {"单丽": [], "张𬭎": []}


def test_what_is_empty_stays_as_it_was(county, class_id, sheet) -> None:
    path = sheet(["姓名", "学校", "新课标"], ["张𬭎", "城关小学", "√"], ["单丽", "清水小学", None])
    signing_in.apply(county.session, signing_in.preview(county.session, class_id, path))
    path = sheet(["姓名", "学校", "新课标"], ["张𬭎", "城关小学", None], ["单丽", "清水小学", "√"])
    signing_in.apply(county.session, signing_in.preview(county.session, class_id, path))
    assert attended(county, class_id) == {"单丽": ["新课标"], "张𬭎": ["新课标"]}


def test_an_unknown_name_is_asked_about_and_may_be_skipped(county, class_id, sheet) -> None:
    path = sheet(["姓名", "学校", "新课标"], ["张𬭎", "城关小学", "√"], ["张三丰", "城关小学", "√"])
    made = signing_in.preview(county.session, class_id, path)
    (line,) = made.open_lines
    assert "没有这位教师“张三丰”" in line.question
    with pytest.raises(Problem, match="没有确认"):
        signing_in.apply(county.session, made)
    skipped = signing_in.again(county.session, made, answers={line.index: signing_in.SKIPPED})
    assert signing_in.apply(county.session, skipped) == 1
    known = signing_in.again(county.session, made, answers={line.index: county.shan})
    assert known.open_lines == [] and signing_in.apply(county.session, known) == 1


def test_of_two_of_a_name_the_one_in_the_class_was_meant(county, class_id, sheet) -> None:
    teachers.save(county.session, None, {"name": "张𬭎", "work": county.other_school})
    path = sheet(["姓名", "新课标"], ["张𬭎", "√"])
    made = signing_in.preview(county.session, class_id, path)
    assert made.lines[0].teacher_id == county.zhang


def test_somebody_not_enrolled_comes_in_and_is_told_of(county, class_id, sheet) -> None:
    new = teachers.save(county.session, None, {"name": "王芳", "work": county.school})
    path = sheet(["姓名", "学校", "新课标"], ["王芳", "城关小学", "√"])
    made = signing_in.preview(county.session, class_id, path)
    assert [one.teacher_id for one in made.new_people] == [new] and "1 人还没有报名" in made.sentence
    signing_in.apply(county.session, made)
    assert training.get_class(county.session, class_id)["people"] == 3


def test_a_column_nobody_knows_is_asked_about(county, class_id, sheet) -> None:
    path = sheet(["姓名", "学校", "签到", "备注"], ["张𬭎", "城关小学", "√", None])
    made = signing_in.preview(county.session, class_id, path)
    (column,) = made.open_columns
    lesson = made.sessions[1]["id"]
    known = signing_in.again(county.session, made, chosen={(column.table, column.column): lesson})
    assert signing_in.apply(county.session, known) == 1
    assert attended(county, class_id)["张𬭎"] == ["新课标"]
    ignored = signing_in.again(
        county.session, made, chosen={(column.table, column.column): signing_in.signing_columns.IGNORED}
    )
    with pytest.raises(Problem, match="没有可以登记的出勤"):
        signing_in.apply(county.session, ignored)


def test_a_mark_nobody_understands_is_told_with_its_heading(county, class_id, sheet) -> None:
    path = sheet(["姓名", "学校", "新课标"], ["张𬭎", "城关小学", "李四代"])
    made = signing_in.preview(county.session, class_id, path)
    assert made.lines[0].unread == (("新课标", "李四代"),)
    with pytest.raises(Problem, match="没有确认"):
        signing_in.apply(county.session, made)


def test_our_own_sheet_comes_back_whatever_its_headings_have_become(county, class_id, tmp_path) -> None:
    path = tmp_path / "签到.xlsx"
    assert signing_sheet.write(county.session, class_id, path) == 2
    book = load_workbook(path)
    page = book.active
    (top,) = [row[0].row for row in page.iter_rows() if any(one.value == "姓名" for one in row)]
    at = {str(one.value): one.column for one in page[top] if one.value}
    lesson = next(label for label in at if "新课标" in label)
    page.cell(top, at[lesson]).value = "第三天"
    name_column = at["姓名"]
    for row in page.iter_rows(min_row=top + 1):
        if row[name_column - 1].value == "单丽":
            row[at[lesson] - 1].value = "出勤"
    book.save(path)
    made = signing_in.preview(county.session, class_id, path)
    assert signing_in.apply(county.session, made) == 1
    assert attended(county, class_id) == {"单丽": ["新课标"], "张𬭎": []}


def test_the_sheet_of_another_class_is_refused(county, class_id, tmp_path) -> None:
    path = tmp_path / "签到.xlsx"
    signing_sheet.write(county.session, class_id, path)
    (row,) = training.classes(county.session)
    values = {"programme_id": row["programme_id"], "name": "第二期", "year": 2026, "hours": 120}
    other = training.save_class(county.session, None, values)
    with pytest.raises(Problem, match="还没有登记课程"):
        signing_in.preview(county.session, other, path)
    sessions.save(county.session, None, {"class_id": other, "topic": "新课标", "hours": 40})
    with pytest.raises(Problem, match="另一个班次"):
        signing_in.preview(county.session, other, path)


@pytest.mark.parametrize(
    ("cell", "there"),
    [
        ("√", True), ("✓", True), (1, True), (1.0, True), ("已签到", True), ("迟到10分钟", True), ("张 三", True),
        ("×", False), (0, False), ("病假", False), ("请假。", False), ("公出", False), ("旷课", False), ("缺勤", False),
        ("李四", None), ("？", None), (4, None),
    ],
)  # fmt: skip
def test_marks_are_read_as_people_write_them(cell: object, there: bool | None) -> None:
    made = signing_marks.read(cell, "张三")
    assert made is not None and made.there is there


@given(
    cell=st.one_of(st.none(), st.text(max_size=8), st.integers(-5, 5), st.floats(allow_nan=False, allow_infinity=False))
)
def test_whatever_stands_in_a_cell_is_read_or_told_of(cell: object) -> None:
    made = signing_marks.read(cell, "张三")
    assert made is None or made.words
