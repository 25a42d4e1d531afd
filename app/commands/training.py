"""`enrol`, `places`, `approve`, `sessions`, `attend`, `series`: enrolment, places and attendance of training classes."""

import argparse
from pathlib import Path
from typing import Any

from app import enrolment, records, series, sessions, signing_in, signing_sheet, training
from app.commands.options import command, opened, workbook_password
from app.commands.output import Output
from app.problems import Problem
from app.session import Session

_CLASS = "班次的编号（list classes 列出）"
_UNIT_COLUMNS = (
    ("name", "单位"), ("teachers", "教师"), ("places", "名额"), ("reported", "已报"), ("approved", "通过"),
    ("returned", "退回"), ("waiting", "待审"), ("left", "剩余"),
)  # fmt: skip


def add(commands: Any) -> None:
    """Add the commands."""
    made = command(commands, "enrol", "报名：写明教师，或者按条件从名册里选", _enrol)
    made.add_argument("class_id", metavar="CLASS", help=_CLASS)
    made.add_argument("teachers", nargs="*", metavar="ID", help="教师编号，可以几位一起")
    made.add_argument(
        "--where", action="append", default=[], metavar="项目=内容",
        help="教师名册的项目，如 stage=小学、is_class_teacher=是、title=一级教师、work=学校；可以写多次，要同时符合",
    )  # fmt: skip
    made.add_argument("--years", metavar="起-止", help="工作年限，如 0-3")
    made.add_argument("--no-hours", action="store_true", help="今年还没有学时的")
    made.add_argument("--behind", action="store_true", help="学时有缺口的")
    made.add_argument("--agreed", action="store_true", help="不符合对象、超过名额的也照样报名（县里）")
    made.add_argument("--list", action="store_true", help="只列出是哪些人，不报名")
    made = command(commands, "places", "名额：列出、分配", _places)
    made.add_argument("class_id", metavar="CLASS", help=_CLASS)
    made.add_argument("given", nargs="*", metavar="单位=名额", help="学校标识码、名称或编号=名额；名额留空表示不分配")
    made.add_argument("--share", type=int, metavar="N", help="一共 N 个，分给有教师的各单位")
    made.add_argument("--equally", action="store_true", help="平均分；不写时按教师人数分")
    made.add_argument("--agreed", action="store_true", help="多于班次的名额也照样保存")
    made = command(commands, "approve", "审核报名：通过，或者写明理由退回", _approve)
    made.add_argument("class_id", metavar="CLASS", help=_CLASS)
    made.add_argument("ids", nargs="*", metavar="ID", help="学时记录的编号")
    made.add_argument("--unit", metavar="单位", help="这个单位全部待审的")
    made.add_argument("--all", action="store_true", help="这个班次全部待审的")
    made.add_argument("--return", dest="reason", metavar="理由", help="退回，学校会看到这个理由")
    made = command(commands, "sessions", "一个班次的课程和出勤人数；导出签到表", _sessions)
    made.add_argument("class_id", metavar="CLASS", help=_CLASS)
    made.add_argument("--sheet", type=Path, metavar="X.xlsx", help="导出签到表")
    made = command(commands, "attend", "从签到表登记出勤", _attend)
    made.add_argument("sheet", type=Path, metavar="SHEET")
    made.add_argument("--class", dest="class_id", required=True, metavar="CLASS", help=_CLASS)
    made.add_argument("--apply", action="store_true", help="登记；不写时只预览")
    made.add_argument("--skip-open", action="store_true", help="跳过没有确认的，登记其余的")
    made.add_argument(
        "--column",
        action="append",
        default=[],
        metavar="表头=课程",
        help="某一列是哪次课程（主题、第几次或编号）；留空是不要",
    )
    made.add_argument("--who", action="append", default=[], metavar="行=编号", help="某一行是哪位教师；留空是不登记")
    made = command(commands, "series", "系列活动各期和漏期", _series)
    made.add_argument("programme", nargs="?", metavar="PROGRAMME", help="项目编号；不写时列出全部漏期")


# -- enrolment


def _enrol(options: argparse.Namespace, output: Output) -> int:
    with opened(options) as session:
        chosen = list(options.teachers)
        if options.where or options.years or options.no_hours or options.behind:
            chosen += [str(one.row["id"]) for one in _matching(session, options)]
        if not chosen:
            raise Problem("没有选中任何教师。", "请写明教师编号，或者换一个条件。")
        if options.list:
            named = {str(one.row["id"]): one for one in enrolment.candidates(session, options.class_id)}
            rows = [
                {**{name: named[pk].row[name] for name in ("name", "work_name")}, "why": named[pk].misfit, "id": pk}
                for pk in chosen
                if pk in named
            ]
            output.table(rows, (("name", "姓名"), ("work_name", "任教学校"), ("why", "不符合"), ("id", "编号")))
            return 0
        count = enrolment.enrol(session, options.class_id, chosen, agreed=options.agreed)
    output.result(
        {"enrolled": count, "chosen": len(chosen)}, f"已报名 {count} 人，另外 {len(chosen) - count} 人已经在班里。"
    )
    return 0


def _matching(session: Session, options: argparse.Namespace) -> list[enrolment.Candidate]:
    from app import teachers

    texts: dict[str, object] = {}
    for one in options.where:
        name, equals, text = one.partition("=")
        if not equals:
            raise Problem(f"看不懂“{one}”。", "请写成 项目=内容，例如 stage=小学。")
        texts[name] = enrolment.unit_named(session, text) if name in teachers.POSTED else text
    wanted = records.read(teachers.ENTITY, texts, session)
    first, last = _span(options.years)
    return [
        one
        for one in enrolment.candidates(session, options.class_id, lagging_too=options.behind)
        if all(one.row[name] == value for name, value in wanted.items())
        and (options.years is None or (one.years is not None and first <= one.years <= last))
        and not (options.no_hours and one.hours)
        and (not options.behind or one.behind)
        # Chosen by conditions, only those it is for; who are named one by one are asked about.
        and (options.agreed or options.list or not one.misfit)
    ]


def _span(said: str | None) -> tuple[int, int]:
    first, dash, last = (said or "0-99").partition("-")
    if not first.isdecimal() or (dash and not last.isdecimal()):
        raise Problem(f"看不懂工作年限“{said}”。", "请写成 起-止，例如 0-3。")
    return int(first), int(last) if dash else int(first)


def _places(options: argparse.Namespace, output: Output) -> int:
    with opened(options) as session:
        wanted: dict[str, int | None] = {}
        if options.share is not None:
            among = [one for one in enrolment.units(session, options.class_id) if one.teachers]
            wanted |= enrolment.share(options.share, among, "equally" if options.equally else "teachers")
        for one in options.given:
            name, equals, text = one.rpartition("=")
            if not equals or (text and not text.isdecimal()):
                raise Problem(f"看不懂“{one}”。", "请写成 单位=名额，例如 城关小学=3。")
            wanted[enrolment.unit_named(session, name)] = int(text) if text else None
        if wanted:
            enrolment.set_places(session, options.class_id, wanted, agreed=options.agreed)
        rows = [
            {**vars(one), "waiting": one.waiting, "left": one.left}
            for one in enrolment.units(session, options.class_id)
        ]
    output.table(rows, _UNIT_COLUMNS)
    return 0


def _approve(options: argparse.Namespace, output: Output) -> int:
    verdict = enrolment.PASSED if options.reason is None else enrolment.RETURNED
    with opened(options) as session:
        ids = list(options.ids)
        if not ids:
            if not (options.unit or options.all):
                raise Problem(
                    "没有写审核哪些人。", "请写学时记录的编号，或者用 --unit 指明单位，或者用 --all 审核全部待审的。"
                )
            unit = enrolment.unit_named(session, options.unit) if options.unit else None
            named = [unit] if unit else [one.id for one in enrolment.units(session, options.class_id)]
            ids = [pk for one in named for pk in enrolment.of_unit(session, options.class_id, one, "waiting")]
        count = enrolment.decide(session, ids, verdict, options.reason or "")
    word = "通过" if options.reason is None else "退回"
    output.result({"decided": count, "verdict": verdict}, f"已{word} {count} 人的报名。")
    return 0


# -- attendance


def _sessions(options: argparse.Namespace, output: Output) -> int:
    with opened(options) as session:
        if options.sheet:
            count = signing_sheet.write(session, options.class_id, options.sheet, progress=output.progress)
            output.result({"file": options.sheet, "people": count}, f"已写好：{options.sheet}（{count} 人）")
            return 0
        training.get_class(session, options.class_id)
        rows = [
            {**row, "hours": None if row["hours"] is None else row["hours"] / 10}
            for row in sessions.of_class(session, options.class_id)
        ]
    output.table(
        rows,
        (
            ("held_on", "日期"),
            ("topic", "课程主题"),
            ("hours", "学时"),
            ("place", "地点"),
            ("attended", "出勤"),
            ("id", "编号"),
        ),
    )
    return 0


def _attend(options: argparse.Namespace, output: Output) -> int:
    with opened(options) as session:
        made = signing_in.preview(
            session, options.class_id, options.sheet, password=workbook_password(), progress=output.progress
        )
        chosen = dict(_column(made, one) for one in options.column)
        answers = dict(_row(made, one) for one in options.who)
        if chosen or answers:
            made = signing_in.again(session, made, chosen=chosen, answers=answers)
        words = [made.sentence]
        words += [f"  “{one.heading}”一列不知道是哪次课程。" for one in made.open_columns]
        words += [f"  第 {one.number} 行“{one.name}”：{one.question}" for one in made.open_lines]
        words += [
            f"  第 {one.number} 行“{one.name}”：“{heading}”写的“{text}”看不懂。"
            for one in made.lines
            for heading, text in one.unread
        ]
        found: dict[str, Any] = {
            "people": len(made.lines), "attended": sum(made.ticks.values()), "new": len(made.new_people),
            "open": len(made.open_lines) + len(made.open_columns),
        }  # fmt: skip
        if options.apply:
            found["changed"] = signing_in.apply(session, made, skip_open=options.skip_open)
            words.append(f"已登记 {found['changed']} 人的出勤。")
        else:
            words.append("这是预览，没有写入。加上 --apply 才会登记。")
    output.result(found, "\n".join(words))
    return 0


def _column(made: signing_in.Preview, said: str) -> tuple[tuple[int, int], str]:
    heading, equals, text = said.rpartition("=")
    columns = [one for one in made.columns if one.heading == heading]
    if not equals or len(columns) != 1:
        known = "、".join(f"“{one.heading}”" for one in made.columns) or "没有"
        raise Problem(f"看不懂“{said}”。", f"请写成 表头=课程。可以指定的表头：{known}。")
    key = (columns[0].table, columns[0].column)
    if not text:
        return key, signing_in.SKIPPED
    found = [
        str(one["id"]) for number, one in enumerate(made.sessions, 1) if text in (one["id"], one["topic"], str(number))
    ]
    if len(found) != 1:
        raise Problem(f"没有“{text}”这次课程，或者不止一次。", "请用 sessions 列出的编号指明。")
    return key, found[0]


def _row(made: signing_in.Preview, said: str) -> tuple[int, str]:
    number, equals, text = said.partition("=")
    lines = [one for one in made.lines if str(one.number) == number]
    if not equals or len(lines) != 1:
        raise Problem(f"看不懂“{said}”。", "请写成 表中的行号=教师编号。")
    return lines[0].index, text


def _series(options: argparse.Namespace, output: Output) -> int:
    with opened(options) as session:
        lacking = [
            {"title": one.title, "day": one.due.isoformat(), "after": one.after.isoformat(), "people": None}
            for one in series.missing(session, options.programme)
        ]
        if options.programme is None:
            output.table(lacking, (("title", "系列"), ("day", "应办日期"), ("after", "上一期")))
            return 0
        held = [
            {"title": one.title, "day": one.day.isoformat(), "after": "", "people": one.people}
            for one in series.issues(session, options.programme)
        ]
    rows: list[dict[str, Any]] = [*held, *({**one, "title": "（漏期）"} for one in lacking)]
    rows.sort(key=lambda one: str(one["day"]))
    output.table(rows, (("day", "日期"), ("title", "主题"), ("people", "人数")))
    return 0
