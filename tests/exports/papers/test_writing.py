"""Papers as files: what stands on them equals the facts, what is refused, and what is left behind when it is."""

import dataclasses
import itertools
import shutil
import subprocess
from collections.abc import Callable
from io import BytesIO
from pathlib import Path
from typing import Any

import pypdfium2
import pytest
import zxingcpp
from hypothesis import given, settings
from hypothesis import strategies as st
from msgspec.structs import replace

from exports.papers import writing
from exports.papers.design import Column, Design, Form, Picture, Table, Text
from exports.papers.facts import Facts
from exports.papers.writing import (
    DRAFT,
    Options,
    faults,
    file_names,
    paper_bytes,
    write_paper_files,
    write_papers,
)
from exports.problems import ExportProblem
from tests.exports.papers.examples import CERTIFICATE, HOURS, facts, rows, with_element
from tests.exports.pdf_text import empty_boxes, fonts, pages, text_boxes

RARE = "㛃䶮𬭎𫖮𪩘𠅤"
UNKNOWN = "\U000e0000"
LONG = "关于进一步深化基础教育课程教学改革背景下农村义务教育学校青年教师教学基本功与信息技术应用能力提升工程2.0整校推进"
STATEMENT = "XH1.XJ-JY-2025-000123." + "A1b2C3d4" * 18


def written(tmp_path: Path, *jobs: tuple[Design, Facts], options: Options | None = None) -> Path:
    out = tmp_path / "证书.pdf"
    write_papers(jobs, out, options=options or Options())
    return out


def seen(pdf: Path, sheet: int = 0, scale: float = 2.0) -> Any:
    document = pypdfium2.PdfDocument(pdf.read_bytes())
    picture = document[sheet].render(scale=scale, grayscale=True).to_pil()
    document.close()
    return picture


def letters(pdf: Path) -> list[tuple[float, float]]:
    """Where each letter of the first sheet begins, in points."""
    document = pypdfium2.PdfDocument(pdf.read_bytes())
    text = document[0].get_textpage()
    found = [text.get_charbox(index)[:2] for index in range(text.count_chars())]
    text.close()
    document.close()
    return found


def test_a_certificate_says_all_its_facts(tmp_path: Path) -> None:
    (text,) = pages(written(tmp_path, (CERTIFICATE, facts())))
    assert text.startswith("结业证书")
    assert (
        "张𬭎同志（城关镇中心小学）参加“2025年小学语文骨干教师研修班”，修完规定课程，考核合格，准予结业。特此发证。"
        in text
    )
    assert "证书编号：XJ-JY-2025-000123" in text
    assert "某某县教师进修学校" in text and "2025年7月15日" in text and "（盖章）" in text


def test_an_empty_fact_takes_its_bracket_with_it(tmp_path: Path) -> None:
    (text,) = pages(written(tmp_path, (CERTIFICATE, facts(学时="72学时", 单位=""))))
    assert "张𬭎同志参加" in text
    assert "修完规定课程，共72学时，考核合格" in text


@pytest.mark.parametrize("design", [CERTIFICATE, HOURS])
def test_rare_names_read_back_equal_and_every_font_is_embedded(tmp_path: Path, design: Design) -> None:
    out = written(tmp_path, (design, facts(姓名=RARE)))
    assert RARE in pages(out)[0]
    used = fonts(out)
    assert used and all(used.values())
    assert empty_boxes(out.read_bytes()) == 0


@pytest.mark.parametrize("dot", "·‧•・･∙⋅．.")
def test_a_name_with_any_middle_dot_is_printed_with_the_standard_one(tmp_path: Path, dot: str) -> None:
    (text,) = pages(written(tmp_path, (CERTIFICATE, facts(姓名=f"买买提{dot}艾力{dot}吐尔逊"))))
    assert "买买提·艾力·吐尔逊" in text


def test_a_name_stays_on_one_line_and_in_one_face(tmp_path: Path) -> None:
    box = Text(x=20, y=20, width=36, height=30, text="{姓名}", size=16)
    out = written(tmp_path, (Design(kind="x", elements=(box,)), facts(姓名="买买提·艾力·吐尔𬭎")))
    assert len(fonts(out)) == 1
    ((_, boxes),) = text_boxes(out)
    assert len(boxes) == 1


def test_equal_facts_give_equal_bytes() -> None:
    jobs = [(CERTIFICATE, facts(code=STATEMENT)), (HOURS, facts(lists=rows(60)))]
    assert paper_bytes(jobs) == paper_bytes(jobs)


def test_designs_may_be_mixed_each_on_its_own_paper(tmp_path: Path) -> None:
    out = written(tmp_path, (CERTIFICATE, facts()), (HOURS, facts()), (CERTIFICATE, facts()))
    assert [size[0] > size[1] for size, _ in text_boxes(out)] == [True, False, True]


def test_a_long_list_goes_on_over_sheets_with_headings_and_numbers(tmp_path: Path) -> None:
    out = tmp_path / "证书.pdf"
    sheets = write_papers([(HOURS, facts(lists=rows(130)))], out)
    texts = pages(out)
    assert sheets == len(texts) > 3
    assert all("项目名称" in text and f"第{n}页共{sheets}页" in text for n, text in enumerate(texts, 1))
    whole = "".join(texts)
    places = [whole.index(f"<{number}>") for number in range(1, 131)]
    assert places == sorted(places)
    assert all(whole.count(f"<{number}>") == 1 for number in range(1, 131))
    assert "累计（应修360学时）108.5" in texts[-1]
    assert "（盖章）" in texts[-1] and "（盖章）" not in "".join(texts[:-1])


@settings(max_examples=12, deadline=None)
@given(
    count=st.integers(0, 70),
    text=st.text(st.sampled_from("某县教师进修学校培训（）“”·，2025A "), min_size=1, max_size=90),
    name=st.text(st.sampled_from("张王买提·艾力吐尔逊𬭎𫖮"), min_size=1, max_size=24),
)
def test_whatever_the_facts_all_are_printed_once_and_nothing_leaves_the_sheet(
    tmp_path_factory: pytest.TempPathFactory, count: int, text: str, name: str
) -> None:
    out = tmp_path_factory.mktemp("papers") / "证书.pdf"
    people = facts(姓名=name, 单位=text, 项目=text, lists=rows(count, text))
    write_papers([(HOURS, people), (CERTIFICATE, people)], out)
    texts = pages(out)
    whole = "".join(texts[:-1])
    assert [whole.count(f"<{number}>") for number in range(1, count + 1)] == [1] * count
    assert name in texts[0] and name in texts[-1]
    for (width, height), boxes in text_boxes(out):
        for left, bottom, right, top in boxes:
            assert left >= 18 * 2.8 and bottom >= 8 * 2.8
            assert right <= width - 15 * 2.8 and top <= height - 15 * 2.8


def test_least_rows_are_ruled_and_numbered_for_filling_in(tmp_path: Path) -> None:
    form = replace(
        HOURS,
        elements=(
            Table(
                x=20,
                y=30,
                width=170,
                height=20,
                place="flow",
                rows="学时明细",
                least=30,
                columns=(Column(heading="序号", text="{序号}"), Column(heading="{姓名}签名", text="{项目}")),
            ),
        ),
    )
    (text,) = pages(written(tmp_path, (form, facts(lists=rows(3, "课")))))
    assert text.startswith("序号张𬭎签名1<1>课2<2>课3<3>课4567")
    assert text.endswith("2930")


def test_the_code_reads_back_and_is_large_enough_for_a_telephone(tmp_path: Path) -> None:
    (found,) = zxingcpp.read_barcodes(seen(written(tmp_path, (CERTIFICATE, facts(code=STATEMENT)))))
    assert found.text == STATEMENT
    (bare,) = pages(tmp_path / "证书.pdf")
    assert STATEMENT not in bare


def test_a_paper_without_a_code_has_none(tmp_path: Path) -> None:
    assert zxingcpp.read_barcodes(seen(written(tmp_path, (CERTIFICATE, facts())))) == []


def test_a_draft_says_so_on_every_sheet(tmp_path: Path) -> None:
    out = written(tmp_path, (HOURS, facts(lists=rows(90))), (CERTIFICATE, facts()), options=Options(draft=True))
    texts = pages(out)
    assert len(texts) > 2
    assert all(DRAFT in text for text in texts)
    assert DRAFT not in pages(written(tmp_path, (CERTIFICATE, facts())))[0]


def test_an_offset_moves_everything_right_and_down(tmp_path: Path) -> None:
    before = letters(written(tmp_path, (CERTIFICATE, facts())))
    after = letters(written(tmp_path, (CERTIFICATE, facts()), options=Options(offset=(3.0, 2.0))))
    millimetre = 72 / 25.4
    assert len(before) == len(after) > 80
    for old, new in zip(before, after, strict=True):
        assert new[0] - old[0] == pytest.approx(3 * millimetre, abs=0.05)
        assert new[1] - old[1] == pytest.approx(-2 * millimetre, abs=0.05)
    left, _, _, bottom = seen(tmp_path / "证书.pdf").point(lambda grey: 255 if grey < 128 else 0).getbbox()
    assert left == pytest.approx((10.6 + 3) * millimetre * 2, abs=4)
    assert bottom == pytest.approx((199.4 + 2) * millimetre * 2, abs=4)


def test_pre_printed_paper_gets_only_what_it_lacks(tmp_path: Path) -> None:
    out = written(tmp_path, (CERTIFICATE, facts()), options=Options(preprinted=True))
    (text,) = pages(out)
    assert "结业证书" not in text
    assert "张𬭎同志" in text
    left = seen(out).point(lambda grey: 255 if grey < 128 else 0).getbbox()[0]
    assert left > 40 * 72 / 25.4 * 2, "the frame is left out too"


def test_long_facts_are_set_smaller(tmp_path: Path) -> None:
    (text,) = pages(written(tmp_path, (CERTIFICATE, facts(项目=LONG, 发证单位=LONG[:20]))))
    assert LONG in text and LONG[:20] in text


@pytest.mark.parametrize(
    ("design", "spoilt", "said"),
    [
        (CERTIFICATE, facts(项目="字" * 2000), "文字“{姓名}同志"),
        (CERTIFICATE, facts(发证单位="局" * 300), "文字“{发证单位}”"),
        (HOURS, facts(lists=rows(1, "字" * 6000)), "表格“学时明细”"),
        (HOURS, facts(单位="校" * 1000), "表单“姓名……”"),
    ],
)
def test_a_text_no_sheet_can_hold_is_refused_naming_person_and_element(
    tmp_path: Path, design: Design, spoilt: Facts, said: str
) -> None:
    with pytest.raises(ExportProblem) as refusal:
        written(tmp_path, (design, facts()), (design, spoilt))
    assert refusal.value.title.startswith(f"{spoilt.who}：{said}")
    assert "太长" in refusal.value.title
    assert faults([(design, facts()), (design, spoilt)])[0].startswith(f"{spoilt.who}：{said}")
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("write", [write_papers, write_paper_files])
def test_one_unprintable_character_stops_the_batch_and_is_named(tmp_path: Path, write: Callable[..., object]) -> None:
    lists = rows(2)
    lists["学时明细"] = [lists["学时明细"][0], {"项目": "某\ue123大学", "学时": "1"}]
    spoilt = facts(姓名=f"张{UNKNOWN}", lists=lists)
    jobs = [(CERTIFICATE, facts()), (HOURS, spoilt)]
    with pytest.raises(ExportProblem) as refusal:
        write(jobs, tmp_path / "证书.pdf" if write is write_papers else tmp_path)
    assert "有2处字无法打印，没有生成任何文件" in refusal.value.title
    assert f"张{UNKNOWN}（证书编号 XJ-JY-2025-000123）：姓名第2字U+E0000" in refusal.value.advice
    assert "学时明细第2行的项目第2字U+E123无可用字形" in refusal.value.advice
    assert len(faults(jobs)) == 2
    assert list(tmp_path.iterdir()) == []


def test_a_character_in_a_fact_that_is_not_printed_stops_nothing(tmp_path: Path) -> None:
    assert pages(written(tmp_path, (CERTIFICATE, facts(备注=UNKNOWN))))


def test_an_item_the_paper_does_not_have_is_told_before_printing(tmp_path: Path) -> None:
    design = with_element(CERTIFICATE, 2, text="{姓名}同志在{起止}参加")
    with pytest.raises(ExportProblem) as refusal:
        written(tmp_path, (design, facts()))
    assert "{起止}" in refusal.value.advice
    assert "{姓名}" not in refusal.value.advice.replace("{姓名}同志在", "")
    table = with_element(HOURS, 3, columns=(Column(heading="单位", text="{颁发}"),), sums="总计")
    assert faults([(table, facts())]) == [
        "版式的表格“学时明细”要用的名单“总计”，这里没有",
        "版式的表格“学时明细”里有不认识的项目“{颁发}”",
    ]


def test_the_number_of_a_sheet_is_no_item_of_what_flows() -> None:
    flowing = Text(x=20, y=20, width=100, height=10, place="flow", text="第{页码}页")
    assert faults([(Design(kind="x", elements=(flowing,)), facts())]) == [
        "版式的文字“第{页码}页”里有不认识的项目“{页码}”"
    ]
    assert faults([(Design(kind="x", elements=(replace(flowing, place="first"),)), facts())]) == []


def test_a_picture_keeps_its_proportions_and_clear_parts_are_white(tmp_path: Path) -> None:
    from PIL import Image

    clear = Image.new("RGBA", (200, 100), (0, 0, 0, 0))
    clear.paste((255, 0, 0, 255), (0, 0, 100, 100))
    data = BytesIO()
    clear.save(data, "PNG")
    design = Design(kind="x", elements=(Picture(x=20, y=20, width=40, height=40, fact="照片"),))
    out = written(tmp_path, (design, dataclasses.replace(facts(), pictures={"照片": data.getvalue()})))
    dark = seen(out).point(lambda grey: 255 if grey < 200 else 0).getbbox()
    millimetre = 72 / 25.4 * 2
    assert [edge / millimetre for edge in dark] == pytest.approx([20, 30, 40, 50], abs=0.4)


@pytest.mark.parametrize("data", [b"GIF89a?", b"\x89PNG\r\n\x1a\nbroken", b"\xff\xd8\xff\xe0broken"])
def test_a_broken_picture_is_refused_naming_whose(tmp_path: Path, data: bytes) -> None:
    design = Design(kind="x", elements=(Picture(x=20, y=20, width=40, height=40, fact="照片"),))
    with pytest.raises(ExportProblem, match="张𬭎（证书编号 XJ-JY-2025-000123）：照片读不出来"):
        written(tmp_path, (design, dataclasses.replace(facts(), pictures={"照片": data})))
    with pytest.raises(ExportProblem, match="版式里的图片读不出来"):
        written(tmp_path, (Design(kind="x", elements=(Picture(x=1, y=1, width=9, height=9, data=data),)), facts()))
    assert faults([(design, dataclasses.replace(facts(), pictures={"照片": data}))]) == [
        "张𬭎（证书编号 XJ-JY-2025-000123）：照片读不出来"
    ]
    assert list(tmp_path.iterdir()) == []


def test_a_missing_photo_leaves_its_place_empty(tmp_path: Path) -> None:
    design = Design(kind="x", elements=(Picture(x=20, y=20, width=40, height=40, fact="照片"),))
    assert seen(written(tmp_path, (design, facts()))).getextrema() == (255, 255)


def test_one_picture_of_a_design_is_in_the_file_once(tmp_path: Path) -> None:
    from PIL import Image

    data = BytesIO()
    Image.effect_noise((300, 300), 90).save(data, "PNG")
    logo = Design(kind="x", elements=(Picture(x=20, y=20, width=40, height=40, data=data.getvalue()),))
    once = len(paper_bytes([(logo, facts())]))
    assert len(paper_bytes([(logo, facts())] * 30)) < once * 1.5


def test_no_papers_at_all_are_refused(tmp_path: Path) -> None:
    with pytest.raises(ExportProblem, match="没有要打印的"):
        written(tmp_path)
    assert faults([]) == []


def test_a_stopped_batch_leaves_the_earlier_file(tmp_path: Path) -> None:
    jobs = [(CERTIFICATE, facts()), (HOURS, facts()), (CERTIFICATE, facts())]
    out = written(tmp_path, jobs[0])
    before = out.read_bytes()

    def stop(done: int, total: int, what: str) -> None:
        assert total == 3
        if done == 2:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        write_papers(jobs, out, progress=stop)
    with pytest.raises(KeyboardInterrupt):
        write_paper_files(jobs, tmp_path, progress=stop)
    assert list(tmp_path.iterdir()) == [out]
    assert out.read_bytes() == before


def test_a_missing_folder_is_refused(tmp_path: Path) -> None:
    with pytest.raises(ExportProblem, match="找不到文件夹"):
        write_papers([(CERTIFICATE, facts())], tmp_path / "没有" / "证书.pdf")
    with pytest.raises(ExportProblem, match="找不到文件夹"):
        write_paper_files([(CERTIFICATE, facts())], tmp_path / "没有")


def test_one_file_a_paper_is_named_by_its_title(tmp_path: Path) -> None:
    jobs = [(CERTIFICATE, facts(姓名=name)) for name in ("张三", "李四", "张三")]
    files = write_paper_files(jobs, tmp_path)
    assert [file.name for file in files] == [
        "XJ-JY-2025-000123 张三.pdf",
        "XJ-JY-2025-000123 李四.pdf",
        "XJ-JY-2025-000123 张三（2）.pdf",
    ]
    assert sorted(tmp_path.iterdir()) == sorted(files)
    assert all(paper.texts["姓名"] in pages(file)[0] for (_, paper), file in zip(jobs, files, strict=True))
    assert files[0].read_bytes() == paper_bytes([jobs[0]])


def test_file_names_suit_windows_and_never_meet() -> None:
    titles = ['a/b:"1" 张*三', "CON.", "X1 Li", "x1 LI", "", "第" * 300, "第" * 300]
    found = file_names([dataclasses.replace(facts(), title=title) for title in titles])
    assert found[:5] == ["a-b--1- 张-三.pdf", "证书 CON.pdf", "X1 Li.pdf", "x1 LI（2）.pdf", "证书.pdf"]
    assert all(len(entry.encode()) <= 255 for entry in found)
    assert len({entry.casefold() for entry in found}) == len(found)


def test_a_test_print_names_every_element_and_tells_the_offset(tmp_path: Path) -> None:
    out = tmp_path / "试印.pdf"
    out.write_bytes(writing.test_sheet(CERTIFICATE, Options(offset=(1.5, -2))))
    (text,) = pages(out)
    assert all(name in text for name in ("边框", "文字“结业证书”", "盖章处", "二维码", "100", "200"))
    assert "向右1.5毫米，向上2毫米" in text


def test_a_form_that_stays_in_its_place_is_set_smaller_until_its_box_holds_it(tmp_path: Path) -> None:
    form = HOURS.elements[2]
    assert isinstance(form, Form)
    (text, *_) = pages(written(tmp_path, (HOURS, facts(单位=LONG[:60]))))
    assert LONG[:60] in text


@pytest.mark.skipif(shutil.which("qpdf") is None, reason="qpdf is not on this computer")
def test_another_program_finds_nothing_wrong_with_the_file(tmp_path: Path) -> None:
    jobs = [(CERTIFICATE, facts(code=STATEMENT)), (HOURS, facts(lists=rows(90)))]
    for options in (Options(), Options(draft=True, preprinted=True, offset=(1, 1))):
        out = written(tmp_path, *jobs, options=options)
        checked = subprocess.run(["qpdf", "--check", "--warning-exit-0", str(out)], capture_output=True, text=True)
        assert checked.returncode == 0, checked.stderr
        assert "WARNING" not in checked.stderr


@pytest.mark.parametrize(("order", "hidden"), [("below", False), ("above", True)])
def test_a_picture_covers_only_what_was_placed_before_it(tmp_path: Path, order: str, hidden: bool) -> None:
    from PIL import Image

    white = BytesIO()
    Image.new("RGB", (50, 50), "white").save(white, "PNG")
    picture = Picture(x=20, y=20, width=60, height=60, data=white.getvalue())
    words = Text(x=30, y=40, width=40, height=10, text="校训", size=24)
    named = Text(x=20, y=100, width=40, height=10, text="{姓名}", size=9)
    elements = (picture, named, words) if order == "below" else (named, words, picture)
    out = written(tmp_path, (Design(kind="x", elements=elements), facts()))
    millimetre = 72 / 25.4 * 2
    place = tuple(round(edge * millimetre) for edge in (25, 25, 75, 75))
    assert (seen(out).crop(place).getextrema() == (255, 255)) is hidden


def test_a_spread_label_reaches_from_edge_to_edge(tmp_path: Path) -> None:
    millimetre = 72 / 25.4
    for text in ("姓名", "工作单位"):
        label = Text(x=20, y=20, width=40, height=10, text=text, role="song", size=12, align="spread")
        places = [x for x, _ in letters(written(tmp_path, (Design(kind="x", elements=(label,)), facts())))]
        assert len(places) == len(text)
        assert places[0] == pytest.approx(20 * millimetre, abs=2)
        assert places[-1] == pytest.approx(60 * millimetre - 12, abs=2)
        steps = [after - before for before, after in itertools.pairwise(places)]
        assert max(steps) - min(steps) < 2
