"""The recovery kit: what brings a county's keys back, as a locked file for a stick and as lines to print and type."""

import hashlib
import re
from dataclasses import dataclass, field
from pathlib import Path

import msgspec

from app import typed_lines
from app.exchange import bech32, files
from app.exchange.keyring import Keyring
from app.exchange.keys import public_key, recipient_of, signing_key
from app.exchange.locking import Lock, locked, unlocked
from app.problems import Problem

EXTENSION = ".xhkit"
"""How the names of kit files end."""
PASSPHRASE_LEAST = 8
"""Characters of the passphrase of a kit file."""

_FORMAT = "xinhuo recovery kit"
_VERSION = 1
_BOUND_TO = f"{_FORMAT} {_VERSION}".encode()
_MOST = 1 << 16
_ID = re.compile(r"[0-9a-f]{32}")

LINES = 7
"""Lines to print and type."""
_PROOF = 8
"""Bytes at the end that prove the whole."""


@dataclass(frozen=True)
class Kit:
    """A county's name, its site and organisation (ids), root seed (hex) and recovery secret (age)."""

    county: str
    site: str
    organisation: str
    root: str = field(repr=False)
    recovery: str = field(repr=False)

    def __post_init__(self) -> None:
        if not (_ID.fullmatch(self.site) and _ID.fullmatch(self.organisation)):
            raise ValueError("an id is 32 hex digits")
        _ = signing_key(self.root), recipient_of(self.recovery)

    @property
    def fingerprint(self) -> str:
        """Sixteen digits by which a kit and a county's keys are seen to belong together; not secret."""
        return fingerprint(public_key(signing_key(self.root)), recipient_of(self.recovery))


def fingerprint(root: str, recovery_recipient: str) -> str:
    """The fingerprint of a county: of its root's verifying key and its recovery recipient, as "ABCD 1234 …"."""
    digits = hashlib.sha256(f"xinhuo county 1\n{root}\n{recovery_recipient}".encode()).hexdigest()[:16].upper()
    return " ".join(digits[start : start + 4] for start in range(0, 16, 4))


def fingerprint_of(keys: Keyring) -> str:
    """The fingerprint of the county that these keys are of, or trust."""
    return fingerprint(keys.trusted_root, keys.recovery_recipient)


# -- the file for a stick


class _KitFile(msgspec.Struct):
    """The file: the county's name and fingerprint for all to read, the kit's JSON locked."""

    format: str
    version: int
    county: str
    fingerprint: str
    lock: Lock
    payload: str


def save(path: Path, kit: Kit, passphrase: str) -> None:
    """Write the kit locked with a passphrase, which it must have; Problem when that is too short."""
    if len(passphrase.strip()) < PASSPHRASE_LEAST:
        raise Problem(f"口令太短，至少要 {PASSPHRASE_LEAST} 个字符。", "可以用一句只有自己记得的话，连同数字。")
    lock, payload = locked(msgspec.json.encode(kit), passphrase, _BOUND_TO)
    file = _KitFile(_FORMAT, _VERSION, kit.county, kit.fingerprint, lock, payload)
    files.write(path, msgspec.json.format(msgspec.json.encode(file)), private=True)


def load(path: Path, passphrase: str) -> Kit:
    """Read a kit file; raise Problem when it is none, damaged, newer, or the passphrase does not open it."""
    try:
        file = msgspec.json.decode(files.read(path, _MOST), type=_KitFile)
    except (ValueError, RecursionError) as error:
        raise Problem(
            f"“{path.name}”不是恢复资料，或者已经损坏。", f"请选择以 {EXTENSION} 结尾的恢复资料，或改用纸上的恢复密钥。"
        ) from error
    if file.format != _FORMAT or file.version > _VERSION:
        raise Problem(f"恢复资料“{path.name}”由更新版本的程序写成。", "请先更新本机的薪火。")
    try:
        return msgspec.json.decode(unlocked(file.lock, file.payload, passphrase, _BOUND_TO), type=Kit)
    except (ValueError, RecursionError) as error:
        raise Problem(
            f"恢复资料“{path.name}”已损坏，读不出来。", "请用另一份恢复资料，或改用纸上的恢复密钥。"
        ) from error


# -- the lines to print and type


def lines_of(kit: Kit) -> tuple[str, ...]:
    """The kit without the county's name as seven lines of groups, such as "0A1B2 …"."""
    data = bytes([_VERSION]) + bytes.fromhex(kit.site + kit.organisation + kit.root) + bech32.data_of(kit.recovery)
    whole = data + hashlib.sha256(data).digest()[:_PROOF]
    return typed_lines.written(whole)


def read_lines(text: str, county: str) -> Kit:
    """Read what a person typed from paper; `county` is the county's name, which the lines do not hold.

    Capitals, spaces, hyphens and the numbers of lines do not matter. Raises Problem that names every line and group
    with something wrong in it.
    """
    data = typed_lines.read(text, LINES, "恢复密钥")
    kit = _kit(data, county)
    if kit is None:
        raise Problem("恢复密钥的各行对不上。", "请检查是不是有两行写颠倒了，或者来自不同的两张纸。")
    return kit


def _kit(whole: bytes, county: str) -> Kit | None:
    data, proof = whole[:-_PROOF], whole[-_PROOF:]
    if hashlib.sha256(data).digest()[:_PROOF] != proof:
        return None
    if data[0] != _VERSION:
        raise Problem("这份恢复资料由更新版本的程序印成。", "请先更新本机的薪火。")
    site, organisation, root, recovery = data[1:17], data[17:33], data[33:65], data[65:]
    return Kit(county, site.hex(), organisation.hex(), root.hex(), bech32.secret_of(recovery))
