"""Pairs and the rules they are by, as tests of mentoring need them."""

from typing import Any

from app import mentoring, teachers
from app.rules import kinds
from app.session import Session

TUTORING = kinds.Tutoring(kinds=("2",), months=10, new_within=12)
MENTORING = kinds.Mentoring(
    titles=("1", "2", "3"),
    honours=("骨干", "名师"),
    load=2,
    scores=(
        kinds.Score(title="听课", kinds=("1",), enough=8, full=24),
        kinds.Score(title="教案指导", kinds=("3",), enough=6, full=18),
        kinds.Score(title="论文课题指导", kinds=("4",), enough=2, full=18),
    ),
    signed=10,
    reviewed=30,
    passed=60,
    idle=60,
    plans=True,
)


def ruled(session: Session, *said: kinds.Parameters, since: str = "2020-01-01") -> None:
    """Put rules in force."""
    with session.writing("登记规则") as rows:
        for number, one in enumerate(said):
            kind = next(name for name, made in kinds.KINDS.items() if isinstance(one, made))
            title, document = {
                "tutoring": ("班主任导师制", "示教〔2024〕8 号"),
                "mentoring": ("师徒结对办法", "示教〔2025〕3 号"),
            }[kind]
            rows.insert(
                "rules",
                {
                    "code": f"{kind}-{number}", "kind": kind, "title": title, "document": document,
                    "start_date": since, "parameters": kinds.written(one),
                },
            )  # fmt: skip


def person(session: Session, name: str, work: str, **more: Any) -> str:
    """A teacher at a school."""
    return teachers.save(session, None, {"name": name, "work": work, **more})


def pair(session: Session, mentor: str, mentee: str, **more: Any) -> str:
    """A pair of one school year, whatever speaks against it."""
    values = {
        "kind": "1", "mentor_id": mentor, "mentee_id": mentee, "start_date": "2026-09-01", "end_date": "2027-08-31", **more,
    }  # fmt: skip
    return mentoring.save(session, None, values, agreed=True)


def did(session: Session, pk: str, kind: str, times: int, day: str = "2026-10-12") -> None:
    """So many activities of a kind."""
    for number in range(times):
        mentoring.add_activity(session, {"pair_id": pk, "kind": kind, "held_on": day, "topic": f"第 {number + 1} 次"})
