import io
from collections import Counter
from pathlib import Path

import openpyxl
import xlwt
from hypothesis import given
from hypothesis import strategies as st

from exports.workbooks.reading import read_workbook
from exports.workbooks.sheets import Cell, Merge, Sheet, as_text
from exports.workbooks.tables import Placement, Skipped, Table, find_tables, table_at
from exports.workbooks.templates import key_cell

LABELS = {"序号", "学校名称", "学校标识码", "主管部门", "所在地", "办学层次", "备注"}


def found(*rows: tuple[Cell, ...], merged: tuple[Merge, ...] = (), known: tuple[str, ...] = ("姓名", "学校")) -> Table:
    return find_tables(Sheet("表", rows, merged), known)[0]


def kinds(table: Table) -> list[tuple[int, str]]:
    return [(skipped.number, skipped.kind) for skipped in table.skipped]


def test_a_list_with_titles_and_merged_group_rows_gives_exactly_its_rows(tmp_path: Path) -> None:
    book = xlwt.Workbook()
    sheet = book.add_sheet("sheet1")
    sheet.write(0, 0, "附件1：")
    sheet.write_merge(1, 1, 0, 6, "全国普通高等学校名单\n（按学校办学层次和标识码排序）")
    for column, label in enumerate(["序号", "学校名称", "学校标识码", "主管部门", "所在地", "办学层次", "备注"]):
        sheet.write(2, column, label)
    row = 3
    for place, schools in (("北京市", 3), ("天津市", 2)):
        sheet.write_merge(row, row, 0, 6, f"{place}（{schools}所）")
        for number in range(1, schools + 1):
            code = 4111010000 + row + number
            cells = [number, f"{place}第{number}大学", str(code) if number % 2 else code, "教育部", place, "本科"]
            for column, cell in enumerate(cells):
                sheet.write(row + number, column, cell)
        row += schools + 1
    book.save(str(tmp_path / "名单.xls"))
    table = find_tables(read_workbook(tmp_path / "名单.xls").sheets[0], LABELS)[0]
    assert table.header_rows == range(3, 4)
    assert [(row.number, as_text(row.values[0])) for row in table.body] == [
        (5, "1"), (6, "2"), (7, "3"), (9, "1"), (10, "2"),
    ]  # fmt: skip
    codes = [as_text(row.values[2]) for row in table.body]
    assert codes == ["4111010004", "4111010005", "4111010006", "4111010008", "4111010009"]
    assert kinds(table) == [(1, "说明"), (2, "标题"), (4, "分组"), (8, "分组")]
    assert all(len(row.values) == 7 for row in table.body)


def test_every_kind_of_row_that_is_no_data_is_named() -> None:
    table = found(
        ("某县教师名册",),
        ("填报单位：一小", None, "2024年9月"),
        (),
        ("序号", "姓名", "学校"),
        ("示例", "例：王五", "某小学"),
        ("一、小学",),
        (1, "张三", "一小"),
        (2,),
        (None, " \u3000"),
        ("小计", None, "1人"),
        ("序号", "姓名", "学校"),
        (3, "李四", "二小"),
        (4, "合伟计", "二小"),
        ("合 计", 2),
        ("注：以上数据截至九月",),
        ("填表人：王五", None, "联系电话：139"),
    )
    assert [row.number for row in table.body] == [7, 12, 13]
    assert kinds(table) == [
        (1, "标题"), (2, "说明"), (3, "空行"), (5, "示例"), (6, "分组"), (8, "空行"), (9, "空行"), (10, "合计"),
        (11, "重复表头"), (14, "合计"), (15, "说明"), (16, "说明"),
    ]  # fmt: skip
    assert table.skipped[0] == Skipped(1, "标题", "某县教师名册")


def test_a_school_merged_over_its_teachers_belongs_to_each_of_them() -> None:
    table = found(
        ("学校", "姓名", "学时"),
        ("一小", "张三", 10),
        (None, "李四", 20),
        (),
        ("二小", "王五", 30),
        (None, "赵六"),
        merged=(Merge(1, 0, 3, 0), Merge(4, 0, 5, 0), Merge(4, 2, 5, 2)),
    )
    assert [row.values for row in table.body] == [
        ("一小", "张三", 10),
        ("一小", "李四", 20),
        ("二小", "王五", 30),
        ("二小", "赵六", 30),
    ]


def test_cells_merged_across_keep_their_one_value_in_the_first_column() -> None:
    table = found(("姓名", "学校", "备注"), ("张三", "一小同上", None), merged=(Merge(1, 1, 1, 2),))
    assert table.body[0].values == ("张三", "一小同上", None)


def test_a_teacher_with_only_a_name_is_still_a_row() -> None:
    assert [row.values for row in found(("姓名", "学校", "学科"), ("张三",)).body] == [("张三", None, None)]


def test_a_list_of_names_alone_is_a_table() -> None:
    table = found(("名单",), ("姓名",), ("张三",), ("李四",), ("姓名",), ("王五",))
    assert [row.values for row in table.body] == [("张三",), ("李四",), ("王五",)]


def test_a_group_counted_in_its_text_is_known_without_merged_cells() -> None:
    table = found(("姓名", "学校"), ("北京市（92所）",), ("张三", "一小"))
    assert kinds(table) == [(2, "分组")]


def test_a_template_whose_labels_were_all_changed_still_gives_its_rows() -> None:
    keys = (key_cell("teachers", "name"), key_cell("teachers", "school"))
    table = found(keys, ("名册",), ("老师", "在哪"), ("张三", "一小"), ("李四", "学校1"))
    assert table.labels == ("老师", "在哪")
    assert len(table.body) == 2
    assert kinds(table) == [(2, "标题")]


def test_values_are_handed_on_untouched() -> None:
    row: tuple[Cell, ...] = ("张三 ", " 一小", 110101199001011237.0, "1990.1")
    assert found(("姓名", "学校", "身份证号", "出生"), row).body[0].values == row


def test_a_sheet_of_two_header_rows_made_by_a_program_is_read(tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    for row in (["姓名", "最高学历", None], [None, "学历", "毕业院校"], ["张三", "本科", "师范大学"]):
        sheet.append(row)
    for block in ("A1:A2", "B1:C1"):
        sheet.merge_cells(block)
    content = io.BytesIO()
    book.save(content)
    (tmp_path / "名册.xlsx").write_bytes(content.getvalue())
    table = find_tables(read_workbook(tmp_path / "名册.xlsx").sheets[0], ("姓名", "毕业院校"))[0]
    assert table.header_rows == range(1, 3)
    assert table.labels == ("姓名", "最高学历/学历", "最高学历/毕业院校")
    assert table.body[0].values == ("张三", "本科", "师范大学")


def test_an_empty_sheet_has_no_table() -> None:
    assert find_tables(Sheet("表", ()), ("姓名",)) == ()


CELLS = st.one_of(
    st.none(), st.text(max_size=8), st.sampled_from(["姓名", "学校", "合计", "注：", "（3所）"]), st.floats()
)
MERGES = st.builds(
    lambda top, left, down, across: Merge(top, left, top + down, left + across),
    *[st.integers(0, 8)] * 2,
    *[st.integers(0, 3)] * 2,
)


SHEETS = st.builds(
    lambda rows, merged: Sheet("表", tuple(rows), tuple(merged)),
    st.lists(st.lists(CELLS, max_size=5).map(tuple), max_size=10),
    st.lists(MERGES, max_size=4),
)


@given(SHEETS)
def test_every_row_is_header_or_data_or_skipped_once_in_its_columns(sheet: Sheet) -> None:
    tables = find_tables(sheet, ("姓名", "学校"))
    if not tables:
        return
    every = Counter[int]()
    for table in tables:
        numbers = [*table.header_rows, *(row.number for row in table.body), *(s.number for s in table.skipped)]
        assert len(numbers) == len(set(numbers))
        assert all(len(row.values) == len(table.labels) for row in table.body)
        every.update(numbers)
    beside = {(table.placement.left, table.placement.right) for table in tables}
    assert set(every) == set(range(1, len(sheet.rows) + 1))
    assert max(every.values()) <= len(beside)


ROWS = st.integers(1, 14)


@given(SHEETS, ROWS, ROWS, st.none() | ROWS, st.integers(1, 8), st.none() | st.integers(1, 8))
def test_wherever_a_person_places_a_table_it_is_read_from_there(
    sheet: Sheet, first: int, last: int, end: int | None, left: int, right: int | None
) -> None:
    table = table_at(sheet, Placement(min(first, last), max(first, last), end, left, right))
    assert all(len(row.values) == len(table.labels) for row in table.body)
    assert all(row.number > max(first, last) and row.number <= (end or 14) for row in table.body)
    assert not any(table.labels[: left - 1])
    assert not any(value is not None for row in table.body for value in row.values[: left - 1])
    assert right is None or len(table.labels) <= max(right, left - 1)


def test_a_table_is_read_where_a_person_says_and_the_rest_is_shown_as_outside() -> None:
    rows: tuple[tuple[Cell, ...], ...] = (
        ("老师", "在哪", "备注", "甲"),
        ("张三", "一小", None, "乙"),
        ("姓甚", "名谁"),
        ("李四", "二小", "兼课", "丙"),
        (),
        ("王五", "二小"),
    )
    table = table_at(Sheet("表", rows), Placement(3, 3, 4, 1, 3))
    assert table.labels == ("姓甚", "名谁", "")
    assert [row.values for row in table.body] == [("李四", "二小", "兼课")]
    assert table.unlabelled == (2,)
    assert kinds(table) == [(1, "标题"), (2, "标题"), (5, "空行"), (6, "表外")]


def test_two_label_rows_that_a_person_chose_are_read_as_one() -> None:
    rows: tuple[tuple[Cell, ...], ...] = (("基本", "学历", None), ("姓名", "学历", "学位"), ("张三", "本科", "学士"))
    table = table_at(Sheet("表", rows, (Merge(0, 1, 0, 2),)), Placement(1, 2))
    assert table.labels == ("基本/姓名", "学历", "学历/学位")


def test_columns_with_data_and_no_label_are_named() -> None:
    table = found(("姓名", None, "学校", None), ("张三", None, "一小", None), ("李四", "女", "二小", None, "转来"))
    assert table.labels == ("姓名", "", "学校", "", "")
    assert table.unlabelled == (1, 4)
    assert table.body[0].values == ("张三", None, "一小", None, None)


def test_rows_stand_under_the_group_named_above_them() -> None:
    table = found(
        ("单位：城关小学",),
        ("序号", "姓名", "学科"),
        (1, "张三", "语文"),
        ("石桥小学（2人）",),
        (2, "李四", "数学"),
        ("小计", None, 1),
        (3, "王五", "数学"),
        (None, "清水幼儿园"),
        (4, "赵六", "美术"),
        ("二、实验小学（共1人）",),
        (5, "钱七", "美术"),
    )
    assert [row.group for row in table.body] == ["城关小学", "石桥小学", "石桥小学", "清水幼儿园", "实验小学"]


def test_a_school_alone_in_a_list_of_schools_is_a_school() -> None:
    table = found(("学校名称", "校长"), ("一小", "张三"), ("石桥小学",), known=("学校名称", "校长"))
    assert [row.values[0] for row in table.body] == ["一小", "石桥小学"]


def test_lines_to_fill_in_and_remarks_under_the_data_are_none() -> None:
    table = found(
        ("姓名", "学校", "学科", "学时"),
        ("甲", "乙", 1, 2),
        ("张三", "一小", "语文", 16),
        (None, None, None, 0),
        ("共 1 人",),
        ("填表人", "王五"),
        ("校长（签字）：",),
        ("1.本表一式三份，由学校填写。",),
        (
            "本表由各学校填写后于九月底前报县教育局人事股，逾期未报的学校由县教育局通报批评，纸质表须加盖公章并由校长签字。",
        ),
        ("审核：王五", None, "日期：2026年9月"),
    )
    assert [row.number for row in table.body] == [3]
    assert [kind for _, kind in kinds(table)] == ["说明", "空行", "合计", "说明", "说明", "说明", "说明", "说明"]


def test_a_first_row_of_numbers_is_data_when_it_does_not_count_the_columns() -> None:
    table = found(("姓名", "学校", "学时", "分"), (1, 2, 3, 5), ("甲", "一小", 2, 3))
    assert [row.number for row in table.body] == [2, 3]


def test_thousands_of_counted_but_empty_rows_are_no_people() -> None:
    rows = [("序号", "姓名", "学校"), (1, "张三", "一小"), *((number, None, None) for number in range(2, 3000))]
    table = found(*rows)
    assert len(table.body) == 1
    assert {skipped.kind for skipped in table.skipped} == {"空行"}


def test_a_repeated_header_written_with_other_spaces_is_no_person() -> None:
    table = found(("姓名", "学校"), ("张三", "一小"), ("姓 名", "学\n校"), ("李四", "二小"))
    assert kinds(table) == [(3, "重复表头")]
