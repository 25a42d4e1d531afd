"""Whom a class is for: roles by flag, post, subject and years of work."""

import pytest

from app import audience, records, teachers, training


def asked(session, **audience_of) -> audience.Audience:
    values = {"title": "研修", "level": "4", "category": "2", "name": "第一期", "year": 2026, "hours": 120}
    pk = training.save_run(session, None, values | {"start_date": "2026-09-10"})
    training.save_programme(session, str(training.get_class(session, pk)["programme_id"]), audience_of)
    return audience.of_class(session, pk)


def misfit(county, **of) -> str:
    return asked(county.session, **of).misfit(teachers.get(county.session, county.zhang))


@pytest.mark.parametrize(
    ("role", "post", "fits"),
    [
        ("3", "党支部书记、校长", True),
        ("3", "团委书记", False),
        ("4", "副校长", True),
        ("4", "幼儿园园长", True),
        ("4", "教导主任", False),
        ("5", "县教研员", True),
        ("7", "教导处副主任", True),
        ("7", "", False),
    ],
)
def test_posts_are_known_by_words_in_the_post(county, role: str, post: str, fits: bool) -> None:
    teachers.save(county.session, county.zhang, {"admin_post": post or None})
    assert (misfit(county, for_role=role) == "") is fits


def test_political_lessons_are_known_by_subject(county) -> None:
    assert misfit(county, for_role="6") == "不教思政课"
    teachers.save(county.session, county.zhang, {"second_subject": "L01"})
    assert misfit(county, for_role="6") == ""


def test_a_class_for_nobody_in_particular_is_for_everybody(county) -> None:
    assert asked(county.session).words == "" and misfit(county) == ""


def test_who_is_new_stands_in_the_rule(county) -> None:
    from app.rules import kinds
    from app.rules import records as rules

    teachers.save(county.session, county.zhang, {"work_start": "2025-09"})
    assert misfit(county, for_role="2") == ""
    assert "还没有“岗前必修”规则" in asked(county.session, for_role="2").unchecked
    values = {"code": "induction", "kind": "induction", "title": "岗前必修", "start_date": "2020-01-01"}
    parameters = kinds.written(kinds.Induction(modules=("1",), months=12))
    records.save(county.session, rules.ENTITY, None, values | {"parameters": parameters})
    assert asked(county.session, for_role="2").unchecked == ""
    assert misfit(county, for_role="2") == "参加工作已满 12 个月"
    teachers.save(county.session, county.zhang, {"work_start": "2026-08"})
    assert misfit(county, for_role="2") == ""


def test_a_stage_and_a_subject_are_asked_for_as_well(county) -> None:
    teachers.save(county.session, county.zhang, {"stage": "2"})
    assert misfit(county, for_stage="3", for_subject="13") == "学段不是普通初中"
