"""`move`: transfers, exchanges, loans and departures of teachers."""

import argparse
from typing import Any

from app import codes, moving, organisations, records
from app.commands.options import command, opened
from app.commands.output import Output
from app.problems import Problem
from app.session import Session


def add(commands: Any) -> None:
    """Add the command."""
    kinds = "、".join(f"{one.code} {one.label}" for one in codes.table("move_kind").codes)
    made = command(commands, "move", "县里：办理调动、交流轮岗、借调、返回、离开", _move)
    made.add_argument("teachers", nargs="+", metavar="ID", help="教师编号（list teachers 列出），可以几位一起")
    made.add_argument("--kind", required=True, metavar="方式", help=f"代码或名称：{kinds}")
    made.add_argument("--to", metavar="CODE", help="去向：学校标识码、名称或编号")
    made.add_argument("--since", required=True, metavar="日期", help="起算日期，如 2026-09-01")
    made.add_argument("--document", required=True, metavar="文号", help="依据文件，如 青教人〔2026〕12号")


def _move(options: argparse.Namespace, output: Output) -> int:
    with opened(options) as session:
        texts = {"kind": options.kind, "since": options.since, "document": options.document}
        values = records.read(moving.ENTITY, texts, session)
        if options.to:
            values["to"] = _school(session, options.to)
        moved = moving.move(session, options.teachers, values)
    output.result({"moved": moved}, f"已办理 {moved} 人。下次给有关学校生成文件时，教师和全部档案随之转移。")
    return 0


def _school(session: Session, text: str) -> str:
    found = [str(row["id"]) for row in organisations.listed(session) if text in (row["id"], row["code"], row["name"])]
    if len(found) != 1:
        raise Problem(f"去向“{text}”找不到或不止一个。", "请用学校标识码指明。")
    return found[0]
