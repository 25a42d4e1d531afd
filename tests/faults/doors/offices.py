"""Doors that lead into a database: records of the other side merged and taken back, tables previewed as lists of ours."""

import atexit
import tempfile
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any, NamedTuple

import msgspec

from app import importing
from app import session as sessions
from app.exchange import apply, collect
from app.importing.kinds import KINDS
from app.importing.reading import Opened
from app.session import Session
from exports.workbooks.sheets import Sheet, Workbook
from exports.workbooks.text_files import delimited_rows
from storage import exchange as stored
from storage.ids import new_id
from storage.store import Act
from tests.faults.doors.opening import Door, for_door, text_of

_MOST_CELLS = 3_000


class _Pair(NamedTuple):
    """A county and a school that has adopted its first file, with the names their ids have in inputs."""

    county: Session
    school: Session
    site: str
    named: dict[str, str]


@cache
def _pair() -> _Pair:
    scratch = tempfile.TemporaryDirectory(prefix="xinhuo-doors-")
    folder = Path(scratch.name)
    site, here, there = new_id(), new_id(), new_id()
    county = sessions.create_county(folder / "county.xinhuo", "青石县", operator="王敏")
    with county.writing("开始") as rows:
        for organisation, name, teacher, person in (
            (here, "城关小学", "t1", "李梅"),
            (there, "清水小学", "t2", "周强"),
        ):
            rows.insert("organisations", {"id": organisation, "name": name})
            rows.insert("teachers", {"id": teacher, "name": person})
            posting = {"teacher_id": teacher, "kind": "work", "organisation_id": organisation}
            rows.insert("postings", {"id": f"p-{teacher}", **posting})
        rows.insert("programmes", {"id": "g1", "title": "师德", "category": "3"})
        rows.insert("classes", {"id": "k1", "programme_id": "g1", "name": "一班", "year": 2026, "hours": 100})
        rows.insert("attendance", {"id": "h1", "teacher_id": "t1", "class_id": "k1", "hours": 100, "result": "1"})
        rows.insert("pairs", {"id": "r1", "kind": "1", "mentor_id": "t1", "mentee_id": "t2", "status": "2"})
    with county.store.writing(Act("县", "加入", mode="import")) as rows:
        school_row = {"id": site, "organisation_id": here, "name": "城关小学", "state": "joined", "since": "2026-09-01"}
        stored.write_site(rows, {**school_row})
        stored.refresh_scope(rows, site)
        first = collect.down(rows, site, complete=True)
    school = sessions.create_school(folder / "school.xinhuo", "城关小学", site=site, organisation=here, operator="李娜")
    with school.store.writing(Act("校", "接收", mode="import")) as rows:
        apply.adopt(rows, site, _as_sent(first.members), _as_sent(first.facts), "2026-09-01T08:00:00")
    with school.writing("改") as rows:
        rows.update("teachers", "t1", {"phone": "13900000001"})
        rows.insert("credentials", {"id": "c1", "teacher_id": "t1", "number": "1"})
        rows.delete("attendance", "h1")
    with county.writing("改") as rows:
        rows.update("teachers", "t1", {"phone": "13900000002"})
        rows.insert("teachers", {"id": "t3", "name": "单丽"})
    atexit.register(_closed, county, school, scratch)
    acts = [row[0] for one in (county, school) for row in one.store.tuples("SELECT id FROM transactions ORDER BY seq")]
    every = dict.fromkeys([site, here, there, *acts])
    return _Pair(county, school, site, {f"@{place}@": one for place, one in enumerate(every)})


def _closed(county: Session, school: Session, scratch: "tempfile.TemporaryDirectory[str]") -> None:
    county.close()
    school.close()
    scratch.cleanup()


def _as_sent(found: Any) -> Any:
    return msgspec.json.decode(msgspec.json.encode(found))


def _file_of(data: bytes) -> dict[str, Any] | None:
    """Members and facts, with this run's ids in the places of their names; None for what no package can hold."""
    for name, one in _pair().named.items():
        data = data.replace(name.encode(), one.encode())
    try:
        found = msgspec.json.decode(data, type=dict[str, Any])
        members = msgspec.convert(found.get("members"), dict[str, list[dict[str, Any]]])
    except (ValueError, RecursionError):
        return None
    facts = found.get("facts")
    return {"members": members, "facts": facts if isinstance(facts, dict) else {}}


def _up(data: bytes) -> None:
    """A school's file merged by the county, and taken back."""
    file, (county, _school, site, _named) = _file_of(data), _pair()
    if file is not None:
        with county.store.writing(Act("县", "接收", mode="import"), rehearse=True) as rows:
            apply.take_up(rows, site, file["members"], file["facts"].get("claim"))


def _down(data: bytes) -> None:
    """The county's file adopted by the school, and taken back."""
    file, (_county, school, site, _named) = _file_of(data), _pair()
    if file is not None:
        with school.store.writing(Act("校", "接收", mode="import"), rehearse=True) as rows:
            apply.adopt(rows, site, file["members"], file["facts"], "2026-09-02T08:00:00")


def _table(data: bytes) -> None:
    """A table of text, previewed as the kind of list that the first byte names; what can be taken is rehearsed."""
    kinds = tuple(KINDS)
    text = text_of(data[1:])
    if not data or text is None:
        return
    try:
        rows = delimited_rows(text)
    except ValueError:
        return
    except Exception as error:
        if type(error).__module__ == "_csv":
            return
        raise
    if sum(map(len, rows)) > _MOST_CELLS or len(rows) > _MOST_CELLS:
        return
    sheet = Sheet("表", tuple(tuple(cell or None for cell in row) for row in rows))
    made = importing.preview(_pair().county, kinds[data[0] % len(kinds)], Opened("表.csv", Workbook((sheet,))))
    assert all(row.state in ("new", "changed", "same", "faulty", "doubtful") for row in made.rows)


DOORS: tuple[Door, ...] = (_up, _down, _table)
"""New ones come last: what was found is kept under its number."""


def seeds() -> Iterator[bytes]:
    """A file each way, with a change that the other side has not seen and a clash; and a heading of every kind of list."""
    county, school, site, _named = _pair()
    up = collect.up(school)
    yield from for_door(0, _named_again({"members": up.members, "facts": up.facts}))
    with county.store.writing(Act("县", "下发", mode="import"), rehearse=True) as rows:
        stored.refresh_scope(rows, site)
        for complete in (False, True):
            down = collect.down(rows, site, complete=complete)
            yield from for_door(1, _named_again({"members": down.members, "facts": down.facts}))
    headings = Path(__file__).resolve().parents[2] / "data" / "headings"
    for place, kind in enumerate(KINDS):
        labels = [field.label for field in KINDS[kind].columns][:12]
        yield from for_door(
            2, (bytes([place]) + "\n".join((",".join(labels), ",".join("1" for _ in labels))).encode(),)
        )
        if (headings / f"{kind}.csv").is_file():
            yield from for_door(2, (bytes([place]) + (headings / f"{kind}.csv").read_bytes()[:600],))


def _named_again(file: dict[str, Any]) -> Iterator[bytes]:
    data = msgspec.json.encode(file)
    for name, one in _pair().named.items():
        data = data.replace(one.encode(), name.encode())
    yield data
