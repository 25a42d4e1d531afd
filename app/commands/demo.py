"""`demo`: a made-up county of any size; `new`: an empty county file."""

import argparse
from pathlib import Path
from typing import Any

from app.commands.options import command
from app.commands.output import Output


def add(commands: Any) -> None:
    """Add the commands."""
    made = command(commands, "demo", "生成示范县：一个县级数据文件和各校数据文件，已互相加入", _demo, needs_file=False)
    made.add_argument("folder", type=Path, metavar="DIR", help="放在哪个文件夹")
    made.add_argument("--teachers", type=int, default=1200, metavar="N", help="教师人数，默认 1200")
    made.add_argument("--schools", type=int, default=24, metavar="N", help="学校数，默认 24")
    made.add_argument("--seed", type=int, default=1, metavar="N", help="随机种子：相同的种子得到相同的人，默认 1")
    made = command(commands, "new", "新建县级数据文件（--file 指定文件名）和它的密钥", _new)
    made.add_argument("name", metavar="单位名称", help="例如：清河县教育局")
    made.add_argument("--no-rules", action="store_true", help="不采用默认规则，以后用 rules adopt 采用")


def _demo(options: argparse.Namespace, output: Output) -> int:
    from app.demo.files import make

    made = make(
        options.folder,
        teachers=options.teachers,
        schools=options.schools,
        seed=options.seed,
        progress=output.progress,
    )
    output.result(
        made, f"示范县已生成：{made.county}\n学校数据文件 {len(made.schools)} 个，在 {options.folder / 'schools'}"
    )
    return 0


def _new(options: argparse.Namespace, output: Output) -> int:
    from app.exchange import membership
    from app.rules import files

    with membership.found_county(options.file, options.name, operator=options.operator or "") as session:
        if not options.no_rules:
            files.adopt_national(session)
        output.result({"file": session.path, "site": session.site}, f"已新建：{session.path}")
    return 0
