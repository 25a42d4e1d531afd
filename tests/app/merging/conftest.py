"""One person entered twice, by two schools, each entry with something of everything."""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import pytest

from app import mentoring, studios, teachers, training
from app.session import Session
from storage.schema import TABLES
from tests.app.conftest import County

NUMBER = "999999198507120015"
OTHER_NUMBER = "999999199003010028"


@dataclass(frozen=True)
class Twice:
    """`one` and `two` are 张三 twice; `li` is somebody else; the rest are ids of what hangs on them."""

    county: County
    one: str
    two: str
    li: str
    run: str
    other_run: str
    studio: str
    pair: str

    @property
    def session(self) -> Session:
        return self.county.session


def rows_of(session: Session) -> dict[str, list[tuple[Any, ...]]]:
    """Every row of every exchanged table, byte for byte."""
    return {table: session.store.tuples(f"SELECT * FROM {table} ORDER BY id") for table in TABLES}


def registers_of(session: Session) -> list[tuple[Any, ...]]:
    """Which row is there and whose it is."""
    return session.store.tuples("SELECT tbl, pk, root FROM stamps WHERE gone IS NULL ORDER BY tbl, pk")


def certify(session: Session, teacher: str, subject: str, number: str) -> str:
    with session.writing("发放证书") as rows:
        return rows.insert(
            "certificates",
            {
                "kind": "completion", "number": number, "teacher_id": teacher, "subject_id": subject, "name": "张三",
                "issuer": "示范县教育局", "issued_on": "2026-07-01", "facts": json.dumps({"name": "张三"}),
                "status": "valid",
            },
        )  # fmt: skip


def attach(session: Session, root: str, table: str, pk: str, digest: str) -> str:
    with session.writing("添加附件") as rows:
        return rows.insert(
            "attachments",
            {
                "root": root, "tbl": table, "pk": pk, "kind": "scan", "name": "扫描.jpg", "media": "image/jpeg",
                "sha256": digest * 64, "size": 3,
            },
        )  # fmt: skip


@pytest.fixture
def twice(county: County) -> Iterator[Twice]:
    session = county.session
    one = teachers.save(
        session, None, {"name": "张三", "work": county.school, "id_number": NUMBER, "phone": "13900000003"}
    )
    two = teachers.save(
        session, None,
        {"name": "张三", "work": county.other_school, "birth_date": "1985-07", "phone": "13900000002", "subject": "14"},
    )  # fmt: skip
    li = teachers.save(session, None, {"name": "李四", "work": county.school})
    programme = training.save_programme(session, None, {"title": "师德", "level": "4", "category": "3"})
    run, other = (
        training.save_class(session, None, {"programme_id": programme, "name": name, "year": 2026, "hours": 160})
        for name in ("一班", "二班")
    )
    for teacher, at, hours in ((one, run, 160), (two, run, 80), (two, other, 160)):
        training.save_attendance(session, None, {"teacher_id": teacher, "class_id": at, "hours": hours, "result": "1"})
    studio = studios.save(session, None, {"name": "名师工作室", "kind": "2", "host_id": two})
    for teacher in (one, two):
        studios.save_member(session, None, {"studio_id": studio, "teacher_id": teacher, "role": "3"})
    pair = mentoring.save(
        session, None, {"kind": "1", "mentor_id": two, "mentee_id": li, "start_date": "2026-03-01"}
    )  # fmt: skip
    mentoring.add_activity(session, {"pair_id": pair, "kind": "1", "held_on": "2026-04-01", "topic": "听课"})
    teachers.save_credential(session, None, {"teacher_id": two, "stage": "2", "number": "20080001"})
    yield Twice(county, one, two, li, run, other, studio, pair)
