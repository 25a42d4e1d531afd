"""Rules in their versions, worked on by the county, known at its schools, and never half obeyed."""

import json
from datetime import date
from typing import Any

import pytest

from app import hours, office, records
from app.problems import Problem
from app.rules import book, files, kinds, service
from storage import rules as stored
from tests.app.conftest import County
from tests.app.exchange.offices import Two

TODAY = date(2026, 11, 21)


def values(**more: Any) -> dict[str, Any]:
    said = more.pop("said", kinds.Reading(books=1))
    kind = next(name for name, made in kinds.KINDS.items() if made is type(said))
    plain = {"code": "读书", "kind": kind, "title": "教师阅读", "start_date": "2026-01-01"}
    return {**plain, "parameters": kinds.written(said), **more}


def test_a_new_version_from_a_day_on_leaves_what_was_before_alone(county: County) -> None:
    pk = service.save(county.session, None, values())
    service.begin(county.session, pk, date(2027, 9, 1), {"parameters": kinds.written(kinds.Reading(books=3))})
    made = book.read(county.session)
    assert [said.books for _rule, said in made.of(kinds.Reading, date(2027, 8, 31))] == [1]
    assert [said.books for _rule, said in made.of(kinds.Reading, date(2027, 9, 1))] == [3]
    told = service.of_code(county.session, "读书")
    assert [(one.since, one.until, one.state) for one in told] == [
        ("2027-09-01", "", service.COMING),
        ("2026-01-01", "2027-08-31", service.RUNNING),
    ]
    (listed,) = service.listed(county.session)
    assert listed.id == pk


def test_a_session_reads_the_rules_again_only_once_something_was_written(county: County) -> None:
    pk = service.save(county.session, None, values())
    read = book.read(county.session)
    assert book.read(county.session) is read
    service.save(county.session, pk, {"title": "读书活动"})
    assert [one.title for one in book.read(county.session).rules] == ["读书活动"]


def test_a_new_version_does_not_quote_what_the_old_one_says(county: County) -> None:
    pk = service.save(county.session, None, values(document="县一号文", sentence="每年读一本书。"))
    three = {"parameters": kinds.written(kinds.Reading(books=3))}
    service.begin(county.session, pk, date(2027, 9, 1), three)
    service.begin(county.session, pk, date(2028, 9, 1), {**three, "sentence": "每年读三本书。"})
    told = service.of_code(county.session, "读书")
    assert [(one.document, one.sentence) for one in told] == [
        ("县一号文", "每年读三本书。"),
        ("县一号文", ""),
        ("县一号文", "每年读一本书。"),
    ]


def test_the_history_of_a_rule_says_what_its_parameters_mean(county: County) -> None:
    pk = service.save(county.session, None, values())
    service.save(county.session, pk, {"parameters": kinds.written(kinds.Reading(books=2))})
    told = [one for one in service.history(county.session, pk) if one.field == "意思"]
    assert [(one.old, one.new) for one in told] == [
        ("全体教师每学年至少读 1 本书。", "全体教师每学年至少读 2 本书。"),
        ("", "全体教师每学年至少读 1 本书。"),
    ]
    assert not any("{" in one.new for one in service.history(county.session, pk))


def test_a_version_begins_after_the_one_it_follows(county: County) -> None:
    pk = service.save(county.session, None, values())
    with pytest.raises(Problem, match="以后的某一天"):
        service.begin(county.session, pk, date(2026, 1, 1), {})


def test_a_version_can_be_ended_and_deleted_and_both_taken_back(county: County) -> None:
    pk = service.save(county.session, None, values())
    service.end(county.session, pk, date(2026, 10, 31))
    assert book.read(county.session).first(kinds.Reading, TODAY) is None
    assert service.version(county.session, pk).state == service.OVER
    records.undo_last(county.session)
    assert book.read(county.session).first(kinds.Reading, TODAY) is not None
    service.delete(county.session, [pk])
    assert service.listed(county.session) == []
    records.undo_last(county.session)
    assert len(service.listed(county.session)) == 1


@pytest.mark.parametrize("more", [{"start_date": "2026-01-01"}, {"start_date": "2027-01-01", "said": kinds.Tutoring()}])
def test_versions_of_one_rule_are_of_one_kind_and_begin_on_different_days(county: County, more: Any) -> None:
    service.save(county.session, None, values())
    with pytest.raises(records.Invalid):
        service.save(county.session, None, values(**more))


@pytest.mark.parametrize(
    "said",
    [
        kinds.Retraining(who=kinds.Who(), topics=()),
        kinds.Reading(books=-1),
        kinds.Induction(modules=()),
        kinds.Regime(required=100, period="cycle", years=0),
        kinds.Regime(required=100, period="year", unit="credits"),
        kinds.Regime(required=100, period="year", minimums=(kinds.Minimum(title="专业", about=kinds.About(), least=200),)),
        kinds.Headcount(people=3, since="2026-02-01", until="2026-01-01"),
        kinds.Studio(fewest=9, most=3),
        kinds.Mentoring(signed=10, passed=60),
    ],
)  # fmt: skip
def test_parameters_that_can_never_be_meant_are_refused_with_what_to_do(county: County, said: Any) -> None:
    with pytest.raises(records.Invalid) as refused:
        service.save(county.session, None, values(code="x", said=said))
    assert refused.value.faults[0].reason.endswith("。")


def test_parameters_that_cannot_be_read_are_not_saved(county: County) -> None:
    with pytest.raises(records.Invalid, match="读不懂"):
        service.save(county.session, None, values(parameters='{"later":1}'))


def test_a_school_gets_the_rules_with_the_countys_file_and_cannot_write_them(two: Two) -> None:
    files.adopt_national(two.county)
    two.round()
    mine = stored.every(two.school.store)
    assert mine == stored.every(two.county.store)
    assert book.read(two.school).first(kinds.Reading, TODAY) is not None
    for act in (
        lambda: service.save(two.school, None, values()),
        lambda: service.end(two.school, str(mine[0]["id"]), TODAY),
        lambda: service.begin(two.school, str(mine[0]["id"]), TODAY, {}),
        lambda: service.delete(two.school, [str(mine[0]["id"])]),
        lambda: files.adopt_national(two.school),
    ):
        with pytest.raises(Problem):
            act()
    assert stored.every(two.school.store) == mine


def test_a_change_of_a_rule_reaches_the_school_with_the_next_file(two: Two) -> None:
    pk = service.save(two.county, None, values())
    two.round()
    service.save(two.county, pk, {"parameters": kinds.written(kinds.Reading(books=2))})
    service.begin(two.county, pk, date(2027, 1, 1), {})
    two.round()
    assert [one.says for one in service.of_code(two.school, "读书")] == ["全体教师每学年至少读 2 本书。"] * 2
    two.same()


def test_a_rule_of_a_newer_program_is_shown_and_not_applied(two: Two) -> None:
    with two.county.writing("更新的程序写的规则") as rows:
        rows.insert("rules", values(parameters='{"books":1,"pages":300}'))
        rows.insert("rules", values(code="新", kind="quiz", parameters="{}"))
    two.round()
    for session in (two.county, two.school):
        made = book.read(session)
        assert made.rules == ()
        assert len(made.unreadable) == 2
        assert {one.state for one in service.listed(session)} == {service.UNREADABLE}
        assert {one.says for one in service.listed(session)} == {service.NOT_READ}


def test_what_cannot_be_read_goes_out_as_it_is(county: County) -> None:
    with county.session.writing("更新的程序写的规则") as rows:
        rows.insert("rules", values(parameters='{"books":1,"pages":300}'))
    text = files.text_of(files.of_office(county.session))
    assert json.loads(text)["rules"][0]["parameters"] == {"books": 1, "pages": 300}


def test_a_day_is_worth_at_the_school_what_the_countys_rule_says(two: Two) -> None:
    office.set_worth(two.school, "6", "天")
    assert hours.worth(two.school) == hours.Worth(60, None)
    service.save(two.county, None, values(code="换算", said=kinds.Worth(day=80)))
    two.round()
    assert hours.worth(two.school) == hours.Worth(80, None)
    assert office.worth_text(two.school, "天") == "8"
    with pytest.raises(Problem, match="由县里的规则规定"):
        office.set_worth(two.school, "6", "天")
    office.set_worth(two.school, "1", "节")
    assert hours.worth(two.school) == hours.Worth(80, 10)


def test_what_the_county_sets_is_a_rule_from_today_on_and_reaches_its_schools(two: Two) -> None:
    two.county.store.set_fact("hours_per_lesson", "10")
    office.set_worth(two.county, "8", "天")
    two.round()
    assert hours.worth(two.school) == hours.worth(two.county) == hours.Worth(80, 10)
    office.set_worth(two.county, "", "天")
    (one,) = service.listed(two.county)
    assert (one.kind, one.since) == ("worth", two.county.today().isoformat())
    assert hours.worth(two.county) == hours.Worth(None, 10)


def test_what_the_county_sets_later_leaves_the_version_before_it(county: County) -> None:
    service.save(county.session, None, values(code="换算", said=kinds.Worth(day=80), start_date="2020-01-01"))
    office.set_worth(county.session, "6", "天")
    told = [(one.since, one.until) for one in service.of_code(county.session, "换算")]
    assert told == [("2026-11-21", ""), ("2020-01-01", "2026-11-20")]
    assert office.worth_text(county.session, "天") == "6"


def test_a_worth_that_is_not_yet_in_force_changes_nothing(county: County) -> None:
    service.save(county.session, None, values(code="换算", said=kinds.Worth(day=80), start_date="2027-01-01"))
    assert hours.worth(county.session) == hours.Worth()


def test_a_new_rules_code_is_its_title_told_apart_where_it_is_taken(county: County) -> None:
    assert service.new_code(county.session, "读 书") == "读书"
    service.save(county.session, None, values())
    assert service.new_code(county.session, "读书") == "读书2"
