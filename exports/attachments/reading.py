"""Reading a picture or PDF somebody adds, in a process of its own with limits, or saying why it cannot be kept."""

import pickle
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any, Never

from exports.apart import answer_of
from exports.attachments import child
from exports.attachments.kinds import JPEG, PDF, PNG, USUAL_LIMITS, Content, Kind, Limits, kind_of
from exports.problems import ExportProblem

Progress = Callable[[int, int, str], None]

_SAVE_ANEW = "请用看图软件打开它，另存为 JPG 后再添加；打不开的话，请重新拷贝或重新扫描。"


def read_attachment(
    path: Path,
    box: tuple[int, int],
    *,
    clear: bool = False,
    progress: Progress | None = None,
    limits: Limits = USUAL_LIMITS,
) -> Content:
    """What is kept of the file at `path`: a PDF as it is, a picture as a JPEG no larger than `box` (pixels).

    `clear`: a PNG stays one, with what is see-through in it, as a drawn mark on paper needs it.

    The content decides, not the ending. A picture is turned upright and loses everything but what is seen: place,
    time, telephone, comments. `progress` is called at least ten times a second; what it raises stops the reading and
    comes out of here. Raises ExportProblem when the file cannot be read, is not supported or is over the limits.
    """
    try:
        with path.open("rb") as file:
            content = file.read(max(limits.picture_bytes, limits.pdf_bytes) + 1)
    except OSError as error:
        raise ExportProblem(
            f"“{path.name}”打不开。", "请确认文件还在原处、U盘已插好，没有被别的程序占用，再试一次。"
        ) from error
    kind = kind_of(content, limits)
    if kind is Kind.PDF:
        return Content(PDF, content)
    wanted = PNG if clear and kind is Kind.PNG else JPEG
    return Content(wanted, _made_small(content, kind, wanted, box, progress, limits))


def _made_small(
    content: bytes, kind: Kind, wanted: str, box: tuple[int, int], progress: Progress | None, limits: Limits
) -> bytes:
    pixels = limits.jpeg_pixels if kind is Kind.JPEG else limits.pixels
    deadline = time.monotonic() + limits.seconds

    def look_up() -> None:
        if progress is not None:
            progress(0, 0, "正在读取图片")
        if time.monotonic() >= deadline:
            raise ExportProblem(f"读取这张图片超过了 {limits.seconds:g} 秒，已经停止。", _SAVE_ANEW)

    arguments = (content, kind.value, box, pixels, limits.memory, limits.seconds, wanted == PNG)
    try:
        # Pickle is safe here as far as the child is ours: it runs no code of the file it reads.
        message: tuple[Any, ...] = pickle.loads(answer_of(child.answer, arguments, "xinhuo-picture", look_up))
    except (EOFError, OSError) as error:
        raise ExportProblem("这张图片读不出来，可能已经损坏。", _SAVE_ANEW) from error
    if message[0] == "refused":
        _refuse(*message[1:])
    data: bytes = message[1]
    return data


def _refuse(why: str, width: int, height: int) -> Never:
    if why == child.TOO_MANY_PIXELS:
        raise ExportProblem(
            f"这张图片太大了（{width:,}×{height:,} 点）。", "请用看图软件把它缩小到宽、高 5,000 点以内，再添加。"
        )
    if why == child.SEVERAL_PAGES:
        raise ExportProblem("这个 TIFF 里不止一页。", "请把它另存为 PDF 再添加，或者每一页另存为一张 JPG。")
    raise ExportProblem("这种图片看不出颜色，不能作为附件。", _SAVE_ANEW)
