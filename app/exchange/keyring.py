"""The private keys of one office, kept in one file beside its database."""

import hashlib
import os
import secrets
from dataclasses import dataclass, field, replace
from datetime import date
from pathlib import Path

import msgspec
import pyrage

from app.exchange import files
from app.exchange.keys import (
    Certificate,
    Identity,
    issue,
    new_identity,
    public_key,
    recipient_of,
    require_recipient,
    signing_key,
)
from app.exchange.locking import Lock, locked, unlocked
from app.problems import Problem
from app.session import Session

PASSPHRASE = "XINHUO_PASSPHRASE"
"""Environment variable with the passphrase of the key file, for scripted use."""

_FORMAT = "xinhuo keyring"
_VERSION = 1
_MOST = 1 << 20
_BOUND_TO = f"{_FORMAT} {_VERSION}".encode()
_WAY_BACK = "请从备份中把它放回去。没有备份时，学校请联系县里重新办理加入，县里请在“设置→密钥”里用恢复资料重建。"


@dataclass(frozen=True)
class Keyring:
    """All private keys of one office, and the public ones it starts every check from.

    `trusted_root` is the county root's verifying key; `county` is the county's certificate last proven under
    it, whose identity up-files are sealed to; `certificate` is this office's own, once it has one, and `chain`
    leads from a certificate that this office's former key has signed to one that the county has;
    `recovery_recipient` is in every package. `root` (seed) and `recovery` (age secret) are the county's
    alone, and gone from here once they are kept in the recovery kit only; `former` are age secrets kept to open
    files that come late. `kit_made` is the day on which the county last made its recovery kit.
    """

    site: str
    working: Identity
    trusted_root: str
    recovery_recipient: str
    county: Certificate
    certificate: Certificate | None = None
    root: str | None = field(default=None, repr=False)
    recovery: str | None = field(default=None, repr=False)
    former: tuple[str, ...] = field(default=(), repr=False)
    chain: tuple[Certificate, ...] = ()
    kit_made: date | None = None

    def __post_init__(self) -> None:
        for age in self.identities:
            recipient_of(age)
        require_recipient(self.recovery_recipient)
        if not self.county.signed_by(self.trusted_root):
            raise ValueError("the county's certificate is not its root's")
        if self.root is not None and public_key(signing_key(self.root)) != self.trusted_root:
            raise ValueError("the root key is not the trusted one")

    @property
    def identities(self) -> tuple[str, ...]:
        """Every age secret that may open a file sent to this office, the present one first."""
        return (self.working.age, *self.former, *((self.recovery,) if self.recovery else ()))

    @property
    def is_county(self) -> bool:
        """Whether these are the keys of a county."""
        return self.county.site == self.site

    @property
    def certificates(self) -> tuple[Certificate, ...]:
        """What proves this office's signature under the county's root: every file that it signs carries it."""
        own = (self.certificate, *self.chain) if self.certificate else ()
        return tuple(dict.fromkeys((*own, self.county)))

    def renewed(self, working: Identity, certificate: Certificate) -> "Keyring":
        """Return the ring with new working keys; the old age secret stays for late files.

        The certificate is the root's at a county, and at a school one that the present keys have signed.
        """
        chain = (self.certificate, *self.chain) if self.certificate and not self.is_county else ()
        return replace(
            self,
            working=working,
            county=certificate if self.is_county else self.county,
            certificate=certificate,
            former=(self.working.age, *self.former),
            chain=chain,
        )


def new_county(site: str, name: str, issued: date) -> Keyring:
    """Make a county's root, working and recovery keys, the working keys certified by the root."""
    root, recovery, working = secrets.token_hex(32), str(pyrage.x25519.Identity.generate()), new_identity()
    certificate = issue(signing_key(root), site, name, working.public, issued)
    return Keyring(
        site=site,
        working=working,
        trusted_root=public_key(signing_key(root)),
        recovery_recipient=recipient_of(recovery),
        county=certificate,
        certificate=certificate,
        root=root,
        recovery=recovery,
    )


def path_beside(database: Path) -> Path:
    """Return where the keys of a database are kept: beside it, never inside it."""
    return database.with_name(database.name + ".key")


def passphrase() -> str | None:
    """The passphrase given by the environment, or None."""
    return os.environ.get(PASSPHRASE) or None


def of(session: Session) -> Keyring:
    """This office's keys, from the file beside its database."""
    return load(path_beside(session.path), passphrase())


class _KeyringFile(msgspec.Struct):
    """The file: the payload is the keyring's JSON, or its AES-256-GCM ciphertext in Base64."""

    format: str
    version: int
    sealed: Lock | None
    payload: str
    sha256: str


def save(path: Path, keyring: Keyring, passphrase: str | None = None) -> None:
    """Write the keyring, locked if there is a passphrase, readable by its owner alone; Problem if it cannot."""
    payload = msgspec.json.encode(keyring).decode()
    sealed = None
    if passphrase:
        sealed, payload = locked(payload.encode(), passphrase, _BOUND_TO)
    digest = hashlib.sha256(payload.encode()).hexdigest()
    file = _KeyringFile(_FORMAT, _VERSION, sealed, payload, digest)
    files.write(path, msgspec.json.format(msgspec.json.encode(file)), private=True)


def load(path: Path, passphrase: str | None = None) -> Keyring:
    """Read a keyring; raise Problem if it is missing, damaged, newer, or the passphrase does not open it."""
    file = _read(path)
    if file.sealed is None:
        return _keyring(path, file.payload.encode())
    if not passphrase:
        raise Problem("密钥文件设有口令。", "请输入口令后再试。")
    try:
        payload = unlocked(file.sealed, file.payload, passphrase, _BOUND_TO)
    except ValueError as error:
        raise _damaged(path) from error
    return _keyring(path, payload)


def is_sealed(path: Path) -> bool:
    """Whether the keyring asks for a passphrase; Problem when it is missing, damaged or newer."""
    return _read(path).sealed is not None


def _read(path: Path) -> _KeyringFile:
    if not path.exists():
        raise Problem(
            f"找不到密钥文件「{path.name}」。",
            f"它应当和数据库放在同一个文件夹。{_WAY_BACK}",
        )
    data = files.read(path, _MOST)
    try:
        file = msgspec.json.decode(data, type=_KeyringFile)
    except (ValueError, RecursionError) as error:
        raise _damaged(path) from error
    if file.format != _FORMAT or hashlib.sha256(file.payload.encode()).hexdigest() != file.sha256:
        raise _damaged(path)
    if file.version > _VERSION:
        raise Problem(f"密钥文件「{path.name}」由更新版本的程序写成。", "请先更新本机的薪火。")
    return file


def _keyring(path: Path, payload: bytes) -> Keyring:
    try:
        return msgspec.json.decode(payload, type=Keyring)
    except (ValueError, RecursionError) as error:
        raise _damaged(path) from error


def _damaged(path: Path) -> Problem:
    return Problem(f"密钥文件「{path.name}」已损坏，读不出来。", _WAY_BACK)
