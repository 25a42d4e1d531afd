"""A field reads what people type, shows what it keeps, and says what it cannot read."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.fields import Field, Kind, Unreadable, check, clean_name, hours_text, parse, show

NAME = Field("name", "姓名", Kind.NAME, required=True)
DAY = Field("held_on", "日期", Kind.DATE)
MONTH = Field("work_start", "参加工作年月", Kind.MONTH)
HOURS = Field("hours", "学时", Kind.HOURS)
FLAG = Field("is_class_teacher", "是否班主任", Kind.FLAG)
PHONE = Field("phone", "联系电话", Kind.PHONE)
SEX = Field("sex", "性别", Kind.CODE, codes="sex")


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("2026-09-01", "2026-09-01"),
        ("2026.9.1", "2026-09-01"),
        ("2026/9/1", "2026-09-01"),
        ("2026年9月1日", "2026-09-01"),
        ("20260901", "2026-09-01"),
        ("2026-09-01 00:00:00", "2026-09-01"),
        (date(2026, 9, 1), "2026-09-01"),
    ],
)
def test_a_date_is_read_however_it_is_written(typed: object, kept: str) -> None:
    assert parse(DAY, typed) == kept


@pytest.mark.parametrize(("typed", "kept"), [("1985.07", "1985-07"), ("1985年7月", "1985-07"), ("198507", "1985-07")])
def test_a_month_needs_no_day(typed: str, kept: str) -> None:
    assert parse(MONTH, typed) == kept


@pytest.mark.parametrize("typed", ["2026-02-30", "2026-13-01", "上周", "1026-01-01", "2026.9"])
def test_a_day_that_never_was_is_refused_with_what_to_do(typed: str) -> None:
    with pytest.raises(Unreadable, match="日期"):
        parse(DAY, typed)


@given(st.dates(date(1900, 1, 1), date(2100, 12, 31)))
def test_every_date_reads_back(day: date) -> None:
    assert parse(DAY, day.isoformat()) == day.isoformat()
    assert parse(DAY, f"{day.year}年{day.month}月{day.day}日") == day.isoformat()


@given(st.integers(0, 99_999))
def test_hours_read_back_what_they_show(tenths: int) -> None:
    assert parse(HOURS, show(HOURS, tenths)) == tenths


def test_hours_are_kept_in_tenths() -> None:
    assert parse(HOURS, "7.5学时") == 75
    assert hours_text(75) == "7.5"
    assert hours_text(160) == "16"
    with pytest.raises(Unreadable, match="一位小数"):
        parse(HOURS, "7.25")


def test_yes_and_no_come_in_many_ways() -> None:
    assert [parse(FLAG, text) for text in ("是", "√", "1", "否", "无", "")] == [1, 1, 1, 0, 0, None]
    with pytest.raises(Unreadable):
        parse(FLAG, "也许")


def test_a_code_is_found_by_label_and_never_guessed() -> None:
    assert parse(SEX, "男") == "1"
    assert parse(SEX, "1") == "1"
    with pytest.raises(Unreadable, match="没有“雄”这一项"):
        parse(SEX, "雄")
    assert show(SEX, "7") == "7"


def test_a_telephone_number_keeps_its_digits_only() -> None:
    assert parse(PHONE, "139 0000-0001") == "13900000001"
    assert parse(PHONE, "+86 13900000001") == "13900000001"
    assert parse(PHONE, "（0635）5231234") == "06355231234"
    with pytest.raises(Unreadable):
        parse(PHONE, "1390000")


@pytest.mark.parametrize("typed", ["买买提•艾力", "买买提・艾力", "买买提.艾力", " 买买提 · 艾力 ", "买买提‧艾力"])
def test_every_middle_dot_becomes_one(typed: str) -> None:
    assert clean_name(typed) == "买买提·艾力"


def test_blanks_inside_a_chinese_name_go() -> None:
    assert clean_name("张　三") == "张三"
    assert clean_name("John  Smith") == "John Smith"
    with pytest.raises(Unreadable, match="不该出现的字符"):
        parse(NAME, "张?")


def test_a_required_field_left_empty_is_a_fault() -> None:
    assert [fault.reason for fault in check((NAME, DAY), {"name": ""})] == ["请填写姓名。"]


@given(st.text(max_size=30))
def test_any_text_is_read_or_refused_in_words(text: str) -> None:
    for field in (NAME, DAY, MONTH, HOURS, FLAG, PHONE, SEX):
        try:
            parse(field, text)
        except Unreadable as reason:
            assert str(reason)
