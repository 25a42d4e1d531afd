"""Lists on paper: headings on every page, nothing cut, nothing printed with a hole in it."""

from datetime import date
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from exports.charts import Chart, Series
from exports.problems import ExportProblem
from exports.rosters import Column, write_roster
from tests.exports.pdf_text import empty_boxes, fonts, pages, text_boxes

COLUMNS = [Column("序号", 1, "center"), Column("姓名", 2), Column("单位", 4), Column("学时", 1, "right")]
MADE_ON = date(2025, 11, 2)
UNKNOWN = "\U00030001"


def row(number: int, name: str = "欧阳𫖮", unit: str = "某某县第一中学") -> tuple[str, ...]:
    return (str(number), name, unit, "36.5")


def written(tmp_path: Path, rows: list[tuple[str, ...]], *, landscape: bool = False) -> Path:
    out = tmp_path / "名册.pdf"
    write_roster("教师学时名册", "某某县教育局", COLUMNS, rows, out, made_on=MADE_ON, landscape=landscape)
    return out


@pytest.mark.parametrize("landscape", [False, True])
def test_every_page_has_title_headings_its_number_and_the_day(tmp_path: Path, landscape: bool) -> None:
    out = written(tmp_path, [row(number) for number in range(1, 201)], landscape=landscape)
    texts = pages(out)
    assert len(texts) > 3
    for number, text in enumerate(texts, 1):
        assert "教师学时名册某某县教育局序号姓名单位学时" in text
        assert f"第{number}页共{len(texts)}页" in text
        assert "制表日期：2025年11月2日" in text
        assert "共200条" in text
    assert all(f"{number}欧阳𫖮某某县第一中学36.5" in "".join(texts) for number in range(1, 201))
    assert [size[0] > size[1] for size, _ in text_boxes(out)] == [landscape] * len(texts)


def test_its_fonts_are_embedded_and_no_box_is_empty(tmp_path: Path) -> None:
    out = written(tmp_path, [row(1, "㛃䶮𬭎𫖮𪩘𠅤")])
    assert "㛃䶮𬭎𫖮𪩘𠅤" in pages(out)[0]
    assert all(fonts(out).values())
    assert empty_boxes(out.read_bytes()) == 0


def test_a_long_text_is_wrapped_and_never_cut(tmp_path: Path) -> None:
    long = "某某自治区某某自治州某某哈萨克蒙古自治县某某镇九年一贯制寄宿学校附属幼儿园" * 6
    (text,) = pages(written(tmp_path, [row(1, unit=long), row(2)]))
    assert long in text


@settings(max_examples=30, deadline=None)
@given(st.lists(st.text(st.sampled_from("某县教师进修（学校）“班”，2025 W"), max_size=200), min_size=1, max_size=8))
def test_whatever_the_texts_nothing_leaves_its_page(tmp_path_factory: pytest.TempPathFactory, units: list[str]) -> None:
    rows = [row(number, unit=unit) for number, unit in enumerate(units, 1)]
    out = written(tmp_path_factory.mktemp("rosters"), rows)
    text = "".join(pages(out))
    assert all(unit.replace(" ", "") in text for unit in units)
    for (width, height), boxes in text_boxes(out):
        for left, bottom, right, top in boxes:
            assert left >= 40
            assert bottom >= 25
            assert right <= width - 40
            assert top <= height - 40


def test_an_empty_list_still_prints_its_headings(tmp_path: Path) -> None:
    (text,) = pages(written(tmp_path, []))
    assert "序号姓名单位学时" in text
    assert "共0条" in text


def test_equal_lists_give_equal_bytes(tmp_path: Path) -> None:
    rows = [row(number) for number in range(60)]
    assert written(tmp_path, rows).read_bytes() == written(tmp_path, rows).read_bytes()


def test_an_unprintable_character_is_named_by_row_and_column_and_nothing_is_written(tmp_path: Path) -> None:
    with pytest.raises(ExportProblem) as refusal:
        written(tmp_path, [row(1), row(2, f"张{UNKNOWN}")])
    assert "没有生成名册" in refusal.value.title
    assert f"第2行：“姓名”第2字“{UNKNOWN}”（U+30001）无可用字形" in refusal.value.advice
    assert list(tmp_path.iterdir()) == []


def test_a_text_longer_than_a_page_is_refused_with_its_row(tmp_path: Path) -> None:
    with pytest.raises(ExportProblem, match="第2行的文字太长"):
        written(tmp_path, [row(1), row(2, unit="校" * 20000)])
    assert list(tmp_path.iterdir()) == []


def test_a_stopped_list_leaves_nothing(tmp_path: Path) -> None:
    def stop(done: int, total: int, what: str) -> None:
        assert total == 100
        raise KeyboardInterrupt

    rows = [row(number) for number in range(100)]
    with pytest.raises(KeyboardInterrupt):
        write_roster("名册", "", COLUMNS, rows, tmp_path / "名册.pdf", made_on=MADE_ON, progress=stop)
    assert list(tmp_path.iterdir()) == []


def test_a_chart_stands_above_the_table_and_its_words_are_text(tmp_path: Path) -> None:
    out, columns = tmp_path / "图.pdf", [Column("学校名", 3), Column("人数", 1, "right")]
    chart = Chart("bars", "各校人数", ("城关小学", "清水小学"), (Series("人数", (12.0, 7.0)),), "人")
    write_roster("统计", "", columns, [("城关小学", "12"), ("清水小学", "7")], out, made_on=MADE_ON, chart=chart)
    (words,) = pages(out)
    assert "城关小学12人清水小学7人" in words
    assert words.index("各校人数") < words.index("学校名")


def test_a_high_chart_has_the_first_page_to_itself(tmp_path: Path) -> None:
    names = tuple(f"第{at}小学" for at in range(30))
    chart = Chart("bars", "各校", names, (Series("人数", tuple(float(at) for at in range(30))),))
    out = tmp_path / "高.pdf"
    rows = [(name, str(at)) for at, name in enumerate(names)]
    write_roster("统计", "", [Column("名称", 1), Column("数", 1)], rows, out, made_on=MADE_ON, chart=chart)
    first, second = pages(out)
    assert "名称" not in first and "名称" in second
