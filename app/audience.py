"""Whom a programme is for (对象): its role, stage and subject, against what the roster says of a teacher."""

from dataclasses import dataclass
from datetime import date

from app import codes, training
from app.session import Session
from storage import names
from storage.store import Row

CLASS_TEACHER, NEW, SECRETARY, HEAD, RESEARCHER, ETHICS, MIDDLE, BILINGUAL = "1", "2", "3", "4", "5", "6", "7", "8"
"""Codes of `audience`."""

POSTS: dict[str, tuple[str, ...]] = {
    SECRETARY: ("书记",),
    HEAD: ("校长", "园长"),
    RESEARCHER: ("教研员",),
    MIDDLE: ("主任", "中层", "干事", "组长", "团委书记", "少先队", "辅导员"),
}
"""Words in 行政职务 by which the holders of a post are known."""

_NOT_SECRETARY = ("团委书记", "团总支书记", "团支部书记")
_ETHICS_SUBJECTS = ("12", "L01", "11")
"""思政课: 道德与法治, 思想政治 and what stands before them in the stages, as codes of `subject`."""


@dataclass(frozen=True)
class Audience:
    """What is asked of those who are enrolled, on a day; `months` from the rule for new teachers, 0: none in force.

    `words` say whom it is for ("" for everybody), `unchecked` what could not be looked at and why.
    """

    role: str
    stage: str
    subject: str
    months: int
    rule: str
    day: date
    words: str
    unchecked: str

    def misfit(self, teacher: Row) -> str:
        """Why a teacher (a row of the roster) is not whom it is for, in a few words; "" for who is."""
        found = []
        if self.role and (why := self._role(teacher)):
            found.append(why)
        if self.stage and teacher["stage"] != self.stage:
            found.append(f"学段不是{codes.table('stage').label_of(self.stage)}")
        if self.subject and self.subject not in (teacher["subject"], teacher["second_subject"]):
            found.append(f"学科不是{codes.table('subject').label_of(self.subject)}")
        return "，".join(found)

    def _role(self, teacher: Row) -> str:
        if self.role == NEW:
            return self._newness(teacher)
        label = codes.table("audience").label_of(self.role)
        if self.role in POSTS:
            return "" if holds(str(teacher["admin_post"] or ""), self.role) else f"行政职务里没有写{label}"
        if self.role == CLASS_TEACHER and not teacher["is_class_teacher"]:
            return "不是班主任"
        if self.role == BILINGUAL and not teacher["is_bilingual"]:
            return "不是双语教师"
        if self.role == ETHICS and not {teacher["subject"], teacher["second_subject"]}.intersection(_ETHICS_SUBJECTS):
            return "不教思政课"
        return ""

    def _newness(self, teacher: Row) -> str:
        start = str(teacher["work_start"] or "")
        if not self.months:
            return ""
        if not start:
            return "没有填参加工作年月"
        worked = (self.day.year - int(start[:4])) * 12 + self.day.month - int(start[5:7] or 1)
        return "" if worked < self.months else f"参加工作已满 {self.months} 个月"


def holds(post: str, role: str) -> bool:
    """Whether a 行政职务 is one of those that a role means."""
    plain = post
    if role == SECRETARY:
        for word in _NOT_SECRETARY:
            plain = plain.replace(word, "")
    return any(word in plain for word in POSTS[role])


def of_class(session: Session, class_id: str) -> Audience:
    """Whom a class is for, on the day it begins; what new teachers are stands in the rules."""
    about = training.get_class(session, class_id)
    day = date.fromisoformat(about["start_date"]) if about["start_date"] else session.today()
    role, stage, subject = (str(about[name] or "") for name in ("for_role", "for_stage", "for_subject"))
    months, rule = _new_months(session, day) if role == NEW else (0, "")
    parts = [("stage", stage), ("subject", subject), ("audience", role)]
    words = "".join(codes.table(table).label_of(code) for table, code in parts if code)
    unchecked = "" if role != NEW or months else "还没有“岗前必修”规则，不核对是不是新教师。"
    return Audience(role, stage, subject, months, rule, day, words, unchecked)


def _new_months(session: Session, day: date) -> tuple[int, str]:
    from app.rules import book, kinds

    found = book.read(session).first(kinds.Induction, day)
    return (found[1].months, found[0].title) if found else (0, "")


def misfits(session: Session, class_id: str, teachers: list[Row]) -> dict[str, str]:
    """Teacher → why not, of those of these rows whom the class is not for."""
    asked = of_class(session, class_id)
    return {str(one["id"]): why for one in teachers if (why := asked.misfit(one))}


def said(session: Session, found: dict[str, str], most: int = 5) -> str:
    """Some of these in one sentence, by name."""
    called = names.names_of(session.store, "teachers", found)
    told = "；".join(f"{called.get(pk, '')}{why}" for pk, why in list(found.items())[:most])
    return told + (f"；等 {len(found)} 人" if len(found) > most else "")
