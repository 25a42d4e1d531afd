"""A workbook is shown before it is imported, imported whole or not at all, and can be taken back."""

from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import openpyxl
import pytest
import xlwt

from app import codes, identity, importing, organisations, records, teachers, templates
from app import session as sessions
from app.problems import SHOWN, Problem

NUMBER = "9999001985070300"


def id_number(serial: int) -> str:
    first17 = f"{NUMBER}{serial}"
    return first17 + identity.check_digit(first17)


def roster(path: Path, rows: Sequence[Sequence[object]], title: str = "城关小学教师花名册") -> Path:
    """A roster as a clerk makes it: a merged title row, a header, data, and a fill-in line."""
    book = openpyxl.Workbook()
    sheet = book.active
    sheet.append([title])
    sheet.merge_cells("A1:G1")
    sheet.append(["序号", "姓名", "身份证号码", "学校名称", "出生年月", "民族", "手机号"])
    for row in rows:
        sheet.append(list(row))
    sheet.append(["填表人：王敏"])
    book.save(path)
    return path


def test_a_clerks_roster_goes_in_whole(county) -> None:
    path = roster(
        county.folder / "花名册.xlsx",
        [
            (1, "李 四", id_number(1), "城关小学", "1985.07", "汉", "139 0000 0002"),
            (2, "买买提•艾力", id_number(3), "清水小学", "1985年7月", "维吾尔", ""),
        ],
    )
    preview = importing.preview(county.session, "teachers", path)
    assert preview.counts == {"new": 2, "changed": 0, "same": 0, "doubtful": 0, "faulty": 0}
    assert importing.apply(county.session, preview).new == 2
    found = {row["name"]: row for row in teachers.every(county.session)}
    assert found["李四"]["work_name"] == "城关小学"
    assert found["李四"]["birth_date"] == "1985-07"
    assert found["李四"]["ethnic"] == "01"
    assert found["李四"]["phone"] == "13900000002"
    assert found["买买提·艾力"]["work_name"] == "清水小学"


def test_importing_the_same_file_twice_changes_nothing(county) -> None:
    path = roster(county.folder / "a.xlsx", [(1, "李四", id_number(1), "城关小学", "1985.07", "汉", "13900000002")])
    importing.apply(county.session, importing.preview(county.session, "teachers", path))
    again = importing.preview(county.session, "teachers", path)
    assert again.counts == {"new": 0, "changed": 0, "same": 1, "doubtful": 0, "faulty": 0}


def test_a_change_is_shown_old_and_new(county) -> None:
    path = roster(county.folder / "a.xlsx", [(1, "张𬭎", None, "城关小学", None, None, "13900000009")])
    preview = importing.preview(county.session, "teachers", path)
    assert [row.state for row in preview.rows] == ["doubtful"]
    preview = importing.answer(county.session, preview, importing.obvious(preview))
    (row,) = preview.rows
    assert row.state == "changed"
    told = [(line.label, line.old, line.new) for line in importing.lines(preview, row)]
    assert told == [("联系电话", "13900000001", "13900000009")]


def test_every_fault_names_its_cell_and_nothing_goes_in(county) -> None:
    path = roster(
        county.folder / "a.xlsx",
        [
            (1, "李四", id_number(1), "城关小学", "1985.07", "汉", "13900000002"),
            (2, "王五", "999900198507030010", "城关小学", None, None, None),
            (3, "赵六", 3.62e17, "没有这所学校", "1985.13", "火星", "12"),
        ],
    )
    preview = importing.preview(county.session, "teachers", path)
    assert preview.counts["faulty"] == 2
    cells = {fault.cell: fault.reason for row in preview.rows for fault in row.faults}
    assert set(cells) == {"C4", "C5", "D5", "E5", "F5", "G5"}
    assert "校验码" in cells["C4"]
    assert "Excel" in cells["C5"]
    assert "没有登记" in cells["D5"]
    with pytest.raises(Problem, match="没有导入"):
        importing.apply(county.session, preview)
    assert len(teachers.every(county.session)) == 2
    done = importing.apply(county.session, preview, skip_faulty=True)
    assert (done.new, done.skipped) == (1, 2)


def test_the_same_person_twice_in_a_file_is_a_fault(county) -> None:
    line = (1, "李四", id_number(1), "城关小学", "1985.07", "汉", None)
    preview = importing.preview(county.session, "teachers", roster(county.folder / "a.xlsx", [line, line]))
    assert [row.state for row in preview.rows] == ["new", "same"]
    assert "第 3 行完全相同" in preview.rows[1].note
    other = (1, "李四", id_number(1), "清水小学", "1985.07", "汉", None)
    preview = importing.preview(county.session, "teachers", roster(county.folder / "b.xlsx", [line, other]))
    assert [row.state for row in preview.rows] == ["new", "faulty"]
    assert "第 3 行重复" in preview.rows[1].faults[0].reason


def test_two_people_of_one_name_need_the_id_number(county) -> None:
    for phone in ("13900000002", "13900000003"):
        teachers.save(county.session, None, {"name": "李四", "work": county.school, "phone": phone})
    preview = importing.preview(
        county.session, "teachers", roster(county.folder / "a.xlsx", [(1, "李四", None, "城关小学", None, None, None)])
    )
    (row,) = preview.rows
    assert row.state == "doubtful"
    assert row.doubt and [one.words.split("，")[:2] for one in row.doubt.candidates] == [["李四", "城关小学"]] * 2
    new = importing.answer(county.session, preview, importing.all_new(preview))
    assert [row.state for row in new.rows] == ["new"]


def test_a_month_that_excel_cut_short_is_not_guessed(county) -> None:
    preview = importing.preview(
        county.session,
        "teachers",
        roster(county.folder / "a.xlsx", [(1, "李四", None, "城关小学", 1985.1, None, None)]),
    )
    assert "1 月还是 10 月" in preview.rows[0].faults[0].reason


def test_an_import_is_undone_as_a_whole(county) -> None:
    rows = [(n, f"李{name}", id_number(n), "城关小学", None, None, None) for n, name in ((1, "一"), (2, "二"))]
    path = roster(county.folder / "a.xlsx", rows)
    importing.apply(county.session, importing.preview(county.session, "teachers", path))
    assert len(teachers.every(county.session)) == 4
    assert "导入教师" in records.undo_last(county.session)
    assert len(teachers.every(county.session)) == 2


def test_a_preview_is_not_taken_when_the_data_moved(county) -> None:
    path = roster(county.folder / "a.xlsx", [(1, "李四", id_number(1), "城关小学", None, None, None)])
    preview = importing.preview(county.session, "teachers", path)
    teachers.save(county.session, county.zhang, {"phone": "13900000009"})
    with pytest.raises(Problem, match="重新预览"):
        importing.apply(county.session, preview)


def test_a_list_of_schools_in_old_excel_goes_in_with_codes_as_text(county) -> None:
    path = county.folder / "名单.xls"
    book = xlwt.Workbook()
    sheet = book.add_sheet("名单")
    sheet.write_merge(0, 0, 0, 3, "示范县学校名单")
    for column, label in enumerate(("序号", "学校名称", "学校标识码", "所在地")):
        sheet.write(1, column, label)
    sheet.write_merge(2, 2, 0, 3, "清水镇（2所）")
    for row, (name, code) in enumerate((("清水中学", "3199000001"), ("清水二小", "0199000002")), start=3):
        for column, value in enumerate((row - 2, name, code, "清水镇")):
            sheet.write(row, column, value)
    book.save(str(path))
    preview = importing.preview(county.session, "organisations", path)
    assert [row.title for row in preview.rows] == ["清水中学", "清水二小"]
    importing.apply(county.session, preview)
    codes = {row["name"]: row["code"] for row in organisations.listed(county.session)}
    assert codes["清水二小"] == "0199000002"


def test_a_picture_named_xlsx_is_refused_in_words(county) -> None:
    path = county.folder / "花名册.xlsx"
    path.write_bytes(b"\x89PNG\r\n\x1a\n" + b"\0" * 100)
    with pytest.raises(SHOWN, match="图片"):
        importing.preview(county.session, "teachers", path)


def test_a_workbook_without_a_roster_says_what_a_roster_needs(county) -> None:
    path = county.folder / "别的.xlsx"
    book = openpyxl.Workbook()
    book.active.append(["产品", "价格"])
    book.active.append(["铅笔", 2])
    book.save(path)
    made = importing.preview(county.session, "teachers", path)
    assert not made.tables
    assert "没有找到教师名单" in importing.no_table(made).title


def test_a_filled_in_template_comes_back(county) -> None:
    from app import templates

    path = county.folder / "模板.xlsx"
    templates.write(county.session, "teachers", path)
    book = openpyxl.load_workbook(path)
    sheet = book.active
    header = next(row for row in sheet.iter_rows() if any(str(cell.value or "").strip("* ") == "姓名" for cell in row))
    at = {str(cell.value).strip("* "): cell.column for cell in header if cell.value}
    free = sheet.max_row + 1
    for label, value in (("姓名", "李四"), ("任教学校", "城关小学"), ("性别", "男")):
        sheet.cell(free, at[label], value)
    book.save(path)
    preview = importing.preview(county.session, "teachers", path)
    assert [(row.state, row.title) for row in preview.rows] == [("new", "李四")]


def test_what_stands_on_a_hidden_sheet_is_not_imported(county) -> None:
    path = roster(county.folder / "a.xlsx", [(1, "李四", id_number(1), "城关小学", None, None, None)])
    book = openpyxl.load_workbook(path)
    old = book.copy_worksheet(book.active)
    old["B3"] = "去年的人"
    old["C3"] = None
    old.sheet_state = "hidden"
    book.save(path)
    preview = importing.preview(county.session, "teachers", path)
    assert [row.title for row in preview.rows] == ["李四"]


def test_our_own_empty_template_imports_nothing(county) -> None:
    from app import templates

    path = county.folder / "单位.xlsx"
    templates.write(county.session, "organisations", path)
    assert importing.preview(county.session, "organisations", path).rows == ()


def test_a_school_found_by_its_short_name_keeps_its_name(county) -> None:
    organisations.save(county.session, county.school, {"short_name": "城小"})
    path = county.folder / "a.xlsx"
    book = openpyxl.Workbook()
    book.active.append(["单位名称", "乡镇"])
    book.active.append(["城小", "城关镇"])
    book.save(path)
    made = importing.preview(county.session, "organisations", path)
    assert [(line.label, line.new) for line in importing.lines(made, made.rows[0])] == [("乡镇（街道）", "城关镇")]


def test_a_school_does_not_import_other_schools_people(county, tmp_path: Path) -> None:
    from app.exchange import membership, packing, receiving
    from app.session import open_session

    stick = county.folder
    request = membership.join(
        membership.invite(county.session, county.school, stick).path, tmp_path / "s.xinhuo", stick
    )
    receiving.take(county.session, request.path)
    with open_session(tmp_path / "s.xinhuo") as school:
        receiving.take(school, packing.pack(county.session, "2199000001", stick).path)
        path = roster(stick / "a.xlsx", [(1, "李四", id_number(1), "清水小学", None, None, None)])
        (row,) = importing.preview(school, "teachers", path).rows
    assert row.state == "faulty"
    assert "本校只能登记" in row.faults[0].reason


def test_an_answer_can_be_taken_back(county) -> None:
    path = roster(county.folder / "a.xlsx", [(1, "张𬭎", None, "城关小学", None, None, "13900000009")])
    asked = importing.preview(county.session, "teachers", path)
    answered = importing.answer(county.session, asked, importing.obvious(asked))
    assert [row.state for row in answered.rows] == ["changed"]
    again = importing.ask_again(county.session, answered, [0])
    assert again.rows == asked.rows
    new = importing.answer(county.session, again, importing.all_new(again))
    assert [row.state for row in new.rows] == ["new"]


def test_answers_stay_when_only_a_column_is_chosen(county) -> None:
    path = roster(county.folder / "a.xlsx", [(1, "张𬭎", None, "城关小学", None, None, "13900000009")])
    asked = importing.preview(county.session, "teachers", path)
    answered = importing.answer(county.session, asked, importing.obvious(asked))
    (table,) = answered.tables
    chosen = importing.TableChoice(table.sheet, table.table.placement, {6: None})
    again = importing.again(county.session, answered, [chosen])
    assert [row.state for row in again.rows] == ["same"]
    assert "手机号" in again.unmapped


def test_a_template_says_which_list_it_is(county) -> None:
    out = county.folder / "模板.xlsx"
    templates.write(county.session, "organisations", out)
    assert importing.kind_said(importing.open_file(out)) == "organisations"
    path = roster(county.folder / "a.xlsx", [(1, "张𬭎", None, "城关小学", None, None, None)])
    assert importing.kind_said(importing.open_file(path)) is None


def test_a_roster_looks_like_a_list_of_teachers_first(county) -> None:
    path = roster(county.folder / "a.xlsx", [(1, "张𬭎", id_number(1), "城关小学", "1985.07", "汉", "13900000002")])
    assert importing.fitting(county.session, importing.open_file(path))[0] == "teachers"


def test_what_a_row_sets_is_shown_in_another_thread(county) -> None:
    path = roster(county.folder / "a.xlsx", [(1, "李四", None, "城关小学", None, None, None)])
    made = importing.preview(county.session, "teachers", path)
    with ThreadPoolExecutor(1) as other:
        told = other.submit(importing.lines, made, made.rows[0]).result()
    assert ("任教学校", "城关小学") in [(line.label, line.new) for line in told]


def test_what_the_sheet_does_not_say_can_be_said_and_changed(county) -> None:
    path = county.folder / "考核.xlsx"
    book = openpyxl.Workbook()
    for line in (["姓名", "学校", "考核等次"], ["张𬭎", "城关小学", "合格"]):
        book.active.append(line)
    book.save(path)
    made = importing.preview(county.session, "assessments", path)
    assert [one.name for one in made.lacking] == ["kind", "year"]
    kind, year = made.lacking
    assert "年度考核" in importing.words_for(county.session, kind)
    assert importing.words_for(county.session, year) == []
    said = importing.again(county.session, made, fixed={"kind": "年度考核", "year": "2025"})
    assert (said.lacking, [row.state for row in said.rows]) == ((), ["new"])
    other = importing.again(county.session, said, fixed={**said.fixed, "year": "2024"})
    assert other.rows[0].changes["year"] == 2024


def test_a_school_need_not_say_where_its_people_work(county, tmp_path: Path) -> None:
    with sessions.create_school(
        tmp_path / "校.xinhuo", "城关小学", site="b" * 32, organisation=county.school, operator="李静"
    ) as school:
        with school.writing("收到县里的文件") as rows:
            rows.insert("organisations", {"id": county.school, "name": "城关小学", "kind": "3"})
        book = openpyxl.Workbook()
        for line in (["姓名", "性别"], ["李四", "男"]):
            book.active.append(line)
        book.save(tmp_path / "册.xlsx")
        made = importing.preview(school, "teachers", tmp_path / "册.xlsx")
        assert (made.lacking, made.counts["new"]) == ((), 1)
        assert importing.words_for(school, importing.KINDS["teachers"].column("work")) == ["城关小学"]
        with pytest.raises(Problem, match="由县里登记"):
            importing.wanted(school, "organisations")


def test_a_month_does_not_take_the_place_of_the_day_that_is_known(county) -> None:
    teachers.save(county.session, county.zhang, {"birth_date": "1985-07-03"})
    for said, state in (("1985.07", "same"), ("1985-07-04", "changed")):
        path = roster(county.folder / "a.xlsx", [(1, "张𬭎", None, "城关小学", said, None, None)])
        made = importing.preview(county.session, "teachers", path)
        settled = importing.answer(
            county.session, made, {row.index: {"name": county.zhang} for row in made.rows if row.doubt}
        )
        assert [row.state for row in settled.rows] == [state], said


def test_a_title_by_its_old_code_is_the_same_under_its_name_of_today(county) -> None:
    old = next(one.code for one in codes.table("title").codes if one.now)
    teachers.save(county.session, county.zhang, {"title": old, "id_number": id_number(1)})
    today = codes.table("title").label_of(codes.table("title").current(old))
    path = county.folder / "a.xlsx"
    book = openpyxl.Workbook()
    book.active.append(["姓名", "学校", "身份证号", "职称"])
    book.active.append(["张𬭎", "城关小学", id_number(1), today])
    book.save(path)
    assert [row.state for row in importing.preview(county.session, "teachers", path).rows] == ["same"]


def test_a_sheet_without_a_school_belongs_to_the_one_that_stands_above_it(county) -> None:
    path = county.folder / "a.xlsx"
    book = openpyxl.Workbook()
    book.active.append(["2026 年清水小学教师名单"])
    book.active.append(["填报单位（盖章）：清水小学", None, "填报时间：2026 年 11 月"])
    book.active.append(["姓名", "出生年月", "民族"])
    book.active.append(["李四", "1985.07", "汉"])
    book.save(path)
    made = importing.preview(county.session, "teachers", path)
    assert made.counts["new"] == 1
    assert not made.lacking
    assert "“Sheet”没有学校一列，按表头上面写的“清水小学”登记。" in made.notes
    importing.apply(county.session, made)
    assert {row["name"]: row["work_name"] for row in teachers.every(county.session)}["李四"] == "清水小学"


def test_a_word_of_several_meanings_is_asked_once_for_all_rows(county) -> None:
    path = county.folder / "a.xlsx"
    book = openpyxl.Workbook()
    book.active.append(["姓名", "学校", "第一学历"])
    for name in ("李四", "王五"):
        book.active.append([name, "城关小学", "中专"])
    book.save(path)
    made = importing.preview(county.session, "teachers", path)
    assert made.counts["doubtful"] == 2
    doubt = made.rows[0].doubt
    assert doubt and "中等专科毕业" in doubt.candidates[0].words
    same = importing.alike(made, 0)
    made = importing.answer(county.session, made, {index: {doubt.field: doubt.candidates[0].pk} for index in same})
    assert importing.apply(county.session, made).new == 2
    assert {row["first_education"] for row in teachers.every(county.session)} == {None, doubt.candidates[0].pk}


def test_an_answer_goes_when_another_column_says_who_it_is(county, sheet) -> None:
    for name in ("李四", "王五"):
        teachers.save(county.session, None, {"name": name, "work": county.school})
    path = sheet(["姓名", "他人", "学校", "任教学科"], ["李四", "王五", "城关小学", "语文"])
    made = importing.preview(county.session, "teachers", path)
    made = importing.answer(county.session, made, importing.all_new(made))
    assert [(row.title, row.state) for row in made.rows] == [("李四", "new")]
    moved = importing.TableChoice(0, made.tables[0].table.placement, {0: None, 1: "name"})
    again = importing.again(county.session, made, [moved])
    assert [(row.title, row.state) for row in again.rows] == [("王五", "doubtful")]


def test_an_answer_stays_when_the_data_moved_as_long_as_the_one_meant_is_there(county, sheet) -> None:
    other = teachers.save(county.session, None, {"name": "李四", "work": county.school})
    path = sheet(["姓名", "学校", "手机号"], ["张𬭎", "城关小学", "13900000008"], ["李四", "城关小学", "13900000009"])
    made = importing.preview(county.session, "teachers", path)
    made = importing.answer(county.session, made, importing.obvious(made))
    assert [row.state for row in made.rows] == ["changed", "changed"]
    teachers.delete(county.session, other)
    again = importing.again(county.session, made)
    assert [(row.state, row.pk) for row in again.rows] == [("changed", county.zhang), ("new", None)]
    assert importing.apply(county.session, again).changed == 1


def test_a_row_is_free_again_when_the_one_it_clashed_with_is_answered_otherwise(county, sheet) -> None:
    for phone in ("13900000002", "13900000003"):
        teachers.save(county.session, None, {"name": "李四", "work": county.school, "phone": phone})
    path = sheet(["姓名", "学校", "任教学科"], ["李四", "城关小学", "语文"], ["李四", "城关小学", "数学"])
    made = importing.preview(county.session, "teachers", path)
    assert made.rows[0].doubt
    one, other = (candidate.pk for candidate in made.rows[0].doubt.candidates)
    made = importing.answer(county.session, made, {0: {"name": one}, 1: {"name": one}})
    assert [row.state for row in made.rows] == ["changed", "faulty"]
    made = importing.answer(county.session, made, {0: {"name": other}})
    assert [row.state for row in made.rows] == ["changed", "changed"]


def known_people(county) -> None:
    for n, (pk, more) in enumerate([(county.zhang, {"education": "21"}), (county.shan, {"title": "2"})], 1):
        teachers.save(county.session, pk, {"id_number": id_number(n), **more})


def table_of(county, headings: Sequence[str], *rows: Sequence[object], title: str = "") -> Path:
    book = openpyxl.Workbook()
    if title:
        book.active.append([title])
    for row in (headings, *rows):
        book.active.append(list(row))
    book.save(county.folder / "t.xlsx")
    return county.folder / "t.xlsx"


def test_an_old_list_does_not_move_anybody_unasked(county) -> None:
    known_people(county)
    path = table_of(
        county, ["姓名", "身份证号", "学校"], ["张𬭎", id_number(1), "清水小学"], ["单丽", id_number(2), "清水小学"]
    )
    made = importing.preview(county.session, "teachers", path)
    assert [row.state for row in made.rows] == ["doubtful", "same"]
    doubt = made.rows[0].doubt
    assert doubt and "调动" in doubt.question and not importing.obvious(made)
    stays, goes = (importing.answer(county.session, made, {0: {"work": one.pk}}).rows[0] for one in doubt.candidates)
    assert (stays.state, goes.state, dict(goes.changes)) == ("same", "changed", {"work": county.other_school})


def test_a_number_that_is_somebody_elses_is_never_part_of_an_answer_for_all(county) -> None:
    known_people(county)
    path = table_of(county, ["姓名", "身份证号", "学校"], ["郝霞", id_number(1), "城关小学"])
    made = importing.preview(county.session, "teachers", path)
    assert made.counts["doubtful"] == 1
    assert importing.obvious(made) == {}


def test_a_vaguer_word_says_nothing_against_an_exact_one(county) -> None:
    known_people(county)
    path = table_of(county, ["姓名", "身份证号", "学校", "学历"], ["张𬭎", id_number(1), "城关小学", "本科"])
    assert [row.state for row in importing.preview(county.session, "teachers", path).rows] == ["same"]


def test_a_word_of_several_meanings_is_the_one_that_stands_in_the_record(county) -> None:
    unsure = next((one.label, codes.table("title").may_mean("二级")) for one in codes.table("title").codes)[1]
    teachers.save(county.session, county.zhang, {"id_number": id_number(1), "title": unsure[0]})
    path = table_of(county, ["姓名", "身份证号", "学校", "职称"], ["张𬭎", id_number(1), "城关小学", "二级"])
    assert [row.state for row in importing.preview(county.session, "teachers", path).rows] == ["same"]


def test_what_is_said_for_all_fills_what_is_open_and_changes_nothing(county) -> None:
    known_people(county)
    path = table_of(
        county,
        ["姓名", "身份证号", "性别"],
        ["张𬭎", id_number(1), None],
        ["一、清水小学（1人）", None, None],
        ["李四", None, "男"],
    )
    made = importing.preview(county.session, "teachers", path)
    assert not made.lacking, "the number and the group say where everybody works"
    made = importing.preview(county.session, "teachers", path, fixed={"work": "城关小学"})
    importing.apply(county.session, made)
    found = {row["name"]: row["work_name"] for row in teachers.every(county.session)}
    assert (found["张𬭎"], found["李四"]) == ("城关小学", "清水小学")
    made = importing.preview(county.session, "teachers", path, fixed={"work": "清水小学"})
    assert made.counts["changed"] == made.counts["doubtful"] == 0


def test_a_list_of_another_kind_is_told_by_its_headings(county) -> None:
    path = table_of(county, ["姓名", "学校", "考核等次"], ["张𬭎", "城关小学", "合格"])
    assert importing.likelier(county.session, importing.preview(county.session, "teachers", path)) == "assessments"
    path = table_of(county, ["姓名", "学校", "民族", "家庭住址"], ["张𬭎", "城关小学", "汉", "槐树街"])
    assert importing.likelier(county.session, importing.preview(county.session, "teachers", path)) is None
