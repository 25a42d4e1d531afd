"""Who may have been entered twice (可能重复的人): couples of entries that look like one person, and why."""

from collections import defaultdict
from collections.abc import Callable, Hashable, Iterable, Iterator
from dataclasses import dataclass, field

from app.session import Session
from storage import merging as stored
from storage import names

NUMBER, BIRTH, NEARLY, PLACE, PHONE = (
    "身份证号相同",
    "姓名、出生日期相同",
    "姓名差一个字、出生日期相同",
    "姓名、学校相同",
    "手机号相同",
)
REASONS = (NUMBER, BIRTH, NEARLY, PLACE, PHONE)
"""Why two may be one, the strongest first."""

OTHERWISE = "身份证号不同"
"""What speaks against it."""

_CROWD = 5
"""A telephone of so many people is an office's, not a person's."""


@dataclass(frozen=True)
class Person:
    """One entry; `places` are the ids of school and establishment, `school` the name of the first."""

    id: str
    name: str
    birth: str
    number: str
    phone: str
    places: tuple[str, ...]
    school: str = field(default="", compare=False)


@dataclass(frozen=True)
class Couple:
    """Two entries that may be one person, with the reasons for it and what speaks against it ("" when nothing does)."""

    one: Person
    other: Person
    reasons: tuple[str, ...]
    against: str
    told_apart: bool = False

    @property
    def ids(self) -> tuple[str, str]:
        """Both ids."""
        return self.one.id, self.other.id


def couples(session: Session, *, everybody: bool = False) -> list[Couple]:
    """Who may be entered twice, the surest first, then by name; those a person has told apart only for `everybody`.

    Two different ID numbers leave only those with the same name and the same birth date or mobile number.
    """
    people = _people(session)
    apart = stored.different_people(session.store)
    found: list[Couple] = []
    for (first, second), reasons in _reasons(people).items():
        told = frozenset((people[first].id, people[second].id)) in apart
        if told and not everybody:
            continue
        one, other = people[first], people[second]
        against = OTHERWISE if one.number and other.number and one.number != other.number else ""
        if against and not _may_be_one_all_the_same(one, other, reasons):
            continue
        found.append(Couple(one, other, tuple(why for why in REASONS if why in reasons), against, told))
    # Sorting keeps the order of the list, which is that of the names' pinyin.
    return sorted(found, key=lambda couple: (bool(couple.against), REASONS.index(couple.reasons[0])))


def _may_be_one_all_the_same(one: Person, other: Person, reasons: set[str]) -> bool:
    """Whether two with numbers that both hold together may be one: a wrong number is rare, namesakes are not."""
    return BIRTH in reasons or (PHONE in reasons and one.name == other.name)


def tell_apart(session: Session, one: str, other: str) -> None:
    """Remember that these two are not the same person, so that nobody is asked again."""
    at = session.now().isoformat(timespec="seconds")
    stored.tell_apart(session.store, one, other, session.operator or "未署名", at)


def ask_again(session: Session, one: str, other: str) -> None:
    """Take that back."""
    stored.forget_told_apart(session.store, one, other)


def _people(session: Session) -> list[Person]:
    rows = stored.people(session.store)
    schools = names.names_of(session.store, "organisations", {str(row[5]) for row in rows if row[5]})
    return [
        Person(
            str(pk),
            str(name),
            str(birth or ""),
            str(number or "").upper(),
            str(phone or ""),
            tuple(dict.fromkeys(str(place) for place in (work, establishment) if place)),
            schools.get(str(work), ""),
        )
        for pk, name, birth, number, phone, work, establishment in rows
    ]


def _reasons(people: list[Person]) -> dict[tuple[int, int], set[str]]:
    """(place, place) of two who may be one → why."""
    found: defaultdict[tuple[int, int], set[str]] = defaultdict(set)
    for one, other in _alike(people, lambda person: [person.number] if person.number else []):
        found[one, other].add(NUMBER)
    for one, other in _alike(people, lambda person: [person.name]):
        found_here = _of_one_name(people[one], people[other])
        if found_here:
            found[one, other] |= found_here
    for one, other in _alike(people, _spellings):
        if _differ_by_one(people[one].name, people[other].name):
            found[one, other].add(NEARLY)
    for one, other in _alike(people, lambda person: [person.phone] if _is_mobile(person.phone) else [], most=_CROWD):
        found[one, other].add(PHONE)
    return found


def _alike(
    people: Iterable[Person], keys: Callable[[Person], Iterable[Hashable]], most: int = 0
) -> Iterator[tuple[int, int]]:
    """Couples of places (the earlier first) of those who share a key; of keys that up to `most` share, 0 for any."""
    groups: defaultdict[Hashable, list[int]] = defaultdict(list)
    for place, person in enumerate(people):
        for key in keys(person):
            groups[key].append(place)
    for group in groups.values():
        if len(group) > 1 and (not most or len(group) <= most):
            yield from ((one, other) for at, one in enumerate(group) for other in group[at + 1 :])


def _of_one_name(one: Person, other: Person) -> set[str]:
    found = set()
    if one.birth and other.birth and (one.birth.startswith(other.birth) or other.birth.startswith(one.birth)):
        found.add(BIRTH)
    if set(one.places) & set(other.places):
        found.add(PLACE)
    return found


def _spellings(person: Person) -> Iterable[Hashable]:
    """A key that everybody shares whose name differs by one character and who was born on the same day."""
    # A month alone is shared by too many.
    if len(person.birth) < 10 or len(person.name) < 2:
        return []
    shorter = {person.name[:at] + person.name[at + 1 :] for at in range(len(person.name))}
    return [(person.birth, text) for text in {person.name, *shorter}]


def _differ_by_one(one: str, other: str) -> bool:
    """Whether one character is another one, or is missing; a name of one character says too little."""
    if one == other:
        return False
    if len(one) == len(other):
        return sum(first != second for first, second in zip(one, other, strict=True)) == 1
    short, long = sorted((one, other), key=len)
    return len(short) > 1 and any(long[:at] + long[at + 1 :] == short for at in range(len(long)))


def _is_mobile(phone: str) -> bool:
    return len(phone) == 11 and phone.startswith("1")
