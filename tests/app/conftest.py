"""A small county to work in: two schools, four teachers, a clock that stands still."""

import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

import pytest

from app import organisations, teachers, unlocking
from app.exchange import membership
from app.session import Session, open_session
from storage.datakeys import DataKey
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


@dataclass(frozen=True)
class _Kept:
    """The folder of the county's file, what opens it, and the ids of what is in it."""

    folder: Path
    key: DataKey
    ids: tuple[str, str, str, str]


@pytest.fixture(scope="session")
def _small_county(tmp_path_factory: pytest.TempPathFactory) -> _Kept:
    """Made once: the keys of a county take a fifth of a second to make."""
    folder = tmp_path_factory.mktemp("county")
    with membership.found_county(
        folder / "county.xinhuo", "示范县教育局", operator="王敏", clock=lambda: NOON
    ) as session:
        school = organisations.save(session, None, {"name": "城关小学", "code": "2199000001", "kind": "3"})
        other = organisations.save(session, None, {"name": "清水小学", "code": "2199000002", "kind": "3"})
        zhang = teachers.save(session, None, {"name": "张𬭎", "work": school, "subject": "13", "phone": "13900000001"})
        shan = teachers.save(session, None, {"name": "单丽", "work": other, "subject": "14"})
        assert session.store.key is not None
        return _Kept(folder, session.store.key, (school, other, zhang, shan))


@pytest.fixture
def county(_small_county: _Kept, tmp_path: Path) -> Iterator[County]:
    """示范县: 城关小学 with 张𬭎 and 清水小学 with 单丽."""
    folder = tmp_path / "县 里"
    shutil.copytree(_small_county.folder, folder)
    # Some tests have another place for keys.
    unlocking.remember(_small_county.key)
    with open_session(folder / "county.xinhuo", clock=lambda: NOON) as session:
        yield County(session, folder, *_small_county.ids)


@pytest.fixture(scope="module")
def founded(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The two offices' files, made once and copied for each test."""
    return found(tmp_path_factory.mktemp("offices"))


@pytest.fixture
def two(founded: Path, tmp_path: Path) -> Iterator[Two]:
    with opened(founded, tmp_path / "两个单位") as made:
        yield made
