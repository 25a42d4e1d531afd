"""Layouts are kept by receiver, shared as files, and survive what later programs add."""

import json

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app import layouts
from app.layouts import Layout, LayoutColumn, of_keys, of_text, of_words, text_of, whole
from app.listings import LISTINGS, listing
from app.problems import Problem

LAYOUT = Layout(
    "teachers",
    "2026 年教师信息表",
    (
        LayoutColumn("", "区划代码", text="520000"),
        LayoutColumn("name", "姓名*"),
        LayoutColumn("birth_date", "出生日期", "digits"),
        LayoutColumn("", "照片"),
    ),
)


def test_a_layout_is_kept_under_its_receivers_name_and_comes_back_as_it_was(county) -> None:
    kept = layouts.keep(county.session, LAYOUT, " 省继续教育  平台 ")
    assert kept.name == "省继续教育 平台"
    assert layouts.get(county.session, "teachers", "省继续教育 平台") == kept
    (found,) = layouts.kept(county.session)
    assert (found.listing, found.name) == ("teachers", "省继续教育 平台")
    assert found.changed_on.startswith("2026-11-21T12:00")
    assert layouts.kept(county.session, "pairs") == []


def test_one_receiver_may_have_a_layout_for_each_list(county) -> None:
    layouts.keep(county.session, LAYOUT, "省平台")
    layouts.keep(county.session, whole(listing("attendance")), "省平台")
    assert {one.listing for one in layouts.kept(county.session)} == {"teachers", "attendance"}


def test_a_taken_name_is_refused_until_a_person_replaces_it(county) -> None:
    layouts.keep(county.session, LAYOUT, "省平台")
    other = of_keys(listing("teachers"), ["name"])
    with pytest.raises(Problem, match="已经有名为“省平台”的导出格式"):
        layouts.keep(county.session, other, "省平台")
    layouts.keep(county.session, other, "省平台", replacing=True)
    assert len(layouts.get(county.session, "teachers", "省平台").columns) == 1


@pytest.mark.parametrize(("name", "said"), [("  ", "请填写名称"), ("长" * 41, "名称太长")])
def test_a_name_that_says_nothing_or_too_much_is_refused(county, name: str, said: str) -> None:
    with pytest.raises(Problem, match=said):
        layouts.keep(county.session, LAYOUT, name)


def test_a_layout_without_columns_is_not_kept(county) -> None:
    with pytest.raises(Problem, match="还没有选列"):
        layouts.keep(county.session, Layout("teachers", "", ()), "空")


def test_a_layout_is_renamed_and_dropped(county) -> None:
    session = county.session
    layouts.keep(session, LAYOUT, "省平台")
    layouts.keep(session, LAYOUT, "国家平台")
    with pytest.raises(Problem, match="已经有名为“国家平台”"):
        layouts.rename(session, "teachers", "省平台", "国家平台")
    assert layouts.rename(session, "teachers", "省平台", "新平台") == "新平台"
    assert layouts.get(session, "teachers", "新平台").name == "新平台"
    layouts.drop(session, "teachers", "新平台")
    assert [one.name for one in layouts.kept(session)] == ["国家平台"]
    for call in (layouts.drop, layouts.get):
        with pytest.raises(Problem, match="没有名为“新平台”的导出格式"):
            call(session, "teachers", "新平台")


def test_a_layout_goes_to_another_office_as_a_file(county, tmp_path) -> None:
    kept = layouts.keep(county.session, LAYOUT, "省平台")
    layouts.write_file(kept, tmp_path / "省平台.json")
    assert layouts.read_file(tmp_path / "省平台.json") == kept


def test_keeping_a_layout_is_no_act_that_other_offices_hear_of(county) -> None:
    before = county.session.store.value("SELECT count(*) FROM transactions")
    layouts.keep(county.session, LAYOUT, "省平台")
    assert county.session.store.value("SELECT count(*) FROM transactions") == before


@pytest.mark.parametrize(
    ("content", "said"),
    [
        ("{", "不是薪火的导出格式文件"),
        ("[1]", "不是薪火的导出格式文件"),
        ('{"kind": "another"}', "不是薪火的导出格式文件"),
        ("\udc80", "不是薪火的导出格式文件"),
        ("[" * 100_000, "不是薪火的导出格式文件"),
        (
            '{"kind": "xinhuo-layout", "listing": "teachers", "columns": [], "name": "\\ud800"}',
            "不是薪火的导出格式文件",
        ),
        ('{"kind": "xinhuo-layout", "version": 2}', "来自更新的版本"),
        ('{"kind": "xinhuo-layout", "version": 1, "listing": "pupils", "columns": []}', "没有“pupils”这种名单"),
        ('{"kind": "xinhuo-layout", "version": 1, "listing": "teachers", "columns": [1]}', "内容不完整"),
    ],
)
def test_a_file_that_is_no_layout_is_refused_in_words(tmp_path, content: str, said: str) -> None:
    path = tmp_path / "格式.json"
    path.write_bytes(content.encode("utf-8", "surrogateescape"))
    with pytest.raises(Problem, match=said):
        layouts.read_file(path)


def test_a_file_that_is_gone_or_far_too_large_is_refused_in_words(tmp_path) -> None:
    with pytest.raises(Problem, match=r"打不开“没有\.json”"):
        layouts.read_file(tmp_path / "没有.json")
    (tmp_path / "大.json").write_text(" " * 1_000_001, encoding="utf-8")
    with pytest.raises(Problem, match="不是薪火的导出格式文件"):
        layouts.read_file(tmp_path / "大.json")


def test_a_column_of_a_later_program_stays_as_an_empty_one_under_its_heading(tmp_path) -> None:
    columns = [{"key": "shoe_size", "heading": "鞋码", "form": "", "text": ""}, {"key": "sex", "form": "klingon"}]
    made = {"kind": "xinhuo-layout", "version": 1, "listing": "teachers", "columns": columns}
    (tmp_path / "新.json").write_text(json.dumps(made), encoding="utf-8-sig")
    assert layouts.read_file(tmp_path / "新.json").columns == (LayoutColumn("", "鞋码"), LayoutColumn("sex", ""))
    assert layouts.read_file(tmp_path / "新.json").name == "新"


def test_a_layout_is_said_in_words_on_the_command_line() -> None:
    made = of_words(listing("teachers"), "name, 性别:code=性别码 ,birth_date:digits,=备用")
    assert made.columns == (
        LayoutColumn("name", "姓名"),
        LayoutColumn("sex", "性别码", "code"),
        LayoutColumn("birth_date", "出生日期", "digits"),
        LayoutColumn("", "备用"),
    )
    with pytest.raises(Problem, match="没有“shoe”这一列"):
        of_words(listing("teachers"), "shoe")
    with pytest.raises(Problem, match="“性别”没有“digits”这种写法。 可用的有：code、both。"):
        of_words(listing("teachers"), "sex:digits")
    with pytest.raises(Problem, match="只有一种写法"):
        of_words(listing("teachers"), "name:code")


COLUMNS = st.sampled_from(LISTINGS["teachers"].columns).flatmap(
    lambda field: st.builds(
        LayoutColumn, st.just(field.name), st.text(max_size=9), st.sampled_from(["", *layouts.forms(field)])
    )
)


@settings(max_examples=50, deadline=None)
@given(st.text(), st.lists(st.one_of(COLUMNS, st.builds(LayoutColumn, heading=st.text(), text=st.text()))))
def test_any_layout_comes_back_from_its_text(title: str, columns: list[LayoutColumn]) -> None:
    layout = Layout("teachers", title, tuple(columns), "某")
    assert of_text(text_of(layout)) == layout


@settings(max_examples=50, deadline=None)
@given(st.one_of(st.text(), st.recursive(st.none() | st.integers(), st.lists).map(json.dumps)))
def test_a_text_that_is_no_layout_is_none(text: str) -> None:
    assert of_text(text) is None
