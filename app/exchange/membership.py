"""Founding an office and joining: the county invites, the school answers, the county admits."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path
from typing import Any

import msgspec

from app import session as sessions
from app.exchange import files, joining, keyring
from app.exchange.mail import MOST, Made, county_only, importing, note_file, now_of, write_out
from app.exchange.package import peek
from app.problems import Problem
from app.session import Session
from storage import exchange as stored
from storage.ids import new_id
from storage.migrations import ALL

INVITE_DAYS = 60


def found_county(path: Path, name: str, *, operator: str = "", **clock: Any) -> Session:
    """A new county file together with its keys."""
    _refuse_old_keys(path)
    session = sessions.create_county(path, name, operator=operator, **clock)
    with _wholly(session):
        keys = keyring.new_county(session.site, name, session.today())
        keyring.save(keyring.path_beside(path), keys, keyring.passphrase())
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


def invite(session: Session, organisation: str, folder: Path) -> Made:
    """Make an invite file for a school; an earlier invite to it is replaced."""
    county_only(session)
    row = session.store.row("organisations", organisation)
    if row is None:
        raise Problem("找不到这个单位。", "请先在“设置→单位”里登记它。")
    keys = keyring.of(session)
    old = stored.site_of_organisation(session.store, organisation)
    site = str(old["id"]) if old else new_id()
    school = joining.Organisation(organisation, str(row["code"] or ""), str(row["name"]))
    made = joining.invite_school(keys, site, school, session.today() + timedelta(days=INVITE_DAYS))
    data = joining.seal_invite(made, keys, package_id=new_id(), created=now_of(session), schema=len(ALL))
    path = write_out(folder, f"{school.name}-邀请", data, session)
    with session.store.writing(importing(session, f"邀请{school.name}")) as rows:
        stored.write_site(
            rows,
            {
                "id": site,
                "organisation_id": organisation,
                "name": school.name,
                "state": "joined" if old and old["state"] == "joined" else "invited",
                "invite": msgspec.json.encode(made).decode(),
                "since": now_of(session),
            },
        )
        note_file(rows, session, "out", peek(data), path.name, len(data), {})
    return Made(path, school.name, len(data))


def look_at_invite(path: Path) -> joining.Invite:
    """What an invite says: from which county, for which school; raises Problem for any other file."""
    return joining.open_invite(files.read(path, MOST))


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
        keyring.save(keyring.path_beside(database), school, keyring.passphrase())
        request = joining.answer(made, school)
        data = joining.seal_join(request, made, school, package_id=new_id(), created=now_of(session), schema=len(ALL))
        path = write_out(folder, f"{made.organisation.name}-加入申请", data, session)
        code = joining.check_code(made, request)
        session.store.set_fact("join_code", code)
        session.store.set_fact("county_name", made.county.name)
        with session.store.writing(importing(session, "申请加入")) as rows:
            note_file(rows, session, "out", peek(data), path.name, len(data), {})
    return Made(path, made.county.name, len(data), code=code)


def open_join(session: Session, data: bytes) -> tuple[joining.Join, joining.Invite, str]:
    """Read a request to join: the request, the invite it answers, and the eight digits to compare."""
    county_only(session)
    invites = [
        msgspec.json.decode(one["invite"], type=joining.Invite) for one in stored.sites(session.store) if one["invite"]
    ]
    request, made = joining.open_join(data, keyring.of(session), invites, session.today())
    return request, made, joining.check_code(made, request)


def admit(session: Session, data: bytes, name: str) -> str:
    """Let a school in, once a person has compared the eight digits; returns them."""
    request, made, code = open_join(session, data)
    certificate = joining.admit(request, made, keyring.of(session), session.today())
    with session.store.writing(importing(session, f"{made.organisation.name}加入")) as rows:
        stored.write_site(
            rows,
            {
                "id": made.site,
                "organisation_id": made.organisation.id,
                "name": made.organisation.name,
                "state": "joined",
                "invite": None,
                "certificate": msgspec.json.encode(certificate).decode(),
                "since": now_of(session),
            },
        )
        # Whatever an earlier computer of this school held is proved no longer.
        stored.forget_claims(rows, made.site)
        stored.refresh_scope(rows, made.site)
        note_file(rows, session, "in", peek(data), name, len(data), {})
    return code
