"""Texts with facts: items, brackets that go with an empty fact, lines that their facts leave empty."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from exports.papers.filling import fill, named

TEXTS = {"姓名": "张三", "单位": "", "学时": "72", "备注": " "}


@pytest.mark.parametrize(
    ("text", "filled"),
    [
        ("{姓名}同志", "张三同志"),
        ("｛姓名｝同志", "张三同志"),
        ("{ 姓名 }同志", "张三同志"),
        ("{姓名}同志[（{单位}）]参加", "张三同志参加"),
        ("{姓名}[，共{学时}学时]。", "张三，共72学时。"),
        ("{姓名}［，共{学时}学时］。", "张三，共72学时。"),
        ("[{单位}的][{姓名}[（{备注}）]]", "张三"),
        ("[{姓名}[（{单位}）]，{学时}]", "张三，72"),
        ("见[附件]，{姓名}", "见[附件]，张三"),
        ("未完[的括号{姓名}", "未完[的括号张三"),
        ("多余]的{姓名}", "多余]的张三"),
        ("{不认识}的{姓名}", "{不认识}的张三"),
        ("{}{姓名", "{}{姓名"),
        ("第一行\n[{单位}]\n第三行", "第一行\n第三行"),
        ("第一行\n{单位}\n第三行", "第一行\n第三行"),
        ("第一行\n\n第三行", "第一行\n\n第三行"),
        ("{姓名}[\n{单位}]", "张三[\n]"),
    ],
)
def test_a_text_is_filled(text: str, filled: str) -> None:
    assert fill(text, TEXTS) == filled


def test_the_items_of_a_text_are_told_once_each_in_order() -> None:
    assert named("{姓名}[（{单位}）]\n于｛起止｝，{姓名}") == ("姓名", "单位", "起止")


literals = st.text(st.sampled_from("张三同志，（）“”。A1 \n"), max_size=20)
items = st.sampled_from(["姓名", "单位", "学时", "起止"])
values = st.text(st.sampled_from("张三{}[]，A1"), min_size=1, max_size=8)


@given(st.lists(st.tuples(literals, items), max_size=6), literals, st.dictionaries(items, values))
def test_facts_stand_where_their_items_stood_whatever_they_hold(
    parts: list[tuple[str, str]], end: str, texts: dict[str, str]
) -> None:
    text = "".join(f"{literal}{{{item}}}" for literal, item in parts) + end
    expected = "".join(literal + texts.get(item, f"{{{item}}}") for literal, item in parts) + end
    assert fill(text, texts) == expected


@given(st.text(st.sampled_from("{}[]｛｝［］姓名\nA"), max_size=40))
def test_any_text_at_all_can_be_filled(text: str) -> None:
    known = dict.fromkeys(named(text), "文")
    said = fill(text, known)
    assert all(f"{{{item}}}" not in said for item in known if "{" not in item)


@given(st.lists(st.tuples(items, values), min_size=1, max_size=4))
def test_a_bracket_goes_whole_when_one_fact_in_it_is_empty(parts: list[tuple[str, str]]) -> None:
    text = "前[" + "、".join(f"{{{item}}}" for item, _ in parts) + "]后"
    texts = dict(parts)
    assert fill(text, {**texts, parts[0][0]: ""}) == "前后"
    assert fill(text, texts) == "前" + "、".join(texts[item] for item, _ in parts) + "后"
