"""Secrets in the desktop's own store (freedesktop.org Secret Service: GNOME Keyring, KWallet, 统信/麒麟 desktops)."""

import contextlib
import os
import threading
from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING, TypeVar

from app.keystores import Standing, Unavailable

if TYPE_CHECKING:
    from jeepney.io.blocking import DBusConnection
    from secretstorage import Collection, Item

LABEL = "薪火数据密钥"
_PATIENCE = 60.0
"""Seconds for the person to open a locked store; after that, and for a store that hangs, it counts as not there."""
_T = TypeVar("_T")
_gave_up = threading.Event()
"""Set once a store did not answer in time: it is not waited for twice by one program."""


class SecretService:
    """The default collection of the desktop's store; a locked one asks the person, by the desktop's own window."""

    def __init__(self, standing: Standing) -> None:
        self.standing = standing

    def put(self, ident: str, secret: bytes) -> None:
        """Keep a secret; Unavailable when there is no such store or the person does not open it."""
        _within(_PATIENCE, lambda: _put(ident, secret))

    def get(self, ident: str) -> bytes | None:
        """The secret; the person is asked only when it is there and locked."""
        return _within(_PATIENCE, lambda: _get(ident))

    def forget(self, ident: str) -> None:
        """Remove it; the person is asked as above."""
        _within(_PATIENCE, lambda: _forget(ident))

    def is_ready(self) -> bool:
        """Whether its default collection is there and open."""
        try:
            return _within(_PATIENCE, _is_open)
        except Unavailable:
            return False


def _attributes(ident: str) -> dict[str, str]:
    return {"application": "xinhuo", "key": ident}


def _put(ident: str, secret: bytes) -> None:
    with _bus() as bus:
        collection = _default(bus)
        if collection.is_locked() and collection.unlock():
            raise Unavailable
        item = collection.create_item(LABEL, _attributes(ident), secret, replace=True)
        if item.get_secret() != secret:
            raise Unavailable


def _get(ident: str) -> bytes | None:
    with _bus() as bus:
        for item in _items(bus, ident):
            if item.is_locked() and item.unlock():
                raise Unavailable
            return item.get_secret()
    return None


def _forget(ident: str) -> None:
    with _bus() as bus:
        for item in _items(bus, ident):
            if item.is_locked() and item.unlock():
                raise Unavailable
            item.delete()


def _is_open() -> bool:
    from secretstorage import Collection

    with _bus() as bus:
        return not Collection(bus).is_locked()


def _items(bus: "DBusConnection", ident: str) -> "list[Item]":
    from secretstorage import search_items

    return list(search_items(bus, _attributes(ident)))


def _default(bus: "DBusConnection") -> "Collection":
    """The collection that outlives the session; the desktop asks for a password when it must be made first."""
    from secretstorage import get_default_collection

    return get_default_collection(bus)


@contextlib.contextmanager
def _bus() -> "Iterator[DBusConnection]":
    """A connection to the session's bus; everything that can go wrong with the store becomes Unavailable."""
    # A computer without a desktop has none: nothing is loaded for it.
    if not os.environ.get("DBUS_SESSION_BUS_ADDRESS"):
        raise Unavailable
    from jeepney import DBusErrorResponse
    from secretstorage import SecretStorageException, check_service_availability, dbus_init

    try:
        with contextlib.closing(dbus_init()) as bus:
            if not check_service_availability(bus):
                raise Unavailable
            yield bus
    except (SecretStorageException, DBusErrorResponse, OSError, RuntimeError, ValueError) as error:
        raise Unavailable from error


def _within(seconds: float, work: Callable[[], _T]) -> _T:
    """What `work` gives; Unavailable when it takes longer, for a store that hangs must not hold the program."""
    if _gave_up.is_set():
        raise Unavailable
    results: list[_T] = []
    refusals: list[BaseException] = []

    def run() -> None:
        try:
            results.append(work())
        except Unavailable as refusal:
            refusals.append(refusal)

    thread = threading.Thread(target=run, name="secrets", daemon=True)
    thread.start()
    thread.join(seconds)
    if thread.is_alive():
        _gave_up.set()
    if results:
        return results[0]
    raise Unavailable from (refusals[0] if refusals else None)
