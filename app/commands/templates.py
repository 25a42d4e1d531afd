"""`template`: a workbook to fill in, empty or with the people already in it."""

import argparse
from pathlib import Path
from typing import Any

from app import importing, organisations
from app.commands.options import command, opened
from app.commands.output import Output
from app.problems import Problem
from app.session import Session


def add(commands: Any) -> None:
    """Add the command."""
    made = command(commands, "template", "导出填写模板，可以带上人员，只填要填的", _template)
    made.add_argument("what", choices=tuple(importing.KINDS), metavar="|".join(importing.KINDS))
    made.add_argument("--out", type=Path, required=True, metavar="X.xlsx")
    made.add_argument("--school", metavar="CODE", help="只带上这所学校的人（学校标识码或名称），县里发给学校填")
    which = made.add_mutually_exclusive_group()
    which.add_argument("--filled", action="store_true", help="带上本单位的教师（单位、教师模板带上已登记的内容）")
    which.add_argument(
        "--class", dest="class_id", metavar="ID", help="学时记录：带上这个班次和参训的人，只填学时和结果"
    )
    which.add_argument("--year", type=int, metavar="Y", help="考核：带上这一年度和全体教师，只填等次")


def _template(options: argparse.Namespace, output: Output) -> int:
    from app import templates

    filled = options.filled or options.class_id or options.year or options.school
    with opened(options) as session:
        school = _school(session, options.school) if options.school else None
        filling = templates.Filling(options.class_id, options.year, school) if filled else None
        rows = templates.write(session, options.what, options.out, filling=filling, progress=output.progress)
    already = f"，已填好 {rows} 行" if rows else ""
    output.result({"file": options.out, "rows": rows}, f"模板已写好：{options.out}{already}")
    return 0


def _school(session: Session, said: str) -> str:
    found = [str(row["id"]) for row in organisations.listed(session) if said in (row["id"], row["code"], row["name"])]
    if len(found) != 1:
        raise Problem(f"学校“{said}”找不到或不止一个。", "请用学校标识码指明。")
    return found[0]
