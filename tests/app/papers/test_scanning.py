"""A paper as it comes from the printer is known again from a scan, a photograph and its PDF, and so is its fate."""

from pathlib import Path

import pypdfium2
import pytest
from PIL import Image, ImageFilter

from app import training
from app.papers import blocks, issuing, scanning
from app.papers.verdicts import State
from app.problems import Problem


@pytest.fixture
def paper(county) -> Path:
    """A 结业证书 of 张𬭎 as PDF."""
    programme = training.save_programme(
        county.session, None, {"title": "课堂教学能力提升与学科核心素养专题研修", "level": "4", "category": "2"}
    )
    values = {"programme_id": programme, "name": "第一期", "year": 2026, "hours": 240}
    days = {"start_date": "2026-07-06", "end_date": "2026-07-10"}
    group = training.save_class(county.session, None, {**values, **days})
    training.enrol(county.session, group, [county.zhang], result="1")
    rows = [str(row["id"]) for row in training.of_class(county.session, group)]
    out = county.folder / "结业.pdf"
    issuing.issue(county.session, "completion", rows, out)
    return out


def scanned(paper: Path, dpi: int) -> Image.Image:
    pdf = pypdfium2.PdfDocument(paper)
    try:
        return pdf[0].render(scale=dpi / 72).to_pil().convert("L")
    finally:
        pdf.close()


def states(county, path: Path) -> list[State]:
    return [one.state for one in scanning.check_file(county.session, path)]


def test_a_printed_page_scanned_at_150_dpi_is_genuine(county, paper: Path, tmp_path: Path) -> None:
    scan = (
        scanned(paper, 150).rotate(2.5, Image.Resampling.BICUBIC, fillcolor=255).filter(ImageFilter.GaussianBlur(0.5))
    )
    scan.save(tmp_path / "扫描.jpg", quality=70)
    (verdict,) = scanning.check_file(county.session, tmp_path / "扫描.jpg")
    assert verdict.state is State.GENUINE
    assert dict(verdict.facts)["姓名"] == "张𬭎"
    assert dict(verdict.facts)["证书编号"] == "结业〔2026〕000001号"


def test_a_telephones_photograph_on_its_side_is_genuine(county, paper: Path, tmp_path: Path) -> None:
    photograph = scanned(paper, 300).rotate(90, expand=True).filter(ImageFilter.GaussianBlur(1.2))
    photograph.convert("RGB").save(tmp_path / "照片.jpg", quality=60)
    assert states(county, tmp_path / "照片.jpg") == [State.GENUINE]


def test_the_pdf_itself_can_be_checked(county, paper: Path) -> None:
    assert states(county, paper) == [State.GENUINE]


def test_a_paper_that_was_reissued_or_made_void_is_told(county, paper: Path) -> None:
    (row,) = county.session.store.all("SELECT id FROM certificates")
    after = county.folder / "补发.pdf"
    issuing.reissue(county.session, row["id"], after, "遗失")
    assert states(county, paper) == [State.REPLACED]
    assert states(county, after) == [State.GENUINE]
    (new,) = county.session.store.all("SELECT id FROM certificates WHERE status = 'valid'")
    issuing.void(county.session, [new["id"]], "姓名打错")
    assert states(county, after) == [State.VOID]


def test_a_draft_bears_nothing_that_could_pass_for_genuine(county, paper: Path, tmp_path: Path) -> None:
    attendance = training.attendance(county.session)
    draft = tmp_path / "预览.pdf"
    draft.write_bytes(issuing.draft(county.session, "completion", [str(attendance[0]["id"])]).pdf)
    try:
        assert State.GENUINE not in states(county, draft)
    except Problem as problem:
        assert "没有找到二维码" in problem.title


def test_a_page_without_a_code_is_told(county, tmp_path: Path) -> None:
    Image.new("L", (400, 400), 255).save(tmp_path / "白纸.png")
    with pytest.raises(Problem, match="没有找到二维码"):
        scanning.check_file(county.session, tmp_path / "白纸.png")


def test_what_a_school_prints_from_its_block_is_genuine_at_both_offices(two) -> None:
    programme = training.save_programme(two.county, None, {"title": "课堂教学", "level": "4", "category": "2"})
    values = {"programme_id": programme, "name": "第一期", "year": 2026, "hours": 240}
    training.enrol(two.county, training.save_class(two.county, None, values), [two.zhang], result="1")
    blocks.give(two.county, "hours", blocks.find(two.county, "城关小学"), 5)
    two.round()
    paper = two.folder / "学时证明.pdf"
    issuing.issue(two.school, "hours", [two.zhang], paper)
    assert [one.state for one in scanning.check_file(two.school, paper)] == [State.GENUINE]
    # The county knows the key and waits for the school's entry.
    assert [one.state for one in scanning.check_file(two.county, paper)] == [State.UNLISTED]
    two.round()
    (verdict,) = scanning.check_file(two.county, paper)
    assert verdict.state is State.GENUINE
    assert dict(verdict.facts)["签名单位"].startswith("城关小学")
