"""The demonstration's targets (目标): what a county's plan aims at by 2030, some reached, most not."""

from collections.abc import Iterator
from random import Random

from app import figures
from app.demo import TODAY
from app.fields import Value
from app.session import Session
from storage.ids import new_id

Row = dict[str, Value]

_DOCUMENT = f"示教〔{TODAY.year}〕1号“强师工程”实施方案"
_AIMS = (
    ("省级名师", "masters", "rank=2;step=名教师", 2, None),
    ("市级名师", "masters", "rank=3;step=名教师", 6, "市级名教师"),
    ("县级名师", "masters", "rank=4;step=名教师", 4, "区级名师、县级名教师"),
    ("县级名校长", "masters", "rank=4;step=名校长", 3, "县级名校（园）长"),
    ("县级以上名班主任", "masters", "step=名班主任", 4, None),
    ("市级骨干教师", "cores", "rank=3;step=骨干教师", 5, None),
    ("县级骨干教师", "cores", "rank=4;step=骨干教师", -2, None),
    ("有名师的学校", "schools_with_master", None, 3, "校校有名师"),
    ("精品课程", "fine_courses", None, 2, None),
)
"""Title, figure, choice, by how much the number lies above what there is today, other names."""


def aims(rng: Random, session: Session) -> Iterator[Row]:
    """The targets; numbers lie a little above (or below) what the registers hold today."""
    for title, key, choice, more, aliases in _AIMS:
        today = figures.value(session, key, TODAY.year, choice).number
        yield {
            "id": new_id(),
            "title": title,
            "figure": key,
            "choice": choice,
            "number": max(1, int(today) + more + (rng.randint(0, 3) if more > 0 else 0)),
            "start_date": f"{TODAY.year}-01-01",
            "end_date": "2030-12-31",
            "document": _DOCUMENT,
            "aliases": aliases,
        }
