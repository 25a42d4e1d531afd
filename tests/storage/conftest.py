from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from storage.store import Act, Store, create, open_store

ACT = Act("王芳", "测试")


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    """A new, empty office file."""
    with create(tmp_path / "本县.xinhuo") as made:
        yield made


@pytest.fixture(scope="session")
def fresh(tmp_path_factory: pytest.TempPathFactory) -> Callable[[], Store]:
    """Opens one more empty office file each time it is called: a copy of one made once."""
    folder = tmp_path_factory.mktemp("fresh")
    create(folder / "0.xinhuo").close()
    data = (folder / "0.xinhuo").read_bytes()
    numbers = iter(range(1, 1_000_000))

    def another() -> Store:
        path = folder / f"{next(numbers)}.xinhuo"
        path.write_bytes(data)
        opened = open_store(path)
        # What is tried here is no power cut.
        opened.conn.execute("PRAGMA synchronous = OFF")
        return opened

    return another
