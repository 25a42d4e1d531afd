"""`paper`, `numbers` and `report`: papers issued and looked after, their numbers, and reports."""

import argparse
from pathlib import Path
from typing import Any

from app.commands import checking
from app.commands.options import command, folder, opened
from app.commands.output import Output
from app.problems import Problem
from app.session import Session


def add(commands: Any) -> None:
    """Add the commands."""
    _add_paper(commands)
    _add_numbers(commands)
    made = command(commands, "report", "打印报表", _report)
    made.add_argument(
        "name",
        metavar="NAME",
        help="报表名，例如 teachers、ladder、retiring；写错时列出全部",
    )
    made.add_argument("--out", type=Path, required=True, metavar="X.pdf|X.xlsx")
    made.add_argument("--year", type=int, metavar="年份", help="年度报表的年份，默认今年")
    made.add_argument("--period", metavar="KEY", help="学时达标报表的周期，默认现在这一段；ledger periods 列出")


def _add_paper(commands: Any) -> None:
    of = commands.add_parser("paper", help="证书和表册：发放、预览、作废、补发、登记簿、打印记录", add_help=False)
    of.add_argument("-h", "--help", action="help", help="显示帮助")
    parts = of.add_subparsers(dest="part", metavar="做什么", required=True)
    made = command(parts, "issue", "发放证书或打印表册；要编号的同时编号、登记", _issue)
    _of_rows(made)
    _out(made, "文件夹（每份一个文件）或一个 PDF")
    made.add_argument("--valid-until", metavar="日期", help="有效期至")
    made.add_argument("--sign-list", action="store_true", help="另出一张领取签收表")
    made.add_argument("--design", metavar="版式", default="", help="用这个名称的版式，默认用选定的")
    made = command(parts, "draft", "预览：每页注明“预览—无效”，不编号", _draft)
    _of_rows(made)
    _out(made, "一个 PDF", "X.pdf")
    made = command(parts, "reprint", "照原样、按原编号重印", _reprint)
    made.add_argument("numbers", nargs="+", metavar="编号", help="证书编号")
    _out(made, "文件夹（每份一个文件）或一个 PDF")
    made = command(parts, "reissue", "补发遗失或损坏的一份：编新号，原来的作废", _reissue)
    made.add_argument("number", metavar="编号", help="原来的证书编号")
    made.add_argument("--reason", required=True, metavar="原因")
    _out(made, "一个 PDF", "X.pdf")
    made = command(parts, "void", "作废，写明原因", _void)
    made.add_argument("numbers", nargs="+", metavar="编号", help="证书编号")
    made.add_argument("--reason", required=True, metavar="原因")
    command(parts, "register", "证书登记簿：编号、状态、原因", _register)
    command(parts, "printed", "打印记录：谁在什么时候打印了什么、多少份", _printed)
    made = command(parts, "kinds", "有哪些证书和表册；写明种类，列出它的版式可以用的项目", _kinds, needs_file=False)
    made.add_argument("kind", nargs="?", metavar="KIND", help="种类的代号或名称，例如 completion")
    made = command(parts, "candidates", "一种证书或表册可以打印哪些：编号用来写在 paper issue 后面", _candidates)
    made.add_argument("kind", metavar="KIND", help="种类的代号或名称，例如 completion")
    made.add_argument("--search", metavar="文字", default="", help="只列姓名、单位或内容里有这些字的")
    made.add_argument("--limit", type=int, default=200, metavar="N", help="最多列几条，默认 200")
    checking.add(parts)


def _of_rows(made: argparse.ArgumentParser) -> None:
    made.add_argument("kind", metavar="KIND", help="种类，paper kinds 列出，例如 completion")
    made.add_argument(
        "ids", nargs="+", metavar="ID",
        help="结业证书：学时记录或教师的编号；学时证明：教师的编号；聘书：师徒结对、工作室或教师的编号",
    )  # fmt: skip


def _out(made: argparse.ArgumentParser, help_text: str, shape: str = "DIR|X.pdf") -> None:
    made.add_argument("-o", "--out", type=Path, required=True, metavar=shape, help=help_text)


def _add_numbers(commands: Any) -> None:
    of = commands.add_parser("numbers", help="证书编号：编号规则、编号段、缺号", add_help=False)
    of.add_argument("-h", "--help", action="help", help="显示帮助")
    parts = of.add_subparsers(dest="part", metavar="做什么", required=True)
    command(parts, "list", "各种证书的编号规则和下一个编号", _patterns)
    made = command(parts, "set", "改一种证书的编号规则", _set)
    made.add_argument("kind", metavar="KIND")
    made.add_argument("pattern", metavar="样式", help="例如 {字头}{种类}〔{年}〕{流水号:6}号")
    made.add_argument("--start", type=int, default=1, metavar="N", help="每个序列从几号开始，默认 1")
    command(parts, "blocks", "给出去的编号段：用了多少、还剩多少", _blocks)
    made = command(parts, "give", "给学校的一台电脑一段编号", _give)
    made.add_argument("kind", metavar="KIND")
    made.add_argument("school", metavar="学校", help="学校名称或编号")
    made.add_argument("count", type=int, metavar="个数")
    made.add_argument("--computer", default="", metavar="电脑", help="学校有几台电脑时写明哪一台，例如“第 2 台电脑”")
    made.add_argument("--year", type=int, metavar="年份", help="默认今年")
    made.add_argument("--first", type=int, metavar="首号", help="默认接着往后给")
    made = command(parts, "gaps", "缺号：哪些号没有登记、为什么", _gaps)
    made.add_argument("kind", nargs="?", metavar="KIND")


# -- papers


def _place(out: Path) -> Path:
    return out if out.suffix.lower() == ".pdf" else folder(out)


def _issue(options: argparse.Namespace, output: Output) -> int:
    from app.papers import issuing

    with opened(options) as session:
        wish = issuing.Wish(
            design=options.design, valid_until=_day(session, options.valid_until), sign_list=options.sign_list
        )
        made = issuing.issue(
            session, options.kind, options.ids, _place(options.out), wish=wish, progress=output.progress
        )
    again = f"（其中 {made.again} 份是按原编号重印）" if made.again else ""
    output.result(made, f"已写好 {made.count} 份{again}：{made.paths[0]}")
    return 0


def _day(session: Session, text: str | None) -> str | None:
    from app import records
    from app.certificates import ENTITY

    if not text:
        return None
    return str(records.read(ENTITY, {"valid_until": text}, session)["valid_until"])


def _draft(options: argparse.Namespace, output: Output) -> int:
    from app import leaving
    from app.exchange import files
    from app.papers import issuing

    with opened(options) as session:
        made = issuing.draft(session, options.kind, options.ids, progress=output.progress)
        files.write(options.out, made.pdf)
        leaving.note(session, "paper", made.papers, options.out)
    output.result({"file": options.out, "papers": made.papers}, f"已写好 {made.papers} 份的预览：{options.out}")
    return 0


def _reprint(options: argparse.Namespace, output: Output) -> int:
    from app.papers import issuing

    with opened(options) as session:
        ids = _ids(session, options.numbers)
        made = issuing.reprint(session, ids, _place(options.out), progress=output.progress)
    output.result(made, f"已按原编号重印 {made.count} 份：{made.paths[0]}")
    return 0


def _reissue(options: argparse.Namespace, output: Output) -> int:
    from app.papers import issuing

    with opened(options) as session:
        (pk,) = _ids(session, [options.number])
        made = issuing.reissue(session, pk, _place(options.out), options.reason, progress=output.progress)
    output.result(made, f"已补发，新编号 {made.numbers[0]}，原来的已作废：{made.paths[0]}")
    return 0


def _void(options: argparse.Namespace, output: Output) -> int:
    from app.papers import issuing

    with opened(options) as session:
        count = issuing.void(session, _ids(session, options.numbers), options.reason)
    output.result({"void": count}, f"已作废 {count} 份。")
    return 0


def _ids(session: Session, numbers: list[str]) -> list[str]:
    """The rows of the register with these numbers."""
    from app import certificates

    found = [certificates.of_number(session, number) for number in numbers]
    missing = [number for number, row in zip(numbers, found, strict=True) if row is None]
    if missing:
        raise Problem(f"登记簿里没有编号“{missing[0]}”。", "请用 paper register 核对编号。")
    return [str(row["id"]) for row in found if row is not None]


def _register(options: argparse.Namespace, output: Output) -> int:
    from app import certificates

    with opened(options) as session:
        rows = certificates.listed(session)
    output.table(
        rows,
        (("number", "证书编号"), ("name", "姓名"), ("issued_on", "发证日期"), ("valid_until", "有效期至"),
         ("state", "状态"), ("reason", "原因"), ("issuer", "发证单位")),
    )  # fmt: skip
    return 0


def _printed(options: argparse.Namespace, output: Output) -> int:
    from app.papers import printings

    with opened(options) as session:
        rows = printings.listed(session)
    output.table(
        rows,
        (("printed_at", "时间"), ("actor", "经办人"), ("title", "内容"), ("span", "编号"), ("papers", "份数"),
         ("copies", "每份几张"), ("way_label", "方式")),
    )  # fmt: skip
    return 0


def _kinds(options: argparse.Namespace, output: Output) -> int:
    from app.papers import registry

    if options.kind:
        its = registry.kind(options.kind)
        named = [("", its.items), *((one.name, one.items) for one in its.lists)]
        rows = [
            {"list": of, "item": one.name, "sample": one.sample, "about": one.about}
            for of, some in named
            for one in some
        ]
        rows += [{"list": "", "item": one, "sample": "（图片）", "about": ""} for one in its.pictures]
        output.table(rows, (("list", "名单"), ("item", "项目"), ("sample", "例子"), ("about", "说明")))
        return 0
    rows = [
        {"kind": one.name, "label": one.label, "numbered": "编号" if one.numbered else "不编号", "about": one.about}
        for one in registry.KINDS.values()
    ]
    output.table(rows, (("kind", "代号"), ("label", "名称"), ("numbered", "编号"), ("about", "发给谁")))
    return 0


def _candidates(options: argparse.Namespace, output: Output) -> int:
    from app.papers import registry

    names = ("id", "name", "school_name", "about", "issued")
    with opened(options) as session:
        found = registry.candidates(session, options.kind)
    rows = [{name: row[name] for name in names} for row in found]
    wanted = [row for row in rows if any(options.search in str(row[name] or "") for name in names[1:])]
    columns = (("id", "编号"), ("name", "姓名或名称"), ("school_name", "单位"), ("about", "内容"), ("issued", "已发"))
    output.table(wanted[: options.limit], columns)
    return 0


# -- numbers


def _patterns(options: argparse.Namespace, output: Output) -> int:
    from app import codes
    from app.papers import numbering

    with opened(options) as session:
        rows = [
            {
                "kind": one.kind, "label": codes.table("paper_kind").label_of(one.kind), "pattern": one.pattern,
                "start": one.start,
                "next": numbering.example(session, one.kind, one.pattern, one.start) if session.is_county else "",
            }
            for one in numbering.all_patterns(session)
        ]  # fmt: skip
    output.table(
        rows,
        (("kind", "代号"), ("label", "证书"), ("pattern", "编号样式"), ("start", "起始号"), ("next", "下一个编号")),
    )
    return 0


def _set(options: argparse.Namespace, output: Output) -> int:
    from app.papers import numbering

    with opened(options) as session:
        numbering.set_pattern(session, options.kind, options.pattern, options.start)
        following = numbering.example(session, options.kind, options.pattern, options.start)
    output.result({"kind": options.kind, "next": following}, f"已保存，下一个编号是 {following}。")
    return 0


def _blocks(options: argparse.Namespace, output: Output) -> int:
    from app.papers import blocks

    with opened(options) as session:
        rows = [
            {
                "kind": one.kind, "label": one.kind_label, "year": one.year, "school": one.school,
                "computer": one.computer, "first": one.first, "last": one.last, "used": one.used, "left": one.left,
            }
            for one in blocks.listed(session)
        ]  # fmt: skip
    output.table(
        rows,
        (("label", "证书"), ("year", "年份"), ("school", "单位"), ("computer", "电脑"), ("first", "首号"),
         ("last", "末号"), ("used", "已用"), ("left", "还剩")),
    )  # fmt: skip
    return 0


def _give(options: argparse.Namespace, output: Output) -> int:
    from app.papers import blocks

    with opened(options) as session:
        computer = blocks.find(session, options.school, options.computer)
        pk = blocks.give(session, options.kind, computer, options.count, year=options.year, first=options.first)
        made = next(one for one in blocks.listed(session) if one.id == pk)
    output.result(
        {"id": pk, "first": made.first, "last": made.last},
        f"已给{computer.school}（{computer.label}）{made.kind_label}编号 {made.numbers[0]} 至 {made.numbers[1]}。"
        "下发文件由学校接收以后，就可以在学校打印。",
    )
    return 0


def _gaps(options: argparse.Namespace, output: Output) -> int:
    from app.papers import blocks

    with opened(options) as session:
        rows = [
            {"series": one.series.replace("{流水号}", "…"), "first": one.first, "last": one.last, "why": one.why}
            for one in blocks.gaps(session, options.kind)
        ]
    output.table(rows, (("series", "编号"), ("first", "从"), ("last", "到"), ("why", "原因")))
    return 0


def _report(options: argparse.Namespace, output: Output) -> int:
    from app import reports

    with opened(options) as session:
        count = reports.write(
            session, options.name, options.out, year=options.year, period=options.period, progress=output.progress
        )
    output.result({"file": options.out, "rows": count}, f"已写好：{options.out}（{count} 行）")
    return 0
