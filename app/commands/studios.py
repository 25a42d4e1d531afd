"""`studio …`: what is to be looked at, members who move or are gone, who took part, assessments, ends and new terms."""

import argparse
from collections.abc import Sequence
from datetime import date
from typing import Any

from app import links, records, studio_terms, studio_work, studios
from app.commands.options import command, opened
from app.commands.output import Output
from app.fields import Field, Kind, Unreadable, parse
from app.problems import Problem
from app.session import Session

_AGREED = "规则有不同要求、一人已在别的工作室的，县里另有决定，照样办理时加上"
_ID = "工作室编号或名称（list studios 列出）"


def add(commands: Any) -> None:
    """Add the commands."""
    top = commands.add_parser("studio", help="工作室的各项办理", description="工作室的各项办理", add_help=False)
    top.add_argument("-h", "--help", action="help", help="显示帮助")
    parts = top.add_subparsers(dest="part", required=True, metavar="步骤")
    made = command(parts, "check", "哪些工作室请核对，依据哪条规则", _check)
    made.add_argument("ids", nargs="*", metavar="ID", help=f"{_ID}；不写是全部")
    made = command(parts, "gone", "已离开本县、还在工作室里的成员", _gone)
    made.add_argument("--leave", action="store_true", help="都按离开本县的日期退出")
    made = command(parts, "move", "成员转到别的工作室", _move)
    made.add_argument("members", nargs="+", metavar="ID", help="成员编号（list members 列出）")
    made.add_argument("--to", required=True, metavar="ID", help=_ID)
    made.add_argument("--on", metavar="日期", help="日期，默认今天")
    made.add_argument("--agreed", action="store_true", help=_AGREED)
    made = command(parts, "take-part", "登记谁参加了一次活动", _take_part)
    made.add_argument("activity", metavar="ID", help="活动编号（list studio_activities 列出）")
    made.add_argument("teachers", nargs="*", metavar="TEACHER", help="教师编号；不写时是工作室的主持人和成员")
    made.add_argument("--part", dest="task", metavar="任务", help="承担的任务，如 主讲")
    made = command(parts, "hours", "更正一次活动的学时，参加的人一起改", _hours)
    made.add_argument("activity", metavar="ID", help="活动编号")
    made.add_argument("hours", metavar="学时")
    made.add_argument("--alone", action="store_true", help="只改活动，参加的人不改")
    _add_terms(parts)
    command(parts, "without-master", "没有名师联系的学校", _without)


def _add_terms(parts: Any) -> None:
    made = command(parts, "assess", "给许多工作室登记同一个等次，已经登记过的不改动", _assess)
    made.add_argument("ids", nargs="*", metavar="ID", help=_ID)
    made.add_argument("--of", metavar="类别", help="这一类运行中的工作室全部，如 名师")
    made.add_argument("--kind", required=True, metavar="种类", help="年度考核 或 周期考核")
    made.add_argument("--year", required=True, metavar="年度")
    made.add_argument("--grade", required=True, metavar="等次", help="优秀、合格、不合格")
    made.add_argument("--score", metavar="得分")
    made.add_argument("--decided-on", metavar="日期", help="确定日期")
    made.add_argument("--document", metavar="文号", help="依据文件")
    made = command(parts, "close", "工作室期满结束或撤销，成员随之退出", _close)
    made.add_argument("ids", nargs="+", metavar="ID", help=_ID)
    made.add_argument("--withdraw", action="store_true", help="撤销；不写是期满结束")
    made.add_argument("--on", metavar="日期", help="日期，默认今天")
    made.add_argument("--document", metavar="文号", default="", help="依据文件")
    made = command(parts, "renew", "延续一个周期", _renew)
    made.add_argument("ids", nargs="+", metavar="ID", help=_ID)
    made.add_argument("--until", metavar="日期", help="新的周期结束；不写时按规则的年数")
    made.add_argument("--document", metavar="文号", default="", help="依据文件")


def _studio(session: Session, text: str) -> str:
    found = [str(row["id"]) for row in studios.listed(session) if text in (row["id"], row["name"])]
    if len(found) != 1:
        raise Problem(f"工作室“{text}”找不到或不止一个。", "请用 list studios 列出的编号指明。")
    return found[0]


def _all(session: Session, texts: Sequence[str]) -> list[str]:
    return [_studio(session, one) for one in texts]


def _day(session: Session, text: str | None) -> date:
    if not text:
        return session.today()
    try:
        return date.fromisoformat(str(parse(Field("on", "日期", Kind.DATE), text, today=session.today())))
    except Unreadable as reason:
        raise Problem(f"日期“{text}”看不懂。", str(reason)) from reason


def _check(options: argparse.Namespace, output: Output) -> int:
    from app import studio_rules

    with opened(options) as session:
        wanted = set(_all(session, options.ids))
        rows = [row for row in studios.listed(session) if not wanted or row["id"] in wanted]
        noted = studio_rules.noted(session, rows)
        names = {str(row["id"]): str(row["name"]) for row in rows}
        found = [
            {"id": pk, "studio": names[pk], "what": one.short, "sentence": one.sentence}
            for pk, notes in noted.items()
            for one in notes
        ]
    output.table(found, (("studio", "工作室"), ("what", "请核对"), ("sentence", "说明"), ("id", "编号")))
    return 0


def _gone(options: argparse.Namespace, output: Output) -> int:
    with opened(options) as session:
        found = studios.gone(session)
        left = studios.leave_gone(session) if options.leave else 0
    if options.leave:
        output.result({"left": left}, f"已退出 {left} 人。")
        return 0
    columns = (("teacher_name", "姓名"), ("studio_name", "工作室"), ("gone_on", "离开日期"), ("id", "编号"))
    output.table(found, columns)
    return 0


def _move(options: argparse.Namespace, output: Output) -> int:
    with opened(options) as session:
        to = _studio(session, options.to)
        moved = studios.move(session, options.members, to, _day(session, options.on), agreed=options.agreed)
    output.result({"moved": moved}, f"已转 {moved} 人。")
    return 0


def _take_part(options: argparse.Namespace, output: Output) -> int:
    with opened(options) as session:
        people = options.teachers or studio_work.expected(session, options.activity)
        count = studio_work.take_part(session, options.activity, people, options.task)
    output.result({"written": count}, f"已登记 {count} 人参加。")
    return 0


def _hours(options: argparse.Namespace, output: Output) -> int:
    with opened(options) as session:
        values = records.read(studio_work.ACTIVITY, {"hours": options.hours}, session)
        studio_work.save_activity(session, options.activity, values, follow=not options.alone)
        row = studio_work.get_activity(session, options.activity)
    output.result({"hours": row["hours"], "given": row["given"]}, "已更正学时。")
    return 0


def _assess(options: argparse.Namespace, output: Output) -> int:
    names = ("kind", "year", "grade", "score", "decided_on", "document")
    with opened(options) as session:
        texts = {name: getattr(options, name) for name in names if getattr(options, name)}
        values = records.read(studio_work.ASSESSMENT, texts, session)
        chosen = _all(session, options.ids) + (_of_kind(session, options.of) if options.of else [])
        done = studio_terms.enter(session, chosen, values)
    words = [f"已登记 {done.written} 个工作室。"]
    if done.there:
        words.append(f"早已登记过、没有改动：{'、'.join(done.there)}。")
    if done.to_withdraw:
        words.append(f"按规则应当撤销 {len(done.to_withdraw)} 个，请用 studio close --withdraw 办理。")
    output.result({"written": done.written, "there": done.there, "to_withdraw": done.to_withdraw}, "\n".join(words))
    return 0


def _of_kind(session: Session, text: str) -> list[str]:
    kind = records.read(studios.ENTITY, {"kind": text}, session)["kind"]
    return [str(row["id"]) for row in studios.listed(session) if row["kind"] == kind and studios.runs(row)]


def _close(options: argparse.Namespace, output: Output) -> int:
    state = studios.WITHDRAWN if options.withdraw else studios.ENDED
    with opened(options) as session:
        pks, day = _all(session, options.ids), _day(session, options.on)
        done = studio_terms.close(session, pks, state, day, options.document)
    output.result(
        {"studios": done.studios, "members": done.members}, f"已办理 {done.studios} 个，{done.members} 名成员退出。"
    )
    return 0


def _renew(options: argparse.Namespace, output: Output) -> int:
    with opened(options) as session:
        pks = _all(session, options.ids)
        end = options.until or studio_terms.next_end(session, pks[0])
        if not end:
            raise Problem("规则里没有周期的年数，不知道延到哪一天。", "请用 --until 写明新的周期结束日期。")
        count = studio_terms.renew(session, pks, _day(session, end), options.document)
    output.result({"renewed": count, "until": end}, f"已延续 {count} 个工作室的周期到 {end}。")
    return 0


def _without(options: argparse.Namespace, output: Output) -> int:
    with opened(options) as session:
        found = links.without(session)
    output.table(found, (("name", "学校"), ("township", "乡镇（街道）"), ("teachers", "任教人数"), ("id", "编号")))
    return 0
