"""Papers the demonstration county has issued: some as they should be, one void, one lost and issued once more."""

from itertools import islice
from pathlib import Path
from random import Random
from tempfile import TemporaryDirectory

from app import certificates
from app.demo import TODAY
from app.papers import blocks, issuing, numbering, registry
from app.papers.issuing import Wish
from app.session import Session

COMPLETIONS, APPOINTMENTS, BLOCK = 10, 3, 100
_PATTERN = "{字头}{种类}〔{年}〕{流水号:5}号"


def issue(session: Session, rng: Random) -> None:
    """Issue them; the papers themselves go nowhere, the register and the record of printings keep what they were."""
    numbering.set_pattern(session, "appointment", _PATTERN, 1)
    with TemporaryDirectory(prefix="xinhuo-") as folder:
        out = Path(folder) / "papers.pdf"
        _issue(session, "completion", rng, COMPLETIONS, out)
        until = TODAY.replace(year=TODAY.year + 2).isoformat()
        _issue(session, "hours", rng, 1, out, Wish(valid_until=until))
        _issue(session, "appointment", rng, APPOINTMENTS, out, copies=2)
        given = [str(row["id"]) for row in certificates.listed(session) if row["kind"] == "completion"]
        if len(given) > 1:
            lost, wrong = rng.sample(sorted(given), 2)
            issuing.reissue(session, lost, out, "本人遗失")
            issuing.void(session, [wrong], "单位名称打错")


def _issue(
    session: Session, kind: str, rng: Random, most: int, out: Path, wish: Wish | None = None, *, copies: int = 1
) -> None:
    there = [str(row["id"]) for row in islice(registry.candidates(session, kind), most * 3)]
    chosen = rng.sample(there, min(most, len(there)))
    if chosen:
        issuing.issue(session, kind, chosen, out, wish=wish, copies=copies)


def give(session: Session, school: str) -> None:
    """Give the first computer of a school a block, so that it prints statements of hours by itself."""
    blocks.give(session, "hours", blocks.find(session, school), BLOCK)
