"""The demonstration's training programmes (培训项目) of five years: what was offered, at which level, for whom."""

from collections.abc import Callable
from dataclasses import dataclass
from random import Random

from app.demo.teachers import FULL_TIME, Teacher

YEARS = range(2022, 2027)

COMMON, PROFESSIONAL, ETHICS, ELECTIVE = "1", "2", "3", "4"
NATIONAL, PROVINCE, CITY, COUNTY_LEVEL, SCHOOL_LEVEL = "1", "2", "3", "4", "5"
FACE_TO_FACE, ONLINE, IN_SCHOOL, SHADOWING, MIXED = "1", "2", "3", "4", "5"

_DIRECTORS = ("校长", "园长", "主任")


@dataclass(frozen=True)
class Offer:
    """A programme that is held every year.

    `hours` in tenths of an hour for each class, `begins` and `ends` as month and day, `chance` how many of
    those it is `meant_for` are called up, `classes` how its classes are told apart.
    """

    title: str
    level: str
    category: str
    form: str
    hours: int
    begins: str
    ends: str
    organiser: str
    chance: float = 1.0
    meant_for: Callable[[Teacher, int], bool] = lambda teacher, year: True
    classes: Callable[[Teacher], str] = lambda teacher: "全县班"
    sessions: tuple[str, ...] = ()
    by_session: bool = False
    """Whether hours are written down for each session instead of the whole class."""
    places: tuple[str, ...] = ()
    topic: str | None = None


def _everybody(teacher: Teacher, year: int) -> bool:
    return True


def _teaching(teacher: Teacher, year: int) -> bool:
    return teacher.staff_kind == FULL_TIME


def _new(teacher: Teacher, year: int) -> bool:
    return teacher.life.started.year == year


def _not_new(teacher: Teacher, year: int) -> bool:
    return _teaching(teacher, year) and teacher.life.started.year < year


def _class_teacher(teacher: Teacher, year: int) -> bool:
    return teacher.is_class_teacher


def _director(teacher: Teacher, year: int) -> bool:
    return any(word in (teacher.post or "") for word in _DIRECTORS)


def _honoured(teacher: Teacher, year: int) -> bool:
    return bool(teacher.honour) and teacher.life.started.year + 5 < year


def _in_the_country(teacher: Teacher, year: int) -> bool:
    return teacher.place.rural and _not_new(teacher, year)


def _of_ethics_lessons(teacher: Teacher, year: int) -> bool:
    return teacher.subject in ("L01", "12")


_STAGES = {"1": "幼儿园", "2": "小学", "3": "初中", "4": "高中", "6": "职业高中", "A": "特殊教育"}
_GROUPS = {"13": "语文", "14": "数学", "41": "英语"}


def _by_subject(teacher: Teacher) -> str:
    stage = _STAGES.get(teacher.stage or "", "综合")
    if teacher.stage not in ("2", "3"):
        return f"{stage}班"
    return f"{stage}{_GROUPS.get(teacher.subject or '', '综合')}班"


def _by_school(teacher: Teacher) -> str:
    return teacher.place.name


_CENTRE = "示范县教师发展中心"
_CITY_BUREAU = "东原市教育局"
_HALLS = ("县教师发展中心报告厅", "示范县实验小学", "示范县实验中学")

# Classes and sessions are in every school's file, so most programmes have one class for the whole county.
OFFERS = (
    Offer("专业技术人员公需科目学习", CITY, COMMON, ONLINE, 240, "03-01", "10-31", "东原市人力资源和社会保障局"),
    Offer("春季学期师德师风专题学习", COUNTY_LEVEL, ETHICS, MIXED, 100, "03-01", "06-30", "示范县教育局",
          meant_for=_everybody,
          sessions=("新时代教师职业行为十项准则", "师德警示教育")),
    Offer("秋季学期师德师风专题学习", COUNTY_LEVEL, ETHICS, MIXED, 100, "09-01", "12-20", "示范县教育局",
          meant_for=_everybody,
          sessions=("弘扬教育家精神", "身边榜样报告会")),
    Offer("校本研修", SCHOOL_LEVEL, PROFESSIONAL, IN_SCHOOL, 200, "02-20", "10-30", "各学校",
          meant_for=_teaching, classes=_by_school),
    Offer("暑期教师全员培训", COUNTY_LEVEL, PROFESSIONAL, FACE_TO_FACE, 160, "07-11", "07-13", _CENTRE,
          meant_for=_not_new, classes=_by_subject,
          sessions=("课程标准解读", "单元整体教学设计", "作业设计与学业评价"), places=_HALLS),
    Offer("新教师岗前培训", COUNTY_LEVEL, PROFESSIONAL, MIXED, 1200, "08-10", "12-10", _CENTRE,
          meant_for=_new,
          sessions=("师德师风", "新时代教师职业行为十项准则", "教学设计", "课堂管理", "授课能力", "跟岗实践"),
          places=_HALLS, topic="21"),
    Offer("班主任专业能力提升培训", COUNTY_LEVEL, PROFESSIONAL, FACE_TO_FACE, 160, "10-15", "10-17", _CENTRE,
          chance=0.5, meant_for=_class_teacher,
          sessions=("班级文化建设", "家校协同育人", "学生心理危机识别"), places=_HALLS, topic="12"),
    Offer("学校管理干部培训", COUNTY_LEVEL, PROFESSIONAL, FACE_TO_FACE, 240, "08-18", "08-21", _CENTRE,
          chance=0.7, meant_for=_director, sessions=("依法治校", "教学管理", "校园安全"), places=_HALLS,
          topic="42"),
    Offer("教师数字素养提升培训", COUNTY_LEVEL, ELECTIVE, ONLINE, 120, "04-10", "05-31", _CENTRE,
          chance=0.16, meant_for=_teaching, topic="62"),
    Offer("名师课堂开放", COUNTY_LEVEL, ELECTIVE, FACE_TO_FACE, 120, "03-20", "06-10", _CENTRE,
          chance=0.08, meant_for=_teaching, by_session=True,
          sessions=tuple(f"名师课堂开放第{number}场" for number in "一二三四五六"), places=_HALLS),
    Offer("思政课教师全员培训", CITY, PROFESSIONAL, FACE_TO_FACE, 200, "07-20", "07-23", _CITY_BUREAU,
          chance=0.4, meant_for=_of_ethics_lessons, topic="31"),
    Offer("市级骨干教师研修", CITY, PROFESSIONAL, FACE_TO_FACE, 240, "10-20", "10-24", _CITY_BUREAU,
          chance=0.12, meant_for=_honoured),
    Offer("省级教学能手高级研修", PROVINCE, PROFESSIONAL, SHADOWING, 400, "05-08", "05-17", "东原师范大学",
          chance=0.05, meant_for=_honoured),
    Offer("国培计划——乡村骨干教师能力提升研修", NATIONAL, PROFESSIONAL, MIXED, 600, "06-01", "10-20", "青原师范大学",
          chance=0.02, meant_for=_in_the_country),
)  # fmt: skip


def called(rng: Random, offer: Offer, teacher: Teacher, year: int) -> bool:
    """Whether somebody is to take part in a year's programme; nobody before they came to the county."""
    if teacher.joined.year > year:
        return False
    # Who comes in the autumn is not called to what began before, the training before the post aside.
    if offer.meant_for is not _new and teacher.joined.isoformat() > f"{year}-{offer.begins}":
        return False
    return offer.meant_for(teacher, year) and rng.random() < offer.chance
