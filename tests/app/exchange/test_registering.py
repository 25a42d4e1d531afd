"""A school that proves it had joined is let back in as itself, and as nobody else."""

from typing import Any

import pytest

from app import organisations
from app.exchange import computers, desk, keyring, membership, receiving, registering
from app.exchange.mail import importing
from app.exchange.package import open_package, seal
from app.session import Session
from tests.app.exchange.conftest import District, everything, refused


def forget(county: Session, site: str, *, site_too: bool = True) -> None:
    with county.store.writing(importing(county, "退回")) as rows:
        rows.execute("DELETE FROM site_keys WHERE site = ?", (site,))
        if site_too:
            rows.execute("DELETE FROM sites WHERE id = ?", (site,))


def saying(district: District, school: Session, facts: dict[str, Any], office: list[dict[str, Any]] | None) -> Any:
    """A school's own file, rightly signed, that says something else of its organisation."""
    path, keys = district.up(school), keyring.of(school)
    package = open_package(
        path.read_bytes(), identities=keys.identities, trusted=lambda header, manifest: True, site="", name=""
    )
    members = {name: [*records] for name, records in package.members.items()}
    data = seal(
        package.header,
        members if office is None else {**members, registering.OFFICE: office},
        {},
        sender=keys.working.signing,
        recipients=package.manifest.recipients,
        schema=1,
        facts={**package.manifest.facts, **facts},
    )
    path.write_bytes(data)
    return path


def test_a_computer_the_county_forgot_is_added_to_its_school(district: District) -> None:
    forget(district.county, district.city.site, site_too=False)
    other = {"organisation": district.town.organisation}
    receiving.take(district.county, saying(district, district.city, other, None), register=True)
    (row,) = [one for one in desk.sites_of(district.county) if one["id"] == district.city.site]
    # What the file says of its organisation is not asked where the county knows it.
    assert row["organisation_id"] == district.city.organisation
    assert [one.state for one in computers.of(district.county, district.city.site)] == ["active"]
    receiving.take(district.city, district.down(district.city))


def test_a_school_cannot_come_back_as_another(district: District) -> None:
    forget(district.county, district.city.site)
    up = saying(district, district.city, {"organisation": district.town.organisation}, None)
    refused(district.county, lambda: receiving.take(district.county, up, register=True), "证明的学校是城关小学")
    forget(district.county, district.town.site)
    refused(district.county, lambda: receiving.take(district.county, up, register=True), "证明的学校是城关小学")


def test_a_school_brings_no_organisation_but_its_own_line(district: District) -> None:
    forget(district.county, district.city.site)
    own = {
        "t": "organisations",
        "id": "own",
        "root": "public",
        "tx": "x",
        "row": {"name": "城关小学", "parent_id": "up"},
    }
    above = {**own, "id": "up", "row": {"name": "学区", "parent_id": "own"}}
    strange = [{**own, "id": "strange", "row": {"name": "清水小学"}}, {**above, "id": "hung", "root": "t1"}]
    path = saying(district, district.city, {"organisation": "own"}, [own, above, *strange])
    receiving.take(district.county, path, register=True)
    found = district.county.store.tuples("SELECT id FROM organisations WHERE id IN ('own', 'up', 'strange', 'hung')")
    assert set(found) == {("own",), ("up",)}


def test_an_organisation_that_is_nowhere_is_asked_for(district: District) -> None:
    forget(district.county, district.city.site)
    for facts in ({"organisation": "d" * 32}, {"organisation": None}, {"organisation": 7}):
        up = saying(district, district.city, facts, [])
        refused(
            district.county, lambda up=up: receiving.take(district.county, up, register=True), "没有城关小学的单位信息"
        )


def test_an_invite_to_the_same_school_gives_way(district: District) -> None:
    forget(district.county, district.city.site)
    membership.invite(district.county, str(district.city.organisation), district.stick)
    assert len(desk.sites_of(district.county)) == 2
    receiving.take(district.county, district.up(district.city), register=True)
    assert {(one["id"], one["state"]) for one in desk.sites_of(district.county)} == {
        (district.city.site, "joined"),
        (district.town.site, "joined"),
    }


@pytest.mark.parametrize("told", [True, False])
def test_a_school_that_was_renamed_comes_back_under_its_name(district: District, told: bool) -> None:
    organisations.save(district.county, district.city.organisation, {"name": "城关第一小学"})
    if told:
        receiving.take(district.city, district.down(district.city))
        assert keyring.of(district.city).certificates[0].name == "城关第一小学"
    forget(district.county, district.city.site)
    up = district.up(district.city)
    if told:
        receiving.take(district.county, up, register=True)
        return
    refused(district.county, lambda: receiving.take(district.county, up, register=True), "却是“城关第一小学”")
    organisations.save(district.county, district.city.organisation, {"name": "城关小学"})
    receiving.take(district.county, up, register=True)


def test_a_rehearsal_registers_nobody(district: District) -> None:
    forget(district.county, district.city.site)
    up, before = district.up(district.city), everything(district.county)
    receiving.preview(district.county, up, register=True)
    assert everything(district.county) == before
