"""What rules ask of each person: retraining, tiers, induction modules, reading. Pure: no database, no clock."""

from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Sequence
from datetime import date

from app import codes, school_years
from app.dates import in_words
from app.declarations import READING
from app.gaps.facts import Attended, Facts, Training
from app.gaps.results import Line, Result, line_of
from app.rules.book import Rule
from app.rules.kinds import Induction, Reading, Retraining, Tiers, Who
from app.rules.people import Person, is_new, matches, months_worked


def retraining(rule: Rule, said: Retraining, facts: Facts, day: date) -> list[Result]:
    """Who has not passed a training of these topics for `years` years; whoever began work later still has time."""
    last = _last_passed(facts, said.topics, day)
    met, missing, pending = list[Line](), list[Line](), list[Line]()
    for person in _asked(facts, said.who, day):
        latest = last.get(person.id)
        if latest is not None:
            due = _years_on(latest, said.years)
            words = f"上次 {in_words(latest)}"
            if due >= day:
                met.append(line_of(person, f"{words}，{in_words(due)}以前再参加一次"))
            else:
                missing.append(line_of(person, f"{words}，已超过 {said.years} 年"))
            continue
        worked = months_worked(person, day)
        if worked is not None and worked < said.years * 12:
            pending.append(line_of(person, f"{_month(person)}参加工作，还没有参加过，不满 {said.years} 年"))
        else:
            missing.append(line_of(person, "没有参加过的记录"))
    asked = f"每 {said.years} 年至少参加一次{_topics(said.topics)}，只算合格的"
    return [_result(rule, asked, met, missing, pending=pending, lack="到期没有轮训的")]


def tiers(rule: Rule, said: Tiers, facts: Facts, day: date) -> list[Result]:
    """Who has been at none of the tiers; at whom the tiers are told that they have, and which comes next."""
    labels = codes.table("training_topic")
    passed = {topic: _last_passed(facts, (topic,), day) for topic in said.topics}
    met, missing, counted = list[Line](), list[Line](), Counter[str]()
    for person in _asked(facts, said.who, day):
        there = [topic for topic in said.topics if person.id in passed[topic]]
        counted.update(there)
        if not there:
            missing.append(line_of(person, f"{len(said.topics)} 级都没有参加过"))
            continue
        words = "、".join(f"{labels.label_of(topic)} {passed[topic][person.id].isoformat()}" for topic in there)
        ahead = next((topic for topic in said.topics[said.topics.index(there[-1]) + 1 :]), None)
        met.append(line_of(person, f"{words}；下一级：{labels.label_of(ahead)}" if ahead else words))
    steps = "、".join(f"{labels.label_of(topic)} {counted[topic]:,} 人" for topic in said.topics)
    due = date.fromisoformat(said.until) if said.until else None
    until = f"，{in_words(due)}以前完成" if due else ""
    asked = f"{'、'.join(labels.label_of(topic) for topic in said.topics)}，至少参加一级{until}，只算合格的"
    return [_result(rule, asked, met, missing, due=due, notes=(f"各级人数：{steps}",), lack="一级都没有参加的")]


def induction(rule: Rule, said: Induction, facts: Facts, day: date) -> list[Result]:
    """Which of the modules each new teacher has not passed: of those who began since the rule holds, and of those who
    are new on the day. Whoever is still within the months has time; a lack afterwards stays on the list."""
    labels = codes.table("training_module")
    had = _modules_passed(facts, day)
    met, missing, left = list[Line](), list[Line](), list[int]()
    for person in facts.people:
        worked = months_worked(person, day)
        if worked is None or not is_inducted(rule, said, person, day):
            continue
        lacking = [one for one in said.modules if one not in had[person.id]]
        if not lacking:
            met.append(line_of(person, f"{_month(person)}参加工作，{len(said.modules)} 项都已合格"))
            continue
        left.append(said.months - worked)
        time = f"还有 {left[-1]} 个月" if left[-1] > 0 else "已过期限"
        named = "、".join(labels.label_of(one) for one in lacking)
        missing.append(line_of(person, f"缺：{named}（{_month(person)}参加工作，{time}）"))
    asked = f"参加工作 {said.months} 个月以内学完：{'、'.join(labels.label_of(one) for one in said.modules)}"
    due = day if left and min(left) > 0 else None
    return [_result(rule, asked, met, missing, due=due, lack="必修内容没有学完的")]


def is_inducted(rule: Rule, said: Induction, person: Person, day: date) -> bool:
    """Whether the modules are asked of somebody: who began since the rule holds, or is new on the day."""
    worked = months_worked(person, day)
    if worked is None or worked < 0 or not matches(_EVERYBODY, person, day):
        return False
    began_under = (person.work_start or "")[:7] >= rule.since.isoformat()[:7]
    return began_under or is_new(person, said.months, day)


def reading(rule: Rule, said: Reading, facts: Facts, day: date) -> list[Result]:
    """Who has declared fewer books of the school year than asked for; what is not reviewed yet counts as read."""
    year = school_years.of(day)
    books: defaultdict[str, dict[str, str]] = defaultdict(dict)
    for one in facts.declared:
        if one.kind == READING and one.day <= day and school_years.of(one.day) == year:
            books[one.teacher].setdefault(_plain(one.title), one.title)
    met, missing = list[Line](), list[Line]()
    for person in _asked(facts, said.who, day):
        read = list(books[person.id].values())
        note = f"{len(read)} 本：{'、'.join(read)}" if read else "没有读书记录"
        (met if len(read) >= said.books else missing).append(line_of(person, note))
    asked = f"{school_years.label(year)}至少读 {said.books} 本书"
    notes = ("读书按申报学时里的读书项目数，还没有审核的也算，退回的不算",)
    due = school_years.term_days(year, "2")[1]
    return [_result(rule, asked, met, missing, due=due, notes=notes, lack="没有读够的")]


# -- what they share

_EVERYBODY = Who()


def _asked(facts: Facts, who: Who, day: date) -> list[Person]:
    return [one for one in facts.people if matches(who, one, day)]


def _result(
    rule: Rule,
    asked: str,
    met: Sequence[Line],
    missing: Sequence[Line],
    *,
    pending: Sequence[Line] = (),
    due: date | None = None,
    notes: tuple[str, ...] = (),
    lack: str,
) -> Result:
    return Result(
        rule.id, rule, rule.title, asked, "人", len(met) + len(missing), tuple(met), tuple(missing), tuple(pending),
        due, notes, lack,
    )  # fmt: skip


def of_topics(facts: Facts, topics: Collection[str], day: date) -> list[Training]:
    """The classes of these topics (none said: of all) that had begun by a day."""
    return [one for one in facts.trainings if one.on <= day and (not topics or one.traits.topic in topics)]


def _last_passed(facts: Facts, topics: Collection[str], day: date) -> dict[str, date]:
    """Teacher's id → when that teacher last passed a class of these topics."""
    last: dict[str, date] = {}
    for training in of_topics(facts, topics, day):
        days = {one.id: one.day for one in facts.lessons.get(training.id, ())}
        for one in facts.attended.get(training.id, ()):
            if one.passed:
                on = _when(training, one, days)
                last[one.teacher] = max(last.get(one.teacher, on), on)
    return last


def _when(training: Training, one: Attended, days: dict[str, date | None]) -> date:
    return days.get(one.session) or training.until or training.on


def _modules_passed(facts: Facts, day: date) -> defaultdict[str, set[str]]:
    """Teacher's id → codes of the modules passed: of single sessions, or of all those of a class passed as a whole."""
    found: defaultdict[str, set[str]] = defaultdict(set)
    for training in of_topics(facts, (), day):
        modules = {one.id: one.module for one in facts.lessons.get(training.id, ()) if one.module}
        if not modules:
            continue
        for one in facts.attended.get(training.id, ()):
            if one.passed:
                found[one.teacher].update(modules.values() if not one.session else [modules.get(one.session, "")])
    return found


def _years_on(day: date, years: int) -> date:
    try:
        return day.replace(year=day.year + years)
    except ValueError:
        return day.replace(year=day.year + years, day=28)


def _month(person: Person) -> str:
    start = person.work_start or ""
    return f"{start[:4]} 年 {int(start[5:7] or 1)} 月" if len(start) >= 7 else f"{start[:4]} 年"


def _plain(title: str) -> str:
    return "".join(title.split()).strip("《》“”\"'").casefold()


def _topics(topics: Iterable[str]) -> str:
    table = codes.table("training_topic")
    return "、".join(table.label_of(one) for one in topics) or "培训"
