"""What the work of pairs is worth: points by the lines of the rule, and one sentence about what is still missing."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date

from app import codes, mentoring
from app.rules import book
from app.rules.book import Book, Rule
from app.rules.kinds import Mentoring
from app.session import Session
from storage import mentoring as stored
from storage.store import Row


@dataclass(frozen=True)
class Line:
    """One line of the score: `done` of `needed` activities give `points` of `full`."""

    title: str
    done: int
    needed: int
    points: int
    full: int

    @property
    def missing(self) -> int:
        """How many are still missing for the full points."""
        return max(0, self.needed - self.done) if self.points < self.full else 0


@dataclass(frozen=True)
class Scored:
    """A pair's score: its lines, all points of all there are, the points of `passed`, and what is still missing."""

    lines: tuple[Line, ...]
    points: int
    full: int
    passed: int
    sentence: str


def scored(said: Mentoring, years: int, counts: Mapping[str, int], *, signed: bool, reviewed: bool) -> Scored:
    """The score by a rule over so many school years; `counts` by the code of `activity_kind`.

    Points go in proportion, rounded down in each line; beyond what is enough nothing more is given.
    """
    lines = []
    for one in said.scores:
        done, needed = sum(counts.get(kind, 0) for kind in one.kinds), one.enough * years
        points = one.full * min(done, needed) // needed if needed else one.full
        lines.append(Line(one.title, done, needed, points, one.full))
    given = (said.signed if signed else 0) + (said.reviewed if reviewed else 0)
    full = sum(one.full for one in lines) + said.signed + said.reviewed
    points = sum(one.points for one in lines) + given
    lacking = [f"{one.missing} 次{one.title}" for one in lines if one.missing]
    lacking += ["签订协议"] if said.signed and not signed else []
    lacking += ["中期或期满考核"] if said.reviewed and not reviewed else []
    return Scored(tuple(lines), points, full, said.passed, _sentence(lacking, full - points, full))


def _sentence(lacking: list[str], more: int, full: int) -> str:
    if not full:
        return "规则没有规定计分项目。"
    if not lacking:
        return f"各项都做到了，满分 {full} 分。"
    words = "、".join(lacking)
    return f"还差{' ' if words[0].isdigit() else ''}{words}，可再得 {more} 分。"


def rule_for(rules: Book, kind: object, day: date) -> tuple[Rule, Mentoring] | None:
    """The rule of mentoring for a kind of pair on a day: that for the kind, else that for all kinds."""
    found = rules.of(Mentoring, day)
    own = [one for one in found if kind in one[1].kinds]
    return next(iter([*own, *(one for one in found if not one[1].kinds)]), None)


def school_years(start: object, end: object, today: date) -> int:
    """How many school years a pair goes over: its months (until today where no end is said) by twelve, at least one."""
    if not start:
        return 1
    first = date.fromisoformat(str(start))
    last = date.fromisoformat(str(end)) if end else today
    months = (last.year - first.year) * 12 + last.month - first.month + (1 if last.day >= first.day - 1 else 0)
    return max(1, round(months / 12))


def judged_on(row: Row, today: date) -> date:
    """The day by whose rule a pair is scored: when it was closed, else today."""
    return date.fromisoformat(str(row["closed_on"])) if row["closed_on"] else today


def of_pair(session: Session, row: Row) -> tuple[Rule, Scored] | None:
    """A pair's score with the rule it is by; None where no rule says how pairs are scored."""
    return of_pairs(session, [row], str(row["id"])).get(str(row["id"]))


def of_pairs(session: Session, rows: Iterable[Row], pair: str | None = None) -> dict[str, tuple[Rule, Scored]]:
    """The scores of these pairs by id, each with its rule; `pair` where only one is meant. Without a rule: none."""
    rules, today = book.read(session), session.today()
    if not any(isinstance(one.said, Mentoring) for one in rules.rules):
        return {}
    counts: defaultdict[str, dict[str, int]] = defaultdict(dict)
    for pk, kind, number in stored.activity_counts(session.store, pair):
        counts[pk][kind] = number
    reviewed = {str(one["pair_id"]) for one in stored.reviews(session.store, pair)}
    made = {}
    for row in rows:
        found = rule_for(rules, row["kind"], judged_on(row, today))
        if found is not None and found[1].scores:
            pk = str(row["id"])
            years = school_years(row["start_date"], row["end_date"], today)
            made[pk] = (
                found[0],
                scored(found[1], years, counts[pk], signed=bool(row["signed_on"]), reviewed=pk in reviewed),
            )
    return made


@dataclass(frozen=True)
class MentorScore:
    """A mentor over the pairs at work and those completed: how many, and the mean of their points, rounded down."""

    mentor: str
    name: str
    school: str
    pairs: tuple[str, ...]
    points: int
    full: int
    sentences: tuple[str, ...]


def of_mentors(session: Session) -> list[MentorScore]:
    """Every mentor's score, the highest first; pairs that are only proposed, or were dissolved, do not count."""
    counting = (*mentoring.TOGETHER, mentoring.COMPLETED)
    rows = [row for row in mentoring.listed(session) if row["status"] in counting]
    known = of_pairs(session, rows)
    of: defaultdict[str, list[Row]] = defaultdict(list)
    for row in rows:
        if str(row["id"]) in known:
            of[str(row["mentor_id"])].append(row)
    made = []
    for mentor, some in of.items():
        scores = [known[str(row["id"])][1] for row in some]
        made.append(
            MentorScore(
                mentor,
                str(some[0]["mentor_name"]),
                str(some[0]["mentor_school"] or ""),
                tuple(str(row["id"]) for row in some),
                sum(one.points for one in scores) // len(scores),
                sum(one.full for one in scores) // len(scores),
                tuple(f"{row['mentee_name']}：{one.sentence}" for row, one in zip(some, scores, strict=True)),
            )
        )
    return sorted(made, key=lambda one: (-one.points, one.name, one.mentor))


@dataclass(frozen=True)
class Agreed:
    """A kind of activity that was agreed on: `done` of at least `least`."""

    kind: str
    label: str
    done: int
    least: int


def agreed(session: Session, pair: str) -> list[Agreed]:
    """What a pair agreed on beside what it did, kind by kind; kinds that were only done, not agreed, at the end."""
    table = codes.table("activity_kind")
    counts = {kind: number for _pair, kind, number in stored.activity_counts(session.store, pair)}
    least = {str(row["kind"]): int(row["least"]) for row in stored.agreements(session.store, pair)}
    kinds = [*least, *(kind for kind in sorted(counts) if kind not in least)]
    return [Agreed(kind, table.label_of(kind), counts.get(kind, 0), least.get(kind, 0)) for kind in kinds]


def proposed_agreement(session: Session, row: Row) -> dict[str, int]:
    """What the rule's score would have a pair agree on: how many of which kind, by code; empty without a rule."""
    today = session.today()
    found = rule_for(book.read(session), row["kind"], today)
    if found is None:
        return {}
    years = school_years(row["start_date"], row["end_date"], today)
    return {one.kinds[0]: one.enough * years for one in found[1].scores if one.kinds}
