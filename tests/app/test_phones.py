"""A telephone number is its digits, however they are written; of several in one cell none is taken."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app import phones
from app.fields import Unreadable


@pytest.mark.parametrize(
    ("text", "digits"),
    [
        ("139 0000-0001", "13900000001"),
        ("+86 13900000001", "13900000001"),
        ("0086-13900000001", "13900000001"),
        ("8613900000001", "13900000001"),
        ("１３９００００００01", "13900000001"),
        ("13900000001.0", "13900000001"),
        ("'13900000001", "13900000001"),
        ("（0635）5231234", "06355231234"),
        ("0851－1234567", "08511234567"),
        ("5231234", "5231234"),
        ("400-800-1234", "4008001234"),
    ],
)
def test_a_number_keeps_its_digits_only(text: str, digits: str) -> None:
    assert phones.read(text) == digits


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("13900000001/0851-1234567", "几个号码"),
        ("13900000001、13900000002", "几个号码"),
        ("13900000001 13900000002", "几个号码"),
        ("13900000001或13900000002", "几个号码"),
        ("1.39E+10", "Excel"),
        ("0851-1234567转802", "分机号"),
        ("139****0001", "星号"),
        ("1390000000", "这里是 10 位"),
        ("139000000011", "这里是 12 位"),
        ("没有手机", "不是电话号码"),
    ],
)
def test_what_is_not_one_number_is_refused_with_words(text: str, why: str) -> None:
    with pytest.raises(Unreadable, match=why):
        phones.read(text)


@given(st.from_regex(r"1[0-9]{10}", fullmatch=True))
def test_a_mobile_number_reads_back_in_groups(number: str) -> None:
    assert phones.read(f"{number[:3]} {number[3:7]} {number[7:]}") == number == phones.read(f"+86-{number}")


@given(st.text(max_size=24) | st.text(alphabet="0123456789-+()/ 、", max_size=30))
def test_whatever_is_written_is_a_number_or_refused_in_words(text: str) -> None:
    try:
        assert phones.read(phones.read(text)) == phones.read(text)
    except Unreadable as reason:
        assert str(reason).endswith("。")
