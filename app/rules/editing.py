"""Parameters changed by name and text (required=360, who.stages=小学), for whoever types rather than clicks."""

from typing import Any

import msgspec

from app.fields import Unreadable
from app.problems import Problem
from app.rules import items, kinds
from app.rules.items import ITEMS, Item

_INSIDE = ("who", "about")


def set_by_name(said: kinds.Parameters, name: str, text: str) -> kinds.Parameters:
    """The same parameters with one of them as `text` says; a part of another is named with a point (who.stages).

    A table takes JSON: a list of lines as they stand in a file of rules. Raises Problem with what there is to set.
    """
    made: kinds.Parameters = _set(said, name.split("."), text, credits=is_by_credits(said))
    return made


def is_by_credits(said: Any) -> bool:
    """Whether amounts of it are credits rather than hours."""
    return isinstance(said, kinds.Regime) and said.unit == "credits"


def known(made: type[Any]) -> str:
    """What can be set, by name and in words."""
    return "、".join(f"{one.name}（{one.label}）" for one in ITEMS[made])


def _set(said: Any, path: list[str], text: str, *, credits: bool) -> Any:
    item = next((one for one in ITEMS[type(said)] if one.name == path[0]), None)
    if item is None:
        raise Problem(f"这种规则没有“{path[0]}”这一项。", f"可用的有：{known(type(said))}。")
    old = getattr(said, item.name)
    if item.form in _INSIDE:
        if len(path) < 2:
            raise Problem(
                f"“{item.label}”请写到里面的一项。",
                f"例如 {item.name}.{ITEMS[type(old)][0].name}=……。可用的有：{known(type(old))}。",
            )
        return msgspec.structs.replace(said, **{item.name: _set(old, path[1:], text, credits=credits)})
    if len(path) > 1:
        raise Problem(f"“{item.label}”里面没有别的项。", f"请写成 {item.name}=……。")
    try:
        value = _lines(item, text) if item.form == "rows" else items.read(item, text, credits=credits)
    except Unreadable as reason:
        raise Problem(f"“{item.label}”没有看懂。", str(reason)) from reason
    return msgspec.structs.replace(said, **{item.name: value})


def _lines(item: Item, text: str) -> Any:
    assert item.row is not None
    try:
        return msgspec.json.decode(text or "[]", type=tuple[item.row, ...])  # type: ignore[name-defined]
    except msgspec.DecodeError as error:
        raise Unreadable(f"{item.label}是一张表，请写成 JSON，可以从“rules export”得到的文件里照样抄。") from error
