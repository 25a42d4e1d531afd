"""A date is read in every form people write, and never guessed where the form leaves it open."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app import dates
from app.fields import Unreadable

TODAY = date(2026, 11, 22)
BIRTH = (-90, -15)
_HAN = str.maketrans("0123456789", "〇一二三四五六七八九")
_WIDE = str.maketrans("0123456789", "０１２３４５６７８９")


def said(number: int) -> str:
    """A month or day as it is said: 21 → 二十一."""
    tens, ones = divmod(number, 10)
    head = {0: "", 1: "十"}.get(tens, "〇一二三"[tens] + "十")
    return head + (str(ones).translate(_HAN) if ones or not tens else "")


def refused(text: str, years: dates.Years | None = None) -> str:
    with pytest.raises(Unreadable) as caught:
        dates.read(text, TODAY, years)
    return str(caught.value)


@pytest.mark.parametrize(
    "text",
    [
        "1985.07",
        "1985年7月",
        "1985 年 7 月",
        "1985年7月份",
        "198507",
        "85.7",
        "85年7月",
        "8507",
        "一九八五年七月",
        "八五年七月",
        "１９８５．０７",
        "1985-07-00",
        "Jul-85",
    ],
)
def test_a_month_is_read_in_every_form(text: str) -> None:
    assert dates.read(text, TODAY) == (1985, 7, None)


@pytest.mark.parametrize(
    "text",
    [
        "85-7-3",
        "1985/7/3 0:00:00",
        "1985-07-03T00:00",
        "1985-07-03T00:00:00.000Z",
        "1985.07.03.",
        "1985。7。3",
        "1985、7、3",
        "1985—07—03",
        "1985 07 03",
        "1985\\7\\3",
        "'1985-07-03",
        "一九八五年七月三日",
        "1985年7月3号",
        "1985年7月3日（星期三）",
        "1985年7月3日 上午8:30",
        "19850703",
        "19850703083000",
        "850703",
        "3-Jul-85",
    ],
)
def test_a_day_is_read_in_every_form(text: str) -> None:
    assert dates.read(text, TODAY) == (1985, 7, 3)


@given(st.dates(date(1950, 1, 1), date(2046, 12, 31)))
def test_whichever_way_a_day_is_written_it_is_that_day(day: date) -> None:
    y, m, d = day.year, day.month, day.day
    han = f"{str(y).translate(_HAN)}年{said(m)}月{said(d)}日"
    forms = [
        f"{y}-{m:02}-{d:02}",
        f"{y}.{m}.{d}",
        f"{y}.{m:02}.{d:02}.",
        f"{y}/{m}/{d} 0:00:00",
        f"{y}年{m}月{d}日",
        f"{y}{m:02}{d:02}",
        f"{y % 100:02}-{m}-{d}",
        f"{y % 100:02}年{m}月{d}日",
        f"{y}-{m:02}-{d:02}T10:30",
        han,
        *(form.translate(_WIDE) for form in (f"{y}.{m}.{d}", f"{y}年{m}月{d}日")),
    ]
    assert {form: dates.read(form, TODAY) for form in forms} == dict.fromkeys(forms, (y, m, d))


@given(st.integers(1947, 2046), st.integers(1, 12))
def test_whichever_way_a_month_is_written_it_is_that_month(year: int, month: int) -> None:
    forms = [f"{year}.{month:02}", f"{year}.{month}", f"{year}年{month}月", f"{year}-{month}", f"{year}/{month:02}"]
    forms += [f"{year}{month:02}", f"{year % 100:02}.{month}", f"{str(year).translate(_HAN)}年{said(month)}月"]
    assert {form: dates.read(form, TODAY) for form in forms} == dict.fromkeys(forms, (year, month, None))


def test_two_digits_of_a_year_are_read_by_the_sense_of_the_field() -> None:
    assert dates.read("85.7", TODAY, BIRTH)[0] == 1985
    assert dates.read("05.7", TODAY, BIRTH)[0] == 2005
    assert dates.read("36.7", TODAY, BIRTH)[0] == 1936
    assert "请写四位" in refused("30.7", BIRTH)
    assert "请写四位" in refused("12.7", BIRTH)
    assert dates.read("30.7", TODAY)[0] == 2030


def test_nobody_in_service_is_born_in_2085() -> None:
    assert "不会晚于 2011 年" in refused("2085-07-03", BIRTH)
    assert "不会晚于 2011 年" in refused("2012-07", BIRTH)
    assert dates.read("2011-07", TODAY, BIRTH) == (2011, 7, None)
    assert dates.read("2085-07-03", None, BIRTH) == (2085, 7, 3)


def test_a_day_that_systems_write_for_nothing_is_refused_where_nobody_is_that_old() -> None:
    assert "不会早于 1916 年" in refused("1900-01-01", BIRTH)
    assert dates.read("1926-01-01", TODAY, BIRTH) == (1926, 1, 1)


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("1985", "只写了年"),
        ("1985年", "只写了年"),
        ("7月3日", "没有写年份"),
        ("7-3", "没有写年份"),
        ("7/3/1985", "分不清哪个是月"),
        ("1985703", "7 位数字"),
        ("31230", "5 位数字"),
        ("2022.3-2025.6", "一段时间"),
        ("2022年3月至今", "一段时间"),
        ("1985.13", "没有 13 月"),
        ("1985-02-30", "2 月没有 30 日"),
        ("1985.00", "没有 0 月"),
        ("1885-02-03", "不合情理"),
        ("1985-07-02T16:00:00.000Z", "别的时区"),
        ("上周", "看不出是哪一天"),
        ("3.62E+17", "看不出是哪一天"),
    ],
)
def test_what_is_no_certain_date_is_refused_with_words(text: str, why: str) -> None:
    assert why in refused(text) and f"“{text}”" in refused(text)


def test_six_digits_may_be_read_two_ways() -> None:
    assert dates.two_ways("200512") == "2005 年 12 月还是 2020 年 5 月 12 日"
    assert not dates.two_ways("198507") and not dates.two_ways("850703")
    assert dates.is_short("850703") and not dates.is_short("200512")


@pytest.mark.parametrize("text", ["2026", "2026年", "2026年度", "二〇二六年", "26年", "２０２６"])
def test_a_year_is_read_in_every_form(text: str) -> None:
    assert dates.read_year(text, TODAY) == 2026


@pytest.mark.parametrize("text", ["2025-2026", "今年", "20266", "1026"])
def test_what_is_no_year_is_refused_with_words(text: str) -> None:
    with pytest.raises(Unreadable, match=f"“{text}”"):
        dates.read_year(text, TODAY)


@given(st.text(max_size=80) | st.text(alphabet="0123456789-./年月日 T:Z一二十", max_size=24))
def test_whatever_is_written_is_a_date_or_refused_in_words(text: str) -> None:
    for read in (lambda: dates.read(text, TODAY, BIRTH), lambda: dates.read_year(text, TODAY)):
        try:
            read()
        except Unreadable as reason:
            assert str(reason).startswith("“") and str(reason).endswith("。")
