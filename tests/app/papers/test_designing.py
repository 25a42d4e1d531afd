"""What the designer shows: which fields there are, what is amiss, a logo made small."""

import io
import random
from pathlib import Path

import pytest
from PIL import Image
from pypdfium2 import PdfDocument

from app import codes
from app.papers import designing, designs, laying, registry
from app.papers.kinds import PaperKind
from app.problems import Problem
from exports.problems import ExportProblem
from tests.app.conftest import County


def test_a_logo_is_made_small_and_stays_see_through(tmp_path: Path) -> None:
    path = tmp_path / "标志.png"
    rng = random.Random(1)
    noise = Image.frombytes("RGBA", (800, 800), rng.randbytes(800 * 800 * 4))
    noise.save(path)
    made = designing.picture(path, 500_000)
    assert len(made) <= 500_000
    with Image.open(io.BytesIO(made)) as small:
        assert (small.format, small.mode) == ("PNG", "RGBA")
        assert 100 < small.width < 800


def test_a_picture_that_finds_no_room_is_told(tmp_path: Path) -> None:
    path = tmp_path / "标志.png"
    Image.new("RGB", (400, 400), "#a8171a").save(path)
    with pytest.raises(Problem, match="放不进这个版式"):
        designing.picture(path, 10)


def test_what_is_no_picture_is_told(tmp_path: Path) -> None:
    path = tmp_path / "标志.png"
    path.write_text("不是图片", encoding="utf-8")
    with pytest.raises(ExportProblem, match="不是图片"):
        designing.picture(path, 300_000)


def _kind(name: str = "completion") -> PaperKind:
    return designing.kind_of(name)


def _doubts(*some: laying.AnyElement, kind: str = "completion") -> list[str]:
    return [one.words for one in designing.doubts(laying.Design(kind=kind, elements=some), _kind(kind))]


@pytest.mark.parametrize("kind", [one.code for one in codes.table("paper_kind").codes])
def test_nothing_is_amiss_with_what_the_program_brings(kind: str) -> None:
    facts = designing.with_code(_kind(kind), registry.sample(kind))
    for one in designs.shipped(kind):
        assert designing.doubts(one.design, _kind(kind), facts) == []


def test_a_field_that_the_kind_does_not_have_is_told_with_its_element() -> None:
    text = laying.Text(x=20, y=20, width=100, height=10, text="{姓名}{性名}")
    form = laying.Form(x=20, y=40, width=100, height=10, shares=(1.0,), lines=((laying.Cell(text="{年令}"),),))
    design = laying.Design(kind="completion", elements=(text, form))
    assert designing.unknown(design, _kind()) == ["性名", "年令"]
    assert [one.place for one in designing.doubts(design, _kind())] == [0, 1]


def test_columns_may_name_fields_of_their_rows_and_of_the_paper() -> None:
    rows = _kind("signin").lists[0].name
    box = {"x": 20.0, "y": 20.0, "width": 100.0, "height": 10.0}

    def table(text: str, rows: str = rows) -> list[str]:
        columns = (laying.Column(heading="甲", text=text),)
        return _doubts(laying.Table(**box, rows=rows, columns=columns), kind="signin")

    assert table("{序号}{姓名}{培训项目}") == []
    assert "没有“年令”这一项" in table("{年令}")[0]
    assert "没有“教官”这一项" in table("{姓名}", "教官")[0]


def test_what_hangs_over_the_edge_or_is_too_small_is_told() -> None:
    assert "在纸的外面" in _doubts(laying.Rule(x=150, y=20, width=100, height=0))[0]
    assert "小于 20 毫米" in _doubts(laying.Code(x=20, y=20, width=10, height=10))[0]
    assert "没有二维码" in _doubts(laying.Code(x=20, y=20, width=30, height=30), kind="signin")[0]
    assert "还没有选择图片" in _doubts(laying.Picture(x=20, y=20, width=30, height=30))[0]
    assert _doubts(laying.Rule(x=20, y=20, width=100, height=0)) == []


def test_a_half_written_field_stands_on_the_sheet_as_it_is_written() -> None:
    text = laying.Text(x=20, y=20, width=100, height=20, text="{性名}")
    pdf = designing.pdf(laying.Design(kind="completion", elements=(text,)), registry.sample("completion"))
    with PdfDocument(pdf) as document:
        assert document[0].get_textpage().get_text_range().strip() == "{性名}"


def test_a_preview_has_the_persons_facts_and_an_examples_number(county: County) -> None:
    facts = designing.facts(county.session, "dossier", county.zhang)
    assert facts.texts["姓名"] == "张𬭎"
    with pytest.raises(Problem, match="结业证书"):
        designing.facts(county.session, "completion", county.zhang)
    assert designing.facts(county.session, "completion").texts["证书编号"]


def test_a_preview_file_is_marked_on_every_sheet(tmp_path: Path) -> None:
    out = tmp_path / "预览.pdf"
    designing.write_preview(designs.shipped("completion")[0].design, registry.sample("completion"), out)
    with PdfDocument(out) as document:
        assert "无效" in document[0].get_textpage().get_text_range()
