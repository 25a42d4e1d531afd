"""A county and one school that has joined it, as files to copy, and the files between them."""

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from app import organisations, teachers
from app.exchange import membership, packing, receiving
from app.exchange.receiving import Taken
from app.session import Session, open_session
from storage import exchange as stored

CODE = "2199000001"


class Two:
    """A county and one school that has joined, with 张三 and 李四 there, and a stick between them."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.county = open_session(folder / "county.xinhuo")
        self.school = open_session(folder / "school.xinhuo")
        self.place = next(one["id"] for one in organisations.listed(self.county) if one["code"] == CODE)
        ids = {row["name"]: str(row["id"]) for row in teachers.every(self.county)}
        self.zhang, self.li = ids["张三"], ids["李四"]

    def enter(self, session: Session, name: str, **more: Any) -> str:
        return teachers.save(session, None, {"name": name, "work": self.place, "subject": "13", **more})

    def up(self) -> Path:
        return packing.pack(self.school, "county", self.folder).path

    def answer(self) -> Taken:
        path = packing.pack(self.county, CODE, self.folder).path
        return receiving.take(self.school, path, removal_agreed=True)

    def round(self) -> None:
        receiving.take(self.county, self.up())
        self.answer()

    def same(self) -> None:
        """The school shows what the county holds, and nothing waits."""
        mine = set(stored.digest_rows(self.school.store))
        assert mine <= set(stored.digest_rows(self.county.store))
        assert self.school.waiting == 0

    def outcome(self, session: Session) -> list[tuple[str, str | None]]:
        return [(row[0], row[1]) for row in session.store.tuples("SELECT outcome, note FROM known ORDER BY rev, id")]

    def close(self) -> None:
        self.county.close()
        self.school.close()


def found(folder: Path) -> Path:
    """Make the two offices' files with their keys."""
    with membership.found_county(folder / "county.xinhuo", "示范县教育局", operator="王敏") as county:
        place = organisations.save(county, None, {"name": "城关小学", "code": CODE, "kind": "3"})
        for name in ("张三", "李四"):
            teachers.save(county, None, {"name": name, "work": place, "subject": "13", "phone": "13900000001"})
        invite = membership.invite(county, place, folder)
        receiving.take(county, membership.join(invite.path, folder / "school.xinhuo", folder, operator="李娜").path)
        with open_session(folder / "school.xinhuo") as school:
            receiving.take(school, packing.pack(county, CODE, folder).path)
    return folder


@contextmanager
def opened(founded: Path, folder: Path) -> Iterator[Two]:
    shutil.copytree(founded, folder)
    two = Two(folder)
    try:
        yield two
    finally:
        two.close()


def of(session: Session, pk: str) -> dict[str, Any]:
    return dict(teachers.get(session, pk))


def everything(session: Session) -> dict[str, Any]:
    tables = [row[0] for row in session.store.tuples("SELECT name FROM sqlite_master WHERE type = 'table'")]
    return {one: session.store.tuples(f"SELECT * FROM {one}") for one in tables if one != "sqlite_sequence"}
