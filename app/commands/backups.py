"""`backup`, `restore`: copies of the office's file made, listed, looked into and put back."""

import argparse
import sys
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

from app.commands.options import command, opened
from app.commands.output import Output
from app.problems import Problem

if TYPE_CHECKING:
    from app.backups.comparing import Lost, Preview
    from app.session import Session


def add(commands: Any) -> None:
    """Add the commands."""
    made = command(commands, "backup", "备份数据文件和密钥；自动备份、备份的名单和位置", _backup)
    made.add_argument("target", type=Path, nargs="?", metavar="DIR|FILE", help="另存一份到这里")
    made.add_argument("--auto", action="store_true", help="在本机和第二个位置各备份一份，多余的旧备份按规则删去")
    made.add_argument("--list", action="store_true", dest="listed", help="列出备份，并核对每一份是否完好")
    made.add_argument("--in", type=Path, action="append", dest="folders", metavar="DIR", help="列出时也看这个文件夹")
    made.add_argument("--places", action="store_true", help="列出备份的位置和最近一份的时间")
    made.add_argument("--second", type=Path, metavar="DIR", help="把这个文件夹定为第二个位置（U盘、共享）")
    made.add_argument("--no-second", action="store_true", help="不再备份到第二个位置")
    made.add_argument("--agreed", action="store_true", help="第二个位置和数据在同一块硬盘上也照样定下")
    made = command(commands, "restore", "用备份恢复数据文件（--file）；现有文件改名保留", _restore)
    made.add_argument("source", type=Path, metavar="FILE")
    made.add_argument("--preview", action="store_true", help="只看恢复以后会有哪些变化，不恢复")


def _backup(options: argparse.Namespace, output: Output) -> int:
    with opened(options) as session:
        if options.second or options.no_second:
            return _second(session, options, output)
        if options.places:
            return _places(session, output)
        if options.listed:
            return _list(session, options, output)
        if options.auto:
            return _auto(session, output)
        if options.target is None:
            raise Problem("没有说备份到哪里。", "请写上文件夹或文件名，或者用 --auto 备份到本机和第二个位置。")
        from app.backups import making

        target = making.by_hand(session, options.target, output.progress)
    output.result({"file": target}, f"已备份并验证：{target}")
    return 0


def _auto(session: "Session", output: Output) -> int:
    from app.backups import automatic

    done = automatic.go_round(session, at_once=True, progress=output.progress)
    words = [f"已备份并验证：{path}" for path in done.wrote] + [f"没有备份成：{why}" for why in done.failed]
    output.result({"files": done.wrote, "failed": done.failed, "absent": done.absent}, "\n".join(words))
    if done.absent:
        print(f"第二个位置没有备份。{done.absent}", file=sys.stderr)
    return 1 if done.failed or done.absent else 0


def _list(session: "Session", options: argparse.Namespace, output: Output) -> int:
    from app.backups import listing, naming, places

    found = listing.found(session, options.folders or ())
    rows: list[dict[str, Any]] = []
    for number, one in enumerate(found):
        output.progress(number, len(found), "核对备份")
        inside = listing.inside(session, one.path)
        rows.append(
            {
                "at": f"{one.at:%Y-%m-%d %H:%M}",
                "place": one.place,
                "kind": one.kind or "数据文件",
                "state": inside.state,
                "size": one.size if output.as_json else naming.size_in_words(one.size),
                "teachers": inside.teachers,
                "rows": inside.rows,
                "last": inside.last_at.replace("T", " "),
                "key": inside.key,
                "file": str(one.path),
            }
        )
    columns = (
        *(("at", "时间"), ("place", "位置"), ("kind", "怎么来的"), ("state", "状态"), ("size", "大小")),
        *(("teachers", "教师"), ("rows", "记录"), ("last", "最后一次修改"), ("key", "密钥"), ("file", "文件")),
    )
    output.table(rows, columns)
    absent = places.absent(session)
    if absent:
        print(f"{absent}那里的备份没有列出。", file=sys.stderr)
    return 0


def _places(session: "Session", output: Output) -> int:
    from app.backups import places, standing

    stands, chosen = standing.standing(session), places.second(session)
    there = places.find(chosen) if chosen else None
    found = {
        "own": {"folder": places.own(), "last": _told_at(stands.own)},
        "second": chosen and {"folder": chosen.path, "there": there is not None, "last": _told_at(stands.second)},
        "warning": stands.warning,
    }
    said = "还没有选择" if chosen is None else f"{there or chosen.path}（{'在' if there else '现在找不到'}）"
    words = [
        f"本机：{places.own()}，最近一份 {_told_at(stands.own) or '还没有'}",
        f"第二个位置：{said}" + (f"，最近一份 {_told_at(stands.second) or '还没有'}" if chosen else ""),
        *([f"{stands.warning}。"] if stands.warning else []),
    ]
    output.result(found, "\n".join(words))
    return 0


def _told_at(at: datetime | None) -> str | None:
    return f"{at:%Y-%m-%d %H:%M:%S}" if at else None


def _second(session: "Session", options: argparse.Namespace, output: Output) -> int:
    from app.backups import places

    if options.no_second:
        places.forget(session)
        output.result({"second": None}, "不再备份到第二个位置，那里已有的备份都留着。")
        return 0
    chosen = places.choose(session, options.second, agreed=options.agreed)
    output.result({"second": chosen.path}, f"第二个位置：{chosen.path}")
    return 0


def _restore(options: argparse.Namespace, output: Output) -> int:
    if options.preview:
        from app.backups import comparing

        seen = comparing.preview(options.source, options.file, progress=output.progress)
        output.result(seen, "\n".join(_told(seen)))
        return 0
    from app.backups import restoring

    kept = restoring.restore(options.source, options.file, progress=output.progress)
    words = f"已恢复：{options.file}" + (f"\n原来的文件保留在：{kept}" if kept else "")
    output.result({"file": options.file, "kept": kept}, words)
    return 0


def _told(seen: "Preview") -> list[str]:
    words = [f"备份完好，是{seen.office}的，内容到 {seen.as_of.replace('T', ' ')} 为止。"]
    if not seen.present:
        return [*words, "现在没有能打开的数据文件，没有可以比较的内容。"]
    if not seen.changes:
        return [*words, "和现在的数据一样。"]
    for what, lost in (("在这里做的", seen.own), ("从别的单位收到的", seen.received)):
        if lost.count:
            words += [f"备份以后{what} {lost.count} 次修改会没有：", *_acts(lost)]
    if seen.numbers:
        words.append(f"备份以后发出的 {len(seen.numbers)} 份证书不在名册里了，编号不会再用：{'、'.join(seen.numbers)}")
    if seen.files:
        words.append(
            f"备份以后来往过 {len(seen.files)} 个文件，涉及：{'、'.join(seen.offices)}。恢复以后照常上报、接收。"
        )
    if seen.ahead:
        words.append(f"备份里有、现在没有的 {seen.ahead} 次修改会回来。")
    return words + [f"{label}：现在 {now}，恢复以后 {then}" for label, now, then in seen.rows]


def _acts(lost: "Lost") -> list[str]:
    who = "、".join(f"{name} {count} 次" for name, count in lost.by)
    first, last = (at.replace("T", " ") for at in (lost.first, lost.last))
    return [f"  {first} 到 {last}：{who}"] + [
        f"  {one.at.replace('T', ' ')}  {one.actor}  {one.reason}" for one in lost.latest
    ]
