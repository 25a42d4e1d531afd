"""Looks over every text of a batch before the first page, so that no paper is printed with a hole in it."""

from collections.abc import Iterable
from dataclasses import dataclass

from exports.problems import ExportProblem
from exports.typefaces import Role, described, missing

_SHOWN = 8


@dataclass(frozen=True)
class Checked:
    """A text to be printed: whose it is, what people call the field, and the role it prints in."""

    who: str
    label: str
    text: str
    role: Role


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
    """Person, field, character and code point of all that no face prints, each as a sentence."""
    return [
        f"{item.who}：{item.label}第{position + 1}字{described(character)}无可用字形"
        for item in items
        for position, character in missing(item.text, item.role)
    ]
