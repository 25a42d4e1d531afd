"""What an official document says, part by part as the standard names them (GB/T 9704-2012, 7)."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:
    from exports.charts import Drawing

Style = Literal["plain", "preprinted", "full", "letter"]
"""How the first sheet begins: without a head 普通, on paper that has its red head already 预印红头纸, with the
whole head 完整电子红头, or as a letter 信函格式 (10.1)."""


@dataclass(frozen=True)
class Paragraph:
    """One paragraph of the body; what kind of heading it is, its own numbering says (7.3.3)."""

    text: str


@dataclass(frozen=True)
class Table:
    """A table in the body: headings and, for each row, as many texts. `aligns` say left, center or right."""

    title: str
    headings: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    aligns: tuple[str, ...] = ()
    note: str = ""


@dataclass(frozen=True)
class Chart:
    """A drawn figure with its title under it."""

    title: str
    drawing: "Drawing"


Block = Paragraph | Table | Chart


@dataclass(frozen=True)
class Attachment:
    """附件: its name, and what stands on its own sheets; without a body it is named only and enclosed apart."""

    name: str
    body: tuple[Block, ...] = ()


@dataclass(frozen=True, kw_only=True)
class Head:
    """版头 (7.2). `mark` is 发文机关标志, `number` 发文字号; `signers` (签发人) make it an upward document 上行文."""

    style: Style = "plain"
    mark: str = ""
    number: str = ""
    copy_number: str = ""
    secrecy: str = ""
    urgency: str = ""
    signers: tuple[str, ...] = ()


@dataclass(frozen=True, kw_only=True)
class Imprint:
    """版记 (7.4): 抄送机关, 印发机关 and 印发日期; none of them, no imprint."""

    copies_to: str = ""
    printed_by: str = ""
    printed_on: date | None = None


@dataclass(frozen=True, kw_only=True)
class Document:
    """One document. `title` of one line is broken at word sense, of several lines as it is given.

    `signature` is 署名 and `day` 成文日期; `sealed` leaves the room of the wet seal, which is never drawn. `note` is
    附注 without its parentheses. `names` are names of people: each stays in one face.
    """

    title: tuple[str, ...]
    body: tuple[Block, ...]
    head: Head = field(default_factory=Head)
    addressee: str = ""
    signature: str = ""
    day: date | None = None
    sealed: bool = True
    note: str = ""
    attachments: Sequence[Attachment] = ()
    imprint: Imprint = field(default_factory=Imprint)
    names: frozenset[str] = frozenset()


def chinese_day(day: date) -> str:
    """A day as 7.3.5.4 asks for it: Arabic digits, the whole year, no leading zeros."""
    return f"{day.year}年{day.month}月{day.day}日"
