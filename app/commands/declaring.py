"""`declare …`: list the declared items, add one (with what the rule gives), and review many: school first, then the county."""

import argparse
from typing import Any

from app import declarations, granting, records
from app.commands.options import command, opened
from app.commands.output import Output
from app.declarations import PASSED, RETURNED_BY, STATES
from app.fields import Kind, hours_text, parse, show
from app.problems import Problem
from app.session import Session
from storage.store import Row

_COLUMNS = (
    ("state_label", "状态"), ("teacher_name", "姓名"), ("school_name", "任教学校"), ("kind", "申报项目"),
    ("title", "名称"), ("done_on", "完成日期"), ("hours", "申报学时"), ("granted", "认定学时"), ("doubt", "请核对"),
    ("id", "编号"),
)  # fmt: skip


def add(commands: Any) -> None:
    """Add the commands."""
    top = commands.add_parser(
        "declare", help="申报学时：登记论文、课题、公开课等，学校审核，县里认定", description="申报学时", add_help=False
    )
    top.add_argument("-h", "--help", action="help", help="显示帮助")
    parts = top.add_subparsers(dest="part", required=True, metavar="步骤")
    _filters(command(parts, "list", "列出申报", _list))
    made = command(parts, "add", "登记一项申报：declare add 教师编号 字段=值 …", _add)
    made.add_argument("teacher", metavar="ID", help="教师编号（list teachers 列出）")
    made.add_argument("changes", nargs="+", metavar="FIELD=VALUE")
    made.add_argument("--agreed", action="store_true", help="同名的已经登记过：确实是另外一项，照样登记")
    made = command(parts, "review", "审核：学校通过以后交给县里，县里通过即认定学时", _review)
    made.add_argument("verdict", choices=("pass", "return"), metavar="pass|return", help="pass 通过，return 退回")
    made.add_argument("ids", nargs="*", metavar="ID", help="不写编号时，按下面的条件审核全部在等本单位的")
    _filters(made, state=False)
    made.add_argument("--all", action="store_true", help="没有别的条件，审核全部在等本单位的")
    made.add_argument("--comment", default="", metavar="意见", help="退回必须写明理由")
    made.add_argument("--hours", metavar="学时", help="县里：给一条认定这么多学时，不能比折算办法多")
    made.add_argument("--agreed", action="store_true", help="县里：已经认定或退回的，重新审核")


def _filters(parser: argparse.ArgumentParser, *, state: bool = True) -> None:
    if state:
        words = "、".join(f"{code}（{label}）" for code, label in STATES.items())
        parser.add_argument("--state", metavar="状态", help=f"可用的有：{words}")
    parser.add_argument("--school", metavar="学校", help="任教学校的名称")
    parser.add_argument("--kind", metavar="项目", help="申报项目，如 论文、课题、读书")


def _found(session: Session, options: argparse.Namespace, state: str | None = None) -> list[Row]:
    kind = declarations.ENTITY.field("kind")
    assert kind is not None
    wanted = parse(kind, options.kind) if options.kind else None
    return [
        row
        for row in declarations.listed(session)
        if (state is None or state in (row["state"], STATES[row["state"]]))
        and (options.school is None or options.school == row["school_name"])
        and (wanted is None or wanted == row["kind"])
    ]


def _list(options: argparse.Namespace, output: Output) -> int:
    if options.state not in (None, *STATES, *STATES.values()):
        raise Problem(f"没有“{options.state}”这种状态。", f"可用的有：{'、'.join(STATES.values())}。")
    with opened(options) as session:
        rows = _found(session, options, options.state)
    rows = [{**row, "state_label": STATES[row["state"]]} for row in rows]
    output.table(rows if output.as_json else [_worded(row) for row in rows], _COLUMNS)
    return 0


def _worded(row: Row) -> Row:
    fields = {one.name: one for one in declarations.FIELDS if one.kind is not Kind.REFERENCE}
    return {name: show(fields[name], value) if name in fields else value for name, value in row.items()}


def _add(options: argparse.Namespace, output: Output) -> int:
    texts: dict[str, object] = {}
    for change in options.changes:
        name, equals, text = change.partition("=")
        if not equals:
            raise Problem(f"看不懂“{change}”。", "请写成 字段=值，例如 kind=论文 title=作业设计 done_on=2026-05-06。")
        texts[name] = text
    with opened(options) as session:
        if session.store.row("teachers", options.teacher) is None:
            raise Problem(f"教师“{options.teacher}”找不到。", "请用 list teachers 列出的编号指明。")
        values = {**records.read(declarations.ENTITY, texts, session), "teacher_id": options.teacher}
        pk = declarations.save(session, None, values, agreed=options.agreed)
        row = declarations.get(session, pk)
        given = declarations.proposed(session.store, pk, row)
    asked = f"申报 {hours_text(int(row['hours']))} 学时。" if row["hours"] is not None else "还没有写申报学时。"
    why = given.why or "没有折算这一项的办法，学时由县里认定。"
    output.result(
        {"id": pk, "hours": row["hours"], "gives": given.hours, "why": given.why}, f"已登记。{asked}{why}编号 {pk}"
    )
    return 0


def _review(options: argparse.Namespace, output: Output) -> int:
    verdict = PASSED if options.verdict == "pass" else RETURNED_BY
    with opened(options) as session:
        hours = None
        if options.hours is not None:
            granted = declarations.ENTITY.field("granted")
            assert granted is not None
            value = records.parsed(session, granted, options.hours)
            hours = value if isinstance(value, int) else None
        ids = options.ids or _waiting(session, options)
        done = granting.review(
            session, ids, verdict, options.comment, hours=hours, again=options.agreed, progress=output.progress
        )
        is_county = session.is_county
    words = [f"{'通过' if verdict == PASSED else '退回'} {done.done} 条。"]
    if is_county and verdict == PASSED:
        words[0] = f"通过 {done.done} 条，认定 {hours_text(done.hours)} 学时。"
    words += [f"  比申报的少：{one.name}：{one.reason}" for one in done.fewer]
    words += [f"  没有处理：{one.name}：{one.reason}" for one in done.left]
    output.result(done, "\n".join(words))
    return 0


def _waiting(session: Session, options: argparse.Namespace) -> list[str]:
    if not (options.school or options.kind or options.all):
        raise Problem("没有说审核哪些申报。", "请写申报的编号，或用 --school、--kind、--all 说明范围。")
    waits = set(granting.waiting(session))
    found = [str(row["id"]) for row in _found(session, options) if row["id"] in waits]
    if not found:
        raise Problem("没有符合条件、在等本单位审核的申报。", "用 declare list 看各条的状态。")
    return found
