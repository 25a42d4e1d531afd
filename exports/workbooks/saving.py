"""Putting a finished file in its place whole or not at all."""

import errno
import os
import tempfile
from pathlib import Path

from exports.problems import ExportProblem

_FULL = (errno.ENOSPC, errno.EDQUOT, errno.EFBIG)


def save_whole(path: Path, content: bytes) -> None:
    """Write `content` beside `path` and rename it there: what stood at `path` stays until the new file is whole.

    Raises ExportProblem when the folder, the disk or a program that has the file open does not let it.
    """
    temporary: Path | None = None
    try:
        with tempfile.NamedTemporaryFile(dir=path.parent, prefix=".~", suffix=".tmp", delete=False) as file:
            temporary = Path(file.name)
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        temporary.replace(path)
    except OSError as error:
        raise _cannot_save(path, error) from error
    finally:
        if temporary is not None:
            temporary.unlink(missing_ok=True)


def _cannot_save(path: Path, error: OSError) -> ExportProblem:
    kept = "原来的文件没有改动。" if path.is_file() else ""
    if error.errno in _FULL:
        return ExportProblem(f"磁盘空间不够，“{path.name}”没有保存。", f"请清理磁盘，或换一个盘保存。{kept}")
    if error.errno == errno.EROFS:
        return ExportProblem(
            f"这个磁盘是只读的，“{path.name}”没有保存。",
            f"请换一个位置保存；优盘上若有写保护开关，请拨开。{kept}",
        )
    if isinstance(error, FileNotFoundError | NotADirectoryError):
        return ExportProblem(f"要保存到的文件夹不在了，“{path.name}”没有保存。", "请重新选择保存的位置。")
    if isinstance(error, IsADirectoryError) or path.is_dir():
        return ExportProblem(f"这里有一个同名的文件夹“{path.name}”，没有保存。", "请换一个文件名。")
    if isinstance(error, PermissionError):
        return ExportProblem(
            f"“{path.name}”没有保存：它正在 WPS 或 Excel 中打开，或这个文件夹不允许写入。",
            f"请先关闭这个文件再试，或换一个文件夹保存。{kept}",
        )
    return ExportProblem(
        f"“{path.name}”没有保存成功。",
        f"请检查文件名里有没有特殊符号、优盘是否插好，或换一个文件夹保存。{kept}",
    )
