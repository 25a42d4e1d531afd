"""A county and a school as two databases, exchanging what files would hold; and a district with real files."""

import json
import shutil
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from app import organisations, teachers
from app import session as sessions
from app.exchange import apply, collect, membership, packing, receiving
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


@dataclass
class District:
    """A county and two schools with their keys, joined and up to date, and a stick between them."""

    county: Session
    city: Session
    town: Session
    stick: Path

    def down(self, school: Session, **how: bool) -> Path:
        return packing.pack(self.county, school.site, self.stick, **how).path

    def up(self, school: Session) -> Path:
        return packing.pack(school, "county", self.stick).path

    def round(self, school: Session) -> None:
        """One lossless round: up, and the answer down."""
        receiving.take(self.county, self.up(school))
        receiving.take(school, self.down(school))

    def invite(self, school: Session, **how: bool) -> Path:
        return membership.invite(self.county, str(school.organisation), self.stick, **how).path

    def computer(self, invitation: Path, name: str) -> Session:
        """Another computer of a school, which has asked to join and was let in."""
        place = self.stick / name
        place.mkdir()
        request = membership.join(invitation, place / "本校.xinhuo", place, operator="赵老师")
        receiving.take(self.county, request.path)
        return sessions.open_session(place / "本校.xinhuo")


@pytest.fixture(scope="session")
def built_district(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("district")
    with membership.found_county(folder / "县.xinhuo", "示范县教育局", operator="王敏") as county:
        bureau = str(county.organisation)
        for code, name, teacher in (("2199000001", "城关小学", "张𬭎"), ("2199000002", "清水小学", "单丽")):
            values = {"name": name, "code": code, "kind": "3", "parent_id": bureau, "phone": "0431-1234567"}
            place = organisations.save(county, None, values)
            teachers.save(county, None, {"name": teacher, "work": place, "phone": "13900000001"})
            invited = membership.invite(county, place, folder)
            asked = membership.join(invited.path, folder / f"{name}.xinhuo", folder, operator="李娜")
            receiving.take(county, asked.path)
            with sessions.open_session(folder / f"{name}.xinhuo") as school:
                receiving.take(school, packing.pack(county, code, folder).path)
                receiving.take(county, packing.pack(school, "county", folder).path)
    return folder


@pytest.fixture
def district(built_district: Path, tmp_path: Path) -> Iterator[District]:
    """A copy of one's own; 张𬭎 is at 城关小学 (city), 单丽 at 清水小学 (town)."""
    stick = tmp_path / "U 盘"
    stick.mkdir()
    for file in [*built_district.glob("*.xinhuo"), *built_district.glob("*.key")]:
        shutil.copy(file, tmp_path)
    opened = [sessions.open_session(tmp_path / f"{name}.xinhuo") for name in ("县", "城关小学", "清水小学")]
    made = District(*opened, stick)
    yield made
    for one in {*opened, made.county, made.city, made.town}:
        one.close()


def teacher_of(session: Session) -> dict[str, Any]:
    """The only teacher of a school."""
    (row,) = teachers.every(session)
    return teachers.get(session, str(row["id"]))
