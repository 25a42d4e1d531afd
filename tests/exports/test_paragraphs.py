"""Lines of Chinese text: nothing lost, nothing too wide, no mark where it must not stand."""

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from exports.paragraphs import Block, Run, TooLong, fit, fit_text

NEVER_FIRST = "，。、；：？！）》”"
prose = st.text(
    st.sampled_from([*"张教师培训县级名工作室研修学时合格", *NEVER_FIRST, *"（《“", *"25.A "]), max_size=120
)


def shown(block: Block) -> list[str]:
    return ["".join(text for text, _ in line.pieces) for line in block.lines]


@given(prose, st.floats(60, 400), st.floats(0, 2))
@example("22 ””””", 60.0, 0.0)
def test_breaking_loses_nothing_and_stays_in_the_measure(text: str, measure: float, indent: float) -> None:
    block = fit([([Run(text)], indent)], "song", (measure, 1e6), (12.0,), spacing=1.2)
    assert "".join(shown(block)).replace(" ", "") == text.replace(" ", "")
    assert block.width <= measure + 0.01


@given(st.lists(st.sampled_from(["教师", "培训，", "“名师”", "（县级）", "研修。"]), min_size=1, max_size=40))
def test_no_line_begins_with_a_closing_mark(words: list[str]) -> None:
    block = fit([([Run("".join(words))], 2.0)], "song", (130.0, 1e6), (12.0,), spacing=1.2)
    assert all(line[:1] not in NEVER_FIRST for line in shown(block)[1:])
    assert all(line[-1:] not in "（“" for line in shown(block))


def test_a_day_stays_with_its_month_and_a_name_in_one_piece() -> None:
    text = [Run("于2025年12月31日"), Run("买买提·艾力", whole=True)]
    block = fit([(text, 0.0)], "kai", (90.0, 1e6), (10.0,), spacing=1.2)
    assert shown(block) == ["于2025年12月31日", "买买提·艾力"]


def test_a_text_without_room_is_set_smaller_and_then_refused() -> None:
    assert fit_text("某某县教师进修学校", "song", (81.0, 20.0), (12.0, 10.0, 9.0)).size == 9.0
    with pytest.raises(TooLong):
        fit_text("某某县教师进修学校", "song", (60.0, 12.0), (12.0, 10.0))
