"""`document`: official documents made of texts with live figures, and the texts themselves."""

import argparse
from pathlib import Path
from typing import Any

from app import records
from app.commands.options import command, opened
from app.commands.output import Output
from app.problems import Problem
from app.records import Values
from app.session import Session

_WORDS = "公文和文稿：年度报告、催报通知等，数字随登记的内容更新"


def add(commands: Any) -> None:
    """Add the commands."""
    top = commands.add_parser("document", help=_WORDS, description=_WORDS, add_help=False)
    top.add_argument("-h", "--help", action="help", help="显示帮助")
    parts = top.add_subparsers(dest="part", required=True, metavar="步骤")
    command(parts, "list", "列出全部文稿", _list)
    made = command(parts, "make", "把文稿做成公文：PDF 按 GB/T 9704-2012 排版，.txt 是文字", _make)
    _of_text(made)
    made.add_argument("--out", type=Path, required=True, metavar="X.pdf|X.txt")
    made.add_argument("--year", type=int, metavar="年份", help="数字算到哪一年，默认今年")
    made.add_argument(
        "--set", dest="changes", action="append", default=[], metavar="NAME=VALUE",
        help="公文要素，如 style=full number=示教发〔2026〕12号；facts 列出有哪些，填过的会记住",
    )  # fmt: skip
    made.add_argument(
        "--school", action="append", metavar="学校", help="催报通知只给这一所：名称或学校标识码，可以写几次"
    )
    made = command(parts, "facts", "一篇文稿的公文要素：红头、文号、主送、署名和日期、抄送", _facts)
    _of_text(made)
    made = command(parts, "check", "文稿里哪些地方填不进数字", _check)
    _of_text(made)
    made.add_argument("--year", type=int, metavar="年份")
    made = command(parts, "places", "文稿里可以写哪些数字、表和图", _places)
    made.add_argument("word", nargs="?", default="", metavar="词", help="只列含有这个词的")
    made = command(parts, "text", "一篇文稿的文字", _text)
    _of_text(made)
    made = command(parts, "save", "用一个文本文件的内容代替文稿的文字；自带的文稿存成本单位的一篇", _save)
    _of_text(made)
    made.add_argument("source", type=Path, metavar="X.txt")
    made = command(parts, "take", "从文件采用一篇文稿", _take)
    made.add_argument("source", type=Path, metavar="X.txt")
    made = command(parts, "export", "把文稿存成文件，给别的县采用", _export)
    _of_text(made)
    made.add_argument("--out", type=Path, required=True, metavar="X.txt")
    made = command(parts, "use", "以后这一种都用这一篇", _use)
    _of_text(made)
    made = command(parts, "delete", "删除一篇文稿，可以撤销", _delete)
    _of_text(made)


def _of_text(made: argparse.ArgumentParser) -> None:
    made.add_argument("text", metavar="文稿", help="名称、编号，或种类：annual、case、reminder、other")


def _list(options: argparse.Namespace, output: Output) -> int:
    from app.documents import texts

    labels = dict(texts.kinds())
    with opened(options) as session:
        rows = [
            {
                "id": one.pk, "kind": one.kind, "label": labels[one.kind], "name": one.name, "chosen": one.chosen,
                "used": "在用" if one.chosen else "",
            }
            for one in texts.listed(session)
        ]  # fmt: skip
    output.table(rows, (("kind", "种类代码"), ("label", "种类"), ("name", "名称"), ("used", "现在"), ("id", "编号")))
    return 0


def _make(options: argparse.Namespace, output: Output) -> int:
    from app.documents import heads, making, texts

    with opened(options) as session:
        text = texts.get(session, options.text)
        head = {**heads.of(session, text), **_changes(session, options.changes)}
        made = making.make(
            session, text, options.year or session.today().year, options.out,
            head=head, sites=_sites(session, options.school), progress=output.progress,
        )  # fmt: skip
        if options.changes:
            heads.keep(session, text, head)
    many = f"{made.documents} 份，" if made.documents > 1 else ""
    sheets = f"{made.sheets} 页" if made.sheets else "文字"
    output.result(made, f"已写好：{made.path}（{many}{sheets}）")
    return 0


def _changes(session: Session, said: list[str]) -> Values:
    from app.documents import heads

    texts: dict[str, object] = {}
    for one in said:
        name, mark, value = one.partition("=")
        if not mark:
            raise Problem(f"“{one}”看不懂。", "请写成 NAME=VALUE，例如 style=full。")
        texts[name] = value
    return records.read(heads.ENTITY, texts, session)


def _sites(session: Session, schools: list[str] | None) -> list[str] | None:
    from app.exchange import reminding

    if not schools:
        return None
    owing = reminding.listed(session)
    found = []
    for words in schools:
        those = [one.site for one in owing if words in (one.code, one.name)]
        if not those:
            raise Problem(f"“{words}”没有要催报的。", "催报名单见 exchange remind；请写学校标识码或单位名册里的全称。")
        found += those
    return found


def _facts(options: argparse.Namespace, output: Output) -> int:
    from app.documents import heads, texts
    from app.fields import show

    with opened(options) as session:
        kept = heads.of(session, texts.get(session, options.text))
    rows = [
        {"name": one.name, "label": one.label, "value": show(one, kept.get(one.name)), "note": one.note}
        for one in heads.FIELDS
    ]
    output.table(rows, (("name", "NAME"), ("label", "项目"), ("value", "现在"), ("note", "说明")))
    return 0


def _check(options: argparse.Namespace, output: Output) -> int:
    from app.documents import making, texts

    with opened(options) as session:
        found = making.faults(session, texts.get(session, options.text), options.year or session.today().year)
    output.table([vars(one) for one in found], (("line", "行"), ("place", "写的是"), ("reason", "原因")))
    return 1 if found else 0


def _places(options: argparse.Namespace, output: Output) -> int:
    from app.documents import places

    with opened(options) as session:
        found = [one for one in places.choices(session, places.REMINDER) if options.word in one.label + one.group]
    rows = [{"typed": one.typed, "group": one.group, "about": one.about} for one in found]
    output.table(rows, (("typed", "写法"), ("group", "分类"), ("about", "说明")))
    return 0


def _text(options: argparse.Namespace, output: Output) -> int:
    from app.documents import texts

    with opened(options) as session:
        text = texts.get(session, options.text)
    output.result(text, text.body)
    return 0


def _save(options: argparse.Namespace, output: Output) -> int:
    from app.documents import texts

    with opened(options) as session:
        text, body = texts.get(session, options.text), texts.from_file(options.source).body
        if text.pk:
            pk = texts.save(session, text.pk, {"body": body})
        else:
            pk = texts.copy(session, text, body=body)
            texts.choose(session, text.kind, pk)
        name = texts.get(session, pk).name
    output.result({"id": pk, "name": name}, f"已保存“{name}”。")
    return 0


def _take(options: argparse.Namespace, output: Output) -> int:
    from app.documents import texts

    with opened(options) as session:
        pk = texts.take(session, texts.from_file(options.source))
        name = texts.get(session, pk).name
    output.result({"id": pk, "name": name}, f"已采用“{name}”；要以后都用它，请用 document use。")
    return 0


def _export(options: argparse.Namespace, output: Output) -> int:
    from app.documents import texts

    with opened(options) as session:
        texts.to_file(texts.get(session, options.text), options.out)
    output.result({"file": options.out}, f"已写好：{options.out}")
    return 0


def _use(options: argparse.Namespace, output: Output) -> int:
    from app.documents import texts

    with opened(options) as session:
        text = texts.get(session, options.text)
        texts.choose(session, text.kind, text.pk)
    output.result({"id": text.pk, "kind": text.kind}, f"以后的{texts.label_of(text.kind)}都用“{text.name}”。")
    return 0


def _delete(options: argparse.Namespace, output: Output) -> int:
    from app.documents import texts

    with opened(options) as session:
        text = texts.get(session, options.text)
        if text.pk is None:
            raise Problem(
                f"“{text.name}”是程序自带的，不能删除。", "不用它，可以另存一篇，再用 document use 改用那一篇。"
            )
        texts.delete(session, text.pk)
    output.result({"id": text.pk}, f"已删除“{text.name}”。")
    return 0
