"""Lists written as workbooks: as they were chosen, in the forms wanted, and read back without a change."""

from datetime import date, datetime

import openpyxl
import pytest
import python_calamine
from hypothesis import given
from hypothesis import strategies as st

from app import codes, exporting, importing, layouts, leaving, teachers
from app.demo.county import make_county
from app.exporting import export, hides, written
from app.fields import Field, Kind, parse
from app.importing.kinds import KINDS
from app.layouts import Layout, LayoutColumn, of_keys, whole
from app.listings import LISTINGS, listing
from app.problems import Problem

DAY = Field("held_on", "日期", Kind.DATE)
MONTH = Field("since", "年月", Kind.MONTH)
FOR = leaving.purpose("报送省平台", why_open="试验")


def cells(path) -> list[list[object]]:
    return python_calamine.CalamineWorkbook.from_path(path).get_sheet_by_index(0).to_python(skip_empty_area=False)


@pytest.fixture(scope="module")
def demo(tmp_path_factory):
    folder = tmp_path_factory.mktemp("示范")
    with make_county(folder / "county.xinhuo", teachers=24, schools=3, seed=7) as session:
        yield session


@pytest.mark.parametrize(
    ("name", "is_whole"),
    [
        *((name, True) for name in LISTINGS if name in KINDS),
        ("teachers", False),
        ("pairs", False),
        ("attendance", False),
    ],
)
def test_a_whole_list_comes_in_again_without_a_change(demo, tmp_path, name: str, is_whole: bool) -> None:
    made = listing(name)
    count = export(demo, whole(made), tmp_path / "名单.xlsx", whole=FOR if is_whole else None)
    preview = importing.preview(demo, name, tmp_path / "名单.xlsx")
    assert count > 0
    assert preview.counts["same"] == count, [row for row in preview.rows if row.state != "same"][:2]
    assert {one.name for one in KINDS[name].columns if one.required} <= set(preview.tables[0].fields.values())


def test_only_those_wanted_are_written_and_in_their_order(county, tmp_path) -> None:
    layout = of_keys(listing("teachers"), ["work", "姓名"], title="两个人")
    assert export(county.session, layout, tmp_path / "册.xlsx", only=[county.zhang, county.shan]) == 2
    assert cells(tmp_path / "册.xlsx") == [
        ["两个人", ""],
        ["任教学校", "姓名"],
        ["城关小学", "张𬭎"],
        ["清水小学", "单丽"],
    ]
    sheet = openpyxl.load_workbook(tmp_path / "册.xlsx").active
    assert sheet.title == "教师"
    assert sheet.freeze_panes == "A3"


def test_numbers_of_people_are_masked_unless_somebody_wants_them_whole(county, tmp_path) -> None:
    session, out = county.session, tmp_path / "册.xlsx"
    teachers.save(session, county.zhang, {"id_number": "11010519491231002X", "phone": "13900000001"})
    layout = of_keys(listing("teachers"), ["name", "id_number", "phone"])
    assert hides(layout) and not hides(of_keys(listing("teachers"), ["name"]))
    export(session, layout, out, only=[county.zhang])
    assert cells(out)[2] == ["张𬭎", "110105********002X", "139****0001"]
    (row,) = importing.preview(session, "teachers", out).rows
    assert row.state != "faulty", row.faults
    assert not row.changes
    export(session, layout, out, only=[county.zhang], whole=FOR)
    assert cells(out)[2] == ["张𬭎", "11010519491231002X", "13900000001"]


def test_the_receivers_own_columns_may_be_fixed_or_empty(county, tmp_path) -> None:
    columns = (
        LayoutColumn("", "区划代码", text="520000"),
        LayoutColumn("sex", "性别码", "code"),
        LayoutColumn("subject", "学科", "both"),
        LayoutColumn("", "照片"),
        LayoutColumn("name", "=姓名"),
    )
    teachers.save(county.session, county.zhang, {"sex": "1"})
    export(county.session, Layout("teachers", "", columns), tmp_path / "册.xlsx", only=[county.zhang])
    assert cells(tmp_path / "册.xlsx") == [
        ["区划代码", "性别码", "学科", "照片", "=姓名"],
        ["520000", "1", "13-语文", "", "张𬭎"],
    ]


def test_a_layout_of_nothing_but_empty_columns_still_has_its_rows(county, tmp_path) -> None:
    columns = (LayoutColumn("", "签到"), LayoutColumn("", "县", text="示范县"))
    assert export(county.session, Layout("teachers", "签到表", columns), tmp_path / "册.xlsx") == 2
    assert cells(tmp_path / "册.xlsx")[2:] == [["", "示范县"], ["", "示范县"]]


def test_the_rows_are_numbered_where_that_is_wanted_and_read_again_without_the_numbers(county, tmp_path) -> None:
    layout = of_keys(listing("teachers"), ["serial", "name", "work"])
    export(county.session, layout, tmp_path / "册.xlsx")
    assert [row[0] for row in cells(tmp_path / "册.xlsx")[1:]] == ["序号", 1, 2]
    preview = importing.preview(county.session, "teachers", tmp_path / "册.xlsx")
    assert preview.counts["same"] == 2
    assert preview.unmapped == ()


def test_the_same_column_may_stand_twice_in_two_forms(county, tmp_path) -> None:
    teachers.save(county.session, county.zhang, {"birth_date": "1985-07-03"})
    columns = (LayoutColumn("birth_date", "出生年月", "month digits"), LayoutColumn("birth_date", "出生日期", "digits"))
    export(county.session, Layout("teachers", "", columns), tmp_path / "册.xlsx", only=[county.zhang])
    assert cells(tmp_path / "册.xlsx")[1] == ["198507", "19850703"]


def test_nothing_to_write_and_another_ending_are_refused(county, tmp_path) -> None:
    with pytest.raises(Problem, match="至少选一列"):
        export(county.session, Layout("teachers", "", ()), tmp_path / "册.xlsx")
    with pytest.raises(Problem, match=r"不认识“.pdf”"):
        export(county.session, whole(listing("teachers")), tmp_path / "册.pdf")


@pytest.mark.parametrize(
    ("form", "day", "month_known"),
    [
        ("", date(1985, 7, 3), "1985-07"),
        ("dots", "1985.07.03", "1985.07"),
        ("slashes", "1985/7/3", "1985/7"),
        ("chinese", "1985年7月3日", "1985年7月"),
        ("digits", "19850703", "198507"),
        ("month", "1985-07", "1985-07"),
        ("month dots", "1985.07", "1985.07"),
        ("month chinese", "1985年7月", "1985年7月"),
        ("month digits", "198507", "198507"),
        ("year", "1985", "1985"),
    ],
)
def test_a_date_is_written_in_the_form_wanted_as_far_as_it_is_known(form, day, month_known) -> None:
    assert written(DAY, form, "1985-07-03") == day
    assert written(MONTH, form, "1985-07") == month_known


def test_every_form_that_is_offered_says_in_its_words_what_it_writes() -> None:
    for form, words in layouts.forms(DAY).items():
        said = written(DAY, form, "2026-09-01")
        assert (said.isoformat() if isinstance(said, date) else said) == words


def test_hours_counts_and_flags_are_numbers_and_words() -> None:
    assert written(Field("h", "学时", Kind.HOURS), "", 75) == 7.5
    assert written(Field("h", "学时", Kind.HOURS), "", 160) == 16
    assert written(Field("c", "人数", Kind.COUNT), "", 0) == 0
    assert written(Field("f", "是否", Kind.FLAG), "", 0) == "否"
    assert written(Field("f", "是否", Kind.FLAG), "digits", 1) == "1"
    assert written(Field("s", "性别", Kind.CODE, codes="sex"), "both", "2") == "2-女"


@given(st.dates(min_value=date(1900, 3, 1), max_value=date(2100, 12, 31)), st.sampled_from(list(layouts.forms(DAY))))
def test_a_day_in_any_whole_form_is_read_as_the_same_day(day: date, form: str) -> None:
    said = exporting.written(DAY, form, day.isoformat())
    if form.startswith("month") or form == "year":
        return
    text = datetime(said.year, said.month, said.day) if isinstance(said, date) else said
    assert parse(DAY, text) == day.isoformat()


def test_a_code_in_any_form_is_read_as_the_same_code() -> None:
    for made in (LISTINGS[name] for name in LISTINGS if name in KINDS):
        for field in (one for one in made.columns if one.codes):
            for code in codes.table(str(field.codes)).codes:
                for form in layouts.forms(field):
                    said = written(field, form, code.code)
                    assert parse(field, said) == code.code, (field.label, said)
