"""The facts of a document that no figure says: head, number, whom it goes to, signature, imprint; kept for each kind."""

import json
from typing import TYPE_CHECKING

from app import records
from app.fields import Field, Kind
from app.records import Entity, Values
from app.session import Session

if TYPE_CHECKING:
    from app.documents.texts import Text

FIELDS = (
    Field("style", "红头", Kind.CODE, codes="head_style", required=True, group="版头"),
    Field("mark", "发文机关标志", group="版头", width=24, note="红头上的字，例如“示范县教育局文件”"),
    Field("number", "发文字号", group="版头", note="例如“示教发〔2026〕12号”，由本单位自己编"),
    Field("signers", "签发人", group="版头", note="上行文才填；几个人用空格隔开"),
    Field("secrecy", "密级和保密期限", group="版头"),
    Field("urgency", "紧急程度", group="版头"),
    Field("copy_number", "份号", group="版头"),
    Field("addressee", "主送机关", group="主体", width=24),
    Field("signature", "发文机关署名", group="主体", width=24),
    Field("day", "成文日期", Kind.DATE, group="主体"),
    Field("sealed", "加盖印章", Kind.FLAG, group="主体", note="选“是”时留出盖章的位置，不画印章"),
    Field("note", "附注", group="主体", width=24),
    Field("copies_to", "抄送机关", group="版记", width=24),
    Field("printed_by", "印发机关", group="版记", width=24),
    Field("printed_on", "印发日期", Kind.DATE, group="版记"),
)

ENTITY = Entity("document_head", "公文要素", FIELDS)
"""Not a table: what is asked in a form and remembered in the office's file."""

_REMEMBERED = "document_head:"
_OF_ONE = ("number", "day", "printed_on", "copy_number")
"""What is of one document only: it is kept with the rest, so that the same document can be made again."""


def of(session: Session, text: "Text") -> Values:
    """What was said for this text last, and what is usual where nothing was."""
    said = session.store.fact(_key(text))
    kept = json.loads(said) if said else {}
    usual: Values = {
        "style": "plain", "mark": f"{session.name}文件", "signature": session.name,
        "day": session.today().isoformat(), "sealed": 1,
    }  # fmt: skip
    return {field.name: kept.get(field.name, usual.get(field.name)) for field in FIELDS}


def keep(session: Session, text: "Text", values: Values) -> None:
    """Remember what was said for this text; raises `Invalid` for what cannot be."""
    records.validate(session, ENTITY, values, values)
    session.store.set_fact(_key(text), json.dumps(values, ensure_ascii=False, sort_keys=True))


def _key(text: "Text") -> str:
    return f"{_REMEMBERED}{text.pk or text.kind}"
