"""How schools stand: one sentence for each case, the months, and the facts as two real offices leave them."""

from datetime import date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app import teachers
from app.exchange import membership, packing, receiving, standing
from app.exchange.standing import SiteFacts
from app.problems import Problem
from app.session import open_session
from tests.app.conftest import County

TODAY = date(2026, 11, 21)


def facts(**known: object) -> SiteFacts:
    """A school that joined in June, took file 12 and reported yesterday."""
    given = {"state": "joined", "since": "2026-06-03T09:00:00", "sent": 12, "held": 12} | known
    given.setdefault("last_in", "2026-11-20T09:00:00")
    given.setdefault("last_out", "2026-11-20T10:00:00")
    return SiteFacts(id="a", organisation="b", code="2199000001", name="城关小学", phone="", **given)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("known", "waits", "sentence"),
    [
        ({}, "nothing", "正常"),
        ({"last_in": "2026-08-30T09:00:00"}, "report", "等学校：8 月以来没有上报（已 83 天）"),
        ({"last_in": "2025-12-30T09:00:00"}, "report", "等学校：2025 年 12 月以来没有上报（已 326 天）"),
        ({"last_in": None}, "report", "等学校：6 月加入以来没有上报（已 171 天）"),
        ({"untold": 2, "last_in": "2026-09-03T09:00:00"}, "answer", "等县里：9 月 3 日的上报还没有答复"),
        ({"sent": None, "held": None}, "answer", "等县里：还没有给它生成第一个文件"),
        ({"strange": True, "last_out": None}, "answer", "等县里：本机恢复过备份，请再给它生成一个文件"),
        ({"held": 11}, "taking", "等学校接收第 12 号文件"),
        ({"held": None}, "taking", "等学校接收第 12 号文件"),
        ({"state": "invited", "since": "2026-11-01T09:00:00"}, "joining", "等加入申请（11 月 1 日邀请，已 20 天）"),
        (
            {"state": "invited", "expires": date(2026, 11, 20)},
            "joining",
            "邀请已在 11 月 20 日过期，请重新邀请",
        ),
        ({"state": "revoked"}, "revoked", "已停用"),
    ],
)
def test_one_sentence_says_what_a_school_waits_for(known: dict[str, object], waits: str, sentence: str) -> None:
    one = standing.standing(facts(**known), TODAY)
    assert (one.waits, one.sentence) == (waits, sentence)


def test_after_the_last_day_of_patience_it_is_the_school_that_is_waited_for() -> None:
    came = facts(last_in="2026-10-21T23:59:00")
    assert standing.standing(came, TODAY, 31).waits == "nothing"
    assert standing.standing(came, TODAY, 30).waits == "report"


def test_a_file_from_a_clock_ahead_of_ours_makes_no_negative_days() -> None:
    assert standing.standing(facts(last_in="2031-01-01T00:00:00"), TODAY).days == 0


def test_the_months_are_the_last_twelve_newest_last() -> None:
    assert standing.months_until(date(2026, 2, 28))[:2] == ("2025-03", "2025-04")
    assert standing.months_until(date(2026, 2, 28))[-3:] == ("2025-12", "2026-01", "2026-02")


def test_each_month_says_what_happened_in_it() -> None:
    one = facts(
        came=("2026-07-02T09:00:00", "2026-08-02T09:00:00", "2026-08-30T09:00:00", "2026-11-01T08:00:00"),
        went=("2026-06-03T10:00:00", "2026-08-15T09:00:00", "2026-09-01T08:00:00"),
    )
    shown = dict(zip(standing.months_until(TODAY), standing.standing(one, TODAY).months, strict=True))
    assert shown["2026-05"] == ""
    assert shown["2026-06"] == "sent"
    assert shown["2026-07"] == "answered"
    # Answered on the first of September: the answer counts for the month it answers.
    assert shown["2026-08"] == "answered"
    assert shown["2026-09"] == "sent"
    assert shown["2026-10"] == "missing"
    assert shown["2026-11"] == "came"


def test_the_month_of_joining_and_the_running_one_are_held_against_nobody() -> None:
    shown = standing.standing(facts(), TODAY).months
    assert shown == (*[""] * 7, *["missing"] * 4, "")


days = st.dates(date(2020, 1, 1), date(2030, 12, 31))


@given(days, st.none() | days, st.none() | st.integers(1, 99), st.none() | st.integers(1, 99), st.integers(0, 3), days)
def test_every_school_has_one_sentence_and_twelve_months(
    since: date, last: date | None, sent: int | None, held: int | None, untold: int, today: date
) -> None:
    at = f"{last}T09:00:00" if last else None
    one = standing.standing(
        facts(since=f"{since}T08:00:00", last_in=at, sent=sent, held=held, untold=untold, came=(at,) if at else ()),
        today,
    )
    assert one.sentence
    assert "{" not in one.sentence
    assert one.days >= 0
    assert len(one.months) == 12


# -- over real files


def test_the_facts_follow_two_offices_through_a_year(county: County) -> None:
    """Invited, joined, sent, taken, reported, answered, silent: each step changes the sentence."""
    session, stick = county.session, county.folder
    now = [datetime(2026, 6, 3, 9)]
    session.store.clock = lambda: now[0]

    def said() -> str:
        (one,) = standing.of_all(session)
        return one.sentence

    assert standing.of_all(session) == []
    invited = membership.invite(session, county.school, stick)
    assert said() == "等加入申请（6 月 3 日邀请，已 0 天）"
    now[0] += timedelta(days=100)
    assert said() == "邀请已在 8 月 2 日过期，请重新邀请"
    now[0] -= timedelta(days=100)
    joined = membership.join(invited.path, stick / "校.xinhuo", stick, operator="李静")
    receiving.take(session, joined.path)
    assert said() == "等县里：还没有给它生成第一个文件"
    first = packing.pack(session, "2199000001", stick)
    assert said() == "等学校接收第 1 号文件"
    with open_session(stick / "校.xinhuo") as school:
        receiving.take(school, first.path)
        teachers.save(school, county.zhang, {"phone": "13900000009"})
        up = packing.pack(school, "county", stick)
        now[0] += timedelta(days=1)
        receiving.take(session, up.path)
        assert said() == "等县里：6 月 4 日的上报还没有答复"
        receiving.take(school, packing.pack(session, "2199000001", stick).path)
        assert said() == "等学校接收第 2 号文件"
        receiving.take(session, packing.pack(school, "county", stick).path)
    assert said() == "正常"
    now[0] += timedelta(days=83)
    assert said() == "等学校：6 月以来没有上报（已 83 天）"
    (one,) = standing.of_all(session)
    assert one.months[-4:] == ("", "answered", "missing", "")


def test_a_school_asks_nobody(county: County) -> None:
    invited = membership.invite(county.session, county.school, county.folder)
    membership.join(invited.path, county.folder / "校.xinhuo", county.folder)
    with open_session(county.folder / "校.xinhuo") as school:
        assert standing.of_all(school) == []


def test_the_days_of_patience_are_kept_and_bounded(county: County) -> None:
    assert standing.remind_days(county.session) == standing.REMIND_DAYS
    standing.set_remind_days(county.session, 60)
    assert standing.remind_days(county.session) == 60
    for days in (0, 367):
        with pytest.raises(Problem, match="不能设为"):
            standing.set_remind_days(county.session, days)
    assert standing.remind_days(county.session) == 60


@pytest.mark.parametrize(("untold", "said"), [(0, "answered"), (2, "came")])
def test_a_file_of_the_same_second_is_an_answer_when_nothing_is_untold(untold: int, said: str) -> None:
    moment = "2026-11-20T09:00:00"
    one = standing.standing(facts(came=(moment,), went=(moment,), untold=untold), TODAY)
    assert one.months[-1] == said
