"""Declared items (自主申报学时): papers, projects, open lessons … that ask for hours; the school looks first, then the county."""

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

from app import codes, records, teachers
from app.fields import Fault, Field, Kind, Owner, hours_text, tidy
from app.problems import Problem, Question
from app.records import Entity, Values
from app.session import Session
from storage import declarations as stored
from storage.store import Row, Rows, Store

if TYPE_CHECKING:
    from app.converting import Converted
    from app.rules.book import Book

_COUNTY, _SCHOOL = Owner.COUNTY, Owner.SCHOOL

FIELDS = (
    Field("teacher_id", "教师", Kind.REFERENCE, refers_to="teachers", required=True, group="项目"),
    Field("kind", "申报项目", Kind.CODE, codes="declared_kind", required=True, group="项目",
          synonyms=("项目", "项目类别", "成果类别")),
    Field("title", "名称", required=True, group="项目", width=26,
          synonyms=("成果名称", "题目", "论文题目", "课题名称", "书名", "比赛名称", "项目名称")),
    Field("done_on", "完成日期", Kind.DATE, required=True, group="项目",
          synonyms=("日期", "时间", "发表日期", "获奖日期", "完成时间", "读完日期")),
    Field("level", "级别", Kind.CODE, codes="level", group="项目", width=8),
    Field("grade", "奖次", Kind.CODE, codes="award_grade", group="项目", width=8, synonyms=("获奖等次", "等次")),
    Field("role", "本人作用", Kind.CODE, codes="declared_role", group="项目", width=10, synonyms=("作用", "位次")),
    Field("grouping", "比赛组别", group="项目", width=14, synonyms=("组别",),
          note="同类学校、同学科、同年龄段，如：农村小学数学青年组"),
    Field("venue", "刊物或主办单位", group="项目", width=18, synonyms=("刊物", "主办单位", "发表刊物", "颁发单位")),
    Field("quantity", "数量", Kind.COUNT, group="项目", width=6, note="按数量折算的才填：几次、几千字"),
    Field("category", "学时类别", Kind.CODE, codes="training_category", required=True, group="学时", width=8),
    Field("hours", "申报学时", Kind.HOURS, group="学时", width=8, synonyms=("学时",)),
    Field("school_verdict", "学校审核", Kind.CODE, codes="verdict", owner=_SCHOOL, group="审核", width=8),
    Field("school_comment", "学校意见", owner=_SCHOOL, group="审核", width=16),
    Field("version", "第几次送审", Kind.COUNT, owner=_SCHOOL, group="审核", width=6),
    Field("verdict", "县里审核", Kind.CODE, codes="verdict", owner=_COUNTY, group="审核", width=8),
    Field("comment", "县里意见", owner=_COUNTY, group="审核", width=16),
    Field("granted", "认定学时", Kind.HOURS, owner=_COUNTY, group="审核", width=8),
    Field("rule_id", "依据的折算办法", owner=_COUNTY, group="审核", unsaid=True),
    Field("decided_on", "认定日期", Kind.DATE, owner=_COUNTY, group="审核"),
    Field("decided_by", "认定人", owner=_COUNTY, group="审核"),
    Field("decided_about", "认定时的内容", owner=_COUNTY, group="审核", unsaid=True),
    Field("remark", "备注", Kind.LONG_TEXT, group="学时", width=20),
)  # fmt: skip

REVIEW = tuple(field.name for field in FIELDS if field.group == "审核")
"""What is written by looking at an item (`app.granting`), never by filling in a form."""

FEEDING = ("kind", "done_on", "level", "grade", "role", "quantity", "category", "hours")
"""What the hours hang on: nothing of it changes once hours are granted."""

_SHOWN = (*FEEDING, "title", "grouping", "venue")
"""What a reviewer looks at: a school that changes it looks at the item again itself."""

PASSED, RETURNED_BY = "passed", "returned"
"""Codes of `verdict`."""

AT_SCHOOL, AT_COUNTY, RETURNED, GRANTED = "school", "county", "returned", "granted"
STATES = {AT_SCHOOL: "待学校审核", AT_COUNTY: "待县里审核", RETURNED: "退回", GRANTED: "已认定"}
"""How an item stands, never stored: it follows from both verdicts, and from whether the county's is still about it."""

READING = "7"
"""Code of `declared_kind`: 读书."""

_LEADING = "1"
"""Code of `declared_role`: 主持、独立、第一作者."""


def faults(values: Values) -> list[Fault]:
    """One item by itself: what was not passed gives no hours."""
    if values.get("granted") and values.get("verdict") != PASSED:
        return [Fault("granted", "县里审核通过的才有认定学时。")]
    return []


ENTITY = Entity("declarations", "申报学时", FIELDS, faults)


class Twice(Question):
    """The same item stands there already, or another person leads one of this name; it may be entered all the same."""

    def __init__(self, fault: Fault) -> None:
        super().__init__(fault.reason, "确实是另外一项，才照样登记。")
        self.fault = fault


# -- how they stand


def listed(session: Session, ids: Sequence[str] | None = None) -> list[Row]:
    """Every item (or these), the newest first, with `teacher_name`, `school_name`, `rule_title`, `papers`, `state` (a key of
    STATES) and `doubt` (a sentence for whoever reviews, "" when there is none)."""
    rows = stored.listed(session.store) if ids is None else stored.some(session.store, ids)
    return [_told(session, row) for row in rows]


def of_teacher(session: Session, pk: str) -> list[Row]:
    """A teacher's items as in `listed`."""
    return [_told(session, row) for row in stored.of_teacher(session.store, pk)]


def get(session: Session, pk: str) -> Row:
    """One item as in `listed`; raises Problem when there is none."""
    return _told(session, records.there(ENTITY, stored.one(session.store, pk)))


def counts(session: Session) -> dict[str, int]:
    """How many items are in each state."""
    found = dict.fromkeys(STATES, 0)
    # Asked once: the file is looked at each time.
    is_county = session.is_county
    for row in stored.standings(session.store):
        found[state_of(row, has_desk=bool(row["has_desk"]) or not is_county)] += 1
    return found


def is_granted(session: Session, pk: str) -> bool:
    """Whether the county has granted hours for an item as it stands."""
    row = stored.as_it_stands(session.store, pk)
    return row is not None and row["verdict"] == PASSED and bool(row["stands"])


def state_of(row: Mapping[str, Any], *, has_desk: bool) -> str:
    """How an item stands; `has_desk`: its school works with a file of its own, so that it looks first.

    A verdict of the county about something older than what is there now does not count: the item goes its way again.
    """
    if row["verdict"] and row["stands"]:
        return GRANTED if row["verdict"] == PASSED else RETURNED
    if row["school_verdict"] == RETURNED_BY:
        return RETURNED
    return AT_COUNTY if row["school_verdict"] == PASSED or not has_desk else AT_SCHOOL


def _told(session: Session, row: Row) -> Row:
    row["state"] = _state(session, row)
    row["doubt"] = _doubt(row)
    return row


def _state(session: Session, row: Row) -> str:
    return state_of(row, has_desk=bool(row["has_desk"]) or not session.is_county)


def _doubt(row: Mapping[str, Any]) -> str:
    if row["verdict"] and not row["stands"]:
        return "县里审核以后又改过" if row["verdict"] == PASSED else "退回以后改过"
    if row["is_twice"]:
        return "同一项登记了两次"
    return "还有人也写第一作者或主持" if row["is_shared"] else ""


# -- entering


def save(session: Session, pk: str | None, changes: Values, *, agreed: bool = False) -> str:
    """Save an item; without hours it asks for what the rule gives, never for more.

    Raises Twice where the same stands there already (unless a person has `agreed`), Invalid for what only a review
    writes, for more hours than the rule gives, and for what hours were granted for.
    """
    teachers.refuse_outline(session, changes.get("teacher_id"))
    current: Values = {} if pk is None else dict(get(session, pk))
    real = {name: value for name, value in changes.items() if current.get(name) != value}
    _refuse_review(real)
    if "hours" not in real:
        real.update(_asked_anew(session, current, real))
    if current.get("state") == GRANTED and not session.is_county and {"title", "venue", "grouping"} & real.keys():
        _refuse_mending(real)
    if current.get("school_verdict") and not session.is_county and not real.keys().isdisjoint(_SHOWN):
        # Looked at before it was changed: the school looks again, and passes it on as its next version.
        real.update({"school_verdict": None, "school_comment": None})

    def check(rows: Rows, pk: str | None, values: Values) -> list[Fault]:
        found = among(rows, pk, values)
        doubts = [] if agreed or found else alike(rows, pk, values)
        if doubts:
            raise Twice(doubts[0])
        return found

    return records.save(session, ENTITY, pk, real, check)


def delete(session: Session, pk: str) -> None:
    """Delete an item to which no hours were granted."""
    delete_many(session, [pk])


def delete_many(session: Session, pks: Sequence[str]) -> int:
    """Delete items in one act; raises Problem when hours were granted for one of them. Returns how many."""
    for row in listed(session, list(pks)):
        if row["state"] == GRANTED:
            raise Problem(
                f"{row['teacher_name']}的“{row['title']}”县里已经认定学时，不能删除。",
                "确实不该认定的，请县里先退回，再删除。没有删除任何内容。",
            )
    return records.delete_many(session, ENTITY, pks)


def _refuse_review(changes: Values) -> None:
    found = [name for name in changes if name in REVIEW]
    if found:
        reason = "审核的内容不在这里填写，请勾选以后用“通过”或“退回……”。"
        raise records.Invalid(ENTITY, [Fault(name, reason) for name in found])


def _refuse_mending(changes: Values) -> None:
    reason = "县里已经认定，这一项本校不能再改；写错了字，请在这条记录上点“申请更改……”。"
    raise records.Invalid(ENTITY, [Fault(name, reason) for name in ("title", "venue", "grouping") if name in changes])


def _asked_anew(session: Session, current: Values, changes: Values) -> Values:
    """The hours to ask for after a change: all that the rule gives, or the fewer that a person asked for before."""
    if current and changes.keys().isdisjoint(FEEDING):
        return {}
    now = proposed(session.store, None, {**current, **changes}).whole
    before = proposed(session.store, None, current).whole if current else None
    asked = current.get("hours")
    if now is None or (isinstance(asked, int) and before is None):
        # Typed by a person, for no rule said anything: that stays, `among` sees that it is not too much.
        return {}
    fewer = isinstance(asked, int) and before is not None and asked < before
    return {"hours": min(int(asked or 0), now) if fewer else now}


def among(rows: Rows, pk: str | None, values: Values) -> list[Fault]:
    """The check of one among all others, inside a writing block: not more than the rule gives, nothing after granting."""
    before = stored.as_it_stands(rows, pk) if pk else None
    changed = [name for name in FEEDING if before is None or before[name] != values.get(name)]
    if not changed:
        return []
    if before is not None and before["verdict"] == PASSED and before["stands"]:
        reason = "这一项县里已经认定了学时，不能再改；确实不对，请县里先退回，再改。"
        return [Fault(name, reason) for name in changed]
    asked, given = values.get("hours"), proposed(rows, None, values)
    if isinstance(asked, int) and given.whole is not None and asked > given.whole:
        return [Fault("hours", f"{given.why}申报的学时不能比这多，请改为 {hours_text(given.whole)} 或更少。")]
    return []


def proposed(
    source: Store | Rows, pk: str | None, values: Mapping[str, Any], known: "Book | None" = None
) -> "Converted":
    """What the 折算办法 in force on its day gives for an item, after what this person was granted in that year already.

    `known`: the rules, where many items are asked about in one go.
    """
    from app import converting
    from app.rules import book

    if not (values.get("kind") and values.get("done_on")):
        return converting.Converted()
    year, teacher = str(values["done_on"])[:4], str(values.get("teacher_id"))
    return converting.converted(known or book.read(source), values, stored.granted_in_year(source, teacher, year, pk))


def alike(rows: Rows, pk: str | None, values: Values) -> list[Fault]:
    """The same item of the same person and day, and another person who leads one of the same name."""
    kind, teacher, day = (str(values.get(name)) for name in ("kind", "teacher_id", "done_on"))
    title, label = _plain(values.get("title")), codes.table("declared_kind").label_of(kind)
    for other, whose, role, name in stored.of_kind(rows, kind, teacher, day, pk):
        if _plain(other) != title:
            continue
        if whose == teacher:
            return [Fault("title", f"这位教师同一天的{label}“{other}”已经申报过，请核对是不是同一项。")]
        if values.get("role") == _LEADING == role:
            return [Fault("role", f"{name}也申报了{label}“{other}”，同样写的是主持、独立或第一作者，请核对。")]
    return []


def _plain(title: object) -> str:
    """A title without what people write differently: spaces and quotation marks."""
    return "".join(one for one in tidy(str(title or "")) if not one.isspace() and one not in "“”\"‘’'《》")
