"""Figures of what is done: pairs, studios, training, hours, courses, bases, volunteering."""

from collections.abc import Callable

from app import codes, ledger, mentoring, training_figures
from app.figures import dims
from app.figures.people import label
from app.figures.shapes import Dim, Entry, Figure
from app.session import Session
from storage import figures as stored

PAIRS, STUDIOS, TRAINING, OTHER = "师徒结对", "工作室", "培训和学时", "课程、基地和志愿服务"

_PAIR_KIND = dims.coded("kind", "结对类别", "pair_kind")
_STUDIO_KIND = dims.coded("kind", "工作室类别", "studio_kind")
_ROLE = dims.coded("role", "角色", "member_role")
_BASE_KIND = dims.coded("kind", "基地种类", "base_kind")
_POST = dims.fixed("passed", "结果", [("1", "合格"), ("0", "其他")])


def _pairs(side: str, fits: Callable[[tuple[str, ...], int], bool]) -> Callable[[Session, int], list[Entry]]:
    """Pairs that fit, as entries about the pair, the mentors or the mentees."""

    def found(session: Session, year: int) -> list[Entry]:
        entries = []
        for row in stored.pairs(session.store):
            pk, kind, subject, status, start, _end, mentor, m_name, m_school, mentee, n_name, n_school = row
            if not fits(row, year):
                continue
            by = {"kind": kind or "", "subject": subject or ""}
            about = f"{label('pair_kind', kind)}　{start or ''}".strip()
            shown = {
                "pair": (pk, f"{m_name or ''} → {n_name or ''}", n_school),
                "mentor": (mentor, m_name or "", m_school),
                "mentee": (mentee, n_name or "", n_school),
            }[side]
            entries.append(Entry(shown[0], shown[1], shown[2] or "", f"{about}　{label('pair_status', status)}", by))
        return entries

    return found


def _together(row: tuple[str, ...], _year: int) -> bool:
    return row[3] in mentoring.TOGETHER


def _completed(row: tuple[str, ...], year: int) -> bool:
    return row[3] == mentoring.COMPLETED and (row[5] or "")[:4] == str(year)


def _begun(row: tuple[str, ...], year: int) -> bool:
    return row[3] != mentoring.PLANNED and (row[4] or "")[:4] == str(year)


def _studios(session: Session, _year: int) -> list[Entry]:
    return [
        Entry(
            pk,
            name,
            unit or "",
            label("studio_kind", kind),
            {"kind": kind, "rank": dims.rank_of(level), "subject": subject or ""},
        )
        for pk, name, kind, level, subject, unit in stored.studios(session.store)
    ]


def _members(session: Session, _year: int) -> list[Entry]:
    return [
        Entry(
            teacher,
            name or "",
            school or "",
            f"{studio}　{label('member_role', role)}",
            {"kind": kind, "role": role or ""},
        )
        for _pk, studio, kind, teacher, name, school, role in stored.members(session.store)
    ]


def _attended(session: Session, year: int) -> list[training_figures.Attended]:
    """Who attended which class of a year; read once for all the figures of it, until anything is written."""

    def read() -> list[training_figures.Attended]:
        whole = training_figures.of_year(session, year).whole
        return list(whole.attended) if whole else []

    return session.remembered(f"figures attended {year}", read)


def _training(about: str) -> Callable[[Session, int], list[Entry]]:
    """Who attended what in a year, as entries about people, classes or schools."""

    def found(session: Session, year: int) -> list[Entry]:
        entries = []
        for one in _attended(session, year):
            by = {"level": one.level, "category": one.category, "topic": one.topic, "passed": str(int(one.passed))}
            title = f"{one.title}（{one.class_name}）"
            if about == "class":
                entries.append(Entry(one.class_id, title, "", label("training_level", one.level), by, one.hours))
            elif about == "person":
                entries.append(Entry(one.teacher_id, one.name, one.school_name, title, by, one.hours))
            elif one.school_id:
                entries.append(Entry(one.school_id, one.school_name, "", "", by))
        return entries

    return found


def _regimes(session: Session) -> list[tuple[str, str]]:
    return [(one.code, one.title) for one in ledger.regimes(session)]


def _standings(session: Session, _year: int) -> list[Entry]:
    ledger.refresh(session)
    found = []
    for regime in ledger.regimes(session):
        key = ledger.choices(session, regime)[0][0]
        for one in ledger.standings(session, regime.code, key):
            note = "已达标" if one.lacking <= 0 else f"还缺 {ledger.shown(one.lacking, regime.unit)}"
            by = {"regime": regime.code, "stage": one.stage or "", "school": one.school_id or ""}
            # Somebody under two regimes stands in both: only who meets both has met what is asked.
            found.append(
                Entry(f"{regime.code}|{one.teacher_id}", one.name, one.school_name or "", f"{regime.title}：{note}", by,
                      part=one.lacking <= 0)
            )  # fmt: skip
    return found


def _courses(session: Session, _year: int) -> list[Entry]:
    return [
        Entry(pk, title, "", label("subject", subject), {"subject": subject or ""})
        for pk, title, subject, is_fine in stored.courses(session.store)
        if is_fine
    ]


def _bases(session: Session, _year: int) -> list[Entry]:
    today = session.today().isoformat()
    return [
        Entry(pk, name, unit or "", label("base_kind", kind), {"kind": kind, "rank": dims.rank_of(level)})
        for pk, name, kind, level, end, unit in stored.bases(session.store)
        if not end or end >= today
    ]


def _volunteering(session: Session, year: int) -> list[Entry]:
    return [
        Entry(pk, title, unit or "", f"{held}　{times} 人次", {}, times)
        for pk, title, held, times, unit in stored.volunteering(session.store)
        if held[:4] == str(year)
    ]


_PAIRED = (_PAIR_KIND, dims.SUBJECT)
_TRAINED: tuple[Dim, ...] = (dims.LEVEL, dims.CATEGORY, dims.TOPIC)

FIGURES = (
    Figure(
        "pairs", "师徒结对对数", "对", "现在培养中和延期的", PAIRS, _pairs("pair", _together), _PAIRED, table="pairs"
    ),
    Figure(
        "pairs_begun",
        "当年结对对数",
        "对",
        "开始日期在这一年的，拟结对的不算",
        PAIRS,
        _pairs("pair", _begun),
        _PAIRED,
        yearly=True,
        table="pairs",
    ),
    Figure(
        "pairs_completed",
        "当年出师对数",
        "对",
        "已出师、结束日期在这一年的",
        PAIRS,
        _pairs("pair", _completed),
        _PAIRED,
        yearly=True,
        table="pairs",
    ),
    Figure(
        "mentors",
        "师父人数",
        "人",
        "现在培养中和延期的结对里的师父，一人只算一次",
        PAIRS,
        _pairs("mentor", _together),
        _PAIRED,
    ),
    Figure(
        "mentees",
        "徒弟人数",
        "人",
        "现在培养中和延期的结对里的徒弟，一人只算一次",
        PAIRS,
        _pairs("mentee", _together),
        _PAIRED,
    ),
    Figure(
        "studios",
        "工作室个数",
        "个",
        "运行中的工作室",
        STUDIOS,
        _studios,
        (_STUDIO_KIND, dims.RANK, dims.SUBJECT),
        table="studios",
    ),
    Figure(
        "studio_times",
        "工作室成员人次",
        "人次",
        "运行中的工作室的在册成员，在两个工作室的算两人次；主持人另计",
        STUDIOS,
        _members,
        (_STUDIO_KIND, _ROLE),
        "entries",
    ),
    Figure(
        "studio_people",
        "工作室成员人数",
        "人",
        "运行中的工作室的在册成员，一人只算一次；主持人另计",
        STUDIOS,
        _members,
        (_STUDIO_KIND, _ROLE),
    ),
    Figure(
        "classes",
        "培训班次",
        "个",
        "这一年的班次，有人参加的",
        TRAINING,
        _training("class"),
        _TRAINED,
        yearly=True,
        table="classes",
    ),
    Figure(
        "training_times",
        "参训人次",
        "人次",
        "这一年参加培训班次的，一人一个班次算一人次；退回的报名不计",
        TRAINING,
        _training("person"),
        (*_TRAINED, _POST),
        "entries",
        yearly=True,
    ),
    Figure(
        "training_people",
        "参训人数",
        "人",
        "这一年参加培训班次的，一人只算一次；退回的报名不计",
        TRAINING,
        _training("person"),
        (*_TRAINED, _POST),
        yearly=True,
    ),
    Figure(
        "training_schools",
        "参训学校数",
        "所",
        "这一年有人参加培训的学校和单位（教师发展中心等也算），按现在任教的单位算",
        TRAINING,
        _training("school"),
        _TRAINED,
        yearly=True,
        table="organisations",
    ),
    Figure(
        "training_hours",
        "培训学时",
        "学时",
        "这一年培训班次里合格、优秀的学时；申报项目和工作室活动不在内",
        TRAINING,
        _training("person"),
        _TRAINED,
        "sum",
        yearly=True,
    ),
    Figure(
        "hours_met",
        "学时达标率",
        "%",
        "有学时要求的教师里，现在这一周期各项要求都已经达标的；可以只看其中一项",
        TRAINING,
        _standings,
        (dims.named("regime", "学时要求", _regimes), dims.STAGE, dims.SCHOOL),
        "share",
    ),
    Figure(
        "fine_courses", "精品课程门数", "门", "课程目录里的精品课程", OTHER, _courses, (dims.SUBJECT,), table="courses"
    ),
    Figure(
        "bases",
        "培训基地个数",
        "个",
        "有效期内的基地、中心和示范校",
        OTHER,
        _bases,
        (_BASE_KIND, dims.RANK),
        table="bases",
    ),
    Figure(
        "volunteering",
        "志愿服务人次",
        "人次",
        "这一年登记的志愿服务人次相加",
        OTHER,
        _volunteering,
        (),
        "sum",
        yearly=True,
        table="volunteering",
    ),
)


def label_of(table: str, code: str) -> str:
    """The words of a code, 未填写 for none."""
    return codes.table(table).label_of(code) if code else "未填写"
