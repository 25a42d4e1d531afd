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


@given(prose, st.floats(40, 200), st.floats(14, 120))
def test_the_largest_size_that_fits_is_taken(text: str, measure: float, height: float) -> None:
    def fits(size: float) -> bool:
        try:
            fit([([Run(text)], 0.0)], "song", (measure, height), (size,), spacing=1.2)
        except TooLong:
            return False
        return True

    sizes = [half / 2 for half in range(32, 11, -1)]
    large = next((size for size in sizes if fits(size)), None)
    if large is None:
        with pytest.raises(TooLong):
            fit([([Run(text)], 0.0)], "song", (measure, height), sizes, spacing=1.2)
        return
    found = fit([([Run(text)], 0.0)], "song", (measure, height), sizes, spacing=1.2)
    assert found.height <= height + 0.01
    # Breaking by words may let a size fit above one that does not: half a point is nothing a reader sees.
    assert found.size >= large - 0.5


def test_a_name_makes_its_line_smaller_before_it_is_divided() -> None:
    name = "买买提·艾力·吐尔逊"
    block = fit([([Run(name, whole=True)], 0.0)], "kai", (90.0, 100.0), (16.0, 14.0, 12.0, 10.0, 8.0), spacing=1.2)
    assert shown(block) == [name]
    assert block.size < 16
    divided = fit([([Run(name, whole=True)], 0.0)], "kai", (30.0, 100.0), (16.0, 12.0), spacing=1.2)
    assert "".join(shown(divided)) == name


def test_room_between_letters_counts_for_the_width_but_not_after_the_last() -> None:
    loose = fit([([Run("结业证书")], 0.0)], "title", (400.0, 100.0), (20.0,), spacing=1.2, tracking=0.5)
    assert loose.width == pytest.approx(4 * 20 + 3 * 10)
    with pytest.raises(TooLong):
        fit([([Run("结业证书")], 0.0)], "title", (109.0, 24.0), (20.0,), spacing=1.2, tracking=0.5)
    assert fit([([Run("结业证书")], 0.0)], "title", (110.0, 24.0), (20.0,), spacing=1.2, tracking=0.5).size == 20


def test_the_leading_may_stick_out_of_a_box_where_it_is_allowed_to() -> None:
    paragraphs = [([Run("一行")], 0.0), ([Run("两行")], 0.0)]
    assert fit(paragraphs, "song", (100.0, 30.0), (12.0, 6.0), spacing=1.8).size == 6
    assert fit(paragraphs, "song", (100.0, 36.0), (12.0, 6.0), spacing=1.8, slack=0.65).size == 12


def test_an_empty_paragraph_is_an_empty_line() -> None:
    block = fit([([Run("前")], 0.0), ([], 0.0), ([Run("后")], 0.0)], "song", (100.0, 100.0), (10.0,), spacing=1.2)
    assert shown(block) == ["前", "", "后"]
