"""Names of copies: what was written is read again, and nothing else is taken for a copy."""

from datetime import datetime

from hypothesis import given
from hypothesis import strategies as st

from app.backups import naming

stems = st.text(st.characters(exclude_categories=("Cs", "Cc"), exclude_characters="/\\"), min_size=1, max_size=30)
moments = st.datetimes(datetime(1990, 1, 1), datetime(2099, 12, 31)).map(lambda at: at.replace(microsecond=0))
marks = st.text("0123456789abcdef", min_size=8, max_size=8)


@given(stems, moments, marks)
def test_a_name_tells_when_and_of_which_file(stem: str, at: datetime, mark: str) -> None:
    name = naming.automatic(stem, at, mark)
    found = naming.read(name)
    assert found is not None and (found.at, found.mark, found.name) == (at, mark, name)
    assert naming.kind_of(name) == naming.AUTOMATIC


@given(stems, moments, marks)
def test_what_stands_beside_a_copy_belongs_to_it(stem: str, at: datetime, mark: str) -> None:
    name = naming.automatic(stem, at, mark)
    for ending in naming.COMPANIONS:
        companion = name.removesuffix(naming.EXTENSION) + ending
        assert naming.copy_of(companion) == name
        assert naming.read(companion) is None
    assert naming.read(name + ".part") is None


@given(st.text(max_size=60))
def test_any_other_name_is_no_copy(name: str) -> None:
    assert naming.read(name) is None
    assert naming.copy_of(name) is None


def test_the_kinds_of_copies_are_told_by_their_names() -> None:
    names = {
        "清河县-备份-20261122-030829.xinhuo": "备份",
        "清河县.接收前-20261122-030829.xinhuo": "接收前",
        "清河县.升级前-3.xinhuo": "升级前",
        "清河县.恢复前-20261122030829-2.xinhuo": "恢复前",
        "清河县.xinhuo": "",
        "备份.xinhuo": "",
        "清河县-自动备份-20269922-030829-0123abcd.xinhuo": "自动备份",
        "清河县.接收前-20261122-030829-12.xinhuo": "接收前",
        "清河县-备份-20261122-030829（正式）.xinhuo": "",
        "清河县-备份-20261122.xinhuo": "",
        "清河县.升级前-2026年.xinhuo": "",
        "清河县.升级前-2026.xinhuo": "",
        "清河县.恢复前-2026.xinhuo": "",
    }
    assert {name: naming.kind_of(name) for name in names} == names
    assert naming.read("清河县-自动备份-20269922-030829-0123abcd.xinhuo") is None


def test_the_name_of_the_file_is_told_by_its_copy() -> None:
    for name in (
        "清河县-备份-20261122-030829.xinhuo",
        "清河县-自动备份-20261122-030829-0123abcd.xinhuo",
        "清河县.接收前-20261122-030829-2.xinhuo",
        "清河县.恢复前-20261122030829.xinhuo",
        "清河县.xinhuo",
    ):
        assert naming.original(name) == "清河县.xinhuo"
