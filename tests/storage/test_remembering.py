"""How sheets were read is kept per list of headings, the newest two hundred."""

import pytest

from storage.problems import StorageProblem
from storage.remembering import KEPT, layout, remember_layout


def test_a_layout_comes_back_for_the_same_headings_of_the_same_kind(store) -> None:
    remember_layout(store, "teachers", ["姓名", "单位"], {"姓名": "name", "单位": None}, "2026-11-21T12:00:00")
    assert layout(store, "teachers", ["姓名", "单位"]) == {"姓名": "name", "单位": None}
    assert layout(store, "teachers", ["单位", "姓名"]) is None
    assert layout(store, "pairs", ["姓名", "单位"]) is None


def test_what_is_said_last_holds(store) -> None:
    remember_layout(store, "teachers", ["单位"], {"单位": "work"}, "2026-11-21T12:00:00")
    remember_layout(store, "teachers", ["单位"], {"单位": "establishment"}, "2026-11-22T12:00:00")
    assert layout(store, "teachers", ["单位"]) == {"单位": "establishment"}


def test_the_oldest_are_forgotten(store) -> None:
    for number in range(KEPT + 3):
        remember_layout(store, "teachers", [f"列{number}"], {f"列{number}": "name"}, f"2026-11-21T12:{number:06}")
    assert store.value("SELECT count(*) FROM import_layouts") == KEPT
    assert layout(store, "teachers", ["列2"]) is None
    assert layout(store, "teachers", ["列3"]) == {"列3": "name"}


def test_remembering_is_no_act_that_offices_exchange(store) -> None:
    before = store.value("SELECT rev FROM act_now")
    remember_layout(store, "teachers", ["单位"], {"单位": "work"}, "2026-11-21T12:00:00")
    assert store.value("SELECT rev FROM act_now") == before


def test_a_file_for_looking_remembers_nothing_and_says_why(store) -> None:
    store.look_only(("这是一份备份，只能查看。", "请恢复。"))
    with pytest.raises(StorageProblem, match="这是一份备份"):
        remember_layout(store, "teachers", ["单位"], {"单位": "work"}, "2026-11-21T12:00:00")
