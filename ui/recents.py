"""Which files were opened lately on this computer."""

from pathlib import Path

from PySide6.QtCore import QSettings

_RECENT = "recent"
_KEPT = 6


def recent(settings: QSettings) -> list[Path]:
    """Files opened lately that are still there, the last one first."""
    return [path for path in map(Path, _kept(settings)) if path.exists()][:_KEPT]


def remember(settings: QSettings, path: Path) -> None:
    """Put a file at the head of those opened lately."""
    text = str(path.resolve())
    settings.setValue(_RECENT, [text, *(one for one in _kept(settings) if one != text)][: _KEPT * 2])


def _kept(settings: QSettings) -> list[str]:
    return listed(settings, _RECENT)


def listed(settings: QSettings, name: str) -> list[str]:
    """A list of texts kept under a name; a list of one comes back from the file as the text itself."""
    kept = settings.value(name) or []
    return [kept] if isinstance(kept, str) else [str(one) for one in kept] if isinstance(kept, list) else []
