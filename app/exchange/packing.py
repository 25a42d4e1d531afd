"""Writing the file for the other side: what it lacks, sealed to it, noted, and put in its place."""

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import msgspec

from app.exchange import collect, computers, enclosing, keyring
from app.exchange.keyring import Keyring
from app.exchange.keys import carried
from app.exchange.mail import Made, importing, note_file, now_of, write_out
from app.exchange.package import Header, seal
from app.pause import without_collector
from app.problems import Problem
from app.progress import Progress, silent
from app.session import Session
from storage import exchange as stored
from storage.exchange.blobs import Size
from storage.ids import new_id
from storage.migrations import ALL
from storage.store import Rows, Store


def pack(session: Session, to: str, folder: Path, *, complete: bool = False, progress: Progress = silent) -> Made:
    """Write the file for the other side: `to` is "county" at a school, a school's code, name or id at the county."""
    if not session.is_county:
        if to != "county":
            raise Problem("学校的文件只能发给县里。", "请把上报文件交给县里，由县里转发。")
        with without_collector():
            return _pack_up(session, folder, progress)
    with without_collector():
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
    contents.members["wanted"] = enclosing.lacking(session)
    letter = _Letter(header, contents, keys, (keys.county.public.recipient,), folder, f"{session.name}-上报")
    with _all_or_none() as paths:
        with session.store.reading():
            files = _write(session, session.store, letter, enclosing.up(session), paths, progress)
        with session.store.writing(importing(session, "生成上报文件", "packed")) as rows:
            _note(rows, session, files)
    progress(3, 3, "已写好并核对")
    return _made(files)


def _pack_down(session: Session, site: Mapping[str, Any], folder: Path, complete: bool, progress: Progress) -> Made:
    keys = keyring.of(session)
    if site["state"] != "joined":
        raise Problem(f"{site['name']}还没有加入。", "请先接收它的加入申请，再给它生成文件。")
    progress(0, 3, f"收集给{site['name']}的内容")
    reason = f"生成给{site['name']}的文件"
    with _all_or_none() as paths, session.store.writing(importing(session, reason, "packed")) as rows:
        stored.refresh_scope(rows, str(site["id"]))
        contents = collect.down(rows, str(site["id"]), complete=complete)
        active = computers.active(rows, session, keys, site)
        contents.members["certificate"] = [{**msgspec.to_builtins(one), "label": label} for label, one in active]
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
        contents.members["wanted"] = enclosing.lacking(rows, str(site["id"]))
        to = tuple(one.public.recipient for _label, one in active)
        letter = _Letter(header, contents, keys, to, folder, f"{site['name']}-下发-第{contents.number}号")
        # Inside the block: a file that could not be written was never made.
        files = _write(session, rows, letter, enclosing.down(rows, str(site["id"])), paths, progress)
        _note(rows, session, files)
    progress(3, 3, "已写好并核对")
    return _made(files)


@dataclass(frozen=True)
class _Letter:
    """What goes to the other side, before it is known how many files it takes."""

    header: Header
    contents: collect.Contents
    keys: Keyring
    to: tuple[str, ...]
    folder: Path
    name: str


@dataclass(frozen=True)
class _File:
    """One file that was written."""

    header: Header
    path: Path
    size: int
    counts: Mapping[str, int]


def _write(
    session: Session,
    source: Rows | Store,
    letter: _Letter,
    enclosed: Sequence[Size],
    paths: list[Path],
    progress: Progress,
) -> list[_File]:
    """Write the file with the records, and further ones for attachments that have no room in it; the former first.

    Written in the other order: without the records the rest is of no consequence.
    """
    progress(1, 3, "加密")
    shares = enclosing.shares(session, letter.contents, enclosed)
    files: list[_File] = []
    for part in range(len(shares), 0, -1):
        what = f"第 {part} 个文件，共 {len(shares)} 个：" if len(shares) > 1 else ""
        progress(2, 3, f"{what}写入文件并核对")
        header, contents = _part(letter, part, len(shares))
        blobs = enclosing.contents(source, shares[part - 1])
        data = _seal(header, contents, blobs, letter)
        name = letter.name + (f"-第{part}份共{len(shares)}份" if len(shares) > 1 else "")
        path = write_out(letter.folder, name, data, session)
        paths.append(path)
        counts = {**contents.counts, **({"attachments": len(blobs)} if blobs else {})}
        files.append(_File(header, path, len(data), counts))
    return files[::-1]


def _part(letter: _Letter, part: int, parts: int) -> tuple[Header, collect.Contents]:
    if parts == 1:
        return letter.header, letter.contents
    header = replace(letter.header, part=part, parts=parts)
    if part == 1:
        return header, letter.contents
    further = replace(header, kind="more", package_id=new_id(), number=None)
    return further, collect.Contents({}, {"n": letter.header.number or 0}, {"part": part, "parts": parts})


def _seal(header: Header, contents: collect.Contents, blobs: Mapping[str, bytes], letter: _Letter) -> bytes:
    keys = letter.keys
    return seal(
        header,
        contents.members,
        blobs,
        sender=keys.working.signing,
        recipients=tuple(dict.fromkeys((*letter.to, keys.working.public.recipient, keys.recovery_recipient))),
        schema=len(ALL),
        facts={**contents.facts, **carried(keys.certificates)},
    )


@contextmanager
def _all_or_none() -> Iterator[list[Path]]:
    """Files that are written together stay together: when one could not be, or was not noted, all go again."""
    paths: list[Path] = []
    try:
        yield paths
    except BaseException:
        for path in paths:
            with suppress(OSError):
                path.unlink(missing_ok=True)
        raise


def _note(rows: Rows, session: Session, files: Sequence[_File]) -> None:
    for one in files:
        note_file(rows, session, "out", one.header, one.path.name, one.size, one.counts)


def _made(files: Sequence[_File]) -> Made:
    first, *more = files
    return Made(first.path, first.header.to_name, first.size, first.counts, more=tuple(one.path for one in more))


def _site(session: Session, to: str) -> Mapping[str, Any]:
    for one in stored.sites(session.store):
        if to in (one["code"], one["id"], one["name"], one["organisation_id"]):
            return one
    raise Problem(f"没有邀请过“{to}”。", "请先给它生成邀请文件；学校可以用学校标识码或名称指明。")
