"""`certificate` and `report`: papers and workbooks."""

import argparse
from pathlib import Path
from typing import Any

from app import certificates
from app.commands.options import command, folder, opened
from app.commands.output import Output


def add(commands: Any) -> None:
    """Add the commands."""
    made = command(commands, "certificate", "编号、登记并打印证书", _certificate)
    made.add_argument("kind", choices=certificates.KINDS, metavar="|".join(certificates.KINDS))
    made.add_argument(
        "--for", dest="ids", nargs="+", required=True, metavar="ID",
        help="结业证书：学时记录或教师的编号；学时证明：教师的编号；聘书：师徒结对、工作室或教师的编号",
    )  # fmt: skip
    made.add_argument("--out", type=Path, required=True, metavar="DIR|X.pdf", help="文件夹（一人一个文件）或一个 PDF")
    made = command(commands, "report", "打印报表", _report)
    made.add_argument(
        "name",
        metavar="NAME",
        help="报表名：teachers organisations pairs studios members classes training hours ethics cycle year_hours coverage",
    )
    made.add_argument("--out", type=Path, required=True, metavar="X.pdf|X.xlsx")
    made.add_argument("--year", type=int, metavar="年份", help="年度报表的年份，默认今年")
    made.add_argument("--period", metavar="KEY", help="学时达标报表的周期，默认现在这一段；ledger periods 列出")


def _certificate(options: argparse.Namespace, output: Output) -> int:
    out = options.out if options.out.suffix.lower() == ".pdf" else folder(options.out)
    with opened(options) as session:
        made = certificates.issue(session, options.kind, options.ids, out, progress=output.progress)
    again = f"（其中 {made.again} 份是按原编号重印）" if made.again else ""
    output.result(made, f"已写好 {len(made.numbers)} 份{again}：{made.paths[0]}")
    return 0


def _report(options: argparse.Namespace, output: Output) -> int:
    from app import reports

    with opened(options) as session:
        count = reports.write(
            session, options.name, options.out, year=options.year, period=options.period, progress=output.progress
        )
    output.result({"file": options.out, "rows": count}, f"已写好：{options.out}（{count} 行）")
    return 0
