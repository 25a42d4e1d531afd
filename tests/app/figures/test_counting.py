"""Figures: the number, the names behind it, what it may be narrowed to; and parts that add up."""

from datetime import date

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from app import figures, honours, mentoring, organisations, pair_steps, reports, teachers
from app.figures.shapes import Entry, Figure
from app.problems import Problem
from app.rules import files


@pytest.mark.parametrize("key", figures.FIGURES)
def test_every_figure_can_be_counted_and_named_where_nothing_is_registered(county, key: str) -> None:
    found = figures.value(county.session, key, 2026)
    assert found.unit == figures.FIGURES[key].unit
    names = figures.names(county.session, key, 2026)
    if figures.FIGURES[key].counting in ("each", "entries"):
        assert found.number == len(names)


def test_labels_tell_figures_apart_and_lead_to_them() -> None:
    labels = [one.label for one in figures.FIGURES.values()]
    assert len({*labels}) == len(labels)
    for key, one in figures.FIGURES.items():
        assert figures.find(one.label) == (key, None)
        assert figures.find(f"{one.label}（市级、名教师）") == (key, "市级、名教师")
        assert one.about and one.group and one.unit


def test_people_are_counted_and_narrowed_by_words_and_by_keys(county) -> None:
    assert figures.value(county.session, "teachers", 2026).words == "2 人"
    assert figures.value(county.session, "教师总数", 2026, "语文").number == 1
    assert figures.value(county.session, "teachers", 2026, "subject=14").number == 1
    (name,) = figures.names(county.session, "teachers", 2026, "语文")
    assert (name.name, name.school, name.table, name.id) == ("张𬭎", "城关小学", "teachers", county.zhang)
    assert figures.choice_words(county.session, figures.get("teachers"), "subject=13") == "语文"


def test_a_figure_or_a_range_that_there_is_not_is_refused_in_words(county) -> None:
    with pytest.raises(Problem, match="没有“教师身高”这项统计"):
        figures.value(county.session, "教师身高", 2026)
    with pytest.raises(Problem, match="“教师总数”里没有“炼丹”这一类"):
        figures.value(county.session, "teachers", 2026, "炼丹")


def test_somebody_with_two_honours_is_one_person_and_two_times(county) -> None:
    for title in ("示范县优秀教师", "示范县师德标兵"):
        honours.save(
            county.session, None, {"teacher_id": county.shan, "title": title, "level": "43", "awarded_on": "2026-09"}
        )
    assert figures.value(county.session, "honours_times", 2026).words == "2 人次"
    assert figures.value(county.session, "honours_people", 2026).words == "1 人"
    assert figures.value(county.session, "honours_times", 2025).number == 0


def test_those_no_longer_on_the_rolls_are_not_counted(county) -> None:
    teachers.save(county.session, county.shan, {"staff_status": "9"})
    assert [one.name for one in figures.names(county.session, "teachers", 2026)] == ["张𬭎"]


def test_a_candidate_is_not_yet_a_holder(county) -> None:
    files.adopt_national(county.session)
    title = {"teacher_id": county.shan, "title": "市级名师", "level": "33", "awarded_on": "2025-09"}
    pk = honours.save(county.session, None, {**title, "is_candidate": 1})
    assert figures.value(county.session, "masters", 2026).number == 0
    assert figures.value(county.session, "candidates", 2026, "市级").number == 1
    honours.save(county.session, pk, {"is_candidate": 0})
    assert figures.value(county.session, "masters", 2026, "市级、名教师").number == 1
    assert figures.value(county.session, "master_coverage", 2026).words == "50.0%"
    assert [one.name for one in figures.names(county.session, "schools_without_master", 2026)] == ["城关小学"]


def test_the_roster_s_title_and_the_same_honour_are_one(county) -> None:
    files.adopt_national(county.session)
    teachers.save(county.session, county.shan, {"honour": "县级骨干教师"})
    honours.save(
        county.session, None, {"teacher_id": county.shan, "title": "县骨干教师", "level": "43", "awarded_on": "2024-09"}
    )
    assert figures.value(county.session, "titles", 2026).number == 1
    honours.save(
        county.session, None, {"teacher_id": county.shan, "title": "市骨干教师", "level": "33", "awarded_on": "2025-09"}
    )
    assert figures.value(county.session, "titles", 2026).number == 2
    assert figures.value(county.session, "cores", 2026).number == 1
    assert [one.note for one in figures.names(county.session, "highest", 2026)] == ["市骨干教师　2025-09"]


ENTRIES = st.lists(
    st.builds(
        lambda who, key, amount, part: Entry(who, who, by={"kind": key}, amount=amount, part=part),
        st.sampled_from("甲乙丙丁"),
        st.sampled_from("123"),
        st.integers(0, 99),
        st.booleans(),
    ),
    max_size=30,
)


@settings(max_examples=80, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(ENTRIES)
def test_parts_and_what_stands_in_several_of_them_make_the_whole(some: list[Entry]) -> None:
    for counting in ("each", "entries", "sum"):
        figure = Figure("x", "某", "人", "", "", lambda session, year: (), counting=counting)
        parts = [[one for one in some if one.by["kind"] == key] for key in "123"]
        total, each = figures.counted(figure, some).number, [figures.counted(figure, part).number for part in parts]
        overlap = sum(each) - total
        if counting == "each":
            often = [len({one.by["kind"] for one in some if one.id == who}) for who in {one.id for one in some}]
            assert overlap == sum(times - 1 for times in often)
        else:
            assert overlap == 0


@given(ENTRIES)
def test_a_share_lies_between_nothing_and_everything(some: list[Entry]) -> None:
    figure = Figure("x", "某", "%", "", "", lambda session, year: (), counting="share")
    found = figures.counted(figure, some)
    assert 0 <= found.number <= 100 and found.words.endswith("%" if some else "—")


def test_who_meets_one_of_two_demands_has_not_met_what_is_asked() -> None:
    figure = Figure("x", "某", "%", "", "", lambda session, year: (), counting="share")
    some = [Entry("甲|1", "张三"), Entry("乙|1", "张三", part=False), Entry("甲|2", "李四"), Entry("乙|2", "李四")]
    assert figures.counted(figure, some).words == "50.0%"
    assert figures.counted(figure, some[:1]).words == "100.0%"


def test_a_pair_has_come_to_its_end_in_the_year_in_which_it_was_ended(county) -> None:
    pk = mentoring.save(
        county.session,
        None,
        {
            "kind": "1", "status": mentoring.RUNNING, "mentor_id": county.zhang, "mentee_id": county.shan,
            "start_date": "2024-09-01", "end_date": "2027-08-31",
        },
        agreed=True,
    )  # fmt: skip
    pair_steps.complete(county.session, [pk], date(2026, 6, 30), agreed=True)
    assert figures.value(county.session, "pairs_completed", 2026).number == 1
    assert figures.value(county.session, "pairs_completed", 2027).number == 0


def test_a_roster_title_without_a_rank_is_the_same_as_the_honour_with_one(county) -> None:
    files.adopt_national(county.session)
    teachers.save(county.session, county.shan, {"honour": "骨干教师"})
    assert figures.value(county.session, "titles", 2026).number == 1
    honours.save(
        county.session, None, {"teacher_id": county.shan, "title": "骨干教师", "level": "43", "awarded_on": "2024-09"}
    )
    assert figures.value(county.session, "titles", 2026).words == "1 人次"
    assert figures.value(county.session, "titles", 2026, "县级").number == 1


def test_two_masters_of_one_name_at_a_school_are_two(county) -> None:
    files.adopt_national(county.session)
    namesake = teachers.save(county.session, None, {"name": "单丽", "work": county.other_school})
    for pk in (county.shan, namesake):
        honours.save(
            county.session, None, {"teacher_id": pk, "title": "县名师", "level": "43", "awarded_on": "2024-09"}
        )
    (school,) = figures.names(county.session, "schools_with_master", 2026)
    assert school.note == "名师 2 人"


def test_a_school_says_nothing_of_other_schools(two) -> None:
    files.adopt_national(two.county)
    organisations.save(two.county, None, {"name": "清水小学", "code": "2199000009", "kind": "3"})
    two.round()
    assert figures.value(two.county, "schools", 2026).number > 1
    own = [one.id for one in figures.names(two.school, "schools", 2026)]
    assert own == [two.school.organisation]
    assert figures.value(two.school, "unobserved_schools", 2026).number == 1
    assert [row[1] for row in reports.make(two.school, "masters").rows] == [two.school.name, "合计"]


def test_a_school_that_closes_stands_until_that_day_and_keeps_its_name_while_somebody_works_there(county) -> None:
    organisations.save(county.session, county.school, {"closed_on": "2027-01-31"})
    assert figures.value(county.session, "schools", 2026).number == 2
    organisations.save(county.session, county.school, {"closed_on": "2026-08-31"})
    assert figures.value(county.session, "schools", 2026).number == 1
    words = {label for _key, label, _value in figures.split(county.session, "teachers", 2026, "school")}
    assert words == {"城关小学", "清水小学"}


def test_a_day_of_birth_that_has_not_come_is_an_unknown_age_and_stops_no_figure(county) -> None:
    teachers.save(county.session, county.shan, {"birth_date": "2027-03-01"})
    teachers.save(county.session, county.zhang, {"birth_date": "1984-11-21"})
    found = figures.split(county.session, "teachers", 2026, "age")
    assert [(label, value.number) for _key, label, value in found] == [("41—45 岁", 1), ("未填写", 1)]
