"""A small county to work in: two schools, four teachers, a clock that stands still."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

import pytest

from app import organisations, teachers
from app.exchange import membership
from app.session import Session
from tests.app.exchange.offices import Two, found, opened

NOON = datetime(2026, 11, 21, 12, 0, 0)


@dataclass(frozen=True)
class County:
    """The county's session and the ids of what is in it."""

    session: Session
    folder: Path
    school: str
    other_school: str
    zhang: str
    shan: str


@pytest.fixture
def county(tmp_path: Path) -> Iterator[County]:
    """示范县: 城关小学 with 张𬭎 and 清水小学 with 单丽."""
    folder = tmp_path / "县 里"
    folder.mkdir()
    session = membership.found_county(folder / "county.xinhuo", "示范县教育局", operator="王敏", clock=lambda: NOON)
    school = organisations.save(session, None, {"name": "城关小学", "code": "2199000001", "kind": "3"})
    other = organisations.save(session, None, {"name": "清水小学", "code": "2199000002", "kind": "3"})
    zhang = teachers.save(session, None, {"name": "张𬭎", "work": school, "subject": "13", "phone": "13900000001"})
    shan = teachers.save(session, None, {"name": "单丽", "work": other, "subject": "14"})
    yield County(session, folder, school, other, zhang, shan)
    session.close()


@pytest.fixture(scope="module")
def founded(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The two offices' files, made once and copied for each test."""
    return found(tmp_path_factory.mktemp("offices"))


@pytest.fixture
def two(founded: Path, tmp_path: Path) -> Iterator[Two]:
    with opened(founded, tmp_path / "两个单位") as made:
        yield made
