"""The step of the self-test that opens the windows: in a child process, for what goes wrong there may end a process."""

import json
import time
from collections.abc import Callable
from pathlib import Path

from app.selftest.told import Failed, expect
from exports.apart import answer_of

_PATIENCE = 300
"""Seconds for all pages, on a slow computer."""


def opened_by(walk: Callable[..., None], path: Path) -> str:
    """What the child says that opens an office's windows: `walk(end, path)` sends {"ok", "words"} as JSON."""
    ends = time.monotonic() + _PATIENCE

    def look_up() -> None:
        expect(time.monotonic() < ends, "窗口一直没有走完。")

    try:
        answer = json.loads(answer_of(walk, (str(path),), "xinhuo-windows", look_up))
    except (EOFError, OSError) as error:
        raise Failed("窗口打不开，或者中途退出了。请确认已装好界面需要的系统库和显卡驱动。") from error
    expect(answer["ok"], str(answer["words"]))
    return str(answer["words"])
