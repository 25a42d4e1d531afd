"""What patterns say, and that numbers read back as what they were made of."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.papers import patterns
from app.papers.patterns import Range

PARTS = ["{字头}", "{种类}", "{年}", "{单位代码}", "字第", "A1", "-", "〔", "〕", "号", "07"]


@st.composite
def made(draw: st.DrawFn) -> str:
    """A pattern without faults."""
    before = "".join(draw(st.lists(st.sampled_from(PARTS), max_size=4)))
    after = "".join(draw(st.lists(st.sampled_from(PARTS), max_size=3)))
    serial = "{流水号}" if draw(st.booleans()) else f"{{流水号:{draw(st.integers(1, 8))}}}"
    month = "{年}{月}" if draw(st.booleans()) else ""
    check = "{校验}" if draw(st.booleans()) else ""
    return f"{month}{before}{serial}{after}{check}"


def filled(pattern: str) -> str:
    return patterns.filled(pattern, word="示教", kind="结业", year=2026, code="2199000001")


@given(made(), st.integers(1, 999_999), st.integers(1, 12))
def test_a_number_tells_its_serial_and_its_series(pattern: str, serial: int, month: int) -> None:
    assert patterns.faults(pattern) == []
    template = filled(pattern)
    of_month = patterns.of_month(template, month)
    number = patterns.number(of_month, serial)
    its = Range(template, 1, 999_999)
    assert "{" not in number
    assert its.serial_of(number) == serial
    assert its.series_of(number) == patterns.series(of_month)


@given(made(), st.integers(1, 9_999), st.integers(1, 9_999))
def test_two_serials_of_a_pattern_never_make_one_number(pattern: str, one: int, other: int) -> None:
    template = patterns.of_month(filled(pattern), 3)
    assert (patterns.number(template, one) == patterns.number(template, other)) == (one == other)


@given(made(), made(), st.integers(1, 300), st.integers(1, 300), st.integers(0, 30))
def test_ranges_meet_when_they_share_a_number(one: str, other: str, first: int, second: int, size: int) -> None:
    ranges = Range(filled(one), first, first + size), Range(filled(other), second, second + size)
    shared = set(ranges[0].numbers()) & set(ranges[1].numbers())
    assert not shared or ranges[0].meets(ranges[1])
    assert ranges[0].meets(ranges[1]) == ranges[1].meets(ranges[0])


@pytest.mark.parametrize(
    ("text", "check"),
    [("079", "X"), ("0794", "0"), ("11010519491231002", "X"), ("示教〔2026〕000001号", "4")],
)
def test_the_check_character_is_mod_11_2(text: str, check: str) -> None:
    assert patterns.check_character(text) == check


@given(st.text(alphabet="0123456789", min_size=2, max_size=20), st.data())
def test_one_digit_copied_wrong_or_two_exchanged_shows(digits: str, data: st.DataObject) -> None:
    at = data.draw(st.integers(0, len(digits) - 1))
    wrong = digits[:at] + str((int(digits[at]) + data.draw(st.integers(1, 9))) % 10) + digits[at + 1 :]
    assert patterns.check_character(wrong) != patterns.check_character(digits)


@pytest.mark.parametrize(
    ("pattern", "said"),
    [
        ("{字头}{年}", "要有一个{流水号}"),
        ("{流水号}{流水号}", "只能有一个"),
        ("{月}{流水号}", "也要有{年}"),
        ("{流水号:0}", "最少 1 位"),
        ("{年:4}{流水号}", "不能定位数"),
        ("{学校}{流水号}", "没有“{学校}”"),
        ("{年{流水号}", "花括号"),
        ("长" * 61, "太长"),
    ],
)
def test_what_makes_no_numbers_is_said(pattern: str, said: str) -> None:
    assert said in patterns.faults(pattern)[0]


def test_a_serial_beside_digits_is_told_apart_from_another_series() -> None:
    one, other = Range("A1{流水号:2}", 1, 50), Range("A{流水号:3}", 101, 150)
    assert one.meets(other) and not one.meets(Range("A{流水号:3}", 200, 250))


def test_numbers_from_before_there_were_patterns_tell_their_series() -> None:
    assert patterns.usual("示教结业〔2026〕000123号") == ("示教结业〔2026〕{流水号}号", 123)
    assert patterns.usual("别的") == (None, None)
