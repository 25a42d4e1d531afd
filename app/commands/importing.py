"""`import`: a workbook previewed, asked about, imported; what was refused written out to be mended."""

import argparse
from collections.abc import Iterable
from functools import partial
from pathlib import Path
from typing import Any

from app import importing
from app.commands.options import add_purpose, command, opened, purpose_of, workbook_password
from app.commands.output import Output
from app.problems import Problem
from app.session import Session

_COLUMN = "列=项目"
_MOST_QUESTIONS = 40
_ROUNDS = 4
"""So many things a row may ask one after the other."""


def add(commands: Any) -> None:
    """Add the command."""
    made = command(commands, "import", "导入工作簿（.xlsx .xls .et .xlsb .ods .csv …）", _import)
    made.add_argument("what", choices=tuple(importing.KINDS), metavar="|".join(importing.KINDS))
    made.add_argument("sheet", type=Path, metavar="SHEET")
    how = made.add_mutually_exclusive_group()
    how.add_argument("--preview", action="store_true", help="只预览，不写入（默认）")
    how.add_argument("--apply", action="store_true", help="导入：全部写入，或者一行也不写入")
    made.add_argument("--skip-faulty", action="store_true", help="跳过有误的和没有确认的行，导入其余各行")
    made.add_argument(
        "--column", action="append", default=[], metavar=_COLUMN,
        help="指定某一列是什么，如 C=phone 或 C=联系电话；C= 表示不导入这一列；可以写多次",
    )  # fmt: skip
    made.add_argument(
        "--header", metavar="[工作表!]起-止", help="表头在哪几行，如 3 或 3-4；有几张工作表时写明是哪一张"
    )
    made.add_argument(
        "--all", action="append", default=[], metavar="项目=内容", help="表里没有的项目，全部填这个，如 year=2025；可以写多次"
    )  # fmt: skip
    made.add_argument("--same", action="store_true", help="只有一个可能的，都认作同一个")
    made.add_argument("--new", action="store_true", help="其余待确认的，都作为新的（可以的话）")
    made.add_argument("--answer", action="append", default=[], metavar="[工作表!]行=编号|new", help="回答某一行的问题")
    made.add_argument(
        "--skip", action="append", default=[], metavar="[工作表!]行", help="不导入这一行（表中行号）；可以写多次"
    )
    made.add_argument("--keep", action="append", default=[], metavar="项目", help="已有的人，这一项保持原来的内容")
    made.add_argument("--refused", type=Path, metavar="X.xlsx", help="把没有导入的行连同原因写成工作簿")
    add_purpose(made)


def _import(options: argparse.Namespace, output: Output) -> int:
    with opened(options) as session:
        made = _answered(session, _read(session, options, output), options)
        other = importing.likelier(session, made)
        skipped = frozenset(_row_at(made.rows, one).index for one in options.skip)
        found = _found(made)
        words = [made.sentence, *_words(made)]
        if other:
            words.append(f"  这张表更像“{importing.KINDS[other].label}”的名单：如果是，请改用 import {other}。")
        if options.refused:
            from app.importing import refused

            whole = purpose_of(options) if refused.has_numbers(made, skipped) else None
            count = refused.write(session, made, options.refused, skipped, whole=whole, progress=output.progress)
            found["refused"] = count
            words.append(f"没有导入的 {count} 行写在：{options.refused}")
        if options.apply:
            done = _apply(session, made, skipped, options, output)
            found["applied"] = {"new": done.new, "changed": done.changed, "skipped": done.skipped, "act": done.act}
            words.append(f"已导入：新增 {done.new} 行，变化 {done.changed} 行，跳过 {done.skipped} 行。")
        else:
            words.append("这是预览，没有写入。加上 --apply 才会导入。")
    output.result(found, "\n".join(words))
    return 0


def _read(session: Session, options: argparse.Namespace, output: Output) -> importing.Preview:
    kind = importing.wanted(session, options.what)
    fixed = dict(_fixed(kind, one) for one in options.all)
    read = partial(importing.preview, session, options.what, fixed=fixed, progress=output.progress)
    made = read(_opened(options, output))
    said = importing.kind_said(made.opened)
    if said and said != kind.name:
        raise Problem(
            f"这是“{importing.KINDS[said].label}”的模板，不是“{kind.label}”的。",
            f"请改用：import {said} {options.sheet.name}。",
        )
    if options.header:
        made = read(made.opened, tables=[_placed(made, options.header)])
    if options.column and made.tables:
        made = read(made.opened, tables=_chosen(made, options.column))
    if not made.tables:
        raise importing.no_table(made)
    return made


def _opened(options: argparse.Namespace, output: Output) -> Path | importing.Opened:
    password = workbook_password()
    return (
        importing.open_file(options.sheet, password=password, progress=output.progress) if password else options.sheet
    )


def _fixed(kind: importing.ListKind, said: str) -> tuple[str, str]:
    name, equals, text = said.partition("=")
    found = _field(kind, name)
    if found is None or not equals:
        raise Problem(f"看不懂“{said}”。", f"请写成 项目=内容。可用的项目：{_named(kind)}。")
    return found, text


def _field(kind: importing.ListKind, said: str) -> str | None:
    """The column of a kind of list that is called so, by its name or its label."""
    return next((one.name for one in kind.columns if said in (one.name, one.label)), None)


def _named(kind: importing.ListKind) -> str:
    """What may be said for a column."""
    return "、".join(f"{one.name}（{one.label}）" for one in kind.columns)


def _placed(made: importing.Preview, said: str) -> importing.TableChoice:
    from exports.workbooks.tables import Placement

    name, _, rows = said.rpartition("!")
    sheets = made.opened.workbook.sheets
    number = next((at for at, sheet in enumerate(sheets) if not name or sheet.name == name), None)
    first, _, last = rows.partition("-")
    if number is None or not first.isdecimal() or not (last or first).isdecimal() or int(first) < 1:
        raise Problem(f"看不懂表头“{said}”。", "请写成 3、3-4 或 工作表名!3-4。")
    return importing.TableChoice(number, Placement(int(first), int(last or first)), {})


def _chosen(made: importing.Preview, said: Iterable[str]) -> list[importing.TableChoice]:
    """The tables with these columns chosen in each that has them; raises Problem for one that none has."""
    kind = importing.KINDS[made.kind]
    chosen = [dict(table.choice.columns) for table in made.tables]
    for one in said:
        column, equals, name = one.partition("=")
        field = _field(kind, name)
        places = [_column_of(table, column) for table in made.tables]
        if not equals or all(at is None for at in places) or (name and field is None):
            raise Problem(f"看不懂“{one}”。", f"请写成 {_COLUMN}，列写字母或表头。可用的项目：{_named(kind)}。")
        for columns, at in zip(chosen, places, strict=True):
            if at is not None:
                columns[at] = field
    tables = zip(made.tables, chosen, strict=True)
    return [importing.TableChoice(table.sheet, table.table.placement, columns) for table, columns in tables]


def _column_of(table: importing.TableRead, said: str) -> int | None:
    """The column of those letters or under that heading."""
    from app.importing.mapping import letters

    return next((one.column for one in table.matches if said in (letters(one.column), one.heading)), None)


def _row_at(rows: Iterable[importing.PreviewRow], said: str) -> importing.PreviewRow:
    """The row that `said` names, "5" or "一年级组!5"; raises Problem where no row or rows of several sheets are meant."""
    name, _, number = said.rpartition("!")
    found = [one for one in rows if str(one.number) == number and name in ("", one.sheet)]
    if len(found) == 1:
        return found[0]
    if not found:
        raise Problem(f"表里没有要导入的第 {said} 行。", "行号是表中的行号；请先预览一次，看看是哪一行。")
    named = "、".join(dict.fromkeys(f"{one.sheet}!{number}" for one in found))
    raise Problem(f"有 {len(found)} 张表有第 {number} 行。", f"请写明是哪一张：{named}。")


def _answered(session: Session, made: importing.Preview, options: argparse.Namespace) -> importing.Preview:
    for said in options.answer:
        number, equals, pk = said.partition("=")
        row = _row_at(made.rows, number)
        if row.doubt is None or not equals:
            raise Problem(f"第 {number} 行没有要确认的问题。", "行号是表中的行号；请先不带 --answer 预览一次。")
        known = {one.pk for one in row.doubt.candidates} | ({importing.NEW} if row.doubt.may_be_new else set())
        if pk not in known:
            raise Problem(f"“{pk}”不是第 {number} 行可以选的。", f"可以选：{'、'.join(sorted(known))}。")
        made = importing.answer(session, made, {row.index: {row.doubt.field: pk}})
    # A row may ask a second thing once the first is answered: whose lesson, after who observed it.
    for _ in range(_ROUNDS if options.same else 0):
        made = importing.answer(session, made, importing.obvious(made))
    return importing.answer(session, made, importing.all_new(made)) if options.new else made


def _apply(
    session: Session, made: importing.Preview, skipped: frozenset[int], options: argparse.Namespace, output: Output
) -> importing.Imported:
    kind = importing.KINDS[made.kind]
    kept = frozenset(one.name for one in kind.columns if {one.name, one.label} & set(options.keep))
    if len(kept) < len(set(options.keep)):
        raise Problem(f"没有这一项：{'、'.join(options.keep)}。", f"可用的有：{_named(kind)}。")
    choices = importing.Choices(skipped, kept_fields=kept)
    return importing.apply(session, made, choices, skip_faulty=options.skip_faulty, progress=output.progress)


def _found(made: importing.Preview) -> dict[str, Any]:
    return {
        "file": made.file_name,
        "counts": made.counts,
        "tables": [
            {
                "sheet": one.sheet_name,
                "header": [one.table.header_rows.start, one.table.header_rows.stop - 1],
                "rows": len(one.table.body),
                "columns": one.matches,
                "skipped": one.table.skipped,
            }
            for one in made.tables
        ],
        "mapped": [{"heading": heading, "field": label} for heading, label in made.mapped],
        "unmapped": made.unmapped,
        "notes": made.notes,
        "rows": [_row(made, row) for row in made.rows],
    }


def _row(made: importing.Preview, row: importing.PreviewRow) -> dict[str, Any]:
    return {
        "sheet": row.sheet,
        "row": row.number,
        "state": row.state,
        "id": row.pk,
        "title": row.title,
        "note": row.note,
        "changes": [
            {"field": one.name, "label": one.label, "old": one.old, "new": one.new}
            for one in importing.lines(made, row)
        ],
        "faults": [{"cell": one.cell, "label": one.label, "reason": one.reason} for one in row.faults],
        "question": row.doubt,
    }


def _words(made: importing.Preview) -> list[str]:
    lines = [f"  {note}" for note in made.notes]
    for table, one in made.doubtful_columns:
        field = importing.KINDS[made.kind].column(one.field or "")
        guess = f"是不是“{field.label}”？" if field else ""
        lines.append(f"  {table.sheet_name}的“{one.heading}”没有导入：{guess}{one.reason}（用 --column 指定）")
    if made.lacking:
        labels = "、".join(one.label for one in made.lacking)
        lines.append(f"  表里没有这几列：{labels}。全都一样的，可以用 --all 填。")
    left = [heading for heading in made.unmapped if heading not in {one.heading for _, one in made.doubtful_columns}]
    if left:
        lines.append(f"  没有导入的列：{'、'.join(left)}。")
    for row in made.rows:
        lines += [f"  {row.sheet} {fault.cell} {row.title}：{fault.reason}" for fault in row.faults]
    asked = [row for row in made.rows if row.doubt]
    for row in asked[:_MOST_QUESTIONS]:
        if row.doubt:
            named = "；".join(f"{one.words}（{one.pk}）" for one in row.doubt.candidates)
            lines.append(f"  第 {row.number} 行：{row.doubt.question}{named}")
    if asked[_MOST_QUESTIONS:]:
        lines.append(f"  还有 {len(asked) - _MOST_QUESTIONS} 行也要确认。")
    return lines
