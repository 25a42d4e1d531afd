"""Chinese numerals (一九八五, 十二, 廿一, 两百) as the digits they stand for."""

import re

_DIGITS = {
    **{one: n for n, one in enumerate("零一二三四五六七八九")},
    **{one: n for n, one in enumerate("零壹贰叁肆伍陆柒捌玖")},
    "〇": 0,
    "○": 0,
    "两": 2,
    "貳": 2,
    "叄": 3,
    "陸": 6,
}
_TENS = {"廿": 2, "卅": 3}
_UNITS = {"十": 10, "拾": 10, "百": 100, "佰": 100, "千": 1000, "仟": 1000}
_RUN = re.compile(f"[{''.join((*_DIGITS, *_TENS, *_UNITS))}]+")


def in_digits(text: str) -> str:
    """`text` with every Chinese numeral as digits: 一九八五年十二月廿一日 → 1985年12月21日.

    Numerals without units are digits one after another (八五 → 85, 〇七 → 07); what makes no number stays as it is.
    """
    return _RUN.sub(lambda run: _number(run[0]), text)


def _number(run: str) -> str:
    if all(one in _DIGITS for one in run):
        return "".join(str(_DIGITS[one]) for one in run)
    total, last, smallest = 0, None, 10_000
    for one in run:
        if one in _DIGITS:
            if last:
                return run
            last = _DIGITS[one]
            continue
        if last == 0 and total:
            # 四千零十
            last = None
        many, unit = (_TENS[one], 10) if one in _TENS else (1 if last is None else last, _UNITS.get(one, 10))
        # Units fall from left to right, and 廿 stands for its own tens: anything else is no number.
        if unit >= smallest or many == 0 or (one in _TENS and last):
            return run
        total, last, smallest = total + many * unit, None, unit
    return str(total + (last or 0))
