"""Worked examples of each way of counting, in the words of the documents, and what must hold whatever the items are."""

from datetime import date, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.ledger import counting, items
from app.ledger.counting import Account
from app.ledger.items import Item, Traits
from app.rules import kinds
from app.rules.book import LAST, Rule
from app.rules.kinds import About, Cap, Exemption, Minimum, Ratio, Regime, Who
from app.rules.people import Person

LI = Person("t1", "李梅", stage="2", subject="13", work_start="2019-09")
PUBLIC, SPECIAL, ETHICS = "1", "2", "3"
TOGETHER, ONLINE = "1", "2"


def rule(said: Regime, since: str = "2000-01-01", until: date = LAST, pk: str = "v1") -> Rule:
    return Rule(pk, "r", "regime", "五年 360 学时", date.fromisoformat(since), until, "", "", said)


def item(hours: float, day: str = "2026-03-02", **more: Any) -> Item:
    """A passed class of so many hours, on one day unless `until` says otherwise."""
    pk = str(more.pop("id", more.get("group", f"{day} {hours}")))
    first = date.fromisoformat(day) if day else None
    until = date.fromisoformat(more.pop("until")) if "until" in more else first
    traits = Traits(
        more.pop("source", "class"),
        more.pop("category", SPECIAL),
        more.pop("level", "4"),
        more.pop("form", TOGETHER),
        kind=more.pop("kind", ""),
    )
    tenths = round(hours * 10)
    given_ = {"part": "", "year": int(day[:4]) if day else 2026, "whole": tenths, "group": pk, **more}
    return Item(pk, "培训", traits, day=first, until=until, hours=tenths, **given_)


def count(said: Regime, *found: Item, day: str = "2026-11-22", who: Person = LI) -> Account:
    versions = [rule(said)]
    period = counting.current(versions, who, date.fromisoformat(day))
    assert period is not None
    made = counting.account(versions, who, found, period)
    assert made is not None
    return made


def reasons(made: Account) -> dict[str, str]:
    return {one.item.id: one.why for one in made.items}


FIVE_YEARS = Regime(required=3600, period="cycle", first_year=2021)


def test_three_hundred_and_sixty_hours_in_five_years() -> None:
    made = count(FIVE_YEARS, item(200, "2026-03-02"), item(100, "2028-07-01"), item(300, "2025-07-01"))
    assert (made.period.label, made.counted, made.required, made.lacking) == ("2026—2030 年", 3000, 3600, 600)


def test_ninety_hours_a_year_of_which_two_thirds_are_special_subjects() -> None:
    said = Regime(
        required=900,
        period="year",
        minimums=(Minimum(title="专业科目", about=About(categories=(SPECIAL,)), share=(2, 3)),),
    )
    made = count(said, item(50), item(40, category=PUBLIC))
    assert made.counted == 900
    assert [(one.title, one.asked, one.counted, one.missing) for one in made.gaps] == [("专业科目", 600, 500, 100)]
    assert count(said, item(60), item(30, category=PUBLIC)).lacking == 0


def test_not_less_than_ten_hours_of_ethics_each_term_and_only_what_was_passed() -> None:
    said = Regime(required=100, period="term", counts=About(categories=(ETHICS,)))
    failed = item(6, "2026-09-10", category=ETHICS, id="没过", why=items.FAILED)
    made = count(said, item(4, "2026-09-03", category=ETHICS), failed, item(8, "2026-09-05", id="别的"))
    assert made.period.label == "2026—2027 学年第一学期"
    assert (made.counted, made.lacking) == (40, 60)
    assert reasons(made)["没过"] == "考核不合格"
    assert reasons(made)["别的"] == counting.OUTSIDE


def test_what_was_last_term_does_not_help_this_one() -> None:
    said = Regime(required=100, period="term", counts=About(categories=(ETHICS,)))
    assert count(said, item(20, "2026-06-30", category=ETHICS)).counted == 0
    assert count(said, item(20, "2026-06-30", category=ETHICS), day="2026-07-31").lacking == 0


def test_a_class_without_a_day_belongs_to_its_year_but_to_no_term() -> None:
    undated = item(20, "", category=ETHICS, id="没日期", year=2026)
    made = count(Regime(required=100, period="term", counts=About(categories=(ETHICS,))), undated)
    assert made.counted == 0 and reasons(made) == {"没日期": counting.UNDATED}
    assert count(Regime(required=100, period="year"), undated).counted == 200


def test_a_new_teacher_has_a_hundred_and_twenty_hours_in_the_probation() -> None:
    said = Regime(required=1200, period="probation", months=12)
    young = Person("t2", "周叶", work_start="2026-09")
    made = count(said, item(60, "2026-09-05"), item(60, "2026-08-20"), who=young)
    assert (made.counted, made.lacking) == (600, 600)
    after = counting.current([rule(said)], young, date(2027, 9, 1))
    assert after is not None and after.last == date(2027, 8, 31), "who was short of it is not forgotten the day after"
    assert counting.current([rule(said)], young, date(2028, 9, 1)) is None
    assert counting.current([rule(said)], LI, date(2026, 11, 22)) is None


def test_a_cycle_of_ones_own_begins_with_the_year_work_began() -> None:
    said = Regime(required=3600, period="cycle")
    assert count(said).period.label == "2024—2028 年"
    assert counting.current([rule(said)], Person("t3", "不详"), date(2026, 1, 1)) is None


def test_a_hundred_and_eighty_of_them_from_the_county_or_above() -> None:
    said = Regime(
        required=3600,
        period="cycle",
        first_year=2021,
        minimums=(Minimum(title="县级以上", about=About(levels=("1", "2", "3", "4")), least=1800),),
    )
    made = count(said, item(150, level="4"), item(210, level="5"))
    assert [(one.title, one.missing) for one in made.gaps] == [("县级以上", 300)]
    assert made.lacking == 300


def test_eight_hours_together_or_ten_apart_make_a_credit() -> None:
    said = Regime(
        required=1000,
        unit="credits",
        period="year",
        ratios=(Ratio(about=About(forms=(TOGETHER,)), per=80), Ratio(per=100)),
        caps=(Cap(most=1500, per="item"),),
    )
    made = count(said, item(40), item(25, form=ONLINE), item(200, "2026-07-01", until="2026-08-30", id="长班"))
    assert {one.item.id: one.amount for one in made.items} == {"2026-03-02 40": 500, "2026-03-02 25": 250, "长班": 1500}
    assert reasons(made)["长班"] == "一项最多计 15 学分"
    assert counting.shown(made.counted, "credits") == "22.5"


def test_a_form_nobody_gave_a_ratio_for_gives_no_credit() -> None:
    said = Regime(required=100, unit="credits", period="year", ratios=(Ratio(about=About(forms=(ONLINE,)), per=100),))
    made = count(said, item(8))
    assert made.counted == 0 and "折算学分" in made.items[0].why


def test_who_missed_a_fifth_or_more_gets_nothing_of_the_class() -> None:
    said = Regime(required=100, period="year", attended=(4, 5))
    assert count(said, item(32, whole=400)).counted == 320
    made = count(said, item(31.9, whole=400))
    assert made.counted == 0 and made.items[0].why == "实到不足应到的 4/5"


def test_where_the_document_says_so_who_missed_exactly_a_fifth_gets_nothing_either() -> None:
    said = Regime(required=100, period="year", attended=(4, 5), exactly_fails=True)
    assert count(said, item(32.1, whole=400)).counted == 321
    made = count(said, item(32, whole=400))
    assert made.counted == 0 and made.items[0].why == "实到没有超过应到的 4/5"


def test_no_day_counts_for_more_than_eight_hours() -> None:
    said = Regime(required=100, period="year", per_day=80)
    made = count(said, item(6, id="上午"), item(6, id="下午"), item(30, "2026-07-01", until="2026-07-03", id="三天"))
    assert sorted(one.amount for one in made.items) == [20, 60, 240]
    assert set(reasons(made).values()) == {"", "每天最多计 8 学时"}


def test_a_day_holds_eight_hours_for_sessions_that_are_more_than_their_class_too() -> None:
    said = Regime(required=100, period="year", per_day=80)
    session = item(16.1, group="c1", part="s1", whole=160, id="课")
    made = count(said, session, item(1, id="论文", source="declared", whole=None))
    assert made.counted == 80


def test_open_lessons_count_for_six_each_and_eighteen_a_year() -> None:
    lessons = About(sources=("declared",), kinds=("4",))
    said = Regime(
        required=3600,
        period="cycle",
        first_year=2021,
        caps=(Cap(about=lessons, most=60, per="item"), Cap(about=lessons, most=180, per="year")),
    )
    found = [item(8, f"2026-0{month}-10", source="declared", kind="4", whole=None) for month in (3, 4, 5, 6)]
    made = count(said, *found, item(8, "2027-03-01", source="declared", kind="4", whole=None))
    assert made.counted == 180 + 60
    assert list(reasons(made).values()).count("一年里这类最多计 18 学时") == 1


def test_what_was_too_much_is_taken_along_up_to_a_limit() -> None:
    said = Regime(required=900, period="year", carry=200)
    made = count(said, item(150, "2025-05-05"), item(50))
    assert (made.carried, made.counted, made.lacking) == (200, 700, 200)
    assert count(said, item(80, "2025-05-05")).carried == 0


def test_of_whom_less_is_asked() -> None:
    said = Regime(
        required=3600,
        period="cycle",
        first_year=2021,
        minimums=(Minimum(title="县级以上", about=About(levels=("4",)), least=1800),),
        exemptions=(Exemption(title="病休", who=Who(statuses=("5",))),),
    )
    made = count(said, who=Person("t4", "病休者", staff_status="5"))
    assert (made.required, made.lacking, made.exempt) == (0, 0, "病休")
    assert counting.account([rule(said)], Person("t5", "退休者", staff_status="9"), [], made.period) is None


def test_amounts_are_rounded_down_as_the_rule_says() -> None:
    for rounding, amount in (("exact", 77), ("half", 75), ("whole", 70)):
        assert count(Regime(required=1, period="year", rounding=rounding), item(7.7)).counted == amount  # type: ignore[arg-type]


def test_a_class_is_either_the_whole_of_it_or_its_sessions() -> None:
    said = Regime(required=100, period="year")
    parts = [item(4, f"2026-03-0{n}", group="c1", part=f"s{n}", whole=160, id=f"课{n}") for n in (1, 2, 3)]
    made = count(said, *parts)
    assert made.counted == 120
    assert sum(one.why == counting.TOGETHER for one in made.items) == 2
    whole = item(16, group="c1", whole=160, id="整班")
    made = count(said, *parts, whole)
    assert made.counted == 160
    assert [one.why for one in made.items if one.item.id != "整班"] == [counting.TWICE] * 3
    assert count(said, whole, whole._replace(id="两处各登一条")).counted == 160


def test_an_enrolment_without_hours_beside_its_sessions_is_no_second_entry() -> None:
    parts = [item(8, f"2026-03-0{n}", group="c1", part=f"s{n}", whole=160, id=f"课{n}") for n in (1, 2)]
    made = count(Regime(required=100, period="year"), *parts, item(0, group="c1", whole=160, id="报名"))
    assert made.counted == 160
    assert {one.item.id for one in made.items} == {"课1", "课2"}


def test_the_same_thing_declared_twice_counts_once() -> None:
    twice = [item(10, source="declared", kind="1", whole=None, group="d1", id=pk) for pk in ("甲", "乙")]
    made = count(Regime(required=100, period="year"), *twice)
    assert made.counted == 100 and counting.TWICE in reasons(made).values()


def test_every_hour_keeps_the_version_that_gave_it() -> None:
    old = rule(Regime(required=3600, period="cycle", first_year=2021), until=date(2027, 12, 31), pk="旧")
    new = rule(Regime(required=3000, period="cycle", first_year=2021, per_day=80), since="2028-01-01", pk="新")
    period = counting.current([old, new], LI, date(2026, 11, 22))
    assert period is not None
    made = counting.account([old, new], LI, [item(12, "2026-03-02"), item(12, "2029-03-02")], period)
    assert made is not None
    assert {one.rule_id: one.amount for one in made.items} == {"旧": 120, "新": 80}
    assert (made.rule.id, made.required) == ("新", 3000)


def test_a_rule_that_ended_judges_no_later_period() -> None:
    ended = [rule(Regime(required=2400, period="year"), until=date(2025, 12, 31))]
    assert counting.current(ended, LI, date(2026, 3, 1)) is None
    former = counting.current(ended, LI, date(2025, 3, 1))
    assert former is not None and counting.account(ended, LI, [], former) is not None


@pytest.mark.parametrize(("amount", "text"), [(0, "0"), (100, "1"), (105, "1.05"), (150, "1.5"), (-50, "-0.5")])
def test_credits_are_shown_without_trailing_noughts(amount: int, text: str) -> None:
    assert counting.shown(amount, "credits") == text


# -- whatever the items are

DAYS = st.dates(date(2025, 1, 1), date(2027, 12, 31))
ABOUT = st.builds(
    About,
    categories=st.sampled_from([(), (PUBLIC,), (SPECIAL, ETHICS)]),
    forms=st.sampled_from([(), (TOGETHER,)]),
    sources=st.sampled_from([(), ("class",), ("declared", "studio")]),
)
CAPS = st.lists(
    st.builds(Cap, about=ABOUT, most=st.integers(0, 400), per=st.sampled_from(["item", "year", "period"])), max_size=4
)
REGIME = st.builds(
    Regime,
    required=st.integers(0, 1000),
    period=st.sampled_from(["cycle", "year", "school_year", "term"]),
    first_year=st.just(2021),
    unit=st.sampled_from(["hours", "credits"]),
    ratios=st.just((Ratio(about=About(forms=(TOGETHER,)), per=80), Ratio(per=100))),
    counts=ABOUT,
    caps=CAPS.map(tuple),
    minimums=st.lists(
        st.builds(Minimum, title=st.just("其中"), about=ABOUT, least=st.integers(0, 300)), max_size=2
    ).map(tuple),
    per_day=st.sampled_from([0, 80]),
    attended=st.sampled_from([None, (4, 5)]),
    carry=st.sampled_from([0, 100]),
    rounding=st.sampled_from(["exact", "half", "whole"]),
)


@st.composite
def ledger(draw: st.DrawFn) -> list[Item]:
    found = []
    for number in range(draw(st.integers(0, 14))):
        day = draw(DAYS)
        source = draw(st.sampled_from(["class", "declared", "studio"]))
        length = draw(st.integers(0, 3)) if source == "class" else 0
        group = f"{source}{draw(st.integers(0, 6))}"
        part = draw(st.sampled_from(["", "s1", "s2"])) if source == "class" else ""
        found.append(
            item(
                draw(st.integers(0, 200)) / 10,
                day.isoformat(),
                until=(day + timedelta(days=length if not part else 0)).isoformat(),
                id=f"i{number}",
                group=group,
                part=part,
                source=source,
                category=draw(st.sampled_from([PUBLIC, SPECIAL, ETHICS])),
                form=draw(st.sampled_from([TOGETHER, ONLINE])),
                whole=160 if source == "class" else None,
                why=draw(st.sampled_from(["", "", "", items.FAILED])),
            )
        )
    # The rows of one class tell of one class.
    traits = {one.group: one.traits for one in found}
    return [one._replace(traits=traits[one.group]) for one in found]


def told(made: Account | None) -> object:
    return made and (
        made.counted,
        made.required,
        made.lacking,
        made.carried,
        [(one.title, one.missing) for one in made.gaps],
    )


def accounts(said: Regime, found: list[Item]) -> list[Account]:
    versions = [rule(said)]
    made = []
    for day in (date(2025, 3, 1), date(2025, 10, 1), date(2026, 3, 1), date(2026, 10, 1), date(2027, 6, 1)):
        period = counting.current(versions, LI, day)
        assert period is not None
        one = counting.account(versions, LI, found, period)
        assert one is not None
        made.append(one)
    return made


@given(REGIME, ledger(), st.randoms())
def test_the_order_of_entry_never_matters(said: Regime, found: list[Item], random: Any) -> None:
    entered = list(found)
    random.shuffle(entered)
    # Other rows, entered at other times, have other ids.
    renamed = [one._replace(id=f"j{random.random()}") for one in entered]
    assert [told(one) for one in accounts(said, found)] == [told(one) for one in accounts(said, renamed)]


@given(REGIME, ledger())
def test_no_cap_is_ever_exceeded_and_nothing_counts_twice(said: Regime, found: list[Item]) -> None:
    for made in accounts(said, found):
        assert {one.item.id for one in made.items} <= {one.id for one in found}
        assert len(made.items) == len({one.item.id for one in made.items})
        assert all(one.amount >= 0 and (one.amount == 0 or not one.item.why) for one in made.items)
        assert made.counted == sum(one.amount for one in made.items) + made.carried
        for cap in said.caps:
            some = [one for one in made.items if counting.fits(cap.about, one.item.traits)]
            if cap.per == "item":
                assert all(one.amount <= cap.most for one in some)
            elif cap.per == "period":
                assert sum(one.amount for one in some) <= cap.most
            else:
                for year in {one.item.year for one in some}:
                    assert sum(one.amount for one in some if one.item.year == year) <= cap.most
        by_group: dict[str, list[int]] = {}
        for one in made.items:
            if one.amount:
                by_group.setdefault(one.item.group, []).append(one.amount)
        assert all(len(amounts) == 1 for amounts in by_group.values())
        if said.unit == "hours":
            assert all(one.amount <= (one.item.whole or 10**6) for one in made.items)


@given(REGIME.filter(lambda said: said.per_day > 0 and said.unit == "hours"), ledger())
def test_single_days_never_give_more_than_a_day_holds(said: Regime, found: list[Item]) -> None:
    for made in accounts(said, found):
        days: dict[date, int] = {}
        for one in made.items:
            if one.item.day and one.item.until == one.item.day:
                days[one.item.day] = days.get(one.item.day, 0) + one.amount
        assert all(amount <= said.per_day for amount in days.values())


@given(REGIME, ledger(), ledger())
def test_without_caps_more_items_never_count_for_less(said: Regime, found: list[Item], more: list[Item]) -> None:
    import msgspec

    free = msgspec.structs.replace(said, caps=(), attended=None, carry=0)
    others = [one._replace(id=f"m{one.id}", group=f"m{one.group}") for one in more]
    for less, both in zip(accounts(free, found), accounts(free, found + others), strict=True):
        assert both.counted >= less.counted
        assert both.lacking <= less.lacking


def test_parameters_of_a_regime_are_read_as_they_were_written() -> None:
    said = Regime(required=900, period="year", caps=(Cap(most=5),))
    assert kinds.read("regime", kinds.written(said)) == said
