"""The text form of age's secrets (Bech32, BIP 173): 32 bytes to AGE-SECRET-KEY-1… and back."""

from collections.abc import Iterable

_LETTERS = "qpzry9x8gf2tvdw0s3jn54khce6mua7l"
_PREFIX = "age-secret-key-"
_GENERATOR = (0x3B6A57B2, 0x26508E6D, 0x1EA119FA, 0x3D4233DD, 0x2A1462B3)


def data_of(secret: str) -> bytes:
    """The 32 bytes of an age secret; ValueError when it is none."""
    text = secret.lower()
    if not text.startswith(f"{_PREFIX}1"):
        raise ValueError("not an age secret")
    digits = [_LETTERS.find(letter) for letter in text[len(_PREFIX) + 1 :]]
    if -1 in digits or _sum([*_expanded(), *digits]) != 1:
        raise ValueError("not an age secret")
    number = 0
    for digit in digits[:-6]:
        number = number << 5 | digit
    # 52 digits are 260 bits: the last four are padding.
    return (number >> 4).to_bytes(32)


def secret_of(data: bytes) -> str:
    """The age secret of 32 bytes."""
    number = int.from_bytes(data) << 4
    digits = [number >> 5 * place & 31 for place in reversed(range(52))]
    proof = _sum([*_expanded(), *digits, *[0] * 6]) ^ 1
    digits += [proof >> 5 * place & 31 for place in reversed(range(6))]
    return f"{_PREFIX}1{''.join(_LETTERS[digit] for digit in digits)}".upper()


def _expanded() -> list[int]:
    return [*(ord(letter) >> 5 for letter in _PREFIX), 0, *(ord(letter) & 31 for letter in _PREFIX)]


def _sum(digits: Iterable[int]) -> int:
    found = 1
    for digit in digits:
        top = found >> 25
        found = (found & 0x1FFFFFF) << 5 ^ digit
        for place, part in enumerate(_GENERATOR):
            found ^= part if top >> place & 1 else 0
    return found
