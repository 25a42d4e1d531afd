"""Every kind of paper by its code (code table paper_kind), and what an example of each says."""

from collections.abc import Mapping, Sequence
from typing import Any

from app import codes
from app.papers import (
    facts_appointments,
    facts_classes,
    facts_dossier,
    facts_honours,
    facts_induction,
    facts_pairs,
    facts_people,
    facts_studios,
    facts_training,
)
from app.papers.kinds import NAMES, Item, PaperKind
from app.problems import Problem
from app.session import Session
from exports.papers.facts import Facts

CODES = tuple(one.code for one in codes.table("paper_kind").codes)

_ALL = (
    *facts_training.KINDS,
    *facts_appointments.KINDS,
    *facts_honours.KINDS,
    *facts_pairs.KINDS,
    *facts_people.KINDS,
    *facts_dossier.KINDS,
    *facts_induction.KINDS,
    *facts_classes.KINDS,
    *facts_studios.KINDS,
)

KINDS: dict[str, PaperKind] = {code: next(one for one in _ALL if one.name == code) for code in CODES}
"""In the order of the code table."""

_SAMPLE_ROWS = 3


def kind(name: str) -> PaperKind:
    """The kind of that code or label; raises Problem when there is none."""
    found = KINDS.get(name) or next((one for one in KINDS.values() if one.label == name), None)
    if found is None:
        raise Problem(f"没有“{name}”这种证书。", f"可用的有：{'、'.join(KINDS)}。")
    return found


def candidates(session: Session, name: str) -> Sequence[Mapping[str, Any]]:
    """For whom papers of a kind may be made (see `PaperKind`)."""
    return kind(name).candidates(session)


def sample(name: str) -> Facts:
    """Facts of an example paper: the items' samples, and a few rows in each list."""
    its = kind(name)
    texts = _texts(its.items)
    who = texts.get("姓名") or its.label
    return Facts(
        who=who,
        title=f"{its.label} {who}" if who != its.label else its.label,
        texts=texts,
        names=NAMES,
        lists={
            one.name: [_numbered(_texts(one.items), row) for row in range(1, _SAMPLE_ROWS + 1)] for one in its.lists
        },
    )


def _texts(items: Sequence[Item]) -> dict[str, str]:
    return {one.name: one.sample for one in items}


def _numbered(texts: dict[str, str], row: int) -> dict[str, str]:
    return {**texts, "序号": str(row)} if "序号" in texts else texts
