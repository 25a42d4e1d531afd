"""The figures of a year's training: 人次 and 人 told apart, schools reached, topics, holidays, the post held then."""

import pytest

from app import declarations, enrolment, granting, records, reports, sessions, teachers, training, training_figures
from app.rules import kinds
from app.rules import records as rules


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
    return {one.label: one for one in training_figures.of_year(county.session, 2026).lines if one.group == group}


def test_somebody_in_three_classes_is_three_times_and_one_person(county, year: str) -> None:
    whole = lines(county, training_figures.WHOLE)["2026 年"]
    assert (whole.classes, whole.times, whole.passed, whole.people, whole.schools, whole.hours) == (3, 4, 3, 2, 2, 480)
    assert training_figures.of_year(county.session, 2020).lines == ()


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


# -- holidays


@pytest.fixture
def in_summer(county, year: str) -> list[str]:
    """A rule with both holidays; 国培 was in the summer, the second class in winter, the first on a day nobody wrote down."""
    pauses = (kinds.Pause(title="寒假", starts="01-20", days=30), kinds.Pause(title="暑假", starts="07-10", days=50))
    values = {"code": "series", "kind": "series", "title": "系列活动", "start_date": "2026-01-01"}
    parameters = kinds.written(kinds.Series(pauses=pauses))
    records.save(county.session, rules.ENTITY, None, values | {"parameters": parameters})
    national = next(str(row["id"]) for row in training.classes(county.session) if row["title"] == "国培")
    training.save_class(county.session, national, {"start_date": "2026-07-11", "end_date": "2026-07-20"})
    training.save_class(county.session, year, {"start_date": "2026-01-21", "end_date": "2026-01-21"})
    return [national, year]


def test_a_year_is_split_by_holidays_with_the_names_behind(county, in_summer: list[str]) -> None:
    by = lines(county, training_figures.HOLIDAY)
    assert {label: (one.classes, one.times, one.people, one.hours) for label, one in by.items()} == {
        "假期合计": (2, 2, 1, 240), "寒假": (1, 1, 1, 0), "暑假": (1, 1, 1, 240), "没有写日期": (1, 2, 2, 240)
    }  # fmt: skip
    assert [one.name for one in by["寒假"].attended] == ["张𬭎"]
    assert training_figures.of_year(county.session, 2026).holidays == "寒假、暑假的日子按规则“系列活动”"


def test_one_holiday_alone_needs_no_total(county, in_summer: list[str]) -> None:
    training.save_class(county.session, in_summer[1], {"start_date": "2026-03-02", "end_date": "2026-03-02"})
    assert list(lines(county, training_figures.HOLIDAY)) == ["暑假", "学期中", "没有写日期"]


def test_without_a_rule_there_are_no_holidays_and_the_report_says_so(county, year: str) -> None:
    assert lines(county, training_figures.HOLIDAY) == {}
    assert "规则里没有写寒假、暑假是哪些天" in reports.make(county.session, "training", year=2026).subtitle


# -- topics and degree studies


def study(county, teacher: str, title: str, **values: str) -> str:
    item = {"teacher_id": teacher, "kind": "8", "title": title, "done_on": "2026-07-01", "category": "2", "hours": 300}
    return declarations.save(county.session, None, item | values, agreed=True)


def test_every_topic_has_its_line_and_what_has_none_too(county, year: str) -> None:
    programme = training.get_class(county.session, year)["programme_id"]
    training.save_programme(county.session, programme, {"topic": "62"})
    by = lines(county, training_figures.TOPIC)
    assert {label: (one.classes, one.times, one.people) for label, one in by.items()} == {
        "数字素养培训": (2, 3, 2), "未填写": (1, 1, 1)
    }  # fmt: skip
    assert [one.name for one in by["未填写"].attended] == ["张𬭎"]


def test_declared_studies_are_people_beside_the_topics(county, year: str) -> None:
    study(county, county.shan, "教育硕士")
    study(county, county.shan, "第二学士学位")
    granting.review(county.session, [study(county, county.zhang, "汉语言文学本科")], declarations.PASSED)
    study(county, county.zhang, "去年的", done_on="2025-07-01")
    study(county, county.zhang, "一篇论文", kind="1")
    one = lines(county, training_figures.TOPIC)[training_figures.STUDY]
    assert one.shown == (None, None, None, 2, 2, None) and one.words == "2 人"
    assert {each.title: each.passed for each in one.attended} == {
        "教育硕士": False, "第二学士学位": False, "汉语言文学本科": True
    }  # fmt: skip
    assert lines(county, training_figures.WHOLE)["2026 年"].times == 4
    row = next(
        row for row in reports.make(county.session, "training", year=2026).rows if row[1] == training_figures.STUDY
    )
    assert row[2:] == ("", "", "", "2", "2", "")


def test_a_study_that_was_returned_is_not_counted(county) -> None:
    pk = study(county, county.zhang, "函授本科")
    found = training_figures.of_year(county.session, 2026)
    assert [one.label for one in found.lines] == [training_figures.STUDY] and found.whole is None
    granting.review(county.session, [pk], declarations.RETURNED_BY, "没有毕业证")
    assert training_figures.of_year(county.session, 2026).lines == ()
