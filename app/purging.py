"""彻底清除: erasing deleted people for ever, also where an old copy of the file would bring them back."""

import contextlib
import json
from dataclasses import dataclass
from pathlib import Path

from app import name_keys
from app.merging import uniting
from app.problems import Problem
from app.session import Session
from storage import merging
from storage import purging as stored
from storage.store import Act

SUFFIX = ".purged"
"""How the list of what was purged is called, after the database it lies beside."""

_MOST = 1 << 26

Key = tuple[str, str]


@dataclass(frozen=True)
class Deleted:
    """One teacher who was deleted: `at` (ISO 8601) and `actor` of the deletion, None where nobody knows any more.

    `into` says into whom an entry was merged, "" where it was only deleted.
    """

    id: str
    name: str
    at: str | None
    actor: str | None
    into: str = ""


def deleted(session: Session) -> list[Deleted]:
    """Deleted teachers, the last one first."""
    merged = uniting.merged_away(session)
    return [
        Deleted(row["id"], row["name"], row["at"], row["actor"], merged.get(row["id"], ""))
        for row in stored.deleted_teachers(session.store)
    ]


def find(session: Session, who: str) -> Deleted:
    """The one deleted teacher of this id or name; raises Problem when there is none, or several."""
    found = [one for one in deleted(session) if who in (one.id, one.name)]
    if not found:
        raise Problem(f"已删除的教师里没有“{who}”。", "只有已经删除的教师才能恢复或彻底清除。")
    if len(found) > 1:
        raise Problem(f"已删除的教师里有 {len(found)} 位“{who}”。", "请用编号指明是哪一位。")
    return found[0]


def bring_back(session: Session, teacher: str) -> None:
    """Take the deletion of a teacher back, with what was deleted together; raises Problem where that cannot be.

    One who was merged into another is a person apart again.
    """
    from app.exchange.amending import Amender

    one = _deleted(session, teacher)
    if one.into:
        uniting.separate(session, teacher)
        return
    with session.writing(f"恢复教师：{one.name}") as rows:
        refusal = Amender(rows, {("teachers", teacher)}).bring_back(("teachers", teacher))
        if refusal is not None:
            raise Problem(refusal, "没有恢复任何内容。")
        name_keys.refresh(rows)
    if session.is_county:
        from app.exchange import settling

        settling.retry(session)


def purge_teacher(session: Session, teacher: str) -> int:
    """Erase a deleted teacher with all rows; returns how many records that were. It cannot be taken back."""
    _deleted(session, teacher)
    return purge(session, ("teachers", teacher))


def purge(session: Session, key: Key) -> int:
    """Erase one deleted row for ever, a person or a pair with all that is theirs.

    Values are erased from the records, the journal, conflicts and reviews; the ids stay, here and in a list beside
    the database. Schools drop the rows with their next file. Raises Problem when something still refers to them.
    """
    from app.exchange.answering import answer
    from storage import exchange

    if not session.is_county:
        raise Problem("彻底清除由县里办理。", "请联系县局经办人。")
    if not stored.is_deleted(session.store, key):
        raise Problem("这条记录没有删除，不能彻底清除。", "请先删除它，核对无误以后再彻底清除。")
    if merging.heirs(session.store, [key]):
        raise Problem(
            "这条登记已经与另一条合并为一人，不能单独彻底清除。",
            "合并后的那一位删除、彻底清除的时候，这一条会一起清除；合并错了的，请先恢复这一条。",
        )
    stored.overwrite_on_erasing(session.store)
    with session.store.writing(_act(session)) as rows:
        keys = stored.belonging(rows, [key])
        if exchange.referrers(rows, keys):
            raise Problem("还有别的记录引用着它，不能彻底清除。", "请先处理引用它的记录（如结对、培训记录）。")
        answer(rows, stored.erase(rows, keys, session.operator or "未署名", _now(session)))
    stored.rebuild(session.store)
    keep(session)
    return len(keys)


def keep(session: Session) -> int:
    """Bring the list beside the database and the database together; returns how many rows were purged again.

    What is on the list is purged where an old copy of the database has come back; what the database knows to be
    purged is put on the list. A file that cannot be written is left as it is.
    """
    if not session.is_county or session.store.read_only:
        return 0
    path = path_beside(session.path)
    listed, purged = _listed(path), stored.gravestones(session.store)
    again = 0 if listed <= purged else _purge_again(session, listed - purged)
    purged = stored.gravestones(session.store) if again else purged
    if purged - listed:
        # The list is a safety net: where it cannot be written now, the next opening writes it.
        with contextlib.suppress(Problem):
            _write(path, listed | purged)
    return again


def lists_more(session: Session) -> bool:
    """Whether the list beside the database names what the database does not know to be purged."""
    path = path_beside(session.path)
    return path.exists() and not _listed(path) <= stored.gravestones(session.store)


def _purge_again(session: Session, lost: set[Key]) -> int:
    from app.exchange.answering import answer

    stored.overwrite_on_erasing(session.store)
    with session.store.writing(_act(session)) as rows:
        keys = stored.belonging(rows, lost)
        answer(rows, stored.erase(rows, keys, session.operator or "未署名", _now(session)))
        name_keys.refresh(rows)
    stored.rebuild(session.store)
    return len(keys)


def path_beside(database: Path) -> Path:
    """Where the list of what was purged is kept."""
    return database.with_name(database.name + SUFFIX)


def carry(source: Path, target: Path) -> None:
    """Add what the list beside one database says to the list beside another: a backup takes its list along."""
    there, here = _listed(path_beside(source)), _listed(path_beside(target))
    if there - here:
        _write(path_beside(target), there | here)


def _listed(path: Path) -> set[Key]:
    """What is on a list; a line that cannot be read is none."""
    from app.exchange import files

    if not path.exists():
        return set()
    found: set[Key] = set()
    for line in files.read(path, _MOST).splitlines():
        with contextlib.suppress(ValueError, KeyError, TypeError):
            one = json.loads(line)
            found.add((str(one["t"]), str(one["id"])))
    return found


def _write(path: Path, keys: set[Key]) -> None:
    from app.exchange import files

    lines = [json.dumps({"t": table, "id": pk}) for table, pk in sorted(keys)]
    files.write(path, ("\n".join(lines) + "\n").encode(), private=True)


def _deleted(session: Session, teacher: str) -> Deleted:
    found = next((one for one in deleted(session) if one.id == teacher), None)
    if found is None:
        raise Problem("这位教师没有删除，或者已经彻底清除。", "请刷新列表再看。")
    return found


def _act(session: Session) -> Act:
    return Act(session.operator or "未署名", "彻底清除", mode="import", kind="purged")


def _now(session: Session) -> str:
    return session.now().isoformat(timespec="seconds")
