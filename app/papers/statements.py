"""What proves a paper: its statement signed by the office that issues it, and a statement held against what is known."""

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date
from typing import TYPE_CHECKING

from app import codes
from app.papers import paper_keys, verdicts
from app.papers import statement_lines as lines
from app.papers.paper_keys import PaperKey
from app.papers.statement_lines import Statement
from app.papers.verdicts import State, Verdict
from app.problems import Problem
from app.session import Session
from storage import paper_keys as stored
from storage.store import Row, Rows

if TYPE_CHECKING:
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey


# -- signing


@dataclass(frozen=True)
class Signer:
    """This office's signing key, opened once for many papers; `key` is its short id."""

    key: str
    private: "Ed25519PrivateKey" = field(repr=False)

    def sign(
        self,
        *,
        kind: str,
        number: str,
        name: str,
        about: str,
        issuer: str,
        issued_on: date,
        valid_until: date | None = None,
    ) -> str:
        """The text of a paper's QR code; `kind` is a code of paper_kind, or its word."""
        label = codes.table("paper_kind").label_of(kind)
        made = lines.of(label, number, name, about, issuer, issued_on, valid_until)
        return lines.sealed(made, self.key, self.private.sign)


def signer(session: Session, rows: Rows) -> Signer | None:
    """What signs this office's papers; inside a writing block, where the county notes that it signs with this key.

    None where the office has no keys, or at a school that the county has given no numbers to: nobody could check what
    it signed. Raises Problem when the keys cannot be opened, or are no longer those papers may be signed with.
    """
    from app.exchange import keyring
    from app.exchange.keys import public_key

    if not keyring.path_beside(session.path).exists():
        return None
    ring = keyring.of(session)
    private = ring.working.signing
    key = public_key(private)
    known = paper_keys.known(session, key)
    if known is not None and known.end is not None:
        raise Problem(
            f"本单位现在用的密钥已在 {known.end} 停用，用它签的证书别处不认。",
            "请在“设置→密钥”里更换密钥，再发证。" if session.is_county else "请联系县里重新办理加入、重新分配编号。",
        )
    if known is None and not session.is_county:
        # New keys are heard of at the county with the next file, and noted there if those before them were.
        former = (one for one in (ring.certificate, *ring.chain) if one and one.site == session.site)
        if not any(paper_keys.known(session, one.public.sign) for one in former):
            return None
    paper_keys.note_own(session, rows, key)
    return Signer(paper_keys.short(key), private)


def sign(
    session: Session,
    *,
    kind: str,
    number: str,
    name: str,
    about: str,
    issuer: str,
    issued_on: date,
    valid_until: date | None,
    rows: Rows | None = None,
) -> str:
    """The text of one paper's QR code; "" where this office cannot sign. `rows`: of the block it is issued in.

    For many papers open a `signer` once: the key file is read each time here.
    """
    if rows is None:
        with session.writing("登记本单位的证书公钥") as own:
            made = signer(session, own)
    else:
        made = signer(session, rows)
    if made is None:
        return ""
    return made.sign(
        kind=kind, number=number, name=name, about=about, issuer=issuer, issued_on=issued_on, valid_until=valid_until
    )


# -- checking


def check(session: Session, text: str) -> Verdict:
    """What can be said of a text that was scanned from a paper; never raises for any text."""
    try:
        said = lines.read(text)
    except lines.NotOurs:
        return verdicts.verdict(State.NOT_OURS)
    except lines.TooNew:
        return verdicts.verdict(State.TOO_NEW)
    except lines.Unfit:
        return verdicts.verdict(State.BROKEN)
    keys = [one for one in paper_keys.listed(session) if one.short == said.key]
    key = next((one for one in keys if genuine(said, one.key)), None)
    if key is None:
        # A key that is known but does not fit: the words were changed. One that is not known says nothing.
        return verdicts.verdict(State.ALTERED if keys else State.UNKNOWN_KEY, said, keys[0] if keys else None)
    if key.end is not None and said.issued_on > key.end:
        return verdicts.verdict(State.ENDED_KEY, said, key)
    row = stored.certificate(session.store, said.number)
    return verdicts.verdict(_standing(session, said, key, row), said, key, row, session.today())


def genuine(said: Statement, key: str) -> bool:
    """Whether the signature of a statement was made with the verifying key `key` (hex) over these very words."""
    from app.exchange.keys import signed

    return signed(key, said.signature.hex(), lines.signed_bytes(said))


def _standing(session: Session, said: Statement, key: PaperKey, row: Row | None) -> State:
    """How a paper with a good signature stands: by the register where the number is in it, else by its own days."""
    if row is None or not _same_office(row, key):
        # Another county may well give the same number.
        theirs = State.ELSEWHERE if key.end is None else State.FORMER_KEY
        missing = State.UNLISTED if key.site in paper_keys.own_sites(session) else theirs
        until = said.valid_until.isoformat() if said.valid_until else None
        return _by_day(until, session.today(), missing)
    return _of_row(session, row) if _is_said_of(said, row) else State.DIFFERS


def _same_office(row: Row, key: PaperKey) -> bool:
    return bool(row["site"] == key.site if row["site"] else row["issuer"] == key.name)


def _is_said_of(said: Statement, row: Row) -> bool:
    """Whether these very words were printed on the paper of the register."""
    if row["statement"]:
        return bool(lines.written(said) == row["statement"])
    label = codes.table("paper_kind").label_of(str(row["kind"]))
    until = said.valid_until.isoformat() if said.valid_until else None
    told = said.kind, said.name, said.issuer, said.issued_on.isoformat(), until
    kept = lines.clean(label), lines.clean(row["name"]), lines.clean(row["issuer"]), row["issued_on"]
    return told == (*kept, row["valid_until"] or None)


def _of_row(session: Session, row: Row) -> State:
    if row["status"] != "valid":
        return State.REPLACED if row["successor"] or row["status"] == "reissued" else State.VOID
    return _by_day(row["valid_until"], session.today(), State.GENUINE)


def _by_day(until: str | None, today: date, otherwise: State) -> State:
    return State.EXPIRED if until and until < today.isoformat() else otherwise


# -- by number

_MOST_FOUND = 20


def by_number(session: Session, number: str) -> list[Verdict]:
    """What the register says of a number as a person types it; one verdict for each number that may be meant.

    Brackets, blanks, full-width characters, 第 and leading zeros make no difference; where nothing is so alike, year
    and serial alone ("2026 123") do. Raises Problem for an empty one.
    """
    if not _folded(number):
        raise Problem("没有填写证书编号。", "请照证书上的编号输入，如 〔2026〕000123号；只写年份和流水号也可以。")
    for found in _alike(session, number):
        rows = [stored.certificate(session.store, one) for one in found[:_MOST_FOUND]]
        if rows:
            return [_of_register(session, row) for row in rows if row]
    return [verdicts.verdict(State.NOT_FOUND)]


def _alike(session: Session, number: str) -> Iterator[list[str]]:
    """The numbers that may be meant, the surest way of telling first."""
    exact = lines.clean(number)
    known = stored.numbers(session.store)
    yield [one for one in known if one == exact]
    folded = _folded(number)
    yield [one for one in known if _folded(one) == folded]
    if all(part.isdigit() for part in folded):
        yield [one for one in known if _digits(one)[-len(folded) :] == folded]


def _folded(number: str) -> tuple[str, ...]:
    """What counts of a number: its words, its year and its other figures, without leading zeros."""
    plain = unicodedata.normalize("NFKC", number).upper().replace("第", "").removesuffix("号")
    found: list[str] = []
    for part in re.findall(r"[0-9]+|[^\W\d_]+", plain):
        year = len(part) > 4 and part.startswith(("19", "20"))
        found += [part[:4], part[4:].lstrip("0") or "0"] if year else [part.lstrip("0") or part]
    return tuple(found)


def _digits(number: str) -> tuple[str, ...]:
    return tuple(part for part in _folded(number) if part.isdigit())


def _of_register(session: Session, row: Row) -> Verdict:
    state = _of_row(session, row)
    return verdicts.verdict(State.LISTED if state is State.GENUINE else state, None, None, row, session.today())
