"""Founding an office and joining: the county invites, the school answers, the county admits."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import msgspec

from app import keystores
from app import session as sessions
from app.backups.places import is_copy
from app.exchange import computers, custody, files, joining, keyring
from app.exchange.keyring import Keyring
from app.exchange.keys import issue, new_identity
from app.exchange.mail import MOST, Made, county_only, importing, note_file, now_of, write_out
from app.exchange.package import peek
from app.papers import paper_keys
from app.problems import Problem
from app.session import Session
from storage import exchange as stored
from storage.ids import new_id
from storage.migrations import ALL

INVITE_DAYS = 60


def found_county(path: Path, name: str, *, operator: str = "", **clock: Any) -> Session:
    """A new county file together with its keys."""
    refuse_place(path)
    session = sessions.create_county(path, name, operator=operator, **clock)
    with wholly(session):
        keys = keyring.new_county(session.site, name, session.today())
        keyring.keep(session, keys)
    return session


def refuse_place(database: Path) -> None:
    """Refuse to found an office where its file would be taken for a copy, which is only looked at, and where keys lie:
    they belong to some office, and writing over them would lock its files for ever."""
    if is_copy(database):
        raise Problem(
            f"“{database.name}”是备份的名称，或者在只放备份的文件夹里，没有新建。",
            "备份只能查看，不能修改。请换一个文件夹，如“文档”，文件名不要和备份的一样。",
        )
    keys = keyring.path_beside(database)
    if keys.exists():
        raise Problem(f"这里已有密钥文件“{keys.name}”。", "它可能是从前的数据文件留下的，请换一个文件名，不要删除它。")


@contextmanager
def wholly(session: Session) -> Iterator[None]:
    """Found an office wholly or not at all: when it cannot be finished, its new files go again."""
    try:
        yield
    except BaseException:
        session.close()
        for path in (session.path, keyring.path_beside(session.path)):
            path.unlink(missing_ok=True)
        if session.store.key:
            keystores.forget(session.store.key.ident)
        raise


def invite(session: Session, organisation: str, folder: Path, *, second: bool = False) -> Made:
    """Make an invite file for a school; an earlier invite to it is replaced.

    A school that has joined is invited again for the computer that takes the place of all it had, or with `second`
    for one more beside them.
    """
    county_only(session)
    row = session.store.row("organisations", organisation)
    if row is None:
        raise Problem("找不到这个单位。", "请先在“设置→单位”里登记它。")
    keys = keyring.of(session)
    old = stored.site_of_organisation(session.store, organisation)
    joined = old is not None and old["state"] == "joined"
    if second and not joined:
        raise Problem(f"{row['name']}还没有加入，不能再添电脑。", "请先邀请它，等第一台电脑加入以后再添。")
    site = str(old["id"]) if old else new_id()
    school = joining.Organisation(organisation, str(row["code"] or ""), str(row["name"]))
    made = joining.invite_school(keys, site, school, session.today() + timedelta(days=INVITE_DAYS))
    data = joining.seal_invite(made, keys, package_id=new_id(), created=now_of(session), schema=len(ALL))
    path = write_out(folder, f"{school.name}-邀请", data, session)
    with session.store.writing(importing(session, f"邀请{school.name}", "joined")) as rows:
        stored.write_site(
            rows,
            {
                "id": site,
                "organisation_id": organisation,
                "name": school.name,
                "state": "joined" if joined else "invited",
                "invite": msgspec.json.encode(made).decode(),
                "adds": int(second),
                "since": now_of(session),
            },
        )
        note_file(rows, session, "out", peek(data), path.name, len(data), {})
    return Made(path, school.name, len(data))


def replace_lost(session: Session, organisation: str, folder: Path, lost: list[str] | None = None) -> Made:
    """A school lost computers: take these (verifying keys; None for all) out of use at once, and invite it anew."""
    county_only(session)
    site = stored.site_of_organisation(session.store, organisation)
    if site is None or site["state"] != "joined":
        raise Problem("这所学校还没有加入，没有电脑可以停用。", "请先邀请它加入。")
    computers.lost(session, str(site["id"]), lost)
    return invite(session, organisation, folder, second=True)


def look_at_invite(path: Path) -> joining.Invite:
    """What an invite says: from which county, for which school; raises Problem for any other file."""
    return joining.open_invite(files.read(path, MOST))


def join(invitation: Path, database: Path, folder: Path, *, operator: str = "", **clock: Any) -> Made:
    """A school answers an invite: makes its own file and keys, and writes the request for the county.

    A file that is there already is kept, journal and all, and gets new keys, when it is of the very school the
    invite is for: after a computer was changed or lost, or keys cannot be opened any more.
    """
    _refuse_copy(database)
    made = look_at_invite(invitation)
    if database.exists():
        with sessions.open_session(database, **clock) as session:
            session.operator = operator or session.operator
            return _join_again(session, made, folder)
    refuse_place(database)
    school = joining.school_keyring(made)
    session = sessions.create_school(
        database,
        made.organisation.name,
        site=made.site,
        organisation=made.organisation.id,
        operator=operator,
        **clock,
    )
    with session, wholly(session):
        keyring.keep(session, school)
        return _ask(session, made, school, folder)


def _refuse_copy(database: Path) -> None:
    """What is written into a copy comes back to nobody, and keys made for it would not be those of the live file."""
    if is_copy(database):
        raise Problem(
            f"“{database.name}”是一份备份，或者在只放备份的文件夹里，不能用它加入。",
            "请选本校正在用的数据文件；没有了的，先从备份恢复，再选恢复好的。第一次加入的，请换一个文件夹和文件名。",
        )


def _join_again(session: Session, made: joining.Invite, folder: Path) -> Made:
    """Answer an invite with the data a school has already; refuses that of anybody else."""
    if session.is_county or session.site != made.site:
        raise Problem(
            f"“{session.path.name}”不是这个邀请要的数据。",
            f"这个邀请是给{made.organisation.name}的，这个文件是{session.name}的，或者是另外新建的。"
            "请选本校原来的数据文件；没有的话，请选一个新的保存位置。没有改动任何内容。",
        )
    former = custody.readable(session)
    root = former.trusted_root if former else session.store.fact("county_root")
    if root and root != made.root:
        raise Problem(
            f"这个邀请和本校加入的不是同一个{made.county.name}。",
            "先不要使用它，请打电话向县里核实这个邀请文件是谁做的。没有改动任何内容。",
        )
    school = _succeeding(former, made, session) if former else joining.school_keyring(made)
    path = keyring.path_beside(session.path)
    if former is None:
        # It cannot be read, or is of use to nobody; but it is not for us to delete.
        custody.put_aside(session, path)
    keyring.keep(session, school)
    return _ask(session, made, school, folder)


def _succeeding(former: Keyring, made: joining.Invite, session: Session) -> Keyring:
    """New keys that the former ones vouch for, which open what was sealed to those."""
    working = new_identity()
    word = issue(former.working.signing, made.site, made.organisation.name, working.public, session.today())
    ring = former.renewed(working, word)
    if former.county == made.county:
        return ring
    return replace(ring, county=made.county, chain=(*ring.chain, former.county))


def _ask(session: Session, made: joining.Invite, school: Keyring, folder: Path) -> Made:
    """Write a school's request to join, and remember the digits to compare until the county has answered."""
    request = joining.answer(made, school)
    data = joining.seal_join(request, made, school, package_id=new_id(), created=now_of(session), schema=len(ALL))
    path = write_out(folder, f"{made.organisation.name}-加入申请", data, session)
    code = joining.check_code(made, request)
    with session.store.writing(importing(session, "申请加入", "joined")) as rows:
        stored.set_office(rows, "join_code", code)
        stored.set_office(rows, "county_name", made.county.name)
        stored.set_office(rows, "county_root", made.root)
        stored.set_office(rows, "joining", "1")
        note_file(rows, session, "out", peek(data), path.name, len(data), {})
    return Made(path, made.county.name, len(data), code=code)


def open_join(session: Session, data: bytes) -> tuple[joining.Join, joining.Invite, str]:
    """Read a request to join: the request, the invite it answers, and the eight digits to compare."""
    county_only(session)
    header = peek(data)
    if stored.was_taken(session.store, header.package_id):
        raise Problem(
            f"{header.from_name}的这个加入申请以前办理过了。",
            "不需要再接收。如果学校要重新加入，请重新生成邀请文件，让学校重新申请。",
        )
    invites = [
        msgspec.json.decode(one["invite"], type=joining.Invite) for one in stored.sites(session.store) if one["invite"]
    ]
    request, made = joining.open_join(data, keyring.of(session), invites, session.today())
    if stored.site_of_key(session.store, request.public.sign) is not None:
        raise Problem(f"{header.from_name}的这台电脑已经加入过了。", "不需要再接收。请给它生成文件。")
    return request, made, joining.check_code(made, request)


def admit(session: Session, data: bytes, name: str) -> str:
    """Let a school in, once a person has compared the eight digits; returns them."""
    request, made, code = open_join(session, data)
    certificate = joining.admit(request, made, keyring.of(session), session.today())
    known = stored.site_keys(session.store, made.site)
    adds = bool((stored.site(session.store, made.site) or {})["adds"])
    with session.store.writing(importing(session, f"{made.organisation.name}加入", "joined")) as rows:
        stored.write_site(
            rows,
            {
                "id": made.site,
                "organisation_id": made.organisation.id,
                "name": made.organisation.name,
                "state": "joined",
                "invite": None,
                "adds": 0,
                "since": now_of(session),
            },
        )
        for key, row in known.items():
            if row["state"] == "active" and not adds:
                computers.set_state(rows, session, key, "replaced")
        computers.write(rows, session, certificate, "active", computers.next_label(known))
        # Whatever an earlier computer of this school held is proved no longer, and a new one holds nothing yet.
        stored.forget_claims(rows, made.site)
        stored.refresh_scope(rows, made.site)
        note_file(rows, session, "in", peek(data), name, len(data), {})
    paper_keys.follow(session)
    return code


def reject(session: Session, data: bytes, name: str) -> str:
    """The digits differ: throw the request away together with its invite, which nobody can answer any more.

    Returns the school's name.
    """
    _request, made, _code = open_join(session, data)
    site = stored.site(session.store, made.site) or {}
    with session.store.writing(importing(session, f"没有同意{made.organisation.name}加入", "joined")) as rows:
        stored.write_site(rows, {**_columns(site), "invite": None, "adds": 0, "since": now_of(session)})
        note_file(rows, session, "in", peek(data), name, len(data), {"refused": 1})
    return made.organisation.name


def _columns(site: dict[str, Any]) -> dict[str, Any]:
    return {name: site[name] for name in ("id", "organisation_id", "name", "state")}
