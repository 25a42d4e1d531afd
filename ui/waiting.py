"""How much waits on each page: counted in the quiet lane and shown beside the pages' names."""

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QTimer

from ui.pages import Services

if TYPE_CHECKING:
    from app import home

TABLES = frozenset(
    {
        *("pairs", "studios", "studio_assessments", "rules"),
        *("declarations", "classes", "attendance", "programmes", "proposals", "decisions"),
    }
)
"""What has to be counted anew when it changes."""

_PAUSE = 1500
"""Milliseconds after the start, or after the last change: nobody waits for these numbers."""


class Waiting(QObject):
    """Counts some time after `look` was called; calls in between are one."""

    def __init__(self, services: Services, parent: QObject) -> None:
        super().__init__(parent)
        self._services = services
        self._pause = QTimer(self, singleShot=True, interval=_PAUSE)
        self._pause.timeout.connect(self.count)

    def look(self, tables: frozenset[str] = TABLES) -> None:
        """Something may have changed in these tables."""
        if tables & TABLES:
            self._pause.start()

    def count(self) -> None:
        """Count now."""
        # Not before it is wanted: the window paints without it.
        from app import home

        self._services.reads.run(
            lambda session, progress: home.waiting(session), title="正在查看要办的事", done=self._tell
        )

    def _tell(self, found: "home.Waiting") -> None:
        self._services.count("mentoring", found.overdue + found.soon + found.proposed)
        self._services.count("training", found.unrated + found.enrolments)
        self._services.count("studios", len(found.studios))
        self._services.count("ledger", found.declared + found.returned)
        self._services.count("exchange", found.pending + found.conflicts + found.proposals)
