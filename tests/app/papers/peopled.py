"""A county in which somebody may be given a paper of every kind."""

from dataclasses import dataclass

from app import (
    assessments,
    declarations,
    granting,
    honours,
    moving,
    pair_steps,
    sessions,
    studios,
    teachers,
    training,
)
from app.rules import kinds
from tests.app.conftest import County
from tests.app.mentored import pair


@dataclass(frozen=True)
class Peopled:
    """The ids of what papers are made of."""

    county: County
    class_id: str
    new: str
    running: str
    completed: str
    studio: str
    member: str
    honour: str
    researcher: str


def peopled(county: County) -> Peopled:
    """Papers for everybody: a class that 张𬭎 passed, pairs, a studio, honours, a move, a new teacher and a rule for one."""
    session = county.session
    with session.writing("登记规则") as rows:
        said = kinds.Induction(modules=("1", "2"), months=12)
        rows.insert(
            "rules",
            {
                "code": "岗前", "kind": "induction", "title": "岗前必修", "document": "示教〔2024〕8号",
                "start_date": "2026-01-01", "parameters": kinds.written(said),
            },
        )  # fmt: skip
    new = teachers.save(
        session,
        None,
        {"name": "买买提·艾力", "work": county.school, "work_start": "2026-08", "subject": "13", "sex": "1"},
    )
    running = pair(session, county.shan, new, subject="13", document="示教〔2026〕30号", goal="站稳讲台。")
    completed = pair(session, county.zhang, new, kind="4", start_date="2025-09-01", end_date="2026-08-31")
    review = {"kind": "2", "held_on": "2026-08-20", "grade": "1", "score": 92}
    pair_steps.assess(session, [completed], review)
    pair_steps.complete(session, [completed], session.today(), agreed=True)
    pair_steps.sign(session, [running], session.today(), {"1": 16, "5": 2})
    studio = studios.save(
        session,
        None,
        {"name": "单丽名师工作室", "kind": "2", "level": "43", "host_id": county.shan, "start_date": "2026-09-01",
         "end_date": "2029-08-31", "document": "示教〔2026〕28号"},
        agreed=True,
    )  # fmt: skip
    member = studios.save_member(
        session, None, {"studio_id": studio, "teacher_id": new, "role": "2", "joined_on": "2026-10-01"}, agreed=True
    )
    honour = _honour(session, county.zhang, "示范县优秀班主任")
    researcher = _honour(session, county.zhang, "小学语文兼职教研员")
    assessments.save(session, None, {"teacher_id": county.zhang, "kind": "1", "year": 2025, "grade": "1"})
    item = declarations.save(
        session,
        None,
        {"teacher_id": county.zhang, "kind": "5", "title": "小学语文优质课竞赛", "done_on": "2026-03-12", "level": "43",
         "grade": "1", "grouping": "农村小学语文青年组", "category": "2", "hours": 40, "venue": "教师发展中心"},
    )  # fmt: skip
    granting.review(session, [item], "passed")
    class_id = _class(county, new)
    moving.move(
        session,
        [county.shan],
        {"kind": "1", "to": county.school, "since": "2026-11-01", "document": "示教人〔2026〕12号"},
    )
    return Peopled(county, class_id, new, running, completed, studio, member, honour, researcher)


def _honour(session, teacher: str, title: str) -> str:
    values = {"teacher_id": teacher, "title": title, "level": "43", "issuer": "示范县教育局", "awarded_on": "2026-09"}
    return honours.save(session, None, {**values, "document": "示教〔2026〕31号"})


def _class(county: County, new: str) -> str:
    session = county.session
    programme = training.save_programme(
        session,
        None,
        {"title": "课堂教学能力提升", "level": "4", "category": "2", "form": "1", "organiser": "示范县教师发展中心"},
    )
    class_id = training.save_class(
        session,
        None,
        {"programme_id": programme, "name": "第一期", "year": 2026, "hours": 240, "start_date": "2026-07-06",
         "end_date": "2026-07-08", "place": "二楼报告厅"},
    )  # fmt: skip
    sessions.save(session, None, {"class_id": class_id, "topic": "单元教学设计", "held_on": "2026-07-06", "hours": 80,
                                  "module": "1", "trainer": "高艳"})  # fmt: skip
    training.enrol(session, class_id, [county.zhang, new], result="1")
    return class_id
