"""What belongs to others is known again only where it is surely the same; else it is one more, or asked about."""

import pytest

from app import honours, identity, importing, mentoring, records, studios, teachers, training
from app import session as sessions

ZHANG, SHAN = (first + identity.check_digit(first) for first in ("99990019850703001", "99990019900302002"))


def states(made: importing.Preview) -> list[str]:
    return [row.state for row in made.rows]


def test_two_credentials_without_numbers_are_two(county, sheet) -> None:
    teachers.save_credential(county.session, None, {"teacher_id": county.zhang, "stage": "2", "subject": "数学"})
    headings = ["姓名", "学校", "资格种类", "资格学科", "证书号"]
    other = sheet(headings, ["张𬭎", "城关小学", "初中", "语文", None])
    assert states(importing.preview(county.session, "credentials", other)) == ["new"]
    numbered = sheet(headings, ["张𬭎", "城关小学", "小学", "数学", "20209999"])
    made = importing.preview(county.session, "credentials", numbered)
    assert (states(made), made.rows[0].changes) == (["changed"], {"number": "20209999"})


@pytest.mark.parametrize("title", ["“优秀教师”", "优秀 教师", "优秀教师"])
def test_an_honour_in_other_brackets_is_the_same(county, sheet, title) -> None:
    honours.save(county.session, None, {"teacher_id": county.zhang, "title": "优秀教师", "awarded_on": "2020-09-10"})
    path = sheet(["姓名", "学校", "荣誉名称", "授予年月"], ["张𬭎", "城关小学", title, "2020-09"])
    assert states(importing.preview(county.session, "honours", path)) == ["same"]


def test_whether_a_candidate_became_the_thing_itself_is_asked(county, sheet) -> None:
    honour = {"teacher_id": county.zhang, "title": "县名师", "awarded_on": "2020-09", "is_candidate": 1}
    honours.save(county.session, None, honour)
    headings = ["姓名", "学校", "荣誉名称", "授予年月", "是否人选"]
    made = importing.preview(
        county.session, "honours", sheet(headings, ["张𬭎", "城关小学", "县名师", "2020-09", "否"])
    )
    assert states(made) == ["doubtful"]


def test_a_new_programme_of_one_title_and_another_organiser_is_another(county, sheet) -> None:
    headings = ["培训项目", "班次名称", "计入年度", "学时", "层级", "类别", "主办单位"]
    path = sheet(
        headings,
        ["暑期研修", "一班", "2026", "10", "县级", "专业课", "甲校"],
        ["暑期研修", "二班", "2026", "10", "市级", "专业课", "乙校"],
        ["暑期研修", "三班", "2026", "10", "县级", "专业课", None],
    )
    importing.apply(county.session, importing.preview(county.session, "classes", path))
    found = {row["name"]: row["organiser"] for row in training.classes(county.session)}
    assert found == {"一班": "甲校", "二班": "乙校", "三班": "甲校"}


def test_a_programme_that_a_person_says_is_known_does_not_come_along(county, sheet) -> None:
    known = training.save_programme(county.session, None, {"title": "暑期研修班", "level": "4", "category": "2"})
    headings = ["培训项目", "班次名称", "计入年度", "学时", "层级", "类别"]
    path = sheet(headings, ["暑期研修", "一班", "2026", "10", "县级", "专业课"])
    made = importing.preview(county.session, "classes", path)
    new = importing.answer(county.session, made, importing.all_new(made))
    assert new.rows[0].brings
    same = importing.answer(county.session, new, {0: {"programme_id": known}})
    assert (same.rows[0].brings, same.rows[0].changes["programme_id"]) == ((), known)


def test_hours_of_no_class_are_refused_in_words(county, sheet) -> None:
    path = sheet(["姓名", "学校", "年度", "学时"], ["张𬭎", "城关小学", "2025", "10"])
    (row,) = importing.preview(county.session, "attendance", path).rows
    assert row.faults[0].reason == "看不出是哪个班次，请填写班次或培训项目。"


def test_a_hidden_id_beside_another_id_number_is_asked_about(county, sheet) -> None:
    teachers.save(county.session, county.zhang, {"id_number": ZHANG})
    path = sheet(["薪火编号", "姓名", "身份证号", "荣誉名称"], [county.zhang, "张𬭎", SHAN, "县名师"])
    (row,) = importing.preview(county.session, "honours", path).rows
    assert row.doubt and "身份证号和登记的不一致" in row.doubt.question


# -- moves

MOVE = ["姓名", "学校", "方式", "去向", "起算日期", "结束日期", "依据文件"]


def test_an_exchange_that_still_lasts_is_not_ended_by_its_planned_end(county, sheet) -> None:
    teachers.save(county.session, county.zhang, {"establishment": county.school})
    path = sheet(MOVE, ["张𬭎", "城关小学", "交流轮岗", "清水小学", "2026-09-01", "2028-07-31", "号1"])
    made = importing.preview(county.session, "moves", path)
    assert any("返回编制学校" in note for note in made.notes)
    importing.apply(county.session, made)
    assert states(importing.preview(county.session, "moves", path)) == ["same"]
    assert teachers.get(county.session, county.zhang)["work"] == county.other_school
    over = sheet(MOVE, ["张𬭎", "清水小学", "交流轮岗", "清水小学", "2026-09-01", "2026-10-31", "号1"])
    with pytest.raises(importing.Clash, match="还没有结束的登记"):
        importing.apply(county.session, importing.preview(county.session, "moves", over))


def test_those_who_returned_or_left_are_known_again(county, sheet) -> None:
    teachers.save(county.session, county.zhang, {"establishment": county.other_school})
    teachers.save(county.session, county.shan, {"establishment": county.other_school})
    rows = (
        ["张𬭎", "城关小学", "返回编制学校", None, "2026-11-21", None, "号1"],
        ["单丽", "清水小学", "退休", None, "2026-11-21", None, "号1"],
    )
    done = importing.apply(county.session, importing.preview(county.session, "moves", sheet(MOVE, *rows)))
    assert states(importing.preview(county.session, "moves", sheet(MOVE, *rows))) == ["same", "same"]
    mended = sheet(MOVE, [*rows[1][:6], "号2"])
    with pytest.raises(importing.Clash, match="已经登记过"):
        importing.apply(county.session, importing.preview(county.session, "moves", mended))
    records.undo_act(county.session, str(done.act))
    assert states(importing.preview(county.session, "moves", sheet(MOVE, *rows))) == ["new", "new"]


def test_a_return_has_no_end(county, sheet) -> None:
    teachers.save(county.session, county.zhang, {"establishment": county.other_school})
    path = sheet(MOVE, ["张𬭎", "城关小学", "返回编制学校", None, "2026-01-21", "2026-03-01", "号1"])
    with pytest.raises(importing.Clash, match="没有结束日期"):
        importing.apply(county.session, importing.preview(county.session, "moves", path))


def test_a_school_may_name_a_partner_elsewhere_but_registers_nothing_about_them(county, sheet, tmp_path) -> None:
    with sessions.create_school(
        tmp_path / "校.xinhuo", "城关小学", site="b" * 32, organisation=county.school, operator="李静"
    ) as school:
        with school.writing("收到县里的文件") as rows:
            for pk, name in ((county.school, "城关小学"), (county.other_school, "清水小学")):
                rows.insert("organisations", {"id": pk, "name": name, "kind": "3"})
            rows.insert("teachers", {"id": county.shan, "name": "单丽"})
            rows.insert("postings", {"teacher_id": county.shan, "kind": "work", "organisation_id": county.other_school})
            rows.execute("INSERT INTO stubs (tbl, pk) VALUES ('teachers', ?)", (county.shan,))
        teachers.save(school, None, {"name": "李四", "work": county.school})
        headings = ["结对类别", "师父", "徒弟", "开始日期"]
        pairs = importing.preview(school, "pairs", sheet(headings, ["青蓝结对", "单丽", "李四", "2026-09-01"]))
        assert (states(pairs), pairs.rows[0].changes["mentor_id"]) == (["new"], county.shan)
        assert ("师父", "单丽") in [(line.label, line.new) for line in importing.lines(pairs, pairs.rows[0])]
        changes = pairs.rows[0].changes
        assert (changes["status"], changes["times"]) == (mentoring.PLANNED, 1)
        begun = importing.preview(
            school, "pairs", sheet([*headings, "状态"], ["青蓝结对", "单丽", "李四", "2026-09-01", "培养中"])
        )
        assert "县里还没有审核通过" in begun.rows[0].faults[0].reason and begun.rows[0].faults[0].cell == "E2"
        honour = importing.preview(school, "honours", sheet(["姓名", "荣誉名称"], ["单丽", "县名师"]))
        assert (states(honour), honour.rows[0].faults[0].label) == (["faulty"], "教师")


def test_a_class_or_a_studio_in_other_brackets_is_the_same(county, sheet) -> None:
    programme = training.save_programme(county.session, None, {"title": "县培", "level": "4", "category": "1"})
    run = {"programme_id": programme, "name": "第一班（初中）", "year": 2026, "hours": 100}
    training.save_class(county.session, None, run)
    studios.save(county.session, None, {"name": "张𬭎工作室", "kind": "1"})
    classes = sheet(["培训项目", "班次名称", "计入年度", "学时"], ["县培", "第一班(初中)", "2026", "10"])
    assert states(importing.preview(county.session, "classes", classes)) == ["same"]
    named = sheet(["工作室名称", "学科"], ["张𬭎 工作室", "语文"])
    (row,) = importing.preview(county.session, "studios", named).rows
    assert dict(row.changes) == {"subject": "13"}
