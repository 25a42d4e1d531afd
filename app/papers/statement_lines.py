"""The statement (查验信息) on a paper as text, line by line: what a QR code holds, and what its signature is over.

docs/package-format.md has the format in full. Nothing here needs a database.
"""

import binascii
import re
import unicodedata
from base64 import urlsafe_b64decode, urlsafe_b64encode
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date

from app import identity

HEADER = "薪火证书 1"
MOST_BYTES = 284
"""What a QR code of version 12 holds at level M beside its heading (ISO/IEC 18004): 65 squares a side print well."""

_NAME = "薪火证书"
_PURPOSE = "xinhuo paper 1"
_UNTIL = "有效期至"
_NOTHING = "—"
_LONGEST = 2000  # of any text that is looked at
_SEAL = re.compile(r"([0-9A-Za-z_-]{8})\.([0-9A-Za-z_-]{86})")
_DIGITS = re.compile(r"(?<!\d)\d(?: ?\d){16} ?[\dXxＸｘ](?!\d)")


@dataclass(frozen=True)
class Statement:
    """What a paper says of itself: kind, number, whom it was given to, what for in short, by whom and when.

    `key` is the short id of the signing key, `signature` the Ed25519 signature (64 bytes) over `signed_bytes`.
    """

    kind: str
    number: str
    name: str
    about: str
    issuer: str
    issued_on: date
    valid_until: date | None = None
    key: str = ""
    signature: bytes = b""


class Unfit(ValueError):
    """A text that is no whole statement."""


class NotOurs(Unfit):
    """A text of another kind altogether."""


class TooNew(Unfit):
    """A statement of a later version."""


def of(
    kind: str, number: str, name: str, about: str, issuer: str, issued_on: date, valid_until: date | None
) -> Statement:
    """A statement yet to be signed: every part one line in NFC, no identity number in it, `about` cut to what fits."""
    kind, number, name, about, issuer = (
        without_identity(clean(part)) or _NOTHING for part in (kind, number, name, about, issuer)
    )
    made = Statement(kind, number, name, about, issuer, issued_on, valid_until)
    over = len(written(replace(made, key="0" * 8, signature=bytes(64))).encode()) - MOST_BYTES
    return made if over <= 0 else replace(made, about=_cut(about, len(about.encode()) - over))


def clean(text: str) -> str:
    """A text on one line, in NFC, without characters that nobody sees."""
    # Nothing printable is unseen: most texts need no more than this.
    seen = text if text.isprintable() else "".join(filter(_is_seen, text))
    return unicodedata.normalize("NFC", " ".join(seen.split()))


def _is_seen(character: str) -> bool:
    return character.isspace() or unicodedata.category(character) not in _UNSEEN


_UNSEEN = ("Cc", "Cf", "Cs", "Co", "Zl", "Zp")


def without_identity(text: str) -> str:
    """A text with every identity number in it masked: a paper's code is read by anybody's telephone."""
    return _DIGITS.sub(_masked, text)


def _masked(found: re.Match[str]) -> str:
    try:
        return identity.masked(identity.parse(found[0]).text18)
    except identity.IdentityFault:
        return found[0]


def _cut(text: str, size: int) -> str:
    kept = text.encode()[: max(size - len("…".encode()), 0)].decode(errors="ignore").rstrip()
    return f"{kept}…" if kept else _NOTHING


def signed_bytes(statement: Statement) -> bytes:
    """What the signature is over: what it is for, and the lines before the last, UTF-8."""
    return "\n".join((_PURPOSE, *_lines(statement))).encode()


def sealed(statement: Statement, key: str, sign: Callable[[bytes], bytes]) -> str:
    """The whole text: the statement signed by `sign`, under the short id of the key."""
    return written(replace(statement, key=key, signature=sign(signed_bytes(statement))))


def written(statement: Statement) -> str:
    """The whole text of a signed statement, as the QR code holds it."""
    return "\n".join((*_lines(statement), f"{statement.key}.{_base64(statement.signature)}"))


def _lines(statement: Statement) -> tuple[str, ...]:
    until = (f"{_UNTIL}{statement.valid_until.isoformat()}",) if statement.valid_until else ()
    return (
        HEADER,
        statement.kind,
        statement.number,
        statement.name,
        statement.about,
        statement.issuer,
        statement.issued_on.isoformat(),
        *until,
    )


def tidied(text: str) -> str:
    """A text as scanners give it back, with plain line ends and without blanks around the lines."""
    plain = text.removeprefix("\ufeff").replace("\r\n", "\n").replace("\r", "\n")
    return "\n".join(line.strip(" \t") for line in plain.split("\n")).strip("\n")


def looks_whole(text: str) -> bool:
    """Whether a text that is being typed by a scanner has come to its end."""
    plain = tidied(text)
    return plain.startswith(_NAME) and _SEAL.fullmatch(plain.rsplit("\n", 1)[-1]) is not None


def read(text: str) -> Statement:
    """Read what `written` gave, as a scanner returns it; raises `Unfit` for whatever is not exactly that.

    Nothing is said about the signature: any text of this form reads.
    """
    plain = tidied(text[:_LONGEST])
    lines = plain.split("\n")
    if not lines[0].startswith(_NAME):
        raise NotOurs
    if re.fullmatch(rf"{_NAME} [2-9]", lines[0]):
        raise TooNew
    seal = _SEAL.fullmatch(lines[-1])
    if lines[0] != HEADER or len(lines) not in (8, 9) or not seal or not all(map(_is_clean, lines)):
        raise Unfit
    _header, kind, number, name, about, issuer, issued_on, *until = lines[:-1]
    try:
        ends = _date(until[0].removeprefix(_UNTIL)) if until and until[0].startswith(_UNTIL) else None
        found = Statement(kind, number, name, about, issuer, _date(issued_on), ends, seal[1], _bytes(seal[2]))
    except ValueError as error:
        raise Unfit from error
    if written(found) != plain:
        # Two texts never read as the same statement: one of them would be an altered one.
        raise Unfit
    return found


def _is_clean(line: str) -> bool:
    return bool(line) and all(unicodedata.category(one) not in _UNSEEN for one in line)


def _date(text: str) -> date:
    if not re.fullmatch(r"[0-9]{4}-[0-9]{2}-[0-9]{2}", text):
        raise Unfit
    return date.fromisoformat(text)


def _base64(data: bytes) -> str:
    return urlsafe_b64encode(data).decode().rstrip("=")


def _bytes(text: str) -> bytes:
    try:
        return urlsafe_b64decode(text + "==")
    except binascii.Error as error:
        raise Unfit from error
