"""Papers put where they belong only once their numbers stand: drawn aside first, moved after the register is written."""

import contextlib
from collections.abc import Iterator
from pathlib import Path
from uuid import uuid4

from app.problems import Problem


@contextlib.contextmanager
def aside(out: Path, *, one_file: bool) -> Iterator[Path]:
    """A folder to draw into, gone afterwards with whatever is left in it: beside `out` when that is to be one file, else
    in it.

    Raises Problem when there can be none, and when `out` is a file that another program holds: then nothing that is
    drawn could take its place.
    """
    if one_file:
        _refuse_if_held(out)
    folder = (out.parent if one_file else out) / f".{uuid4().hex}.part"
    try:
        folder.mkdir()
    except OSError as error:
        raise Problem(
            f"不能在文件夹“{folder.parent}”里写文件，“{out.name}”没有写成。",
            "请检查路径是否写对、U盘是否插好、有没有写入权限，或换一个位置保存。",
        ) from error
    try:
        yield folder
    finally:
        with contextlib.suppress(OSError):
            for one in folder.iterdir():
                one.unlink()
            folder.rmdir()


def put(drawn: list[Path], folder: Path) -> list[Path]:
    """Move papers to their folder, each whole; returns where they are.

    Raises Problem when one of the places is held: the numbers stand by then, so the advice is to print again.
    """
    made = []
    for one in drawn:
        place = folder / one.name
        try:
            one.replace(place)
        except OSError as error:
            raise Problem(
                f"编号已经登记，但“{place.name}”没有写成。",
                "它可能正在别的程序里打开，请关闭后再打印一次：内容没有变的，会按原来的编号打印。",
            ) from error
        made.append(place)
    return made


def _refuse_if_held(out: Path) -> None:
    if not out.exists():
        return
    try:
        with out.open("r+b"):
            pass
    except OSError as error:
        raise Problem(
            f"“{out.name}”已存在，现在不能替换。",
            "它可能正在别的程序里打开，或者是只读的、是同名的文件夹：请关闭它后重试，或换一个文件名保存。原来的文件没有改动。",
        ) from error
