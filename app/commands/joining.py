"""`exchange invite`, `join`, `reject`, `computers`: how schools and their computers come in, and go out of use."""

import argparse
from pathlib import Path
from typing import Any

from app import organisations
from app.commands.options import command, folder, opened
from app.commands.output import Output
from app.problems import Problem
from app.session import Session


def add(parts: Any) -> None:
    """Add the commands below `exchange`."""
    made = command(parts, "invite", "县里：给一所学校生成邀请文件", _invite)
    made.add_argument("--to", required=True, metavar="CODE", help="学校标识码、名称或编号")
    made.add_argument("--out", type=Path, required=True, metavar="DIR")
    which = made.add_mutually_exclusive_group()
    which.add_argument("--second", action="store_true", help="再添一台电脑：原来的电脑照常使用")
    which.add_argument(
        "--lost",
        action="store_true",
        help="电脑丢失：立即停用这所学校的全部电脑（用 --computer 可只停用其中几台），再邀请新的",
    )
    made.add_argument("--computer", action="append", metavar="KEY", help="与 --lost 同用：只停用这一台，可以写几次")
    made = command(parts, "join", "学校：用邀请文件加入，生成加入申请；--file 已经有本校数据时沿用它", _join)
    made.add_argument("invite", type=Path, metavar="INVITE")
    made.add_argument("--out", type=Path, required=True, metavar="DIR")
    made = command(parts, "reject", "县里：校验码不一致，作废这个加入申请和它的邀请", _reject)
    made.add_argument("package", type=Path, metavar="FILE")
    made = command(parts, "computers", "县里：一所学校有哪些电脑", _computers)
    made.add_argument("--of", required=True, metavar="CODE", help="学校标识码、名称或编号")


def organisation(session: Session, wanted: str) -> str:
    """The id of the one organisation that a person means by a code, a name or an id."""
    rows = organisations.listed(session)
    found = [str(row["id"]) for row in rows if wanted in (row["id"], row["code"], row["name"])]
    if len(found) != 1:
        raise Problem(f"“{wanted}”找不到或不止一个。", "请用学校标识码指明。")
    return found[0]


def _invite(options: argparse.Namespace, output: Output) -> int:
    from app.exchange import membership

    if options.computer and not options.lost:
        raise Problem("--computer 只和 --lost 一起用。", "它指明要停用哪一台电脑。")
    with opened(options) as session:
        school, place = organisation(session, options.to), folder(options.out)
        if options.lost:
            made = membership.replace_lost(session, school, place, options.computer)
        else:
            made = membership.invite(session, school, place, second=options.second)
    stopped = "丢失的电脑已经停用。" if options.lost else ""
    output.result(made, f"{stopped}邀请文件已写好：{made.path}\n请交给{made.to_name}。")
    return 0


def _join(options: argparse.Namespace, output: Output) -> int:
    from app.exchange import membership

    made = membership.join(options.invite, options.file, folder(options.out), operator=options.operator or "")
    output.result(made, f"加入申请已写好：{made.path}\n请交给{made.to_name}，并打电话核对校验码：{made.code}")
    return 0


def _reject(options: argparse.Namespace, output: Output) -> int:
    from app.exchange import files, membership
    from app.exchange.mail import MOST

    with opened(options) as session:
        name = membership.reject(session, files.read(options.package, MOST), options.package.name)
    output.result({"rejected": name}, f"没有同意{name}加入，邀请已经作废。请重新邀请，把新的邀请文件当面交给学校。")
    return 0


def _computers(options: argparse.Namespace, output: Output) -> int:
    from app.exchange import computers

    with opened(options) as session:
        site = computers.site_of(session, organisation(session, options.of))
        found = computers.of(session, site)
    output.table(
        [{**vars(one), "state_label": computers.STATES[one.state]} for one in found],
        [("label", "电脑"), ("state_label", "状态"), ("since", "从"), ("actor", "经办人"), ("key", "编号")],
    )
    return 0
