"""Which copies there are, wherever they lie, and what each of them holds."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from app.backups import naming, places, refusing
from app.problems import SHOWN
from app.session import Session
from app.unlocking import Locked
from storage import datakeys, looking
from storage.datakeys import DataKey
from storage.looking import Look

HERE, SECOND, BESIDE, NAMED = "本机", "第二个位置", "数据文件旁边", "选定的文件夹"

WHOLE, DAMAGED, LOCKED, OTHERS, UNREADABLE = "完好", "已损坏", "需要恢复码", "别的单位的", "打不开"
"""How a copy stands."""


@dataclass(frozen=True)
class Copy:
    """A copy that was found: `place` is one of the words above, `kind` of `naming.kind_of`, `at` when its file was
    written, `size` in bytes."""

    path: Path
    place: str
    kind: str
    at: datetime
    size: int


@dataclass(frozen=True)
class Inside:
    """What a copy holds: `state` is one of the words above, with `why` where it is not whole. `key` says which key opens
    it: 不加密, 本机有密钥, 本机没有密钥. `teachers` and `rows` are None where nothing could be counted."""

    state: str
    why: str = ""
    key: str = ""
    office: str = ""
    teachers: int | None = None
    rows: int | None = None
    last_at: str = ""
    last_reason: str = ""


def found(session: Session, folders: Sequence[Path] = ()) -> list[Copy]:
    """Every copy of this office's, newest first; of `folders` that a person names, whatever office's there is."""
    mark = naming.mark_of(session)
    copies = [one for one in _in(places.own(), HERE) if _is_of(one, mark)]
    chosen = places.second(session)
    there = places.find(chosen) if chosen else None
    if there is not None:
        copies += [one for one in _in(there, SECOND) if _is_of(one, mark)]
    beside = session.path.resolve().parent
    copies += [one for one in _in(beside, BESIDE) if one.kind and _is_named_after(one.path, session.path)]
    for folder in folders:
        copies += [one for one in _in(folder, NAMED) if one.path != session.path.resolve()]
    unique = {one.path: one for one in reversed(copies)}
    return sorted(unique.values(), key=lambda one: (one.at, one.path.name), reverse=True)


def inside(session: Session, path: Path) -> Inside:
    """What a copy holds and whether it is whole; reads all of it, and never raises for what is wrong with it."""
    ident = datakeys.ident_of(path)
    try:
        key = refusing.key_of(path, session.store.key)
    except Locked:
        return Inside(LOCKED, "这台电脑上没有打开它的密钥。", "本机没有密钥")
    words = "本机有密钥" if ident else "不加密"
    try:
        with looking.looking(path, key) as look:
            return _read(session, look, words)
    except SHOWN as problem:
        return Inside(_state_of(path, key), problem.title, words)


def _read(session: Session, look: Look, key: str) -> Inside:
    if not look.whole():
        return Inside(DAMAGED, "里面的内容和写入时不一样了。", key)
    facts, counts, last = look.facts(), look.counts(), look.last_act()
    ours = facts.get("site") == session.site
    return Inside(
        WHOLE if ours else OTHERS,
        "" if ours else f"这是{facts.get('name') or '别的单位'}的备份。",
        key,
        office=facts.get("name") or "",
        teachers=counts.get("teachers", 0),
        rows=sum(counts.values()),
        last_at=last.at if last else "",
        last_reason=last.reason if last else "",
    )


def _state_of(path: Path, key: DataKey | None) -> str:
    """A file that bears our sign and cannot be read is damaged; what bears none is no copy."""
    return DAMAGED if key is not None or looking.bears_our_sign(path) else UNREADABLE


def _in(folder: Path, place: str) -> Iterator[Copy]:
    for path in _files(folder):
        try:
            told = path.stat()
        except OSError:
            continue
        made = naming.read(path.name)
        at = made.at if made else datetime.fromtimestamp(told.st_mtime).replace(microsecond=0)
        yield Copy(path, place, naming.kind_of(path.name), at, told.st_size)


def _files(folder: Path) -> Iterable[Path]:
    try:
        return [one for one in folder.resolve().iterdir() if one.suffix == naming.EXTENSION and one.is_file()]
    except OSError:
        return []


def _is_of(copy: Copy, mark: str) -> bool:
    made = naming.read(copy.path.name)
    return made is not None and made.mark == mark


def _is_named_after(path: Path, office: Path) -> bool:
    return path.name.startswith((f"{office.stem}.", f"{office.stem}-"))
