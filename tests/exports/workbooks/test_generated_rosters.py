"""Rosters as clerks make them, made up at random: every person is found again, and nobody is invented."""

from dataclasses import dataclass, field

from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.strategies import DrawFn

from exports.workbooks.sheets import Cell, Merge, Sheet
from exports.workbooks.tables import find_tables, table_at

COLUMNS = ("学校", "性别", "出生年月", "学科", "职称", "联系电话", "学时")
OTHER_COLUMNS = ("姓名", "考核年度", "学时", "学校")
KNOWN = ("姓名", "考核年度", *COLUMNS, "学历", "学位", "第一学历/学历", "最高学历/学历")
SCHOOLS = ("城关小学", "石桥镇中心小学", "实验幼儿园", "第三中学")
NAMES = st.text("张李王赵陈刘秀英国强伟芳计例注单学一", min_size=2, max_size=4).filter(
    lambda name: "计" not in name[1:2]
)
VALUES: dict[str, st.SearchStrategy[Cell]] = {
    "学校": st.sampled_from(SCHOOLS),
    "性别": st.sampled_from("男女"),
    "出生年月": st.sampled_from(["1985.07", "1990年1月", 198507, "不详"]),
    "学科": st.sampled_from(["语文", "数学", "道德与法治"]),
    "职称": st.sampled_from(["一级教师", "高级教师", "未评"]),
    "联系电话": st.sampled_from(["13900000001", 13900000001, "无"]),
    "学时": st.integers(0, 120) | st.sampled_from(["16学时", "无"]),
    "考核年度": st.integers(2020, 2026),
    "学历": st.sampled_from(["专科", "本科"]),
    "学位": st.sampled_from(["学士", "无"]),
}


@dataclass
class Page:
    """A sheet as it grows from top to bottom, and who must be found on it."""

    rows: list[list[Cell]] = field(default_factory=list)
    merged: list[Merge] = field(default_factory=list)
    people: list[tuple[str, tuple[Cell, ...], str]] = field(default_factory=list)

    def across(self, text: str, width: int) -> None:
        self.merged.append(Merge(len(self.rows), 0, len(self.rows), width - 1))
        self.rows.append([text])

    def sheet(self) -> Sheet:
        return Sheet("名册", tuple(tuple(row) for row in self.rows), tuple(self.merged))


@st.composite
def rosters(draw: DrawFn, page: Page | None = None, columns: tuple[str, ...] | None = None) -> Page:
    page = page or Page()
    labels = columns or ("姓名", *draw(st.permutations(COLUMNS))[: draw(st.integers(3, 7))])
    serial = draw(st.booleans())
    grouped = columns is None and draw(st.booleans())
    width = serial + len(labels) + 4 * grouped
    draw_titles(draw, page, width)
    header = len(page.rows)
    page.rows += header_rows(("序号",) * serial + labels, grouped)
    page.merged += header_merges(header, serial + len(labels), grouped)
    group = ""
    for number in range(1, draw(st.integers(1, 12)) + 1):
        said = draw(between(page, header, number, width, grouped))
        group = group if said is None else said
        add_person(draw, page, (labels, serial, grouped, number), group)
    draw_end(draw, page, width)
    return page


def draw_titles(draw: DrawFn, page: Page, width: int) -> None:
    if draw(st.booleans()):
        page.across("某某县2026年教师情况登记表", width)
    if draw(st.booleans()):
        page.rows.append([])
    if draw(st.booleans()):
        page.rows.append(["填报单位：县教育局", *[None] * (width - 2), "日期：2026年9月"])


def header_rows(labels: tuple[str, ...], grouped: bool) -> list[list[Cell]]:
    if not grouped:
        return [list(labels)]
    upper = [*labels, "第一学历", None, "最高学历", None]
    return [upper, [*[None] * len(labels), "学历", "学位", "学历", "学位"]]


def header_merges(row: int, plain: int, grouped: bool) -> list[Merge]:
    if not grouped:
        return []
    groups = [Merge(row, column, row, column + 1) for column in (plain, plain + 2)]
    return [*(Merge(row, column, row + 1, column) for column in range(plain)), *groups]


@st.composite
def between(draw: DrawFn, page: Page, header: int, number: int, width: int, grouped: bool) -> str | None:
    """What may stand between two people; the group's name when one begins."""
    what = draw(st.sampled_from(["", "", "", "", "", "empty", "group", "counted", "total", "header", "serial"]))
    if what == "empty":
        page.rows += [[]] * draw(st.integers(1, 3))
    elif what in ("group", "counted"):
        school = draw(st.sampled_from(SCHOOLS))
        text = f"{school}（{number}人）" if what == "counted" else school
        if what == "counted" and draw(st.booleans()):
            page.rows.append([text])
        else:
            page.across(text, width)
        return school
    elif what == "total":
        page.rows.append([draw(st.sampled_from(["小计", "合 计", "合计：3人"])), None, number])
    elif what == "header":
        repeated = len(page.rows) - header
        page.rows += [list(row) for row in page.rows[header : header + 1 + grouped]]
        moved = [m for m in page.merged if header <= m.top <= header + grouped]
        page.merged += [Merge(m.top + repeated, m.left, m.bottom + repeated, m.right) for m in moved]
    return None


def add_person(draw: DrawFn, page: Page, how: tuple[tuple[str, ...], bool, bool, int], group: str) -> None:
    labels, serial, grouped, number = how
    name = draw(NAMES)
    rest = [draw(st.none() | VALUES[label]) for label in (*labels[1:], *("学历", "学位") * (2 * grouped))]
    cells: list[Cell] = [*[number] * serial, name, *rest]
    page.rows.append(cells)
    page.people.append((name, tuple(cells), group))


def draw_end(draw: DrawFn, page: Page, width: int) -> None:
    if draw(st.booleans()):
        page.rows.append(["合计", None, 12])
    if draw(st.booleans()):
        page.rows += [[]] * draw(st.integers(0, 3))
        page.rows.append(["注：本表一式三份。"])
    if draw(st.booleans()):
        page.rows.append(["填表人：王五", None, "审核人：", *[None] * (width - 4), "联系电话：139"])


def found_on(sheet: Sheet) -> list[tuple[str, tuple[Cell, ...], str]]:
    people = []
    for table in find_tables(sheet, KNOWN):
        name = table.labels.index("姓名")
        first = next(column for column, label in enumerate(table.labels) if label)
        for row in table.body:
            values = list(row.values[first:])
            people.append((str(row.values[name]), tuple(values), row.group))
    return people


def trimmed(people: list[tuple[str, tuple[Cell, ...], str]]) -> list[tuple[str, list[Cell], str]]:
    def without_end(cells: tuple[Cell, ...]) -> list[Cell]:
        kept = list(cells)
        while kept and kept[-1] is None:
            kept.pop()
        return kept

    return [(name, without_end(cells), group) for name, cells, group in people]


@settings(max_examples=50)
@given(rosters())
def test_everybody_on_a_roster_is_found_and_nobody_else(page: Page) -> None:
    assert trimmed(found_on(page.sheet())) == trimmed(page.people)


@settings(max_examples=25)
@given(rosters())
def test_a_table_placed_where_it_was_found_is_the_same(page: Page) -> None:
    sheet = page.sheet()
    for table in find_tables(sheet, KNOWN):
        assert table_at(sheet, table.placement) == table


@settings(max_examples=40)
@given(st.data(), rosters(), st.integers(0, 2))
def test_two_rosters_one_under_another_are_both_found(data: st.DataObject, page: Page, empty: int) -> None:
    before = len(page.rows)
    page.rows += [[]] * (empty + 1)
    data.draw(rosters(page, OTHER_COLUMNS))
    sheet = page.sheet()
    assert trimmed(found_on(sheet)) == trimmed(page.people)
    assert len(find_tables(sheet, KNOWN)) == 2
    assert find_tables(sheet, KNOWN)[0].placement.last_row in range(1, before + 1)


@settings(max_examples=40)
@given(rosters(columns=("姓名", "学校", "学时")), rosters(columns=("姓名", "性别", "学科", "联系电话")))
def test_two_rosters_side_by_side_are_both_found(left: Page, right: Page) -> None:
    width = max(len(row) for row in left.rows) + 1
    height = max(len(left.rows), len(right.rows))
    filled_up = [page.rows + [[] for _ in range(height - len(page.rows))] for page in (left, right)]
    rows = [
        (*one, *[None] * (width - len(one)), *other) if other else tuple(one)
        for one, other in zip(*filled_up, strict=True)
    ]
    moved = [Merge(m.top, m.left + width, m.bottom, m.right + width) for m in right.merged]
    people = found_on(Sheet("名册", tuple(rows), (*left.merged, *moved)))
    assert sorted(map(repr, trimmed(people))) == sorted(map(repr, trimmed(left.people + right.people)))
