"""Writes papers to files: all of a batch, or nothing."""

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from exports.paper import MM, Paper
from exports.papers.checking import Asked, asked, printed, unknown
from exports.papers.design import Design
from exports.papers.drawing import Draw, Pen, broken_pictures
from exports.papers.facts import Facts
from exports.papers.laying import Plan, lay, planned
from exports.papers.sound import sound
from exports.papers.texts import normalised
from exports.papers.trial import draw_trial
from exports.papers.wording import NoRoom, short
from exports.preflight import refuse_unprintable, sentences
from exports.problems import ExportProblem
from exports.saving import save, save_all
from exports.typefaces import face_for

Job = tuple[Design, Facts]
Progress = Callable[[int, int, str], None]

DRAFT = "预览—无效"
_DOING = "正在生成证书"
_NOTHING = "没有生成任何文件"
_SHOWN = 8
_DRAFT_GREY, _DRAFT_ALPHA = 0.35, 0.18

_FORBIDDEN = re.compile(r'[<>:"/\\|?*\x00-\x1f]')
_RESERVED = re.compile(r"(?i)(con|prn|aux|nul|com\d|lpt\d)(\..*)?$")
# A name may have 255 bytes on Linux, a path 260 characters on Windows: this leaves room for both.
_LONGEST_NAME = 200


@dataclass(frozen=True)
class Options:
    """How a batch is printed: `draft` marks every sheet 预览—无效; `preprinted` leaves out what the paper has already;
    `offset` moves everything to the right and down by so many mm."""

    draft: bool = False
    preprinted: bool = False
    offset: tuple[float, float] = (0.0, 0.0)


_PLAIN = Options()


@dataclass(frozen=True)
class _Made:
    """A design made ready once for all its papers."""

    plan: Plan
    asked: Asked


def write_papers(jobs: Sequence[Job], out: Path, *, options: Options = _PLAIN, progress: Progress | None = None) -> int:
    """One PDF of all papers, each beginning a sheet of its own; returns how many sheets it has.

    `progress(done, total, what)` is called after each paper; what it raises stops the work with nothing written.
    Raises `ExportProblem` when there is no paper, a design names what a paper has not, a character cannot be printed,
    a text has no room, a picture cannot be read or the file cannot be put in place; an earlier file then stays.
    """
    content, sheets = _written(jobs, options, progress)
    save(out, content)
    return sheets


def write_paper_files(
    jobs: Sequence[Job], folder: Path, *, options: Options = _PLAIN, progress: Progress | None = None
) -> list[Path]:
    """One PDF a paper in `folder`, named by its title so that Windows takes it; returns them in order.

    Names that would meet in one batch are numbered; a file left by an earlier run is replaced. `progress` and
    refusals as in `write_papers`: no file appears before all are made.
    """
    made, papers = _ready(jobs, options)

    def contents() -> Iterator[tuple[Path, bytes]]:
        for done, (paper, name) in enumerate(zip(papers, file_names([facts for _, facts in papers]), strict=True), 1):
            content, _ = _pdf(made, [paper], paper[1].title, options, None)
            yield folder / name, content
            if progress is not None:
                progress(done, len(papers), _DOING)

    return save_all(contents())


def paper_bytes(jobs: Sequence[Job], options: Options = _PLAIN) -> bytes:
    """`write_papers` for a preview: the PDF itself."""
    return _written(jobs, options, None)[0]


def faults(jobs: Sequence[Job]) -> list[str]:
    """All that keeps a batch from being printed, as sentences: paper, field, character; element without room; broken
    picture. Empty when nothing does."""
    made = _made(jobs, _PLAIN)
    papers = [(design, normalised(facts)) for design, facts in jobs]
    found = _unknown(made, papers)
    found += sentences(printed([(made[id(design)].asked, facts) for design, facts in papers]))
    if found:
        return found
    for design, facts in papers:
        found += broken_pictures(design, facts)
        try:
            lay(made[id(design)].plan, facts)
        except NoRoom as cause:
            found.append(f"{facts.who}：{cause.label}放不下（“{short(cause.text)}”）")
    return list(dict.fromkeys(found))


def test_sheet(design: Design, options: Options = _PLAIN) -> bytes:
    """A sheet to hold against pre-printed paper: rulers, crosses in the corners, every element's box with its name."""
    design = sound(design)
    paper = Paper("套打试印", (design.width * MM, design.height * MM))
    _shift(paper, options)
    pen = Pen(paper)
    draw_trial(pen, design, options.offset)
    pen.next_sheet()
    return paper.finished()


test_sheet.__test__ = False  # type: ignore[attr-defined]  # it is no test, whatever pytest makes of its name


def file_names(papers: Sequence[Facts]) -> list[str]:
    """A name for each paper that every system takes, all different even where case does not count."""
    names: list[str] = []
    taken: set[str] = set()
    for facts in papers:
        whole = _FORBIDDEN.sub("-", facts.title).encode()
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


def _written(jobs: Sequence[Job], options: Options, progress: Progress | None) -> tuple[bytes, int]:
    made, papers = _ready(jobs, options)
    first = papers[0][1].title
    return _pdf(made, papers, first if len(papers) == 1 else f"{first}等{len(papers)}份", options, progress)


def _ready(jobs: Sequence[Job], options: Options) -> tuple[dict[int, _Made], list[Job]]:
    """The designs made ready and the facts as they will be printed, once all of them are known to print."""
    if not jobs:
        raise ExportProblem("没有要打印的证书。", "请先选择人员，再打印证书。")
    made = _made(jobs, options)
    papers = [(design, normalised(facts)) for design, facts in jobs]
    lacking = _unknown(made, papers)
    if lacking:
        more = f"；另有{len(lacking) - _SHOWN}处" if len(lacking) > _SHOWN else ""
        raise ExportProblem(
            f"版式里有{len(lacking)}处用了这里没有的项目，{_NOTHING}。",
            f"{'；'.join(lacking[:_SHOWN])}{more}。请在版式里改正后再打印。",
        )
    refuse_unprintable(printed([(made[id(design)].asked, facts) for design, facts in papers]), _NOTHING)
    return made, papers


def _made(jobs: Sequence[Job], options: Options) -> dict[int, _Made]:
    """Each design made ready, by its identity: `jobs` holds them as long as this is of use."""
    made: dict[int, _Made] = {}
    for design, _ in jobs:
        if id(design) not in made:
            made[id(design)] = _Made(planned(design, preprinted=options.preprinted), asked(design))
    return made


def _unknown(made: dict[int, _Made], papers: Sequence[Job]) -> list[str]:
    found = (fault for design, facts in papers for fault in unknown(made[id(design)].asked, facts))
    return list(dict.fromkeys(found))


def _pdf(
    made: dict[int, _Made], papers: Sequence[Job], title: str, options: Options, progress: Progress | None
) -> tuple[bytes, int]:
    paper = Paper(title, made[id(papers[0][0])].plan.size)
    pen = Pen(paper)
    sheets = 0
    for done, (design, facts) in enumerate(papers, 1):
        plan = made[id(design)].plan
        for sheet in _laid(plan, facts):
            paper.canvas.setPageSize(plan.size)
            _draw_sheet(paper, pen, plan, sheet, options)
            sheets += 1
        if progress is not None:
            progress(done, len(papers), _DOING)
    return paper.finished(), sheets


def _laid(plan: Plan, facts: Facts) -> list[list[Draw]]:
    try:
        return lay(plan, facts)
    except NoRoom as cause:
        raise ExportProblem(
            f"{facts.who}：{cause.label}的文字太长，纸上放不下（“{short(cause.text)}”），{_NOTHING}。",
            "请缩短这段文字，或在版式里把这一块放大、字号改小后再打印。",
        ) from cause


def _draw_sheet(paper: Paper, pen: Pen, plan: Plan, sheet: Sequence[Draw], options: Options) -> None:
    _shift(paper, options)
    for draw in sheet:
        draw(pen)
    if options.draft:
        pen.canvas.setFillAlpha(_DRAFT_ALPHA)
        pen.repeated(("draft", plan.size), plan.size, partial(_draw_mark, size=plan.size))
    pen.next_sheet()


def _shift(paper: Paper, options: Options) -> None:
    right, down = options.offset
    if right or down:
        paper.canvas.translate(right * MM, -down * MM)


def _draw_mark(pen: Pen, *, size: tuple[float, float]) -> None:
    """The words from corner to corner; whoever draws them has made the colour nearly transparent."""
    import math

    from exports.typefaces import width

    across = math.hypot(*size)
    face = face_for(DRAFT, "hei")
    letters = min(across * 0.55 / width(DRAFT, face, 1.0), min(size) / 3)
    canvas = pen.canvas
    canvas.translate(size[0] / 2, size[1] / 2)
    canvas.rotate(math.degrees(math.atan2(size[1], size[0])))
    canvas.setFillGray(_DRAFT_GREY)
    canvas.setFont(face, letters)
    canvas.drawCentredString(0, -letters * 0.35, DRAFT)
