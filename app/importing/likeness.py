"""How alike a heading and the names of a field are, 0 to 100: the same, the same but for padding, or near."""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from functools import lru_cache

from app.fields import Field, Kind
from exports.workbooks.headers import label_forms

SAME, PADDED, NEAREST, NONE_BELOW = 100, 94, 89, 60
"""The same words; the same but for padding (≥ 90 is likely); the best that nearness alone gives; below it: nothing."""

_ONLY_PADDING = 75
"""The same words, which may mean another thing here: too common a word (类别), or somebody else's (电话（校长）)."""

_WORTH_A_GLANCE = 30
"""From here on a field is among the others that a person may choose first."""

_TIMES = re.compile("(时间|年月日|年月|日期)$")
_BEFORE = re.compile("^(教职员?工|教师|老师|员工|职工|本人|个人|目前|当前|现任|所在|所属|具体|现)")
_ROLE = re.compile("^(参训(教师|学员|人员)|学员)")
"""Whom a heading speaks of where the list is of nobody else; a name of a field means it (学员姓名 of a pair)."""
_AFTER = re.compile("(全称|名称|情况|信息|内容)$")
_SPELT = (
    ("身分", "身份"), ("部份", "部分"), ("师傅", "师父"), ("联糸", "联系"), ("帐号", "账号"), ("号码", "号"), ("电子邮件", "邮箱"),
    ("区教育", "县教育"), ("市教育", "县教育"), ("旗教育", "县教育"), ("本区", "本县"), ("本市", "本县"), ("本旗", "本县"),
    ("e-mail", "邮箱"), ("email", "邮箱"),
)  # fmt: skip
"""Ways to write the same word."""

_OTHERS = re.compile(
    "配偶|爱人|妻子|丈夫|父亲|母亲|父母|家长|家庭|家属|子女|孩子|紧急|联系人|介绍人|推荐人|证明人|监护|学生|学员数|"
    "师父|师傅|徒弟|导师|主持人|组长|主任(?!科)|校长|园长|书记|领导|负责人|主管|填表|填报|制表|审核|审批|经办|上报|法人|法定|财务|会计|招标|供应|客户|收款|开户|银行|打印"
)
"""Words by which a heading speaks of somebody or something else, unless the field's own name has them."""

_OTHERWISE = re.compile(
    "原|曾|前|拟|调入|调出|转入|转出|离开|离职|退休|辞职|解聘|到期|截止|失效|第二|第三|其他|其它|下一|上一|上年|去年|变更|申请|申报|交流|支教|送教|受援|实习|推荐|派出|高考|进修|应|未|不"
)
"""Words that turn a heading into another thing, unless the field's own name has them."""

_OPPOSED = (
    ("第一", "最高", "最后", "全日制", "在职"), ("开始", "结束", "截止"), ("师父", "徒弟"), ("主教", "兼教", "兼任"),
    ("进入", "离开"), ("任教", "编制"), ("出生", "参加", "毕业", "聘任", "从教", "入党", "取得", "评定", "颁发"),
    ("县", "校", "省", "国家", "乡"), ("姓名", "电话", "号", "学历", "学位", "职务", "职称", "地址", "时", "性别", "年龄"),
    ("学校", "专业", "学科", "学段", "班级", "年级"), ("等级", "类别", "状态"), ("上级", "下级"), ("代码", "名称"),
)  # fmt: skip
"""Where heading and name each have another one of these, they are not the same thing."""

_GENERIC = re.compile(
    "时间|日期|时|名称|类别|类型|级别|等级|情况|号|编号|单位|种类|状态|方式|结果|年度|年月|名|地点|地|年|称号|年限|数量|人数|代码|是否"
)
"""Words too common for a heading to be near a field only because both have them."""


@dataclass(frozen=True, slots=True)
class Name:
    """One way a field is called: as written, its forms, its core without padding; `synonym`: not its own label."""

    field: str
    text: str
    forms: frozenset[str]
    core: str
    synonym: bool
    flag: bool
    characters: frozenset[str]


@dataclass(frozen=True, slots=True)
class Likeness:
    """How alike a heading is to the best fitting name of a field. `foreign`: it speaks of somebody or something else."""

    name: Name
    percent: int
    foreign: bool = False


def names_of(field: Field) -> tuple[Name, ...]:
    """Every name of a field, its label first."""
    return tuple(_name(field.name, text, text != field.label, field.kind is Kind.FLAG) for text in _texts(field))


def _texts(field: Field) -> Iterator[str]:
    yield field.label
    yield from (text for text in field.synonyms if text != field.label)


@lru_cache(maxsize=4096)
def _name(field: str, text: str, synonym: bool, flag: bool) -> Name:
    forms, essence = _forms(text), _unpadded(text)
    return Name(field, text, forms, essence, synonym, flag, frozenset(essence).union(*forms))


@lru_cache(maxsize=4096)
def _forms(text: str) -> frozenset[str]:
    """The forms of a heading, each word in one spelling."""
    return frozenset(map(_spelt, label_forms(text)))


def _spelt(text: str) -> str:
    for written, meant in _SPELT:
        text = text.replace(written, meant)
    return text


@lru_cache(maxsize=4096)
def core(text: str) -> str:
    """A heading without remark and padding: 教师所在学校全称 → 学校, 出生年月 and 出生日期 → 出生时."""
    found = _unpadded(text)
    shorter = _ROLE.sub("", found)
    return shorter if len(shorter) > 1 else found


@lru_cache(maxsize=4096)
def _unpadded(text: str) -> str:
    plain = min(_forms(text), key=len, default="")
    # 联系电话1 is the first of them.
    plain = _TIMES.sub("时", plain.removeprefix("是否").removesuffix("1"))
    for padding in (_BEFORE, _BEFORE, _AFTER):
        shorter = padding.sub("", plain)
        plain = shorter if len(shorter) > 1 else plain
    return plain


def likenesses(label: str, names: Iterable[Name]) -> dict[str, Likeness]:
    """Field → how alike the heading is to the best of these names of it; fields that it is nothing like are left out.

    Of a heading that is the name of a field word for word, nothing else is looked for.
    """
    found: dict[str, Likeness] = {}
    forms, essence = _forms(label), core(label)
    if not forms:
        return found
    names = list(names)
    named = [one for one in names if one.forms & forms]
    names = named if any(not _foreign(one, forms) for one in named) else names
    characters = frozenset(essence).union(*forms)
    for name in names:
        if characters.isdisjoint(name.characters):
            continue
        one = _likeness(name, forms, essence)
        best = found.get(name.field)
        if one.percent >= _WORTH_A_GLANCE and (best is None or one.percent > best.percent):
            found[name.field] = one
    return found


def called(label: str, names: Iterable[Name]) -> bool:
    """Whether the heading is one of these names."""
    return any(name.forms & _forms(label) for name in names)


def is_called(label: str, names: Iterable[Name]) -> bool:
    """Whether the heading is one of these names but for padding."""
    forms, essence = _forms(label), core(label)
    alike = (name for name in names if name.forms & forms or name.core == essence)
    return any(_likeness(name, forms, essence).percent >= PADDED for name in alike)


def _likeness(name: Name, forms: frozenset[str], essence: str) -> Likeness:
    whole = max(forms, key=len)
    if name.forms & forms:
        foreign = _foreign(name, forms)
        return Likeness(name, _ONLY_PADDING if foreign else SAME, foreign)
    if name.core == essence:
        near = _ONLY_PADDING if _GENERIC.fullmatch(essence) else PADDED
    else:
        near = max(_near(essence, name.core), *(_near(whole, one) for one in name.forms))
    # 是否骨干教师 asks for yes or no, whatever else is called so.
    foreign = near >= NONE_BELOW and ((whole.startswith(("是否", "有无")) and not name.flag) or _foreign(name, forms))
    if not foreign:
        return Likeness(name, near)
    return Likeness(name, _ONLY_PADDING if near == PADDED else NONE_BELOW - 5, foreign)


def remark_of(label: str) -> str:
    """What stands in brackets, "" when nothing does."""
    found = re.search(r"[(（\[【](.+?)[)）\]】]", label)
    return found[1] if found else ""


def _foreign(name: Name, forms: frozenset[str]) -> bool:
    """The remark of a heading says of whom it speaks, no more."""
    return speaks_of_others(min(forms, key=len), name.text) or speaks_of_people(max(forms, key=len), name.text)


def speaks_of_others(label: str, name: str) -> bool:
    """Whether a heading speaks of somebody or something else than the field of that name does."""
    otherwise = any(word not in name for word in _OTHERWISE.findall(label))
    return otherwise or speaks_of_people(label, name) or any(_opposed(label, name, group) for group in _OPPOSED)


def speaks_of_people(label: str, name: str) -> bool:
    """Whether a heading, its remark too, speaks of other people or offices than the field of that name does."""
    return any(word not in name for word in _OTHERS.findall(label))


def _opposed(label: str, name: str, group: Sequence[str]) -> bool:
    ours = {word for word in group if word in name}
    return bool(ours) and not any(word in label for word in ours) and any(word in label for word in group)


def _near(one: str, other: str) -> int:
    """Nearness of two cores that differ: one within the other, or most characters the same."""
    shorter, longer = sorted((one, other), key=len)
    if len(shorter) > 1 and shorter in longer:
        # What a Chinese compound is stands at its end: 学校地址 is an address, 毕业院校及专业 is two things.
        other_thing = (
            longer == one
            and not one.endswith(shorter)
            and not re.match("[及和与、]", one[one.find(shorter) + len(shorter) :])
        )
        weak = other_thing or _GENERIC.fullmatch(shorter) or (shorter == one and 2 * len(one) < len(other))
        return round((30 if weak else NONE_BELOW) + 28 * len(shorter) / len(longer))
    if 4 * len(set(one) & set(other)) < len(one) + len(other):
        return 0
    ratio = SequenceMatcher(None, one, other, autojunk=False).ratio()
    return min(NEAREST, round(100 * max(ratio * 0.8, (ratio + _pairs_shared(one, other)) / 2)))


def _pairs_shared(one: str, other: str) -> float:
    ours, theirs = list(_pairs(one)), list(_pairs(other))
    if not ours or not theirs:
        return 0.0
    return 2 * sum(min(ours.count(pair), theirs.count(pair)) for pair in set(ours)) / (len(ours) + len(theirs))


def _pairs(text: str) -> Iterator[str]:
    return (text[at : at + 2] for at in range(len(text) - 1))
