"""What a design from a foreign file may hold: what passes the limits is drawn or refused in words, and nothing else happens."""

import json
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.papers import design_files, designs, limits, registry
from app.problems import SHOWN, Problem
from exports.papers.design import Cell, Column, Design, Form, Picture, Rule, Table, Text, write_design
from exports.papers.writing import paper_bytes

ODD: tuple[Any, ...] = (
    *(0, -1, 1, 0.001, -0.9, 7, 60, 400, 1200, 2400, 1e9, -1e9, 2**40),
    *(
        "",
        "{",
        "{姓名}{姓名}",
        "[[[",
        "［{姓名}］" * 40,
        "\x00\u202e",
        "\U0002ceb0" * 30,
        "#12345g",
        "长" * 3000,
        "\n" * 50,
    ),
    *(True, None, [], {}),
)


def places(found: Any, path: tuple[Any, ...] = ()) -> list[tuple[Any, ...]]:
    """Where in JSON something stands that is no list and no object."""
    inner = found.items() if isinstance(found, dict) else enumerate(found) if isinstance(found, list) else None
    return [path] if inner is None else [one for key, value in inner for one in places(value, (*path, key))]


@settings(max_examples=40)
@given(st.data())
def test_a_design_with_odd_values_is_drawn_or_refused_in_words(data: st.DataObject) -> None:
    code = data.draw(st.sampled_from(registry.CODES))
    kept = design_files.Named(code, "版式", "", designs.shipped(code)[0].design)
    whole = json.loads(design_files.text_of(design_files.DesignSet("县", "2026-09-01", (kept,))))
    inside = whole["designs"][0]["design"]
    for path in data.draw(st.lists(st.sampled_from(places(inside)), min_size=1, max_size=3)):
        place = inside
        for key in path[:-1]:
            place = place[key]
        place[path[-1]] = data.draw(st.sampled_from(ODD))
    try:
        made = design_files.of_text(json.dumps(whole), "版式.xhd")
    except Problem:
        return
    for one in made.designs:
        if isinstance(one, design_files.Named):
            try:
                assert paper_bytes([(one.design, registry.sample(one.kind))]).startswith(b"%PDF")
            except SHOWN as problem:
                assert problem.advice


def a_text(**values: Any) -> Text:
    return Text(**{"x": 10, "y": 10, "width": 100, "height": 20, "text": "甲", "size": 12, **values})


def a_table(**values: Any) -> Table:
    return Table(
        **{
            "x": 10,
            "y": 10,
            "width": 100,
            "height": 20,
            "rows": "名单",
            "columns": (Column(heading="一", text="甲"),),
            **values,
        }
    )


def a_form(**values: Any) -> Form:
    given = {"shares": (1.0, 1.0), "lines": ((Cell(text="甲", columns=2),),), **values}
    return Form(**{"x": 10, "y": 10, "width": 100, "height": 20, **given})


@pytest.mark.parametrize(
    ("element", "said"),
    [
        (a_text(x=9000), "离纸太远"),
        (a_text(width=-1), "小于零"),
        (a_text(colour="red"), "六位的颜色"),
        (Rule(x=0, y=0, width=10, height=0, thickness=900), "线条太粗"),
        (a_text(text="字" * 20_001), "20,000"),
        (a_text(text="[" * 301), "方括号"),
        (a_text(size=1000), "字号"),
        (a_text(leading=99), "行距"),
        (a_text(tracking=99), "字间距"),
        (a_table(columns=()), "没有列"),
        (a_table(row=0), "行高"),
        (a_form(shares=()), "没有列"),
        (a_form(lines=((Cell(text="甲", columns=3),),)), "比它的列还多"),
        (a_form(lines=((Cell(text="甲", columns=0),),)), "不占任何一列"),
        (Picture(x=0, y=0, width=10, height=10, data=b"GIF89a"), "PNG 或 JPG"),
        (Picture(x=0, y=0, width=10, height=10, data=b"\x89PNG\r\n\x1a\n\0\0\0"), "读不出来"),
        (Picture(x=0, y=0, width=10, height=10, data=b"\xff\xd8\xff" + bytes(400_000)), "合起来超过"),
    ],
)
def test_what_no_paper_can_hold_is_refused_with_what_it_is(element: Any, said: str) -> None:
    with pytest.raises(Problem, match=said):
        limits.refuse_unsound(Design(kind="1", elements=(element,)))


def test_a_sheet_must_have_a_size_and_room_between_its_margins() -> None:
    for sizes, said in (({"width": 5.0}, "宽和高"), ({"top": 200.0, "bottom": 200.0}, "页边距")):
        with pytest.raises(Problem, match=said):
            limits.refuse_unsound(Design(kind="1", **sizes))


def test_a_sound_design_passes_and_weighs_what_its_pictures_weigh() -> None:
    design = Design(kind="1", elements=(a_text(), a_table(), a_form()))
    limits.refuse_unsound(design)
    assert limits.picture_bytes(design) == 0
    assert write_design(design)
