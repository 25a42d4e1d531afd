"""What a school may do to the register of papers: begin those it numbers from its own blocks, change only its own."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from app.papers.patterns import Range

TABLE = "certificates"


@dataclass(frozen=True)
class Block:
    """Numbers of one kind of paper that a site was given."""

    kind: str
    range: Range

    def has(self, values: Mapping[str, Any]) -> bool:
        """Whether a paper bears one of these numbers, and its series and serial are those of the number."""
        number = str(values.get("number") or "")
        serial = self.range.serial_of(number)
        return (
            values.get("kind") == self.kind
            and serial is not None
            and (values.get("serial"), values.get("series")) == (serial, self.range.series_of(number))
        )


def misnumbered(
    site: str, began: Iterable[tuple[str, Mapping[str, Any]]], numbers: Mapping[str, str], here: Collection[str]
) -> str | None:
    """Why papers that an act begins, (id, values) each, can never stand in the register, or None.

    `numbers` tells which paper bears a number already, `here` which of these ids stand in the register.
    """
    seen: dict[str, str] = {}
    for pk, values in began:
        number = str(values.get("number") or "")
        if values.get("site") != site:
            return "这份证书不是由贵校发放的，没有采用。"
        if numbers.get(number, pk) != pk or seen.setdefault(number, pk) != pk:
            return f"证书编号{number}已经在另一份证书上，没有采用。请作废重号的那一份，换一个编号另发。"
        if pk in here and numbers.get(number) != pk:
            return "这条记录前后对不上，没有采用。"
    return None


def outside(blocks: Iterable[Block], values: Mapping[str, Any]) -> str | None:
    """Why a paper is not a school's to begin: its number is of none of the school's blocks; None when it is."""
    if any(block.has(values) for block in blocks):
        return None
    return f"证书编号{values.get('number')}不在县里给贵校的编号段里，没有采用。请与县局核对编号段。"


def unsound(values: Mapping[str, Any], others: Collection[str]) -> str | None:
    """Why no paper begins with these values, whoever numbered it; None when one may. `others` are offices' names."""
    if values.get("issuer") in others:
        return f"证书写的发证单位是{values['issuer']}，不是贵校，没有采用。"
    days = (values.get("issued_on"), values.get("valid_until") or values.get("issued_on"))
    if values.get("status") != "valid" or not all(map(_is_day, days)):
        return "这份证书的状态或日期不成样子，没有采用。请作废以后另发。"
    return None


def _is_day(text: object) -> bool:
    try:
        return isinstance(text, str) and date.fromisoformat(text).isoformat() == text
    except ValueError:
        return False


def unchangeable(values: Mapping[str, Any], site: str, written: Mapping[str, Any]) -> str | None:
    """Why a paper of the register is not a school's to change so, or None; `written` are the fields' new values."""
    if values.get("site") != site:
        return "这份证书不是贵校发放的，修改没有采用。需要更改的，请联系发证单位。"
    if values.get("status") != "valid" and written.get("status", values["status"]) == "valid":
        return "这份证书已经作废，不能恢复，没有采用。确实作废错了的，请另发一份。"
    return None


GONE = "证书编号登记以后不能删除，没有采用。不再有效的，请作废。"
