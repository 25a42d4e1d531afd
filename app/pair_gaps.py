"""What is wanting in the mentoring of an office: lists of gaps, each with the names behind it and the rule it is from."""

from collections import Counter, defaultdict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Literal

from app import mentoring, plans
from app.pair_checks import condition, is_short, left_on, stands
from app.pair_scores import rule_for
from app.rules import book, people
from app.rules.book import Book, Rule
from app.rules.kinds import Mentoring, Tutoring
from app.session import Session
from storage import mentoring as stored
from storage.store import Row

Page = Literal["teachers", "mentoring"]


@dataclass(frozen=True)
class Wanting:
    """One name in a gap: the teacher or pair `id` that `page` shows, who it is and where, and what is wanting."""

    id: str
    page: Page
    who: str
    where: str
    why: str


@dataclass(frozen=True)
class Gap:
    """One list. `rules` are the rules it is by, in words; `ruled`: whether there is one, where one is needed."""

    name: str
    title: str
    unit: str
    rules: tuple[str, ...]
    ruled: bool
    lines: tuple[Wanting, ...]


@dataclass(frozen=True)
class _Known:
    """What all the lists look at, read once."""

    today: date
    rules: Book
    rows: list[Row]
    sides: Mapping[str, Row]
    stays: Mapping[str, list[tuple[str, str, str, str | None]]]
    found: dict[str, list[Wanting]] = field(default_factory=lambda: defaultdict(list))

    @property
    def at_work(self) -> list[Row]:
        return [row for row in self.rows if row["status"] in mentoring.TOGETHER]

    def said(self, row: Row) -> tuple[Rule, Mentoring] | None:
        """The rule of mentoring for a pair today."""
        return rule_for(self.rules, row["kind"], self.today)


def gaps(session: Session) -> list[Gap]:
    """Every list, those that nobody stands in too."""
    today, rules = session.today(), book.read(session)
    stays: defaultdict[str, list[tuple[str, str, str, str | None]]] = defaultdict(list)
    for one in stored.stays(session.store):
        stays[one[0]].append(one)
    known = _Known(
        today,
        rules,
        mentoring.listed(session),
        {str(row["id"]): row for row in stored.able(session.store)},
        stays,
    )
    tutoring, said = rules.of(Tutoring, today), rules.of(Mentoring, today)

    def by(asks: Callable[[Mentoring], object]) -> list[Rule]:
        return [rule for rule, one in said if asks(one)]

    tutored = [rule for rule, _one in tutoring]
    return [
        _gap("untutored", "新教师还没有师父", "人", _untutored(session, known, tutoring), tutored),
        _gap("short", "结对时间不够长", "对", _short(known, tutoring), tutored),
        _gap("review", "等县里审核", "对", _waiting(known)),
        _gap("over", "到期还没有办理", "对", _over(known)),
        _gap("left", "师父或徒弟已经离开", "对", _left(known)),
        _gap("unsigned", "还没有签订协议", "对", _unsigned(known), by(lambda one: one.signed)),
        _gap("idle", "很久没有活动", "对", _idle(known), by(lambda one: one.idle)),
        _gap("load", "师父带的人太多", "人", _load(known), by(lambda one: one.load)),
        _gap("standing", "师父不符合条件", "对", _standing(known), by(lambda one: one.titles or one.honours)),
        _gap("plans", "徒弟没有发展规划", "人", _planless(session, known), by(lambda one: one.plans)),
    ]


def _gap(name: str, title: str, unit: str, lines: Sequence[Wanting], rules: Sequence[Rule] | None = None) -> Gap:
    """`rules` None: the list needs no rule."""
    words = tuple(f"《{one.title}》" + (f"（{one.document}）" if one.document else "") for one in rules or ())
    return Gap(name, title, unit, words, rules is None or bool(rules), tuple(lines))


def _pair(row: Row, why: str) -> Wanting:
    schools = dict.fromkeys(str(row[one]) for one in ("mentor_school", "mentee_school") if row[one])
    return Wanting(str(row["id"]), "mentoring", f"{row['mentor_name']}—{row['mentee_name']}", "、".join(schools), why)


def _proposed(row: Row) -> str:
    on = f"{row['proposed_on']} " if row["proposed_on"] else ""
    return f"{on}申报" if int(row["times"] or 1) < 2 else f"{on}第 {row['times']} 次申报"


def _waiting(known: _Known) -> list[Wanting]:
    return [_pair(row, _proposed(row)) for row in known.rows if mentoring.awaits_review(row)]


def _over(known: _Known) -> list[Wanting]:
    return [
        _pair(row, f"{row['end_date']} 到期，已过 {-(mentoring.days_left(row, known.today) or 0)} 天")
        for row in known.rows
        if mentoring.due(row, known.today) == "over"
    ]


def _untutored(session: Session, known: _Known, tutoring: Sequence[tuple[Rule, Tutoring]]) -> list[Wanting]:
    """New teachers, at work somewhere, with no pair of the kinds that is at work or completed."""
    found: dict[str, Wanting] = {}
    everybody = people.people(session) if tutoring else []
    for _rule, said in tutoring:
        had = {
            row["mentee_id"]
            for row in known.rows
            if row["kind"] in said.kinds and row["status"] in (*mentoring.TOGETHER, mentoring.COMPLETED)
        }
        asked = {row["mentee_id"] for row in known.rows if row["kind"] in said.kinds and mentoring.awaits_review(row)}
        for one in everybody:
            if not one.school or one.id in had or one.staff_status in people.GONE:
                continue
            if (worked := people.months_worked(one, known.today)) is not None and 0 <= worked < said.new_within:
                why = f"{one.work_start} 参加工作" + ("，已申报，等县里审核" if one.id in asked else "")
                found.setdefault(one.id, Wanting(one.id, "teachers", one.name, one.school_name or "", why))
    return list(found.values())


def _short(known: _Known, tutoring: Sequence[tuple[Rule, Tutoring]]) -> list[Wanting]:
    return [
        _pair(row, f"{row['start_date']} 至 {row['end_date']}，不满 {said.months} 个月")
        for row in known.rows
        if row["status"] not in mentoring.CLOSED
        for _rule, said in tutoring
        if row["kind"] in said.kinds and is_short(row, said)
    ]


def _left(known: _Known) -> list[Wanting]:
    found = []
    for row in known.at_work:
        for side, label in (("mentor", "师父"), ("mentee", "徒弟")):
            left = left_on(known.stays.get(str(row[f"{side}_id"]), ()))
            if left:
                found.append(_pair(row, f"{label}{row[f'{side}_name']}已于 {left} 离开"))
                break
    return found


def _unsigned(known: _Known) -> list[Wanting]:
    return [
        _pair(row, f"{row['start_date']} 开始")
        for row in known.at_work
        if not row["signed_on"] and (rule := known.said(row)) is not None and rule[1].signed
    ]


def _idle(known: _Known) -> list[Wanting]:
    found = []
    for row in known.at_work:
        rule = known.said(row)
        since = max(str(row["last_activity"] or ""), str(row["start_date"] or ""))
        if rule is None or not rule[1].idle or not since or since > (known.today - timedelta(rule[1].idle)).isoformat():
            continue
        last = f"最近一次是 {row['last_activity']}" if row["last_activity"] else f"{row['start_date']} 开始以来没有活动"
        found.append(_pair(row, f"{last}，超过 {rule[1].idle} 天"))
    return found


def _load(known: _Known) -> list[Wanting]:
    """Mentors with more pairs at work than a rule allows, counted over the kinds the rule is about."""
    found: dict[str, Wanting] = {}
    for _rule, said in known.rules.of(Mentoring, known.today):
        if not said.load:
            continue
        some = [row for row in known.at_work if not said.kinds or row["kind"] in said.kinds]
        for mentor, number in Counter(str(row["mentor_id"]) for row in some).items():
            if number > said.load:
                row = next(one for one in some if one["mentor_id"] == mentor)
                why = f"带着 {number} 对，最多 {said.load} 对"
                line = Wanting(mentor, "teachers", str(row["mentor_name"]), str(row["mentor_school"] or ""), why)
                found.setdefault(mentor, line)
    return list(found.values())


def _standing(known: _Known) -> list[Wanting]:
    found = []
    for row in known.at_work:
        who, rule = known.sides.get(str(row["mentor_id"])), known.said(row)
        if who is not None and rule is not None and not stands(rule[1], who):
            found.append(_pair(row, f"师父要求：{condition(rule[1])}"))
    return found


def _planless(session: Session, known: _Known) -> list[Wanting]:
    having = plans.holders(session, known.today)
    found: dict[str, Wanting] = {}
    for row in known.at_work:
        rule, pk = known.said(row), str(row["mentee_id"])
        if rule is None or not rule[1].plans or pk in having or pk not in known.sides:
            continue
        why = f"正在跟{row['mentor_name']}学习"
        found.setdefault(pk, Wanting(pk, "teachers", str(row["mentee_name"]), str(row["mentee_school"] or ""), why))
    return list(found.values())
