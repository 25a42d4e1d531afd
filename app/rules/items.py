"""The parameters of every kind of rule, item by item: what each is called, how it is typed, shown and read."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any, Literal

import msgspec

from app import codes
from app.fields import Field, Kind, Unreadable, hours_text, parse, quoted
from app.rules import kinds

Form = Literal[
    "hours", "amount", "count", "flag", "choice", "code", "codes", "words", "text", "date", "day", "share", "who",
    "about", "rows",
]  # fmt: skip


@dataclass(frozen=True)
class Item:
    """One parameter. `hours` are tenths; an `amount` is hours or, in a regime by credits, hundredths of a credit;
    `day` is MM-DD; `share` a fraction. `codes` names the code table, `row` what the lines of a table are made of."""

    name: str
    label: str
    form: Form
    hint: str = ""
    codes: str = ""
    choices: Mapping[str, str] = field(default_factory=dict)
    row: type[msgspec.Struct] | None = None
    most: int = kinds.MANY
    """Of a count: no number that is meant is larger."""


_STANDING = (
    Item("titles", "职称", "codes", "有其中一种职称，或者有下面一种荣誉；都不选表示不限", "title"),
    Item("honours", "荣誉名称含有", "words", "如 骨干、名师、学科带头人"),
)
_WHO = Item("who", "适用对象", "who")

ITEMS: dict[type, tuple[Item, ...]] = {
    kinds.Who: (
        Item("stages", "学段", "codes", codes="stage"),
        Item("subjects", "学科", "codes", codes="subject"),
        Item("titles", "职称", "codes", codes="title"),
        Item("staff_kinds", "教职工类别", "codes", codes="staff_kind"),
        Item("statuses", "在岗状态", "codes", codes="staff_status"),
        Item("posts", "行政职务含有", "words", "如 书记、校长"),
        Item("class_teachers", "只限班主任", "flag"),
        Item("bilingual", "只限双语教师", "flag"),
        Item("new_within", "参加工作几个月以内", "count", "不限写 0", most=kinds.MONTHS),
    ),
    kinds.About: (
        Item("sources", "来源", "choice", choices={"class": "培训班次", "declared": "申报项目", "studio": "工作室活动"}),
        Item("levels", "培训层级", "codes", codes="training_level"),
        Item("categories", "培训类别", "codes", codes="training_category"),
        Item("forms", "培训形式", "codes", codes="training_form"),
        Item("topics", "培训主题", "codes", codes="training_topic"),
        Item("kinds", "申报项目", "codes", codes="declared_kind"),
    ),
    kinds.Ratio: (
        Item("about", "哪些学时", "about"),
        Item("per", "每多少学时计 1 学分", "hours", "如 8"),
    ),
    kinds.Cap: (
        Item("about", "哪些学时", "about"),
        Item("most", "最多计", "amount"),
        Item("per", "按什么限", "choice", choices={"item": "每一项", "year": "每个自然年", "period": "整个周期"}),
    ),
    kinds.Minimum: (
        Item("title", "名称", "text", "如 县级以上培训"),
        Item("about", "哪些学时", "about"),
        Item("least", "至少", "amount", "按比例的不填"),
        Item("share", "或者占总数的", "share", "如 2/3"),
    ),
    kinds.Exemption: (
        Item("title", "名称", "text", "如 病休教师"),
        Item("who", "哪些人", "who"),
        Item("required", "改为要求", "amount", "免除写 0"),
    ),
    kinds.Regime: (
        Item("required", "要求", "amount", "如 360"),
        Item("unit", "单位", "choice", choices={"hours": "学时", "credits": "学分"}),
        Item(
            "period", "按什么周期", "choice",
            choices={"cycle": "几年一周期", "year": "每个自然年", "school_year": "每学年", "term": "每学期", "probation": "试用期"},
        ),
        Item("years", "一个周期几年", "count", most=kinds.YEARS),
        Item("first_year", "共同周期从哪年起", "count", "如 2021；不填表示各人从参加工作那年起", most=kinds.LAST_YEAR),
        Item("months", "试用期几个月", "count", "从参加工作那月起", most=kinds.MONTHS),
        _WHO,
        Item("counts", "计入哪些学时", "about"),
        Item("minimums", "其中至少", "rows", row=kinds.Minimum),
        Item("caps", "最多计入", "rows", row=kinds.Cap),
        Item("ratios", "学时折学分", "rows", "从上往下，第一条符合的算数", row=kinds.Ratio),
        Item("per_day", "每天最多计", "hours", "不限写 0"),
        Item("attended", "到课率低于多少不计", "share", "如 4/5；不填表示不限"),
        Item("exactly_fails", "正好这么多也不计", "flag"),
        Item("carry", "多出的最多结转", "amount", "不结转写 0"),
        Item("rounding", "取整", "choice", choices={"exact": "不取整", "half": "舍到0.5", "whole": "舍到整数"}),
        Item("exemptions", "例外", "rows", row=kinds.Exemption),
    ),
    kinds.ConversionLine: (
        Item("kind", "申报项目", "code", codes="declared_kind"),
        Item("levels", "级别", "codes", codes="level"),
        Item("grades", "奖次", "codes", codes="award_grade"),
        Item("roles", "本人作用", "codes", codes="declared_role"),
        Item("hours", "折算学时", "hours"),
        Item("each", "按数量逐个计", "flag"),
        Item("most", "每年最多", "hours", "不限写 0"),
    ),
    kinds.Conversion: (
        Item("lines", "折算表", "rows", "从上往下，第一条符合的算数", row=kinds.ConversionLine),
    ),
    kinds.Retraining: (
        _WHO,
        Item("topics", "参加哪些主题的培训", "codes", codes="training_topic"),
        Item("years", "几年内至少一次", "count", most=kinds.YEARS),
    ),
    kinds.Tiers: (
        Item("topics", "各级的培训主题", "codes", "按代码表的次序是第一级、第二级……", "training_topic"),
        _WHO,
        Item("until", "到哪一天基本轮训完", "date", "不限不填"),
    ),
    kinds.Induction: (
        Item("modules", "必修内容", "codes", codes="training_module"),
        Item("months", "参加工作几个月以内", "count", most=kinds.MONTHS),
    ),
    kinds.Reading: (
        Item("books", "每学年至少几本", "count"),
        _WHO,
    ),
    kinds.Meetings: (
        Item("topics", "哪些主题的培训", "codes", codes="training_topic"),
        Item("times", "每年几次", "count"),
        Item("people", "每次至少几人", "count", "不限写 0"),
    ),
    kinds.Headcount: (
        Item("people", "至少培训几人", "count"),
        _WHO,
        Item("about", "参加哪些培训", "about"),
        Item("since", "从哪一天算", "date", "每年都要的，两个日期都不填"),
        Item("until", "到哪一天", "date"),
    ),
    kinds.Pause: (
        Item("title", "名称", "text", "如 暑假"),
        Item("starts", "从几月几日", "day", "如 07-10"),
        Item("days", "共几天", "count", most=kinds.DAYS),
    ),
    kinds.Series: (
        Item("grace", "过期几天算缺一期", "count", "间隔几天写在培训项目里", most=kinds.DAYS),
        Item("pauses", "不办的日子", "rows", "如寒假、暑假", row=kinds.Pause),
    ),
    kinds.Window: (
        Item("title", "名称", "text", "如 师德师风宣传月"),
        Item("about", "办什么培训或活动", "about"),
        Item("starts", "从几月几日", "day", "如 10-01"),
        Item("days", "共几天", "count", most=kinds.DAYS),
    ),
    kinds.Calendar: (
        Item("windows", "主题周和主题月", "rows", row=kinds.Window),
    ),
    kinds.Count: (
        Item("register", "哪一本登记", "choice", choices={"courses": "课程", "bases": "基地"}),
        Item("least", "至少几个", "count"),
        Item("kinds", "基地种类", "codes", codes="base_kind"),
        Item("levels", "级别", "codes", codes="level"),
        Item("fine", "只数精品课程", "flag"),
        Item("until", "到哪一天", "date", "不限不填"),
    ),
    kinds.Tutoring: (
        Item("kinds", "结对类型", "codes", codes="pair_kind"),
        Item("months", "至少几个月", "count", "一学年写 10", most=kinds.MONTHS),
        Item("new_within", "参加工作几个月以内要有导师", "count", "不要求写 0", most=kinds.MONTHS),
    ),
    kinds.Score: (
        Item("title", "名称", "text", "如 听课评课"),
        Item("kinds", "哪些活动", "codes", codes="activity_kind"),
        Item("enough", "每学年几次得满分", "count"),
        Item("full", "满分", "count"),
    ),
    kinds.Mentoring: (
        Item("kinds", "哪些结对", "codes", "不选表示全部；有单独规则的按单独的", "pair_kind"),
        *_STANDING,
        Item("load", "一位师父最多同时带几人", "count", "不限写 0"),
        Item("scores", "计分", "rows", row=kinds.Score),
        Item("signed", "签了协议得分", "count"),
        Item("reviewed", "有中期或期末考核得分", "count"),
        Item("passed", "多少分可以出师", "count"),
        Item("idle", "多少天没有活动要提醒", "count", "不提醒写 0"),
        Item("plans", "徒弟要有发展规划", "flag"),
    ),
    kinds.Studio: (
        *_STANDING,
        Item("kinds", "哪些工作室", "codes", "不选表示全部", "studio_kind"),
        Item("years", "一个周期几年", "count", most=kinds.YEARS),
        Item("activities", "每年至少几次活动", "count", "不限写 0"),
        Item("fewest", "成员最少几人", "count", "不限写 0"),
        Item("most", "成员最多几人", "count", "不限写 0"),
        Item("withdraw", "什么等次撤销", "codes", codes="three_grades"),
    ),
    kinds.Worth: (
        Item("day", "一天算多少学时", "hours", "没有规定写 0"),
        Item("lesson", "一节算多少学时", "hours", "没有规定写 0"),
    ),
    kinds.Step: (
        Item("title", "称号", "text", "如 骨干教师"),
        Item("words", "名称里含有", "words", "如 名师、名教师；不填就按称号的名称"),
        Item("counts", "算作", "choice", choices={"master": "名师", "core": "骨干", "other": "其他"}),
    ),
    kinds.Ladder: (
        Item("steps", "各级称号", "rows", "从高到低，第一个符合的算数", row=kinds.Step),
    ),
    kinds.Conduct: (
        Item("years", "几年内受限", "count", most=kinds.YEARS),
        Item("begins", "从什么时候算", "choice", choices={"decided": "考核确定之日", "year": "考核年度结束"}),
        Item("fails", "连续几年不合格应当调离", "count", most=kinds.YEARS),
    ),
    kinds.Observing: (
        Item("posts", "专职教研员：行政职务含有", "words", "如 教研员"),
        Item("periods", "每学年至少听几节", "count"),
        Item("years", "几年内听课全覆盖", "count", most=kinds.YEARS),
    ),
    kinds.Staffing: (
        Item("loan_years", "借调超过几年算超期", "count", "不限写 0", most=kinds.YEARS),
        Item("men", "男教师退休年龄", "count", most=kinds.YEARS),
        Item("women", "女教师退休年龄", "count", most=kinds.YEARS),
        Item("women_workers", "女工勤人员退休年龄", "count", most=kinds.YEARS),
        Item("delayed", "按2025年起的渐进式延迟推算", "flag"),
    ),
}  # fmt: skip
"""By what holds them, in the order in which they are asked for."""

MANY = frozenset({"sources"})
"""Choices of which several may be made."""

_BEGUN: dict[type, dict[str, Any]] = {
    kinds.Regime: {"required": 0, "period": "cycle"},
    kinds.Ratio: {"per": 80},
    kinds.Cap: {"most": 0},
    kinds.Minimum: {"title": "", "about": kinds.About()},
    kinds.Exemption: {"title": "", "who": kinds.Who()},
    kinds.ConversionLine: {"kind": "1", "hours": 0},
    kinds.Retraining: {"who": kinds.Who(), "topics": ()},
    kinds.Tiers: {"topics": ()},
    kinds.Induction: {"modules": ()},
    kinds.Meetings: {"topics": (), "times": 1},
    kinds.Headcount: {"people": 0},
    kinds.Window: {"title": "", "about": kinds.About(), "starts": "09-01", "days": 7},
    kinds.Pause: {"title": "", "starts": "07-10", "days": 50},
    kinds.Count: {"register": "courses", "least": 0},
    kinds.Score: {"title": "", "kinds": (), "enough": 1, "full": 10},
    kinds.Step: {"title": ""},
}
"""What a new one of these begins with, where not everything has a beginning of its own."""


def begun(made: type[Any]) -> Any:
    """New parameters of a kind, or a new line of a table, before anybody has said anything."""
    return made(**_BEGUN.get(made, {}))


def shown(item: Item, value: Any, *, credits: bool = False) -> str:
    """A value as it is typed and read again by `read`; not for `who`, `about` and `rows`."""
    if value is None or value == "":
        return ""
    if item.form == "hours":
        return hours_text(int(value))
    if item.form == "amount":
        return amount_text(int(value), credits=credits)
    if item.form == "share":
        return f"{value[0]}/{value[1]}"
    if item.form == "flag":
        return "是" if value else "否"
    if item.form == "choice":
        return "、".join(item.choices[one] for one in value) if item.name in MANY else item.choices[value]
    if item.form in ("code", "codes"):
        table = codes.table(item.codes)
        return "、".join(table.label_of(one) for one in ([value] if item.form == "code" else value))
    if item.form == "words":
        return "、".join(value)
    return str(value)


def amount_text(value: int, *, credits: bool) -> str:
    """Hours or credits without their unit: 360, 7.5, 0.25."""
    return f"{value / 100:.2f}".rstrip("0").rstrip(".") if credits else hours_text(value)


def read(item: Item, text: str, *, credits: bool = False) -> Any:
    """What a person typed → the value; empty is the value of nothing said. Raises Unreadable with a sentence."""
    clean = text.strip()
    if item.form in ("hours", "amount"):
        return _amount(clean, credits=credits and item.form == "amount")
    if item.form == "count":
        return _count(item, clean)
    if item.form == "share":
        return _share(clean)
    if item.form == "flag":
        return bool(parse(Field(item.name, item.label, Kind.FLAG), clean) or 0)
    if item.form == "date":
        return str(parse(Field(item.name, item.label, Kind.DATE), clean) or "")
    if item.form == "day":
        return _day(item, clean)
    if item.form == "text":
        if not clean:
            raise Unreadable(f"请填写{item.label}。")
        return clean
    return _chosen(item, [one for one in re.split(r"[、,，;；\s]+", clean) if one])


def _amount(text: str, *, credits: bool) -> int:
    if not text:
        return 0
    places, unit = (2, "学分") if credits else (1, "学时")
    found = re.fullmatch(rf"([0-9]{{1,6}})(?:\.([0-9]{{1,{places}}}))?\s*(?:{unit})?", text)
    if not found:
        told = "最多两位小数，如 0.25" if credits else "最多一位小数，如 7.5"
        raise Unreadable(f"{quoted(text)}不是{unit}数，请写数字，{told}。")
    return int(found[1] + (found[2] or "").ljust(places, "0"))


def _count(item: Item, text: str) -> int | None:
    if not text:
        return None if item.name == "first_year" else 0
    if not re.fullmatch(r"[0-9]{1,6}", text):
        raise Unreadable(f"{quoted(text)}不是整数，{item.label}请写整数。")
    if int(text) > item.most or (item.name == "first_year" and int(text) < kinds.FIRST_YEAR):
        raise Unreadable(f"{quoted(text)}不合情理，请核对{item.label}。")
    return int(text)


def _share(text: str) -> tuple[int, int] | None:
    if not text:
        return None
    found = re.fullmatch(r"([0-9]{1,4})\s*/\s*([0-9]{1,4})", text) or re.fullmatch(r"([0-9]{1,3})()%", text)
    if not found:
        raise Unreadable(f"{quoted(text)}不是分数，请写成 2/3 或 80%。")
    above, below = int(found[1]), int(found[2] or 100)
    if not 0 < above <= below:
        raise Unreadable(f"{quoted(text)}不合情理，请写大于 0、不超过 1 的分数，如 2/3。")
    return above, below


def _day(item: Item, text: str) -> str:
    found = re.fullmatch(r"([0-9]{1,2})\s*[-./月]\s*([0-9]{1,2})日?", text)
    try:
        day = date(2024, int(found[1]), int(found[2])) if found else None
    except ValueError:
        day = None
    if day is None:
        raise Unreadable(f"{item.label}没有看懂，请写月和日，如 10-01。")
    return f"{day:%m-%d}"


def _chosen(item: Item, words: list[str]) -> Any:
    if item.form == "words":
        return tuple(dict.fromkeys(words))
    found = tuple(dict.fromkeys(_one(item, word) for word in _whole(item, words)))
    if item.form == "codes" or item.name in MANY:
        return found
    if len(found) != 1:
        raise Unreadable(f"{item.label}请选一个。")
    return found[0]


def _whole(item: Item, words: list[str]) -> list[str]:
    """The words, where a label that has a stroke in itself (公开课、讲座) is put together again."""
    if item.form == "choice":
        return words
    labels = {one.label for one in codes.table(item.codes).codes if "、" in one.label}
    whole: list[str] = []
    for word in words:
        longer = [at for at in range(len(whole)) if "、".join([*whole[at:], word]) in labels]
        if longer:
            whole[longer[0] :] = ["、".join([*whole[longer[0] :], word])]
        else:
            whole.append(word)
    return whole


def _one(item: Item, word: str) -> str:
    if item.form == "choice":
        found = next((key for key, label in item.choices.items() if word in (key, label)), None)
        known = "、".join(item.choices.values())
    else:
        table = codes.table(item.codes)
        found, known = table.find(word), "、".join(one.label for one in table.codes[:12])
    if found is None:
        raise Unreadable(f"{item.label}里没有{quoted(word)}，可以填：{known}。")
    return found
