"""Whether a copy may take the place of an office's file: whole, ours, of this version or earlier, and of this office."""

from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from app import unlocking
from app.backups import places
from app.problems import Problem
from app.unlocking import Locked
from storage import datakeys, looking
from storage.datakeys import DataKey
from storage.looking import Look
from storage.problems import StorageProblem

_UNTOUCHED = "现在的数据没有改动。"


@contextmanager
def accepted(source: Path, target: Path, key: DataKey | None = None) -> Iterator[Look]:
    """Look into a copy that may take the place of `target`; `key` is that of the target where it is open already.

    Raises Problem or StorageProblem where it may not, Locked where a person must bring the key first.
    """
    if target.exists() and source.exists() and source.samefile(target):
        raise Problem("这就是正在用的数据文件。", "请选择另一份备份。")
    _refuse_place(target)
    with looking.looking(source, key_of(source, key)) as look:
        if not look.whole():
            raise Problem(f"备份“{source.name}”已经损坏，没有恢复。", f"请换另一份备份。{_UNTOUCHED}")
        facts, site = look.facts(), site_of(target, key)
        if site is not None and facts.get("site") != site:
            raise Problem(
                f"“{source.name}”是{facts.get('name') or '别的单位'}的备份，不是本单位的。",
                f"请选择本单位的备份。{_UNTOUCHED}",
            )
        yield look


def _refuse_place(target: Path) -> None:
    """Refuse what is no place for data in use: a copy would lose its own among the copies."""
    if target.is_dir():
        raise Problem(f"“{target}”是一个文件夹，不是数据文件。", "请写明数据文件的名字，以 .xinhuo 结尾。没有恢复。")
    if not target.parent.is_dir():
        raise Problem(
            f"找不到文件夹“{target.parent}”，没有恢复。", "请检查位置是否写对；如果它在U盘上，请插好U盘再试。"
        )
    if places.is_copy(target):
        raise Problem(
            f"“{target.name}”是一份备份，或者在只放备份的文件夹里，不能恢复到这里。",
            "要恢复到正在用的数据文件：关掉这个窗口，在开始的页面点“从备份恢复”，选好备份，再选数据文件的位置；"
            "或者用命令 restore，--file 写数据文件。备份没有改动。",
        )


def key_of(path: Path, known: DataKey | None = None) -> DataKey | None:
    """The key that opens a file: the one that is known, where it does; else the one this computer keeps."""
    if known is not None and datakeys.ident_of(path) == known.ident:
        return known
    return unlocking.key_of(path)


def known_key(target: Path, key: DataKey | None) -> DataKey | None:
    """The key of the file whose place is to be taken, where it is at hand: a copy under it needs no password of its own."""
    if key is None and target.exists():
        with suppress(Problem, StorageProblem):
            return unlocking.key_of(target)
    return key


def site_of(target: Path, key: DataKey | None = None) -> str | None:
    """Whose file is to be replaced: its site; None where there is none, or none that can be read."""
    if not target.exists():
        return None
    try:
        with looking.looking(target, key_of(target, key), live=True) as look:
            return look.facts().get("site")
    except (StorageProblem, Locked):
        # It is replaced because it is damaged, or because nobody can open it any more.
        return None
