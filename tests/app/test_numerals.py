"""Chinese numerals become digits, and what is no number stays as it is."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.numerals import in_digits

_DIGITS = "〇一二三四五六七八九"


def written(number: int) -> str:
    """A number below ten thousand as it is said: 105 → 一百零五."""
    if number < 10:
        return _DIGITS[number].replace("〇", "零")
    for unit, value in (("千", 1000), ("百", 100), ("十", 10)):
        if number >= value:
            many, rest = divmod(number, value)
            head = (_DIGITS[many] if (unit, many) != ("十", 1) else "") + unit
            if not rest:
                return head
            return head + ("零" if rest < value // 10 else "") + written(rest).replace("零零", "零")
    raise AssertionError(number)


@pytest.mark.parametrize(
    ("text", "digits"),
    [
        ("一九八五年十二月廿一日", "1985年12月21日"),
        ("二〇〇五", "2005"),
        ("二○○五", "2005"),
        ("八五", "85"),
        ("十", "10"),
        ("卅一", "31"),
        ("一百零五", "105"),
        ("两百", "200"),
        ("壹拾陆", "16"),
        ("三天半", "3天半"),
        ("十十", "十十"),
        ("二十廿", "二十廿"),
        ("一二十", "一二十"),
        ("零十", "零十"),
        ("三国", "3国"),
    ],
)
def test_numerals_become_digits(text: str, digits: str) -> None:
    assert in_digits(text) == digits


@given(st.integers(1, 9999))
def test_every_number_as_it_is_said_is_read(number: int) -> None:
    said = written(number)
    assert in_digits(said) == str(number), said


@given(st.integers(0, 9999))
def test_every_row_of_digits_is_read_one_by_one(number: int) -> None:
    text = f"{number:04}"
    assert in_digits("".join(_DIGITS[int(one)] for one in text)) == text


@given(st.text(alphabet=_DIGITS + "十百千廿卅两壹贰x5", max_size=12))
def test_whatever_is_written_is_a_number_or_stays(text: str) -> None:
    assert in_digits(in_digits(text)) == in_digits(text)
