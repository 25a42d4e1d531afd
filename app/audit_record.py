"""操作记录 as a paper or workbook with its head, and held against the file later: what has been altered since."""

from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

from app import audit
from app.audit import Head, Wish
from app.problems import Problem
from app.progress import Progress, silent

if TYPE_CHECKING:
    from app.reports.shapes import Facts
    from app.session import Session

TITLE = "操作记录"
_MOST = 200_000
_SEQ, _MARK = "序号", "核对码"
_TEXT_MOST = 1 << 20


def write(session: "Session", out: Path, wish: Wish | None = None, progress: Progress = silent) -> int:
    """Write the entries that are wanted as PDF or workbook, by the ending of `out`; returns how many.

    The head stands with them: whoever keeps the paper can tell later whether the record was cut or rewritten.
    """
    from app.reports import writing

    facts = record(session, wish)
    writing.write_facts(session, facts, out, progress)
    return len(facts.rows)


def record(session: "Session", wish: Wish | None = None) -> "Facts":
    """The entries that are wanted, the oldest first; raises Problem where there is no record."""
    from app.reports.shapes import Column, Facts

    with session.store.reading():
        head = audit.head(session)
        lines = audit.listed(session, wish, limit=_MOST)
    if head is None:
        raise Problem("还没有操作记录。", "请用“检查数据”看看数据文件是否完整。")
    columns = (
        Column("seq", _SEQ, 6, "right"), Column("at", "时间", 14), Column("actor", "经办人", 9),
        Column("kind", "类别", 10), Column("said", "内容", 36), Column("mark", _MARK, 17),
    )  # fmt: skip
    rows = tuple(
        (str(one.seq), one.at.replace("T", " "), one.actor, one.kind_label, one.said, audit.grouped(one.mark))
        for one in reversed(lines)
    )
    subtitle = "　".join((session.name, f"截至{head.words}", _period(wish), "核对人：＿＿＿＿＿＿"))
    return Facts(TITLE, subtitle, columns, rows)


def _period(wish: Wish | None) -> str:
    if wish is None or not (wish.since or wish.until):
        return "全部日期"
    return f"{wish.since or '最早'} 至 {wish.until or '今天'}"


@dataclass(frozen=True)
class Compared:
    """A record from before held against the file: how many entries were compared, and what is otherwise now."""

    count: int
    differences: tuple[str, ...] = field(default=())

    @property
    def ok(self) -> bool:
        """Whether the file still holds everything as it was."""
        return not self.differences


def compare(session: "Session", path: Path) -> Compared:
    """Hold an exported workbook, or a text in which a head stands (a backup's 说明.txt), against the file's record."""
    return compare_heads(session, _read(path))


def compare_heads(session: "Session", heads: list[Head]) -> Compared:
    """Hold some entries, by number and mark, against the file's record."""
    if not heads:
        raise Problem(
            "里面没有找到操作记录的编号和核对码。",
            "请选择导出的操作记录表格，或备份文件夹里的说明；也可以照着纸上的输入。",
        )
    now = audit.head(session)
    last = now.seq if now else 0
    differences = [f"第 {one.seq:,} 条已经不在了" for one in heads if one.seq > last]
    differences += [
        f"第 {one.seq:,} 条和当时不一样了" for one in heads if one.seq <= last and not audit.holds(session, one)
    ]
    return Compared(len(set(heads)), tuple(dict.fromkeys(differences)))


def typed(text: str) -> list[Head]:
    """The head on a paper as a person types it: 第 12 条，核对码 ABCD-…, or the number and the digits alone."""
    found = audit.heads_in(text.upper())
    if found:
        return found
    number, _, digits = text.strip().partition(" ")
    plain = "".join(digits.split()).replace("-", "").upper()
    seq = number.replace(",", "")
    if (
        not seq.isascii()
        or not seq.isdecimal()
        or len(plain) != audit.MARK_DIGITS
        or set(plain) - set("0123456789ABCDEF")
    ):
        raise Problem("编号和核对码没有看懂。", "请照着纸上的输入，例如：第 128 条，核对码 1A2B-3C4D-5E6F-7081。")
    return [Head(int(seq), plain)]


def _read(path: Path) -> list[Head]:
    if path.suffix.lower() == ".txt":
        from app.exchange import files

        return audit.heads_in(files.read(path, _TEXT_MOST).decode("utf-8-sig", "replace"))
    if path.suffix.lower() == ".pdf":
        raise Problem("PDF 里的操作记录不能自动核对。", "请照着纸上的编号和核对码输入，或者用导出的表格。")
    from exports.workbooks.reading import read_workbook

    found: list[Head] = []
    for sheet in read_workbook(path).sheets:
        places: tuple[int, int] | None = None
        for row in sheet.rows:
            cells = ["" if cell is None else str(cell).strip() for cell in row]
            if _SEQ in cells and _MARK in cells:
                places = cells.index(_SEQ), cells.index(_MARK)
            elif places is not None and (one := _entry(cells[places[0]], cells[places[1]])):
                found.append(one)
            else:
                found += [one for cell in cells for one in audit.heads_in(cell)]
    return found


def _entry(seq: str, mark: str) -> Head | None:
    number, plain = seq.removesuffix(".0").replace(",", ""), mark.replace("-", "").upper()
    return Head(int(number), plain) if number.isdecimal() and len(plain) == audit.MARK_DIGITS else None
