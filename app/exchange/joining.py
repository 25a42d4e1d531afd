"""How a school joins: the county's invite, the school's request, and the code both compare by telephone."""

import hashlib
import re
import secrets
from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from datetime import date
from typing import TypeVar

import msgspec
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from cryptography.hazmat.primitives.kdf.scrypt import Scrypt

from app.exchange.keyring import Keyring
from app.exchange.keys import (
    Certificate,
    PublicIdentity,
    issue,
    new_identity,
    require_recipient,
    signed,
    statement,
)
from app.exchange.package import Header, Manifest, Package, open_package, peek, seal
from app.problems import Problem

_SECRET = re.compile(r"[0-9a-f]{64}")
_Kind = TypeVar("_Kind")


@dataclass(frozen=True)
class Organisation:
    """The school as the county's register has it."""

    id: str
    code: str
    name: str


@dataclass(frozen=True)
class Invite:
    """What the county gives a school to start from; `secret` (hex) is used once.

    Only the county looks at `expires`, on its own calendar: a school's clock decides nothing.
    """

    root: str
    county: Certificate
    recovery_recipient: str
    site: str
    organisation: Organisation
    expires: date
    secret: str = field(repr=False)

    def __post_init__(self) -> None:
        if not _SECRET.fullmatch(self.secret):
            raise ValueError("a secret is 64 hex digits")
        require_recipient(self.recovery_recipient)
        _ = self.digest  # A part that is not one line is refused here.

    @property
    def digest(self) -> str:
        """SHA-256 (hex) of every word of the invite: its name in the request that answers it."""
        school = self.organisation
        parts = (self.root, self.county.signature, self.recovery_recipient, self.site, school.id, school.code)
        text = statement("invite", *parts, school.name, self.expires.isoformat(), self.secret)
        return hashlib.sha256(text).hexdigest()


@dataclass(frozen=True)
class Join:
    """A school's answer: its public identity, and `proof` (hex) that it has key and secret."""

    invite: str
    site: str
    public: PublicIdentity
    proof: str


def invite_school(county: Keyring, site: str, organisation: Organisation, expires: date) -> Invite:
    """Make an invite for one site; the county keeps it until the request comes or the date has passed."""
    return Invite(
        root=county.trusted_root,
        county=county.county,
        recovery_recipient=county.recovery_recipient,
        site=site,
        organisation=organisation,
        expires=expires,
        secret=secrets.token_hex(32),
    )


def seal_invite(invite: Invite, county: Keyring, *, package_id: str, created: str, schema: int) -> bytes:
    """Return the invite as a package: signed, and readable by anybody, for the school has no key yet."""
    header = Header(
        kind="invite",
        package_id=package_id,
        from_site=county.site,
        from_name=county.county.name,
        to_site=invite.site,
        to_name=invite.organisation.name,
        created=created,
    )
    members = {"invite": [msgspec.to_builtins(invite)]}
    return seal(header, members, {}, sender=county.working.signing, recipients=(), schema=schema)


def open_invite(data: bytes) -> Invite:
    """Read an invite whose parts agree with each other; only `check_code` shows that it is the county's."""
    header = peek(data)
    if header.kind != "invite":
        raise Problem("这不是邀请文件。", "请选择县里为本校生成的邀请文件。")
    package = open_package(data, identities=(), trusted=_whoever_signed, site=header.to_site, name=header.to_name)
    invite = _only(package, "invite", Invite)
    if not (
        invite.county.signed_by(invite.root)
        and package.manifest.sender == invite.county.public.sign
        and (header.from_site, header.from_name) == (invite.county.site, invite.county.name)
        and (header.to_site, header.to_name) == (invite.site, invite.organisation.name)
    ):
        raise Problem("这个邀请文件前后对不上，不能使用。", "请县里重新生成一个邀请文件。")
    return invite


def school_keyring(invite: Invite) -> Keyring:
    """Make a school's own keys, trusting the root named in the invite; the certificate comes later."""
    return Keyring(
        site=invite.site,
        working=new_identity(),
        trusted_root=invite.root,
        recovery_recipient=invite.recovery_recipient,
        county=invite.county,
    )


def answer(invite: Invite, school: Keyring) -> Join:
    """Make the school's request to join."""
    public = school.working.public
    unproven = Join(invite.digest, invite.site, public, "")
    return replace(unproven, proof=school.working.signing.sign(_proof_text(unproven, invite)).hex())


def seal_join(join: Join, invite: Invite, school: Keyring, *, package_id: str, created: str, schema: int) -> bytes:
    """Return the request as a package for the county, signed with the very keys it presents."""
    header = Header(
        kind="join",
        package_id=package_id,
        from_site=invite.site,
        from_name=invite.organisation.name,
        to_site=invite.county.site,
        to_name=invite.county.name,
        created=created,
    )
    return seal(
        header,
        {"join": [msgspec.to_builtins(join)]},
        {},
        sender=school.working.signing,
        recipients=(invite.county.public.recipient, join.public.recipient, invite.recovery_recipient),
        schema=schema,
    )


def open_join(data: bytes, county: Keyring, invites: Iterable[Invite], today: date) -> tuple[Join, Invite]:
    """Read a request and find the invite it answers; `today` is the date on the county's own calendar.

    Raises Problem when it answers none of `invites`, is too late, or does not prove its keys. Whose keys they
    are is for `check_code` and the telephone: `admit` only after the two screens show the same.
    """
    if peek(data).kind != "join":
        raise Problem("这不是学校的加入申请。", "请选择学校用邀请文件生成的加入申请。")
    package = open_package(
        data,
        identities=county.identities,
        trusted=_whoever_signed,
        site=county.site,
        name=county.county.name,
    )
    join = _only(package, "join", Join)
    invite = next((invite for invite in invites if invite.digest == join.invite), None)
    if invite is None:
        raise Problem(
            "这个加入申请没有对应的邀请，或邀请已经用过。",
            f"请为{package.header.from_name}重新生成邀请文件，让学校重新申请。",
        )
    if today > invite.expires:
        raise Problem(f"给{invite.organisation.name}的邀请已经过期。", "请重新生成邀请文件，让学校重新申请。")
    if not (
        join.site == package.header.from_site == invite.site
        and package.manifest.sender == join.public.sign
        and signed(join.public.sign, join.proof, _proof_text(join, invite))
    ):
        raise Problem("这个加入申请前后对不上，不能使用。", "请学校用原来的邀请文件重新生成加入申请。")
    return join, invite


def check_code(invite: Invite, join: Join) -> str:
    """Return the eight digits, shown as "1234 5678", that both screens must show alike.

    They hang on the root, both offices' keys and the secret. Scrypt comes before HKDF because a go-between
    who has read the invite could otherwise try keys until the digits agree: 10**8 tries are minutes of plain
    hashing, but about 100 days of a processor core at this cost.
    """
    keys = statement(
        "check code",
        invite.digest,
        invite.root,
        invite.county.public.sign,
        invite.county.public.recipient,
        join.public.sign,
        join.public.recipient,
    )
    slow = Scrypt(salt=hashlib.sha256(keys).digest(), length=32, n=2**15, r=8, p=1)
    derive = HKDF(algorithm=hashes.SHA256(), length=16, salt=None, info=keys)
    number = int.from_bytes(derive.derive(slow.derive(bytes.fromhex(invite.secret)))) % 10**8
    return f"{number // 10**4:04} {number % 10**4:04}"


def admit(join: Join, invite: Invite, county: Keyring, issued: date) -> Certificate:
    """Sign the school's certificate; to be called once a person has compared the codes."""
    return issue(county.working.signing, invite.site, invite.organisation.name, join.public, issued)


def _whoever_signed(_header: Header, _manifest: Manifest) -> bool:
    """Take any signer for now: these two files bring the keys that prove them, checked once they are read."""
    return True


def _only(package: Package, member: str, kind: type[_Kind]) -> _Kind:
    try:
        (record,) = package.members.get(member, ())
        return msgspec.convert(record, kind)
    except ValueError as error:
        raise Problem("这个文件里没有要找的内容。", "请对方重新生成一个文件再发。") from error


def _proof_text(join: Join, invite: Invite) -> bytes:
    return statement("join", invite.digest, invite.secret, join.site, join.public.sign, join.public.recipient)
