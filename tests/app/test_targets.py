"""Targets: a number of something by a day, what there is of it today, one target a name."""

import pytest

from app import honours, targets
from app.problems import Problem
from app.records import Invalid
from app.rules import files

MASTERS = {
    "title": "县级名师", "figure": "名师人数", "choice": "县级、名教师", "number": 2, "start_date": "2026-01-01",
    "end_date": "2030-12-31", "aliases": "区级名师、县级名教师",
}  # fmt: skip


@pytest.fixture
def laddered(county):
    files.adopt_national(county.session)
    return county


def award(county, teacher: str, when: str = "2026-09") -> None:
    honours.save(county.session, None, {"teacher_id": teacher, "title": "县级名师", "level": "43", "awarded_on": when})


def test_a_target_is_kept_by_keys_and_told_in_words(laddered) -> None:
    pk = targets.save(laddered.session, None, MASTERS)
    row = targets.get(laddered.session, pk)
    assert (row["figure"], row["choice"]) == ("masters", "rank=4;step=名教师")
    assert row["counted"] == "名师人数（名教师、县级）"
    assert (row["now"], row["gap"], row["state"]) == ("0 人", "2", targets.OPEN)
    targets.save(laddered.session, pk, {"choice": "市级"})
    assert targets.get(laddered.session, pk)["choice"] == "rank=3"


def test_what_there_is_is_held_against_the_number(laddered) -> None:
    targets.save(laddered.session, None, MASTERS)
    award(laddered, laddered.zhang)
    (one,) = targets.standings(laddered.session)
    assert (one.value, one.gap, one.share, one.state) == (1, 1, "50.0", targets.OPEN)
    assert [entry.name for entry in one.entries] == ["张𬭎"]
    award(laddered, laddered.shan)
    (one,) = targets.standings(laddered.session)
    assert (one.gap, one.share, one.state) == (0, "100.0", targets.REACHED)


@pytest.mark.parametrize(
    ("start", "end", "state"),
    [("2027-01-01", "2030-12-31", targets.LATER), ("2021-01-01", "2025-12-31", targets.MISSED)],
)
def test_a_target_that_is_over_or_has_not_begun_is_told_so(laddered, start: str, end: str, state: str) -> None:
    targets.save(laddered.session, None, {**MASTERS, "start_date": start, "end_date": end})
    assert targets.standings(laddered.session)[0].state == state


def test_a_yearly_figure_is_counted_over_the_years_of_its_target(laddered) -> None:
    for when in ("2024-09", "2025-09", "2026-09"):
        honours.save(
            laddered.session, None,
            {"teacher_id": laddered.shan, "title": f"优秀教师{when[:4]}", "level": "43", "awarded_on": when},
        )  # fmt: skip
    yearly = {"title": "表彰", "number": 5, "start_date": "2025-01-01", "end_date": "2026-12-31"}
    targets.save(laddered.session, None, {**yearly, "figure": "honours_times"})
    targets.save(laddered.session, None, {**yearly, "title": "受表彰的人", "figure": "honours_people"})
    assert {one.title: one.value for one in targets.standings(laddered.session)} == {"表彰": 2, "受表彰的人": 1}


@pytest.mark.parametrize("title", ["区级名师", "县级 名教师"])
def test_the_same_target_under_another_name_is_refused(laddered, title: str) -> None:
    targets.save(laddered.session, None, MASTERS)
    with pytest.raises(Invalid, match="已经有“县级名师”这项目标"):
        targets.save(laddered.session, None, {**MASTERS, "title": title, "aliases": None})
    targets.save(laddered.session, None, {**MASTERS, "start_date": "2031-01-01", "end_date": "2035-12-31"})


def test_what_cannot_be_counted_is_refused_in_words(laddered) -> None:
    with pytest.raises(Problem, match="没有“名师身高”这项统计"):
        targets.save(laddered.session, None, {**MASTERS, "figure": "名师身高"})
    with pytest.raises(Problem, match="里没有“炼丹”这一类"):
        targets.save(laddered.session, None, {**MASTERS, "choice": "炼丹"})
    with pytest.raises(Invalid, match="截止日期早于开始日期"):
        targets.save(laddered.session, None, {**MASTERS, "end_date": "2025-12-31"})


def test_a_step_that_the_rule_no_longer_has_is_pointed_out(laddered) -> None:
    pk = targets.save(laddered.session, None, MASTERS)
    with laddered.session.writing("别处改了") as rows:
        rows.update("targets", pk, {"choice": "step=已取消的称号"})
    (one,) = targets.standings(laddered.session)
    assert (one.state, one.value, one.gap_words) == (targets.UNREADABLE, None, "")
    assert "已取消的称号" in one.counted
