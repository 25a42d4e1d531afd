from hypothesis import given
from hypothesis import strategies as st

from app.pinyin import matches, name_keys
from app.search import _WALKED_HITS, Entry, NameIndex


def entry(place: int, name: str, id_number: str = "", school: str = "") -> Entry:
    keys = name_keys(name)
    return Entry(f"t{place}", name, keys.initials, keys.full, keys.readings, id_number, school)


PEOPLE = [
    entry(0, "张伟", "11010519491231002X", "第一中心小学"),
    entry(1, "单小伟", "440524198001010013", "第一中心小学"),
    entry(2, "曾乐", "", "城关中学"),
    entry(3, "买买提·艾力", "", "城关中学"),
    entry(4, "吕 布", "", "101中学"),
    entry(5, "行行行行行", "", ""),
]
INDEX = NameIndex(PEOPLE)


def test_chinese_text_is_part_of_the_name_or_of_the_school() -> None:
    assert INDEX.find("伟") == ["t0", "t1"]
    assert INDEX.find("城关") == ["t2", "t3"]
    assert INDEX.find("吕布") == ["t4"]
    assert INDEX.find("伟第一") == []


def test_initials_and_pinyin_find_a_name_by_every_reading() -> None:
    assert INDEX.find("zw") == ["t0"]
    assert INDEX.find("sxw") == INDEX.find("dxw") == INDEX.find("cxw") == ["t1"]
    assert INDEX.find("zengyue") == INDEX.find("cengle") == ["t2"]
    assert INDEX.find("lvb") == INDEX.find("lub") == ["t4"]
    assert INDEX.find("mmt") == ["t3"]


def test_pinyin_and_initials_may_be_mixed() -> None:
    assert INDEX.find("shanxw") == ["t1"]
    assert INDEX.find("maimt") == ["t3"]


def test_a_name_of_too_many_readings_is_found_by_all_of_them() -> None:
    assert INDEX.find("hangxinghenghangxing") == ["t5"]
    assert INDEX.find("hxhxh") == ["t5"]


def test_four_digits_or_more_are_part_of_an_id_number() -> None:
    assert INDEX.find("002x") == INDEX.find("002X") == INDEX.find("００２Ｘ") == ["t0"]
    assert INDEX.find("0013") == ["t1"]
    assert INDEX.find("19800101") == ["t1"]
    assert INDEX.find("101") == ["t4"]


def test_every_word_must_fit() -> None:
    assert INDEX.find("伟 第一") == ["t0", "t1"]
    assert INDEX.find("第一 zw") == ["t0"]
    assert INDEX.find("zw　002x") == ["t0"]
    assert INDEX.find("zw 城关") == []


def test_width_case_and_apostrophes_do_not_matter() -> None:
    assert INDEX.find("ＺＷ") == INDEX.find("Zhang'Wei") == ["t0"]
    assert INDEX.find("lü") == ["t4"]


def test_no_words_find_everybody() -> None:
    assert INDEX.find("  ") == [one.id for one in PEOPLE]
    assert NameIndex([]).find("zw") == NameIndex([]).find("") == []


def test_many_hits_come_whole_and_in_order() -> None:
    crowd = [entry(place, "张伟" if place % 3 else "李敏") for place in range(3 * _WALKED_HITS)]
    index = NameIndex(crowd)
    assert index.find("zw") == index.find("张") == [one.id for one in crowd if one.name == "张伟"]
    assert index.find("lm") == [one.id for one in crowd if one.name == "李敏"]


def naive(people: list[Entry], text: str) -> list[str]:
    kept = people
    for word in text.lower().split():
        if word.isalpha() and word.isascii():
            hits = [
                one
                for one in people
                if word in one.initials
                or word in one.full
                or (" " not in one.full and "," in one.readings and matches(one.readings, word))
            ] or [one for one in people if matches(one.readings, word)]
        elif len(word) > 3 and word.removesuffix("x").isdigit() and word.isascii():
            hits = [one for one in people if word in one.id_number.lower()]
        else:
            hits = [one for one in people if word in one.name or word in one.school]
        kept = [one for one in kept if one in hits]
    return [one.id for one in kept]


NAMES = st.text("张单曾行乐伟吕长", min_size=1, max_size=5)
SCHOOLS = st.sampled_from(["第一小学", "城关中学", "101中学"])
NUMBERS = st.text("01x", max_size=6)
WORDS = st.one_of(
    st.text("zhangsiwexlvub", min_size=1, max_size=6),
    st.text("张单伟一学中", min_size=1, max_size=2),
    st.text("01", min_size=3, max_size=5),
    st.sampled_from(["zhang", "shanw", "zw", "hx", "xingh", "zengle", "011x"]),
)


@given(
    st.lists(st.tuples(NAMES, NUMBERS, SCHOOLS), max_size=12),
    st.lists(WORDS, min_size=1, max_size=3),
)
def test_the_index_finds_what_a_plain_look_at_everybody_finds(
    people: list[tuple[str, str, str]], words: list[str]
) -> None:
    rows = [entry(place, *person) for place, person in enumerate(people)]
    assert NameIndex(rows).find(" ".join(words)) == naive(rows, " ".join(words))


@given(st.lists(NAMES, min_size=1, max_size=8), st.data())
def test_everybody_is_found_by_any_reading_of_the_name(people: list[str], data: st.DataObject) -> None:
    rows = [entry(place, name) for place, name in enumerate(people)]
    wanted = data.draw(st.sampled_from(rows))
    chosen = [data.draw(st.sampled_from(one.split(","))) for one in wanted.readings.split(" ")]
    index = NameIndex(rows)
    assert wanted.id in index.find("".join(chosen))
    assert wanted.id in index.find("".join(one[0] for one in chosen))


@given(st.text(max_size=12))
def test_any_text_may_be_typed(text: str) -> None:
    assert set(INDEX.find(text)) <= {one.id for one in PEOPLE}
