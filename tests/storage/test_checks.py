"""A file's own checks: what stands in a row is what the act said to have written it wrote."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from storage import capture, checks
from storage.store import Act, Store, create

ACT = Act("王敏", "改")


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    store = create(tmp_path / "f.xinhuo")
    with store.writing(ACT) as rows:
        rows.insert("teachers", {"id": "t1", "name": "李梅", "phone": "1"})
        rows.insert("credentials", {"id": "c1", "teacher_id": "t1", "number": "1"})
    with store.writing(ACT) as rows:
        rows.update("teachers", "t1", {"phone": "2", "remark": "好"})
    with store.writing(ACT) as rows:
        rows.update("teachers", "t1", {"remark": None})
        rows.delete("credentials", "c1")
    yield store
    store.close()


def tamper(store: Store, sql: str) -> None:
    """Write past the program, as somebody with another tool would who also puts the capture back."""
    capture.remove(store.conn)
    store.conn.execute(sql)
    capture.install(store.conn)


def test_what_the_program_wrote_is_what_its_acts_say(store: Store) -> None:
    assert checks.unlike_their_acts(store) == []
    with store.writing(ACT) as rows:
        rows.insert("credentials", {"id": "c1", "teacher_id": "t1", "number": "1"})
    assert checks.unlike_their_acts(store) == []


@pytest.mark.parametrize(
    ("sql", "found"),
    [
        ("UPDATE teachers SET phone = '3'", ("teachers", "t1", "phone")),
        ("UPDATE teachers SET remark = '好'", ("teachers", "t1", "remark")),
        ("UPDATE teachers SET name = '李'", ("teachers", "t1", "name")),
        ("UPDATE stamps SET gone = NULL WHERE pk = 'c1'", ("credentials", "c1", "_del")),
        (
            'UPDATE stamps SET gone = \'{"teacher_id":"t1","number":"2"}\' WHERE pk = \'c1\'',
            ("credentials", "c1", "number"),
        ),
    ],
)
def test_what_was_changed_past_the_program_is_found(store: Store, sql: str, found: tuple[str, str, str]) -> None:
    tamper(store, sql)
    assert found in checks.unlike_their_acts(store)


def test_a_value_whose_act_is_not_here_is_not_doubted(store: Store) -> None:
    with store.writing(Act("县", "接收", mode="import")) as rows:
        rows.execute("UPDATE teachers SET phone = '9'")
        rows.execute("""UPDATE stamps SET cells = '{"phone":"elsewhere"}' WHERE pk = 't1'""")
    assert checks.unlike_their_acts(store) == []
