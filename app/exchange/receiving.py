"""Receiving a file: opened, proven, rehearsed or taken, all of it or nothing."""

from collections.abc import Collection
from dataclasses import dataclass, field, replace
from pathlib import Path

from app import doubled
from app.exchange import apply, enclosing, files, keyring, membership, safekeeping, signers
from app.exchange.declining import Declined
from app.exchange.mail import MOST, importing, note_file, now_of
from app.exchange.package import Header, Package, open_package, peek
from app.exchange.plan import Choice
from app.exchange.report import Removal, Report
from app.exchange.signers import Agreed
from app.merging import uniting
from app.papers import paper_keys
from app.pause import without_collector
from app.problems import Problem, Question
from app.progress import Progress, silent
from app.session import Session
from storage.store import Rows


@dataclass(frozen=True)
class Taken:
    """A received file: who sent it, of which kind, and what it changes (or would change).

    `rev` is the revision of the data it was worked out on; `copy` is where the data from before was kept.
    """

    header: Header
    report: Report
    code: str | None = None
    rev: int = field(default=0, compare=False)
    copy: Path | None = field(default=None, compare=False)


class RemovalUnconfirmed(Question):
    """The file takes away unusually much; a person may take it all the same."""

    def __init__(self, removal: Removal) -> None:
        advice = "请先向县里核实；确实应当拿走的，再单独接收这个文件并确认。没有改动任何内容。"
        super().__init__(removal.sentence, advice)
        self.removal = removal


class Outdated(Question):
    """The data changed since the preview, and with it what the file would do: `taken` is what it would do now."""

    def __init__(self, taken: Taken) -> None:
        super().__init__("预览以后数据又有变动，现在接收会有不同的结果。", "没有写入任何内容，请按新的预览再看一遍。")
        self.taken = taken


class _Moved(Exception):
    """The data is not what the preview was worked out on."""


@dataclass(frozen=True)
class _Wish:
    """What a person said about taking a file."""

    agreed: Agreed
    declined: frozenset[Choice] = frozenset()
    removal: bool = False
    expected: Taken | None = None
    keep_copy: bool = True


def preview(
    session: Session,
    path: Path,
    progress: Progress = silent,
    *,
    trust_revoked: bool = False,
    register: bool = False,
    decline: Collection[Choice] = (),
) -> Taken:
    """What taking a file would change: the real thing, rolled back."""
    wish = _Wish(Agreed(trust_revoked, register), frozenset(decline))
    with without_collector():
        return _receive(session, path, progress, wish, rehearse=True)


def take(
    session: Session,
    path: Path,
    progress: Progress = silent,
    *,
    trust_revoked: bool = False,
    register: bool = False,
    decline: Collection[Choice] = (),
    removal_agreed: bool = False,
    expected: Taken | None = None,
    keep_copy: bool = True,
) -> Taken:
    """Take a file: all of it or nothing.

    `trust_revoked` and `register` are a person's word on what `signers.Revoked` and `signers.Unregistered` ask,
    `removal_agreed` on what RemovalUnconfirmed asks. `decline` is what the county chooses not to take of a school's
    file. `expected` is a preview without choices: raises Outdated, with nothing changed, when the file would now do
    something else than a person has seen there. `keep_copy` False where one go takes many files and the copy from
    before all of them was made with an earlier one.
    """
    agreed = Agreed(trust_revoked, register)
    while True:
        wish = _Wish(agreed, frozenset(decline), removal_agreed, expected, keep_copy)
        try:
            with without_collector():
                return _receive(session, path, progress, wish, rehearse=False)
        except _Moved:
            fresh = _receive(session, path, silent, _Wish(agreed), rehearse=True)
            if expected is None or fresh.report != expected.report:
                raise Outdated(fresh) from None
            expected = fresh


def _receive(session: Session, path: Path, progress: Progress, wish: _Wish, *, rehearse: bool) -> Taken:
    progress(0, 3, "读取文件")
    data = files.read(path, MOST)
    header = peek(data)
    _refuse_unfit(session, header, wish)
    if header.kind == "join":
        if rehearse:
            return Taken(header, Report(), membership.open_join(session, data)[2])
        return Taken(header, Report(), membership.admit(session, data, path.name))
    keys = keyring.of(session)
    package = open_package(
        data,
        identities=keys.identities,
        trusted=signers.trust(session, keys, wish.agreed),
        site=session.site,
        name=session.name,
    )
    if header.kind != "more" and (header.kind == "up") != session.is_county:
        raise Problem("这个文件不是给这里接收的。", "学校上报的文件由县里接收，县里下发的文件由学校接收。")
    progress(1, 3, "核对并合并内容")
    # Only the file with the records tells which keys stand: the others may come in any order.
    renewed = keys if session.is_county or header.kind == "more" else signers.renewed(keys, package)
    with session.store.writing(importing(session, f"接收{header.from_name}的文件"), rehearse=rehearse) as rows:
        if wish.expected is not None and rows.rev != wish.expected.rev:
            raise _Moved
        if session.is_county:
            signers.note(rows, session, keys, package, wish.agreed)
        else:
            signers.hear(rows, renewed, package)
        report = _merge(session, rows, package, wish)
        if session.is_county:
            signers.forget_stale_claim(rows, session, package)
        copy = None if rehearse else _look_before(session, report, wish, progress)
        progress(2, 3, "写入")
        note_file(rows, session, "in", package.header, path.name, len(data), _counts(report, header))
    if renewed != keys and not rehearse:
        keyring.keep(session, renewed)
    if not rehearse:
        # What a school wrote about somebody it did not know to be merged.
        uniting.gather(session)
        doubled.gather(session)
        if session.is_county:
            paper_keys.follow(session)
    progress(3, 3, "完成")
    return Taken(package.header, report, None, rows.rev, copy)


def _refuse_unfit(session: Session, header: Header, wish: _Wish) -> None:
    if header.kind == "invite":
        raise Problem(f"这是给{header.to_name}的邀请文件。", "邀请文件用来新建学校的数据：请在“加入”里使用它。")
    if header.from_site == session.site:
        raise Problem("这个文件是本单位自己发出的。", "请把它交给对方，不需要自己接收。")
    if wish.declined and (header.kind != "up" or not session.is_county):
        raise Problem("只有县里接收上报文件时，可以选择不采用其中的内容。", "别的文件只能全部接收，或者不接收。")


def _look_before(session: Session, report: Report, wish: _Wish, progress: Progress) -> Path | None:
    """Last, with the figures of the real thing: ask for a word on what goes, keep a copy when much is at stake.

    What was there can still be copied: it is committed, and this block is not. A school's first file replaces nothing.
    """
    if report.removal and not wish.removal:
        raise RemovalUnconfirmed(report.removal)
    much = bool(report.counts.get("conflict")) or report.rows > safekeeping.MANY
    if not much or not wish.keep_copy or not (session.is_county or session.adopted_number):
        return None
    progress(1, 3, "接收前备份")
    return safekeeping.back_up(session)


def _counts(report: Report, header: Header) -> dict[str, int]:
    """What the history tells of a file."""
    part = {"part": header.part, "parts": header.parts} if header.part and header.parts else {}
    return {**report.counts, **({"attachments": report.attached} if report.attached else {}), **part}


def _merge(session: Session, rows: Rows, package: Package, wish: _Wish) -> Report:
    facts = package.manifest.facts
    if package.header.kind == "more":
        report = Report()
    elif session.is_county:
        declined = Declined(wish.declined, session.operator or "未署名", now_of(session))
        report = apply.take_up(rows, package.header.from_site, package.members, facts.get("claim"), declined)
    else:
        report = apply.adopt(rows, session.site, package.members, facts, now_of(session))
    attached, lacking = enclosing.take(rows, session, package)
    return replace(report, attached=attached, lacking=lacking)


def merge_held(session: Session) -> int:
    """At the county, after an upgrade of the program: merge what waited for it; returns how many acts that were."""
    before = session.held
    if before:
        with session.store.writing(importing(session, "升级后合并保存着的内容")) as rows:
            apply.take_held(rows)
        uniting.gather(session)
        doubled.gather(session)
    return before - session.held
