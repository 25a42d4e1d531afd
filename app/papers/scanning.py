"""Papers brought as a photograph, a scan or a PDF: their QR codes are found and each is checked."""

from pathlib import Path

from app.papers import statement_lines, statements
from app.papers.verdicts import Verdict
from app.problems import Problem
from app.progress import Progress, silent
from app.session import Session

SUFFIXES = frozenset({".jpg", ".jpeg", ".jpe", ".jfif", ".png", ".bmp", ".tif", ".tiff", ".webp", ".pdf"})
"""Endings of files that may hold a code; their content decides."""


def check_file(session: Session, path: Path, *, progress: Progress = silent) -> list[Verdict]:
    """A verdict for each paper's code in the file; other codes are passed over while there is one of a paper.

    Raises Problem when there is no code at all, ExportProblem when the file cannot be read.
    """
    return [statements.check(session, text) for text in codes_in(path, progress=progress)]


def codes_in(path: Path, *, progress: Progress = silent) -> list[str]:
    """The texts of the papers' codes in a file, or of any other code where none is a paper's; Problem for none."""
    from exports.scans import read_codes

    texts = read_codes(path, progress=progress)
    if not texts:
        raise Problem(
            f"“{path.name}”里没有找到二维码。",
            "请让二维码占到画面的一半，拍正、拍清楚，不要反光，再试；也可以用扫码枪扫，或按证书编号查。",
        )
    return [text for text in texts if statement_lines.tidied(text).startswith("薪火")] or texts
