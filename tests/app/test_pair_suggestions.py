"""Suggestions for a mentor: the nearest first, with reasons; who is left out is told why."""

import pytest

from app import organisations, pair_suggestions
from app.problems import Problem
from tests.app.mentored import MENTORING, pair, person, ruled


@pytest.fixture
def people(county) -> dict[str, str]:
    """A new teacher of 数学 at 城关小学, and others near and far."""
    for pk in (county.school, county.other_school):
        organisations.save(county.session, pk, {"township": "城关镇"})
    far = organisations.save(county.session, None, {"name": "山后小学", "township": "山后乡"})
    same = {"subject": "13", "stage": "2", "title": "3", "work_start": "2010-08"}
    return {
        "new": person(county.session, "李强", county.school, subject="13", stage="2", work_start="2026-08"),
        "here": person(county.session, "王芳", county.school, **same),
        "near": person(county.session, "赵敏", county.other_school, **same),
        "far": person(county.session, "周全", far, **same),
        "other": person(county.session, "钱进", county.school, **{**same, "subject": "14"}),
    }


def names(found: pair_suggestions.Suggested) -> list[str]:
    return [one.name for one in found.candidates]


def test_the_same_subject_goes_first_then_school_then_township(county, people: dict[str, str]) -> None:
    found = pair_suggestions.suggest(county.session, people["new"], "1")
    assert [one for one in names(found) if one not in ("张𬭎", "单丽")] == ["王芳", "赵敏", "周全", "钱进"]
    assert found.candidates[0].reasons == ("同校", "同教小学", "同教语文", "一级教师", "还没有带徒弟", "教龄 16 年")
    assert "同在城关镇" in found.candidates[1].reasons


def test_a_tutor_of_class_teachers_is_one_oneself_whatever_the_subject(county, people: dict[str, str]) -> None:
    tutor = person(
        county.session, "孙班", county.school, stage="2", is_class_teacher=1, title="3", work_start="2012-08"
    )
    found = pair_suggestions.suggest(county.session, people["new"], "2")
    assert found.candidates[0].id == tutor and "正当班主任" in found.candidates[0].reasons


def test_who_guides_somebody_already_comes_later(county, people: dict[str, str]) -> None:
    for kind in "13":
        pair(county.session, people["here"], county.zhang, kind=kind)
    found = pair_suggestions.suggest(county.session, people["new"], "1")
    assert names(found)[0] == "赵敏"
    assert next(one for one in found.candidates if one.name == "王芳").reasons[-2] == "正带着 2 对"


def test_those_left_out_are_told_why(county, people: dict[str, str]) -> None:
    ruled(county.session, MENTORING)
    for kind in "13":
        pair(county.session, people["here"], county.zhang, kind=kind)
    pair(county.session, people["near"], people["new"])
    young = person(county.session, "小郑", county.school, title="3", work_start="2026-09")
    left = person(county.session, "退休", county.school, title="2", staff_status="9")
    pair(county.session, people["far"], people["other"])
    found = pair_suggestions.suggest(county.session, people["new"], "1")
    why = {one.id: one.why for one in found.excluded}
    assert why[people["here"]] == "已经带着 2 对，最多 2 对"
    assert why[people["near"]] == "已经是这位徒弟的同类师父"
    assert why[people["other"]] == "自己正在同类结对里当徒弟"
    assert why[young] == "参加工作不比徒弟早"
    assert why[left] == "现在不在岗"
    assert why[county.shan] == "不符合条件：没有登记职称，没有规定的荣誉"
    assert found.rule.startswith("师父的条件：职称是") and "示教〔2025〕3 号" in found.rule
    assert names(found) == ["周全"]
    assert people["new"] not in why


def test_only_somebody_on_the_roster_can_be_given_a_mentor(county) -> None:
    with pytest.raises(Problem, match="没有这位徒弟"):
        pair_suggestions.suggest(county.session, "nobody", "1")
