"""Which unit or teacher a row means: the records that stand by themselves."""

from collections.abc import Hashable, Iterable, Mapping, Sequence

from app.fields import Value
from app.importing.finding import Candidate, Doubt, People, References, tight
from app.importing.mapping import ROW_ID as ID
from app.importing.matching import Answers, Claims, Match, Said, asked, take
from app.importing.reading import SheetRow
from app.records import Values
from app.session import Session
from storage.ids import new_id


class Units:
    """Units by 学校标识码, else by name. A superior unit may be one that this very file brings."""

    def __init__(self, session: Session) -> None:
        self.references = References(session)
        self._new: dict[int, str] = {}
        self._promised: dict[str, int] = {}

    def known(self, column: str) -> Iterable[Value]:
        return (row.get(column) for row in self.references.units.rows.values())

    def read(self) -> None:
        """All units are known."""

    def prepare(self, rows: Sequence[SheetRow]) -> None:
        units = self.references.units
        for row in rows:
            name = row.values.get("name")
            if name and not row.faults and not self._known(row.values):
                code = str(row.values.get("code") or "")
                pk = self._already_brought(str(name), code)
                if pk is None:
                    pk = new_id()
                    self._promised[pk] = row.index
                    units.register(pk, str(name), code or None)
                self._new[row.index] = pk

    def resolve(self, row: SheetRow, values: Values, answers: Answers) -> Said:
        said = values.pop("parent_id", None)
        if not said:
            return []
        return take(values, "parent_id", answers, self.references.units.find(str(said), "parent_id", "上级单位"))

    def load(self, session: Session, values: Sequence[Values]) -> None:
        """All units are known."""

    def match(self, row: SheetRow, values: Values, answers: Answers) -> Match:
        found = self._known(values)
        if len(found) == 1:
            return Match(found[0])
        name, said = values.get("name"), str(values.get("name"))
        question = f"有 {len(found)} 个单位都叫“{name}”，是哪一个？"
        if not found:
            found = self._ours(str(name or ""))
            if not found:
                return Match()
            said = f"{name} {values.get('code')}"
            question = f"已经登记过“{name}”，标识码不是 {values.get('code')}。是同一个单位换了标识码吗？"
        candidates = tuple(map(self.references.units.candidate, found))
        return asked(Doubt("name", said, question, candidates, may_be_new=True), answers)

    def current(self, pk: str) -> Mapping[str, Value]:
        return self.references.units.rows[pk]

    def unsaid(self, row: SheetRow, pk: str | None, values: Values) -> frozenset[str]:
        """Found by a short or differently written name: that is a way of calling it, not its new name."""
        by_code = pk and values.get("code") and self.current(pk).get("code") == values["code"]
        return frozenset() if pk is None or by_code else frozenset({"name"})

    def fresh(self, row: SheetRow, values: Values) -> Values:
        return {"id": self._new[row.index]} if row.index in self._new else {}

    def promised(self) -> Mapping[str, int]:
        return self._promised

    def brings(self, row: SheetRow) -> tuple[tuple[str, Values], ...]:
        return ()

    def claims(self, pk: str | None, values: Values) -> Claims:
        """Two new ones of one name are told apart by their codes, where both have one."""
        if pk:
            return Claims((("pk", pk),), (("pk", pk),))
        code, name = values.get("code"), tight(str(values.get("name") or ""))
        if code:
            return Claims((("code", code), ("name", name)), (("code", code), ("bare", name)))
        return Claims((("bare", name), ("name", name)), (("name", name),))

    def _known(self, values: Values) -> list[str]:
        units = self.references.units
        code, ours = values.get("code"), self._ours(str(values.get("name") or ""))
        if not code:
            return ours
        found = units.by_code.get(str(code))
        if found and found not in self._promised:
            return [found]
        return [pk for pk in ours if not units.rows[pk]["code"]]

    def _ours(self, name: str) -> list[str]:
        """Units of that name that are there already."""
        return [pk for pk in self.references.units.named(name) if pk not in self._promised] if name else []

    def _already_brought(self, name: str, code: str) -> str | None:
        """The id of the same unit in a row above: it must not be asked which of the two is meant."""
        units = self.references.units
        same = [pk for pk in units.named(name) if pk in self._promised]
        return next((pk for pk in same if not code or units.rows[pk]["code"] in (None, code)), None)


class Staff:
    """Teachers by ID number; else name, birth and school together, with a question where something would change."""

    def __init__(self, session: Session) -> None:
        self.references = References(session)
        self._own = None if session.is_county else session.organisation
        self._at_home: set[int] = set()

    def known(self, column: str) -> Iterable[Value]:
        return self.references.people.columns.get(column, ())

    def read(self) -> None:
        self.references.read_all(("teachers",))

    def prepare(self, rows: Sequence[SheetRow]) -> None:
        """Nothing of a file changes who the others are."""

    def resolve(self, row: SheetRow, values: Values, answers: Answers) -> Said:
        units = self.references.units
        said: Said = []
        for name, label in (("work", "任教学校"), ("establishment", "编制单位")):
            words = values.pop(name, None)
            if words:
                said += take(values, name, answers, units.find(str(words), name, label))
        if (not values.get("work") or "work" in row.fixed) and not said:
            grouped = units.named(row.group) if row.group else []
            work = self._own or (grouped[0] if len(grouped) == 1 else None)
            if work:
                values["work"] = work
            if self._own or row.above or not work:
                self._at_home.add(row.index)
        return said

    def load(self, session: Session, values: Sequence[Values]) -> None:
        """All teachers are known."""

    def match(self, row: SheetRow, values: Values, answers: Answers) -> Match:
        found = self._who(values, answers)
        if found.pk is None or found.doubt or row.index in self._at_home:
            return found
        return self._if_moved(found.pk, values, answers) or found

    def _if_moved(self, pk: str, values: Values, answers: Answers) -> Match | None:
        """A sheet that says another school is an old one, or somebody moved: only a person knows which."""
        people, units = self.references.people, self.references.units
        row, old, new = people.rows[pk], str(people.rows[pk]["work"] or ""), str(values.get("work") or "")
        if not old or not new or old == new:
            return None
        if answers.get("work") in (old, new):
            values["work"] = answers["work"]
            return None
        was, said = units.name_of(old), units.name_of(new)
        question = f"“{row['name']}”登记在“{was}”，表中写的是“{said}”。表旧了就保持不变；真的调动了，用“调动……”办理才留下文号。"
        meant = (Candidate(old, f"保持在{was}"), Candidate(new, f"改到{said}"))
        return Match(pk, Doubt("work", f"{was}→{said}", question, meant))

    def _who(self, values: Values, answers: Answers) -> Match:
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
        return asked(doubt, answers) if doubt else Match()

    def current(self, pk: str) -> Mapping[str, Value]:
        return self.references.people.rows[pk]

    def unsaid(self, row: SheetRow, pk: str | None, values: Values) -> frozenset[str]:
        """An old list says the former name; one without a school does not say that a person on loan is back."""
        if pk is None:
            return frozenset()
        former = self.current(pk).get("former_name")
        is_former = former and values.get("name") == former and not values.get("former_name")
        return frozenset(("name",) if is_former else ()) | frozenset(("work",) if row.index in self._at_home else ())

    def fresh(self, row: SheetRow, values: Values) -> Values:
        return {}

    def promised(self) -> Mapping[str, int]:
        return {}

    def brings(self, row: SheetRow) -> tuple[tuple[str, Values], ...]:
        return ()

    def claims(self, pk: str | None, values: Values) -> Claims:
        """A person on the roll is that person. New ones are the same by their number, else by all that both rows say."""
        number = values.get("id_number")
        certain = ((("pk", pk),) if pk else ()) + ((("number", number),) if number else ())
        if pk:
            return Claims(certain, certain)
        name, birth = (values.get("name"), values.get("work")), str(values.get("birth_date") or "")[:7]
        some: tuple[Hashable, ...] = (("named", *name), ("born", *name, birth))
        bare: tuple[Hashable, ...] = (("bare", *name, birth),)
        if number:
            return Claims((*certain, *some), (*certain, ("bare", *name, birth), ("bare", *name, "")))
        if birth:
            return Claims((*some, *bare), (("born", *name, birth), ("bare", *name, "")))
        return Claims((*some, *bare), (("named", *name),))

    @staticmethod
    def _by_template(people: People, own: str, known: str | None, name: str, answers: Answers) -> Match:
        """The person whose row a prefilled template was; sorting a single column moves names to other people's rows."""
        row = people.rows[own]
        if name in ("", row["name"], row["former_name"]) and known in (None, own):
            return Match(own)
        question = f"模板里这一行原来是“{row['name']}”，现在写的是“{name}”，说的是哪一位？"
        meant = tuple(map(people.candidate, dict.fromkeys(one for one in (own, known) if one)))
        return asked(Doubt("name", f"{own} {name}", question, meant, may_be_new=known is None, alone=True), answers)

    @staticmethod
    def _by_number(people: People, known: str, name: str, number: str, answers: Answers) -> Match:
        row = people.rows[known]
        if name in (row["name"], row["former_name"]):
            return Match(known)
        question = f"这个证号登记的是“{row['name']}”，表中写的是“{name}”。如果是改名，请选这一位；填错了请改表格。"
        return asked(Doubt("name", f"{name} {number}", question, (people.candidate(known),), alone=True), answers)

    @staticmethod
    def _among(people: People, same: Sequence[str], name: str, values: Values) -> Doubt | None:
        number, birth = values.get("id_number"), str(values.get("birth_date") or "")[:7]
        open_to = [pk for pk in same if not (number and people.rows[pk]["id_number"])]
        fit = people.fitting(open_to, values)
        if fit:
            one = len(fit) == 1
            question = f"表中的“{name}”和名册里的这一位同名同校，是同一个人吗？" if one else f"“{name}”是下面的哪一位？"
            return Doubt("name", name, question, tuple(map(people.candidate, fit)), may_be_new=True, soft=one)
        here = people.fitting(open_to, {**values, "birth_date": None}) if values.get("work") else []
        if here:
            question = f"这所学校已有一位“{name}”，登记的出生日期不同。是同一个人吗？"
            return Doubt("name", name, question, tuple(map(people.candidate, here)), may_be_new=True)
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
        return Doubt("name", name, question, tuple(map(people.candidate, near)), may_be_new=True, alone=at)
