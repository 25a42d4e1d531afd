"""What a change of the rules would do is said before it is taken, and nothing is written."""

from datetime import date

import pytest

from app import teachers, training
from app.rules import files, kinds, preview, service
from app.rules.editing import set_by_name
from storage import rules as stored
from tests.app.conftest import County


@pytest.fixture
def earning(county: County) -> County:
    """A year of 90 hours is asked for; 张𬭎 has 80 of them, 单丽 none."""
    session = county.session
    said = kinds.Regime(required=900, period="year")
    service.save(session, None, {
        "code": "每年", "kind": "regime", "title": "每年学时", "start_date": "2020-01-01", "parameters": kinds.written(said),
    })  # fmt: skip
    teachers.save(session, county.zhang, {"work_start": "2010-09"})
    training.save_run(session, None, {
        "title": "县级培训", "level": "4", "category": "2", "form": "1", "name": "一班", "year": 2026, "hours": 800,
        "start_date": "2026-05-01", "end_date": "2026-05-30",
    })  # fmt: skip
    run = training.classes(session)[0]
    training.save_attendance(
        session, None, {"class_id": run["id"], "teacher_id": county.zhang, "hours": 800, "result": "2"}
    )
    return county


def changed(county: County, said: kinds.Regime) -> preview.Preview:
    old = service.listed(county.session)[0]
    row = {"id": old.id, "parameters": kinds.written(said)}
    return preview.of(county.session, service.rows_with(county.session, [row]))


def test_who_is_behind_no_longer_is_named_and_nothing_is_written(earning: County) -> None:
    before = stored.every(earning.session.store)
    made = changed(earning, kinds.Regime(required=700, period="year"))
    groups = {(one.becomes, tuple(each.name for each in one.people)) for one in made.groups if one.period == "2026 年"}
    assert groups == {("变成达标", ("张𬭎",)), ("缺得少一些", ("单丽",))}
    assert "2 人的达标情况会改变" in preview.summary(made)
    assert stored.every(earning.session.store) == before
    met = next(one for group in made.groups for one in group.people if one.name == "张𬭎" and one.period.key == "2026")
    assert preview.amounts(met) == "缺 10 → 达标（学时）"
    assert [(one.old, one.new) for one in made.told] == [
        ("从 2020-01-01 起：全体教师，每年不少于 90 学时。", "从 2020-01-01 起：全体教师，每年不少于 70 学时。")
    ]


def test_a_rule_that_stays_as_it_is_changes_nothing(earning: County) -> None:
    made = changed(earning, kinds.Regime(required=900, period="year"))
    assert made.told == ()
    assert preview.summary(made) == "和现在的规则一样，没有变化。"


def test_a_new_version_is_told_beside_the_one_before_it(earning: County) -> None:
    pk = service.listed(earning.session)[0].id
    said = kinds.written(kinds.Regime(required=1000, period="year"))
    row = {"id": "new", **service.successor(earning.session, pk, date(2026, 1, 1), {"parameters": said})}
    made = preview.of(earning.session, service.rows_with(earning.session, [row]))
    (told,) = made.told
    assert "90 学时" in told.old
    assert told.new.startswith("从 2026-01-01 起")
    assert {one.period for one in made.groups} == {"2026 年"}


def test_of_a_version_that_lies_ahead_it_is_said_that_nobody_can_be_named_yet(earning: County) -> None:
    pk = service.listed(earning.session)[0].id
    said = kinds.written(kinds.Regime(required=1000, period="year"))
    row = {"id": "new", **service.successor(earning.session, pk, date(2027, 1, 1), {"parameters": said})}
    made = preview.of(earning.session, service.rows_with(earning.session, [row]))
    assert preview.summary(made).endswith("2027-01-01 才生效，那以后的学时还没有登记，现在看不出谁会受影响。")


def test_other_kinds_of_rules_only_change_what_they_say(earning: County) -> None:
    lines = [one for one in files.plan(earning.session, files.shipped_set("national")) if one.row["kind"] == "reading"]
    after = service.rows_with(earning.session, files.rows_to_write(lines))
    made = preview.of(earning.session, after)
    assert made.groups == ()
    assert [(one.kind, one.old) for one in made.told] == [("教师阅读", "")]
    assert "没有人的达标情况因此改变" in preview.summary(made)


def test_parameters_are_set_by_their_names() -> None:
    said: kinds.Parameters = kinds.Regime(required=0, period="year")
    for name, text in (
        ("required", "360"), ("period", "cycle"), ("who.stages", "小学、普通初中"),
        ("counts.levels", "国培"), ("minimums", '[{"title":"专业","about":{"categories":["2"]},"share":[2,3]}]'),
    ):  # fmt: skip
        said = set_by_name(said, name, text)
    assert isinstance(said, kinds.Regime)
    assert (said.required, said.period, said.who.stages) == (3600, "cycle", ("2", "3"))
    assert said.minimums[0].share == (2, 3)
