"""How papers say things: days, spans and terms as documents write them, codes by their labels, names in quotation marks."""

from datetime import date

from app import codes


def written(day: date | str | None) -> str:
    """A day as documents write it, without leading zeros (GB/T 9704-2012, 7.3.5.4); a month of a year likewise, "" for none."""
    if not day:
        return ""
    parts = [int(part) for part in str(day)[:10].split("-")]
    return "".join(f"{number}{unit}" for number, unit in zip(parts, "年月日", strict=False))


def span(first: date | str | None, last: date | str | None) -> str:
    """From one day to another, the year said once; what is not known is left out."""
    start, end = written(first), written(last)
    if not (start and end) or start == end:
        return start or end
    year, _, rest = end.partition("年")
    return f"{start}至{rest if start.startswith(f'{year}年') else end}"


def term(first: date | str | None, last: date | str | None) -> str:
    """A term of office: 自2026年9月1日起至2027年8月31日止; open where an end is not known."""
    start, end = written(first), written(last)
    return (f"自{start}起" if start else "") + (f"至{end}止" if end else "")


def dotted(first: date | str | None, last: date | str | None = None) -> str:
    """Days as a table has room for them: 2026.07.06—2026.07.10."""
    dots = [str(day).replace("-", ".") for day in (first, last) if day]
    return "—".join(dict.fromkeys(dots))


def quoted(name: str) -> str:
    """A name in quotation marks, unless it brings marks of its own."""
    return name if name[:1] in {"“", "《", "「"} else f"“{name}”"


def label(table: str, code: object) -> str:
    """What a code of a table means; "" for none."""
    return codes.table(table).label_of(str(code)) if code else ""


def text(value: object) -> str:
    """A value as it goes on paper; "" for none."""
    return "" if value is None else str(value)
