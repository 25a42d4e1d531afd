"""Honours (荣誉): what teachers were awarded, by whom and at which level; candidates (人选) are told apart."""

from app import records, teachers
from app.fields import Fault, Field, Kind, tidy
from app.problems import Question
from app.records import Entity, Values
from app.session import Session
from storage import honours as stored
from storage.store import Row, Rows

FIELDS = (
    Field("teacher_id", "教师", Kind.REFERENCE, refers_to="teachers", required=True, group="荣誉"),
    Field("title", "荣誉名称", required=True, group="荣誉", width=22,
          synonyms=("荣誉称号", "称号", "获奖名称", "奖项名称", "奖项", "表彰名称", "所获荣誉", "获得荣誉", "荣誉")),
    Field("level", "荣誉级别", Kind.CODE, codes="level", group="荣誉", width=8,
          synonyms=("级别", "获奖级别", "表彰级别", "授予级别")),
    Field("is_candidate", "是否人选", Kind.FLAG, group="荣誉", width=8, synonyms=("人选", "培养对象", "是否培养对象"),
          note="人选、培养对象还不是这个荣誉本身"),
    Field("issuer", "授予单位", group="依据", width=18,
          synonyms=("颁发单位", "表彰单位", "发证单位", "颁奖单位", "授奖单位", "授予部门", "表彰部门", "颁发部门", "发证机关")),
    Field("awarded_on", "授予年月", Kind.MONTH, group="依据", width=10,
          synonyms=("授予时间", "授予日期", "获奖时间", "获奖年月", "表彰时间", "表彰年月", "颁发时间", "荣誉时间", "获得时间")),
    Field("document", "表彰文号", group="依据", width=18, synonyms=("文号", "表彰文件", "文件号", "依据文件", "批准文号")),
    Field("number", "荣誉证书号", group="依据", width=16, synonyms=("证书号", "证书编号", "荣誉证书编号", "获奖证书编号")),
    Field("remark", "备注", Kind.LONG_TEXT, group="依据", width=20),
)  # fmt: skip


ENTITY = Entity("honours", "荣誉", FIELDS)


class Twice(Question):
    """The same honour stands there already; a person may enter it all the same."""

    def __init__(self, fault: Fault) -> None:
        super().__init__(fault.reason, "确实另有一个，才照样登记。")
        self.fault = fault


def listed(session: Session) -> list[Row]:
    """Every honour with `teacher_name` and `school_name`, the newest first."""
    return stored.listed(session.store)


def of_teacher(session: Session, pk: str) -> list[Row]:
    """A teacher's honours, the newest first."""
    return stored.of_teacher(session.store, pk)


def get(session: Session, pk: str) -> Row:
    """One honour as in `listed`; raises Problem when there is none."""
    return records.there(ENTITY, stored.one(session.store, pk))


def save(session: Session, pk: str | None, changes: Values, *, agreed: bool = False) -> str:
    """Save an honour; raises Twice when the person has it already of that year, unless a person has `agreed`."""
    teachers.refuse_outline(session, changes.get("teacher_id"))
    return records.save(session, ENTITY, pk, changes, None if agreed else _asking)


def doubts(rows: Rows, pk: str | None, values: Values) -> list[Fault]:
    """The same honour twice for one person and year; a candidate for it is not the same."""
    title, year = _plain(values.get("title")), str(values.get("awarded_on") or "")[:4]
    as_candidate = int(values.get("is_candidate") or 0)
    for other, candidate in stored.titles_of(rows, str(values.get("teacher_id")), year, pk):
        if _plain(other) == title and candidate == as_candidate:
            when = f"{year} 年" if year else "没写年月的"
            return [Fault("title", f"这位教师{when}已经登记过“{other}”，请核对是不是同一个荣誉。")]
    return []


def _asking(rows: Rows, pk: str | None, values: Values) -> list[Fault]:
    found = doubts(rows, pk, values)
    if found:
        raise Twice(found[0])
    return []


def _plain(title: object) -> str:
    """A title without what people write differently: spaces and quotation marks."""
    return "".join(one for one in tidy(str(title or "")) if not one.isspace() and one not in "“”\"‘’'《》")
