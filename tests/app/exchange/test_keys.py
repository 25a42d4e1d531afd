"""Certificates say who vouches for whom, and nothing else is believed."""

from dataclasses import replace
from datetime import date
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.exchange.keyring import Keyring, new_county
from app.exchange.keys import (
    Certificate,
    Identity,
    PublicIdentity,
    carried,
    certificates_in,
    certified_by_root,
    chain_of,
    issue,
    new_identity,
    signing_key,
    statement,
)
from app.exchange.package import Header, Manifest, Package, open_package, seal
from app.problems import Problem

DAY = date(2026, 11, 21)
COUNTY = new_county("county-1", "示范县教体局", DAY)
SCHOOL = new_identity()
CERTIFICATE = issue(COUNTY.working.signing, "school-7", "清水镇中心校", SCHOOL.public, DAY)


def down(sender: Identity, certificates: list[Certificate], from_site: str = "county-1") -> bytes:
    header = Header(
        kind="down",
        package_id="p",
        from_site=from_site,
        from_name="示范县教体局",
        to_site="school-7",
        to_name="清水镇中心校",
        created="2026-11-21",
    )
    return seal(
        header,
        {},
        {},
        sender=sender.signing,
        recipients=[SCHOOL.public.recipient],
        schema=1,
        facts=carried(certificates),
    )


def received(data: bytes, county: Keyring = COUNTY) -> Package:
    def trusted(header: Header, manifest: Manifest) -> bool:
        known = certified_by_root(county.trusted_root, header.from_site, certificates_in(manifest.facts))
        return header.from_site == county.site and manifest.sender in known

    return open_package(data, identities=[SCHOOL.age], trusted=trusted, site="school-7", name="清水镇中心校")


def test_a_certificate_is_its_issuers_word() -> None:
    assert CERTIFICATE.signed_by(COUNTY.working.public.sign)
    assert not CERTIFICATE.signed_by(COUNTY.trusted_root)


@pytest.mark.parametrize(
    "change",
    [
        {"site": "school-8"},
        {"name": "城关小学"},
        {"public": new_identity().public},
        {"issued": date(2026, 11, 22)},
        {"issuer": COUNTY.trusted_root},
        {"signature": "00" * 64},
        {"signature": "none"},
    ],
)
def test_a_changed_certificate_is_nobodys_word(change: dict[str, Any]) -> None:
    assert not replace(CERTIFICATE, **change).signed_by(COUNTY.working.public.sign)


@given(st.lists(st.text(max_size=5), max_size=4), st.lists(st.text(max_size=5), max_size=4))
def test_two_different_statements_never_read_the_same(one: list[str], other: list[str]) -> None:
    if any("\n" in part for part in (*one, *other)):
        return
    assert (statement("x", *one) == statement("x", *other)) == (one == other)
    with pytest.raises(ValueError):
        statement("x", *one, "two\nlines")


def test_a_certificate_of_two_lines_cannot_be_made() -> None:
    with pytest.raises(ValueError):
        replace(CERTIFICATE, name="清水镇\n中心校")


def next_keys(old: Identity, new: Identity, site: str = "school-7") -> Certificate:
    return issue(old.signing, site, "清水镇中心校", new.public, DAY)


def leads(sender: Identity, certificates: list[Certificate], end: str = COUNTY.working.public.sign) -> list[str] | None:
    found = chain_of(sender.public.sign, "school-7", certificates, end.__eq__)
    return None if found is None else [one.public.sign for one in found]


def test_old_keys_vouch_for_new_ones_of_the_same_site() -> None:
    second, third = new_identity(), new_identity()
    way = [next_keys(second, third), next_keys(SCHOOL, second), CERTIFICATE]
    assert leads(SCHOOL, [CERTIFICATE]) == [SCHOOL.public.sign]
    assert leads(third, way[::-1]) == [third.public.sign, second.public.sign, SCHOOL.public.sign]
    assert leads(second, way) == [second.public.sign, SCHOOL.public.sign]


def test_a_chain_with_a_wrong_link_leads_nowhere() -> None:
    second, third = new_identity(), new_identity()
    whole = [next_keys(second, third), next_keys(SCHOOL, second), CERTIFICATE]
    for place, wrong in (
        (0, replace(whole[0], name="城关小学")),
        (1, replace(whole[1], issuer=COUNTY.working.public.sign)),
        (1, next_keys(SCHOOL, second, site="school-8")),
        (1, next_keys(third, second)),
        (2, replace(CERTIFICATE, signature="00" * 64)),
        (2, issue(COUNTY.working.signing, "school-8", "清水镇中心校", SCHOOL.public, DAY)),
    ):
        assert leads(third, [*whole[:place], wrong, *whole[place + 1 :]]) is None
    for missing in range(3):
        assert leads(third, [*whole[:missing], *whole[missing + 1 :]]) is None


def test_a_ring_of_keys_that_vouch_for_each_other_comes_to_an_end() -> None:
    ring = [new_identity() for _ in range(60)]
    around = [next_keys(old, new) for old, new in zip(ring, [*ring[1:], ring[0]], strict=True)]
    assert leads(ring[0], [*around, *around]) is None


def test_a_school_trusts_any_working_key_its_root_has_certified() -> None:
    assert received(down(COUNTY.working, [COUNTY.county])).header.from_site == "county-1"
    assert COUNTY.root
    fresh = new_identity()
    renewed = issue(signing_key(COUNTY.root), "county-1", "示范县教体局", fresh.public, DAY)
    package = received(down(fresh, [COUNTY.county, renewed]))
    assert certificates_in(package.manifest.facts) == [COUNTY.county, renewed]


def test_a_school_trusts_nobody_else() -> None:
    elsewhere = new_county("county-1", "示范县教体局", DAY)
    assert COUNTY.root
    by_root = issue(signing_key(COUNTY.root), "school-7", "清水镇中心校", SCHOOL.public, DAY)
    by_school = issue(SCHOOL.signing, "county-1", "示范县教体局", SCHOOL.public, DAY)
    for data in (
        down(COUNTY.working, []),
        down(new_identity(), [COUNTY.county]),
        down(elsewhere.working, [elsewhere.county]),
        down(SCHOOL, [CERTIFICATE]),
        down(SCHOOL, [by_root]),
        down(SCHOOL, [by_school, CERTIFICATE, COUNTY.county]),
        down(COUNTY.working, [COUNTY.county], from_site="county-2"),
    ):
        with pytest.raises(Problem, match="不是对方登记过的"):
            received(data)


@pytest.mark.parametrize("facts", [{}, {"certificates": 7}, {"certificates": [{"site": "x"}]}])
def test_what_is_no_certificate_is_left_out(facts: dict[str, Any]) -> None:
    assert certificates_in(facts) == []


@pytest.mark.parametrize("sign, recipient", [("zz", COUNTY.recovery_recipient), ("ab" * 32, "age1x")])
def test_keys_that_are_none_are_not_taken(sign: str, recipient: str) -> None:
    with pytest.raises(ValueError):
        PublicIdentity(sign, recipient)
    with pytest.raises(ValueError):
        Identity(sign, recipient)


def test_secrets_do_not_show_when_printed() -> None:
    shown = repr(COUNTY)
    for secret in (COUNTY.working.seed, COUNTY.working.age, COUNTY.root, COUNTY.recovery):
        assert secret and secret not in shown
