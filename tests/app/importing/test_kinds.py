"""Each kind of list goes in from a sheet, and the same sheet a second time changes nothing."""

import pytest

from app import assessments, declarations, importing, mentoring, moving, observations, studios, teachers, training
from app.importing.kinds import KINDS
from app.problems import Problem

DECIDED = {"approval", "approval_note", "approved_on", "approved_times", "times", *declarations.REVIEW}
"""What the county or the school decides about a record is not read from a list."""


def bring_in(session, kind: str, path) -> importing.Imported:
    """Import a sheet in which nothing is faulty or to be asked."""
    made = importing.preview(session, kind, path)
    assert made.tables, made
    assert not made.counts["faulty"], [fault for row in made.rows for fault in row.faults]
    assert not made.counts["doubtful"], [row.doubt for row in made.rows if row.doubt]
    done = importing.apply(session, made)
    again = importing.preview(session, kind, path)
    assert again.counts["same"] == len(made.rows), again.rows
    return done


@pytest.fixture
def run(county) -> str:
    """A class of 16 hours."""
    programme = training.save_programme(
        county.session, None, {"title": "师德专题", "level": "4", "category": "1", "year": 2026}
    )
    values = {"programme_id": programme, "name": "第一期", "year": 2026, "hours": 160}
    return training.save_class(county.session, None, values)


def test_every_kind_says_who_or_what_its_rows_are_about() -> None:
    for kind in KINDS.values():
        names = {one.name for one in kind.columns}
        assert set(kind.anchors) <= names
        assert len(names) == len(kind.columns)
        own = {one.name for one in kind.entity.fields}
        assert own - DECIDED <= {name.partition(".")[0] for name in names} - {"id"} <= own


def test_hours_go_in_by_name_and_school(county, sheet, run) -> None:
    path = sheet(
        ["姓名", "学校", "培训项目", "班次", "学时", "结果"],
        ["张𬭎", "城关小学", "师德专题", "第一期", "16学时", "合格"],
    )
    assert bring_in(county.session, "attendance", path).new == 1
    (row,) = training.attendance(county.session)
    assert (row["name"], row["hours"], row["result"]) == ("张𬭎", 160, "1")


def test_an_enrolment_without_hours_gets_those_of_the_class(county, sheet, run) -> None:
    bring_in(county.session, "attendance", sheet(["姓名", "学校", "培训项目"], ["单丽", "清水小学", "师德专题"]))
    (row,) = training.attendance(county.session)
    assert (row["hours"], row["result"]) == (160, "0")


def test_more_hours_than_the_class_gives_are_a_fault_before_anything_is_written(county, sheet, run) -> None:
    path = sheet(["姓名", "学校", "班次", "学时"], ["张𬭎", "城关小学", "第一期", 17])
    (row,) = importing.preview(county.session, "attendance", path).rows
    assert [(one.cell, one.reason) for one in row.faults] == [("D2", "所得学时不能多于班次的总学时。")]


def test_classes_bring_their_programme_along_once(county, sheet) -> None:
    headings = ["培训项目", "层级", "类别", "班次名称", "计入年度", "学时"]
    rows = [["数字素养", "县培", "专业", name, 2026, 24] for name in ("第一期", "第二期")]
    assert bring_in(county.session, "classes", sheet(headings, *rows)).new == 2
    assert [row["title"] for row in training.programmes(county.session)] == ["数字素养"]
    assert {row["name"] for row in training.classes(county.session)} == {"第一期", "第二期"}


def test_a_class_of_an_unknown_programme_says_so(county, sheet) -> None:
    path = sheet(["培训项目", "班次名称", "计入年度", "学时"], ["没有的项目", "第一期", 2026, 24])
    (row,) = importing.preview(county.session, "classes", path).rows
    assert "没有登记" in row.faults[0].reason


def test_declared_items_go_in_and_ask_for_no_more_than_the_rule_gives(county, sheet) -> None:
    from tests.app.test_declarations import rule

    rule(county.session)
    headings = ["姓名", "学校", "申报项目", "论文题目", "发表日期", "级别", "奖次", "学时类别", "申报学时"]
    line = ["张𬭎", "城关小学", "论文", "单元作业设计", "2026-05-06", "县级", "一等奖", "专业"]
    (row,) = importing.preview(county.session, "declarations", sheet(headings, [*line, 12])).rows
    assert "申报的学时不能比这多" in row.faults[0].reason and row.faults[0].cell == "I2"
    assert bring_in(county.session, "declarations", sheet(headings, [*line, 8])).new == 1
    (row,) = declarations.listed(county.session)
    assert (row["kind"], row["hours"], row["state"]) == ("1", 80, "county")


def test_pairs_go_in_by_both_names(county, sheet) -> None:
    headings = ["类别", "师父", "师父学校", "徒弟", "徒弟学校", "学科", "结对时间", "到期日期"]
    path = sheet(headings, ["青蓝结对", "张𬭎", "城关小学", "单丽", "清水小学", "语文", "2026年9月1日", "2027-07-01"])
    bring_in(county.session, "pairs", path)
    (row,) = mentoring.listed(county.session)
    assert (row["mentor_name"], row["mentee_name"], row["start_date"]) == ("张𬭎", "单丽", "2026-09-01")
    assert row["status"] == mentoring.RUNNING


def test_a_pair_with_another_start_is_asked_about(county, sheet) -> None:
    headings = ["类别", "师父", "师父学校", "徒弟", "徒弟学校", "开始日期"]
    line = ["青蓝结对", "张𬭎", "城关小学", "单丽", "清水小学"]
    bring_in(county.session, "pairs", sheet(headings, [*line, "2024-09-01"]))
    made = importing.preview(county.session, "pairs", sheet(headings, [*line, "2026-09-01"]))
    (row,) = made.rows
    assert row.doubt and "2024-09-01" in row.doubt.candidates[0].words
    same = importing.answer(county.session, made, importing.obvious(made))
    assert [line.label for line in importing.lines(same, same.rows[0])] == ["开始日期"]


def test_studios_and_their_members_go_in(county, sheet) -> None:
    headings = ["工作室名称", "类别", "级别", "主持人", "主持人任教学校", "设立日期"]
    bring_in(
        county.session, "studios", sheet(headings, ["张𬭎语文工作室", "名师", "县级", "张𬭎", "城关小学", "2025-03-01"])
    )
    bring_in(county.session, "members", sheet(
        ["工作室", "姓名", "学校", "角色", "加入日期"], ["张𬭎语文工作室", "单丽", "清水小学", "成员", "2025-03-01"]
    ))  # fmt: skip
    (row,) = studios.members(county.session)
    assert (row["studio_name"], row["teacher_name"]) == ("张𬭎语文工作室", "单丽")


def test_credentials_go_in_and_get_their_number_later(county, sheet) -> None:
    headings = ["姓名", "学校", "教师资格种类", "资格学科", "证书号"]
    bring_in(county.session, "credentials", sheet(headings, ["张𬭎", "城关小学", "小学", "语文", None]))
    made = importing.preview(
        county.session, "credentials", sheet(headings, ["张𬭎", "城关小学", "小学", "语文", "20103100012345"])
    )
    assert [row.state for row in made.rows] == ["changed"]
    importing.apply(county.session, made)
    assert [row["number"] for row in teachers.credentials(county.session, county.zhang)] == ["20103100012345"]


def test_an_exchange_moves_the_person_and_one_that_is_over_is_only_written_down(county, sheet) -> None:
    headings = ["姓名", "学校", "交流方式", "交流学校", "开始日期", "结束日期", "文号"]
    path = sheet(
        headings,
        ["张𬭎", "城关小学", "交流轮岗", "清水小学", "2026-09-01", None, "示教〔2026〕8号"],
        ["单丽", "清水小学", "交流轮岗", "城关小学", "2022-09-01", "2023-07-10", "示教〔2022〕3号"],
    )
    bring_in(county.session, "moves", path)
    assert teachers.get(county.session, county.zhang)["work"] == county.other_school
    assert teachers.get(county.session, county.shan)["work"] == county.other_school
    assert [one.document for one in moving.ledger(county.session, 2026)] == ["示教〔2026〕8号"]
    past = [row for row in teachers.postings(county.session, county.shan) if row["end_date"]]
    assert [(row["organisation_id"], row["start_date"]) for row in past] == [(county.school, "2022-09-01")]


def test_honours_go_in_and_the_same_one_of_another_day_is_asked_about(county, sheet) -> None:
    headings = ["姓名", "学校", "荣誉称号", "级别", "授予单位", "获奖时间"]
    bring_in(
        county.session,
        "honours",
        sheet(headings, ["张𬭎", "城关小学", "优秀教师", "县级", "示范县人民政府", "2025.09"]),
    )
    made = importing.preview(
        county.session,
        "honours",
        sheet(headings, ["张𬭎", "城关小学", "优秀教师", "县级", "示范县人民政府", "2026.09"]),
    )
    assert made.counts["doubtful"] == 1
    new = importing.answer(county.session, made, importing.all_new(made))
    assert importing.apply(county.session, new).new == 1


def test_what_a_sheet_of_assessments_does_not_say_is_said_once_for_all(county, sheet) -> None:
    path = sheet(["姓名", "学校", "考核等次"], ["张𬭎", "城关小学", "合格"], ["单丽", "清水小学", "优秀"])
    made = importing.preview(county.session, "assessments", path)
    assert [one.label for one in made.lacking] == ["考核种类", "考核年度"]
    assert made.counts["faulty"] == 2
    made = importing.preview(county.session, "assessments", made.opened, fixed={"kind": "师德考核", "year": "2025"})
    assert not made.lacking
    importing.apply(county.session, made)
    assert {
        (row["teacher_name"], row["kind"], row["year"], row["grade"]) for row in assessments.listed(county.session)
    } == {
        ("张𬭎", "1", 2025, "2"),
        ("单丽", "1", 2025, "1"),
    }
    with pytest.raises(Problem, match="考核年度"):
        importing.preview(county.session, "assessments", made.opened, fixed={"year": "去年"})


def test_counts_of_observed_lessons_go_in(county, sheet) -> None:
    headings = ["听课人", "听课人学校", "学年", "听课节数"]
    bring_in(county.session, "observations", sheet(headings, ["张𬭎", "城关小学", "2025-2026学年", "68节"]))
    assert observations.periods_by_teacher(county.session, 2025) == {county.zhang: 68}


def test_somebody_whom_nobody_knows_is_a_fault_and_a_namesake_elsewhere_a_question(county, sheet, run) -> None:
    headings = ["姓名", "班次"]
    unknown, alone = importing.preview(
        county.session, "attendance", sheet(headings, ["赵无名", "第一期"], ["单丽", "第一期"])
    ).rows
    assert "没有这位教师" in unknown.faults[0].reason
    assert alone.doubt and [one.pk for one in alone.doubt.candidates] == [county.shan]


def test_a_kind_that_is_not_there_is_refused_in_words(county, tmp_path) -> None:
    with pytest.raises(Problem, match="可以导入的有"):
        importing.preview(county.session, "pupils", tmp_path / "a.xlsx")


def test_a_template_whose_names_were_sorted_alone_asks_whom_a_row_means(county, sheet, run) -> None:
    from exports.workbooks.facts import ColumnFacts, SheetFacts
    from exports.workbooks.writing import write_workbook

    path = sheet(["姓名"])
    columns = (ColumnFacts("id", "薪火编号"), ColumnFacts("teacher_id.name", "姓名"), ColumnFacts("class_id", "班次"))
    rows = [(county.zhang, "单丽", "第一期"), (county.shan, "张𬭎", "第一期")]
    write_workbook(path, [SheetFacts("表", "学时登记", columns, rows, template="attendance@2026")])
    made = importing.preview(county.session, "attendance", path)
    assert made.counts["doubtful"] == 2
    assert importing.obvious(made) == {}, "each row contradicts itself: a person looks at every one"
    people = (ColumnFacts("id", "薪火编号"), ColumnFacts("name", "姓名"), ColumnFacts("phone", "联系电话"))
    write_workbook(
        path, [SheetFacts("表", "教师", people, [(county.zhang, "单丽", "13900000009")], template="teachers")]
    )
    (row,) = importing.preview(county.session, "teachers", path).rows
    assert row.doubt and "原来是“张𬭎”" in row.doubt.question


def test_a_list_of_moves_tells_the_old_school_from_the_new(county, sheet) -> None:
    for old, new in (("原单位", "现单位"), ("调出学校", "调入学校"), ("派出学校", "接收学校")):
        path = sheet(
            ["姓名", old, new, "调动时间", "文号", "调动方式"],
            ["张𬭎", "城关小学", "清水小学", "2026-09-01", "号1", "调动"],
        )
        made = importing.preview(county.session, "moves", path)
        assert [(row.state, row.changes["to"]) for row in made.rows] == [("new", county.other_school)]


def test_what_a_rule_has_against_a_studio_or_a_member_is_said_and_refuses_nothing(county, sheet) -> None:
    with county.session.writing("规则") as rows:
        values = {"code": "s", "kind": "studio", "title": "工作室管理办法", "start_date": "2020-01-01"}
        rows.insert("rules", {**values, "parameters": '{"titles": ["1"]}'})
    headings = ["工作室名称", "类别", "主持人", "主持人任教学校"]
    path = sheet(headings, *([name, "名师", "张𬭎", "城关小学"] for name in ("甲工作室", "乙工作室")))
    made = importing.preview(county.session, "studios", path)
    assert all("没有正高级教师的职称（按“工作室管理办法”）" in row.note for row in made.rows)
    assert importing.apply(county.session, made).new == 2
    headings = ["工作室", "姓名", "学校", "角色"]
    first = sheet(headings, ["甲工作室", "单丽", "清水小学", "成员"])
    assert [row.note for row in importing.preview(county.session, "members", first).rows] == [""]
    bring_in(county.session, "members", first)
    second = importing.preview(county.session, "members", sheet(headings, ["乙工作室", "单丽", "清水小学", "成员"]))
    assert "已在“甲工作室”" in importing.answer(county.session, second, importing.all_new(second)).rows[0].note


def test_a_school_brings_in_what_its_own_studio_did_and_no_others(two, sheet) -> None:
    from app import studio_work

    for name, more in (("本校工作室", {"organisation_id": two.place}), ("别校工作室", {})):
        studios.save(two.county, None, {"name": name, "kind": "2", **more})
    two.answer()
    headings = ["工作室", "活动类别", "日期", "主题"]
    path = sheet(headings, ["本校工作室", "研讨", "2026-10-10", "一"], ["别校工作室", "研讨", "2026-10-11", "二"])
    own, others = importing.preview(two.school, "studio_activities", path).rows
    assert own.state == "new"
    assert [one.reason for one in others.faults] == [f"{studio_work.NOT_OURS}请由工作室所在学校或县局登记。"]
