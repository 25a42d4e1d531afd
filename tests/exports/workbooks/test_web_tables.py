from hypothesis import given
from hypothesis import strategies as st

from exports.workbooks.web_tables import web_rows


def test_a_table_with_spans_becomes_rows_and_merged_blocks() -> None:
    rows, merged = web_rows(
        "<html><head><title>x</title><style>td{}</style></head><body><table>"
        "<tr><th rowspan=2>姓名</th><th colspan='2'>学历</th></tr><tr><th>名称</th><th>院校</th></tr>"
        "<tr><td>张&nbsp;三</td><td>本科</td><td>师范<br>大学</td></tr></table></body></html>"
    )
    assert rows == [["姓名", "学历", ""], ["", "名称", "院校"], ["张 三", "本科", "师范\n大学"]]
    assert merged == [(0, 0, 1, 0), (0, 1, 0, 2)]


def test_tables_stand_one_under_another_and_unclosed_cells_are_forgiven() -> None:
    rows, _ = web_rows("<table><tr><td>名册<tr><td>2024</table><p>x</p><table><tr><td>姓名<td>学校</table>")
    assert rows == [["名册"], ["2024"], ["姓名", "学校"]]


def test_a_table_inside_a_cell_is_that_cells_text() -> None:
    rows, _ = web_rows("<table><tr><td>a<table><tr><td>b</td></tr></table></td><td>c</td></tr></table>")
    assert rows == [["ab", "c"]]


def test_a_span_beyond_reason_is_cut() -> None:
    rows, merged = web_rows("<table><tr><td rowspan=99999999 colspan=99999999>a</td></tr></table>")
    assert len(rows[0]) == 1024
    assert merged == [(0, 0, 0, 1023)]


@given(st.lists(st.sampled_from(["<table>", "</table>", "<tr>", "</td>", "<td rowspan=3>", "<td colspan=2>", "x"])))
def test_any_mess_of_tags_gives_rows(tags: list[str]) -> None:
    rows, merged = web_rows("".join(tags))
    assert all(top <= bottom < len(rows) and left <= right for top, left, bottom, right in merged)
