"""The exchange desk: invite, join, pack, preview and take files, and tell how things stand."""

import os
import re
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import msgspec

from app import session as sessions
from app.exchange import apply, collect, files, joining, keyring
from app.exchange.keyring import Keyring
from app.exchange.keys import Certificate
from app.exchange.lines import read_fact
from app.exchange.package import EXTENSION, Header, Manifest, Package, open_package, peek, seal
from app.exchange.report import Report
from app.problems import Problem
from app.progress import Progress, silent
from app.session import Session
from storage import exchange as stored
from storage.ids import new_id
from storage.migrations import ALL
from storage.store import Act, Rows

INVITE_DAYS = 60
PASSPHRASE = "XINHUO_PASSPHRASE"
"""Environment variable with the passphrase of the key file, for scripted use."""

_MOST = 1 << 30
_UNNAMEABLE = re.compile(r'[<>:"/|?*\\\x00-\x1f]')
"""Characters that Windows takes in no file name."""


@dataclass(frozen=True)
class Made:
    """A file that was written: where, for whom, how large, and what it holds."""

    path: Path
    to_name: str
    size: int
    counts: Mapping[str, int] = field(default_factory=dict)
    code: str | None = None
    """The eight digits to compare by telephone, for a request to join."""


@dataclass(frozen=True)
class Taken:
    """A received file: who sent it, of which kind, and what it changes (or would change)."""

    header: Header
    report: Report
    code: str | None = None


def passphrase() -> str | None:
    """The passphrase given by the environment, or None."""
    return os.environ.get(PASSPHRASE) or None


def keys_of(session: Session) -> Keyring:
    """This office's keys, from the file beside its database."""
    return keyring.load(keyring.path_beside(session.path), passphrase())


def found_county(path: Path, name: str, *, operator: str = "", **clock: Any) -> Session:
    """A new county file together with its keys."""
    _refuse_old_keys(path)
    session = sessions.create_county(path, name, operator=operator, **clock)
    with _wholly(session):
        keys = keyring.new_county(session.site, name, session.today())
        keyring.save(keyring.path_beside(path), keys, passphrase())
    return session


def _refuse_old_keys(database: Path) -> None:
    """Keys that lie there belong to some office; writing over them would lock its files for ever."""
    keys = keyring.path_beside(database)
    if keys.exists():
        raise Problem(f"这里已有密钥文件“{keys.name}”。", "它可能是从前的数据文件留下的，请换一个文件名，不要删除它。")


@contextmanager
def _wholly(session: Session) -> Iterator[None]:
    """Found an office wholly or not at all: when it cannot be finished, its new files go again."""
    try:
        yield
    except BaseException:
        session.close()
        for path in (session.path, keyring.path_beside(session.path)):
            path.unlink(missing_ok=True)
        raise


# -- joining


def invite(session: Session, organisation: str, folder: Path) -> Made:
    """Make an invite file for a school; an earlier invite to it is replaced."""
    _county_only(session)
    row = session.store.row("organisations", organisation)
    if row is None:
        raise Problem("找不到这个单位。", "请先在“设置→单位”里登记它。")
    keys = keys_of(session)
    old = stored.site_of_organisation(session.store, organisation)
    site = str(old["id"]) if old else new_id()
    school = joining.Organisation(organisation, str(row["code"] or ""), str(row["name"]))
    made = joining.invite_school(keys, site, school, session.today() + timedelta(days=INVITE_DAYS))
    data = joining.seal_invite(made, keys, package_id=new_id(), created=_now(session), schema=len(ALL))
    path = _write(folder, f"{school.name}-邀请", data, session)
    with session.store.writing(_importing(session, f"邀请{school.name}")) as rows:
        stored.write_site(
            rows,
            {
                "id": site,
                "organisation_id": organisation,
                "name": school.name,
                "state": "joined" if old and old["state"] == "joined" else "invited",
                "invite": msgspec.json.encode(made).decode(),
                "since": _now(session),
            },
        )
        _note_file(rows, session, "out", peek(data), path.name, len(data), {})
    return Made(path, school.name, len(data))


def look_at_invite(path: Path) -> joining.Invite:
    """What an invite says: from which county, for which school; raises Problem for any other file."""
    return joining.open_invite(files.read(path, _MOST))


def join(invitation: Path, database: Path, folder: Path, *, operator: str = "", **clock: Any) -> Made:
    """A school answers an invite: makes its own file and keys, and writes the request for the county."""
    made = look_at_invite(invitation)
    _refuse_old_keys(database)
    school = joining.school_keyring(made)
    session = sessions.create_school(
        database,
        made.organisation.name,
        site=made.site,
        organisation=made.organisation.id,
        operator=operator,
        **clock,
    )
    with session, _wholly(session):
        keyring.save(keyring.path_beside(database), school, passphrase())
        request = joining.answer(made, school)
        data = joining.seal_join(request, made, school, package_id=new_id(), created=_now(session), schema=len(ALL))
        path = _write(folder, f"{made.organisation.name}-加入申请", data, session)
        code = joining.check_code(made, request)
        session.store.set_fact("join_code", code)
        session.store.set_fact("county_name", made.county.name)
        with session.store.writing(_importing(session, "申请加入")) as rows:
            _note_file(rows, session, "out", peek(data), path.name, len(data), {})
    return Made(path, made.county.name, len(data), code=code)


def _open_join(session: Session, data: bytes) -> tuple[joining.Join, joining.Invite, str]:
    _county_only(session)
    invites = [
        msgspec.json.decode(one["invite"], type=joining.Invite) for one in stored.sites(session.store) if one["invite"]
    ]
    request, made = joining.open_join(data, keys_of(session), invites, session.today())
    return request, made, joining.check_code(made, request)


def _admit(session: Session, data: bytes, name: str) -> Taken:
    request, made, code = _open_join(session, data)
    certificate = joining.admit(request, made, keys_of(session), session.today())
    with session.store.writing(_importing(session, f"{made.organisation.name}加入")) as rows:
        stored.write_site(
            rows,
            {
                "id": made.site,
                "organisation_id": made.organisation.id,
                "name": made.organisation.name,
                "state": "joined",
                "invite": None,
                "certificate": msgspec.json.encode(certificate).decode(),
                "since": _now(session),
            },
        )
        # Whatever an earlier computer of this school held is proved no longer.
        stored.forget_claims(rows, made.site)
        stored.refresh_scope(rows, made.site)
        _note_file(rows, session, "in", peek(data), name, len(data), {})
    return Taken(peek(data), Report(), code)


# -- packing


def pack(session: Session, to: str, folder: Path, *, complete: bool = False, progress: Progress = silent) -> Made:
    """Write the file for the other side: `to` is "county" at a school, a school's code, name or id at the county."""
    if not session.is_county:
        if to != "county":
            raise Problem("学校的文件只能发给县里。", "请把上报文件交给县里，由县里转发。")
        return _pack_up(session, folder, progress)
    return _pack_down(session, _site(session, to), folder, complete, progress)


def _pack_up(session: Session, folder: Path, progress: Progress) -> Made:
    # Also without a file from the county: an up-file that claims nothing is answered with a complete one.
    keys = keys_of(session)
    progress(0, 3, "收集要上报的内容")
    contents = collect.up(session)
    header = Header(
        kind="up",
        package_id=new_id(),
        from_site=session.site,
        from_name=session.name,
        to_site=keys.county.site,
        to_name=keys.county.name,
        created=_now(session),
    )
    data = _seal(header, contents, keys, keys.county.public.recipient, progress)
    path = _write(folder, f"{session.name}-上报", data, session)
    with session.store.writing(_importing(session, "生成上报文件")) as rows:
        _note_file(rows, session, "out", header, path.name, len(data), contents.counts)
    progress(3, 3, "已写好并核对")
    return Made(path, header.to_name, len(data), contents.counts)


def _pack_down(session: Session, site: Mapping[str, Any], folder: Path, complete: bool, progress: Progress) -> Made:
    keys = keys_of(session)
    if site["state"] != "joined":
        raise Problem(f"{site['name']}还没有加入。", "请先接收它的加入申请，再给它生成文件。")
    certificate = msgspec.json.decode(site["certificate"], type=Certificate)
    progress(0, 3, f"收集给{site['name']}的内容")
    with session.store.writing(_importing(session, f"生成给{site['name']}的文件")) as rows:
        stored.refresh_scope(rows, str(site["id"]))
        contents = collect.down(rows, str(site["id"]), complete=complete)
        contents.members["certificate"] = [msgspec.to_builtins(certificate)]
        header = Header(
            kind="down",
            package_id=new_id(),
            from_site=session.site,
            from_name=session.name,
            to_site=str(site["id"]),
            to_name=str(site["name"]),
            number=contents.number,
            created=_now(session),
        )
        # Inside the block: a file that could not be written was never made.
        data = _seal(header, contents, keys, certificate.public.recipient, progress)
        path = _write(folder, f"{site['name']}-下发-第{contents.number}号", data, session)
        _note_file(rows, session, "out", header, path.name, len(data), contents.counts)
    progress(3, 3, "已写好并核对")
    return Made(path, str(site["name"]), len(data), contents.counts)


def _seal(header: Header, contents: collect.Contents, keys: Keyring, to: str, progress: Progress) -> bytes:
    progress(1, 3, "加密")
    recipients = tuple(dict.fromkeys((to, keys.working.public.recipient, keys.recovery_recipient)))
    data = seal(
        header,
        contents.members,
        {},
        sender=keys.working.signing,
        recipients=recipients,
        schema=len(ALL),
        facts=contents.facts,
    )
    progress(2, 3, "写入文件并核对")
    return data


# -- receiving


def preview(session: Session, path: Path, progress: Progress = silent) -> Taken:
    """What taking a file would change: the real thing, rolled back."""
    return _receive(session, path, progress, rehearse=True)


def take(session: Session, path: Path, progress: Progress = silent) -> Taken:
    """Take a file: all of it or nothing."""
    return _receive(session, path, progress, rehearse=False)


def _receive(session: Session, path: Path, progress: Progress, *, rehearse: bool) -> Taken:
    progress(0, 3, "读取文件")
    data = files.read(path, _MOST)
    header = peek(data)
    if header.kind == "invite":
        raise Problem(f"这是给{header.to_name}的邀请文件。", "邀请文件用来新建学校的数据：请在“加入”里使用它。")
    if header.from_site == session.site:
        raise Problem("这个文件是本单位自己发出的。", "请把它交给对方，不需要自己接收。")
    if header.kind == "join":
        if rehearse:
            return Taken(header, Report(), _open_join(session, data)[2])
        return _admit(session, data, path.name)
    keys = keys_of(session)
    package = open_package(
        data, identities=keys.identities, trusted=_trusted(session, keys), site=session.site, name=session.name
    )
    if package.manifest.schema > len(ALL):
        # It may hold fields this program would drop. It waits, and nothing is lost: it will be sent again.
        raise Problem("这个文件由更新版本的程序生成。", "请先更新本机的薪火，再接收这个文件；文件请先留着。")
    if (package.header.kind == "up") != session.is_county:
        raise Problem("这个文件不是给这里接收的。", "学校上报的文件由县里接收，县里下发的文件由学校接收。")
    progress(1, 3, "核对并合并内容")
    renewed = keys if session.is_county else _own_certificate(keys, package)
    with session.store.writing(_importing(session, f"接收{header.from_name}的文件"), rehearse=rehearse) as rows:
        report = _merge(session, rows, package)
        progress(2, 3, "写入")
        _note_file(rows, session, "in", package.header, path.name, len(data), dict(report.counts))
    if renewed != keys and not rehearse:
        keyring.save(keyring.path_beside(session.path), renewed, passphrase())
    progress(3, 3, "完成")
    return Taken(package.header, report)


def _merge(session: Session, rows: Rows, package: Package) -> Report:
    facts = package.manifest.facts
    if session.is_county:
        return apply.take_up(rows, package.header.from_site, package.members, facts.get("claim"))
    return apply.adopt(rows, session.site, package.members, facts, _now(session))


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


# -- how things stand


def status(session: Session) -> dict[str, Any]:
    """Office, what waits to be sent, sites (county) and the last files, as plain data."""
    facts = session.store.fact
    found: dict[str, Any] = {
        "role": session.role,
        "name": session.name,
        "site": session.site,
        "files": files_of(session),
    }
    if session.is_county:
        found["sites"] = sites_of(session)
        found["conflicts"] = len(stored.conflicts(session.store))
        found["reviews"] = stored.reviews(session.store)
        return found
    return {
        **found,
        "county": facts("county_name"),
        "code": facts("join_code"),
        "adopted": int(facts("adopted_n") or 0),
        "pending": stored.pending_count(session.store),
    }


def pending_count(session: Session) -> int:
    """How many acts of this school the county has not answered yet."""
    return 0 if session.is_county else stored.pending_count(session.store)


def sites_of(session: Session) -> list[dict[str, Any]]:
    """Schools that were invited or have joined: id, organisation_id, code, name, state, since, last_in, last_out, conflicts."""
    shown = ("id", "organisation_id", "code", "name", "state", "since", "last_in", "last_out", "conflicts")
    return [{key: one[key] for key in shown} for one in stored.sites(session.store)]


def files_of(session: Session) -> list[dict[str, Any]]:
    """Files made and taken, newest first: direction, kind, site_name, file_name, at, actor, size, summary."""
    return stored.files(session.store)


def conflicts_of(session: Session) -> list[dict[str, Any]]:
    """Open conflicts, as kept."""
    return stored.conflicts(session.store)


# -- small things


def _county_only(session: Session) -> None:
    if not session.is_county:
        raise Problem("这件事由县里办理。", "请在县里的电脑上操作。")


def _site(session: Session, to: str) -> Mapping[str, Any]:
    for one in stored.sites(session.store):
        if to in (one["code"], one["id"], one["name"], one["organisation_id"]):
            return one
    raise Problem(f"没有邀请过“{to}”。", "请先给它生成邀请文件；学校可以用学校标识码或名称指明。")


def _importing(session: Session, reason: str) -> Act:
    return Act(session.operator or "未署名", reason, mode="import")


def _now(session: Session) -> str:
    return session.now().isoformat(timespec="seconds")


def _write(folder: Path, name: str, data: bytes, session: Session) -> Path:
    """Write under a name that Windows takes and that says what it is; never over another file."""
    if not folder.is_dir():
        raise Problem(f"找不到文件夹“{folder}”。", "请检查U盘是否插好，或换一个文件夹。")
    stem = f"{_UNNAMEABLE.sub('_', name)}-{session.now():%Y%m%d-%H%M%S}"
    path = folder / (stem + EXTENSION)
    number = 2
    while path.exists():
        path = folder / f"{stem}-{number}{EXTENSION}"
        number += 1
    files.write(path, data)
    return path


def _note_file(
    rows: Rows, session: Session, direction: str, header: Header, name: str, size: int, counts: Mapping[str, int]
) -> None:
    out = direction == "out"
    stored.add_file(
        rows,
        {
            "package_id": header.package_id,
            "direction": direction,
            "kind": header.kind,
            "site": header.to_site if out else header.from_site,
            "site_name": header.to_name if out else header.from_name,
            "file_name": name,
            "at": _now(session),
            "actor": session.operator or "未署名",
            "size": size,
            "summary": msgspec.json.encode(dict(counts)).decode(),
        },
    )
