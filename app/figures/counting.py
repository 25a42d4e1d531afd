"""Counts a figure: its number in words, narrowed to a choice, and the names behind it."""

import re
from collections.abc import Iterable, Mapping, Sequence

from app.figures.registry import FIGURES
from app.figures.shapes import Dim, Entry, Figure, Name, Value
from app.problems import Problem
from app.session import Session

NOTHING = "—"
"""A share of nothing: neither 0% nor 100%."""

Chosen = Mapping[str, str]
"""Dimension → key."""


def value(session: Session, key: str, year: int, choice: str | None = None) -> Value:
    """The number of a figure for a year (today's, for those that are not yearly), narrowed to a choice.

    A choice is as `choice_of` makes it, or words (市级、名教师). Raises Problem for a figure or a choice there is not.
    """
    figure = get(key)
    return counted(figure, chosen_entries(session, figure, year, choice))


def names(session: Session, key: str, year: int, choice: str | None = None) -> list[Name]:
    """Who or what is behind a figure: one a 人, one a 人次; of a share everybody, with what they are in `note`."""
    figure = get(key)
    found = chosen_entries(session, figure, year, choice)
    if figure.counting == "each":
        found = list({one.id: one for one in reversed(found)}.values())[::-1]
    return [Name(_record(one), one.name, one.school, one.note, figure.table) for one in found]


def get(key: str) -> Figure:
    """A figure by its key or its label; raises Problem."""
    found = FIGURES.get(key) or next((one for one in FIGURES.values() if one.label == key), None)
    if found is None:
        raise Problem(f"没有“{key}”这项统计。", "请核对名称，或者从统计项目的列表里选。")
    return found


def find(text: str) -> tuple[str, str | None]:
    """A figure as a text names it, 名师骨干人数 or 名师骨干人数（市级、名教师）: key, and the choice as words."""
    found = re.fullmatch(r"\s*([^（(]+?)\s*(?:[（(](.+)[）)])?\s*", text)
    if found is None:
        raise Problem(f"没有“{text}”这项统计。", "请写统计项目的名称，范围写在后面的括号里。")
    return get(found[1]).key, found[2]


def entries(session: Session, figure: Figure, year: int) -> Sequence[Entry]:
    """All that a figure counts, kept by the session until anything is written."""
    when = year if figure.yearly else session.today().year
    return session.remembered(
        f"figure {figure.key} {when} {session.today()}", lambda: tuple(figure.entries(session, when))
    )


def chosen_entries(session: Session, figure: Figure, year: int, choice: str | None) -> list[Entry]:
    """The entries of a figure that a choice leaves."""
    chosen = read_choice(session, figure, choice)
    found = entries(session, figure, year)
    return [one for one in found if all(one.by.get(dim, "") == key for dim, key in chosen.items())]


def counted(figure: Figure, found: Iterable[Entry]) -> Value:
    """The number of these entries as the figure counts."""
    some = list(found)
    if figure.counting == "entries":
        return _value(len(some), figure.unit)
    if figure.counting == "sum":
        total = sum(one.amount for one in some)
        return _value(total / 10 if figure.unit == "学时" and total % 10 else _whole(total, figure.unit), figure.unit)
    if figure.counting == "each":
        return _value(len({one.id for one in some}), figure.unit)
    # Of somebody who stands there under several rules, all must be met.
    everybody, outside = {_record(one) for one in some}, {_record(one) for one in some if not one.part}
    if not everybody:
        return Value(0.0, NOTHING, "%")
    return _value(round((len(everybody) - len(outside)) * 100 / len(everybody), 1), "%")


def _record(one: Entry) -> str:
    """The id of the record. An entry's id may be of a person under one regime: that stands before a stroke."""
    return one.id.rpartition("|")[2]


def _whole(total: int, unit: str) -> int:
    return total // 10 if unit == "学时" else total


def _value(number: int | float, unit: str) -> Value:
    if unit == "%":
        return Value(number, f"{number:.1f}%", unit)
    return Value(number, f"{number:,} {unit}", unit)


def options(session: Session, figure: Figure) -> list[tuple[Dim, list[tuple[str, str]]]]:
    """By what a figure can be narrowed: every dimension with its keys and words."""
    return [(dim, list(dim.options(session))) for dim in figure.dims]


def choice_of(chosen: Chosen) -> str | None:
    """Keys by dimension as they are kept: rank=3;step=名教师. None for nothing."""
    return ";".join(f"{name}={key}" for name, key in sorted(chosen.items())) or None


def read_choice(session: Session, figure: Figure, text: str | None) -> Chosen:
    """A choice as it is kept, or in words (市级、名教师); raises Problem for what the figure cannot be narrowed to."""
    found: dict[str, str] = {}
    for part in (one.strip() for one in re.split(r"[;；,，、]", text or "")):
        if part:
            dim, key = _read_part(session, figure, part)
            found[dim] = key
    return found


def _read_part(session: Session, figure: Figure, part: str) -> tuple[str, str]:
    name, _, word = part.rpartition("=")
    for dim, known in options(session, figure):
        if name and name not in (dim.name, dim.label):
            continue
        for key, label in known:
            if word in (key if name else label, label):
                return dim.name, key
    told = "、".join(dim.label for dim in figure.dims)
    advice = f"可以按这些来分：{told}。请从列表里选。" if told else "这项统计不能再分。"
    raise Problem(f"“{figure.label}”里没有“{part}”这一类。", advice)


def choice_words(session: Session, figure: Figure, choice: str | None) -> str:
    """A choice in words, 市级、名教师; "" for nothing narrowed, as it is kept where it can no longer be read."""
    try:
        chosen = read_choice(session, figure, choice)
    except Problem:
        return choice or ""
    labels = {(dim.name, key): label for dim, known in options(session, figure) for key, label in known}
    return "、".join(labels[name, chosen[name]] for name in (dim.name for dim in figure.dims) if name in chosen)


def split(session: Session, key: str, year: int, dim: str, choice: str | None = None) -> list[tuple[str, str, Value]]:
    """A figure by one of its dimensions: (key, words, value), the lines without anybody left out.

    Those without a key stand last as 未填写. Where somebody may stand in two lines, the lines add up to more than all.
    """
    figure = get(key)
    found = chosen_entries(session, figure, year, choice)
    known = dict(next(one for one in figure.dims if one.name == dim).options(session))
    groups: dict[str, list[Entry]] = {one: [] for one in known}
    for each in found:
        groups.setdefault(each.by.get(dim, ""), []).append(each)
    return [(one, known.get(one, one or "未填写"), counted(figure, some)) for one, some in groups.items() if some]
