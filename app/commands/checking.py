"""`paper check`, `paper check-page` and `paper keys`: papers checked without a network, and the keys that sign them."""

import argparse
import sys
from pathlib import Path
from typing import Any

from app.commands.options import command, opened
from app.commands.output import Output
from app.papers.verdicts import GOOD, Verdict
from app.problems import Problem

_SIGNS = {"good": "✔", "unsure": "？", "bad": "✘"}


def add(parts: Any) -> None:
    """Add the commands to those of `paper`."""
    made = command(parts, "check", "查验证书：二维码里的文字、图片或 PDF、证书编号；属实时退出码为 0", _check)
    which = made.add_mutually_exclusive_group(required=True)
    which.add_argument("text", nargs="?", metavar="TEXT", help="二维码里的文字；- 表示从标准输入读")
    which.add_argument("--image", type=Path, metavar="FILE", help="照片、扫描件或 PDF")
    which.add_argument("--number", metavar="编号", help="在登记簿里按证书编号查；只写年份和流水号也可以")
    made = command(parts, "check-page", "生成查验网页：一个文件，浏览器直接打开，不用上网", _page)
    made.add_argument("out", type=Path, metavar="OUT.html")
    made = command(parts, "keys", "证书公钥：列出、导出本单位的、添加外县的、停用", _keys)
    which = made.add_mutually_exclusive_group()
    which.add_argument("--out", type=Path, metavar="FILE", help="把本单位在用的公钥写成文件，交给外县")
    which.add_argument("--add", type=Path, metavar="FILE", help="县里：看外县的公钥文件；核对指纹后加 --yes 才添加")
    which.add_argument("--stop", metavar="指纹", help="县里：停用一个公钥，以后的证书不认")
    made.add_argument("--yes", action="store_true", help="已经和对方核对过指纹")


def _check(options: argparse.Namespace, output: Output) -> int:
    from app.papers import scanning, statements

    with opened(options) as session:
        if options.image:
            found = scanning.check_file(session, options.image, progress=output.progress)
        elif options.number is not None:
            found = statements.by_number(session, options.number)
        else:
            found = [statements.check(session, sys.stdin.read() if options.text == "-" else options.text)]
    said = [{**vars(one), "weight": one.weight, "facts": dict(one.facts)} for one in found]
    output.result(said, "\n\n".join(map(_words, found)))
    return 0 if all(one.weight == GOOD for one in found) else 1


def _words(verdict: Verdict) -> str:
    facts = (f"  {label}　{value}" for label, value in verdict.facts)
    return "\n".join((f"{_SIGNS[verdict.weight]} {verdict.title}", verdict.advice, *facts))


def _page(options: argparse.Namespace, output: Output) -> int:
    from app.papers import check_page

    with opened(options) as session:
        count = check_page.write(session, options.out)
    output.result({"file": options.out, "keys": count}, f"已写好：{options.out}（{count} 个公钥）")
    return 0


def _keys(options: argparse.Namespace, output: Output) -> int:
    if options.out:
        return _offer(options, output)
    if options.add:
        return _add_key(options, output)
    from app.papers import paper_keys

    with opened(options) as session:
        if options.stop:
            wanted = "".join(options.stop.split()).upper()
            key = next((one for one in paper_keys.listed(session) if one.fingerprint.replace(" ", "") == wanted), None)
            if key is None:
                raise Problem("没有这个指纹的公钥。", "请用 paper keys 列出，照着输入。")
            paper_keys.stop(session, key.id)
        rows = [
            {
                "name": one.name, "start": one.start.isoformat(), "end": one.end.isoformat() if one.end else "在用",
                "fingerprint": one.fingerprint, "key": one.key, "site": one.site,
            }
            for one in paper_keys.listed(session)
        ]  # fmt: skip
    output.table(rows, (("name", "单位"), ("start", "启用"), ("end", "停用"), ("fingerprint", "指纹")))
    return 0


def _offer(options: argparse.Namespace, output: Output) -> int:
    from app.papers import paper_keys

    with opened(options) as session:
        key = paper_keys.write_offer(session, options.out)
    output.result(
        {"file": options.out, "fingerprint": key.fingerprint},
        f"已写好：{options.out}\n指纹 {key.fingerprint}，请打电话让对方核对。",
    )
    return 0


def _add_key(options: argparse.Namespace, output: Output) -> int:
    from app.papers import paper_keys

    with opened(options) as session:
        key = paper_keys.load_offer(options.add)
        if options.yes:
            paper_keys.add(session, key)
    words = "已添加。" if options.yes else "还没有添加。请打电话给对方核对指纹，一致时加 --yes。"
    said = {"name": key.name, "fingerprint": key.fingerprint, "added": options.yes}
    output.result(said, f"{key.name}　{key.start} 启用\n指纹 {key.fingerprint}\n{words}")
    return 0
