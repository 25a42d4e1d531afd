"""Charts: every number stands in words beside its bar, nothing leaves the sheet, patterns tell the series."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from exports.charts import Box, Chart, Line, Polygon, Series, Text, lay, shortened, shown, text_width

KINDS = ("bars", "stacked", "columns", "lines", "pyramid", "progress")
WIDTH = 480.0


@st.composite
def charts(draw: st.DrawFn) -> Chart:
    """Charts of every kind with as many series as the kind has."""
    kind = draw(st.sampled_from(KINDS))
    names = draw(st.lists(st.text("城关中心小学第一二", min_size=1, max_size=18), max_size=8))
    series = {"pyramid": 1, "progress": 2}.get(kind) or draw(st.integers(1, 4))
    numbers = st.lists(
        st.floats(0, 99999).map(lambda one: round(one, 1)) | st.just(0.0), min_size=len(names), max_size=len(names)
    )
    made = tuple(Series(f"第{at}组", tuple(draw(numbers))) for at in range(series))
    return Chart(kind, "统计图", tuple(names), made, draw(st.sampled_from(("", "人", "%"))))


@given(charts())
def test_nothing_leaves_the_sheet(chart: Chart) -> None:
    drawing = lay(chart, WIDTH)
    for one in drawing.shapes:
        points = {
            Box: lambda one: [(one.x, one.y), (one.x + one.width, one.y + one.height)],
            Line: lambda one: [(one.x, one.y), (one.to_x, one.to_y)],
            Polygon: lambda one: one.points,
            Text: lambda one: [(one.x, one.y)],
        }[type(one)](one)
        for x, y in points:
            assert -0.01 <= x <= drawing.width + 4 and -6 <= y <= drawing.height + 0.01


@given(charts())
def test_every_number_is_written_beside_what_shows_it(chart: Chart) -> None:
    words = " ".join(one.text for one in lay(chart, WIDTH).shapes if isinstance(one, Text))
    for one in chart.series:
        for value in one.values:
            assert shown(value) in words


@pytest.mark.parametrize("kind", KINDS)
def test_without_numbers_it_says_so(kind: str) -> None:
    words = [one.text for one in lay(Chart(kind, "空", (), ()), WIDTH).shapes if isinstance(one, Text)]
    assert words == ["空", "没有数字"]


def test_the_second_series_has_a_pattern_and_not_only_a_colour() -> None:
    chart = Chart("stacked", "图", ("甲",), (Series("一", (3.0,)), Series("二", (4.0,))))
    boxes = [one for one in lay(chart, WIDTH).shapes if isinstance(one, Box)]
    assert {one.filled for one in boxes if one.role == "first"} == {True}
    assert {one.filled for one in boxes if one.role == "second"} == {False}
    assert any(isinstance(one, Line) and one.role == "second" for one in lay(chart, WIDTH).shapes)


def test_bars_are_as_long_as_their_numbers() -> None:
    chart = Chart("bars", "图", ("甲", "乙", "丙"), (Series("人数", (10.0, 5.0, 0.0)),))
    ten, five, nothing = (one.width for one in lay(chart, WIDTH).shapes if isinstance(one, Box))
    assert (five, nothing) == (pytest.approx(ten / 2), 0)


def test_progress_says_what_is_wanting() -> None:
    chart = Chart("progress", "目标", ("名师", "骨干"), (Series("现在", (3.0, 9.0)), Series("目标", (5.0, 8.0))), "人")
    words = [one.text for one in lay(chart, WIDTH).shapes if isinstance(one, Text)]
    assert "3 / 5 人，差 2" in words and "9 / 8 人，已达到" in words


@given(st.text("名师abc12", max_size=40), st.floats(20, 200))
def test_a_shortened_text_has_room(text: str, room: float) -> None:
    found = shortened(text, room, 9.0)
    assert text_width(found, 9.0) <= room
    assert found == text or found.endswith("…")
