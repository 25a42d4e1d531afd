"""Designs as a file that another county can take over (.xhd), and taking them over: seen first, in one act."""

import json
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from app import codes, handed
from app.papers import designs
from app.papers.designs import ENTITY, LONGEST_NAME
from app.problems import SHOWN, Problem
from app.session import Session
from storage.store import Row

if TYPE_CHECKING:
    from exports.papers.design import Design

ENDING = ".xhd"
VERSION = 1
_MARK = "xinhuo-designs"
_LARGEST_FILE = 20_000_000
_MOST = 200
_LONGEST_REMARK, _LONGEST_OFFICE = 1000, 60

NEW, TAKEN, SAME, REFUSED = "新增", "同名", "相同", "不能采用"


@dataclass(frozen=True)
class Named:
    """One design of a file: its kind's key, its name, what is written under it, and how it looks."""

    kind: str
    name: str
    remark: str
    design: "Design"


@dataclass(frozen=True)
class Unfit:
    """One design of a file that cannot be used here, and why, in a sentence."""

    kind: str
    name: str
    reason: str


@dataclass(frozen=True)
class DesignSet:
    """Designs of a file: whose it was, when it was made (ISO date), and what is in it."""

    county: str
    made_on: str
    designs: tuple[Named | Unfit, ...]


@dataclass(frozen=True)
class Line:
    """What taking over one design would mean: `state` is one of those above, `old` the row of the same name."""

    one: Named | Unfit
    state: str
    old: Row | None = None

    @property
    def label(self) -> str:
        """What its kind is called; a kind of a newer program by its key."""
        return codes.table("paper_kind").label_of(self.one.kind)


# -- files


def of_office(session: Session, ids: Collection[str] | None = None) -> DesignSet:
    """This office's own designs, all or some; raises Problem when there are none."""
    rows = [row for row in designs.of_kind(session) if ids is None or row["id"] in ids]
    if not rows:
        raise Problem("没有可以导出的版式。", "自带的版式别的县也有；修改并保存以后再导出。")
    county = session.name if session.is_county else session.county_name
    return DesignSet(county, session.today().isoformat(), tuple(_named(row) for row in rows))


def _named(row: Row) -> Named:
    return Named(str(row["kind"]), str(row["name"]), str(row["remark"] or ""), designs.read(row))


def text_of(made: DesignSet) -> str:
    """A set as the text of a file; `of_text` gives it back."""
    from exports.papers.design import write_design

    told = [
        {"kind": one.kind, "name": one.name, "remark": one.remark, "design": json.loads(write_design(one.design))}
        for one in made.designs
        if isinstance(one, Named)
    ]
    whole = {"kind": _MARK, "version": VERSION, "county": made.county, "made_on": made.made_on, "designs": told}
    return json.dumps(whole, ensure_ascii=False, indent=1) + "\n"


def of_text(text: str, called: str) -> DesignSet:
    """The set in the text of a file that is `called` so; raises Problem when it holds none."""
    found = handed.read_json(text, _not_one(called))
    if not isinstance(found, dict) or found.get("kind") != _MARK or not isinstance(found.get("designs"), list):
        raise _not_one(called)
    if not isinstance(found.get("version"), int) or found["version"] > VERSION:
        raise Problem("这个版式文件来自更新的版本，现在还读不懂。", "请先升级薪火，再采用它。")
    if len(found["designs"]) > _MOST:
        raise Problem(f"“{called}”里的版式超过了 {_MOST} 个。", "请让对方分几个文件导出。")
    return DesignSet(
        " ".join(_text(found.get("county")).split())[:_LONGEST_OFFICE],
        _text(found.get("made_on"))[:10],
        tuple(_one(one, called) for one in found["designs"]),
    )


def _one(found: object, called: str) -> Named | Unfit:
    if not isinstance(found, dict) or not isinstance(found.get("design"), dict):
        raise _not_one(called)
    kind, name = _text(found.get("kind")), " ".join(_text(found.get("name")).split())[:LONGEST_NAME]
    if not kind or not name:
        raise _not_one(called)
    from app.papers.limits import refuse_unsound
    from exports.papers.design import read_design

    try:
        designs.label_of(kind)
    except Problem:
        return Unfit(kind, name, "这种证书本机还没有，可能要先升级薪火。")
    try:
        design = read_design(json.dumps(found["design"]))
        refuse_unsound(design)
    except SHOWN as problem:
        return Unfit(kind, name, problem.title)
    return Named(kind, name, _text(found.get("remark"))[:_LONGEST_REMARK], design)


def _text(value: object) -> str:
    return value.strip() if isinstance(value, str) else ""


def _not_one(called: str) -> Problem:
    return Problem(f"“{called}”不是薪火的版式文件，或者已经损坏。", f"请选择用“导出版式……”得到的 {ENDING} 文件。")


def to_file(made: DesignSet, out: Path) -> None:
    """Write a set as a file; raises ExportProblem when the disk does not take it."""
    from exports.saving import save

    save(out, text_of(made).encode())


def from_file(path: Path) -> DesignSet:
    """The set in a file; raises Problem when it holds none that this program knows."""
    return of_text(handed.read_text(path, _LARGEST_FILE, _not_one(path.name)), path.name)


# -- taking them over


def plan(session: Session, made: DesignSet) -> list[Line]:
    """What taking over each design would mean here, in the order of the file; nothing is written."""
    from exports.papers.design import write_design

    here = {(row["kind"], row["name"]): row for row in designs.of_kind(session)}
    lines = []
    seen: set[tuple[str, str]] = set()
    for one in made.designs:
        old = here.get((one.kind, one.name))
        if isinstance(one, Named) and (one.kind, one.name) in seen:
            one = Unfit(one.kind, one.name, "文件里同一种证书有两个同名的版式。")
        seen.add((one.kind, one.name))
        if isinstance(one, Unfit):
            lines.append(Line(one, REFUSED, old))
        elif old is None:
            lines.append(Line(one, NEW))
        else:
            lines.append(Line(one, SAME if old["body"] == write_design(one.design) else TAKEN, old))
    return lines


def take(
    session: Session, made: DesignSet, chosen: Collection[int] | None = None, *, replacing: bool = False
) -> list[str]:
    """Take over designs of a set, all that can be or those at these places, in one act that can be undone.

    One whose name is taken comes beside it under a name of its own, or in its place with `replacing`. Returns the ids
    of what was written; nothing is when nothing is new. Raises Problem at a school.
    """
    designs.refuse_if_not_county(session)
    lines = [one for place, one in enumerate(plan(session, made)) if chosen is None or place in chosen]
    wanted = [(line, line.one) for line in lines if line.state in (NEW, TAKEN) and isinstance(line.one, Named)]
    if not wanted:
        return []
    ids = []
    with session.writing(f"采用{made.county or '文件里'}的版式（{len(wanted)} 个）") as rows:
        for line, one in wanted:
            if line.old is not None and replacing:
                rows.update(ENTITY.table, str(line.old["id"]), _values(one, one.name))
                ids.append(str(line.old["id"]))
            else:
                # What was inserted just now is a taken name too.
                name = one.name if line.old is None else designs.free_name(session, one.kind, one.name)
                ids.append(rows.insert(ENTITY.table, _values(one, name)))
    return ids


def _values(one: Named, name: str) -> dict[str, Any]:
    from exports.papers.design import write_design

    return {"kind": one.kind, "name": name, "remark": one.remark or None, "body": write_design(one.design)}


def counts(lines: Sequence[Line] | Iterable[Line]) -> str:
    """What a plan comes to, in words."""
    all_of = list(lines)
    told = [(state, sum(one.state == state for one in all_of)) for state in (NEW, TAKEN, SAME, REFUSED)]
    return "，".join(f"{state} {number} 个" for state, number in told if number) or "文件里没有版式"
