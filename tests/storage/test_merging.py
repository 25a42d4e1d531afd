"""Which rows became which, through as many mergers as there were, and who was told apart."""

import json

import pytest

from storage import merging
from storage.problems import StorageProblem
from storage.store import Act, Store, open_store

ACT = Act("王芳", "合并")


def merge(store: Store, gone: str, kept: str, *steps: tuple[str, str, str]) -> str:
    with store.writing(ACT) as rows:
        return rows.insert(
            "merges", {"teacher_id": gone, "into_id": kept, "rows": json.dumps(steps), "remark": f"已与{kept}合并为一人"}
        )  # fmt: skip


def test_nobody_was_merged_in_a_new_file(store: Store) -> None:
    assert not merging.any_merged(store)
    assert merging.heirs(store, [("teachers", "a")]) == {}
    assert merging.forebears(store, "teachers", "a") == merging.forebears(store, "postings", "p") == []
    assert merging.merges(store) == []


def test_rows_are_followed_through_one_merger_after_another(store: Store) -> None:
    merge(store, "a", "b", ("postings", "p1", "p2"), ("pairs", "r", "r"))
    last = merge(store, "b", "c", ("postings", "p2", "p3"))
    assert merging.became(store) == {
        ("teachers", "a"): "c", ("teachers", "b"): "c", ("postings", "p1"): "p3", ("postings", "p2"): "p3"
    }  # fmt: skip
    assert merging.heirs(store, [("teachers", "a"), ("postings", "p1"), ("pairs", "r")]) == {
        ("teachers", "a"): ("teachers", "c"), ("postings", "p1"): ("postings", "p3")
    }  # fmt: skip
    assert sorted(merging.forebears(store, "teachers", "c")) == ["a", "b"]
    assert sorted(merging.forebears(store, "postings", "p3")) == ["p1", "p2"]
    assert [one["id"] for one in merging.merges(store, ["b"])] == [last]
    assert merging.act_of(store, last) is not None and merging.act_of(store, "x") is None


def test_rows_that_say_of_each_other_what_they_became_end_somewhere(store: Store) -> None:
    merge(store, "a", "b", ("postings", "p1", "p2"))
    merge(store, "b", "a", ("postings", "p2", "p1"))
    assert set(merging.became(store)) == {
        (t, one) for t, two in (("teachers", "ab"), ("postings", ("p1", "p2"))) for one in two
    }
    assert set(merging.forebears(store, "teachers", "a")) == {"a", "b"}


def test_couples_are_told_apart_whichever_comes_first(store: Store) -> None:
    merging.tell_apart(store, "b", "a", "王芳", "2026-11-22T10:00:00")
    merging.tell_apart(store, "a", "b", "李娜", "2026-11-22T11:00:00")
    assert merging.different_people(store) == {frozenset("ab")}
    merging.forget_told_apart(store, "b", "a")
    assert merging.different_people(store) == set()


def test_a_file_that_can_only_be_read_says_so(store: Store) -> None:
    path = store.path
    store.close()
    with open_store(path) as again:
        again.look_only(("这是一份备份，只能查看。", "请恢复。"))
        with pytest.raises(StorageProblem, match="只能查看"):
            merging.tell_apart(again, "a", "b", "王芳", "2026-11-22T10:00:00")
        assert merging.different_people(again) == set()
