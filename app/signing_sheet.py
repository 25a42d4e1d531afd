"""The sign-in sheet (签到表) of a class as a workbook, to print and sign or to fill in and bring back."""

from pathlib import Path

from app import leaving, sessions, signing_in, training
from app.importing.mapping import FIXED
from app.problems import Problem
from app.progress import Progress, silent
from app.session import Session

_CHOICES = ("出勤", "迟到", "请假", "缺勤")


def write(session: Session, class_id: str, out: Path, *, progress: Progress = silent) -> int:
    """Write the sheet of a class: its people, and a column for every session; returns how many people.

    What is noted already is filled in. Raises Problem for a class without sessions or people.
    """
    from exports.workbooks.facts import ColumnFacts, SheetFacts
    from exports.workbooks.writing import write_workbook

    about = training.get_class(session, class_id)
    made = sessions.register(session, class_id)
    people = [one for one in made.people if not one.returned]
    if not made.sessions:
        raise Problem("这个班次还没有登记课程。", "请先在“课程考勤”里登记课程，再导出签到表。")
    if not people:
        raise Problem("这个班次还没有人报名。", "请先报名，再导出签到表。")
    columns = [
        ColumnFacts(f"{FIXED}teacher_id.id", "薪火编号", hidden=True, locked=True),
        ColumnFacts("!serial", "序号", "number", 6),
        ColumnFacts(f"{FIXED}teacher_id.name", "姓名", width=10, locked=True),
        ColumnFacts(f"{FIXED}teacher_id.work", "任教学校", width=20, locked=True),
        *(
            ColumnFacts(f"session@{one['id']}", _heading(one), width=14, choices=_CHOICES)
            for one in made.sessions
        ),
    ]  # fmt: skip
    rows = [
        (
            one.teacher_id,
            number,
            one.name,
            one.school_name,
            *("出勤" if str(held["id"]) in one.attended else None for held in made.sessions),
        )
        for number, one in enumerate(people, 1)
    ]
    title = f"{about['title']} {about['name']} 签到表"
    facts = SheetFacts("签到表", title, tuple(columns), rows, template=f"{signing_in.NAME}@{class_id}")
    write_workbook(out, [facts], progress=progress)
    leaving.note(session, "sign_in", len(rows), out)
    return len(rows)


def _heading(held: dict[str, object]) -> str:
    day = str(held["held_on"] or "")
    return " ".join(
        str(one) for one in (day[5:].replace("-", "月") + "日" if day else "", held["topic"], held["place"]) if one
    )
