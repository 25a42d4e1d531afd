"""What a reference may point to, and how it is found while typing."""

from collections.abc import Callable
from dataclasses import dataclass


@dataclass(frozen=True)
class Choice:
    """A record that a reference may point to; `note` tells those of one name apart."""

    id: str
    label: str
    note: str = ""


@dataclass(frozen=True)
class Picker:
    """How records of one table are found while typing, and what a stored id is called."""

    find: Callable[[str], list[Choice]]
    name: Callable[[str], str]
    hint: str = "输入名称查找"
