"""What the engine says about a file and its disk, turned into what a person can do about it."""

import os
import re
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from storage import datakeys, driver, migrations
from storage.problems import StorageProblem

_PATH_MOST = 259 if os.name == "nt" else 500
"""What a path may have: characters on a Windows without long paths, bytes with SQLite elsewhere (3 a Chinese character)."""


@contextmanager
def worded(path: Path) -> Iterator[None]:
    """Raise StorageProblem for what is the file's or the disk's fault; our own mistakes pass through as they are."""
    try:
        yield
    except driver.DatabaseError as error:
        problem = _problem(path, error)
        if problem is None:
            raise
        raise problem from error


_NO_TABLE = re.compile(r"no such table: (?:main\.)?(\w+)")


def _problem(path: Path, error: Exception) -> StorageProblem | None:
    text = str(error)
    if "not a database" in text and datakeys.ident_of(path):
        return StorageProblem(
            f"“{path.name}”打不开：文件开头已经损坏，或者密钥不对。", "请从最近的备份恢复；没有对它做任何改动。"
        )
    if "unable to open" in text and _length(path) > _PATH_MOST:
        return StorageProblem(
            f"“{path.name}”所在的路径太长了，打不开。",
            "请把它（和旁边的 .key 文件）放到层数少一些、名称短一些的文件夹里。",
        )
    missing = _NO_TABLE.fullmatch(text)
    if missing and migrations.makes_table(missing[1]):
        return StorageProblem(
            f"“{path.name}”不完整：里面的“{missing[1]}”表不见了，可能被别的程序改动过。",
            "请不要再使用它，另存一份留作证据，从最近的备份恢复。",
        )
    said = (
        ("malformed", f"“{path.name}”已经损坏。", "请不要再使用它，从最近的备份恢复。"),
        ("not a database", f"“{path.name}”不是薪火的数据文件。", "请选择正确的文件。"),
        ("locked", "数据文件正被另一个程序写入。", "请稍等几秒再试；如果一直这样，请关闭别的薪火窗口。"),
        (
            "disk is full",
            "磁盘已满，没有保存。",
            "请清理磁盘空间后再保存。刚才的内容没有写入，原有数据不受影响。",
        ),
        (
            "disk I/O",
            "读写数据文件时磁盘出了问题，没有保存。",
            "请检查磁盘或U盘，再试一次。原有数据不受影响。",
        ),
        ("readonly", f"“{path.name}”是只读的，不能保存。", "请把它复制到能写入的文件夹里再打开。"),
        ("unable to open", f"打不开“{path.name}”。", "请检查文件和所在文件夹的权限。"),
        (
            "FOREIGN KEY",
            "还有别的记录引用着它，不能这样改。",
            "请先处理引用它的记录（如结对、培训记录），再删除。",
        ),
    )
    return next((StorageProblem(title, advice) for mark, title, advice in said if mark in text), None)


def _length(path: Path) -> int:
    whole = str(path.absolute())
    return len(whole) if os.name == "nt" else len(os.fsencode(whole))


def no_room(path: Path, error: BaseException) -> StorageProblem:
    """The refusal when a file cannot be written where it was wanted."""
    why = getattr(error, "strerror", None) or "写入被拒绝"
    return StorageProblem(
        f"写不进“{path.parent}”。", f"可能是磁盘已满、文件夹只读或U盘已拔出（{why}）。请换个位置再试。"
    )
