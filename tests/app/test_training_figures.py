"""The figures of a year's training: 人次 and 人 told apart, schools reached, the post held then."""

import pytest

from app import enrolment, reports, sessions, teachers, training, training_figures


@pytest.fixture
def year(county) -> str:
    """Two classes of the county and one of the nation; 张𬭎 was 校长 at the first."""
    session = county.session
    teachers.save(session, county.zhang, {"admin_post": "党支部书记、校长"})
    made = []
    for title, level, hours in (("县级研修", "4", 120), ("国培", "1", 240)):
        values = {"title": title, "level": level, "category": "2", "name": "第一期", "year": 2026, "hours": hours}
        made.append(training.save_run(session, None, values))
    programme = training.get_class(session, made[0])["programme_id"]
    values = {"programme_id": programme, "name": "第二期", "year": 2026, "hours": 120}
    second = training.save_class(session, None, values)
    training.enrol(session, made[0], [county.zhang, county.shan], "1")
    training.enrol(session, made[1], [county.zhang], "1")
    teachers.save(session, county.zhang, {"admin_post": None})
    training.enrol(session, second, [county.zhang])
    return second


def lines(county, group: str) -> dict[str, training_figures.Line]:
    return {one.label: one for one in training_figures.of_year(county.session, 2026) if one.group == group}


def test_somebody_in_three_classes_is_three_times_and_one_person(county, year: str) -> None:
    whole = lines(county, training_figures.WHOLE)["2026 年"]
    assert (whole.classes, whole.times, whole.passed, whole.people, whole.schools, whole.hours) == (3, 4, 3, 2, 2, 480)
    assert training_figures.of_year(county.session, 2020) == []


def test_hours_and_names_by_level(county, year: str) -> None:
    by = lines(county, training_figures.LEVEL)
    assert {label: (one.classes, one.hours) for label, one in by.items()} == {"国培": (1, 240), "县培": (2, 240)}
    assert [one.name for one in by["国培"].attended] == ["张𬭎"]


def test_the_post_is_the_one_held_then(county, year: str) -> None:
    by = lines(county, training_figures.POST)
    assert {label: (one.times, one.people) for label, one in by.items()} == {
        "党组织书记": (2, 1), "校（园）长": (2, 1), "没有写职务": (2, 2)
    }  # fmt: skip


def test_sessions_of_a_class_are_one_time_and_returned_ones_none(county, year: str) -> None:
    session = county.session
    for topic in ("一", "二"):
        pk = sessions.save(session, None, {"class_id": year, "topic": topic, "hours": 60})
        sessions.mark(session, year, {(county.zhang, pk): True})
    whole = lines(county, training_figures.WHOLE)["2026 年"]
    assert (whole.times, whole.passed, whole.hours) == (4, 4, 600)
    row = next(one for one in training.of_class(session, year) if one["stands"])
    enrolment.decide(session, [row["id"]], enrolment.RETURNED, "重复报名")
    assert lines(county, training_figures.WHOLE)["2026 年"].times == 3


def test_the_report_says_it_in_one_sentence_and_on_paper(county, year: str) -> None:
    facts = reports.make(county.session, "training", year=2026)
    assert "3 个班次，4 人次，2 人，惠及 2 所学校" in facts.subtitle
    for ending in ("pdf", "xlsx"):
        out = county.folder / f"培训.{ending}"
        assert reports.write(county.session, "training", out, year=2026) == len(facts.rows)
        assert out.exists()
