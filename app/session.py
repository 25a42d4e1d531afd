"""One office's open file together with who is working on it and the clock: what every service is given."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import date, datetime
from pathlib import Path
from typing import Any, TypeVar

from app import unlocking
from app.problems import Problem
from storage import exchange as stored
from storage import places
from storage import proposals as stored_proposals
from storage import store as storage_store
from storage.ids import new_id
from storage.store import Act, Rows, Store

T = TypeVar("T")

COUNTY = "county"
SCHOOL = "school"


class Session:
    """An open office file. Belongs to the thread that opened it; long work opens its own with `again()`."""

    def __init__(self, store: Store, *, operator: str = "") -> None:
        self.store = store
        self.operator = operator or store.fact("operator") or ""
        self._remembered: dict[str, tuple[tuple[int, int], Any]] = {}

    @property
    def path(self) -> Path:
        """Where the office's file is."""
        return self.store.path

    @property
    def role(self) -> str:
        """`county` or `school`."""
        return self.store.fact("role") or COUNTY

    @property
    def is_county(self) -> bool:
        """Whether this is the county's own file, where files from schools are merged."""
        return self.role == COUNTY

    @property
    def site(self) -> str:
        """The id of this office among those that exchange files."""
        return self.store.fact("site") or ""

    @property
    def name(self) -> str:
        """The office's name as it stands on papers and files."""
        return self.store.fact("name") or "未命名单位"

    @property
    def organisation(self) -> str | None:
        """The id of the office's own organisation row, once it is known."""
        return self.store.fact("organisation")

    @property
    def county_name(self) -> str:
        """At a school: the name of the county it joined, as the invite had it."""
        return self.store.fact("county_name") or "县里"

    @property
    def join_code(self) -> str | None:
        """At a school: the eight digits to compare by telephone, until the county's answer was taken."""
        waits = self.store.fact("joining") or not self.store.fact("adopted")
        return self.store.fact("join_code") if waits else None

    @property
    def adopted_number(self) -> int:
        """At a school: the number of the county's file it took last, 0 before the first."""
        return int(self.store.fact("adopted_n") or 0)

    @property
    def begun_anew(self) -> bool:
        """At the county: whether the file was made from a recovery kit because the data was lost."""
        return bool(self.store.fact("begun_anew"))

    @property
    def created(self) -> date:
        """The day on which this file was made, begun anew or for the first time."""
        return datetime.fromisoformat(self.store.fact("created") or "0001-01-01").date()

    @property
    def waiting(self) -> int:
        """At a school: how many acts the county has not answered yet; 0 at the county."""
        return 0 if self.is_county else stored.pending_count(self.store)

    @property
    def held(self) -> int:
        """At the county: how many acts of schools wait for an upgrade of this program."""
        return int(self.store.fact("held") or 0)

    @property
    def returned(self) -> int:
        """At a school: how many of its proposals the county sent back; 0 at the county."""
        return 0 if self.is_county else stored_proposals.returned(self.store)

    @property
    def last_backup(self) -> datetime | None:
        """When the last backup was made and verified; None when never."""
        said = self.store.fact("last_backup")
        return datetime.fromisoformat(said) if said else None

    def now(self) -> datetime:
        """Wall time: shown and printed, never compared between offices."""
        return self.store.clock()

    def today(self) -> date:
        """The date on this computer."""
        return self.now().date()

    def remembered(self, name: str, make: Callable[[], T]) -> T:
        """What `make()` gives, made again only once anything has been written to the file, by whomever."""
        written = self.store.written
        known = self._remembered.get(name)
        if known is None or known[0] != written:
            known = self._remembered[name] = (written, make())
        found: T = known[1]
        return found

    def set_operator(self, name: str) -> None:
        """Remember who works at this computer; written beside every act from now on."""
        clean = name.strip()
        if not clean:
            raise Problem("请填写经办人姓名。", "它会记在每一次修改旁边，方便以后查对。")
        self.store.set_fact("operator", clean)
        self.operator = clean

    def listen(self, callback: Callable[[frozenset[str]], None]) -> None:
        """Call `callback(tables)` after every commit of this session that changed exchanged tables."""
        self.store.on_commit = callback

    @contextmanager
    def writing(self, reason: str, *, rehearse: bool = False, undoes: str | None = None) -> Iterator[Rows]:
        """A writing block in this operator's name; `reason` is a short Chinese sentence kept in the journal."""
        act = Act(self.operator or "未署名", reason, undoes=undoes)
        with self.store.writing(act, rehearse=rehearse) as rows:
            yield rows

    def again(self) -> "Session":
        """The same office opened anew, for another thread; for looking only where this is."""
        looking = self.store.read_only
        opened = storage_store.open_store(self.path, self.store.key, looking=looking, clock=self.store.clock)
        if self.store.refusal:
            opened.look_only(self.store.refusal)
        return Session(opened, operator=self.operator)

    def close(self) -> None:
        """Close the file."""
        self.store.close()

    def __enter__(self) -> "Session":
        return self

    def __exit__(self, *_: object) -> None:
        self.close()


def open_session(path: Path, *, clock: Callable[[], datetime] = datetime.now) -> Session:
    """Open an office's file as it is; raises StorageProblem with what to do when it cannot be, and
    `unlocking.Locked` when it is encrypted and this computer has no key for it."""
    return Session(storage_store.open_store(path, unlocking.key_of(path), clock=clock))


def create_county(
    path: Path, name: str, *, operator: str = "", clock: Callable[[], datetime] = datetime.now
) -> Session:
    """A new county file with its own organisation row."""
    organisation = new_id()
    facts = _facts(new_id(), COUNTY, name, organisation, operator, clock())
    session = _created(path, facts, clock)
    with session.writing("新建县级数据文件") as rows:
        rows.insert("organisations", {"id": organisation, "name": name, "kind": "1"})
    return session


def recreate_county(
    path: Path,
    name: str,
    *,
    site: str,
    organisation: str,
    operator: str = "",
    clock: Callable[[], datetime] = datetime.now,
) -> Session:
    """An empty file for a county that lost its data; its rows, its own organisation's too, come from its schools."""
    facts = {**_facts(site, COUNTY, name, organisation, operator, clock()), "begun_anew": "1"}
    return _created(path, facts, clock)


def create_school(
    path: Path,
    name: str,
    *,
    site: str,
    organisation: str,
    operator: str = "",
    clock: Callable[[], datetime] = datetime.now,
) -> Session:
    """A new school file for a site that the county has invited; its rows come with the first file from there."""
    facts = _facts(site, SCHOOL, name, organisation, operator, clock())
    return _created(path, facts, clock)


def _created(path: Path, facts: dict[str, str | None], clock: Callable[[], datetime]) -> Session:
    """A new file, encrypted under a new key that this computer keeps; no file, no key."""
    places.refuse_network(path)
    with unlocking.new_key_for(path) as key:
        return Session(storage_store.create(path, key, facts=facts, clock=clock))


def _facts(site: str, role: str, name: str, organisation: str, operator: str, now: datetime) -> dict[str, str | None]:
    return {
        "site": site,
        "role": role,
        "name": name,
        "organisation": organisation,
        "operator": operator or None,
        "created": now.isoformat(timespec="seconds"),
    }
