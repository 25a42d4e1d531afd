"""Facts to check with, made by hand: people, classes, sessions and who passed them."""

from datetime import date

from app.gaps.facts import Attended, Facts, Lesson, Training
from app.ledger.items import Traits
from app.rules.book import LAST, Rule
from app.rules.kinds import Parameters
from app.rules.people import Person

DAY = date(2026, 11, 22)


def rule(said: Parameters, title: str = "规则", since: date = date(2021, 1, 1)) -> Rule:
    return Rule("r1", "R", "kind", title, since, LAST, "示教〔2021〕1号", "原文", said)


def teacher(pk: str, **more: object) -> Person:
    return Person(id=pk, name=pk, school=f"{pk}校", school_name=f"{pk}校", **more)  # type: ignore[arg-type]


def training(pk: str, day: date | None, topic: str = "", **more: str) -> Training:
    traits = Traits("class", **{"topic": topic, **more})
    return Training(pk, f"p{pk}", f"培训{pk}", traits, day.year if day else 2026, day, day)


def passed(*teachers: str, session: str = "", post: str = "") -> tuple[Attended, ...]:
    return tuple(Attended(one, session, True, post) for one in teachers)


def failed(*teachers: str) -> tuple[Attended, ...]:
    return tuple(Attended(one, "", False, "") for one in teachers)


def lesson(pk: str, day: date | None = None, module: str = "") -> Lesson:
    return Lesson(pk, f"课{pk}", day, module)


def facts(*people: Person, **more: object) -> Facts:
    return Facts(people=people, **more)  # type: ignore[arg-type]


def ids(lines: object) -> list[str]:
    return [one.id for one in lines]  # type: ignore[attr-defined]
