"""Places for live facts in a text: {教师总数}, {上年:教师总数}, {表:…}, {图:…}, and what each of them becomes."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from app import figures
from app.problems import Problem
from app.session import Session

if TYPE_CHECKING:
    from exports.documents import Block

PLACE = re.compile(r"\{([^{}\n]*)\}")
_LAST_YEAR, _TABLE, _CHART = "上年", "表", "图"
_MARK = re.compile(r"\s*(上年|表|图)\s*[:：]\s*(.+)")
_CHART_WIDTH = 430.0
_MOST_BARS = 24
"""A chart with more categories is a list: the report says it better."""

YEAR, OFFICE, TODAY = "年", "本单位", "今天"
PLAIN = {YEAR: "文稿的年份", OFFICE: "本单位名称", TODAY: "今天的日期"}
"""Places that are no figures, and what they say."""


@dataclass(frozen=True)
class Choice:
    """A place that can be put into a text: what is typed, its name, what it says, under which heading it is offered."""

    typed: str
    label: str
    about: str
    group: str


@dataclass(frozen=True)
class Fault:
    """A place that nothing can be put in: which, in which line of the text (from 1), and why, as a sentence."""

    place: str
    line: int
    reason: str


REMINDER = "reminder"
"""The kind of text that is made for one school after the other, with places of its own."""

OF_SCHOOL = {
    "学校": "被催报的学校", "情况": "缺什么", "最近上报": "最近一次上报的日期", "已过天数": "从那天起过了几天"
}  # fmt: skip


def choices(session: Session, kind: str = "") -> list[Choice]:
    """All that can be put into a text of a kind, group by group."""
    from app import reports

    found = [Choice(f"{{{name}}}", name, about, "常用") for name, about in PLAIN.items()]
    if kind == REMINDER:
        found += [Choice(f"{{{name}}}", name, about, "学校") for name, about in OF_SCHOOL.items()]
    for one in figures.FIGURES.values():
        unit = f"单位：{one.unit}。" if one.unit else ""
        found.append(Choice(f"{{{one.label}}}", one.label, unit + one.about, one.group))
    for report in reports.REPORTS.values():
        found.append(Choice(f"{{{_TABLE}:{report.label}}}", f"表：{report.label}", report.about, "报表"))
    for one in figures.FIGURES.values():
        for dim in one.dims:
            label = f"{one.label}（按{dim.label}）"
            typed = f"{{{_CHART}:{one.label}（{dim.label}）}}"
            found.append(Choice(typed, f"图：{label}", f"条形图，按{dim.label}分开", "图"))
    return found


@dataclass(frozen=True)
class Resolver:
    """Puts facts of one year into texts. `more` are further places by name: those of one school's reminder."""

    session: Session
    year: int
    more: Mapping[str, str]

    def text(self, name: str) -> str:
        """What a place in running text becomes; raises Problem when there is nothing of that name."""
        clean = name.strip()
        if clean in self.more:
            return self.more[clean]
        plain = self._plain(clean)
        if plain is not None:
            return plain
        marked = _MARK.fullmatch(clean)
        if marked and marked[1] != _LAST_YEAR:
            raise Problem(f"“{{{name}}}”要单独写一行。", "请把表和图写在自己的一行里，前后不要有别的字。")
        year = self.year - 1 if marked else self.year
        key, choice = figures.find(marked[2] if marked else clean)
        # Within a sentence a number and its unit stand together: 1,234人.
        return figures.value(self.session, key, year, choice).words.replace(" ", "")

    def _plain(self, name: str) -> str | None:
        today = self.session.today()
        said = {YEAR: str(self.year), OFFICE: self.session.name, TODAY: f"{today.year}年{today.month}月{today.day}日"}
        return said.get(name)

    def block(self, name: str) -> "Block | None":
        """The table or chart of a place that has a line to itself; None for a place of running text."""
        marked = _MARK.fullmatch(name.strip())
        if not marked or marked[1] == _LAST_YEAR:
            return None
        make, words = self._table if marked[1] == _TABLE else self._chart, marked[2].strip()
        # A text is laid out anew at every pause in typing.
        return self.session.remembered(f"document {self.year} {name.strip()}", lambda: make(words))

    def _table(self, label: str) -> "Block":
        from app import reports
        from exports.documents import Table

        report = next((one for one in reports.REPORTS.values() if label in (one.label, one.name)), None)
        if report is None:
            raise Problem(f"没有“{label}”这张报表。", "请从列表里插入。")
        facts = reports.make(self.session, report.name, year=self.year)
        columns = facts.columns
        return Table(
            facts.title.replace(" ", ""), tuple(one.label for one in columns), facts.rows, tuple(one.align for one in columns),
            note=facts.subtitle,
        )  # fmt: skip

    def _chart(self, words: str) -> "Block":
        from exports import charts
        from exports.documents import Chart

        key, dim = self._figure_and_dim(words)
        figure = figures.get(key)
        every = [one for one in figures.split(self.session, key, self.year, dim) if one[2].number]
        lines = every[:_MOST_BARS]
        cut = f"：前 {_MOST_BARS} 项，共 {len(every)} 项" if len(every) > _MOST_BARS else ""
        label = next(one.label for one in figure.dims if one.name == dim)
        drawn = charts.Chart(
            "bars", f"{figure.label}（按{label}{cut}）", tuple(one[1] for one in lines),
            (charts.Series(figure.label, tuple(float(one[2].number) for one in lines)),), figure.unit,
        )  # fmt: skip
        return Chart("", charts.lay(drawn, _CHART_WIDTH))

    def _figure_and_dim(self, words: str) -> tuple[str, str]:
        key, by = figures.find(words)
        figure = figures.get(key)
        asked = (by or "").removeprefix("按")
        for dim in figure.dims:
            if asked in (dim.label, dim.name) or (not asked and dim is figure.dims[0]):
                return key, dim.name
        told = "、".join(dim.label for dim in figure.dims) or "无"
        raise Problem(f"“{figure.label}”不能按“{asked}”画图。", f"可以按：{told}。")

    def filled(self, text: str) -> str:
        """A line with every place filled in; raises Problem at the first that cannot be."""
        return PLACE.sub(lambda found: self.text(found[1]), text)

    def faults(self, body: str) -> Iterator[Fault]:
        """Every place of a text that nothing can be put in."""
        for number, line in enumerate(body.split("\n"), 1):
            whole = PLACE.fullmatch(line.strip())
            for found in PLACE.finditer(line):
                try:
                    if not (whole and self.block(found[1])):
                        self.text(found[1])
                except Problem as problem:
                    yield Fault(found[0], number, f"{problem.title}{problem.advice}")
