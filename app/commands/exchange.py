"""`exchange …`: pack, status, and the commands about joining and taking."""

import argparse
from pathlib import Path
from typing import Any

from app.commands import desk, joining, settling, taking
from app.commands.options import command, folder, opened
from app.commands.output import Output


def add(commands: Any) -> None:
    """Add the commands."""
    top = commands.add_parser("exchange", help="县校之间交换文件", description="县校之间交换文件", add_help=False)
    top.add_argument("-h", "--help", action="help", help="显示帮助")
    parts = top.add_subparsers(dest="part", required=True, metavar="步骤")
    joining.add(parts)
    made = command(parts, "pack", "生成给对方的文件", _pack)
    made.add_argument("--to", required=True, metavar="CODE|all|county",
                      help="学校标识码，或 all 给所有学校（县里用）；county（学校用）")  # fmt: skip
    made.add_argument("--out", type=Path, required=True, metavar="DIR")
    made.add_argument("--complete", action="store_true", help="县里：不论对方已有什么，生成全部内容")
    taking.add(parts)
    settling.add(parts)
    desk.add(parts)


def _pack(options: argparse.Namespace, output: Output) -> int:
    from app.exchange import packing, removable

    if options.to == "all":
        return desk.pack_all(options, output)
    with opened(options) as session:
        made = packing.pack(
            session, options.to, folder(options.out), complete=options.complete, progress=output.progress
        )
    if made.more:
        paths = "".join(f"\n  {path}" for path in (made.path, *made.more))
        words = f"已写好并核对，共 {1 + len(made.more)} 个文件，请都交给{made.to_name}：{paths}"
    else:
        words = f"已写好并核对：{made.path}（{made.size:,} 字节），请交给{made.to_name}。"
    if removable.is_removable(options.out):
        words += f"\n{removable.parting(options.out)}"
    output.result(made, words)
    return 0
