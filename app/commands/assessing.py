"""`assess`: many teachers get the same grade of one year in one act."""

import argparse
from typing import Any

from app import assessments, organisations, records, roster
from app.commands.options import command, opened
from app.commands.output import Output
from app.problems import Problem
from app.session import Session


def add(commands: Any) -> None:
    """Add the command."""
    made = command(commands, "assess", "批量登记考核：许多教师同一个等次，已经登记过的不改动", _assess)
    made.add_argument("teachers", nargs="*", metavar="ID", help="教师编号（list teachers 列出），可以几位一起")
    made.add_argument("--school", metavar="CODE", help="在这所学校任教的全体教师：学校标识码、名称或编号")
    made.add_argument("--kind", required=True, metavar="种类", help="师德考核 或 年度考核")
    made.add_argument("--year", required=True, metavar="年度", help="考核年度，如 2025")
    made.add_argument("--grade", required=True, metavar="等次", help="优秀、合格、基本合格、不合格、不确定等次")
    made.add_argument("--decided-on", metavar="日期", help="确定日期，如 2026-01-15")
    made.add_argument("--document", metavar="文号", help="依据文件")


def _assess(options: argparse.Namespace, output: Output) -> int:
    names = ("kind", "year", "grade", "decided_on", "document")
    with opened(options) as session:
        texts = {name: getattr(options, name) for name in names if getattr(options, name)}
        values = records.read(assessments.ENTITY, texts, session)
        chosen = [*options.teachers, *(_of_school(session, options.school) if options.school else ())]
        done = assessments.enter(session, chosen, values)
    words = [f"已登记 {done.written} 人。"]
    if done.there:
        words.append(f"已经登记过、没有改动：{'、'.join(done.there)}。")
    if done.barred:
        words.append(f"{assessments.RULE}，没有登记：{'、'.join(done.barred)}。")
    output.result({"written": done.written, "there": done.there, "barred": done.barred}, "\n".join(words))
    return 0


def _of_school(session: Session, text: str) -> list[str]:
    found = [str(row["id"]) for row in organisations.listed(session) if text in (row["id"], row["code"], row["name"])]
    if len(found) != 1:
        raise Problem(f"学校“{text}”找不到或不止一个。", "请用学校标识码指明。")
    place = roster.COLUMNS.index("work")
    return [str(row[0]) for row in roster.listed(session) if row[place] == found[0]]
