"""A column of cells becomes values, or reasons in words."""

from dataclasses import replace
from datetime import date, datetime, time, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app import identity, teachers
from app.fields import Field, Kind, Unreadable, Value, show
from app.hours import Worth
from app.importing.cells import ColumnReader, Rules
from exports.workbooks.sheets import ErrorCell

RULES = Rules(date(2026, 11, 22))
ID_NUMBER = Field("id_number", "身份证号", Kind.ID_NUMBER)
PHONE = Field("phone", "联系电话", Kind.PHONE)
MONTH = Field("work_start", "参加工作年月", Kind.MONTH)
BIRTH = Field("birth_date", "出生日期", Kind.MONTH, years=(-90, -15))
DAY = Field("held_on", "日期", Kind.DATE)
TITLE = Field("title", "现聘职称", Kind.CODE, codes="title")


def read(field: Field, cell: Any, *others: Any, rules: Rules = RULES) -> Value:
    """The value of a cell in a column of others; raises what the reader gives back as the reason."""
    found = ColumnReader(field, rules, (cell, *others)).read(cell)
    if isinstance(found, Unreadable):
        raise found
    return found


def refused(field: Field, cell: Any, *others: Any) -> str:
    with pytest.raises(Unreadable) as caught:
        read(field, cell, *others)
    return str(caught.value)


def number_ending_in_zeros() -> str:
    for day in range(1, 29):
        first17 = f"110105194912{day:02}100"
        if identity.check_digit(first17) == "0":
            return first17 + "0"
    raise AssertionError


def test_equal_cells_of_other_types_are_read_each_by_itself() -> None:
    reader = ColumnReader(Field("remark", "备注"), RULES)
    assert [reader.read(cell) for cell in (True, 1, 1.0, "1", "1.0", None)] == ["是", "1", "1", "1", "1.0", None]


def test_a_cell_that_cannot_be_read_says_why() -> None:
    assert "参加工作年月“上周”" in refused(MONTH, "上周")


def test_an_error_of_excel_is_no_value() -> None:
    for field in (MONTH, PHONE, TITLE, Field("remark", "备注", Kind.LONG_TEXT)):
        assert "出错值 #N/A" in refused(field, ErrorCell("#N/A"))


# -- what Excel has damaged


def test_a_number_of_a_person_that_excel_has_damaged_is_never_taken() -> None:
    for cell in (3.62101198001010e17, 362101198001010000, "3.62E+17", "110105194912310000"):
        assert "已经丢失" in refused(ID_NUMBER, cell)
    assert "像是被 Excel 改写过" in refused(ID_NUMBER, number_ending_in_zeros())


def test_zeros_at_the_end_are_doubtful_only_beside_damaged_numbers() -> None:
    sound = number_ending_in_zeros()
    assert read(ID_NUMBER, sound, "11010519491231002X") == sound
    for damaged in (1.10105194912310e17, "1.10105E+17", "110105194912310000"):
        assert "已经丢失" in refused(ID_NUMBER, sound, damaged)


@given(st.integers(10**17, 10**18 - 1))
def test_no_number_of_a_person_is_read_from_a_value(number: int) -> None:
    for cell in (number, float(number), f"{number:.2E}", str(number)[:15] + "000"):
        found = ColumnReader(ID_NUMBER, RULES, (float(number), cell)).read(cell)
        assert isinstance(found, Unreadable)


@pytest.mark.parametrize("kind", [Kind.TEXT, Kind.LONG_TEXT, Kind.PHONE, Kind.CODE])
def test_other_long_numbers_that_lost_their_end_are_refused_too(kind: Kind) -> None:
    field = Field("number", "证书号", kind, codes="title" if kind is Kind.CODE else None)
    assert "已经丢失" in refused(field, 2.0231042110001230e16)


def test_a_certificate_number_written_as_a_power_is_refused_and_a_plain_one_is_kept() -> None:
    number = Field("number", "证书号")
    assert "已经丢失" in refused(number, "2.0231E+16")
    assert read(number, "20231042110001230") == "20231042110001230"
    assert read(number, 20231042110) == "20231042110"


def test_an_old_number_of_fifteen_digits_is_read_from_a_value() -> None:
    assert read(ID_NUMBER, 110105491231002) == "11010519491231002X"
    assert read(ID_NUMBER, 110105491231002.0) == "11010519491231002X"


def test_a_number_of_a_person_is_read_in_every_form() -> None:
    forms = (
        "11010519491231002x",
        "110105 19491231 002X",
        "１１０１０５１９４９１２３１００２Ｘ",
        '="11010519491231002X"',
    )
    assert {read(ID_NUMBER, form) for form in (*forms, "'11010519491231002X", "\t11010519491231002X")} == {
        "11010519491231002X"
    }


# -- what says nothing


@pytest.mark.parametrize(
    ("field", "cell"),
    [
        (ID_NUMBER, "110105********002X"),
        (ID_NUMBER, "110105\u00a0********\u00a0002X"),
        (ID_NUMBER, "******************"),
        (PHONE, "139****0001"),
        (PHONE, "********01"),
        (PHONE, "—"),
        (Field("account", "工资账号", sensitive=True), "622848****1234"),
        (MONTH, "/"),
        (MONTH, 0),
        (MONTH, datetime(1899, 12, 30)),
        (TITLE, "--"),
        (Field("admin_post", "行政职务"), "/"),
        (Field("work", "任教学校", Kind.REFERENCE), "无"),
        (DAY, "   "),
    ],
)
def test_a_masked_number_a_stroke_and_an_empty_date_give_nothing(field: Field, cell: Any) -> None:
    assert read(field, cell) is None


def test_a_word_in_free_text_stays() -> None:
    assert read(Field("remark", "备注", Kind.LONG_TEXT), "无") == "无"
    assert read(Field("admin_post", "行政职务"), "无") == "无"


# -- dates


def test_a_date_is_the_same_however_the_cell_holds_it() -> None:
    cells = (date(1985, 7, 3), datetime(1985, 7, 3, 8, 30), 31231, 31231.0, 31231.5, "1985.7.3", "850703", 19850703)
    assert {read(BIRTH, cell) for cell in cells} == {"1985-07-03"}


def test_a_month_is_the_same_however_the_cell_holds_it() -> None:
    cells = (date(1985, 7, 1), 31229, "1985.07", 1985.07, 198507, "198507", 85.7, "八五年七月")
    assert {read(MONTH, cell) for cell in cells} == {"1985-07"}


def test_a_day_that_is_asked_for_is_kept() -> None:
    assert read(BIRTH, date(1985, 7, 1)) == "1985-07-01"
    assert read(DAY, date(2026, 9, 1)) == "2026-09-01"
    assert read(MONTH, "2007-09-01") == "2007-09-01"


def test_numbers_of_days_are_counted_by_the_calendar_of_the_file() -> None:
    assert read(DAY, 31231) == "1985-07-03"
    assert read(DAY, 31231 - 1462, rules=replace(RULES, date1904=True)) == "1985-07-03"


@given(st.dates(date(1956, 1, 1), date(2060, 1, 1)), st.booleans())
def test_every_day_is_read_from_its_number(day: date, date1904: bool) -> None:
    first = date(1904, 1, 1) if date1904 else date(1899, 12, 30)
    number = (day - first).days
    assert read(DAY, number, 40000, rules=replace(RULES, date1904=date1904)) == day.isoformat()


def test_a_column_of_numbers_of_days_is_read_where_they_stand_as_text() -> None:
    assert read(DAY, "31231", "40000", "45000.5") == "1985-07-03"
    assert "5 位数字" in refused(DAY, "31231", "1985-07-03")


def test_five_digits_that_may_be_a_year_and_a_month_are_left_to_the_column() -> None:
    assert "看不出" in refused(BIRTH, 19857)
    assert read(BIRTH, 19857, 31231) == "1954-05-13"


@pytest.mark.parametrize("cell", [1985.1, 85.1])
def test_a_value_may_have_lost_the_zero_of_october(cell: float) -> None:
    assert "1 月还是 10 月" in refused(MONTH, cell)


def test_a_text_may_have_lost_it_in_a_column_that_writes_zeros() -> None:
    assert "1 月还是 10 月" in refused(MONTH, "1985.1", "1986.07")
    assert read(MONTH, "1985.1", "1986.07", "1987.10") == "1985-01"
    assert read(MONTH, "1985.1", "1986.7") == "1985-01"


def test_six_digits_that_may_be_read_two_ways_are_left_to_the_column() -> None:
    assert read(MONTH, "200512") == "2005-12"
    assert "2005 年 12 月还是 2020 年 5 月 12 日" in refused(MONTH, "200512", "850703")
    assert read(MONTH, "198507", "850703") == "1985-07"


def test_a_year_that_was_formatted_as_a_date_is_no_date() -> None:
    assert "像是数字 1985" in refused(MONTH, date(1905, 6, 7))
    assert "像是数字 2026" in refused(Field("year", "年度", Kind.YEAR), date(1905, 7, 18))
    assert read(Field("year", "年度", Kind.YEAR), date(2026, 1, 1)) == 2026


def test_a_time_or_a_duration_is_no_date() -> None:
    for cell in (time(8, 30), timedelta(hours=26)):
        assert "看不出" in refused(DAY, cell)


# -- codes, hours


def test_a_title_of_before_2015_is_read_as_what_it_is_called_today() -> None:
    found = {word: show(TITLE, read(TITLE, word)) for word in ("中学一级教师", "小高", "中高", "一级教师", "无")}
    assert found == {
        "中学一级教师": "一级教师",
        "小高": "一级教师",
        "中高": "高级教师",
        "一级教师": "一级教师",
        "无": "未定职级",
    }


def test_a_code_that_lost_its_zero_is_found() -> None:
    ethnic = Field("ethnic", "民族", Kind.CODE, codes="ethnic")
    assert read(ethnic, 1) == "01" and read(ethnic, 15.0) == "15"
    assert "没有“1”这一项" in refused(ethnic, "1")
    assert read(Field("sex", "性别", Kind.CODE, codes="sex"), 1) == "1"


def test_days_count_for_what_the_office_says() -> None:
    hours = Field("hours", "学时", Kind.HOURS)
    assert read(hours, "2天", rules=replace(RULES, worth=Worth(day=80))) == 160
    assert read(hours, "6节", rules=replace(RULES, worth=Worth(lesson=10))) == 60
    assert read(hours, 7.5) == 75 and read(hours, 16) == 160
    assert "一天算多少学时" in refused(hours, "2天")


# -- all fields, all cells


_CELLS = st.one_of(
    st.text(max_size=20),
    st.text(alphabet="0123456789.-/年月日天节是无—X*E+", max_size=20),
    st.integers(-(10**19), 10**19),
    st.integers(0, 70_000),
    st.floats(allow_nan=False, allow_infinity=False),
    st.booleans(),
    st.dates(),
    st.datetimes(),
    st.times(),
    st.timedeltas(timedelta(0), timedelta(400)),
)


@given(st.sampled_from(teachers.ENTITY.fields), st.lists(_CELLS, min_size=1, max_size=6))
def test_whatever_a_column_holds_is_a_value_or_a_reason_in_words(field: Field, cells: list[Any]) -> None:
    reader = ColumnReader(field, RULES, cells)
    for cell in cells:
        found = reader.read(cell)
        if isinstance(found, Unreadable):
            assert str(found).endswith("。")
        elif found is not None:
            assert reader.read(cell) == found
            # What was read stands: written out as it is shown, it is read as the same.
            again = ColumnReader(field, RULES).read(show(field, found))
            assert again == found
