"""What a rule or the register has against something is put to a person, who may have it so all the same."""

from collections.abc import Callable
from typing import TypeVar

from PySide6.QtWidgets import QWidget

from app import mentoring, studios
from app.problems import SHOWN, Question
from app.records import Entity, Invalid
from ui import messages

T = TypeVar("T")

_YES, _NO = "照样保存", "回去核对"


def saved(page: QWidget, entity: Entity, save: Callable[[bool], str]) -> str:
    """Save what a form holds, `save(agreed)`; a person who does not agree finds the reasons under their fields."""
    try:
        return save(False)
    except (mentoring.Doubtful, studios.Doubtful) as doubtful:
        if not messages.ask(page, doubtful.title, doubtful.advice, _YES, _NO):
            raise Invalid(entity, list(doubtful.faults)) from doubtful
        return save(True)


def done(page: QWidget, run: Callable[[bool], T], *, no: str = _NO) -> T | None:
    """Do what no form is open for, `run(agreed)`; None when it was refused, or not wanted then."""
    try:
        try:
            return run(False)
        except Question as question:
            return run(True) if messages.ask(page, question.title, question.advice, _YES, no) else None
    except SHOWN as problem:
        messages.show_problem(page, problem)
        return None
