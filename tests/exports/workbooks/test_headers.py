import pytest

from exports.workbooks.grids import Grid
from exports.workbooks.headers import Header, Known, find_header, label_forms
from exports.workbooks.sheets import Cell, Merge, Sheet


def header_of(sheet: Sheet, known: set[str]) -> Header | None:
    return find_header(Grid(sheet), Known(known), range(len(sheet.rows)))


def sheet(*rows: tuple[Cell, ...], merged: tuple[Merge, ...] = ()) -> Sheet:
    return Sheet("表", rows, merged)


@pytest.mark.parametrize(
    "written",
    [
        "*姓名",
        "姓　名",
        "姓\n名",
        "姓名（必填）",
        "姓名(与身份证一致)",
        "＊ 姓名：",
        "姓名\n格式：中文",
        " 姓名【必填】",
        "★姓名",
    ],
)
def test_a_label_is_known_however_it_is_dressed(written: str) -> None:
    assert not label_forms(written).isdisjoint(label_forms("姓名"))


def test_brackets_that_belong_to_a_label_still_tell_it_apart() -> None:
    assert label_forms("校（园）长") != label_forms("校长")
    assert label_forms("（）*") == label_forms("（）")


def test_labels_in_two_rows_tied_by_merged_cells_are_one_header() -> None:
    header = header_of(
        sheet(
            ("某县教师名册",),
            ("序号", "姓名", "最高学历", None, "备注"),
            (None, None, "学历", "毕业\n院校"),
            (1, "张三", "本科", "师范大学"),
            merged=(
                Merge(0, 0, 0, 4),
                Merge(1, 0, 2, 0),
                Merge(1, 1, 2, 1),
                Merge(1, 2, 1, 3),
                Merge(1, 4, 2, 4),
            ),
        ),
        {"姓名", "最高学历/毕业院校", "备注"},
    )
    assert header is not None
    assert header.rows == range(1, 3)
    assert header.labels == ("序号", "姓名", "最高学历/学历", "最高学历/毕业院校", "备注")


def test_labels_in_two_rows_are_tied_by_their_gaps_where_merges_are_unknown() -> None:
    header = header_of(
        sheet(("姓名", "最高学历", None, "备注"), (None, "学历", "毕业院校"), ("张三", "本科", "师范大学", "无")),
        {"姓名", "毕业院校", "备注"},
    )
    assert header is not None
    assert header.labels == ("姓名", "最高学历/学历", "最高学历/毕业院校", "备注")


def test_the_same_label_under_two_groups_keeps_its_group() -> None:
    merged = (Merge(0, 0, 0, 1), Merge(0, 2, 0, 3))
    rows = (("第一学历", None, "最高学历"), ("学历", "院校", "学历", "院校"), ("专科", "一师", "本科", "二师"))
    header = header_of(sheet(*rows, merged=merged), {"学历", "院校"})
    assert header is not None
    assert header.labels == ("第一学历/学历", "第一学历/院校", "最高学历/学历", "最高学历/院校")


def test_a_line_of_unit_and_date_over_the_labels_is_no_part_of_them() -> None:
    merged = (Merge(0, 0, 0, 1), Merge(0, 2, 0, 3))
    rows = (("填报单位：一小", None, "日期：2024年"), ("姓名", "性别", "学科", "备注"), ("张三", "男", "语文", "无"))
    header = header_of(sheet(*rows, merged=merged), {"姓名", "性别", "学科"})
    assert header is not None
    assert header.labels == ("姓名", "性别", "学科", "备注")


def test_a_data_row_of_words_is_not_taken_for_a_second_header_row() -> None:
    rows = (("姓名", "性别", None, "备注"), ("张三", None, "骨干", "无"), ("李四", "男", None, "无"))
    header = header_of(sheet(*rows), {"姓名", "性别", "备注"})
    assert header is not None
    assert header.rows == range(1)


def test_without_a_known_label_the_first_wide_row_of_words_is_the_header() -> None:
    header = header_of(sheet(("名单",), ("甲", "乙", "丙"), ("一", 2, "三"), ("四", 5, "六")), {"姓名"})
    assert header is not None
    assert header.rows == range(1, 2)


def test_without_a_known_label_merged_cells_still_tie_two_rows() -> None:
    merged = (Merge(0, 0, 1, 0), Merge(0, 1, 0, 2))
    header = header_of(sheet(("甲", "乙"), (None, "丙", "丁"), ("一", 2, 3), merged=merged), {"姓名"})
    assert header is not None
    assert header.labels == ("甲", "乙/丙", "乙/丁")


@pytest.mark.parametrize("rows", [(), ((),), (("只有标题",),), ((1, 2), (3, 4))])
def test_a_sheet_without_labels_has_no_header(rows: tuple[tuple[Cell, ...], ...]) -> None:
    assert header_of(sheet(*rows), {"姓名"}) is None


def test_three_rows_of_labels_are_one_header_where_merged_cells_reach_down() -> None:
    rows = (
        ("姓名", "学习经历", None, None, None),
        (None, "第一学历", None, "最高学历", None),
        (None, "学历", "学位", "学历", "学位"),
        ("张三", "专科", None, "本科", "学士"),
    )
    merged = (Merge(0, 0, 2, 0), Merge(0, 1, 0, 4), Merge(1, 1, 1, 2), Merge(1, 3, 1, 4))
    for known in ({"姓名"}, set[str]()):
        header = header_of(sheet(*rows, merged=merged), known)
        assert header is not None
        assert header.rows == range(3)
        assert header.labels[1:3] == ("学习经历/第一学历/学历", "学习经历/第一学历/学位")
        assert header.labels[4] == "学习经历/最高学历/学位"


def test_three_rows_of_labels_are_one_header_where_merges_are_unknown() -> None:
    rows = (
        ("姓名", "学习经历", None, None, None),
        (None, "第一学历", None, "最高学历", None),
        (None, "学历", "学位", "学历", "学位"),
        ("张三", "专科", None, "本科", "学士"),
    )
    header = header_of(sheet(*rows), {"姓名"})
    assert header is not None
    assert header.rows == range(3)
    assert header.labels[3] == "学习经历/最高学历/学历"


def test_a_person_under_a_label_of_two_columns_is_no_label() -> None:
    merged = (Merge(0, 1, 0, 2), Merge(1, 1, 1, 2))
    header = header_of(sheet(("姓名", "备注", None), ("张三", "转来", None), merged=merged), set())
    assert header is not None
    assert header.rows == range(1)


def test_years_may_stand_among_the_labels() -> None:
    header = header_of(sheet(("姓名", "学校", "考核", 2024, 2025), ("张三", "一小", 3, 4, 5)), set())
    assert header is not None
    assert header.labels == ("姓名", "学校", "考核", "2024", "2025")


def test_a_line_narrower_than_the_labels_below_it_is_no_header() -> None:
    rows = (("某县", "2026年度", "花名册"), ("姓名", "学校", "学科", "性别", "学时"), ("张三", "一小", "语文", "男", 8))
    header = header_of(sheet(*rows), set())
    assert header is not None
    assert header.rows == range(1, 2)


def test_a_column_without_a_label_does_not_hide_the_header() -> None:
    rows = (("释义项目", None, "释义"), ("公司", "指", "某公司"), ("章程", "指", "某章程"))
    header = header_of(sheet(*rows), set())
    assert header is not None
    assert header.labels == ("释义项目", "", "释义")
