"""What a person does not take is left as it is; rows that do not go together stop the whole import."""

import pytest

from app import identity, importing, links, mentoring, records, studio_work, studios, teachers, training
from app.problems import Problem
from storage.schema import TABLES

ZHANG, SHAN = (first + identity.check_digit(first) for first in ("99990019850703001", "99990019900302002"))
HEADINGS = ["姓名", "学校", "身份证号", "任教学科", "联系电话"]


@pytest.fixture
def known(county) -> None:
    """张𬭎 and 单丽 with numbers of their own."""
    for pk, number in ((county.zhang, ZHANG), (county.shan, SHAN)):
        teachers.save(county.session, pk, {"id_number": number})


@pytest.fixture
def made(county, known, sheet) -> importing.Preview:
    """Both get another subject and telephone; 李四 is new."""
    path = sheet(
        HEADINGS,
        ["张𬭎", "城关小学", ZHANG, "数学", "13900000011"],
        ["单丽", "清水小学", SHAN, "语文", "13900000012"],
        ["李四", "清水小学", None, "语文", "13900000013"],
    )
    return importing.preview(county.session, "teachers", path)


def phones(county) -> dict[str, str]:
    return {str(row["name"]): row["phone"] for row in teachers.every(county.session)}


def test_a_row_a_field_and_a_column_can_be_left_as_they_are(county, made) -> None:
    assert [row.state for row in made.rows] == ["changed", "changed", "new"]
    choices = importing.Choices(frozenset({1}), frozenset({(0, "subject")}))
    done = importing.apply(county.session, made, choices)
    assert (done.new, done.changed, done.skipped) == (1, 1, 1)
    assert phones(county) == {"张𬭎": "13900000011", "单丽": None, "李四": "13900000013"}
    assert teachers.get(county.session, county.zhang)["subject"] == "13"


def test_a_column_kept_for_all_is_still_taken_of_those_who_are_new(county, made) -> None:
    importing.apply(county.session, made, importing.Choices(kept_fields=frozenset({"phone"})))
    assert phones(county) == {"张𬭎": "13900000001", "单丽": None, "李四": "13900000013"}


def test_an_import_is_taken_back_by_its_act_though_others_came_after(county, made) -> None:
    done = importing.apply(county.session, made)
    teachers.save(county.session, None, {"name": "赵六", "work": county.school})
    assert done.act
    records.undo(county.session, done.act, "导入")
    assert phones(county) == {"张𬭎": "13900000001", "单丽": None, "赵六": None}


def test_questions_left_open_stop_the_import(county, sheet) -> None:
    made = importing.preview(
        county.session, "teachers", sheet(["姓名", "学校", "手机号"], ["单丽", "清水小学", "13900000012"])
    )
    with pytest.raises(Problem, match="1 行待确认"):
        importing.apply(county.session, made)
    assert importing.apply(county.session, made, skip_faulty=True).skipped == 1


def test_rows_that_do_not_go_together_are_named_and_nothing_is_written(county, sheet) -> None:
    headings = ["类别", "师父", "师父学校", "徒弟", "徒弟学校", "开始日期", "结束日期"]
    third = teachers.save(county.session, None, {"name": "李四", "work": county.school})
    path = sheet(
        headings,
        ["青蓝结对", "张𬭎", "城关小学", "单丽", "清水小学", "2026-09-01", "2027-07-01"],
        ["青蓝结对", "李四", "城关小学", "单丽", "清水小学", "2027-01-01", "2028-07-01"],
    )
    made = importing.preview(county.session, "pairs", path)
    assert made.counts["new"] == 2, third
    with pytest.raises(importing.Clash, match="1 行") as refused:
        importing.apply(county.session, made)
    assert not mentoring.listed(county.session)
    marked = importing.marked(made, refused.value)
    assert [row.state for row in marked.rows] == ["new", "faulty"]
    assert "时间重叠" in marked.rows[1].faults[0].reason
    assert importing.apply(county.session, marked, skip_faulty=True).new == 1


def test_a_unit_goes_in_with_the_superior_that_stands_in_the_same_sheet(county, sheet) -> None:
    path = sheet(["单位名称", "上级单位"], ["清水一小", "清水中心校"], ["清水中心校", None])
    made = importing.preview(county.session, "organisations", path)
    assert made.counts["new"] == 2
    with pytest.raises(Problem, match="没有一起导入"):
        importing.apply(county.session, made, importing.Choices(frozenset({1})))
    importing.apply(county.session, made)
    again = importing.preview(county.session, "organisations", path)
    assert again.counts["same"] == 2
    (line,) = (one for one in importing.lines(made, made.rows[0]) if one.name == "parent_id")
    assert line.new == "清水中心校"


def test_hours_beyond_a_class_are_refused_also_when_the_class_changed_meanwhile(county, sheet) -> None:
    programme = training.save_programme(
        county.session, None, {"title": "师德专题", "level": "4", "category": "1", "year": 2026}
    )
    run = training.save_class(
        county.session, None, {"programme_id": programme, "name": "第一期", "year": 2026, "hours": 160}
    )
    path = sheet(["姓名", "学校", "班次", "学时"], ["张𬭎", "城关小学", "第一期", 16])
    made = importing.preview(county.session, "attendance", path)
    training.save_class(county.session, run, {"hours": 80})
    with pytest.raises(Problem, match="重新预览"):
        importing.apply(county.session, made)


SHEETS = {
    "organisations": (["单位名称", "上级单位"], ["新小学", "新中心校"], ["新中心校", None], ["城关小学", "新中心校"]),
    "teachers": (
        ["姓名", "学校", "编制单位", "手机号"],
        ["李四", "城关小学", "清水小学", None],
        ["张𬭎", "城关小学", "城关小学", "13900000009"],
    ),
    "credentials": (["姓名", "学校", "资格种类", "证书号"], ["张𬭎", "城关小学", "初中", "1"]),
    "pairs": (
        ["结对类别", "师父", "师父学校", "徒弟", "徒弟学校", "开始日期"],
        ["青蓝结对", "张𬭎", "城关小学", "单丽", "清水小学", "2026-09-01"],
    ),
    "pair_activities": (
        ["师父", "徒弟", "活动类别", "日期", "主题"],
        ["张𬭎", "单丽", "听课", "2026-10-12", "随堂听课"],
    ),
    "plans": (["姓名", "学校", "开始日期", "发展目标"], ["张𬭎", "城关小学", "2026-09-01", "站稳讲台"]),
    "studios": (["工作室名称", "主持人", "主持人任教学校"], ["甲工作室", "单丽", "清水小学"]),
    "members": (["姓名", "学校", "工作室", "角色"], ["单丽", "清水小学", "甲工作室", "成员"]),
    "studio_plans": (
        ["工作室", "阶段", "开始日期", "结束日期", "活动类别", "计划次数"],
        ["甲工作室", "2026 年秋季", "2026-09-01", "2026-12-31", "研讨", "2"],
    ),
    "studio_activities": (["工作室", "活动类别", "日期", "主题"], ["甲工作室", "研讨", "2026-10-12", "单元研讨"]),
    "participations": (["姓名", "学校", "活动主题", "活动日期"], ["单丽", "清水小学", "课例研磨", "2026-10-10"]),
    "outputs": (["工作室", "成果类别", "成果名称"], ["甲工作室", "论文", "单元教学"]),
    "studio_assessments": (["工作室", "考核种类", "年度", "等次"], ["甲工作室", "年度考核", "2025", "优秀"]),
    "links": (["联系学校", "名师", "名师任教学校", "开始日期"], ["清水小学", "张𬭎", "城关小学", "2026-09-01"]),
    "link_activities": (["联系学校", "活动类别", "日期", "主题"], ["城关小学", "送教上门", "2026-10-12", "示范课"]),
    "classes": (
        ["培训项目", "班次名称", "计入年度", "学时", "层级", "类别"],
        ["暑期研修", "一班", "2026", "10", "县级", "专业课"],
    ),
    "attendance": (["姓名", "学校", "班次", "学时"], ["单丽", "清水小学", "研修班", "10"]),
    "declarations": (
        ["姓名", "学校", "申报项目", "名称", "完成日期", "级别", "学时类别", "申报学时"],
        ["张𬭎", "城关小学", "论文", "作业设计", "2026-05-06", "县级", "专业", "10"],
    ),
    "honours": (["姓名", "学校", "荣誉名称"], ["张𬭎", "城关小学", "优秀教师"]),
    "assessments": (
        ["姓名", "学校", "考核等次", "考核种类", "年度"],
        ["张𬭎", "城关小学", "合格", "年度考核", "2025"],
    ),
    "observations": (["听课人", "听课人任教学校", "学年", "听课节数"], ["张𬭎", "城关小学", "2026", "3"]),
    "courses": (["课程名称", "学科", "精品课程"], ["青海湖生态", "综合实践活动", "是"]),
    "bases": (["基地名称", "种类", "级别", "所在单位"], ["示范学校", "教师专业发展示范学校", "省级", "城关小学"]),
    "volunteering": (["单位", "活动名称", "日期", "人次"], ["城关小学", "课后辅导", "2026-03-05", "120"]),
    "moves": (
        ["姓名", "学校", "方式", "去向", "起算日期", "依据文件"],
        ["张𬭎", "城关小学", "返回编制学校", None, "2026-11-21", "号1"],
        ["单丽", "清水小学", "退休", None, "2026-11-21", "号2"],
    ),
    "sessions": (["班次", "课程主题", "日期", "学时"], ["研修班", "第一讲", "2026-10-10", "4"]),
    "quotas": (["班次", "单位", "分配名额"], ["研修班", "城关小学", "3"]),
}


def everything(county) -> dict[str, list[str]]:
    """Every row of every exchanged table, and what is derived from them."""
    # A sum of no hours says the same as none at all.
    tables = (*TABLES, "name_keys", "hours_summary WHERE hours <> 0")
    return {one: sorted(map(repr, county.session.store.all(f"SELECT * FROM {one}"))) for one in tables}


@pytest.mark.parametrize("kind", importing.KINDS)
def test_every_list_changes_nothing_the_second_time_and_is_taken_back_whole(county, sheet, kind) -> None:
    session = county.session
    teachers.save(session, county.zhang, {"establishment": county.other_school})
    pair = {"kind": "4", "mentor_id": county.zhang, "mentee_id": county.shan, "start_date": "2026-09-01"}
    mentoring.save(session, None, pair)
    room = studios.save(session, None, {"name": "甲工作室", "kind": "1", "host_id": county.zhang})
    held = {"studio_id": room, "kind": "6", "held_on": "2026-10-10", "topic": "课例研磨", "hours": 20, "category": "2"}
    studio_work.save_activity(session, None, held)
    looked_after = {"organisation_id": county.school, "studio_id": room, "start_date": "2025-09-01"}
    links.save(session, None, looked_after)
    programme = training.save_programme(session, None, {"title": "县培", "level": "4", "category": "1"})
    training.save_class(session, None, {"programme_id": programme, "name": "研修班", "year": 2026, "hours": 100})
    before = everything(county)
    path = sheet(*SHEETS[kind])
    made = importing.preview(session, kind, path)
    made = importing.answer(session, made, importing.obvious(made))
    moved = {
        row.index: {"work": row.doubt.candidates[1].pk} for row in made.rows if row.doubt and row.doubt.field == "work"
    }
    done = importing.apply(session, importing.answer(session, made, moved))
    assert done.new + done.changed == len(made.rows)
    assert everything(county) != before
    assert {row.state for row in importing.preview(session, kind, path).rows} == {"same"}
    records.undo_act(session, str(done.act))
    assert everything(county) == before
