"""A county whose data was lost begins anew: its keys from the recovery kit, its schools from what they can prove."""

from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal

from app import session as sessions
from app.exchange import custody, keyring, membership, receiving, signers
from app.exchange.kit import Kit
from app.exchange.mail import county_only
from app.exchange.package import peek
from app.problems import SHOWN, Cancelled
from app.progress import Progress, silent
from app.session import Session

Stand = Literal["unknown", "known", "unfit"]


@dataclass(frozen=True)
class Found:
    """A file that was looked at: of a school that proves itself but is not registered (unknown), of one that is
    (known), or one that cannot be used, with the reason. `created` is ISO 8601, as the school's clock told it."""

    path: Path
    stand: Stand
    site: str
    name: str
    created: str
    reason: str = ""


def recover_county(kit: Kit, database: Path, *, operator: str = "", **clock: Any) -> Session:
    """A new, empty county file with the same site, root and recovery key, and new working keys.

    Schools need no new invite: what they send is sealed to the recovery key too, and proves who they are.
    """
    membership.refuse_place(database)
    session = sessions.recreate_county(
        database, kit.county, site=kit.site, organisation=kit.organisation, operator=operator, **clock
    )
    with membership.wholly(session):
        keys = custody.from_kit(kit, kit.county, session.today())
        keyring.keep(session, keys)
        session.store.set_fact("kit_made", session.today().isoformat())
    return session


def look(session: Session, paths: Iterable[Path], progress: Progress = silent) -> list[Found]:
    """Look at schools' files and say which schools they prove; of several from one school the newest counts."""
    county_only(session)
    wanted = list(paths)
    found: list[Found] = []
    for number, path in enumerate(wanted):
        progress(number, len(wanted), path.name)
        found.append(_look_at(session, path))
    newest: dict[str, Found] = {}
    for one in found:
        if one.stand == "unknown" and (one.site not in newest or newest[one.site].created <= one.created):
            newest[one.site] = one
    return [one for one in found if one.stand != "unknown" or newest[one.site] is one]


def _look_at(session: Session, path: Path) -> Found:
    try:
        header = peek(path)
    except SHOWN as problem:
        return Found(path, "unfit", "", path.name, "", f"{problem.title}{problem.advice}")
    try:
        receiving.preview(session, path)
    except signers.Unregistered:
        return _rehearsed(session, path)
    except SHOWN as problem:
        if isinstance(problem, Cancelled):
            raise
        return Found(path, "unfit", header.from_site, header.from_name, header.created, problem.title + problem.advice)
    return Found(path, "known", header.from_site, header.from_name, header.created)


def _rehearsed(session: Session, path: Path) -> Found:
    """Whether the school could be registered by this very file."""
    header = peek(path)
    try:
        receiving.preview(session, path, register=True)
    except SHOWN as problem:
        return Found(path, "unfit", header.from_site, header.from_name, header.created, problem.title + problem.advice)
    return Found(path, "unknown", header.from_site, header.from_name, header.created)


def register(session: Session, found: Iterable[Found], progress: Progress = silent) -> list[Found]:
    """Register the schools a person has confirmed and take their files, one by one; returns those registered.

    Each is whole or not at all. A refusal stops there: what was registered before stays.
    """
    wanted = [one for one in found if one.stand == "unknown"]
    for number, one in enumerate(wanted):
        progress(number, len(wanted), one.name)
        receiving.take(session, one.path, register=True)
    return wanted
