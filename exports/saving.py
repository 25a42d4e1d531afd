"""Puts finished files in place whole or not at all."""

import contextlib
import errno
import os
import re
import time
from collections.abc import Iterable
from pathlib import Path
from uuid import uuid4

from exports.problems import ExportProblem

_PASSING = re.compile(r"\.[0-9a-f]{32}\.part")
_A_DAY = 24 * 60 * 60


def save(out: Path, content: bytes) -> None:
    """Write one file; an earlier one of the name is replaced only when the new one is complete.

    Raises `ExportProblem` when the folder or the disk does not take it; nothing half written stays behind.
    """
    save_all([(out, content)])


def save_all(files: Iterable[tuple[Path, bytes]]) -> list[Path]:
    """Write several files, each under a passing name beside its place, then put all in place; returns them.

    `files` may make its contents as it goes: whatever it raises, and a refusal by the disk, leaves no file.
    When another program holds one of the places, those of the batch that are new are taken away again.
    """
    waiting: list[tuple[Path, Path]] = []
    swept: set[Path] = set()
    try:
        for out, content in files:
            if out.parent not in swept:
                swept.add(out.parent)
                _sweep(out.parent)
            passing = out.with_name(f".{uuid4().hex}.part")
            waiting.append((passing, out))
            _write(passing, out, content)
        _put_all(waiting)
    finally:
        for passing, _ in waiting:
            with contextlib.suppress(OSError):
                passing.unlink(missing_ok=True)
    return [out for _, out in waiting]


def _sweep(folder: Path) -> None:
    """Remove what a killed run left here half written: it holds what was to be exported."""
    with contextlib.suppress(OSError):
        for one in folder.glob(".*.part"):
            # A file of another run that is being written now is younger.
            if _PASSING.fullmatch(one.name) and one.stat().st_mtime < time.time() - _A_DAY:
                one.unlink(missing_ok=True)


def _write(passing: Path, out: Path, content: bytes) -> None:
    try:
        with passing.open("xb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
    except OSError as cause:
        raise _refusal(cause, out) from cause


def _put_all(waiting: list[tuple[Path, Path]]) -> None:
    new: list[Path] = []
    try:
        for passing, out in waiting:
            fresh = not out.exists()
            _put(passing, out)
            if fresh:
                new.append(out)
    except ExportProblem:
        # A paper whose number is taken back must not stay in somebody's hands.
        for out in new:
            with contextlib.suppress(OSError):
                out.unlink(missing_ok=True)
        raise


def _put(passing: Path, out: Path) -> None:
    try:
        passing.replace(out)
    except OSError as cause:
        raise ExportProblem(
            f"“{out.name}”已存在，现在不能替换。",
            "它可能正在 WPS、Excel 或别的程序里打开，或者是只读的、是同名的文件夹：请关闭它后重试，或换一个文件名保存。"
            "原来的文件没有改动。",
        ) from cause


def _refusal(cause: OSError, out: Path) -> ExportProblem:
    """Why the place did not take the file, and what a person can do about it."""
    folder = str(out.parent)
    if cause.errno in {errno.ENOSPC, errno.EDQUOT, errno.EFBIG}:
        return ExportProblem(
            f"磁盘空间不够，“{out.name}”没有写成。", "请清理磁盘，或换一个位置保存；原有的文件没有改动。"
        )
    if cause.errno in {errno.ENOENT, errno.ENOTDIR}:
        return ExportProblem(
            f"找不到文件夹“{folder}”，“{out.name}”没有写成。",
            "请确认文件夹还在、U盘没有拔出，或换一个位置保存。",
        )
    if cause.errno in {errno.EACCES, errno.EPERM, errno.EROFS}:
        return ExportProblem(
            f"不能在文件夹“{folder}”里写文件，“{out.name}”没有写成。",
            "它可能是只读的，或没有写入权限：请换一个位置保存，例如“文档”。",
        )
    return ExportProblem(
        f"“{out.name}”没有写成：{cause.strerror or '写入中断'}。", "请检查磁盘或U盘后重试，或换一个位置保存。"
    )
