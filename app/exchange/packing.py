"""Writing the file for the other side: what it lacks, sealed to it, noted, and put in its place."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import msgspec

from app.exchange import collect, keyring
from app.exchange.keyring import Keyring
from app.exchange.keys import Certificate
from app.exchange.mail import Made, importing, note_file, now_of, write_out
from app.exchange.package import Header, seal
from app.problems import Problem
from app.progress import Progress, silent
from app.session import Session
from storage import exchange as stored
from storage.ids import new_id
from storage.migrations import ALL


def pack(session: Session, to: str, folder: Path, *, complete: bool = False, progress: Progress = silent) -> Made:
    """Write the file for the other side: `to` is "county" at a school, a school's code, name or id at the county."""
    if not session.is_county:
        if to != "county":
            raise Problem("学校的文件只能发给县里。", "请把上报文件交给县里，由县里转发。")
        return _pack_up(session, folder, progress)
    return _pack_down(session, _site(session, to), folder, complete, progress)


def _pack_up(session: Session, folder: Path, progress: Progress) -> Made:
    # Also without a file from the county: an up-file that claims nothing is answered with a complete one.
    keys = keyring.of(session)
    progress(0, 3, "收集要上报的内容")
    contents = collect.up(session)
    header = Header(
        kind="up",
        package_id=new_id(),
        from_site=session.site,
        from_name=session.name,
        to_site=keys.county.site,
        to_name=keys.county.name,
        created=now_of(session),
    )
    data = _seal(header, contents, keys, keys.county.public.recipient, progress)
    path = write_out(folder, f"{session.name}-上报", data, session)
    with session.store.writing(importing(session, "生成上报文件")) as rows:
        note_file(rows, session, "out", header, path.name, len(data), contents.counts)
    progress(3, 3, "已写好并核对")
    return Made(path, header.to_name, len(data), contents.counts)


def _pack_down(session: Session, site: Mapping[str, Any], folder: Path, complete: bool, progress: Progress) -> Made:
    keys = keyring.of(session)
    if site["state"] != "joined":
        raise Problem(f"{site['name']}还没有加入。", "请先接收它的加入申请，再给它生成文件。")
    certificate = msgspec.json.decode(site["certificate"], type=Certificate)
    progress(0, 3, f"收集给{site['name']}的内容")
    with session.store.writing(importing(session, f"生成给{site['name']}的文件")) as rows:
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
            created=now_of(session),
        )
        # Inside the block: a file that could not be written was never made.
        data = _seal(header, contents, keys, certificate.public.recipient, progress)
        path = write_out(folder, f"{site['name']}-下发-第{contents.number}号", data, session)
        note_file(rows, session, "out", header, path.name, len(data), contents.counts)
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


def _site(session: Session, to: str) -> Mapping[str, Any]:
    for one in stored.sites(session.store):
        if to in (one["code"], one["id"], one["name"], one["organisation_id"]):
            return one
    raise Problem(f"没有邀请过“{to}”。", "请先给它生成邀请文件；学校可以用学校标识码或名称指明。")
