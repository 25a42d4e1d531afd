"""Which records the words of a sheet mean: units, people, classes, studios; or what has to be asked of a person."""

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from difflib import get_close_matches

from app import codes, links, mentoring, organisations, studio_work, studios, teachers, training
from app.fields import Fault, Field, Kind, Value
from app.session import Session
from storage import importing as stored
from storage.store import Row

NEW = "new"
"""The answer that the row means none of the candidates but somebody new."""

_NEAR = 0.75
_MOST_NEAR = 3
_MOST_LOOKED_UP = 60
"""Different unknown names that near ones are looked for; a sheet with more of them is not about these units."""


@dataclass(frozen=True, slots=True)
class Candidate:
    """A record that may be meant, and the words by which a person knows it."""

    pk: str
    words: str


@dataclass(frozen=True, slots=True)
class Doubt:
    """A question about one row. Rows with the same `field` and `said` ask the same and may be answered together.

    With `soft` it need not be asked when the answer would change nothing; with `alone` what the row says contradicts
    itself (a number is somebody else's), and only a person who looks at this very row may answer.
    """

    field: str
    said: str
    question: str
    candidates: tuple[Candidate, ...] = ()
    may_be_new: bool = False
    soft: bool = False
    alone: bool = False


Found = str | Doubt | Fault
"""The id of the record that is meant, a question, or why there is none."""


class Organisations:
    """Finds units by 学校标识码, else by name; rows of the same file that will be new ones may be registered."""

    def __init__(self, session: Session) -> None:
        found = organisations.listed(session)
        self.rows: dict[str, Row] = {str(row["id"]): row for row in found}
        self.by_code = {str(row["code"]): str(row["id"]) for row in found if row["code"]}
        self.by_name: dict[str, list[str]] = {}
        for row in found:
            for name in {row["name"], row["short_name"]} - {None, ""}:
                self.by_name.setdefault(tight(str(name)), []).append(str(row["id"]))
        self._said: dict[str, list[str]] = {}
        self._near: dict[str, list[str]] = {}

    def named(self, said: str) -> list[str]:
        """Ids of the units of that code or name; a sheet says the same few again and again."""
        found = self._said.get(said)
        if found is None:
            found = [self.by_code[said]] if said in self.by_code else self.by_name.get(tight(said), [])
            self._said[said] = found
        return found

    def find(self, said: str, field: str, label: str) -> Found:
        """The unit that is called so."""
        found = self.named(said)
        if len(found) == 1:
            return found[0]
        if found:
            question = f"有 {len(found)} 个单位都叫“{said}”，是哪一个？"
            return Doubt(field, said, question, tuple(self.candidate(pk) for pk in found))
        near = nearest(said, self.by_name, self._near)
        if near:
            question = f"{label}“{said}”没有登记，是不是下面的单位？"
            return Doubt(field, said, question, tuple(self.candidate(pk) for pk in near))
        return Fault(field, f"{label}“{said}”没有登记。请核对名称，或先在“单位”里登记它。")

    def register(self, pk: str, name: str, code: str | None) -> None:
        """Make a unit known that this very file will bring."""
        self.rows[pk] = {"id": pk, "name": name, "code": code, "short_name": None, "township": None}
        self.by_name.setdefault(tight(name), []).append(pk)
        if code:
            self.by_code.setdefault(code, pk)
        self._said.clear()

    def name_of(self, pk: Value) -> str:
        """What a unit is called; "" for none."""
        return str(self.rows[str(pk)]["name"]) if pk and str(pk) in self.rows else ""

    def candidate(self, pk: str) -> Candidate:
        """A unit in words that tell one from another."""
        row = self.rows[pk]
        more = (row["code"] and f"标识码 {row['code']}", row["township"])
        return Candidate(pk, "，".join(str(one) for one in (row["name"], *more) if one))


class People:
    """Finds teachers of this office by ID number, else by name together with birth and school."""

    def __init__(self, session: Session, units: Organisations) -> None:
        self.units = units
        found = teachers.roster(session)
        self.rows: dict[str, Row] = {str(row["id"]): row for row in found}
        values = zip(*map(dict.values, found), strict=True)
        self.columns: dict[str, tuple[Value, ...]] = dict(zip(found[0], values, strict=True)) if found else {}
        self.by_number = {str(row["id_number"]): pk for pk, row in self.rows.items() if row["id_number"]}
        self.by_name: dict[str, list[str]] = {}
        for pk, row in self.rows.items():
            self.by_name.setdefault(str(row["name"]), []).append(pk)
        self._alone = not session.is_county
        self._session = session
        self.outlines = {} if session.is_county else teachers.outlines(session)
        self._been: dict[str, set[str]] | None = None

    def find(self, words: Mapping[str, Value], field: str, label: str) -> Found:
        """The teacher whom `words` (id, name, id_number, birth_date, work as an id) describe.

        Name alone is enough where it is the only one of the school; in a whole county it is asked about.
        """
        name, number = str(words.get("name") or ""), words.get("id_number")
        # What a prefilled template says of its row, and what the number says: sorting one column alone parts the two.
        told = {pk: None for pk in (str(words.get("id") or ""), self.by_number.get(str(number), "")) if pk in self.rows}
        if told:
            known = self.rows[next(iter(told))]
            other_number = bool(number and known["id_number"] and number != known["id_number"])
            is_called_so = not name or name in (known["name"], known["former_name"])
            if len(told) == 1 and is_called_so and not other_number:
                return str(known["id"])
            question = (
                f"登记的是“{known['name']}”，表中写的是“{name}”，说的是哪一位？"
                if not is_called_so
                else f"表中“{name}”的身份证号和登记的不一致，说的是哪一位？"
            )
            said = "　".join((name, str(number or ""), *told))
            return Doubt(field, said, question, tuple(map(self.candidate, told)), alone=True)
        if not name:
            return Fault(field, f"看不出{label}是谁，请填写姓名。")
        known_so = [*self.by_name.get(name, ()), *self._in_outline(name, field)]
        same = [pk for pk in known_so if not (number and self.rows[pk]["id_number"])]
        best = self.fitting(same, words) or self._who_were_there(same, words)
        if len(best) == 1 and (self._alone or words.get("work") or words.get("birth_date")):
            return best[0]
        if same:
            question = f"{label}“{name}”是下面的哪一位？" if len(best or same) > 1 else f"{label}“{name}”是不是这一位？"
            return Doubt(field, name, question, tuple(self.candidate(pk) for pk in (best or same)))
        hint = "身份证号和登记的不一致，请核对。" if self.by_name.get(name) else "请核对姓名，或先登记这位教师。"
        return Fault(field, f"教师名册里没有这位{label}“{name}”。{hint}")

    def _in_outline(self, name: str, field: str) -> list[str]:
        """At a school: its people's partners at other schools, who may be named and are given no records of their own."""
        found = [pk for pk, row in self.outlines.items() if row["name"] == name] if field != "teacher_id" else []
        self.rows.update((pk, self.outlines[pk]) for pk in found)
        return found

    def fitting(self, same: Iterable[str], words: Mapping[str, Value]) -> list[str]:
        """Those of the same name whose school and birth are as said, as far as both are known."""
        work, birth = words.get("work"), str(words.get("birth_date") or "")[:7]
        return [
            pk
            for pk in same
            if (not work or work in (self.rows[pk]["work"], self.rows[pk]["establishment"]))
            and (not birth or not self.rows[pk]["birth_date"] or str(self.rows[pk]["birth_date"])[:7] == birth)
        ]

    def _who_were_there(self, same: Iterable[str], words: Mapping[str, Value]) -> list[str]:
        """Those of the same name who worked at the school before: the sheet may be older than the move."""
        work, birth = words.get("work"), {**words, "work": None}
        if not work or not same:
            return []
        if self._been is None:
            self._been = {}
            for row in stored.of(self._session.store, "postings", "", ()):
                self._been.setdefault(str(row["teacher_id"]), set()).add(str(row["organisation_id"]))
        been = self._been
        return [pk for pk in self.fitting(same, birth) if work in been.get(pk, ())]

    def candidate(self, pk: str) -> Candidate:
        """A person in words that tell one from another, without the whole ID number."""
        row = self.rows[pk]
        number, birth = str(row["id_number"] or ""), row["birth_date"]
        more = (self.units.name_of(row["work"]), birth and f"{birth} 出生", number and f"证号尾号 {number[-4:]}")
        return Candidate(pk, "，".join(str(one) for one in (row["name"], *more) if one))


class Named:
    """Finds records that are called by a name: studios, programmes, classes."""

    def __init__(self, label: str, rows: Iterable[Row], name: str, words: tuple[str, ...]) -> None:
        """`name` is the column of the name, `words` those that tell apart what is called alike."""
        self.label = label
        self.rows: dict[str, Row] = {str(row["id"]): row for row in rows}
        self.by_name: dict[str, list[str]] = {}
        for pk, row in self.rows.items():
            self.by_name.setdefault(tight(str(row[name])), []).append(pk)
        self._words = (name, *words)
        self._near: dict[str, list[str]] = {}

    def find(self, said: str, field: str, also: Mapping[str, Value]) -> Found:
        """The record called so, and of those the ones with the other values that the row says (`also`, by column)."""
        same = self.by_name.get(tight(said), [])
        best = [pk for pk in same if all(_agrees(self.rows[pk][column], value) for column, value in also.items())]
        if len(best) == 1:
            return best[0]
        if len(best) > 1:
            question = f"有 {len(best)} 个{self.label}都叫“{said}”，是哪一个？"
            return Doubt(field, _key(said, also), question, tuple(self._candidate(pk) for pk in best))
        near = same or nearest(said, self.by_name, self._near)
        if near:
            question = f"{self.label}“{said}”没有登记，是不是下面的？"
            return Doubt(field, _key(said, also), question, tuple(self._candidate(pk) for pk in near))
        return Fault(field, f"{self.label}“{said}”没有登记。请核对名称，或先登记它。")

    @property
    def names(self) -> list[str]:
        """What the records are called, each name once."""
        return sorted({str(row[self._words[0]]) for row in self.rows.values()})

    def words_of(self, pk: Value) -> str:
        """What a record is called; "" for one that is not there."""
        row = self.rows.get(str(pk))
        return str(row[self._words[0]]) if row else ""

    def _candidate(self, pk: str) -> Candidate:
        row = self.rows[pk]
        return Candidate(pk, "，".join(str(row[column]) for column in self._words if row.get(column)))


class References:
    """All of these, each made when a sheet first needs it."""

    def __init__(self, session: Session) -> None:
        self._session = session
        self._people: People | None = None
        self._named: dict[str, Named] = {}
        self.units = Organisations(session)
        self._sessions: dict[str, Named] = {}

    @property
    def people(self) -> People:
        """The teachers."""
        if self._people is None:
            self._people = People(self._session, self.units)
        return self._people

    def sessions(self, class_id: str) -> Named:
        """The sessions of one class, by topic."""
        if class_id not in self._sessions:
            self._sessions[class_id] = Named("课程", training.sessions(self._session, class_id), "topic", ("held_on",))
        return self._sessions[class_id]

    def named(self, table: str) -> Named:
        """The studios, programmes or classes; `classes/title` are the classes by the name of their programme."""
        if table not in self._named:
            self._named[table] = _NAMED[table](self._session)
        return self._named[table]

    def read_all(self, tables: Iterable[str]) -> None:
        """Read these tables now, so that `words_of` needs no database later."""
        for table in tables:
            if table == "teachers":
                _ = self.people
            elif table in _NAMED:
                self.named(table)

    def words_of(self, table: str, pk: Value) -> str:
        """What a record of that table is called; "" for none."""
        if not pk:
            return ""
        if table == "sessions":
            return next((one.words_of(pk) for one in self._sessions.values() if str(pk) in one.rows), "")
        if table == "organisations":
            return self.units.name_of(pk)
        if table == "teachers":
            row = self.people.rows.get(str(pk)) or self.people.outlines.get(str(pk))
            return str(row["name"]) if row else ""
        return self.named(table).words_of(pk)


def words_for(session: Session, field: Field) -> list[str]:
    """What a column can say, where that is known: the labels of its codes, the names of the records it may mean."""
    if field.kind is Kind.CODE and field.codes:
        return [one.label for one in codes.table(field.codes).codes if not one.now]
    if field.refers_to == "organisations":
        return sorted({str(row["name"]) for row in organisations.listed(session)})
    if field.refers_to in _NAMED:
        return _NAMED[field.refers_to](session).names
    return []


def nearest(said: str, by_name: Mapping[str, Sequence[str]], known: dict[str, list[str]]) -> list[str]:
    """Ids of what is called nearly so; `known` keeps what was looked up, for it takes long and rows repeat each other."""
    if said not in known and len(known) < _MOST_LOOKED_UP:
        names = get_close_matches(tight(said), by_name, _MOST_NEAR, _NEAR)
        known[said] = list(dict.fromkeys(pk for name in names for pk in by_name[name]))
    return known.get(said, [])


def _key(said: str, also: Mapping[str, Value]) -> str:
    return "　".join((said, *(str(value) for value in also.values())))


def _agrees(have: Value, said: Value) -> bool:
    if isinstance(have, str) and isinstance(said, str):
        return tight(have) == tight(said)
    return have == said


_NAMED: dict[str, Callable[[Session], Named]] = {
    "pairs": lambda session: Named("结对", mentoring.listed(session), "mentee_name", ("mentor_name", "start_date")),
    "studio_activities": lambda session: Named(
        "工作室活动", studio_work.activities(session), "topic", ("held_on", "studio_name")
    ),
    "links": lambda session: Named("联系学校", links.listed(session), "school_name", ("master_name", "start_date")),
    "studios": lambda session: Named("工作室", studios.listed(session), "name", ("host_name", "organisation_name")),
    "programmes": lambda session: Named("培训项目", training.programmes(session), "title", ("year", "organiser")),
    "classes": lambda session: Named("培训班次", training.classes(session), "name", ("title", "year")),
    "classes/title": lambda session: Named("培训项目", training.classes(session), "title", ("name", "year")),
}


def tight(name: str) -> str:
    """A name without what people write differently: blanks and brackets."""
    return re.sub(r"[\s()（）《》“”\"]", "", name)
