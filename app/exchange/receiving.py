"""Receiving a file: opened, proven, rehearsed or taken, all of it or nothing."""

from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import msgspec

from app.exchange import apply, files, keyring, membership
from app.exchange.keyring import Keyring
from app.exchange.keys import Certificate
from app.exchange.lines import read_fact
from app.exchange.mail import MOST, importing, note_file, now_of
from app.exchange.package import Header, Manifest, Package, open_package, peek
from app.exchange.report import Report
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


def preview(session: Session, path: Path, progress: Progress = silent) -> Taken:
    """What taking a file would change: the real thing, rolled back."""
    return _receive(session, path, progress, rehearse=True)


def take(session: Session, path: Path, progress: Progress = silent) -> Taken:
    """Take a file: all of it or nothing."""
    return _receive(session, path, progress, rehearse=False)


def _receive(session: Session, path: Path, progress: Progress, *, rehearse: bool) -> Taken:
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
        data, identities=keys.identities, trusted=_trusted(session, keys), site=session.site, name=session.name
    )
    if (package.header.kind == "up") != session.is_county:
        raise Problem("这个文件不是给这里接收的。", "学校上报的文件由县里接收，县里下发的文件由学校接收。")
    progress(1, 3, "核对并合并内容")
    renewed = keys if session.is_county else _own_certificate(keys, package)
    with session.store.writing(importing(session, f"接收{header.from_name}的文件"), rehearse=rehearse) as rows:
        report = _merge(session, rows, package)
        progress(2, 3, "写入")
        note_file(rows, session, "in", package.header, path.name, len(data), dict(report.counts))
    if renewed != keys and not rehearse:
        keyring.save(keyring.path_beside(session.path), renewed, keyring.passphrase())
    progress(3, 3, "完成")
    return Taken(package.header, report)


def _merge(session: Session, rows: Rows, package: Package) -> Report:
    facts = package.manifest.facts
    if session.is_county:
        return apply.take_up(rows, package.header.from_site, package.members, facts.get("claim"))
    return apply.adopt(rows, session.site, package.members, facts, now_of(session))


def _trusted(session: Session, keys: Keyring) -> Any:
    """Who may have signed a file: at a school the county it joined, at the county the school it is said to be from."""

    def ask(header: Header, manifest: Manifest) -> bool:
        if not session.is_county:
            return header.from_site == keys.county.site and manifest.sender == keys.county.public.sign
        site = stored.site(session.store, header.from_site)
        if site is None or site["state"] != "joined" or not site["certificate"]:
            return False
        return manifest.sender == msgspec.json.decode(site["certificate"], type=Certificate).public.sign

    return ask


def _own_certificate(keys: Keyring, package: Package) -> Keyring:
    """The school's certificate as the county's file brings it; one for other keys means the wrong computer."""
    records = package.members.get("certificate", ())
    if not records:
        return keys
    certificate = read_fact(records[0], Certificate)
    if certificate.public != keys.working.public or not certificate.signed_by(keys.county.public.sign):
        raise Problem("这个文件是给本校另一台电脑的。", "请在那台电脑上接收，或向县里重新申请加入。")
    return replace(keys, certificate=certificate)
