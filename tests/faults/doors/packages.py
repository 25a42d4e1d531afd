"""Doors of the exchange: packages whole and taken apart, key rings, kits, invites, and small files handed over."""

import hashlib
import json
from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from functools import cache
from typing import Any

import msgspec
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from app import layouts, listings
from app.documents import texts
from app.exchange import archive, joining, keyring, kit, lines, locking, package
from app.papers import design_files, designs, registry
from app.rules import files as rule_files
from app.rules import kinds, service
from storage.datakeys import DataKey
from tests.faults.doors.opening import ROOT, Door, for_door, refusing, text_of, written

_SENDER = Ed25519PrivateKey.from_private_bytes(bytes(range(32)))
_HEADER = package.Header(
    kind="invite",
    package_id="p1",
    from_site="s1",
    from_name="示范县",
    to_site="s2",
    to_name="城关小学",
    created="2026-09-01",
)
_SMALL = archive.Limits(file=1 << 20, manifest=1 << 16, member=1 << 20, unpacked=1 << 20, entries=100)
_KEY = DataKey(bytes(range(32)), "01" * 10)
_PASSPHRASE = "一句口令 2026"
_COSTLY = 1 << 12
"""Of n·r·p of Scrypt: dearer locks open alike, but nothing is learnt from waiting for them."""
_TRAILER = 40
_LINES = (
    *(lines.TransactionLine, lines.OperationLine, lines.RowLine, lines.ScopeLine),
    *(lines.KnownLine, lines.GravestoneLine, lines.StubLine),
)
_FACTS: tuple[Any, ...] = (lines.Claim, lines.Down, list[lines.Figure])


@cache
def _sample() -> tuple[bytes, dict[str, Any]]:
    folder = ROOT / "tests" / "data" / "packages"
    return (folder / "format-1.xinhuo").read_bytes(), json.loads((folder / "format-1.json").read_text(encoding="utf-8"))


def _whole(data: bytes) -> None:
    """A file as it lies on a stick."""
    path = written(data)
    package.glance(path)
    refusing(package.peek, path)
    _open(data, (_sample()[1]["age_secret"],))


def _framed(data: bytes) -> None:
    """The same with length and digest that fit."""
    _whole(_with_right_trailer(data))


def _inside(data: bytes) -> None:
    """What stands behind the encryption, rightly signed: the manifest as text up to a zero byte, then the archive."""
    text, _, content = data.partition(b"\0")
    header = msgspec.json.encode(replace(_HEADER, suite=package.OPEN))
    manifest = _json_of(text)
    if isinstance(manifest, dict):
        sender = _SENDER.public_key().public_bytes_raw().hex()
        extent = {"size": len(content), "sha256": hashlib.sha256(content).hexdigest()}
        text = msgspec.json.encode({**manifest, "header": header.decode(), "sender": sender, "archive": extent})
    body = b"XHBODY\x1a\n" + len(text).to_bytes(4) + text + _SENDER.sign(b"xinhuo package 1\n" + text) + content
    _open(_with_right_trailer(b"XINHUO\x1a\n" + len(header).to_bytes(4) + header + body + bytes(_TRAILER)), ())


def _archive(data: bytes) -> None:
    """An archive, and in the first line what a manifest promises of it."""
    text, _, content = data.partition(b"\n")
    try:
        promised = msgspec.json.decode(text, type=tuple[archive.MemberEntry, ...])
    except (ValueError, RecursionError):
        return
    records, attachments = archive.unpack(content, promised, (), _SMALL)
    assert len(records) == len(promised)
    assert not attachments


def _records(data: bytes) -> None:
    """Records read as every kind of line and fact, whatever they were meant to be."""
    try:
        found = msgspec.json.Decoder(dict[str, Any]).decode_lines(data)
    except (ValueError, RecursionError):
        return
    for kind in _LINES:
        refusing(lines.read, {"m": found}, "m", kind)
    for fact in _FACTS:
        refusing(lines.read_fact, found[0] if found else None, fact)


def _ring(data: bytes) -> None:
    """The file of an office's keys, the digest of its payload made to fit."""
    found = _json_of(data)
    if isinstance(found, dict) and isinstance(found.get("payload"), str):
        found["sha256"] = hashlib.sha256(found["payload"].encode(errors="replace")).hexdigest()
        data = msgspec.json.encode(found)
    if _is_dear(found, "sealed") or (isinstance(found, dict) and _is_dear(found.get("password"), "lock")):
        return
    path = written(data)
    refusing(keyring.has_password, path, _KEY.ident)
    refusing(keyring.secret_by_password, path, _KEY.ident, _PASSPHRASE)
    refusing(keyring.secret_by_recovery, path, _KEY.ident, _sample()[1]["age_secret"])
    ring = keyring.load(path, _KEY)
    assert ring.identities
    assert ring.certificates
    kit.fingerprint_of(ring)


def _kit(data: bytes) -> None:
    """A recovery kit from a stick."""
    if not _is_dear(_json_of(data), "lock"):
        kit.load(written(data), _PASSPHRASE)


def _invite(data: bytes) -> None:
    """An invite of anybody's making, signed by whoever made it."""
    found = _json_of(data)
    if isinstance(found, dict):
        joining.open_invite(package.seal(_HEADER, {"invite": [found]}, {}, sender=_SENDER, recipients=(), schema=1))


def _rules(data: bytes) -> None:
    """Rules of another county, read, held against nothing, and written as read."""
    text = text_of(data)
    if text is not None:
        made = rule_files.of_text(text, "规则.xhr")
        for row in made.rows:
            assert rule_files._line(row, None, rule_files._refusal(row, {}), False).state
        assert rule_files.of_text(rule_files.text_of(made), "规则.xhr").rows == made.rows


def _parameters(data: bytes) -> None:
    """The parameters of one rule: its kind is the first line."""
    text = text_of(data)
    if text is None:
        return
    kind, _, parameters = text.partition("\n")
    try:
        said = kinds.read(kind, parameters)
    except kinds.Unreadable:
        return
    assert kinds.read(kind, kinds.written(said)) == said
    service.unsound(said)
    assert service.meaning(kind, parameters)


def _designs(data: bytes) -> None:
    """Designs of another county: what can be taken is written as it was read, and drawn with the example of its kind."""
    from exports.papers.writing import paper_bytes

    text = text_of(data)
    if text is None:
        return
    made = design_files.of_text(text, "版式.xhd")
    taken = [one for one in made.designs if isinstance(one, design_files.Named)]
    assert list(design_files.of_text(design_files.text_of(made), "版式.xhd").designs) == taken
    for one in taken[:2]:
        refusing(paper_bytes, [(one.design, registry.sample(one.kind))])


def _layout(data: bytes) -> None:
    """A layout of an export, from a file and as it is remembered."""
    read = layouts.read_file(written(data, "格式.json"))
    assert layouts.of_text(layouts.text_of(read))


def _text(data: bytes) -> None:
    """The text of a document."""
    assert texts.from_file(written(data, "文稿.txt")).body.strip()


DOORS: tuple[Door, ...] = (
    *(_whole, _framed, _inside, _archive, _records, _ring, _kit, _invite),
    *(_rules, _parameters, _designs, _layout, _text),
)
"""New ones come last: what was found is kept under its number."""


def seeds() -> Iterator[bytes]:
    """Something whole for every door to begin with."""
    whole = _sample()[0]
    yield from for_door(0, (whole, whole[:200]))
    yield from for_door(1, (whole,))
    members = {"a": [{"id": "1", "t": "teachers"}], "b": []}
    content, entries, _blobs = archive.pack(members, {}, archive.LIMITS)
    manifest = {"recipients": [], "schema": 1, "min_reader": 1, "members": entries, "blobs": [], "facts": {"k": 1}}
    yield from for_door(2, (msgspec.json.encode(manifest) + b"\0" + content,))
    yield from for_door(3, (msgspec.json.encode(entries) + b"\n" + content,))
    yield from for_door(4, _lines())
    yield from for_door(5, _rings())
    yield from for_door(6, _kits())
    yield from for_door(7, (msgspec.json.encode(_an_invite()),))
    yield from for_door(8, (path.read_bytes() for path in sorted((ROOT / "app/data/rules").glob("*.json"))))
    for rule in rule_files.shipped_set(rule_files.NATIONAL).rows:
        yield from for_door(9, (f"{rule['kind']}\n{rule['parameters']}".encode(),))
    for code in registry.CODES[:2]:
        kept = design_files.Named(code, "版式", "", designs.shipped(code)[0].design)
        yield from for_door(10, (design_files.text_of(design_files.DesignSet("县", "2026-09-01", (kept,))).encode(),))
    yield from for_door(
        11, (layouts.text_of(layouts.whole(made)).encode() for made in list(listings.LISTINGS.values())[:3])
    )
    yield from for_door(12, ("文稿种类：通知\n文稿名称：培训\n\n正文\n".encode(), "正文".encode("gb18030")))


def _lines() -> Iterator[bytes]:
    operation = {"txn": "x", "root": "r", "t": "teachers", "id": "1"}
    yield b'{"id":"x","actor":"a","reason":"r","at":"2026-09-01T08:00:00"}\n'
    yield msgspec.json.encode({**operation, "k": "I", "f": {"name": "李梅"}}) + b"\n"
    yield msgspec.json.encode({**operation, "k": "U", "f": {"name": ["李", "x", "梅"]}}) + b"\n"
    base = {"tx": "x", "cells": {}, "row": {"name": "李梅"}}
    yield msgspec.json.encode({**operation, "k": "D", "f": {"_del": [1, "x", 0], "_base": base}}) + b"\n"
    yield b'{"t":"teachers","id":"1","root":"r","tx":"x","row":{"name":"a"},"cells":{},"gone":false,"del":null}\n'
    yield b'{"id":"x","n":1,"complete":true,"accepts":["a"],"figures":[],"numbers":{"a":1}}\n'


def _ring_of() -> keyring.Keyring:
    return keyring.new_county("0" * 32, "示范县", date(2026, 9, 1))


def _rings() -> Iterator[bytes]:
    for number, key in enumerate((None, _KEY)):
        path = written(b"", f"{number}.key")
        path.unlink()
        keyring.save(path, _ring_of(), key)
        yield path.read_bytes()


def _kits() -> Iterator[bytes]:
    ring = _ring_of()
    assert ring.root
    assert ring.recovery
    made = kit.Kit("示范县", "0" * 32, "1" * 32, ring.root, ring.recovery)
    path = written(b"", "a.xhkit")
    costs = dict(locking._SCRYPT)
    try:
        locking._SCRYPT.update(n=16, r=1)
        kit.save(path, made, _PASSPHRASE)
    finally:
        locking._SCRYPT.update(costs)
    yield path.read_bytes()


def _an_invite() -> joining.Invite:
    return joining.invite_school(
        _ring_of(), "2" * 32, joining.Organisation("3" * 32, "2199000001", "城关小学"), date(2026, 12, 1)
    )


def _open(data: bytes, identities: tuple[str, ...]) -> None:
    package.open_package(data, identities=identities, trusted=lambda *_: True, site="s", name="校", limits=_SMALL)


def _with_right_trailer(data: bytes) -> bytes:
    front = data[:-_TRAILER]
    front += (len(front) + _TRAILER).to_bytes(8)
    return front + hashlib.sha256(front).digest()


def _json_of(data: bytes) -> Any:
    try:
        return msgspec.json.decode(data)
    except (ValueError, RecursionError):
        return None


def _is_dear(found: Any, name: str) -> bool:
    lock = found.get(name) if isinstance(found, dict) else None
    costs = [lock.get(cost) for cost in ("n", "r", "p")] if isinstance(lock, dict) else []
    whole = [cost for cost in costs if isinstance(cost, int)]
    return len(whole) == 3 and whole[0] * whole[1] * whole[2] > _COSTLY and min(whole) > 0
