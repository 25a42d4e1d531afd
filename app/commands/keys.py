"""`keys …` and `county …`: the keys of an office, the recovery kit, and a county begun anew from it."""

import argparse
import getpass
import os
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

from app.commands.options import command, opened
from app.commands.output import Output
from app.problems import Problem

if TYPE_CHECKING:
    from app.exchange.kit import Kit
    from app.exchange.recovering import Found

KIT_PASSPHRASE = "XINHUO_KIT_PASSPHRASE"
"""Environment variable with the passphrase of the kit file, for scripted use."""


def add(commands: Any) -> None:
    """Add the commands."""
    parts = _group(commands, "keys", "密钥：情况、恢复资料、更换、根密钥离线")
    command(parts, "status", "本单位密钥的情况", _status)
    made = command(parts, "kit", f"县里：制作恢复资料；文件的口令放在环境变量 {KIT_PASSPHRASE} 里，或按提示输入", _kit)
    made.add_argument("--out", type=Path, metavar="FILE|DIR", help="写成加了口令的文件，放在U盘上")
    made.add_argument("--print", dest="paper", type=Path, metavar="FILE|DIR", help="写成 PDF，用来打印")
    _add_kit(made, required=False)
    made = command(parts, "offline", "县里：根密钥只留在恢复资料里，从这台电脑上删除", _offline)
    _add_kit(made, required=True)
    made = command(parts, "change", "更换密钥；县里的根密钥不在这台电脑上时要用恢复资料", _change)
    _add_kit(made, required=False)
    made = command(parts, "rebuild", "县里：密钥文件没有了，用恢复资料重建", _rebuild)
    _add_kit(made, required=True)
    parts = _group(commands, "county", "县里数据全部没有了：用恢复资料重建，再登记各校")
    made = command(parts, "recover", "用恢复资料新建县级数据文件（--file）", _recover)
    _add_kit(made, required=True)
    made.add_argument("--name", metavar="单位名称", help="只有纸上的恢复密钥时，写县教育局的名称")
    made = command(
        parts, "register", "登记能证明自己加入过的学校，并接收它们的文件；先列出，加 --yes 才登记", _register
    )
    made.add_argument("files", type=Path, nargs="+", metavar="FILE|DIR")
    made.add_argument("--yes", action="store_true", help="已经核对过列出的学校，登记它们")


def _group(commands: Any, name: str, words: str) -> Any:
    top = commands.add_parser(name, help=words, description=words, add_help=False)
    top.add_argument("-h", "--help", action="help", help="显示帮助")
    return top.add_subparsers(dest="part", required=True, metavar="步骤")


def _add_kit(made: argparse.ArgumentParser, *, required: bool) -> None:
    which = made.add_mutually_exclusive_group(required=required)
    which.add_argument("--kit", type=Path, metavar="FILE", help="恢复资料文件（.xhkit）")
    which.add_argument("--words", metavar="FILE|-", help="照纸上输入的恢复密钥，七行；- 表示从键盘输入")


def _opened_kit(options: argparse.Namespace, county: str) -> "Kit | None":
    from app.exchange import kit

    if options.kit:
        return kit.load(options.kit, kit_passphrase("恢复资料的口令："))
    if options.words == "-":
        return kit.read_lines(sys.stdin.read(), county)
    if options.words:
        from app.exchange import files

        return kit.read_lines(files.read(Path(options.words), 1 << 16).decode("utf-8", "replace"), county)
    return None


def kit_passphrase(prompt: str) -> str:
    """The passphrase of the kit file, from the environment or typed at a terminal."""
    given = os.environ.get(KIT_PASSPHRASE)
    if given:
        return given
    if not sys.stdin.isatty():
        raise Problem(
            "没有给出恢复资料的口令。", f"请把它放在环境变量 {KIT_PASSPHRASE} 里，或在终端里运行，按提示输入。"
        )
    return getpass.getpass(prompt)


def _status(options: argparse.Namespace, output: Output) -> int:
    from app.exchange import custody

    with opened(options) as session:
        found, name = custody.status(session), session.name
    words = [f"{name}　{'县里的' if found.is_county else '本校的'}密钥：{found.path}"]
    words.append(f"  指纹　{found.fingerprint}")
    words.append(f"  口令　{'有' if found.sealed else '没有'}")
    words.append(f"  正在用的密钥　{found.since or '还没有县里的证明'}，以前的 {found.former} 个留着打开晚到的文件")
    if found.is_county:
        words.append(f"  恢复资料　{f'{found.kit_made} 制作' if found.kit_made else '还没有制作'}")
        words.append(f"  根密钥　{'在这台电脑上' if found.root_here else '只在恢复资料里'}")
    elif found.computers:
        words.append(f"  县里登记的本校电脑　{found.computers}")
    output.result(_said(found), "\n".join(words))
    return 0


def _said(found: Any) -> dict[str, Any]:
    """Plain data; days as ISO 8601."""
    return {name: value.isoformat() if hasattr(value, "isoformat") else value for name, value in vars(found).items()}


def _kit(options: argparse.Namespace, output: Output) -> int:
    from app.exchange import custody

    if not options.out and not options.paper:
        raise Problem("没有说恢复资料写到哪里。", "请用 --out 写成加了口令的文件，用 --print 写成 PDF，最好两样都要。")
    with opened(options) as session:
        given = _opened_kit(options, session.name)
        made: list[Path] = []
        if options.out:
            made.append(custody.write_kit(session, options.out, kit_passphrase("给恢复资料定一个口令："), given))
        if options.paper:
            made.append(custody.print_kit(session, options.paper, given))
    paths = "\n".join(str(path) for path in made)
    output.result({"made": made}, f"恢复资料已写好：\n{paths}\n请像公章一样保管；PDF 打印以后请删除。")
    return 0


def _offline(options: argparse.Namespace, output: Output) -> int:
    from app.exchange import custody

    with opened(options) as session:
        given = _opened_kit(options, session.name)
        assert given is not None  # argparse has seen to it
        custody.take_offline(session, given)
    output.result(
        {"root_here": False}, "根密钥只留在恢复资料里了。以前的备份里还有它：请把旧备份和恢复资料一样保管，或者销毁。"
    )
    return 0


def _change(options: argparse.Namespace, output: Output) -> int:
    from app.exchange import custody

    with opened(options) as session:
        custody.change(session, _opened_kit(options, session.name))
        whom = "各校" if session.is_county else "县里"
    output.result({"changed": True}, f"密钥已更换。{whom}接收下一个文件时会自动认得新的密钥。请重新备份一次。")
    return 0


def _rebuild(options: argparse.Namespace, output: Output) -> int:
    from app.exchange import custody

    with opened(options) as session:
        given = _opened_kit(options, session.name)
        assert given is not None  # argparse has seen to it
        aside = custody.rebuild(session, given)
    kept = f"原来的密钥文件改名为“{aside.name}”。" if aside else ""
    output.result({"aside": aside}, f"密钥已重建。{kept}各校接收下一个文件时会自动认得新的密钥。")
    return 0


def _recover(options: argparse.Namespace, output: Output) -> int:
    from app.exchange import recovering

    if options.words and not options.name:
        raise Problem("没有写单位名称。", "纸上的恢复密钥里没有名称，请用 --name 写明，例如：--name 清河县教育局。")
    given = _opened_kit(options, options.name or "")
    assert given is not None  # argparse has seen to it
    with recovering.recover_county(given, options.file, operator=options.operator or "") as session:
        found = {"file": session.path, "site": session.site}
    output.result(
        found,
        f"已重建：{found['file']}\n请让各校各生成一个上报文件交来，用 county register 登记并接收，再给它们生成文件，来往两次。",
    )
    return 0


def _register(options: argparse.Namespace, output: Output) -> int:
    from app.exchange import recovering
    from app.exchange.files import EXTENSION

    paths = [file for one in options.files for file in (sorted(one.glob(f"*{EXTENSION}")) if one.is_dir() else [one])]
    with opened(options) as session:
        found = recovering.look(session, paths, output.progress)
        done = recovering.register(session, found, output.progress) if options.yes else []
    words = [_line(one) for one in found]
    if options.yes:
        words.append(f"已登记 {len(done)} 所学校，并接收了它们的文件。请给它们生成文件。")
    else:
        words.append("还没有登记。请核对上面的学校，无误后加 --yes。")
    output.result({"found": found, "registered": [one.name for one in done]}, "\n".join(words))
    return 0


def _line(one: "Found") -> str:
    stands = {"unknown": "可以登记", "known": "已经登记", "unfit": "不能用"}
    return f"[{stands[one.stand]}] {one.name}　{one.path.name}　{one.reason}".rstrip("　 ")
