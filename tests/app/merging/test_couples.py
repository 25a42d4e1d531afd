"""Who looks like one person entered twice, why, and what a person has said about it."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app import teachers
from app.merging import couples
from app.merging.couples import BIRTH, NEARLY, NUMBER, OTHERWISE, PHONE, PLACE
from tests.app.conftest import County
from tests.app.merging.conftest import NUMBER as ID
from tests.app.merging.conftest import OTHER_NUMBER


def enter(county: County, name: str, **more: Any) -> str:
    """A teacher as a received file may bring one: without asking whether the ID number is somebody's already."""
    known = {"work": county.school, **more}
    number = known.pop("id_number", None)
    pk = teachers.save(county.session, None, {"name": name, **known})
    if number:
        with county.session.writing("收到") as rows:
            rows.update("teachers", pk, {"id_number": number})
    return pk


def found(county: County, **more: Any) -> list[tuple[str, str, tuple[str, ...], str]]:
    return [(one.one.name, one.other.name, one.reasons, one.against) for one in couples.couples(county.session, **more)]


def test_one_number_at_two_schools_is_one_person(county: County) -> None:
    enter(county, "赵一", id_number=ID)
    enter(county, "赵乙", id_number=ID, work=county.other_school)
    assert found(county) == [("赵一", "赵乙", (NUMBER,), "")]


@pytest.mark.parametrize("birth", ["1985-07", "1985-07-12"])
def test_name_and_birth_tell_as_far_as_they_are_known(county: County, birth: str) -> None:
    enter(county, "赵一", birth_date="1985-07-12")
    enter(county, "赵一", birth_date=birth, work=county.other_school)
    enter(county, "赵一", birth_date="1985-08", work=county.other_school)
    assert (("赵一", "赵一", (BIRTH,), "")) in found(county)
    assert len([one for one in found(county) if BIRTH in one[2]]) == 1


def test_namesakes_of_one_school_are_asked_about_and_of_two_schools_are_not(county: County) -> None:
    enter(county, "赵一")
    enter(county, "赵一")
    enter(county, "赵一", work=county.other_school)
    assert found(county) == [("赵一", "赵一", (PLACE,), "")]
    enter(county, "钱二", establishment=county.other_school)
    enter(county, "钱二", work=county.other_school)
    assert ("钱二", "钱二", (PLACE,), "") in found(county)


def test_a_mobile_number_is_shared_by_few_and_a_landline_says_nothing(county: County) -> None:
    for name in ("赵一", "钱二"):
        enter(county, name, phone="13977770001")
    for name in ("孙三", "李四"):
        enter(county, name, phone="043112345678")
    for name in ("甲乙", "丙丁", "戊己", "庚辛", "壬癸", "子丑"):
        enter(county, name, phone="13977770002")
    assert {frozenset(one[:2]) for one in found(county)} == {frozenset(("赵一", "钱二"))}
    assert found(county)[0][2] == (PHONE,)


@pytest.mark.parametrize(
    ("other", "near"),
    [("赵晓明", True), ("赵小名", True), ("赵明", True), ("赵小小明", True), ("赵明小", False), ("钱晓明", False)],
)
def test_a_name_that_differs_by_one_character_with_the_same_day_of_birth(
    county: County, other: str, near: bool
) -> None:
    enter(county, "赵小明", birth_date="1985-07-12")
    enter(county, other, birth_date="1985-07-12", work=county.other_school)
    enter(county, "赵小朋", birth_date="1985-07-13")
    assert [one[2] for one in found(county)] == ([(NEARLY,)] if near else [])


def test_a_month_of_birth_is_no_reason_for_names_that_only_look_alike(county: County) -> None:
    enter(county, "赵小明", birth_date="1985-07")
    enter(county, "赵晓明", birth_date="1985-07")
    assert found(county) == []


def test_who_has_another_id_number_comes_last_and_it_is_said(county: County) -> None:
    enter(county, "赵一", id_number=ID, birth_date="1985-07-12")
    enter(county, "赵一", id_number=OTHER_NUMBER, birth_date="1985-07-12")
    enter(county, "钱二", phone="13977770001")
    enter(county, "孙三", phone="13977770001")
    assert [one[2:] for one in found(county)] == [((PHONE,), ""), ((BIRTH, PLACE), OTHERWISE)]


def test_namesakes_with_numbers_of_their_own_are_two_people(county: County) -> None:
    enter(county, "赵一", id_number=ID, phone="13977770001")
    other = enter(county, "赵一", id_number=OTHER_NUMBER)
    assert found(county) == []
    teachers.save(county.session, other, {"phone": "13977770001"})
    assert [one[2:] for one in found(county)] == [((PLACE, PHONE), OTHERWISE)]


def test_couples_told_apart_are_not_asked_about_again_until_somebody_wants_that(county: County) -> None:
    one, other = enter(county, "赵一"), enter(county, "赵一")
    couples.tell_apart(county.session, other, one)
    couples.tell_apart(county.session, one, other)
    assert found(county) == []
    (told,) = couples.couples(county.session, everybody=True)
    assert told.told_apart and set(told.ids) == {one, other}
    couples.ask_again(county.session, one, other)
    assert len(found(county)) == 1


names = st.text(alphabet="赵小晓明", min_size=1, max_size=4)


@given(st.lists(st.tuples(names, st.sampled_from(["1985-07-12", "1985-07", ""])), max_size=12))
def test_couples_are_those_that_looking_at_each_with_each_finds(people: list[tuple[str, str]]) -> None:
    entries = [couples.Person(str(number), name, birth, "", "", ()) for number, (name, birth) in enumerate(people)]
    wanted = {
        (first, second)
        for first, one in enumerate(entries)
        for second, other in enumerate(entries)
        if first < second and (looks_alike(one, other))
    }
    assert set(couples._reasons(entries)) == wanted


def looks_alike(one: couples.Person, other: couples.Person) -> bool:
    if one.name == other.name:
        return bool(one.birth and other.birth) and one.birth[:7] == other.birth[:7]
    if one.birth != other.birth or len(one.birth) < 10 or min(len(one.name), len(other.name)) < 2:
        return False
    return distance(one.name, other.name) == 1


def distance(one: str, other: str) -> int:
    """Levenshtein's, as its definition says."""
    if not one or not other:
        return len(one) + len(other)
    return min(
        distance(one[1:], other) + 1, distance(one, other[1:]) + 1, distance(one[1:], other[1:]) + (one[0] != other[0])
    )
