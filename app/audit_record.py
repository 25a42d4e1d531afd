"""操作记录 as a paper or workbook with its head, and held against the file later: what has been altered since."""

from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

from app import audit
from app.audit import Head, Line, Wish
from app.problems import Problem
from app.progress import Progress, silent

if TYPE_CHECKING:
    from app.reports.shapes import Facts
    from app.session import Session

TITLE = "操作记录"
_MOST = 200_000
_SEQ, _MARK = "序号", "核对码"
_ALL_DAYS, _SOME = "全部日期", "只列出符合的，不是全部"
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
        (str(one.seq), *(_cells(one)[column.label] for column in columns[1:-1]), audit.grouped(one.mark))
        for one in reversed(lines)
    )
    subtitle = "　".join((session.name, f"截至{head.words}", *_filters(wish or Wish()), "核对人：＿＿＿＿＿＿"))
    return Facts(TITLE, subtitle, columns, rows)


def _cells(line: Line) -> dict[str, str]:
    """What stands of an entry in a list, by the label of its column."""
    return {
        "时间": line.at.replace("T", " "),
        "经办人": line.actor,
        "类别": line.kind_label,
        "内容": line.told,
    }


def _filters(wish: Wish) -> list[str]:
    """By what the entries were chosen, in words: a list of some is not taken for one of all."""
    dated = f"{wish.since or '最早'} 至 {wish.until or '今天'}" if wish.since or wish.until else _ALL_DAYS
    asked = [
        f"经办人：{wish.actor}" if wish.actor else "",
        f"类别：{audit.KINDS.get(wish.kind, wish.kind)}" if wish.kind else "",
        f"内容里有“{' '.join(wish.text.split())}”" if wish.text else "",
    ]
    said = [one for one in asked if one]
    return [dated, *said, *([_SOME] if said or wish.since or wish.until else [])]


@dataclass(frozen=True)
class Compared:
    """A record from before held against the file: how many entries were compared, and what is otherwise now.

    `expected` tells of entries that are gone because a copy was put back, which the record itself says.
    """

    count: int
    differences: tuple[str, ...] = field(default=())
    expected: tuple[str, ...] = field(default=())

    @property
    def ok(self) -> bool:
        """Whether the file still holds everything as it was, but for what was put back."""
        return not self.differences


@dataclass(frozen=True)
class _Shown:
    """An entry as it stands on a list: `cells` by the label of their column, None where only its head is known."""

    head: Head
    cells: dict[str, str] | None = None


def compare(session: "Session", path: Path) -> Compared:
    """Hold an exported workbook, or a text in which a head stands (a backup's 说明.txt), against the file's record.

    Of a workbook every word is compared with what the record would show now.
    """
    shown, unread = _read(path)
    return _compare(session, shown, unread)


def compare_heads(session: "Session", heads: list[Head]) -> Compared:
    """Hold some entries, by number and mark, against the file's record."""
    return _compare(session, [_Shown(one) for one in heads], [])


def _compare(session: "Session", shown: list[_Shown], unread: list[str]) -> Compared:
    if not shown:
        raise Problem(
            "里面没有找到操作记录的编号和核对码。",
            "请选择导出的操作记录表格，或备份文件夹里的说明；也可以照着纸上的输入。",
        )
    with session.store.reading():
        now = audit.head(session)
        last = now.seq if now else 0
        other = [one for one in shown if one.head.seq > last or not audit.holds(session, one.head)]
        expected, causes = _put_back(session, shown, other)
        differences = [
            f"第 {one.head.seq:,} 条已经不在了" if one.head.seq > last else f"第 {one.head.seq:,} 条和当时不一样了"
            for one in sorted(other, key=lambda one: one.head.seq <= last)
            if one not in expected
        ]
        differences += _other_words(session, [one for one in shown if one not in other])
    count = len({one.head for one in shown})
    return Compared(count, tuple(dict.fromkeys([*differences, *unread])), tuple(causes))


def _put_back(session: "Session", shown: list[_Shown], other: list[_Shown]) -> tuple[list[_Shown], list[str]]:
    """Of entries that are otherwise now those that went when a copy was put back, and a sentence on each such time."""
    expected: list[_Shown] = []
    said = []
    for line in audit.listed(session, Wish(kind="restore"), limit=_MOST) if other else ():
        replaced = line.replaced
        # Whoever listed anything written since listed the record after it: that explains nothing there.
        later = any(one.head.seq >= line.seq and one not in other for one in shown)
        if replaced is None or later:
            continue
        fork = _fork(session, line.seq)
        gone = [one for one in other if one not in expected and _went(one, fork, replaced, line.at)]
        if gone:
            expected += gone
            said.append(
                f"从第 {fork:,} 条起，记录被 {line.at.replace('T', ' ')} 的恢复备份换过（见第 {line.seq:,} 条），"
                f"比对的有 {len(gone):,} 条在换下来的文件里。那以前导出的，这是正常的：请打开名称里有“恢复前”的文件再比对；"
                "那以后才导出的，就是被改动过"
            )
    return expected, said


def _fork(session: "Session", seq: int) -> int:
    """The first entry that was written to a copy while it was put back, which entry `seq` says."""
    for one in audit.listed(session, before=seq, limit=_BEFORE_PUT_BACK):
        if one.kind not in ("upgraded", "purged"):
            break
        seq = one.seq
    return seq


_BEFORE_PUT_BACK = 50


def _went(one: _Shown, fork: int, replaced: Head, at: str) -> bool:
    """Whether an entry can have stood in a record that went as far as `replaced` until the moment `at`."""
    if not fork <= one.head.seq <= replaced.seq or (one.cells or {}).get("时间", "") > at.replace("T", " "):
        return False
    return one.head.seq < replaced.seq or one.head == replaced


def _other_words(session: "Session", shown: list[_Shown]) -> list[str]:
    """What stands on a list otherwise than the record says it, of entries that are as they were."""
    if not any(one.cells for one in shown):
        return []
    lines = {one.seq: one for one in audit.listed(session, limit=_MOST)}
    emptied = audit.emptied(session)
    found = []
    for one in shown:
        line = lines.get(one.head.seq)
        if one.cells is None or line is None:
            continue
        # Erasing somebody empties the words about him, of which the mark of an entry knows nothing.
        same = {**_cells(line), **({"内容": one.cells.get("内容", "")} if line.seq in emptied else {})}
        other = [label for label, text in same.items() if _plain(one.cells.get(label, "")) != _plain(text)]
        if other:
            found.append(f"第 {line.seq:,} 条：表上的{'、'.join(other)}和记录不一样")
    return found


def _plain(text: str) -> str:
    """Without what a workbook does not keep: line breaks, blanks at the end, characters that XML has no room for."""
    return "".join(one for one in text if one.isprintable() and not one.isspace())[:_CELL_MOST]


_CELL_MOST = 30_000


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


def _read(path: Path) -> tuple[list[_Shown], list[str]]:
    """The entries that a file names, and what in its rows cannot be read."""
    if path.suffix.lower() == ".txt":
        from app.exchange import files

        text = files.read(path, _TEXT_MOST).decode("utf-8-sig", "replace")
        return [_Shown(one) for one in audit.heads_in(text)], []
    if path.suffix.lower() == ".pdf":
        raise Problem("PDF 里的操作记录不能自动核对。", "请照着纸上的编号和核对码输入，或者用导出的表格。")
    from exports.workbooks.reading import read_workbook

    found: list[_Shown] = []
    unread: list[str] = []
    said: list[str] = []
    for sheet in read_workbook(path).sheets:
        labels: list[str] = []
        for number, row in enumerate(sheet.rows, 1):
            cells = ["" if cell is None else str(cell).strip() for cell in row]
            said += cells if not labels else []
            if _SEQ in cells and _MARK in cells:
                labels = cells
            elif heads := [one for cell in cells for one in audit.heads_in(cell)]:
                found += [_Shown(one) for one in heads]
            elif labels and (one := _entry(dict(zip(labels, cells, strict=False)))):
                found.append(one)
            elif labels and any(cells):
                unread.append(f"表上第 {number:,} 行的序号或核对码读不出来")
    # A row that cannot be read is not also one that is gone.
    of_all = _ALL_DAYS in said and _SOME not in said
    return found, unread or (_left_out(found) if of_all else [])


def _left_out(found: list[_Shown]) -> list[str]:
    """What a list that had every entry up to its head has no longer: rows were taken out of the workbook."""
    there = {one.head.seq for one in found if one.cells is not None}
    last = max((one.head.seq for one in found), default=0)
    gone = [seq for seq in range(max(1, last - _MOST + 1), last + 1) if seq not in there]
    said = "、".join(f"第 {seq:,} 条" for seq in gone[:_GONE_TOLD])
    more = f"等 {len(gone):,} 条" if len(gone) > _GONE_TOLD else ""
    return [f"表上少了{said}{more}，导出时是有的"] if gone else []


_GONE_TOLD = 5


def _entry(cells: dict[str, str]) -> _Shown | None:
    number = cells.get(_SEQ, "").removesuffix(".0").replace(",", "")
    plain = cells.get(_MARK, "").replace("-", "").upper()
    if not (number.isascii() and number.isdecimal() and len(plain) == audit.MARK_DIGITS):
        return None
    return _Shown(Head(int(number), plain), cells)
