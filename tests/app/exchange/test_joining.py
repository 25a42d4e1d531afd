"""A school joins by two files and one telephone call."""

import re
from dataclasses import replace
from datetime import date
from typing import Any

import msgspec
import pytest

from app.exchange.joining import (
    Invite,
    Join,
    Organisation,
    admit,
    answer,
    check_code,
    invite_school,
    open_invite,
    open_join,
    school_keyring,
    seal_invite,
    seal_join,
)
from app.exchange.keyring import Keyring, new_county
from app.exchange.package import open_package, peek, seal
from app.problems import Problem

DAY = date(2026, 11, 21)
COUNTY = new_county("county-1", "示范县教体局", DAY)
SCHOOL = Organisation("org-7", "3101", "清水镇中心校")
INVITE = invite_school(COUNTY, "school-7", SCHOOL, expires=date(2026, 12, 21))
MADE: dict[str, Any] = {"package_id": "p", "created": "2026-11-21T09:30:00+08:00", "schema": 1}
INVITE_FILE = seal_invite(INVITE, COUNTY, **MADE)
RING = school_keyring(INVITE)
JOIN = answer(INVITE, RING)
JOIN_FILE = seal_join(JOIN, INVITE, RING, **MADE)


def join_file(join: Join, ring: Keyring = RING, invite: Invite = INVITE) -> bytes:
    return seal_join(join, invite, ring, **MADE)


def refusal(data: bytes, invites: tuple[Invite, ...] = (INVITE,), today: date = DAY) -> Problem:
    with pytest.raises(Problem) as caught:
        open_join(data, COUNTY, invites, today)
    return caught.value


def test_invite_answer_code_certificate() -> None:
    at_school = open_invite(INVITE_FILE)
    assert at_school == INVITE
    join, invite = open_join(JOIN_FILE, COUNTY, [invite_other(), INVITE], DAY)
    assert (join, invite) == (JOIN, INVITE)
    assert check_code(at_school, JOIN) == check_code(invite, join)
    certificate = admit(join, invite, COUNTY, DAY)
    assert certificate.signed_by(RING.county.public.sign)
    assert (certificate.site, certificate.public) == (RING.site, RING.working.public)


def invite_other() -> Invite:
    return invite_school(COUNTY, "school-8", Organisation("org-8", "3102", "城关小学"), date(2026, 12, 21))


def test_both_files_say_to_anybody_what_they_are() -> None:
    assert (peek(INVITE_FILE).kind, peek(INVITE_FILE).to_name) == ("invite", "清水镇中心校")
    assert (peek(JOIN_FILE).kind, peek(JOIN_FILE).to_name) == ("join", "示范县教体局")


def test_an_invite_survives_storage_as_json() -> None:
    assert msgspec.json.decode(msgspec.json.encode(INVITE), type=Invite) == INVITE


def test_the_code_is_eight_digits_and_hangs_on_every_key_and_the_secret() -> None:
    code = check_code(INVITE, JOIN)
    assert re.fullmatch(r"\d{4} \d{4}", code)
    other = new_county("county-1", "示范县教体局", DAY)
    others = [
        check_code(replace(INVITE, secret="00" * 32), JOIN),
        check_code(replace(INVITE, root=other.trusted_root), JOIN),
        check_code(replace(INVITE, county=other.county), JOIN),
        check_code(INVITE, answer(INVITE, school_keyring(INVITE))),
    ]
    assert code not in others


def test_an_invite_put_together_from_two_counties_is_refused() -> None:
    other = new_county("county-1", "示范县教体局", DAY)
    for wrong in (
        replace(INVITE, root=other.trusted_root),
        replace(INVITE, county=other.county),
        replace(INVITE, county=other.county, root=other.trusted_root),
    ):
        with pytest.raises(Problem, match="前后对不上"):
            open_invite(seal_invite(wrong, COUNTY, **MADE))


def test_an_invite_that_names_another_school_than_its_header_is_refused() -> None:
    header = replace(peek(INVITE_FILE), to_name="城关小学")
    members = {"invite": [msgspec.to_builtins(INVITE)]}
    data = seal(header, members, {}, sender=COUNTY.working.signing, recipients=(), schema=1)
    with pytest.raises(Problem, match="前后对不上"):
        open_invite(data)


def test_an_invite_with_anything_else_inside_is_refused() -> None:
    whole = msgspec.to_builtins(INVITE)
    for records in ([], [whole, whole], [{}], [{**whole, "secret": "x"}], [{**whole, "site": "a\nb"}]):
        data = seal(
            peek(INVITE_FILE),
            {"invite": records},
            {},
            sender=COUNTY.working.signing,
            recipients=(),
            schema=1,
        )
        with pytest.raises(Problem, match="没有要找的内容"):
            open_invite(data)


def test_one_kind_of_file_is_not_taken_for_another() -> None:
    with pytest.raises(Problem, match="这不是邀请文件。"):
        open_invite(JOIN_FILE)
    assert refusal(INVITE_FILE).title == "这不是学校的加入申请。"


def test_a_request_is_for_the_county_alone() -> None:
    other = new_county("county-2", "邻县教体局", DAY)
    with pytest.raises(Problem, match="不是给邻县教体局的"):
        open_join(JOIN_FILE, other, [INVITE], DAY)


def test_the_recovery_key_opens_a_request() -> None:
    assert COUNTY.recovery
    package = open_package(
        JOIN_FILE, identities=[COUNTY.recovery], trusted=JOIN.public.sign, site="county-1", name="县"
    )
    assert package.members["join"]


def test_a_request_without_its_invite_is_refused() -> None:
    assert "没有对应的邀请" in refusal(JOIN_FILE, invites=()).title
    assert "没有对应的邀请" in refusal(JOIN_FILE, invites=(invite_other(),)).title


def test_a_request_is_taken_to_the_last_day_and_no_longer() -> None:
    open_join(JOIN_FILE, COUNTY, [INVITE], date(2026, 12, 21))
    assert refusal(JOIN_FILE, today=date(2026, 12, 22)).title == "给清水镇中心校的邀请已经过期。"


def test_a_request_must_prove_its_keys_and_the_secret() -> None:
    other = school_keyring(INVITE)
    guessed = replace(INVITE, secret="00" * 32)
    wrong = (
        join_file(replace(JOIN, proof="00" * 64)),
        join_file(replace(JOIN, site="school-8")),
        join_file(replace(JOIN, site="school\n7")),
        join_file(JOIN, other),
        join_file(replace(JOIN, public=other.working.public), other),
        join_file(replace(answer(guessed, RING), invite=INVITE.digest)),
        join_file(JOIN, invite=replace(INVITE, site="school-8")),
    )
    for data in wrong:
        assert refusal(data).title == "这个加入申请前后对不上，不能使用。"


def test_the_secret_does_not_show_when_printed() -> None:
    assert INVITE.secret not in repr(INVITE)
