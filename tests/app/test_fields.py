"""A field reads what people type, shows what it keeps, and says what it cannot read."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app import codes
from app.fields import Field, Kind, Unreadable, check, clean_name, hours_text, parse, show, tidy
from app.hours import Worth

NAME = Field("name", "姓名", Kind.NAME, required=True)
DAY = Field("held_on", "日期", Kind.DATE)
MONTH = Field("work_start", "参加工作年月", Kind.MONTH)
HOURS = Field("hours", "学时", Kind.HOURS)
FLAG = Field("is_class_teacher", "是否班主任", Kind.FLAG)
PHONE = Field("phone", "联系电话", Kind.PHONE)
YEAR = Field("year", "年度", Kind.YEAR)
COUNT = Field("count", "次数", Kind.COUNT)
ID_NUMBER = Field("id_number", "身份证号", Kind.ID_NUMBER)
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


def test_an_hour_of_days_is_read_by_what_the_office_says() -> None:
    assert parse(HOURS, "2天", worth=Worth(day=80)) == 160
    with pytest.raises(Unreadable, match="学时“2天”是按天写的"):
        parse(HOURS, "2天")


@pytest.mark.parametrize("text", ["—", "/", "--", "／", "无", "暂无", "空", "N/A", "null", "待定"])
def test_a_stroke_or_a_word_for_nothing_gives_nothing(text: str) -> None:
    for field in (DAY, MONTH, HOURS, PHONE, YEAR, COUNT, ID_NUMBER, Field("degree", "学位", Kind.CODE, codes="degree")):
        assert parse(field, text) is None, field.label
    assert parse(Field("remark", "备注", Kind.LONG_TEXT), text) == text


def test_nothing_is_a_value_where_the_table_or_the_question_says_so() -> None:
    assert parse(Field("title", "现聘职称", Kind.CODE, codes="title"), "无") == "0"
    assert parse(Field("sex", "性别", Kind.CODE, codes="sex"), "未知") == "0"
    assert parse(FLAG, "无") == parse(FLAG, "×") == parse(FLAG, "X") == 0
    assert parse(FLAG, "—") is None and parse(FLAG, "/") is None
    assert parse(Field("degree", "最高学位", Kind.CODE, codes="degree"), "无学位") is None
    assert parse(Field("former_name", "曾用名", Kind.NAME), "无") is None
    assert parse(NAME, "Na") == "Na"


def test_a_column_may_answer_with_its_own_name() -> None:
    special = Field("is_special_post", "是否特岗", Kind.FLAG, synonyms=("特岗教师",))
    assert [parse(special, text) for text in ("特岗", "特岗教师", "是特岗", "非特岗", "不是特岗")] == [1, 1, 1, 0, 0]
    with pytest.raises(Unreadable, match="不认识“支教”"):
        parse(special, "支教")


def test_a_number_of_things_may_carry_its_measure() -> None:
    assert [parse(COUNT, text) for text in ("12", "12节", "１２ 次", "十二次", "1,234", "12.0")] == [
        12,
        12,
        12,
        12,
        1234,
        12,
    ]
    with pytest.raises(Unreadable, match="不是整数"):
        parse(COUNT, "12.5")


def test_a_code_that_could_be_several_names_them() -> None:
    education = Field("education", "最高学历", Kind.CODE, codes="education")
    with pytest.raises(Unreadable, match="“硕士研究生”可能是 硕士研究生毕业、硕士研究生结业、硕士研究生肄业，请写清楚"):
        parse(education, "硕士研究生")
    with pytest.raises(Unreadable, match="写了 2 项"):
        parse(Field("subject", "任教学科", Kind.CODE, codes="subject"), "语文、数学")


def test_a_cell_broken_into_lines_is_one_line() -> None:
    place = Field("place", "地点")
    assert parse(place, "清水\n小学") == "清水小学"
    assert parse(place, "Room 3\nFloor 2") == "Room 3 Floor 2"
    assert parse(Field("remark", "备注", Kind.LONG_TEXT), "一\n二") == "一\n二"


@pytest.mark.parametrize("typed", ["买买提˙艾力", "买买提ㆍ艾力", "买买提··艾力", "买买提﹒艾力", "买买提●艾力"])
def test_the_rarer_middle_dots_become_one_too(typed: str) -> None:
    assert clean_name(typed) == "买买提·艾力"


def test_no_two_letters_of_a_name_differ_by_width() -> None:
    assert clean_name("Ｊｏｈｎ　Ｓｍｉｔｈ") == "John Smith"


def test_a_clock_that_is_wrong_does_not_refuse_what_is_kept() -> None:
    birth = Field("birth_date", "出生日期", Kind.MONTH, years=(-90, -15))
    with pytest.raises(Unreadable, match="不会晚于"):
        parse(birth, "2020-01", today=date(2026, 11, 22))
    assert check((birth,), {"birth_date": "2020-01"}) == []


_SOUND = {
    Kind.NAME: st.sampled_from(["张三", "买买提·艾力", "John Smith", "Na", "𠮷野"]),
    Kind.DATE: st.dates(date(1900, 1, 1), date(2100, 12, 31)).map(date.isoformat),
    Kind.MONTH: st.dates(date(1900, 1, 1), date(2100, 12, 31)).map(lambda day: day.isoformat()[:7]),
    Kind.YEAR: st.integers(1900, 2100),
    Kind.SCHOOL_YEAR: st.integers(1990, 2099),
    Kind.FLAG: st.integers(0, 1),
    Kind.HOURS: st.integers(0, 99_999),
    Kind.COUNT: st.integers(0, 10**15 - 1),
    Kind.PHONE: st.from_regex(r"1[0-9]{10}|0[0-9]{9,11}", fullmatch=True),
    Kind.TEXT: st.text(alphabet="甲乙 ab12—/·", max_size=8).map(tidy),
    Kind.LONG_TEXT: st.text(max_size=20).map(tidy),
}


@given(st.sampled_from(list(_SOUND)), st.data())
def test_whatever_a_field_keeps_reads_back_as_it_is_shown(kind: Kind, data: st.DataObject) -> None:
    field = Field("x", "某项", kind)
    value = data.draw(_SOUND[kind])
    # A whole number written for hours is hours, kept are tenths of them.
    kept = value if kind is Kind.HOURS else parse(field, value)
    assert kept == (None if value == "" else value)
    assert parse(field, show(field, kept)) == kept


@pytest.mark.parametrize("name", codes.NAMES)
def test_every_code_reads_back_as_it_is_shown(name: str) -> None:
    field = Field("x", "某项", Kind.CODE, codes=name)
    for one in codes.table(name).codes:
        assert parse(field, show(field, one.code)) == one.code == parse(field, one.code)


@given(
    st.text(max_size=30) | st.text(alphabet="0123456789.-/年月日天节是无—X*", max_size=20), st.sampled_from(list(Kind))
)
def test_reading_what_was_read_changes_nothing(text: str, kind: Kind) -> None:
    field = Field("x", "某项", kind, codes="subject" if kind is Kind.CODE else None)
    try:
        kept = parse(field, text, worth=Worth(80, 10))
    except Unreadable as reason:
        assert str(reason).endswith("。")
    else:
        assert parse(field, show(field, kept)) == kept
