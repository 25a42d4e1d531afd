from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app import identity
from app.identity import IdentityFault

TODAY = date(2025, 9, 1)


@st.composite
def numbers(draw: st.DrawFn) -> str:
    division = draw(st.integers(100000, 999999))
    born = date(1900, 1, 1) + timedelta(days=draw(st.integers(0, (TODAY - date(1900, 1, 1)).days)))
    first17 = f"{division}{born:%Y%m%d}{draw(st.integers(0, 999)):03}"
    return first17 + identity.check_digit(first17)


def reason(text: str) -> str:
    with pytest.raises(IdentityFault) as caught:
        identity.parse(text, TODAY)
    return caught.value.reason


def test_the_numbers_of_the_standard_are_read() -> None:
    woman = identity.parse("11010519491231002X", TODAY)
    assert woman == identity.IdentityNumber("11010519491231002X", date(1949, 12, 31), "2", "110105")
    man = identity.parse("440524188001010014", TODAY)
    assert (man.birth_date, man.sex, man.division) == (date(1880, 1, 1), "1", "440524")


@pytest.mark.parametrize(
    "text",
    [
        "11010519491231002x",
        " 110105 19491231 002X\n",
        "１１０１０５１９４９１２３１００２Ｘ",
        "'11010519491231002X",
        "\ufeff11010519491231002X\u200b",
    ],
)
def test_ways_of_writing_are_no_fault(text: str) -> None:
    assert identity.parse(text, TODAY).text18 == "11010519491231002X"


def test_an_old_number_of_fifteen_digits_becomes_one_of_eighteen() -> None:
    read = identity.parse("110105491231002", TODAY)
    assert read.text18 == "11010519491231002X"
    assert read.birth_date == date(1949, 12, 31)


def test_an_old_number_of_somebody_born_before_1900_says_so() -> None:
    assert identity.parse("110105801231997", TODAY).birth_date == date(1880, 12, 31)


@given(numbers())
def test_every_made_number_is_read_back(text: str) -> None:
    read = identity.parse(text, TODAY)
    assert read.text18 == text
    assert f"{read.birth_date:%Y%m%d}" == text[6:14]
    assert read.sex == ("1" if text[16] in "13579" else "2")
    assert identity.parse(identity.grouped(text), TODAY) == read


@given(numbers(), st.integers(0, 17), st.sampled_from("0123456789X"))
def test_any_single_changed_character_is_refused(text: str, place: int, other: str) -> None:
    if text[place] == other:
        return
    with pytest.raises(IdentityFault):
        identity.parse(text[:place] + other + text[place + 1 :], TODAY)


@given(numbers(), st.integers(0, 16))
def test_two_neighbours_changed_about_are_refused(text: str, place: int) -> None:
    swapped = text[:place] + text[place + 1] + text[place] + text[place + 2 :]
    if swapped != text:
        with pytest.raises(IdentityFault):
            identity.parse(swapped, TODAY)


@given(st.text(max_size=24))
def test_whatever_is_written_is_a_number_or_a_fault_in_chinese(text: str) -> None:
    try:
        identity.parse(text, TODAY)
    except IdentityFault as fault:
        assert fault.reason.endswith("。")


@pytest.mark.parametrize("text", ["3.62E+17", "3.62101198001E+17", "3.6e17", "362101198001010000.0"])
def test_a_number_excel_has_turned_into_a_value_must_be_typed_again(text: str) -> None:
    assert "Excel" in reason(text) and "重新填写" in reason(text)
    assert identity.damaged_by_excel(text)


def test_three_zeros_at_the_end_are_damage_when_the_check_digit_says_no() -> None:
    assert "Excel" in reason("110105194912310000")


def test_three_zeros_at_the_end_may_be_true_but_are_doubtful() -> None:
    first17 = next(
        seventeen for day in range(1, 29) if identity.check_digit(seventeen := f"110105194912{day:02}100") == "0"
    )
    assert identity.parse(first17 + "0", TODAY).text18 == first17 + "0"
    assert identity.damaged_by_excel(first17 + "0")


def test_a_sound_number_is_not_called_damaged() -> None:
    assert not identity.damaged_by_excel("11010519491231002X")


@pytest.mark.parametrize(
    ("text", "part"),
    [
        ("", "没有填写"),
        ("1101051949123100", "16 位"),
        ("1101051949123100222", "19 位"),
        ("110105194912310021", "校验码不符"),
        ("11010519491231X021", "“X”"),
        ("11010519491231O02X", "“O”"),
        ("11010549123100X", "末位是 X"),
        ("110105491331002", "出生日期不存在"),
    ],
)
def test_a_fault_says_what_is_wrong(text: str, part: str) -> None:
    assert part in reason(text)


def test_a_day_that_never_was_is_refused() -> None:
    first17 = "11010519490229002"
    assert "出生日期不存在" in reason(first17 + identity.check_digit(first17))


def test_nobody_is_born_tomorrow() -> None:
    first17 = "11010520250902002"
    text = first17 + identity.check_digit(first17)
    assert "晚于今天" in reason(text)
    assert identity.parse(text, date(2025, 9, 2)).birth_date == date(2025, 9, 2)


def test_a_division_nobody_knows_is_no_fault() -> None:
    first17 = "99999919491231002"
    assert identity.parse(first17 + identity.check_digit(first17), TODAY).division == "999999"


def test_a_number_is_masked_for_others_and_grouped_for_the_eye() -> None:
    assert identity.masked("11010519491231002x") == "110105********002X"
    assert identity.masked("110105491231002") == "110105******002"
    assert identity.masked("1101051949") == "**********"
    assert identity.grouped("11010519491231002x") == "110105 19491231 002X"
    assert identity.grouped("110105491231002") == "110105 491231 002"
    assert identity.grouped("1101") == "1101"


@given(numbers())
def test_a_masked_number_does_not_show_the_birthday(text: str) -> None:
    assert set(identity.masked(text)[6:14]) == {"*"}
