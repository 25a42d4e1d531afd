"""Where this computer keeps the keys of data files: in the system's own store for secrets where there is one."""

import os
import re
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

from app.problems import Problem

FOLDER = "XINHUO_KEYS"
"""Environment variable: a folder that keeps the keys instead of the system's store (for scripts and trials)."""
_IDENT = re.compile(r"[0-9A-Za-z_-]{1,64}")


@dataclass(frozen=True)
class Standing:
    """Which store keeps keys here: `kind` (folder, windows, desktop, file), in words, and whether others are kept out."""

    kind: str
    words: str
    safe: bool


BY_WINDOWS = Standing("windows", "Windows 的数据保护（只有本机的这个用户能解开）", True)
BY_DESKTOP = Standing("desktop", "桌面系统的密钥环（只有本机的这个用户登录后能解开）", True)
AS_FILES = Standing("file", "只有本用户能读的文件（这台电脑没有可用的系统密钥库，能登录本用户的人都读得到）", False)


class Unavailable(Exception):
    """A store cannot be asked just now: it is not there, is locked, or the person did not let us."""


class Keystore(Protocol):
    """A place that keeps secrets by their ident; each call may raise Unavailable."""

    standing: Standing

    def put(self, ident: str, secret: bytes) -> None:
        """Keep a secret, replacing what stood under its ident."""

    def get(self, ident: str) -> bytes | None:
        """The secret, or None when none is kept that can be read by this person."""

    def forget(self, ident: str) -> None:
        """Keep it no longer."""

    def is_ready(self) -> bool:
        """Whether it keeps secrets now, without asking the person anything."""


def put(ident: str, secret: bytes) -> None:
    """Keep a secret in the best store there is; raise Problem when none takes it."""
    stores = _stores(ident)
    for place, store in enumerate(stores):
        try:
            store.put(ident, secret)
        except Unavailable:
            continue
        _forget(ident, stores[place + 1 :])
        return
    raise Problem(
        "这台电脑没能保存数据文件的密钥。",
        "请检查系统盘是否还有空间、自己的用户文件夹能不能写入，然后再试；数据文件没有改动。",
    )


def get(ident: str) -> bytes | None:
    """The secret kept here under `ident`, or None; one that stands in a weaker store moves into a better one."""
    stores = _stores(ident)
    for place, store in enumerate(stores):
        try:
            found = store.get(ident)
        except Unavailable:
            continue
        if found is not None:
            # What a kill between keeping and forgetting left in a weaker store goes too.
            _forget(ident, stores[place + 1 :])
            _improve(ident, found, stores[:place], stores[place:])
            return found
    return None


def forget(ident: str) -> None:
    """Keep the secret no longer, in none of the stores."""
    _forget(ident, _stores(ident))


def standing() -> Standing:
    """The store that a key would go into now; asks the person nothing."""
    stores = _stores("standing")
    return next((store for store in stores if store.is_ready()), stores[-1]).standing


def _improve(ident: str, secret: bytes, better: list[Keystore], weaker: list[Keystore]) -> None:
    for store in better:
        if not store.is_ready():
            continue
        try:
            store.put(ident, secret)
        except Unavailable:
            continue
        _forget(ident, weaker)
        return


def _forget(ident: str, stores: list[Keystore]) -> None:
    for store in stores:
        try:
            store.forget(ident)
        except Unavailable:
            continue


def _stores(ident: str) -> list[Keystore]:
    """The stores of this computer, best first."""
    if not _IDENT.fullmatch(ident):
        raise ValueError("an ident is made of letters and digits, for it becomes a file's name")
    from app.keystore_files import OwnFiles

    named = os.environ.get(FOLDER)
    if named:
        return [OwnFiles(Path(named), Standing("folder", f"由 {FOLDER} 指定的文件夹", False))]
    return [_of_the_system(), OwnFiles(place(), AS_FILES)]


if sys.platform == "win32":

    def _of_the_system() -> Keystore:
        from app.keystore_windows import ProtectedFiles

        return ProtectedFiles(place(), BY_WINDOWS)

else:

    def _of_the_system() -> Keystore:
        from app.keystore_desktop import SecretService

        return SecretService(BY_DESKTOP)


def place() -> Path:
    """The folder of this person on this computer where files with keys lie."""
    from platformdirs import user_data_dir

    # Never the roaming folder: what Windows protects can be read on this computer alone.
    return Path(user_data_dir("xinhuo", appauthor=False, roaming=False)) / "keys"
