"""Attachments (附件): photographs, scans and PDF files of a record; added, listed, shown, saved elsewhere, removed."""

import re
import unicodedata
from pathlib import Path

from app import records
from app.fields import Fault, Field, Kind
from app.problems import Problem
from app.progress import Progress, silent
from app.records import Entity, Values
from app.session import Session
from storage import attachments as stored
from storage import exchange as stored_exchange
from storage.schema import BY_TABLE
from storage.store import Row

FIELDS = (
    Field("root", "归属", required=True),
    Field("tbl", "记录种类", required=True),
    Field("pk", "所属记录", required=True),
    Field("kind", "附件种类", Kind.CODE, codes="attachment_kind", required=True, width=8),
    Field("name", "名称", required=True, width=24),
    Field("media", "格式", required=True),
    Field("sha256", "内容校验值", required=True),
    Field("size", "字节数", Kind.COUNT, required=True),
    Field("remark", "备注", Kind.LONG_TEXT, width=20),
)

PHOTO, SCAN, DOCUMENT = "photo", "scan", "document"

_BOXES = {PHOTO: (480, 640), SCAN: (1600, 1600), DOCUMENT: (1600, 1600)}
"""Pixels a picture of each kind is made to fit: what an ID photo and a legible page need."""

_ENDINGS = {"image/jpeg": ".jpg", "application/pdf": ".pdf"}
"""How a copy's name ends, by what it is: a file that came may call itself what it likes."""

PICTURE_SUFFIXES = frozenset({".jpg", ".jpeg", ".jpe", ".jfif", ".png", ".bmp", ".tif", ".tiff", ".webp"})
SUFFIXES = PICTURE_SUFFIXES | {".pdf"}
"""Endings of files that may become attachments; their content decides."""

_NAME_MOST = 80
_UNNAMEABLE = re.compile(r'[<>:"/|?*\\\x00-\x1f]')


def _faults(values: Values) -> list[Fault]:
    name = str(values.get("name") or "")
    if len(name) > _NAME_MOST:
        return [Fault("name", f"名称太长了，请写在 {_NAME_MOST} 个字以内。")]
    return []


ENTITY = Entity("attachments", "附件", FIELDS, _faults)


def listed(session: Session, table: str, pk: str) -> list[Row]:
    """The attachments of a record, oldest first: all fields, `is_here` (the content has come), `at`, `actor`."""
    root = stored.root_of(session.store, table, pk) if table in BY_TABLE else None
    return stored.of_record(session.store, table, pk, root) if root else []


def photo_of(session: Session, table: str, pk: str) -> bytes | None:
    """The newest photograph of a record that is here, as a JPEG."""
    found = [row for row in listed(session, table, pk) if row["kind"] == PHOTO and row["is_here"]]
    return stored.content(session.store, str(found[-1]["sha256"])) if found else None


def picture(session: Session, pk: str) -> bytes | None:
    """The content of an attachment that is a picture and is here, as a JPEG."""
    row = _get(session, pk)
    return stored.content(session.store, str(row["sha256"])) if row["media"] == "image/jpeg" else None


def attach(
    session: Session,
    table: str,
    pk: str,
    path: Path,
    kind: str = SCAN,
    *,
    name: str = "",
    progress: Progress = silent,
) -> str:
    """Add a file to a record as an act of its own; returns the attachment's id.

    A picture becomes a JPEG of the size its kind needs, upright and without place, time or other hidden facts; a PDF
    is kept as it is. `name` is the file's own where none is given. Raises Problem when the record is not ours to add
    to or has this content already, ExportProblem when the file is not fit.
    """
    if kind not in _BOXES:
        raise Problem(f"没有“{kind}”这种附件。", f"可用的有：{'、'.join(_BOXES)}。")
    root = _root_to_add_to(session, table, pk)
    import hashlib

    from exports.attachments import PDF, read_attachment

    progress(0, 2, f"读取{path.name}")
    content = read_attachment(path, _BOXES[kind], progress=progress)
    if kind == PHOTO and content.media == PDF:
        raise Problem("照片要用图片文件。", "请选择 JPG 或 PNG；PDF 请作为扫描件或文件添加。")
    progress(1, 2, "写入")
    digest = hashlib.sha256(content.data).hexdigest()
    values: Values = {
        "root": root,
        "tbl": table,
        "pk": pk,
        "kind": kind,
        "name": (name.strip() or _clean_name(path.stem)) + _ENDINGS[content.media],
        "media": content.media,
        "sha256": digest,
        "size": len(content.data),
    }
    records.validate(session, ENTITY, values, values)
    with session.writing(f"添加附件：{_owner(session, table, pk)} {values['name']}") as rows:
        before = stored.twin(rows, table, pk, digest)
        if before:
            raise Problem("这个文件已经添加过了。", f"它就是“{before}”，内容完全一样。")
        stored.keep(rows, digest, content.data)
        made = rows.insert(ENTITY.table, values)
    progress(2, 2, "完成")
    return made


def save(session: Session, pk: str | None, changes: Values) -> str:
    """Change the name or the remark of an attachment; its content never changes."""
    if pk is None or not set(changes) <= {"name", "remark"}:
        raise Problem("附件只能改名称和备注。", "要换内容，请删除它，再添加新的文件。")
    row = _get(session, pk)
    if changes.get("name"):
        stem = _clean_name(str(changes["name"]).removesuffix(_ending(row)))
        changes = {**changes, "name": stem + _ending(row)}
    return records.save(session, ENTITY, pk, changes)


def remove(session: Session, pk: str) -> None:
    """Remove an attachment; can be undone."""
    records.delete(session, ENTITY, pk)


def save_as(session: Session, pk: str, target: Path) -> Path:
    """Write the content of an attachment to a file, or into a folder under its own name; returns where it is.

    Never over another file in a folder: there a number is put behind the name.
    """
    from app import leaving
    from app.exchange import files

    row = _get(session, pk)
    data = _content(session, row)
    path = _free_name(target, file_name(row)) if target.is_dir() else target
    files.write(path, data)
    leaving.note(session, "attachment", 1, path)
    return path


def open_copy(session: Session, pk: str) -> Path:
    """A copy for looking at, readable by this person alone; gone when the program ends.

    Its name says nothing: the program that shows it is started with it, and keeps it among the files opened last.
    """
    from uuid import uuid4

    from app import scratch
    from app.exchange import files

    row = _get(session, pk)
    data = _content(session, row)
    path = scratch.folder() / f"附件-{uuid4().hex[:8]}{_ending(row)}"
    files.write(path, data, private=True)
    return path


def file_name(row: Row) -> str:
    """What a copy of an attachment is called: its name with the ending of what it really is."""
    ending = _ending(row)
    return _clean_name(str(row["name"]).removesuffix(ending)) + ending


def figures(session: Session) -> dict[str, int]:
    """attachments, missing, contents, bytes, and unnamed, unnamed_bytes: contents that nothing names any more."""
    count, size = stored_exchange.unnamed(session.store, at_county=session.is_county)
    return {**stored.figures(session.store), "unnamed": count, "unnamed_bytes": size}


def tidy(session: Session) -> tuple[int, int]:
    """Drop contents that no row and no act names: (how many, bytes). What an undo may want stays.

    Damaged ones go too, so that the other side sends them again.
    """
    from app.exchange.mail import importing

    with session.store.writing(importing(session, "清理附件")) as rows:
        stored.forget(rows, stored.damaged(session.store))
        return stored_exchange.drop_unnamed(rows, at_county=session.is_county)


def _root_to_add_to(session: Session, table: str, pk: str) -> str:
    root = stored.root_of(session.store, table, pk) if table in BY_TABLE and table != ENTITY.table else None
    if root is None:
        raise Problem("这里不能添加附件。", "附件可以添加给教师、师徒结对等属于某一所学校的记录；请刷新列表再看。")
    if stored.is_outline(session.store, table, pk):
        raise Problem("这是外校教师，本校只能查看。", "附件请由其所在学校或县局添加。")
    return root


def _owner(session: Session, table: str, pk: str) -> str:
    from storage.names import name_of

    return name_of(session.store, table, pk)


def _get(session: Session, pk: str) -> Row:
    row = stored.one(session.store, pk)
    if row is None:
        raise records.not_found(ENTITY)
    return row


def _content(session: Session, row: Row) -> bytes:
    data = stored.content(session.store, str(row["sha256"]))
    if data is None:
        raise Problem("这个附件的内容还没有收到。", "已记下，下次收发文件时会请对方补发。")
    return data


def _ending(row: Row) -> str:
    # Of a kind this version does not know it is only bytes: no program shall be started by its name.
    return _ENDINGS.get(str(row["media"]), ".bin")


def _clean_name(text: str) -> str:
    kept = "".join(c for c in unicodedata.normalize("NFC", text) if unicodedata.category(c) not in ("Cc", "Cf", "Cs"))
    clean = _UNNAMEABLE.sub("_", kept).strip(" .")[: _NAME_MOST - 4]
    return clean or "附件"


def _free_name(folder: Path, name: str) -> Path:
    path = folder / name
    stem, ending = path.stem, path.suffix
    number = 2
    while path.exists():
        path = folder / f"{stem}-{number}{ending}"
        number += 1
    return path
