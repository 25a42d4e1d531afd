"""`exchange …`: pack, status, and the commands about joining and taking."""

import argparse
from pathlib import Path
from typing import Any

from app.commands import joining, taking
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
    taking.add(parts)
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
