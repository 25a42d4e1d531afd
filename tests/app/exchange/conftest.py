"""A county and a school as two databases, exchanging what files would hold."""

import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from app import session as sessions
from app.exchange import apply, collect
from app.exchange.report import Report
from app.problems import Problem
from app.session import Session
from storage import exchange as stored
from storage.ids import new_id
from storage.problems import StorageProblem
from storage.store import Act, Rows

MARK = "18800001111"
"""A telephone number that must not leave its school."""


@dataclass
class Pair:
    """A county and one school that has adopted its first file; 李梅 (t1) works there, 周强 (t2) elsewhere."""

    county: Session
    school: Session
    site: str
    here: str
    there: str

    def up(self) -> dict[str, Any]:
        made = collect.up(self.school)
        return {"members": json.loads(json.dumps(made.members)), "claim": made.facts["claim"]}

    def down(self, *, complete: bool = False) -> dict[str, Any]:
        with self.county.store.writing(Act("县", "下发", mode="import")) as rows:
            stored.refresh_scope(rows, self.site)
            made = collect.down(rows, self.site, complete=complete)
        return {"members": json.loads(json.dumps(made.members)), "facts": made.facts}

    def take(self, file: dict[str, Any]) -> Report:
        with self.county.store.writing(Act("县", "接收", mode="import")) as rows:
            return apply.take_up(rows, self.site, file["members"], file["claim"])

    def adopt(self, file: dict[str, Any]) -> Report:
        with self.school.store.writing(Act("校", "接收", mode="import")) as rows:
            return apply.adopt(rows, self.site, file["members"], file["facts"], "2026-09-01T08:00:00")

    def round(self) -> tuple[Report, Report]:
        return self.take(self.up()), self.adopt(self.down())


@pytest.fixture
def pair(tmp_path: Path) -> Iterator[Pair]:
    site, here, there = new_id(), new_id(), new_id()
    county = sessions.create_county(tmp_path / "县.xinhuo", "青石县", operator="王敏")
    with county.writing("开始") as rows:
        for organisation, name, teacher, person in (
            (here, "城关小学", "t1", "李梅"),
            (there, "清水小学", "t2", "周强"),
        ):
            rows.insert("organisations", {"id": organisation, "name": name})
            rows.insert("teachers", {"id": teacher, "name": person, "phone": MARK if teacher == "t2" else "1"})
            posting = {"teacher_id": teacher, "kind": "work", "organisation_id": organisation}
            rows.insert("postings", {"id": f"p-{teacher}", **posting})
        rows.insert("credentials", {"id": "c1", "teacher_id": "t1", "number": "1"})
        rows.insert("programmes", {"id": "g1", "title": "师德", "category": "3"})
        rows.insert("classes", {"id": "k1", "programme_id": "g1", "name": "一班", "year": 2026, "hours": 100})
        rows.insert("sessions", {"id": "e1", "class_id": "k1", "topic": "开班"})
        rows.insert("attendance", {"id": "h1", "teacher_id": "t1", "class_id": "k1", "hours": 100, "result": "1"})
        rows.insert("pairs", {"id": "r1", "kind": "1", "mentor_id": "t1", "mentee_id": "t2", "status": "2"})
        rows.insert("pair_activities", {"id": "a1", "pair_id": "r1", "kind": "1", "topic": "听课"})
    with county.store.writing(Act("县", "加入", mode="import")) as rows:
        site_row = {"id": site, "organisation_id": here, "name": "城关小学", "state": "joined", "since": "2026-09-01"}
        stored.write_site(rows, site_row)
    school = sessions.create_school(tmp_path / "校.xinhuo", "城关小学", site=site, organisation=here, operator="李娜")
    made = Pair(county, school, site, here, there)
    made.adopt(made.down())
    made.take(made.up())
    yield made
    county.close()
    school.close()


def change(session: Session, act: Callable[[Rows], object], reason: str = "改") -> str:
    with session.writing(reason) as rows:
        act(rows)
    return rows.txid


def everything(session: Session) -> dict[str, Any]:
    tables = [row[0] for row in session.store.tuples("SELECT name FROM sqlite_master WHERE type = 'table'")]
    return {one: session.store.tuples(f"SELECT * FROM {one}") for one in tables if one != "sqlite_sequence"}


def refused(session: Session, act: Callable[[], object], words: str) -> None:
    before = everything(session)
    with pytest.raises((Problem, StorageProblem), match=words):
        act()
    assert everything(session) == before
