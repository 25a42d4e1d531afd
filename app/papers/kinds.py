"""Which papers there are (结业证书、聘书、业务档案表……): what each says, and about whom it is made."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from app.session import Session

if TYPE_CHECKING:
    from exports.papers.facts import Facts


@dataclass(frozen=True)
class Item:
    """A fact that a design of this kind may name: `{name}`; `sample` is what an example paper says there."""

    name: str
    sample: str
    about: str = ""


def items(*some: tuple[str, str] | tuple[str, str, str]) -> tuple[Item, ...]:
    """Items of (name, sample) or (name, sample, about)."""
    return tuple(Item(*one) for one in some)


@dataclass(frozen=True)
class List:
    """Rows that a table of this kind's design may show, and the facts of each row."""

    name: str
    items: tuple[Item, ...]


@dataclass(frozen=True)
class Due:
    """One paper to make: whom it is given to (None: nobody in particular), what it is about, what it says.

    `facts` is without number, day of issue and code: those are given when it is issued. `term` is the day until which
    it is valid (ISO 8601), where it has one.
    """

    kind: str
    subject_id: str
    teacher_id: str | None
    facts: "Facts"
    term: str | None = None


@dataclass(frozen=True)
class PaperKind:
    """A kind of paper.

    `table` is whose rows it is made of ("teachers", "pairs", …); `due(session, id)` are the papers of one row (or of
    a teacher), and raises Problem saying why there is none; `candidates(session)` are the rows it may be made for:
    mappings with `id`, `name`, `school_name`, `about` and `issued` (number of the last, or None). `word` is what stands
    for it in a number; "" where the kind bears no number. `signed`: it may carry a QR code.
    """

    name: str
    label: str
    about: str
    table: str
    items: tuple[Item, ...]
    due: Callable[[Session, str], list[Due]]
    candidates: Callable[[Session], Sequence[Mapping[str, Any]]]
    lists: tuple[List, ...] = ()
    pictures: tuple[str, ...] = ()
    word: str = ""
    signed: bool = False

    @property
    def numbered(self) -> bool:
        """Whether it bears a number and stands in the register."""
        return bool(self.word)


NUMBER, ISSUED_ON, VALID_UNTIL, ISSUER = "证书编号", "发证日期", "有效期至", "发证单位"
"""Facts that every numbered paper has, given when it is issued."""

NAMES = frozenset({"姓名", "师父", "徒弟", "对方", "主持人"})
"""Items that are names of people, whatever the kind."""

GIVEN = (
    Item(NUMBER, "示教〔2026〕000123号", "发证时给出"),
    Item(ISSUER, "示范县教育局", "发证时给出"),
    Item(ISSUED_ON, "2026年11月20日", "发证时给出"),
    Item(VALID_UNTIL, "2029年8月31日", "发证时给出，长期有效的没有"),
)
"""These facts as items of a numbered kind."""
