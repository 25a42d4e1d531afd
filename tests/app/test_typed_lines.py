"""Lines typed from paper: what is wrong is said while somebody types, and nothing of where the person still is."""

import secrets

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.problems import Problem
from app.typed_lines import GROUPS, LETTERS, LINE_BYTES, read, so_far, written

DATA = secrets.token_bytes(3 * LINE_BYTES)
PAPER = "\n".join(written(DATA))


@given(st.integers(1, 7).flatmap(lambda lines: st.binary(min_size=lines * LINE_BYTES, max_size=lines * LINE_BYTES)))
def test_what_is_written_is_read_back(data: bytes) -> None:
    lines = written(data)
    assert [len(line.split()) for line in lines] == [GROUPS] * (len(data) // LINE_BYTES)
    assert read("\n".join(lines), len(lines), "恢复码") == data
    assert so_far("\n".join(lines), len(lines)) == (len(lines), ())


def test_only_whole_lines_are_written() -> None:
    with pytest.raises(ValueError, match="whole lines"):
        written(bytes(16))


@given(st.integers(0, len(PAPER)))
def test_nothing_is_said_against_what_is_right_so_far(place: int) -> None:
    right, wrong = so_far(PAPER[:place], 3)
    assert wrong == ()
    assert right <= PAPER[:place].count("\n") + 1


@given(st.sampled_from([place for place, letter in enumerate(PAPER) if letter in LETTERS]), st.sampled_from(LETTERS))
def test_a_slip_is_said_as_soon_as_its_group_is_whole(place: int, letter: str) -> None:
    if letter == PAPER[place]:
        return
    typed = PAPER[:place] + letter + PAPER[place + 1 :]
    end = next((at for at in range(place, len(PAPER)) if PAPER[at] in " \n"), len(PAPER))
    before = PAPER[:place]
    where = f"第{before.count(chr(10)) + 1}行第{before.split(chr(10))[-1].count(' ') + 1}组"
    assert so_far(typed[:end], 3)[1] == (where,)
    assert where in so_far(typed, 3)[1]


def test_a_line_left_too_short_is_said_once_the_next_begins() -> None:
    lines = PAPER.split("\n")
    assert so_far(lines[0][:-2], 3) == (0, ())
    assert "第1行" in so_far(lines[0][:-2] + "\n" + lines[1][:3], 3)[1][0]


@given(st.permutations(range(3)))
def test_lines_in_another_order_are_said_by_their_numbers(order: list[int]) -> None:
    lines = PAPER.split("\n")
    typed = "\n".join(lines[place] for place in order)
    if order == [0, 1, 2]:
        return
    with pytest.raises(Problem) as refused:
        read(typed, 3, "恢复码")
    still = [place for place in range(3) if order[place] == place]
    if still:
        one, two = (place + 1 for place in range(3) if place not in still)
        assert refused.value.title == f"恢复码输入得不对：第{one}行和第{two}行写颠倒了。"
        assert so_far(typed, 3) == (1, (f"第{one}行和第{two}行写颠倒了",))
    else:
        assert f"第1行写的是纸上的第{order[0] + 1}行" in refused.value.title


@pytest.mark.parametrize(("order", "said"), [((0, 0, 2), "第2行和第1行一样"), ((0, 1, 1), "第3行和第2行一样")])
def test_a_line_typed_twice_is_said(order: tuple[int, ...], said: str) -> None:
    lines = PAPER.split("\n")
    typed = "\n".join(lines[place] for place in order)
    with pytest.raises(Problem, match=f"{said}，这一行写了两遍"):
        read(typed, 3, "恢复码")
    assert [one.split("，")[0] for one in so_far(typed, 3)[1]] == [said]


def test_a_slip_in_a_line_is_no_line_of_another_place() -> None:
    lines = PAPER.split("\n")
    lines[1] = ("0" if lines[1][0] != "0" else "1") + lines[1][1:]
    assert so_far("\n".join(lines), 3)[1] == ("第2行第1组",)


def test_lines_too_many_are_said() -> None:
    assert so_far(PAPER + "\n" + PAPER.split("\n")[0], 3)[1][-1] == "多出 1 行"


@given(st.text(max_size=300))
def test_whatever_is_typed_is_refused_in_words(text: str) -> None:
    so_far(text, 3)
    with pytest.raises(Problem):
        read(text, 3, "恢复码")
