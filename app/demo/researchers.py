"""The demonstration's part-time researchers (兼职教研员): able teachers whom the county appointed beside their lessons."""

from collections.abc import Iterator
from random import Random

from app import codes
from app.demo import BUREAU, TODAY
from app.demo.teachers import Teacher
from app.fields import Value
from storage.ids import new_id

_ABLE = frozenset({"1", "2", "3"})
_ONE_IN = 60


def appointed(rng: Random, people: list[Teacher]) -> Iterator[dict[str, Value]]:
    """Rows of `honours`: there is no register of researchers, what they are is kept among what they were awarded."""
    able = [
        one for one in people if one.teaches and one.subject and not one.post and one.title in _ABLE and one.years >= 8
    ]
    for one in rng.sample(able, min(len(able), len(people) // _ONE_IN)):
        year = rng.randint(TODAY.year - 2, TODAY.year)
        stage, subject = (codes.table(name).label_of(str(getattr(one, name))) for name in ("stage", "subject"))
        yield {
            "id": new_id(),
            "teacher_id": one.id,
            "title": f"{stage}{subject}兼职教研员",
            "level": "43",
            "issuer": BUREAU,
            "awarded_on": f"{year}-09",
            "document": f"示教〔{year}〕17号",
            "is_candidate": 0,
        }
