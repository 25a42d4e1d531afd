"""How alike a heading and the names of a field are, 0 to 100: the same, the same but for padding, or near."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from functools import lru_cache

from app.fields import Field
from exports.workbooks.headers import label_forms

SAME, PADDED, NEAREST, NONE_BELOW = 100, 94, 89, 60
"""The same words; the same but for padding (≥ 90 is likely); the best that nearness alone gives; below it: nothing."""

_TIMES = re.compile("(时间|年月日|年月|日期)$")
_BEFORE = re.compile("^(教职员工|教职工|教师|老师|员工|职工|本人|个人|目前|当前|现任|所在|所属|具体|现)")
_AFTER = re.compile("(全称|名称|情况|信息|内容)$")
_SPELT = (
    ("身分", "身份"), ("部份", "部分"), ("师傅", "师父"), ("联糸", "联系"), ("帐号", "账号"), ("号码", "号"), ("电子邮件", "邮箱"),
    ("区教育", "县教育"), ("市教育", "县教育"), ("旗教育", "县教育"), ("本区", "本县"), ("本市", "本县"), ("本旗", "本县"),
    ("e-mail", "邮箱"), ("email", "邮箱"),
)  # fmt: skip
"""Ways to write the same word."""

_OTHERS = re.compile(
    "配偶|爱人|妻子|丈夫|父亲|母亲|父母|家长|家庭|家属|子女|孩子|紧急|联系人|介绍人|推荐人|证明人|监护|学生|学员数|"
    "校长|园长|书记|领导|负责人|主管|填表|填报|制表|审核|审批|经办|上报|法人|法定|财务|会计|招标|供应|客户|收款|开户|银行|打印"
)
"""Words by which a heading speaks of somebody or something else, unless the field's own name has them."""

_OTHERWISE = re.compile(
    "原|曾|前|拟|调入|调出|转入|转出|离开|离职|退休|辞职|解聘|到期|截止|失效|第二|第三|其他|其它|下一|上一|上年|去年|变更|申请|应|未|不"
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


@dataclass(frozen=True, slots=True)
class Likeness:
    """How alike a heading is to the best fitting name of a field. `foreign`: it speaks of somebody or something else."""

    name: Name
    percent: int
    foreign: bool = False


@lru_cache(maxsize=64)
def names_of(fields: tuple[Field, ...]) -> tuple[Name, ...]:
    """Every name of every field: labels first, so that a label is preferred to somebody's synonym."""
    own = [_name(field.name, field.label, synonym=False) for field in fields]
    return tuple(own + [_name(field.name, text, synonym=True) for field in fields for text in field.synonyms])


def _name(field: str, text: str, *, synonym: bool) -> Name:
    return Name(field, text, label_forms(text), core(text), synonym)


@lru_cache(maxsize=4096)
def core(text: str) -> str:
    """A heading without remark and padding: 教师所在学校全称 → 学校, 出生年月 and 出生日期 → 出生时."""
    plain = min(label_forms(text), key=len, default="")
    for written, meant in _SPELT:
        plain = plain.replace(written, meant)
    plain = _TIMES.sub("时", plain.removesuffix("(如实填写)").removeprefix("是否"))
    for padding in (_BEFORE, _BEFORE, _AFTER):
        shorter = padding.sub("", plain)
        plain = shorter if len(shorter) > 1 else plain
    return plain


def likenesses(label: str, fields: Sequence[Field]) -> dict[str, Likeness]:
    """For each field that this heading is anything like: how much, by its best name; {} for an empty heading."""
    found: dict[str, Likeness] = {}
    forms, essence, whole = label_forms(label), core(label), "".join(sorted(label_forms(label), key=len)[-1:])
    if not forms:
        return found
    for name in names_of(tuple(fields)):
        one = _likeness(name, forms, essence, whole)
        best = found.get(name.field)
        if one.percent >= NONE_BELOW // 2 and (best is None or one.percent > best.percent):
            found[name.field] = one
    return found


def _likeness(name: Name, forms: frozenset[str], essence: str, whole: str) -> Likeness:
    foreign = speaks_of_others(whole, name.text)
    if name.forms & forms:
        return Likeness(name, 75 if foreign else SAME, foreign)
    if name.core == essence:
        return Likeness(name, 75 if foreign else PADDED, foreign)
    near = max(_near(essence, name.core), *(_near(whole, form) for form in name.forms))
    return Likeness(name, min(near, NONE_BELOW - 5) if foreign else near, foreign)


def speaks_of_others(label: str, name: str) -> bool:
    """Whether a heading speaks of somebody or something else than the field of that name does."""
    said = (*_OTHERS.findall(label), *_OTHERWISE.findall(label))
    return any(word not in name for word in said) or any(_opposed(label, name, group) for group in _OPPOSED)


def _opposed(label: str, name: str, group: Sequence[str]) -> bool:
    ours = {word for word in group if word in name}
    return bool(ours) and not any(word in label for word in ours) and any(word in label for word in group)


def _near(one: str, other: str) -> int:
    """Nearness of two cores that differ: one within the other, or most characters the same."""
    shorter, longer = sorted((one, other), key=len)
    if len(shorter) > 1 and shorter in longer:
        share = len(shorter) / len(longer)
        return round((40 if _GENERIC.fullmatch(shorter) else NONE_BELOW) + 28 * share)
    if 2 * sum(min(one.count(c), other.count(c)) for c in set(one)) < 0.5 * (len(one) + len(other)):
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
