import os
import subprocess
import sys
from itertools import product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.pinyin import _SURNAMES, matches, name_keys, readings

HETERONYMS = "单解仇曾查区任朴盖华尉万俟长孙覃缪宁洗冼员召翟乐种黑逄佴吕行重朝传佛给干会角降觉卡参弹都度恶发藏"
OTHERS = "张王李伟芳娜敏静丽强磊洋勇艳杰涛明超兰霞平刚桂英䶮𬭎喆堃女绿略"

names = st.text(st.sampled_from(HETERONYMS + OTHERS), min_size=1, max_size=5)


@pytest.mark.parametrize(
    ("name", "first"),
    [
        ("单雄信", "shan"),
        ("解晓东", "xie"),
        ("仇和", "qiu"),
        ("曾国藩", "zeng"),
        ("查良镛", "zha"),
        ("区寄", "ou"),
        ("任正", "ren"),
        ("朴槿", "piao"),
        ("盖叫天", "ge"),
        ("华佗", "hua"),
        ("覃琳", "qin"),
        ("缪贤", "miao"),
        ("洗星海", "xian"),
        ("冼星海", "xian"),
        ("员半千", "yun"),
        ("贠强", "yun"),
        ("召信臣", "shao"),
        ("翟让", "zhai"),
        ("乐毅", "yue"),
        ("种师道", "chong"),
        ("黑建国", "he"),
        ("逄蒙", "pang"),
        ("佴永", "nai"),
        ("宁静", "ning"),
    ],
)
def test_a_surname_is_read_as_a_surname(name: str, first: str) -> None:
    assert readings(name)[0][0] == first
    assert name_keys(name).sort.startswith(first)


@pytest.mark.parametrize(
    ("name", "sort"), [("尉迟恭", "yuchigong"), ("万俟卨", "moqi"), ("长孙无忌", "zhangsun"), ("澹台灭明", "tantai")]
)
def test_a_surname_of_two_characters_is_read_as_one(name: str, sort: str) -> None:
    assert name_keys(name).sort.startswith(sort)


def test_the_usual_readings_of_a_surname_stay_findable() -> None:
    assert set(readings("单")[0]) == {"shan", "dan", "chan"}
    assert {"qin", "tan"} <= set(readings("覃")[0])
    assert {"he", "hei"} <= set(readings("黑")[0])
    for surname, first in _SURNAMES.items():
        assert len(set(readings(surname)[0])) >= 1 and readings(surname)[0][0] == first


def test_a_polyphonic_character_is_read_otherwise_only_at_the_front() -> None:
    assert readings("张单")[1][0] == "dan"
    assert readings("买·单")[1][0] == "dan"


def test_a_name_with_a_dot_begins_with_no_surname() -> None:
    assert readings("单巴·多吉")[0][0] == "dan"


def test_keys_hold_every_reading() -> None:
    keys = name_keys("单伟")
    assert keys.readings == "shan,dan,chan wei"
    assert keys.initials == "sw dw cw"
    assert keys.full == "shanwei danwei chanwei"
    assert keys.sort == "shanwei"


def test_the_umlaut_is_v_and_also_u() -> None:
    assert readings("吕")[0] == ("lv", "lu")
    assert readings("略")[0] == ("lve", "lue")
    assert name_keys("吕布").full.split() == ["lvbu", "lubu"]


def test_letters_are_their_own_reading_and_signs_are_none() -> None:
    assert readings("Tom 张·3") == (("t",), ("o",), ("m",), ("zhang",), ("3",))
    assert readings("·  -") == ()
    assert name_keys("").readings == ""
    assert readings("Ａ")[0] == ("a",)


def test_rare_characters_of_the_general_list_have_a_reading() -> None:
    for character in "㛃䶮𬭎𫖮":
        assert readings(character)[0][0].isascii()


def test_a_character_nobody_reads_is_its_own_reading() -> None:
    assert readings("々") == (("々",),)


def test_too_many_variants_leave_the_first_and_the_readings() -> None:
    keys = name_keys("行行行行行")
    assert " " not in keys.full and keys.full == keys.sort
    assert matches(keys.readings, "hangxinghenghangxing")


def test_what_matches_and_what_does_not() -> None:
    keys = name_keys("张小伟").readings
    for query in ("zhangxiaowei", "zhangxw", "zxw", "zxiaow", "xw", "wei", "xiaowei", "zhxw", "z", "xiaow"):
        assert matches(keys, query), query
    for query in ("zw", "hang", "wx", "zhangwei", "weiz", "zhangg", "iao", ""):
        assert not matches(keys, query), query


@given(names, st.data())
def test_every_combination_of_readings_and_initials_is_found(name: str, data: st.DataObject) -> None:
    keys = name_keys(name)
    for each in product(*readings(name)) if len(name) < 4 else [None]:
        chosen = each or tuple(data.draw(st.sampled_from(one)) for one in readings(name))
        written = "".join(part[: data.draw(st.integers(1, len(part)))] for part in chosen)
        initials = "".join(part[0] for part in chosen)
        for query in ("".join(chosen), initials, written):
            assert matches(keys.readings, query), (keys.readings, query)
        if " " in keys.full:
            assert "".join(chosen) in keys.full.split()
        if " " in keys.initials:
            assert initials in keys.initials.split()


@given(names, st.data())
def test_a_run_of_characters_is_found_wherever_it_begins(name: str, data: st.DataObject) -> None:
    begin = data.draw(st.integers(0, len(name) - 1))
    end = data.draw(st.integers(begin + 1, len(name)))
    query = "".join(data.draw(st.sampled_from(one)) for one in readings(name)[begin:end])
    assert matches(name_keys(name).readings, query)


def _read_off(each: list[list[str]], query: str) -> bool:
    """The meaning of `matches`, slowly: some run of characters gives the query, each a beginning of a reading."""
    reachable: set[int] = set()
    for alternatives in each:
        reachable = {
            at + length
            for at in {0, *reachable}
            for reading in alternatives
            for length in range(1, len(reading) + 1)
            if query[at : at + length] == reading[:length]
        }
        if len(query) in reachable:
            return True
    return False


syllables = st.text("abz", min_size=1, max_size=3)


@given(st.lists(st.lists(syllables, min_size=1, max_size=3), min_size=1, max_size=4), st.text("abz", min_size=1))
def test_matches_means_what_it_says(each: list[list[str]], query: str) -> None:
    text = " ".join(",".join(alternatives) for alternatives in each)
    assert matches(text, query) == _read_off(each, query)


@given(st.text(max_size=12))
def test_any_text_has_keys(text: str) -> None:
    keys = name_keys(text)
    assert len(keys.readings.split(" ")) == max(1, len(readings(text)))
    assert "\n" not in keys.readings + keys.initials + keys.full


def test_pypinyin_is_not_loaded_before_a_name_is_read() -> None:
    script = (
        "import sys, app.pinyin, app.search\n"
        "assert 'pypinyin' not in sys.modules\n"
        "app.pinyin.readings('张')\n"
        "assert 'pypinyin' in sys.modules and 'pypinyin.phrases_dict' not in sys.modules\n"
    )
    clean = {key: value for key, value in os.environ.items() if not key.startswith("PYPINYIN")}
    subprocess.run([sys.executable, "-c", script], check=True, env=clean)
