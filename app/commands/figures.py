"""`figure` and `target`: what can be counted and who is behind it; what is aimed at and what is wanting."""

import argparse
from typing import Any

from app.commands.options import command, opened
from app.commands.output import Output
from app.session import Session


def add(commands: Any) -> None:
    """Add the commands."""
    of = commands.add_parser("figure", help="统计数字：有哪些、是多少、是哪些人", add_help=False)
    of.add_argument("-h", "--help", action="help", help="显示帮助")
    parts = of.add_subparsers(dest="part", metavar="做什么", required=True)
    made = command(parts, "list", "列出全部统计项目和现在的数字", _list)
    made.add_argument("--year", type=int, metavar="年份", help="逐年的项目按哪一年，默认今年")
    made.add_argument("--search", metavar="文字", default="", help="只列名称、分类里有这些字的")
    made = command(parts, "show", "一项统计的数字和名单", _show)
    made.add_argument("figure", metavar="KEY", help="统计项目的代号或名称")
    made.add_argument("--year", type=int, metavar="年份", help="逐年的项目按哪一年，默认今年")
    made.add_argument("--choice", metavar="范围", help="只数一部分，例如 市级、名教师")
    made.add_argument("--by", metavar="分类", help="按一个分类列出各是多少，例如 学科")
    of = commands.add_parser("target", help="目标：登记、列出完成情况、删除", add_help=False)
    of.add_argument("-h", "--help", action="help", help="显示帮助")
    parts = of.add_subparsers(dest="part", metavar="做什么", required=True)
    command(parts, "list", "列出目标：目标数、现在、还差多少", _targets)
    made = command(parts, "set", "登记或修改一项目标：target set 编号 字段=值 …；编号写 new 表示新增", _set)
    made.add_argument("id", metavar="ID")
    made.add_argument("changes", nargs="+", metavar="FIELD=VALUE")
    made = command(parts, "remove", "删除一项目标", _remove)
    made.add_argument("id", metavar="ID")


def _list(options: argparse.Namespace, output: Output) -> int:
    from app import figures

    with opened(options) as session:
        year = options.year or session.today().year
        rows = [
            {
                "key": one.key, "group": one.group, "label": one.label, "about": one.about, "yearly": one.yearly,
                "dims": [dim.label for dim in one.dims], **vars(figures.value(session, one.key, year)),
            }
            for one in figures.FIGURES.values()
            if options.search in f"{one.label}{one.group}"
        ]  # fmt: skip
    output.table(rows, (("key", "代号"), ("group", "分类"), ("label", "统计项目"), ("words", "数字")))
    return 0


def _show(options: argparse.Namespace, output: Output) -> int:
    from app import figures

    with opened(options) as session:
        figure, year = figures.get(options.figure), options.year or session.today().year
        if options.by:
            return _split(session, options, output)
        found = figures.value(session, figure.key, year, options.choice)
        rows = [
            {"name": one.name, "school": one.school, "note": one.note, "id": one.id}
            for one in figures.names(session, figure.key, year, options.choice)
        ]
    if not output.as_json:
        print(f"{figure.label}：{found.words}（{figure.about}）")
    output.table(rows, (("name", "姓名（名称）"), ("school", "学校（单位）"), ("note", "说明")))
    return 0


def _split(session: Session, options: argparse.Namespace, output: Output) -> int:
    from app import figures
    from app.problems import Problem

    figure, year = figures.get(options.figure), options.year or session.today().year
    dim = next((one for one in figure.dims if options.by in (one.name, one.label)), None)
    if dim is None:
        told = "、".join(one.label for one in figure.dims) or "没有"
        raise Problem(f"“{figure.label}”不能按“{options.by}”来分。", f"可以按这些来分：{told}。")
    rows = [
        {"key": key, "label": label, "number": found.number, "words": found.words}
        for key, label, found in figures.split(session, figure.key, year, dim.name, options.choice)
    ]
    output.table(rows, (("label", dim.label), ("words", "数字")))
    return 0


def _targets(options: argparse.Namespace, output: Output) -> int:
    from app import targets

    with opened(options) as session:
        rows = targets.listed(session)
    output.table(
        rows,
        (("title", "目标"), ("counted", "统计什么"), ("number", "目标数"), ("now", "现在"), ("gap", "还差"), ("state", "情况"),
         ("end_date", "截止日期"), ("id", "编号")),
    )  # fmt: skip
    return 0


def _set(options: argparse.Namespace, output: Output) -> int:
    from app import records, targets
    from app.problems import Problem

    bad = [one for one in options.changes if "=" not in one]
    if bad:
        raise Problem(f"“{bad[0]}”没有写成 字段=值。", "例如：number=20。")
    with opened(options) as session:
        texts = dict(one.split("=", 1) for one in options.changes)
        values = records.read(targets.ENTITY, texts, session)
        pk = targets.save(session, None if options.id == "new" else options.id, values)
    output.result({"id": pk}, f"已保存：{pk}")
    return 0


def _remove(options: argparse.Namespace, output: Output) -> int:
    from app import records, targets

    with opened(options) as session:
        records.delete(session, targets.ENTITY, options.id)
    output.result({"id": options.id}, "已删除。")
    return 0
