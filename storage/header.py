"""Looking at a file's first bytes without opening it: nothing is created or changed by looking."""

from pathlib import Path
from typing import Any

from storage import datakeys, driver, migrations
from storage.problems import StorageProblem

APPLICATION_ID = 0x58_49_4E_48
"""「XINH」 in the file's header: says that a SQLite file is ours without opening it."""

_PAGE = 4096
"""Bytes of a page of an encrypted file: SQLCipher's own choice."""


def look(path: Path) -> None:
    """Refuse what is missing, not ours, newer or cut short; the file is left as it was.

    Offsets are those of https://www.sqlite.org/fileformat2.html#the_database_header.
    """
    try:
        with path.open("rb") as file:
            head = file.read(100)
        size = path.stat().st_size
    except FileNotFoundError as error:
        raise StorageProblem(f"找不到“{path}”。", "请检查文件是否被移动、改名，或U盘是否插好。") from error
    except OSError as error:
        raise StorageProblem(
            f"打不开“{path.name}”。", "可能没有读取它的权限，或它正被别的程序占用。请关闭别的程序后再试。"
        ) from error
    if head.startswith(datakeys.MAGIC):
        # All else is behind the key.
        if size < _PAGE or (size % _PAGE and not has_log(path)):
            raise _cut_short(path, f"只有 {size:,} 字节")
        return
    if len(head) < 100 or not head.startswith(b"SQLite format 3\0"):
        raise StorageProblem(f"“{path.name}”不是薪火的数据文件。", "薪火的数据文件以 .xinhuo 结尾。请选择正确的文件。")
    if int.from_bytes(head[68:72], "big") != APPLICATION_ID:
        raise StorageProblem(
            f"“{path.name}”是别的程序的数据文件，不是薪火的。", "没有对它做任何改动。请选择以 .xinhuo 结尾的文件。"
        )
    if int.from_bytes(head[60:64], "big") > len(migrations.ALL):
        raise _too_new(path)
    if not has_log(path):
        # With a log beside it a crash may have left the file shorter than its header says: the log completes it.
        _refuse_if_cut_short(path, head, size)


def has_log(path: Path) -> bool:
    """Whether a write-ahead log with something in it lies beside the file."""
    log = path.with_name(path.name + "-wal")
    return log.exists() and log.stat().st_size > 0


def _refuse_if_cut_short(path: Path, head: bytes, size: int) -> None:
    page = int.from_bytes(head[16:18], "big")
    page = 65536 if page == 1 else page
    whole = page * int.from_bytes(head[28:32], "big")
    if size < whole:
        raise _cut_short(path, f"应有 {whole:,} 字节，只有 {size:,} 字节")


def _cut_short(path: Path, how: str) -> StorageProblem:
    return StorageProblem(
        f"“{path.name}”不完整：{how}。",
        "多半是复制时中断了。请重新复制一次，或从备份恢复。没有对它做任何改动。",
    )


def version(conn: Any) -> int:
    """The file's schema version: how many migrations it has met."""
    return int(conn.execute("PRAGMA user_version").fetchone()[0])


def refuse_if_too_new(conn: Any, path: Path) -> None:
    """Refuse an opened file that a later program has migrated; its log may know more than its first bytes."""
    # Names catch a file that met a migration this program never had.
    try:
        applied = {row[0] for row in conn.execute("SELECT name FROM _sqlite_migrations")}
    except driver.OperationalError as error:
        if "no such table" not in str(error):
            raise
        applied = set()
    if version(conn) > len(migrations.ALL) or applied - set(migrations.ALL):
        raise _too_new(path)


def refuse_if_upgraded(conn: Any, path: Path, known: int) -> None:
    """Refuse to write into a file that a later program has migrated since it was opened as of version `known`."""
    if version(conn) > known:
        raise StorageProblem(
            f"“{path.name}”刚刚被更新版本的薪火升级过，这个版本不能再写入。",
            "刚才的修改没有保存，以前保存的都在。请关闭这个窗口，把这台电脑上的薪火升级后再打开。",
        )


def _too_new(path: Path) -> StorageProblem:
    return StorageProblem(
        f"“{path.name}”是由更新版本的薪火保存的，这个版本打不开。",
        "请先把这台电脑上的薪火升级到最新版本。没有对文件做任何改动。",
    )
