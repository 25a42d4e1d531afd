import pytest

from storage import teachers
from storage.store import Act, Store


@pytest.fixture
def people(store: Store) -> Store:
    """甲 to 己, entered in no order: one without keys, two of one name, and the outline of one from elsewhere."""
    act = Act("王敏", "登记", mode="import")
    with store.writing(act) as rows:
        rows.insert("organisations", {"id": "o", "name": "城关小学"})
        for pk, name in (("5", "戊"), ("1", "甲"), ("4", "丁"), ("3", "丙"), ("2", "丙"), ("6", "己")):
            rows.insert("teachers", {"id": pk, "name": name})
            rows.insert("postings", {"teacher_id": pk, "kind": "work", "organisation_id": "o"})
        keyed = (("5", "戊", "wu"), ("1", "甲", "jia"), ("4", "丁", "ding"), ("3", "丙", "bing"), ("2", "丙", "bing"))
        teachers.write_keys(rows, [(pk, name, sort, sort[0], sort, sort) for pk, name, sort in keyed])
        rows.execute("INSERT INTO stubs (tbl, pk) VALUES ('teachers', '4')")
    return store


def test_the_list_is_in_the_order_of_pinyin_without_outlines(people: Store) -> None:
    assert [row[0] for row in teachers.listed(people)] == ["6", "2", "3", "1", "5"]


@pytest.mark.parametrize("limit", range(8))
def test_the_first_rows_are_the_head_of_the_whole_list(people: Store, limit: int) -> None:
    assert teachers.listed(people, limit) == teachers.listed(people)[:limit]


def test_outlines_are_not_counted(people: Store) -> None:
    assert teachers.count(people) == len(teachers.listed(people)) == 5


def test_every_row_has_the_columns_that_are_named(people: Store) -> None:
    first = dict(zip(teachers.list_columns(), teachers.listed(people, 1)[0], strict=True))
    assert (first["id"], first["name"], first["work_name"], first["work"]) == ("6", "己", "城关小学", "o")
