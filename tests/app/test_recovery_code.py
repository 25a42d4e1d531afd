"""The recovery code on paper: read back whole, every slip placed, another file's code told apart."""

import secrets
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app import recovery_code
from app.problems import Problem
from app.recovery_code import lines_of, number_of, print_code, printed_on, read
from app.typed_lines import LETTERS, written
from storage.datakeys import DataKey, new_key
from tests.app.conftest import County
from tests.exports.pdf_text import pages

KEY = new_key()
PAPER = "\n".join(lines_of(KEY))
TYPED = [place for place, letter in enumerate(PAPER) if letter in LETTERS]


def refusal(text: str, ident: str | None = KEY.ident) -> Problem:
    with pytest.raises(Problem) as caught:
        read(text, ident)
    return caught.value


@given(st.binary(min_size=32, max_size=32), st.binary(min_size=10, max_size=10))
def test_what_is_printed_is_read_back(secret: bytes, ident: bytes) -> None:
    key = DataKey(secret, ident.hex())
    lines = lines_of(key)
    assert [len(line.split()) for line in lines] == [7] * recovery_code.LINES
    assert read("\n".join(lines), key.ident) == read("".join(f"\n {line.lower()}" for line in lines), None) == key


@given(st.sampled_from(TYPED), st.sampled_from(LETTERS))
@settings(max_examples=300)
def test_a_wrong_character_is_found_in_its_group(place: int, letter: str) -> None:
    if letter == PAPER[place]:
        return
    before = PAPER[:place]
    where = f"第{before.count(chr(10)) + 1}行第{before.split(chr(10))[-1].count(' ') + 1}组"
    assert where in refusal(before + letter + PAPER[place + 1 :]).title


def test_every_single_wrong_character_is_found() -> None:
    for place in TYPED:
        for letter in LETTERS:
            if letter != PAPER[place]:
                assert "组" in refusal(PAPER[:place] + letter + PAPER[place + 1 :]).title


def test_the_code_of_another_file_is_told_from_a_slip() -> None:
    other = new_key()
    problem = refusal("\n".join(lines_of(other)))
    assert "另一个数据文件" in problem.title
    assert number_of(other.ident) in problem.advice and number_of(KEY.ident) in problem.advice


def test_lines_in_another_order_or_too_few_are_refused() -> None:
    first, second, third = lines_of(KEY)
    assert "第1行" in refusal("\n".join((second, first, third))).title
    assert refusal("\n".join((first, second))).title == "恢复码有 3 行，现在输入了 2 行。"


def test_lines_of_two_papers_do_not_go_together() -> None:
    other = DataKey(secrets.token_bytes(32), KEY.ident)
    first, second, third = lines_of(KEY)
    mixed = [(first, lines_of(other)[1], third), (lines_of(other)[0], second, third)]
    # Two bytes prove the whole: one pair in 65,536 goes together by chance, and then opens no file.
    assert any("对不上" in _title("\n".join(lines)) for lines in mixed)


def _title(text: str) -> str:
    try:
        read(text, KEY.ident)
    except Problem as problem:
        return problem.title
    return ""


def test_three_lines_of_something_else_are_no_code() -> None:
    data = b"\x01" + bytes(42)
    whole = data + recovery_code._proof(data)
    assert "认得" in refusal("\n".join(written(whole)), None).title


def test_the_code_is_printed_and_its_day_is_known(county: County) -> None:
    session = county.session
    assert printed_on(session) is None
    path = print_code(session, county.folder)
    assert path.name == "示范县教育局-恢复码.pdf"
    assert printed_on(session) == "2026-11-21"
    key = session.store.key
    assert key is not None
    (text,) = pages(path.read_bytes())
    assert all(line.replace(" ", "") in text for line in lines_of(key))
    assert key.ident.upper() in text and "county.xinhuo" in text


def test_after_a_new_key_the_code_waits_to_be_printed_again(county: County) -> None:
    session = county.session
    print_code(session, county.folder)
    session.store.set_fact(recovery_code.PRINTED, f"2026-11-21 {new_key().ident}")
    assert printed_on(session) is None


def test_a_place_that_cannot_be_written_notes_no_day(county: County, tmp_path: Path) -> None:
    with pytest.raises(Problem, match="没有写成"):
        print_code(county.session, tmp_path / "gone" / "码.pdf")
    assert printed_on(county.session) is None


def test_of_a_file_that_can_only_be_read_the_code_is_printed_all_the_same(county: County) -> None:
    county.session.store.look_only(("这是一份备份，只能查看。", "请恢复。"))
    path = print_code(county.session, county.folder)
    assert path.read_bytes().startswith(b"%PDF")
    assert printed_on(county.session) is None
