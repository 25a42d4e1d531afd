"""Every total adds up to its parts, or its report says why not; and every number tells who is behind it."""

import pytest

from app import assessments, honours, organisations, reports, teachers
from app.figures import ladder
from app.reports import WHOLE_ROW
from app.rules import files
from tests.app.conftest import County


@pytest.fixture
def filled(county: County) -> County:
    """Some more people, with titles, assessments and a title twice at different ranks."""
    files.adopt_national(county.session)
    subjects, stages, titles = (
        ("13", "14", None),
        ("2", "3", None),
        ("县级骨干教师", "县级名师", "市级学科带头人", None),
    )
    for at in range(14):
        pk = teachers.save(
            county.session,
            None,
            {
                "name": f"教师{'甲乙丙丁戊己庚辛壬癸子丑寅卯'[at]}", "work": (county.school, county.other_school)[at % 2],
                "subject": subjects[at % 3], "stage": stages[at % 3], "sex": "12"[at % 2], "honour": titles[at % 4],
                "birth_date": f"{1965 + at * 2}-03-01", "staff_kind": "1", "is_class_teacher": int(at % 3 == 0),
                "work_start": f"{2012 + at}-09",
            },
        )  # fmt: skip
        if at % 2 == 0:
            awarded = {"teacher_id": pk, "awarded_on": f"{2022 + at % 5}-09"}
            honours.save(county.session, None, {**awarded, "title": "市级骨干教师", "level": "33"})
            honours.save(county.session, None, {**awarded, "title": "省级名师人选", "level": "23", "is_candidate": 1})
        assessments.save(
            county.session, None, {"teacher_id": pk, "kind": "1", "year": 2025, "grade": "124"[at % 3 if at > 2 else 1]}
        )
    return county


def numbers(facts: reports.Facts, row: tuple[str, ...], first: int, last: int) -> list[int]:
    return [int(cell) for cell in row[first:last]]


@pytest.mark.parametrize(("name", "first"), [("ethics_results", 1), ("pyramid", 1)])
def test_columns_add_up_to_the_last_one_and_lines_to_the_last_one(filled: County, name: str, first: int) -> None:
    facts = reports.make(filled.session, name, year=2025)
    for row in facts.rows:
        *parts, whole = numbers(facts, row, first, len(row))
        assert sum(parts) == whole
    *lines, total = [numbers(facts, row, first, len(row)) for row in facts.rows]
    assert [sum(column) for column in zip(*lines, strict=True)] == total
    assert total[-1] == 16


@pytest.mark.parametrize("choice", ["school", "subject", "stage"])
def test_the_pyramid_is_whole_however_it_is_taken_apart(filled: County, choice: str) -> None:
    facts = reports.make(filled.session, "pyramid", period=choice)
    assert facts.rows[-1][-1] == "16"
    assert facts.chart is not None and sum(facts.chart.series[0].values) == 16


def test_titles_by_subject_add_up_and_the_overlap_is_said(filled: County) -> None:
    facts = reports.make(filled.session, "ladder")
    total = next(row for row in facts.rows if row[0] == "合计")
    lines = facts.rows[: facts.rows.index(total)]
    for column in range(1, len(total)):
        assert sum(int(row[column]) for row in lines) == int(total[column])
    *parts, times, people = (int(cell) for cell in total[1:])
    held = ladder.titled(filled.session)
    assert sum(parts) == times == len(held)
    assert people == len({one.who.id for one in held}) < times
    assert f"{times} 人次，{people} 人（有几个称号或级别的人" in facts.subtitle
    assert facts.rows[-1][0] == "另：人选、培养对象" and int(facts.rows[-1][-1]) == 7


def test_each_group_of_the_structure_adds_up_to_everybody(filled: County) -> None:
    facts = reports.make(filled.session, "structure")
    groups: dict[str, int] = {}
    for group, _label, count, _share in facts.rows[:-1]:
        groups[group] = groups.get(group, 0) + int(count)
    assert set(groups.values()) == {16} and len(groups) == 6


def test_who_retires_stands_in_one_cell_by_stage_and_in_one_by_sex(filled: County) -> None:
    facts = reports.make(filled.session, "retiring", year=2026)
    sexes = [at for at, column in enumerate(facts.columns) if column.key.startswith("x")]
    stages = [at for at, column in enumerate(facts.columns) if column.key.startswith("s")]
    assert int(facts.rows[-1][-1]) > 2
    for row in facts.rows:
        assert sum(int(row[at]) for at in stages) == int(row[-1]) == sum(int(row[at]) for at in sexes)
    for column in range(1, len(facts.columns)):
        assert sum(int(row[column]) for row in facts.rows[:-1]) == int(facts.rows[-1][column])


def test_times_of_five_years_add_up_and_people_are_counted_once(filled: County) -> None:
    facts = reports.make(filled.session, "personnel", year=2026)
    *years, total = facts.rows
    for at, column in enumerate(facts.columns):
        if "人次" in column.label:
            assert sum(int(row[at]) for row in years) == int(total[at])
        elif at:
            assert int(total[at]) <= sum(int(row[at]) for row in years)


@pytest.mark.parametrize("name", [one.name for one in reports.REPORTS.values()])
def test_who_is_behind_a_number_is_as_many_as_the_number_says(filled: County, name: str) -> None:
    facts = reports.make(filled.session, name)
    for (row, column), some in facts.behind.items():
        assert row < len(facts.rows)
        if column != WHOLE_ROW and facts.columns[column].label.endswith("（人）"):
            assert int(facts.rows[row][column]) == len({one.id for one in some})
    assert not facts.opens or len(facts.opens) == len(facts.rows)
    assert all(len(row) == len(facts.columns) for row in facts.rows)


def test_every_report_stands_in_a_group_and_says_what_it_is() -> None:
    for one in reports.REPORTS.values():
        assert one.group in reports.GROUPS and one.label and one.about
    labels = [one.label for one in reports.REPORTS.values()]
    assert len({*labels}) == len(labels)


def test_masters_who_work_at_no_school_are_told_beside_the_sum(filled: County) -> None:
    office = organisations.save(filled.session, None, {"name": "县教师发展中心", "kind": "4"})
    pk = teachers.save(filled.session, None, {"name": "高老师", "work": office})
    honours.save(filled.session, None, {"teacher_id": pk, "title": "县级名师", "level": "43", "awarded_on": "2024-09"})
    facts = reports.make(filled.session, "masters")
    whole = len({one.who.id for one in ladder.titled(filled.session) if one.step.counts == "master"})
    assert int(facts.rows[-1][3]) == whole - 1
    assert "不在这些学校任教的名师 1 人、名师骨干 1 人不在合计里" in facts.subtitle
