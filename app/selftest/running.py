"""Walks through the steps of the self-test; one that fails is told in words and keeps none of the others from its turn."""

import contextlib
import logging
import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

from app import keystores
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
    try:
        return Finding(step, label, True, work(folder))
    except SHOWN as problem:
        return Finding(step, label, False, f"{problem.title}{problem.advice}")
    except Failed as failed:
        return Finding(step, label, False, str(failed))
    except Exception as error:  # noqa: BLE001 - what is wrong here, whatever it is, is the very thing looked for
        logging.getLogger("xinhuo").error("self-test %s: %s", step, _where(error))
        return Finding(
            step, label, False, f"这一步没有做完，程序自身出了问题（{_where(error)}）。请把这一行交给维护人员。"
        )


def _where(error: BaseException) -> str:
    """Of what kind a mistake is, and in which line of ours: its text may hold anything."""
    trace: Any = error.__traceback__
    place = ""
    while trace is not None:
        file = Path(trace.tb_frame.f_code.co_filename)
        if file.parts[-2:-1] and "site-packages" not in file.parts:
            place = f"{file.parent.name}/{file.name} 第 {trace.tb_lineno} 行"
        trace = trace.tb_next
    return f"{type(error).__name__}，{place}"


def _forget_keys(folder: Path) -> None:
    """The keys of the files made here leave this computer with them."""
    for path in folder.rglob("*.xinhuo"):
        with contextlib.suppress(OSError, Problem):
            ident = datakeys.ident_of(path)
            if ident is not None:
                keystores.forget(ident)
