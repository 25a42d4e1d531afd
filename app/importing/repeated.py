"""Headings that a sheet holds twice: first and highest 学历, and the same columns after 师父 and after 徒弟."""

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from app import codes
from app.fields import Field, Kind
from app.importing.likeness import SAME, Name, called, is_called, remark_of, speaks_of_others
from exports.workbooks.headers import label_forms

if TYPE_CHECKING:
    from exports.workbooks.sheets import Cell

Names = Mapping[str, tuple[Name, ...]]
"""Field → all its names."""

_FIRST = ("全日制教育", "全日制", "第一学历", "第一", "初始", "原始", "入职时", "起点", "参加工作时", "就业时")
_TOP = ("在职教育", "在职", "最高学历", "现学历", "最高", "最后", "后续", "后取得", "第二", "现", "继续教育", "提升后")
_SAID, _BY_ORDER, _UNSURE = 93, 92, 80
_DISAGREE = 0.2
"""From this share of rows on that say the contrary the order of two columns is not taken for granted."""


@dataclass(frozen=True, slots=True)
class Reading:
    """What a heading that stands twice is taken for, how sure that is (0..100), and why."""

    column: int
    field: str
    percent: int
    reason: str


def first_and_highest(
    names: Names,
    by_name: Mapping[str, Field],
    labels: Sequence[str],
    groups: Collection[str],
    samples: Mapping[int, Sequence["Cell"]],
) -> Iterator[Reading]:
    """学历, 学位, 毕业院校, 专业, 毕业时间 where the fields have a first and a highest one.

    Said by a word before or after them or by the group over them (全日制教育, 在职教育), else by their order:
    the first one first, unless the cells say that it is the higher one.
    """
    pairs = {name.removeprefix("first_"): name for name in by_name if name.startswith("first_")}
    pairs = {base: first for base, first in pairs.items() if base in by_name}
    plain: dict[str, list[int]] = {}
    said: set[str] = set()
    for column, label in enumerate(labels):
        base, field = _said(label, pairs, names, groups)
        if base and not field:
            plain.setdefault(base, []).append(column)
        elif field:
            said.add(field)
            exact = called(label.replace("/", ""), names[field])
            words = "名称相同" if exact else f"“{label}”是{by_name[field].label}"
            yield Reading(column, field, SAME if exact else _SAID, words)
    repeated = {base: two for base, two in plain.items() if len(two) == 2 and said.isdisjoint({base, pairs[base]})}
    higher = _higher_first(by_name.get("education"), repeated.get("education", ()), samples)
    for base, two in repeated.items():
        in_order = (base, pairs[base]) if higher else (pairs[base], base)
        for column, field in zip(two, in_order, strict=True):
            how = "两列的内容" if higher else "先后"
            words = f"“{by_name[base].label.removeprefix('最高')}”有两列，按{how}是{by_name[field].label}"
            yield Reading(column, field, _UNSURE if higher is None else _BY_ORDER, words)


def _said(label: str, pairs: Mapping[str, str], names: Names, groups: Collection[str]) -> tuple[str, str]:
    """The field with a first and a highest one that a heading names, and which of the two it says; "" for neither."""
    joined = min(label_forms(label.replace("/", "")), key=len, default="")
    remark = remark_of(label)
    if remark in (*_FIRST, *_TOP):
        joined = remark + joined
    elif remark and any(called(remark, one) for one in names.values()):
        return "", ""
    for base, first in pairs.items():
        if called(joined, names[first]):
            return base, first
    for words, is_first in ((_FIRST, True), (_TOP, False)):
        for rest in (rest for word in words for rest in _without(joined, word)):
            named = next((base for base in pairs if is_called(rest, names[base])), "")
            if named:
                return named, pairs[named] if is_first else named
    group, _, last = label.rpartition("/")
    found = next((base for base in pairs if is_called(last, names[base])), "")
    # A heading with a stroke that is no group (学历/学位) is two things in one.
    if not found or (group and (group not in groups or speaks_of_others(group, names[found][0].text))):
        return "", ""
    return found, ""


def _without(text: str, word: str) -> Iterator[str]:
    if len(text) > len(word):
        if text.startswith(word):
            yield text.removeprefix(word)
        if text.endswith(word):
            yield text.removesuffix(word)


def _higher_first(field: Field | None, columns: Sequence[int], samples: Mapping[int, Sequence["Cell"]]) -> bool | None:
    """Whether the left one of two 学历 is the higher one by its cells; None when they say both."""
    if field is None or not field.codes or len(columns) != 2:
        return False
    table = codes.table(field.codes)
    # The table of GB/T 4658 begins with the highest.
    order = {one.code: place for place, one in enumerate(table.codes)}
    left, right = (
        [order.get(table.find(str(cell)) or "") if cell else None for cell in samples.get(column, ())]
        for column in columns
    )
    both = [(one, other) for one, other in zip(left, right, strict=False) if one is not None and other is not None]
    up, down = sum(one > other for one, other in both), sum(one < other for one, other in both)
    if min(up, down) > _DISAGREE * (up + down):
        return None
    return down > up


def after_whom(names: Names, by_name: Mapping[str, Field], labels: Sequence[str]) -> Iterator[Reading]:
    """学校 after 师父 and again after 徒弟: each belongs to the person named before it.

    Only headings that stand once after every person of the list; one that stands once says nobody's.
    """
    people = [one.name for one in by_name.values() if one.kind is Kind.NAME and one.name.endswith(".name")]
    led = [(column, one) for column, label in enumerate(labels) for one in people if called(label, names[one])]
    if len(led) < 2 or len({one for _, one in led}) != len(led):
        return
    starts = [column for column, _ in led]
    stands: dict[str, list[int]] = {}
    for column, label in enumerate(labels):
        if column > starts[0] and label and not any(called(label, one) for one in names.values()):
            stands.setdefault(max(label_forms(label), key=len, default=""), []).append(column)
    for two in stands.values():
        whose = [max(place for place, start in enumerate(starts) if start < column) for column in two]
        if whose == list(range(len(starts))):
            for column, (start, person) in zip(two, led, strict=True):
                yield from _of_person(column, labels[column], labels[start], person, names, by_name)


def _of_person(
    column: int, label: str, after: str, person: str, names: Names, by_name: Mapping[str, Field]
) -> Iterator[Reading]:
    own = [one for one in by_name.values() if one.name.startswith(person.removesuffix("name"))]
    field = next((one for one in own if is_called(by_name[person].label + label, names[one.name])), None)
    if field is not None:
        yield Reading(column, field.name, _BY_ORDER, f"在“{after}”之后，是{field.label}")
