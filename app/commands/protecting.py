"""`protect …` and `unlock`: how the file is encrypted, its recovery code, its password, a new key, and opening it here."""

import argparse
import getpass
import os
import sys
from pathlib import Path
from typing import Any

from app.commands.options import command, opened
from app.commands.output import Output
from app.problems import Problem

NEW_PASSPHRASE = "XINHUO_NEW_PASSPHRASE"
"""Environment variable with the password that is to be set, for scripted use."""


def add(commands: Any) -> None:
    """Add the commands."""
    words = "数据保护：情况、恢复码、打开口令、旧副本、更换数据密钥"
    top = commands.add_parser("protect", help=words, description=words, add_help=False)
    top.add_argument("-h", "--help", action="help", help="显示帮助")
    parts = top.add_subparsers(dest="part", required=True, metavar="步骤")
    command(parts, "status", "数据文件怎样加密，密钥由谁保存", _status)
    made = command(parts, "code", "把恢复码写成 PDF，用来打印", _code)
    made.add_argument("--out", type=Path, metavar="FILE|DIR", required=True, help="写到哪里")
    made = command(
        parts, "password", f"设置、更换或取消打开口令；新口令放在环境变量 {NEW_PASSPHRASE} 里，或按提示输入", _password
    )
    made.add_argument("--clear", action="store_true", help="取消打开口令，由这台电脑保存密钥")
    made = command(parts, "copies", "数据文件旁边没有加密的旧副本：列出来", _copies)
    which = made.add_mutually_exclusive_group()
    which.add_argument("--encrypt", action="store_true", help="加密它们")
    which.add_argument("--wipe", action="store_true", help="覆盖并删除它们，找不回来")
    command(parts, "change", "更换数据密钥：整个文件重新加密；请先关闭窗口", _change)
    made = command(commands, "unlock", "在这台电脑上打开加密的数据文件，密钥由这台电脑保存", _unlock)
    which = made.add_mutually_exclusive_group(required=True)
    which.add_argument("--words", metavar="FILE|-", help="照纸上输入的恢复码，三行；- 表示从键盘输入")
    which.add_argument("--kit", type=Path, metavar="FILE", help="县里的恢复资料文件（.xhkit）")
    made.add_argument("--clear", action="store_true", help="忘了打开口令：同时取消它")


def _status(options: argparse.Namespace, output: Output) -> int:
    from app import protection

    with opened(options) as session:
        found, name = protection.standing(session), session.name
    words = [f"{name}　{'数据文件已加密' if found.encrypted else '数据文件没有加密'}"]
    if found.encrypted:
        words.append(f"  密钥编号　{found.number}")
        kept = "设有打开口令，这台电脑不保存" if found.asks else found.store.words
        kept = "这台电脑还存着，口令可以绕过，请用 protect password 再设一次口令" if found.kept else kept
        words.append(f"  密钥保存　{kept}")
        words.append(f"  恢复码　{f'{found.printed} 打印' if found.printed else '还没有打印'}")
    if found.plain:
        words.append(f"  没有加密的旧副本　{'、'.join(path.name for path in found.plain)}")
    result = {
        "encrypted": found.encrypted,
        "number": found.number,
        "asks_password": found.asks,
        "store": vars(found.store),
        "code_printed": found.printed,
        "plain_copies": list(found.plain),
    }
    output.result(result, "\n".join(words))
    return 0


def _code(options: argparse.Namespace, output: Output) -> int:
    from app import recovery_code

    with opened(options) as session:
        path = recovery_code.print_code(session, options.out)
    output.result({"made": path}, f"恢复码已写好：{path}\n打印以后请删除这个文件；把纸装进信封封好，放进保险柜。")
    return 0


def _password(options: argparse.Namespace, output: Output) -> int:
    from app import unlocking

    with opened(options) as session:
        session.store.refuse_if_read_only()
        if not options.clear:
            unlocking.refuse_unprinted(session)
        unlocking.set_password(session, None if options.clear else _typed())
    said = (
        "打开口令已取消，以后在这台电脑上直接打开。"
        if options.clear
        else "打开口令已设好，每次打开都要输入。忘了口令，用打印好的恢复码打开。"
    )
    output.result({"asks_password": not options.clear}, said)
    return 0


def _typed() -> str:
    given = os.environ.get(NEW_PASSPHRASE)
    if given:
        return given
    if not sys.stdin.isatty():
        raise Problem("没有给出新的打开口令。", f"请把它放在环境变量 {NEW_PASSPHRASE} 里，或在终端里运行，按提示输入。")
    first = getpass.getpass("新的打开口令：")
    if getpass.getpass("再输一次：") != first:
        raise Problem("两次输入的口令不一样。", "请重新输入。")
    return first


def _copies(options: argparse.Namespace, output: Output) -> int:
    from app import encrypting

    with opened(options) as session:
        found = encrypting.plain_copies(session)
        left = found
        if options.encrypt:
            left = encrypting.encrypt_copies(session, output.progress)
        elif options.wipe:
            encrypting.wipe_copies(session)
            left = encrypting.plain_copies(session)
    words = [f"没有加密的旧副本：{len(found)} 个", *(f"  {path}" for path in found)]
    if options.encrypt or options.wipe:
        words.append(f"{'已加密' if options.encrypt else '已彻底删除'} {len(found) - len(left)} 个。")
        words += [f"  没有办成：{path}（可能已损坏，或正被别的程序打开）" for path in left]
    output.result({"found": found, "left": left}, "\n".join(words))
    return 1 if left and (options.encrypt or options.wipe) else 0


def _change(options: argparse.Namespace, output: Output) -> int:
    from app import encrypting, recovery_code, unlocking

    encrypting.change_key(options.file, output.progress)
    opened(options).close()
    key = unlocking.key_of(options.file)
    number = recovery_code.number_of(key.ident) if key else ""
    output.result(
        {"number": number},
        f"数据密钥已更换，新的编号：{number}\n请马上打印新的恢复码，再备份一次。以前的备份仍用原来的密钥和原来那张恢复码。",
    )
    return 0


def _unlock(options: argparse.Namespace, output: Output) -> int:
    from app import keystores, recovery_code, unlocking

    if options.clear:
        _refuse_copy(options.file)
    if options.kit:
        from app.commands.keys import kit_passphrase
        from app.exchange import kit

        key = unlocking.with_kit(options.file, kit.load(options.kit, kit_passphrase("恢复资料的口令：")))
    else:
        key = unlocking.with_code(options.file, _words(options.words))
    if options.clear:
        unlocking.hold(key)
        with opened(options) as session:
            unlocking.set_password(session, None)
    kept = not unlocking.has_password(options.file)
    if kept and keystores.get(key.ident) is None:
        # Here nothing holds it: it says why it cannot be kept.
        unlocking.remember(key)
    said = (
        "这台电脑保存了密钥，以后直接打开。"
        if kept
        else "它设有打开口令，这台电脑不保存密钥。忘了口令，请加 --clear 再运行一次，取消它。"
    )
    output.result({"number": recovery_code.number_of(key.ident), "kept": kept}, f"已打开：{options.file}\n{said}")
    return 0


def _refuse_copy(path: Path) -> None:
    from app.backups.places import is_copy

    if is_copy(path):
        raise Problem(
            f"“{path.name}”是一份备份，它的口令不能取消。",
            "忘了口令又要恢复它的，请把它和旁边的 .key 文件复制到别的文件夹，换一个没有“备份”的文件名，再对那一份运行。",
        )


def _words(where: str) -> str:
    if where == "-":
        return sys.stdin.read()
    from app.exchange import files

    return files.read(Path(where), 1 << 16).decode("utf-8", "replace")
