"""A county that lost everything but its recovery kit begins anew, and its schools bring back what they hold."""

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from app import organisations, teachers
from app.exchange import custody, desk, keyring, membership, receiving, recovering
from app.problems import Problem
from app.session import Session
from tests.app.exchange.conftest import District, teacher_of


@pytest.fixture
def lost(district: District, tmp_path: Path) -> Iterator[District]:
    """The county is gone; an empty one made from the kit stands in its place."""
    made = custody.kit_of(district.county)
    district.county.close()
    for file in tmp_path.glob("县.xinhuo*"):
        file.unlink()
    district.county = recovering.recover_county(made, tmp_path / "新县.xinhuo", operator="王敏")
    yield district


def names(session: Session) -> set[str]:
    return {str(row["name"]) for row in organisations.listed(session)}


def test_a_county_begun_anew_is_the_same_office_without_its_data(lost: District) -> None:
    assert (lost.county.name, lost.county.is_county) == ("示范县教育局", True)
    assert lost.county.site == keyring.of(lost.city).county.site
    assert teachers.every(lost.county) == [] and desk.sites_of(lost.county) == []
    assert custody.status(lost.county).fingerprint == custody.status(lost.city).fingerprint


def test_schools_are_found_by_what_they_can_prove_and_a_person_confirms(lost: District, tmp_path: Path) -> None:
    older, files = lost.up(lost.city), [lost.up(lost.city), lost.up(lost.town)]
    with membership.found_county(tmp_path / "邻.xinhuo", "邻县教育局") as neighbour:
        place = organisations.save(neighbour, None, {"name": "邻县小学", "kind": "3"})
        strange = membership.invite(neighbour, place, tmp_path).path
    rubbish = lost.stick / "乱.xhb"
    rubbish.write_bytes(b"?")
    found = recovering.look(lost.county, [older, *files, strange, rubbish])
    assert [(one.stand, one.name) for one in found if one.stand == "unknown"] == [
        ("unknown", "城关小学"),
        ("unknown", "清水小学"),
    ]
    assert found[0].path == files[0]
    assert len([one for one in found if one.stand == "unfit" and one.reason]) == 2
    assert desk.sites_of(lost.county) == []
    assert [one.name for one in recovering.register(lost.county, found)] == ["城关小学", "清水小学"]
    assert {(one["name"], one["state"]) for one in desk.sites_of(lost.county)} == {
        ("城关小学", "joined"),
        ("清水小学", "joined"),
    }
    assert names(lost.county) == {"示范县教育局", "城关小学", "清水小学"}
    assert [one.stand for one in recovering.look(lost.county, [lost.up(lost.city)])] == ["known"]


def test_schools_go_on_without_a_new_invite_and_offer_what_they_hold(lost: District) -> None:
    teachers.save(lost.city, teacher_of(lost.city)["id"], {"phone": "13900000009"})
    for school in (lost.city, lost.town):
        receiving.take(lost.county, lost.up(school), register=True)
        receiving.take(school, lost.down(school))
    assert keyring.of(lost.city).county == keyring.of(lost.county).county
    for school in (lost.city, lost.town):
        lost.round(school)
    offered = {row["col"] for row in lost.county.store.all("SELECT col FROM reviews WHERE tbl = 'teachers'")}
    assert {"name", "phone"} <= offered
    assert desk.pending_count(lost.city) == 0


def test_nothing_is_begun_where_keys_lie_already(district: District, tmp_path: Path) -> None:
    made = custody.kit_of(district.county)
    with pytest.raises(Problem, match="已有密钥文件"):
        recovering.recover_county(made, tmp_path / "县.xinhuo")
    keys = keyring.path_beside(tmp_path / "新.xinhuo")
    shutil.copy(keyring.path_beside(tmp_path / "县.xinhuo"), keys)
    with pytest.raises(Problem, match="已有密钥文件"):
        recovering.recover_county(made, tmp_path / "新.xinhuo")
    assert not (tmp_path / "新.xinhuo").exists()
