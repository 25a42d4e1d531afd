"""Walks through the steps of the self-test; one that fails is told in words and keeps none of the others from its turn."""

import contextlib
import tempfile
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from app import keystores, mistakes
from app.checks import Finding
from app.problems import SHOWN, Problem
from app.progress import Progress
from app.selftest import office, places, windows
from app.selftest.told import Failed
from storage import datakeys

Step = tuple[str, str, Callable[[Path], str]]
"""Its name, what people read, and the work: given the folder, it says what it did."""

STEPS: tuple[Step, ...] = (
    ("office", "新建数据文件并登记", office.found),
    ("reopen", "另一个进程用本机保存的密钥打开", office.reopen),
    ("import", "导入工作簿", office.bring_in),
    ("exchange", "县校交换文件", office.exchange),
    ("attachment", "添加附件", office.attach),
    ("paper", "打印证书", office.issue),
    ("verify", "查验证书", office.verify),
    ("document", "生成公文", office.document),
    ("report", "生成报表", office.report),
    ("backup", "备份和恢复", office.back_up),
    ("paths", "长路径、中文和生僻字路径", places.long_paths),
    ("names", "Windows 不接受的名称", places.odd_names),
    ("locked", "被占用的文件、只读的位置", places.not_to_be_written),
    ("console", "中文编码的命令行窗口", places.narrow_console),
    ("check", "检查数据文件和操作记录", office.check),
)
WINDOWS = ("windows", "打开窗口，走遍每一页")


def run(progress: Progress, walk: Callable[..., None] | None = None) -> list[Finding]:
    """Take every step; each finding says whether it went well, and what it did or why not.

    `walk` is the entry point of a child process that opens the windows (see `windows.opened_by`); None leaves them out.
    """
    steps = list(STEPS)
    if walk is not None:
        steps.append((*WINDOWS, lambda folder: windows.opened_by(walk, folder / office.COUNTY)))
    found: list[Finding] = []
    with tempfile.TemporaryDirectory(prefix="xinhuo-self-test-", ignore_cleanup_errors=True) as name:
        folder = Path(name)
        try:
            for index, (step, label, work) in enumerate(steps):
                progress(index, len(steps), label)
                if found and not found[0].ok:
                    found.append(Finding(step, label, False, "没有做：数据文件没有建成。"))
                    continue
                found.append(_taken(step, label, work, folder))
        finally:
            _forget_keys(folder)
    return found


def _taken(step: str, label: str, work: Callable[[Path], str], folder: Path) -> Finding:
    with ThreadPoolExecutor(1) as lane:
        done = lane.submit(work, folder)
        error = done.exception()
    if error is None:
        return Finding(step, label, True, done.result())
    if isinstance(error, SHOWN):
        return Finding(step, label, False, f"{error.title}{error.advice}")
    if isinstance(error, Failed):
        return Finding(step, label, False, str(error))
    mistakes.write(error)
    said = f"这一步没有做完，程序自身出了问题（{mistakes.place(error)}）。请把这一行交给维护人员。"
    return Finding(step, label, False, said)


def _forget_keys(folder: Path) -> None:
    """The keys of the files made here leave this computer with them."""
    for path in folder.rglob("*.xinhuo"):
        with contextlib.suppress(OSError, Problem):
            ident = datakeys.ident_of(path)
            if ident is not None:
                keystores.forget(ident)
