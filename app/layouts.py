"""Layouts (导出格式): which columns of a list a receiver wants, in which order and form; kept, and shared as files."""

import json
from collections.abc import Sequence
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import Any

from app import handed, listings
from app.fields import Field, Kind
from app.listings import Listing
from app.problems import Problem
from app.session import Session
from storage import layouts as stored

VERSION = 1
_MARK = "xinhuo-layout"
_LARGEST_FILE = 1_000_000
_LONGEST_NAME = 40

_DATES = {
    "": "2026-09-01",
    "dots": "2026.09.01",
    "slashes": "2026/9/1",
    "chinese": "2026年9月1日",
    "digits": "20260901",
    "month": "2026-09",
    "month dots": "2026.09",
    "month chinese": "2026年9月",
    "month digits": "202609",
    "year": "2026",
}
_FORMS: dict[Kind, dict[str, str]] = {
    Kind.CODE: {"": "名称", "code": "代码", "both": "代码-名称"},
    Kind.FLAG: {"": "是、否", "digits": "1、0"},
    Kind.DATE: _DATES,
    Kind.MONTH: _DATES,
}


@dataclass(frozen=True)
class LayoutColumn:
    """One column of a layout: `key` names the list's column, "" none, which then says `text` in every row.

    `heading` stands over it. `form` is one of `forms`: how codes and dates are written, "" the usual way.
    """

    key: str = ""
    heading: str = ""
    form: str = ""
    text: str = ""


@dataclass(frozen=True)
class Layout:
    """How one list is written: a title line ("" none) and columns in order; `name` is its receiver's, "" unnamed."""

    listing: str
    title: str
    columns: tuple[LayoutColumn, ...]
    name: str = ""


@dataclass(frozen=True)
class Kept:
    """A layout that is kept, by list and name, and when it was changed (ISO 8601)."""

    listing: str
    name: str
    changed_on: str


def forms(field: Field | None) -> dict[str, str]:
    """The forms a column may be written in, as they are told; empty where there is but one."""
    return _FORMS.get(field.kind, {}) if field else {}


def of_keys(made: Listing, keys: Sequence[str], *, title: str | None = None) -> Layout:
    """A layout of these columns under their own labels; keys the list does not have are left out."""
    found = [one for one in map(made.column, keys) if one is not None]
    columns = tuple(LayoutColumn(one.name, one.label) for one in dict.fromkeys(found))
    return Layout(made.name, made.title if title is None else title, columns)


def of_words(made: Listing, words: str) -> Layout:
    """A layout from "name,birth_date:digits=出生日期,=备注栏": columns by key or label, each with a form and a heading
    if wanted; without a column before the = it stays empty. Raises Problem for what is not known."""
    return Layout(made.name, made.title, tuple(_of_word(made, one.strip()) for one in words.split(",") if one.strip()))


def _of_word(made: Listing, word: str) -> LayoutColumn:
    said, equals, heading = word.partition("=")
    key, _, form = said.strip().partition(":")
    if not key and equals:
        return LayoutColumn("", heading.strip())
    field = made.column(key)
    if field is None:
        raise Problem(f"{made.label}名单没有“{key}”这一列。", f"用 layout columns {made.name} 列出可以导出的列。")
    if form and form not in forms(field):
        known = "、".join(filter(None, forms(field)))
        raise Problem(
            f"“{field.label}”没有“{form}”这种写法。", f"可用的有：{known}。" if known else "这一列只有一种写法。"
        )
    return LayoutColumn(field.name, heading.strip() or field.label, form)


def whole(made: Listing) -> Layout:
    """Every column that the list itself has."""
    return of_keys(made, [one.name for one in made.columns])


# -- kept layouts


def kept(session: Session, listing: str | None = None) -> list[Kept]:
    """The layouts that are kept, of one list or of all, by name."""
    rows = stored.every(session.store)
    return [
        Kept(str(row["listing"]), str(row["name"]), str(row["changed_on"]))
        for row in rows
        if listing in (None, row["listing"])
    ]


def get(session: Session, listing: str, name: str) -> Layout:
    """The layout kept under a name; raises Problem when there is none."""
    found = stored.one(session.store, listing, name)
    if found is None:
        raise Problem(f"没有名为“{name}”的导出格式。", "它可能已经改名或删除，请重新选择。")
    return _of_json(json.loads(found), name)


def keep(session: Session, layout: Layout, name: str, *, replacing: bool = False) -> Layout:
    """Keep a layout under a receiver's name; raises Problem when the name will not do or (unless `replacing`) is taken."""
    clean = _name(name)
    if not layout.columns:
        raise Problem("还没有选列。", "请至少选一列再保存。")
    if not replacing and stored.one(session.store, layout.listing, clean) is not None:
        raise Problem(f"已经有名为“{clean}”的导出格式。", "请换一个名称，或者先删除原来的。")
    named = replace(layout, name=clean)
    stored.put(session.store, layout.listing, clean, _json(named), session.now().isoformat(timespec="seconds"))
    return named


def rename(session: Session, listing: str, name: str, to: str) -> str:
    """Call a kept layout otherwise; returns the name as kept."""
    clean = _name(to)
    get(session, listing, name)
    if clean != name:
        if stored.one(session.store, listing, clean) is not None:
            raise Problem(f"已经有名为“{clean}”的导出格式。", "请换一个名称。")
        stored.rename(session.store, listing, name, clean)
    return clean


def drop(session: Session, listing: str, name: str) -> None:
    """Forget a kept layout; raises Problem when there is none."""
    get(session, listing, name)
    stored.drop(session.store, listing, name)


def _name(name: str) -> str:
    clean = " ".join(name.split())
    if not clean:
        raise Problem("请填写名称。", "写接收单位或系统的名字，例如“省继续教育平台”，明年好找。")
    if len(clean) > _LONGEST_NAME:
        raise Problem("名称太长。", f"请不要超过 {_LONGEST_NAME} 个字。")
    return clean


# -- as files


def write_file(layout: Layout, out: Path) -> None:
    """Write a layout as a file that another office can take; raises ExportProblem when the disk does not take it."""
    from exports.saving import save

    save(out, _json(layout).encode())


def read_file(path: Path) -> Layout:
    """The layout in a file; raises Problem when it holds none that this program knows."""
    found = handed.read_json(handed.read_text(path, _LARGEST_FILE, _not_one(path)), _not_one(path))
    if not isinstance(found, dict) or found.get("kind") != _MARK:
        raise _not_one(path)
    return _of_json(found, str(found.get("name") or path.stem))


def _not_one(path: Path) -> Problem:
    return Problem(f"“{path.name}”不是薪火的导出格式文件。", "请选择用“存为文件”得到的 .json 文件。")


def text_of(layout: Layout) -> str:
    """A layout as text, for remembering it; `of_text` gives it back."""
    return _json(layout)


def of_text(text: str) -> Layout | None:
    """A layout from `text_of`; None where this program cannot use it (any more)."""
    try:
        found = json.loads(text)
        return _of_json(found, str(found.get("name") or "")) if isinstance(found, dict) else None
    except (ValueError, Problem):
        return None


def _json(layout: Layout) -> str:
    made = asdict(layout)
    return json.dumps({"kind": _MARK, "version": VERSION, **made}, ensure_ascii=False, indent=1)


def _of_json(found: dict[str, Any], name: str) -> Layout:
    """Raises Problem for a newer version, an unknown list or a content of another shape.

    A column that this program does not have stays, with its heading and nothing in it.
    """
    version, columns = found.get("version"), found.get("columns")
    if isinstance(version, int) and version > VERSION:
        raise Problem("这个导出格式来自更新的版本，现在还不能使用。", "请先升级薪火。")
    made = listings.listing(str(found.get("listing")))
    if not isinstance(columns, list) or not all(isinstance(one, dict) for one in columns):
        raise Problem("这个导出格式的内容不完整。", "请重新取得这个文件，或者重新建立格式。")
    return Layout(made.name, str(found.get("title") or ""), tuple(_column(made, one) for one in columns), name)


def _column(made: Listing, found: dict[str, Any]) -> LayoutColumn:
    said = {name: str(found.get(name) or "") for name in ("key", "heading", "form", "text")}
    field = made.column(said["key"]) if said["key"] else None
    form = said["form"] if said["form"] in forms(field) else ""
    return LayoutColumn(field.name if field else "", said["heading"], form, "" if field else said["text"])
