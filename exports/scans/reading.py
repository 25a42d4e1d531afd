"""Finding QR codes in a file somebody brings, in a process of its own with limits, or saying why none could be read."""

import pickle
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from exports.apart import answer_of
from exports.attachments.kinds import Kind, picture_of
from exports.problems import ExportProblem
from exports.scans import child

Progress = Callable[[int, int, str], None]


@dataclass(frozen=True, slots=True)
class Limits:
    """What one file may cost: bytes, pages of a PDF, pixels of a picture or page, seconds, bytes of memory."""

    size: int = 60 << 20
    pages: int = 20
    pixels: int = 200_000_000
    seconds: float = 40.0
    memory: int = 2 << 30


USUAL_LIMITS = Limits()

_SUPPORTED = "可以选 JPG、PNG、BMP、TIFF、WebP 图片和 PDF 文件。"
_AGAIN = "请重新拍照或扫描，存成 JPG 再试；也可以用扫码枪扫，或按证书编号查。"


def read_codes(path: Path, *, progress: Progress | None = None, limits: Limits = USUAL_LIMITS) -> list[str]:
    """The texts of the QR codes in a picture or on the first pages of a PDF, each once; empty when there is none.

    The content decides, not the ending. `progress` is called at least ten times a second; what it raises stops the
    reading and comes out of here. Raises ExportProblem when the file cannot be read or is over the limits.
    """
    try:
        with path.open("rb") as file:
            content = file.read(limits.size + 1)
    except OSError as error:
        raise ExportProblem(
            f"“{path.name}”打不开。", "请确认文件还在原处、U盘已插好，没有被别的程序占用，再试一次。"
        ) from error
    kind = _kind_of(content, limits)
    deadline = time.monotonic() + limits.seconds

    def look_up() -> None:
        if progress is not None:
            progress(0, 0, "正在找二维码")
        if time.monotonic() >= deadline:
            raise ExportProblem(f"找了 {limits.seconds:g} 秒还没有找完，已经停止。", _AGAIN)

    arguments = (content, kind.value, limits.pages, limits.pixels, limits.memory, limits.seconds)
    try:
        # Pickle is safe here as far as the child is ours: it runs no code of the file it reads.
        message: tuple[Any, ...] = pickle.loads(answer_of(child.answer, arguments, "xinhuo-scan", look_up))
    except (EOFError, OSError) as error:
        raise ExportProblem("这个文件读不出来，可能已经损坏。", _AGAIN) from error
    if message[0] == "refused":
        raise ExportProblem(
            f"这张图片太大了（{message[1]:,}×{message[2]:,} 点）。", "请用看图软件把它缩小到宽、高 5,000 点以内，再试。"
        )
    found: list[str] = message[1]
    return found


def _kind_of(content: bytes, limits: Limits) -> Kind:
    if not content:
        raise ExportProblem("这个文件是空的。", "它的大小是 0 字节，可能没有拷贝完。请重新拷贝。")
    if len(content) > limits.size:
        raise ExportProblem(f"这个文件超过了 {limits.size >> 20} MB。", _AGAIN)
    kind = picture_of(content)
    if kind is None and b"%PDF-" in content[:1024]:
        kind = Kind.PDF
    if kind is None:
        advice = "苹果手机的 HEIC 照片，请先用微信发给自己，另存为 JPG。" if content[4:8] == b"ftyp" else ""
        raise ExportProblem("这个文件不是图片，也不是 PDF。", advice + _SUPPORTED)
    return kind
