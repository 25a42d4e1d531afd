"""What a received file changes, in words, grouped by the person or thing it is about."""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import cache
from typing import Any, Literal, NamedTuple

from app import proposals
from app.entities import ENTITIES
from app.exchange.plan import Choice, Key, Register
from app.fields import Field, Kind, show
from app.records import title_of
from storage.names import name_of
from storage.store import Rows, Store

LETTERS = ("proposals", "decisions")
"""Tables whose rows are about a field of another record."""

UNSHOWN: dict[str, tuple[str, ...]] = {
    "teachers": ("work", "establishment"),
    "attachments": ("root", "tbl", "pk", "media", "sha256"),
    "merges": ("teacher_id", "into_id", "rows"),
}
"""Fields that stand in other tables, or that say nothing to a person."""

_NAMED = 6
"""A sentence names this many people or things."""

EntryKind = Literal["new", "changed", "removed", "conflict", "rejected", "left", "answered", "waiting"]

KIND_LABELS: dict[EntryKind, str] = {
    "new": "新增",
    "changed": "变化",
    "removed": "删除",
    "conflict": "冲突",
    "rejected": "未采用",
    "left": "移出",
    "answered": "县里答复",
    "waiting": "待升级",
}


class Line(NamedTuple):
    """One field: its label, and what it was and becomes, as shown; `column` is the field's name."""

    label: str
    old: str
    new: str
    column: str = ""


@dataclass(frozen=True)
class Entry:
    """One record that a file changes; `about` is the person or thing it belongs to, `root` tells namesakes apart.

    `choosable` when the county may choose not to take it: as a whole where it comes or goes, else field by field.
    """

    kind: EntryKind
    table: str
    pk: str
    about: str
    title: str
    lines: tuple[Line, ...] = ()
    note: str = ""
    root: str = ""
    choosable: bool = False

    @property
    def choices(self) -> tuple[Choice, ...]:
        """What of it a person may choose not to take: one choice for the whole, or one a line."""
        if not self.choosable:
            return ()
        if self.kind in ("new", "removed"):
            return ((self.table, self.pk, None),)
        return tuple((self.table, self.pk, line.column) for line in self.lines)


@dataclass(frozen=True)
class Removal:
    """A complete file takes away so much of what is shown that a person must agree: rows, of how many, whose."""

    rows: int
    total: int
    about: tuple[str, ...]

    @property
    def sentence(self) -> str:
        """How much goes, in one sentence."""
        named = "、".join(self.about[:_NAMED])
        more = f"等 {len(self.about)} 个对象" if len(self.about) > _NAMED else ""
        return f"这个文件会拿走本校 {self.total} 条记录中的 {self.rows} 条：{named}{more}。"


@dataclass(frozen=True)
class Report:
    """All that a file would change or has changed; `removal` when it takes away unusually much."""

    entries: tuple[Entry, ...] = ()
    repeated: int = 0
    counts: Mapping[str, int] = field(default_factory=dict)
    attached: int = 0
    """Contents of attachments that are new here."""
    lacking: int = 0
    """Contents that the sender may have and that are not here yet."""
    removal: Removal | None = None

    @property
    def rows(self) -> int:
        """How many records change."""
        return sum(self.counts.get(kind, 0) for kind in ("new", "changed", "removed", "left"))

    @property
    def sentence(self) -> str:
        """The whole in one sentence."""
        parts = [f"{label} {self.counts[kind]} 条" for kind, label in KIND_LABELS.items() if self.counts.get(kind)]
        again = f"其中 {self.repeated} 次操作以前已经收到过。" if self.repeated else ""
        if self.attached:
            parts.append(f"附件内容 {self.attached} 个")
        lacking = ""
        if self.lacking:
            lacking = f"还有 {self.lacking} 个附件的内容没有收到：一起来的附件文件请都接收，找不到的会在下次文件中请对方补发。"
        return ("、".join(parts) + "。" if parts else "内容与这里一致，没有变化。") + again + lacking


class Names:
    """Names of the rows that records refer to, looked up once each."""

    def __init__(self, rows: Rows | Store) -> None:
        self._rows = rows
        self._known: dict[Key, str] = {}

    def of(self, table: str, pk: str | None) -> str:
        """The name of a row, or "" when it is not here."""
        if not pk:
            return ""
        key = (table, pk)
        if key not in self._known:
            self._known[key] = name_of(self._rows, table, pk)
        return self._known[key]

    def put(self, register: Register, key: Key) -> None:
        """Remember the name of a row that is about to come."""
        name = register.values.get("name") or register.values.get("title")
        if name:
            self._known[key] = str(name)


def entries(
    before: Mapping[Key, Register | None],
    after: Mapping[Key, Register | None],
    names: Names,
    *,
    choosable: bool = False,
) -> Iterable[Entry]:
    """The differences between two states of the same rows."""
    # Names of what goes too: the hours of a teacher who leaves are still that teacher's.
    for key, row in (*before.items(), *after.items()):
        if row is not None:
            names.put(row, key)
    for key, now in after.items():
        if key[0] not in ENTITIES:
            continue  # Of a newer program: kept in the base, shown after the upgrade.
        was = before.get(key)
        here, there = was is not None and not was.gone, now is not None and not now.gone
        if not here and not there:
            continue
        shown = now if there else was
        assert shown is not None
        lines = tuple(_lines(key[0], was if here else None, now if there else None, names))
        if here and there and not lines:
            continue
        kind: EntryKind = "changed" if here and there else "new" if there else "removed" if now else "left"
        about, title = about_of(key, shown, names), _title(key, shown, names)
        # A letter goes under a root of its own; it stands with the person it is about.
        root = str(shown.values.get("pk") or shown.root) if key[0] in LETTERS else shown.root
        yield Entry(kind, *key, about, title, lines, root=root, choosable=choosable)


def about_of(key: Key, row: Register, names: Names) -> str:
    """The person or thing a row belongs to."""
    table, _pk = key
    if table == "pair_activities":
        return names.of("pairs", row.values.get("pair_id")) or "师徒结对"
    if table == "pairs":
        mentor, mentee = row.values.get("mentor_id"), row.values.get("mentee_id")
        return "—".join(filter(None, (names.of("teachers", mentor), names.of("teachers", mentee)))) or "师徒结对"
    if "teacher_id" in row.values:
        return names.of("teachers", row.values["teacher_id"])
    if table in LETTERS:
        return proposals.about(table, row.values, names.of)
    if table == "attachments":
        of = str(row.values.get("tbl"))
        return names.of(of, row.values.get("pk")) if of in ENTITIES else ""
    return title_of(ENTITIES[table], row.values)


def _title(key: Key, row: Register, names: Names) -> str:
    entity = ENTITIES[key[0]]
    for column, table in (("class_id", "classes"), ("studio_id", "studios"), ("organisation_id", "organisations")):
        if row.values.get(column):
            return f"{entity.label}：{names.of(table, row.values[column])}"
    if key[0] == "attachments":
        return f"{entity.label}：{row.values.get('name')}"
    return entity.label


def _lines(table: str, was: Register | None, now: Register | None, names: Names) -> Iterable[Line]:
    old, new = (was.values if was else {}), (now.values if now else {})
    if table in LETTERS:
        old, new = proposals.readable(table, old, names.of), proposals.readable(table, new, names.of)
    for one in columns_of(table):
        first, then = old.get(one.name), new.get(one.name)
        if first == then:
            continue
        if (table, one.name) == ("rules", "parameters"):
            yield Line("意思", _meaning(old), _meaning(new), one.name)
        else:
            yield Line(one.label, shown(one, first, names), shown(one, then, names), one.name)


def _meaning(rule: Mapping[str, Any]) -> str:
    """What the parameters of a rule say, in a sentence."""
    from app.rules.service import meaning

    return meaning(str(rule["kind"]), str(rule["parameters"])) if rule.get("parameters") else ""


@cache
def columns_of(table: str) -> tuple[Field, ...]:
    """The fields of a table that stand in its own rows."""
    unshown = UNSHOWN.get(table, ())
    return tuple(field for field in ENTITIES[table].fields if not field.unsaid and field.name not in unshown)


def shown(one: Field, value: Any, names: Names) -> str:
    """A value as a person reads it, with references by name."""
    if value is None:
        return ""
    if one.kind is Kind.REFERENCE and one.refers_to:
        return names.of(one.refers_to, value)
    return show(one, value)


def counted(found: Iterable[Entry], repeated: int = 0, removal: Removal | None = None) -> Report:
    """A report with its counts."""
    listed = tuple(found)
    return Report(listed, repeated, Counter(entry.kind for entry in listed), removal=removal)


_SHARE, _LEAST, _HALF = 20, 20, 2


def removal_of(found: Iterable[Entry], total: int) -> Removal | None:
    """What of `total` rows goes, when that is more than a person expects of a complete file.

    Asked about: more than 5 % and at least 20 rows (less happens every term), or more than half of whatever is there.
    """
    going = [entry for entry in found if entry.kind in ("removed", "left")]
    much = len(going) * _SHARE > total and len(going) >= _LEAST
    if not much and len(going) * _HALF <= total:
        return None
    return Removal(len(going), total, tuple(dict.fromkeys(entry.about for entry in going if entry.about)))
