"""What would change if a copy took the place of the office's file: told before anything is done."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from app.backups import refusing
from app.entities import ENTITIES
from app.progress import Progress, silent
from storage import looking
from storage.datakeys import DataKey
from storage.looking import Act, Look, Sent

LATEST = 10
"""How many acts are told in words."""


@dataclass(frozen=True)
class Lost:
    """Acts that the copy does not know: how many, by whom, from when to when (ISO 8601), and the last in words."""

    count: int
    by: Sequence[tuple[str, int]]
    first: str
    last: str
    latest: Sequence[Act]


@dataclass(frozen=True)
class Preview:
    """What a restore would change.

    `as_of`: the copy's last act; `own` and `received`: acts that would be gone, those done here and those that came in
    files of others. `rows`: label, now, then, of every kind that would differ. `numbers`: certificates issued since,
    whose numbers are never given again. `files`: made and taken since, with the `offices` concerned. `ahead`: acts the
    copy knows and the file does not. `present` is False where there is no file that could be read.
    """

    source: Path
    office: str
    as_of: str
    present: bool
    own: Lost
    received: Lost
    rows: Sequence[tuple[str, int, int]]
    numbers: Sequence[str]
    files: Sequence[Sent]
    offices: Sequence[str]
    ahead: int

    @property
    def changes(self) -> bool:
        """Whether anything at all would be otherwise."""
        return bool(self.own.count or self.received.count or self.rows or self.files or self.ahead)


def preview(source: Path, target: Path, key: DataKey | None = None, progress: Progress = silent) -> Preview:
    """Compare a copy with the file whose place it would take; raises a refusal where it may not take it.

    `key` is that of the file where it is open already.
    """
    progress(0, 2, "核对备份")
    key = refusing.known_key(target, key)
    with refusing.accepted(source, target, key) as then:
        progress(1, 2, "和现在的数据比较")
        facts, last = then.facts(), then.last_act()
        name, as_of = facts.get("name") or "", last.at if last else ""
        if refusing.site_of(target, key) is None:
            none = _lost([])
            return Preview(source, name, as_of, False, none, none, (), (), (), (), 0)
        with looking.looking(target, refusing.key_of(target, key), live=True) as now:
            return _compared(source, name, as_of, now, then)


def _compared(source: Path, name: str, as_of: str, now: Look, then: Look) -> Preview:
    known, acts = then.act_ids(), now.acts()
    gone = [one for one in acts if one.id not in known]
    earlier = then.certificates()
    sent = {(one.package, one.direction) for one in then.files()}
    files = [one for one in now.files() if (one.package, one.direction) not in sent]
    return Preview(
        source,
        name,
        as_of,
        True,
        own=_lost([one for one in gone if not one.received]),
        received=_lost([one for one in gone if one.received]),
        rows=_rows(now, then),
        numbers=sorted(number for pk, number in now.certificates().items() if pk not in earlier),
        files=files,
        offices=sorted({one.site_name for one in files}),
        ahead=len(known - {one.id for one in acts}),
    )


def _lost(acts: Sequence[Act]) -> Lost:
    by = Counter(one.actor for one in acts).most_common()
    times = sorted(one.at for one in acts)
    return Lost(len(acts), by, times[0] if times else "", times[-1] if times else "", acts[: -LATEST - 1 : -1])


def _rows(now: Look, then: Look) -> list[tuple[str, int, int]]:
    here, there = now.counts(), then.counts()
    return [
        (ENTITIES[table].label, count, there.get(table, 0))
        for table, count in here.items()
        if count != there.get(table, 0)
    ]
