"""Elements are moved, sized, ordered and brought to lie on lines."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.papers import laying
from app.papers.laying import Box, Guide
from exports.papers.design import Design, Rule, Seal, Text, read_design, write_design
from tests.app.papers import drawn

A4 = Design(kind="completion")


def _of(*boxes: tuple[float, float, float, float]) -> Design:
    return Design(
        kind="completion", elements=tuple(Seal(x=x, y=y, width=wide, height=high) for x, y, wide, high in boxes)
    )


def _xs(design: Design) -> list[float]:
    return [one.x for one in design.elements]


@given(drawn.designs, st.data())
def test_moving_there_and_back_gives_the_same_design(design: Design, data: st.DataObject) -> None:
    places = data.draw(st.sets(st.integers(0, max(len(design.elements) - 1, 0)))) if design.elements else set()
    right, down = (data.draw(st.integers(-200, 200)) / 2 for _ in range(2))
    there = laying.moved(design, places, right, down)
    assert laying.moved(there, places, -right, -down) == design
    assert read_design(write_design(there)) == there


@given(drawn.designs, st.sampled_from(["front", "forward", "backward", "back"]), st.data())
def test_another_order_keeps_every_element_and_says_where_the_chosen_are(
    design: Design, to: laying.To, data: st.DataObject
) -> None:
    count = len(design.elements)
    places = data.draw(st.sets(st.integers(0, count - 1))) if count else set()
    made, now = laying.ordered(design, places, to)
    assert sorted(map(repr, made.elements)) == sorted(map(repr, design.elements))
    assert [made.elements[place] for place in sorted(now)] == [design.elements[place] for place in sorted(places)]


def test_forward_goes_over_one_neighbour_and_front_over_all() -> None:
    design = _of((0, 0, 1, 1), (1, 0, 1, 1), (2, 0, 1, 1), (3, 0, 1, 1))
    assert _xs(laying.ordered(design, {0}, "forward")[0]) == [1, 0, 2, 3]
    assert _xs(laying.ordered(design, {0, 1}, "forward")[0]) == [2, 0, 1, 3]
    assert _xs(laying.ordered(design, {0}, "front")[0]) == [1, 2, 3, 0]
    assert _xs(laying.ordered(design, {3}, "backward")[0]) == [0, 1, 3, 2]
    assert _xs(laying.ordered(design, {2, 3}, "back")[0]) == [2, 3, 0, 1]
    assert laying.ordered(design, {3}, "forward")[0] == design


def test_several_are_brought_to_each_others_edge_and_one_to_the_margins() -> None:
    design = _of((30, 40, 10, 10), (50, 60, 20, 20))
    assert _xs(laying.aligned(design, {0, 1}, "left")) == [30, 30]
    assert _xs(laying.aligned(design, {0, 1}, "right")) == [60, 50]
    assert _xs(laying.aligned(design, {0, 1}, "center")) == [45, 40]
    assert [one.y for one in laying.aligned(design, {0, 1}, "middle").elements] == [55, 50]
    assert _xs(laying.aligned(design, {0}, "center")) == [100, 50]
    assert _xs(laying.aligned(design, {0}, "left")) == [laying.MARGIN, 50]


def test_three_are_set_with_the_same_room_between_them() -> None:
    design = _of((0, 0, 10, 10), (12, 0, 10, 10), (90, 0, 10, 10))
    assert _xs(laying.distributed(design, {0, 1, 2}, upright=False)) == [0, 45, 90]
    assert laying.distributed(design, {0, 1}, upright=False) == design


def test_a_box_near_the_middle_of_the_sheet_comes_to_lie_on_it() -> None:
    right, down, guides = laying.snap(A4, set(), Box(94.0, 200, 20, 10), 2)
    assert (right, down) == (1.0, 0.0)
    assert guides == [Guide(True, 105.0)]


def test_a_box_comes_to_lie_on_another_elements_edge_but_not_on_its_own() -> None:
    design = _of((30, 40, 10, 10), (30.8, 90, 33, 7))
    right, down, guides = laying.snap(design, {1}, laying.box_of(design.elements[1]), 1)
    assert (round(right, 2), down) == (-0.8, 0.0)
    assert guides == [Guide(True, 30.0)]
    assert laying.snap(design, {1}, Box(73.5, 90, 28, 7), 1) == (0.0, 0.0, [])


def test_only_the_side_that_is_pulled_comes_to_lie_on_a_line() -> None:
    design = _of((30, 40, 10, 10))
    assert laying.snap(design, {9}, Box(29.5, 80, 60.4, 7), 1, sides="r")[0] == 0.0
    assert laying.snap(design, {9}, Box(29.5, 80, 10.4, 7), 1, sides="r")[0] == pytest.approx(0.1)


def test_new_ones_come_on_top_and_can_be_taken_away() -> None:
    design = drawn.diploma()
    made, places = laying.added(design, [laying.fresh("text", design)])
    assert places == {len(design.elements)}
    assert laying.removed(made, places) == design


@pytest.mark.parametrize("what", ["text", "rule", "frame", "picture", "code", "seal", "table", "form"])
def test_a_new_element_stands_on_the_sheet_and_has_a_name(what: str) -> None:
    for design in (A4, drawn.diploma()):
        one = laying.fresh(what, design, text="甲")
        box = laying.box_of(one)
        assert box.x >= 0
        assert box.y >= 0
        assert box.right <= design.width
        assert box.bottom <= design.height
        assert laying.name_of(one)


def test_what_an_element_does_not_have_is_not_changed() -> None:
    design = drawn.diploma()
    made = laying.changed(design, {0, 1}, size=20.0, printed=True)
    assert isinstance(made.elements[1], Text)
    assert made.elements[1].size == 20.0
    assert made.elements[0].printed
    assert not hasattr(made.elements[0], "size")


def test_a_line_may_have_no_height() -> None:
    design = Design(kind="completion", elements=(Rule(x=0, y=0, width=10, height=0),))
    assert laying.resized(design, 0, Box(1, 2, 30, -1)).elements[0].height == 0


def test_a_new_logo_comes_into_the_corner_where_no_words_stand() -> None:
    one = laying.fresh("picture", A4)
    assert (one.x, one.y) == (laying.MARGIN, laying.MARGIN)
