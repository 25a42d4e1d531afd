"""Packages are opened exactly as they were sealed, or refused whole with a sentence for a person."""

import hashlib
import io
import json
import re
import struct
import zipfile
from collections.abc import Callable, Mapping
from dataclasses import fields, replace
from pathlib import Path
from typing import Any

import pyrage
import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from hypothesis import given, settings
from hypothesis import strategies as st

from app.exchange.archive import Limits
from app.exchange.package import Header, Manifest, Package, open_package, peek, seal
from app.problems import Problem

ROOT = Path(__file__).parents[3]
SAMPLES = ROOT / "tests/data/packages"
PAGE = ROOT / "docs/package-format.md"
HEADER = Header(
    kind="down",
    package_id="0199a0c4-0000-7000-8000-000000000001",
    from_site="county-1",
    from_name="示范县教体局",
    to_site="school-7",
    to_name="清水镇中心校",
    number=3,
    created="2026-11-21T09:30:00+08:00",
)
COUNTY = Ed25519PrivateKey.from_private_bytes(b"c" * 32)
STRANGER = Ed25519PrivateKey.from_private_bytes(b"s" * 32)
COUNTY_KEY = COUNTY.public_key().public_bytes_raw().hex()
SCHOOL, OTHER, RECOVERY = (pyrage.x25519.Identity.generate() for _ in range(3))
RECIPIENTS = (str(SCHOOL.to_public()), str(RECOVERY.to_public()))
SCAN = b"%PDF-1.7 a scanned document"
SCAN_ID = hashlib.sha256(SCAN).hexdigest()
MEMBERS = {
    "registers": [{"table": "teacher", "value": "张𬭎", "phone": "13800000000"}, {"value": None, "n": -1}],
    "known": [{"txid": "t1"}],
    "empty": [],
}


def sealed(header: Header = HEADER, members: Mapping[str, Any] = MEMBERS, **changes: Any) -> bytes:
    wanted: dict[str, Any] = {"sender": COUNTY, "recipients": RECIPIENTS, "schema": 1, **changes}
    return seal(header, members, {SCAN_ID: SCAN}, **wanted)


def opened(data: bytes, **changes: Any) -> Package:
    wanted: dict[str, Any] = {
        "identities": (str(SCHOOL),),
        "trusted": COUNTY_KEY,
        "site": "school-7",
        "name": "清水镇中心校",
        **changes,
    }
    return open_package(data, **wanted)


SEALED = sealed()


# A second writer and reader, made from the documentation alone: it can make what `seal` never would.


def split(data: bytes) -> tuple[bytes, bytes]:
    length = struct.unpack_from(">I", data, 8)[0]
    return data[12 : 12 + length], data[12 + length : -40]


def framed(header: bytes, body: bytes) -> bytes:
    front = b"XINHUO\x1a\n" + struct.pack(">I", len(header)) + header + body
    front += struct.pack(">Q", len(front) + 40)
    return front + hashlib.sha256(front).digest()


def inside(data: bytes) -> tuple[bytes, bytes, bytes]:
    inner = pyrage.decrypt(split(data)[1], [SCHOOL])
    length = struct.unpack_from(">I", inner, 8)[0]
    end = 12 + length
    return inner[12:end], inner[end : end + 64], inner[end + 64 :]


def forged(
    manifest: Callable[[dict[str, Any]], None] | None = None,
    archive: Callable[[bytes], bytes] | None = None,
    *,
    signer: Ed25519PrivateKey = COUNTY,
    measured: bool = True,
) -> bytes:
    """Change the parts of a good package, then sign, encrypt and frame them with keys that are right."""
    signed, _, packed = inside(SEALED)
    packed = archive(packed) if archive else packed
    facts = json.loads(signed)
    if measured:
        facts["archive"] = {"size": len(packed), "sha256": hashlib.sha256(packed).hexdigest()}
    if manifest:
        manifest(facts)
    return enclosed(json.dumps(facts, ensure_ascii=False).encode(), packed, signer)


def enclosed(signed: bytes, packed: bytes, signer: Ed25519PrivateKey = COUNTY) -> bytes:
    return framed(split(SEALED)[0], pyrage.encrypt(plain(signed, packed, signer), [SCHOOL.to_public()]))


def plain(signed: bytes, packed: bytes, signer: Ed25519PrivateKey = COUNTY) -> bytes:
    signature = signer.sign(b"xinhuo package 1\n" + signed)
    return b"XHBODY\x1a\n" + struct.pack(">I", len(signed)) + signed + signature + packed


def zipped(*entries: tuple[str, bytes], method: int = zipfile.ZIP_DEFLATED) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", method) as archive:
        for name, content in entries:
            archive.writestr(name, content)
    return buffer.getvalue()


def entries(packed: bytes) -> list[tuple[str, bytes]]:
    with zipfile.ZipFile(io.BytesIO(packed)) as archive:
        return [(info.filename, archive.read(info)) for info in archive.infolist()]


def refusal(data: bytes, **changes: Any) -> Problem:
    with pytest.raises(Problem) as caught:
        opened(data, **changes)
    return caught.value


# What goes in comes out.

values = st.none() | st.booleans() | st.integers(-(2**63), 2**63 - 1) | st.text(max_size=20)
records = st.lists(st.dictionaries(st.text(max_size=8), values, max_size=4), max_size=5)
names = st.from_regex(r"[a-z][a-z0-9_]{0,20}", fullmatch=True)


@given(st.dictionaries(names, records, max_size=4), st.lists(st.binary(max_size=200), max_size=3))
@settings(max_examples=60, deadline=None)
def test_what_was_sealed_is_opened_unchanged(members: dict[str, list[dict[str, Any]]], attached: list[bytes]) -> None:
    blobs = {hashlib.sha256(blob).hexdigest(): blob for blob in attached}
    facts = {"claim": {"n": 3, "id": "x"}}
    data = seal(HEADER, members, blobs, sender=COUNTY, recipients=RECIPIENTS, schema=5, facts=facts)
    package = opened(data)
    assert package.members == members
    assert package.blobs == blobs
    assert package.header == replace(HEADER, size=package.header.size)
    assert (package.manifest.schema, package.manifest.facts) == (5, facts)
    assert peek(data) == package.header


def test_the_same_contents_make_the_same_archive_in_any_order() -> None:
    backwards = {name: MEMBERS[name] for name in reversed(list(MEMBERS))}
    assert inside(sealed(members=backwards))[0] == inside(SEALED)[0]
    assert inside(sealed(members=backwards))[2] == inside(SEALED)[2]


def test_every_recipient_opens_it_and_an_old_key_is_found_among_several() -> None:
    assert opened(SEALED, identities=(str(OTHER), str(SCHOOL))).members == MEMBERS
    assert opened(SEALED, identities=(str(RECOVERY),)).members == MEMBERS


def test_an_empty_package_is_small() -> None:
    assert len(seal(HEADER, {}, {}, sender=COUNTY, recipients=RECIPIENTS, schema=1)) < 2048


def test_a_file_can_be_peeked_at_where_it_lies(tmp_path: Path) -> None:
    path = tmp_path / "回执.xinhuo"
    path.write_bytes(SEALED)
    assert peek(path).to_name == "清水镇中心校"
    with pytest.raises(Problem, match="读不出来"):
        peek(tmp_path / "没有.xinhuo")


# The clear header.


def test_the_clear_header_holds_no_personal_column() -> None:
    assert {field.name for field in fields(Header)} == {
        *("format", "suite", "kind", "package_id", "from_site", "from_name", "to_site", "to_name"),
        *("number", "created", "size", "part", "parts"),
    }
    assert set(json.loads(split(SEALED)[0])) == {field.name for field in fields(Header)}


def test_nothing_of_the_contents_shows_in_the_file() -> None:
    for private in ("张𬭎", "13800000000", "teacher", "registers", SCAN_ID):
        assert private.encode() not in SEALED


@pytest.mark.parametrize(
    "change",
    [
        {"from_name": "示范县\n教体局"},
        {"to_name": "\u202e校小"},
        {"to_name": ""},
        {"package_id": "../x"},
        {"created": "yesterday"},
        {"number": -1},
        {"number": 1 << 53},
        {"size": 1 << 53},
    ],
)
def test_a_header_that_could_mislead_cannot_be_made(change: dict[str, Any]) -> None:
    with pytest.raises(ValueError):
        replace(HEADER, **change)


def test_only_an_invite_is_left_open() -> None:
    with pytest.raises(ValueError):
        sealed(recipients=())
    with pytest.raises(ValueError):
        sealed(replace(HEADER, kind="invite"))
    invite = sealed(replace(HEADER, kind="invite"), recipients=())
    assert opened(invite, identities=()).members == MEMBERS


def test_a_file_its_sender_forgot_to_encrypt_is_refused() -> None:
    raw = split(SEALED)[0].replace(b'"age+', b'"open+')
    signed, _, packed = inside(SEALED)
    signed = json.dumps({**json.loads(signed), "header": raw.decode(), "recipients": []}).encode()
    assert "对不上" in refusal(framed(raw, plain(signed, packed))).title


# Refused, and why.


@given(st.integers(0, len(SEALED) - 1), st.integers(1, 255))
@settings(max_examples=200, deadline=None)
def test_a_flipped_byte_is_refused(place: int, flip: int) -> None:
    data = bytearray(SEALED)
    data[place] ^= flip
    refusal(bytes(data))
    with pytest.raises(Problem):
        peek(bytes(data))


@given(st.integers(0, len(SEALED) - 1))
@settings(max_examples=100, deadline=None)
def test_a_file_cut_short_is_called_incomplete(length: int) -> None:
    assert refusal(SEALED[:length]).title == "这个文件不完整。"


@given(st.binary(min_size=1, max_size=200))
@settings(max_examples=50, deadline=None)
def test_a_file_with_something_added_is_refused(more: bytes) -> None:
    refusal(SEALED + more)
    refusal(more + SEALED)


@given(st.integers(0, len(SEALED) - 41), st.integers(1, 255), st.booleans())
@settings(max_examples=300, deadline=None)
def test_an_altered_file_with_a_right_trailer_is_refused(place: int, flip: int, cut: bool) -> None:
    data = bytearray(SEALED[:-40])
    data[place] ^= flip
    if cut:
        del data[place:]
    data += struct.pack(">Q", len(data) + 40)
    refusal(bytes(data) + hashlib.sha256(data).digest())


@given(st.binary(max_size=300))
def test_bytes_from_anywhere_are_refused(data: bytes) -> None:
    for candidate in (data, b"XINHUO\x1a\n" + data, framed(data, b""), framed(split(SEALED)[0], data)):
        refusal(candidate)


@pytest.mark.parametrize("deep", [b"[" * 60_000, b'{"format":' * 6_000, b'{"format":1,"x":' + b"[" * 60_000])
def test_a_header_nested_without_end_is_refused(deep: bytes) -> None:
    refusal(framed(deep, b""))


def test_the_header_of_another_package_is_refused() -> None:
    other = sealed(replace(HEADER, number=4))
    assert "对不上" in refusal(framed(split(other)[0], split(SEALED)[1])).title
    assert "对不上" in refusal(framed(split(SEALED)[0] + b" ", split(SEALED)[1])).title


def test_no_file_of_ours_is_told_from_an_incomplete_one() -> None:
    with pytest.raises(Problem, match="这不是薪火的文件。"):
        peek(b"PK\x03\x04 some workbook")
    for incomplete in (b"", b"XIN", bytes(5000)):
        with pytest.raises(Problem, match="这个文件不完整。"):
            peek(incomplete)


@pytest.mark.parametrize("change", [{"format": 2}, {"suite": "sm2+sm4"}, {"kind": "letter"}])
def test_a_newer_file_asks_for_the_newer_program(change: dict[str, Any]) -> None:
    header = {**json.loads(split(SEALED)[0]), **change, "something": "new"}
    with pytest.raises(Problem, match="由更新版本的程序生成"):
        peek(framed(json.dumps(header).encode(), b"?"))


def test_contents_for_a_newer_reader_ask_for_the_newer_program() -> None:
    assert "更新版本" in refusal(sealed(min_reader=2)).title


def test_a_field_added_later_is_read_over() -> None:
    later = {**json.loads(split(SEALED)[0]), "colour": "red"}
    assert peek(framed(json.dumps(later).encode(), b"?")).to_site == "school-7"


def test_a_file_for_another_school_names_both() -> None:
    problem = refusal(SEALED, identities=(str(OTHER),), site="school-8", name="城关小学")
    assert problem.title == "这个文件是给清水镇中心校的，不是给城关小学的。"
    assert problem.advice == "请向示范县教体局要发给城关小学的文件。"


def test_an_up_file_in_the_wrong_hands_is_to_be_passed_on() -> None:
    up = sealed(replace(HEADER, kind="up", number=None))
    problem = refusal(up, identities=(str(OTHER),), site="school-8", name="城关小学")
    assert problem.advice == "请把它交给清水镇中心校。"


def test_a_file_for_us_that_our_keys_do_not_open_is_asked_for_again() -> None:
    assert "本机的密钥打不开它" in refusal(SEALED, identities=(str(OTHER),)).title
    assert "本机的密钥打不开它" in refusal(SEALED, identities=()).title


def test_a_file_signed_by_a_stranger_is_refused() -> None:
    problem = refusal(sealed(sender=STRANGER))
    assert problem.title == "这个文件写着来自示范县教体局，但签名不是对方登记过的。"
    assert "打电话" in problem.advice


def test_trust_is_asked_only_about_a_proven_signature() -> None:
    asked: list[tuple[str, str]] = []

    def trusted(header: Header, manifest: Manifest) -> bool:
        asked.append((header.from_site, manifest.sender))
        return False

    stranger = STRANGER.public_key().public_bytes_raw().hex()
    refusal(forged(lambda facts: facts.update(sender=stranger)), trusted=trusted)
    assert asked == []
    refusal(SEALED, trusted=trusted)
    assert asked == [("county-1", COUNTY_KEY)]


def test_a_file_passed_on_to_a_reader_it_was_not_meant_for_is_refused() -> None:
    raw, body = split(SEALED)
    passed_on = framed(raw, pyrage.encrypt(pyrage.decrypt(body, [SCHOOL]), [OTHER.to_public()]))
    assert "不是给城关小学的" in refusal(passed_on, identities=(str(OTHER),), site="school-8", name="城关小学").title


# Signed by the right key, and still not what the manifest promises.


def test_the_second_writer_can_make_a_good_package() -> None:
    assert opened(forged()).members == MEMBERS
    assert opened(forged(archive=lambda packed: zipped(*entries(packed)))).members == MEMBERS


MUTATIONS: dict[str, Callable[[list[tuple[str, bytes]]], list[tuple[str, bytes]]]] = {
    "a changed record": lambda e: [(n, c.replace(b"t1", b"t2")) for n, c in e],
    "a missing member": lambda e: e[1:],
    "a member more": lambda e: [*e, ("more.ndjson", b"")],
    "another order": lambda e: e[::-1],
    "another name": lambda e: [("../" + e[0][0], e[0][1]), *e[1:]],
    "a longer member": lambda e: [(n, c + b"{}\n") for n, c in e],
    "a bomb": lambda e: [(n, c + bytes(5_000_000)) for n, c in e],
}


@pytest.mark.parametrize("mutation", MUTATIONS)
@pytest.mark.parametrize("measured", [True, False])
def test_an_archive_unlike_its_manifest_is_refused(mutation: str, measured: bool) -> None:
    data = forged(archive=lambda packed: zipped(*MUTATIONS[mutation](entries(packed))), measured=measured)
    assert "对不上" in refusal(data).title


@pytest.mark.filterwarnings("ignore:Duplicate name")
def test_a_member_given_twice_is_refused() -> None:
    def twice(facts: dict[str, Any]) -> None:
        facts["members"].insert(0, facts["members"][0])

    def doubled(packed: bytes) -> bytes:
        return zipped(entries(packed)[0], *entries(packed))

    refusal(forged(archive=doubled))
    refusal(forged(twice, doubled))


@pytest.mark.parametrize("method", [zipfile.ZIP_BZIP2, zipfile.ZIP_LZMA])
def test_a_method_the_format_does_not_know_is_refused(method: int) -> None:
    refusal(forged(archive=lambda packed: zipped(*entries(packed), method=method)))


def _set(where: str, key: str, value: Any) -> Callable[[dict[str, Any]], None]:
    return lambda facts: facts[where][0].update({key: value})


@pytest.mark.parametrize(
    "change",
    [
        _set("members", "records", 7),
        _set("members", "size", 1),
        _set("members", "size", -1),
        _set("members", "size", 2**60),
        _set("members", "sha256", "0" * 64),
        _set("members", "name", "registers"),
        _set("members", "name", "../empty"),
        _set("blobs", "sha256", "../../evil"),
        _set("blobs", "size", "7"),
        lambda facts: facts.update(sender="zz"),
        lambda facts: facts.update(header="{}"),
        lambda facts: facts.pop("min_reader"),
        lambda facts: facts["archive"].update(size=0),
    ],
)
def test_a_manifest_unlike_its_archive_is_refused(change: Callable[[dict[str, Any]], None]) -> None:
    assert "对不上" in refusal(forged(change)).title


@pytest.mark.parametrize(
    "line",
    [b"[1]", b"{", b'{"a":1e999}', b'{"a":"\xff"}', b'{"a":"\\ud800"}', b'{"a":' + b"[" * 90_000, b"nul"],
)
def test_a_line_that_is_no_record_is_refused(line: bytes) -> None:
    def only(facts: dict[str, Any]) -> None:
        digest = hashlib.sha256(line).hexdigest()
        facts["members"] = [{"name": "known", "records": 1, "size": len(line), "sha256": digest}]
        facts["blobs"] = []

    refusal(forged(only, lambda _: zipped(("known.ndjson", line))))


@given(st.data())
@settings(max_examples=300, deadline=None)
def test_a_damaged_archive_is_refused_even_when_it_is_signed(data: st.DataObject) -> None:
    def damaged(packed: bytes) -> bytes:
        changed = bytearray(packed)
        for _ in range(data.draw(st.integers(1, 3))):
            changed[data.draw(st.integers(0, len(packed) - 1))] = data.draw(st.integers(0, 255))
        return bytes(changed[: data.draw(st.integers(len(packed) // 2, len(packed)) | st.just(len(packed)))])

    try:
        package = opened(forged(archive=damaged))
    except Problem:
        return
    assert (package.members, package.blobs) == (MEMBERS, {SCAN_ID: SCAN})


@given(st.data())
@settings(max_examples=200, deadline=None)
def test_a_damaged_manifest_is_refused_even_when_it_is_signed(data: st.DataObject) -> None:
    signed, _, packed = inside(SEALED)
    changed = bytearray(signed)
    changed[data.draw(st.integers(0, len(signed) - 1))] ^= data.draw(st.integers(1, 255))
    try:
        package = opened(enclosed(bytes(changed), packed))
    except Problem:
        return
    assert (package.members, package.blobs) == (MEMBERS, {SCAN_ID: SCAN})


def test_limits_hold_for_writer_and_reader() -> None:
    for limits in (
        Limits(file=300),
        Limits(manifest=100),
        Limits(member=10),
        Limits(unpacked=10),
        Limits(entries=2),
    ):
        with pytest.raises(Problem, match="装不下"):
            sealed(limits=limits)
        refusal(SEALED, limits=limits)


def test_nonsense_from_the_program_itself_is_a_bug_and_not_a_problem() -> None:
    with pytest.raises(ValueError):
        sealed(members={"../registers": []})
    with pytest.raises(ValueError):
        seal(HEADER, {}, {"0" * 64: SCAN}, sender=COUNTY, recipients=RECIPIENTS, schema=1)


# Old files, kept for ever.


@pytest.mark.parametrize("sample", sorted(SAMPLES.glob("*.xinhuo")), ids=lambda path: path.stem)
def test_a_file_of_an_earlier_version_still_opens(sample: Path) -> None:
    kept = json.loads(sample.with_suffix(".json").read_text("utf-8"))
    package = open_package(
        sample.read_bytes(),
        identities=[kept["age_secret"]],
        trusted=kept["sender"],
        site=peek(sample).to_site,
        name="清水镇中心校",
    )
    assert package.members == kept["members"]
    assert {digest: blob.decode() for digest, blob in package.blobs.items()} == kept["blobs"]


def test_the_reader_printed_in_the_documentation_works() -> None:
    page = PAGE.read_text("utf-8")
    (program,) = re.findall(r"```python\n(.*?)```", page, re.DOTALL)
    names: dict[str, Any] = {}
    exec(compile(program, "docs/package-format.md", "exec"), names)
    (sample,) = SAMPLES.glob("format-1.xinhuo")
    kept = json.loads(sample.with_suffix(".json").read_text("utf-8"))
    header, members, _ = names["read_package"](sample.read_bytes(), kept["age_secret"], kept["sender"])
    assert header["to_name"] == "清水镇中心校"
    assert members == kept["members"]


def test_the_bytes_printed_in_the_documentation_are_those_of_the_sample() -> None:
    page = PAGE.read_text("utf-8")
    sample = (SAMPLES / "format-1.xinhuo").read_bytes()
    lines = re.findall(r"^([0-9a-f]{8})  ((?:[0-9a-f]{2} ){1,16})", page, re.MULTILINE)
    assert len(lines) > 5
    for offset, digits in lines:
        expected = bytes.fromhex(digits)
        assert sample[int(offset, 16) :][: len(expected)] == expected
