"""A set of rules as a file that another county can take over (.xhr), and taking one over: seen first, in one act."""

import json
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from app import handed
from app.fields import Unreadable, Value, check, parse
from app.problems import Problem
from app.rules import kinds, service
from app.rules.records import ENTITY
from app.session import Session
from storage import rules as stored
from storage.ids import new_id
from storage.store import Row

ENDING = ".xhr"
VERSION = 1
_MARK = "xinhuo-rules"
_LARGEST_FILE = 2_000_000
_SHIPPED = Path(__file__).parents[1] / "data" / "rules"
NATIONAL = "national"
"""The set that a new county begins with."""

_TEXTS = ("code", "kind", "title", "start_date", "end_date", "document", "sentence", "remark")

NEW, LATER, CHANGED, SAME, REFUSED = "新增", "新版本", "有变化", "相同", "不能采用"


@dataclass(frozen=True)
class RuleSet:
    """Rules of a file: what it calls itself, whose it was, when it was made (ISO date), and rows without ids."""

    title: str
    county: str
    made_on: str
    remark: str
    rows: tuple[Row, ...]
    name: str = ""
    """Of a set that comes with the program."""


@dataclass(frozen=True)
class Line:
    """What taking over one row would mean: `state` is one of those above, `old` the row it would change, `reason`
    why it cannot be taken."""

    row: Row
    state: str
    says: str
    old: Row | None = None
    old_says: str = ""
    reason: str = ""


# -- sets and files


def shipped() -> list[RuleSet]:
    """The sets that come with the program, the national one first."""
    found = [shipped_set(one.stem) for one in sorted(_SHIPPED.glob("*.json"))]
    return sorted(found, key=lambda one: one.name != NATIONAL)


def shipped_set(name: str) -> RuleSet:
    """One of them by its name; raises Problem when there is none."""
    path = _SHIPPED / f"{name}.json"
    if not name.isalpha() or not path.is_file():
        known = "、".join(one.stem for one in sorted(_SHIPPED.glob("*.json")))
        raise Problem(f"没有名为“{name}”的规则。", f"程序带有的有：{known}。")
    return replace(of_text(path.read_text(encoding="utf-8"), path.name), name=name)


def of_office(session: Session, codes: Collection[str] | None = None, title: str = "") -> RuleSet:
    """This office's rules, all or those of some codes, with all their versions; raises Problem when there are none."""
    rows = [row for row in stored.every(session.store) if codes is None or row["code"] in codes]
    if not rows:
        raise Problem("没有可以导出的规则。", "请先采用或者新增规则。")
    county = session.name if session.is_county else session.county_name
    kept = tuple({name: row[name] for name in ENTITY.columns} for row in rows)
    return RuleSet(title or f"{county}的规则", county, session.today().isoformat(), "", kept)


def text_of(made: RuleSet) -> str:
    """A set as the text of a file; `of_text` gives it back."""
    rules = [
        {
            **{name: row[name] for name in _TEXTS if row.get(name)},
            "parameters": service.parameters_of(row),
        }
        for row in made.rows
    ]
    told = {"title": made.title, "county": made.county, "made_on": made.made_on, "remark": made.remark}
    return json.dumps({"kind": _MARK, "version": VERSION, **told, "rules": rules}, ensure_ascii=False, indent=1) + "\n"


def of_text(text: str, called: str) -> RuleSet:
    """The set in the text of a file that is `called` so; raises Problem when it holds none."""
    found = handed.read_json(text, _not_one(called))
    if not isinstance(found, dict) or found.get("kind") != _MARK or not isinstance(found.get("rules"), list):
        raise _not_one(called)
    if not isinstance(found.get("version"), int) or found["version"] > VERSION:
        raise Problem("这个规则文件来自更新的版本，现在还读不懂。", "请先升级薪火，再采用它。")
    rows = tuple(_row(one, called) for one in found["rules"])
    told = {name: _text(found.get(name)) for name in ("title", "county", "made_on", "remark")}
    return RuleSet(told["title"] or called, told["county"], told["made_on"], told["remark"], rows)


def _row(found: object, called: str) -> Row:
    if not isinstance(found, dict):
        raise _not_one(called)
    row: dict[str, Value] = {name: _text(found.get(name)) or None for name in _TEXTS}
    said = found.get("parameters")
    row["parameters"] = _canonical(str(row["kind"]), said if isinstance(said, str) else json.dumps(said))
    return row


def _canonical(kind: str, text: str) -> str:
    """Parameters as this program writes them; those it cannot read stay as they are."""
    try:
        return kinds.written(kinds.read(kind, text))
    except kinds.Unreadable:
        return text


def _text(value: object) -> str:
    return value.strip() if isinstance(value, str) else ""


def _not_one(called: str) -> Problem:
    return Problem(f"“{called}”不是薪火的规则文件。", f"请选择用“导出规则……”得到的 {ENDING} 文件。")


def write_file(made: RuleSet, out: Path) -> None:
    """Write a set as a file; raises ExportProblem when the disk does not take it."""
    from exports.saving import save

    save(out, text_of(made).encode())


def read_file(path: Path) -> RuleSet:
    """The set in a file; raises Problem when it holds none that this program knows."""
    return of_text(handed.read_text(path, _LARGEST_FILE, _not_one(path.name)), path.name)


# -- taking one over


def plan(session: Session, made: RuleSet) -> list[Line]:
    """What taking over each row would mean here, in the order of the file; nothing is written."""
    here = stored.every(session.store)
    known = {(row["code"], row["start_date"]): row for row in here}
    kind_of = {row["code"]: row["kind"] for row in here}
    seen: set[tuple[Value, Value]] = set()
    lines = []
    for row in made.rows:
        key = (row["code"], row["start_date"])
        reason = _refusal(row, kind_of) or ("文件里同一条规则、同一个生效日期写了两次。" if key in seen else "")
        seen.add(key)
        kind_of.setdefault(row["code"], row["kind"])
        lines.append(_line(row, known.get(key), reason, any(one["code"] == row["code"] for one in here)))
    return lines


def _line(row: Row, old: Row | None, reason: str, code_known: bool) -> Line:
    if reason:
        return Line(row, REFUSED, "", reason=reason)
    says = _says(row)
    if old is None:
        return Line(row, LATER if code_known else NEW, says)
    same = all((row[name] or None) == (old[name] or None) for name in ENTITY.columns if name != "parameters")
    same = same and row["parameters"] == _canonical(str(old["kind"]), str(old["parameters"]))
    return Line(row, SAME if same else CHANGED, says, old, _says(old))


def _says(row: Row) -> str:
    return service.meaning(str(row["kind"]), str(row["parameters"]))


def _refusal(row: Row, kind_of: dict[Any, Any]) -> str:
    """Why a row cannot be taken over, in a sentence; "" when it can."""
    try:
        said = kinds.read(str(row["kind"]), str(row["parameters"]))
    except kinds.Unreadable as reason:
        return str(reason)
    for name in ("start_date", "end_date"):
        try:
            field = ENTITY.field(name)
            assert field is not None
            if row[name] and parse(field, row[name]) != row[name]:
                return f"{field.label}“{row[name]}”请写成 2026-09-01 这样。"
        except Unreadable as reason:
            return str(reason)
    faults = [one.reason for one in (*check(ENTITY.fields, dict(row)), *ENTITY.faults(dict(row)))]
    if kind_of.get(row["code"], row["kind"]) != row["kind"]:
        faults.append("本县编号相同的规则是另一种规则。")
    return "".join([*faults, *service.unsound(said)])


def rows_to_write(lines: Iterable[Line]) -> list[Row]:
    """What taking these over would write, each with the id it has or would get."""
    return [
        {**line.row, "id": line.old["id"] if line.old else new_id()}
        for line in lines
        if line.state in (NEW, LATER, CHANGED)
    ]


def take(session: Session, made: RuleSet, chosen: Collection[int] | None = None) -> int:
    """Take over rows of a set, all that can be or those at these places, in one act that can be undone; how many.

    Nothing is written when nothing is new. Raises Problem at a school.
    """
    service.refuse_if_not_county(session)
    lines = [one for place, one in enumerate(plan(session, made)) if chosen is None or place in chosen]
    rows = rows_to_write(lines)
    if not rows:
        return 0
    changed = {str(one.old["id"]) for one in lines if one.old is not None}
    with session.writing(f"采用规则：{made.title}（{len(rows)} 条）") as writing:
        for row in rows:
            if row["id"] in changed:
                writing.update(ENTITY.table, str(row["id"]), {name: row[name] for name in ENTITY.columns})
            else:
                writing.insert(ENTITY.table, row)
    return len(rows)


def adopt_national(session: Session) -> int:
    """Begin with the rules that hold everywhere, in one act; how many versions were new."""
    return take(session, shipped_set(NATIONAL))


def counts(lines: Sequence[Line]) -> str:
    """What a plan comes to, in words."""
    told = [(state, sum(one.state == state for one in lines)) for state in (NEW, LATER, CHANGED, SAME, REFUSED)]
    return "，".join(f"{state} {number}" for state, number in told if number) or "文件里没有规则"
