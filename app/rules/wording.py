"""What the parameters of a rule say, in one plain sentence."""

from collections.abc import Callable, Iterable
from datetime import date
from typing import Any

from app import codes
from app.dates import in_words
from app.fields import hours_text
from app.rules import kinds
from app.rules.items import amount_text

_DIGITS = "零一二三四五六七八九十"
_TOLD = 3
"""Of a longer list of codes so many are told by name."""

_WON = {"0", "1", "2", "3"}
_RANKS = (
    ("国家级、部级", {"10", "20", "21", "22"}),
    ("省级", {"23", "31", "32"}),
    ("市级", {"33", "41", "42"}),
    ("县级", {"43", "51", "52"}),
)
"""级别 in the words of everyday, with the codes of each that are finer than these."""


def sentence(said: kinds.Parameters) -> str:
    """All that a rule asks for, as one sentence with a full stop."""
    return "；".join(filter(None, _WORDS[type(said)](said))) + "。"


def line(row: Any, *, credits: bool = False) -> str:
    """A line of a table of parameters: a minimum, a cap, a ratio, an exemption, a conversion, a score, a window."""
    if isinstance(row, kinds.Ratio):
        return f"{about(row.about, '学时')}每 {hours_text(row.per)} 学时计 1 学分"
    if isinstance(row, kinds.Minimum):
        asked = f"不少于 {_amount(row.least, credits=credits)}" if row.least else ""
        share = f"不少于要求总数的{fraction(row.share)}" if row.share else ""
        told = "、".join(filter(None, (asked, share))) or "没有写明数目"
        return f"{row.title}（{about(row.about, '学时')}）{told}"
    if isinstance(row, kinds.Cap):
        per = {"item": "每一项", "year": "每年", "period": "整个周期"}[row.per]
        return f"{about(row.about, '学时')}{per}最多计 {_amount(row.most, credits=credits)}"
    if isinstance(row, kinds.Exemption):
        told = f"只要求 {_amount(row.required, credits=credits)}" if row.required else "不作要求"
        return f"{row.title}（{who(row.who)}）{told}"
    if isinstance(row, kinds.Score):
        which = _labels("activity_kind", row.kinds) or "全部活动"
        told = row.title if row.title == which else f"{row.title}（{which}）"
        return f"{told}每学年 {row.enough} 次得 {row.full} 分"
    if isinstance(row, kinds.Window | kinds.Pause):
        starts = date.fromisoformat(f"2024-{row.starts}")
        held = f"，办{about(row.about, '培训或活动')}" if isinstance(row, kinds.Window) else ""
        return f"{row.title}：每年 {starts.month} 月 {starts.day} 日起 {row.days} 天{held}"
    if isinstance(row, kinds.Step):
        return _step(row)
    assert isinstance(row, kinds.ConversionLine)
    return _converted(row)


def who(said: kinds.Who) -> str:
    """Whom a rule is about, as a noun: 小学学段的班主任."""
    parts = [
        f"参加工作 {said.new_within} 个月以内" if said.new_within else "",
        _labels("staff_status", said.statuses),
        _labels("staff_kind", said.staff_kinds),
        _with("stage", said.stages, "学段"),
        _with("subject", said.subjects, "学科"),
        _labels("title", said.titles),
        f"职务里有{'或'.join(f'“{one}”' for one in said.posts)}" if said.posts else "",
        "双语" if said.bilingual else "",
    ]
    told = "的".join(filter(None, parts))
    noun = "班主任" if said.class_teachers else "教师"
    return f"{told}的{noun}" if told else noun if said.class_teachers else "全体教师"


def about(said: kinds.About, noun: str) -> str:
    """Which items are meant, before a noun: 县培以上的集中形式的学时."""
    known = {"class": "培训班次", "declared": "申报项目", "studio": "工作室活动"}
    parts = [
        "、".join(known[one] for one in said.sources),
        _levels(said.levels),
        _with("training_category", said.categories, "类"),
        _with("training_form", said.forms, "形式"),
        _quoted_labels("training_topic", said.topics),
        _labels("declared_kind", said.kinds),
    ]
    told = "的".join(filter(None, parts))
    return f"{told}的{noun}" if told else f"全部{noun}" if noun == "学时" else noun


def fraction(share: tuple[int, int]) -> str:
    """三分之二; in figures where the words would be hard to read."""
    above, below = share
    if below <= 10:
        return f"{_DIGITS[below]}分之{_DIGITS[above]}"
    return f"{above * 100 / below:.10g}%"


def _amount(value: int, *, credits: bool) -> str:
    return f"{amount_text(value, credits=credits)} {'学分' if credits else '学时'}"


def _levels(levels: kinds.Codes) -> str:
    """Levels from the highest down are told by the lowest of them."""
    known = [one.code for one in codes.table("training_level").codes]
    if 1 < len(levels) < len(known) and set(levels) == set(known[: len(levels)]):
        return f"{codes.table('training_level').label_of(known[len(levels) - 1])}以上"
    return _labels("training_level", levels)


def _award_levels(levels: kinds.Codes) -> str:
    rest, told = set(levels), []
    for word, belonging in _RANKS:
        if belonging <= rest:
            told.append(word)
            rest -= belonging
    if len(told) == len(_RANKS) and not rest:
        return "县级以上"
    left = _labels("level", [one for one in levels if one in rest])
    return "、".join(filter(None, [*told, left]))


def _labels(table: str, chosen: Iterable[str]) -> str:
    names = [codes.table(table).label_of(one) for one in chosen]
    if len(names) > _TOLD + 2:
        return f"{'、'.join(names[:_TOLD])}等 {len(names)} 种"
    return "、".join(names)


def _quoted_labels(table: str, chosen: Iterable[str]) -> str:
    return "、".join(f"“{codes.table(table).label_of(one)}”" for one in chosen)


def _with(table: str, chosen: Iterable[str], after: str) -> str:
    names = _labels(table, chosen)
    return f"{names}{after}" if names else ""


def _regime(said: kinds.Regime) -> list[str]:
    credits = said.unit == "credits"
    counted = about(said.counts, "学时") if said.counts != kinds.About() else ""
    asked = f"不少于 {_amount(said.required, credits=credits)}" if said.required else "没有总数要求"
    rounding = {"exact": "", "half": "每项舍到 0.5 个", "whole": "每项舍到整数"}[said.rounding]
    return [
        f"{who(said.who)}，{_period(said)}{counted}{asked}",
        *(f"其中{line(one, credits=credits)}" for one in said.minimums),
        *(line(one, credits=credits) for one in said.ratios),
        *(line(one, credits=credits) for one in said.caps),
        f"每天最多计 {hours_text(said.per_day)} 学时" if said.per_day else "",
        f"到课不{'超过' if said.exactly_fails else '到'}{fraction(said.attended)}的班次不计" if said.attended else "",
        f"多出的最多结转 {_amount(said.carry, credits=credits)} 到下一周期" if said.carry else "",
        rounding,
        *(f"例外：{line(one, credits=credits)}" for one in said.exemptions),
    ]


def _period(said: kinds.Regime) -> str:
    if said.period == "probation":
        return f"在参加工作起 {said.months} 个月的试用期内"
    if said.period != "cycle":
        return {"year": "每年", "school_year": "每学年", "term": "每学期"}[said.period]
    if said.first_year is not None:
        return f"{said.years} 年一周期（全县共同，从 {said.first_year} 年算起），每周期"
    return f"从参加工作那年起 {said.years} 年一周期，每周期"


def _converted(row: kinds.ConversionLine) -> str:
    won = "获奖" if set(row.grades) == _WON else _labels("award_grade", row.grades)
    which = [
        _award_levels(row.levels),
        won,
        f"由本人{_labels('declared_role', row.roles)}" if row.roles else "",
        _labels("declared_kind", [row.kind]),
    ]
    each = "每个" if row.each else "每项"
    most = f"，每年最多 {hours_text(row.most)} 学时" if row.most else ""
    return f"{'的'.join(filter(None, which))}{each}计 {hours_text(row.hours)} 学时{most}"


def _conversion(said: kinds.Conversion) -> list[str]:
    return [line(one) for one in said.lines] or ["还没有折算的项目"]


def _retraining(said: kinds.Retraining) -> list[str]:
    return [f"{who(said.who)}每 {said.years} 年至少参加一次{_trainings(said.topics)}"]


def _trainings(topics: kinds.Codes) -> str:
    names = _quoted_labels("training_topic", topics)
    return f"主题是{names}的培训" if names else "培训"


def _tiers(said: kinds.Tiers) -> list[str]:
    return [
        f"{who(said.who)}分 {len(said.topics)} 级培训：{_quoted_labels('training_topic', said.topics)}",
        f"到 {in_words(date.fromisoformat(said.until))}每人至少参加过其中一级" if said.until else "",
    ]


def _induction(said: kinds.Induction) -> list[str]:
    return [f"新教师参加工作 {said.months} 个月以内学完：{_labels_all('training_module', said.modules)}"]


def _labels_all(table: str, chosen: Iterable[str]) -> str:
    return "、".join(codes.table(table).label_of(one) for one in chosen)


def _reading(said: kinds.Reading) -> list[str]:
    return [f"{who(said.who)}每学年至少读 {said.books} 本书"]


def _meetings(said: kinds.Meetings) -> list[str]:
    people = f"，每次不少于 {said.people} 人" if said.people else ""
    return [f"{_trainings(said.topics)}每年至少办 {said.times} 次{people}"]


def _headcount(said: kinds.Headcount) -> list[str]:
    when = "每年"
    if said.since or said.until:
        since = f"从 {in_words(date.fromisoformat(said.since))}" if said.since else ""
        when = since + (f"到 {in_words(date.fromisoformat(said.until))}" if said.until else "起")
    people = who(said.who).removeprefix("全体")
    return [f"{when}，参加{about(said.about, '培训')}的{people}不少于 {said.people} 人，一人只算一次"]


def _series(said: kinds.Series) -> list[str]:
    late = f"超过间隔 {said.grace} 天还没有办" if said.grace else "到了间隔的日子还没有办"
    told = f"系列活动按培训项目里写的间隔一期一期办，{late}，就算缺一期"
    return [told, *(f"不办的日子，{line(one)}" for one in said.pauses)]


def _calendar(said: kinds.Calendar) -> list[str]:
    return [line(one) for one in said.windows] or ["还没有主题周和主题月"]


def _count(said: kinds.Count) -> list[str]:
    if said.register == "courses":
        what = "精品课程" if said.fine else "课程"
        unit = "门"
    else:
        what, unit = _labels("base_kind", said.kinds) or "基地", "个"
    level = f"{_award_levels(said.levels)}的" if said.levels else ""
    until = f"到 {in_words(date.fromisoformat(said.until))}，" if said.until else ""
    return [f"{until}{level}{what}不少于 {said.least} {unit}"]


def _tutoring(said: kinds.Tutoring) -> list[str]:
    pairs = f"“{'”“'.join(codes.table('pair_kind').label_of(one) for one in said.kinds)}”结对" if said.kinds else "结对"
    needs = f"参加工作 {said.new_within} 个月以内的教师要有这样的导师" if said.new_within else ""
    return [f"{pairs}不少于 {said.months} 个月", needs]


def _standing(titles: kinds.Codes, honours: tuple[str, ...]) -> str:
    asked = [
        f"职称是{_labels('title', titles)}" if titles else "",
        f"荣誉里有{'或'.join(f'“{one}”' for one in honours)}" if honours else "",
    ]
    return "，或者".join(filter(None, asked))


def _pairs(chosen: kinds.Codes) -> str:
    names = _quoted_labels("pair_kind", chosen)
    return f"{names}结对的" if names else ""


def _mentoring(said: kinds.Mentoring) -> list[str]:
    standing = _standing(said.titles, said.honours)
    return [
        f"{_pairs(said.kinds)}师父要{standing}" if standing else "师父的职称、荣誉不限",
        f"一位师父最多同时带 {said.load} 人" if said.load else "",
        *(line(one) for one in said.scores),
        f"签了协议得 {said.signed} 分" if said.signed else "",
        f"有中期或期末考核得 {said.reviewed} 分" if said.reviewed else "",
        f"满 {said.passed} 分可以出师",
        f"{said.idle} 天没有活动就提醒" if said.idle else "",
        "徒弟要有发展规划" if said.plans else "",
    ]


def _studio(said: kinds.Studio) -> list[str]:
    standing = _standing(said.titles, said.honours)
    return [
        f"{_labels('studio_kind', said.kinds) or '各类'}工作室 {said.years} 年一周期",
        f"主持人要{standing}" if standing else "",
        f"每年活动不少于 {said.activities} 次" if said.activities else "",
        f"成员不少于 {said.fewest} 人" if said.fewest else "",
        f"成员不超过 {said.most} 人" if said.most else "",
        f"考核{_labels('three_grades', said.withdraw)}的撤销" if said.withdraw else "",
    ]


def _worth(said: kinds.Worth) -> list[str]:
    return [
        f"名单里写“天”的，一天算 {hours_text(said.day)} 学时" if said.day else "名单里写“天”的没有规定",
        f"写“节”的，一节算 {hours_text(said.lesson)} 学时" if said.lesson else "写“节”的没有规定",
    ]


_COUNTED = {"master": "算名师", "core": "算骨干", "other": ""}


def _step(row: kinds.Step) -> str:
    told = "，".join(filter(None, (f"含“{'”“'.join(row.words)}”的" if row.words else "", _COUNTED[row.counts])))
    return f"{row.title}（{told}）" if told else row.title


def _ladder(said: kinds.Ladder) -> list[str]:
    steps = "、".join(_step(one) for one in said.steps)
    return [f"称号从高到低：{steps}" if steps else "还没有列出各级称号"]


def _conduct(said: kinds.Conduct) -> list[str]:
    since = "自考核确定之日起" if said.begins == "decided" else "自考核年度结束起"
    return [
        f"师德考核不合格的，{since} {said.years} 年内不评先进、不报高一级职称" if said.years else "",
        f"连续 {said.fails} 年不合格的调离教师岗位" if said.fails else "",
    ]


def _observing(said: kinds.Observing) -> list[str]:
    who_is = f"行政职务含“{'”“'.join(said.posts)}”的" if said.posts else "教研员"
    return [
        f"{who_is}每学年听课不少于 {said.periods} 节",
        f"听评课 {said.years} 年内覆盖全体任课教师和学校" if said.years else "",
    ]


def _staffing(said: kinds.Staffing) -> list[str]:
    ages = f"退休年龄男 {said.men} 岁、女 {said.women} 岁、女工勤 {said.women_workers} 岁"
    return [
        f"借调超过 {said.loan_years} 年的算超期" if said.loan_years else "",
        f"{ages}，{'2025 年起按渐进式延迟推算' if said.delayed else '不计渐进式延迟'}",
    ]


_WORDS: dict[type, Callable[[Any], list[str]]] = {
    kinds.Regime: _regime,
    kinds.Conversion: _conversion,
    kinds.Retraining: _retraining,
    kinds.Tiers: _tiers,
    kinds.Induction: _induction,
    kinds.Reading: _reading,
    kinds.Meetings: _meetings,
    kinds.Headcount: _headcount,
    kinds.Series: _series,
    kinds.Calendar: _calendar,
    kinds.Count: _count,
    kinds.Tutoring: _tutoring,
    kinds.Mentoring: _mentoring,
    kinds.Studio: _studio,
    kinds.Worth: _worth,
    kinds.Ladder: _ladder,
    kinds.Conduct: _conduct,
    kinds.Observing: _observing,
    kinds.Staffing: _staffing,
}
