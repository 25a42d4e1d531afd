"""Which copies go: the newest always stays, never too many are kept, and nothing of another file is touched."""

from datetime import datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from app.backups import naming
from app.backups.naming import Made
from app.backups.rotating import DAYS, MONTHS, MOST, WEEKS, surplus

OURS, OTHERS = "0" * 8, "f" * 8
moments = st.datetimes(datetime(1990, 1, 1), datetime(2099, 12, 31))


def made(at: datetime, mark: str = OURS) -> Made:
    at = at.replace(microsecond=0)
    found = naming.read(naming.automatic("县", at, mark))
    assert found is not None
    return found


copies = st.lists(st.builds(made, moments, st.sampled_from([OURS, OTHERS])), max_size=40)


@given(copies, st.builds(made, moments))
def test_what_was_just_made_and_what_is_newest_always_stay(found: list[Made], last: Made) -> None:
    ours = {one for one in found if one.mark == OURS} | {last}
    gone = surplus(found, last)
    assert last not in gone
    assert max(ours) not in gone


@given(copies, st.builds(made, moments))
def test_copies_of_another_file_are_never_touched(found: list[Made], last: Made) -> None:
    assert {one.mark for one in surplus(found, last)} <= {OURS}


@given(copies, st.builds(made, moments))
def test_never_more_than_so_many_are_kept(found: list[Made], last: Made) -> None:
    ours = {one for one in found if one.mark == OURS} | {last}
    assert len(ours - surplus(found, last)) <= MOST


@given(copies, st.builds(made, moments))
def test_what_was_kept_once_is_kept_when_nothing_new_comes(found: list[Made], last: Made) -> None:
    left = ({one for one in found if one.mark == OURS} | {last}) - surplus(found, last)
    assert surplus(left, last) == set()


@given(st.lists(st.integers(0, 40), min_size=1, max_size=120))
def test_an_office_open_for_years_keeps_seven_days_four_weeks_and_twelve_months(hours: list[int]) -> None:
    now, there = datetime(2026, 1, 1), set[Made]()
    for step in hours:
        now += timedelta(hours=step)
        last = made(now)
        there = (there | {last}) - surplus(there, last)
        assert last in there
        assert len(there) <= 2 * DAYS + WEEKS + MONTHS
        days = sorted({one.at.date() for one in there}, reverse=True)
        assert now.date() == days[0]
    assert max(there).at == now


def test_of_one_day_the_first_and_the_last_copy_stay() -> None:
    morning, noon, evening = (made(datetime(2026, 11, 22, hour)) for hour in (8, 12, 18))
    assert surplus([morning], noon) == set()
    assert surplus([morning, noon], evening) == {noon}


def test_of_the_eighth_day_back_the_first_copy_goes() -> None:
    days = [made(datetime(2026, 11, day, hour)) for day in range(16, 23) for hour in (8, 18)]
    assert surplus(days[:-1], days[-1]) == set()
    assert days[0] in surplus(days, made(datetime(2026, 11, 23, 8)))


def test_a_clock_that_fell_back_years_costs_no_copy() -> None:
    there = [made(datetime(2026, 11, day, 18)) for day in range(16, 23)]
    assert surplus(there, made(datetime(1990, 1, 1))) == set()


def test_a_clock_that_ran_ahead_pushes_nothing_out() -> None:
    ahead = [made(datetime(2099, 1, day)) for day in range(1, 8)]
    before = [made(datetime(2026, 11, day)) for day in range(15, 21)]
    assert surplus([*ahead, *before], made(datetime(2026, 11, 21))) == set()
