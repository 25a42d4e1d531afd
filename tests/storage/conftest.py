from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from storage.store import Store, create, open_store


@pytest.fixture(scope="session")
def empty(tmp_path_factory: pytest.TempPathFactory) -> bytes:
    """The bytes of a new office file."""
    path = tmp_path_factory.mktemp("empty") / "本县.xinhuo"
    create(path).close()
    return path.read_bytes()


@pytest.fixture
def store(empty: bytes, tmp_path: Path) -> Iterator[Store]:
    """A new office file, opened."""
    path = tmp_path / "本县.xinhuo"
    path.write_bytes(empty)
    with open_store(path) as opened:
        yield opened


@pytest.fixture(scope="session")
def fresh(empty: bytes, tmp_path_factory: pytest.TempPathFactory) -> Callable[[], Store]:
    """Opens one more new office file each time it is called, for tests that try many cases."""
    folder = tmp_path_factory.mktemp("fresh")
    numbers = iter(range(1_000_000))

    def another() -> Store:
        path = folder / f"{next(numbers)}.xinhuo"
        path.write_bytes(empty)
        opened = open_store(path)
        # What is tried here is no power cut.
        opened.conn.execute("PRAGMA synchronous = OFF")
        return opened

    return another
