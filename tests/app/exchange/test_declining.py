"""What hangs on something the county does not take is not taken either."""

from app.exchange.declining import REFERENCES
from app.exchange.plan import Operation, Plan, Register, State, Transaction, plan

LI = Register("t1", {"name": "李梅"}, "a")


def planned(operations: list[Operation], *declined: tuple[str, str, str | None]) -> Plan:
    state = State(
        rows={("teachers", "t1"): LI, ("pairs", "r1"): Register("r1", {"mentor_id": "t1", "mentee_id": "t1"}, "a")},
        scope={"t1", "r1", "s1"},
        roots={"t1", "r1", "s1"},
        purged=set(),
        known=set(),
        declined=frozenset(declined),
        references=REFERENCES,
    )
    return plan(state, [Transaction("x", "s1", "王芳", "改", "2026-09-01T08:00:00", tuple(operations))])


def insert(table: str, pk: str, root: str, /, **fields: str) -> Operation:
    return Operation(root, table, pk, "I", fields)


NEW = insert("teachers", "t2", "t2", name="周强")


def test_rows_of_a_person_who_is_not_taken_are_not_taken() -> None:
    made = planned([NEW, insert("credentials", "c1", "t2", teacher_id="t2", number="1")], ("teachers", "t2", None))
    assert made.rows == {} and made.granted == []
    assert {one.operation.key for one in made.conflicts} == {("teachers", "t2"), ("credentials", "c1")}
    assert all(one.declined for one in made.conflicts)


def test_a_row_that_refers_to_it_through_another_is_not_taken() -> None:
    pair = insert("pairs", "r2", "r2", mentor_id="t1", mentee_id="t2", kind="1")
    activity = insert("pair_activities", "a1", "r2", pair_id="r2", kind="1")
    made = planned([activity, pair, NEW], ("teachers", "t2", None))
    assert made.rows == {}


def test_a_change_that_would_refer_to_it_is_not_taken_and_the_rest_is() -> None:
    change = Operation("r1", "pairs", "r1", "U", {"mentee_id": ["t2", "a", "t1"], "goal": ["好", "a", None]})
    made = planned([NEW, change], ("teachers", "t2", None))
    assert made.rows["pairs", "r1"].values == {"mentor_id": "t1", "mentee_id": "t1", "goal": "好"}


def test_papers_of_a_row_that_is_not_taken_are_not_taken() -> None:
    asking = insert("proposals", "q1", "s1", tbl="teachers", pk="t1", col="honour", reason="评上了")
    paper = insert("attachments", "f1", "s1", tbl="proposals", pk="q1", name="证书")
    made = planned([asking, paper], ("proposals", "q1", None))
    assert made.rows == {}


def test_what_does_not_hang_on_it_is_taken() -> None:
    other = insert("credentials", "c2", "t1", teacher_id="t1", number="2")
    made = planned([NEW, other], ("teachers", "t2", None))
    assert set(made.rows) == {("credentials", "c2")}
    assert made.outcomes["x"].outcome == "conflict"
