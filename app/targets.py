"""Targets (目标): how many of something there are to be by a day, and the document that says so."""

import re
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from app import records
from app.fields import Fault, Field, Kind, Owner
from app.problems import Problem
from app.records import Entity, Values, ends_early
from app.session import Session
from storage import targets as stored
from storage.store import Row, Rows

if TYPE_CHECKING:
    from app.figures.shapes import Entry, Figure

_COUNTY = Owner.COUNTY

FIELDS = (
    Field("title", "目标名称", required=True, owner=_COUNTY, width=22),
    Field("figure", "统计什么", required=True, owner=_COUNTY, width=18),
    Field("choice", "统计范围", owner=_COUNTY, width=18),
    Field("number", "目标数", Kind.COUNT, required=True, owner=_COUNTY, width=8),
    Field("start_date", "开始日期", Kind.DATE, required=True, owner=_COUNTY),
    Field("end_date", "截止日期", Kind.DATE, required=True, owner=_COUNTY),
    Field("document", "依据文件", owner=_COUNTY, width=22),
    Field("aliases", "别名", owner=_COUNTY, width=18),
    Field("remark", "备注", Kind.LONG_TEXT, owner=_COUNTY, width=20),
)


def faults(values: Values) -> list[Fault]:
    """One target by itself: it does not end before it begins."""
    return ends_early(values, "start_date", "end_date", "截止日期早于开始日期，请核对。")


ENTITY = Entity("targets", "目标", FIELDS, faults)


FORM = Entity(
    "targets",
    "目标",
    tuple(
        replace(field, kind=Kind.REFERENCE, refers_to="figure_choices" if field.name == "choice" else "figures")
        if field.name in ("figure", "choice")
        else field
        for field in FIELDS
    ),
    faults,
)
"""What a person fills in: figure and range are found while typing."""

REACHED, OPEN, MISSED, LATER, UNREADABLE = "已完成", "进行中", "没有完成", "还没开始", "要核对"
"""How a target stands: 要核对 where what is counted can no longer be read."""


@dataclass(frozen=True)
class Standing:
    """A target and how it stands today: `value` is None where the figure cannot be read; `entries` who is behind it."""

    id: str
    title: str
    counted: str
    number: int
    start_date: str
    end_date: str
    document: str
    aliases: str
    value: int | float | None
    shown: str
    state: str
    entries: "tuple[Entry, ...]" = ()

    @property
    def gap(self) -> float:
        """What is still wanting; 0 when it is reached."""
        return 0 if self.value is None else max(0, self.number - self.value)

    @property
    def gap_words(self) -> str:
        """What is still wanting, as it is written; "" where it is not known."""
        return "" if self.value is None else f"{self.gap:.1f}".removesuffix(".0")

    @property
    def share(self) -> str:
        """How much of the number there is, in percent with one decimal; "" of nothing."""
        return "" if self.value is None or not self.number else f"{self.value * 100 / self.number:.1f}"


def listed(session: Session) -> list[Row]:
    """Every target, those that end first before the others, with what it counts and how it stands in words."""
    return [{**_row(one), **one.row} for one in _stand(session)]


def standings(session: Session) -> list[Standing]:
    """Every target and how it stands today."""
    return [one.standing for one in _stand(session)]


def get(session: Session, pk: str) -> Row:
    """One target as in `listed`; raises Problem when there is none."""
    return records.there(ENTITY, next((row for row in listed(session) if row["id"] == pk), None))


def save(session: Session, pk: str | None, changes: Values) -> str:
    """Save a target; what it counts may be told in words (教师总数; 市级、名教师) and is kept by its keys.

    Raises Problem where there is no such figure or the figure cannot be narrowed so, Invalid where one of the same title
    or alias stands already.
    """
    return records.save(session, ENTITY, pk, keyed(session, changes, pk), among)


def keyed(session: Session, values: Values, pk: str | None = None) -> Values:
    """Values whose figure and range are written as keys."""
    from app import figures

    before: Row = records.get(session, ENTITY, pk) if pk else {}
    key = values.get("figure", before.get("figure"))
    if not key or ("figure" not in values and "choice" not in values):
        return values
    figure = figures.get(str(key))
    choice = values.get("choice", before.get("choice"))
    chosen = figures.read_choice(session, figure, str(choice) if choice else None)
    return {**values, "figure": figure.key, "choice": figures.choice_of(chosen)}


def among(rows: Rows, pk: str | None, values: Values) -> list[Fault]:
    """One target a name: a document's other name for it is an alias, so that nothing is aimed at twice."""
    mine = _names(values.get("title"), values.get("aliases"))
    for other, title, aliases, start, end in stored.every(rows):
        overlap = str(values.get("start_date")) <= str(end) and str(start) <= str(values.get("end_date"))
        same = mine & _names(title, aliases)
        if other != pk and overlap and same:
            return [
                Fault(
                    "title",
                    f"这段时间里已经有“{title}”这项目标（{'、'.join(sorted(same))}），请修改原来那项，或者把别的叫法写进它的别名。",
                )
            ]
    return []


def _names(title: object, aliases: object) -> set[str]:
    words = re.split(r"[、,，;；\n]", f"{title or ''}、{aliases or ''}")
    return {"".join(word.split()) for word in words} - {""}


@dataclass(frozen=True)
class _Stood:
    standing: Standing
    row: Row


def _stand(session: Session) -> list[_Stood]:
    return [_Stood(_standing(session, row), row) for row in stored.listed(session.store)]


def _row(one: _Stood) -> Row:
    found = one.standing
    return {
        "counted": found.counted,
        "now": found.shown,
        "gap": found.gap_words,
        "share": found.share,
        "state": found.state,
    }


def _standing(session: Session, row: Row) -> Standing:
    from app import figures

    number, year = int(row["number"] or 0), _year(session, row)
    value: int | float | None = None
    entries: tuple[Entry, ...] = ()
    shown, counted = "", str(row["figure"])
    try:
        figure = figures.get(str(row["figure"]))
        choice = str(row["choice"]) if row["choice"] else None
        words = figures.choice_words(session, figure, choice)
        counted = f"{figure.label}（{words}）" if words else figure.label
        entries = _within(session, row, figure, choice, year)
        found = figures.counted(figure, entries)
        value, shown = found.number, found.words
    except Problem as problem:
        counted = f"{counted}：{problem.title}"
    return Standing(
        str(row["id"]), str(row["title"]), counted, number, str(row["start_date"]), str(row["end_date"]),
        str(row["document"] or ""), str(row["aliases"] or ""), value, shown, _state(session, row, value, number), entries,
    )  # fmt: skip


def _within(session: Session, row: Row, figure: "Figure", choice: str | None, year: int) -> "tuple[Entry, ...]":
    """The entries of a target: today's, or those of all its years up to this one where the figure is a yearly one."""
    from app.figures import counting

    first = int(str(row["start_date"])[:4]) if figure.yearly else year
    return tuple(one for at in range(first, year + 1) for one in counting.chosen_entries(session, figure, at, choice))


def _year(session: Session, row: Row) -> int:
    return min(session.today().year, int(str(row["end_date"])[:4]))


def _state(session: Session, row: Row, value: int | float | None, number: int) -> str:
    today = session.today().isoformat()
    if value is None:
        return UNREADABLE
    if value >= number:
        return REACHED
    if str(row["start_date"]) > today:
        return LATER
    return OPEN if str(row["end_date"]) >= today else MISSED


def find_figures(text: str) -> list[tuple[str, str, str]]:
    """Figures whose name or group has the text in it, those of a year told so: key, label, what it counts."""
    from app import figures

    return [
        (one.key, one.label, f"{one.group}{'（逐年）' if one.yearly else ''}")
        for one in figures.FIGURES.values()
        if text.strip() in f"{one.label}{one.group}{one.about}"
    ]


def figure_label(key: str) -> str:
    """What a figure is called; the key itself where this program does not know it."""
    from app import figures

    found = figures.FIGURES.get(key)
    return found.label if found else key


def find_choices(session: Session, key: str, text: str) -> list[tuple[str, str]]:
    """What a figure may be narrowed to, as it is typed: words so far and one more (市级、名教师), and by what that is."""
    from app import figures

    *before, last = re.split(r"[、,，;；]\s*", text.strip())
    known = figures.options(session, figures.get(key)) if key in figures.FIGURES else []
    return [
        ("、".join([*before, label]), dim.label)
        for dim, some in known
        for _key, label in some
        if last in label and label not in before
    ]


def choice_label(session: Session, key: str, choice: str) -> str:
    """A choice in words."""
    from app import figures

    return figures.choice_words(session, figures.get(key), choice) if key in figures.FIGURES else choice
