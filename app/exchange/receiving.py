"""Receiving a file: opened, proven, rehearsed or taken, all of it or nothing."""

from dataclasses import dataclass, replace
from pathlib import Path

from app.exchange import apply, enclosing, files, keyring, membership, signers
from app.exchange.mail import MOST, importing, note_file, now_of
from app.exchange.package import Header, Package, open_package, peek
from app.exchange.report import Report
from app.exchange.signers import Agreed
from app.problems import Problem
from app.progress import Progress, silent
from app.session import Session
from storage import exchange as stored
from storage.store import Rows


@dataclass(frozen=True)
class Taken:
    """A received file: who sent it, of which kind, and what it changes (or would change)."""

    header: Header
    report: Report
    code: str | None = None


def preview(
    session: Session, path: Path, progress: Progress = silent, *, trust_revoked: bool = False, register: bool = False
) -> Taken:
    """What taking a file would change: the real thing, rolled back."""
    return _receive(session, path, progress, Agreed(trust_revoked, register), rehearse=True)


def take(
    session: Session, path: Path, progress: Progress = silent, *, trust_revoked: bool = False, register: bool = False
) -> Taken:
    """Take a file: all of it or nothing.

    `trust_revoked` and `register` are a person's word on what `signers.Revoked` and `signers.Unregistered` ask.
    """
    return _receive(session, path, progress, Agreed(trust_revoked, register), rehearse=False)


def _receive(session: Session, path: Path, progress: Progress, agreed: Agreed, *, rehearse: bool) -> Taken:
    progress(0, 3, "读取文件")
    data = files.read(path, MOST)
    header = peek(data)
    if header.kind == "invite":
        raise Problem(f"这是给{header.to_name}的邀请文件。", "邀请文件用来新建学校的数据：请在“加入”里使用它。")
    if header.from_site == session.site:
        raise Problem("这个文件是本单位自己发出的。", "请把它交给对方，不需要自己接收。")
    if header.kind == "join":
        if rehearse:
            return Taken(header, Report(), membership.open_join(session, data)[2])
        return Taken(header, Report(), membership.admit(session, data, path.name))
    keys = keyring.of(session)
    package = open_package(
        data,
        identities=keys.identities,
        trusted=signers.trust(session, keys, agreed),
        site=session.site,
        name=session.name,
    )
    if header.kind != "more" and (header.kind == "up") != session.is_county:
        raise Problem("这个文件不是给这里接收的。", "学校上报的文件由县里接收，县里下发的文件由学校接收。")
    progress(1, 3, "核对并合并内容")
    # Only the file with the records tells which keys stand: the others may come in any order.
    renewed = keys if session.is_county or header.kind == "more" else signers.renewed(keys, package)
    with session.store.writing(importing(session, f"接收{header.from_name}的文件"), rehearse=rehearse) as rows:
        if session.is_county:
            signers.note(rows, session, keys, package, agreed)
        elif renewed.certificate and not renewed.chain:
            stored.set_office(rows, "joining", None)
        report = _merge(session, rows, package)
        if session.is_county:
            signers.forget_stale_claim(rows, session, package)
        progress(2, 3, "写入")
        note_file(rows, session, "in", package.header, path.name, len(data), _counts(report, header))
    if renewed != keys and not rehearse:
        keyring.save(keyring.path_beside(session.path), renewed, keyring.passphrase())
    progress(3, 3, "完成")
    return Taken(package.header, report)


def _counts(report: Report, header: Header) -> dict[str, int]:
    """What the history tells of a file."""
    part = {"part": header.part, "parts": header.parts} if header.part and header.parts else {}
    return {**report.counts, **({"attachments": report.attached} if report.attached else {}), **part}


def _merge(session: Session, rows: Rows, package: Package) -> Report:
    facts = package.manifest.facts
    if package.header.kind == "more":
        report = Report()
    elif session.is_county:
        report = apply.take_up(rows, package.header.from_site, package.members, facts.get("claim"))
    else:
        report = apply.adopt(rows, session.site, package.members, facts, now_of(session))
    return replace(report, attached=enclosing.take(rows, session, package))


def merge_held(session: Session) -> int:
    """At the county, after an upgrade of the program: merge what waited for it; returns how many acts that were."""
    before = session.held
    if before:
        with session.store.writing(importing(session, "升级后合并保存着的内容")) as rows:
            apply.take_held(rows)
    return before - session.held
