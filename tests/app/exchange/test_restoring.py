"""Values schools report back to a county that was put back from an old copy, or begun anew."""

import json
from pathlib import Path
from typing import Any

import pytest

from app import session as sessions
from app.exchange import restoring
from app.exchange.mail import importing
from app.exchange.restoring import drop, restore, take
from storage import exchange as stored
from storage.store import Rows
from tests.app.exchange.conftest import Pair, change, refused
from tests.app.exchange.test_settling import alike

STAMPS = "SELECT tbl, pk, root, tx, cells, gone, del_tx FROM stamps WHERE tbl <> 'organisations' ORDER BY tbl, pk"


def copied(pair: Pair) -> Path:
    """A copy of the county's file as it is now."""
    path = pair.county.path.with_name("备份.xinhuo")
    pair.county.store.conn.execute("VACUUM INTO ?", (str(path),))
    return path


def put_back(pair: Pair, copy: Path) -> None:
    pair.county.close()
    pair.county = sessions.open_session(copy)


def begun_anew(pair: Pair, *, paired: bool = False) -> None:
    """The county's file is lost: an empty one takes its place, which knows the school and nothing else.

    Unless `paired`, the pair with somebody at the other school was ended before: it could only come back together with that school.
    """

    def end(rows: Rows) -> None:
        rows.execute("DELETE FROM pair_activities")
        rows.delete("pairs", "r1")

    if not paired:
        change(pair.county, end)
        pair.round()
        pair.round()
    pair.county.close()
    pair.county = sessions.create_county(pair.county.path.with_name("新县.xinhuo"), "青石县", operator="王敏")
    with pair.county.store.writing(importing(pair.county, "重新登记")) as rows:
        row = {
            "id": pair.site,
            "organisation_id": pair.here,
            "name": "城关小学",
            "state": "joined",
            "since": "2026-10-01",
        }
        stored.write_site(rows, row)


def offered(pair: Pair, *columns: str) -> list[int]:
    found = stored.reviews(pair.county.store)
    return [int(one["seq"]) for one in found if not columns or one["col"] in columns]


def registers(pair: Pair) -> set[Any]:
    """Rows and writers of what the school sees, as the school has them."""
    return set(pair.school.store.tuples(STAMPS))


def test_what_the_county_forgot_comes_back_under_its_own_writers(pair: Pair) -> None:
    backup = copied(pair)
    wrote = change(pair.county, lambda rows: rows.update("teachers", "t1", {"phone": "7", "remark": None}))
    gave = change(pair.county, lambda rows: rows.insert("credentials", {"id": "c9", "teacher_id": "t1", "number": "9"}))
    pair.round()
    before = registers(pair)
    put_back(pair, backup)
    pair.round()
    pair.round()
    assert pair.county.store.value("SELECT phone FROM teachers WHERE id = 't1'") == "1"
    done = restore(pair.county, offered(pair))
    assert done.left == () and stored.review_count(pair.county.store) == 0
    assert pair.county.store.value("SELECT phone FROM teachers WHERE id = 't1'") == "7"
    stamps = dict(pair.county.store.tuples("SELECT pk, coalesce(cells ->> 'phone', tx) FROM stamps"))
    assert (stamps["t1"], stamps["c9"]) == (wrote, gave)
    pair.adopt(pair.down())
    assert registers(pair) == before
    alike(pair)


def test_a_row_comes_back_with_the_writers_of_its_empty_fields(pair: Pair) -> None:
    backup = copied(pair)
    entered = change(
        pair.county, lambda rows: rows.insert("credentials", {"id": "c9", "teacher_id": "t1", "number": "9"})
    )
    change(pair.county, lambda rows: rows.update("credentials", "c9", {"number": "99", "teacher_id": "t1"}))
    pair.round()
    # Built upon an empty field of a row that is not there when it arrives: it waits, and closes by itself.
    change(pair.school, lambda rows: rows.update("credentials", "c9", {"issuer": "教育局"}))
    put_back(pair, backup)
    pair.round()
    pair.round()
    assert stored.conflict_count(pair.county.store) == 1
    restore(pair.county, offered(pair))
    row = pair.county.store.one("SELECT * FROM stamps WHERE pk = 'c9'")
    assert row is not None and row["tx"] == entered
    assert stored.conflict_count(pair.county.store) == 0
    assert pair.county.store.value("SELECT issuer FROM credentials WHERE id = 'c9'") == "教育局"
    pair.adopt(pair.down())
    alike(pair)


def test_a_later_value_of_the_county_is_never_overwritten_in_one_go(pair: Pair) -> None:
    backup = copied(pair)
    change(pair.county, lambda rows: rows.update("teachers", "t1", {"phone": "7"}))
    pair.round()
    put_back(pair, backup)
    pair.round()
    pair.take(pair.up())
    change(pair.county, lambda rows: rows.update("teachers", "t1", {"phone": "8"}))
    (seq,) = offered(pair)
    refused(pair.county, lambda: restore(pair.county, [seq]), "后来有了别的内容")
    assert take(pair.county, [seq]).done == 1
    assert pair.county.store.value("SELECT phone FROM teachers WHERE id = 't1'") == "7"
    last = pair.county.store.value("SELECT reason FROM transactions WHERE received = 0 ORDER BY seq DESC LIMIT 1")
    assert last == "采用学校报回的 1 项内容"
    pair.adopt(pair.down())
    alike(pair)


def test_what_the_county_keeps_is_not_asked_again(pair: Pair) -> None:
    backup = copied(pair)
    change(pair.county, lambda rows: rows.update("teachers", "t1", {"phone": "7"}))
    pair.round()
    put_back(pair, backup)
    pair.round()
    pair.take(pair.up())
    assert drop(pair.county, offered(pair)).done == 1
    assert stored.review_count(pair.county.store) == 0
    pair.round()
    pair.take(pair.up())
    assert stored.review_count(pair.county.store) == 0
    pair.adopt(pair.down())
    assert pair.school.store.value("SELECT phone FROM teachers WHERE id = 't1'") == "1"
    alike(pair)


def test_a_deletion_comes_back_too_unless_something_needs_the_row(pair: Pair) -> None:
    backup = copied(pair)
    change(pair.county, lambda rows: rows.delete("credentials", "c1"))
    change(pair.county, lambda rows: rows.delete("sessions", "e1"))
    pair.round()
    put_back(pair, backup)
    pair.round()
    change(pair.county, lambda rows: rows.update("attendance", "h1", {"session_id": "e1"}))
    pair.take(pair.up())
    done = restore(pair.county, offered(pair))
    assert done.done == 1 and "还有学时记录用到这条记录" in done.left[0][1]
    assert pair.county.store.value("SELECT count(*) FROM credentials") == 0
    change(pair.county, lambda rows: rows.update("attendance", "h1", {"session_id": None}))
    restore(pair.county, offered(pair))
    assert pair.county.store.value("SELECT count(*) FROM sessions") == 0
    pair.adopt(pair.down())
    alike(pair)


def test_a_purged_row_does_not_come_back(pair: Pair) -> None:
    backup = copied(pair)
    change(pair.county, lambda rows: rows.insert("credentials", {"id": "c9", "teacher_id": "t1", "number": "9"}))
    pair.round()
    put_back(pair, backup)
    pair.round()
    pair.take(pair.up())
    with pair.county.store.writing(importing(pair.county, "清除")) as rows:
        rows.execute("INSERT INTO gravestones (tbl, pk, rev) VALUES ('credentials', 'c9', ?)", (rows.rev,))
    restore(pair.county, offered(pair))
    assert pair.county.store.row("credentials", "c9") is None
    assert stored.review_count(pair.county.store) == 0


def test_a_row_waits_for_what_it_belongs_to(pair: Pair) -> None:
    begun_anew(pair)
    pair.round()
    pair.take(pair.up())
    hours = [one["seq"] for one in stored.reviews(pair.county.store) if one["tbl"] == "attendance"]
    refused(pair.county, lambda: restore(pair.county, hours), "请先恢复那条记录")
    assert restore(pair.county, offered(pair)).left == ()


def test_of_two_values_for_one_field_the_other_is_left_for_a_person(pair: Pair) -> None:
    begun_anew(pair)
    pair.round()
    pair.take(pair.up())
    with pair.county.store.writing(importing(pair.county, "另一所学校")) as rows:
        stored.add_review(rows, "other", ("teachers", "t1"), "t1", "phone", "5", "another", None)
    assert stored.review_count(pair.county.store) > 5
    restore(pair.county, offered(pair))
    (left,) = stored.reviews(pair.county.store)
    assert (left["col"], json.loads(left["value"])) == ("phone", "5")
    assert pair.county.store.value("SELECT phone FROM teachers WHERE id = 't1'") == "1"
    take(pair.county, [left["seq"]])
    assert pair.county.store.value("SELECT phone FROM teachers WHERE id = 't1'") == "5"


def test_a_pair_waits_for_the_partner_at_another_school(pair: Pair) -> None:
    begun_anew(pair, paired=True)
    pair.round()
    pair.take(pair.up())
    done = restore(pair.county, offered(pair))
    assert {sentence for _seq, sentence in done.left} == {
        "它所属的徒弟不在这里，请先恢复那条记录。",
        "它所属的结对不在这里，请先恢复那条记录。",
    }
    change(pair.county, lambda rows: rows.insert("teachers", {"id": "t2", "name": "周强"}))
    assert restore(pair.county, offered(pair)).left == ()
    pair.adopt(pair.down())
    alike(pair)


def test_a_county_that_was_lost_is_rebuilt_from_its_school(pair: Pair) -> None:
    change(pair.county, lambda rows: rows.update("teachers", "t1", {"remark": "先进"}))
    change(pair.school, lambda rows: rows.insert("credentials", {"id": "c2", "teacher_id": "t1", "number": "2"}))
    pair.round()
    pair.round()
    change(pair.school, lambda rows: rows.update("credentials", "c2", {"issuer": "教育局"}))
    begun_anew(pair)
    before = registers(pair)
    pair.round()
    pair.round()
    assert restore(pair.county, offered(pair)).left == ()
    pair.round()
    assert registers(pair) == before
    assert stored.conflict_count(pair.county.store) == 0
    alike(pair)
    # Whoever had the person holds it again, and what it sends is taken.
    change(pair.school, lambda rows: rows.update("teachers", "t1", {"phone": "6"}))
    assert pair.round()[0].counts == {"changed": 1}


def test_thousands_of_values_come_back_in_one_go(pair: Pair) -> None:
    """Their number, not the time: that is measured elsewhere."""

    def enter(rows: Rows) -> None:
        columns = ("id", "teacher_id", "number", "issuer", "subject")
        rows.insert_many("credentials", columns, ((f"m{one}", "t1", f"{one}", "局", "数学") for one in range(800)))

    backup = copied(pair)
    change(pair.county, enter)
    pair.round()
    put_back(pair, backup)
    pair.round()
    pair.take(pair.up())
    found = offered(pair)
    assert len(found) == 800 * 5 and stored.review_count(pair.county.store) == 800
    assert restore(pair.county, found).done == len(found)
    assert pair.county.store.value("SELECT count(*) FROM credentials") == 801
    pair.adopt(pair.down())
    alike(pair)


@pytest.mark.parametrize("act", [restoring.restore, restoring.take, restoring.drop])
def test_only_the_county_decides_about_what_was_reported_back(pair: Pair, act: Any) -> None:
    refused(pair.school, lambda: act(pair.school, [1]), "由县里办理")
