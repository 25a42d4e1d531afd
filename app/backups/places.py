"""Where copies go by themselves: this computer's own folder, and a second place that a person chose."""

import json
import os
import secrets
from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path

from app.backups import keeping, naming
from app.exchange import files, removable
from app.problems import Problem, Question
from app.session import Session

FOLDER = "薪火自动备份"
"""The folder of copies in a second place."""

SIGN = "薪火备份位置.txt"
"""The file in it by which the place is known again, under whatever letter the stick comes back."""

_FACT = "backup_place"
_NAME = "backups"
ELSEWHERE = "XINHUO_BACKUPS"
"""Names another folder in the place of this computer's own: for scripts and tests."""

_MOST = 4096

Roots = Callable[[], Sequence[Path]]


class SameDisk(Question):
    """A second place on the disk of the data itself."""


@dataclass(frozen=True)
class Second:
    """A second place as it was chosen: the number it bears, where it was last, and how to go there from its drive."""

    id: str
    path: str
    beneath: str


def own() -> Path:
    """This computer's own folder of copies, apart from the data; it need not be there yet."""
    elsewhere = os.environ.get(ELSEWHERE)
    if elsewhere:
        return Path(elsewhere)
    from platformdirs import user_data_dir

    return Path(user_data_dir("xinhuo", False)) / _NAME


def ready_own() -> Path:
    """The same, made where it is missing, for its owner's eyes alone."""
    folder = own()
    try:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    except OSError as error:
        raise Problem(
            f"不能写入文件夹“{folder}”。", "自动备份放在这里。请检查磁盘是否已满、文件夹是否只读。"
        ) from error
    return folder


def is_copy(path: Path) -> bool:
    """Whether a file is a copy of an office's file: by its name, or because it lies where only copies do."""
    return bool(naming.kind_of(path.name)) or holds_copies(path.parent)


def holds_copies(folder: Path) -> bool:
    """Whether a folder is for copies alone: this computer's own, or one in a second place."""
    return _is_own(folder) or (folder / SIGN).is_file()


def _is_own(folder: Path) -> bool:
    # Asked before the first paint: what knows this computer's folders is not loaded where the name says no already.
    return (ELSEWHERE in os.environ or folder.resolve().name == _NAME) and folder.resolve() == own().resolve()


def lies_with(folder: Path, file: Path) -> bool:
    """Whether a folder is no place for data in use: for copies alone, or on the stick from which `file` came."""
    return holds_copies(folder) or (folder.is_dir() and removable.is_removable(folder) and _same_disk(folder, file))


def second(session: Session) -> Second | None:
    """The second place that was chosen, None before."""
    told = session.store.fact(_FACT)
    return Second(**json.loads(told)) if told else None


def choose(session: Session, folder: Path, *, agreed: bool = False) -> Second:
    """Make a folder the second place, and put the sign there by which it is known again.

    Raises SameDisk, unless `agreed`, where it lies on the disk of the data itself; Problem where nothing can be kept.
    """
    folder = folder.resolve()
    if not folder.is_dir():
        raise Problem(f"找不到文件夹“{folder}”。", "如果它在U盘上，请插好U盘再试；或者另选一个文件夹。")
    if folder == session.path.resolve().parent:
        raise Problem("这就是数据文件所在的文件夹。", "第二个位置请选U盘、移动硬盘或局域网共享里的文件夹。")
    if not agreed and _same_disk(folder, session.path):
        raise SameDisk(
            "这个文件夹和数据文件在同一块硬盘上。",
            "硬盘坏了，两份一起没有。最好选U盘、移动硬盘或局域网共享里的文件夹。",
        )
    chosen = Second(_signed(folder), str(folder), _beneath(folder))
    session.store.set_fact(_FACT, json.dumps(asdict(chosen), ensure_ascii=False))
    keeping.forget(session, keeping.SECOND)
    return chosen


def forget(session: Session) -> None:
    """Keep copies in no second place any more; those there are stay."""
    session.store.set_fact(_FACT, None)


def find(chosen: Second, roots: Roots = removable.local_drives) -> Path | None:
    """The folder of copies in the second place as it can be reached now, None while it is not there.

    A stick may have another letter than last time. A folder without the sign is none: where a stick or a share is
    not mounted, an empty folder often stands in its place.
    """
    before = Path(chosen.path)
    for folder in (before, *(root / chosen.beneath for root in roots())):
        if _sign_of(folder) == chosen.id:
            return folder / FOLDER
    return None


def absent(session: Session) -> str:
    """What to say where the second place that was chosen cannot be found now, "" where it can or none was chosen; looks
    at drives, which may take a while."""
    chosen = second(session)
    if chosen is None or find(chosen) is not None:
        return ""
    return f"现在找不到第二个位置“{chosen.path}”，请插上U盘，或者连上共享。"


def _signed(folder: Path) -> str:
    """The number a place bears; it is given one where it has none."""
    known = _sign_of(folder)
    if known:
        return known
    number = secrets.token_hex(8)
    text = (
        "薪火把自动备份放在这个文件夹里，凭这个文件认出这个位置，请不要删除。\r\n"
        "备份是加密的，要恢复，请看每份备份旁边的说明。\r\n"
        f"位置编号：{number}\r\n"
    )
    try:
        (folder / FOLDER).mkdir(exist_ok=True)
    except OSError as error:
        raise Problem(f"不能写入文件夹“{folder}”。", "U盘可能打开了写保护。请换一个位置。") from error
    files.write(folder / FOLDER / SIGN, text.encode("utf-8-sig"))
    return number


def _sign_of(folder: Path) -> str:
    try:
        with (folder / FOLDER / SIGN).open("rb") as file:
            text = file.read(_MOST).decode("utf-8-sig", "replace")
    except OSError:
        return ""
    _, _, number = text.partition("位置编号：")
    return number.strip()


def _beneath(folder: Path) -> str:
    """The way from a drive to a folder of it."""
    drive = next(one for one in (folder, *folder.parents) if os.path.ismount(one) or one == one.parent)
    return folder.relative_to(drive).as_posix()


def _same_disk(folder: Path, file: Path) -> bool:
    return folder.stat().st_dev == file.stat().st_dev
