"""Finding people and schools while typing: the shared name index, and the pickers that forms use."""

from collections.abc import Mapping
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal

from app import organisations, records, roster, teachers
from app.progress import Progress, silent
from app.session import Session
from ui.choices import Choice, Picker
from ui.jobs import Lane

if TYPE_CHECKING:
    from app.search import Entry, NameIndex

Found = tuple["NameIndex", dict[str, "Entry"]]


class People(QObject):
    """The index over all teachers, built in the quiet lane when it is first wanted and again after changes."""

    ready = Signal()

    def __init__(self, session: Session, reads: Lane, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._session = session
        self._reads = reads
        self._found: Found | None = None
        self._stale = True
        self._building = False

    def prepare(self) -> None:
        """Begin to build the index if it is not there or not true any more; `ready` tells when it is."""
        if self._stale and not self._building:
            self._building = True
            self._stale = False
            self._reads.run(_build, title="正在准备查找", done=self._take)

    def forget(self) -> None:
        """Teachers or schools changed: the next search wants a new index; until then the old one serves."""
        self._stale = True

    def find(self, text: str) -> list[str] | None:
        """Ids of those whom `text` fits, in the order of the list; None while there is no index yet."""
        self.prepare()
        return None if self._found is None else self._found[0].find(text)

    def picker(self) -> Picker:
        """For fields that point to a teacher."""
        return Picker(self._choices, self._name, "姓名、拼音或首字母")

    def _choices(self, text: str) -> list[Choice]:
        self.prepare()
        if self._found is None:
            # A form opened before the index was wanted: worth the tenth of a second.
            self._found = _build(self._session, silent)
        index, entries = self._found
        return [Choice(pk, entries[pk].name, entries[pk].school) for pk in index.find(text)[:50]]

    def _name(self, pk: str) -> str:
        return str(teachers.get(self._session, pk)["name"])

    def _take(self, found: Found) -> None:
        self._found = found
        self._building = False
        self.ready.emit()


def organisation_picker(session: Session) -> Picker:
    """For fields that point to an organisation."""

    def find(text: str) -> list[Choice]:
        wanted = text.strip()
        return [
            Choice(str(row["id"]), str(row["name"]), str(row["township"] or ""))
            for row in organisations.listed(session)
            if not wanted or any(wanted in str(row[name] or "") for name in ("name", "short_name", "township", "code"))
        ]

    def name(pk: str) -> str:
        return str(records.get(session, organisations.ENTITY, pk)["name"])

    return Picker(find, name, "输入单位名称查找")


def studio_picker(session: Session) -> Picker:
    """For fields that point to a studio: those that run, at a school those whose work it writes down."""
    from app import studio_work, studios

    def find(text: str) -> list[Choice]:
        wanted = text.strip()
        return [
            Choice(str(row["id"]), str(row["name"]), str(row["host_name"] or ""))
            for row in studios.listed(session)
            if studios.runs(row)
            and studio_work.is_ours(session, row)
            and (not wanted or any(wanted in str(row[name] or "") for name in ("name", "host_name")))
        ]

    def name(pk: str) -> str:
        return str(records.get(session, studios.ENTITY, pk)["name"])

    return Picker(find, name, "输入工作室或主持人查找")


def pickers(session: Session, people: People) -> Mapping[str, Picker]:
    """The pickers of the tables that the references of most records point to."""
    return {"teachers": people.picker(), "organisations": organisation_picker(session)}


def form_pickers(session: Session, people: People) -> Mapping[str, Picker]:
    """The pickers of every table that a whole form's references point to."""
    return {**pickers(session, people), "studios": studio_picker(session)}


def _build(session: Session, progress: Progress) -> Found:
    from app.search import NameIndex

    entries = roster.entries(session)
    return NameIndex(entries), {entry.id: entry for entry in entries}
