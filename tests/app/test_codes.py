import csv
import re
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app import codes

FOLDER = Path(codes.__file__).with_name("data") / "codes"


def test_every_table_has_a_file_and_every_file_a_table() -> None:
    assert {path.stem for path in FOLDER.glob("*.csv")} == set(codes.NAMES)


def test_every_table_is_named_among_its_sources() -> None:
    sources = (FOLDER / "SOURCES.md").read_text(encoding="utf-8")
    assert not [name for name in codes.NAMES if f"`{name}`" not in sources]


@pytest.mark.parametrize("name", codes.NAMES)
def test_a_table_is_whole(name: str) -> None:
    table = codes.table(name)
    assert table.name == name and table.label and table.source
    assert len({one.code for one in table.codes}) == len(table.codes) > 0
    assert len(set(table.labels())) == len(table.codes)
    for one in table.codes:
        assert one.label == one.label.strip() and one.label


@pytest.mark.parametrize("name", codes.NAMES)
def test_a_code_a_label_and_every_other_word_find_their_code(name: str) -> None:
    table = codes.table(name)
    for one in table.codes:
        for word in (one.code, one.label, *one.aliases):
            assert table.find(word) == one.code, word
            assert table.find(f" {word} ") == one.code, word
        assert table.label_of(one.code) == one.label


@pytest.mark.parametrize("name", codes.NAMES)
def test_no_line_is_split_wrongly(name: str) -> None:
    with (FOLDER / f"{name}.csv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.reader(file))
    assert rows[0][:4] == ["code", "label", "note", "aliases"]
    assert {len(row) for row in rows} == {len(rows[0])}


def test_a_table_is_read_once() -> None:
    assert codes.table("sex") is codes.table("sex")


def test_a_table_nobody_knows_is_a_mistake_of_ours() -> None:
    with pytest.raises(KeyError):
        codes.table("nobody")


def test_ethnic_groups_are_found_with_and_without_their_last_character() -> None:
    ethnic = codes.table("ethnic")
    assert ethnic.find("汉") == ethnic.find("汉族") == ethnic.find("汉 族") == ethnic.find("０１") == "01"
    assert ethnic.find("土家") == "15" and ethnic.find("土") == "30"
    assert len([one for one in ethnic.codes if one.code < "90"]) == 56


def test_an_unknown_code_is_shown_as_it_is_and_none_as_nothing() -> None:
    assert codes.table("sex").label_of("7") == "7"
    assert codes.table("sex").label_of(None) == ""


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("ethnic", "族"),
        ("ethnic", ""),
        ("ethnic", "1"),
        ("subject", "信息技术"),
        ("education", "中专"),
        ("education", "硕士研究生"),
        ("title", "高级"),
        ("title", "一级"),
        ("post_grade", "七级"),
        ("school_kind", "特殊教育学校"),
        ("stage", "中职"),
    ],
)
def test_a_word_that_is_not_sure_is_not_guessed(name: str, text: str) -> None:
    assert codes.table(name).find(text) is None


def test_a_code_and_a_label_that_do_not_agree_mean_none() -> None:
    assert codes.table("sex").find("1-女") is None
    assert codes.table("ethnic").find("02-汉族") is None
    assert codes.table("sex").find("11") is None


def test_a_word_of_two_codes_means_none() -> None:
    table = codes.CodeTable(
        "any", "试", "试", (codes.Code("1", "甲", aliases=("同",)), codes.Code("2", "乙", aliases=("同",)))
    )
    assert table.find("同") is None
    assert table.find("乙") == "2"


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("中学高级教师", "高级教师"),
        ("小中高", "高级教师"),
        ("中学一级教师", "一级教师"),
        ("小学高级教师", "一级教师"),
        ("中学二级教师", "二级教师"),
        ("小学一级教师", "二级教师"),
        ("中学三级教师", "三级教师"),
        ("小学二级教师", "三级教师"),
        ("小学三级教师", "三级教师"),
        ("正高级教师", "正高级教师"),
    ],
)
def test_titles_before_2015_lead_to_those_of_today(old: str, new: str) -> None:
    title = codes.table("title")
    code = title.find(old)
    assert code is not None
    assert title.label_of(title.current(code)) == new


def test_what_the_rules_rely_on_stays() -> None:
    assert codes.table("sex").labels() == ("未知的性别", "男", "女", "未说明的性别")
    assert [one.code for one in codes.table("result").codes] == ["0", "1", "2", "3"]
    assert codes.table("result").labels() == ("未评", "合格", "优秀", "不合格")
    assert codes.table("pair_status").labels() == ("拟结对", "培养中", "已出师", "延期", "已解除")
    assert [one.code for one in codes.table("pair_status").codes] == ["1", "2", "3", "4", "5"]
    assert [one.code for one in codes.table("posting_kind").codes] == ["establishment", "work"]
    assert codes.table("mandarin").labels()[:2] == ("一级甲等", "一级乙等")


def test_local_codes_are_marked_and_standard_ones_are_not() -> None:
    for name in ("subject", "degree"):
        for one in codes.table(name).codes:
            assert bool(one.source) == one.code.startswith("L") == bool(re.match(r"L\d", one.code))


@given(st.sampled_from(codes.NAMES), st.text(max_size=12))
def test_whatever_is_written_leads_to_a_code_of_the_table_or_to_none(name: str, text: str) -> None:
    found = codes.table(name).find(text)
    assert found is None or found in {one.code for one in codes.table(name).codes}


@pytest.mark.parametrize(
    ("name", "text", "label"),
    [
        ("title", "中一", "中学一级教师"),
        ("title", "小高", "小学高级教师"),
        ("title", "正高级", "正高级教师"),
        ("title", "高级教师（副高）", "高级教师"),
        ("title", "无", "未定职级"),
        ("education", "大专", "大学专科教育"),
        ("education", "本科学历", "大学本科教育"),
        ("political", "正式党员", "中共党员"),
        ("political", "中共党员（预备）", "中共预备党员"),
        ("subject", "道法", "道德与法治"),
        ("subject", "小学语文", "语文"),
        ("subject", "初中数学教师", "数学"),
        ("subject", "高中信息技术", "信息技术（高中）"),
        ("subject", "体育课", "体育与健康"),
        ("stage", "小学部", "小学"),
        ("employment", "国家特岗", "特岗"),
        ("mandarin", "2级甲等", "二级甲等"),
        ("post_grade", "专业技术十级岗位", "专业技术十级"),
        ("post_grade", "十二级", "专业技术十二级"),
        ("ethnic", "蒙", "蒙古族"),
        ("ethnic", "穿青人", "其他"),
        ("training_form", "线上+线下", "混合"),
        ("ethnic", "01-汉族", "汉族"),
        ("sex", "1 男", "男"),
        ("sex", "[2]女性", "女"),
        ("subject", "L01：道德与法治", "道德与法治"),
        ("post_grade", "p07 专业技术七级", "专业技术七级"),
    ],
)
def test_words_clerks_write_find_their_code(name: str, text: str, label: str) -> None:
    table = codes.table(name)
    assert table.label_of(table.find(text)) == label


@pytest.mark.parametrize(
    ("name", "text", "labels"),
    [
        ("education", "中专", ["中等专科毕业", "中等专科结业", "中等专科肄业"]),
        ("education", "研究生毕业", ["博士研究生毕业", "硕士研究生毕业"]),
        ("subject", "信息技术", ["信息技术（高中）", "信息技术（义务教育）"]),
        ("title", "高级", ["高级教师", "中学高级教师", "小学高级教师"]),
        ("title", "幼儿园高级教师", ["高级教师", "小学高级教师"]),
        ("post_grade", "7级", ["专业技术七级", "管理七级"]),
        ("stage", "中学", ["普通初中", "普通高中"]),
        ("employment", "编外", ["合同制聘用", "代课"]),
    ],
)
def test_a_word_that_is_not_sure_says_what_it_may_mean(name: str, text: str, labels: list[str]) -> None:
    table = codes.table(name)
    assert table.find(text) is None
    assert [table.label_of(code) for code in table.may_mean(text)] == labels


@pytest.mark.parametrize("name", codes.NAMES)
def test_what_a_word_may_mean_is_more_than_one_thing_and_never_sure(name: str) -> None:
    table = codes.table(name)
    for word in {word for one in table.codes for word in one.maybe}:
        assert len(table.may_mean(word)) > 1 and table.find(word) is None, word
