"""Invented names of people: surnames as frequent as they are, given names as each generation gave them."""

import csv
from dataclasses import dataclass
from functools import cache
from itertools import accumulate
from pathlib import Path
from random import Random

_SURNAMES = Path(__file__).parents[1] / "data" / "demo" / "surnames.csv"

HAN = "01"
UYGUR, KAZAK, TIBETAN, MONGOL, YI = "05", "17", "04", "02", "07"
_BEARING_HAN_NAMES = {"03": 30, "11": 22, "15": 10, "08": 8, "06": 6, "09": 4, "10": 4}
"""Ethnic groups (GB/T 3304) whose people mostly bear names of the Han form, and how many of each."""
_BEARING_OTHERS = {UYGUR: 7, KAZAK: 2, TIBETAN: 4, MONGOL: 3, YI: 3}

_HAN_SHARE = 0.965
_RARE_SHARE = 0.002
_RARE_ALONE = 0.75

MALE, FEMALE = "1", "2"


@dataclass(frozen=True)
class Name:
    """A name and the ethnic group (GB/T 3304) of who bears it."""

    text: str
    ethnic: str = HAN


@dataclass(frozen=True)
class _Cohort:
    """Given names of one sex and generation: whole ones of one character, and the two places of longer ones."""

    until: int
    singles: str
    firsts: str
    seconds: str
    single_share: float


_GIVEN = {
    MALE: (
        _Cohort(1975, "军勇强伟刚平斌波辉兵明杰华峰涛林健毅",
                "建志国文永明德玉广新春海金长红学卫俊宝洪庆光树清东立传世",
                "军国华平明林民生东成海峰山强忠杰武良祥义兴涛文庆才富臣田", 0.22),
        _Cohort(1985, "伟涛鹏磊波超勇杰强斌辉峰亮刚飞凯军健涌宁毅岩",
                "志建文晓海小永国俊春红立少新明庆宏振利玉卫东洪学继",
                "伟军强勇波峰涛平明辉鹏刚东超杰斌林飞亮江宾生臣", 0.36),
        _Cohort(1995, "鹏超磊浩凯帅杰龙飞宇坤洋博阳鑫涛伟强亮聪琦",
                "志文俊晓海家子明建振少学世宏玉鹏云庆一兆宗",
                "鹏超伟龙杰飞强峰辉宇豪凯阳斌亮涛博林源东", 0.30),
        _Cohort(9999, "浩宇杰鑫涛昊晨睿阳航硕",
                "子俊家宇浩文嘉梓天泽思志明一锦书承景",
                "豪杰轩涵宇浩阳鑫航博文源翔泽然哲辰铭", 0.18),
    ),
    FEMALE: (
        _Cohort(1975, "敏静丽艳红霞英玲萍芳娟燕梅琴洁云琳勤",
                "秀玉桂丽红春淑爱艳晓凤翠金美小海俊素月瑞文建兰雪",
                "英兰芳梅华珍霞萍玲红荣香琴凤云娥丽芬敏莲艳娟燕", 0.20),
        _Cohort(1985, "丽敏静艳娟霞燕芳娜红玲颖洁婷莉倩琳蕾",
                "晓丽海红艳春小玉文秀雪爱冬俊雅淑慧亚立新利",
                "丽娟艳霞红燕敏玲芳静梅萍娜华英洁琴云莉", 0.34),
        _Cohort(1995, "静婷丹娜倩雪莹敏璐颖娟丽悦晶瑶琪慧",
                "晓雪婷丽文海梦慧佳玉亚春小思雅彦梅婧书莎",
                "丽娟静婷芳敏娜燕莹霞慧雪倩琳文茹洁玉", 0.28),
        _Cohort(9999, "涵悦欣怡琪瑶婷颖",
                "雨思梦佳欣诗雅子若嘉紫婉静晓一语书心艺",
                "涵怡婷琪洁妍瑶悦萱雯欣颖彤蕾文宁诺", 0.12),
    ),
}  # fmt: skip

_RARE = {MALE: "𬭎䶮𬱖𬀩㸌㭎𬍛𬊤𬭬𬴂堃喆垚犇翀赟昇昉", FEMALE: "㛃㛚𬘬𬣙𬜬𫍽玥璟珺祎懿婳翾嫄"}
"""Seldom seen in names, and all in the table of general standard characters (通用规范汉字表, 2013)."""

_MIDDLE_DOT = "·"

_DOTTED = {
    UYGUR: {
        MALE: "买买提 艾力 吐尔逊 阿不都 艾山 玉素甫 库尔班 热合曼 亚森 依明 阿迪力 木拉提 艾合买提 努尔买买提 吾斯曼",
        FEMALE: "古丽娜尔 阿依古丽 热孜万古丽 帕提古丽 迪丽努尔 阿米娜 再娜甫 玛依拉 古丽巴哈尔 阿孜古丽 米热古丽",
    },
    KAZAK: {
        MALE: "叶尔兰 努尔兰 巴合提 阿山 哈那提 赛力克 托列根 木拉提别克 叶尔江",
        FEMALE: "阿依努尔 古丽扎提 加娜尔 沙吾列 巴合提古丽 阿依波塔",
    },
    YI: {
        MALE: "阿牛 木呷 拉铁 尔哈 伍加 子哈",
        FEMALE: "阿依 阿呷 伍果 木果 尔扎莫 阿支",
    },
}
"""Given names; 维吾尔 and 哈萨克 people put the father's name after it, 彝 people the clan's before it."""

_YI_CLANS = "吉克 沙马 阿苏 曲比 吉木 俄木 马海 阿的"
_TIBETAN = {
    MALE: "扎西 次仁 平措 旦增 多吉 索朗 顿珠 罗布 贡布 洛桑",
    FEMALE: "卓玛 央金 德吉 白玛 拉姆 曲珍 卓嘎 仓决 措姆 梅朵",
}
_MONGOL = {
    MALE: "巴特尔 苏和 布和 那顺 朝鲁 宝音 阿古拉 呼格吉勒 斯琴巴图 额尔敦",
    FEMALE: "乌云其木格 萨仁 娜仁 其其格 托娅 乌兰 高娃 斯琴 琪琪格 萨日娜",
}

REMARKABLE: tuple[tuple[str, Name], ...] = tuple(
    (line[0], Name(line[1], line[2]))
    for line in (
        (MALE, "张𬭎", HAN), (FEMALE, "古丽娜尔·吐尔逊", UYGUR), (FEMALE, "王㛃", HAN), (MALE, "买买提·艾力", UYGUR),
        (MALE, "单志伟", HAN), (MALE, "李䶮", HAN), (FEMALE, "解晓丽", HAN), (MALE, "扎西·次仁", TIBETAN),
        (FEMALE, "阿依古丽·玉素甫", UYGUR), (MALE, "仇建国", HAN), (FEMALE, "曾秀英", HAN), (MALE, "陈𬭎", HAN),
        (FEMALE, "查雪婷", HAN), (MALE, "区永强", HAN), (FEMALE, "任海燕", HAN), (FEMALE, "朴慧敏", "10"),
        (MALE, "盖文辉", HAN), (FEMALE, "尉迟静", HAN), (MALE, "万俟明", HAN), (FEMALE, "欧阳雪", HAN),
        (FEMALE, "覃丽娟", "08"), (MALE, "翟宏伟", HAN), (FEMALE, "缪芳", HAN), (FEMALE, "乐婷婷", HAN),
        (MALE, "长孙志强", HAN), (MALE, "种玉明", HAN), (FEMALE, "冼文静", HAN), (MALE, "马合木提·热合曼", UYGUR),
        (FEMALE, "吉克·阿依", YI), (MALE, "逄国平", HAN), (FEMALE, "张伟", HAN), (MALE, "张伟", HAN),
        (FEMALE, "李娜", HAN), (FEMALE, "李娜", HAN), (MALE, "王伟", HAN), (MALE, "刘洋", HAN), (FEMALE, "刘洋", HAN),
    )
)  # fmt: skip
"""(sex, name) that a program must get right: rare characters, middle dots, surnames of two readings, namesakes."""


def draw(rng: Random, sex: str, born: int) -> Name:
    """A name for somebody of `sex` born in the year `born`."""
    if rng.random() < _HAN_SHARE:
        return Name(_han(rng, sex, born))
    groups = {**_BEARING_HAN_NAMES, **_BEARING_OTHERS}
    (ethnic,) = rng.choices(list(groups), list(groups.values()))
    if ethnic in _BEARING_HAN_NAMES:
        return Name(_surname_of(rng, ethnic) + _given(rng, sex, born), ethnic)
    return Name(_other(rng, ethnic, sex), ethnic)


def former(rng: Random, name: Name, sex: str, born: int) -> str | None:
    """A name somebody bore before, under the same surname; None for names that have none."""
    if _MIDDLE_DOT in name.text or name.ethnic in _BEARING_OTHERS:
        return None
    surname = next((one for one in (name.text[:2], name.text[:1]) if one in _surnames()[0]), name.text[:1])
    return surname + _given(rng, sex, born - 10)


def _han(rng: Random, sex: str, born: int) -> str:
    surnames, heights = _surnames()
    (surname,) = rng.choices(surnames, cum_weights=heights)
    return surname + _given(rng, sex, born)


def _given(rng: Random, sex: str, born: int) -> str:
    cohort = next(one for one in _GIVEN[sex] if born <= one.until)
    if rng.random() < _RARE_SHARE:
        rare = rng.choice(_RARE[sex])
        return rare if rng.random() < _RARE_ALONE else rng.choice(cohort.firsts) + rare
    if rng.random() < cohort.single_share:
        return rng.choice(cohort.singles)
    first, second = rng.choice(cohort.firsts), rng.choice(cohort.seconds)
    return first + second


def _surname_of(rng: Random, ethnic: str) -> str:
    """A surname common in the group; most others have the surnames everybody has."""
    own = {"03": "马马马哈沙丁白杨", "10": "金朴崔李郑", "08": "韦覃黄陆农蒙", "11": "关佟赵那富"}.get(ethnic)
    if own and rng.random() < 0.7:
        return rng.choice(own)
    surnames, heights = _surnames()
    return rng.choices(surnames, cum_weights=heights)[0]


def _other(rng: Random, ethnic: str, sex: str) -> str:
    if ethnic == MONGOL:
        return rng.choice(_MONGOL[sex].split())
    if ethnic == TIBETAN:
        first, second = rng.choice(_TIBETAN[MALE].split()), rng.choice(_TIBETAN[sex].split())
        if first == second:
            return first + "罗布" if first != "罗布" else "罗布次仁"
        # Most Tibetan names are written in one piece; some registers put a dot.
        return first + (_MIDDLE_DOT if rng.random() < 0.3 else "") + second
    given = rng.choice(_DOTTED[ethnic][sex].split())
    if ethnic == YI:
        return rng.choice(_YI_CLANS.split()) + _MIDDLE_DOT + given
    return given + _MIDDLE_DOT + rng.choice([one for one in _DOTTED[ethnic][MALE].split() if one != given])


@cache
def _surnames() -> tuple[list[str], list[float]]:
    """Surnames and their cumulated weights."""
    with _SURNAMES.open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    return [row["name"] for row in rows], list(accumulate(float(row["weight"]) for row in rows))
