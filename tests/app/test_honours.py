"""Honours: one person, one year, one name; candidates are told apart."""

import pytest

from app import honours, records, teachers
from app.problems import Problem, Question
from app.records import Invalid

EXCELLENT = {"title": "县优秀教师", "level": "43", "issuer": "示范县人民政府", "awarded_on": "2025-09"}


def test_an_honour_stands_with_its_teacher_and_school(county) -> None:
    pk = honours.save(county.session, None, {**EXCELLENT, "teacher_id": county.shan})
    (row,) = honours.listed(county.session)
    assert (row["id"], row["teacher_name"], row["school_name"]) == (pk, "单丽", "清水小学")
    assert honours.get(county.session, pk) == row
    assert honours.of_teacher(county.session, county.zhang) == []


def test_the_newest_honour_comes_first_and_one_without_a_date_last(county) -> None:
    for title, day in (("甲", "2023-09"), ("乙", None), ("丙", "2025-09-10")):
        honours.save(county.session, None, {"teacher_id": county.shan, "title": title, "awarded_on": day})
    assert [row["title"] for row in honours.listed(county.session)] == ["丙", "甲", "乙"]


@pytest.mark.parametrize(
    ("title", "day"), [("县优秀教师", "2025-09"), ("县 优秀教师", "2025-12-01"), ("“县优秀教师”", "2025-09-10")]
)
def test_the_same_honour_of_one_year_is_asked_about(county, title: str, day: str) -> None:
    honours.save(county.session, None, {**EXCELLENT, "teacher_id": county.shan})
    again = {**EXCELLENT, "teacher_id": county.shan, "title": title, "awarded_on": day}
    with pytest.raises(Question, match="2025 年已经登记过“县优秀教师”"):
        honours.save(county.session, None, again)
    assert len(honours.listed(county.session)) == 1
    honours.save(county.session, None, again, agreed=True)
    assert len(honours.listed(county.session)) == 2


def test_two_without_a_date_are_asked_about_too(county) -> None:
    honours.save(county.session, None, {"teacher_id": county.shan, "title": "优秀班主任"})
    with pytest.raises(Question, match="没写年月的"):
        honours.save(county.session, None, {"teacher_id": county.shan, "title": "优秀班主任"})


@pytest.mark.parametrize(
    "other", [{"awarded_on": "2024-09"}, {"title": "县优秀班主任"}, {"is_candidate": 1}, {"teacher_id": "zhang"}]
)
def test_another_year_name_or_person_is_another_honour_and_so_is_a_candidate(county, other: dict[str, object]) -> None:
    honours.save(county.session, None, {**EXCELLENT, "teacher_id": county.shan})
    values = {**EXCELLENT, "teacher_id": county.shan, **other}
    if values["teacher_id"] == "zhang":
        values["teacher_id"] = county.zhang
    honours.save(county.session, None, values)
    assert len(honours.listed(county.session)) == 2


def test_a_change_of_the_remark_asks_nothing_about_itself(county) -> None:
    pk = honours.save(county.session, None, {**EXCELLENT, "teacher_id": county.shan})
    honours.save(county.session, pk, {"remark": "补录"})
    assert honours.get(county.session, pk)["remark"] == "补录"
    assert records.history(county.session, honours.ENTITY, pk)[0].new == "补录"


def test_a_name_is_wanted(county) -> None:
    with pytest.raises(Invalid, match="请填写荣誉名称"):
        honours.save(county.session, None, {"teacher_id": county.shan})


def test_a_teacher_with_an_honour_is_not_deleted(county) -> None:
    from storage.problems import StorageProblem

    pk = honours.save(county.session, None, {**EXCELLENT, "teacher_id": county.shan})
    with pytest.raises(StorageProblem, match="引用"):
        teachers.delete(county.session, county.shan)
    records.delete(county.session, honours.ENTITY, pk)
    with pytest.raises(Problem, match="找不到"):
        honours.get(county.session, pk)
    assert records.undo_last(county.session) == "删除荣誉：县优秀教师"
    assert honours.get(county.session, pk)["title"] == "县优秀教师"


def test_many_are_deleted_in_one_act_and_come_back_by_one_undo(county) -> None:
    pks = [honours.save(county.session, None, {"teacher_id": county.shan, "title": one}) for one in "甲乙丙"]
    assert records.delete_many(county.session, honours.ENTITY, [*pks[:2], pks[0]]) == 2
    assert [row["title"] for row in honours.listed(county.session)] == ["丙"]
    assert records.undo_last(county.session) == "删除荣誉：2 条"
    assert len(honours.listed(county.session)) == 3
    assert records.delete_many(county.session, honours.ENTITY, []) == 0
