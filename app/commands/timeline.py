"""`timeline`: everything dated that happened with one teacher."""

import argparse
from typing import Any

from app.commands import people
from app.commands.options import command, opened
from app.commands.output import Output


def add(commands: Any) -> None:
    """Add the command."""
    made = command(
        commands, "timeline", "一位教师的时间线：任职、结对、工作室、培训、荣誉、考核……，从新到旧", _timeline
    )
    made.add_argument("teacher", metavar="NAME", help="姓名（可加学校）、拼音首字母、身份证号或编号")
    made.add_argument("--kind", metavar="种类", help="只列一种，如 培训、结对活动、荣誉")


def _timeline(options: argparse.Namespace, output: Output) -> int:
    from app import timeline

    with opened(options) as session:
        found = timeline.of_teacher(session, people.find(session, options.teacher))
    shown = [vars(one) for one in found if options.kind in (None, one.kind)]
    output.table(shown, (("day", "日期"), ("kind", "种类"), ("words", "内容")))
    return 0
