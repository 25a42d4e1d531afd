"""Designs as odd as a file may bring them: each is printed or refused in words, never a failure of the program."""

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from exports.papers.design import AnyElement, Cell, Code, Column, Design, Form, Frame, Picture, Rule, Seal, Table, Text
from exports.papers.writing import Options, faults, paper_bytes
from exports.papers.writing import test_sheet as trial_sheet
from exports.problems import ExportProblem
from tests.exports.papers.examples import facts, rows

lengths = st.sampled_from([-20.0, 0.0, 0.01, 3.0, 40.0, 150.0, 5000.0])
sizes = st.sampled_from([-3.0, 0.0, 0.4, 6.0, 16.0, 900.0])
texts = st.sampled_from(["", "\n", "{姓名}", "[{备注}]", "某某县教师进修学校\n\n{单位}", "{不认识}", "〔〕" * 40])
colours = st.sampled_from(["#a8171a", "", "red", "#12"])
places = st.sampled_from(["first", "every", "flow"])
roles = st.sampled_from(["song", "kai", "hei", "title", "fang"])
aligns = st.sampled_from(["left", "center", "right", "justify", "spread"])
box = {"x": lengths, "y": lengths, "width": lengths, "height": lengths, "place": places}
elements: st.SearchStrategy[AnyElement] = st.one_of(
    st.builds(
        Text,
        text=texts,
        role=roles,
        size=sizes,
        smallest=sizes,
        colour=colours,
        align=aligns,
        leading=sizes,
        indent=sizes,
        tracking=st.sampled_from([-1.0, 0.0, 0.5]),
        **box,
    ),
    st.builds(Rule, thickness=sizes, colour=colours, **box),
    st.builds(Frame, style=st.sampled_from(["meander", "double", "plain"]), colour=colours, thickness=sizes, **box),
    st.builds(Picture, data=st.sampled_from([b"", b"no picture"]), fact=st.sampled_from(["", "照片"]), **box),
    st.builds(Code, **box),
    st.builds(Seal, label=texts, **box),
    st.builds(
        Table,
        rows=st.sampled_from(["学时明细", "没有", ""]),
        sums=st.sampled_from(["合计", ""]),
        columns=st.lists(st.builds(Column, heading=texts, text=texts, share=sizes), max_size=3).map(tuple),
        size=sizes,
        row=lengths,
        least=st.sampled_from([-1, 0, 3, 10**9]),
        **box,
    ),
    st.builds(
        Form,
        shares=st.lists(sizes, max_size=3).map(tuple),
        lines=st.lists(
            st.lists(st.builds(Cell, text=texts, columns=st.integers(-1, 4), label=st.booleans()), max_size=3).map(
                tuple
            ),
            max_size=3,
        ).map(tuple),
        size=sizes,
        row=lengths,
        **box,
    ),
)
designs = st.builds(
    Design,
    kind=st.just("x"),
    width=st.sampled_from([0.0, 50.0, 297.0]),
    height=st.sampled_from([0.0, 50.0, 210.0]),
    top=lengths,
    bottom=lengths,
    elements=st.lists(elements, max_size=4).map(tuple),
)


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(designs)
def test_any_design_is_printed_or_refused_in_words(design: Design) -> None:
    said = facts(code="XH1.", lists=rows(3))
    amiss = faults([(design, said)])
    try:
        assert paper_bytes([(design, said)], Options(draft=True)).startswith(b"%PDF")
        assert not amiss
    except ExportProblem:
        assert amiss
    assert trial_sheet(design, Options()).startswith(b"%PDF")
