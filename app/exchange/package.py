"""The package file: objects sealed into bytes, and bytes opened into objects or refused whole.

The format is described for other programs in docs/package-format.md; the two are changed together.
"""

import hashlib
import re
import struct
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from pathlib import Path
from typing import Any

import msgspec
import pyrage
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

from app.exchange import files
from app.exchange.archive import LIMITS, BlobEntry, Extent, Limits, MemberEntry, pack, unpack
from app.problems import Problem

EXTENSION = files.EXTENSION
FORMAT = 1
"""Layout of the file; a reader refuses a larger one as newer."""
READER = 1
"""What this program understands of the contents; a manifest asking for more is refused as newer."""
SEALED = "age+ed25519"
OPEN = "open+ed25519"
"""Signed but not encrypted: only for the invite, whose addressee has no key yet."""
KINDS = ("up", "down", "more", "invite", "join")

_MAGIC = b"XINHUO\x1a\n"
_INNER_MAGIC = b"XHBODY\x1a\n"
_SIGNED_AS = b"xinhuo package 1\n"
_LENGTH, _TOTAL = struct.Struct(">I"), struct.Struct(">Q")
_TRAILER = _TOTAL.size + hashlib.sha256().digest_size
_SIGNATURE = 64
_HEADER_MOST = 64 << 10
_MOST = 1 << 53
_IDENTIFIER = re.compile(r"[A-Za-z0-9-]{1,64}")
_UNSHOWABLE = re.compile(r"[\x00-\x1f\x7f-\x9f\u200b-\u200f\u2028-\u202e\u2060-\u2069\ufeff\ud800-\udfff]")

Record = Mapping[str, Any]


@dataclass(frozen=True, kw_only=True)
class Header:
    """What anybody may read: which file this is, from whom, for whom; names of units, never of people.

    `number` is the number of a down-file, None otherwise; `created` is ISO 8601 and only shown; `size` is the
    bytes of members and attachments unpacked, filled in by `seal` together with `suite`. Where attachments need
    files of their own (`more`), all of them say which `part` of how many `parts` they are; the records are in part 1.
    """

    format: int = FORMAT
    suite: str = SEALED
    kind: str
    package_id: str
    from_site: str
    from_name: str
    to_site: str
    to_name: str
    number: int | None = None
    created: str
    size: int = 0
    part: int | None = None
    parts: int | None = None

    def __post_init__(self) -> None:
        if not all(_IDENTIFIER.fullmatch(text) for text in (self.package_id, self.from_site, self.to_site)):
            raise ValueError("an id is 1 to 64 ASCII letters, digits and hyphens")
        if not (_is_unit_name(self.from_name) and _is_unit_name(self.to_name)):
            raise ValueError("a unit's name is one line of 1 to 200 characters")
        datetime.fromisoformat(self.created)
        if not 0 <= self.size < _MOST or not 0 <= (self.number or 0) < _MOST:
            raise ValueError("size and number are not negative, and no larger than every reader can hold")
        if (self.part, self.parts) != (None, None) and not 1 <= (self.part or 0) <= (self.parts or 0):
            raise ValueError("a part is one of its parts")


@dataclass(frozen=True, kw_only=True)
class Manifest:
    """What the sender signed: the clear header's exact text, the keys, and the extent of everything inside.

    `sender` is an Ed25519 public key (hex), `recipients` are age recipients, `facts` what the exchange adds.
    """

    header: str
    sender: str
    recipients: tuple[str, ...]
    schema: int
    min_reader: int
    archive: Extent
    members: tuple[MemberEntry, ...]
    blobs: tuple[BlobEntry, ...]
    facts: dict[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class Package:
    """An opened package, every byte of it checked: members by name, attachments by their SHA-256 (hex)."""

    header: Header
    manifest: Manifest
    members: Mapping[str, Sequence[Record]]
    blobs: Mapping[str, bytes]


Trust = str | Callable[[Header, Manifest], bool]
"""One verifying key (hex), or a question asked once the signature is known to be by `manifest.sender`."""


def seal(
    header: Header,
    members: Mapping[str, Iterable[Record]],
    blobs: Mapping[str, bytes],
    *,
    sender: Ed25519PrivateKey,
    recipients: Sequence[str],
    schema: int,
    min_reader: int = 1,
    facts: Mapping[str, Any] | None = None,
    limits: Limits = LIMITS,
) -> bytes:
    """Return the bytes of a package: signed by `sender`, then encrypted to every age recipient.

    Recipients are the addressee, the sender itself and the county's recovery key; only an invite has none.
    Raises Problem when the contents exceed what a reader accepts, ValueError when asked for nonsense.
    """
    if bool(recipients) == (header.kind == "invite") or header.kind not in KINDS:
        raise ValueError("every kind of package but the invite has recipients")
    archive, member_entries, blob_entries = pack(members, blobs, limits)
    clear = replace(
        header,
        suite=SEALED if recipients else OPEN,
        size=sum(entry.size for entry in member_entries) + sum(entry.size for entry in blob_entries),
    )
    raw = msgspec.json.encode(clear)
    manifest = Manifest(
        header=raw.decode(),
        sender=sender.public_key().public_bytes_raw().hex(),
        recipients=tuple(recipients),
        schema=schema,
        min_reader=min_reader,
        archive=Extent.of(archive),
        members=member_entries,
        blobs=blob_entries,
        facts=dict(facts or {}),
    )
    signed = msgspec.json.encode(manifest)
    signature = sender.sign(_SIGNED_AS + signed)
    body = b"".join((_INNER_MAGIC, _LENGTH.pack(len(signed)), signed, signature, archive))
    if recipients:
        body = pyrage.encrypt(body, [pyrage.x25519.Recipient.from_str(text) for text in recipients])
    data = _framed(raw, body)
    if len(signed) > limits.manifest or len(data) > limits.file:
        raise Problem("要发送的内容太多，一个文件装不下。", "请减少附件，分几次生成。")
    return data


def peek(source: Path | bytes, *, limits: Limits = LIMITS) -> Header:
    """Return the clear header of a complete file; its contents stay sealed and unproven.

    Raises Problem: not a file of this program; incomplete or altered; made by a newer program.
    """
    data = files.read(source, limits.file) if isinstance(source, Path) else source
    return _header(_unframed(data)[0])


def glance(path: Path) -> Header | None:
    """The clear header of a file that may be cut short or altered, read without the rest of it; None without one.

    Good for counting what lies on a slow stick: nothing may be decided by it.
    """
    try:
        with path.open("rb") as file:
            front = file.read(len(_MAGIC) + _LENGTH.size)
            if len(front) < len(_MAGIC) + _LENGTH.size or not front.startswith(_MAGIC):
                return None
            length = _LENGTH.unpack_from(front, len(_MAGIC))[0]
            return _header(file.read(length)) if length <= _HEADER_MOST else None
    except (OSError, Problem):
        return None


def open_package(
    data: bytes,
    *,
    identities: Sequence[str],
    trusted: Trust,
    site: str,
    name: str,
    limits: Limits = LIMITS,
) -> Package:
    """Decrypt, prove and read a whole package, or raise Problem and give nothing.

    `identities` are the reader's age secrets, the present one and those kept for late files; `site` and
    `name` are the reader's own, for the sentence shown when the file is for somebody else. `trusted` may
    raise a Problem of its own. Nothing is parsed before it is decrypted completely, and no archive is opened
    before its signature is known to be a trusted sender's.
    """
    if len(data) > limits.file:
        raise _altered()
    raw, body = _unframed(data)
    header = _header(raw)
    own = [pyrage.x25519.Identity.from_str(text) for text in identities]
    inner = _decrypted(header, body, own, (site, name))
    manifest, archive = _proven(inner, limits)
    if manifest.header.encode() != raw:
        raise _altered()
    if not (manifest.sender == trusted if isinstance(trusted, str) else trusted(header, manifest)):
        raise _untrusted(header)
    if manifest.min_reader > READER:
        raise _newer()
    if header.suite == SEALED and not {str(key.to_public()) for key in own} & set(manifest.recipients):
        # Somebody who could read it has passed it on, encrypted anew for a reader its author never meant.
        raise _for_another(header, (site, name))
    if Extent.of(archive) != manifest.archive:
        raise _altered()
    members, opened = unpack(archive, manifest.members, manifest.blobs, limits)
    return Package(header, manifest, members, opened)


def _framed(header: bytes, body: bytes) -> bytes:
    front = b"".join((_MAGIC, _LENGTH.pack(len(header)), header, body))
    front += _TOTAL.pack(len(front) + _TRAILER)
    return front + hashlib.sha256(front).digest()


def _unframed(data: bytes) -> tuple[bytes, bytes]:
    """Split a file whose length and SHA-256 are right into its clear header and its body."""
    start = data[: len(_MAGIC)]
    if _MAGIC.startswith(start) and start != _MAGIC:
        raise _incomplete()
    if start != _MAGIC:
        # A stick pulled out too early often leaves a file of the right size full of zeros.
        raise _foreign() if any(data) else _incomplete()
    if len(data) < len(_MAGIC) + _LENGTH.size + _TRAILER:
        raise _incomplete()
    end = len(data) - _TRAILER
    total = _TOTAL.unpack_from(data, end)[0]
    digest = hashlib.sha256(memoryview(data)[: end + _TOTAL.size]).digest()
    if total != len(data) or digest != data[end + _TOTAL.size :]:
        raise _incomplete()
    first = len(_MAGIC) + _LENGTH.size
    last = first + _LENGTH.unpack_from(data, len(_MAGIC))[0]
    if last > min(end, first + _HEADER_MOST):
        raise _altered()
    return data[first:last], data[last:end]


class _Version(msgspec.Struct):
    """The part of a header every future version keeps, read first to tell a newer file from a damaged one."""

    format: int
    suite: str
    kind: str


def _header(raw: bytes) -> Header:
    try:
        version = msgspec.json.decode(raw, type=_Version)
        if version.format > FORMAT or version.suite not in (SEALED, OPEN) or version.kind not in KINDS:
            raise _newer()
        header = msgspec.json.decode(raw, type=Header)
    except (ValueError, RecursionError) as error:
        raise _altered() from error
    if (header.suite == OPEN) != (header.kind == "invite") or header.format < 1:
        raise _altered()
    return header


def _is_unit_name(text: str) -> bool:
    # It is shown before it is proven: no line breaks or direction marks that could dress up a sentence.
    return bool(text.strip()) and len(text) <= 200 and not _UNSHOWABLE.search(text)


def _decrypted(header: Header, body: bytes, identities: Sequence[Any], own: tuple[str, str]) -> bytes:
    if header.suite == OPEN:
        return body
    try:
        plain: bytes = pyrage.decrypt(body, identities)
    except pyrage.DecryptError as error:
        # The library has one exception for everything and tells a missing key by its text alone.
        raise _for_another(header, own) if "No matching keys" in str(error) else _altered() from error
    return plain


def _proven(inner: bytes, limits: Limits) -> tuple[Manifest, bytes]:
    """Read the manifest and check that its own `sender` signed it; whether to trust that key comes after."""
    first = len(_INNER_MAGIC) + _LENGTH.size
    if len(inner) < first or not inner.startswith(_INNER_MAGIC):
        raise _altered()
    length = _LENGTH.unpack_from(inner, len(_INNER_MAGIC))[0]
    last = first + length
    if length > limits.manifest or last + _SIGNATURE > len(inner):
        raise _altered()
    signed = inner[first:last]
    try:
        manifest = msgspec.json.decode(signed, type=Manifest)
        key = Ed25519PublicKey.from_public_bytes(bytes.fromhex(manifest.sender))
        key.verify(inner[last : last + _SIGNATURE], _SIGNED_AS + signed)
    except (ValueError, RecursionError, InvalidSignature) as error:
        raise _altered() from error
    return manifest, inner[last + _SIGNATURE :]


def _incomplete() -> Problem:
    return Problem("这个文件不完整。", "请重新复制一次；还是这样，就请对方重新生成后再发。")


def _foreign() -> Problem:
    return Problem("这不是薪火的文件。", f"请选择由薪火生成、名称以「{EXTENSION}」结尾的文件。")


def _newer() -> Problem:
    return Problem("这个文件由更新版本的程序生成。", "请先更新本机的薪火，再接收这个文件；文件请先留着。")


def _altered() -> Problem:
    return Problem("这个文件的内容对不上，没有接收任何内容。", "请对方重新生成一个文件再发。")


def _untrusted(header: Header) -> Problem:
    return Problem(
        f"这个文件写着来自{header.from_name}，但签名不是对方登记过的。",
        f"先不要接收，请打电话向{header.from_name}核实；对方如果换了电脑或密钥，要先重新办理加入。",
    )


def _for_another(header: Header, own: tuple[str, str]) -> Problem:
    site, name = own
    if header.to_site == site:
        return Problem(
            "这个文件是给本单位的，但本机的密钥打不开它。",
            f"它可能是按以前的密钥生成的，请{header.from_name}重新生成一个文件再发；重新生成的也打不开，就是这台电脑已经停用，"
            "或者还没有同意它加入，请重新办理加入。",
        )
    title = f"这个文件是给{header.to_name}的，不是给{name}的。"
    if header.kind == "down":
        return Problem(title, f"请向{header.from_name}要发给{name}的文件。")
    return Problem(title, f"请把它交给{header.to_name}。")
