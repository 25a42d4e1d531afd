"""Secrets printed as lines of groups and typed again by hand: every slip is found and said with its line and group."""

import hashlib
import re
import unicodedata

from app.problems import Problem

LETTERS = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
"""Crockford's: without I, L, O and U, which are read as 1, 1, 0 and V in handwriting and small print."""
LINE_BYTES = 15
"""Bytes that a line carries."""
GROUPS, GROUP = 7, 5
"""Groups of a line, characters of a group; the last character of a group proves it, the last group its line."""

_MEANT = str.maketrans("OIL", "011")
_NUMBERED = re.compile(r"^\s*第?\s*\d\s*[行.:：、)）]")
_BETWEEN = re.compile(r"[^0-9A-Z]+")
_SHAPE = f"应有 {GROUPS} 组，每组 {GROUP} 个字符"


def written(data: bytes) -> tuple[str, ...]:
    """Bytes, a multiple of 15, as lines such as "0A1B2 …"."""
    if len(data) % LINE_BYTES:
        raise ValueError("whole lines only")
    return tuple(
        _line(number, data[start:][:LINE_BYTES]) for number, start in enumerate(range(0, len(data), LINE_BYTES))
    )


def read(text: str, lines: int, name: str) -> bytes:
    """The bytes of what a person typed from paper; `name` says what it is (恢复密钥).

    Capitals, spaces, hyphens and the numbers of lines do not matter. Raises Problem that names every line and group
    with something wrong in it.
    """
    typed = _typed(text)
    if len(typed) != lines:
        raise Problem(f"{name}有 {lines} 行，现在输入了 {len(typed)} 行。", "请对照纸上，一行一行输入。")
    if misplaced := _misplaced(typed, lines):
        raise Problem(f"{name}输入得不对：{'、'.join(misplaced)}。", "请对照纸上的行号，一行一行核对。")
    wrong: list[str] = []
    data = b"".join(_bytes_of(number, line, wrong) for number, line in enumerate(typed))
    if wrong:
        raise Problem(
            f"{name}输入得不对：{'、'.join(wrong)}。",
            "请对照纸上核对这几处；字母不分大小写，O 和 0、I 和 1 不用区分。",
        )
    return data


def so_far(text: str, lines: int) -> tuple[int, tuple[str, ...]]:
    """While somebody types: how many lines are there and right, and what is wrong already.

    Nothing is said of the group and the line at which the person still is.
    """
    typed = _typed(text)
    right, wrong = 0, _misplaced(typed, lines)
    elsewhere = {number for number, line in enumerate(typed) if _place_of(number, line, lines) is not None}
    for number, line in enumerate(typed):
        if number in elsewhere:
            continue
        faults: list[str] = []
        parts = _parts(line)
        if number == len(typed) - 1 and len("".join(parts)) < GROUPS * GROUP:
            faults = _wrong_groups(number, _cut("".join(parts)))
        elif _bytes_of(number, line, faults):
            right += 1
        wrong += faults
    if len(typed) > lines:
        wrong.append(f"多出 {len(typed) - lines} 行")
    return right, tuple(wrong)


def _misplaced(typed: list[str], lines: int) -> list[str]:
    """What is wrong, in words, with lines that are right but for where they stand: each proves its own number."""
    places = {number: _place_of(number, line, lines) for number, line in enumerate(typed)}
    said = []
    for number, place in places.items():
        if place is None:
            continue
        there = _parts(typed[place]) if place < len(typed) else []
        if there == _parts(typed[number]):
            said.append(f"第{number + 1}行和第{place + 1}行一样，这一行写了两遍")
        elif places.get(place) == number:
            if number < place:
                said.append(f"第{number + 1}行和第{place + 1}行写颠倒了")
        else:
            said.append(f"第{number + 1}行写的是纸上的第{place + 1}行")
    return said


def _place_of(number: int, line: str, lines: int) -> int | None:
    """Where a line belongs that is right at another place than `number`; None for every other line."""
    whole = "".join(_parts(line))
    if len(whole) != GROUPS * GROUP or not _wrong_groups(number, _cut(whole)):
        return None
    for place in range(lines):
        wrong: list[str] = []
        if place != number and _bytes_of(place, line, wrong) and not wrong:
            return place
    return None


def _typed(text: str) -> list[str]:
    return [line for line in text.splitlines() if line.strip()]


def _parts(line: str) -> list[str]:
    """What stands between blanks, hyphens and the like, in the letters that were meant."""
    plain = unicodedata.normalize("NFKC", _NUMBERED.sub("", line)).upper()
    return [part for part in _BETWEEN.split(plain.translate(_MEANT)) if part]


def _cut(whole: str) -> list[str]:
    """The whole groups of letters that stand without a gap."""
    return [whole[start : start + GROUP] for start in range(0, len(whole) - GROUP + 1, GROUP)]


def _line(number: int, data: bytes) -> str:
    digits = _digits(data, 24) + _line_proof(number, data)
    return " ".join(
        _text([*digits[start : start + 4], _group_proof(number, start // 4, digits[start : start + 4])])
        for start in range(0, len(digits), 4)
    )


def _bytes_of(number: int, line: str, wrong: list[str]) -> bytes:
    """The bytes of one typed line; what is wrong in it is added to `wrong`, in words."""
    parts = _parts(line)
    if len(parts) != GROUPS or any(len(part) != GROUP for part in parts):
        misfits = [place for place, part in enumerate(parts) if len(part) != GROUP]
        whole = "".join(parts)
        if len(whole) != GROUPS * GROUP:
            where = f"第{misfits[0] + 1}组" if len(parts) == GROUPS else ""
            wrong.append(f"第{number + 1}行{where}（{_SHAPE}）")
            return b""
        parts = _cut(whole)
    faults = _wrong_groups(number, parts)
    wrong += faults
    if faults:
        return b""
    digits = [digit for part in parts for digit in _values(part)[:4]]
    data = _packed(digits[:24])
    if _line_proof(number, data) != digits[24:]:
        wrong.append(f"第{number + 1}行（各组看起来都对，可能有两处写错或两组写颠倒了）")
    return data


def _wrong_groups(number: int, parts: list[str]) -> list[str]:
    return [
        f"第{number + 1}行第{place + 1}组" for place, part in enumerate(parts) if not _is_right(number, place, part)
    ]


def _is_right(number: int, place: int, part: str) -> bool:
    values = _values(part)
    return -1 not in values and _group_proof(number, place, values[:4]) == values[4]


def _values(part: str) -> list[int]:
    return [LETTERS.find(letter) for letter in part]


def _digits(data: bytes, count: int) -> list[int]:
    """Bytes as `count` numbers below 32."""
    number = int.from_bytes(data)
    return [number >> 5 * place & 31 for place in reversed(range(count))]


def _packed(digits: list[int]) -> bytes:
    number = 0
    for digit in digits:
        number = number << 5 | digit
    return number.to_bytes(LINE_BYTES)


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
    return "".join(LETTERS[digit] for digit in digits)
