"""Parameters of every kind of rule, made up: for whatever has to hold for all of them."""

from datetime import date
from typing import Any

from hypothesis import strategies as st

from app import codes
from app.rules import kinds
from app.rules.items import ITEMS, MANY, Item

_DAYS = st.dates(date(1990, 1, 1), date(2060, 1, 1)).map(date.isoformat)
_WORDS = st.text("骨干名师特级校长书记", min_size=1, max_size=4)
_TEXTS = st.text("培训学时专业县级以上", min_size=1, max_size=8)


def value(item: Item) -> st.SearchStrategy[Any]:
    """Values that an item may have."""
    known: dict[str, st.SearchStrategy[Any]] = {
        "hours": st.integers(0, 9999),
        "amount": st.integers(0, 99999),
        "count": st.integers(0, min(item.most, 500)),
        "flag": st.booleans(),
        "words": st.lists(_WORDS, unique=True, max_size=3).map(tuple),
        "text": _TEXTS,
        "date": st.just("") | _DAYS,
        "day": st.dates().map(lambda day: f"{day.month:02d}-{day.day:02d}"),
        "share": st.none() | st.tuples(st.integers(1, 9), st.integers(9, 20)),
    }
    if item.name == "first_year":
        return st.none() | st.integers(kinds.FIRST_YEAR, kinds.LAST_YEAR)
    if item.form in ("who", "about"):
        return parameters(kinds.Who if item.form == "who" else kinds.About)
    if item.form == "rows":
        assert item.row
        return st.lists(parameters(item.row), max_size=3).map(tuple)
    if item.form in ("code", "codes"):
        one = st.sampled_from([code.code for code in codes.table(item.codes).codes])
        return one if item.form == "code" else st.lists(one, unique=True, max_size=4).map(tuple)
    if item.form == "choice":
        one = st.sampled_from(list(item.choices))
        return st.lists(one, unique=True, max_size=3).map(tuple) if item.name in MANY else one
    return known[item.form]


def parameters(made: type[Any]) -> st.SearchStrategy[Any]:
    """Whole parameters, or a line of one of their tables."""
    return st.fixed_dictionaries({one.name: value(one) for one in ITEMS[made]}).map(lambda found: made(**found))


PARAMETERS = {kind: parameters(made) for kind, made in kinds.KINDS.items()}
