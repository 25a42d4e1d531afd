"""Units and teachers are told apart as clerks mean them, and asked about where a sheet leaves it open."""

from pathlib import Path

import pytest

from app import identity, importing, organisations, teachers
from app import session as sessions
from app.problems import Problem

ZHANG, LI = (first + identity.check_digit(first) for first in ("99990019850703001", "99990019880302004"))


def states(made: importing.Preview) -> list[str]:
    return [row.state for row in made.rows]


# -- units


def test_a_short_name_is_not_the_new_name_of_a_unit_without_a_code(county, sheet) -> None:
    organisations.save(county.session, None, {"name": "青山县东风小学", "short_name": "东风小学"})
    path = sheet(["单位名称", "电话"], ["东风小学", "13900000001"])
    made = importing.preview(county.session, "organisations", path)
    assert dict(made.rows[0].changes) == {"phone": "13900000001"}


@pytest.mark.parametrize(("name", "code"), [("城关小学", "2199000001"), ("新小学", "2199000009")])
def test_a_unit_stands_once_in_a_file_with_its_code_or_without(county, sheet, name, code) -> None:
    headings = ["单位名称", "学校标识码", "电话"]
    for rows in (
        ([name, code, "13900000001"], [name, None, "13900000002"]),
        (
            [name, None, "13900000002"],
            [name, code, "13900000001"],
        ),
    ):
        made = importing.preview(county.session, "organisations", sheet(headings, *rows))
        assert states(made)[1] == "faulty"
        assert "第 2 行重复" in made.rows[1].faults[0].reason


def test_two_new_units_of_one_name_are_told_apart_by_their_codes(county, sheet) -> None:
    path = sheet(["单位名称", "学校标识码"], ["新小学", "2199000008"], ["新小学", "2199000009"])
    assert states(importing.preview(county.session, "organisations", path)) == ["new", "new"]


def test_a_known_name_with_another_code_is_asked_about(county, sheet) -> None:
    path = sheet(["单位名称", "学校标识码"], ["城关小学", "2199000077"])
    made = importing.preview(county.session, "organisations", path)
    assert states(made) == ["doubtful"]
    same = importing.answer(county.session, made, importing.obvious(made))
    assert (same.rows[0].pk, dict(same.rows[0].changes)) == (county.school, {"code": "2199000077"})
    importing.apply(county.session, importing.answer(county.session, made, importing.all_new(made)))
    assert [row["name"] for row in organisations.listed(county.session)].count("城关小学") == 2


def test_a_unit_whose_superior_is_faulty_is_refused_in_words(county, sheet) -> None:
    headings = ["单位名称", "学校标识码", "上级单位"]
    path = sheet(headings, ["新中心校", "２中", None], ["新小学", "2199000010", "新中心校"])
    made = importing.preview(county.session, "organisations", path)
    assert states(made) == ["faulty", "new"]
    with pytest.raises(Problem, match="属于“新中心校”，而那一行没有一起导入"):
        importing.apply(county.session, made, skip_faulty=True)
    alone = importing.Choices(kept=frozenset({(1, "parent_id")}))
    assert importing.apply(county.session, made, alone, skip_faulty=True).new == 1


def test_a_superior_that_stands_twice_in_the_file_is_one(county, sheet) -> None:
    path = sheet(["单位名称", "上级单位"], ["新中心校", None], ["新中心校", None], ["新小学", "新中心校"])
    made = importing.preview(county.session, "organisations", path)
    assert states(made) == ["new", "same", "new"]
    importing.apply(county.session, made)
    found = {row["name"]: row["parent_name"] for row in organisations.listed(county.session)}
    assert found["新小学"] == "新中心校"


# -- teachers


def test_a_list_with_the_former_name_does_not_bring_it_back(county, sheet) -> None:
    teachers.save(county.session, county.zhang, {"id_number": ZHANG, "former_name": "张大"})
    path = sheet(["姓名", "学校", "身份证号"], ["张大", "城关小学", ZHANG])
    assert states(importing.preview(county.session, "teachers", path)) == ["same"]


def test_two_rows_of_one_name_may_be_two_people_of_the_roll(county, sheet) -> None:
    for phone in ("13900000002", "13900000003"):
        teachers.save(county.session, None, {"name": "李四", "work": county.school, "phone": phone})
    path = sheet(["姓名", "学校", "任教学科"], ["李四", "城关小学", "语文"], ["李四", "城关小学", "数学"])
    made = importing.preview(county.session, "teachers", path)
    assert states(made) == ["doubtful", "doubtful"] and made.rows[0].doubt
    one, other = (candidate.pk for candidate in made.rows[0].doubt.candidates)
    two = importing.answer(county.session, made, {0: {"name": one}, 1: {"name": other}})
    assert states(two) == ["changed", "changed"]


def test_a_new_person_stands_once_in_a_file_however_much_the_rows_say(county, sheet) -> None:
    headings = ["姓名", "学校", "身份证号", "出生日期", "手机号"]
    whole, born, bare = (
        ["李四", "城关小学", LI, None, None],
        ["李四", "城关小学", None, "1988-03", "13900000003"],
        ["李四", "城关小学", None, None, "13900000004"],
    )
    for rows in ((whole, bare), (bare, whole), (born, bare), (bare, born), (whole, born), (born, whole)):
        made = importing.preview(county.session, "teachers", sheet(headings, *rows))
        assert states(made) == ["new", "faulty"], rows


def test_one_of_the_same_name_and_school_with_another_birth_is_asked_about(county, sheet) -> None:
    teachers.save(county.session, county.zhang, {"birth_date": "1985-08"})
    path = sheet(["姓名", "学校", "出生日期"], ["张𬭎", "城关小学", "1985-07"])
    made = importing.preview(county.session, "teachers", path)
    assert states(made) == ["doubtful"] and made.rows[0].doubt
    assert "出生日期不同" in made.rows[0].doubt.question
    assert states(importing.answer(county.session, made, importing.all_new(made))) == ["new"]


def test_nobody_gets_an_id_number_that_somebody_else_has(county, sheet) -> None:
    first = "99990019850703003"
    same_day = first + identity.check_digit(first)
    teachers.save(county.session, county.zhang, {"id_number": ZHANG})
    teachers.save(county.session, county.shan, {"id_number": same_day})
    path = sheet(["薪火编号", "姓名", "学校", "身份证号"], [county.zhang, "张𬭎", "城关小学", same_day])
    made = importing.preview(county.session, "teachers", path)
    assert states(made) == ["doubtful"]
    made = importing.answer(county.session, made, {0: {"name": county.zhang}})
    assert states(made) == ["faulty"]
    assert "已经登记在“单丽”名下" in made.rows[0].faults[0].reason


def test_a_schools_list_without_a_school_does_not_call_back_those_on_loan(county, sheet, tmp_path: Path) -> None:
    with sessions.create_school(
        tmp_path / "校.xinhuo", "城关小学", site="b" * 32, organisation=county.school, operator="李静"
    ) as school:
        with school.writing("收到县里的文件") as rows:
            for pk, name in ((county.school, "城关小学"), (county.other_school, "清水小学")):
                rows.insert("organisations", {"id": pk, "name": name, "kind": "3"})
        pk = teachers.save(
            school, None,
            {"name": "李四", "work": county.other_school, "establishment": county.school, "id_number": LI},
        )  # fmt: skip
        made = importing.preview(school, "teachers", sheet(["姓名", "身份证号", "手机号"], ["李四", LI, "13900000001"]))
        assert dict(made.rows[0].changes) == {"phone": "13900000001"}
        importing.apply(school, made)
        assert teachers.get(school, pk)["work"] == county.other_school
