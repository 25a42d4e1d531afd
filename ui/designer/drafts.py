"""What was changed in the designer and not saved, kept in a file of this computer until it is saved or given up."""

import json
from dataclasses import dataclass
from pathlib import Path

from PySide6.QtCore import QStandardPaths

from app.papers.laying import Design, read_design, write_design
from app.problems import SHOWN


@dataclass(frozen=True)
class Draft:
    """An unsaved design: the id of the kept one it began with (None: a shipped one), that one's name, and itself."""

    pk: str | None
    name: str
    design: Design


def _path(site: str, kind: str) -> Path:
    folder = Path(QStandardPaths.writableLocation(QStandardPaths.StandardLocation.AppLocalDataLocation))
    return folder / "drafts" / f"{site}-{kind}.json"


def keep(site: str, kind: str, draft: Draft) -> None:
    """Keep it, in the place of an earlier one; where the disk does not take it there simply is none."""
    path = _path(site, kind)
    told = {"pk": draft.pk, "name": draft.name, "design": write_design(draft.design)}
    passing = path.with_suffix(".part")
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        passing.write_text(json.dumps(told), encoding="utf-8")
        passing.replace(path)
    except OSError:
        passing.unlink(missing_ok=True)


def kept(site: str, kind: str) -> Draft | None:
    """What was left unsaved; None when nothing was, or what is there cannot be read."""
    try:
        found = json.loads(_path(site, kind).read_text(encoding="utf-8"))
        return Draft(found["pk"], str(found["name"]), read_design(found["design"]))
    except (OSError, ValueError, KeyError, TypeError, *SHOWN):
        return None


def drop(site: str, kind: str) -> None:
    """Forget it."""
    _path(site, kind).unlink(missing_ok=True)
