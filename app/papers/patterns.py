"""Numbers as text (证书编号): what a pattern of tokens says, the series it makes, and one number of that series."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

DEFAULT = "{字头}{种类}〔{年}〕{流水号:6}号"
"""The pattern of every kind of which the county has said nothing else."""

TOKENS: dict[str, str] = {
    "字头": "设置里填写的编号字头",
    "种类": "这种证书的简称，例如“结业”",
    "年": "发证的年份，四位数字",
    "月": "发证的月份，两位数字",
    "流水号": "顺着往下排的号；写成{流水号:6}就是六位，前面补零",
    "单位代码": "发证单位的学校标识码",
    "校验": "按其余数字算出来的校验码，抄错一位就能看出来（GB/T 17710，MOD 11-2）",
}
"""What may stand in braces, and what each becomes."""

_TOKEN = re.compile(r"\{([^{}:]*)(?::([0-9]{1,2}))?\}")
_SERIAL = re.compile(r"\{流水号(?::([0-9]{1,2}))?\}")
_CHECK = "{校验}"
_LONGEST, _WIDEST = 60, 12


def faults(pattern: str) -> list[str]:
    """What keeps a pattern from making numbers, as sentences."""
    if len(pattern) > _LONGEST:
        return [f"编号样式太长，请不要超过 {_LONGEST} 个字。"]
    if set("{}") & set(_TOKEN.sub("", pattern)) or not pattern.isprintable():
        return ["花括号没有成对，或者有看不见的字符，请重新写。"]
    named = [(found[1], found[2]) for found in _TOKEN.finditer(pattern)]
    unknown = [name for name, _width in named if name not in TOKENS]
    if unknown:
        known = "、".join(f"{{{name}}}" for name in TOKENS)
        return [f"没有“{{{unknown[0]}}}”这一项，可用的有：{known}。"]
    names = [name for name, _width in named]
    found = [f"“{{{name}}}”不能定位数。" for name, width in named if width and name != "流水号"]
    found += [
        f"流水号最多 {_WIDEST} 位，最少 1 位。" for _name, width in named if width and not 0 < int(width) <= _WIDEST
    ]
    if names.count("流水号") != 1:
        found.append("编号样式里要有一个{流水号}，只能有一个。")
    if names.count("校验") > 1:
        found.append("{校验}只能有一个。")
    if "月" in names and "年" not in names:
        found.append("有{月}的也要有{年}，不然每年同一个月的编号会混在一起。")
    return found


def filled(pattern: str, *, word: str, kind: str, year: int, code: str) -> str:
    """The pattern of one year and office: only {月}, {流水号} and {校验} are left in it."""
    said = {"字头": word, "种类": kind, "年": f"{year:04d}", "单位代码": code}
    return _TOKEN.sub(lambda one: _plain(said[one[1]]) if one[1] in said else one[0], pattern)


def of_month(template: str, month: int) -> str:
    """A filled pattern in one month."""
    return template.replace("{月}", f"{month:02d}")


def series(template: str) -> str:
    """What numbers of one series have in common: the text without its serial, however many digits that has."""
    return _SERIAL.sub("{流水号}", template)


def every_series(template: str) -> set[str]:
    """The series of a template of one year: one, or one a month."""
    return {series(of_month(template, month)) for month in range(1, 13)}


def number(template: str, serial: int) -> str:
    """One number of a template of one month."""
    text = _SERIAL.sub(lambda one: f"{serial:0{int(one[1] or 1)}d}", template)
    return text.replace(_CHECK, check_character(text)) if _CHECK in text else text


def usual(text: str) -> tuple[str, int] | tuple[None, None]:
    """Series and serial of a number from before there were patterns: all were made by `DEFAULT`."""
    found = re.fullmatch(r"([^{}]*〔[0-9]{4}〕)([0-9]{6,15})号", text)
    return (f"{found[1]}{{流水号}}号", int(found[2])) if found else (None, None)


def check_character(text: str) -> str:
    """The check character of the digits in a text: ISO 7064 MOD 11-2, 0–9 or X."""
    product = 0
    for digit in re.findall("[0-9]", text):
        product = (product + int(digit)) * 2 % 11
    return "0123456789X"[(12 - product) % 11]


@dataclass(frozen=True)
class Range:
    """Serials `first` to `last` of a template of one year: a block is one."""

    template: str
    first: int
    last: int
    _months: tuple[re.Pattern[str], ...] = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        """Make the expressions that its numbers match."""
        months = range(1, 13) if "{月}" in self.template else (0,)
        made = tuple(_expression(of_month(self.template, month)) for month in months)
        object.__setattr__(self, "_months", made)

    def serial_of(self, text: str) -> int | None:
        """The serial of a number that is one of these, None for any other text."""
        for month, expression in enumerate(self._months, start=1):
            found = expression.fullmatch(text)
            if found is None:
                continue
            serial = int(found["serial"])
            if self.first <= serial <= self.last and number(of_month(self.template, month), serial) == text:
                return serial
        return None

    def series_of(self, text: str) -> str | None:
        """The series of a number that is one of these."""
        for month, expression in enumerate(self._months, start=1):
            if expression.fullmatch(text):
                return series(of_month(self.template, month))
        return None

    def numbers(self) -> Iterator[str]:
        """All its numbers, of every month."""
        months = range(1, 13) if "{月}" in self.template else (0,)
        for month in months:
            template = of_month(self.template, month)
            yield from (number(template, serial) for serial in range(self.first, self.last + 1))

    def meets(self, other: "Range") -> bool:
        """Whether any number would be one of both."""
        if series(self.template) == series(other.template):
            return self.first <= other.last and other.first <= self.last
        if _outline(self.template) != _outline(other.template):
            return False
        # Digits on both sides of where a serial begins: A1{流水号:2} and A{流水号:3} may make the same text.
        return any(other.serial_of(text) is not None for text in self.numbers())


def _expression(template: str) -> re.Pattern[str]:
    text = re.escape(template)
    text = re.sub(r"\\\{流水号(?::[0-9]{1,2})?\\\}", "(?P<serial>[0-9]{1,15})", text)
    return re.compile(text.replace(re.escape(_CHECK), "[0-9X]"))


def _outline(template: str) -> str:
    """A template with every run of digits as one mark: only those of one outline can make the same text."""
    return re.sub(r"(?:[0-9X#]|\{月\}|\{校验\})+", "#", _SERIAL.sub("#", template))


def _plain(text: str) -> str:
    return text.replace("{", "").replace("}", "")
