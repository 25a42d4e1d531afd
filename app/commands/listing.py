"""`export` and `layout …`: lists written as workbooks, and the layouts their receivers want."""

import argparse
from pathlib import Path
from typing import Any

from app.commands.options import add_whole, command, opened, purpose_of, workbook_password
from app.commands.output import Output

_COLUMNS = "列的代号或名称，用逗号隔开；可写 代号:写法=表头，只写 =表头 是空列；layout columns 列出代号和写法"


def add(commands: Any) -> None:
    """Add the commands."""
    made = command(commands, "export", "导出名单（.xlsx）", _export)
    _add_listing(made)
    made.add_argument("--out", type=Path, required=True, metavar="X.xlsx")
    which = made.add_mutually_exclusive_group()
    which.add_argument("--layout", metavar="NAME", help="按保存的导出格式")
    which.add_argument("--columns", metavar="A,B,C", help=_COLUMNS)
    made.add_argument("--title", metavar="标题", help="表格第一行的标题；写空的表示不要标题")
    made.add_argument("--for", dest="ids", nargs="+", metavar="ID", help="只导出这些编号，按这里的次序")
    add_whole(made)
    top = commands.add_parser("layout", help="导出格式", description="导出格式", add_help=False)
    top.add_argument("-h", "--help", action="help", help="显示帮助")
    parts = top.add_subparsers(dest="part", required=True, metavar="步骤")
    made = command(parts, "list", "列出保存的导出格式", _list)
    made.add_argument("listing", nargs="?", metavar="LISTING", help="只列这一种名单的")
    made = command(parts, "columns", "列出一种名单可以导出的列", _columns, needs_file=False)
    _add_listing(made)
    made = command(parts, "make", "建立导出格式", _make)
    _add_named(made)
    how = made.add_mutually_exclusive_group(required=True)
    how.add_argument("--columns", metavar="A,B,C", help=_COLUMNS)
    how.add_argument("--headings", type=Path, metavar="SHEET", help="照对方空表的表头建立")
    made.add_argument("--title", metavar="标题", help="表格第一行的标题")
    made.add_argument("--replace", action="store_true", help="替换同名的")
    made = command(parts, "save", "把导出格式存为文件，给别的单位用", _save)
    _add_named(made)
    made.add_argument("--out", type=Path, required=True, metavar="X.json")
    made = command(parts, "take", "从文件取用导出格式", _take)
    made.add_argument("path", type=Path, metavar="X.json")
    made.add_argument("--name", metavar="NAME", help="另起名称")
    made.add_argument("--replace", action="store_true", help="替换同名的")
    made = command(parts, "rename", "给导出格式改名", _rename)
    _add_named(made)
    made.add_argument("to", metavar="NEW")
    made = command(parts, "remove", "删除导出格式", _remove)
    _add_named(made)


def _add_listing(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("listing", metavar="LISTING", help="名单：teachers organisations pairs attendance ……")


def _add_named(parser: argparse.ArgumentParser) -> None:
    _add_listing(parser)
    parser.add_argument("name", metavar="NAME")


def _export(options: argparse.Namespace, output: Output) -> int:
    from dataclasses import replace

    from app import exporting, layouts
    from app.listings import listing

    made = listing(options.listing)
    whole = purpose_of(options) if options.whole_ids else None
    with opened(options) as session:
        if options.layout:
            layout = layouts.get(session, made.name, options.layout)
        else:
            layout = layouts.of_words(made, options.columns) if options.columns else layouts.whole(made)
        if options.title is not None:
            layout = replace(layout, title=options.title)
        count = exporting.export(session, layout, options.out, only=options.ids, whole=whole, progress=output.progress)
    masked = exporting.hides(layout) and whole is None
    words = f"已写好：{options.out}（{count} 行）" + ("，身份证号和电话遮住了中间几位" if masked else "")
    output.result({"file": options.out, "rows": count, "masked": masked}, words)
    return 0


def _list(options: argparse.Namespace, output: Output) -> int:
    from app import layouts
    from app.listings import listing

    name = listing(options.listing).name if options.listing else None
    with opened(options) as session:
        found = [{**vars(one), "label": listing(one.listing).label} for one in layouts.kept(session, name)]
    output.table(found, (("listing", "代号"), ("label", "名单"), ("name", "导出格式"), ("changed_on", "修改时间")))
    return 0


def _columns(options: argparse.Namespace, output: Output) -> int:
    from app import layouts
    from app.listings import listing

    made = listing(options.listing)
    fields = (*made.columns, *made.more)
    forms = {one.name: {form or "-": words for form, words in layouts.forms(one).items()} for one in fields}
    rows: list[dict[str, Any]] = [{"key": one.name, "label": one.label, "forms": forms[one.name]} for one in fields]
    if not output.as_json:
        for row in rows:
            row["forms"] = "，".join(f"{form} {words}" for form, words in forms[row["key"]].items())
    output.table(rows, (("key", "代号"), ("label", "列"), ("forms", "写法")))
    return 0


def _make(options: argparse.Namespace, output: Output) -> int:
    from dataclasses import replace

    from app import headings, layouts
    from app.listings import listing

    made = listing(options.listing)
    notes: list[str] = []
    with opened(options) as session:
        if options.headings:
            taken = headings.layout_of(made, options.headings, password=workbook_password(), progress=output.progress)
            layout = taken.layout
            notes = headings.notes(made, taken)
        else:
            layout = layouts.of_words(made, options.columns)
        if options.title is not None:
            layout = replace(layout, title=options.title)
        kept = layouts.keep(session, layout, options.name, replacing=options.replace)
    words = [f"已保存导出格式“{kept.name}”，{len(kept.columns)} 列。", *notes]
    output.result({"name": kept.name, "columns": kept.columns, "notes": notes}, "\n".join(words))
    return 0


def _save(options: argparse.Namespace, output: Output) -> int:
    from app import layouts
    from app.listings import listing

    with opened(options) as session:
        layout = layouts.get(session, listing(options.listing).name, options.name)
    layouts.write_file(layout, options.out)
    output.result({"file": options.out}, f"已写好：{options.out}")
    return 0


def _take(options: argparse.Namespace, output: Output) -> int:
    from app import layouts
    from app.listings import listing

    layout = layouts.read_file(options.path)
    with opened(options) as session:
        kept = layouts.keep(session, layout, options.name or layout.name, replacing=options.replace)
    label = listing(kept.listing).label
    output.result({"listing": kept.listing, "name": kept.name}, f"已保存{label}的导出格式“{kept.name}”。")
    return 0


def _rename(options: argparse.Namespace, output: Output) -> int:
    from app import layouts
    from app.listings import listing

    with opened(options) as session:
        name = layouts.rename(session, listing(options.listing).name, options.name, options.to)
    output.result({"name": name}, f"已改名为“{name}”。")
    return 0


def _remove(options: argparse.Namespace, output: Output) -> int:
    from app import layouts
    from app.listings import listing

    with opened(options) as session:
        layouts.drop(session, listing(options.listing).name, options.name)
    output.result({"removed": options.name}, f"已删除导出格式“{options.name}”。")
    return 0
