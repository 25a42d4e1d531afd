"""Writes papers to files: all of a batch, or nothing."""

import re
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

from exports.certificates.diplomas import draw_appointment, draw_completion
from exports.certificates.facts import AppointmentFacts, CompletionFacts, Facts, HoursFacts, normalised, texts
from exports.certificates.hours import draw_hours
from exports.paper import A4, A4_LANDSCAPE, Paper
from exports.paragraphs import TooLong
from exports.preflight import Checked, refuse_unprintable
from exports.problems import ExportProblem
from exports.saving import save, save_all
from exports.typefaces import Role

Progress = Callable[[int, int, str], None]

_FORBIDDEN = re.compile(r'[<>:"/\\|?*\x00-\x1f]')
_RESERVED = re.compile(r"(?i)(con|prn|aux|nul|com\d|lpt\d)(\..*)?$")
# A name may have 255 bytes on Linux, a path 260 characters on Windows: this leaves room for both.
_LONGEST_NAME = 200


def write_certificates(facts: Sequence[Facts], out: Path, *, progress: Progress | None = None) -> None:
    """One PDF of all papers, each beginning a page of its own; kinds may be mixed.

    `progress(done, total, what)` is called after each paper; what it raises stops the work with nothing written.
    Raises `ExportProblem` when there is no paper, a character cannot be printed, a text has no room or the
    file cannot be put in place; an earlier file of the name then stays as it was.
    """
    papers = _checked(facts)
    pdf = Paper(papers[0].title, _size(papers[0]))
    for done, paper in enumerate(papers, 1):
        _draw(pdf, paper)
        if progress is not None:
            progress(done, len(papers), "正在生成证书")
    save(out, pdf.finished())


def write_certificate_files(facts: Sequence[Facts], folder: Path, *, progress: Progress | None = None) -> list[Path]:
    """One PDF a paper in `folder`, named “number name.pdf” so that Windows takes it; returns them in order.

    Names that would meet in one batch are numbered; a file left by an earlier run is replaced. `progress` and
    refusals as in `write_certificates`: no file appears before all are made.
    """
    papers = _checked(facts)

    def made() -> Iterator[tuple[Path, bytes]]:
        for done, (paper, name) in enumerate(zip(papers, file_names(papers), strict=True), 1):
            pdf = Paper(f"{paper.title} {paper.name}", _size(paper))
            _draw(pdf, paper)
            yield folder / name, pdf.finished()
            if progress is not None:
                progress(done, len(papers), "正在生成证书")

    return save_all(made())


def file_names(facts: Sequence[Facts]) -> list[str]:
    """A name for each paper that every system takes, all different even where case does not count."""
    names: list[str] = []
    taken: set[str] = set()
    for paper in facts:
        whole = _FORBIDDEN.sub("-", f"{paper.number} {paper.name}").encode()
        stem = whole[:_LONGEST_NAME].decode(errors="ignore").strip(" .")
        if not stem or _RESERVED.match(stem):
            stem = f"证书 {stem}".rstrip()
        name, again = stem, 1
        while name.casefold() in taken:
            again += 1
            name = f"{stem}（{again}）"
        taken.add(name.casefold())
        names.append(f"{name}.pdf")
    return names


def _checked(facts: Sequence[Facts]) -> list[Facts]:
    """The papers as they will be printed, once every character of all of them is known to print."""
    if not facts:
        raise ExportProblem("没有要打印的证书。", "请先选择人员，再打印证书。")
    papers = [normalised(paper) for paper in facts]
    refuse_unprintable(
        (Checked(_who(paper), label, text, _role(paper)) for paper in papers for label, text in texts(paper)),
        "没有生成任何证书",
    )
    return papers


def _draw(pdf: Paper, facts: Facts) -> None:
    pdf.canvas.setPageSize(_size(facts))
    try:
        match facts:
            case CompletionFacts():
                draw_completion(pdf.canvas, facts)
            case AppointmentFacts():
                draw_appointment(pdf.canvas, facts)
            case HoursFacts():
                draw_hours(pdf.canvas, facts)
    except TooLong as cause:
        start = cause.text if len(cause.text) <= 20 else f"{cause.text[:20]}…"
        raise ExportProblem(
            f"{_who(facts)}：文字太长，纸上放不下（“{start}”），没有生成任何证书。",
            "请缩短这段文字后再打印。",
        ) from cause
    pdf.canvas.showPage()


def _who(facts: Facts) -> str:
    return f"{facts.name}（证书编号 {facts.number}）"


def _role(facts: Facts) -> Role:
    return "song" if isinstance(facts, HoursFacts) else "kai"


def _size(facts: Facts) -> tuple[float, float]:
    return A4 if isinstance(facts, HoursFacts) else A4_LANDSCAPE
