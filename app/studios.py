"""Studios (名校长、名师、名班主任工作室): the county's list of them and their members."""

from collections.abc import Sequence
from datetime import date

from app import codes, records
from app.fields import Fault, Field, Kind, Owner
from app.problems import Problem, Question
from app.records import Entity, Values
from app.session import Session
from storage import studios as stored
from storage.store import Row, Rows

_COUNTY = Owner.COUNTY

RUNNING, ENDED, WITHDRAWN = "1", "2", "3"
"""Codes of `studio_state`: 运行中, 期满结束, 已撤销; none said means running."""

FIELDS = (
    Field("name", "工作室名称", required=True, owner=_COUNTY, group="工作室", width=20, synonyms=("名称",)),
    Field("kind", "类别", Kind.CODE, codes="studio_kind", required=True, owner=_COUNTY, group="工作室",
          synonyms=("工作室类别", "工作室类型")),
    Field("level", "级别", Kind.CODE, codes="level", owner=_COUNTY, group="工作室", width=8, synonyms=("工作室级别",)),
    Field("subject", "学科", Kind.CODE, codes="subject", owner=_COUNTY, group="工作室", width=8),
    Field("host_id", "主持人", Kind.REFERENCE, refers_to="teachers", owner=_COUNTY, group="工作室"),
    Field("organisation_id", "所在单位", Kind.REFERENCE, refers_to="organisations", owner=_COUNTY, group="工作室", width=18,
          synonyms=("挂牌单位", "依托学校", "挂靠单位")),
    Field("start_date", "设立日期", Kind.DATE, owner=_COUNTY, group="期限", synonyms=("成立时间", "挂牌时间", "命名时间")),
    Field("end_date", "周期结束", Kind.DATE, owner=_COUNTY, group="期限"),
    Field("state", "状态", Kind.CODE, codes="studio_state", owner=_COUNTY, group="期限", width=8),
    Field("closed_on", "结束日期", Kind.DATE, owner=_COUNTY, group="期限", synonyms=("撤销日期",)),
    Field("document", "依据文件", owner=_COUNTY, group="期限", width=18),
    Field("remark", "备注", Kind.LONG_TEXT, owner=_COUNTY, group="期限", width=20),
)  # fmt: skip

MEMBER_FIELDS = (
    Field("studio_id", "工作室", Kind.REFERENCE, refers_to="studios", required=True, owner=_COUNTY, width=20),
    Field("teacher_id", "教师", Kind.REFERENCE, refers_to="teachers", required=True, owner=_COUNTY),
    Field("role", "角色", Kind.CODE, codes="member_role", required=True, owner=_COUNTY),
    Field("joined_on", "加入日期", Kind.DATE, owner=_COUNTY),
    Field("left_on", "退出日期", Kind.DATE, owner=_COUNTY),
    Field("remark", "备注", Kind.LONG_TEXT, owner=_COUNTY, width=20),
)


def faults(values: Values) -> list[Fault]:
    """One studio by itself."""
    return records.ends_early(values, "start_date", "end_date", "周期结束早于设立日期，请核对。")


def _member_faults(values: Values) -> list[Fault]:
    return records.ends_early(values, "joined_on", "left_on", "退出日期早于加入日期，请核对。")


ENTITY = Entity("studios", "工作室", FIELDS, faults)
MEMBER = Entity("members", "工作室成员", MEMBER_FIELDS, _member_faults)


class Doubtful(Question):
    """What a rule or the register has against a studio or a member; a person may save it knowingly all the same."""

    def __init__(self, faults: Sequence[Fault]) -> None:
        super().__init__("".join(one.reason for one in faults), "县里已另有决定的，才照样保存。")
        self.faults = tuple(faults)


def runs(row: Row) -> bool:
    """Whether a studio has neither ended nor been withdrawn."""
    return (row["state"] or RUNNING) == RUNNING


def listed(session: Session) -> list[Row]:
    """Every studio with `host_name`, `organisation_name`, `members` (how many now), and of these and the host who has
    left the county (`members_gone`, `host_gone_on`)."""
    return stored.listed(session.store)


def get(session: Session, pk: str) -> Row:
    """One studio as in `listed`; raises Problem when there is none."""
    return records.there(ENTITY, next((one for one in stored.listed(session.store) if one["id"] == pk), None))


def members(session: Session, studio: str | None = None) -> list[Row]:
    """Memberships (of one studio, or all) with `studio_name`, `teacher_name`, `school_name`, `gone_on` (when the person
    left the county) and `others` (other studios of a present member)."""
    return stored.members(session.store, studio)


def figures(session: Session) -> list[Row]:
    """Per kind of running studio: kind, studios, members (a person once per studio), people (each once)."""
    return stored.figures(session.store)


def people(session: Session) -> int:
    """How many different people are present members of running studios."""
    return stored.people(session.store)


def save(session: Session, pk: str | None, changes: Values, *, agreed: bool = False) -> str:
    """Save a studio; raises Doubtful when a rule asks for another host or term, unless a person has `agreed`."""
    touched = {"host_id", "start_date", "end_date", "kind"} & changes.keys()

    def asking(rows: Rows, pk: str | None, values: Values) -> list[Fault]:
        if touched and not agreed:
            from app import studio_rules
            from app.rules import book

            _ask(studio_rules.doubts(rows, book.read(rows), values, session.today()))
        return []

    return records.save(session, ENTITY, pk, changes, asking)


def save_member(session: Session, pk: str | None, changes: Values, *, agreed: bool = False) -> str:
    """Save a membership; nobody is twice a present member of one studio. Raises Doubtful for somebody who is in another
    studio too or has left the county, and for one too many, unless a person has `agreed`."""

    def asking(rows: Rows, pk: str | None, values: Values) -> list[Fault]:
        found = among(rows, pk, values)
        if not found and not agreed and pk is None and not values.get("left_on"):
            _ask(member_doubts(session, rows, values))
        return found

    return records.save(session, MEMBER, pk, changes, asking)


def _ask(faults: Sequence[Fault]) -> None:
    if faults:
        raise Doubtful(faults)


def member_doubts(session: Session, rows: Rows, values: Values) -> list[Fault]:
    """What speaks against somebody as a new member: already in another studio, gone, or one more than the rules say."""
    from app import studio_rules
    from app.rules import book

    teacher, studio = str(values["teacher_id"]), str(values["studio_id"])
    roles = codes.table("member_role")
    found = [
        Fault("teacher_id", f"这位教师已在“{name}”（{roles.label_of(role)}），一人会在两个工作室里。")
        for name, role in stored.elsewhere(rows, studio, teacher)
    ]
    gone = stored.gone_on(rows, teacher)
    if gone:
        found.append(Fault("teacher_id", f"这位教师已于 {gone} 离开本县。"))
    row = session.store.row(ENTITY.table, studio)
    if row and not runs(row):
        found.append(Fault("studio_id", f"“{row['name']}”已经结束，不再有在册的成员；以前的成员请填写退出日期。"))
    return found + (studio_rules.crowded(rows, book.read(session), row, 1, session.today()) if row else [])


def noted(session: Session, pk: str | None, values: Values) -> list[Fault]:
    """What the rules have against a studio that a list brings."""
    from app import studio_rules
    from app.rules import book

    return studio_rules.doubts(session.store, book.read(session), values, session.today())


def member_noted(session: Session, pk: str | None, values: Values) -> list[Fault]:
    """What speaks against a member that a list brings; nothing against one who is there already or has left."""
    if pk is not None or values.get("left_on"):
        return []
    return member_doubts(session, session.store.looking(), values)


def leave(session: Session, pks: Sequence[str], day: date) -> int:
    """Let members leave their studio on a day, in one act; returns how many were still there."""
    return _leave(session, [(pk, day.isoformat()) for pk in pks])


def gone(session: Session) -> list[Row]:
    """Present members who have left the county or retired, as in `members`."""
    return [row for row in members(session) if row["gone_on"] and not row["left_on"]]


def leave_gone(session: Session, pks: Sequence[str] | None = None) -> int:
    """Let those who have left the county leave their studios, each on the day of leaving (not before the day of joining),
    in one act; `pks` only these. Returns how many."""
    found = [row for row in gone(session) if pks is None or row["id"] in pks]
    return _leave(session, [(str(row["id"]), max(str(row["gone_on"]), str(row["joined_on"] or ""))) for row in found])


def _leave(session: Session, days: Sequence[tuple[str, str]]) -> int:
    found = [(records.get(session, MEMBER, pk), day) for pk, day in days]
    present = [(row, day) for row, day in found if not row["left_on"]]
    if not present:
        return 0
    first = present[0][0]
    who = records.called(session, MEMBER, first) if len(present) == 1 else f"{len(present)} 人"
    with session.writing(f"退出工作室：{who}") as rows:
        for row, day in present:
            change: Values = {"left_on": day}
            records.validate(session, MEMBER, {**row, **change}, change)
            rows.update(MEMBER.table, str(row["id"]), change)
    return len(present)


def move(session: Session, pks: Sequence[str], studio: str, day: date, *, agreed: bool = False) -> int:
    """Let present members leave their studio on a day and be members of another one from that day, in the same role, all
    in one act; returns how many. Raises Doubtful when there would be too many, unless a person has `agreed`."""
    target = records.get(session, ENTITY, studio)
    if not runs(target):
        raise Problem(f"“{target['name']}”已经结束，不能再转入成员。", "请换一个运行中的工作室。")
    found = [records.get(session, MEMBER, pk) for pk in dict.fromkeys(pks)]
    moving = [row for row in found if not row["left_on"] and row["studio_id"] != studio]
    if not moving:
        return 0
    who = records.called(session, MEMBER, moving[0]) if len(moving) == 1 else f"{len(moving)} 人"
    with session.writing(f"转到{target['name']}：{who}") as rows:
        if not agreed:
            from app import studio_rules
            from app.rules import book

            _ask(studio_rules.crowded(rows, book.read(session), target, len(moving), session.today()))
        for row in moving:
            _move(session, rows, row, studio, day)
    return len(moving)


def _move(session: Session, rows: Rows, row: Row, studio: str, day: date) -> None:
    left: Values = {"left_on": day.isoformat()}
    records.validate(session, MEMBER, {**row, **left}, left)
    rows.update(MEMBER.table, str(row["id"]), left)
    new: Values = {
        "studio_id": studio, "teacher_id": row["teacher_id"], "role": row["role"], "joined_on": day.isoformat()
    }  # fmt: skip
    records.validate(session, MEMBER, new, new)
    faults = among(rows, None, new)
    if faults:
        name = records.called(session, MEMBER, row)
        raise records.Invalid(MEMBER, [Fault(one.field, f"{name}：{one.reason}") for one in faults])
    rows.insert(MEMBER.table, new)


def drop_members(session: Session, pks: Sequence[str]) -> int:
    """Delete memberships that were entered by mistake, in one act; returns how many."""
    found = [records.get(session, MEMBER, pk) for pk in pks]
    if not found:
        return 0
    records.refuse_if_county_only(session, MEMBER)
    who = records.called(session, MEMBER, found[0]) if len(found) == 1 else f"{len(found)} 人"
    with session.writing(f"删除工作室成员：{who}") as rows:
        for row in found:
            rows.delete(MEMBER.table, str(row["id"]))
    return len(found)


def among(rows: Rows, pk: str | None, values: Values) -> list[Fault]:
    """The check of one among all others, inside a writing block; `pk` None for a new one."""
    if values.get("left_on"):
        return []
    if stored.is_member(rows, str(values["studio_id"]), str(values["teacher_id"]), pk):
        return [Fault("teacher_id", "这位教师已经是该工作室的成员。")]
    return []
