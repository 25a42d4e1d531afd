"""The private keys of one office, kept in one file beside its database, locked under the key of that database."""

import base64
import hashlib
import os
import secrets
from dataclasses import dataclass, field, replace
from datetime import date
from pathlib import Path

import msgspec
import pyrage
from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

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
from app.unlocking import passphrase
from storage.datakeys import DataKey

_FORMAT = "xinhuo keyring"
_VERSION = 2
_MOST = 1 << 20
_BOUND_TO = f"{_FORMAT} 1".encode()
"""What a key file of the first version was locked for, under a passphrase of its own."""
_UNDER = f"{_FORMAT} {_VERSION}".encode()
_DATA_KEY = b"xinhuo data key 1"
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


def of(session: Session) -> Keyring:
    """This office's keys, from the file beside its database."""
    return load(path_beside(session.path), session.store.key)


def keep(session: Session, keyring: Keyring) -> None:
    """Write this office's keys beside its database; Problem if it cannot, refused where that is for looking only."""
    session.store.refuse_if_read_only()
    save(path_beside(session.path), keyring, session.store.key)


class _Password(msgspec.Struct):
    """The data key locked under the person's password."""

    lock: Lock
    payload: str


class _KeyringFile(msgspec.Struct, omit_defaults=True):
    """The file. Version 2, of an encrypted office: the payload is AES-256-GCM ciphertext under the data key `ident`,
    nonce first; `escrow` that data key as age text for the county's recovery key; `password` the same for a person.
    A plain office's payload is the keyring's JSON, in version 1 perhaps `sealed` under a passphrase. Bytes in Base64."""

    format: str
    version: int
    payload: str
    sha256: str
    sealed: Lock | None = None
    ident: str = ""
    escrow: str = ""
    password: _Password | None = None


def save(path: Path, keyring: Keyring, key: DataKey | None) -> None:
    """Write the keyring locked under an office's data key, readable by its owner alone; Problem if it cannot.

    The password that stands in the file stays. An office that is not encrypted (None) keeps its keys as open as itself.
    """
    payload = msgspec.json.encode(keyring)
    if key is None:
        _write(path, _KeyringFile(_FORMAT, 1, payload.decode(), ""))
        return
    nonce = os.urandom(12)
    sealed = _base64(nonce + _cipher(key).encrypt(nonce, payload, _UNDER))
    recipient = pyrage.x25519.Recipient.from_str(keyring.recovery_recipient)
    escrow = _base64(pyrage.encrypt(key.secret, [recipient]))
    _write(path, _KeyringFile(_FORMAT, _VERSION, sealed, "", None, key.ident, escrow, _password_in(path, key.ident)))


def load(path: Path, key: DataKey | None) -> Keyring:
    """Read a keyring; raise Problem if it is missing, damaged, newer, or neither key nor passphrase opens it."""
    file = _read(path)
    if file.ident:
        if key is None or key.ident != file.ident:
            raise Problem(
                f"密钥文件「{path.name}」是用另一把数据密钥锁住的。", f"它和这个数据文件不是一起的。{_WAY_BACK}"
            )
        try:
            sealed = base64.b64decode(file.payload, validate=True)
            return _keyring(path, _cipher(key).decrypt(sealed[:12], sealed[12:], _UNDER))
        except (ValueError, InvalidTag) as error:
            raise _damaged(path) from error
    if file.sealed is None:
        return _keyring(path, file.payload.encode())
    typed = passphrase()
    if not typed:
        raise Problem("密钥文件设有口令。", "请把口令放在环境变量 XINHUO_PASSPHRASE 里再试一次。")
    try:
        payload = unlocked(file.sealed, file.payload, typed, _BOUND_TO)
    except ValueError as error:
        raise _damaged(path) from error
    return _keyring(path, payload)


def ident_in(path: Path) -> str:
    """Which data key locks a key file, "" for none; Problem when it is missing, damaged or newer."""
    return _read(path).ident


def has_password(path: Path, ident: str) -> bool:
    """Whether a password stands in a key file that gives the data key `ident`; Problem as for `load`."""
    file = _read(path)
    return file.password is not None and file.ident == ident


def set_password(path: Path, key: DataKey, password: str | None) -> None:
    """Lock the data key under a password in the key file, in place of the former one; None takes it away."""
    file = _read(path)
    if not file.ident:
        # Of a version that did not encrypt, and locked by a passphrase of its own when the database was.
        save(path, load(path, key), key)
        file = _read(path)
    if file.ident != key.ident:
        raise Problem(f"密钥文件「{path.name}」和这个数据文件不是一起的。", _WAY_BACK)
    file.password = _Password(*locked(key.secret, password, _DATA_KEY + key.ident.encode())) if password else None
    _write(path, file)


def secret_by_password(path: Path, ident: str, password: str) -> bytes:
    """The secret of a data key that stands in the key file under a password; Problem when that is another one."""
    file = _read(path)
    if file.password is None or file.ident != ident:
        raise Problem("这个数据文件没有设打开口令。", "请用打印好的恢复码打开它。")
    try:
        return unlocked(file.password.lock, file.password.payload, password, _DATA_KEY + ident.encode())
    except ValueError as error:
        raise _damaged(path) from error


def secret_by_recovery(path: Path, ident: str, recovery: str) -> bytes:
    """The secret of a data key by the county's recovery key (age secret), as it stands in its recovery kit."""
    file = _read(path)
    if not file.escrow or file.ident != ident:
        raise Problem(f"密钥文件「{path.name}」和这个数据文件不是一起的。", _WAY_BACK)
    try:
        sealed = base64.b64decode(file.escrow, validate=True)
        return bytes(pyrage.decrypt(sealed, [pyrage.x25519.Identity.from_str(recovery)]))
    except (ValueError, pyrage.DecryptError, pyrage.IdentityError) as error:
        raise Problem("这份恢复资料打不开它。", "请用本县现在的恢复资料；学校的数据文件，用它所属的县的。") from error


def _password_in(path: Path, ident: str) -> _Password | None:
    """What stands in a key file already, to be kept when it is written anew."""
    try:
        file = _read(path)
    except Problem:
        return None
    return file.password if file.ident == ident else None


def _cipher(key: DataKey) -> AESGCM:
    return AESGCM(HKDF(SHA256(), 32, salt=None, info=_UNDER).derive(key.secret))


def _base64(data: bytes) -> str:
    return base64.b64encode(data).decode()


def _write(path: Path, file: _KeyringFile) -> None:
    file.sha256 = hashlib.sha256(file.payload.encode()).hexdigest()
    files.write(path, msgspec.json.format(msgspec.json.encode(file)), private=True)


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
