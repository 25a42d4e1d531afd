"""`check`, `backup`, `restore`, `self-test`: keeping a file well."""

import argparse
from pathlib import Path
from typing import Any

from app.commands.options import command, opened
from app.commands.output import Output


def add(commands: Any) -> None:
    """Add the commands."""
    command(commands, "check", "检查数据文件", _check)
    made = command(commands, "backup", "备份数据文件和密钥", _backup)
    made.add_argument("target", type=Path, metavar="DIR|FILE")
    made = command(commands, "restore", "用备份恢复数据文件（--file）；现有文件改名保留", _restore)
    made.add_argument("source", type=Path, metavar="FILE")
    command(commands, "self-test", "程序自检：在临时文件夹里把主要功能走一遍", _self_test, needs_file=False)


def _check(options: argparse.Namespace, output: Output) -> int:
    from app import checks

    with opened(options) as session:
        found = checks.check(session)
    words = [f"{'✓' if one.ok else '✗'} {one.label}：{one.detail}" for one in found]
    ok = all(one.ok for one in found)
    output.result({"ok": ok, "findings": found}, "\n".join(words))
    return 0 if ok else 1


def _backup(options: argparse.Namespace, output: Output) -> int:
    from app import checks

    with opened(options) as session:
        target = checks.backup(session, options.target)
    output.result({"file": target}, f"已备份并验证：{target}")
    return 0


def _restore(options: argparse.Namespace, output: Output) -> int:
    from app import checks

    kept = checks.restore(options.source, options.file)
    words = f"已恢复：{options.file}" + (f"\n原来的文件保留在：{kept}" if kept else "")
    output.result({"file": options.file, "kept": kept}, words)
    return 0


def _self_test(_options: argparse.Namespace, output: Output) -> int:
    from app import selftest

    found = selftest.run(output.progress)
    words = [f"{'✓' if one.ok else '✗'} {one.label}：{one.detail}" for one in found]
    ok = all(one.ok for one in found)
    output.result({"ok": ok, "findings": found}, "\n".join(words))
    return 0 if ok else 1
