"""The demonstration county's own file: figures, plausible records, and the same people for the same seed."""

from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from random import Random

import pytest

from app import codes, divisions, identity, moving, organisations, teachers, training
from app.demo.county import MOST_SCHOOLS, make_county
from app.demo.organisations import plan
from app.demo.registers import PHONE_PREFIX
from app.entities import ENTITIES
from app.fields import check
from app.papers import registry
from app.problems import Problem
from app.session import Session
from exports import typefaces
from storage import journal
from storage import studios as stored_studios
from storage import training as stored_training


@pytest.fixture(scope="module")
def county(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Session]:
    """A county just large enough for the figures one real county reported."""
    with make_county(tmp_path_factory.mktemp("county") / "county.xinhuo", teachers=600, schools=12) as session:
        yield session


def test_a_county_of_600_has_13_34_and_2_studios_with_289_people_in_cultivation(county: Session) -> None:
    figures = {one["kind"]: one for one in stored_studios.figures(county.store)}
    assert {kind: one["studios"] for kind, one in figures.items()} == {"1": 13, "2": 34, "3": 2}
    assert sum(one["members"] for one in figures.values()) == 289
    members = county.store.tuples("SELECT teacher_id, role FROM members")
    assert {role for _, role in members} == {"3"}
    assert len({teacher for teacher, _ in members}) == 289


def test_hosts_of_studios_are_not_members_of_any(county: Session) -> None:
    hosts = {row["host_id"] for row in county.store.all("SELECT host_id FROM studios")}
    assert len(hosts) == 49
    assert not hosts & {row["teacher_id"] for row in county.store.all("SELECT teacher_id FROM members")}


def test_a_small_county_has_fewer_studios(tmp_path: Path) -> None:
    with make_county(tmp_path / "county.xinhuo", teachers=60, schools=3) as session:
        assert session.store.value("SELECT count(*) FROM studios") == 5
        assert session.store.value("SELECT count(*) FROM members") == 29


def test_there_are_as_many_people_and_schools_as_asked_for(county: Session) -> None:
    assert county.store.value("SELECT count(*) FROM teachers") == 600
    schools = [one for one in organisations.listed(county) if one["code"] and not one["closed_on"]]
    assert len(schools) == 12
    assert min(one["teachers"] for one in schools) >= 2


@pytest.mark.parametrize("table", ENTITIES)
def test_every_record_could_be_saved_as_it_is(county: Session, table: str) -> None:
    entity = ENTITIES[table]
    rows = teachers.every(county) if table == "teachers" else county.store.all(f"SELECT * FROM {table}")
    assert rows or table in ("number_blocks", "proposals", "decisions", "attachments", "merges")
    for row in rows:
        assert check(entity.fields, row) + entity.faults(row) == []
        for field in entity.fields:
            if field.codes and row[field.name] is not None:
                assert codes.table(field.codes).label_of(row[field.name]) != row[field.name]


def test_identity_numbers_hold_together_and_are_nobodys(county: Session) -> None:
    numbers = [row["id_number"] for row in teachers.every(county)]
    assert len(set(numbers)) == len(numbers)
    for number in numbers:
        assert not divisions.is_known(identity.parse(number).division)


def test_telephone_numbers_are_nobodys(county: Session) -> None:
    phones = [row["phone"] for row in teachers.every(county)]
    assert len(set(phones)) == len(phones)
    assert all(phone.startswith(PHONE_PREFIX) and len(phone) == 11 for phone in phones)


def test_school_codes_have_ten_digits_and_no_province(county: Session) -> None:
    found = [one["code"] for one in organisations.listed(county) if one["code"]]
    assert len(set(found)) == len(found)
    assert all(len(code) == 10 and code.isdecimal() and code[2:4] == "99" for code in found)
    assert not divisions.is_known("990000")


def test_every_name_prints(county: Session) -> None:
    for row in teachers.every(county):
        for name in filter(None, (row["name"], row["former_name"])):
            assert typefaces.missing(typefaces.normalise_name(name), "kai") == []


def test_the_names_a_program_must_get_right_are_there(county: Session) -> None:
    names = {row["name"]: row["ethnic"] for row in teachers.every(county)}
    assert {"张𬭎", "王㛃", "李䶮", "古丽娜尔·吐尔逊", "买买提·艾力", "尉迟静", "单志伟"} <= set(names)
    assert names["买买提·艾力"] == "05"
    assert names["扎西·次仁"] == "04"
    assert Counter(row["name"] for row in teachers.every(county)).most_common(1)[0][1] > 1


def test_lives_are_in_order(county: Session) -> None:
    for row in teachers.every(county):
        assert 22 <= 2026 - int(row["birth_date"][:4]) <= 60
        if row["teach_start"]:
            assert row["first_graduated"] <= row["teach_start"] <= row["county_start"]
            assert row["first_graduated"] <= row["graduated"]
            assert not row["title_date"] or row["title_date"] > row["teach_start"]


def test_some_work_where_they_are_not_on_the_establishment(county: Session) -> None:
    rows = teachers.every(county)
    lent = [row for row in rows if row["establishment"] and row["establishment"] != row["work"]]
    assert 0 < len(lent) < len(rows) / 10
    assert {row["staff_status"] for row in lent} <= {"2", "3"}


def test_nobody_guides_more_than_three_people_at_once(county: Session) -> None:
    pairs = county.store.all("SELECT * FROM pairs")
    for one in pairs:
        together = [
            other
            for other in pairs
            if other["mentor_id"] == one["mentor_id"] and other["start_date"] <= one["start_date"] <= other["end_date"]
        ]
        assert len(together) <= 3


def test_a_new_teacher_has_one_pair_of_a_kind_at_a_time(county: Session) -> None:
    seen = Counter((row["mentee_id"], row["kind"]) for row in county.store.all("SELECT * FROM pairs"))
    assert max(seen.values()) == 1


def test_some_pairs_cross_schools(county: Session) -> None:
    schools = {row["id"]: row["work"] for row in teachers.every(county)}
    pairs = county.store.all("SELECT * FROM pairs")
    crossing = [row for row in pairs if schools[row["mentor_id"]] != schools[row["mentee_id"]]]
    assert 0 < len(crossing) < len(pairs) / 2


def test_most_people_earn_60_to_110_hours_a_year_and_some_fall_behind(county: Session) -> None:
    for year in range(2022, 2026):
        there = [
            row["hours"] for row in stored_training.hours_by_year(county.store, year)
            if (teachers.get(county, row["teacher_id"])["teach_start"] or "9999") < str(year)
        ]  # fmt: skip
        assert sum(600 <= hours <= 1100 for hours in there) > 0.7 * len(there)
        assert sum(hours < 600 for hours in there) > 0.03 * len(there)


def test_the_kept_summary_of_hours_is_what_the_rows_say(county: Session) -> None:
    assert stored_training.kept(county.store) == stored_training.recounted(county.store)


def test_nobody_is_twice_in_a_class(county: Session) -> None:
    twice = county.store.value(
        "SELECT count(*) FROM (SELECT 1 FROM attendance GROUP BY teacher_id, class_id, session_id HAVING count(*) > 1)"
    )
    assert twice == 0
    assert all(row["given"] <= row["people"] * row["hours"] for row in training.classes(county))


def test_the_first_thing_to_undo_is_small(county: Session) -> None:
    last = journal.last_to_undo(county.store)
    assert last is not None
    assert last["reason"].startswith("新增结对活动")


def test_the_county_is_named_and_numbers_its_certificates(county: Session) -> None:
    assert (county.name, county.operator, county.store.fact("number_word")) == ("示范县教育局", "演示经办人", "示教")


def test_the_same_seed_gives_the_same_people(tmp_path: Path) -> None:
    def people(name: str, seed: int) -> list[dict[str, object]]:
        with make_county(tmp_path / name, teachers=60, schools=3, seed=seed) as session:
            hidden = ("id", "work", "establishment")
            return [{key: row[key] for key in row if key not in hidden} for row in teachers.every(session)]

    first = people("a.xinhuo", 7)
    assert people("b.xinhuo", 7) == first
    assert people("c.xinhuo", 8) != first


@pytest.mark.parametrize(("people", "schools"), [(5, 2), (100, 0), (10, 2000), (200_000, 10)])
def test_numbers_that_make_no_county_are_refused(tmp_path: Path, people: int, schools: int) -> None:
    with pytest.raises(Problem):
        make_county(tmp_path / "county.xinhuo", teachers=people, schools=schools)
    assert list(tmp_path.iterdir()) == []


def test_a_paper_of_every_kind_may_be_made_for_somebody(county: Session) -> None:
    for name, kind in registry.KINDS.items():
        rows = kind.candidates(county)
        assert rows, name
        assert kind.due(county, str(rows[0]["id"])), name


def test_moves_of_the_last_years_are_kept_with_their_way_and_document(county: Session) -> None:
    moves = [one for year in (2024, 2025, 2026) for one in moving.ledger(county, year)]
    assert {one.kind for one in moves} >= {"调动", "交流轮岗", "借调"}
    assert all(one.document and one.came_from and one.went_to for one in moves)


def test_a_thousand_schools_have_each_a_name_and_a_code() -> None:
    places = plan(Random(1), MOST_SCHOOLS, "bureau").new
    assert len(places) == MOST_SCHOOLS + 2
    for column in ("name", "code"):
        counts = Counter(one.row[column] for one in places if one.row.get(column))
        assert [said for said, count in counts.items() if count > 1] == []
    assert any("一百" in str(one.row["name"]) for one in places)
