"""Which key opens an office's encrypted file: the one this computer keeps, or one brought back by a person."""

import os
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import TYPE_CHECKING

from app import audit, keystores
from app.problems import Problem
from storage import copies, datakeys, header
from storage.datakeys import DataKey

if TYPE_CHECKING:
    from app.exchange.kit import Kit
    from app.session import Session

PASSPHRASE = "XINHUO_PASSPHRASE"
"""Environment variable with the password of the file that is opened, for scripted use."""

_MOST_KEYS = 1 << 20

_in_hand: dict[str, DataKey] = {}
"""Keys that the window holds while it is open on a file with a password, which no store keeps."""


class Locked(Problem):
    """An encrypted file, `path`, for which no key is here; `has_password` says whether a password opens it.

    `doubtful`: the key that this computer keeps does not open it. Either of both may be damaged, which only another key
    can tell.
    """

    def __init__(self, path: Path, ident: str, has_password: bool, *, doubtful: bool = False) -> None:
        self.path, self.ident, self.has_password, self.doubtful = path, ident, has_password, doubtful
        if doubtful:
            super().__init__(
                f"这台电脑保存的密钥打不开“{path.name}”。",
                "坏了的可能是密钥，也可能是文件。请先输入打印好的恢复码；恢复码也打不开，就是文件坏了，"
                "请从最近的备份恢复。没有对它做任何改动。",
            )
            return
        ways = "打开口令，或者打印好的恢复码" if has_password else "打印好的恢复码"
        super().__init__(
            f"“{path.name}”设有打开口令。" if has_password else f"“{path.name}”是加密的，这台电脑上没有打开它的密钥。",
            f"请输入{ways}。县里的恢复资料也能打开本县和各校的数据文件，要有旁边的 .key 文件。",
        )


_otherwise: set[str] = set()
"""Idents of keys that a person brought by recovery code or kit since the window was opened."""


def passphrase() -> str | None:
    """The password given by the environment, or None."""
    return os.environ.get(PASSPHRASE) or None


def key_of(path: Path) -> DataKey | None:
    """The key that opens a file, None for one that is not encrypted; raises Locked when a person must bring it.

    A file with a password asks for it even where this computer keeps the key, as for a copy from before the password.
    """
    ident = datakeys.ident_of(path)
    if ident is None:
        return None
    if ident in _in_hand:
        return _in_hand[ident]
    asks, typed = has_password(path), passphrase()
    if asks and typed:
        return with_password(path, typed)
    known = None if asks else known_key(ident)
    if known is None:
        raise Locked(path, ident, asks)
    if not _fits(path, known):
        raise Locked(path, ident, asks, doubtful=True)
    return known


def _fits(path: Path, known: DataKey) -> bool:
    """Whether a key that this computer keeps is that of the file; of a damaged file the key file beside it says so."""
    if copies.opens(path, known):
        return True
    # One that is cut short says so itself.
    header.look(path)
    from app.exchange import keyring

    keys = keyring.path_beside(path)
    try:
        return keyring.ident_in(keys) == known.ident and keyring.load(keys, known) is not None
    except Problem:
        return False


def known_key(ident: str) -> DataKey | None:
    """The key of this ident that the window holds or this computer keeps; None where a person must bring it."""
    if ident in _in_hand:
        return _in_hand[ident]
    secret = keystores.get(ident)
    return DataKey(secret, ident) if secret is not None and len(secret) == datakeys.SECRET_BYTES else None


@contextmanager
def new_key_for(path: Path) -> Iterator[DataKey]:
    """A new key, kept on this computer before anything is encrypted under it; forgotten when the block fails."""
    key, was_there = datakeys.new_key(), path.exists()
    remember(key)
    try:
        yield key
    except BaseException:
        if _is_unused(key, path, was_there):
            keystores.forget(key.ident)
        raise


def _is_unused(key: DataKey, path: Path, was_there: bool) -> bool:
    """Whether nothing was encrypted under a key: a file on a stick that was pulled may have been, so it is kept."""
    try:
        path.open("rb").close()
    except FileNotFoundError:
        return not was_there and path.parent.exists()
    except NotADirectoryError:
        return True
    except OSError:
        return False
    return datakeys.ident_of(path) != key.ident


def remember(key: DataKey) -> None:
    """Keep a key on this computer and see that it really is there; Problem when it cannot be kept."""
    keystores.put(key.ident, key.secret)
    if keystores.get(key.ident) != key.secret:
        raise Problem("这台电脑没能保存数据文件的密钥。", "请重新登录电脑再试一次；数据文件没有改动。")


def with_password(path: Path, password: str) -> DataKey:
    """The key of a file by the password that was set for it; it is asked for each time, so no store keeps it."""
    from app.exchange import keyring

    ident = _ident(path)
    with _noted(path, "用口令打开", often=True):
        return _proven(path, DataKey(keyring.secret_by_password(keyring.path_beside(path), ident, password), ident))


def hold(key: DataKey) -> None:
    """Let a key that no store keeps open its file and the copies of it until `let_go`."""
    _in_hand[key.ident] = key


def let_go() -> None:
    """Have files with a password ask for it again from now on: the window on them was closed."""
    _in_hand.clear()
    _otherwise.clear()


def with_code(path: Path, typed: str) -> DataKey:
    """The key of a file by its printed recovery code, kept on this computer from now on."""
    from app import recovery_code

    with _noted(path, "用恢复码打开"):
        return _kept(path, recovery_code.read(typed, _ident(path)))


def with_kit(path: Path, kit: "Kit") -> DataKey:
    """The key of a county's or its schools' file by the county's recovery kit and the key file beside it."""
    from app.exchange import keyring

    ident = _ident(path)
    with _noted(path, "用县里的恢复资料打开"):
        secret = keyring.secret_by_recovery(keyring.path_beside(path), ident, kit.recovery)
        return _kept(path, DataKey(secret, ident))


@contextmanager
def _noted(path: Path, way: str, *, often: bool = False) -> Iterator[None]:
    """Have the audit say, once the file is open, which way it was opened, and how often that failed before.

    What is done `often` at each opening is told when it failed alone.
    """
    try:
        yield
    except Problem:
        audit.later(path, "wrong_code", f"{way}，没有打开")
        raise
    if not often:
        audit.later(path, "unlocked", way)


def set_password(session: "Session", password: str | None) -> None:
    """Have the office's file ask for a password from now on; None: for none, this computer keeps the key again.

    Copies made before keep what they had. Raises Problem while nothing else would open it: see `refuse_unprinted`. A
    copy gets none: this computer would let go of the key that opens the live file too.
    """
    from app.exchange import keyring

    session.store.refuse_if_read_only()
    key = _key(session)
    if password is not None:
        refuse_unprinted(session)
        refuse_weak(session, password)
    path = keyring.path_beside(session.path)
    if password is None:
        remember(key)
    keyring.set_password(path, key, password)
    if password is not None:
        # Only now: whoever is interrupted before still has the key here.
        _forget(path, key)
    audit.note(session, "password", "取消打开口令" if password is None else "设置打开口令")


def _forget(keys: Path, key: DataKey) -> None:
    """Have this computer keep a key no longer; where it does not let go of it there is no password either."""
    from app.exchange import keyring

    keystores.forget(key.ident)
    if keystores.get(key.ident) is None:
        return
    keyring.set_password(keys, key, None)
    raise Problem(
        "口令没有设上：这台电脑没能去掉它保存的密钥，不输口令也打得开。",
        "可能是杀毒软件占用着，或用户文件夹不能写入。请过一会儿再试，或重新登录电脑再试。数据文件照常能用。",
    )


def refuse_unprinted(session: "Session") -> None:
    """Problem while the code of the key in use was not printed: with the password forgotten nothing would open the file."""
    from app import recovery_code

    if recovery_code.printed_on(session) is None:
        raise Problem(
            "还没有打印恢复码，不能设打开口令。",
            "设了口令，这台电脑不再保存密钥，忘了口令只有恢复码打得开。请先打印恢复码，再来设置。",
        )


def refuse_weak(session: "Session", password: str) -> None:
    """Problem for a password that is too short, or what everybody would try first."""
    from app import passwords

    passwords.refuse_weak(password, (session.name, session.path.stem, session.operator))


def is_opened_otherwise(session: "Session") -> bool:
    """Whether the office's file has a password, and was opened by recovery code or kit this time."""
    return asks_password(session) and _key(session).ident in _otherwise


def needs_proof(session: "Session") -> bool:
    """Whether the present password has to be typed before it is changed or taken away: whoever sits there may be anybody."""
    return asks_password(session) and not is_opened_otherwise(session)


def prove_password(session: "Session", password: str) -> None:
    """Problem for what is not the present password of the open office's file; that is noted."""
    from app.exchange import keyring

    try:
        keyring.secret_by_password(keyring.path_beside(session.path), _key(session).ident, password)
    except Problem:
        audit.note(session, "wrong_code", "更换或取消口令时，原来的口令没有输对")
        raise


def prove_code(session: "Session", typed: str) -> None:
    """Problem for what is not the recovery code of the open office's file; that is noted."""
    from app import recovery_code

    try:
        if recovery_code.read(typed, _key(session).ident) != _key(session):
            raise Problem("恢复码不对。", "请对照纸上再核对一遍。")
    except Problem:
        audit.note(session, "wrong_code", "更换或取消口令时，恢复码没有输对")
        raise


def asks_password(session: "Session") -> bool:
    """Whether the office's file asks for a password when it is opened."""
    return has_password(session.path)


def _key(session: "Session") -> DataKey:
    if session.store.key is None:
        raise Problem("这个数据文件还没有加密。", "请关闭后重新打开它，打开时会加密。")
    return session.store.key


def _ident(path: Path) -> str:
    ident = datakeys.ident_of(path)
    if ident is None:
        # Gone with its stick, or damaged, for one.
        header.look(path)
        raise Problem(f"“{path.name}”没有加密，不用解锁。", "请直接打开它。")
    return ident


def _kept(path: Path, key: DataKey) -> DataKey:
    proven = _proven(path, key)
    _otherwise.add(key.ident)
    if not has_password(path):
        # Where it cannot be kept it opens the file all the same: the next time it is asked for again.
        with suppress(Problem):
            remember(proven)
    return proven


def _proven(path: Path, key: DataKey) -> DataKey:
    """The key, once it has really opened the file."""
    if not copies.opens(path, key):
        raise Problem(f"“{path.name}”用这把密钥也打不开。", "文件开头可能已经损坏，请换一份备份。没有对它做任何改动。")
    return key


def has_password(path: Path) -> bool:
    """Whether a password stands in the key file beside a file that opens it; one of another key's opens nothing."""
    ident = datakeys.ident_of(path)
    if ident is None or not _names_password(path.with_name(f"{path.name}.key")):
        return False
    from app.exchange import keyring

    try:
        return keyring.has_password(keyring.path_beside(path), ident)
    except Problem:
        return False


def _names_password(keys: Path) -> bool:
    """Whether a key file speaks of a password: asked at every start, and what reads keys is heavy."""
    try:
        with keys.open("rb") as file:
            return b'"password"' in file.read(_MOST_KEYS)
    except OSError:
        return False
