"""Official documents measured against GB/T 9704-2012: places, faces and sizes as they are in the finished PDF."""

import itertools
import re
import shutil
import subprocess
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from exports.documents import (
    Attachment,
    Document,
    Head,
    Imprint,
    Paragraph,
    Table,
    document_bytes,
    document_text,
    faults,
    write_document,
)
from exports.problems import ExportProblem
from exports.typefaces import Role
from tests.exports import pdf_text
from tests.exports.documents.measuring import MM, Char, Rule, first_red, line_of, pages

PITCH, LEADING = 156 / 28, 225 / 22
RED = (230, 0, 18)
FULL_LINE = (
    "全县坚持城乡统筹推进教师队伍建设不断健全培养培训管理保障机制促进教师专业发展和教育质量提升努力办好人民满意的教育"
)
BODY = (
    Paragraph("一、总体情况"),
    Paragraph("（一）队伍建设。全县共有教师10,488人，其中女教师6,543人。"),
    Paragraph("1.培养培训"),
    Paragraph("（1）分层培养"),
    *(Paragraph(FULL_LINE * 2 + "。") for _ in range(7)),
)
WHOLE = Document(
    title=("示范县教育体育局关于报送2026年度教师队伍建设情况的报告",),
    body=BODY,
    head=Head(
        style="full", mark="示范县教育体育局文件", number="示教发〔2026〕12号", copy_number="000001",
        secrecy="机密★1年", urgency="特急", signers=("张三",),
    ),
    addressee="示范市教育局",
    signature="示范县教育体育局",
    day=date(2026, 9, 1),
    note="联系人：李四",
    imprint=Imprint(copies_to="县委办公室，县政府办公室", printed_by="示范县教育体育局办公室", printed_on=date(2026, 9, 2)),
)  # fmt: skip
Measured = list[tuple[list[Char], list[Rule]]]


@pytest.fixture(scope="module")
def whole() -> Measured:
    return pages(document_bytes([WHOLE]))


def font_of(chars: list[Char]) -> str:
    (name,) = {one.font for one in chars}
    return name


def found(chars: list[Char], text: str) -> list[Char]:
    """The characters of the first place where the text stands."""
    start = "".join(one.text for one in chars).index(text)
    return chars[start : start + len(text)]


def face_of(role: Role) -> str:
    """The face that a document set wholly in one role names in its PDF."""
    title = {"title": "字"}.get(role, "")
    text = {"hei": "一、字", "kai": "（一）字", "fang": "字"}.get(role, "")
    pdf = document_bytes([Document(title=(title,) if title else (), body=(Paragraph(text),))])
    return next(one.font for one in pages(pdf)[0][0] if one.text == "字")


def lines_of(chars: list[Char]) -> dict[int, list[Char]]:
    lines: dict[int, list[Char]] = {}
    for one in chars:
        lines.setdefault(line_of(one), []).append(one)
    return lines


def test_a_page_has_22_lines_of_28_characters(whole: Measured) -> None:
    lines = lines_of([one for one in whole[1][0] if one.baseline < 262])
    assert sorted(lines) == list(range(22))
    full = [line for line in lines.values() if len(line) == 28]
    assert len(full) > 8
    for line in full:
        steps = [after.x - before.x for before, after in itertools.pairwise(line)]
        assert steps == pytest.approx([PITCH] * 27, abs=0.01)
        assert line[0].x == pytest.approx(28, abs=0.01)
        assert line[-1].x + PITCH == pytest.approx(184, abs=0.01)
        assert all(one.ink[0] >= 28 and one.ink[2] <= 184 for one in line)


def test_lines_are_one_22nd_of_the_type_area_apart_and_fill_it(whole: Measured) -> None:
    lines = lines_of([one for one in whole[1][0] if one.baseline < 262])
    baselines = [lines[number][0].baseline for number in range(22)]
    assert [after - before for before, after in itertools.pairwise(baselines)] == pytest.approx(
        [LEADING] * 21, abs=0.01
    )
    assert min(one.ink[1] for one in lines[0]) == pytest.approx(37 + (LEADING - 16 / MM) / 2, abs=0.6)
    assert max(one.ink[3] for one in lines[21]) == pytest.approx(262 - (LEADING - 16 / MM) / 2, abs=0.6)


def test_the_mark_is_red_and_begins_35_mm_below_the_top_of_the_type_area(whole: Measured) -> None:
    chars, _ = whole[0]
    mark = found(chars, "示范县教育体育局文件")
    assert first_red(document_bytes([WHOLE])) == pytest.approx(37 + 35, abs=0.1)
    assert {one.colour for one in mark} == {RED}
    assert (mark[0].ink[0] + mark[-1].ink[2]) / 2 == pytest.approx(28 + 78, abs=0.5)
    assert all(one.ink[0] >= 28 and one.ink[2] <= 184 for one in mark)


def test_the_corner_has_copy_number_secrecy_and_urgency_one_below_the_other(whole: Measured) -> None:
    chars, _ = whole[0]
    assert [(line_of(found(chars, text)[0]), found(chars, text)[0].x) for text in ("000001", "机密", "特急")] == [
        (0, pytest.approx(28, abs=0.01)), (1, pytest.approx(28, abs=0.01)), (2, pytest.approx(28, abs=0.01))
    ]  # fmt: skip
    assert font_of(found(chars, "机密")) == face_of("hei")
    assert {one.size for one in found(chars, "000001机密★1年特急")} == {16}


def test_the_number_has_two_blank_lines_over_it_and_the_rule_is_4_mm_below_it(whole: Measured) -> None:
    chars, rules = whole[0]
    number = found(chars, "示教发〔2026〕12号")
    foot = max(one.ink[3] for one in found(chars, "示范县教育体育局文件"))
    blank = (37 + line_of(number[0]) * LEADING - foot) / LEADING
    assert 2 <= blank < 2.5
    (rule,) = [one for one in rules if one.colour == RED]
    assert rule.y - rule.thickness / 2 - max(one.ink[3] for one in number) == pytest.approx(4, abs=0.5)
    assert (rule.left, rule.right) == (pytest.approx(28, abs=0.05), pytest.approx(184, abs=0.05))


def test_an_upward_document_has_its_number_left_and_its_signer_right_in_kai(whole: Measured) -> None:
    chars, _ = whole[0]
    assert found(chars, "示教发〔")[0].x == pytest.approx(28 + PITCH, abs=0.01)
    signer = found(chars, "签发人：张三")
    assert signer[-1].x + PITCH == pytest.approx(184 - PITCH, abs=0.01)
    assert signer[0].font == face_of("fang") and font_of(signer[4:]) == face_of("kai")


def test_a_number_without_signer_stands_in_the_middle() -> None:
    chars, _ = pages(document_bytes([replace(WHOLE, head=replace(WHOLE.head, signers=()))]))[0]
    number = found(chars, "示教发〔2026〕12号")
    assert (number[0].x + number[-1].x + PITCH) / 2 == pytest.approx(28 + 78, abs=0.3)


def test_the_title_is_2_hao_two_blank_lines_below_the_rule_and_broken_at_word_sense(whole: Measured) -> None:
    chars, rules = whole[0]
    title = found(chars, "示范县教育体育局关于报送2026年度教师队伍建设情况的报告")
    (rule,) = [one for one in rules if one.colour == RED]
    assert {one.size for one in title} == {22}
    assert font_of(title) == face_of("title")
    blank = (min(one.ink[1] for one in title) - rule.y) / LEADING
    assert 1.9 <= blank < 2.6
    assert ["".join(one.text for one in line) for line in lines_of(title).values()] == [
        "示范县教育体育局关于报送2026年度",
        "教师队伍建设情况的报告",
    ]
    for line in lines_of(title).values():
        assert (line[0].ink[0] + line[-1].ink[2]) / 2 == pytest.approx(28 + 78, abs=0.6)


def test_the_addressee_is_flush_left_one_blank_line_below_the_title(whole: Measured) -> None:
    chars, _ = whole[0]
    addressee = found(chars, "示范市教育局：")
    assert addressee[0].x == pytest.approx(28, abs=0.01)
    assert line_of(addressee[0]) == line_of(found(chars, "教师队伍建设情况的报告")[0]) + 2


def test_headings_have_the_face_of_their_level_and_all_of_the_body_is_3_hao(whole: Measured) -> None:
    chars, _ = whole[0]
    assert font_of(found(chars, "一、总体情况")) == face_of("hei")
    assert font_of(found(chars, "（一）队伍建设。")) == face_of("kai")
    assert font_of(found(chars, "全县共有教师")) == face_of("fang")
    assert font_of(found(chars, "1.培养培训（1）分层培养")) == face_of("fang")
    assert {one.size for one in found(chars, "一、总体情况（一）队伍建设。全县共有教师10,488人")} == {16}
    assert len({face_of(role) for role in ("hei", "kai", "fang", "title")}) == 4
    for text in ("一、总", "（一）队", "1.培", "（1）分", FULL_LINE[:5]):
        assert found(chars, text)[0].x == pytest.approx(28 + 2 * PITCH, abs=0.01)


def test_the_first_page_shows_body(whole: Measured) -> None:
    assert "全县共有教师10,488人" in "".join(one.text for one in whole[0][0])


def test_name_and_day_lie_in_the_lower_middle_of_a_seal_that_keeps_near_the_body(whole: Measured) -> None:
    chars, _ = whole[-1]
    day, name = found(chars, "2026年9月1日"), found(chars, "示范县教育体育局")
    assert day[-1].x + PITCH == pytest.approx(184 - 4 * PITCH, abs=0.01)
    middle = (day[0].x + day[-1].x + PITCH) / 2
    assert (name[0].x + name[-1].x + PITCH) / 2 == pytest.approx(middle, abs=0.05)
    assert line_of(day[0]) == line_of(name[0]) + 1
    body = max(line_of(one) for one in chars if line_of(one) < line_of(name[0]))
    assert line_of(name[0]) - body - 1 == 2
    # The place of a seal of 42 mm: its top within one line of the body, both texts in it below its middle.
    block = 37 + (line_of(name[0]) + 1) * LEADING
    centre = block - 0.45 * LEADING
    assert 0 <= centre - 21 - (37 + (body + 1) * LEADING) <= LEADING
    assert centre < block and day[0].ink[3] < centre + 21


def test_without_seal_name_and_day_stand_as_7_3_5_2_says() -> None:
    chars, _ = pages(document_bytes([replace(WHOLE, sealed=False)]))[-1]
    day, name = found(chars, "2026年9月1日"), found(chars, "示范县教育体育局")
    assert name[-1].x + PITCH == pytest.approx(184 - 2 * PITCH, abs=0.01)
    assert day[0].x == pytest.approx(name[0].x + 2 * PITCH, abs=0.01)
    short = pages(document_bytes([replace(WHOLE, sealed=False, signature="县教育局")]))[-1][0]
    day, name = found(short, "2026年9月1日"), found(short, "县教育局2026")
    assert day[-1].x + PITCH == pytest.approx(184 - 2 * PITCH, abs=0.01)
    assert day[0].x == pytest.approx(name[0].x + 2 * PITCH, abs=0.01)


def test_the_imprint_ends_on_the_lower_edge_of_the_type_area(whole: Measured) -> None:
    chars, rules = whole[-1]
    black = sorted((one for one in rules if one.colour != RED), key=lambda one: one.y)
    assert [one.thickness for one in black] == [
        pytest.approx(0.35, abs=0.01), pytest.approx(0.25, abs=0.01), pytest.approx(0.35, abs=0.01)
    ]  # fmt: skip
    assert black[-1].y + black[-1].thickness / 2 == pytest.approx(262, abs=0.02)
    assert {(round(one.left, 1), round(one.right, 1)) for one in black} == {(28.0, 184.0)}
    copies, printed = found(chars, "抄送：县委办公室，县政府办公室。"), found(chars, "2026年9月2日印发")
    assert {one.size for one in copies + printed} == {14}
    assert copies[0].x == pytest.approx(28 + PITCH, abs=0.01)
    assert found(chars, "示范县教育体育局办公室")[0].x == pytest.approx(28 + PITCH, abs=0.01)
    assert printed[-1].x + 14 / MM == pytest.approx(184 - PITCH, abs=0.01)


def test_page_numbers_are_4_hao_song_7_mm_below_the_type_area_odd_right_and_even_left(whole: Measured) -> None:
    for number, (chars, _) in enumerate(whole, 1):
        foot = [one for one in chars if one.baseline > 263]
        assert "".join(one.text for one in foot) == f"—{number}—"
        assert {one.size for one in foot} == {14}
        assert foot[0].ink[1] == pytest.approx(262 + 7, abs=0.1)
        if number % 2:
            assert foot[-1].ink[2] == pytest.approx(184 - PITCH, abs=0.6)
        else:
            assert foot[0].ink[0] == pytest.approx(28 + PITCH, abs=0.6)
    assert len(whole) >= 2


def test_preprinted_paper_keeps_the_room_of_the_head_and_prints_no_red(whole: Measured) -> None:
    measured = pages(document_bytes([replace(WHOLE, head=replace(WHOLE.head, style="preprinted"))]))
    assert not any(one.colour == RED for chars, rules in measured for one in [*chars, *rules])
    for text in ("示教发〔2026〕12号", "特急", "示范市教育局："):
        assert [(one.x, one.baseline) for one in found(measured[0][0], text)] == [
            (one.x, one.baseline) for one in found(whole[0][0], text)
        ]


def test_a_plain_document_has_no_head_and_a_letter_has_red_double_rules() -> None:
    chars, rules = pages(document_bytes([replace(WHOLE, head=Head())]))[0]
    assert line_of(chars[0]) == 1 and not rules
    head = Head(style="letter", mark="示范县教育体育局", number="示教函〔2026〕3号")
    first, second = pages(document_bytes([replace(WHOLE, head=head)]))[:2]
    red = sorted((one for one in first[1] if one.colour == RED), key=lambda one: one.y)
    assert [round(one.right - one.left) for one in red] == [170] * 4
    assert red[0].thickness > red[1].thickness and red[2].thickness < red[3].thickness
    mark = found(first[0], "示范县教育体育局")
    assert first_red(document_bytes([replace(WHOLE, head=head)])) == pytest.approx(30, abs=0.1)
    assert red[0].y - red[0].thickness / 2 - max(one.ink[3] for one in mark) == pytest.approx(4, abs=0.25)
    assert red[3].y + red[3].thickness / 2 == pytest.approx(297 - 20, abs=0.1)
    assert not [one for one in first[0] if one.baseline > 263]
    assert "".join(one.text for one in second[0] if one.baseline > 263) == "—2—"
    assert found(first[0], "示教函〔2026〕3号")[-1].x + PITCH == pytest.approx(184, abs=0.01)


def test_attachments_are_named_under_the_body_and_begin_on_a_new_page() -> None:
    table = Table(
        "统计表", ("项目", "人", "人次"), (("培训", "3", "5"), ("教研", "2", "2")), ("left", "right", "right")
    )
    two = (Attachment("统计表", (table,)), Attachment("说明", (Paragraph("说明内容。"),)))
    measured = pages(document_bytes([replace(WHOLE, attachments=two)]))
    texts = ["".join(one.text for one in chars) for chars, _ in measured]
    assert "附件：1.统计表2.说明" in texts[-3]
    first = measured[-2][0]
    assert [line_of(first[0]), "".join(one.text for one in first[:3]), first[0].font] == [0, "附件1", face_of("hei")]
    assert line_of(found(first, "统计表")[0]) == 2 and found(first, "统计表")[0].size == 22
    assert texts[-1].startswith("附件2说明说明内容。") and "抄送：" in texts[-1]
    chars = next(chars for chars, _ in measured if "附件：1." in "".join(one.text for one in chars))
    assert found(chars, "附件：1.")[0].x == pytest.approx(28 + 2 * PITCH, abs=0.01)
    assert found(chars, "2.说明")[0].x == pytest.approx(found(chars, "1.统计表")[0].x, abs=0.01)


def test_a_wide_table_lies_on_its_side_with_the_page_number_where_it_always_is() -> None:
    wide = Table("花名册", tuple(f"第{n}项目" for n in range(15)), tuple(("较长的内容",) * 15 for _ in range(30)))
    measured = pages(document_bytes([replace(WHOLE, body=(*BODY[:3], wide, *BODY[3:5]))]))
    sides = [number for number, (chars, _) in enumerate(measured, 1) if "较长的内容" in "".join(c.text for c in chars)]
    assert len(sides) >= 2
    for number in sides:
        chars = measured[number - 1][0]
        foot = [one for one in chars if one.baseline > 263]
        assert "".join(one.text for one in foot) == f"—{number}—"
        assert foot[0].ink[1] == pytest.approx(269, abs=0.1)
        # Its head at the left edge, read from the foot of the sheet upwards.
        head = found(chars, "第0项")
        assert head[0].baseline > head[1].baseline and head[0].x == pytest.approx(head[1].x, abs=0.01)
        assert head[0].x < found(chars, "较长")[0].x


def test_a_table_goes_on_with_its_headings_and_keeps_its_note() -> None:
    table = Table("名单", ("姓名", "学校"), tuple((f"教师{n}", "城关小学") for n in range(60)), note="注：按姓名排列。")
    texts = pdf_text.pages(document_bytes([replace(WHOLE, head=Head(), body=(table, Paragraph("以上。")))]))
    assert sum("姓名学校" in text for text in texts) >= 2
    assert [n for text in texts for n in re.findall(r"教师(\d+)城关", text)] == [str(n) for n in range(60)]
    assert any("教师59城关小学注：按姓名排列。" in text for text in texts)


def test_a_heading_is_not_the_last_line_of_a_page() -> None:
    for count in range(12, 24):
        body = tuple(Paragraph(f"第{n}段。") for n in range(count))
        document = Document(title=("标题",), body=(*body, Paragraph("一、标题在此"), Paragraph("其后的正文。")))
        for text in pdf_text.pages(document_bytes([document])):
            assert ("一、标题在此" in text) == ("其后的正文。" in text)


def test_the_signature_never_stands_on_a_page_without_body() -> None:
    for count in range(8, 22):
        document = replace(WHOLE, head=Head(), addressee="", body=tuple(Paragraph(f"第{n}段。") for n in range(count)))
        last = pdf_text.pages(document_bytes([document]))[-1]
        assert f"第{count - 1}段。" in last and "2026年9月1日" in last and "抄送：" in last


def test_the_signature_goes_along_with_the_last_rows_of_a_table() -> None:
    for count in range(1, 40):
        table = Table("名单", ("序号", "姓名"), tuple((f"第{n}行", "张三") for n in range(count)))
        document = replace(WHOLE, head=Head(), addressee="", body=(Paragraph("名单如下："), table))
        last = pdf_text.pages(document_bytes([document]))[-1]
        assert f"第{count - 1}行" in last and "2026年9月1日" in last
        assert count < 2 or f"第{count - 2}行" in last


def test_a_long_note_has_room_above_the_imprint() -> None:
    note = "联系人：李四，联系电话：0990-1234567，办公地点：县政府大楼三层三一五室，传真同电话，" * 2
    for sealed, count in itertools.product((True, False), range(6, 18)):
        body = tuple(Paragraph(f"第{n}段。") for n in range(count))
        document = replace(WHOLE, head=Head(), addressee="", body=body, note=note, sealed=sealed)
        chars, _ = pages(document_bytes([document]))[-1]
        last = next(one for one in chars if one.text == "抄")
        assert max(one.baseline for one in found(chars, "同电话，）")) < last.baseline - LEADING / 2


@pytest.mark.parametrize("sealed", [True, False])
def test_a_very_long_signature_stays_on_the_type_area_with_the_day_below(sealed: bool) -> None:
    name = "示范县教育局示范县财政局示范县人力资源和社会保障局中共示范县委机构编制委员会办公室"
    chars, _ = pages(document_bytes([replace(WHOLE, signature=name, sealed=sealed)]))[-1]
    signed = found(chars, name)
    assert all(one.ink[0] > 27.9 and one.ink[2] < 184.1 for one in signed)
    assert len(lines_of(signed)) == 3
    assert found(chars, "2026年9月1日")[0].baseline > signed[-1].baseline + LEADING / 2


def test_two_signers_stand_on_a_line_and_the_number_beside_the_last() -> None:
    head = replace(WHOLE.head, signers=("王小明", "赵云", "李大力", "欧阳明日"))
    chars, rules = pages(document_bytes([replace(WHOLE, head=head)]))[0]
    first, below, number = found(chars, "王小明"), found(chars, "李大力"), found(chars, "示教发〔2026〕12号")
    assert first[0].x == pytest.approx(below[0].x, abs=0.05)
    assert found(chars, "赵云")[0].x == pytest.approx(found(chars, "欧阳明日")[0].x, abs=0.05)
    assert below[0].baseline - first[0].baseline == pytest.approx(LEADING, abs=0.05)
    assert number[0].baseline == pytest.approx(below[0].baseline, abs=0.05)
    assert number[-1].ink[2] < found(chars, "签发人：")[0].x
    (rule,) = [one for one in rules if one.colour == RED]
    assert rule.y - max(one.ink[3] for one in number) == pytest.approx(4, abs=1)


def test_a_very_long_cell_goes_on_over_further_sheets_and_loses_nothing() -> None:
    said = "".join(f"第{n}条措施要落实；" for n in range(400))
    document = Document(title=("规划",), body=(Table("规划表", ("姓名", "措施"), (("张三", said), ("李四", "短"))),))
    read = [re.sub("—[0-9]—$|^姓名措施", "", page) for page in pdf_text.pages(document_bytes([document]))]
    assert len(read) > 1 and said in "".join(read)


def test_a_table_of_very_many_columns_tears_no_figure_apart() -> None:
    headings = tuple(f"第{n}项" for n in range(26))
    rows = tuple(tuple(str(1000 + 37 * row + column) for column in range(26)) for row in range(4))
    document = Document(title=("表",), body=(Table("多列表", headings, rows),))
    *_, (chars, _) = laid = pages(document_bytes([document]))
    assert len(laid) == 2  # and no empty sheet behind
    for figure in ("1000", "1136"):
        assert len({round(one.x, 1) for one in found(chars, figure)}) == 1  # the sheet lies on its side


def test_the_name_of_an_attachment_has_no_mark_behind_it_where_it_is_named() -> None:
    text = "".join(pdf_text.pages(document_bytes([replace(WHOLE, attachments=(Attachment("名单。"),))])))
    assert "附件：名单" in text and "名单。" not in text


@pytest.mark.parametrize("mark", ["，", "。”", "）。"])
def test_a_closing_mark_is_pulled_into_a_full_line(mark: str) -> None:
    chars, _ = pages(document_bytes([Document(title=(), body=(Paragraph("字" * 26 + mark + "后文"),))]))[0]
    (first, *_) = lines_of([one for one in chars if one.baseline < 262]).values()
    assert "".join(one.text for one in first) == "字" * 26 + mark
    assert all(one.ink[2] <= 184.05 for one in first)


@given(
    st.lists(
        st.text(
            st.sampled_from([*"教师培训县级名工作室研修学时合格〇", *"，。、；：？！）》”（《“", *"25.A% —…"]),
            max_size=90,
        ),
        min_size=1,
        max_size=8,
    ),
    st.sampled_from(["plain", "full", "letter"]),
)
@settings(max_examples=40)
def test_any_text_is_laid_out_without_losing_or_doubling_a_character(paragraphs: list[str], style: str) -> None:
    document = Document(
        title=("报告",), head=Head(style=style, mark="县局"),  # type: ignore[arg-type]
        body=tuple(Paragraph(one) for one in paragraphs), signature="县局", day=date(2026, 1, 2),
    )  # fmt: skip
    shown = [
        "".join(one.text for one in chars if one.baseline < 262 and one.size == 16)
        for chars, _ in pages(document_bytes([document]))
    ]
    wanted = "".join(re.sub(r"\s", "", one) for one in paragraphs) + "县局2026年1月2日"
    # A reader of PDF takes figures apart and orders them anew where brackets stand alone: the letters are compared.
    assert sorted("".join(shown)) == sorted(wanted)


def test_the_text_of_a_document_is_that_of_its_facts(whole: Measured) -> None:
    text = "".join("".join(one.text for one in chars if one.baseline < 262) for chars, _ in whole)
    for one in BODY:
        assert one.text in text
    assert document_text(WHOLE).startswith("示教发〔2026〕12号\n\n示范县教育体育局关于报送")
    assert "　　一、总体情况\n" in document_text(WHOLE)


def test_equal_facts_give_equal_bytes_and_no_empty_boxes(tmp_path: Path) -> None:
    out = tmp_path / "a.pdf"
    assert write_document(WHOLE, out) == len(pages(document_bytes([WHOLE])))
    assert out.read_bytes() == document_bytes([WHOLE])
    assert pdf_text.empty_boxes(out.read_bytes()) == 0
    assert all(pdf_text.fonts(out).values())


@pytest.mark.skipif(shutil.which("qpdf") is None, reason="qpdf is not on this computer")
def test_another_program_reads_the_file_without_complaint(tmp_path: Path) -> None:
    out = tmp_path / "a.pdf"
    wide = Table("花名册", tuple(f"第{n}项目" for n in range(15)), (("较长的内容",) * 15,))
    write_document(replace(WHOLE, attachments=(Attachment("花名册", (wide,)),)), out)
    checked = subprocess.run(["qpdf", "--check", str(out)], capture_output=True, text=True, check=False)
    assert checked.returncode == 0, checked.stdout + checked.stderr


def test_the_seal_is_shown_in_a_preview_only() -> None:
    assert document_bytes([WHOLE], marks_seal=True) != document_bytes([WHOLE])


def test_a_rare_character_changes_the_face_of_a_whole_name_and_of_nothing_else() -> None:
    document = replace(WHOLE, body=(Paragraph("优秀教师王喆同志。"),), names=frozenset({"王喆"}))
    chars, _ = pages(document_bytes([document]))[0]
    assert font_of(found(chars, "优秀教师")) == face_of("fang")
    font_of(found(chars, "王喆"))


def test_what_no_face_prints_is_refused_with_its_place() -> None:
    document = replace(WHOLE, body=(Paragraph("甲。"), Paragraph("乙\ue000。")))
    assert faults(document) == ["正文第2段第2字U+E000无可用字形"]
    with pytest.raises(ExportProblem, match="正文第2段第2字"):
        document_bytes([document])
