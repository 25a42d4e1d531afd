"""Masters who look after schools: who, which school, what was done, and which school has nobody."""

import pytest

from app import links, organisations, records, studios
from app.problems import Problem
from app.records import Invalid


@pytest.fixture
def link(county) -> str:
    values = {"organisation_id": county.other_school, "master_id": county.zhang, "start_date": "2025-09-01"}
    return links.save(county.session, None, values)


def test_what_was_done_is_counted_by_kind(county, link) -> None:
    for kind, people in (("2", 12), ("2", None), ("3", 30)):
        values = {"link_id": link, "kind": kind, "held_on": "2026-10-10", "topic": "送课", "people": people}
        links.save_activity(county.session, None, values)
    row = links.get(county.session, link)
    assert [row[f"kind{number}"] for number in range(1, 5)] == [0, 2, 1, 0]
    assert (row["activities"], row["people"], row["last_activity"]) == (3, 42, "2026-10-10")
    assert (row["school_name"], row["master_name"]) == ("清水小学", "张𬭎")
    assert [one["school_name"] for one in links.activities(county.session)] == ["清水小学"] * 3


def test_a_link_names_a_master_or_a_studio(county) -> None:
    with pytest.raises(Invalid, match="请选联系学校的名师"):
        links.save(county.session, None, {"organisation_id": county.school, "start_date": "2025-09-01"})
    studio = studios.save(county.session, None, {"name": "某工作室", "kind": "2"})
    links.save(
        county.session, None, {"organisation_id": county.school, "start_date": "2025-09-01", "studio_id": studio}
    )


def test_the_same_link_does_not_stand_twice_at_a_time(county, link) -> None:
    again = {"organisation_id": county.other_school, "master_id": county.zhang, "start_date": "2026-09-01"}
    with pytest.raises(Invalid, match="2025-09-01 起已登记过"):
        links.save(county.session, None, again)
    links.save(county.session, link, {"end_date": "2026-08-31"})
    links.save(county.session, None, again)


def test_schools_without_a_master_are_those_with_no_running_link(county, link) -> None:
    assert [row["name"] for row in links.without(county.session)] == ["城关小学"]
    links.save(county.session, link, {"end_date": "2026-01-31"})
    found = {row["name"]: row["teachers"] for row in links.without(county.session)}
    assert found == {"城关小学": 1, "清水小学": 1}


def test_the_countys_offices_and_closed_schools_want_nobody(county, link) -> None:
    organisations.save(county.session, None, {"name": "进修学校", "kind": "4"})
    organisations.save(county.session, None, {"name": "老村小", "kind": "3", "closed_on": "2020-07-01"})
    organisations.save(county.session, None, {"name": "空的中心校", "kind": "2"})
    assert [row["name"] for row in links.without(county.session)] == ["城关小学"]


def test_the_school_and_the_school_of_the_master_write_down_what_was_done(two) -> None:
    other = organisations.save(two.county, None, {"name": "清水小学", "kind": "3"})
    values = {"start_date": "2025-09-01"}
    ours = links.save(
        two.county, None, {**values, "organisation_id": two.place, "master_id": two.enter(two.county, "王五")}
    )
    masters = links.save(two.county, None, {**values, "organisation_id": other, "master_id": two.zhang})
    studio = studios.save(two.county, None, {"name": "县工作室", "kind": "2"})
    others = links.save(two.county, None, {**values, "organisation_id": other, "studio_id": studio})
    two.answer()
    done = {"kind": "3", "held_on": "2026-10-10", "topic": "联合教研"}
    for link in (ours, masters):
        links.save_activity(two.school, None, {**done, "link_id": link})
    with pytest.raises(Problem, match="不归本校登记"):
        links.save_activity(two.school, None, {**done, "link_id": others})
    with pytest.raises(Invalid, match="由县里填写"):
        links.save(two.school, ours, {"end_date": "2026-12-31"})
    two.round()
    two.same()
    assert {row["link_id"] for row in links.activities(two.county)} == {ours, masters}


def test_a_link_with_activities_is_not_deleted(county, link) -> None:
    values = {"link_id": link, "kind": "2", "held_on": "2026-10-10", "topic": "送课"}
    pk = links.save_activity(county.session, None, values)
    with pytest.raises(Exception, match="引用"):
        records.delete(county.session, links.ENTITY, link)
    records.delete(county.session, links.ACTIVITY, links.get_activity(county.session, pk)["id"])
    records.delete(county.session, links.ENTITY, link)
    assert links.listed(county.session) == []


def test_the_school_of_a_studio_writes_down_what_the_studio_did_for_others(two) -> None:
    other = organisations.save(two.county, None, {"name": "清水小学", "kind": "3"})
    studio = studios.save(two.county, None, {"name": "本校工作室", "kind": "2", "organisation_id": two.place})
    values = {"organisation_id": other, "studio_id": studio, "start_date": "2025-09-01"}
    link = links.save(two.county, None, values)
    two.answer()
    links.save_activity(two.school, None, {"link_id": link, "kind": "2", "held_on": "2026-10-10", "topic": "送教上门"})
    two.round()
    two.same()
    assert [row["topic"] for row in links.activities(two.county)] == ["送教上门"]
