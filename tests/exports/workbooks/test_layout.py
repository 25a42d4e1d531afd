from exports.workbooks.sheets import Cell, Merge, Sheet
from exports.workbooks.tables import Table, find_tables

KNOWN = ("姓名", "学校", "学科", "学时", "性别", "学校名称", "校长", "序号")


def tables(*rows: tuple[Cell, ...], merged: tuple[Merge, ...] = (), known: tuple[str, ...] = KNOWN) -> list[Table]:
    return list(find_tables(Sheet("表", rows, merged), known))


def numbers(table: Table) -> list[int]:
    return [row.number for row in table.body]


def test_two_tables_one_under_another_are_two() -> None:
    first, second = tables(
        ("一、教师名册",),
        ("姓名", "学校", "学科"),
        ("张三", "一小", "语文"),
        ("李四", "二小", "数学"),
        (),
        ("二、学时登记表",),
        ("填报单位：一小", None, "2024年"),
        ("姓名", "学时", "学校"),
        ("王五", 16, "一小"),
        ("赵六", 20, "二小"),
    )
    assert (first.labels, numbers(first)) == (("姓名", "学校", "学科"), [3, 4])
    assert (second.labels, numbers(second)) == (("姓名", "学时", "学校"), [9, 10])
    assert first.placement.last_row == 4
    assert second.placement.last_row is None
    assert [(skipped.number, skipped.kind) for skipped in second.skipped] == [(5, "空行"), (6, "标题"), (7, "说明")]


def test_a_second_table_right_under_the_first_is_known_by_its_labels() -> None:
    first, second = tables(
        ("姓名", "学校", "学科"),
        ("张三", "一小", "语文"),
        ("姓名", "性别", "学时"),
        ("李四", "女", "8"),
    )
    assert (numbers(first), numbers(second)) == ([2], [4])


def test_labels_of_which_one_moved_are_another_table_even_if_unknown() -> None:
    first, second = tables(
        ("编号", "老师", "周课时"),
        (1, "张三", 12),
        ("编号", "老师", "年龄"),
        (1, "李四", 40),
        known=(),
    )
    assert first.labels == ("编号", "老师", "周课时")
    assert second.labels == ("编号", "老师", "年龄")
    assert (numbers(first), numbers(second)) == ([2], [4])


def test_the_same_labels_again_go_on_with_the_table() -> None:
    (table,) = tables(
        ("学校：一小",),
        ("姓名", "任 教", None),
        (None, "学校", "学科"),
        ("张三", "一小", "语文"),
        (),
        ("学校：二小",),
        ("姓名", "任教", None),
        (None, "学校", "学科"),
        ("李四", "二小", "数学"),
        merged=(Merge(1, 0, 2, 0), Merge(1, 1, 1, 2), Merge(6, 0, 7, 0), Merge(6, 1, 6, 2)),
    )
    assert [(row.number, row.group) for row in table.body] == [(4, "一小"), (9, "二小")]
    assert [s.kind for s in table.skipped] == ["说明", "空行", "分组", "重复表头", "重复表头"]


STATISTICS: tuple[tuple[Cell, ...], ...] = (
    ("姓名", "学校", "学科", "学时"),
    ("张三", "一小", "语文", 10),
    ("李四", "二小", "数学", 20),
    (),
    ("各学科教师人数",),
    ("科目", "人数"),
    ("语文", 1),
    ("数学", 1),
)


def test_where_no_label_is_known_a_small_table_under_a_list_is_told_by_its_shape() -> None:
    people, subjects = tables(*STATISTICS, known=())
    assert (numbers(people), numbers(subjects)) == ([2, 3], [7, 8])


def test_under_a_list_of_known_labels_rows_of_unknown_ones_stay_in_sight() -> None:
    (people,) = tables(*STATISTICS)
    assert numbers(people) == [2, 3, 5, 6, 7, 8]


def test_people_after_an_empty_row_stay_people_though_they_are_words() -> None:
    (table,) = tables(
        ("姓名", "学校", "学科", "学时"),
        ("张三", "一小", "语文", 10),
        (),
        ("李四", "二小", "数学", "无"),
        ("王五", "二小", "数学", 30),
    )
    assert numbers(table) == [2, 4, 5]


def test_a_person_of_whom_only_the_name_is_known_stays_above_the_next_title() -> None:
    first, second = tables(
        ("姓名", "学校", "学科"),
        ("张三", "一小", "语文"),
        ("李四",),
        (),
        ("王五",),
        (),
        ("学时登记表",),
        ("姓名", "学时", "学校"),
        ("赵六", 20, "二小"),
    )
    assert (numbers(first), numbers(second)) == ([2, 3, 5], [9])


def test_tables_side_by_side_with_titles_of_their_own_are_two() -> None:
    left, right = tables(
        ("教师名册", None, None, None, "学校名单"),
        ("姓名", "学校", "学科", None, "学校名称", "校长"),
        ("张三", "一小", "语文", None, "一小", "王五"),
        ("李四", "二小", "数学"),
    )
    assert left.labels == ("姓名", "学校", "学科")
    assert right.labels == ("", "", "", "", "学校名称", "校长")
    assert numbers(left) == [3, 4]
    assert [row.values for row in right.body] == [(None, None, None, None, "一小", "王五")]
    assert (left.placement.left, left.placement.right) == (1, 4)
    assert (right.placement.left, right.placement.right) == (5, None)
    assert [skipped.text for skipped in right.skipped] == ["学校名单", ""]


def test_tables_side_by_side_may_begin_in_different_rows() -> None:
    left, right = tables(
        (None, None, None, "序号", "学校名称", "校长"),
        ("姓名", "学科", None, 1, "一小", "王五"),
        ("张三", "语文", None, 2, "二小", "赵六"),
        ("李四", "数学"),
    )
    assert (right.header_rows, numbers(right)) == (range(2, 3), [3, 4]) or left.labels[0] == ""
    assert sorted([numbers(left), numbers(right)]) == [[2, 3], [3, 4]]


def test_a_list_printed_twice_beside_itself_is_two() -> None:
    left, right = tables(
        ("姓名", "学时", "姓名", "学时"),
        ("张三", 10, "王五", 30),
        ("李四", 20),
    )
    assert [row.values for row in left.body] == [("张三", 10), ("李四", 20)]
    assert [row.values[2:] for row in right.body] == [("王五", 30)]


def test_tables_side_by_side_under_a_wide_one_are_three() -> None:
    found = tables(
        ("序号", "姓名", "学校", "学科", "学时", "性别"),
        (1, "张三", "一小", "语文", 10, "男"),
        (),
        ("序号", "姓名", "学时", "序号", "姓名", "学时"),
        (1, "李四", 8, 2, "王五", 9),
    )
    assert [(table.labels[-1], numbers(table)) for table in found] == [("性别", [2]), ("学时", [5]), ("学时", [5])]


def test_an_empty_column_in_the_middle_does_not_part_a_table() -> None:
    (table,) = tables(
        ("姓名", "学校", None, "学科", "学时"),
        ("张三", "一小", None, "语文", 10),
        ("李四", "二小", None, "数学", 20),
    )
    assert table.labels == ("姓名", "学校", "", "学科", "学时")


def test_a_degree_named_twice_does_not_part_a_table() -> None:
    (table,) = tables(
        ("姓名", "学历", "学位", "学历", "学位"),
        ("张三", "专科", None, "本科", "学士"),
        known=("姓名", "学历", "学位"),
    )
    assert table.labels == ("姓名", "学历", "学位", "学历", "学位")


def test_a_row_of_words_that_are_also_labels_stays_data() -> None:
    (table,) = tables(
        ("姓名", "学校", "职务", "任教"),
        ("张三", "一小", "班主任", "语文"),
        ("李四", "教师", "班主任", None),
        ("王五", "一小", "班主任", "语文"),
        known=("姓名", "学校", "教师", "班主任"),
    )
    assert numbers(table) == [2, 3, 4]
