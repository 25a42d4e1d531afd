import json
from collections.abc import Callable
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from storage.exchange import RegisterRow, registers, write_registers
from storage.problems import StorageProblem
from storage.store import Act, Store

IMPORT = Act("县", "接收", mode="import")

VALUES = st.fixed_dictionaries(
    {"name": st.sampled_from(["李梅", "周强"])},
    optional={
        "phone": st.sampled_from(["1", "2"]),
        "remark": st.text(max_size=3),
        "is_class_teacher": st.integers(0, 1),
    },
)


@st.composite
def states(draw: st.DrawFn) -> dict[str, RegisterRow]:
    found = {}
    for pk in draw(st.sets(st.sampled_from(["t1", "t2", "t3"]))):
        gone = draw(st.booleans())
        cells = draw(st.dictionaries(st.sampled_from(["phone", "remark"]), st.sampled_from(["x", "y"])))
        tx = draw(st.sampled_from(["a", "b"]))
        found[pk] = RegisterRow("teachers", pk, pk, tx, cells, gone, "d" if gone else None, draw(VALUES))
    return found


def kept(store: Store) -> Any:
    """What stands, whatever the order in which the members of an object were written."""
    stamps = store.all("SELECT tbl, pk, root, tx, cells, gone, del_tx FROM stamps ORDER BY pk")
    for row in stamps:
        row["cells"], row["gone"] = (one and json.loads(one) for one in (row["cells"], row["gone"]))
    return store.tuples("SELECT * FROM teachers ORDER BY id"), stamps


@settings(max_examples=60, deadline=None)
@given(before=states(), after=states())
def test_writing_what_differs_leaves_what_writing_everything_leaves(
    fresh: Callable[[], Store], before: dict[str, RegisterRow], after: dict[str, RegisterRow]
) -> None:
    with fresh() as whole, fresh() as sparing:
        for store in (whole, sparing):
            with store.writing(IMPORT) as rows:
                write_registers(rows, before.values())
        with whole.writing(IMPORT) as rows:
            write_registers(rows, after.values())
        with sparing.writing(IMPORT) as rows:
            standing = {(one.table, one.pk): one for one in registers(rows, [("teachers", pk) for pk in after])}
            assert [standing.get(("teachers", pk)) for pk in after] == [before.get(pk) for pk in after]
            write_registers(rows, after.values(), standing)
        assert kept(sparing) == kept(whole)


def test_what_stands_already_travels_no_further(store: Store) -> None:
    row = RegisterRow("teachers", "t1", "t1", "a", {}, False, None, {"name": "李梅"})
    with store.writing(IMPORT) as rows:
        write_registers(rows, [row])
    written = store.tuples("SELECT rev FROM stamps")
    with store.writing(IMPORT) as rows:
        write_registers(rows, [row], {("teachers", "t1"): row})
    assert store.tuples("SELECT rev FROM stamps") == written


def test_a_file_moves_no_row_to_another_root(store: Store) -> None:
    values = {"teacher_id": "t1", "number": "1"}
    with store.writing(IMPORT) as rows:
        write_registers(rows, [RegisterRow("credentials", "c1", "t1", "a", {}, False, None, values)])
    moved = RegisterRow("credentials", "c1", "t2", "b", {}, False, None, {**values, "teacher_id": "t2"})
    with pytest.raises(StorageProblem, match="放不下"), store.writing(IMPORT) as rows:
        write_registers(rows, [moved])
    assert store.tuples("SELECT id, teacher_id FROM credentials") == [("c1", "t1")]
