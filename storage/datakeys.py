"""The data key (数据密钥) under which an office's file is encrypted at rest, and the mark by which a file names its key."""

import secrets
from dataclasses import dataclass, field
from pathlib import Path

MAGIC = b"XINHUO"
"""How an encrypted file begins. SQLCipher keeps its salt in the first 16 bytes: ours is this and the key's ident, so that
every copy of an office's file says in clear which key opens it, and nothing else. A raw key takes nothing from the salt
(https://www.zetetic.net/sqlcipher/design/), so it need not be secret or different in each copy."""

SECRET_BYTES, _IDENT_BYTES = 32, 10


@dataclass(frozen=True)
class DataKey:
    """A raw key: `secret` is 32 random bytes, `ident` 20 hex digits that name it and are not secret."""

    secret: bytes = field(repr=False)
    ident: str

    def __post_init__(self) -> None:
        if len(self.secret) != SECRET_BYTES or len(bytes.fromhex(self.ident)) != _IDENT_BYTES:
            raise ValueError("a data key has 32 bytes and an ident of 10")

    @property
    def literal(self) -> str:
        """Key and salt as SQLCipher's SQL wants them: x'…', hex digits only."""
        return f"x'{self.secret.hex()}{MAGIC.hex()}{self.ident}'"


def new_key() -> DataKey:
    """A key from the operating system's randomness."""
    return DataKey(secrets.token_bytes(SECRET_BYTES), secrets.token_bytes(_IDENT_BYTES).hex())


def ident_of(path: Path) -> str | None:
    """Which key opens a file: its ident; None where the file is not encrypted, not ours or cannot be read."""
    try:
        with path.open("rb") as file:
            head = file.read(len(MAGIC) + _IDENT_BYTES)
    except OSError:
        return None
    if len(head) < len(MAGIC) + _IDENT_BYTES or not head.startswith(MAGIC):
        return None
    return head[len(MAGIC) :].hex()
