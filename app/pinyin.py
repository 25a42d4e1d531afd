"""Search keys of Chinese names: every reading of every character, a surname's own reading first."""

import os
import re
import unicodedata
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import cache, lru_cache
from itertools import product
from math import prod

_MOST_VARIANTS = 64

_SURNAME_READINGS = (
    "单shan 解xie 仇qiu 曾zeng 查zha 区ou 朴piao 盖ge 覃qin 缪miao 洗xian 冼xian 员yun 贠yun 召shao 翟zhai "
    "乐yue 种chong 黑he 佴nai 逄pang 任ren 华hua 宁ning 卜bu 句gou 祭zhai 折she 乜nie 阚kan 都du 薄bo 秘bi "
    "繁po 能nai 么yao 圈juan 蔚yu 粘nian 炅gui"
)
"""Characters read otherwise as a surname; their usual readings stay among the rest."""

_SURNAMES = {entry[0]: entry[1:] for entry in _SURNAME_READINGS.split()}

_COMPOUND_SURNAMES = {
    "尉迟": ("yu", "chi"),
    "万俟": ("mo", "qi"),
    "长孙": ("zhang", "sun"),
    "澹台": ("tan", "tai"),
}

_DOTS = re.compile(r"[·‧•・･⋅∙●.]")

_NEXT_CHARACTER = r"(?:[^ \n]* (?:[^ \n]*,)?)?"
"""Between two letters of a query: nothing, or the rest of a character up to a reading of the next one."""


@dataclass(frozen=True)
class NameKeys:
    """What a name is found by.

    `readings`: "shan,dan,chan wei", characters by space and their readings by comma. `initials`, `full`: all
    variants by space ("sw dw cw", "shanwei danwei chanwei"), or the first one alone where there would be
    more than 64: then only `readings` has them all. `sort`: the first reading, "shanwei".
    """

    readings: str
    initials: str
    full: str
    sort: str


def readings(name: str) -> tuple[tuple[str, ...], ...]:
    """For each character its readings without tones, the likeliest first.

    ü is v, and u after all others (吕: lv, lu). Letters and digits are their own reading, in lower case;
    spaces, dots and other signs are no characters.
    """
    plain = unicodedata.normalize("NFKC", name).lower()
    characters = [one for one in plain if one.isalnum()]
    found = [_readings_of(one) for one in characters]
    for place, first in enumerate(_surname(plain, characters)):
        found[place] = _unique((first, *found[place]))
    return tuple(found)


def name_keys(name: str) -> NameKeys:
    """The keys of `name`, to be kept beside it and searched without pypinyin."""
    each = readings(name)
    return NameKeys(
        readings=" ".join(",".join(one) for one in each),
        initials=_variants(tuple(map(_initials, each))),
        full=_variants(each),
        sort="".join(one[0] for one in each),
    )


def matches(readings: str, query: str) -> bool:
    """Whether `query` (lower-case letters) can be read off neighbouring characters of `NameKeys.readings`.

    Each character gives a reading, the beginning of one, or its initial: "zhangwei", "zhangw", "zw", "wei".
    """
    return bool(query) and pattern(query).search(readings) is not None


@lru_cache(maxsize=64)
def pattern(query: str) -> re.Pattern[str]:
    """What `matches` looks for; it also finds the lines in many readings joined by line ends."""
    first, *others = map(re.escape, query)
    # The letter stands before the look behind it: a pattern that begins with a letter is searched much quicker.
    return re.compile(_NEXT_CHARACTER.join((first + r"(?<![^ ,\n].)", *others)))


def _surname(plain: str, characters: list[str]) -> tuple[str, ...]:
    """Readings of the surname a name begins with; a name with a dot (买买提·艾力) has none."""
    if not characters or _DOTS.search(plain):
        return ()
    compound = _COMPOUND_SURNAMES.get("".join(characters[:2]))
    if compound:
        return compound
    single = _SURNAMES.get(characters[0])
    return (single,) if single else ()


@cache
def _readings_of(character: str) -> tuple[str, ...]:
    if character.isascii():
        return (character,)
    true = _unique(_letters(reading) for reading in _dictionary()(character))
    if not true:
        return (character,)
    return _unique((*true, *(reading.replace("v", "u") for reading in true)))


def _letters(reading: str) -> str:
    return reading.replace("ê", "e").replace("ü", "v")


@cache
def _dictionary() -> Callable[[str], list[str]]:
    """Readings of one character by pypinyin, loaded without its phrases (50 MB that names do not need)."""
    os.environ.setdefault("PYPINYIN_NO_PHRASES", "1")
    os.environ.setdefault("PYPINYIN_NO_DICT_COPY", "1")
    from pypinyin import Style, pinyin

    def readings_of(character: str) -> list[str]:
        found = pinyin(character, style=Style.NORMAL, heteronym=True, errors="ignore")
        return list(found[0]) if found else []

    return readings_of


@cache
def _initials(each: tuple[str, ...]) -> tuple[str, ...]:
    """The first letters of a character's readings; a county's names are made of a thousand characters."""
    return _unique(reading[0] for reading in each)


def _variants(each: tuple[tuple[str, ...], ...]) -> str:
    if prod(map(len, each)) > _MOST_VARIANTS:
        return "".join(one[0] for one in each)
    return " ".join(_unique(map("".join, product(*each))))


def _unique(words: Iterable[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(words))
