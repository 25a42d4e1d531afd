"""Looks over every text of a batch before the first page, so that no paper is printed with a hole in it."""

from collections.abc import Iterable
from dataclasses import dataclass

from exports.problems import ExportProblem
from exports.typefaces import Role, Source, described, missing

_SHOWN = 8


@dataclass(frozen=True)
class Checked:
    """A text to be printed: whose it is, what people call the field, the role it prints in, whose faces come first."""

    who: str
    label: str
    text: str
    role: Role
    source: Source = "bundled"


def refuse_unprintable(items: Iterable[Checked], undone: str) -> None:
    """Raise `ExportProblem` naming person, field, character and code point of all that no face prints.

    `undone` says what was therefore not done: “没有生成任何证书”.
    """
    faults = sentences(items)
    if not faults:
        return
    shown = "；".join(faults[:_SHOWN])
    more = f"；另有{len(faults) - _SHOWN}处" if len(faults) > _SHOWN else ""
    raise ExportProblem(
        f"有{len(faults)}处字无法打印，{undone}。",
        f"{shown}{more}。请改用规范汉字重新录入，或先把这些人从本次打印中去掉。",
    )


def sentences(items: Iterable[Checked]) -> list[str]:
    """Person, field, character and code point of all that no face prints, each as a sentence.

    Text by text only when something is amiss: the last face of every chain covers what the others cover, so that when
    it has all characters of all texts, nothing is.
    """
    every = list(items)
    used: dict[tuple[Role, Source], set[str]] = {}
    for item in every:
        used.setdefault((item.role, item.source), set()).update(item.text)
    if not any(missing("".join(characters), *key) for key, characters in used.items()):
        return []
    return [
        f"{item.who}：{item.label}第{position + 1}字{described(character)}无可用字形"
        for item in every
        for position, character in missing(item.text, item.role, item.source)
    ]
