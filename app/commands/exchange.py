"""`exchange …`: invite, join, pack, preview, apply, status."""

import argparse
from pathlib import Path
from typing import Any

from app.commands import joining
from app.commands.options import command, folder, opened
from app.commands.output import Output


def add(commands: Any) -> None:
    """Add the commands."""
    top = commands.add_parser("exchange", help="县校之间交换文件", description="县校之间交换文件", add_help=False)
    top.add_argument("-h", "--help", action="help", help="显示帮助")
    parts = top.add_subparsers(dest="part", required=True, metavar="步骤")
    joining.add(parts)
    made = command(parts, "pack", "生成给对方的文件", _pack)
    made.add_argument("--to", required=True, metavar="CODE|county", help="学校标识码（县里用），或 county（学校用）")
    made.add_argument("--out", type=Path, required=True, metavar="DIR")
    made.add_argument("--complete", action="store_true", help="县里：不论对方已有什么，生成全部内容")
    for name, words, run in (
        ("preview", "预览收到的文件会带来什么变化，不写入", _preview),
        ("apply", "接收文件：全部写入，或者什么也不改", _apply),
    ):
        made = command(parts, name, words, run)
        made.add_argument("package", type=Path, metavar="FILE")
        made.add_argument("--trust-revoked", action="store_true", help="县里：已与学校核实，接收停用的电脑签名的文件")
        made.add_argument("--register", action="store_true", help="县里：已核实，登记这所能证明自己加入过的学校")
    command(parts, "status", "本单位交换的情况", _status)


def _pack(options: argparse.Namespace, output: Output) -> int:
    from app.exchange import packing

    with opened(options) as session:
        made = packing.pack(
            session, options.to, folder(options.out), complete=options.complete, progress=output.progress
        )
    if made.more:
        paths = "".join(f"\n  {path}" for path in (made.path, *made.more))
        words = f"已写好并核对，共 {1 + len(made.more)} 个文件，请都交给{made.to_name}：{paths}"
    else:
        words = f"已写好并核对：{made.path}（{made.size:,} 字节），请交给{made.to_name}。"
    output.result(made, words)
    return 0


def _preview(options: argparse.Namespace, output: Output) -> int:
    return _receive(options, output, rehearse=True)


def _apply(options: argparse.Namespace, output: Output) -> int:
    return _receive(options, output, rehearse=False)


def _receive(options: argparse.Namespace, output: Output, *, rehearse: bool) -> int:
    from app.exchange import receiving
    from app.exchange.report import KIND_LABELS

    with opened(options) as session:
        take = receiving.preview if rehearse else receiving.take
        taken = take(
            session,
            options.package,
            output.progress,
            trust_revoked=options.trust_revoked,
            register=options.register,
        )
    head = taken.header
    words = [f"{head.from_name} → {head.to_name}（{head.created}）"]
    if taken.code:
        words.append(f"加入申请的校验码：{taken.code}，请与学校电话核对一致后再接收。")
    else:
        words.append(taken.report.sentence)
    for entry in taken.report.entries:
        changes = "；".join(f"{line.label} {line.old or '（空）'} → {line.new or '（空）'}" for line in entry.lines)
        words.append(f"  [{KIND_LABELS[entry.kind]}] {entry.about} {entry.title} {changes}{entry.note}")
    words.append("这是预览，没有写入。" if rehearse else "已接收。")
    output.result(
        {
            "kind": head.kind,
            "from": head.from_name,
            "to": head.to_name,
            "code": taken.code,
            "applied": not rehearse,
            "counts": taken.report.counts,
            "repeated": taken.report.repeated,
            "attached": taken.report.attached,
            "entries": taken.report.entries,
        },
        "\n".join(words),
    )
    return 0


def _status(options: argparse.Namespace, output: Output) -> int:
    from app.exchange import desk

    with opened(options) as session:
        found = desk.status(session)
    if found["role"] == "county":
        states = {"invited": "已邀请", "joined": "已加入", "revoked": "已停用"}
        words = [
            f"{found['name']}（县级）　待处理冲突 {found['conflicts']} 处　学校报回待核 {len(found['reviews'])} 处"
        ]
        words += [
            f"  {one['code'] or ''} {one['name']} {states[one['state']]}　最近收到 {one['last_in'] or '—'}　"
            f"最近发出 {one['last_out'] or '—'}"
            for one in found["sites"]
        ]
    else:
        words = [
            f"{found['name']}（学校）　待县里答复 {found['pending']} 次操作　已接收县里第 {found['adopted']} 号文件"
        ]
    output.result(found, "\n".join(words))
    return 0
