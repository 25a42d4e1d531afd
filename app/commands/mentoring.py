"""`pairs …` and `suggest-mentor`: the steps of mentoring pairs, their scores and gaps, and whom to choose as a mentor."""

import argparse
from collections.abc import Callable
from datetime import date
from typing import Any

from app import codes, mentoring, records
from app.commands.options import Run, command, opened
from app.commands.output import Output
from app.fields import Field, Kind, Unreadable, parse
from app.problems import Problem
from app.records import Values
from app.session import Session

_AGREED = "规则或任职有疑问、还不到出师要求的，确实要办理时加上"


def add(commands: Any) -> None:
    """Add the commands."""
    top = commands.add_parser("pairs", help="师徒结对的各个步骤", description="师徒结对的各个步骤", add_help=False)
    top.add_argument("-h", "--help", action="help", help="显示帮助")
    parts = top.add_subparsers(dest="part", required=True, metavar="步骤")
    _add_steps(parts)
    made = command(parts, "gaps", "还缺什么：没有师父的新教师、到期没办理的……", _gaps)
    made.add_argument("name", nargs="?", metavar="NAME", help="只列这一种（名称见不带参数时的列表）")
    made = command(parts, "score", "按规则计分，写明还差什么", _score)
    made.add_argument("ids", nargs="*", metavar="ID", help="结对编号；不写是全部")
    command(parts, "mentors", "每位师父的平均得分", _mentors)
    made = command(parts, "timeline", "一对从申报到结束的经过", _timeline)
    made.add_argument("id", metavar="ID")
    made = command(commands, "suggest-mentor", "给一位徒弟找师父：按学科、学段、远近、负担排出来，写明理由", _suggest)
    made.add_argument("mentee", metavar="ID", help="徒弟的教师编号")
    made.add_argument("--kind", default="1", metavar="类别", help="结对类别，如 青蓝、班主任导师；默认青蓝（学科）")
    made.add_argument("--limit", type=int, default=10, metavar="N", help="列出几位（默认 10）")
    made.add_argument("--excluded", action="store_true", help="列出不合适的人和原因")


def _add_steps(parts: Any) -> None:
    made = _step(parts, "approve", "县里审核通过，开始培养", _approve)
    made.add_argument("--waiting", action="store_true", help="所有等审核的")
    made.add_argument("--note", metavar="意见", help="审核意见")
    made = _step(parts, "return", "县里退回", _return)
    made.add_argument("--note", required=True, metavar="原因", help="退回原因")
    _step(parts, "propose", "学校再次申报县里退回的", _propose)
    made = _step(parts, "sign", "登记签约和约定的活动次数", _sign)
    made.add_argument("--on", metavar="日期", help="签约日期，默认今天")
    made.add_argument("--least", nargs="*", metavar="活动=次数", help="如 听课=8 评课=8；不写时按规则")
    made = _step(parts, "activity", "给几对登记同一次活动", _activity)
    made.add_argument("--kind", required=True, metavar="类别", help="听课、评课、教案指导……")
    made.add_argument("--on", metavar="日期", help="日期，默认今天")
    made.add_argument("--topic", required=True, metavar="主题")
    made = _step(parts, "assess", "给几对登记同样的考核", _assess)
    made.add_argument("--kind", required=True, metavar="种类", help="中期 或 期满")
    made.add_argument("--grade", required=True, metavar="等次", help="优秀、合格、不合格")
    made.add_argument("--on", metavar="日期", help="考核日期，默认今天")
    made.add_argument("--score", metavar="得分")
    made.add_argument("--reviewer", metavar="考核人")
    made = _step(parts, "complete", "出师", _complete)
    made.add_argument("--on", metavar="日期", help="出师日期，默认今天")
    made = _step(parts, "extend", "延期", _extend)
    made.add_argument("--until", required=True, metavar="日期", help="延期到哪一天")
    made.add_argument("--reason", required=True, metavar="原因")
    made = _step(parts, "dissolve", "解除", _dissolve)
    made.add_argument("--on", metavar="日期", help="解除日期，默认今天")
    made.add_argument("--reason", required=True, metavar="原因")
    _step(parts, "resume", "恢复培养", _resume)


def _step(
    parts: Any, name: str, words: str, run: Callable[[Session, argparse.Namespace], int]
) -> argparse.ArgumentParser:
    made = command(parts, name, words, _running(words, run))
    made.add_argument("ids", nargs="*", metavar="ID", help="结对编号（list pairs 列出），可以几对一起")
    made.add_argument("--agreed", action="store_true", help=_AGREED)
    return made


def _running(words: str, run: Callable[[Session, argparse.Namespace], int]) -> Run:
    def step(options: argparse.Namespace, output: Output) -> int:
        with opened(options) as session:
            count = run(session, options)
        output.result({"pairs": count}, f"已办理 {count} 对：{words}。")
        return 0

    return step


# -- steps


def _approve(session: Session, options: argparse.Namespace) -> int:
    from app import pair_steps

    waiting = [row for row in mentoring.listed(session) if options.waiting and mentoring.awaits_review(row)]
    chosen = [*options.ids, *(str(row["id"]) for row in waiting)]
    return pair_steps.approve(session, chosen, note=options.note, agreed=options.agreed)


def _return(session: Session, options: argparse.Namespace) -> int:
    from app import pair_steps

    return pair_steps.send_back(session, options.ids, options.note)


def _propose(session: Session, options: argparse.Namespace) -> int:
    from app import pair_steps

    return pair_steps.propose_again(session, options.ids)


def _sign(session: Session, options: argparse.Namespace) -> int:
    from app import pair_scores, pair_steps

    least: dict[str, int] = {}
    for said in options.least or ():
        kind, equals, number = said.partition("=")
        if not equals or not number.isdecimal():
            raise Problem(f"看不懂“{said}”。", "请写成 活动=次数，例如 听课=8。")
        least[_code("activity_kind", "活动类别", kind)] = int(number)
    if options.least is None and options.ids:
        least = pair_scores.proposed_agreement(session, mentoring.get(session, options.ids[0]))
    return pair_steps.sign(session, options.ids, _day(session, options.on), least)


def _activity(session: Session, options: argparse.Namespace) -> int:
    from app import pair_steps

    return pair_steps.note_activity(
        session,
        options.ids,
        {
            "kind": _code("activity_kind", "活动类别", options.kind),
            "held_on": _day(session, options.on).isoformat(),
            "topic": options.topic,
        },
    )


def _assess(session: Session, options: argparse.Namespace) -> int:
    from app import pair_steps

    texts = {"kind": options.kind, "grade": options.grade, "held_on": _day(session, options.on).isoformat()}
    texts |= {name: getattr(options, name) for name in ("score", "reviewer") if getattr(options, name)}
    values: Values = records.read(mentoring.REVIEW, texts, session)
    return pair_steps.assess(session, options.ids, values)


def _complete(session: Session, options: argparse.Namespace) -> int:
    from app import pair_steps

    return pair_steps.complete(session, options.ids, _day(session, options.on), agreed=options.agreed)


def _extend(session: Session, options: argparse.Namespace) -> int:
    from app import pair_steps

    until = _day(session, options.until)
    return pair_steps.extend(session, options.ids, until, options.reason, agreed=options.agreed)


def _dissolve(session: Session, options: argparse.Namespace) -> int:
    from app import pair_steps

    return pair_steps.dissolve(session, options.ids, _day(session, options.on), options.reason)


def _resume(session: Session, options: argparse.Namespace) -> int:
    from app import pair_steps

    return pair_steps.resume(session, options.ids)


def _day(session: Session, text: str | None) -> date:
    if not text:
        return session.today()
    try:
        return date.fromisoformat(str(parse(Field("day", "日期", Kind.DATE), text, today=session.today())))
    except Unreadable as reason:
        raise Problem(f"看不懂日期“{text}”。", str(reason)) from reason


def _code(table: str, label: str, text: str) -> str:
    try:
        return str(parse(Field("code", label, Kind.CODE, codes=table), text))
    except Unreadable as reason:
        raise Problem(f"看不懂{label}“{text}”。", str(reason)) from reason


# -- what is there to be seen


def _gaps(options: argparse.Namespace, output: Output) -> int:
    from app import pair_gaps

    with opened(options) as session:
        found = pair_gaps.gaps(session)
    if options.name is None:
        rows = [
            {
                "name": one.name,
                "title": one.title,
                "count": f"{len(one.lines)} {one.unit}" if one.ruled else "没有这方面的规则",
                "rules": "、".join(one.rules),
                "lines": [vars(line) for line in one.lines],
            }
            for one in found
        ]
        output.table(rows, (("name", "代号"), ("title", "缺什么"), ("count", "多少"), ("rules", "依据")))
        return 0
    chosen = next((one for one in found if options.name in (one.name, one.title)), None)
    if chosen is None:
        known = "、".join(f"{one.name}（{one.title}）" for one in found)
        raise Problem(f"没有“{options.name}”这一种。", f"可用的有：{known}。")
    if not chosen.ruled:
        raise Problem(f"“{chosen.title}”要有规则才能核对。", "请先在“规则”里登记，或取用全国规则。")
    output.table(
        [vars(one) for one in chosen.lines], (("who", "谁"), ("where", "单位"), ("why", "说明"), ("id", "编号"))
    )
    return 0


def _score(options: argparse.Namespace, output: Output) -> int:
    from app import pair_scores

    with opened(options) as session:
        rows = [row for row in mentoring.listed(session) if not options.ids or row["id"] in options.ids]
        known = pair_scores.of_pairs(session, rows)
    if not known:
        raise Problem("没有规则说明结对怎样计分。", "请先在“规则”里登记师徒结对的规则。")
    scored = [
        {
            "id": row["id"],
            "pair": f"{row['mentor_name']}—{row['mentee_name']}",
            "points": known[row["id"]][1].points,
            "full": known[row["id"]][1].full,
            "missing": known[row["id"]][1].sentence,
            "rule": known[row["id"]][0].title,
            "lines": [vars(one) for one in known[row["id"]][1].lines],
        }
        for row in rows
        if row["id"] in known
    ]
    output.table(
        scored, (("pair", "师徒"), ("points", "得分"), ("full", "满分"), ("missing", "还差什么"), ("id", "编号"))
    )
    return 0


def _mentors(options: argparse.Namespace, output: Output) -> int:
    from app import pair_scores

    with opened(options) as session:
        rows = [
            {**vars(one), "count": len(one.pairs), "missing": "".join(one.sentences)}
            for one in pair_scores.of_mentors(session)
        ]
    columns = (("name", "师父"), ("school", "学校"), ("count", "对数"), ("points", "平均得分"), ("missing", "还差什么"))
    output.table(rows, columns)
    return 0


def _timeline(options: argparse.Namespace, output: Output) -> int:
    from app import pair_timeline

    with opened(options) as session:
        events = pair_timeline.of_pair(session, mentoring.get(session, options.id))
    output.table([vars(one) for one in events], (("on", "日期"), ("words", "经过")))
    return 0


def _suggest(options: argparse.Namespace, output: Output) -> int:
    from app import pair_suggestions

    with opened(options) as session:
        found = pair_suggestions.suggest(session, options.mentee, _code("pair_kind", "结对类别", options.kind))
    if options.excluded:
        columns = (("name", "姓名"), ("school", "学校"), ("why", "原因"), ("id", "编号"))
        output.table([vars(one) for one in found.excluded], columns)
        return 0
    if not output.as_json:
        label = codes.table("pair_kind").label_of(found.kind)
        print(f"{found.name}　{label}　{found.rule or '县里没有这方面的规则，没有核对师父的条件。'}")
    rows = [{**vars(one), "why": "，".join(one.reasons)} for one in found.candidates[: options.limit]]
    output.table(rows, (("name", "姓名"), ("school", "学校"), ("why", "理由"), ("id", "编号")))
    return 0
