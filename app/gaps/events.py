"""What rules ask of trainings as such: how often and with how many, issues of a series, weeks and months. Pure."""

from collections import Counter, defaultdict
from dataclasses import replace
from datetime import date, timedelta

from app import school_years
from app.dates import in_words
from app.gaps.facts import Facts, Series, Trained, Training
from app.gaps.personal import of_topics
from app.gaps.results import Line, Result, line_of
from app.ledger.counting import fits
from app.rules import kinds
from app.rules.book import Rule
from app.rules.people import GONE, Person, matches


def meetings(rule: Rule, said: kinds.Meetings, facts: Facts, day: date) -> list[Result]:
    """Trainings of a calendar year with enough people; 人 are different persons, 人次 those of each added up."""
    held = [one for one in of_topics(facts, said.topics, day) if one.on.year == day.year]
    met, missing = list[Line](), list[Line]()
    everybody, times, unrated = set[str](), 0, 0
    for training in held:
        there = facts.attended.get(training.id, ())
        people = {one.teacher for one in there if one.passed}
        unrated += len({one.teacher for one in there} - people)
        everybody |= people
        times += len(people)
        words = f"{_span(training)}，{len(people):,} 人"
        if len(people) >= said.people:
            met.append(_class_line(training, words))
        else:
            missing.append(_class_line(training, f"{words}，少 {said.people - len(people):,} 人"))
    each = f"，每次不少于 {said.people:,} 人" if said.people else ""
    notes = [f"今年共 {len(held)} 次，{len(everybody):,} 人、{times:,} 人次（只算合格的）"]
    if unrated:
        notes.append(f"另有 {unrated:,} 人次不合格或还没有登记结果，没有算进去")
    if len(met) < said.times:
        notes.append(f"还少 {said.times - len(met)} 次")
    return [
        Result(
            rule.id, rule, rule.title, f"{day.year} 年办 {said.times} 次{each}", "次",
            said.times if facts.is_county else None, tuple(met), tuple(missing), due=date(day.year, 12, 31),
            notes=tuple(notes), lack="人数不够的", by_school=False,
        )
    ]  # fmt: skip


def span_of(said: kinds.Headcount, day: date) -> tuple[date, date]:
    """The days a headcount is about: a calendar year, or from `since` until `until`."""
    if not said.since and not said.until:
        return date(day.year, 1, 1), date(day.year, 12, 31)
    return date.fromisoformat(said.since or "0001-01-01"), date.fromisoformat(said.until or "9999-12-31")


def counted(said: kinds.Headcount, facts: Facts, day: date) -> list[Training]:
    """The classes of which a headcount counts the people."""
    first, last = span_of(said, day)
    return [one for one in facts.trainings if first <= one.on <= min(last, day) and fits(said.about, one.traits)]


def headcount(rule: Rule, said: kinds.Headcount, facts: Facts, day: date) -> list[Result]:
    """Different persons trained. Whoever was trained counts even if no longer there, by the post held then."""
    trained = facts.trained.get(rule.id, {})
    titles = {one.id: one.title for one in facts.trainings}
    met, missing, times = list[Line](), list[Line](), 0
    then = _any_status(said.who)
    for person in facts.people:
        there = trained.get(person.id)
        if there is None:
            if matches(said.who, person, day):
                missing.append(line_of(person, "还没有参加过"))
        elif _was(then, person, there, there.day or day):
            times += there.classes
            when = in_words(there.day) if there.day else ""
            met.append(line_of(person, f"{when} {titles.get(there.training, '')}".strip()))
    _first, last = span_of(said, day)
    notes = [f"共 {len(met):,} 人、{times:,} 人次；一个人参加几次只算 1 人，只算合格的"]
    if facts.is_county and len(met) < said.people:
        notes.append(f"还少 {said.people - len(met):,} 人")
    when = f"{day.year} 年" if not said.since and not said.until else _from_to(said)
    return [
        Result(
            rule.id, rule, rule.title, f"{when}培训 {said.people:,} 人", "人", said.people if facts.is_county else None,
            tuple(met), tuple(missing), due=last if last.year < 9999 else None, notes=tuple(notes),
            lack="还没有参加、可以安排的", everybody=False,
        )
    ]  # fmt: skip


def _was(who: kinds.Who, person: Person, there: Trained, day: date) -> bool:
    if there.post or person.staff_status in GONE:
        person = replace(person, staff_status=None, admin_post=there.post or person.admin_post)
    return matches(who, person, day)


def _any_status(who: kinds.Who) -> kinds.Who:
    """The same without a word on the status: that of today says nothing of the day of a training."""
    import msgspec

    return msgspec.structs.replace(who, statuses=())


def _from_to(said: kinds.Headcount) -> str:
    since = f"从 {in_words(date.fromisoformat(said.since))}" if said.since else ""
    until = f"到 {in_words(date.fromisoformat(said.until))}" if said.until else ""
    return f"{since}{until}，"


# -- series


def series(rule: Rule, said: kinds.Series, facts: Facts, day: date) -> list[Result]:
    """Of each programme held in issues the issues of this school year, and the times at which one was missed."""
    held: defaultdict[str, list[tuple[date, Training]]] = defaultdict(list)
    for training in facts.trainings:
        days = {one.day for one in facts.lessons.get(training.id, ())} - {None} or {training.day}
        held[training.programme] += [(one, training) for one in days if one is not None and one <= day]
    return [_issues(rule, said, one, sorted(held[one.programme], key=_by_day), facts, day) for one in facts.series]


def _by_day(issue: tuple[date, Training]) -> tuple[date, str]:
    return issue[0], issue[1].id


def _issues(
    rule: Rule, said: kinds.Series, one: Series, held: list[tuple[date, Training]], facts: Facts, day: date
) -> Result:
    year_begins, _last = school_years.term_days(school_years.of(day), "1")
    begin = max(rule.since, year_begins)
    end = min(day, date(one.year, 12, 31)) if one.year else day
    end = max(end, held[-1][0]) if held else end
    shown_now = [issue for issue in held if issue[0] >= begin]
    missed = missing_issues([issue[0] for issue in held], one.days, begin, end, said)
    met = []
    for on, training in shown_now:
        people = {each.teacher for each in facts.attended.get(training.id, ())}
        met.append(_class_line(training, f"{in_words(on)}，{len(people):,} 人"))
    lines = tuple(
        Line("programmes", one.programme, one.title, f"{in_words(first)}到 {in_words(last)}没有办")
        for first, last in missed
    )
    notes = [f"这一学年办了 {len(met)} 期"]
    if not held:
        notes.append("还没有登记过一期")
    return Result(
        f"{rule.id} {one.programme}", rule, f"{rule.title}：{one.title}", f"每 {one.days} 天一期", "期",
        len(met) + len(lines) if held else None, tuple(met), lines, notes=tuple(notes), lack="漏掉的一期", by_school=False,
    )  # fmt: skip


def missing_issues(held: list[date], days: int, begin: date, end: date, said: kinds.Series) -> list[tuple[date, date]]:
    """The spans of `days` between `begin` and `end` in which an issue was due and none was held.

    The count begins with the first issue, or at `begin` where that was before; days of a pause do not count.
    """
    if not held or end < begin:
        return []
    last = max(held[0], begin)
    coming = [one for one in held if one > last]
    found = []
    while True:
        due = after(last, days, said)
        limit = due + timedelta(said.grace)
        following = next((one for one in coming if one > last), None)
        if following is not None and following <= limit:
            last = following
        elif limit < end:
            found.append((last + timedelta(1), due))
            last = due
        else:
            return found


def after(day: date, days: int, said: kinds.Series) -> date:
    """The day `days` later, those of a pause not counted."""
    while days > 0:
        day += timedelta(1)
        if not paused(day, said):
            days -= 1
    return day


def paused(day: date, said: kinds.Series) -> bool:
    """Whether a day lies in one of the pauses, which begin on the same day of every year."""
    for one in said.pauses:
        for year in (day.year - 1, day.year):
            first = day_of(year, one.starts)
            if first <= day < first + timedelta(one.days):
                return True
    return False


# -- weeks and months


def latest(window: kinds.Window, day: date) -> tuple[date, date]:
    """First and last day of the window that began last."""
    first = day_of(day.year, window.starts)
    if first > day:
        first = day_of(day.year - 1, window.starts)
    return first, first + timedelta(window.days - 1)


def in_window(facts: Facts, window: kinds.Window, day: date) -> list[tuple[Training, frozenset[str]]]:
    """The classes that fit and that were held in the window, with the sessions that were (empty: the class itself)."""
    first, last = latest(window, day)
    found = []
    for training in facts.trainings:
        if not fits(window.about, training.traits):
            continue
        dated = {one.id: one.day for one in facts.lessons.get(training.id, ()) if one.day}
        within = frozenset(pk for pk, on in dated.items() if first <= on <= min(last, day))
        ends = [one for one in (training.day, training.until) if one is not None and first <= one <= min(last, day)]
        if within or (ends and not dated):
            found.append((training, within))
    return found


def calendar(rule: Rule, said: kinds.Calendar, facts: Facts, day: date) -> list[Result]:
    """Which schools held nothing that fits in the week or month: nobody of theirs was at anything of it."""
    return [_window(rule, one, number, facts, day) for number, one in enumerate(said.windows)]


def _window(rule: Rule, window: kinds.Window, number: int, facts: Facts, day: date) -> Result:
    first, last = latest(window, day)
    held = _held_by_school(facts, window, day)
    met, missing = list[Line](), list[Line]()
    for pk, name in facts.schools:
        if held[pk]:
            words = "；".join(f"{title} {count:,} 人" for title, count in sorted(held[pk].items()))
            met.append(Line("organisations", pk, name, words, name, pk))
        else:
            missing.append(Line("organisations", pk, name, "没有登记活动", name, pk))
    before = first < rule.since
    notes = (f"这条规则从 {in_words(rule.since)}起执行，下一次再核对",) if before else ()
    return Result(
        f"{rule.id} {number}", rule, window.title, f"{in_words(first)}到 {in_words(last)}，每所学校都有活动", "所",
        None if before else len(met) + len(missing), tuple(met), tuple(missing), due=last, notes=notes,
        lack="没有活动的学校",
    )  # fmt: skip


def _held_by_school(facts: Facts, window: kinds.Window, day: date) -> defaultdict[str, Counter[str]]:
    """School's id → what its people were at, and how many of them."""
    school_of = {one.id: one.school for one in facts.people}
    found: defaultdict[str, Counter[str]] = defaultdict(Counter)
    for training, sessions in in_window(facts, window, day):
        people = {
            one.teacher
            for one in facts.attended.get(training.id, ())
            if not one.session or not sessions or one.session in sessions
        }
        for teacher in people:
            found[school_of.get(teacher) or ""][training.title] += 1
    return found


# -- what they share


def _class_line(training: Training, note: str) -> Line:
    return Line("classes", training.id, training.title, note)


def _span(training: Training) -> str:
    if training.day is None:
        return f"{training.year} 年，日期没有登记"
    return in_words(training.day)


def day_of(year: int, month_day: str) -> date:
    """A day of every year (MM-DD) in one of them; 29 February of other years is the 28th."""
    month, day = (int(part) for part in month_day.split("-"))
    try:
        return date(year, month, day)
    except ValueError:
        return date(year, month, 28)
