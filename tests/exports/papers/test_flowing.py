"""What flows over sheets: every strip once and in order, nothing outside the margins, nothing left alone."""

from collections.abc import Sequence
from dataclasses import dataclass, field

import pytest
from hypothesis import given
from hypothesis import strategies as st

from exports.papers.drawing import Pen
from exports.papers.flowing import Band, flow
from exports.papers.wording import NoRoom

HEIGHT, TOP, BOTTOM = 800.0, 60.0, 50.0
ROOM = HEIGHT - TOP - BOTTOM


@dataclass
class Recorded:
    """A body that notes where its strips were drawn, instead of drawing."""

    heights: Sequence[float]
    head: float = 0.0
    label: str = "表格"
    drawn: list[tuple[float, int, int]] = field(default_factory=list)

    def words(self, index: int) -> str:
        return f"第{index}条"

    def draw(self, pen: Pen, top: float, first: int, last: int) -> None:
        self.drawn.append((top, first, last))


def drawn_on(bodies: Sequence[Recorded], bands: Sequence[Band]) -> list[dict[int, tuple[float, int, int]]]:
    """Sheet by sheet: body → top, first and last of the strips drawn there."""
    found = []
    for sheet in flow(bands, HEIGHT, (TOP, BOTTOM)):
        for draw in sheet:
            draw(None)  # type: ignore[arg-type]  # these bodies need no pen
        found.append({index: body.drawn.pop() for index, body in enumerate(bodies) if body.drawn})
        assert not any(body.drawn for body in bodies)
    return found


strips = st.lists(st.floats(8, 120), min_size=1, max_size=40)
bodies_of = st.lists(st.builds(Recorded, strips, st.floats(0, 40)), min_size=1, max_size=5)


@given(bodies_of, st.lists(st.floats(0, 90), min_size=5, max_size=5))
def test_every_strip_is_drawn_once_in_order_and_inside_the_margins(bodies: list[Recorded], gaps: list[float]) -> None:
    bands = [Band(((0.0, body),), gap, 10.0) for body, gap in zip(bodies, gaps, strict=False)]
    sheets = drawn_on(bodies, bands)
    for index, body in enumerate(bodies):
        spans = [sheet[index] for sheet in sheets if index in sheet]
        assert [strip for _, first, last in spans for strip in range(first, last)] == list(range(len(body.heights)))
        for top, first, last in spans:
            assert first < last
            assert top - body.head - sum(body.heights[first:last]) >= BOTTOM - 1e-6
    for number, sheet in enumerate(sheets):
        assert sheet, "no sheet is empty"
        tops = [sheet[index][0] for index in sorted(sheet)]
        assert tops == sorted(tops, reverse=True)
        assert number == 0 or tops[0] <= HEIGHT - TOP + 1e-6


@given(st.integers(2, 60), st.floats(10, 60), st.floats(20, 200))
def test_what_stands_below_a_table_never_stands_on_a_sheet_without_a_row(count: int, row: float, seal: float) -> None:
    table, below = Recorded([row] * count, 20.0), Recorded([seal])
    sheets = drawn_on([table, below], [Band(((0.0, table),), 100.0, 0.0), Band(((0.0, below),), 30.0, 0.0)])
    assert 0 in sheets[-1]
    assert 1 in sheets[-1]


@given(st.floats(0, 600), st.floats(10, 40))
def test_a_heading_stays_with_the_first_row_of_what_follows(above: float, row: float) -> None:
    first, heading, table = Recorded([above + 10]), Recorded([20.0]), Recorded([row] * 30, 25.0)
    bands = [Band(((0.0, body),), 10.0, 0.0) for body in (first, heading, table)]
    sheets = drawn_on([first, heading, table], bands)
    assert all(2 in sheet for sheet in sheets if 1 in sheet)


def test_what_stands_beside_each_other_stays_together() -> None:
    table, issuer, seal = Recorded([60.0] * 10), Recorded([20.0]), Recorded([120.0])
    bands = [Band(((0.0, table),), 20.0, 0.0), Band(((30.0, issuer), (0.0, seal)), 10.0, 120.0)]
    sheets = drawn_on([table, issuer, seal], bands)
    assert 1 in sheets[-1]
    assert sheets[-1][2][0] - sheets[-1][1][0] == pytest.approx(30.0)


def test_distances_are_kept_and_grow_with_what_is_above() -> None:
    text, below = Recorded([30.0, 30.0, 30.0]), Recorded([10.0])
    (sheet,) = drawn_on([text, below], [Band(((0.0, text),), 100.0, 40.0), Band(((0.0, below),), 15.0, 10.0)])
    assert sheet[0][0] == pytest.approx(HEIGHT - 100)
    assert sheet[1][0] == pytest.approx(HEIGHT - 100 - 90 - 15)


def test_a_short_text_keeps_the_height_of_its_box() -> None:
    text, below = Recorded([10.0, 10.0]), Recorded([10.0])
    (sheet,) = drawn_on([text, below], [Band(((0.0, text),), 100.0, 40.0), Band(((0.0, below),), 15.0, 10.0)])
    assert sheet[1][0] == pytest.approx(HEIGHT - 100 - 40 - 15)


@pytest.mark.parametrize("heights", [[ROOM + 1], [20.0, ROOM + 1, 20.0]])
def test_a_strip_no_sheet_can_hold_is_refused_by_name(heights: list[float]) -> None:
    with pytest.raises(NoRoom) as refusal:
        flow([Band(((0.0, Recorded(heights)),), 90.0, 0.0)], HEIGHT, (TOP, BOTTOM))
    assert refusal.value.label == "表格"
    assert refusal.value.text == f"第{heights.index(ROOM + 1)}条"
