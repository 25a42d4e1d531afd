"""P1 and P2: rosters and certificates as PDF, against reportlab's own means, fpdf2, WeasyPrint and typst.

    PYTHONPATH=FOLDER python -m bench.papers [--rounds N] [--quick] [--out FILE]

FOLDER holds the peers: `python -m pip install --target FOLDER fpdf2 weasyprint typst`. All print the same texts in the
same faces. A certificate is a page with a double border, title, text, number, issuer, day and a QR code; the modules of
every code come from the same library. What is slow is measured on fewer papers, and its time told for all of them.
"""

import random
import sys
import time
from collections.abc import Callable, Sequence
from datetime import date
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from bench import paper_peers
from bench.paper_peers import Certificate
from bench.rounds import Goal, Report, Way, options, present
from exports.typefaces import FOLDER

OURS, CANVAS, LONGTABLE = "薪火", "reportlab canvas + rl_accel", "reportlab LongTable"
FPDF2, WEASYPRINT, TYPST = "fpdf2", "WeasyPrint", "typst"
PEERS = {"fpdf": FPDF2, "weasyprint": WEASYPRINT, "typst": TYPST}

Make = Callable[[Sequence[Certificate], Path], object]
"""Makes the certificates: as one file, or as files in a folder."""

ONE: dict[str, tuple[Make, int]] = {
    TYPST: (paper_peers.typst_one, 1),
    FPDF2: (paper_peers.fpdf2_one, 1),
    WEASYPRINT: (paper_peers.weasyprint_one, 20),
}
"""One PDF of all: how, and the share of the papers that is measured."""


def main() -> int:
    """Measure lists and certificates; returns the exit code."""
    report = Report("papers", options(__doc__ or ""))
    count = 1_000 if report.options.quick else 10_000
    with TemporaryDirectory(prefix="xinhuo-bench-") as name:
        folder = Path(name)
        rosters(report, roster(count), folder)
        certificates(report, [certificate(number) for number in range(count // 10)], folder)
    return report.finish()


def rosters(report: Report, rows: Sequence[paper_peers.Row], folder: Path) -> None:
    """A list of rows × 8 columns with rules and headings on every page."""
    some = rows[:: 1 if report.options.quick else 10]
    ways: dict[str, Way] = {
        CANVAS: lambda: paper_peers.canvas_roster(rows, folder / "canvas.pdf"),
        OURS: lambda: our_roster(rows, folder / "ours.pdf"),
        LONGTABLE: scaled(lambda: paper_peers.long_table(some, folder / "table.pdf"), len(rows) / len(some)),
    }
    goals = [Goal("P1", OURS, CANVAS, 0.6), Goal("P1", OURS, LONGTABLE, 0.6)]
    report.run(f"A roster of {len(rows):,} × 8", ways, rounds=5, goals=goals)
    sizes = {path.stem: path.stat().st_size for path in sorted(folder.glob("*.pdf"))}
    report.note("roster bytes", sizes, ", ".join(f"{name} {size:,} bytes" for name, size in sizes.items()))


def certificates(report: Report, papers: Sequence[Certificate], folder: Path) -> None:
    """Certificates with QR codes, as one PDF and as a file each."""
    there = {name for module, name in PEERS.items() if present(module)}
    ways: dict[str, Way] = {OURS: lambda: our_one(papers, folder / "one.pdf")}
    for name, (make, share) in ONE.items():
        if name in there:
            some = papers[: max(len(papers) // share, 1)]
            ways[name] = scaled(one(make, some, folder / f"{name}.pdf"), len(papers) / len(some))
    goals = [Goal("P2", OURS, TYPST, 2.0), Goal("P2", OURS, FPDF2, 0.2), Goal("P2", OURS, WEASYPRINT, 0.2)]
    report.run(f"{len(papers):,} certificates in one PDF", ways, rounds=3, goals=goals)

    singles: dict[str, Way] = {OURS: lambda: our_files(papers, folder / "ours")}
    if TYPST in there:
        singles[TYPST] = one(paper_peers.typst_files, papers, folder / "typst")
    report.run(f"{len(papers):,} files", singles, rounds=3, goals=[Goal("P2", OURS, TYPST, 3.0)])
    for way in singles:
        sizes = [path.stat().st_size for path in (folder / {OURS: "ours"}.get(way, way)).glob("*.pdf")]
        report.note(
            f"{way} bytes a file", sum(sizes) // len(sizes), f"{way}: {sum(sizes) // len(sizes):,} bytes a file"
        )


def one(make: Make, papers: Sequence[Certificate], out: Path) -> Callable[[], None]:
    """A call that makes these papers."""

    def call() -> None:
        make(papers, out)

    return call


def scaled(call: Callable[[], None], times: float) -> Way:
    """A way whose seconds are told for so many times the work."""

    def way() -> float:
        began = time.perf_counter()
        call()
        return (time.perf_counter() - began) * times

    return way


def roster(count: int) -> list[paper_peers.Row]:
    """Rows of a county's teachers: names of any of 3,500 characters, 150 schools."""
    chance = random.Random(3)
    characters = (FOLDER / "characters-8105.txt").read_text(encoding="utf-8").split()[:3500]
    schools = [f"某某县{''.join(chance.choices(characters, k=2))}镇中心小学" for _ in range(150)]
    return [
        (
            *(str(number), "".join(chance.choices(characters, k=chance.choice((2, 3, 3, 3)))), chance.choice("男女")),
            *(chance.choice(schools), chance.choice(("语文", "数学", "英语")), chance.choice(("一级教师", "高级教师"))),
            *(f"1{chance.randrange(10**9, 10**10)}", f"{chance.randrange(999) / 10}"),
        )
        for number in range(1, count + 1)
    ]


def certificate(number: int) -> Certificate:
    """One certificate, its code of the length a signed statement has."""
    import zxingcpp

    chance = random.Random(number)
    characters = (FOLDER / "characters-8105.txt").read_text(encoding="utf-8").split()[:3500]
    said = "".join(chance.choices("ABCDEFGHIJKLMNOPQRSTUVWXYZ234567", k=200))
    made: Any = zxingcpp.create_barcode(said, zxingcpp.BarcodeFormat.QRCode, ec_level="M").to_image(scale=1)
    return Certificate(
        name="".join(chance.choices(characters, k=chance.choice((2, 3)))),
        number=f"XJ-JY-2025-{number:06}",
        programme=f"{''.join(chance.choices(characters, k=4))}骨干教师培训班",
        hours=str(chance.randrange(8, 120)),
        code=said,
        side=made.shape[0],
        modules=memoryview(made).tobytes(),
    )


# -- the program's own way


def our_roster(rows: Sequence[paper_peers.Row], out: Path) -> None:
    """The list as the program prints it: looked over, fitted, with page numbers."""
    from exports.rosters import Column, write_roster

    aligns = paper_peers.ALIGNS
    labels, shares = paper_peers.LABELS, paper_peers.SHARES
    columns = [Column(label, share, align) for label, share, align in zip(labels, shares, aligns, strict=True)]
    write_roster(paper_peers.TITLE, paper_peers.ISSUER, columns, rows, out, made_on=date(2026, 11, 22))


def _jobs(papers: Sequence[Certificate]) -> list[tuple[object, object]]:
    from exports.papers.design import Code, Design, Frame, Text
    from exports.papers.facts import Facts

    def text(words: str, y: float, height: float, **more: object) -> Text:
        return Text(x=40.0, y=y, width=217.0, height=height, text=words, **more)  # type: ignore[arg-type]

    design = Design(
        kind="completion",
        width=297.0,
        height=210.0,
        elements=(
            Frame(x=10.0, y=10.0, width=277.0, height=190.0, style="double"),
            text(paper_peers.HEADING, 32.0, 22.0, role="title", size=46.0, colour="#a8171a", align="center"),
            text(paper_peers.BODY, 68.0, 62.0, size=20.0, indent=2.0, align="justify"),
            text(paper_peers.NUMBER, 170.0, 8.0, role="song", size=12.0),
            text(paper_peers.ISSUER, 140.0, 10.0, size=17.0, align="right"),
            text(paper_peers.DAY, 152.0, 10.0, size=16.0, align="right"),
            Code(x=40.0, y=136.0, width=26.0, height=26.0),
        ),
    )
    return [(design, Facts(who=one.name, title=one.number, texts=one.texts(), code=one.code)) for one in papers]


def our_one(papers: Sequence[Certificate], out: Path) -> None:
    """All in one PDF."""
    from exports.papers.writing import write_papers

    write_papers(_jobs(papers), out)  # type: ignore[arg-type]


def our_files(papers: Sequence[Certificate], folder: Path) -> None:
    """A file each."""
    from exports.papers.writing import write_paper_files

    folder.mkdir(exist_ok=True)
    write_paper_files(_jobs(papers), folder)  # type: ignore[arg-type]


if __name__ == "__main__":
    sys.exit(main())
