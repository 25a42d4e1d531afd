"""折算: the hours a declared item gives by the 折算办法 in force on its day, and the sentence that says why."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any

from app import codes
from app.fields import hours_text

if TYPE_CHECKING:
    # Inside functions otherwise: rules bring msgspec along, and the first page knows declared items.
    from app.rules.book import Book, Rule
    from app.rules.kinds import Conversion, ConversionLine

Item = Mapping[str, Any]


@dataclass(frozen=True)
class Converted:
    """What the rules say of one item. Hours are tenths.

    `hours`: what it gives now, None when no rule speaks of its kind or something is lacking; `whole`: what it gives by
    itself, before what the year's limit leaves. `why` is the whole sentence ("" without a rule), `lacking` the fields
    that have to be filled in first.
    """

    hours: int | None = None
    whole: int | None = None
    why: str = ""
    rule_id: str | None = None
    lacking: tuple[str, ...] = ()


def converted(book: "Book", item: Item, granted: Iterable[Item] = ()) -> Converted:
    """What an item gives by the rule in force on the day it was done.

    `granted`: the same person's other items of that calendar year with hours granted; those that the same line fits
    use up what it gives in a year at most, in whatever order they are decided about.
    """
    spoken = _speaking(book, item)
    if spoken is None:
        return Converted()
    rule, said = spoken
    lines = [one for one in said.lines if one.kind == item.get("kind")]
    lacking = _lacking(lines, item)
    line = next((one for one in lines if fits(one, item)), None)
    if lacking and line is None:
        wanted = "、".join(_LABELS[one] for one in lacking)
        return Converted(
            why=f"按{_named(rule)}：{_kind(item)}要填了{wanted}才能折算。", rule_id=rule.id, lacking=lacking
        )
    if line is None:
        why = f"按{_named(rule)}：{_kind(item)}没有{_described(item) or '这一种'}这一档，不折算学时。"
        return Converted(0, 0, why, rule.id)
    if line.each and not item.get("quantity"):
        why = f"按{_named(rule)}：{_kind(item)}按数量折算，请填写数量。"
        return Converted(why=why, rule_id=rule.id, lacking=("quantity",))
    return _by_line(rule, said, line, item, granted)


def _by_line(
    rule: "Rule", said: "Conversion", line: "ConversionLine", item: Item, granted: Iterable[Item]
) -> Converted:
    times = int(item["quantity"]) if line.each else 1
    whole = line.hours * times
    gives = f"{hours_text(whole)} 学时"
    if line.each:
        gives = f"每个 {hours_text(line.hours)} 学时，{times} 个共 {gives}"
    words = f"按{_named(rule)}：{_kind(item)}{_described(item, line)} {gives}"
    if not line.most:
        return Converted(whole, whole, f"{words}。", rule.id)
    used = sum(int(one["granted"] or 0) for one in granted if _line_of(said, one) is line)
    left = max(0, line.most - used)
    words += f"，这一项一年最多 {hours_text(line.most)} 学时"
    if used:
        words += f"，{str(item['done_on'])[:4]} 年已认定 {hours_text(used)}，还可以认定 {hours_text(left)}"
    # One item may give more than the year's limit by itself.
    return Converted(min(whole, left), min(whole, line.most), f"{words}。", rule.id)


def fits(line: "ConversionLine", item: Item) -> bool:
    """Whether a line is about an item: all that the line says must hold."""
    return (
        line.kind == item.get("kind")
        and (not line.levels or item.get("level") in line.levels)
        and (not line.grades or item.get("grade") in line.grades)
        and (not line.roles or item.get("role") in line.roles)
    )


def _line_of(said: "Conversion", item: Item) -> "ConversionLine | None":
    """The first line that fits holds."""
    return next((one for one in said.lines if fits(one, item)), None)


def _speaking(book: "Book", item: Item) -> "tuple[Rule, Conversion] | None":
    """Of the rules in force on the item's day the one that speaks of its kind: with a line that fits, if there is one."""
    from app.rules.kinds import Conversion

    day = _day(item.get("done_on"))
    if day is None:
        return None
    about = [pair for pair in book.of(Conversion, day) if any(one.kind == item.get("kind") for one in pair[1].lines)]
    fitting = [pair for pair in about if _line_of(pair[1], item) is not None]
    return next(iter(fitting or about), None)


def _lacking(lines: Sequence["ConversionLine"], item: Item) -> tuple[str, ...]:
    """What the lines of a kind tell apart by and the item does not say."""
    asked = {
        "level": any(one.levels for one in lines),
        "grade": any(one.grades for one in lines),
        "role": any(one.roles for one in lines),
    }
    return tuple(name for name, wanted in asked.items() if wanted and not item.get(name))


def _day(text: object) -> date | None:
    try:
        return date.fromisoformat(str(text))
    except ValueError:
        return None


def _named(rule: "Rule") -> str:
    """A rule by its title, and the document it stands in."""
    title = rule.title if rule.title.startswith("《") else f"《{rule.title}》"
    return f"{title}（{rule.document}）" if rule.document and rule.document != rule.title else title


def _kind(item: Item) -> str:
    return codes.table("declared_kind").label_of(str(item.get("kind")))


def _described(item: Item, line: "ConversionLine | None" = None) -> str:
    """What of level, grade and role tells an item's line apart: 县级一等奖."""
    parts = (
        ("level", "level", line is None or line.levels),
        ("grade", "award_grade", line is None or line.grades),
        ("role", "declared_role", line is None or line.roles),
    )
    return "".join(
        codes.table(table).label_of(str(item[name])) for name, table, told in parts if told and item.get(name)
    )


_LABELS = {"level": "级别", "grade": "奖次", "role": "本人作用"}
