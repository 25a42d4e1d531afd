"""By what figures are narrowed: code tables, ranks, steps of the ladder, ages, schools."""

from collections.abc import Callable

from app import codes
from app.figures.shapes import Dim, Options
from app.rules import book, kinds
from app.session import Session
from storage import figures as stored

RANKS = {
    "1": ("国家级", ("10", "20", "21", "22", "70")),
    "2": ("省级", ("23", "30", "31", "32")),
    "3": ("市级", ("33", "40", "41", "42")),
    "4": ("县级", ("43", "50", "51", "52")),
    "5": ("乡镇级", ("53",)),
    "6": ("校级", ("60",)),
}
"""级别 as everybody says it, with the codes of `level` that each stands for."""

_WRITTEN = (
    ("1", "国家"),
    ("1", "全国"),
    ("2", "省"),
    ("2", "自治区"),
    ("3", "市"),
    ("4", "县"),
    ("4", "区级"),
    ("6", "校级"),
)

AGES = {
    "1": ("25 岁以下", 0, 25),
    "2": ("26—30 岁", 26, 30),
    "3": ("31—35 岁", 31, 35),
    "4": ("36—40 岁", 36, 40),
    "5": ("41—45 岁", 41, 45),
    "6": ("46—50 岁", 46, 50),
    "7": ("51—55 岁", 51, 55),
    "8": ("56 岁以上", 56, 200),
}
PLACES = {"11": "城区", "12": "镇区", "2": "乡村"}


def rank_of(level: str | None, text: str = "") -> str:
    """The rank of a code of `level`, else of how a title begins (县级名师, 全国优秀教师); "" where neither says it."""
    for rank, (_label, some) in RANKS.items():
        if level in some:
            return rank
    return next((rank for rank, word in _WRITTEN if text.startswith(word)), "")


def age_of(years: int | None) -> str:
    """The key of the age band of so many years; "" for unknown and for what no age is."""
    if years is None:
        return ""
    return next((key for key, (_label, first, last) in AGES.items() if first <= years <= last), "")


def place_of(code: str | None) -> str:
    """城区, 镇区 or 乡村 (key) of a code of `urban_rural`; "" for what is neither."""
    return next((key for key in PLACES if (code or "").startswith(key)), "")


def ladder(session: Session) -> tuple[kinds.Step, ...]:
    """The steps of the ladder by the rule in force, the highest first; none without a rule."""
    found = book.read(session).first(kinds.Ladder, session.today())
    return found[1].steps if found else ()


def step_of(steps: tuple[kinds.Step, ...], title: str) -> kinds.Step | None:
    """The step that a title belongs to: the first that it has a word of."""
    return next((one for one in steps if any(word in title for word in one.words or (one.title,))), None)


def coded(name: str, label: str, table: str) -> Dim:
    """A dimension of a code table."""
    return Dim(name, label, lambda session: [(one.code, one.label) for one in codes.table(table).codes])


def fixed(name: str, label: str, options: Options) -> Dim:
    """A dimension of words that never change."""
    return Dim(name, label, lambda session: options)


def named(name: str, label: str, read: Callable[[Session], Options]) -> Dim:
    """A dimension whose words stand in the registers."""
    return Dim(name, label, read)


def _schools(session: Session) -> Options:
    return session.remembered(
        "figures schools", lambda: [(str(row[0]), str(row[1])) for row in stored.units(session.store)]
    )


STAGE = coded("stage", "学段", "stage")
SUBJECT = coded("subject", "学科", "subject")
TITLE = coded("title", "职称", "title")
SEX = coded("sex", "性别", "sex")
EMPLOYMENT = coded("employment", "聘用形式", "employment")
STAFF = coded("staff", "教职工类别", "staff_kind")
AGE = fixed("age", "年龄段", [(key, band[0]) for key, band in AGES.items()])
PLACE = fixed("place", "城乡", list(PLACES.items()))
RANK = fixed("rank", "级别", [(key, one[0]) for key, one in RANKS.items()])
SCHOOL = named("school", "学校", _schools)
STEP = named("step", "称号", lambda session: [(one.title, one.title) for one in ladder(session)])
LEVEL = coded("level", "培训层级", "training_level")
CATEGORY = coded("category", "培训类别", "training_category")
TOPIC = coded("topic", "培训主题", "training_topic")
