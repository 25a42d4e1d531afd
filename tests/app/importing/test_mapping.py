"""Headings are taken for fields only as surely as they say so."""

from app import teachers
from app.importing.mapping import ColumnMatch, match_columns

NUMBERS = ["110105194912310029", "11010519491231002x", None, "110101199003070134"]


def matched(*labels: str, **rest: object) -> dict[str, ColumnMatch]:
    return {one.heading: one for one in match_columns(teachers.FIELDS, labels, **rest)}  # type: ignore[arg-type]


def test_a_label_is_exact_and_so_is_what_clerks_call_it() -> None:
    found = matched("*姓名", "手 机 号", "出生年月（格式：1990-01）")
    assert [(one.field, one.confidence) for one in found.values()] == [
        ("name", "exact"), ("phone", "exact"), ("birth_date", "exact"),
    ]  # fmt: skip


def test_padding_makes_it_likely_and_says_how_much() -> None:
    (one,) = matched("教师所在学校全称").values()
    assert (one.field, one.confidence, one.percent) == ("work", "likely", 94)
    assert "94%" in one.reason


def test_a_remark_full_of_identity_numbers_is_doubtful() -> None:
    found = match_columns(teachers.FIELDS, ["姓名", "备注"], {1: NUMBERS})
    assert (found[1].confidence, found[1].imported) == ("doubtful", False)
    assert found[1].reason == "表头是“备注”，但内容像身份证号"


def test_a_field_is_given_once() -> None:
    found = matched("手机", "办公电话")
    assert found["办公电话"].field is None
    assert found["办公电话"].reason == "“联系电话”已由 A 列提供"
