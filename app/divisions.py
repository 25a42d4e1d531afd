"""Names of administrative divisions (GB/T 2260), abolished ones too: old identity numbers begin there."""

import csv
from functools import cache
from pathlib import Path

_FILE = Path(__file__).with_name("data") / "divisions.csv"

_SHELLS = ("市辖区", "县")
"""Levels that exist only in the numbering; nobody reads them out."""


def name_of(code6: str) -> str | None:
    """The division read in full, "河北省 石家庄市 长安区"; None for a code no list has.

    An abolished code is read with today's name of the city its first four digits stand for, where it has one.
    """
    names = _names()
    if code6 not in names:
        return None
    upper = (names.get(code6[:2] + "0000", ""), names.get(code6[:4] + "00", ""))
    parts = [name for name in upper if name and not _is_shell(name)]
    parts.append(names[code6])
    return " ".join(dict.fromkeys(parts))


def is_known(code6: str) -> bool:
    """Whether `code6` is, or ever was, the code of a division."""
    return code6 in _names()


def _is_shell(name: str) -> bool:
    return name in _SHELLS or "直辖" in name


@cache
def _names() -> dict[str, str]:
    with _FILE.open(encoding="utf-8", newline="") as file:
        return {row["code"]: row["name"] for row in csv.DictReader(file)}
