"""Where flowing elements stand is told as the engine lays them."""

from exports.papers.design import Column, Design, Table, Text
from exports.papers.facts import Facts
from exports.papers.placing import placed

FLOW = Design(
    kind="signin",
    elements=(
        Text(x=20, y=20, width=170, height=10, text="签到表"),
        Table(
            x=20, y=40, width=170, height=20, place="flow", rows="学员", row=8.0,
            columns=(Column(heading="姓名", text="{姓名}"),),
        ),
        Text(x=20, y=65, width=170, height=10, place="flow", text="{备注}"),
    ),
)  # fmt: skip


def _facts(rows: int, remark: str = "完") -> Facts:
    return Facts(who="甲", title="甲", texts={"备注": remark}, lists={"学员": [{"姓名": "甲"}] * rows})


def test_what_stands_below_a_longer_table_stands_lower() -> None:
    short, long = placed(FLOW, _facts(2)), placed(FLOW, _facts(10))
    assert [one.place for one in short] == [1, 2]
    assert round(short[0].y, 6) == 40
    assert round(long[1].y - short[1].y, 6) == 8 * 8
    assert round(long[1].y - (long[0].y + long[0].height), 6) == 5


def test_a_table_over_sheets_has_a_part_on_each() -> None:
    found = placed(FLOW, _facts(40))
    assert [one.sheet for one in found if one.place == 1] == [0, 1]
    assert all(one.y >= FLOW.top - 0.01 for one in found)
    assert all(one.y + one.height <= FLOW.height - FLOW.bottom + 0.01 for one in found)


def test_what_is_left_out_stands_nowhere_and_what_does_not_flow_is_not_told() -> None:
    assert [one.place for one in placed(FLOW, _facts(2, remark=""))] == [1]
    assert placed(Design(kind="signin", elements=FLOW.elements[:1]), _facts(1)) == []
