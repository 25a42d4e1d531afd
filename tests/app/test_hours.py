"""Hours are read with every unit whose worth is known, and refused where the office has not said it."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app import hours
from app.fields import Unreadable, hours_text
from app.hours import Worth

SAID = Worth(day=80, lesson=10)


@pytest.mark.parametrize(
    ("text", "tenths"),
    [
        ("16", 160),
        ("16学时", 160),
        ("16 个学时", 160),
        ("１６课时", 160),
        ("16.0", 160),
        ("7.50", 75),
        ("十六学时", 160),
        ("二十四", 240),
        ("7.5小时", 75),
        ("8H", 80),
        ("半学时", 5),
        ("2天", 160),
        ("两天", 160),
        ("1.5天", 120),
        ("一天半", 120),
        ("半天", 40),
        ("半日", 40),
        ("8节", 80),
        ("8 节课", 80),
    ],
)
def test_hours_are_read_with_their_unit(text: str, tenths: int) -> None:
    assert hours.read(text, SAID) == tenths


@pytest.mark.parametrize(("text", "unit"), [("2天", "天"), ("半天", "天"), ("3日", "天"), ("8节", "节")])
def test_days_and_lessons_need_a_word_of_the_office(text: str, unit: str) -> None:
    with pytest.raises(Unreadable, match=f"“{text}”是按{unit}写的.*一{unit}算多少学时"):
        hours.read(text, Worth())


@pytest.mark.parametrize("text", ["7.25", "十", "-3", "16学时（2天）", "两周", "", "16-20", "1e3", "半", "+8"])
def test_what_is_no_number_of_hours_is_refused(text: str) -> None:
    if text == "十":
        assert hours.read(text, SAID) == 100
        return
    with pytest.raises(Unreadable, match="一位小数"):
        hours.read(text, SAID)


def test_a_part_of_a_day_that_comes_out_uneven_is_refused() -> None:
    assert hours.read("半天", Worth(day=60)) == 30
    with pytest.raises(Unreadable, match="不止一位小数"):
        hours.read("半天", Worth(day=75))


@given(st.integers(0, 99_999), st.integers(1, 240))
def test_hours_and_days_read_back_as_they_are_shown(tenths: int, day: int) -> None:
    assert hours.read(hours_text(tenths), Worth()) == tenths
    assert hours.read(f"{tenths}天", Worth(day=day)) == tenths * day


@given(st.text(max_size=12) | st.text(alphabet="0123456789.个学时天节半一二十两", max_size=8))
def test_whatever_is_written_is_hours_or_refused_in_words(text: str) -> None:
    try:
        assert hours.read(text, SAID) >= 0
    except Unreadable as reason:
        assert str(reason).startswith("“") and str(reason).endswith("。")
