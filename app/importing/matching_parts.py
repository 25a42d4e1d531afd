"""Which record a row means among those that belong to others: a teacher's honour, a studio's member, a class's hours."""

from collections.abc import Hashable, Iterable, Iterator, Mapping, Sequence
from dataclasses import replace

from app import mentoring, moving
from app.fields import Fault, Field, Kind, Value, show
from app.importing.finding import NEW, Candidate, Doubt, Found, References, tight
from app.importing.kinds import ListKind
from app.importing.mapping import ROW_ID as ID
from app.importing.matching import Answers, Claims, Match, Said, take
from app.importing.reading import SheetRow
from app.records import Values
from app.session import Session
from storage import importing as stored
from storage.ids import new_id
from storage.store import Row

_TOLD = 4
"""A record that may be meant is told by so many of its fields."""

LEFT = "left:"
"""Before the id of a posting: not the move that began it, but the leaving that ended it."""

_NAMES = ("name", "title")
"""What people write now with these brackets, now with those."""

_OF_PEOPLE = frozenset({"name", "id_number", "birth_date"})

_ASKED = frozenset({"pairs", "members", "honours"})
"""Kinds of which one with another date may be the same one, its date mended, or one more: only a person knows."""


_TOLD_BY = frozenset({"pairs", "studio_activities", "links"})
"""Records told apart by other columns of the row as well: who with whom, from when."""


class Keyed:
    """Records that belong to others (a teacher's honour, a studio's member), known again by `ListKind.keys`."""

    def __init__(self, session: Session, kind: ListKind) -> None:
        self.references = References(session)
        self._kind = kind
        self._today = session.today().isoformat()
        self._is_county = session.is_county
        self._references = tuple(one for one in kind.entity.fields if one.kind is Kind.REFERENCE)
        self._rows: dict[str, Row] = {}
        self._loaded: set[str] = set()
        self._by_key: dict[tuple[Value, ...], list[str]] = {}
        self._programmes: dict[str, list[Values]] = {}
        self._brings: dict[int, tuple[tuple[str, Values], ...]] = {}

    def read(self) -> None:
        self.references.read_all(one.refers_to for one in self._references if one.refers_to)

    def known(self, column: str) -> Iterable[Value]:
        part = column.rpartition(".")[2] if "." in column else ""
        return self.references.people.columns.get(part, ()) if part in _OF_PEOPLE else ()

    def prepare(self, rows: Sequence[SheetRow]) -> None:
        """Nothing of a file changes what the others mean."""

    def resolve(self, row: SheetRow, values: Values, answers: Answers) -> Said:
        said: Said = []
        self._brings.pop(row.index, None)
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

    def match(self, row: SheetRow, values: Values, answers: Answers) -> Match:
        if ID in answers:
            return Match(None if answers[ID] == NEW else answers[ID])
        first, last = self._kind.keys[0], self._kind.keys[-1]
        exact = self._by_key.get(_key(first, values), [])
        if not set(last) <= set(first) and any(_plain(values.get(name)) is None for name in first):
            # Two 教师资格证 of which no number is known are not the same for that.
            exact = []
        if len(exact) == 1 or (exact and first == last):
            return Match(exact[0])
        alike = self._by_key.get(_key(last, values), []) if first != last else []
        telling = [name for name in first if name not in last]
        open_to = [
            pk for pk in alike if all(_go_together(values.get(name), self._rows[pk].get(name)) for name in telling)
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

    def unsaid(self, row: SheetRow, pk: str | None, values: Values) -> frozenset[str]:
        """A name in other brackets is the same; an end that lies ahead would end the posting now."""
        ahead = self._kind.name == "moves" and str(values.get("until") or "") > self._today
        current = self.current(pk) if pk else {}
        alike = {name for name in _NAMES if current.get(name) and _titled(values.get(name)) == _titled(current[name])}
        return frozenset(alike | ({"until"} if ahead else set()))

    def promised(self) -> Mapping[str, int]:
        return {}

    def fresh(self, row: SheetRow, values: Values) -> Values:
        given = {name: value for name, value in self._kind.defaults.items() if values.get(name) is None}
        if self._kind.name == "pairs":
            given |= mentoring.as_new(values, self._today, is_county=self._is_county)
        if self._kind.name == "attendance" and values.get("hours") is None:
            run = self.references.named("classes").rows.get(str(values.get("class_id")))
            given["hours"] = run["hours"] if run else None
        if self._kind.name == "participations" and values.get("hours") is None:
            held = self.references.named("studio_activities").rows.get(str(values.get("activity_id")))
            given["hours"] = int(held["hours"] or 0) if held else None
        return given

    def brings(self, row: SheetRow) -> tuple[tuple[str, Values], ...]:
        return self._brings.get(row.index, ())

    def claims(self, pk: str | None, values: Values) -> Claims:
        if pk:
            return Claims((("pk", pk),), (("pk", pk),))
        key = self._kind.keys[0] if self._kind.keys else self._kind.entity.columns
        said: tuple[Hashable, ...] = (_key(key, values),)
        if self._kind.name == "credentials" and values.get("number"):
            # A number stands on one certificate.
            said += (("number", values["number"]),)
        return Claims(said, said)

    def _candidate(self, pk: str) -> Candidate:
        row = self._rows[pk]
        told = (one for one in self._kind.entity.fields if one.kind is not Kind.REFERENCE and row.get(one.name))
        return Candidate(pk, "，".join(f"{one.label} {show(one, row[one.name])}" for one in list(told)[:_TOLD]))

    def _refer(self, one: Field, words: Value, parts: Values, values: Values, row: SheetRow, answers: Answers) -> Said:
        found = self._find(one, words, parts, values, row, answers)
        if isinstance(found, list):
            return found
        return take(values, one.name, answers, found)

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
        if one.refers_to in _TOLD_BY:
            told = {name: value for name, value in parts.items() if value is not None}
            return references.named(str(one.refers_to)).find(said, one.name, told)
        also = {name: parts[name] for name in ("title", "year") if parts.get(name) is not None}
        if one.refers_to == "classes" and not said and not also.get("title"):
            return Fault(one.name, "看不出是哪个班次，请填写班次或培训项目。")
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
        of_title = self._programmes.setdefault(tight(title), [])
        made = next((one for one in of_title if all(_go_together(one.get(name), parts[name]) for name in parts)), None)
        if made is None:
            made = {"id": new_id(), "title": title, "year": values.get("year")}
            of_title.append(made)
        made.update(parts)
        self._brings[row.index] = (("programmes", made),)
        return str(made["id"])

    def _person(self, one: Field, parts: Values, row: SheetRow, answers: Answers) -> Found | Said:
        units, field = self.references.units, f"{one.name}.work"
        work = parts.get("work")
        label = "" if one.name == "teacher_id" else one.label
        if work:
            said = take(parts, "work", answers, units.find(str(work), field, f"{label}任教学校"), field)
            if said:
                return said
        elif row.group and len(units.named(row.group)) == 1:
            parts["work"] = units.named(row.group)[0]
        return self.references.people.find(parts, one.name, label or "教师")


def existing(session: Session, kind: ListKind, narrow: set[str]) -> list[Row]:
    """The records of a kind that have these values in its narrow field, as its fields name them."""
    if kind.name != "moves":
        return stored.of(session.store, kind.entity.table, kind.narrow, narrow)
    return [
        one
        for row in stored.of(session.store, "postings", "teacher_id", narrow)
        if row["kind"] == "work"
        for one in _moves(row)
    ]


def _moves(posting: Row) -> Iterator[Row]:
    """The moves that a posting tells of: how the person came there, and how they left the county from there."""
    whose = posting["teacher_id"]
    back = posting["move"] == moving.RETURN
    yield {
        "id": posting["id"], "teacher_id": whose, "kind": posting["move"],
        "to": None if back else posting["organisation_id"],
        "since": posting["start_date"], "until": posting["end_date"], "document": posting["document"],
    }  # fmt: skip
    if posting["end_move"] in moving.LEAVING:
        yield {
            "id": f"{LEFT}{posting['id']}", "teacher_id": whose, "kind": posting["end_move"], "to": None,
            "since": posting["end_date"], "until": None, "document": posting["end_document"],
        }  # fmt: skip


def _parts(values: Values, column: str) -> Values:
    """Take out of `values` the words by which the sheet names the record that `column` refers to."""
    names = [name for name in values if name.startswith(f"{column}.")]
    return {name.rpartition(".")[2]: values.pop(name) for name in names}


def _key(key: Sequence[str], values: Mapping[str, Value]) -> tuple[Value, ...]:
    return (len(key), *(_titled(values.get(name)) if name in _NAMES else _plain(values.get(name)) for name in key))


def _plain(value: Value) -> Value:
    return value or None if isinstance(value, str) else value


def _titled(value: Value) -> Value:
    return tight(value) or None if isinstance(value, str) else value


def _go_together(one: Value, other: Value) -> bool:
    """Whether two may be the same: equal, one of them not said, or a month and a day in it."""
    if _plain(one) is None or _plain(other) is None or one == other:
        return True
    return (
        isinstance(one, str) and isinstance(other, str) and (one.startswith(f"{other}-") or other.startswith(f"{one}-"))
    )
