"""The ledger in words: what is missing and by when, what counts and why not, how many are behind."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app import ledger
from app.ledger import wording
from app.ledger.figures import Summary
from app.ledger.periods import Period
from app.rules import book, kinds
from app.rules.kinds import About, Exemption, Minimum, Regime, Who
from tests.app.conftest import County
from tests.app.ledger.rules import attend, rule, run

CYCLE = Regime(
    required=3600, period="cycle", first_year=2026,
    minimums=(Minimum(title="公需", about=About(categories=("1",)), least=120),),
)  # fmt: skip


def told(county: County, teacher: str) -> tuple[str, list[wording.Line]]:
    (account,) = ledger.of_teacher(county.session, teacher)
    versions = {one.id: one for one in book.read(county.session).rules}
    return wording.standing(account), wording.lines(account, versions)


def test_an_account_says_what_there_is_what_is_missing_and_by_when(county: County) -> None:
    rule(county.session, "五年", CYCLE)
    attend(county.session, county.zhang, run(county.session, 3000), 3000)
    said, lines = told(county, county.zhang)
    assert said == "300/360 学时，缺 60，公需缺 12，2030-12-31 前"
    assert [(one.title, one.amount, one.why, one.counts) for one in lines] == [("培训（一班）", "300 学时", "", True)]


def test_who_has_everything_is_told_so(county: County) -> None:
    rule(county.session, "五年", Regime(required=100, period="year"))
    attend(county.session, county.zhang, run(county.session, 125), 125)
    assert told(county, county.zhang)[0] == "12.5/10 学时，已达标"


def test_who_is_exempt_is_told_why(county: County) -> None:
    gone = Exemption(title="长病假", who=Who(subjects=("13",)))
    rule(county.session, "每年", Regime(required=900, period="year", exemptions=(gone,)))
    assert told(county, county.zhang)[0] == "不作要求（长病假）"
    assert told(county, county.shan)[0] == "0/90 学时，缺 90，2026-12-31 前"


def test_what_does_not_count_stands_there_with_the_reason(county: County) -> None:
    rule(county.session, "师德", Regime(required=100, period="term", counts=About(categories=("3",))))
    attend(county.session, county.zhang, run(county.session, 60), 60)
    attend(county.session, county.zhang, run(county.session, 80, "3", start_date="2026-10-12"), 80, "0")
    lines = told(county, county.zhang)[1]
    assert [(one.day, one.amount, one.why, one.counts) for one in lines] == [
        ("2026-10-12", "0 学时", "还没有评定结果", False),
        ("2026-10-10", "0 学时", "不在这项要求计入的范围", False),
    ]


def test_an_item_counted_by_an_older_version_names_it(county: County) -> None:
    rule(county.session, "每年", Regime(required=900, period="year"), "2020-01-01")
    rule(county.session, "每年", Regime(required=720, period="year"), "2026-11-01")
    attend(county.session, county.zhang, run(county.session, 60), 60)
    said, (line,) = told(county, county.zhang)
    assert said == "6/72 学时，缺 66，2026-12-31 前"
    assert (line.amount, line.why) == ("6 学时", "按 2020-01-01 起的规定")


def test_credits_are_told_as_credits(county: County) -> None:
    ratio = kinds.Ratio(per=80)
    rule(county.session, "学分", Regime(required=4000, period="year", unit="credits", ratios=(ratio,)))
    attend(county.session, county.zhang, run(county.session, 100), 100)
    assert told(county, county.zhang)[0] == "1.25/40 学分，缺 38.75，2026-12-31 前"


YEAR = Period("2026", "2026 年", date(2026, 1, 1), date(2026, 12, 31), True)
SOME = Summary("", "全部", 1200, 803, 397, 62105, 120)


def test_a_summary_says_how_many_are_behind_and_will_be() -> None:
    assert wording.summed(SOME, "hours", YEAR, date(2026, 11, 21)) == (
        "1,200 人应达标",
        "已达标 803 人",
        "未达标 397 人，共缺 6,210.5 学时",
        "按现在的进度，到 2026-12-31 还会有 120 人不够",
    )


def test_of_a_period_that_is_over_nothing_is_foretold() -> None:
    assert len(wording.summed(SOME, "hours", YEAR, date(2027, 1, 1))) == 3
    assert wording.summed(SOME, "hours", None, date(2027, 1, 1))[3] == "按现在的进度，到期时还会有 120 人不够"


@pytest.mark.parametrize(
    ("gaps", "said"),
    [
        ((), ""),
        ((("", 480),), "缺 48"),
        ((("公需", 120),), "公需缺 12"),
        ((("", 5), ("师德", 5)), "缺 0.5，师德缺 0.5"),
    ],
)
def test_what_is_missing_in_short(gaps: tuple[tuple[str, int], ...], said: str) -> None:
    assert wording.missing(gaps, "hours") == said


@given(st.integers(0, 10**9), st.sampled_from(["hours", "credits"]))
def test_commas_change_nothing_else(amount: int, unit: str) -> None:
    assert wording.thousands(amount, unit).replace(",", "") == ledger.shown(amount, unit)
