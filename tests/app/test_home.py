"""What the first page tells of the small county."""

import pytest

from app import home, mentoring, records, studios, training
from app.rules import files
from app.rules.kinds import Regime
from tests.app.ledger.rules import rule


@pytest.fixture
def busy(county):
    """A pair that is overdue, one that ends soon, a studio with a member, a class that is over, some hours."""
    session = county.session
    for kind, end in (("1", "2026-11-01"), ("2", "2026-12-01")):
        mentoring.save(
            session,
            None,
            {
                "kind": kind,
                "mentor_id": county.shan,
                "mentee_id": county.zhang,
                "start_date": "2026-01-01",
                "end_date": end,
            },
        )
    studio = studios.save(session, None, {"name": "单丽名师工作室", "kind": "2"})
    studios.save_member(session, None, {"studio_id": studio, "teacher_id": county.zhang, "role": "2"})
    new = {"title": "研修", "level": "4", "category": "2", "name": "第一期", "year": 2026, "hours": 120}
    pk = training.save_run(session, None, {**new, "end_date": "2026-10-01"})
    training.enrol(session, pk, [county.zhang], "1")
    training.enrol(session, pk, [county.shan])
    return county


def test_every_figure_is_what_the_lists_hold(busy) -> None:
    found = home.standing(busy.session)
    assert (found.teachers, found.running) == (2, 2)
    assert (found.studios, found.members) == ({"2": 1}, {"2": 1})
    assert found.waiting == home.waiting(busy.session) == home.Waiting(1, 1, 1, 0, 0, code=True, rules=True)
    assert found.last_backup is None


def test_a_county_without_rules_is_told_so_until_it_has_some(busy) -> None:
    files.adopt_national(busy.session)
    assert not home.waiting(busy.session).rules


def test_hours_of_the_year_name_those_who_have_none(busy) -> None:
    found = home.standing(busy.session).hours
    assert (found.year, found.total, found.by_category) == (2026, 120, {"2": 120})
    assert (found.people, found.without) == ((busy.zhang,), (busy.shan,))
    assert home.hours(busy.session, 2025).people == ()


def test_the_latest_acts_stand_newest_first_and_one_can_be_undone(busy) -> None:
    recent = home.standing(busy.session).recent
    assert recent[0].reason == "报名：第一期"
    assert [one.newest for one in recent].count(True) == 1 and recent[0].newest
    records.undo_last(busy.session)
    after = records.recent(busy.session)
    assert after[0].reason == "撤销：报名：第一期" and not after[0].newest
    assert after[1].undone and after[2].newest


def test_who_is_behind_is_told_for_each_regime_of_hours(busy) -> None:
    rule(busy.session, "每年", Regime(required=100, period="year"), title="每年培训")
    found = home.standing(busy.session)
    # Both are counted anew at once, as they are few.
    assert found.regimes == (home.Behind("每年", "每年培训", "2026 年", 2, 1),)
    assert found.uncounted == 0


def test_where_many_have_to_be_counted_it_is_said_instead(busy, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("app.ledger.keeping.FEW", 1)
    rule(busy.session, "每年", Regime(required=100, period="year"))
    found = home.standing(busy.session)
    assert (found.regimes, found.uncounted) == ((), 2)


def test_where_others_are_known_by_name_only_nobody_waits_to_be_counted(two) -> None:
    rule(two.county, "每年", Regime(required=100, period="year"))
    two.answer()
    with two.school.writing("收到县里的文件") as rows:
        for name in ("单丽", "王芳"):
            rows.execute(
                "INSERT INTO stubs (tbl, pk) VALUES ('teachers', ?)", (rows.insert("teachers", {"name": name}),)
            )
    assert home.standing(two.school).uncounted == 0
