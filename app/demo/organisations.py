"""The demonstration's organisations: the bureau, its development centre, township centres and schools."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from itertools import cycle, product
from random import Random

from app.demo import BUREAU, COUNTY
from app.fields import Value
from storage.ids import new_id

KINDERGARTEN, PRIMARY, POINT, JUNIOR, NINE_YEAR = "111", "211", "218", "311", "312"
SENIOR, VOCATIONAL, SPECIAL = "342", "365", "514"

STAGES: dict[str, tuple[str, ...]] = {
    KINDERGARTEN: ("1",), PRIMARY: ("2",), POINT: ("2",), JUNIOR: ("3",), NINE_YEAR: ("2", "3"),
    SENIOR: ("4",), VOCATIONAL: ("6",), SPECIAL: ("A",),
}  # fmt: skip
"""School kind → stages taught there (JY/T 1001 RKXD)."""

_CATEGORIES = {
    KINDERGARTEN: "11", PRIMARY: "21", POINT: "21", JUNIOR: "31", NINE_YEAR: "31", SENIOR: "34", VOCATIONAL: "36",
    SPECIAL: "51",
}  # fmt: skip
"""The first two of the ten digits of a 学校标识码 (学校(机构)代码管理办法, 2011)."""

_NO_PROVINCE = "99"
"""Stands where a code has its province: there is none of this number."""

_SIZES = {
    KINDERGARTEN: 0.6, PRIMARY: 0.5, POINT: 0.14, JUNIOR: 1.2, NINE_YEAR: 1.3, SENIOR: 3.0, VOCATIONAL: 1.4,
    SPECIAL: 0.4,
}  # fmt: skip
_LARGER_IN_TOWN = 2.2

_TOWN_SCHOOLS = (
    (PRIMARY, "实验小学"), (SENIOR, "第一中学"), (JUNIOR, "实验中学"), (KINDERGARTEN, "第一幼儿园"),
    (PRIMARY, "文昌路小学"), (SPECIAL, "特殊教育学校"), (VOCATIONAL, "职业教育中心学校"), (PRIMARY, "东关小学"),
    (JUNIOR, "第三中学"), (KINDERGARTEN, "第二幼儿园"), (PRIMARY, "育才小学"), (SENIOR, "第二高级中学"),
    (PRIMARY, "滨河小学"), (NINE_YEAR, "新城学校"), (KINDERGARTEN, "新城幼儿园"), (PRIMARY, "西关小学"),
    (JUNIOR, "第四中学"), (PRIMARY, "南关小学"), (KINDERGARTEN, "滨河幼儿园"), (PRIMARY, "朝阳路小学"),
    (PRIMARY, "北关小学"), (JUNIOR, "第五中学"), (KINDERGARTEN, "育才幼儿园"), (PRIMARY, "建设路小学"),
)  # fmt: skip
_MORE_IN_TOWN = ((PRIMARY, "小学"), (KINDERGARTEN, "幼儿园"), (PRIMARY, "小学"), (JUNIOR, "中学"))
_NUMBERED = {"小学": 5, "幼儿园": 2, "中学": 5}
"""The numbers under which the schools above are known too."""

_TOWNSHIPS = (
    "清水镇 柳林镇 石桥镇 桃园镇 双河镇 马坊镇 龙泉镇 白沙乡 青山镇 杨楼镇 大营镇 枣林乡 云台镇 官渡镇 "
    "松岗乡 梅岭镇 永安镇 沙坪乡 古塔镇 三河口镇 槐树乡 新集镇 太平镇 荷叶乡"
)
_OF_TOWNSHIP = (
    (PRIMARY, "中心校"), (JUNIOR, "初级中学"), (PRIMARY, "{village}小学"), (KINDERGARTEN, "中心幼儿园"),
    (PRIMARY, "{village}小学"), (POINT, "{village}教学点"),
)  # fmt: skip
_SIZES_OF_TOWNSHIPS = (4, 6, 5)
_VILLAGES = tuple("".join(one) for one in product("前后东西南北上下大小", "营寨湾坪岭店桥洼屯岗"))


@dataclass(frozen=True)
class Place:
    """One organisation: its row, what is taught there, and how large its staff is beside the others'."""

    row: dict[str, Value]
    stages: tuple[str, ...] = ()
    share: float = 0.0
    rural: bool = False

    @property
    def id(self) -> str:
        """The id of its row."""
        return str(self.row["id"])

    @property
    def name(self) -> str:
        """Its name."""
        return str(self.row["name"])


@dataclass(frozen=True)
class Places:
    """All organisations; `schools` have staff and files, `centre` is the teacher development centre."""

    schools: tuple[Place, ...]
    centre: Place
    closed: Place

    @property
    def new(self) -> tuple[Place, ...]:
        """Those to be written, parents before children; the bureau itself is there already."""
        return (self.centre, *self.schools, self.closed)


def plan(rng: Random, schools: int, bureau: str) -> Places:
    """`schools` schools under the organisation `bureau` (an id), about a third of them in the county town."""
    in_town = max(1, round(schools / 3))
    made = [*_town(in_town, bureau), *_country(rng, schools - in_town, bureau)]
    made = [replace(one, row={**one.row, "code": _code(one, number)}) for number, one in enumerate(made, 1)]
    made = _grouped(made)
    centre = _place("教师发展中心", None, bureau, kind_of_office="4")
    closed = _place("清水镇槐树营小学", PRIMARY, bureau, township="清水镇", in_village=True)
    closed = replace(
        closed, share=0.0, row={**closed.row, "code": _code(closed, max(900, schools + 1)), "closed_on": "2023-08-31"}
    )
    return Places(tuple(made), centre, closed)


def _town(count: int, bureau: str) -> Iterator[Place]:
    numbers = dict(_NUMBERED)
    for number in range(count):
        if number < len(_TOWN_SCHOOLS):
            kind, name = _TOWN_SCHOOLS[number]
        else:
            kind, word = _MORE_IN_TOWN[number % len(_MORE_IN_TOWN)]
            numbers[word] += 1
            name = f"第{_numeral(numbers[word])}{word}"
        place = _place(name, kind, bureau)
        yield replace(place, share=place.share * (1 if kind in (SENIOR, VOCATIONAL, SPECIAL) else _LARGER_IN_TOWN))


def _country(rng: Random, count: int, bureau: str) -> Iterator[Place]:
    """Schools by township, the centre first: it is over the others of its township."""
    villages = cycle(rng.sample(_VILLAGES, len(_VILLAGES)))
    townships = _TOWNSHIPS.split()
    more = max(1, -(-count // (len(townships) * min(_SIZES_OF_TOWNSHIPS))))
    left = count
    for number, township in enumerate(townships):
        size = min(left, _SIZES_OF_TOWNSHIPS[number % len(_SIZES_OF_TOWNSHIPS)] * more)
        yield from _township(township, size, villages, bureau, nine_years=number % 3 == 2)
        left -= size


def _township(township: str, size: int, villages: Iterator[str], bureau: str, *, nine_years: bool) -> Iterator[Place]:
    centre = ""
    for number in range(size):
        kind, name = _OF_TOWNSHIP[number] if number < len(_OF_TOWNSHIP) else _OF_TOWNSHIP[2]
        if kind == JUNIOR and nine_years:
            kind, name = NINE_YEAR, "学校"
        name = township + (name.format(village=next(villages)) if "{" in name else name)
        office = "3" if centre else "2"
        place = _place(name, kind, centre or bureau, township=township, in_village="小学" in name or kind == POINT,
                       kind_of_office=office)  # fmt: skip
        yield replace(place, share=place.share * (1.0 if centre else 2.0))
        centre = centre or place.id


def _place(
    name: str,
    school_kind: str | None,
    parent: str,
    *,
    township: str = "",
    in_village: bool = False,
    kind_of_office: str = "3",
) -> Place:
    row: dict[str, Value] = {
        "id": new_id(),
        "name": name if township else COUNTY + name,
        "code": None,
        "short_name": None if township else name,
        "kind": kind_of_office,
        "school_kind": school_kind,
        "parent_id": parent,
        "township": township or "城关镇",
        "urban_rural": _urban_rural(township, in_village),
        "authority": BUREAU,
        "location": COUNTY + (township or "城关镇"),
    }
    return Place(row, STAGES.get(school_kind or "", ()), _SIZES.get(school_kind or "", 0.0), bool(township))


def _urban_rural(township: str, in_village: bool) -> str:
    """GB/T 33782-2017: county town, seat of a 镇, seat of a 乡, village."""
    if in_village:
        return "220"
    if not township:
        return "121"
    return "122" if township.endswith("镇") else "210"


def _code(place: Place, number: int) -> str:
    return f"{_CATEGORIES[str(place.row['school_kind'])]}{_NO_PROVINCE}{number:06d}"


def _grouped(places: list[Place]) -> list[Place]:
    """Two education groups (教育集团), each a school of the county town with its like in the country."""
    groups = {PRIMARY: "实验小学教育集团", JUNIOR: "实验中学教育集团"}
    counts = dict.fromkeys(groups, 0)
    found = []
    for place in places:
        kind = str(place.row["school_kind"])
        led = kind in groups and (counts[kind] == 0 or (place.row["township"] != "城关镇" and counts[kind] < 4))
        counts[kind] = counts.get(kind, 0) + led
        found.append(replace(place, row={**place.row, "group_name": groups[kind]}) if led else place)
    return found


def _numeral(number: int) -> str:
    """Chinese numeral of 1 to 999, as schools are counted."""
    digits = "零一二三四五六七八九"
    hundreds, rest = divmod(number, 100)
    tens, ones = divmod(rest, 10)
    before = f"{digits[hundreds]}百" if hundreds else ""
    if before and not tens:
        return before + (f"零{digits[ones]}" if ones else "")
    # Ten is 十 where nothing stands before it, 一十 after hundreds.
    many = digits[tens] if tens > 1 or (tens and before) else ""
    return before + many + ("十" if tens else "") + (digits[ones] if ones else "")
