"""`design`: how papers look: listed, shown, chosen, previewed, and as files for other counties."""

import argparse
from pathlib import Path
from typing import TYPE_CHECKING, Any

from app.commands.options import command, opened
from app.commands.output import Output
from app.problems import Problem
from app.session import Session

if TYPE_CHECKING:
    from exports.papers.design import Design

_WORDS = "版式：证书和表册的样子，采用、预览、存成文件给别的县"


def add(commands: Any) -> None:
    """Add the commands."""
    top = commands.add_parser("design", help=_WORDS, description=_WORDS, add_help=False)
    top.add_argument("-h", "--help", action="help", help="显示帮助")
    parts = top.add_subparsers(dest="part", required=True, metavar="步骤")
    made = command(parts, "list", "列出版式：哪一种证书、名称、是不是在用", _list)
    made.add_argument("kind", nargs="?", metavar="KIND", help="只要这一种，例如 completion")
    made = command(parts, "show", "一个版式里有哪些元素，用了哪些项目，有没有不对的地方", _show)
    _of_one(made)
    made = command(parts, "preview", "把版式印成 PDF 看看：例子，或 --for 一个人的内容", _preview)
    _of_one(made)
    made.add_argument("--for", dest="whose", metavar="ID", help="用谁的内容，和 paper issue 的编号相同；不写是例子")
    made.add_argument("--out", type=Path, required=True, metavar="X.pdf")
    made = command(parts, "choose", "以后就用这个版式；不写名称是自带的", _choose)
    _of_one(made)
    made = command(parts, "export", "把本县的版式存成文件，给别的县采用", _export)
    made.add_argument("names", nargs="*", metavar="名称", help="只要这几个；不写是全部")
    made.add_argument("--out", type=Path, required=True, metavar="X.xhd")
    made = command(parts, "import", "采用文件里的版式", _import)
    made.add_argument("source", type=Path, metavar="X.xhd")
    made.add_argument("--replace", action="store_true", help="同名的换掉原来的；不写则改名放在旁边")
    made.add_argument("--preview", action="store_true", help="只看文件里有什么，什么也不改")


def _of_one(made: argparse.ArgumentParser) -> None:
    made.add_argument("kind", metavar="KIND", help="哪一种证书，例如 completion")
    made.add_argument("name", nargs="?", metavar="名称", help="版式的名称，design list 列出；不写是在用的")


def _list(options: argparse.Namespace, output: Output) -> int:
    from app.papers import registry

    kinds = [registry.kind(options.kind).name] if options.kind else list(registry.KINDS)
    with opened(options) as session:
        rows = [row for kind in kinds for row in _rows(session, kind)]
    columns = (("kind", "种类"), ("label", "证书"), ("name", "名称"), ("whose", "来自"), ("used", "在用"))
    output.table(rows, columns)
    return 0


def _rows(session: Session, kind: str) -> list[dict[str, Any]]:
    from app.papers import designs

    used = designs.chosen_id(session, kind)
    like = {"kind": kind, "label": designs.label_of(kind)}
    own = [
        {**like, "name": row["name"], "whose": "本县", "used": "是" if row["id"] == used else "", "id": row["id"]}
        for row in designs.of_kind(session, kind)
    ]
    shipped = [
        {**like, "name": one.name, "whose": "自带", "used": "是" if used is None and place == 0 else "", "id": None}
        for place, one in enumerate(designs.shipped(kind))
    ]
    return [*own, *shipped]


def _one(session: Session, options: argparse.Namespace) -> "tuple[str, str | None, str, Design]":
    """Kind, id, name and design that was asked for."""
    from app.papers import designs, registry

    kind = registry.kind(options.kind).name
    if options.name is None:
        return (kind, designs.chosen_id(session, kind), *designs.chosen(session, kind))
    pk, design = designs.of_name(session, kind, options.name)
    return kind, pk, options.name, design


def _show(options: argparse.Namespace, output: Output) -> int:
    from app.papers import designing, laying

    with opened(options) as session:
        name, pk, title, design = _one(session, options)
        kind = designing.kind_of(name)
        doubts = designing.doubts(design, kind, designing.with_code(kind, designing.facts(session, name)))
    words = [f"{title}（{kind.label}）：{design.width:g}×{design.height:g} 毫米，{len(design.elements)} 个元素"]
    for one in design.elements:
        words.append(f"  {laying.name_of(one)}　{one.x:g}，{one.y:g}　{one.width:g}×{one.height:g}")
    words += [f"要看一看：{one.words}" for one in doubts] or ["没有不对的地方。"]
    told = {"id": pk, "kind": name, "name": title, "width": design.width, "height": design.height}
    elements = [laying.name_of(one) for one in design.elements]
    output.result({**told, "elements": elements, "doubts": [one.words for one in doubts]}, "\n".join(words))
    return 0


def _preview(options: argparse.Namespace, output: Output) -> int:
    from app.papers import designing

    with opened(options) as session:
        name, _pk, title, design = _one(session, options)
        kind = designing.kind_of(name)
        found = designing.with_code(kind, designing.facts(session, name, options.whose))
    designing.write_preview(design, found, options.out)
    output.result({"file": options.out, "name": title}, f"“{title}”的预览已写好：{options.out}")
    return 0


def _choose(options: argparse.Namespace, output: Output) -> int:
    from app.papers import designs, registry

    with opened(options) as session:
        kind = registry.kind(options.kind).name
        pk = designs.of_name(session, kind, options.name)[0] if options.name is not None else None
        if options.name is not None and pk is None:
            pk = designs.choose_shipped(session, kind, options.name)
        else:
            designs.choose(session, kind, pk)
        title = designs.chosen(session, kind)[0]
    output.result(
        {"kind": kind, "id": pk, "name": title}, f"以后的{designs.label_of(kind)}都用“{title}”。可以用 undo 撤销。"
    )
    return 0


def _export(options: argparse.Namespace, output: Output) -> int:
    from app.papers import design_files, designs

    with opened(options) as session:
        rows = designs.of_kind(session)
        missing = set(options.names) - {row["name"] for row in rows}
        if missing:
            raise Problem(
                f"本县没有名为“{'、'.join(sorted(missing))}”的版式。", "用 design list 列出版式；自带的不用导出。"
            )
        ids = {row["id"] for row in rows if row["name"] in options.names} if options.names else None
        made = design_files.of_office(session, ids)
    design_files.to_file(made, options.out)
    count = len(made.designs)
    output.result({"file": options.out, "designs": count}, f"版式 {count} 个已写好：{options.out}")
    return 0


def _import(options: argparse.Namespace, output: Output) -> int:
    from app.papers import design_files, designs

    made = design_files.from_file(options.source)
    with opened(options) as session:
        designs.refuse_if_not_county(session)
        lines = design_files.plan(session, made)
        words = [f"{made.county or options.source.name}的版式：{design_files.counts(lines)}。"]
        reasons = [one.one.reason if isinstance(one.one, design_files.Unfit) else "" for one in lines]
        told = zip(lines, reasons, strict=True)
        words += [f"  {one.state}　{one.label}　{one.one.name}{'：' if reason else ''}{reason}" for one, reason in told]
        ids = [] if options.preview else design_files.take(session, made, replacing=options.replace)
    words.append(
        "这是预览，什么也没有改。" if options.preview else f"已采用 {len(ids)} 个。" if ids else "没有要采用的。"
    )
    rows = [{"kind": one.one.kind, "name": one.one.name, "state": one.state} for one in lines]
    output.result({"taken": len(ids), "ids": ids, "designs": rows}, "\n".join(words))
    return 0
