"""Headings are taken for fields only as surely as they say so; a doubtful one is never silent."""

import csv
from collections import Counter
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app import teachers
from app.fields import Field
from app.importing.kinds import KINDS
from app.importing.mapping import ROW_ID, ColumnMatch, heading_keys, letters, match_columns

HEADINGS = Path(__file__).parents[2] / "data" / "headings"
NUMBERS = ["110105194912310029", "11010519491231002x", None, "110101199003070134"]
FIELDS = teachers.FIELDS


def matched(*labels: str, fields: tuple[Field, ...] = FIELDS, **rest: object) -> list[ColumnMatch]:
    return list(match_columns(fields, labels, **rest))  # type: ignore[arg-type]


def fields_of(matches: list[ColumnMatch]) -> list[str | None]:
    return [one.field for one in matches]


@pytest.mark.parametrize("kind", sorted(path.stem for path in HEADINGS.glob("*.csv")))
def test_headings_that_clerks_write_are_never_taken_silently_for_the_wrong_field(kind: str) -> None:
    outcome: Counter[str] = Counter()
    with (HEADINGS / f"{kind}.csv").open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            (one,) = matched(row["heading"], fields=KINDS[kind].columns)
            meant = row["field"] or None
            if one.imported:
                assert one.field == meant, f"{row['heading']}: {one.field} ({one.reason})"
            if meant:
                outcome["right" if one.imported else "asked" if one.field == meant else "lost"] += 1
    known = sum(outcome.values())
    assert outcome["right"] >= 0.85 * known
    assert outcome["right"] + outcome["asked"] >= 0.9 * known


def test_every_label_and_synonym_of_ours_is_known_again() -> None:
    for kind in KINDS.values():
        for one in kind.columns:
            (found,) = matched(one.label, fields=kind.columns)
            assert (found.field, found.confidence) == (one.name, "exact"), (kind.name, one.label)


def test_padding_makes_it_likely_and_says_how_much() -> None:
    (one,) = matched("教师所在学校全称")
    assert (one.field, one.confidence, one.percent) == ("work", "likely", 94)
    assert "94%" in one.reason


def test_a_writing_slip_is_asked_about() -> None:
    (one,) = matched("出生年目")
    assert (one.field, one.confidence, one.imported) == ("birth_date", "doubtful", False)


def test_a_remark_full_of_identity_numbers_is_doubtful() -> None:
    found = matched("姓名", "备注", samples={1: NUMBERS})
    assert (found[1].confidence, found[1].imported) == ("doubtful", False)
    assert found[1].reason == "表头是“备注”，但内容像身份证号"


def test_names_that_are_dates_are_doubtful() -> None:
    (one,) = matched("姓名", samples={0: ["1985.07", "1990年3月", "1988-01"]})
    assert (one.field, one.confidence) == ("name", "doubtful")


def test_contents_can_settle_a_doubt() -> None:
    assert matched("人员证件", samples={0: NUMBERS})[0].field == "id_number"
    (one,) = matched("阳历生日")
    assert one.confidence == "doubtful"
    (one,) = matched("办公室电话", samples={0: ["13900000001", "13900000002"]})
    assert (one.field, one.confidence) == ("phone", "likely")
    assert "内容也相符" in one.reason


def test_numbers_of_somebody_else_stay_somebody_elses() -> None:
    assert fields_of(matched("配偶身份证号", "家长手机", samples={0: NUMBERS, 1: ["13900000001"]})) == [None, None]


def test_a_column_without_a_heading_says_what_it_looks_like() -> None:
    found = matched("姓名", "", "", samples={1: NUMBERS, 2: ["甲", "乙"]})
    assert [one.reason for one in found] == ["名称相同", "没有表头，内容像身份证号", "没有表头"]
    assert [one.imported for one in found] == [True, False, False]


def test_an_empty_column_is_no_column() -> None:
    assert [one.column for one in matched("姓名", "", "性别", samples={1: [None, None]})] == [0, 2]


def test_a_field_is_given_once() -> None:
    found = matched("手机", "办公电话")
    assert found[1].field is None
    assert found[1].reason == "“联系电话”已由 A 列提供"


def test_a_serial_column_is_left_out_without_a_word_of_doubt() -> None:
    (one,) = matched("序号", samples={0: [1, 2, 3]})
    assert (one.field, one.confidence, one.reason) == (None, "none", "序号列")


def test_two_columns_of_学历_are_first_and_highest_in_their_order() -> None:  # noqa: N802
    found = matched("姓名", "学历", "毕业院校", "专业", "学历", "毕业院校", "专业")
    assert fields_of(found[1:]) == [
        "first_education", "first_school", "first_major", "education", "school", "major",
    ]  # fmt: skip
    assert {one.confidence for one in found[1:]} == {"likely"}
    assert found[1].reason == "“学历”有两列，按先后是第一学历"


def test_the_cells_say_when_the_highest_comes_first() -> None:
    samples = {0: ["本科", "研究生", "本科"], 1: ["大专", "本科", "中专毕业"]}
    assert fields_of(matched("学历", "学历", samples=samples)) == ["education", "first_education"]


def test_cells_that_say_both_are_asked_about() -> None:
    found = matched("学历", "学历", samples={0: ["本科", "大专"], 1: ["大专", "本科"]})
    assert {one.confidence for one in found} == {"doubtful"}


@pytest.mark.parametrize(
    ("labels", "fields"),
    [
        (("第一学历/学历", "第一学历/学位", "最高学历/学历", "最高学历/学位"),
         ["first_education", "first_degree", "education", "degree"]),
        (("全日制教育/学历", "全日制教育/毕业院校", "在职教育/学历", "在职教育/毕业院校"),
         ["first_education", "first_school", "education", "school"]),
        (("学历（第一）", "学历（最高）"), ["first_education", "education"]),
        (("第一学历", "学历"), ["first_education", "education"]),
    ],
)  # fmt: skip
def test_words_and_groups_say_which_of_two_it_is(labels: tuple[str, ...], fields: list[str]) -> None:
    found = matched(*labels)
    assert fields_of(found) == fields
    assert all(one.imported for one in found)


@pytest.mark.parametrize(
    "label", ["学历/学位", "职务/职称", "工作单位/职务", "姓名/性别", "最高学历（学位）", "毕业院校及专业"]
)
def test_two_things_in_one_column_are_never_taken_for_one(label: str) -> None:
    assert not any(one.imported for one in matched("序号", label))
    assert not any(one.imported for one in matched(label, "备注", label) if one.heading == label)


def test_a_heading_under_a_group_is_read_by_its_last_part() -> None:
    found = matched("任教情况/任教学科", "任职/职称", "身份证/号码", "家庭成员/姓名", "家庭成员/工作单位")
    assert fields_of(found) == ["subject", "title", "id_number", None, None]


def test_the_same_headings_after_师父_and_徒弟_belong_to_each() -> None:  # noqa: N802
    found = matched("师傅姓名", "学校", "职称", "徒弟姓名", "学校", "职称", "学科", fields=KINDS["pairs"].columns)
    assert fields_of(found) == [
        "mentor_id.name", "mentor_id.work", None, "mentee_id.name", "mentee_id.work", None, "subject",
    ]  # fmt: skip
    assert found[1].reason == "在“师傅姓名”之后，是师父任教学校"


def test_a_school_that_stands_once_is_nobodys() -> None:
    found = matched("师父", "徒弟", "学校", fields=KINDS["pairs"].columns)
    assert not found[2].imported


def test_a_template_says_it_whatever_the_labels_became() -> None:
    found = matched("甲", "性别", "乙", "核对", template={0: "=name", 1: "phone", 2: ROW_ID, 3: "!check", 9: "gone"})
    assert [(one.field, one.confidence) for one in found] == [
        ("name", "template"), ("phone", "template"), (ROW_ID, "template"), (None, "none"),
    ]  # fmt: skip
    assert found[3].reason == "检查列"


def test_an_older_template_is_read_by_key_first_and_label_second() -> None:
    found = matched("大名", "手机号码", "职称", template={0: "name", 1: "mobile_of_2024"})
    assert fields_of(found) == ["name", "phone", "title"]
    assert [one.confidence for one in found] == ["template", "exact", "exact"]


def test_what_was_said_last_time_holds_and_what_is_said_now_holds_more() -> None:
    keys = heading_keys(["单位", "备考", "学历", "学历"])
    last = dict(zip(keys, ["establishment", None, "education", "first_education"], strict=True))
    found = matched("单位", "备考", "学历", "学历", remembered=last)
    assert fields_of(found) == ["establishment", None, "education", "first_education"]
    assert [one.reason for one in found[:2]] == ["与上次相同", "与上次相同：不导入"]
    now = matched("单位", "备考", "学历", "学历", remembered=last, chosen={0: "work", 2: None})
    assert [(one.field, one.confidence) for one in now[:3:2]] == [("work", "chosen"), (None, "chosen")]
    assert now[3].field == "first_education"


def test_what_was_right_last_time_is_asked_again_when_the_cells_differ() -> None:
    (one,) = matched("编号", remembered={"编号": "name"}, samples={0: NUMBERS})
    assert (one.confidence, one.reason) == ("doubtful", "上次是“姓名”，但内容像身份证号")


def test_a_person_who_gives_a_field_to_another_column_takes_it_from_the_first() -> None:
    found = matched("姓名", "曾用名", chosen={1: "name"})
    assert (found[1].field, found[0].field) == ("name", None)
    assert found[0].reason == "“姓名”已由 B 列提供"


def test_columns_are_lettered_as_the_sheet_shows_them() -> None:
    assert [letters(column) for column in (0, 25, 26, 701, 702)] == ["A", "Z", "AA", "ZZ", "AAA"]


WORDS = st.sampled_from(
    [one.label for one in FIELDS] + ["学历", "学位", "专业", "单位", "序号", "电话", "/", "（", "）", "现", "配偶"]
)


@given(st.lists(st.lists(WORDS, max_size=3).map("".join), max_size=12), st.data())
def test_whatever_the_headings_every_field_is_given_once(labels: list[str], data: st.DataObject) -> None:
    samples = {column: data.draw(st.lists(st.sampled_from(["110105194912310029", "男", "本科", 1, None])))
               for column in range(len(labels))}  # fmt: skip
    found = match_columns(FIELDS, labels, samples)
    given_fields = [one.field for one in found if one.field]
    assert len(given_fields) == len(set(given_fields))
    assert [one.column for one in found] == sorted({one.column for one in found})
    assert {column for column, label in enumerate(labels) if label} <= {one.column for one in found}
    assert all(one.reason for one in found)
    assert all(0 <= one.percent <= 100 for one in found)
