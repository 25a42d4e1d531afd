"""Who signs and who can open: an office's identity, and the certificates by which keys vouch for keys."""

import re
import secrets
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Any

import msgspec
import pyrage
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

_HEX_KEY = re.compile(r"[0-9a-f]{64}")
_LONGEST_CHAIN = 32
"""Certificates of one file that are looked at in a row: an office changes its keys once in years."""


@dataclass(frozen=True)
class PublicIdentity:
    """What others know of an office: its Ed25519 verifying key (hex) and its age recipient."""

    sign: str
    recipient: str

    def __post_init__(self) -> None:
        if not _HEX_KEY.fullmatch(self.sign):
            raise ValueError("a verifying key is 64 hex digits")
        require_recipient(self.recipient)


@dataclass(frozen=True)
class Identity:
    """The private half: an Ed25519 seed (hex) and an age secret; never shown, never logged."""

    seed: str = field(repr=False)
    age: str = field(repr=False)

    def __post_init__(self) -> None:
        if not _HEX_KEY.fullmatch(self.seed):
            raise ValueError("a signing seed is 64 hex digits")
        recipient_of(self.age)

    @property
    def signing(self) -> Ed25519PrivateKey:
        """The key that signs this office's files."""
        return signing_key(self.seed)

    @property
    def public(self) -> PublicIdentity:
        """The half to hand out."""
        return PublicIdentity(public_key(self.signing), recipient_of(self.age))


@dataclass(frozen=True)
class Certificate:
    """One key's word for another: this site, called so, has this public identity, says `issuer`.

    `issued` is shown and never compared; `issuer` is a verifying key and `signature` hex.
    """

    site: str
    name: str
    public: PublicIdentity
    issued: date
    issuer: str
    signature: str

    def __post_init__(self) -> None:
        _text_of(self)

    def signed_by(self, issuer: str) -> bool:
        """Whether `issuer` (verifying key, hex) really signed these very words."""
        return self.issuer == issuer and signed(issuer, self.signature, _text_of(self))


def new_identity() -> Identity:
    """Make signing and age keys from the operating system's randomness."""
    return Identity(secrets.token_hex(32), str(pyrage.x25519.Identity.generate()))


def signing_key(seed: str) -> Ed25519PrivateKey:
    """Return the Ed25519 key of a seed (hex)."""
    return Ed25519PrivateKey.from_private_bytes(bytes.fromhex(seed))


def public_key(key: Ed25519PrivateKey) -> str:
    """Return the verifying key of a signing key, as hex."""
    return key.public_key().public_bytes_raw().hex()


def recipient_of(age: str) -> str:
    """Return the age recipient of an age secret; ValueError if it is none."""
    try:
        return str(pyrage.x25519.Identity.from_str(age).to_public())
    except pyrage.IdentityError as error:
        raise ValueError("not an age secret") from error


def require_recipient(text: str) -> None:
    """Raise ValueError unless `text` is an age recipient."""
    try:
        pyrage.x25519.Recipient.from_str(text)
    except pyrage.RecipientError as error:
        raise ValueError("not an age recipient") from error


def statement(purpose: str, *parts: str) -> bytes:
    """Return the bytes to sign for `parts`: the purpose and each part on a line of its own, UTF-8.

    Raises ValueError for a part with a line break, which would let two statements read the same.
    """
    if any("\n" in part for part in parts):
        raise ValueError("a part of a statement is one line")
    return "\n".join((f"xinhuo {purpose} 1", *parts)).encode()


def signed(key: str, signature: str, text: bytes) -> bool:
    """Whether `signature` (hex) over `text` was made with the verifying key `key` (hex)."""
    try:
        Ed25519PublicKey.from_public_bytes(bytes.fromhex(key)).verify(bytes.fromhex(signature), text)
    except (ValueError, InvalidSignature):
        return False
    return True


def issue(issuer: Ed25519PrivateKey, site: str, name: str, public: PublicIdentity, issued: date) -> Certificate:
    """Sign a certificate: root for the county's working keys, county for a school, old keys for new ones."""
    unsigned = Certificate(site, name, public, issued, public_key(issuer), "")
    return replace(unsigned, signature=issuer.sign(_text_of(unsigned)).hex())


def certified_by_root(root: str, site: str, certificates: Iterable[Certificate]) -> dict[str, Certificate]:
    """Of some certificates those of a county's working keys that its root really signed, by verifying key.

    `site` is the county's own id.
    """
    return {one.public.sign: one for one in certificates if one.site == site and one.signed_by(root)}


def chain_of(
    sender: str, site: str, certificates: Iterable[Certificate], ends: Callable[[str], bool]
) -> tuple[Certificate, ...] | None:
    """How certificates of one site lead from the key `sender` to an issuer that `ends` takes; None when they do not.

    The sender's own certificate comes first, and each is signed by the key of the next; the issuer of the last is
    the one that was asked for.
    """
    by_key: dict[str, list[Certificate]] = {}
    for one in certificates:
        if one.site == site:
            by_key.setdefault(one.public.sign, []).append(one)
    seen = {sender}
    ways: list[tuple[Certificate, ...]] = [()]
    while ways:
        way = ways.pop(0)
        for one in by_key.get(way[-1].issuer if way else sender, ())[:_LONGEST_CHAIN]:
            if not one.signed_by(one.issuer):
                continue
            if ends(one.issuer):
                return (*way, one)
            if one.issuer not in seen and len(way) < _LONGEST_CHAIN:
                seen.add(one.issuer)
                ways.append((*way, one))
    return None


def certificates_in(facts: Mapping[str, Any]) -> list[Certificate]:
    """Read the certificates a package carries, unchecked; whatever does not read as one is left out."""
    try:
        return msgspec.convert(facts.get("certificates", []), list[Certificate])
    except msgspec.ValidationError:
        return []


def carried(certificates: Iterable[Certificate]) -> dict[str, Any]:
    """Return the facts that make a package carry these certificates."""
    return {"certificates": msgspec.to_builtins(list(certificates))}


def _text_of(certificate: Certificate) -> bytes:
    return statement(
        "certificate",
        certificate.site,
        certificate.name,
        certificate.public.sign,
        certificate.public.recipient,
        certificate.issued.isoformat(),
        certificate.issuer,
    )
