"""What a change of the rules would do, before it is taken: sentences old and new, and whose standing changes."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import groupby

from app import codes
from app.ledger import effects
from app.ledger.effects import Effect, Effects
from app.progress import Progress, silent
from app.rules import service
from app.rules.records import ENTITY
from app.session import Session
from storage import rules as stored
from storage.store import Row

BECOMES = {
    "behind": "变成不达标",
    "met": "变成达标",
    "more": "缺得更多",
    "less": "缺得少一些",
    "asked": "新增要求",
    "free": "不再要求",
}


@dataclass(frozen=True)
class Told:
    """One version that changes, begins or goes: `old` and `new` in words, "" where there is none. Of one that begins
    `old` is the version of the same rule before it."""

    title: str
    kind: str
    since: str
    old: str
    new: str


@dataclass(frozen=True)
class Group:
    """Those to whom the same happens under one regime in one period, in words, and who they are."""

    title: str
    period: str
    becomes: str
    people: tuple[Effect, ...]


@dataclass(frozen=True)
class Preview:
    """What changes in the rules, and to whom; `looked_at` persons were counted for it on the day `on`."""

    told: tuple[Told, ...]
    groups: tuple[Group, ...]
    looked_at: int
    on: str = ""

    @property
    def people(self) -> int:
        """How many different persons something happens to."""
        return len({one.teacher_id for group in self.groups for one in group.people})


def of(session: Session, after: Sequence[Row], progress: Progress = silent) -> Preview:
    """What it means when the rules become `after` (all rows); nothing is written."""
    before = {str(row["id"]): row for row in stored.every(session.store)}
    following = {str(row["id"]): row for row in after}
    told = [
        _told(before.get(pk) or _former(before.values(), following.get(pk)), following.get(pk))
        for pk in dict.fromkeys((*before, *following))
        if _plain(before.get(pk)) != _plain(following.get(pk))
    ]
    found = effects.of(session, after, progress)
    return Preview(tuple(told), _groups(found), found.people, session.today().isoformat())


def _plain(row: Row | None) -> Row | None:
    return None if row is None else {name: row[name] or None for name in ENTITY.columns}


def _former(rows: Iterable[Row], new: Row | None) -> Row | None:
    """The version of the same rule that was the last to begin before a new one."""
    if new is None:
        return None
    earlier = [row for row in rows if row["code"] == new["code"] and row["start_date"] < new["start_date"]]
    return max(earlier, key=lambda row: row["start_date"], default=None)


def _told(old: Row | None, new: Row | None) -> Told:
    row = new or old
    assert row is not None
    kind = codes.table("rule_kind").label_of(str(row["kind"]))
    return Told(str(row["title"]), kind, str(row["start_date"]), _words(old), _words(new))


def _words(row: Row | None) -> str:
    """The sentence of a version and when it is in force."""
    if row is None:
        return ""
    says = service.meaning(str(row["kind"]), str(row["parameters"]))
    end = f"，到 {row['end_date']} 为止" if row["end_date"] else ""
    return f"从 {row['start_date']} 起{end}：{says}"


def _groups(found: Effects) -> tuple[Group, ...]:
    order = tuple(BECOMES)
    ranked = sorted(
        enumerate(found.changed),
        key=lambda one: (one[1].regime, one[1].period.label, order.index(one[1].becomes), one[0]),
    )
    keyed = groupby((one for _, one in ranked), lambda one: (one.regime, one.title, one.period.label, one.becomes))
    return tuple(Group(title, period, BECOMES[becomes], tuple(some)) for (_, title, period, becomes), some in keyed)


def amounts(one: Effect) -> str:
    """What is missing to somebody before and after: 缺 12 → 缺 24 学时."""
    from app.ledger.counting import shown, unit_name

    def lack(value: int | None) -> str:
        return "没有要求" if value is None else f"缺 {shown(value, one.unit)}" if value else "达标"

    return f"{lack(one.before)} → {lack(one.after)}（{unit_name(one.unit)}）"


def summary(made: Preview) -> str:
    """What it comes to, in a sentence."""
    if not made.told:
        return "和现在的规则一样，没有变化。"
    rules = f"{len(made.told)} 条规则有变化"
    if not made.groups:
        words = f"{rules}；按现有的学时记录，没有人的达标情况因此改变。"
        if all(one.since > made.on for one in made.told):
            words += f"{min(one.since for one in made.told)} 才生效，那以后的学时还没有登记，现在看不出谁会受影响。"
        return words
    parts = "，".join(
        f"{words} {sum(len(one.people) for one in made.groups if one.becomes == words):,} 人次"
        for words in BECOMES.values()
        if any(one.becomes == words for one in made.groups)
    )
    return f"{rules}；{made.people:,} 人的达标情况会改变：{parts}。"
