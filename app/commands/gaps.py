"""`gaps`: the rules held against what is registered."""

import argparse
from typing import Any

from app.commands.options import command, opened
from app.commands.output import Output


def add(commands: Any) -> None:
    """Add the command."""
    made = command(commands, "gaps", "按县里的培训规则逐条核对，列出做到和没做到的", _gaps)
    made.add_argument("rule", nargs="?", metavar="规则", help="只列这一条的名字；写规则名称或其中几个字")
    made.add_argument("--school", metavar="学校", help="只看一所学校：名称或学校标识码")
    made.add_argument("--all", action="store_true", help="做到了的也列出来")


def _gaps(options: argparse.Namespace, output: Output) -> int:
    from app.gaps import checking, papers
    from app.gaps.results import of_school

    with opened(options) as session:
        results, day = checking.results(session), session.today()
        if options.school:
            school = _school(session, options.school)
            results = [of_school(one, school) for one in results if one.by_school]
    if options.rule:
        results = [one for one in results if options.rule in one.title]
    rows = []
    for one in results:
        rows.append(
            {
                "title": one.title, "figure": one.figure, "unit": one.unit, "state": papers.WORDS[one.state(day)],
                "asked": one.asked, "notes": one.notes, "rule_id": one.rule.id, "document": one.rule.document,
                "missing": [vars(line) for line in one.missing], "pending": [vars(line) for line in one.pending],
                "met": [vars(line) for line in one.met],
            }
        )  # fmt: skip
    if output.as_json or not (options.rule or options.all):
        output.table(
            rows, (("title", "规则"), ("figure", "做到/要求"), ("unit", "单位"), ("state", "情况"), ("asked", "要求"))
        )
        return 0
    names = [
        {"rule": one.title, "what": what, "name": line.name, "school": line.school, "note": line.note}
        for one in results
        for what, lines in (
            ("没做到", one.missing),
            ("没到期", one.pending),
            ("做到了", one.met if options.all else ()),
        )
        for line in lines
    ]
    output.table(names, (("rule", "规则"), ("what", "情况"), ("name", "名称"), ("school", "学校"), ("note", "说明")))
    return 0


def _school(session: Any, words: str) -> str:
    from app import organisations
    from app.problems import Problem

    found = [one for one in organisations.listed(session) if words in (one["code"], one["name"], one["short_name"])]
    if len(found) != 1:
        raise Problem(f"没有找到“{words}”这所学校。", "请写学校标识码，或者单位名册里的全称。")
    return str(found[0]["id"])
