"""The recovery kit: what brings a county's keys back, as a locked file for a stick and as lines to print and type."""

import hashlib
import re
import unicodedata
from dataclasses import dataclass, field
from pathlib import Path

import msgspec

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

_LETTERS = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
"""Crockford's: without I, L, O and U, which are read as 1, 1, 0 and V in handwriting and small print."""
_MEANT = str.maketrans("OIL", "011")
LINES, GROUPS, _GROUP = 7, 7, 5
"""Seven lines of seven groups of five characters; the last character of a group proves it, the last group its line."""
_LINE_BYTES = 15
_PROOF = 8
"""Bytes at the end that prove the whole."""
_NUMBERED = re.compile(r"^\s*第?\s*\d\s*[行.:：、)）]")
_BETWEEN = re.compile(r"[^0-9A-Z]+")


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
    return tuple(_line(number, whole[number * _LINE_BYTES :][:_LINE_BYTES]) for number in range(LINES))


def read_lines(text: str, county: str) -> Kit:
    """Read what a person typed from paper; `county` is the county's name, which the lines do not hold.

    Capitals, spaces, hyphens and the numbers of lines do not matter. Raises Problem that names every line and group
    with something wrong in it.
    """
    typed = [line for line in text.splitlines() if line.strip()]
    if len(typed) != LINES:
        raise Problem(f"恢复密钥有 {LINES} 行，现在输入了 {len(typed)} 行。", "请对照纸上，一行一行输入。")
    wrong: list[str] = []
    data = b"".join(_bytes_of(number, line, wrong) for number, line in enumerate(typed))
    if wrong:
        raise Problem(
            f"恢复密钥输入得不对：{'、'.join(wrong)}。",
            "请对照纸上核对这几处；字母不分大小写，O 和 0、I 和 1 不用区分。",
        )
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


def _line(number: int, data: bytes) -> str:
    digits = _digits(data, 24) + _line_proof(number, data)
    return " ".join(
        _text([*digits[start : start + 4], _group_proof(number, start // 4, digits[start : start + 4])])
        for start in range(0, len(digits), 4)
    )


def _bytes_of(number: int, line: str, wrong: list[str]) -> bytes:
    """The bytes of one typed line; what is wrong in it is added to `wrong`, in words."""
    plain = unicodedata.normalize("NFKC", _NUMBERED.sub("", line)).upper()
    parts = [part for part in _BETWEEN.split(plain.translate(_MEANT)) if part]
    if len(parts) != GROUPS or any(len(part) != _GROUP for part in parts):
        misfits = [place for place, part in enumerate(parts) if len(part) != _GROUP]
        whole = "".join(parts)
        if len(whole) != GROUPS * _GROUP:
            where = f"第{misfits[0] + 1}组" if len(parts) == GROUPS else ""
            wrong.append(f"第{number + 1}行{where}（应有 {GROUPS} 组，每组 {_GROUP} 个字符）")
            return b""
        parts = [whole[start : start + _GROUP] for start in range(0, len(whole), _GROUP)]
    groups = [[_LETTERS.find(letter) for letter in part] for part in parts]
    faults = [
        f"第{number + 1}行第{place + 1}组"
        for place, group in enumerate(groups)
        if -1 in group or _group_proof(number, place, group[:4]) != group[4]
    ]
    wrong += faults
    if faults:
        return b""
    digits = [digit for group in groups for digit in group[:4]]
    data = _packed(digits[:24])
    if _line_proof(number, data) != digits[24:]:
        wrong.append(f"第{number + 1}行（各组看起来都对，可能有两处写错或两组写颠倒了）")
    return data


def _digits(data: bytes, count: int) -> list[int]:
    """Bytes as `count` numbers below 32."""
    number = int.from_bytes(data)
    return [number >> 5 * place & 31 for place in reversed(range(count))]


def _packed(digits: list[int]) -> bytes:
    number = 0
    for digit in digits:
        number = number << 5 | digit
    return number.to_bytes(_LINE_BYTES)


def _line_proof(number: int, data: bytes) -> list[int]:
    return _digits(hashlib.sha256(bytes([number]) + data).digest()[:3], 4)


def _group_proof(line: int, group: int, digits: list[int]) -> int:
    """One digit that differs when one digit of the group does, or two neighbours stand the other way round."""
    proof = (line * GROUPS + group) % 32
    for digit in digits:
        # In GF(32) with x^5 + x^2 + 1, as a polynomial in x: no single change and no exchange goes unseen.
        proof ^= digit
        proof = proof << 1 ^ (0b100101 if proof & 16 else 0)
    return proof


def _text(digits: list[int]) -> str:
    return "".join(_LETTERS[digit] for digit in digits)
