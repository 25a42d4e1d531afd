"""Makes official documents of texts: places filled in, parts told apart, written as PDF or plain text."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

from app import leaving
from app.documents import heads, texts
from app.documents.places import OF_SCHOOL, PLACE, REMINDER, Fault, Resolver
from app.documents.texts import Text
from app.problems import Problem
from app.progress import Progress, silent
from app.records import Values
from app.session import Session

if TYPE_CHECKING:
    from app.exchange.reminding import Owing
    from exports.documents import Attachment, Block, Document, Head, Imprint

_ATTACHMENT = re.compile(r"附件[0-9０-９一二三四五六七八九十]{0,3}\s*[:：]\s*(.+)")
_ADDRESSEE = re.compile(r"[^。；，{}]{1,80}[：:]")
_MOST_FAULTS = 6


@dataclass(frozen=True)
class Made:
    """What was written: where, how many documents and how many sheets."""

    path: Path
    documents: int
    sheets: int


def make(
    session: Session,
    wanted: str | Text,
    year: int,
    out: Path,
    *,
    head: Values | None = None,
    sites: Sequence[str] | None = None,
    progress: Progress = silent,
) -> Made:
    """Write a document as PDF, or as plain text if `out` ends in .txt. `wanted`: a text, or its id, its name or a kind's key.

    `head` are facts as `heads.FIELDS` name them (None: those kept). A reminder is one document a school: all that owe
    something, or those of `sites`, in one file. Raises Problem naming every place that nothing can be put in, and
    ExportProblem for what cannot be printed or saved.
    """
    from exports.documents import document_text, write_documents

    if out.suffix.lower() not in (".pdf", ".txt"):
        raise Problem(f"不认识“{out.suffix}”这种文件。", "文稿可以存为 .pdf 或 .txt。")
    text = texts.get(session, wanted) if isinstance(wanted, str) else wanted
    made = documents(session, text, year, head=head, sites=sites, progress=progress)
    if out.suffix.lower() == ".txt":
        from exports.saving import save

        save(out, "\n\n".join(document_text(one) for one in made).encode("utf-8-sig"))
        leaving.note(session, "document", len(made), out)
        return Made(out, len(made), 0)
    progress(len(made), len(made), "正在写 PDF")
    sheets = write_documents(made, out)
    leaving.note(session, "document", len(made), out)
    return Made(out, len(made), sheets)


def pdf(session: Session, text: Text, year: int, *, head: Values | None = None, progress: Progress = silent) -> bytes:
    """The PDF of all documents of a text, to be printed."""
    from exports.documents import document_bytes

    return document_bytes(documents(session, text, year, head=head, progress=progress))


def preview(
    session: Session, text: Text, year: int, *, head: Values | None = None, progress: Progress = silent
) -> bytes:
    """The PDF as it will be, with the place of the seal shown; a reminder shows the first school's."""
    from exports.documents import document_bytes

    made = documents(session, text, year, head=head, example=True, progress=progress)
    return document_bytes(made[:1], marks_seal=True)


def documents(
    session: Session,
    text: Text,
    year: int,
    *,
    head: Values | None = None,
    sites: Sequence[str] | None = None,
    example: bool = False,
    progress: Progress = silent,
) -> "list[Document]":
    """The documents of a text; `example`: a reminder is made for an invented school where none owes anything."""
    facts = head if head is not None else heads.of(session, text)
    if text.kind != REMINDER:
        progress(0, 1, "正在统计数字")
        return [_document(text, facts, Resolver(session, year, {}))]
    found = []
    schools = _owing(session, sites, example=example)
    for number, one in enumerate(schools):
        progress(number, len(schools), "正在写催报通知")
        said = {
            "学校": one["name"], "情况": one["missing"], "最近上报": one["last_in"] or "从未上报",
            "已过天数": f"{one['days']}天",
        }  # fmt: skip
        found.append(_document(text, facts, Resolver(session, year, said)))
    return found


def _owing(session: Session, sites: Sequence[str] | None, *, example: bool) -> list[dict[str, str]]:
    from app.exchange import reminding

    if not session.is_county and example:
        return [_EXAMPLE]
    found = [one for one in reminding.listed(session) if sites is None or one.site in sites]
    if not found and example:
        return [_EXAMPLE]
    if not found:
        raise Problem("没有要催报的学校。", "所有学校都按时上报了，不需要印催报通知。")
    return [_said(one) for one in found]


def _said(one: "Owing") -> dict[str, str]:
    return {"name": one.name, "missing": one.missing, "last_in": _day(one.last_in), "days": str(one.days)}


def _day(text: str) -> str:
    if not text:
        return ""
    day = date.fromisoformat(text)
    return f"{day.year}年{day.month}月{day.day}日"


_EXAMPLE = {"name": "××学校", "missing": "近期没有上报", "last_in": "", "days": "0"}


def faults(session: Session, text: Text, year: int) -> list[Fault]:
    """Every place of a text that nothing can be put in, with its line."""
    more = dict.fromkeys(OF_SCHOOL, "") if text.kind == REMINDER else {}
    return list(Resolver(session, year, more).faults(text.body))


def _refuse_faults(found: Sequence[Fault]) -> None:
    if not found:
        return
    shown = "".join(f"第{one.line}行的“{one.place}”：{one.reason}" for one in found[:_MOST_FAULTS])
    more = f"另有{len(found) - _MOST_FAULTS}处。" if len(found) > _MOST_FAULTS else ""
    raise Problem(f"文稿里有{len(found)}处填不进数字，没有生成。", f"{shown}{more}")


def _document(text: Text, head: Values, resolver: Resolver) -> "Document":
    from exports.documents import Document

    _refuse_faults(list(resolver.faults(text.body)))
    title, lines = _title_and_lines(text.body)
    main, parts = _main_and_attachments(lines)
    addressee = _said_of(head, "addressee")
    if main and _ADDRESSEE.fullmatch(PLACE.sub("某", main[0])):
        # Whom it goes to stands in the text itself: 各学校：
        addressee = resolver.filled(main.pop(0)).rstrip("：:")
    return Document(
        title=tuple(resolver.filled(line) for line in title),
        body=_blocks(main, resolver),
        head=_head(head),
        addressee=addressee,
        signature=_said_of(head, "signature"),
        day=_date(head, "day"),
        sealed=bool(head.get("sealed")),
        note=_said_of(head, "note"),
        attachments=[_attachment(name, body, resolver) for name, body in parts],
        imprint=_imprint(head),
    )


def _attachment(name: str, body: Sequence[str], resolver: Resolver) -> "Attachment":
    from exports.documents import Attachment

    return Attachment(resolver.filled(name), _blocks(body, resolver))


def _title_and_lines(body: str) -> tuple[list[str], list[str]]:
    """The title is what stands before the first blank line, as many lines as it is to have; the rest follows."""
    lines = [line.strip().strip("\u3000") for line in body.strip().split("\n")]
    end = lines.index("") if "" in lines else 1
    return lines[:end], [line for line in lines[end:] if line]


def _main_and_attachments(lines: Sequence[str]) -> tuple[list[str], list[tuple[str, list[str]]]]:
    """What belongs to the body, and each 附件 with its lines."""
    main: list[str] = []
    parts: list[tuple[str, list[str]]] = []
    for line in lines:
        named = _ATTACHMENT.fullmatch(line)
        if named:
            parts.append((named[1].strip(), []))
        elif parts:
            parts[-1][1].append(line)
        else:
            main.append(line)
    return main, parts


def _blocks(lines: Sequence[str], resolver: Resolver) -> "tuple[Block, ...]":
    from exports.documents import Paragraph

    found: list[Block] = []
    for line in lines:
        whole = PLACE.fullmatch(line)
        block = resolver.block(whole[1]) if whole else None
        found.append(block or Paragraph(resolver.filled(line)))
    return tuple(found)


def _head(head: Values) -> "Head":
    from exports.documents import Head

    style = _said_of(head, "style")
    return Head(
        style=style if style in ("plain", "preprinted", "full", "letter") else "plain",  # type: ignore[arg-type]
        mark=_said_of(head, "mark").removesuffix("文件") if style == "letter" else _said_of(head, "mark"),
        number=_said_of(head, "number"),
        copy_number=_said_of(head, "copy_number"),
        secrecy=_said_of(head, "secrecy"),
        urgency=_said_of(head, "urgency"),
        signers=tuple(_said_of(head, "signers").replace("、", " ").split()),
    )


def _imprint(head: Values) -> "Imprint":
    from exports.documents import Imprint

    return Imprint(
        copies_to=_said_of(head, "copies_to"),
        printed_by=_said_of(head, "printed_by"),
        printed_on=_date(head, "printed_on"),
    )


def _said_of(head: Values, name: str) -> str:
    return str(head.get(name) or "").strip()


def _date(head: Values, name: str) -> date | None:
    said = _said_of(head, name)
    return date.fromisoformat(said[:10]) if said else None
