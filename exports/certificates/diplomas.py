"""Draws the framed papers in landscape: 结业证书 and 聘书."""

from collections.abc import Sequence
from datetime import date
from typing import TYPE_CHECKING

from exports.certificates.facts import AppointmentFacts, CompletionFacts
from exports.certificates.frames import INK, RED, draw_frame
from exports.paper import A4_LANDSCAPE
from exports.paragraphs import Run, TooLong, draw_block, fit, fit_text
from exports.typefaces import face_for, width

if TYPE_CHECKING:
    from reportlab.pdfgen.canvas import Canvas

_WIDTH, _HEIGHT = A4_LANDSCAPE
_LEFT = 122.0
_MEASURE = _WIDTH - 2 * _LEFT
_TITLE_BASE = _HEIGHT - 142.0
_SMALLEST_TITLE = 16.0
# The text sits between the title and the room a 42 mm seal needs round issuer and date.
_TEXT_TOP, _TEXT_BOTTOM = _HEIGHT - 172.0, 192.0
_TEXT_SIZES = tuple(half / 2 for half in range(45, 23, -1))
_SIGN_WIDTH = 330.0
_ISSUER_BASE, _DATE_BASE = 136.0, 107.0
_SIGN_SIZES = (17.0, 16.0, 15.0, 14.0, 13.0, 12.0, 11.0, 10.0)

Paragraphs = Sequence[tuple[Sequence[Run], float]]


def draw_completion(canvas: "Canvas", facts: CompletionFacts) -> None:
    """One 结业证书 on the canvas's page; raises `TooLong` when a text has no room."""
    hours = f"共{facts.hours}，" if facts.hours else ""
    unit = f"（{facts.unit}）" if facts.unit else ""
    text = [
        Run(facts.name, whole=True),
        Run(f"同志{unit}于{span(facts.starts_on, facts.ends_on)}参加由"),
        Run(facts.organiser),
        Run("举办的"),
        Run(quoted(facts.programme)),
        Run(f"，修完规定课程，{hours}{facts.result}，准予结业。"),
    ]
    paragraphs: Paragraphs = [(text, 2.0), ([Run("特发此证。")], 2.0)]
    _draw_diploma(canvas, facts, paragraphs)


def draw_appointment(canvas: "Canvas", facts: AppointmentFacts) -> None:
    """One 聘书 on the canvas's page; raises `TooLong` when a text has no room."""
    basis = [Run("根据"), Run(facts.basis), Run("，")] if facts.basis else []
    address = [Run(facts.unit), Run(facts.name, whole=True), Run("同志：")]
    term = f"，聘期自{written(facts.starts_on)}起至{written(facts.ends_on)}止。"
    text = [*basis, Run("兹聘请您担任"), Run(facts.post), Run(term)]
    _draw_diploma(canvas, facts, [(address, 0.0), (text, 2.0), ([Run("此聘。")], 2.0)])


def written(day: date) -> str:
    """A date as documents write it: no leading zeros (GB/T 9704-2012, 7.3.5.4)."""
    return f"{day.year}年{day.month}月{day.day}日"


def span(first: date, last: date) -> str:
    """From one day to another, the year said once."""
    if first == last:
        return written(first)
    end = written(last) if last.year != first.year else f"{last.month}月{last.day}日"
    return f"{written(first)}至{end}"


def quoted(programme: str) -> str:
    """A programme's name in quotation marks, unless it brings marks of its own."""
    return programme if programme[:1] in {"“", "《", "「"} else f"“{programme}”"


def _draw_diploma(canvas: "Canvas", facts: CompletionFacts | AppointmentFacts, paragraphs: Paragraphs) -> None:
    draw_frame(canvas)
    _draw_title(canvas, facts.title)
    room = _TEXT_TOP - _TEXT_BOTTOM
    block = fit(paragraphs, "kai", (_MEASURE, room), _TEXT_SIZES, spacing=1.85, even=True)
    canvas.setFillColorRGB(*INK)
    top = _TEXT_TOP - (room - block.height) * 0.42
    draw_block(canvas, block, _LEFT, top, _MEASURE, "justify")
    _draw_number(canvas, facts.number)
    _draw_signature(canvas, facts.issuer, facts.issued_on)


def _draw_title(canvas: "Canvas", title: str) -> None:
    """The title in spaced red characters; a long one is set smaller and closer."""
    face = face_for(title, "title")
    short = len(title) <= 2
    spacing = 1.1 if short else 0.55
    ems = width(title, face, 1.0) + spacing * (len(title) - 1)
    size = min(54.0 if short else 46.0, _MEASURE / ems)
    if size < _SMALLEST_TITLE:
        raise TooLong(title)
    canvas.setFillColorRGB(*RED)
    canvas.setFont(face, size)
    canvas.drawString((_WIDTH - ems * size) / 2, _TITLE_BASE, title, charSpace=spacing * size)


def _draw_number(canvas: "Canvas", number: str) -> None:
    block = fit_text(f"证书编号：{number}", "song", (220.0, 40.0), (12.0, 11.0, 10.0, 9.0, 8.0, 7.0))
    draw_block(canvas, block, _LEFT, _DATE_BASE - 5.0 + block.height, 220.0, "left")


def _draw_signature(canvas: "Canvas", issuer: str, issued_on: date) -> None:
    """Issuer over date, centred on each other at the right; a wet seal is pressed over both."""
    block = fit_text(issuer, "kai", (_SIGN_WIDTH, 52.0), _SIGN_SIZES, spacing=1.3)
    day = written(issued_on)
    face = face_for(day, "kai")
    shared = max(block.width, width(day, face, 16.0))
    left = _WIDTH - _LEFT - 42.0 - shared
    draw_block(canvas, block, left, _ISSUER_BASE + block.height, shared, "center")
    canvas.setFont(face, 16.0)
    canvas.drawCentredString(left + shared / 2, _DATE_BASE, day)
    canvas.setFont(face_for("（盖章）", "song"), 10.5)
    canvas.drawString(left + shared + 4.0, _ISSUER_BASE + block.leading * 0.34, "（盖章）")
