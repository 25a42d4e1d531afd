"""Which record a row of a sheet means, if it is there already, and what must be asked to know it."""

from collections.abc import Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Protocol

from app import organisations, teachers
from app.fields import Fault, Field, Kind, Value, show
from app.importing.finding import NEW, Candidate, Doubt, Found, People, References, tight
from app.importing.kinds import ListKind
from app.importing.mapping import ROW_ID as ID
from app.importing.reading import SheetRow
from app.records import Values
from app.session import Session
from storage import importing as stored
from storage.ids import new_id
from storage.store import Row

Answers = Mapping[str, str]
"""What a person answered about one row: field of the doubt → id of the record meant, or NEW."""

Said = list[Fault | Doubt]

_TOLD = 4
"""A record that may be meant is told by so many of its fields."""


@dataclass(frozen=True, slots=True)
class Match:
    """The record a row means (None: a new one), unless there is a question."""

    pk: str | None = None
    doubt: Doubt | None = None


@dataclass(frozen=True, slots=True)
class Claims:
    """What a row says it is, and what no other row of the file may be: two rows must not mean the same record."""

    adds: tuple[Hashable, ...]
    checks: tuple[Hashable, ...]


class Matcher(Protocol):
    """Finds the records of one kind."""

    references: References

    def known(self, column: str) -> Iterable[Value]:
        """Values that a column of the sheet has in the office's records already."""

    def prepare(self, rows: Sequence[SheetRow]) -> None:
        """Look at all rows of the file before the first is matched."""

    def resolve(self, row: SheetRow, values: Values, answers: Answers) -> Said:
        """Replace in place what the sheet says of other records by their ids; what could not be."""

    def load(self, session: Session, values: Sequence[Values]) -> None:
        """Read the records that rows of these resolved values may mean."""

    def match(self, values: Values, answers: Answers) -> Match:
        """The record that a row of these resolved values means."""

    def current(self, pk: str) -> Mapping[str, Value]:
        """The values of a record as they are."""

    def fresh(self, row: SheetRow, values: Values) -> Values:
        """What a new record gets beside what the row says."""

    def brings(self, row: SheetRow) -> tuple[tuple[str, Values], ...]:
        """Records that come along with a row: table, values with their id."""

    def claims(self, pk: str | None, values: Values) -> Claims:
        """What the row stands for."""


class Units:
    """Units by 学校标识码, else by name. A superior unit may be one that this very file brings."""

    def __init__(self, session: Session) -> None:
        self.references = References(session)
        self._new: dict[int, str] = {}

    def known(self, column: str) -> Iterable[Value]:
        return (row.get(column) for row in self.references.units.rows.values())

    def prepare(self, rows: Sequence[SheetRow]) -> None:
        units = self.references.units
        for row in rows:
            name = row.values.get("name")
            if name and not row.faults and not self._known(row.values):
                pk = self._new[row.index] = new_id()
                code = row.values.get("code")
                units.register(pk, str(name), str(code) if code else None)

    def resolve(self, row: SheetRow, values: Values, answers: Answers) -> Said:
        said = values.pop("parent_id", None)
        if not said:
            return []
        return _take(values, "parent_id", answers, self.references.units.find(str(said), "parent_id", "上级单位"))

    def load(self, session: Session, values: Sequence[Values]) -> None:
        """All units are known."""

    def match(self, values: Values, answers: Answers) -> Match:
        found = self._known(values)
        if len(found) == 1:
            return Match(found[0])
        if not found:
            return Match()
        question = f"有 {len(found)} 个单位都叫“{values.get('name')}”，是哪一个？"
        candidates = tuple(map(self.references.units.candidate, found))
        return _asked(Doubt("name", str(values.get("name")), question, candidates, may_be_new=True), answers)

    def current(self, pk: str) -> Mapping[str, Value]:
        return self.references.units.rows[pk]

    def fresh(self, row: SheetRow, values: Values) -> Values:
        return {"id": self._new[row.index]} if row.index in self._new else {}

    def brings(self, row: SheetRow) -> tuple[tuple[str, Values], ...]:
        return ()

    def claims(self, pk: str | None, values: Values) -> Claims:
        key = (str(values.get("code") or values.get("name")),)
        return Claims(key, key)

    def _known(self, values: Values) -> list[str]:
        units = self.references.units
        code, name = values.get("code"), str(values.get("name") or "")
        ours = [pk for pk in units.named(name) if pk not in self._new.values()] if name else []
        if not code:
            return ours
        found = units.by_code.get(str(code))
        if found and found not in self._new.values():
            return [found]
        return [pk for pk in ours if not units.rows[pk]["code"]]


class Staff:
    """Teachers by ID number; else name, birth and school together, with a question where something would change."""

    def __init__(self, session: Session) -> None:
        self.references = References(session)
        self._own = None if session.is_county else session.organisation

    def known(self, column: str) -> Iterable[Value]:
        return [row.get(column) for row in self.references.people.rows.values()]

    def prepare(self, rows: Sequence[SheetRow]) -> None:
        """Nothing of a file changes who the others are."""

    def resolve(self, row: SheetRow, values: Values, answers: Answers) -> Said:
        units = self.references.units
        said: Said = []
        for name, label in (("work", "任教学校"), ("establishment", "编制单位")):
            words = values.pop(name, None)
            if words:
                said += _take(values, name, answers, units.find(str(words), name, label))
        if not values.get("work") and not said:
            grouped = units.named(row.group) if row.group else []
            work = self._own or (grouped[0] if len(grouped) == 1 else None)
            if work:
                values["work"] = work
        return said

    def load(self, session: Session, values: Sequence[Values]) -> None:
        """All teachers are known."""

    def match(self, values: Values, answers: Answers) -> Match:
        people = self.references.people
        own = values.pop(ID, None)
        name, number = str(values.get("name") or ""), values.get("id_number")
        known = people.by_number.get(str(number)) if number else None
        if own and str(own) in people.rows:
            return self._by_template(people, str(own), known, name, answers)
        if known:
            return self._by_number(people, known, name, str(number), answers)
        same = people.by_name.get(name, [])
        if not same:
            return Match()
        doubt = self._among(people, same, name, values)
        return _asked(doubt, answers) if doubt else Match()

    def current(self, pk: str) -> Mapping[str, Value]:
        return self.references.people.rows[pk]

    def fresh(self, row: SheetRow, values: Values) -> Values:
        return {}

    def brings(self, row: SheetRow) -> tuple[tuple[str, Values], ...]:
        return ()

    def claims(self, pk: str | None, values: Values) -> Claims:
        number = values.get("id_number")
        person = ("person", values.get("name"), values.get("work"), str(values.get("birth_date") or "")[:7])
        mine = (("pk", pk),) if pk else ()
        if number:
            return Claims((*mine, ("number", number), person), (*mine, ("number", number), ("bare", *person[1:])))
        return Claims((*mine, person, ("bare", *person[1:])), (*mine, person))

    @staticmethod
    def _by_template(people: People, own: str, known: str | None, name: str, answers: Answers) -> Match:
        """The person whose row a prefilled template was; sorting a single column moves names to other people's rows."""
        row = people.rows[own]
        if name in ("", row["name"], row["former_name"]) and known in (None, own):
            return Match(own)
        question = f"模板里这一行原来是“{row['name']}”，现在写的是“{name}”，说的是哪一位？"
        meant = tuple(map(people.candidate, dict.fromkeys(one for one in (own, known) if one)))
        return _asked(Doubt("name", f"{own} {name}", question, meant, may_be_new=known is None), answers)

    @staticmethod
    def _by_number(people: People, known: str, name: str, number: str, answers: Answers) -> Match:
        row = people.rows[known]
        if name in (row["name"], row["former_name"]):
            return Match(known)
        question = f"这个证号登记的是“{row['name']}”，表中写的是“{name}”。如果是改名，请选这一位；填错了请改表格。"
        return _asked(Doubt("name", f"{name} {number}", question, (people.candidate(known),)), answers)

    @staticmethod
    def _among(people: People, same: Sequence[str], name: str, values: Values) -> Doubt | None:
        number, birth = values.get("id_number"), str(values.get("birth_date") or "")[:7]
        open_to = [pk for pk in same if not (number and people.rows[pk]["id_number"])]
        fit = people.fitting(open_to, values)
        if fit:
            one = len(fit) == 1
            question = f"表中的“{name}”和名册里的这一位同名同校，是同一个人吗？" if one else f"“{name}”是下面的哪一位？"
            return Doubt("name", name, question, tuple(map(people.candidate, fit)), may_be_new=True, soft=one)
        if not birth:
            return None
        near = [pk for pk in same if str(people.rows[pk]["birth_date"] or "")[:7] == birth]
        if not near:
            return None
        at = any(people.rows[pk]["work"] == values.get("work") for pk in near)
        question = (
            f"名册里有同名、同年月出生的人，但登记的证号不同。“{name}”是同一个人吗？"
            if at
            else f"别的学校有一位“{name}”同年月出生，是同一个人吗？"
        )
        return Doubt("name", name, question, tuple(map(people.candidate, near)), may_be_new=True)


class Keyed:
    """Records that belong to others (a teacher's honour, a studio's member), known again by `ListKind.keys`."""

    def __init__(self, session: Session, kind: ListKind) -> None:
        self.references = References(session)
        self._kind = kind
        self._own = None if session.is_county else session.organisation
        self._references = tuple(one for one in kind.entity.fields if one.kind is Kind.REFERENCE)
        self._rows: dict[str, Row] = {}
        self._loaded: set[str] = set()
        self._by_key: dict[tuple[Value, ...], list[str]] = {}
        self._programmes: dict[str, Values] = {}
        self._brings: dict[int, tuple[tuple[str, Values], ...]] = {}

    def known(self, column: str) -> Iterable[Value]:
        part = column.rpartition(".")[2] if "." in column else ""
        return [row[part] for row in self.references.people.rows.values()] if part in _OF_PEOPLE else ()

    def prepare(self, rows: Sequence[SheetRow]) -> None:
        """Nothing of a file changes what the others mean."""

    def resolve(self, row: SheetRow, values: Values, answers: Answers) -> Said:
        said: Said = []
        for one in self._references:
            parts = _parts(values, one.name)
            words = values.pop(one.name, None)
            if answers.get(one.name, NEW) != NEW:
                values[one.name] = answers[one.name]
            elif words or any(part for name, part in parts.items() if name != "work"):
                said += self._refer(one, words, parts, values, row, answers)
        return said

    def load(self, session: Session, values: Sequence[Values]) -> None:
        narrow = self._kind.narrow
        wanted = {str(one[narrow]) for one in values if one.get(narrow)} - self._loaded if narrow else {""}
        if not narrow and self._loaded:
            return
        self._loaded |= wanted
        for row in existing(session, self._kind, wanted):
            pk = str(row["id"])
            self._rows[pk] = row
            for key in self._kind.keys:
                self._by_key.setdefault(_key(key, row), []).append(pk)

    def match(self, values: Values, answers: Answers) -> Match:
        if ID in answers:
            return Match(None if answers[ID] == NEW else answers[ID])
        first, last = self._kind.keys[0], self._kind.keys[-1]
        exact = self._by_key.get(_key(first, values), [])
        if len(exact) == 1 or (exact and first == last):
            return Match(exact[0])
        alike = self._by_key.get(_key(last, values), []) if first != last else []
        telling = [name for name in first if name not in last]
        open_to = [
            pk
            for pk in alike
            if any(_plain(values.get(n)) is None or _plain(self._rows[pk].get(n)) is None for n in telling)
        ]
        if len(open_to) == 1:
            return Match(open_to[0])
        asked = open_to or (alike if self._kind.name in _ASKED else [])
        if not asked:
            return Match()
        question = (
            "登记过的是下面这一条，是改它，还是另加一条？" if len(asked) == 1 else "登记过好几条，表中说的是哪一条？"
        )
        return Match(
            doubt=Doubt(ID, str(_key(last, values)), question, tuple(map(self._candidate, asked)), may_be_new=True)
        )

    def current(self, pk: str) -> Mapping[str, Value]:
        return self._rows[pk]

    def fresh(self, row: SheetRow, values: Values) -> Values:
        given = {name: value for name, value in self._kind.defaults.items() if values.get(name) is None}
        if self._kind.name == "attendance" and values.get("hours") is None:
            run = self.references.named("classes").rows.get(str(values.get("class_id")))
            given["hours"] = run["hours"] if run else None
        return given

    def brings(self, row: SheetRow) -> tuple[tuple[str, Values], ...]:
        return self._brings.get(row.index, ())

    def claims(self, pk: str | None, values: Values) -> Claims:
        if pk:
            return Claims((("pk", pk),), (("pk", pk),))
        key = self._kind.keys[0] if self._kind.keys else self._kind.entity.columns
        said = tuple(_plain(values.get(name)) for name in key)
        return Claims((said,), (said,))

    def _candidate(self, pk: str) -> Candidate:
        row = self._rows[pk]
        told = (one for one in self._kind.entity.fields if one.kind is not Kind.REFERENCE and row.get(one.name))
        return Candidate(pk, "，".join(f"{one.label} {show(one, row[one.name])}" for one in list(told)[:_TOLD]))

    def _refer(self, one: Field, words: Value, parts: Values, values: Values, row: SheetRow, answers: Answers) -> Said:
        found = self._find(one, words, parts, values, row, answers)
        if isinstance(found, list):
            return found
        return _take(values, one.name, answers, found)

    def _find(
        self, one: Field, words: Value, parts: Values, values: Values, row: SheetRow, answers: Answers
    ) -> Found | Said:
        references, said = self.references, str(words or "")
        if one.refers_to == "teachers":
            return self._person(one, parts, row, answers)
        if one.refers_to == "organisations":
            return references.units.find(said, one.name, one.label)
        if one.refers_to == "sessions":
            run = values.get("class_id")
            return references.sessions(str(run)).find(said, one.name, {}) if run else Fault(one.name, "请先写明班次。")
        also = {name: parts[name] for name in ("title", "year") if parts.get(name) is not None}
        if one.refers_to == "classes" and not said:
            return references.named("classes/title").find(str(also.pop("title", "")), one.name, also)
        found = references.named(one.refers_to or "").find(said, one.name, also)
        if (
            one.refers_to == "programmes"
            and not isinstance(found, str)
            and parts.get("level")
            and parts.get("category")
        ):
            return self._programme(said, parts, values, row, found, answers.get(one.name) == NEW)
        return found

    def _programme(
        self, title: str, parts: Values, values: Values, row: SheetRow, found: Found, new: bool
    ) -> Found | Said:
        """A programme that is not there yet, and of which the row says enough, comes along with its class."""
        if isinstance(found, Doubt) and not new:
            return replace(found, may_be_new=True)
        made = self._programmes.setdefault(
            tight(title), {"id": new_id(), "title": title, "year": values.get("year"), **parts}
        )
        self._brings[row.index] = (("programmes", made),)
        return str(made["id"])

    def _person(self, one: Field, parts: Values, row: SheetRow, answers: Answers) -> Found | Said:
        units, field = self.references.units, f"{one.name}.work"
        work = parts.get("work")
        label = "" if one.name == "teacher_id" else one.label
        if work:
            said = _take(parts, "work", answers, units.find(str(work), field, f"{label}任教学校"), field)
            if said:
                return said
        elif row.group and len(units.named(row.group)) == 1:
            parts["work"] = units.named(row.group)[0]
        return self.references.people.find(parts, one.name, label or "教师")


_OF_PEOPLE = frozenset({"name", "id_number", "birth_date"})

_ASKED = frozenset({"pairs", "members", "honours"})
"""Kinds of which one with another date may be the same one, its date mended, or one more: only a person knows."""


def existing(session: Session, kind: ListKind, narrow: set[str]) -> list[Row]:
    """The records of a kind that have these values in its narrow field, as its fields name them."""
    if kind.name != "moves":
        return stored.of(session.store, kind.entity.table, kind.narrow, narrow)
    return [
        {"id": row["id"], "teacher_id": row["teacher_id"], "kind": row["move"], "to": row["organisation_id"],
         "since": row["start_date"], "until": row["end_date"], "document": row["document"]}
        for row in stored.of(session.store, "postings", "teacher_id", narrow)
        if row["kind"] == "work"
    ]  # fmt: skip


def matcher_for(session: Session, kind: ListKind) -> Matcher:
    """The one that finds records of this kind."""
    if kind.entity is teachers.ENTITY:
        return Staff(session)
    return Units(session) if kind.entity is organisations.ENTITY else Keyed(session, kind)


def _take(values: Values, name: str, answers: Answers, found: Found, field: str = "") -> Said:
    """Keep the record that was found, or the one that a person chose where there was a question."""
    if isinstance(found, str):
        values[name] = found
        return []
    chosen = answers.get(field or name)
    if isinstance(found, Doubt) and chosen:
        values[name] = chosen
        return []
    return [found]


def _asked(doubt: Doubt, answers: Answers) -> Match:
    chosen = answers.get(doubt.field)
    if chosen is None:
        return Match(doubt=doubt)
    return Match(None if chosen == NEW else chosen)


def _parts(values: Values, column: str) -> Values:
    """Take out of `values` the words by which the sheet names the record that `column` refers to."""
    names = [name for name in values if name.startswith(f"{column}.")]
    return {name.rpartition(".")[2]: values.pop(name) for name in names}


def _key(key: Sequence[str], values: Mapping[str, Value]) -> tuple[Value, ...]:
    return (len(key), *(_plain(values.get(name)) for name in key))


def _plain(value: Value) -> Value:
    return value or None if isinstance(value, str) else value
