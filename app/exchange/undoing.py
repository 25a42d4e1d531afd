"""Taking back what a received file brought: one act of the county, as long as nothing later depends on it."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from app import name_keys
from app.entities import ENTITIES
from app.exchange import safekeeping
from app.exchange.declining import REFERENCES
from app.exchange.mail import now_of
from app.problems import Problem
from app.session import Session
from storage import exchange as stored
from storage.names import name_of
from storage.schema import TABLES
from storage.store import Row, Rows

Key = tuple[str, str]

_PRINTED = frozenset({"name", "sex", "id_number"})
"""Of a teacher's own fields those that certificates say."""

_PRINTED_TABLES = frozenset({"attendance", "members", "pairs"})
"""Tables that certificates are about."""


@dataclass(frozen=True)
class Undone:
    """A file taken back: its name, who had sent it, how many acts it had brought and how many records were put back."""

    file_name: str
    from_name: str
    acts: int
    records: int


@dataclass
class _Written:
    """What a file's acts did to one row: fields with what stood before them, whether it came or went with them."""

    before: dict[str, Any] = field(default_factory=dict)
    brought: bool = False
    marked: bool = False
    """Its deletion mark was written."""
    gone_before: bool = False


class OnlyByCopy(Problem):
    """A school takes nothing back: the county decides. It may go back to `copy`, if one was made before the file."""

    def __init__(self, copy: Path | None) -> None:
        advice = "内容由县里决定：请告诉县里哪里不对，县里改好以后再发来。"
        if copy:
            advice += f"如果要回到接收以前，可以恢复接收前的备份「{copy.name}」，恢复以后照常上报和接收。"
        super().__init__("学校接收的县里文件不能撤销。", advice)
        self.copy = copy


class _Obstacle(Problem):
    def __init__(self, why: str, advice: str) -> None:
        super().__init__("这次接收已经不能整个撤销。", f"{why}{advice}没有撤销任何内容。")


def undo(session: Session, file_id: int, *, rehearse: bool = False) -> Undone:
    """Take back everything a school's file wrote that still stands, as one act of the county.

    Its acts are answered anew ("县里撤销了这次接收"), so that the school hears of it with its next file; what it
    offered back stays to be decided. Raises Problem, with nothing changed, when anything later depends on any of it.
    """
    file = stored.file_of(session.store, file_id)
    _refuse_unfit(session, file)
    assert file is not None
    acts = stored.outcomes_of(session.store, file["site"], file["rev"])
    if not acts:
        raise Problem("这个文件没有带来新的操作。", "它的内容以前已经收到过，没有可以撤销的。")
    reason = f"撤销接收：{file['site_name']}的文件 {file['file_name']}"
    with session.writing(reason, rehearse=rehearse, undoes=list(acts)[-1]) as rows:
        standing = [txid for txid, outcome in acts.items() if outcome in ("applied", "conflict")]
        written = _written(rows, standing)
        _refuse_if_built_upon(rows, set(standing), written, file["rev"])
        records = _put_back(rows, written)
        name_keys.refresh(rows)
        by, at = session.operator or "未署名", now_of(session)
        stored.settle_for_county(rows, standing, by, at)
        note = f"县里撤销了这次接收：{file['file_name']}，{by}，{at[:10]}。"
        stored.write_known(rows, file["site"], ((txid, "rejected", note) for txid in standing))
        stored.close_rejected(rows, standing, at)
        stored.mark_undone(rows, file_id)
    return Undone(str(file["file_name"]), str(file["site_name"]), len(standing), records)


def _refuse_unfit(session: Session, file: Row | None) -> None:
    if file is None:
        raise Problem("收发记录里没有这个文件。", "请在收发记录里查看文件的编号。")
    if file["direction"] == "out":
        raise Problem("这是本单位生成的文件，不是接收的。", "只有接收的文件可以撤销接收。")
    if not session.is_county:
        raise OnlyByCopy(safekeeping.copy_before(session, file["at"]))
    if file["kind"] != "up":
        raise Problem("这不是上报文件，不能撤销接收。", "学校已经加入的，可以在学校列表里重新邀请。")
    if file["undone"]:
        raise Problem("这次接收已经撤销过了。", "学校接收县里的下一个文件时会看到。")
    if file["rev"] is None:
        raise Problem("这次接收是旧版本的程序做的，不能整个撤销。", "请直接更正有关的记录。")


def _written(rows: Rows, acts: Iterable[str]) -> dict[Key, _Written]:
    """What some acts wrote, row by row; a field that became a conflict was not written, unless it was later on."""
    acts = list(acts)
    kept = {(one["operation"], one["col"]) for one in stored.conflicts_of_acts(rows, acts) if one["state"] != "retried"}
    unseen = stored.overwritten_by(rows, acts)
    found: dict[Key, _Written] = {}
    for operation in stored.taken_operations(rows, acts):
        key = (operation.table, operation.pk)
        for column, (base,) in _bases(operation).items():
            if (operation.seq, column) in kept:
                continue
            one = found.setdefault(key, _Written())
            before = unseen.get((operation.txid, *key, column), base)
            if column == "_del":
                one.gone_before = one.gone_before if one.marked else bool(before)
                one.marked = True
            else:
                one.before.setdefault(column, before)
    return found


def _bases(operation: stored.TakenOperation) -> Mapping[str, tuple[Any]]:
    """What the author of an operation says stood in each field it writes."""
    if operation.kind == "I":
        return dict.fromkeys(operation.fields, (None,))
    return {column: (value[2],) for column, value in operation.fields.items() if column != "_base"}


# -- does anything depend on it?


def _refuse_if_built_upon(rows: Rows, acts: set[str], written: dict[Key, _Written], rev: int) -> None:
    for conflict in stored.conflicts_of_acts(rows, acts):
        if conflict["state"] in ("school", "typed", "county") and not conflict["declined"]:
            who = _called(rows, (conflict["tbl"], conflict["pk"]))
            raise _Obstacle(
                f"{who}的{_label(conflict['tbl'], conflict['col'])}有过冲突，县里已经处理了。", "请直接更正有关的记录。"
            )
    registers = {(one.table, one.pk): one for one in stored.registers(rows, written)}
    _refuse_if_issued(written, registers)
    for key, one in written.items():
        row = registers.get(key)
        if row is None:
            raise _Obstacle(f"其中一条{ENTITIES[key[0]].label}记录后来被彻底清除了。", "请直接更正其余的记录。")
        one.brought = row.tx in acts
        _refuse_if_changed(rows, acts, key, one, row)
    _refuse_if_certified(rows, written, registers, rev)


def _refuse_if_issued(written: Mapping[Key, _Written], registers: Mapping[Key, stored.RegisterRow]) -> None:
    """A paper was printed and handed out: a register without it would take it for a forgery."""
    papers = [registers[key] for key in written if key[0] == "certificates" and key in registers]
    if papers:
        raise _Obstacle(
            f"学校发的证书（{papers[0].values['number']}{'等' if len(papers) > 1 else ''}）也在这个文件里。",
            "证书不能撤销：不应当发的，请在证书登记簿里作废；别的内容请直接更正有关的记录。",
        )


def _refuse_if_changed(rows: Rows, acts: set[str], key: Key, one: _Written, row: stored.RegisterRow) -> None:
    if row.del_tx and row.del_tx not in acts and (row.gone or one.marked or one.brought):
        raise _changed(rows, key, "_del", row.del_tx)
    # Of a row that goes with the file every field must be its own.
    columns = row.cells if one.brought else one.before
    for column in columns:
        writer = row.cells.get(column, row.tx)
        if writer not in acts:
            raise _changed(rows, key, column, writer)
    if one.marked and row.del_tx not in acts:
        raise _changed(rows, key, "_del", row.del_tx)


def _changed(rows: Rows, key: Key, column: str, writer: str | None) -> _Obstacle:
    who = stored.who_wrote(rows, writer) if writer else None
    when = f"{who[0]}在 {who[1][:10]} " if who else "后来"
    what = "删除或恢复过" if column == "_del" else f"改过它的{_label(key[0], column)}"
    return _Obstacle(
        f"{_called(rows, key)}的{ENTITIES[key[0]].label}记录，{when}又{what}。",
        "请先把那次修改撤销或改好，或者直接更正有关的记录。",
    )


def _refuse_if_certified(
    rows: Rows, written: Mapping[Key, _Written], registers: Mapping[Key, stored.RegisterRow], rev: int
) -> None:
    people: set[str] = set()
    for (table, pk), one in written.items():
        if table == "teachers" and (one.brought or _PRINTED & one.before.keys()):
            people.add(pk)
        elif table in _PRINTED_TABLES:
            values = registers[table, pk].values
            people |= {str(values[name]) for name in ("teacher_id", "mentor_id", "mentee_id") if values.get(name)}
    found = stored.certificate_after(rows, people, [pk for _table, pk in written], rev)
    if found:
        raise _Obstacle(
            f"接收以后给{found[1]}发了证书（{found[0]}）。",
            "证书不能撤销：请直接更正有关的记录，内容变了的证书重新发放。",
        )


# -- putting it back


def _put_back(rows: Rows, written: Mapping[Key, _Written]) -> int:
    """Write what stood before, and take away what came; how many records changed."""
    registers = {(one.table, one.pk): one for one in stored.registers(rows, written)}
    going: set[Key] = set()
    changed: set[Key] = set()
    for key in sorted(written, key=lambda key: TABLES.index(key[0])):
        one, row = written[key], registers[key]
        if one.brought:
            if not row.gone:
                going.add(key)
            continue
        if row.gone and one.marked and not one.gone_before:
            rows.insert(key[0], {"id": key[1], **row.values})
            changed.add(key)
        values = {column: value for column, value in one.before.items() if row.values.get(column) != value}
        if values:
            rows.update(*key, values)
            changed.add(key)
        if one.marked and one.gone_before and not row.gone:
            going.add(key)
    _refuse_if_referred(rows, going)
    _refuse_if_dangling(rows, changed)
    for key in sorted(going, key=lambda key: -TABLES.index(key[0])):
        rows.delete(*key)
    return len(changed | going)


def _refuse_if_referred(rows: Rows, going: set[Key]) -> None:
    found = stored.reference_to(rows, going)
    if found:
        (table, pk), other = found
        raise _Obstacle(
            f"{_called(rows, (table, pk))}的{ENTITIES[table].label}记录是这个文件带来的，后来登记的"
            f"{ENTITIES[other[0]].label}（{_called(rows, other)}）用到了它。",
            f"请先删除或改好那条{ENTITIES[other[0]].label}。",
        )


def _refuse_if_dangling(rows: Rows, changed: Iterable[Key]) -> None:
    """What is put back may refer to a row that has been deleted since."""
    wanted: dict[str, set[str]] = {}
    for one in stored.registers(rows, changed):
        for column, table in REFERENCES[one.table].items():
            if one.values.get(column):
                wanted.setdefault(table, set()).add(str(one.values[column]))
    missing = stored.missing_rows(rows, wanted)
    if missing:
        table, _pk = min(missing)
        raise _Obstacle(
            f"原来的内容用到一条{ENTITIES[table].label}记录，它后来被删除了。",
            "请先恢复那条记录，或者直接更正有关的记录。",
        )


def _called(rows: Rows, key: Key) -> str:
    return name_of(rows, *key) or "没有名称"


def _label(table: str, column: str) -> str:
    if column == "_del":
        return "整条记录"
    one = ENTITIES[table].field(column)
    return one.label if one else column
