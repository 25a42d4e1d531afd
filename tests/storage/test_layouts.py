import pytest

from storage import layouts
from storage.problems import StorageProblem


def test_layouts_are_told_by_list_and_name(store) -> None:
    layouts.put(store, "teachers", "省平台", "{}", "2026-11-21T12:00:00")
    layouts.put(store, "teachers", "省平台", '{"a": 1}', "2026-11-22T12:00:00")
    layouts.put(store, "pairs", "省平台", "{}", "2026-11-21T12:00:00")
    assert [(row["listing"], row["name"], row["changed_on"]) for row in layouts.every(store)] == [
        ("pairs", "省平台", "2026-11-21T12:00:00"),
        ("teachers", "省平台", "2026-11-22T12:00:00"),
    ]
    assert layouts.one(store, "teachers", "省平台") == '{"a": 1}'
    assert layouts.one(store, "studios", "省平台") is None


def test_a_layout_is_renamed_and_dropped_in_its_own_list_only(store) -> None:
    for listing in ("teachers", "pairs"):
        layouts.put(store, listing, "省平台", "{}", "2026-11-21")
    layouts.rename(store, "teachers", "省平台", "国家平台")
    layouts.drop(store, "pairs", "国家平台")
    assert [(row["listing"], row["name"]) for row in layouts.every(store)] == [
        ("pairs", "省平台"),
        ("teachers", "国家平台"),
    ]
    layouts.drop(store, "pairs", "省平台")
    assert len(layouts.every(store)) == 1


def test_a_file_for_looking_keeps_no_layout_and_says_why(store) -> None:
    store.look_only(("这是一份备份，只能查看。", "请恢复。"))
    for write in (
        lambda: layouts.put(store, "teachers", "省平台", "{}", "2026-11-21"),
        lambda: layouts.rename(store, "teachers", "省平台", "国家平台"),
        lambda: layouts.drop(store, "teachers", "省平台"),
    ):
        with pytest.raises(StorageProblem, match="这是一份备份"):
            write()
