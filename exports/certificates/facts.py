"""What each paper needs to know: finished Chinese strings, dates and nothing of a database."""

import dataclasses
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any, TypeVar

from exports.typefaces import normalise, normalise_name


@dataclass(frozen=True, kw_only=True)
class CompletionFacts:
    """结业证书: one person finished one programme.

    `hours` is printed as it stands (“72学时”) and may stay empty: many bureaus keep hours for the 学时证明.
    `result` is the words before “，准予结业”.
    """

    number: str
    name: str
    programme: str
    organiser: str
    starts_on: date
    ends_on: date
    issuer: str
    issued_on: date
    unit: str = ""
    hours: str = ""
    result: str = "考核合格"
    title: str = "结业证书"


@dataclass(frozen=True, kw_only=True)
class HoursRow:
    """One line of a 学时证明, every cell as it is printed."""

    year: str
    programme: str
    category: str
    form: str
    organiser: str
    period: str
    hours: str


@dataclass(frozen=True, kw_only=True)
class HoursTotal:
    """One sum under the lines: “2025年度合计”, “72”; or “周期累计（应修360学时）”, “312”."""

    label: str
    hours: str


@dataclass(frozen=True, kw_only=True)
class HoursFacts:
    """学时证明: what one person was credited with in `cycle` (统计期间, “2021—2025年”).

    `identity` is the number as it may be shown, already masked; `rank` the 职称. Both may stay empty, as may
    `subject` and `reviewer` (审核人). `remark` is printed under the table.
    """

    number: str
    name: str
    unit: str
    cycle: str
    rows: tuple[HoursRow, ...]
    totals: tuple[HoursTotal, ...]
    issuer: str
    issued_on: date
    subject: str = ""
    rank: str = ""
    identity: str = ""
    reviewer: str = ""
    remark: str = ""
    title: str = "继续教育学时证明"


@dataclass(frozen=True, kw_only=True)
class AppointmentFacts:
    """聘书: one person appointed to `post` (“高艳名师工作室主持人”), by `basis` (文号) where there is one."""

    number: str
    name: str
    post: str
    starts_on: date
    ends_on: date
    issuer: str
    issued_on: date
    unit: str = ""
    basis: str = ""
    title: str = "聘书"


Facts = CompletionFacts | HoursFacts | AppointmentFacts

LABELS = {
    "number": "证书编号",
    "name": "姓名",
    "unit": "单位",
    "programme": "项目名称",
    "organiser": "组织单位",
    "issuer": "发证单位",
    "hours": "学时",
    "result": "考核结果",
    "title": "证书名称",
    "post": "聘任职务",
    "basis": "依据文件",
    "subject": "任教学科",
    "rank": "职称",
    "identity": "证件号码",
    "cycle": "统计期间",
    "period": "起止时间",
    "reviewer": "审核人",
    "remark": "备注",
    "year": "年度",
    "category": "类别",
    "form": "形式",
    "label": "项目",
}

_Part = TypeVar("_Part", CompletionFacts, HoursFacts, AppointmentFacts, HoursRow, HoursTotal)


def normalised(facts: Facts) -> Facts:
    """The facts with every text as it goes on paper."""
    match facts:
        case CompletionFacts():
            return _cleaned(facts)
        case AppointmentFacts():
            return _cleaned(facts)
        case HoursFacts():
            rows = tuple(map(_cleaned, facts.rows))
            totals = tuple(map(_cleaned, facts.totals))
            return _cleaned(dataclasses.replace(facts, rows=rows, totals=totals))


def texts(facts: Facts) -> Iterator[tuple[str, str]]:
    """Every text of the facts with the label a person knows it by: “姓名”, “第3行项目名称”."""
    yield from _labelled(facts, "")
    if isinstance(facts, HoursFacts):
        for number, row in enumerate(facts.rows, 1):
            yield from _labelled(row, f"第{number}行")
        for total in facts.totals:
            yield from _labelled(total, "合计行")


def _labelled(part: Facts | HoursRow | HoursTotal, before: str) -> Iterator[tuple[str, str]]:
    for name, label in LABELS.items():
        text = getattr(part, name, "")
        if text:
            yield before + label, text


def _cleaned(part: _Part) -> _Part:
    changed: dict[str, Any] = {}
    for name in LABELS:
        text = getattr(part, name, None)
        if text is not None:
            changed[name] = normalise_name(text) if name == "name" else normalise(text)
    return dataclasses.replace(part, **changed)
