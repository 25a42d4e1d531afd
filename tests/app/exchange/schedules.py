"""Random schedules: what can happen to a county, its schools and the files between them, one step at a time.

A world is the model alone, or the model and the program's own database files in step: then every step is done to
both, and after each the two must hold the same.
"""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from itertools import count
from typing import Any, NamedTuple

from tests.app.exchange.model.acts import COUNTY_ONLY, GONE, PUBLIC, Key, Refused, Row, Step, referred, undoing
from tests.app.exchange.model.county import OWNERS, County, Offer
from tests.app.exchange.model.school import WRITER, Down, School, Up
from tests.app.exchange.model.truth import judge_answers, judge_offers, need

SITES = ("school-0", "school-1", "school-2")
ORGANISATIONS = {site: f"organisation-{number}" for number, site in enumerate(SITES)}
PROGRAMME = ("programmes", "programme")

Random = Any
"""random.Random, or what Hypothesis gives in its place."""


def first_steps() -> list[Step]:
    """What the county enters before anybody joins: four teachers, one a credential, three pairs."""
    steps = [
        Step("insert", ("organisations", pk), {"name": f"第{number}小学"})
        for number, pk in enumerate(ORGANISATIONS.values())
    ]
    steps.append(Step("insert", PROGRAMME, {"title": "师德", "category": "3"}))
    places = list(ORGANISATIONS.values())
    for number in range(4):
        teacher, at = f"teacher-{number}", places[number % len(places)]
        steps.append(Step("insert", ("teachers", teacher), {"name": f"教师{number}", "phone": f"secret-{number}-"}))
        steps.append(_posting(f"posting-{number}", teacher, at))
        steps.append(Step("insert", ("credentials", f"credential-{number}"), {"teacher_id": teacher, "number": "v0"}))
    for number in range(3):
        people = {"mentor_id": f"teacher-{number}", "mentee_id": f"teacher-{number + 1}"}
        pair = f"pair-{number}"
        steps.append(Step("insert", ("pairs", pair), {"kind": "1", "status": "2", **people}))
        activity = {"pair_id": pair, "kind": "1", "topic": "v0"}
        steps.append(Step("insert", ("pair_activities", f"activity-{number}"), activity))
    return steps


def _posting(pk: str, teacher: str, organisation: str) -> Step:
    return Step("insert", ("postings", pk), {"teacher_id": teacher, "kind": "work", "organisation_id": organisation})


_FIRST_BITS = 100


@lru_cache
def _started(txid: str, own: tuple[str, str], off: frozenset[str]) -> County:
    """The county before anybody joins; `own` is the id of its own organisation, and of the act that entered it."""
    bits = iter(range(_FIRST_BITS))
    county = County(ORGANISATIONS, off)
    county.act(
        [Step("insert", ("organisations", own[0]), {"name": "青石县", "kind": "1"})], own[1], lambda: 1 << next(bits)
    )
    county.act(first_steps(), txid, lambda: 1 << next(bits))
    return county


def plain(row: Row) -> tuple[Any, ...]:
    """A row without the ground truth."""
    cells = {column: cell[:2] for column, cell in row.cells.items() if cell.value is not None or cell.tx != row.made.tx}
    return row.root, row.made.tx, cells, row.mark[:2]


class File(NamedTuple):
    """A file on its way: as the model made it, and as the program made it."""

    model: Up | Down
    real: Any = None


@dataclass
class Copy:
    """One database: in the model, and as a file where the program goes along."""

    model: Any
    real: Any = None


class World:
    """A county, its schools and their files.

    `program` opens the program's own databases (see `program.Program`); None for the model alone.
    `off` names safeguards taken away from the model.
    """

    def __init__(self, random: Random, program: Any = None, off: frozenset[str] = frozenset()) -> None:
        self.random, self.program, self.off = random, program, off
        self.count: Counter[str] = Counter()
        self._ids, self._bits = count(1), count(_FIRST_BITS)
        self.small = random.random() < 0.4
        self.with_twins = random.random() < 0.5
        self.with_restores = random.random() < 0.7
        self.unfolded = SITES[0] if random.random() < 0.1 else None
        """A school whose program writes a field twice in one act, as none of ours does."""
        self.active = random.choice((1, 2, 3))
        self.pool: list[File] = []
        self.started, own = program.begun if program else ("county-start", ("county", "county-founded"))
        self.county = Copy(_started(self.started, own, off).copy(), program and program.county())
        self.schools = [[Copy(School(site, off), program and program.school(site))] for site in SITES]
        self.backups: list[list[Copy]] = [[] for _ in SITES]
        self.county_backups: list[Copy] = []
        self.purged: dict[Key, None] = {}
        """Everything that was ever purged: the list that the county keeps beside its database."""
        self.makers: dict[Key, str] = {}
        self._same(self.county)

    def _id(self, what: str) -> str:
        return f"{what}+{next(self._ids)}"

    def _bit(self) -> int:
        return 1 << next(self._bits)

    def _value(self) -> str:
        return f"v{self.random.randrange(3)}" if self.small else self._id("v")

    def _same(self, copy: Copy) -> None:
        if copy.real is not None:
            copy.real.compare(copy.model)

    def copies(self) -> Iterator[Copy]:
        yield self.county
        for copies in self.schools:
            yield from copies

    def __enter__(self) -> "World":
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        for copy in self.copies():
            if copy.real is not None:
                copy.real.close()
        if self.program is not None:
            self.program.close()

    # -- acts of people

    def act(self, copy: Copy, steps: list[Step], undoes: str | None = None) -> None:
        """One act; what an office refuses its people is no act."""
        folded = copy.model.__dict__.get("site") != self.unfolded
        more = {} if folded or isinstance(copy.model, County) else {"folded": False}
        if copy.real is None:
            txid = self._txid(copy.model)
        else:
            txid = copy.real.act(steps, undoes, **more)
            if txid is None:
                self.count["refused or empty"] += 1
                return
        try:
            made = copy.model.act(steps, txid, self._bit, undoes=undoes, **more)
        except Refused:
            need(copy.real is None, "the program lets its people do what the model refuses")
            return
        self.count["act"] += 1
        if made is not None:
            self.makers.update((one.key, made.site) for one in made.operations if one.kind == "I")
        if copy.real is not None:
            copy.real.compare_act(made, copy.model)

    def _txid(self, office: Any) -> str:
        site = "county" if isinstance(office, County) else office.site
        if "random ids" in self.off and site != "county":
            return f"{site}-act-{len(office.journal)}"
        return self._id(site)

    def edit_school(self, site: int, copy: Copy) -> None:
        self._edit(copy, list(ORGANISATIONS.values())[site], list(copy.model.scope))

    def edit_county(self) -> None:
        self._edit(self.county, self.random.choice(list(ORGANISATIONS.values())), None)

    def _edit(self, copy: Copy, organisation: str, scope: list[str] | None) -> None:
        """Something a clerk does: a new person, an undo, a deletion, or changed fields."""
        rows: dict[Key, Row] = copy.model.rows
        chance = self.random.random()
        teachers = [key[1] for key, row in rows.items() if key[0] == "teachers" and not row.gone]
        if chance < 0.06 or not teachers:
            if ("organisations", organisation) in rows:
                teacher = self._id("teacher")
                new = {"name": "新教师", "phone": f"secret-{teacher}-"}
                person = Step("insert", ("teachers", teacher), new)
                self.act(copy, [person, _posting(self._id("posting"), teacher, organisation)])
        elif chance < 0.12:
            self.undo(copy)
        elif chance < 0.17:
            self.act(copy, self._whole(rows, self.random.choice(teachers)))
        else:
            many = 1 if self.random.random() < 0.7 else 3
            steps = [step for _ in range(many) for step in self._change(rows, self.random.choice(teachers))]
            self.act(copy, steps)

    def undo(self, copy: Copy) -> None:
        """Take the last act back that still stands."""
        undone = {act.undoes for act in copy.model.journal.values()}
        site = County.SITE if isinstance(copy.model, County) else copy.model.site
        own = [
            act
            for act in copy.model.journal.values()
            if act.site == site and not act.offers and not act.undoes and act.id not in undone
        ]
        if not own or own[-1].id == self.started:
            return
        try:
            steps = undoing(copy.model.rows, own[-1])
        except Refused:
            if copy.real is not None:
                copy.real.refuses_to_undo(own[-1].id)
            return
        self.act(copy, steps, own[-1].id)

    def _whole(self, rows: dict[Key, Row], teacher: str) -> list[Step]:
        """Delete a teacher with all that is the teacher's own; refused where a pair stands."""
        own = [key for key, row in rows.items() if not row.gone and row.root == teacher and key[0] != "teachers"]
        return [Step("delete", key) for key in [*own, ("teachers", teacher)]]

    def _change(self, rows: dict[Key, Row], teacher: str) -> list[Step]:
        """One change to what the schools and the county all work on, so that they meet."""
        pick, value, other = self.random.choice, self._value(), self._value()
        table = pick(
            ["credentials"] * 4 + ["pair_activities"] * 3 + ["teachers"] * 2 + ["pairs", "attendance", "classes"]
        )
        fields: dict[str, dict[str, Any]] = {
            "teachers": {"phone": f"{value}-{teacher}", "remark": pick([None, other])}
            if self.random.random() < 0.9
            else {"honour": pick("123")},
            "credentials": {"number": value, "issuer": pick([None, other])},
            "pairs": {"goal": value},
            "pair_activities": {"topic": value, "remark": pick([None, other])},
            "classes": {"place": value, "year": pick([2025, 2026])},
            "attendance": {"result": pick("0123"), "remark": value},
        }
        alive = [key for key, row in rows.items() if key[0] == table and not row.gone]
        found = [key for key in alive if rows[key].root in (teacher, PUBLIC) or table in ("pairs", "pair_activities")]
        how = pick(["change"] * 5 + ["delete"] * 2 + ["new"])
        if how == "delete" and found and table in ("credentials", "pair_activities", "attendance", "pairs", "classes"):
            return [Step("delete", pick(found))]
        if found and (how != "new" or table == "teachers"):
            some = fields[table]
            names = pick([list(some), list(some)[:1], list(some)[-1:]])
            return [Step("update", pick(found), {name: some[name] for name in names})]
        return self._new_row(rows, table, teacher, fields[table], value)

    def _new_row(
        self, rows: dict[Key, Row], table: str, teacher: str, fields: dict[str, Any], value: str
    ) -> list[Step]:
        def one_of(table: str) -> str | None:
            alive = [key[1] for key, row in rows.items() if key[0] == table and not row.gone]
            return self.random.choice(alive) if alive else None

        needs: dict[str, dict[str, Any]] = {
            "credentials": {"teacher_id": teacher},
            "pairs": {"kind": "1", "status": "2", "mentor_id": teacher, "mentee_id": one_of("teachers")},
            "pair_activities": {"pair_id": one_of("pairs"), "kind": "1"},
            "classes": {"programme_id": one_of("programmes"), "name": value, "hours": 99},
            "attendance": {"teacher_id": teacher, "class_id": one_of("classes"), "hours": 10},
        }
        if table not in needs or None in needs[table].values():
            return [Step("update", ("teachers", teacher), {"remark": value})]
        return [Step("insert", (table, self._id(table)), {**needs[table], **fields})]

    def transfer(self) -> None:
        """The county ends a posting and begins another, or only ends it."""
        rows = self.county.model.rows
        found = [
            key
            for key, row in rows.items()
            if key[0] == "postings" and not row.gone and row.cell("end_date").value is None
        ]
        if not found:
            return
        posting = self.random.choice(found)
        to = self.random.choice([*ORGANISATIONS.values(), None])
        steps = [Step("update", posting, {"end_date": "2026-08-31"})]
        if to:
            steps.append(_posting(self._id("posting"), rows[posting].cell("teacher_id").value, to))
        self.act(self.county, steps)

    def purge(self) -> None:
        """The county erases what was deleted, for ever: a row, or a person with all rows."""
        rows = self.county.model.rows
        gone = sorted(key for key, row in rows.items() if row.gone)
        if not gone:
            return
        key = self.random.choice(gone)
        # Who is still referred to is not purged: what refers to it would not know to whom.
        whole = {one for one, row in rows.items() if one == key or (key[0] in OWNERS and row.root == key[1])}
        others = ((one, row) for one, row in rows.items() if one not in whole and not row.gone)
        if whole & referred(others):
            return
        if self.county.real is not None:
            self.county.real.purge(key)
        self.county.model.purge([key])
        self.purged.update(dict.fromkeys(sorted(self.county.model.graves)))
        self.count["purge"] += 1
        self._same(self.county)

    # -- what a person at the county decides

    def decide(self) -> None:
        """Resolve a conflict, restore an offered value, or take a refused act after all."""
        model: County = self.county.model
        waiting = [index for index, one in enumerate(model.conflicts) if one.state == "open"]
        # What was declined was decided already, field by field.
        decided = {one.txid for one in model.conflicts}
        rejected = [txid for txid, one in model.known.items() if one.outcome == "rejected" and txid not in decided]
        offers = [offer for offer, one in model.reviews.items() if one.state == "open"]
        if waiting and self.random.random() < 0.5:
            self._resolve(self.random.choice(waiting))
        elif offers and self.random.random() < 0.7:
            # Where the row is still there something newer may stand.
            there = [offer for offer in offers if offer[0] in model.rows]
            self._restore_offer(self.random.choice(there or offers))
        elif rejected:
            self._apply_again(self.random.choice(rejected))
        self._same(self.county)

    def _resolve(self, index: int) -> None:
        model: County = self.county.model
        one = model.conflicts[index]
        state = self.random.choice(("county", "school", "typed"))
        if state == "typed" and one.column not in ("number", "issuer", "goal", "topic", "remark", "place"):
            state = "school"
        value = self._value() if state == "typed" else one.change.new
        if self.county.real is None:
            model.resolve(index, value, self._id("county"), self._bit, state)
        else:
            self.county.real.resolve(model, one, state, value, self._bit)
        self.count[f"resolved {state}"] += 1

    def _apply_again(self, txid: str) -> None:
        done = self.county.real is None or self.county.real.apply_again(txid)
        try:
            self.county.model.apply_again(txid)
            self.count["applied again"] += 1
            need(done, "the program refuses to take an act again that the model takes")
        except Refused:
            need(self.county.real is None or not done, "the program takes an act again that the model refuses")

    def _restore_offer(self, offer: Offer) -> None:
        """One click: a value where nothing newer stands, or a row that is not there any more as a whole."""
        model: County = self.county.model
        together = [one for one, review in model.reviews.items() if one[0] == offer[0] and review.state == "open"]
        if self.county.real is not None:
            self.county.real.restore(model, together if offer[0] not in model.rows else [offer])
            return
        row = model.rows.get(offer[0])
        if row is None:
            together = list({one[1]: one for one in reversed(together)}.values())
            writer = next((one[2] for one in together if one[1] == WRITER), offer[2])
            model.restore(together, {offer[0]: writer})
        elif "offer by compare" in self.off or row.cell(offer[1]).tx == model.reviews[offer].base_tx:
            model.restore([offer], {})
        self.count["restored"] += 1

    # -- files

    def up(self, copy: Copy) -> File:
        file = File(copy.model.up(), copy.real and copy.real.up())
        if file.real is not None:
            file.real.compare_up(file.model)
        self.pool.append(file)
        return file

    def down(self, site: int, *, complete: bool = False) -> File:
        real = self.county.real and self.county.real.down(SITES[site], complete=complete)
        torn = "one read" in self.off and self.random.random() < 0.3
        snapshot = real.id if real else self._snapshot()
        model = self.county.model.down(
            SITES[site], snapshot, complete=complete, meanwhile=self.edit_county if torn else None
        )
        if real is not None:
            real.compare_down(model, self.county.model.rows)
        need({row.root for row in model.rows.values()} <= model.scope.keys(), "7 a row outside the scope")
        self.count["complete" if model.complete else "delta"] += 1
        file = File(model, real)
        self.pool.append(file)
        return file

    def _snapshot(self) -> str:
        if "random snapshot ids" in self.off:
            return f"file-{self.county.model.n + 1}"
        return self._id("file")

    def take(self, file: File) -> None:
        """The county takes an up-file."""
        model: County = self.county.model
        need(model.truth.delivered <= model.known.keys(), "2 a delivered act is not known to the county")
        before, rows = set(model.known), dict(model.rows)
        unwanted = self._unwanted(file.model)
        if self.county.real is not None:
            declined = self.county.real.take(file.real, unwanted, model)
        else:
            declined = self._fields_of(file.model, unwanted)
        model.take(file.model, declined)
        self.count["declined"] += len(declined)
        self._judge_taking(file.model, before, rows)
        need(model.truth.delivered <= model.known.keys(), "2 a delivered act is not known to the county")
        self.count["repeated"] += sum(1 for act in file.model.acts if act.id in before)
        self.count.update(f"outcome {model.known[act.id].outcome}" for act in file.model.acts if act.id not in before)
        self._same(self.county)

    def _unwanted(self, file: Up) -> set[tuple[str, str, str | None]]:
        """What a person at the county would rather not take: a field, or (column None) the coming or going of a row."""
        new = [act for act in file.acts if act.id not in self.county.model.known and not act.offers]
        if not new or self.random.random() < 0.9:
            return set()
        one = self.random.choice(self.random.choice(new).operations)
        column = self.random.choice(sorted(one.changes)) if one.kind == "U" else None
        return {(*one.key, column)}

    def _fields_of(self, file: Up, unwanted: set[tuple[str, str, str | None]]) -> frozenset[Any]:
        """The fields that means, where the row is there; a new row is taken or not with all that hangs on it."""
        keys = {(table, pk) for table, pk, _column in unwanted} & self.county.model.rows.keys()
        columns = {(table, pk): GONE if column is None else column for table, pk, column in unwanted}
        return frozenset(
            (act.id, one.key, columns[one.key])
            for act in file.acts
            if act.id not in self.county.model.known and not act.offers
            for one in act.operations
            if one.key in keys and columns[one.key] in one.changes
        )

    def _judge_taking(self, file: Up, before: set[str], rows: dict[Key, Row]) -> None:
        """What a file changed of everybody's things its school had made, and what was refused was not the school's."""
        model: County = self.county.model
        for act in file.acts:
            if act.id in before or act.offers:
                continue
            refused = model.known[act.id].outcome == "rejected"
            ours = any((one.key[0], column) in COUNTY_ONLY for one in act.operations for column in one.changes)
            need(refused or not ours, "4 a school writes what is the county's")
            for one in act.operations:
                if one.root == PUBLIC and one.kind != "I" and not refused and one.key in rows:
                    need(self.makers.get(one.key) == act.site, "4 a school changes what is everybody's and another's")
            whole = [one.state for one in model.conflicts if one.txid == act.id]
            if refused and file.site != self.unfolded and not whole:
                foreign = ours or any(one.root == PUBLIC or model.is_somebodys(one.root) for one in act.operations)
                own = len({(one.key, column) for one in act.operations for column in one.changes})
                need(own == sum(len(one.changes) for one in act.operations), "16 an act in order is refused: fold")
                need(foreign, "16 an act in order is refused: nobody else's root")

    def adopt(self, file: File, copy: Copy) -> None:
        """A school takes a down-file, or refuses it and stays as it was."""
        school: School = copy.model
        old, waiting = school.base, {act.id for act in school.pending()}
        journal, parents, had = set(school.journal), school.parents, school.adopted
        offers_id = copy.real.adopt(file.real) if copy.real is not None else self._id(school.site)
        try:
            school.adopt(file.model, offers_id or "")
        except Refused:
            need(copy.real is None or copy.real.refused, "6 the program takes a file that the model refuses")
            self.count["not taken"] += 1
            return
        need(copy.real is None or not copy.real.refused, "the program refuses a file that the model takes")
        self.count["adopted"] += 1
        need(file.model.id not in parents, "6 an older file replaced a newer one")
        judge_answers(school.journal, journal, waiting, school.known, file.model.answered)
        if file.model.complete and had is not None:
            judge_offers(old, school.base, {**school.journal, **{act.id: act for act in school.loose}}, file.model.acts)
        self.count["offers"] += bool(offers_id and offers_id in school.journal)
        self._same(copy)

    def give(self, file: File) -> None:
        """Hand a file to one who should have it."""
        if isinstance(file.model, Up):
            self.take(file)
        else:
            self.adopt(file, self.random.choice(self.schools[SITES.index(file.model.site)]))

    def deliver(self, file: File) -> None:
        """Hand a file to all who should have it."""
        if isinstance(file.model, Up):
            self.take(file)
            return
        for copy in self.schools[SITES.index(file.model.site)]:
            self.adopt(file, copy)

    def _sent(self, file: File) -> None:
        if self.random.random() < 0.5:
            self.give(file)

    def post(self) -> None:
        """An old file turns up: late, doubled, out of order."""
        if self.pool:
            self.give(self.random.choice(self.pool[-12:] if self.random.random() < 0.8 else self.pool))

    # -- copies of databases

    def _copied(self, copy: Copy) -> Copy:
        return Copy(copy.model.copy(), copy.real and copy.real.copied())

    def keep_school(self, site: int, copy: Copy) -> None:
        self.backups[site].append(self._copied(copy))

    def keep_county(self) -> None:
        self.county_backups.append(self._copied(self.county))

    def restore_school(self, site: int, which: int) -> None:
        """An old copy takes the place of a school's database, or a new computer joins."""
        if self.random.random() < 0.07:
            fresh = Copy(School(SITES[site], self.off), self.program and self.program.school(SITES[site]))
            self.county.model.claims[SITES[site]] = []
            if self.county.real is not None:
                self.county.real.rejoined(SITES[site])
        elif self.backups[site]:
            kept = self.random.choice(self.backups[site])
            fresh = Copy(kept.model.copy(), kept.real and self.program.opened(kept.real))
        else:
            return
        old, self.schools[site][which] = self.schools[site][which], fresh
        if old.real is not None:
            old.real.close()
        self.count["school restored"] += 1

    def restore_county(self) -> None:
        if not self.county_backups or not self.with_restores:
            return
        kept = self.random.choice(self.county_backups)
        if self.county.real is not None:
            self.county.real.close()
        self.county = Copy(kept.model.copy(), kept.real and self.program.opened(kept.real))
        self.count["county restored"] += 1
        if self.purged:
            # What was purged since is purged again: the list of it is kept beside the database.
            if self.county.real is not None:
                self.county.real.purge_again(list(self.purged))
            if self.purged.keys() - self.county.model.graves.keys():
                self.county.model.purge(self.purged.keys() - self.county.model.graves.keys())
            self.purged.update(dict.fromkeys(sorted(self.county.model.graves)))
            self._same(self.county)

    def twin(self, site: int, copy: Copy) -> None:
        """A second computer works on with a copy."""
        if self.with_twins and len(self.schools[site]) < 2:
            kept = self._copied(copy)
            self.schools[site].append(Copy(kept.model, kept.real and self.program.opened(kept.real)))
            self.count["twin"] += 1

    # -- schedules

    def start(self) -> None:
        """Everybody has the first file and has confirmed it."""
        for site in range(len(SITES)):
            self.deliver(self.down(site))
            self.take(self.up(self.schools[site][0]))

    def step(self) -> None:
        """Something happens."""
        chance, site = self.random.random(), self.random.randrange(self.active)
        which = self.random.randrange(len(self.schools[site]))
        copy = self.schools[site][which]
        if chance < 0.25:
            self.edit_school(site, copy)
        elif chance < 0.34:
            self.edit_county()
        elif chance < 0.45:
            self._sent(self.up(copy))
        elif chance < 0.56:
            self._sent(self.down(site, complete=self.random.random() < 0.05))
        elif chance < 0.75:
            self.post()
        else:
            self._seldom(chance, site, which)

    def _seldom(self, chance: float, site: int, which: int) -> None:
        copy = self.schools[site][which]
        if chance < 0.79:
            self.transfer()
        elif chance < 0.83:
            self.decide()
        elif chance < 0.86:
            self.keep_school(site, copy)
        elif chance < 0.89:
            self.keep_county()
        elif chance < 0.92:
            self.restore_school(site, which)
        elif chance < 0.95:
            self.restore_county()
        elif chance < 0.965:
            self.twin(site, copy)
        else:
            self.purge()

    def unsettled(self) -> str | None:
        """What is still to be exchanged, if anything."""
        county: County = self.county.model
        for site, copies in zip(SITES, self.schools, strict=True):
            held = county.scope[site].keys()
            want = {key: plain(row) for key, row in county.rows.items() if row.root in held}
            for copy in copies:
                why = _differs(copy.model, county, want, held)
                if why:
                    return why
        return None

    def settle(self) -> int:
        """Deliver what lies around, then exchange without loss until all is quiet; returns the rounds."""
        if self.random.random() < 0.5:
            for file in self.random.sample(self.pool, min(len(self.pool), 20)):
                self.deliver(file)
        rounds = 0
        while (why := self.unsettled()) is not None:
            need(rounds < 2, f"1, 10 after two lossless rounds: {why}")
            rounds += 1
            for copies in self.schools:
                for copy in copies:
                    self.take(self.up(copy))
            for site in range(len(SITES)):
                self.deliver(self.down(site))
        self.count[f"rounds {rounds}"] += 1
        return rounds

    def check(self) -> None:
        """What must hold when all is quiet."""
        county: County = self.county.model
        for copies in self.schools:
            for copy in copies:
                for txid, act in copy.model.journal.items():
                    need(txid in county.known, "2 an act of a journal is unknown to the county")
                    need(county.journal[txid] is act, "2 two different acts under one id")
                for offer in copy.model.offered:
                    there = offer in county.truth.offered or offer[2] in county.journal
                    need(there, "9 an offered value never reached the county")
        for one in county.conflicts:
            row = county.rows.get(one.operation.key)
            if one.state != "open" or row is None or county.blocked(one.operation) or one.change.base_tx is None:
                continue
            need(row.cell(one.column).tx != one.change.base_tx, "11 a conflict stays open although its parent is in")
        need(not county.rows.keys() & county.graves.keys(), "8 a purged row is back")
        self.count.update(f"conflict {one.why} {one.state}" for one in county.conflicts)
        for copy in self.copies():
            if copy.real is not None:
                copy.real.check()

    def run(self) -> None:
        """A whole schedule, from the beginning to quiescence."""
        if self.random.random() < 0.8:
            self.start()
        for _ in range(self.random.choice((50, 80, 120, 200))):
            self.step()
        self.settle()
        self.check()


def _differs(school: School, county: County, want: dict[Key, Any], held: Any) -> str | None:
    if school.adopted is None:
        return "nothing adopted"
    if school.pending():
        return "acts wait"
    if any(txid not in county.known or school.known[txid] != county.known[txid].outcome for txid in school.journal):
        return "outcomes differ"
    if school.scope != held:
        return "scopes differ"
    if {key: plain(row) for key, row in school.base.items()} != want:
        return "rows differ"
    return None
