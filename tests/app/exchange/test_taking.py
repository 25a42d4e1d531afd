"""Taking a file with a person's choices: what is not taken, what asks for a word, what is copied first."""

import os
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from app import mentoring, organisations, records, teachers
from app.exchange import batch, packing, receiving, safekeeping
from app.exchange.plan import Choice
from app.exchange.receiving import Outdated, RemovalUnconfirmed
from app.problems import Problem
from app.records import Values
from app.session import open_session
from storage import exchange as stored
from tests.app.exchange.offices import CODE, Two, everything, of, opened

NAMES = "赵钱孙周吴郑王冯陈褚卫蒋"


# -- choosing


def test_a_field_that_is_not_taken_keeps_the_county_s_value_and_the_school_is_told(two: Two) -> None:
    teachers.save(two.school, two.zhang, {"phone": "13900000002", "email": "zhang@example.com"})
    path, decline = two.up(), {("teachers", two.zhang, "phone")}
    shown = receiving.preview(two.county, path, decline=decline)
    taken = receiving.take(two.county, path, decline=decline)
    assert taken == shown and taken.report.counts == {"changed": 1, "rejected": 1}
    row = of(two.county, two.zhang)
    assert (row["phone"], row["email"]) == ("13900000001", "zhang@example.com")
    ((what, note),) = two.outcome(two.county)
    assert what == "conflict" and note == "县里没有采用：联系电话。"
    answered = [entry for entry in two.answer().report.entries if entry.kind == "answered"]
    assert [entry.note for entry in answered] == ["县里没有采用：联系电话。"]
    assert of(two.school, two.zhang)["phone"] == "13900000001"
    two.same()


def test_what_is_not_taken_is_a_conflict_that_was_settled_at_once(two: Two) -> None:
    teachers.save(two.school, two.zhang, {"phone": "13900000002"})
    receiving.take(two.county, two.up(), decline={("teachers", two.zhang, "phone")})
    (row,) = stored.conflicts(two.county.store, "county")
    assert (row["col"], row["resolved_by"], row["declined"]) == ("phone", "王敏", 1)
    assert stored.conflicts(two.county.store) == []
    assert two.outcome(two.county) == [("rejected", "县里没有采用：联系电话。")]
    assert stored.rejected(two.county.store) == []


def test_what_is_not_taken_is_never_tried_again_and_blocks_nothing(two: Two) -> None:
    teachers.save(two.school, two.zhang, {"phone": "13900000002"})
    receiving.take(two.county, two.up(), decline={("teachers", two.zhang, "phone")})
    teachers.save(two.school, two.li, {"phone": "13900000003"})
    two.round()
    assert of(two.county, two.zhang)["phone"] == "13900000001"
    assert of(two.county, two.li)["phone"] == "13900000003"
    # What the school writes now, in sight of the county's value, is an ordinary change.
    teachers.save(two.school, two.zhang, {"phone": "13900000004"})
    two.round()
    assert of(two.county, two.zhang)["phone"] == "13900000004"
    two.same()


def test_a_new_person_who_is_not_taken_takes_along_all_that_hangs_on_him(two: Two) -> None:
    zhao = two.enter(two.school, "赵六")
    pair: Values = {"kind": "1", "mentor_id": two.zhang, "mentee_id": zhao, "start_date": "2026-09-01", "status": "1"}
    mentoring.save(two.school, None, pair)
    teachers.save(two.school, zhao, {"phone": "13900000006"})
    teachers.save(two.school, two.li, {"phone": "13900000007"})
    path, decline = two.up(), {("teachers", zhao, None)}
    before = everything(two.county)
    taken = receiving.take(two.county, path, decline=decline)
    after = everything(two.county)
    for table in ("postings", "pairs", "scope"):
        assert after[table] == before[table]
    assert of(two.county, two.li)["phone"] == "13900000007"
    assert {entry.table for entry in taken.report.entries if entry.kind == "rejected"} == {
        "teachers", "postings", "pairs",
    }  # fmt: skip
    notes = [note for what, note in two.outcome(two.county) if what == "rejected"]
    assert "县里没有采用：新增的师徒结对。" in notes and any("新增的教师" in (note or "") for note in notes)
    two.answer()
    assert {row["name"] for row in teachers.every(two.school)} == {"张三", "李四"}
    two.same()


def test_a_deletion_that_is_not_taken_keeps_the_row(two: Two) -> None:
    pair: Values = {"kind": "1", "mentor_id": two.zhang, "mentee_id": two.li, "start_date": "2026-09-01", "status": "2"}
    pk = mentoring.save(two.county, None, pair)
    two.answer()
    records.delete(two.school, mentoring.ENTITY, pk)
    taken = receiving.take(two.county, two.up(), decline={("pairs", pk, None)})
    assert taken.report.counts == {"rejected": 1}
    assert two.outcome(two.county) == [("rejected", "县里没有采用：师徒结对的删除。")]
    two.answer()
    assert mentoring.get(two.school, pk)["mentee_id"] == two.li
    two.same()


def test_a_conflict_may_be_settled_for_the_county_right_away(two: Two) -> None:
    teachers.save(two.school, two.zhang, {"phone": "13900000002"})
    teachers.save(two.county, two.zhang, {"phone": "13900000003"})
    path = two.up()
    (entry,) = receiving.preview(two.county, path).report.entries
    assert entry.kind == "conflict" and entry.choices == (("teachers", two.zhang, "phone"),)
    receiving.take(two.county, path, decline=entry.choices)
    assert stored.conflicts(two.county.store) == []
    assert of(two.county, two.zhang)["phone"] == "13900000003"


def test_an_equal_value_is_no_matter_of_choice(two: Two) -> None:
    teachers.save(two.school, two.zhang, {"phone": "13900000002"})
    teachers.save(two.county, two.zhang, {"phone": "13900000002"})
    receiving.take(two.county, two.up(), decline={("teachers", two.zhang, "phone")})
    assert two.outcome(two.county) == [("applied", None)]


def test_the_note_survives_a_conflict_that_closes_later(two: Two) -> None:
    twin_folder = two.folder / "twin"
    twin_folder.mkdir()
    for end in ("", ".key"):
        (twin_folder / f"school.xinhuo{end}").write_bytes((two.folder / f"school.xinhuo{end}").read_bytes())
    teachers.save(two.school, two.zhang, {"remark": "一"})
    early = two.up()
    teachers.save(two.school, two.zhang, {"remark": "二", "phone": "13900000002"})
    late = two.up()
    # The later file is cut down to its last act, as if the first had been sent by a twin that is lost.
    with two.school.store.conn:
        first = two.school.store.value("SELECT id FROM transactions WHERE received = 0 ORDER BY seq LIMIT 1")
    two.school.store.conn.execute("INSERT INTO known (id, site, outcome, rev) VALUES (?, '', 'applied', 0)", (first,))
    late = two.up()
    receiving.take(two.county, late, decline={("teachers", two.zhang, "phone")})
    assert [what for what, _note in two.outcome(two.county)] == ["conflict"]
    receiving.take(two.county, early)
    assert of(two.county, two.zhang)["remark"] == "二"
    notes = [note for _what, note in two.outcome(two.county) if note]
    assert notes == ["县里没有采用：联系电话。"]


@pytest.mark.parametrize(
    ("choice", "words"),
    [(("teachers", "nobody", "phone"), "没有"), (("postings", "nobody", None), "没有")],
)
def test_a_choice_that_fits_nothing_is_refused(two: Two, choice: Choice, words: str) -> None:
    teachers.save(two.school, two.zhang, {"phone": "13900000002"})
    path, before = two.up(), everything(two.county)
    with pytest.raises(Problem, match=words):
        receiving.take(two.county, path, decline={choice})
    assert everything(two.county) == before


def test_a_new_row_is_taken_whole_or_not(two: Two) -> None:
    zhao = two.enter(two.school, "赵六", phone="13900000006")
    with pytest.raises(Problem, match="不能只不采用其中的一项"):
        receiving.take(two.county, two.up(), decline={("teachers", zhao, "phone")})


def test_a_school_takes_all_of_the_county_s_file_or_nothing(two: Two) -> None:
    path = packing.pack(two.county, CODE, two.folder).path
    with pytest.raises(Problem, match="只有县里"):
        receiving.take(two.school, path, decline={("teachers", two.zhang, "phone")})


VALUES = st.sampled_from(["13900000002", "13900000003", "13900000004"])
ACTS = st.lists(
    st.tuples(st.sampled_from(["edit", "county", "new", "new edit", "pair", "unpair"]), VALUES), min_size=1, max_size=7
)


@settings(max_examples=12, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(acts=ACTS, data=st.data())
def test_whatever_is_chosen_the_preview_is_the_result_and_the_school_ends_with_it(
    founded: Path, tmp_path_factory: pytest.TempPathFactory, acts: list[tuple[str, str]], data: st.DataObject
) -> None:
    with opened(founded, tmp_path_factory.mktemp("example") / "offices") as two:
        chosen(two, acts, data)


def chosen(two: Two, acts: list[tuple[str, str]], data: st.DataObject) -> None:
    for kind, value in acts:
        _do(two, kind, value)
    path = two.up()
    entries = receiving.preview(two.county, path).report.entries
    choices = sorted({one for entry in entries for one in entry.choices}, key=str)
    decline = set(data.draw(st.lists(st.sampled_from(choices), unique=True)) if choices else [])
    before = everything(two.county)
    shown = receiving.preview(two.county, path, decline=decline)
    assert everything(two.county) == before
    taken = receiving.take(two.county, path, decline=decline)
    assert taken == shown
    for table, pk, column in decline:
        written = [one for one in taken.report.entries if (one.table, one.pk) == (table, pk) and one.kind != "rejected"]
        if column is not None:
            assert not [line for one in written for line in one.lines if line.column == column]
        else:
            assert not written
    two.answer()
    two.same()
    assert two.county.store.tuples("PRAGMA foreign_key_check") == []
    repeated = receiving.take(two.county, path)
    assert repeated.report.counts == {}


def _do(two: Two, kind: str, value: str) -> None:
    fresh = [row["id"] for row in teachers.every(two.school) if row["name"] == "赵六"]
    pairs = [row[0] for row in two.school.store.tuples("SELECT id FROM pairs")]
    if kind == "edit":
        teachers.save(two.school, two.zhang, {"phone": value})
    elif kind == "county":
        teachers.save(two.county, two.zhang, {"phone": value})
    elif kind == "new":
        two.enter(two.school, "赵六", phone=value)
    elif kind == "new edit" and fresh:
        teachers.save(two.school, fresh[-1], {"phone": value})
    elif kind == "pair" and fresh and not pairs:
        pair: Values = {
            "kind": "1",
            "mentor_id": two.li,
            "mentee_id": fresh[-1],
            "start_date": "2026-09-01",
            "status": "1",
        }
        mentoring.save(two.school, None, pair)
    elif kind == "unpair" and pairs:
        records.delete(two.school, mentoring.ENTITY, pairs[-1])


# -- what asks for a word


def many(two: Two, count: int) -> list[str]:
    made = [two.enter(two.county, f"{name}老师") for name in NAMES[:count]]
    two.round()
    return made


def move_away(two: Two, people: list[str]) -> None:
    other = organisations.save(two.county, None, {"name": "清水小学", "code": "2199000002", "kind": "3"})
    for pk in people:
        teachers.save(two.county, pk, {"work": other})


def test_a_complete_file_that_takes_away_much_needs_a_word(two: Two) -> None:
    people = many(two, 12)
    move_away(two, people)
    path = packing.pack(two.county, CODE, two.folder, complete=True).path
    removal = receiving.preview(two.school, path).report.removal
    assert removal is not None and removal.rows >= 24 and set(removal.about) == {f"{name}老师" for name in NAMES}
    before = everything(two.school)
    with pytest.raises(RemovalUnconfirmed, match=f"会拿走本校 {removal.total} 条记录中的 {removal.rows} 条：.老师、"):
        receiving.take(two.school, path)
    assert everything(two.school) == before
    receiving.take(two.school, path, removal_agreed=True)
    assert {row["name"] for row in teachers.every(two.school)} == {"张三", "李四"}


def test_a_few_that_leave_need_no_word(two: Two) -> None:
    people = many(two, 12)
    move_away(two, people[:3])
    path = packing.pack(two.county, CODE, two.folder, complete=True).path
    assert receiving.take(two.school, path).report.removal is None


def test_a_small_school_of_which_more_than_half_would_go_is_asked_too(two: Two) -> None:
    move_away(two, [two.zhang, two.li])
    path = packing.pack(two.county, CODE, two.folder, complete=True).path
    with pytest.raises(RemovalUnconfirmed):
        receiving.take(two.school, path)


# -- a preview that is out of date


def test_a_file_is_not_taken_when_it_would_do_something_else_now(two: Two) -> None:
    teachers.save(two.school, two.zhang, {"phone": "13900000002"})
    path = two.up()
    shown = receiving.preview(two.county, path)
    teachers.save(two.county, two.zhang, {"phone": "13900000003"})
    before = everything(two.county)
    with pytest.raises(Outdated) as refusal:
        receiving.take(two.county, path, expected=shown)
    assert everything(two.county) == before
    assert refusal.value.taken.report.counts == {"conflict": 1}
    receiving.take(two.county, path, expected=refusal.value.taken)
    assert len(stored.conflicts(two.county.store)) == 1


def test_a_change_elsewhere_makes_no_preview_old(two: Two) -> None:
    teachers.save(two.school, two.zhang, {"phone": "13900000002"})
    path = two.up()
    shown = receiving.preview(two.county, path)
    teachers.save(two.county, two.li, {"phone": "13900000003"})
    assert receiving.take(two.county, path, expected=shown) == replace(shown)


# -- a copy first


def test_a_copy_of_the_data_from_before_is_kept_when_there_are_conflicts(two: Two) -> None:
    teachers.save(two.school, two.zhang, {"phone": "13900000002"})
    teachers.save(two.county, two.zhang, {"phone": "13900000003"})
    taken = receiving.take(two.county, two.up())
    assert taken.copy is not None and taken.copy.name.startswith("county.接收前-")
    with open_session(taken.copy) as copy:
        assert stored.conflicts(copy.store) == []
        assert of(copy, two.zhang)["phone"] == "13900000003"


def test_no_copy_is_made_of_a_small_file_that_fits(two: Two) -> None:
    teachers.save(two.school, two.zhang, {"phone": "13900000002"})
    assert receiving.take(two.county, two.up()).copy is None
    assert safekeeping.copies(two.county) == []


def test_a_copy_is_made_when_many_rows_change(two: Two, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(safekeeping, "MANY", 1)
    two.enter(two.school, "赵六")
    assert receiving.take(two.county, two.up()).copy is not None


def test_the_last_three_copies_are_kept(two: Two) -> None:
    for number in range(5):
        teachers.save(two.school, two.zhang, {"phone": f"1390000010{number}"})
        teachers.save(two.county, two.zhang, {"phone": f"1390000020{number}"})
        last = receiving.take(two.county, two.up()).copy
        two.answer()
    assert len(safekeeping.copies(two.county)) == safekeeping.KEPT
    assert safekeeping.copies(two.county)[-1] == last


def test_an_old_copy_that_was_looked_at_pushes_out_no_newer_one(two: Two) -> None:
    path = two.county.path
    older, newer, own = (
        path.with_name(f"county.接收前-{name}.xinhuo") for name in ("20250101-101010", "20250601-101010-2", "我留的")
    )
    for one in (newer, path.with_name("county.接收前-20250601-101010.xinhuo"), own, older):
        one.write_bytes(b"x")
    os.utime(newer, (0, 0))
    with two.county.writing("接收"):
        last = safekeeping.back_up(two.county)
    assert safekeeping.copies(two.county)[1:] == [newer, last]
    assert own.exists() and not older.exists()


def test_of_copies_of_one_second_the_newest_is_known(two: Two) -> None:
    moment = two.county.now()
    two.county.store.clock = lambda: moment
    for _ in range(5):
        last = safekeeping.back_up(two.county)
    assert safekeeping.copies(two.county)[-1] == last


def test_one_go_over_many_files_makes_one_copy_of_what_was_before_all(two: Two) -> None:
    stick = two.folder / "stick"
    stick.mkdir()
    for column, mine, theirs in (("phone", "13900000002", "13900000003"), ("email", "a@example.com", "b@example.com")):
        teachers.save(two.school, two.zhang, {column: mine})
        teachers.save(two.county, two.zhang, {column: theirs})
        packing.pack(two.school, "county", stick)
    found = batch.take(two.county, [stick])
    assert [one.conflicts for one in found.lines] == [1, 1]
    (copy,) = safekeeping.copies(two.county)
    assert [one.copy for one in found.lines] == [copy.name, ""]
    with open_session(copy) as before:
        assert stored.conflicts(before.store) == []


def test_nothing_is_taken_when_no_copy_can_be_made(two: Two, monkeypatch: pytest.MonkeyPatch) -> None:
    teachers.save(two.school, two.zhang, {"phone": "13900000002"})
    teachers.save(two.county, two.zhang, {"phone": "13900000003"})
    path, before = two.up(), everything(two.county)
    gone = two.folder / "拔掉的盘" / "county.xinhuo"
    monkeypatch.setattr(safekeeping, "_free_place", lambda session: gone)
    with pytest.raises(safekeeping.NoCopy, match="没有接收这个文件"):
        receiving.take(two.county, path)
    assert everything(two.county) == before
