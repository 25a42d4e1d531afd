"""Assessments: one of a kind in a year, the rule about 师德, and many in one act."""

import pytest

from app import assessments, records
from app.assessments import ANNUAL, ETHICS, FAILED
from app.problems import Problem
from app.records import Invalid, Values

GOOD, EXCELLENT, BARELY = "2", "1", "3"


def one(teacher: str, kind: str, grade: str, year: int = 2025) -> Values:
    return {"teacher_id": teacher, "kind": kind, "grade": grade, "year": year}


def test_a_teacher_has_one_assessment_of_a_kind_in_a_year(county) -> None:
    assessments.save(county.session, None, one(county.shan, ETHICS, GOOD))
    with pytest.raises(Invalid, match="2025 年的师德考核已经登记为合格"):
        assessments.save(county.session, None, one(county.shan, ETHICS, EXCELLENT))
    assessments.save(county.session, None, one(county.shan, ANNUAL, EXCELLENT))
    assessments.save(county.session, None, one(county.shan, ETHICS, GOOD, 2024))
    assessments.save(county.session, None, one(county.zhang, ETHICS, GOOD))
    assert len(assessments.listed(county.session)) == 4
    assert {row["clash"] for row in assessments.listed(county.session)} == {""}


@pytest.mark.parametrize("grade", [GOOD, EXCELLENT])
def test_who_failed_in_ethics_is_not_good_or_better_of_that_year(county, grade: str) -> None:
    assessments.save(county.session, None, one(county.shan, ETHICS, FAILED))
    with pytest.raises(Invalid, match="师德考核不合格的，当年年度考核不得评为合格及以上等次"):
        assessments.save(county.session, None, one(county.shan, ANNUAL, grade))
    assessments.save(county.session, None, one(county.shan, ANNUAL, grade, 2026))


@pytest.mark.parametrize("grade", [BARELY, FAILED, "5"])
def test_who_failed_in_ethics_may_have_a_lower_grade(county, grade: str) -> None:
    assessments.save(county.session, None, one(county.shan, ETHICS, FAILED))
    assessments.save(county.session, None, one(county.shan, ANNUAL, grade))


def test_ethics_are_not_failed_while_the_year_is_good(county) -> None:
    annual = assessments.save(county.session, None, one(county.shan, ANNUAL, GOOD))
    with pytest.raises(Invalid, match="年度考核已经登记为合格，请先改那一条"):
        assessments.save(county.session, None, one(county.shan, ETHICS, FAILED))
    assessments.save(county.session, annual, {"grade": BARELY})
    assessments.save(county.session, None, one(county.shan, ETHICS, FAILED))
    with pytest.raises(Invalid, match="不得评为合格"):
        assessments.save(county.session, annual, {"grade": GOOD})


def test_a_change_is_measured_against_the_others_only(county) -> None:
    pk = assessments.save(county.session, None, one(county.shan, ETHICS, GOOD))
    assessments.save(county.session, pk, {"grade": EXCELLENT, "document": "青教〔2026〕3号"})
    assert assessments.get(county.session, pk)["grade"] == EXCELLENT


def test_what_two_offices_brought_about_is_shown(county) -> None:
    with county.session.writing("两处各写一条") as rows:
        rows.insert("assessments", one(county.shan, ETHICS, FAILED))
        rows.insert("assessments", one(county.shan, ANNUAL, GOOD))
        rows.insert("assessments", one(county.zhang, ANNUAL, GOOD))
        rows.insert("assessments", one(county.zhang, ANNUAL, BARELY))
    told = {(row["teacher_name"], row["clash"]) for row in assessments.listed(county.session)}
    assert told == {("单丽", "与师德考核不符"), ("张𬭎", "同一年有两条")}
    for row in assessments.of_teacher(county.session, county.shan):
        assert assessments.get(county.session, str(row["id"])) == row


def test_many_get_the_same_in_one_act_and_the_rest_is_named(county) -> None:
    more = {"kind": ANNUAL, "grade": GOOD, "year": 2025, "document": "青教〔2026〕3号"}
    assessments.save(county.session, None, one(county.zhang, ANNUAL, EXCELLENT))
    done = assessments.enter(county.session, [county.zhang, county.shan, county.shan], more)
    assert (done.written, done.there, done.barred) == (1, ("张𬭎",), ())
    (row,) = assessments.of_teacher(county.session, county.shan)
    assert (row["grade"], row["document"]) == (GOOD, "青教〔2026〕3号")
    assert assessments.of_teacher(county.session, county.zhang)[0]["grade"] == EXCELLENT
    assert records.undo_last(county.session) == "登记 2025 年年度考核：合格"
    assert assessments.of_teacher(county.session, county.shan) == []


def test_the_rule_about_ethics_holds_for_many_too(county) -> None:
    assessments.save(county.session, None, one(county.shan, ETHICS, FAILED))
    done = assessments.enter(county.session, [county.zhang, county.shan], {"kind": ANNUAL, "grade": GOOD, "year": 2025})
    assert (done.written, done.there, done.barred) == (1, (), ("单丽",))
    assert len(assessments.of_teacher(county.session, county.shan)) == 1


def test_many_without_a_grade_or_without_people_are_refused(county) -> None:
    with pytest.raises(Invalid, match="请填写考核等次"):
        assessments.enter(county.session, [county.shan], {"kind": ANNUAL, "year": 2025})
    with pytest.raises(Problem, match="还没有选教师"):
        assessments.enter(county.session, [], {"kind": ANNUAL, "year": 2025, "grade": GOOD})


@pytest.mark.parametrize(("word", "code"), [("称职", "2"), ("基本称职", "3"), ("不称职", "4"), ("不定等次", "5")])
def test_the_words_for_civil_servants_are_understood(county, word: str, code: str) -> None:
    values = records.read(assessments.ENTITY, {"grade": word, "kind": "师德", "year": "2025年度"}, county.session)
    assert values == {"grade": code, "kind": ETHICS, "year": 2025}


def test_many_get_another_grade_in_one_act_or_none_of_them(county) -> None:
    both = [county.shan, county.zhang]
    assessments.enter(county.session, both, {"kind": ANNUAL, "grade": BARELY, "year": 2025})
    pks = [str(row["id"]) for row in assessments.listed(county.session)]
    assert assessments.set_grade(county.session, pks, GOOD) == 2
    assert assessments.set_grade(county.session, pks, GOOD) == 0
    assert records.undo_last(county.session) == "考核改为合格：2 条"
    assessments.save(county.session, None, one(county.shan, ETHICS, FAILED))
    with pytest.raises(Invalid, match=r"单丽：.*不得评为合格"):
        assessments.set_grade(county.session, pks, EXCELLENT)
    assert {row["grade"] for row in assessments.listed(county.session)} == {BARELY, FAILED}
