"""`exchange status|remind|take-all|watch`, and `pack` for all schools: the desk where the files come together."""

import argparse
from pathlib import Path
from typing import Any

from app.commands.options import command, folder, opened
from app.commands.output import Output
from app.exchange.batch import ASIDE

_STATES = {"invited": "已邀请", "joined": "已加入", "revoked": "已停用"}


def add(parts: Any) -> None:
    """Add the steps."""
    command(parts, "status", "本单位交换的情况；县里：每所学校在等什么", _status)
    made = command(parts, "remind", "县里：催报名单，存为 PDF 或工作簿，或打出可以发到群里的文字", _remind)
    made.add_argument("--out", type=Path, metavar="X.pdf|X.xlsx", help="存到这里；不写就打出文字")
    made.add_argument("--days", type=int, metavar="天数", help="超过多少天没有上报算该催，以后都按它")
    made = command(parts, "take-all", "接收文件夹或U盘里的全部文件，每个文件全部写入或者什么也不改", _take_all)
    made.add_argument("folder", type=Path, metavar="DIR")
    made.add_argument("--preview", action="store_true", help="只看每个文件能不能接收，不写入")
    made.add_argument("--set-aside", action="store_true", help=f"把不能接收的文件移到“{ASIDE}”文件夹，写明原因")
    made.add_argument("--report", type=Path, metavar="X.xlsx", help="把结果存为工作簿")
    made = command(parts, "watch", "收发文件夹（局域网共享或网盘）：接收给本单位的文件，写出要发的文件", _watch)
    made.add_argument("folder", type=Path, metavar="DIR")
    made.add_argument("--once", action="store_true", required=True, help="看一次就结束；定时运行请用系统的计划任务")
    made.add_argument("--now", action="store_true", help="不等一小时，有要发的立即写出")


def pack_all(options: argparse.Namespace, output: Output) -> int:
    """`pack --to all`: a file for every school that has joined."""
    from app.exchange import batch, standing
    from app.exchange.mail import county_only

    with opened(options) as session:
        county_only(session)
        sites = [
            (one.facts.id, one.facts.name) for one in standing.of_all(session) if one.facts.state == "joined"
        ]  # fmt: skip
        written = batch.pack_for(session, sites, folder(options.out), output.progress)
    words = [f"已写好并核对 {len(written.made)} 所学校的文件，请分别交给学校。"]
    words += [f"  {path}" for made in written.made for path in (made.path, *made.more)]
    words += [f"  没有写成：{name}：{reason}" for name, reason in written.left]
    output.result(written, "\n".join(words))
    return 1 if written.left else 0


def _status(options: argparse.Namespace, output: Output) -> int:
    from app.exchange import desk, standing

    with opened(options) as session:
        found = desk.status(session)
        said = {one.facts.id: one for one in standing.of_all(session)}
        months = standing.months_until(session.today())
    if found["role"] != "county":
        words = [
            f"{found['name']}（学校）　待县里答复 {found['pending']} 次操作　已接收县里第 {found['adopted']} 号文件　"
            f"被退回的申请 {found['proposals']} 个"
        ]
        output.result(found, "\n".join(words))
        return 0
    for site in found["sites"]:
        one = said[site["id"]]
        site["waits"], site["sentence"], site["days"] = one.waits, one.sentence, one.days
        site["months"] = dict(zip(months, one.months, strict=True))
    words = [
        f"{found['name']}（县级）　两边不同 {found['conflicts']} 处　学校报回 {found['offers']} 处　"
        f"未采用的操作 {found['rejected']} 次　待审的申请 {found['proposals']} 个"
    ]
    words += [
        f"  {one['code'] or ''} {one['name']} {_STATES[one['state']]}　最近收到 {one['last_in'] or '—'}　"
        f"最近发出 {one['last_out'] or '—'}　{one['sentence']}"
        for one in found["sites"]
    ]
    output.result(found, "\n".join(words))
    return 0


def _remind(options: argparse.Namespace, output: Output) -> int:
    from app.exchange import reminding, standing

    with opened(options) as session:
        if options.days is not None:
            standing.set_remind_days(session, options.days)
        if options.out is None:
            found = reminding.listed(session)
            output.result(found, reminding.message(session) or "没有要催报的学校。")
            return 0
        count = reminding.write(session, options.out, output.progress)
    output.result({"file": options.out, "rows": count}, f"已写好：{options.out}（{count} 所学校）")
    return 0


def _take_all(options: argparse.Namespace, output: Output) -> int:
    from app.exchange import batch
    from app.problems import Problem

    if not options.folder.is_dir():
        raise Problem(f"找不到文件夹“{options.folder}”。", "请检查U盘是否插好、路径是否写对。")
    with opened(options) as session:
        work = batch.look if options.preview else batch.take
        found = work(session, [options.folder], output.progress)
        aside = batch.set_aside(found.lines, session.now()) if options.set_aside and not options.preview else None
    if options.report:
        batch.write_report(found, options.report)
    words = [found.sentence]
    words += [f"  [{batch.STATES[one.state]}] {one.path.name}　{one.who}　{one.said}" for one in found.lines]
    if aside:
        words += [f"  已移到：{after}" for _before, after in aside.moved]
        words += [f"  没有移动：{path}（{reason}）" for path, reason in aside.stayed]
    words.append(
        "这是预览，没有写入。" if options.preview else "加入申请和等人决定的文件，请用 exchange apply 单独接收。"
    )
    output.result({"files": found.lines, "stopped": found.stopped, "aside": aside}, "\n".join(words))
    return 1 if found.count("refused", "person") else 0


def _watch(options: argparse.Namespace, output: Output) -> int:
    from app.exchange import watching

    with opened(options) as session:
        found = watching.go_round(session, options.folder, at_once=options.now, progress=output.progress)
    words = [found.sentence]
    words += [f"  已接收：{one.path.name}　{one.who}　{one.said}" for one in found.taken]
    words += [f"  等您查看：{one.path.name}　{one.who}　{one.said}" for one in found.waiting]
    words += [f"  还没有传完：{path.name}" for path in found.coming]
    words += [f"  已写出：{path}" for path in found.wrote]
    words += [f"  没有写成：{text}" for text in found.failed]
    facts = {
        "at": found.at.isoformat(timespec="seconds"),
        "taken": found.taken,
        "waiting": found.waiting,
        "coming": found.coming,
        "wrote": found.wrote,
        "failed": found.failed,
    }
    output.result(facts, "\n".join(words))
    return 0
