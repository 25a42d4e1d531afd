"""Contents of attachments beside the rows: which go along, in how many files, and what becomes of those that came.

They lie in packages under their SHA-256. Nothing depends on their order: what is lacking is asked for, what nothing
names yet waits for the file that does, and what the other side has proved to hold is not sent again.
"""

import hashlib
from collections.abc import Iterable, Mapping, Sequence
from typing import Annotated, Any

import msgspec

from app import office
from app.exchange import archive, collect
from app.exchange.lines import OperationLine, read, read_fact
from app.exchange.package import Package
from app.exchange.plan import is_purged
from app.session import Session
from storage import attachments as kept
from storage import exchange as stored
from storage.exchange.blobs import Size
from storage.store import Rows, Store

_NO_LIMIT = 100 << 20
"""Bytes of a file where the office sets no limit: below what every reader takes, and what old computers hold."""
_AROUND = 8 << 10
"""Bytes of headers, keys and signature around the records and contents of a file, amply."""
_EACH = 512
"""Bytes that one content costs besides its own: two entries of the archive and one of the manifest."""
_MOST = 5_000
"""Contents in one file."""
_EARLY_MOST = 256 << 20
"""Bytes kept of contents that nothing names yet, because their file came before the one with the rows."""


class _Wanted(msgspec.Struct, frozen=True):
    """One content that the sender lacks."""

    sha256: Annotated[str, msgspec.Meta(pattern="^[0-9a-f]{64}$")]


class _More(msgspec.Struct, frozen=True):
    """With which down-file contents go; 0 from a school."""

    n: Annotated[int, msgspec.Meta(ge=0, lt=1 << 53)] = 0


def up(session: Session) -> list[Size]:
    """At a school: what the county asked for, then what its unanswered acts name."""
    store = session.store
    asked = (one for site in stored.asking(store) for one in stored.contents_asked(store, site, in_scope=False))
    return _once([*asked, *stored.contents_of_pending(store)])


def down(rows: Rows, site: str) -> list[Size]:
    """At the county: what a school asked for and may see, then what is news to it, oldest first."""
    asked = stored.contents_asked(rows, site, in_scope=True)
    return _once([*asked, *stored.contents_for(rows, site, collect.proved(rows, site))])


def lacking(source: Session | Rows, site: str = "") -> list[Mapping[str, Any]]:
    """The member `wanted`: what this school lacks, or what the county lacks and the school `site` may have."""
    digests = stored.lacking(source.store) if isinstance(source, Session) else stored.lacking_of(source, site)
    return [{"sha256": one} for one in digests]


def shares(session: Session, contents: collect.Contents, enclosed: Sequence[Size]) -> list[list[str]]:
    """Digests by file, in order: the first go with the records, each further share with a file of its own.

    Every file stays below the office's limit, unless a single content is larger than that.
    """
    if not enclosed:
        return [[]]
    most = office.file_limit(session) << 20 or _NO_LIMIT
    room = most - most // 2_000 - _AROUND  # the encryption adds 16 bytes to every 64 KiB
    zipped, *_entries = archive.pack(contents.members, {}, archive.LIMITS)
    return split(enclosed, room - len(zipped) - len(msgspec.json.encode(contents.facts)), room)


def split(enclosed: Sequence[Size], first: int, each: int) -> list[list[str]]:
    """Fill a first share of `first` bytes and further ones of `each`, keeping the order.

    What is larger than a whole share has one for itself.
    """
    made: list[list[str]] = [[]]
    room = first
    for digest, size in enclosed:
        cost = size + _EACH
        if (cost > room and (made[-1] or len(made) == 1)) or len(made[-1]) == _MOST:
            made.append([])
            room = each
        made[-1].append(digest)
        room -= cost
    return made


def contents(source: Rows | Store, digests: Iterable[str]) -> dict[str, bytes]:
    """The contents of one share; what a fault of the disk has changed stays here, `check` tells of it."""
    found = ((one, kept.content(source, one)) for one in digests)
    return {digest: data for digest, data in found if data and hashlib.sha256(data).hexdigest() == digest}


def waiting(session: Session) -> tuple[int, int]:
    """At a school: how many contents the county asked for and are here, and how many are lacking here.

    Both come right with the next files, even when there is nothing else to report.
    """
    store = session.store
    asked = sum(len(stored.contents_asked(store, site, in_scope=False)) for site in stored.asking(store))
    return asked, len(stored.lacking(store))


def take(rows: Rows, session: Session, package: Package) -> tuple[int, int]:
    """Keep what came beside the rows, once those are in.

    Returns how many contents are new here, and how many that the sender may have are still lacking.
    """
    header = package.header
    early = 0
    if header.kind == "more":
        early = 0 if session.is_county else read_fact(package.manifest.facts, _More).n
    else:
        early = header.number or 0
        asked = {one.sha256 for one in read(package.members, "wanted", _Wanted)}
        stored.replace_wanted(rows, header.from_site, sorted(asked))
    purged: set[str] = set()
    if session.is_county:
        named, purged = _named(rows, package)
        stored.await_contents(rows, header.from_site, named)
    for digest, data in package.blobs.items():
        stored.add_content(rows, digest, data, early)
    _id, adopted = stored.adopted(rows)
    stored.settle_contents(rows, at_county=session.is_county, adopted=adopted, most=_EARLY_MOST)
    stored.drop_early(rows, purged)
    missing = stored.lacking_of(rows, header.from_site) if session.is_county else stored.lacking(rows)
    return stored.kept_now(rows, package.blobs), len(missing)


def _named(rows: Rows, package: Package) -> tuple[set[str], set[str]]:
    """Digests that the acts of an up-file name, and those that only acts about what was purged do."""
    purged = set(stored.gravestones(rows))
    living: set[str] = set()
    dead: set[str] = set()
    for one in read(package.members, "operations", OperationLine):
        digest = one.f.get("sha256") if one.t == "attachments" else None
        if digest:
            # An offered value stands first in its list.
            found = str(digest[0] if isinstance(digest, list) else digest)
            (dead if is_purged(purged, (one.t, one.id), one.root) else living).add(found)
    return living, dead - living


def _once(contents: Iterable[Size]) -> list[Size]:
    return [*dict(contents).items()]
