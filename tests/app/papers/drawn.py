"""A small design to work with, and how Hypothesis makes any design."""

import io
import random

from hypothesis import strategies as st
from PIL import Image

from exports.papers.design import Cell, Code, Column, Design, Form, Frame, Picture, Rule, Seal, Table, Text


def png(width: int = 8, height: int = 8, colour: str = "#a8171a") -> bytes:
    """A small picture."""
    made = io.BytesIO()
    Image.new("RGBA", (width, height), colour).save(made, "PNG")
    return made.getvalue()


def noise(side: int) -> bytes:
    """A picture that cannot be packed: as large as one of its size gets."""
    made = io.BytesIO()
    Image.frombytes("RGBA", (side, side), random.Random(1).randbytes(side * side * 4)).save(made, "PNG")
    return made.getvalue()


def diploma(kind: str = "completion") -> Design:
    """A sheet with one of most things."""
    return Design(
        kind=kind,
        width=297,
        height=210,
        elements=(
            Frame(x=10, y=10, width=277, height=190),
            Text(x=40, y=30, width=217, height=20, text="结业证书", role="title", size=36, align="center"),
            Text(x=40, y=70, width=217, height=60, text="{姓名}同志：\n特发此证。", size=18, indent=2),
            Seal(x=190, y=140, width=42, height=42),
            Code(x=40, y=150, width=24, height=24),
        ),
    )


_words = st.text(
    st.characters(exclude_categories=("Cs", "Cc")) | st.sampled_from("\n{}[]，。"), max_size=30
)  # fmt: skip
_mm = st.floats(-50, 400).map(lambda one: round(one, 2))
_side = st.floats(0, 400).map(lambda one: round(one, 2))
_colour = st.from_regex("#[0-9a-f]{6}", fullmatch=True)
_box = {
    "x": _mm, "y": _mm, "width": _side, "height": _side,
    "place": st.sampled_from(["first", "every", "flow"]), "printed": st.booleans(),
}  # fmt: skip
_align = st.sampled_from(["left", "center", "right", "justify", "spread"])
_role = st.sampled_from(["kai", "song"])
_size = st.floats(5, 72).map(lambda one: round(one * 2) / 2)
_column = st.builds(Column, heading=_words, text=_words, share=st.floats(0.5, 5), align=_align)


@st.composite
def _form(draw: st.DrawFn) -> Form:
    shares = tuple(draw(st.lists(st.floats(0.5, 5), min_size=1, max_size=4)))
    line = st.lists(st.builds(Cell, text=_words, label=st.booleans(), align=_align), max_size=len(shares)).map(tuple)
    box = {name: draw(one) for name, one in _box.items()}
    return Form(**box, shares=shares, lines=tuple(draw(st.lists(line, max_size=3))), role=draw(_role))


elements = st.one_of(
    st.builds(Text, **_box, text=_words, role=_role, size=_size, colour=_colour, align=_align, indent=st.floats(0, 4)),
    st.builds(Rule, **_box, thickness=st.floats(0, 5), colour=_colour),
    st.builds(Frame, **_box, style=st.sampled_from(["meander", "double", "plain"]), colour=_colour, accent=_colour),
    st.builds(Picture, **_box, data=st.sampled_from([b"", png()]), fact=_words),
    st.builds(Code, **_box),
    st.builds(Seal, **_box, label=_words),
    st.builds(
        Table,
        **_box,
        rows=_words,
        columns=st.lists(_column, min_size=1, max_size=4).map(tuple),
        least=st.integers(0, 9),
    ),
    _form(),
)
"""Any element that may stand on a sheet."""

designs = st.builds(
    Design,
    kind=st.sampled_from(["completion", "hours", "signin"]),
    width=st.floats(50, 420),
    height=st.floats(90, 420),
    fold=st.booleans(),
    elements=st.lists(elements, max_size=6).map(tuple),
)
"""Any design."""
