from dataclasses import replace
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from app.exchange.plan import (
    Conflict,
    Open,
    Operation,
    Plan,
    Register,
    State,
    Transaction,
    changes_of,
    offers_of,
    overlay,
    plan,
)

KEY = ("teachers", "t1")
LI = Register("t1", {"name": "李梅", "phone": "1"}, "a", {"phone": "b"})
"""A teacher entered in act a, whose phone was changed in act b."""


def state(*, rows: dict[Any, Register] | None = None, **more: Any) -> State:
    held = {KEY: LI} if rows is None else rows
    plain: dict[str, Any] = {"scope": {"t1"}, "roots": {"t1", "t9"}, "purged": set(), "known": set()}
    return State(rows=held, **{**plain, **more})


def act(txid: str, *operations: Operation) -> Transaction:
    return Transaction(txid, "s1", "王芳", "改", "2026-09-01T08:00:00", operations)


def update(column: str = "phone", new: Any = "2", base_tx: str | None = "b", base: Any = "1") -> Operation:
    return Operation("t1", *KEY, "U", {column: [new, base_tx, base]})


def delete(tx: str = "a", base_tx: str | None = None, **cells: str) -> Operation:
    return Operation("t1", *KEY, "D", {"_del": [1, base_tx, 0], "_base": {"tx": tx, "cells": cells, "row": {}}})


def undelete(base_tx: str) -> Operation:
    return Operation("t1", *KEY, "D", {"_del": [0, base_tx, 1]})


def insert(pk: str = "t2", **fields: Any) -> Operation:
    return Operation(pk, "teachers", pk, "I", fields or {"name": "周强"})


def offer(**cells: tuple[Any, str, str | None]) -> Operation:
    return Operation("t1", *KEY, "O", {name: list(cell) for name, cell in cells.items()})


def whys(made: Plan) -> list[str]:
    return [one.why for one in made.conflicts]


def outcome(made: Plan, txid: str = "x") -> str:
    return made.outcomes[txid].outcome


# -- known, rejected, founded


def test_an_act_that_came_before_is_skipped() -> None:
    made = plan(state(known={"x"}), [act("x", update())])
    assert (made.repeated, made.new, made.rows, made.outcomes) == (1, [], {}, {})


def test_an_act_that_stands_twice_in_a_file_counts_once() -> None:
    made = plan(state(), [act("x", update()), act("x", update())])
    assert made.repeated == 1 and len(made.new) == 1


def test_a_school_holds_the_people_it_enters() -> None:
    made = plan(state(), [act("x", insert("t2"), Operation("t2", "postings", "p", "I", {"teacher_id": "t2"}))])
    assert made.granted == ["t2"] and outcome(made) == "applied"
    assert made.rows["teachers", "t2"] == Register("t2", {"name": "周强"}, "x")


def test_a_later_act_of_the_same_file_may_build_on_a_person_just_entered() -> None:
    later = Operation("t2", "teachers", "t2", "U", {"name": ["周强强", "x", "周强"]})
    made = plan(state(), [act("x", insert("t2")), act("y", later)])
    assert made.rows["teachers", "t2"].values["name"] == "周强强"
    assert outcome(made, "y") == "applied"


def test_a_change_of_somebody_elses_person_is_rejected_with_the_reason() -> None:
    made = plan(state(scope=set()), [act("x", update())])
    assert outcome(made) == "rejected" and "调出" in (made.outcomes["x"].note or "")
    assert made.rows == {} and made.new


def test_a_rejected_act_does_not_block_the_next() -> None:
    strange = Operation("t9", "teachers", "t9", "U", {"phone": ["2", "b", "1"]})
    made = plan(state(), [act("x", strange), act("y", update())])
    assert (outcome(made, "x"), outcome(made, "y")) == ("rejected", "applied")


def test_a_field_of_the_county_is_rejected_by_its_label() -> None:
    rules = {"county_only": {"teachers": frozenset({"honour"})}, "labels": {("teachers", "honour"): "最高骨干称号"}}
    made = plan(state(**rules), [act("x", update("honour", "学科带头人", "a", None))])
    assert made.outcomes["x"].note == (
        "最高骨干称号由县里填写，学校的修改没有采用。需要更改的，请在这条记录上点“申请更改……”。"
    )


def test_a_school_does_not_delete_what_is_the_countys() -> None:
    rules = {"county_only": {"studios": frozenset({"name", "_del"})}, "scope": {"public"}, "roots": {"public"}}
    gone = Operation(
        "public", "studios", "w", "D", {"_del": [1, None, 0], "_base": {"tx": "a", "cells": {}, "row": {}}}
    )
    made = plan(state(rows={("studios", "w"): Register("public", {}, "a")}, **rules), [act("x", gone)])
    assert outcome(made) == "rejected"


def test_an_act_of_which_one_part_is_not_theirs_is_rejected_as_a_whole() -> None:
    strange = Operation("t9", "teachers", "t9", "U", {"phone": ["2", "b", "1"]})
    made = plan(state(), [act("x", update(), strange)])
    assert outcome(made) == "rejected" and made.rows == {}


def test_a_row_cannot_be_passed_off_under_a_root_of_ones_own() -> None:
    strangers = {("teachers", "t9"): Register("t9", {"name": "外校", "phone": "9"}, "a")}
    held = {**strangers, KEY: LI, ("credentials", "c"): Register("t9", {"teacher_id": "t9"}, "a")}
    lies = [
        Operation("t1", "teachers", "t9", "U", {"phone": ["2", "a", "9"]}),
        Operation("t1", "teachers", "t9", "D", {"_del": [1, None, 0], "_base": {"tx": "a", "cells": {}, "row": {}}}),
        Operation("t1", "credentials", "c", "U", {"number": ["2", "a", None]}),
        Operation("t1", "credentials", "n", "I", {"teacher_id": "t9"}),
        Operation("t1", "credentials", "n", "I", {}),
        Operation("t1", "credentials", "n", "U", {"teacher_id": ["t9", "a", "t1"]}),
        Operation("t1", "programmes", "g", "I", {"title": "师德"}),
        Operation("t1", "teachers", "t3", "I", {"name": "冒名"}),
    ]
    for lie in lies:
        made = plan(state(rows=dict(held)), [act("x", lie)])
        assert outcome(made) == "rejected", lie
        assert made.rows == {} and made.conflicts == []


def test_an_act_that_writes_a_field_twice_is_rejected() -> None:
    # Its first value happening to stand here, the second would pass for a change in sight of the county's.
    twice = act("x", update(new="1", base_tx="a", base="0"), update(new="7", base_tx="x", base="1"))
    made = plan(state(), [twice])
    assert outcome(made) == "rejected" and made.rows == {}


def test_a_waiting_conflict_of_a_row_that_turns_out_to_be_anothers_stays() -> None:
    waiting = Open(
        Conflict("x", 0, update(base_tx="i"), changes_of(update(base_tx="i"))[0], "missing", None, None), "c1"
    )
    other = replace(LI, root="t9", tx="i", cells={})
    made = plan(state(rows={KEY: other}, open=[waiting]), [])
    assert made.closed == [] and made.rows == {}


def test_a_person_nobody_knows_here_is_a_conflict_and_no_rejection() -> None:
    # A county restored from a backup may have forgotten the person.
    made = plan(state(rows={}, roots=set(), scope=set()), [act("x", update())])
    assert whys(made) == ["missing"] and outcome(made) == "conflict"


# -- the row as a whole


def test_nothing_is_written_to_a_purged_row() -> None:
    for one in (update(), delete(), insert("t1")):
        made = plan(state(rows={}, purged={KEY}), [act("x", one)])
        assert set(whys(made)) == {"purged"} and made.rows == {}


def test_a_purged_person_is_not_granted_anew() -> None:
    made = plan(state(rows={}, purged={KEY}, roots=set(), scope=set()), [act("x", insert("t1"))])
    assert made.granted == []


def test_a_change_of_a_row_that_is_not_here_waits_as_a_conflict() -> None:
    assert whys(plan(state(rows={}), [act("x", update())])) == ["missing"]
    assert whys(plan(state(rows={}), [act("x", delete())])) == ["missing"]


def test_a_deleted_row_is_never_resurrected_by_a_change() -> None:
    made = plan(state(rows={KEY: replace(LI, gone=True, del_tx="d")}), [act("x", update())])
    assert whys(made) == ["deleted"] and made.rows == {}


def test_a_deletion_whose_author_had_seen_every_field_is_done() -> None:
    made = plan(state(), [act("x", delete(phone="b"))])
    assert made.rows[KEY] == replace(LI, gone=True, del_tx="x")


def test_a_deletion_by_somebody_who_had_not_seen_a_field_is_a_conflict() -> None:
    for base in (delete(), delete(phone="other"), delete("other", phone="b"), delete(phone="b", name="n")):
        made = plan(state(), [act("x", base)])
        assert whys(made) == ["newer"] and made.rows == {}


def test_a_row_deleted_twice_is_deleted() -> None:
    gone = replace(LI, gone=True, del_tx="d")
    made = plan(state(rows={KEY: gone}), [act("x", delete())])
    assert made.rows[KEY].gone and made.conflicts == []


def test_a_deletion_is_taken_back_by_its_author() -> None:
    made = plan(state(), [act("x", delete(phone="b")), act("y", undelete("x"))])
    assert made.rows[KEY] == replace(LI, del_tx="y") and made.conflicts == []


def test_a_deletion_is_not_taken_back_by_somebody_who_saw_an_older_one() -> None:
    made = plan(state(rows={KEY: replace(LI, gone=True, del_tx="d")}), [act("x", undelete("older"))])
    assert whys(made) == ["differs"] and made.rows == {}


# -- field by field


def test_a_value_its_author_had_seen_is_replaced() -> None:
    made = plan(state(), [act("x", update())])
    assert made.rows[KEY] == replace(LI, values={"name": "李梅", "phone": "2"}, cells={"phone": "x"})
    assert outcome(made) == "applied"


def test_a_value_its_author_had_not_seen_stands_and_both_are_kept() -> None:
    made = plan(state(), [act("x", update(base_tx="a", base="0"))])
    (conflict,) = made.conflicts
    assert (conflict.why, conflict.hub_tx, conflict.hub_value, conflict.change.new) == ("differs", "b", "1", "2")
    assert made.rows == {} and outcome(made) == "conflict"
    assert made.outcomes["x"].note == "有 1 处与县里的内容不同，等县里核对。"


def test_the_same_value_from_another_hand_is_no_conflict() -> None:
    made = plan(state(), [act("x", update(new="1", base_tx="a", base="0"))])
    assert made.conflicts == [] and made.rows[KEY].cells == {"phone": "x"}


def test_the_value_the_author_saw_is_no_reason_when_another_wrote_it_again() -> None:
    # b → "1", later c → "2", later d → "1": a change based on b would silently revert the line of d.
    made = plan(state(rows={KEY: replace(LI, cells={"phone": "d"})}), [act("x", update(base_tx="b", base="1"))])
    assert whys(made) == ["differs"] and made.rows == {}


def test_fields_are_decided_one_by_one() -> None:
    both = Operation("t1", *KEY, "U", {"phone": ["2", "other", "0"], "name": ["李眉", "a", "李梅"]})
    made = plan(state(), [act("x", both)])
    assert made.rows[KEY].values == {"name": "李眉", "phone": "1"}
    assert [one.change.column for one in made.conflicts] == ["phone"]


def test_a_field_that_was_empty_is_based_on_the_act_that_made_the_row() -> None:
    made = plan(state(), [act("x", update("remark", "新", "a", None))])
    assert made.rows[KEY].values["remark"] == "新"


def test_a_row_that_is_entered_again_keeps_what_stands_where_they_differ() -> None:
    made = plan(state(roots={"t1"}), [act("x", insert("t1", name="李梅", phone="7"))])
    assert [one.change.column for one in made.conflicts] == ["phone"]


# -- retry


def test_a_conflict_closes_when_its_parent_arrives_late() -> None:
    late, early = act("p", update(new="2")), act("x", update(new="3", base_tx="p", base="2"))
    made = plan(state(), [early, late])
    assert made.conflicts == [] and made.rows[KEY].values["phone"] == "3"
    assert (outcome(made, "p"), outcome(made, "x")) == ("applied", "applied")


def test_a_whole_chain_of_conflicts_closes_from_its_first_link() -> None:
    chain = [act(str(one), update(new=f"v{one}", base_tx=str(one - 1) if one else "b")) for one in range(5)]
    made = plan(state(), reversed(chain))
    assert made.conflicts == [] and made.rows[KEY].values["phone"] == "v4"


def kept(txid: str, operation: Operation, pk: str = "c1", why: Any = "differs") -> Open:
    return Open(Conflict(txid, -1, operation, changes_of(operation)[0], why, "b", "1"), pk)


def test_a_conflict_kept_from_an_earlier_file_closes_too() -> None:
    made = plan(state(open=[kept("x", update(new="3", base_tx="p"))]), [act("p", update())])
    assert made.closed == ["c1"] and outcome(made, "x") == "applied"
    assert made.rows[KEY].values["phone"] == "3"


def test_a_conflict_closes_when_the_county_itself_has_brought_its_parent_back() -> None:
    made = plan(state(open=[kept("x", update(new="3"), why="deleted")]), [])
    assert made.closed == ["c1"] and made.rows[KEY].values["phone"] == "3"


def test_a_conflict_without_its_parent_stays() -> None:
    made = plan(state(open=[kept("x", update(base_tx="q"))]), [act("p", update())])
    assert made.closed == [] and "x" not in made.outcomes


def test_an_act_with_another_open_conflict_stays_in_conflict() -> None:
    first, second = kept("x", update(new="3", base_tx="p")), kept("x", update("name", "李眉", "q"), "c2")
    made = plan(state(open=[first, second]), [act("p", update())])
    assert made.closed == ["c1"] and outcome(made, "x") == "conflict"


def test_a_waiting_deletion_is_done_when_its_row_arrives() -> None:
    entered = Operation("t1", *KEY, "I", {"name": "李梅"})
    made = plan(state(rows={}, roots=set(), scope=set()), [act("x", delete("i")), act("i", entered)])
    assert made.conflicts == [] and made.rows[KEY].gone


# -- acts that were not the site's to make


def test_the_county_may_waive_what_spoke_against_an_act() -> None:
    foreign = [act("x", update(new="8"))]
    assert outcome(plan(state(scope=set()), foreign)) == "rejected"
    made = plan(state(scope=set()), foreign, waived={"x"})
    assert outcome(made) == "applied" and made.rows[KEY].values["phone"] == "8"


def test_a_waived_act_is_still_merged_field_by_field() -> None:
    made = plan(state(scope=set()), [act("x", update(new="8", base_tx="old"))], waived={"x"})
    assert outcome(made) == "conflict" and made.rows == {}


def test_an_act_that_makes_no_sense_cannot_be_waived() -> None:
    twice = act("x", update(new="8"), update(new="9"))
    assert outcome(plan(state(), [twice], waived={"x"})) == "rejected"


# -- offers


def test_an_offered_value_the_county_lacks_is_for_a_person_to_decide() -> None:
    made = plan(state(), [act("x", offer(phone=("8", "lost", "b")))])
    (one,) = made.offers
    assert (one.site, one.key, one.column, one.value, one.tx, one.base_tx) == ("s1", KEY, "phone", "8", "lost", "b")
    assert made.rows == {} and outcome(made) == "review"


def test_an_offered_value_that_stands_or_is_known_or_purged_is_dropped() -> None:
    cell = offer(phone=("8", "lost", "b"))
    assert plan(state(purged={KEY}), [act("x", cell)]).offers == []
    assert plan(state(written={(*KEY, "phone", "lost")}), [act("x", cell)]).offers == []
    assert plan(state(), [act("x", offer(phone=("1", "lost", "b")))]).offers == []
    assert plan(state(), [act("x", offer(_del=(0, "lost", None)))]).offers == []


def test_an_offered_row_that_is_not_here_is_for_a_person_to_decide() -> None:
    made = plan(
        state(rows={}, roots=set(), scope=set()),
        [act("x", offer(name=("李梅", "lost", None), phone=(None, "l", None)))],
    )
    assert [one.column for one in made.offers] == ["name", "phone"]


def test_offers_are_decided_before_the_acts_of_their_file() -> None:
    made = plan(state(), [act("x", update(new="8")), act("y", offer(phone=("8", "lost", "b")))])
    assert [one.id for one in made.new] == ["y", "x"]
    assert len(made.offers) == 1


def test_a_school_offers_what_it_had_from_a_county_that_forgot_it() -> None:
    old = {
        KEY: Register("t1", {"name": "李梅", "phone": "8"}, "a", {"phone": "lost", "remark": "emptied"}),
        ("teachers", "t2"): Register("t2", {"name": "周强"}, "gone"),
        ("teachers", "t3"): Register("t3", {"name": "自填"}, "own"),
        ("teachers", "t4"): Register("t4", {"name": "删了"}, "a", gone=True, del_tx="lost"),
    }
    new = {
        KEY: Register("t1", {"name": "李梅", "phone": "1", "remark": "旧"}, "a"),
        ("teachers", "t4"): Register("t4", {"name": "删了"}, "a"),
    }
    found = {one.key: dict(one.fields) for one in offers_of(old, new, {"own"})}
    assert found == {
        KEY: {"phone": ["8", "lost", "a"], "remark": [None, "emptied", "a"]},
        ("teachers", "t2"): {"name": ["周强", "gone", None], "_tx": [None, "gone", None]},
        ("teachers", "t4"): {"_del": [1, "lost", None]},
    }  # fmt: skip


def test_a_school_offers_nothing_that_came_back_the_same() -> None:
    assert offers_of({KEY: LI}, {KEY: LI}, set()) == []
    assert offers_of({KEY: LI}, {KEY: replace(LI, cells={"phone": "z"})}, set()) == []
    assert offers_of({KEY: LI}, {KEY: replace(LI, values={"name": "李梅", "phone": "9"})}, set()) == []


# -- a school's view


def test_a_view_is_the_base_with_the_waiting_acts_on_top() -> None:
    view = overlay({KEY: LI}, [("x", update()), ("y", update(new="3", base_tx="x"))], {KEY})
    assert view == {KEY: replace(LI, values={"name": "李梅", "phone": "3"}, cells={"phone": "y"})}


def test_a_view_has_the_rows_that_wait_to_be_entered() -> None:
    key = ("teachers", "t2")
    assert overlay({}, [("x", insert("t2"))], {key}) == {key: Register("t2", {"name": "周强"}, "x")}


def test_a_view_has_no_rows_that_left_though_edits_of_them_wait() -> None:
    assert overlay({}, [("x", update()), ("y", delete())], {KEY}) == {KEY: None}


def test_a_view_hides_what_waits_to_be_deleted_and_shows_it_when_that_is_taken_back() -> None:
    view = overlay({KEY: LI}, [("x", delete(phone="b"))], {KEY})
    assert view[KEY] == replace(LI, gone=True, del_tx="x")
    view = overlay({KEY: LI}, [("x", delete(phone="b")), ("y", undelete("x"))], {KEY})
    assert view[KEY] == replace(LI, del_tx="y")


def test_a_view_takes_no_notice_of_offers_and_of_rows_not_asked_for() -> None:
    assert overlay({KEY: LI}, [("x", offer(phone=("8", "lost", "b"))), ("y", insert("t2"))], {KEY}) == {KEY: LI}


@given(many=st.integers(1, 5), moved=st.booleans(), order=st.randoms(use_true_random=False))
def test_a_line_of_edits_ends_the_same_in_whatever_order_it_arrives(many: int, moved: bool, order: Any) -> None:
    line = [act(f"s{one}", update(new=f"v{one}", base_tx=f"s{one - 1}" if one else "b")) for one in range(many)]
    row = replace(LI, values={**LI.values, "phone": "9"}, cells={"phone": "h"}) if moved else LI
    order.shuffle(line)
    made = plan(state(rows={KEY: row}), line)
    if moved:
        # The county wrote what none of them had seen: it stands, and every one of them is kept.
        assert made.rows == {} and len(made.conflicts) == many
    else:
        assert made.rows[KEY].values["phone"] == f"v{many - 1}" and made.conflicts == []
        assert {one.outcome for one in made.outcomes.values()} == {"applied"}


def test_an_offer_moves_no_row_to_another_root() -> None:
    paper = ("credentials", "c1")
    held = {paper: Register("t1", {"teacher_id": "t1", "number": "1"}, "a")}
    rest = {"roots": {"t1", "t2"}}

    def offered(root: str, pk: str, **cells: list[Any]) -> list[str]:
        made = plan(state(rows=held, **rest), [act("x", Operation(root, "credentials", pk, "O", cells))])
        assert outcome(made) == "review"
        return [one.column for one in made.offers]

    assert offered("t1", "c1", teacher_id=["t2", "x", "a"], number=["2", "x", "a"]) == []
    assert offered("t2", "c1", number=["2", "x", "a"]) == []
    assert offered("public", "c2", teacher_id=["t2", "x", None]) == []
    assert offered("t1", "c2", teacher_id=["t2", "x", None]) == []
    assert offered("t1", "c1", teacher_id=["t1", "x", None], number=["2", "x", "a"]) == ["number"]
    assert offered("t2", "c2", teacher_id=["t2", "x", None], number=["2", "x", None]) == ["teacher_id", "number"]


def test_many_conflicts_that_wait_for_one_act_close_with_it() -> None:
    later = [Operation("t1", "credentials", f"c{n}", "U", {"number": ["2", "x", "1"]}) for n in range(60)]
    first = [Operation("t1", "credentials", f"c{n}", "I", {"teacher_id": "t1", "number": "1"}) for n in range(60)]
    made = plan(state(), [act("y", *reversed(later)), act("x", *first)])
    assert not made.conflicts
    assert {row.values["number"] for row in made.rows.values()} == {"2"}
    assert outcome(made, "y") == outcome(made) == "applied"
