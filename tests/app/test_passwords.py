"""Passwords that everybody would try first are refused, others are not."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.passwords import LEAST, refuse_weak
from app.problems import Problem

NAMES = ("青石县教育局", "青石县教育局2026", "王敏")


@pytest.mark.parametrize(
    "weak",
    [
        "1234567", "短", "12345678", "87654321", "11111111", "abcdefgh", "ABCDEFGH", "１２３４５６７８", "abcd1234",
        "1234abcd", "qwertyui", "asdf1234", "12341234", "abcabcabc", "password", "Password123", "admin888",
        "woaini1314", "1qaz2wsx", "19850312", "1985-03-12", "1985年3月12日", "13900000001", "0511-8888777",
        "青石县教育局", "青石县教育局123", "123青石县教育局", "青石县教育局2026", "王敏12345678",
    ],
)  # fmt: skip
def test_what_everybody_tries_first_is_refused(weak: str) -> None:
    with pytest.raises(Problem):
        refuse_weak(weak, NAMES)


@pytest.mark.parametrize(
    "sound",
    ["春风化雨润物无声", "qinghe-2026", "青山绿水 2026", "一句很长的口令12345", "tR7-kmp-42x", "王敏爱吃小笼包子"],
)
def test_a_sentence_of_ones_own_is_taken(sound: str) -> None:
    refuse_weak(sound, NAMES)


@given(st.text(max_size=30), st.lists(st.text(max_size=10), max_size=3))
def test_whatever_is_typed_is_taken_or_refused_in_words(text: str, names: list[str]) -> None:
    try:
        refuse_weak(text, names)
    except Problem as problem:
        assert problem.title and problem.advice
        return
    assert len(text) >= 1 and len(set(text)) > 1 and LEAST == 8
