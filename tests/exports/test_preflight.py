"""The look over a batch: everything that cannot be printed is named, and nothing else is."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from exports.preflight import Checked, refuse_unprintable, sentences
from exports.problems import ExportProblem
from exports.typefaces import Role

UNKNOWN = "\U00030001"

texts = st.lists(st.text(st.sampled_from(["张", "𬭎", "\U00020001", "A", UNKNOWN, "\ue123"]), max_size=6), max_size=6)


def test_a_batch_that_prints_says_nothing() -> None:
    items = [Checked(f"张{number}", "姓名", "张𬭎\U00020001三", "kai") for number in range(100)]
    assert sentences(items) == []
    refuse_unprintable(items, "没有生成任何证书")
    refuse_unprintable([], "没有生成任何证书")


def test_person_field_character_and_code_point_are_named() -> None:
    items = [Checked("李四", "姓名", "李四", "kai"), Checked("张三（第2行）", "单位", f"城关{UNKNOWN}小学", "song")]
    assert sentences(iter(items)) == [f"张三（第2行）：单位第3字“{UNKNOWN}”（U+30001）无可用字形"]


def test_a_great_many_are_counted_and_the_first_are_shown() -> None:
    items = [Checked(f"第{number}人", "姓名", "\ue123", "fang") for number in range(40)]
    with pytest.raises(ExportProblem) as refusal:
        refuse_unprintable(items, "没有生成任何文件")
    assert refusal.value.title == "有40处字无法打印，没有生成任何文件。"
    assert "第7人" in refusal.value.advice
    assert "第8人" not in refusal.value.advice
    assert "另有32处" in refusal.value.advice


@given(texts, st.sampled_from(["song", "kai", "fang"]))
def test_every_character_without_a_face_is_named_once(batch: list[str], role: Role) -> None:
    found = sentences(Checked("某人", "项目", text, role) for text in batch)
    wanted = [
        f"某人：项目第{place}字" for text in batch for place, one in enumerate(text, 1) if one in (UNKNOWN, "\ue123")
    ]
    assert [sentence.split("“")[0].split("U+")[0] for sentence in found] == wanted
