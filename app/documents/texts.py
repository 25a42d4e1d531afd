"""Texts (文稿) of documents as records: paragraphs with places for live figures; the county's."""

from dataclasses import dataclass
from pathlib import Path

from app import codes, records
from app.fields import Fault, Field, Kind, Owner
from app.problems import Problem
from app.records import Entity, Values
from app.session import Session
from storage import variants as stored
from storage.store import Row, Rows

_COUNTY = Owner.COUNTY

FIELDS = (
    Field("kind", "文稿种类", Kind.CODE, codes="text_kind", required=True, owner=_COUNTY),
    Field("name", "文稿名称", required=True, owner=_COUNTY, width=22),
    Field("body", "文稿内容", Kind.LONG_TEXT, required=True, owner=_COUNTY),
    Field("is_chosen", "是否采用", Kind.FLAG, owner=_COUNTY, width=8),
    Field("remark", "备注", Kind.LONG_TEXT, owner=_COUNTY, width=20),
)

_TABLE: stored.Table = "texts"

LONGEST_NAME = 40
"""Characters of a text's name."""

ENDING = ".txt"
_SHIPPED = Path(__file__).parents[1] / "data" / "texts"
_LARGEST_FILE = 1_000_000
_KIND, _NAME = "文稿种类：", "文稿名称："


def _faults(values: Values) -> list[Fault]:
    """One text by itself: its name is short enough to be shown."""
    if len(str(values.get("name") or "")) > LONGEST_NAME:
        return [Fault("name", f"文稿名称太长，请不要超过 {LONGEST_NAME} 个字。")]
    return []


ENTITY = Entity(_TABLE, "文稿", FIELDS, _faults)


def among(rows: Rows, pk: str | None, values: Values) -> list[Fault]:
    """A text among the others of its kind: no two have one name."""
    name = str(values.get("name") or "")
    if stored.named(rows, _TABLE, str(values.get("kind")), name, pk) is None:
        return []
    return [Fault("name", f"已经有名为“{name}”的文稿，请换一个名称。")]


@dataclass(frozen=True)
class Text:
    """A text to make a document of; `pk` is None for one that comes with the program."""

    pk: str | None
    kind: str
    name: str
    body: str
    chosen: bool = False


def label_of(kind: str) -> str:
    """What a kind of text is called; raises Problem when there is none of that key."""
    table = codes.table("text_kind")
    if kind not in {one.code for one in table.codes}:
        known = "、".join(f"{one.code}（{one.label}）" for one in table.codes)
        raise Problem(f"没有“{kind}”这种文稿。", f"可用的有：{known}。")
    return table.label_of(kind)


def kinds() -> list[tuple[str, str]]:
    """Key and name of every kind."""
    return [(one.code, one.label) for one in codes.table("text_kind").codes]


def shipped(kind: str) -> Text | None:
    """The text of a kind that comes with the program, where there is one."""
    path = _SHIPPED / f"{kind}.txt"
    if not path.is_file():
        return None
    return Text(None, kind, f"{label_of(kind)}（自带）", path.read_text(encoding="utf-8"))


def listed(session: Session) -> list[Text]:
    """Every text, kind by kind: this office's own, and the one that comes with the program."""
    rows = stored.every(session.store, _TABLE)
    found = []
    for kind, _ in kinds():
        own = [_of(row) for row in rows if row["kind"] == kind]
        base = shipped(kind)
        if base:
            found.append(Text(None, kind, base.name, base.body, not any(one.chosen for one in own)))
        found += own
    return found


def _of(row: Row) -> Text:
    return Text(str(row["id"]), str(row["kind"]), str(row["name"]), str(row["body"]), bool(row["is_chosen"]))


def get(session: Session, wanted: str) -> Text:
    """The text with an id or a name, or the one in use of a kind; raises Problem when there is none."""
    if wanted in dict(kinds()):
        return chosen(session, wanted)
    for one in listed(session):
        if wanted in (one.pk, one.name):
            return one
    names = "、".join(f"“{one.name}”" for one in listed(session))
    raise Problem(f"没有名为“{wanted}”的文稿。", f"现有的文稿：{names}。")


def chosen(session: Session, kind: str) -> Text:
    """The text that documents of a kind are made of: the chosen one, or the one that comes with the program."""
    label = label_of(kind)
    row = stored.chosen(session.store, _TABLE, kind)
    if row is not None:
        return _of(row)
    found = shipped(kind) or next((_of(one) for one in stored.every(session.store, _TABLE, kind)), None)
    if found is None:
        raise Problem(f"还没有“{label}”的文稿。", "请先新建一篇，或者从文件采用一篇。")
    return found


def save(session: Session, pk: str | None, changes: Values) -> str:
    """Save fields of a new or an existing text; returns its id. Raises Problem at a school."""
    refuse_if_not_county(session)
    return records.save(session, ENTITY, pk, changes, among)


def copy(session: Session, of: Text, name: str = "", body: str | None = None) -> str:
    """Keep a copy of a text under a name of its own, as it is or with another body; returns its id."""
    stem = name or of.name.removesuffix("（自带）")
    return save(session, None, {"kind": of.kind, "name": free_name(session, of.kind, stem), "body": body or of.body})


def free_name(session: Session, kind: str, name: str) -> str:
    """The name itself, or with the least number behind it that makes it a new one."""
    taken = {str(row["name"]) for row in stored.every(session.store, _TABLE, kind)}
    stem = name[: LONGEST_NAME - 5]
    return next(one for one in (name, *(f"{stem}（{number}）" for number in range(2, 1000))) if one not in taken)


def choose(session: Session, kind: str, pk: str | None) -> None:
    """Make documents of a kind of this text from now on; None: of the one that comes with the program."""
    refuse_if_not_county(session)
    label = label_of(kind)
    if pk is not None and records.get(session, ENTITY, pk)["kind"] != kind:
        raise Problem(f"这篇文稿不是{label}。", "请选择这一种的文稿。")
    with session.writing(f"采用文稿：{label}") as rows:
        stored.choose(rows, _TABLE, kind, pk)


def delete(session: Session, pk: str) -> None:
    """Delete a text; documents are made of the one that comes with the program again if it was the chosen one."""
    refuse_if_not_county(session)
    records.delete(session, ENTITY, pk)


def refuse_if_not_county(session: Session) -> None:
    """Raise Problem at a school: texts are the county's."""
    if not session.is_county:
        raise Problem("文稿由县里管理，本校只能查看和打印。", "需要修改请联系县局经办人。")


# -- as a file that another county can take over


def to_file(text: Text, out: Path) -> None:
    """Write a text as a plain text file: its kind and name in two lines, a blank one, then all of it."""
    from exports.saving import save as put

    name = text.name.removesuffix("（自带）")
    put(out, f"{_KIND}{label_of(text.kind)}\n{_NAME}{name}\n\n{text.body.strip()}\n".encode())


def from_file(path: Path, kind: str = "other") -> Text:
    """The text in a file; a file without the two lines is a text of `kind` with the file's name.

    Raises Problem when it cannot be read or is no text.
    """
    try:
        if path.stat().st_size > _LARGEST_FILE:
            raise Problem(f"“{path.name}”太大，不像是一篇文稿。", "请选择用“导出……”得到的文稿文件，或者纯文本文件。")
        raw = path.read_bytes()
    except OSError as cause:
        raise Problem(f"打不开“{path.name}”。", "请确认文件还在、U盘没有拔出，再试一次。") from cause
    whole = _decoded(raw, path.name).replace("\r\n", "\n").replace("\r", "\n").strip("\n")
    first, _, rest = whole.partition("\n")
    second, _, body = rest.partition("\n")
    labels = {label: code for code, label in kinds()}
    if first.startswith(_KIND) and second.startswith(_NAME) and first.removeprefix(_KIND).strip() in labels:
        kind, name = labels[first.removeprefix(_KIND).strip()], second.removeprefix(_NAME).strip()
    else:
        name, body = path.stem, whole
    if not body.strip():
        raise Problem(f"“{path.name}”里没有文字。", "请选择写有文稿的文本文件。")
    return Text(None, kind, (name or path.stem)[:LONGEST_NAME], body.strip() + "\n")


def _decoded(raw: bytes, name: str) -> str:
    for encoding in ("utf-8-sig", "gb18030"):
        try:
            text = raw.decode(encoding)
        except UnicodeDecodeError:
            continue
        if "\0" not in text:
            return text
    raise Problem(f"“{name}”不是文本文件。", "Word 文件请先另存为“纯文本（*.txt）”，再选择它。")


def take(session: Session, text: Text) -> str:
    """Keep a text that came as a file, under a name of its own; returns its id. Raises Problem at a school."""
    return copy(session, text, text.name)
