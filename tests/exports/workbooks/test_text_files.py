import csv
import io

import pytest
from hypothesis import given
from hypothesis import strategies as st

from exports.workbooks.text_files import decode, delimited_rows, is_cut_short

NAMES = "姓名,学校\n张三,第一小学\n"


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "gbk", "utf-16"])
def test_chinese_text_is_read_in_every_encoding_offices_use(encoding: str) -> None:
    assert decode(NAMES.encode(encoding)) == NAMES


@pytest.mark.parametrize("encoding", ["utf-16-le", "utf-16-be", "utf-32-le", "utf-32-be", "utf-32"])
def test_wide_text_is_read_without_its_mark_too(encoding: str) -> None:
    assert decode(NAMES.encode(encoding)) == NAMES


def test_text_with_zero_bytes_and_no_line_in_it_is_no_text() -> None:
    assert decode("姓".encode() + b"\0") is None
    assert decode("abc\n".encode("utf-16-le") + b"\0") is None


def test_a_rare_character_of_gb18030_is_read() -> None:
    assert decode("𠮷野".encode("gb18030")) == "𠮷野"


def test_bytes_that_are_no_text_are_told_apart() -> None:
    assert decode(b"\x01\x00\x02\x00 abc") is None
    assert decode(b"\xff\xff\xff") is None


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "utf-16"])
@pytest.mark.parametrize("lost", [1, 2])
def test_text_that_ends_within_a_letter_is_not_read_as_other_letters(encoding: str, lost: int) -> None:
    cut = (NAMES + "李四,城关小学").encode(encoding)[:-lost]
    if (encoding, lost) not in (("gb18030", 2), ("utf-16", 2)):  # which ends between two letters
        assert decode(cut) is None
        assert is_cut_short(cut)


def test_a_whole_text_is_not_cut_short() -> None:
    assert not is_cut_short(NAMES.encode("gb18030"))
    assert not is_cut_short(b"\xff\xff\xff")


@given(st.text(st.characters(codec="gb18030", exclude_categories=("Cc", "Cs", "Cn", "Co")), min_size=1))
def test_what_utf8_wrote_utf8_reads(text: str) -> None:
    assert decode(text.encode()) == text.removeprefix("\ufeff")


@pytest.mark.parametrize("mark", [",", "\t", ";", "|"])
def test_the_mark_between_cells_is_found(mark: str) -> None:
    text = f"姓名{mark}备注{mark}学校\r\n张三{mark}{mark}一小\r\n"
    assert delimited_rows(text) == [["姓名", "备注", "学校"], ["张三", "", "一小"]]


def test_a_comma_inside_quotes_does_not_hide_the_tabs() -> None:
    assert delimited_rows('a\t"x,y,z"\n1\t2\n') == [["a", "x,y,z"], ["1", "2"]]


def test_the_line_that_names_the_mark_is_no_row() -> None:
    assert delimited_rows("sep=;\n姓名;学时\n张三;1,5\n") == [["姓名", "学时"], ["张三", "1,5"]]


def test_a_code_kept_as_text_by_a_formula_is_that_code() -> None:
    assert delimited_rows('姓名,编码\n张三,="0012"\n李四,"=""0034"""\n')[1:] == [["张三", "0012"], ["李四", "0034"]]


def test_line_breaks_stay_inside_a_quoted_cell_and_the_old_end_mark_goes() -> None:
    assert delimited_rows('a,b\n"1\n2",3\n\x1a') == [["a", "b"], ["1\n2", "3"]]


def test_reading_a_short_text_leaves_others_room_for_long_cells() -> None:
    before = csv.field_size_limit()
    delimited_rows("姓名,学校\n李四,城关小学\n")
    assert csv.field_size_limit() == before


@pytest.mark.parametrize("text", ['姓名,学校\n"张三,城关小学\n李四,城关小学\n', '姓名\n"张三', '"'])
def test_a_quote_that_is_never_closed_swallows_nobody(text: str) -> None:
    with pytest.raises(ValueError):
        delimited_rows(text)


@pytest.mark.parametrize("text", ["", "张三", "张三\n", "张三\r", '"张三"', '"张\n三"', "张三\n\n", '5"屏'])
def test_the_end_of_the_text_is_the_end_of_its_rows(text: str) -> None:
    assert delimited_rows(text) == list(csv.reader(io.StringIO(text, newline="")))
