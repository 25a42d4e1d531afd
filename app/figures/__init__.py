"""Figures (统计数字): what can be counted of the registers, each with its value and the names behind it."""

from app.figures.counting import (
    choice_of,
    choice_words,
    counted,
    entries,
    find,
    get,
    names,
    options,
    read_choice,
    split,
    value,
)
from app.figures.registry import FIGURES
from app.figures.shapes import Dim, Entry, Figure, Name, Value

__all__ = [
    "FIGURES",
    "Dim",
    "Entry",
    "Figure",
    "Name",
    "Value",
    "choice_of",
    "choice_words",
    "counted",
    "entries",
    "find",
    "get",
    "names",
    "options",
    "read_choice",
    "split",
    "value",
]
