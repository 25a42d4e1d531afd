"""Forged chains, other roots, swapped certificates: refused, and the database is byte for byte what it was."""

from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import msgspec
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from app.exchange import computers, custody, keyring, receiving
from app.exchange.keyring import Keyring
from app.exchange.keys import Certificate, Identity, carried, issue, new_identity, signing_key
from app.exchange.package import Header, open_package, seal
from app.problems import Problem
from app.session import Session
from tests.app.exchange.conftest import District

DAY = date(2026, 11, 21)


def contents(path: Path, keys: Keyring) -> tuple[Header, dict[str, list[Any]], dict[str, Any]]:
    package = open_package(
        path.read_bytes(), identities=keys.identities, trusted=lambda header, manifest: True, site="", name=""
    )
    return package.header, {name: [*records] for name, records in package.members.items()}, package.manifest.facts


def rewritten(
    path: Path,
    reader: Keyring,
    sender: Identity,
    certificates: list[Certificate],
    *,
    members: dict[str, list[Any]] | None = None,
    **header: Any,
) -> Path:
    """The same contents, signed by another and proved by other certificates."""
    old, records, facts = contents(path, reader)
    data = seal(
        replace(old, **header),
        records if members is None else {**records, **members},
        {},
        sender=sender.signing,
        recipients=[key.public.recipient for key in (reader.working, sender)],
        schema=1,
        facts={**facts, **carried(certificates)},
    )
    made = path.with_name("改.xhb")
    made.write_bytes(data)
    return made


def untouched(session: Session, path: Path, words: str, **agreed: bool) -> None:
    """Refused with these words, with no byte of database or keys changed."""
    session.store.conn.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    files = [session.path, keyring.path_beside(session.path)]
    before = [file.read_bytes() for file in files]
    with pytest.raises(Problem, match=words):
        receiving.take(session, path, **agreed)
    session.store.conn.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    assert [file.read_bytes() for file in files] == before


def test_a_signer_the_county_never_heard_of_is_refused(district: District) -> None:
    county, city, town = (keyring.of(one) for one in (district.county, district.city, district.town))
    stranger, up = new_identity(), district.up(district.city)
    assert city.certificate and town.certificate and county.root
    other_root = new_identity()
    name, site = city.certificate.name, district.city.site
    forged_county = issue(other_root.signing, district.county.site, "示范县教育局", stranger.public, DAY)
    for sender, certificates in (
        (stranger, []),
        (stranger, [*city.certificates]),
        # The stranger's own word, a stranger's county, a certificate of another site, one with another's signature.
        (stranger, [issue(stranger.signing, site, name, stranger.public, DAY), county.county]),
        (stranger, [issue(stranger.signing, site, name, stranger.public, DAY), forged_county]),
        (stranger, [issue(other_root.signing, site, name, stranger.public, DAY), forged_county]),
        (stranger, [issue(county.working.signing, town.site, name, stranger.public, DAY), county.county]),
        (stranger, [replace(city.certificate, public=stranger.public), county.county]),
        (stranger, [issue(signing_key(county.root), site, name, stranger.public, DAY), county.county]),
        # Another school, with its own certificate or with that of the school it says it is.
        (town.working, [*town.certificates]),
        (town.working, [*city.certificates]),
        (town.working, [issue(town.working.signing, site, name, town.working.public, DAY), *town.certificates]),
    ):
        forged = rewritten(up, county, sender, certificates)
        for agreed in ({}, {"register": True}, {"register": True, "trust_revoked": True}):
            untouched(district.county, forged, "签名不是对方登记过的", **agreed)
    assert [one.state for one in computers.of(district.county, site)] == ["active"]


def test_one_schools_file_is_not_taken_as_anothers(district: District) -> None:
    county, town = keyring.of(district.county), keyring.of(district.town)
    up = district.up(district.city)
    forged = rewritten(up, county, town.working, [*town.certificates], from_site="e" * 32)
    untouched(district.county, forged, "签名不是对方登记过的", register=True)


def test_a_county_the_root_never_certified_is_refused_by_its_schools(district: District) -> None:
    county, city = keyring.of(district.county), keyring.of(district.city)
    custody.change(district.county)
    down, stranger = district.down(district.city), new_identity()
    own = keyring.of(district.county)
    other = issue(stranger.signing, district.county.site, "示范县教育局", stranger.public, DAY)
    for sender, certificates in (
        (stranger, [own.county]),
        (stranger, [other]),
        (stranger, [replace(own.county, public=stranger.public)]),
        (
            stranger,
            [issue(county.working.signing, district.county.site, "示范县教育局", stranger.public, DAY), own.county],
        ),
        (own.working, []),
        (own.working, [replace(own.county, name="另一个县")]),
        (city.working, [*city.certificates]),
    ):
        untouched(district.city, rewritten(down, city, sender, certificates), "签名不是对方登记过的")
    receiving.take(district.city, down)


def test_a_certificate_for_another_key_or_of_another_hand_is_refused(district: District) -> None:
    county, city = keyring.of(district.county), keyring.of(district.city)
    down = district.down(district.city)
    assert city.certificate
    theirs = issue(county.working.signing, district.city.site, "城关小学", new_identity().public, DAY)
    for records, words in (
        ([theirs], "另一台电脑"),
        ([issue(city.working.signing, city.site, "城关小学", city.working.public, DAY)], "内容对不上"),
        ([issue(county.working.signing, district.town.site, "城关小学", city.working.public, DAY)], "内容对不上"),
        ([replace(city.certificate, signature="00" * 64)], "内容对不上"),
        ([{"site": 7}], "内容对不上"),
    ):
        members = {"certificate": [msgspec.to_builtins(one) for one in records]}
        untouched(
            district.city,
            rewritten(down, city, county.working, [county.county], members=members),
            words,
        )
    receiving.take(district.city, down)


def test_what_a_school_brings_to_be_registered_is_its_own_organisation(district: District) -> None:
    with district.county.store.writing(receiving.importing(district.county, "退回")) as rows:
        rows.execute("DELETE FROM site_keys")
        rows.execute("DELETE FROM sites")
    county, city = keyring.of(district.county), keyring.of(district.city)
    up = district.up(district.city)
    name = {"t": "organisations", "id": "d" * 32, "root": "public", "tx": "e" * 32, "row": {"name": "混进来的"}}
    path = rewritten(
        up,
        county,
        city.working,
        [*city.certificates],
        members={"office": [{**name, "t": "teachers"}, {**name, "id": 7}]},
    )
    untouched(district.county, path, "内容对不上", register=True)
    assert district.county.store.value("SELECT count(*) FROM organisations WHERE name = '混进来的'") == 0
    receiving.take(district.county, up, register=True)


@given(data=st.data())
@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_no_shuffle_of_true_and_false_certificates_lets_a_stranger_in(district: District, data: st.DataObject) -> None:
    county, city, town = (keyring.of(one) for one in (district.county, district.city, district.town))
    stranger = new_identity()
    signers = st.sampled_from([city.working, town.working, stranger])
    keys = st.sampled_from([city.working, town.working, stranger, county.working])
    sites = st.sampled_from([district.city.site, district.town.site, district.county.site])
    # Nobody but the owners of the true keys signs: the school's own key vouches for nobody in this test.
    false = st.builds(
        lambda by, key, site: issue(by.signing, site, "城关小学", key.public, DAY),
        st.sampled_from([town.working, stranger]),
        keys,
        sites,
    )
    true = st.sampled_from([*city.certificates, *town.certificates])
    certificates = data.draw(st.lists(true | false, max_size=6))
    sender = data.draw(signers.filter(lambda one: one is not city.working))
    up = next(iter(district.stick.glob("*上报*")), None) or district.up(district.city)
    forged = rewritten(up, county, sender, certificates)
    untouched(district.county, forged, "签名不是对方登记过的", register=True, trust_revoked=True)
