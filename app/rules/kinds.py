"""What each kind of rule says in numbers: its parameters, as they are kept in `rules.parameters` (JSON).

Hours are tenths of an hour, credits hundredths, everywhere. Codes are those of the code tables. An empty list says
nothing: everybody, everything. Defaults here are only what a new rule begins with; what is in force stands in the rows.
"""

from datetime import date
from typing import Annotated, Any, Literal

import msgspec

Codes = tuple[str, ...]

# What a number can be at most: beyond it dates and sums leave what can be kept, and nobody means it.
MANY, YEARS, MONTHS, DAYS = 99_999_999, 99, 1_200, 3_660
FIRST_YEAR, LAST_YEAR = 1950, 2100

Number = Annotated[int, msgspec.Meta(ge=0, le=MANY)]
"""An amount (tenths of an hour, hundredths of a credit), or a count."""
Years = Annotated[int, msgspec.Meta(ge=0, le=YEARS)]
Months = Annotated[int, msgspec.Meta(ge=0, le=MONTHS)]
Days = Annotated[int, msgspec.Meta(ge=0, le=DAYS)]
Year = Annotated[int, msgspec.Meta(ge=FIRST_YEAR, le=LAST_YEAR)]


class _Said(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True, omit_defaults=True):
    """Parameters: of a program that knows more of them, a rule is refused rather than half obeyed."""


class Who(_Said, frozen=True, kw_only=True):
    """Whom a rule is about; all that is said must hold. `posts` are words that 行政职务 contains."""

    stages: Codes = ()
    subjects: Codes = ()
    titles: Codes = ()
    staff_kinds: Codes = ()
    statuses: Codes = ()
    posts: tuple[str, ...] = ()
    class_teachers: bool = False
    bilingual: bool = False
    new_within: Months = 0
    """Months since work began; 0: not asked."""


class About(_Said, frozen=True, kw_only=True):
    """Which items of the ledger are meant; all that is said must hold."""

    sources: tuple[Literal["class", "declared", "studio"], ...] = ()
    categories: Codes = ()
    levels: Codes = ()
    forms: Codes = ()
    topics: Codes = ()
    kinds: Codes = ()
    """Of declared items."""


class Ratio(_Said, frozen=True, kw_only=True):
    """How many tenths of an hour make one credit, for these items; the first that fits holds."""

    about: About = About()
    per: Number


class Cap(_Said, frozen=True, kw_only=True):
    """No more than this counts of these items: of one item, or together in a calendar year, or in the period."""

    about: About = About()
    most: Number
    per: Literal["item", "year", "period"] = "period"


class Minimum(_Said, frozen=True, kw_only=True):
    """At least this of these items: an amount, or a share [numerator, denominator] of what is required in all."""

    title: str
    about: About
    least: Number = 0
    share: tuple[int, int] | None = None


class Exemption(_Said, frozen=True, kw_only=True):
    """Of these people this much is required instead (0: nothing)."""

    title: str
    who: Who
    required: Number = 0


class Regime(_Said, frozen=True, kw_only=True):
    """学时要求: how hours count, and how much of them is asked for in each period."""

    required: Number
    period: Literal["cycle", "year", "school_year", "term", "probation"]
    unit: Literal["hours", "credits"] = "hours"
    years: Years = 5
    """Length of a cycle."""
    first_year: Year | None = None
    """A year in which a common cycle begins; None: each person's own, from the year work began."""
    months: Months = 12
    """Length of a probation, from the month work began."""
    who: Who = Who()
    counts: About = About()
    ratios: tuple[Ratio, ...] = ()
    minimums: tuple[Minimum, ...] = ()
    caps: tuple[Cap, ...] = ()
    per_day: Number = 0
    """Tenths of an hour that count on one day at most; 0: no limit."""
    attended: tuple[int, int] | None = None
    """The share of a class's hours below which nothing of it counts."""
    exactly_fails: bool = False
    """Whether exactly that share is too little as well: who was absent for a fifth gets nothing."""
    carry: Number = 0
    """How much of what was too much is taken along into the next period at most."""
    rounding: Literal["exact", "half", "whole"] = "exact"
    """Each item's amount is rounded down to this."""
    exemptions: tuple[Exemption, ...] = ()


class ConversionLine(_Said, frozen=True, kw_only=True):
    """`hours` (tenths) for one item, or for each of its `quantity`; `most` of them in a calendar year (0: no limit)."""

    kind: str
    levels: Codes = ()
    grades: Codes = ()
    roles: Codes = ()
    hours: Number
    each: bool = False
    most: Number = 0


class Conversion(_Said, frozen=True, kw_only=True):
    """折算办法: what a declared item gives; the first line that fits holds."""

    lines: tuple[ConversionLine, ...] = ()


class Retraining(_Said, frozen=True, kw_only=True):
    """定期轮训: these people attend one of these trainings at least every `years` years."""

    who: Who
    topics: Codes
    years: Years = 3


class Tiers(_Said, frozen=True, kw_only=True):
    """分级培训: the tiers in their order, each by its topic; `until`: by when everybody has been at one of them."""

    topics: Codes
    who: Who = Who(class_teachers=True)
    until: str = ""


class Induction(_Said, frozen=True, kw_only=True):
    """岗前必修: the modules a new teacher has to have been at, and the hours of which categories within `months`."""

    modules: Codes
    months: Months = 12


class Reading(_Said, frozen=True, kw_only=True):
    """教师阅读: books in a school year."""

    books: Number = 1
    who: Who = Who()


class Meetings(_Said, frozen=True, kw_only=True):
    """会期人数: a training of this topic is held `times` a calendar year, each with at least `people` persons."""

    topics: Codes
    times: Number
    people: Number = 0


class Headcount(_Said, frozen=True, kw_only=True):
    """培训人数: at least so many persons trained, every calendar year or from `since` until a day."""

    people: Number
    who: Who = Who()
    about: About = About()
    since: str = ""
    until: str = ""
    """Both empty: every calendar year."""


class Pause(_Said, frozen=True, kw_only=True):
    """Days of every year that do not count, as holidays (寒假、暑假)."""

    title: str
    starts: str
    """MM-DD."""
    days: Days


class Series(_Said, frozen=True, kw_only=True):
    """系列活动: days beyond the interval of its programme after which an issue is missing; none is due in a pause."""

    grace: Days = 0
    pauses: tuple[Pause, ...] = ()


class Window(_Said, frozen=True, kw_only=True):
    """A week or a month in which something of this is held in every school."""

    title: str
    about: About
    starts: str
    """MM-DD."""
    days: Days


class Calendar(_Said, frozen=True, kw_only=True):
    """主题周和主题月."""

    windows: tuple[Window, ...] = ()


class Count(_Said, frozen=True, kw_only=True):
    """登记数目: at least so many rows of a register of this kind and level."""

    register: Literal["courses", "bases"]
    least: Number
    kinds: Codes = ()
    levels: Codes = ()
    fine: bool = False
    until: str = ""


class Tutoring(_Said, frozen=True, kw_only=True):
    """跟师期限: a pair of these kinds lasts at least `months`; who began work within `new_within` months needs one."""

    kinds: Codes = ("2",)
    months: Months = 10
    new_within: Months = 12


class Score(_Said, frozen=True, kw_only=True):
    """A line of the score: `full` points for `enough` activities of the kinds in a school year, in proportion for fewer."""

    title: str
    kinds: Codes
    enough: Number
    full: Number


class Mentoring(_Said, frozen=True, kw_only=True):
    """师徒结对: who may be a mentor, of how many at a time, what is agreed when nothing else is, and the score.

    A mentor needs one of `titles`, or an honour in whose name one of `honours` stands; both empty: nothing is asked.
    """

    kinds: Codes = ()
    """Of which kinds of pair this is said; empty: of all. For a pair its own kind's rule goes before that for all."""
    titles: Codes = ()
    honours: tuple[str, ...] = ()
    load: Number = 0
    """Running pairs of one mentor at most; 0: no limit."""
    scores: tuple[Score, ...] = ()
    signed: Number = 0
    """Points for a signed agreement."""
    reviewed: Number = 0
    """Points for a mid-term or final assessment."""
    passed: Number = 60
    """Points from which a pair may end as 出师."""
    idle: Number = 0
    """Days without an activity after which a running pair is pointed out; 0: not asked."""
    plans: bool = False
    """Whether the mentee of a running pair needs a plan of development."""


class Studio(_Said, frozen=True, kw_only=True):
    """工作室: its host's standing (as a mentor's), its term in years, activities and members, and what follows a grade."""

    titles: Codes = ()
    honours: tuple[str, ...] = ()
    kinds: Codes = ()
    """Of which kinds of studio this is said; empty: of all."""
    years: Years = 3
    activities: Number = 0
    """In a calendar year at least."""
    fewest: Number = 0
    most: Number = 0
    """Members, host not counted; 0: no limit."""
    withdraw: Codes = ("3",)
    """Grades after which a studio is withdrawn."""


class Worth(_Said, frozen=True, kw_only=True):
    """学时换算: what a day and a lesson count for where a list says 2天 or 8节; 0: not said."""

    day: Number = 0
    lesson: Number = 0


class Step(_Said, frozen=True, kw_only=True):
    """A step of the ladder: its name, the words by one of which a title belongs to it, and what holders count as."""

    title: str
    words: tuple[str, ...] = ()
    """Empty: the name itself."""
    counts: Literal["master", "core", "other"] = "core"


class Ladder(_Said, frozen=True, kw_only=True):
    """称号梯队: the steps from the highest to the lowest; a title belongs to the first step that it has a word of."""

    steps: tuple[Step, ...] = ()


class Conduct(_Said, frozen=True, kw_only=True):
    """师德限制: for how long somebody who failed is neither honoured nor promoted, and how many fails in a row are enough."""

    years: Years = 2
    begins: Literal["decided", "year"] = "decided"
    """Counted from the day of the decision, or from the end of the year that was assessed."""
    fails: Years = 2


class Observing(_Said, frozen=True, kw_only=True):
    """教研听课: periods a researcher observes in a school year, and within how many years everybody is observed."""

    posts: tuple[str, ...] = ("教研员",)
    """Words that 行政职务 contains."""
    periods: Number = 60
    years: Years = 3


class Staffing(_Said, frozen=True, kw_only=True):
    """编制和退休: after how many years a loan is too long, and at which age people retire."""

    loan_years: Years = 3
    men: Years = 60
    women: Years = 55
    women_workers: Years = 50
    """Of 工勤人员."""
    delayed: bool = True
    """Whether the gradual delay from 2025 on is added (全国人大常委会 2024-09-13)."""


Parameters = (
    Regime | Conversion | Retraining | Tiers | Induction | Reading | Meetings | Headcount | Series | Calendar | Count
    | Tutoring | Mentoring | Studio | Worth | Ladder | Conduct | Observing | Staffing
)  # fmt: skip

KINDS: dict[str, type[Parameters]] = {
    "regime": Regime,
    "conversion": Conversion,
    "retraining": Retraining,
    "tiers": Tiers,
    "induction": Induction,
    "reading": Reading,
    "meetings": Meetings,
    "headcount": Headcount,
    "series": Series,
    "calendar": Calendar,
    "count": Count,
    "tutoring": Tutoring,
    "mentoring": Mentoring,
    "studio": Studio,
    "worth": Worth,
    "ladder": Ladder,
    "conduct": Conduct,
    "observing": Observing,
    "staffing": Staffing,
}
"""By the code of `rule_kind`."""


class Unreadable(ValueError):
    """Parameters that this program cannot read."""


def read(kind: str, text: str) -> Parameters:
    """The parameters of a rule of that kind; raises `Unreadable`."""
    made = KINDS.get(kind)
    if made is None:
        raise Unreadable(f"这一版程序不认识“{kind}”这种规则。")
    try:
        said: Parameters = msgspec.json.decode(text, type=made)
        _check_days(said)
    except (msgspec.DecodeError, UnicodeDecodeError, ValueError) as error:
        raise Unreadable("规则的参数这一版程序读不懂。") from error
    return said


def _check_days(said: Any) -> None:
    """Raise ValueError for a day that is none and a share that is none, in a rule or in a line of its tables."""
    for name in said.__struct_fields__:
        value = getattr(said, name)
        if name in ("since", "until") and value:
            date.fromisoformat(value)
        elif name == "starts":
            date.fromisoformat(f"2024-{value}")
        elif name in ("share", "attended") and value is not None and not 0 < value[0] <= value[1]:
            raise ValueError(value)
        elif isinstance(value, tuple) and value and isinstance(value[0], msgspec.Struct):
            for line in value:
                _check_days(line)


def written(parameters: Parameters) -> str:
    """The same as text that is equal for equal parameters."""
    return msgspec.json.encode(parameters, order="deterministic").decode()
