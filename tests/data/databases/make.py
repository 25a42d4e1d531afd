"""Write the sample databases of the present version, a county's and a school's, beside this file.

`PYTHONPATH=. python tests/data/databases/make.py`, once, when a version with a new schema is released; the files
then stay as they are, and open for ever.
The people are made up: no division ever had the code 999999. They are kept plain; in `encrypted/` lies the county's
once more as an office has it, under a key that is no secret.
"""

import sys
import tempfile
from contextlib import AbstractContextManager
from datetime import datetime
from pathlib import Path

from app import (
    assessments,
    honours,
    identity,
    mentoring,
    observations,
    organisations,
    records,
    session,
    sessions,
    studios,
    teachers,
    training,
    unlocking,
)
from app.exchange import apply, collect
from app.ledger import keeping
from app.merging import couples, uniting
from app.papers import designs, issuing, numbering
from app.rules import files
from app.session import Session
from storage import exchange, rekeying
from storage.datakeys import DataKey
from storage.ids import new_id
from storage.migrations import ALL
from storage.store import Act, Rows

HERE = Path(__file__).parent
KEY = DataKey(bytes(range(32)), "00112233445566778899")
"""The key of the encrypted samples."""


def main() -> None:
    """Make `NNNN.xinhuo` and `NNNN-school.xinhuo`, NNNN being the number of the last migration."""
    target = HERE / f"{len(ALL):04d}.xinhuo"
    if target.exists():
        sys.exit(f"{target.name} is there already and stays as it is")
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "county.xinhuo"
        with session.create_county(path, "青石县教育局", operator="王敏", clock=noon) as county:
            fill(county, Path(folder))
        encrypted = HERE / "encrypted" / target.name
        encrypted.parent.mkdir(exist_ok=True)
        rekeying.rewritten(path, unlocking.key_of(path), encrypted, KEY)
        for name, kept in (("county", target), ("school", target.with_stem(f"{target.stem}-school"))):
            made = Path(folder) / f"{name}.xinhuo"
            rekeying.rekey(made, unlocking.key_of(made), None)
            kept.write_bytes(made.read_bytes())


def noon() -> datetime:
    """The clock of the sample."""
    return datetime(2026, 9, 1, 12, 0, 0)


def id_number(birth: str, order: str) -> str:
    """A number with a right check digit in a division that never was."""
    first17 = f"999999{birth}{order}"
    return first17 + identity.check_digit(first17)


def fill(county: Session, folder: Path) -> None:
    """Something of everything: rows of every table, history, an undo, a deletion, a school's conflict."""
    here = organisations.save(county, None, {"name": "城关小学", "code": "9999990001", "kind": "3"})
    there = organisations.save(county, None, {"name": "清水小学", "code": "9999990002", "kind": "3"})
    li = teachers.save(county, None, {"name": "李梅", "work": here, "id_number": id_number("19850312", "002")})
    zhou = teachers.save(county, None, {"name": "周强", "work": there, "establishment": here, "phone": "13900000001"})
    wu = teachers.save(county, None, {"name": "买买提·艾力", "work": here})
    teachers.save(county, wu, {"work": there})
    teachers.save_credential(county, None, {"teacher_id": li, "number": "20079999991000001", "subject": "语文"})
    honours.save(county, None, {"teacher_id": li, "title": "县优秀教师", "level": "43", "awarded_on": "2025-09"})
    for kind, grade in ((assessments.ETHICS, "1"), (assessments.ANNUAL, "2")):
        assessments.save(county, None, {"teacher_id": li, "kind": kind, "year": 2025, "grade": grade})
    observed = {"teacher_id": li, "school_year": 2025, "term": "2", "periods": 20, "observed_id": zhou}
    observations.save(county, None, observed)
    pair = {"kind": "1", "mentor_id": li, "mentee_id": zhou, "start_date": "2026-09-01", "end_date": "2027-08-31"}
    made = mentoring.save(county, None, pair)
    mentoring.add_activity(county, {"pair_id": made, "kind": "1", "held_on": "2026-09-01", "topic": "听课"})
    studio = studios.save(county, None, {"name": "李梅语文工作室", "kind": "2", "host_id": li})
    studios.save_member(county, None, {"studio_id": studio, "teacher_id": zhou, "role": "2"})
    programme = training.save_programme(county, None, {"title": "师德师风专题培训", "level": "4", "category": "3"})
    values = {"programme_id": programme, "name": "第一期", "year": 2026, "hours": 165}
    class_id = training.save_class(county, None, values)
    sessions.save(county, None, {"class_id": class_id, "topic": "开班", "hours": 30})
    with county.writing("报名") as rows:
        for one in (li, zhou):
            rows.insert("attendance", {"teacher_id": one, "class_id": class_id, "hours": 165, "result": "1"})
    fill_ledgers(
        county, {"organisation": here, "teacher": li, "other": zhou, "pair": made, "studio": studio, "class": class_id}
    )
    fill_papers(county, folder, li, here)
    again = teachers.save(county, None, {"name": "李梅", "work": here, "birth_date": "1985-03"})
    uniting.merge(county, li, again)
    couples.tell_apart(county, zhou, wu)
    gone = teachers.save(county, None, {"name": "登错的人", "work": here})
    teachers.delete(county, gone)
    teachers.save(county, li, {"remark": "写错了"})
    records.undo_last(county)
    exchange_with_a_school(county, folder, here, li)


def fill_ledgers(county: Session, ids: dict[str, str]) -> None:
    """The national rules, and one row of each of the ledgers' tables."""
    files.adopt_national(county)
    with county.writing("登记台账") as rows:
        of = {"teacher_id": ids["teacher"]}
        done = {"kind": "1", "title": "作业设计", "done_on": "2026-05-06", "category": "2", "hours": 60}
        rows.insert("declarations", {**of, **done, "school_verdict": "passed", "verdict": "passed", "granted": 60})
        rows.insert("plans", {**of, "mentor_id": ids["other"], "start_date": "2026-09-01", "goal": "站稳讲台"})
        rows.insert("pair_agreements", {"pair_id": ids["pair"], "kind": "1", "least": 20})
        rows.insert(
            "pair_reviews", {"pair_id": ids["pair"], "kind": "1", "held_on": "2026-08-31", "grade": "2", "score": 85}
        )
        studio = {"studio_id": ids["studio"]}
        stage = {"stage": "第一年", "start_date": "2026-09-01", "end_date": "2027-07-31"}
        rows.insert("studio_plans", {**studio, **stage, "times": 4})
        held = {"kind": "4", "held_on": "2026-08-20", "topic": "单元研讨", "hours": 40, "category": "2"}
        activity = rows.insert("studio_activities", {**studio, **held})
        rows.insert("participations", {**of, "activity_id": activity, "hours": 40})
        rows.insert("outputs", {**studio, "kind": "1", "title": "单元教学研究"})
        rows.insert("studio_assessments", {**studio, "kind": "1", "year": 2026, "grade": "2"})
        place = {"organisation_id": ids["organisation"]}
        link = rows.insert("links", {**place, **studio, "start_date": "2026-09-01"})
        rows.insert("link_activities", {"link_id": link, "kind": "2", "held_on": "2026-09-01", "topic": "送教上门"})
        rows.insert("quotas", {**place, "class_id": ids["class"], "places": 5})
        rows.insert("courses", {"title": "班级管理十讲", "is_fine": 1})
        rows.insert("bases", {**place, "name": "城关小学", "kind": "3"})
        rows.insert("volunteering", {**place, "title": "护学岗", "held_on": "2026-09-01", "people": 10, "times": 30})
    keeping.refresh(county)


def fill_papers(county: Session, folder: Path, teacher: str, organisation: str) -> None:
    """A paper of the register with all that is kept of it, and one row of each of the tables that papers have."""
    issuing.issue(county, "hours", [teacher], folder / "学时证明.pdf", wish=issuing.Wish(valid_until="2029-08-31"))
    name, design = designs.chosen(county, "honour")
    designs.keep(county, None, "honour", f"本县的{name}", design, choosing=True)
    numbering.set_pattern(county, "honour", "{字头}荣{年}-{流水号:4}", 101)
    with county.writing("登记编号段、公钥、文稿和目标") as rows:
        rows.insert("texts", {"kind": "other", "name": "通知", "body": "关于报送学时的通知", "is_chosen": 1})
        block = {
            "kind": "hours",
            "year": 2026,
            "site": "0" * 32,
            "computer": "ab" * 32,
            "first": 201,
            "last": 300,
            "pattern": "学时〔2026〕{流水号:6}号",
        }
        rows.insert("number_blocks", {**block, "organisation_id": organisation})
        key = {"key": "ab" * 32, "site": "0" * 32, "name": "城关小学", "start_date": "2026-09-01"}
        rows.insert("paper_keys", key)
        term = {"start_date": "2026-01-01", "end_date": "2030-12-31"}
        rows.insert("targets", {"title": "县级名师", "figure": "masters", "number": 50, **term})


def exchange_with_a_school(county: Session, folder: Path, organisation: str, teacher: str) -> None:
    """A file down, an edit up that meets one of the county's, and the answer."""
    site = new_id()
    with taking(county) as rows:
        joined = {"id": site, "organisation_id": organisation, "name": "城关小学", "state": "joined"}
        exchange.write_site(rows, {**joined, "since": "2026-09-01T12:00:00"})
    path = folder / "school.xinhuo"
    with session.create_school(
        path, "城关小学", site=site, organisation=organisation, operator="李娜", clock=noon
    ) as school:
        send_down(county, school, site)
        teachers.save(school, teacher, {"phone": "13900000002"})
        teachers.save(county, teacher, {"phone": "13900000003"})
        made = collect.up(school)
        with taking(county) as rows:
            apply.take_up(rows, site, made.members, made.facts["claim"])
        send_down(county, school, site)


def send_down(county: Session, school: Session, site: str) -> None:
    """One file down."""
    with taking(county) as rows:
        exchange.refresh_scope(rows, site)
        made = collect.down(rows, site)
    with taking(school) as rows:
        apply.adopt(rows, site, made.members, made.facts, "2026-09-01T12:00:00")


def taking(office: Session) -> AbstractContextManager[Rows]:
    """A block that replays what another office did."""
    return office.store.writing(Act(office.operator, "接收", mode="import"))


if __name__ == "__main__":
    main()
