"""What the rules say about studios: hosts, terms, members, activities; without a rule nothing is checked."""

from datetime import date

import pytest

from app import honours, studio_rules, studio_work, studios, teachers
from app.problems import Question
from app.rules import kinds
from app.rules.kinds import Studio
from storage.ids import new_id

RULE = Studio(kinds=("2",), titles=("1", "2"), honours=("名师", "特级教师"), years=3, activities=4, fewest=1, most=2)


def in_force(county, said: Studio = RULE, since: str = "2020-01-01") -> None:
    """Put a rule about studios into the book."""
    with county.session.writing("规则") as rows:
        rows.insert(
            "rules",
            {
                "id": new_id(), "code": "studios", "kind": "studio", "title": "名师工作室管理办法", "start_date": since,
                "document": "示教〔2020〕8号", "sentence": "主持人应具有高级职称或名师称号。",
                "parameters": kinds.written(said),
            },
        )  # fmt: skip


def studio(county, **more) -> str:
    values = {"name": "张𬭎名师工作室", "kind": "2", "host_id": county.zhang, **more}
    return studios.save(county.session, None, values, agreed=True)


def shorts(county, pk: str) -> list[str]:
    (row,) = (one for one in studios.listed(county.session) if one["id"] == pk)
    return [one.short for one in studio_rules.noted(county.session, [row])[pk]]


def test_without_a_rule_nothing_is_checked_and_that_is_said(county) -> None:
    pk = studios.save(county.session, None, {"name": "张𬭎名师工作室", "kind": "2", "host_id": county.zhang})
    (note,) = studio_rules.noted(county.session, [studios.get(county.session, pk)])[pk]
    assert note.sentence == studio_rules.NO_RULE


def test_a_host_without_title_and_award_is_asked_about_and_may_be_named_knowingly(county) -> None:
    in_force(county)
    values = {"name": "张𬭎名师工作室", "kind": "2", "host_id": county.zhang}
    with pytest.raises(studios.Doubtful, match=r"名师工作室管理办法.*示教〔2020〕8号") as asked:
        studios.save(county.session, None, values)
    assert isinstance(asked.value, Question)
    assert [one.field for one in asked.value.faults] == ["host_id"]
    assert studios.listed(county.session) == []
    studios.save(county.session, None, values, agreed=True)
    assert len(studios.listed(county.session)) == 1


@pytest.mark.parametrize("title", ["2", "21"])
def test_a_title_of_today_or_its_older_name_is_enough(county, title: str) -> None:
    in_force(county)
    teachers.save(county.session, county.zhang, {"title": title})
    studios.save(county.session, None, {"name": "张𬭎名师工作室", "kind": "2", "host_id": county.zhang})


def test_an_award_is_enough_and_a_candidacy_is_not(county) -> None:
    in_force(county)
    values = {"name": "张𬭎名师工作室", "kind": "2", "host_id": county.zhang}
    honours.save(county.session, None, {"teacher_id": county.zhang, "title": "市级名师培养对象", "is_candidate": 1})
    with pytest.raises(studios.Doubtful, match="培养对象不算"):
        studios.save(county.session, None, values)
    honours.save(county.session, None, {"teacher_id": county.zhang, "title": "县级名师"})
    studios.save(county.session, None, values)


def test_a_rule_speaks_of_its_kinds_and_from_its_day_on(county) -> None:
    in_force(county, since="2027-01-01")
    studios.save(county.session, None, {"name": "张𬭎名师工作室", "kind": "2", "host_id": county.zhang})
    in_force(county)
    studios.save(county.session, None, {"name": "张𬭎名校长工作室", "kind": "1", "host_id": county.zhang})


def test_a_longer_term_than_the_rule_says_is_asked_about(county) -> None:
    in_force(county)
    values = {"name": "语文工作室", "kind": "2", "start_date": "2024-09-01", "end_date": "2028-08-31"}
    with pytest.raises(studios.Doubtful, match="周期应为 3 年，到 2027-09-01 为止"):
        studios.save(county.session, None, values)
    studios.save(county.session, None, {**values, "end_date": "2027-08-31"})


def test_a_change_of_something_else_asks_nothing(county) -> None:
    in_force(county)
    pk = studio(county)
    studios.save(county.session, pk, {"remark": "挂牌"})


def test_one_member_too_many_is_asked_about(county) -> None:
    in_force(county, Studio(most=1))
    pk = studio(county)
    studios.save_member(county.session, None, {"studio_id": pk, "teacher_id": county.shan, "role": "2"})
    new = teachers.save(county.session, None, {"name": "李四", "work": county.school})
    with pytest.raises(studios.Doubtful, match="最多 1 名"):
        studios.save_member(county.session, None, {"studio_id": pk, "teacher_id": new, "role": "2"})
    studios.save_member(county.session, None, {"studio_id": pk, "teacher_id": new, "role": "2"}, agreed=True)
    assert "人数超出" in shorts(county, pk)


def test_what_is_to_be_looked_at_is_told_with_its_rule(county) -> None:
    in_force(county)
    pk = studio(county, start_date="2023-09-01", end_date="2026-08-31")
    assert shorts(county, pk) == ["周期已到", "主持人条件", "人数不足", "活动不足"]
    studios.save(county.session, pk, {"end_date": "2027-01-15"}, agreed=True)
    assert shorts(county, pk)[0] == "周期快到"


def test_activities_of_the_year_are_asked_for_as_the_year_goes_on(county) -> None:
    in_force(county, Studio(activities=4))
    pk = studio(county)
    for month in ("03", "06", "10"):
        values = {"studio_id": pk, "kind": "4", "held_on": f"2026-{month}-10", "topic": "研讨"}
        studio_work.save_activity(county.session, None, values)
    # By 21 November three of four are due.
    assert "活动不足" not in shorts(county, pk)


def test_a_leap_day_has_a_term_too() -> None:
    assert studio_rules.term_end("2024-02-29", Studio(years=3)) == "2027-03-01"
    assert studio_rules.term_end(date(2024, 9, 1), Studio(years=0)) == ""


def test_a_studio_that_is_new_this_year_is_not_behind_yet(county) -> None:
    in_force(county, Studio(kinds=("2",), activities=12))
    new, old = studio(county, start_date="2026-11-10"), studio(county, start_date="2025-11-10")
    assert shorts(county, new) == []
    assert shorts(county, old) == ["活动不足"]
