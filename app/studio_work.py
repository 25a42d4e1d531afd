"""What a studio does (工作室工作): plans by stage, activities and who took part, outputs, assessments."""

from collections.abc import Iterable, Sequence

from app import codes, records, studios, teachers
from app.fields import Fault, Field, Kind, Owner, hours_text
from app.problems import Problem, Question
from app.records import Entity, Values
from app.session import Session
from storage import studio_work as stored
from storage import teachers as stored_teachers
from storage.store import Row, Rows

_STUDIO = Field("studio_id", "工作室", Kind.REFERENCE, refers_to="studios", required=True, width=20)
_COUNTY = Owner.COUNTY

_HOST = "1"
"""主持人 among the codes of `member_role`."""

PLAN_FIELDS = (
    _STUDIO,
    Field("stage", "阶段", required=True, width=14, note="如：第一年、2026 年春季"),
    Field("start_date", "开始日期", Kind.DATE, required=True),
    Field("end_date", "结束日期", Kind.DATE, required=True),
    Field("kind", "活动类别", Kind.CODE, codes="studio_activity_kind", width=12, note="不填就是任何一类都算"),
    Field("times", "计划次数", Kind.COUNT, required=True, width=8),
    Field("goal", "目标", Kind.LONG_TEXT, width=24),
    Field("remark", "备注", Kind.LONG_TEXT, width=20),
)

ACTIVITY_FIELDS = (
    _STUDIO,
    Field("kind", "活动类别", Kind.CODE, codes="studio_activity_kind", required=True, width=12, synonyms=("类别", "活动类型")),
    Field("held_on", "日期", Kind.DATE, required=True, synonyms=("活动日期", "活动时间")),
    Field("topic", "主题", required=True, width=24, synonyms=("活动主题", "内容", "活动内容")),
    Field("place", "地点", width=16, synonyms=("活动地点",)),
    Field("hours", "学时", Kind.HOURS, width=6, note="全程参加的人得多少学时；不给学时就不填"),
    Field("category", "学时类别", Kind.CODE, codes="training_category", width=8),
    Field("level", "学时层级", Kind.CODE, codes="training_level", width=8),
    Field("remark", "备注", Kind.LONG_TEXT, width=20),
)  # fmt: skip

PARTICIPATION_FIELDS = (
    Field("teacher_id", "教师", Kind.REFERENCE, refers_to="teachers", required=True),
    Field("activity_id", "工作室活动", Kind.REFERENCE, refers_to="studio_activities", required=True, width=24),
    Field("part", "承担任务", width=12, synonyms=("任务", "分工")),
    Field("hours", "学时", Kind.HOURS, required=True, width=6),
    Field("remark", "备注", Kind.LONG_TEXT, width=20),
)

OUTPUT_FIELDS = (
    _STUDIO,
    Field("kind", "成果类别", Kind.CODE, codes="output_kind", required=True, width=12, synonyms=("类别", "成果类型")),
    Field("title", "成果名称", required=True, width=24, synonyms=("名称", "题目")),
    Field("author", "完成人", width=14, synonyms=("作者", "主持人")),
    Field("level", "级别", Kind.CODE, codes="level", width=8),
    Field("done_on", "日期", Kind.DATE, synonyms=("完成日期", "发表日期")),
    Field("remark", "备注", Kind.LONG_TEXT, width=20),
)

ASSESSMENT_FIELDS = (
    Field("studio_id", "工作室", Kind.REFERENCE, refers_to="studios", required=True, owner=_COUNTY, width=20),
    Field("kind", "考核种类", Kind.CODE, codes="studio_assessment_kind", required=True, owner=_COUNTY),
    Field("year", "考核年度", Kind.YEAR, required=True, owner=_COUNTY, width=8),
    Field("grade", "等次", Kind.CODE, codes="three_grades", required=True, owner=_COUNTY, width=6, synonyms=("考核等次",)),
    Field("score", "得分", Kind.COUNT, owner=_COUNTY, width=6),
    Field("decided_on", "确定日期", Kind.DATE, owner=_COUNTY),
    Field("document", "依据文件", owner=_COUNTY, width=18),
    Field("comment", "考核意见", Kind.LONG_TEXT, owner=_COUNTY, width=20),
)  # fmt: skip


def _plan_faults(values: Values) -> list[Fault]:
    return records.ends_early(values, "start_date", "end_date", "结束日期早于开始日期，请核对。")


def _activity_faults(values: Values) -> list[Fault]:
    if values.get("hours") and not values.get("category"):
        return [Fault("category", "给学时的活动要选学时类别，学时才知道计到哪一类。")]
    return []


PLAN = Entity("studio_plans", "工作室计划", PLAN_FIELDS, _plan_faults)
ACTIVITY = Entity("studio_activities", "工作室活动", ACTIVITY_FIELDS, _activity_faults)
PARTICIPATION = Entity("participations", "活动参加", PARTICIPATION_FIELDS)
OUTPUT = Entity("outputs", "工作室成果", OUTPUT_FIELDS)
ASSESSMENT = Entity("studio_assessments", "工作室考核", ASSESSMENT_FIELDS)


class Follow(Question):
    """The hours of an activity change: whether those of its participants follow is for a person to say."""

    def __init__(self, old: int, new: int, people: int) -> None:
        super().__init__(
            f"活动的学时由 {hours_text(old)} 改为 {hours_text(new)}，参加的 {people:,} 人还是原来的学时。",
            "他们的学时要一起改吗？另外登记得比新学时少的人不会改动。",
        )
        self.people = people


NOT_OURS = "这个工作室不在本校，本校只能查看它的计划、活动和成果。"


def is_ours(session: Session, studio: Row) -> bool:
    """Whether this office may write down what a studio does: the county, and the school where it is or its host works."""
    if session.is_county or studio["organisation_id"] == session.organisation:
        return True
    host = str(studio["host_id"] or "")
    return bool(host) and teachers.is_listed(session, host)


def _refuse_others(session: Session, studio: object) -> Row:
    row = studios.get(session, str(studio))
    if not is_ours(session, row):
        raise Problem(NOT_OURS, "请由工作室所在学校或县局登记。")
    return row


def guard(session: Session, entity: Entity, values: Values) -> None:
    """Raise Problem for a record of this kind that tells of a studio which is not this office's to write about."""
    if entity.table == PARTICIPATION.table:
        _refuse_others(session, get_activity(session, str(values["activity_id"]))["studio_id"])
    elif entity.table in (PLAN.table, ACTIVITY.table, OUTPUT.table):
        _refuse_others(session, values["studio_id"])


def _save(session: Session, entity: Entity, pk: str | None, changes: Values) -> str:
    current = {} if pk is None else records.get(session, entity, pk)
    studio = changes.get("studio_id", current.get("studio_id"))
    if studio:
        _refuse_others(session, studio)
    return records.save(session, entity, pk, changes)


# -- plans


def plans(session: Session, studio: str | None = None) -> list[Row]:
    """Plans (of one studio, or all) with `studio_name`, `held` (activities that they asked for) and `state` in words."""
    return [_with_state(row, session.today().isoformat()) for row in stored.plans(session.store, studio)]


def get_plan(session: Session, pk: str) -> Row:
    """One plan as in `plans`; raises Problem when there is none."""
    return _with_state(records.there(PLAN, stored.plan(session.store, pk)), session.today().isoformat())


DONE, UNDONE, RUNS, AHEAD = "已完成", "没有完成", "进行中", "未开始"


def _with_state(row: Row, today: str) -> Row:
    if row["held"] >= row["times"]:
        state = DONE
    elif str(row["end_date"]) < today:
        state = UNDONE
    else:
        state = AHEAD if str(row["start_date"]) > today else RUNS
    return {**row, "state": state}


def of_plan(session: Session, pk: str) -> list[str]:
    """Ids of the activities that a plan asked for: those of its studio, stage and kind."""
    return stored.of_plan(session.store, pk)


def save_plan(session: Session, pk: str | None, changes: Values) -> str:
    """Save a plan; a school writes those of the studios it hosts."""
    return _save(session, PLAN, pk, changes)


# -- activities and who took part


def activities(session: Session, studio: str | None = None) -> list[Row]:
    """Activities (of one studio, or all), the newest first, with `studio_name`, `people`, `given` (tenths) and `planned`."""
    return stored.activities(session.store, studio)


def get_activity(session: Session, pk: str) -> Row:
    """One activity as in `activities`; raises Problem when there is none."""
    return records.there(ACTIVITY, stored.activity(session.store, pk))


def save_activity(session: Session, pk: str | None, changes: Values, *, follow: bool | None = None) -> str:
    """Save an activity. When its hours change, `follow` says whether the participants who had all of them (or now
    would have more) get the new ones in the same act; None raises Follow where there are some."""
    if pk is None:
        return _save(session, ACTIVITY, pk, changes)
    row = records.get(session, ACTIVITY, pk)
    _refuse_others(session, changes.get("studio_id", row["studio_id"]))
    old, new = int(row["hours"] or 0), int(changes.get("hours", row["hours"]) or 0)
    if old == new:
        return records.save(session, ACTIVITY, pk, changes)

    def following(rows: Rows, _pk: str | None, _values: Values) -> list[Fault]:
        there = stored.took_part(rows, pk)
        some = [one for one, _teacher, hours in there if hours == old or hours > new]
        if some and follow is None:
            raise Follow(old, new, len(some))
        if not follow and any(hours > new for _pk, _teacher, hours in there):
            return [Fault("hours", "有人的学时会比活动的学时多，请选“一起改”，或者先改他们的学时。")]
        if follow:
            for one in some:
                rows.update(PARTICIPATION.table, one, {"hours": new})
        return []

    return records.save(session, ACTIVITY, pk, changes, following)


def delete_activity(session: Session, pk: str) -> None:
    """Delete an activity and who took part in it, in one act; can be undone."""
    row = get_activity(session, pk)
    records.refuse_if_others(session, ACTIVITY, pk)
    with session.writing(f"删除工作室活动：{row['topic']}") as rows:
        for one, _teacher, _hours in stored.took_part(rows, pk):
            rows.delete(PARTICIPATION.table, one)
        rows.delete(ACTIVITY.table, pk)


def participations(session: Session, activity: str | None = None) -> list[Row]:
    """Who took part (in one activity, or all) with names, `topic`, `held_on` and `kind` of the activity."""
    return stored.participations(session.store, activity)


def of_teacher(session: Session, pk: str) -> list[Row]:
    """What a teacher took part in, the newest first, as in `participations`."""
    return stored.of_teacher(session.store, pk)


def save_participation(session: Session, pk: str | None, changes: Values) -> str:
    """Save that somebody took part; without hours said these are the activity's.

    Raises Problem where the activity is still to come, or its studio another office's to write about.
    """
    teachers.refuse_outline(session, changes.get("teacher_id"))
    current = {} if pk is None else records.get(session, PARTICIPATION, pk)
    row = get_activity(session, str(changes.get("activity_id", current.get("activity_id"))))
    _refuse_others(session, row["studio_id"])
    if pk is None:
        _refuse_ahead(session, row)
        changes = {"hours": int(row["hours"] or 0), **changes}
    return records.save(session, PARTICIPATION, pk, changes, among)


def take_part(session: Session, activity: str, people: Iterable[str], part: str | None = None) -> int:
    """Write down that these teachers took part, with the activity's whole hours, in one act; returns how many were not
    there yet."""
    row = open_to_people(session, activity)
    people, outlines = tuple(dict.fromkeys(people)), stored_teachers.outlines(session.store)
    if any(pk in outlines for pk in people):
        raise Problem("名单里有外校教师。", "请由县局登记他们参加了活动。没有写入任何内容。")
    with session.writing(f"登记参加活动：{row['topic']}") as rows:
        there = {teacher for _pk, teacher, _hours in stored.took_part(rows, activity)}
        new = [pk for pk in people if pk not in there]
        for pk in new:
            values: Values = {"teacher_id": pk, "activity_id": activity, "hours": int(row["hours"] or 0), "part": part}
            records.validate(session, PARTICIPATION, values, values)
            rows.insert(PARTICIPATION.table, values)
    return len(new)


def open_to_people(session: Session, activity: str) -> Row:
    """An activity of which this office may write down who takes part; raises Problem for others'."""
    row = get_activity(session, activity)
    _refuse_others(session, row["studio_id"])
    _refuse_ahead(session, row)
    return row


def _refuse_ahead(session: Session, activity: Row) -> None:
    if str(activity["held_on"]) > session.today().isoformat():
        raise Problem(
            f"这次活动 {activity['held_on']} 才开展。", "活动开展以后再登记参加的人；日期写错的，请先改日期。"
        )


def expected(session: Session, activity: str) -> dict[str, str]:
    """teacher → role (code) of host and members of an activity's studio on its day: those who should take part."""
    row = get_activity(session, activity)
    day, studio = str(row["held_on"]), studios.get(session, str(row["studio_id"]))
    found = {
        str(one["teacher_id"]): str(one["role"])
        for one in studios.members(session, str(row["studio_id"]))
        if str(one["joined_on"] or "") <= day and (not one["left_on"] or str(one["left_on"]) >= day)
    }
    return {**found, str(studio["host_id"]): _HOST} if studio["host_id"] else found


def set_many(session: Session, pks: Sequence[str], changes: Values) -> int:
    """Give participations the same `hours` (tenths) or `part` in one act; returns how many changed."""
    found = _ours(session, pks)
    differing = [row for row in found if any(row[name] != value for name, value in changes.items())]
    if not differing:
        return 0
    who = records.called(session, PARTICIPATION, differing[0]) if len(differing) == 1 else f"{len(differing)} 人"
    with session.writing(f"修改活动参加：{who}") as rows:
        for row in differing:
            values = {**row, **changes}
            records.validate(session, PARTICIPATION, values, changes)
            faults = among(rows, str(row["id"]), values)
            if faults:
                raise records.Invalid(PARTICIPATION, faults)
            rows.update(PARTICIPATION.table, str(row["id"]), changes)
    return len(differing)


def drop_participations(session: Session, pks: Sequence[str]) -> int:
    """Take people out of activities of this office's studios, in one act; returns how many."""
    return records.delete_many(session, PARTICIPATION, [str(row["id"]) for row in _ours(session, pks)])


def _ours(session: Session, pks: Sequence[str]) -> list[Row]:
    """These participations; raises Problem where one tells of a studio that is another's to write about."""
    found = [records.get(session, PARTICIPATION, pk) for pk in dict.fromkeys(pks)]
    for activity in {str(row["activity_id"]) for row in found}:
        _refuse_others(session, get_activity(session, activity)["studio_id"])
    return found


def among(rows: Rows, pk: str | None, values: Values) -> list[Fault]:
    """The check of one participation among all others: nobody twice, and no more hours than the activity gives."""
    activity = str(values["activity_id"])
    if any(one != pk and teacher == values["teacher_id"] for one, teacher, _ in stored.took_part(rows, activity)):
        return [Fault("teacher_id", "这位教师已登记参加了这次活动。")]
    most = stored.hours_of(rows, activity)
    hours = values.get("hours")
    if most is not None and isinstance(hours, int) and hours > most:
        return [Fault("hours", f"所得学时不能多于活动的学时（{hours_text(most)}）。")]
    return []


# -- outputs


def outputs(session: Session) -> list[Row]:
    """Every output with `studio_name`, the newest first."""
    return stored.outputs(session.store)


def get_output(session: Session, pk: str) -> Row:
    """One output as in `outputs`; raises Problem when there is none."""
    return records.there(OUTPUT, next((one for one in outputs(session) if one["id"] == pk), None))


def save_output(session: Session, pk: str | None, changes: Values) -> str:
    """Save an output; a school writes those of the studios it hosts."""
    return _save(session, OUTPUT, pk, changes)


# -- figures


def by_kind(session: Session, year: int) -> tuple[list[Row], int]:
    """Per kind of activity in a calendar year its times, turns (人次), people and given hours (tenths); and how many
    different people took part in all."""
    return stored.counts(session.store, year), stored.counted_people(session.store, year)


def kind_label(kind: object) -> str:
    """A kind of activity in words."""
    return codes.table("studio_activity_kind").label_of(str(kind))
