"""What the registers say of a teacher: the rows of the roster, of the postings and of the 教师资格."""

from collections.abc import Iterator
from random import Random

from app import codes
from app.demo import BUREAU, COUNTY, TODAY, lives, names
from app.demo.lives import BACHELOR, Diploma
from app.demo.teachers import HEAD, ON_ESTABLISHMENT, QUOTA, SPECIAL_POST, WORKER, Teacher
from app.fields import Value
from app.moving import EXCHANGE, LOAN, TRANSFER
from storage.ids import new_id

Row = dict[str, Value]

_NEIGHBOURS = ("河阳县", "云川县", "青原县", "东原市")
_STARTED_BY_LAW = 1997
"""The first 教师资格 were given some time after the regulations of December 1995."""

_MOVES_SINCE = 2024
"""Who came from elsewhere in this year or later was moved with this program: ways and documents are kept."""

PHONE_PREFIX = "140"
"""Numbers of eleven digits that begin so belong to nobody (see data/demo/SOURCES.md)."""


def teacher_row(rng: Random, one: Teacher, number: int) -> Row:
    """One line of the roster; `number` makes the telephone number."""
    life = one.life
    grade = lives.post_grade(rng, one.title or "") if one.staff_kind != WORKER else rng.choice(("w3", "w4"))
    return {
        "id": one.id,
        "name": one.name.text,
        "former_name": names.former(rng, one.name, life.sex, life.born.year) if rng.random() < 0.01 else None,
        "id_number": life.id_number,
        "sex": life.sex,
        "birth_date": life.born.isoformat(),
        "ethnic": one.name.ethnic,
        "native_place": COUNTY if rng.random() < 0.86 else rng.choice(_NEIGHBOURS),
        "political": _political(rng, one),
        "phone": phone(number),
        "employment": one.employment,
        "staff_kind": one.staff_kind,
        "staff_status": one.status,
        "admin_post": one.post,
        "stage": one.stage,
        "subject": one.subject,
        "second_subject": one.second_subject,
        "is_class_teacher": int(one.is_class_teacher),
        "work_start": life.started.isoformat()[:7],
        "teach_start": life.started.isoformat()[:7] if one.teaches else None,
        "county_start": one.joined.isoformat()[:7],
        "title": one.title,
        "title_date": f"{one.title_year}-12" if one.title_year else None,
        "post_grade": grade,
        "honour": one.honour,
        **(_schooling(one) if one.staff_kind != WORKER else {"education": "61"}),
        "mandarin": lives.mandarin(rng, life, one.subject or "") if one.staff_kind != WORKER else None,
        "is_special_post": int(one.employment == SPECIAL_POST),
        "is_funded_graduate": int(_funded(rng, one)),
    }


def phone(number: int) -> str:
    """The number-th telephone number of the demonstration."""
    return f"{PHONE_PREFIX}{number:08d}"


def posting_rows(one: Teacher) -> Iterator[Row]:
    """Where somebody worked and works, and on whose establishment: dated facts, the present ones open."""
    came, joined = one.came.isoformat(), one.joined.isoformat()
    document = f"示教人〔{one.came.year}〕{one.came.year % 9 + 3}号"
    moved = _moved(one, document)
    begun = {"move": moved["end_move"]} if moved else {}
    if one.before:
        yield {**_posting(one, "work", one.before.id, joined, came), **moved}
    elif one.origin:
        yield {**_posting(one, "work", one.origin.id, joined, came), **moved}
    yield {**_posting(one, "work", one.place.id, came, None, document if came != joined else None), **begun}
    if one.employment not in (ON_ESTABLISHMENT, QUOTA):
        return
    if one.before:
        yield {**_posting(one, "establishment", one.before.id, joined, came), **moved}
    since = joined if one.origin else came
    own = _posting(one, "establishment", (one.origin or one.place).id, since, None)
    yield {**own, **begun, "document": document} if begun and one.before else own


def _moved(one: Teacher, document: str) -> Row:
    """What ended somebody's posting elsewhere, of those who were moved since the county keeps its moves here."""
    if one.came.year < _MOVES_SINCE or not (one.before or one.origin):
        return {}
    way = TRANSFER if one.before else EXCHANGE if one.status == "3" else LOAN
    return {"end_move": way, "end_document": document}


def credential_rows(rng: Random, one: Teacher, number: int) -> Iterator[Row]:
    """The 教师资格 for what somebody teaches; some have one for the next higher stage too."""
    if not one.teaches or not one.stage or one.employment == "5":
        return
    year = max(one.life.first.graduated, _STARTED_BY_LAW)
    yield _credential(rng, one, one.stage, year, number)
    higher = {"2": "3", "3": "4"}.get(one.stage)
    later = one.life.last.graduated
    if higher and later > year and one.life.last.education == BACHELOR and rng.random() < 0.35:
        yield _credential(rng, one, higher, later, number)


def _credential(rng: Random, one: Teacher, stage: str, year: int, number: int) -> Row:
    kind = {"1": "1", "2": "2", "3": "3", "4": "4", "6": "5"}.get(stage, "2")
    sex = "1" if one.life.sex == "1" else "0"
    subject = codes.table("subject").label_of(one.subject)
    return {
        "id": new_id(),
        "teacher_id": one.id,
        "stage": stage,
        "subject": "幼儿园" if stage == "1" else subject or None,
        # Year, office that gave it (none is numbered so), kind, sex, serial.
        "number": f"{year}{lives.AREAS[0]}0{kind}{sex}{number % 10000:04d}",
        "issuer": "东原市教育局" if stage in ("4", "6") else BUREAU,
        "issued_on": f"{year}-07-{rng.randint(1, 28):02d}",
    }


def _posting(one: Teacher, kind: str, place: str, start: str, end: str | None, document: str | None = None) -> Row:
    return {
        "id": new_id(),
        "teacher_id": one.id,
        "kind": kind,
        "organisation_id": place,
        "start_date": start,
        "end_date": end,
        "document": document,
    }


def _schooling(one: Teacher) -> Row:
    return {**_diploma("first_", one.life.first), **_diploma("", one.life.last)}


def _diploma(prefix: str, one: Diploma) -> Row:
    return {
        f"{prefix}education": one.education,
        f"{prefix}degree": one.degree,
        f"{prefix}school": one.school,
        f"{prefix}major": one.major,
        f"{prefix}graduated": f"{one.graduated}-{'06' if one.education < '31' else '07'}",
    }


def _political(rng: Random, one: Teacher) -> str:
    age = TODAY.year - one.life.born.year
    if one.post in HEAD or (one.post and rng.random() < 0.5):
        return "01"
    if age <= 28 and rng.random() < 0.55:
        return "03"
    return rng.choices(("01", "02", "05", "07", "10", "13"), (28, 1, 1.5, 1.5, 0.5, 67))[0]


def _funded(rng: Random, one: Teacher) -> bool:
    """公费师范生: since 2007, full-time bachelors of a teachers' college."""
    first = one.life.first
    able = first.education == BACHELOR and first.graduated >= 2011 and "师范" in first.school
    return able and one.teaches and rng.random() < 0.15
