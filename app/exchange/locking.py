"""A text locked with a passphrase: Scrypt makes the key, AES-256-GCM the lock."""

import base64
import os
import unicodedata

import msgspec
from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.kdf.scrypt import Scrypt

from app.problems import Problem

_SCRYPT = {"n": 2**15, "r": 8, "p": 1}
"""Its costs as written today: 32 MiB and about 0.1 s for each guess at a passphrase."""
_MEMORY_MOST = 256 << 20


class Lock(msgspec.Struct):
    """How a text was locked: Scrypt's costs, and salt and nonce in Base64."""

    n: int
    r: int
    p: int
    salt: str
    nonce: str


def locked(text: bytes, passphrase: str, bound_to: bytes) -> tuple[Lock, str]:
    """Lock a text; `bound_to` is what it is, so that it opens as nothing else. Returns lock and Base64.

    The passphrase is taken as NFKC: a wide letter left by an input method opens what a narrow one locked.
    """
    lock = Lock(**_SCRYPT, salt=_base64(os.urandom(16)), nonce=_base64(os.urandom(12)))
    return lock, _base64(_cipher(lock, passphrase).encrypt(_bytes(lock.nonce), text, bound_to))


def unlocked(lock: Lock, text: str, passphrase: str, bound_to: bytes) -> bytes:
    """Unlock it again; Problem when it is another passphrase, ValueError for what nobody locked so."""
    try:
        return _cipher(lock, passphrase).decrypt(_bytes(lock.nonce), _bytes(text), bound_to)
    except InvalidTag as error:
        raise Problem("口令不对。", "请检查大小写和输入法，再输一次。") from error


def _cipher(lock: Lock, passphrase: str) -> AESGCM:
    if min(lock.n, lock.r, lock.p) < 1 or 128 * lock.n * lock.r > _MEMORY_MOST or lock.p > 16:
        raise ValueError("costs beyond any this program has used")
    derive = Scrypt(salt=_bytes(lock.salt), length=32, n=lock.n, r=lock.r, p=lock.p)
    return AESGCM(derive.derive(unicodedata.normalize("NFKC", passphrase).encode()))


def _base64(data: bytes) -> str:
    return base64.b64encode(data).decode()


def _bytes(text: str) -> bytes:
    return base64.b64decode(text, validate=True)
